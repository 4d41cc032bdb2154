package engine

import (
	"context"
	"slices"
	"testing"
	"time"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// checkFiles judges files as of the date of the examples.
func checkFiles(t testing.TB, d *Definitions, files map[string]string, o Options) *isms.Report {
	t.Helper()
	if o.AsOf == "" {
		o.AsOf = examplesAsOf
	}
	o.Now = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	tree := &target{Tree: source.Memory(files), name: "the example", target: isms.Target{State: isms.StateWorktree}}
	result, err := d.checkTree(context.Background(), tree, o)
	if err != nil {
		t.Fatal(err)
	}
	return result.Report
}

// judgeCommits judges commits by d, and returns what holds after the last of them.
func judgeCommits(t testing.TB, d *Definitions, commits []exampleCommit, selected func(*isms.Rule) bool, plain bool) ([]*fact, []*blindness, *walk) {
	t.Helper()
	c, err := configure(nil)
	if err != nil {
		t.Fatal(err)
	}
	c.d = d
	line, err := c.judgeCommits(t.Context(), commits, selected, plain)
	if err != nil {
		t.Fatal(err)
	}
	facts := slices.DeleteFunc(slices.Concat(line.walk.facts, line.verdicts.facts), func(f *fact) bool { return f.to < line.end || !selected(f.Rule) })
	blind := slices.DeleteFunc(slices.Concat(line.walk.blind, line.verdicts.blind), func(b *blindness) bool { return b.to < line.end })
	return facts, blind, line.walk
}

// Every rule has an example that makes it fire and one that does not, and both do
// what they say. Examples are well formed unless the rule is about form.
func TestExamples(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	examples, err := RuleExamples()
	if err != nil {
		t.Fatal(err)
	}
	for id := range examples {
		if d.Rule(id) == nil {
			t.Errorf("examples of %q, which is no rule", id)
		}
	}
	results, err := d.judgeBuiltinExamples(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range results {
		if x.Fault != "" {
			t.Errorf("%s: %q: %s", x.Rule, x.About, x.Fault)
		}
	}
	if len(results) < 2*len(d.Rules.Rules()) {
		t.Errorf("%d examples were judged, want two of each rule", len(results))
	}
}
