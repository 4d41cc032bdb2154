package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine"
	"ismsproof/engine/isms"
)

// stands tells who stands behind each commit: its signature, and who approved what.
func (p *past) stands(line *isms.Timeline) []string {
	var out []string
	for _, s := range line.Steps {
		if s.Signed.Status == "" {
			continue
		}
		text := p.names[s.Commit.ID] + ": " + s.Signed.Status
		for _, x := range s.Approvals {
			text += fmt.Sprintf("; %s %s %s", whole(x.Kind+" "+x.ID), x.By, x.Source+" "+x.Strength)
		}
		out = append(out, strings.ReplaceAll(text, "\n", ""))
	}
	return out
}

// whole names a record, or the commit as a whole.
func whole(text string) string {
	if text = strings.TrimSpace(text); text == "" {
		return "whole"
	}
	return text
}

// Each approval that a commit brings is told with its strength, once, at that commit,
// whether it was found now or stored.
func TestApprovalsHaveTheirStrength(t *testing.T) {
	ada, bob := newKey(t), newKey(t)
	p := newPast(t)
	tree := map[string]string{
		"isms.yaml":   acme + "git: {allowed_signers: signers}\n",
		"signers":     "ada@acme.example " + ada.line() + "\nbob@acme.example " + bob.line() + "\n",
		"people.yaml": "kind: people\nid: people\nitems:\n" + person("ada") + person("bob"),
		"roles.yaml":  "kind: roles\nid: roles\nitems:\n  - {id: ceo, title: CEO, holders: [{person: bob, until: 2026-01-04}, {person: ada, from: 2026-01-05}]}\n",
	}
	policy := func(version, by, on string) string {
		return "kind: policy\nid: backup\nstatus: approved\nversion: " + version + "\napproved_by: " + by + "\napproved_on: " + on + "\n"
	}
	accepted := func(by string) string {
		return "kind: risk\nid: R-1\ntitle: Theft\nowner: ada\nacceptance: {by: " + by + ", on: 2026-01-02}\n"
	}
	last := []string{}
	put := func(s signature, name string, n int, pairs ...string) {
		t.Helper()
		tree = with(tree, pairs...)
		p.commitBy(s, name, day(n), p.tree("", tree), last...)
		last = []string{name}
	}
	o := engine.HistoryOptions{Rules: []string{"hist", "doc.version_bumped"}}
	check := func(want ...string) {
		t.Helper()
		for _, again := range []string{"found", "stored"} {
			if diff := cmp.Diff(want, p.stands(p.mustHistory(o))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", again, diff)
			}
		}
	}
	const bobs = "Bob <bob@acme.example>"
	put(signature{}, "one", 0, "backup.yaml", policy("1.0.0", "ada", "2025-12-01"))
	put(signature{who: bobs, key: bob}, "two", 1, "backup.yaml", policy("2.0.0", "ada", "2026-01-02"), "risk.yaml", accepted("bob"))
	put(signature{}, "three\n\nReviewed-by: Bob <bob@acme.example>\n", 2, "backup.yaml", policy("3.0.0", "bob", "2026-01-03"))
	want := []string{
		"one: none; policy backup ada commit D",
		"two: good; policy backup ada field E; risk R-1 bob commit B",
		"threeReviewed-by: Bob <bob@acme.example>: none; policy backup bob trailer D; whole Bob <bob@acme.example> trailer D",
	}
	check(want...)
	put(signature{who: bobs, key: bob}, "four", 3, "backup.yaml", policy("4.0.0", "ceo", "2026-01-04"))
	put(signature{who: bobs, key: bob}, "five", 4, "backup.yaml", policy("5.0.0", "ceo", "2026-01-05"))
	put(signature{who: bobs, key: bob}, "six", 5, "readme.txt", "nothing of the ISMS")
	put(signature{who: bobs, key: bob}, "seven", 6, "risk.yaml", strings.Replace(accepted("bob"), "Theft", "A theft", 1))
	want = append(want,
		"four: good; policy backup ceo commit B",
		"five: good; policy backup ceo field E",
		"seven: good",
	)
	check(want...)
	o.NoCache = true
	check(want...)
	if _, err := p.history(engine.HistoryOptions{Rules: []string{"hist", "doc.version_bumped"}, Verify: true}); err != nil {
		t.Errorf("verify: %v", err)
	}
	if got := p.stands(p.mustHistory(engine.HistoryOptions{NoCache: true})); got != nil {
		t.Errorf("%q without a rule that asks, want nothing", got)
	}
	d, err := definitions()
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.Blame(t.Context(), engine.HistoryOptions{Path: p.dir}, "backup.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for id := range b.Commits {
		if b.Standing[id].Signed.Status == "" {
			t.Errorf("blame does not tell who stands behind commit %s", p.names[id])
		}
	}
	if len(b.Commits) == 0 {
		t.Error("blame names no commit")
	}
}
