package report

import (
	"strings"
	"testing"

	"ismsproof/engine/isms"
)

// Findings on conditions of the certification scheme are counted apart from
// nonconformities with the standard, and never make a report say nothing was found.
func TestReadinessIsNoConformity(t *testing.T) {
	standard := &isms.Rule{ID: "risk.owner", Requirements: []string{"6.1.2.c2"}}
	scheme := &isms.Rule{ID: "cert.edition", Requirements: []string{"scheme.17021-1"}}
	both := &isms.Rule{ID: "own.both", Requirements: []string{"scheme.17021-1", "4.3"}}
	found := func(rule *isms.Rule, change isms.Change) isms.Finding {
		return isms.Finding{Rule: rule, Grade: isms.Major, Status: isms.Open, Change: change}
	}
	tests := map[string]struct {
		findings []isms.Finding
		base     string
		want     string
	}{
		"the scheme alone":      {[]isms.Finding{found(scheme, "")}, "", "no nonconformity detected by 3 rules; 1 finding on readiness for certification"},
		"the standard alone":    {[]isms.Finding{found(standard, "")}, "", "1 nonconformity detected by 3 rules"},
		"a rule on both":        {[]isms.Finding{found(both, "")}, "", "1 nonconformity detected by 3 rules"},
		"one of each":           {[]isms.Finding{found(standard, ""), found(scheme, "")}, "", "1 nonconformity detected by 3 rules; 1 finding on readiness for certification"},
		"what stood before":     {[]isms.Finding{found(scheme, isms.Unchanged)}, "abc", "no new nonconformity detected by 3 rules"},
		"what a change brought": {[]isms.Finding{found(scheme, isms.New)}, "abc", "no new nonconformity detected by 3 rules; 1 finding on readiness for certification"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := &isms.Report{
				Findings: test.findings, Outcome: isms.OutcomeFindings, Target: isms.Target{Base: test.base},
				Counts: isms.Counts{Artifacts: 1, Rules: 3, Major: len(test.findings)},
			}
			if got := verdict(r); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestReadinessIsSaidLast(t *testing.T) {
	row := func(id string, result isms.Result, findings int) isms.Requirement {
		return isms.Requirement{ID: id, Result: result, Rules: 2, Findings: findings}
	}
	tests := map[string]struct {
		rows []isms.Requirement
		want string
	}{
		"nothing on record":      {[]isms.Requirement{row("scheme.a", isms.NotAssessable, 0)}, ""},
		"nothing found":          {[]isms.Requirement{row("scheme.a", isms.Conform, 0), row("scheme.b", isms.NotAssessable, 0)}, "; readiness for certification, apart from that: nothing found on scheme.a"},
		"an observation is said": {[]isms.Requirement{row("scheme.a", isms.Conform, 1), row("scheme.b", isms.HasFinding, 2)}, "; readiness for certification, apart from that: scheme.a 1 finding, scheme.b 2 findings"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := strings.TrimPrefix(reach(&isms.Report{Readiness: test.rows}), graders); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestReadinessOfAHistory(t *testing.T) {
	scheme := &isms.Rule{ID: "cert.edition", Requirements: []string{"scheme.17021-1"}}
	told := &isms.Timeline{
		Steps: make([]isms.Step, 1), Outcome: isms.OutcomeFindings,
		Spans: []isms.Span{{Finding: isms.Finding{Rule: scheme, Grade: isms.Major}}},
	}
	want := "no nonconformity detected at the end of the history; 1 finding on readiness for certification"
	if got := historyVerdict(told); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
