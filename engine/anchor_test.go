package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine"
	"ismsproof/engine/isms"
)

const anchoring = acme + "git: {anchor: anchors.txt}\n"

// rewrites tells what is found or unknown of anchored heads along a line.
func (p *past) rewrites(line *isms.Timeline) []string {
	var out []string
	for _, s := range line.Spans {
		if s.Finding.Rule.ID == "hist.no_rewrite" {
			out = append(out, fmt.Sprintf("%s:%d %s from %s to %s", s.Finding.Grade, s.Finding.Range.Start.Line, p.names[s.Finding.Locus], p.cause(s.OpenedBy), p.cause(s.ClosedBy)))
		}
	}
	for _, s := range line.Steps {
		for _, u := range s.Undecided {
			if u.Rule.ID == "hist.no_rewrite" {
				out = append(out, "unknown at "+p.names[s.Commit.ID]+": "+u.Reason)
			}
		}
	}
	slices.Sort(out)
	return out
}

// A head that is kept elsewhere is part of the history of each commit that has it.
func TestAnchoredHeads(t *testing.T) {
	const nobody = "0123456789abcdef0123456789abcdef01234567"
	type commit struct {
		name    string
		anchor  func(p *past) string // nil: as before; "" is no file
		parents string
	}
	of := func(names ...string) func(*past) string {
		return func(p *past) string {
			text := "# what we mailed to the auditor\n"
			for _, name := range names {
				text += "2026-01-31 " + strings.ToUpper(p.ids[name]) + " month end\n"
			}
			return text
		}
	}
	is := func(text string) func(*past) string { return func(*past) string { return text } }
	for name, c := range map[string]struct {
		commits []commit
		want    []string
	}{
		"all are there":       {[]commit{{"a", of(), ""}, {"b", of("a"), "a"}, {"c", of("a", "b"), "b"}}, []string{"observation:1  from a to b"}},
		"one was rewritten":   {[]commit{{"a", nil, ""}, {"b", nil, "a"}, {"B", nil, "a"}, {"c", of("a", "b"), "B"}, {"d", nil, "c"}}, []string{"major:3 b from c to "}},
		"it is of a branch":   {[]commit{{"a", nil, ""}, {"side", nil, "a"}, {"b", nil, "a"}, {"c", of("side"), "b"}, {"m", nil, "c side"}, {"d", nil, "m"}}, []string{"major:2 side from c to m"}},
		"nobody knows it":     {[]commit{{"a", is(nobody), ""}, {"b", nil, "a"}}, []string{"major:1  from a to "}},
		"it is taken back":    {[]commit{{"a", is(nobody), ""}, {"b", of("a"), "a"}}, []string{"major:1  from a to b"}},
		"the file goes":       {[]commit{{"a", is(nobody), ""}, {"b", is(""), "a"}}, []string{"major:1  from a to b"}},
		"short ids are none":  {[]commit{{"a", is("0123456789\n"), ""}}, []string{"observation:1  from a to "}},
		"digests are no ids":  {[]commit{{"a", is(strings.Repeat("ab", 32)), ""}}, []string{"observation:1  from a to "}},
		"another root":        {[]commit{{"a", nil, ""}, {"x", nil, ""}, {"b", of("x"), "a"}}, []string{"major:2 x from b to "}},
		"a link is no answer": {[]commit{{"a", is(link + "isms.yaml"), ""}}, []string{"unknown at a: the file of anchored heads is no regular file"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPast(t)
			tree := map[string]string{"isms.yaml": anchoring}
			o := engine.HistoryOptions{Rules: []string{"hist.no_rewrite"}}
			for i, x := range c.commits {
				if x.anchor != nil {
					tree = with(tree, "anchors.txt", x.anchor(p))
				}
				p.commit(x.name, day(i), with(tree, "risk.yaml", fmt.Sprintf("kind: risk\nid: R-%d\n", i)), strings.Fields(x.parents)...)
				if i == len(c.commits)-2 {
					p.mustHistory(o) // so that the next goes on from what is stored
				}
			}
			for _, noCache := range []bool{false, true} {
				o.NoCache = noCache
				if diff := cmp.Diff(c.want, p.rewrites(p.mustHistory(o))); diff != "" {
					t.Errorf("no cache %v (-want +got):\n%s", noCache, diff)
				}
			}
		})
	}
}

// A change is held against the heads that its base anchors, and may not drop them.
func TestAnchoredHeadsOfAChange(t *testing.T) {
	for name, c := range map[string]struct {
		base, head string // what the file says: names of commits
		upon       string // where the change begins
		want       []string
		code       int
	}{
		"nothing":                {"root", "root", "base", nil, 0},
		"one more":               {"root", "root base", "base", nil, 0},
		"a head of the base":     {"root", "root base", "root", nil, 0},
		"a head of nobody":       {"root", "root lost", "base", []string{"major new lost"}, 1},
		"it was lost before":     {"root lost", "root lost", "base", []string{"major unchanged lost"}, 0},
		"one less":               {"root", "", "base", []string{"observation new ", "anchor.removed"}, 4},
		"the file is taken away": {"root", "-", "base", []string{"anchor.removed"}, 4},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPast(t)
			tree := func(names, risk string) map[string]string {
				text := "# heads\n"
				for _, name := range strings.Fields(names) {
					text += p.ids[name] + "\n"
				}
				files := map[string]string{"isms.yaml": anchoring, "anchors.txt": text, "risk.yaml": "kind: risk\nid: " + risk + "\n"}
				if names == "-" {
					delete(files, "anchors.txt")
				}
				return files
			}
			p.commit("lost", day(0), tree("", "R-0"))
			p.commit("root", day(0), tree("", "R-1"))
			p.commit("base", day(1), tree(c.base, "R-1"), "root")
			head := tree(c.head, "R-1")
			if c.upon == "root" {
				head["risk.yaml"] += "owner: ada\n"
			}
			p.commit("head", day(2), head, c.upon)
			d, err := definitions()
			if err != nil {
				t.Fatal(err)
			}
			r, err := d.Check(t.Context(), engine.Options{Path: p.dir, Rev: p.ids["head"], Base: p.ids["base"], Rules: []string{"hist.no_rewrite"}, AsOf: "2026-02-01"})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range r.Report.Findings {
				if f.Rule.ID == "hist.no_rewrite" && f.Change != isms.Fixed {
					got = append(got, fmt.Sprintf("%s %s %s", f.Grade, f.Change, p.names[f.Locus]))
				}
			}
			for _, w := range r.Report.Weakened {
				got = append(got, w.What)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if code := engine.ExitCode(r.Report); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
		})
	}
}
