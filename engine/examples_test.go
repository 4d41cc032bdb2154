package engine

import (
	"context"
	"slices"
	"strings"
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

// noText lists the rules that no text of one file can show.
var noText = []string{ruleSymlink, ruleVanished}

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
	form := []string{ruleReadable, ruleSchema, ruleKind, ruleUnique, ruleLinks, ruleNoConfig}
	for _, rule := range d.All() {
		x := examples[rule.ID]
		if (len(x.Fires) == 0 || len(x.Silent) == 0) && !slices.Contains(noText, rule.ID) {
			t.Errorf("%s has %d examples that fire it and %d that do not; each rule needs one of both", rule.ID, len(x.Fires), len(x.Silent))
		}
		run := func(e Example, fires bool) {
			t.Run(rule.ID+"/"+strings.ReplaceAll(e.About, " ", "_"), func(t *testing.T) {
				if e.About == "" || e.Text == "" {
					t.Error("example needs about and text")
				}
				r := checkFiles(t, d, map[string]string{e.Path: e.Text}, Options{Rules: []string{rule.ID, ruleSchema, ruleKind}})
				n := 0
				for _, f := range r.Findings {
					if f.Rule.ID == rule.ID && f.Status == isms.Open {
						n++
					} else if f.Status == isms.Open && !slices.Contains(form, rule.ID) {
						t.Errorf("%s:%d: %s: %s", f.Path, f.Range.Start.Line, f.Rule.ID, f.Message)
					}
				}
				for _, u := range r.Undecided {
					if rule.ID != ruleReadable {
						t.Errorf("%s:%d: %s undecided: %s", u.Path, u.Range.Start.Line, u.Rule.ID, u.Reason)
					}
				}
				if (n > 0) != fires {
					t.Errorf("%d findings of %s, fires should be %v", n, rule.ID, fires)
				}
			})
		}
		for _, e := range x.Fires {
			run(e, true)
		}
		for _, e := range x.Silent {
			run(e, false)
		}
	}
}
