package engine_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine"
	"ismsproof/engine/isms"
)

// choices are texts that each file of a random tree may hold; "" is no file. They
// hold dates around the days of the commits, so that findings lapse on the way.
var choices = map[string][]string{
	"isms.yaml": {acme, acme, "kind: isms\nid: acme\ntimezone: Pacific/Kiritimati\nsmall_organization: {approved_by: ann}\n", "kind: isms\nid: acme\npaths:\n  - {match: \"bound/*.yaml\", kind: risks}\n"},
	"people.yaml": {
		"", "kind: people\nid: people\nitems:\n  - {id: ann, name: Ann, type: employee, start: 2024-01-01}\n  - {id: bob, name: Bob, type: employee, start: 2024-01-01, end: 2026-01-09}\n",
		"kind: people\nid: people\nitems:\n  - id: ann\n    id: ann\n",
	},
	"risks.yaml": {
		"", register(bad1, good2), register(risk("R-2", "bob", "2026-01-04"), risk("R-1", "ann", "2026-01-08")),
		register(risk("R-1", "ann", "2026-01-02"), bad2), "kind: risks\nid: risks\nitems:\n  - {id: R-1, title: One\n",
	},
	"moved/risks.yaml": {"", "kind: risk\nid: R-1\ntitle: One\nowner: ann\nnext_review: 2026-01-06\n", "kind: risk\nid: R-1\ntitle: One\n", "kind: risk\nid: R-9\ntitle: Nine\nowner: nobody\n"},
	"bound/risks.yaml": {"", "id: more\nitems:\n" + risk("R-7", "", "2026-01-05")},
	"treatments.yaml":  {"", "kind: treatments\nid: plan\nitems:\n  - {id: T-1, risks: [R-1], action: Encrypt, owner: ann, due: 2026-01-05, status: planned, controls: [A.8.24]}\n"},
	"policy.md":        {"", "---\nkind: policy\nid: policy\ntitle: Policy\nlevel: top\nstatus: approved\nversion: 1.0.0\nowner: ciso\napproved_by: ann\napproved_on: 2025-01-01\nnext_review: 2026-01-03\n---\n\n# Policy\n\nSee [the plan](treatments.yaml) and TODO.\n"},
	"waivers.yaml": {
		"", "", waiverOf("W-1", "risk.owner", "2026-01-04", "2026-01-06"), waiverOf("W-1", "risk.owner", "2026-01-01", "2026-01-31"), waiverOf("W-2", "doc.review_due", "2026-01-01", "2026-01-05"),
	},
}

func waiverOf(id, rule, from, until string) string {
	return fmt.Sprintf("kind: exceptions\nid: exceptions\nitems:\n  - {id: %s, type: rule_waiver, rules: [%s], ids: [R-1, R-9, policy], reason: Later, risk: R-1, requested_by: bob, approved_by: ann, from: %s, until: %s}\n", id, rule, from, until)
}

// randomPast writes a graph of commits with random trees and clocks.
func randomPast(t *testing.T, random *rand.Rand, commits int) *past {
	// A glob of a configuration has to match.
	return randomPastOf(t, random, commits, map[string]string{"isms.yaml": acme, "bound/none.yaml": "id: none\nitems: []\n"}, choices)
}

// randomPastOf is randomPast from a tree on whose files hold one of their choices each.
func randomPastOf(t *testing.T, random *rand.Rand, commits int, start map[string]string, choices map[string][]string) *past {
	p := newPast(t)
	paths := slices.Sorted(maps.Keys(choices))
	var trees []map[string]string
	for i := range commits {
		tree := maps.Clone(start)
		var parents []string
		if i > 0 {
			tree = maps.Clone(trees[i-1])
			parents = []string{fmt.Sprint(i - 1)}
			if other := random.IntN(i); random.IntN(3) == 0 && other != i-1 {
				parents = append(parents, fmt.Sprint(other))
				for _, path := range paths { // of some files the other side wins
					if text, there := trees[other][path]; there && random.IntN(2) == 0 {
						tree[path] = text
					}
				}
			} else if random.IntN(4) == 0 {
				parents, tree = []string{fmt.Sprint(other)}, maps.Clone(trees[other])
			}
		}
		for range random.IntN(4) {
			path := paths[random.IntN(len(paths))]
			tree = with(tree, path, choices[path][random.IntN(len(choices[path]))])
		}
		trees = append(trees, tree)
		p.commit(fmt.Sprint(i), fmt.Sprintf("%d %+03d00", born+i*86400+random.IntN(86400*2)-86400, random.IntN(20)-10), tree, parents...)
	}
	return p
}

// ofCommits says whether a history alone judges by a rule: a check of one tree sees no
// commits.
func ofCommits(r *isms.Rule) bool { return r.Subject == "revision" || r.Subject == "commit" }

// ofTrees returns those of a list that a check could tell as well.
func ofTrees(undecided []isms.Undecided) []isms.Undecided {
	return slices.DeleteFunc(slices.Clone(undecided), func(u isms.Undecided) bool { return ofCommits(u.Rule) })
}

// atAnInstant are the rules that a check tells and a history does not: they depend on
// everything that is found at an instant.
var atAnInstant = map[string]bool{"exc.unused": true, "exc.comment": true}

// openOf returns the open findings of a list in words, each once: where several
// have one fingerprint, as dangling references of records that share an id, the
// gravest, then the first by place.
func openOf(findings []isms.Finding) []string {
	out := []string{}
	for i := range findings {
		if f := &findings[i]; f.Status == isms.Open && !atAnInstant[f.Rule.ID] && !ofCommits(f.Rule) {
			out = append(out, fmt.Sprintf("%s %s %d %s:%04d", f.Fingerprint(), f.Rule.ID, f.Grade.Rank(), f.Path, f.Range.Start.Line))
		}
	}
	slices.Sort(out)
	return slices.CompactFunc(out, func(a, b string) bool { return a[:16] == b[:16] })
}

// What a history says of a commit is what a check of it says as of the commit's
// time, by all rules, along a line and over a whole graph.
func TestHistoryEqualsChecks(t *testing.T) {
	pasts, commits := 8, 9
	if testing.Short() {
		pasts = 3
	}
	for seed := range pasts {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			d, err := definitions()
			if err != nil {
				t.Fatal(err)
			}
			equalsChecks(t, d, randomPast(t, rand.New(rand.NewPCG(uint64(seed), 21)), commits))
		})
	}
}

// equalsChecks demands that what a history says of a commit is what a check of it says.
func equalsChecks(t *testing.T, d *engine.Definitions, p *past) {
	t.Helper()
	checked := map[string]*isms.Report{}
	check := func(id string, at time.Time) *isms.Report {
		key := id + at.UTC().String()
		if checked[key] == nil {
			result, err := d.Check(t.Context(), engine.Options{Path: p.dir, Rev: id, AsOf: at.Format(time.RFC3339)})
			if err != nil {
				t.Fatal(err)
			}
			checked[key] = result.Report
		}
		return checked[key]
	}
	for _, all := range []bool{false, true} {
		line := p.mustHistory(engine.HistoryOptions{All: all, RulesAt: "commit", Full: true, Rules: []string{}})
		for _, s := range line.Steps {
			r := check(s.Commit.ID, s.Time)
			name := fmt.Sprintf("all %v, commit %s as of %s", all, p.names[s.Commit.ID], s.Time)
			if diff := cmp.Diff(openOf(r.Findings), openOf(s.Findings)); diff != "" {
				t.Fatalf("%s (-check +history):\n%s", name, diff)
			}
			if s.Waived != r.Counts.Waived || len(ofTrees(s.Undecided)) != len(r.Undecided) {
				t.Errorf("%s: %d waived, %d undecided; a check says %d and %d", name, s.Waived, len(ofTrees(s.Undecided)), r.Counts.Waived, len(r.Undecided))
			}
			if s.Open.Total() != len(s.Findings) {
				t.Errorf("%s: %d counted, %d listed", name, s.Open.Total(), len(s.Findings))
			}
		}
		if want := line.Steps[len(line.Steps)-1].Open; line.Open != want {
			t.Errorf("all %v: open at the end %+v, want %+v as at the last commit", all, line.Open, want)
		}
	}
}

// By the rules of the tip, the span of a finding covers exactly the instants at
// which a check of the tree in force finds it.
func TestSpansEqualChecksBetweenCommits(t *testing.T) {
	d, err := definitions()
	if err != nil {
		t.Fatal(err)
	}
	for seed := range 4 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(uint64(seed), 22))
			p := newPast(t)
			var parents []string
			tree := map[string]string{"isms.yaml": acme, "bound/none.yaml": "id: none\nitems: []\n"}
			for i := range 6 {
				for _, path := range []string{"risks.yaml", "moved/risks.yaml", "waivers.yaml", "treatments.yaml"} {
					if random.IntN(2) == 0 {
						tree = with(tree, path, choices[path][random.IntN(len(choices[path])-1)])
					}
				}
				p.commit(fmt.Sprint(i), fmt.Sprintf("%d +0000", born+i*100_000+random.IntN(50_000)), tree, parents...)
				parents = []string{fmt.Sprint(i)}
			}
			line := p.mustHistory(engine.HistoryOptions{Rules: []string{}, AsOf: "2026-01-20"})
			for i, s := range line.Steps {
				end := line.AsOf
				if i+1 < len(line.Steps) {
					end = line.Steps[i+1].Time
				}
				for range 4 {
					at := s.Time.Add(time.Duration(random.Int64N(int64(end.Sub(s.Time))))).Truncate(time.Second)
					result, err := d.Check(t.Context(), engine.Options{Path: p.dir, Rev: s.Commit.ID, AsOf: at.Format(time.RFC3339)})
					if err != nil {
						t.Fatal(err)
					}
					want, got := map[string]bool{}, map[string]bool{}
					for _, f := range result.Report.Findings {
						if f.Status == isms.Open && !atAnInstant[f.Rule.ID] && !ofCommits(f.Rule) {
							want[f.Rule.ID+" "+f.ID+" "+f.Fingerprint()] = true
						}
					}
					for _, span := range line.Spans {
						if f := &span.Finding; !span.From.After(at) && (span.To == nil || span.To.After(at)) && !ofCommits(f.Rule) {
							got[f.Rule.ID+" "+f.ID+" "+f.Fingerprint()] = true
						}
					}
					if diff := cmp.Diff(want, got); diff != "" {
						t.Fatalf("commit %d as of %s (-check +spans):\n%s", i, at, diff)
					}
				}
			}
		})
	}
}
