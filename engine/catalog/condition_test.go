package catalog_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/catalog"
	"ismsproof/engine/isms"
)

func TestConditionsAreNoRequirements(t *testing.T) {
	c := load(t)
	var ids []string
	for _, condition := range c.Conditions() {
		ids = append(ids, condition.ID)
		if _, known := c.Requirement(condition.ID); known {
			t.Errorf("%s is a requirement too", condition.ID)
		}
		if !c.Names(condition.ID) || c.Title(condition.ID) != condition.Title {
			t.Errorf("rules cannot name %s", condition.ID)
		}
	}
	if diff := cmp.Diff([]string{"scheme.17021-1", "scheme.accreditation", "scheme.operating-period"}, ids); diff != "" {
		t.Errorf("conditions (-want +got):\n%s", diff)
	}
	if c.Condition("scheme.accredited") != nil || c.Names("scheme.accredited") || c.Title("scheme.accredited") != "" {
		t.Error("the catalogue holds a condition that does not exist")
	}
	if !c.Names("6.1.3.d") || c.Title("6.1.3.d") == "" {
		t.Error("rules cannot name a requirement")
	}
}

func TestReadiness(t *testing.T) {
	scheme, both := rule("cert.acc", "scheme.accreditation"), rule("aud.x", "9.2.2.b", "scheme.accreditation")
	finding := func(g isms.Grade, s isms.Status) []isms.Finding {
		return []isms.Finding{{Rule: scheme, Grade: g, Status: s}}
	}
	tests := map[string]struct {
		rules     []*isms.Rule
		findings  []isms.Finding
		undecided []isms.Undecided
		want      isms.Requirement // without id and title
	}{
		"no rule":                {want: isms.Requirement{Result: isms.NoRule}},
		"nothing found":          {rules: []*isms.Rule{scheme, both}, want: isms.Requirement{Result: isms.Conform, Rules: 2}},
		"an observation":         {rules: []*isms.Rule{scheme}, findings: finding(isms.Observation, isms.Open), want: isms.Requirement{Result: isms.Conform, Rules: 1, Findings: 1}},
		"a major finding":        {rules: []*isms.Rule{scheme}, findings: finding(isms.Major, isms.Open), want: isms.Requirement{Result: isms.HasFinding, Rules: 1, Findings: 1}},
		"a waived finding":       {rules: []*isms.Rule{scheme}, findings: finding(isms.Minor, isms.Waived), want: isms.Requirement{Result: isms.IsWaived, Rules: 1}},
		"a finding to come":      {rules: []*isms.Rule{scheme}, findings: finding(isms.Major, isms.Upcoming), want: isms.Requirement{Result: isms.Conform, Rules: 1}},
		"undecided":              {rules: []*isms.Rule{scheme}, undecided: []isms.Undecided{{Rule: scheme}}, want: isms.Requirement{Result: isms.NotAssessable, Rules: 1}},
		"everything is in doubt": {rules: []*isms.Rule{scheme}, undecided: []isms.Undecided{{}}, want: isms.Requirement{Result: isms.NotAssessable, Rules: 1}},
	}
	c := load(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			rows := c.Readiness(test.rules, test.findings, test.undecided)
			if len(rows) != len(c.Conditions()) {
				t.Fatalf("got %d rows, want %d", len(rows), len(c.Conditions()))
			}
			got := rows[1]
			test.want.ID, test.want.Title = "scheme.accreditation", c.Title("scheme.accreditation")
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestConditionsThatAreWrong(t *testing.T) {
	const file = "certification_scheme/conditions.yaml"
	tests := map[string]struct{ old, new, want string }{
		"missing":             {"", "", "conditions.yaml: file does not exist"},
		"id of a requirement": {"scheme.accreditation", "7.5.4", `7.5.4: the id does not start with "scheme."`},
		"id stands twice":     {"scheme.accreditation", "scheme.17021-1", `scheme.17021-1: id "scheme.17021-1" stands twice`},
		"no title":            {"title: The ISMS has", "name: The ISMS has", `scheme.operating-period: no "title"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			broken := files(t)
			text := string(broken[file].Data)
			if delete(broken, file); test.old != "" {
				broken[file] = &fstest.MapFile{Data: []byte(strings.Replace(text, test.old, test.new, 1))}
			}
			if _, err := catalog.Load(broken, decode); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestFrameworksDoNotTakeIdsOfConditions(t *testing.T) {
	text := []byte("title: House\nclauses:\n  - {id: scheme.house, title: Ours}\n")
	root, err := decode("house.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	want := `house.yaml:3: "scheme.house" starts with "scheme."`
	if _, err := load(t).With("house.yaml", text, &root); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got error %v, want one with %q", err, want)
	}
}
