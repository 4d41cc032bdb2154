package engine

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/controls"
	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
	"ismsproof/policies"
	"ismsproof/schemas"
)

// tellRevisions finds every revision and every commit, and says what it sees of them.
const tellRevisions = `package rules.told

# METADATA
# title: Tell revisions
# description: For tests.
# schemas: [{input: schema.revision}]
# custom: {grade: minor, requirements: ["8.3"], remedy: None.}
revision contains {"at": [some_key], "message": message} if {
	some_key := array.concat(input.changed, ["id"])[0]
	message := $"{object.get(input, ["before", "title"], "-")} to {object.get(input, ["after", "title"], "-")} by {input.commit.author.name}, of {count(data.isms.risk)} risks, content {input.content}"
}

# METADATA
# title: Tell commits
# description: For tests.
# schemas: [{input: schema.commit}]
# custom: {grade: minor, requirements: ["8.3"], remedy: None.}
commit contains {"at": ["changes", count(input.changes) - 1], "message": message} if {
	message := concat(", ", [$"{c.change} {c.kind}/{c.id}" | some c in input.changes])
}
`

// tellsRevisions returns definitions whose only rules are those.
func tellsRevisions(t testing.TB) *Definitions {
	t.Helper()
	own, err := policies.FS.ReadFile("doc/engine.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, err := load(schemas.FS, controls.FS, fstest.MapFS{"doc/engine.yaml": {Data: own}, "told/told.rego": {Data: []byte(tellRevisions)}}, policy.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// inTurn makes commits of trees that follow each other; each says what it changes.
func inTurn(trees ...map[string]string) []exampleCommit {
	var out []exampleCommit
	before := map[string]string{}
	for i, tree := range trees {
		when := time.Date(2026, 1, 1+i, 12, 0, 0, 0, time.UTC)
		by := isms.Signature{Name: fmt.Sprint("person ", i), Email: "ann@acme.example", When: when}
		c := exampleCommit{Commit: isms.Commit{ID: fmt.Sprintf("%040x", i+1), Author: by, Committer: by, Message: "Change"}}
		if i > 0 {
			c.Parents = []string{out[i-1].ID}
		}
		paths := maps.Clone(before)
		maps.Copy(paths, tree)
		for _, path := range slices.Sorted(maps.Keys(paths)) {
			if before[path] != tree[path] {
				c.files = append(c.files, isms.Field{Key: path, Value: isms.Value{Type: isms.String, Text: tree[path]}})
			}
		}
		before = tree
		out = append(out, c)
	}
	return out
}

// What is found about a revision stands at the record, wherever it moves, until the
// next revision; what is found about a commit stands for good. A file that cannot be
// read for a while changes nothing; what differs afterwards changed when it came back.
func TestRevisionsAreFoundWhereTheRecordStands(t *testing.T) {
	d := tellsRevisions(t)
	one, two := "kind: risk\nid: R-1\ntitle: One\n", "kind: risk\nid: R-1\ntitle: Two\n"
	for name, c := range map[string]struct {
		trees []map[string]string
		want  []string
	}{
		"changed and moved": {
			[]map[string]string{{"r.yaml": one}, {"r.yaml": two}, {"a.yaml": "# moved\n" + two}},
			[]string{
				"told.commit commit/0000000001 r.yaml:1 added risk/R-1",
				"told.commit commit/0000000002 r.yaml:1 changed risk/R-1",
				"told.revision risk/R-1 a.yaml:4 One to Two by person 1, of 1 risks, content true",
			},
		},
		"only in its review": {
			[]map[string]string{{"r.yaml": one}, {"r.yaml": one + "next_review: 2027-01-01\n"}},
			[]string{
				"told.commit commit/0000000001 r.yaml:1 added risk/R-1",
				"told.commit commit/0000000002 r.yaml:1 changed risk/R-1",
				"told.revision risk/R-1 r.yaml:4 One to One by person 1, of 1 risks, content false",
			},
		},
		"gone": {
			[]map[string]string{{"r.yaml": one, "s.yaml": "kind: risk\nid: R-2\n"}, {"s.yaml": "kind: risk\nid: R-2\n"}},
			[]string{
				"told.commit commit/0000000001 s.yaml:1 added risk/R-1, added risk/R-2",
				"told.commit commit/0000000002 r.yaml:1 removed risk/R-1",
				"told.revision risk/R-1 r.yaml:2 One to - by person 1, of 1 risks, content false",
				"told.revision risk/R-2 s.yaml:2 - to - by person 0, of 2 risks, content false",
			},
		},
		"unreadable for a while": {
			[]map[string]string{{"r.yaml": one}, {"r.yaml": "kind: risk\n- broken"}, {"r.yaml": one}},
			[]string{
				"told.commit commit/0000000001 r.yaml:1 added risk/R-1",
				"told.revision risk/R-1 r.yaml:2 - to One by person 0, of 1 risks, content false",
			},
		},
		"unreadable, then different": {
			[]map[string]string{{"r.yaml": one}, {"r.yaml": "kind: risk\n- broken"}, {"r.yaml": two}},
			[]string{
				"told.commit commit/0000000001 r.yaml:1 added risk/R-1",
				"told.commit commit/0000000003 r.yaml:1 changed risk/R-1",
				"told.revision risk/R-1 r.yaml:3 One to Two by person 2, of 1 risks, content true",
			},
		},
		"unreadable, then gone": {
			[]map[string]string{{"r.yaml": one}, {"r.yaml": "kind: risk\n- broken"}, {"s.yaml": "kind: risks\nid: none\nitems: []\n"}},
			[]string{
				"told.commit commit/0000000001 r.yaml:1 added risk/R-1",
				"told.commit commit/0000000003 r.yaml:1 added register/none, removed risk/R-1",
				"told.revision register/none s.yaml:2 - to - by person 2, of 0 risks, content false",
				"told.revision risk/R-1 r.yaml:2 One to - by person 2, of 0 risks, content false",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			facts, _, _ := judgeCommits(t, d, inTurn(c.trees...), judgesPast, false)
			if diff := cmp.Diff(c.want, tell(facts)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// tell tells facts in sorted lines.
func tell(facts []*fact) []string {
	var out []string
	for _, f := range facts {
		id := f.ID
		if f.Kind == subjectCommit {
			id = id[30:]
		}
		out = append(out, fmt.Sprintf("%s %s/%s %s:%d %s", f.Rule.ID, f.Kind, id, f.Path, f.Range.Start.Line, f.Message))
	}
	slices.Sort(out)
	return out
}

// What a line of commits says after its last commit is what each beginning of it said,
// as far as no later commit revised the record: judged along the line at once, commit by
// commit, by the compiled rules and by OPA.
func TestRevisionsOfWalksEqualThoseOfTheirBeginnings(t *testing.T) {
	built, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	paths := slices.Sorted(maps.Keys(variants))
	for n, d := range []*Definitions{tellsRevisions(t), built} {
		found := 0
		for seed := range 60 {
			random := rand.New(rand.NewPCG(uint64(seed), 11))
			var trees []map[string]string
			tree := map[string]string{"n.yaml": "kind: asset\nid: n\ntitle: x"}
			for range 5 {
				tree = maps.Clone(tree)
				tree["n.yaml"] += "x" // every commit changes something
				for range 1 + random.IntN(3) {
					p := paths[random.IntN(len(paths))]
					if tree[p] = variants[p][random.IntN(len(variants[p]))]; tree[p] == "" || p == configFile {
						delete(tree, p)
					}
				}
				trees = append(trees, tree)
			}
			commits := inTurn(trees...)
			_, _, whole := judgeCommits(t, d, commits, judgesPast, false)
			v, err := whole.judge(t.Context(), len(commits), judgesPast, 2, nil)
			if err != nil {
				t.Fatal(err)
			}
			for end := 1; end <= len(commits); end++ {
				_, _, part := judgeCommits(t, d, commits[:end], judgesPast, true)
				w, err := part.judge(t.Context(), end, judgesPast, 1, nil)
				if err != nil {
					t.Fatal(err)
				}
				whole.facts, part.facts = nil, nil
				want, got := told(part, w, end-1), told(whole, v, end-1)
				got = slices.DeleteFunc(got, func(s string) bool { return strings.HasPrefix(s, "? doc.") })
				want = slices.DeleteFunc(want, func(s string) bool { return strings.HasPrefix(s, "? doc.") })
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("definitions %d, sequence %d, commit %d (-beginning +line):\n%s", n, seed, end-1, diff)
				}
				found += len(want)
			}
		}
		if found == 0 {
			t.Errorf("definitions %d found nothing, so nothing was compared", n)
		}
	}
}

// A check of one tree has no revisions: what only rules about them reach is not
// assessable, and never conform.
func TestACheckOfOneTreeJudgesNoCommits(t *testing.T) {
	d := tellsRevisions(t)
	r := checkFiles(t, d, map[string]string{"r.yaml": "kind: risk\nid: R-1\n"}, Options{})
	for _, f := range r.Findings {
		if judgesPast(f.Rule) {
			t.Errorf("found %s", f.Message)
		}
	}
	row := slices.IndexFunc(r.Requirements, func(q isms.Requirement) bool { return q.ID == "8.3" })
	if row < 0 || r.Requirements[row].Result != isms.NotAssessable {
		t.Errorf("8.3 is %q, want %q", r.Requirements[row].Result, isms.NotAssessable)
	}
}
