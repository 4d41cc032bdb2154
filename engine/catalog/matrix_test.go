package catalog_test

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
)

func itoa(n int) string { return strconv.Itoa(n) }

func rule(id string, requirements ...string) *isms.Rule {
	return &isms.Rule{ID: id, Grade: isms.Minor, Requirements: requirements}
}

func TestEveryLeafAndControlStandsOnceInTheMatrix(t *testing.T) {
	c := load(t)
	rows := map[string]int{}
	for _, r := range c.Matrix(nil, nil, nil, nil) {
		rows[r.ID]++
		if r.Title == "" {
			t.Errorf("%s has no title", r.ID)
		}
		if r.Result == isms.Conform {
			t.Errorf("%s conforms without a rule", r.ID)
		}
	}
	for _, leaf := range c.Leaves() {
		if rows[leaf.ID] != 1 {
			t.Errorf("leaf %s stands %d times", leaf.ID, rows[leaf.ID])
		}
	}
	for _, control := range c.Controls() {
		if rows[control.ID] != 1 {
			t.Errorf("control %s stands %d times", control.ID, rows[control.ID])
		}
	}
	if rows["4.3"] != 1 {
		t.Errorf("heading 4.3, which has a requirement of its own, stands %d times", rows["4.3"])
	}
	if rows["7.2"] != 0 || rows["4"] != 0 {
		t.Errorf("a heading without requirement and rules is shown")
	}
}

func TestTheMatrixKeepsTheOrderOfTheStandard(t *testing.T) {
	c := load(t)
	place := map[string]int{}
	for i, clause := range c.Clauses() {
		place[clause.ID] = i
	}
	for i, control := range c.Controls() {
		place[control.ID] = len(c.Clauses()) + i
	}
	last := -1
	for _, r := range c.Matrix([]*isms.Rule{rule("comp.x", "7.2")}, nil, nil, nil) {
		if place[r.ID] <= last {
			t.Errorf("%s stands too late", r.ID)
		}
		last = place[r.ID]
	}
}

func TestMatrix(t *testing.T) {
	owner := rule("risk.owner", "6.1.2.c2", "6.1.2.c2")
	method := rule("risk.method", "6.1.2")
	cited := rule("soa.cited", "A.5.19", "6.1.3.d")
	led := rule("lead.b", "5.1.b")
	scheme := rule("cert.acc", "scheme.accreditation")
	open := func(r *isms.Rule, g isms.Grade) isms.Finding {
		return isms.Finding{Rule: r, Grade: g, Status: isms.Open}
	}
	waived := func(r *isms.Rule, g isms.Grade) isms.Finding {
		return isms.Finding{Rule: r, Grade: g, Status: isms.Waived, Waiver: "EX-1"}
	}
	type findings = []isms.Finding
	type undecided = []isms.Undecided
	type row = isms.Requirement
	tests := map[string]struct {
		rules     []*isms.Rule
		findings  findings
		undecided undecided
		excluded  map[string]bool
		want      row // without title
	}{
		"no rule": {
			want: row{ID: "6.1.2.c2", Result: isms.NoRule},
		},
		"a rule that ran, named twice": {
			rules: []*isms.Rule{owner, owner},
			want:  row{ID: "6.1.2.c2", Result: isms.Conform, Rules: 1},
		},
		"a retired rule does not run": {
			rules: []*isms.Rule{{ID: "risk.old", Retired: true, Requirements: []string{"6.1.2.c2"}}},
			want:  row{ID: "6.1.2.c2", Result: isms.NoRule},
		},
		"a major": {
			rules: []*isms.Rule{owner}, findings: findings{open(owner, isms.Major)},
			want: row{ID: "6.1.2.c2", Result: isms.HasFinding, Rules: 1, Findings: 1},
		},
		"a minor and an observation": {
			rules: []*isms.Rule{owner}, findings: findings{open(owner, isms.Observation), open(owner, isms.Minor)},
			want: row{ID: "6.1.2.c2", Result: isms.HasFinding, Rules: 1, Findings: 2},
		},
		"observations are no nonconformity": {
			rules: []*isms.Rule{owner}, findings: findings{open(owner, isms.Observation), open(owner, isms.Opportunity)},
			want: row{ID: "6.1.2.c2", Result: isms.Conform, Rules: 1, Findings: 2},
		},
		"an unknown grade is one": {
			rules: []*isms.Rule{owner}, findings: findings{open(owner, "grave")},
			want: row{ID: "6.1.2.c2", Result: isms.HasFinding, Rules: 1, Findings: 1},
		},
		"a finding of a rule that is not listed": {
			findings: findings{open(owner, isms.Minor)},
			want:     row{ID: "6.1.2.c2", Result: isms.HasFinding, Findings: 1},
		},
		"upcoming": {
			rules: []*isms.Rule{owner}, findings: findings{{Rule: owner, Grade: isms.Major, Status: isms.Upcoming}},
			want: row{ID: "6.1.2.c2", Result: isms.Conform, Rules: 1},
		},
		"undecided": {
			rules: []*isms.Rule{owner}, undecided: undecided{{Rule: owner}},
			want: row{ID: "6.1.2.c2", Result: isms.NotAssessable, Rules: 1},
		},
		"undecided without a rule": {
			rules: []*isms.Rule{owner}, undecided: undecided{{Reason: "history is shallow"}},
			want: row{ID: "6.1.2.c2", Result: isms.NotAssessable, Rules: 1},
		},
		"undecided elsewhere": {
			rules: []*isms.Rule{owner, method}, undecided: undecided{{Rule: method}},
			want: row{ID: "6.1.2.c2", Result: isms.Conform, Rules: 1},
		},
		"a finding before undecided": {
			rules: []*isms.Rule{owner}, findings: findings{open(owner, isms.Minor)}, undecided: undecided{{Rule: owner}, {}},
			want: row{ID: "6.1.2.c2", Result: isms.HasFinding, Rules: 1, Findings: 1},
		},
		"undecided before waived": {
			rules: []*isms.Rule{owner}, findings: findings{waived(owner, isms.Minor)}, undecided: undecided{{Rule: owner}},
			want: row{ID: "6.1.2.c2", Result: isms.NotAssessable, Rules: 1},
		},
		"waived": {
			rules: []*isms.Rule{owner}, findings: findings{waived(owner, isms.Minor)},
			want: row{ID: "6.1.2.c2", Result: isms.IsWaived, Rules: 1},
		},
		"a waived observation": {
			rules: []*isms.Rule{owner}, findings: findings{waived(owner, isms.Observation)},
			want: row{ID: "6.1.2.c2", Result: isms.Conform, Rules: 1},
		},
		"a finding before waived": {
			rules: []*isms.Rule{owner}, findings: findings{waived(owner, isms.Minor), open(owner, isms.Minor)},
			want: row{ID: "6.1.2.c2", Result: isms.HasFinding, Rules: 1, Findings: 1},
		},
		"a rule of the heading": {
			rules: []*isms.Rule{owner, method}, findings: findings{open(owner, isms.Minor)},
			want: row{ID: "6.1.2", Result: isms.Conform, Rules: 1},
		},
		"an item does not inherit the finding of its heading": {
			rules: []*isms.Rule{owner, method}, findings: findings{open(method, isms.Minor)},
			want: row{ID: "6.1.2.c2", Result: isms.Conform, Rules: 1},
		},
		"only people can tell": {
			rules: []*isms.Rule{led},
			want:  row{ID: "5.1.b", Result: isms.Interview, Rules: 1},
		},
		"only people can tell, and no rule": {
			want: row{ID: "5.1.b", Result: isms.Interview},
		},
		"only people can tell, but records tell against it": {
			rules: []*isms.Rule{led}, findings: findings{open(led, isms.Minor)},
			want: row{ID: "5.1.b", Result: isms.HasFinding, Rules: 1, Findings: 1},
		},
		"an excluded control": {
			rules: []*isms.Rule{cited}, excluded: map[string]bool{"A.5.19": true},
			want: row{ID: "A.5.19", Result: isms.NotApplicable, Rules: 1},
		},
		"an excluded control with a finding": {
			rules: []*isms.Rule{cited}, findings: findings{open(cited, isms.Minor)}, excluded: map[string]bool{"A.5.19": true},
			want: row{ID: "A.5.19", Result: isms.NotApplicable, Rules: 1, Findings: 1},
		},
		"a clause cannot be excluded": {
			rules: []*isms.Rule{cited}, excluded: map[string]bool{"6.1.3.d": true},
			want: row{ID: "6.1.3.d", Result: isms.Conform, Rules: 1},
		},
		"a control that the statement of applicability forgot": {
			excluded: map[string]bool{"A.5.20": false},
			want:     row{ID: "A.5.20", Result: isms.NoRule},
		},
		"a condition of the scheme is no requirement": {
			rules: []*isms.Rule{scheme}, findings: findings{open(scheme, isms.Major)},
			want: row{ID: "scheme.accreditation"},
		},
	}
	c := load(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := row{ID: test.want.ID}
			for _, r := range c.Matrix(test.rules, test.findings, test.undecided, test.excluded) {
				if r.ID == test.want.ID {
					got = r
				}
			}
			got.Title = ""
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("row (-want +got):\n%s", diff)
			}
		})
	}
}

func BenchmarkMatrix(b *testing.B) {
	c := load(b)
	var rules []*isms.Rule
	for i := range 358 {
		rules = append(rules, rule("x."+itoa(i), c.Leaves()[i%123].ID, c.Controls()[i%93].ID))
	}
	findings := make([]isms.Finding, 5000)
	for i := range findings {
		findings[i] = isms.Finding{Rule: rules[i%len(rules)], Grade: isms.Minor, Status: isms.Open}
	}
	for b.Loop() {
		c.Matrix(rules, findings, nil, nil)
	}
}
