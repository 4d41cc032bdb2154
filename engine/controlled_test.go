package engine_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine"
)

// A commit that changes own rules alone is a commit of the ISMS: it is judged, and what is
// found stands at the file.
func TestCommitsThatChangeOwnRules(t *testing.T) {
	tree := map[string]string{
		"isms.yaml": acme + "owner: bob\nrules: [rules/]\n", "people.yaml": "kind: people\nid: people\nitems:\n" + person("ada") + person("bob"),
		"rules/titles.rego": ownRule, "risk.yaml": register(risk("R-001", "ada", "")),
	}
	p := newPast(t)
	p.commit("one", day(1), tree)
	alone := with(tree, "rules/titles.rego", ownRule+"\n# A word more.\n")
	p.commit("two", day(2), alone, "one")
	p.commit("three", day(3), with(alone, "README.md", "No record.\n"), "two")
	p.commit("four", day(4), with(with(alone, "rules/titles.rego", ownRule), "risk.yaml", register(risk("R-001", "bob", ""))), "three")
	p.commit("five\n\nApproved-by: Bob <bob@acme.example>\n", day(5), alone, "four")
	rules := []string{"hist.rules_controlled"}
	line := p.mustHistory(engine.HistoryOptions{Rules: rules})
	var got []string
	for _, s := range line.Spans {
		got = append(got, fmt.Sprintf("%s %s:%d %s", s.From.Format("01-02"), s.Finding.Path, s.Finding.Range.Start.Line, s.Finding.Locus))
	}
	want := []string{
		"01-03 rules/titles.rego:1 owner",
		"01-05 risk.yaml:4 mixed", "01-05 risk.yaml:4 owner",
		"01-06 risk.yaml:4 mixed",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
	change := p.change(engine.Options{Path: p.dir, Rev: p.ids["two"], Base: p.ids["one"], Rules: rules})
	if diff := cmp.Diff([]string{"new hist.rules_controlled " + p.ids["two"]}, change.findings); diff != "" {
		t.Errorf("findings of the change (-want +got):\n%s", diff)
	}
}
