package engine

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"ismsproof/engine/history"
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

// judgeCommits judges the commits of an example as a history does, and returns what
// holds after the last of them.
func judgeCommits(t testing.TB, d *Definitions, commits []exampleCommit, selected func(*isms.Rule) bool, plain bool) ([]*fact, []*blindness, *walk) {
	t.Helper()
	trees, c := exampleTrees(t, d, commits)
	tree := &treeWalker{d: d, c: c, files: map[string]*file{}}
	w := d.newWalk(c)
	w.line.Trim(d.Rules)
	w.plain = plain
	var made []isms.Commit
	for _, x := range commits {
		made = append(made, x.Commit)
	}
	w.remember(made, false)
	before := map[string]string{}
	for i, after := range trees {
		w.step(i, tree.step(before, after))
		before = after
	}
	w.line.SetOrg(0, w.org().input)
	w.finish(len(commits))
	w.past = w.deedsAlong(made, history.Monotonic(made), 0, nil, nil)
	v, err := w.judge(context.Background(), len(commits), selected, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	facts := slices.DeleteFunc(slices.Concat(w.facts, v.facts), func(f *fact) bool { return f.to < len(commits) || !selected(f.Rule) })
	blind := slices.DeleteFunc(slices.Concat(w.blind, v.blind), func(b *blindness) bool { return b.to < len(commits) })
	return facts, blind, w
}

// exampleTrees returns the tree after each commit, and the configuration of the last.
func exampleTrees(t testing.TB, d *Definitions, commits []exampleCommit) ([]map[string]string, *config) {
	t.Helper()
	var trees []map[string]string
	tree := map[string]string{}
	for _, x := range commits {
		if x.Author.Email == "" || x.Committer.When.IsZero() || x.Message == "" || len(x.files) == 0 {
			t.Fatalf("commit %s needs author, on, message and files", x.ID)
		}
		tree = maps.Clone(tree)
		for _, f := range x.files {
			if tree[f.Key] = f.Value.Text; f.Value.Text == "" {
				delete(tree, f.Key)
			}
		}
		trees = append(trees, tree)
	}
	source := source.Memory(tree)
	entries, _, err := source.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c, err := d.readConfig(t.Context(), source.Read, entries, "", "")
	if err != nil {
		t.Fatal(err)
	}
	return trees, c
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
				if len(e.history) > 0 {
					runCommits(t, d, rule, e, fires)
					return
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

// runCommits holds an example of several commits against its rule.
func runCommits(t *testing.T, d *Definitions, rule *isms.Rule, e Example, fires bool) {
	t.Helper()
	asOf := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	facts, blind, _ := judgeCommits(t, d, e.history, func(r *isms.Rule) bool {
		return r == rule || r.ID == ruleSchema || r.ID == ruleKind
	}, false)
	n := 0
	for _, f := range facts {
		switch {
		case f.Since != nil && f.Since.After(asOf) || f.Until != nil && !f.Until.After(asOf):
		case f.Rule == rule:
			n++
		default:
			t.Errorf("%s:%d: %s: %s", f.Path, f.Range.Start.Line, f.Rule.ID, f.Message)
		}
	}
	for _, b := range blind {
		t.Errorf("%s:%d: %s undecided: %s", b.Path, b.Range.Start.Line, b.Rule.ID, b.Reason)
	}
	if (n > 0) != fires {
		t.Errorf("%d findings of %s, fires should be %v", n, rule.ID, fires)
	}
}
