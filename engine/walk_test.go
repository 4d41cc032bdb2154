package engine

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
)

// variants are texts that each path of a random tree may hold; "" is no file.
// They meet each other: records move between files, ids are taken twice, targets
// come and go, files break.
var variants = map[string][]string{
	"isms.yaml": {
		"", "kind: isms\nid: acme\ntitle: Acme\ntimezone: Europe/Berlin\nsmall_organization: {approved_by: ann}\n",
		"kind: isms\nid: acme\nintervals: {evidence: P3M}\nclassification_scheme:\n  - {id: internal, name: Internal, rank: 1}\n",
		"kind: isms\n  broken",
	},
	"people.yaml": {
		"", "kind: people\nid: people\nitems:\n  - {id: ann, name: Ann, type: employee, start: 2024-01-01}\n  - {id: bob, name: Bob, type: employee, start: 2024-01-01, end: 2026-03-31}\n",
		"kind: people\nid: people\nitems:\n  - {id: bob, name: Bob, type: employee, start: 2024-01-01}\n",
		"kind: people\nid: people\nitems:\n  - id: ann\n    id: ann\n",
	},
	"ann.yaml": {"", "kind: person\nid: ann\nname: Ann\nstart: 2024-01-01\nend: 2026-06-30\n"},
	"roles.yaml": {
		"", "kind: roles\nid: roles\ntitle: Roles\nowner: ciso\nitems:\n  - {id: ciso, name: CISO, holders: [{person: ann, from: 2024-01-01}]}\n",
		"kind: roles\nid: roles\nowner: bob\nitems:\n  - {id: ciso, name: CISO, holders: [{person: bob, from: 2024-01-01, until: 2026-02-01}], may_accept_up_to: low}\n",
	},
	"method.yaml": {
		"", "kind: risk_method\nid: method\nstatus: approved\nversion: 1.0.0\nlikelihood: [{value: 1, name: rare}, {value: 2, name: often}]\nimpact: [{value: 1, name: small}, {value: 2, name: large}]\nlevels: [{id: low, name: Low, rank: 1, accept: \"yes\"}, {id: high, name: High, rank: 2, accept: \"no\"}]\nformula: product\nthresholds: [{level: low, up_to: 1}, {level: high, up_to: 4}]\nappetite: low\ninterval: P1Y\n",
		"kind: risk_method\nid: method\nstatus: draft\nlevels: [{id: low, name: Low, rank: 1}]\n",
	},
	"risks.yaml": {
		"", "kind: risks\nid: risks\nitems:\n  - {id: R-1, title: One, owner: ciso, current: {likelihood: 2, impact: 2, level: high}, option: modify, controls: [A.5.1], next_review: 2026-01-31}\n",
		"kind: risks\nid: risks\nitems:\n  - {id: R-2, title: Two, owner: bob, current: {likelihood: 1, impact: 1, level: low}, option: retain}\n  - {id: R-1, title: One, current: {likelihood: 9, impact: 2, level: high}, suppliers: [hoster]}\n",
		"kind: risks\nid: risks\nitems:\n  - {id: R-1, title: One, owner: ciso\n",
	},
	"r1.yaml":         {"", "kind: risk\nid: R-1\ntitle: One, in a file of its own\nowner: ann\nassets: [db]\n", "kind: risk\nid: R-3\ntitle: Three\nowner: ann\noption: share\n"},
	"treatments.yaml": {"", "kind: treatments\nid: plan\nitems:\n  - {id: T-1, risks: [R-1], action: Encrypt, owner: ann, due: 2026-02-28, status: planned, controls: [A.8.24]}\n", "kind: treatments\nid: plan\nstatus: approved\nitems:\n  - {id: T-1, risks: [R-1, R-2], status: done, evidence: [E-1]}\n"},
	"soa.yaml": {
		"", "kind: soa\nid: soa\nstatus: approved\nversion: 1.0.0\ncontrols:\n  - {id: A.5.1, applicable: true, reasons: [risk], risks: [R-1], status: implemented, owner: ciso, documents: [policy]}\n  - {id: A.8.24, applicable: false, justification: n/a}\n",
		"kind: soa\nid: soa\nstatus: draft\ncontrols:\n  - {id: A.8.24, applicable: true, status: planned, target_date: 2026-04-30, treatment: T-1}\n",
	},
	"policy.md":      {"", "---\nkind: policy\nid: policy\ntitle: Policy\nlevel: top\nstatus: approved\nversion: 1.0.0\nowner: ciso\napproved_by: ann\napproved_on: 2025-01-01\nnext_review: 2026-01-01\n---\n\n# Policy\n\nSee [the plan](treatments.yaml) and TODO.\n", "---\nkind: policy\nid: policy\n---\nSee [gone](nowhere.md).\n"},
	"evidence.yaml":  {"", "kind: evidences\nid: evidence\nitems:\n  - {id: E-1, controls: [A.5.1], type: log, collected_at: 2026-01-15T10:00:00Z, valid_until: 2026-05-15}\n"},
	"assets.yaml":    {"", "kind: assets\nid: assets\nitems:\n  - {id: db, name: Database, type: data-store, critical: true, owner: ciso, supplier: hoster}\n", "kind: assets\nid: assets\nitems:\n  - {id: db, name: Database, critical: true, supplier: hoster}\n  - {id: db, name: Twin, critical: true}\n"},
	"suppliers.yaml": {"", "kind: suppliers\nid: suppliers\nitems:\n  - {id: hoster, name: Hoster, tier: critical, owner: ciso}\n"},
	"waivers.yaml": {"", "kind: exceptions\nid: exceptions\nitems:\n  - {id: W-1, type: rule_waiver, rules: [risk.owner], ids: [R-1, R-3], reason: Later, risk: R-1, requested_by: bob, approved_by: ann, from: 2026-01-01, until: 2026-06-30}\n",
		"kind: exceptions\nid: exceptions\nitems:\n  - {id: W-1, type: rule_waiver, rules: [soa.complete, risk.cia], kinds: [risk, asset], ids: [R-2, db], reason: Later, requested_by: ann, approved_by: ann, from: 2026-01-01, until: 2025-06-30}\n  - {id: W-2, type: policy, rules: [risk.owner], until: 2029-01-01, from: 2026-01-01}\n"},
	"odd.yaml": {"", "kind: riks\nid: x\n", "just: text\n", "a: &a [*a]\n"},
}

// told returns everything a walk says of one point, as sorted texts.
func told(w *walk, v *verdicts, point int) []string {
	var out []string
	for _, f := range slices.Concat(w.facts, v.facts) {
		if f.from <= point && point < f.to {
			out = append(out, fmt.Sprint(f.Fingerprint(), " ", f.Rule.ID, " ", f.Grade, " ", f.Path, ":", f.Range.Start.Line, " ", f.Message, " ", f.Since, " ", f.Until))
		}
	}
	for _, b := range slices.Concat(w.blind, v.blind) {
		if b.from <= point && point < b.to {
			out = append(out, fmt.Sprint("? ", b.Rule.ID, " ", b.Path, " ", b.Kind, "/", b.ID, " ", b.Reason))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// triedSequences is how many random sequences a property is tried on: as many as
// ISMSPROOF_SEQUENCES says, else usual, and short where tests are to be short.
func triedSequences(usual, short int) int {
	if n, err := strconv.Atoi(os.Getenv("ISMSPROOF_SEQUENCES")); err == nil {
		return n
	}
	if testing.Short() {
		return short
	}
	return usual
}

// Whatever is edited in whatever order, what the walk over the whole line says of a
// point is what a fresh check of that tree says.
//
// ISMSPROOF_SEQUENCES sets how many sequences of edits are tried.
func TestWalkEqualsFreshChecks(t *testing.T) {
	sequences := triedSequences(800, 300)
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	c, err := configure(nil)
	if err != nil {
		t.Fatal(err)
	}
	walkEqualsFresh(t, d, c, variants, sequences)
}

// walkEqualsFresh tries sequences of edits of trees that are made of variants.
func walkEqualsFresh(t *testing.T, d *Definitions, c *config, variants map[string][]string, sequences int) {
	t.Helper()
	w := &treeWalker{d: d, c: c, files: map[string]*file{}, last: map[string]*file{}}
	alone := &treeWalker{d: d, c: c, files: map[string]*file{}}
	paths := slices.Sorted(maps.Keys(variants))
	fresh := map[string][]string{} // what a fresh check says of a tree
	all := func(*isms.Rule) bool { return true }
	for seed := range sequences {
		random := rand.New(rand.NewPCG(uint64(seed), 7))
		const points = 4
		trees := make([]map[string]string, points)
		tree := map[string]string{}
		for _, p := range paths {
			if random.IntN(3) == 0 {
				tree[p] = variants[p][random.IntN(len(variants[p]))]
			}
		}
		for i := range trees {
			trees[i] = maps.Clone(tree)
			for range 1 + random.IntN(2) {
				p := paths[random.IntN(len(paths))]
				tree[p] = variants[p][random.IntN(len(variants[p]))]
			}
		}
		line := d.newWalk(c)
		line.line.Trim(d.Rules)
		before := map[string]string{}
		for i, tree := range trees {
			line.step(i, w.step(before, tree))
			before = tree
		}
		line.line.SetOrg(0, line.org().input)
		org := line.org().input
		line.finish(points)
		v, err := line.judge(context.Background(), points, all, 2, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, tree := range trees {
			key := fmt.Sprint(tree, org)
			want, known := fresh[key]
			if !known {
				once := d.newWalk(c)
				once.step(0, alone.step(map[string]string{}, tree))
				once.plain = true
				once.line.SetOrg(0, org) // the configuration of the tip judges every commit
				once.finish(1)
				judged, err := once.judge(context.Background(), 1, all, 2, nil)
				if err != nil {
					t.Fatal(err)
				}
				want = told(once, judged, 0)
				if len(fresh) < 100_000 {
					fresh[key] = want
				}
			}
			if diff := cmp.Diff(want, told(line, v, i)); diff != "" {
				t.Fatalf("sequence %d, point %d (-fresh +line):\n%s", seed, i, diff)
			}
		}
	}
}

// What is odd about a folder may come and go while a file in it stays unreadable: the
// file is unknown all the time.
func TestAnUnreadableFileStaysUnknownWhenItsFolderIsMended(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	c, err := configure(nil)
	if err != nil {
		t.Fatal(err)
	}
	w := d.newWalk(c)
	broken := d.parse(isms.Entry{Path: "people.yaml"}, []byte("kind: people\n- broken"), c)
	odd := isms.Problem{Rule: ruleReadable, Code: "path.case", Path: "people.yaml", Message: "differs from another name in case alone"}
	w.step(0, change{files: map[string]*file{"people.yaml": broken}, added: []string{"people.yaml"}, troubles: []isms.Problem{odd}})
	w.step(1, change{mended: []isms.Problem{odd}})
	w.line.SetOrg(0, w.org().input)
	w.finish(2)
	for _, point := range []int{0, 1} {
		unknown := slices.ContainsFunc(w.blind, func(b *blindness) bool {
			return b.Path == "people.yaml" && b.from <= point && point < b.to
		})
		if !unknown || len(w.blanks["people.yaml"]) != 1 {
			t.Errorf("at point %d nobody doubts what people.yaml holds", point)
		}
	}
}

// A path may be written in several ways: whatever it leads to, it stops being a
// finding when that appears, and only then.
func TestPathsAreFollowedHoweverTheyAreWritten(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	c, err := configure(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, written := range []string{"docs/a.md", "./docs/a.md", "docs/", "docs", "docs/../docs/a.md"} {
		w := d.newWalk(c)
		f := d.parse(isms.Entry{Path: "e.yaml"}, []byte("kind: evidence\nid: E-1\nfile: "+written+"\n"), c)
		w.step(0, change{files: map[string]*file{"e.yaml": f}, added: []string{"e.yaml"}})
		w.step(1, change{added: []string{"docs/a.md"}})
		w.step(2, change{gone: []string{"docs/a.md"}})
		w.finish(3)
		for point, want := range []bool{true, false, true} {
			got := slices.ContainsFunc(w.facts, func(f *fact) bool {
				return f.Rule.ID == ruleLinks && f.from <= point && point < f.to
			})
			if got != want {
				t.Errorf("%q at point %d: dangles %v, want %v", written, point, got, want)
			}
		}
	}
}
