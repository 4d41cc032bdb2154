package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
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

// tellPast are rules that tell the history of each record, and of risks that may not
// be there.
const tellPast = `package rules.past

# METADATA
# title: Tells the history of a record
# description: A reason.
# schemas:
#   - input: schema.record
# custom:
#   grade: minor
#   requirements: ["4.1"]
#   remedy: None.
own contains {"at": [], "message": json.marshal(data.history[input.kind][input.id])}

# METADATA
# title: Tells the history of risks
# description: A reason.
# schemas:
#   - input: schema.isms
# custom:
#   grade: minor
#   requirements: ["4.1"]
#   remedy: None.
risks contains {"at": [], "message": json.marshal(versions), "key": id} if {
	some id in ["R-1", "R-2"]
	versions := data.history.risk[id]
}
`

// withRule loads the definitions with one file of rules in place of the built-in ones.
func withRule(t testing.TB, text string) *Definitions {
	t.Helper()
	own, err := fs.ReadFile(policies.FS, "doc/engine.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, err := load(schemas.FS, controls.FS, fstest.MapFS{"doc/engine.yaml": {Data: own}, "past/past.rego": {Data: []byte(text)}}, policy.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// fourCommits writes a repository: Ann approves a policy; Bob files it elsewhere,
// wraps its lines and approves it anew; Ann changes its text; Bob takes it away.
// The clock of Bob's second commit is behind. It returns the ids of the commits.
func fourCommits(t *testing.T) (dir string, ids []string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir = t.TempDir()
	git := func(env []string, args ...string) string {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull}, env...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %s: %v: %s", strings.Join(args, " "), err, out)
		}
		return strings.TrimSpace(string(out))
	}
	git(nil, "init", "-q", "-b", "main")
	document := func(version, text string) string {
		return "---\nkind: policy\nid: policy\ntitle: Policy\nstatus: approved\nversion: " + version + "\n---\n\n# Policy\n\n" + text + "\n"
	}
	for i, c := range []struct {
		author, committer, date string
		files                   map[string]string // "" is gone
	}{
		{"Ann", "Ann", "2026-01-01T12:00:00+01:00", map[string]string{"isms.yaml": "kind: isms\nid: acme\n", "policy.md": document("1.0.0", "Lock the screen.")}},
		{"Ann", "Bob", "2026-01-03T12:00:00Z", map[string]string{"policy.md": "", "docs/policy.md": document("1.0.1", "Lock\nthe screen.")}},
		{"Ann", "Ann", "2026-01-02T12:00:00Z", map[string]string{"docs/policy.md": document("1.0.1", "Lock the door.")}},
		{"Bob", "Bob", "2026-01-04T12:00:00Z", map[string]string{"docs/policy.md": ""}},
	} {
		for name, text := range c.files {
			full := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
				t.Fatal(err)
			}
			if text == "" {
				if err := os.Remove(full); err != nil {
					t.Fatal(err)
				}
				continue
			}
			if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		git(nil, "add", "-A")
		git([]string{
			"GIT_AUTHOR_NAME=" + c.author, "GIT_AUTHOR_EMAIL=" + strings.ToLower(c.author) + "@acme.example", "GIT_AUTHOR_DATE=" + c.date,
			"GIT_COMMITTER_NAME=" + c.committer, "GIT_COMMITTER_EMAIL=" + strings.ToLower(c.committer) + "@acme.example", "GIT_COMMITTER_DATE=" + c.date,
		}, "commit", "-q", "-m", fmt.Sprint(i))
		ids = append(ids, git(nil, "rev-parse", "HEAD"))
	}
	return dir, ids
}

// tellPolicy tells the history of the policy, which is gone in the end.
var tellPolicy = strings.NewReplacer(`["R-1", "R-2"]`, `["policy"]`, "data.history.risk", "data.history.policy").Replace(tellPast)

func TestRulesSeeTheHistoryOfARecord(t *testing.T) {
	dir, ids := fourCommits(t)
	h, err := withRule(t, tellPolicy).origin().openHistory(t.Context(), HistoryOptions{Path: dir, Rules: []string{"past.risks"}, Full: true})
	if err != nil {
		t.Fatal(err)
	}
	defer h.repo.Close()
	line, _, err := h.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	type person struct{ Name, Email string }
	type seen struct {
		Commit, Time, Version, Status, Digest string
		Author, Committer                     person
		Gone                                  bool
	}
	ann, bob := person{"Ann", "ann@acme.example"}, person{"Bob", "bob@acme.example"}
	want := []seen{
		{Commit: ids[0], Time: "2026-01-01T11:00:00Z", Version: "1.0.0", Status: "approved", Author: ann, Committer: ann},
		{Commit: ids[1], Time: "2026-01-03T12:00:00Z", Version: "1.0.1", Status: "approved", Author: ann, Committer: bob},
		{Commit: ids[2], Time: "2026-01-03T12:00:00Z", Version: "1.0.1", Status: "approved", Author: ann, Committer: ann},
		{Commit: ids[3], Time: "2026-01-04T12:00:00Z", Author: bob, Committer: bob, Gone: true},
	}
	for i, step := range line.Steps {
		if len(step.Findings) != 1 {
			t.Fatalf("commit %d has %d findings", i, len(step.Findings))
		}
		var got []seen
		if err := json.Unmarshal([]byte(step.Findings[0].Message), &got); err != nil {
			t.Fatal(err)
		}
		var digests []string
		for j := range got {
			digests = append(digests, got[j].Digest)
			got[j].Digest = ""
		}
		if d := cmp.Diff(want[:i+1], got); d != "" {
			t.Errorf("at commit %d (-want +got):\n%s", i, d)
		}
		if i == 3 && (digests[0] != digests[1] || digests[1] == digests[2] || digests[3] != "") {
			t.Errorf("digests %q, want two alike, another, and none", digests)
		}
	}
}

// A version names the persons who wrote it, by the addresses they had then. Of what a merge
// brings in they are those who changed the file of the record on the branch.
func TestVersionsNameWhoWroteThem(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir, hour := t.TempDir(), 0
	git := func(name string, args ...string) {
		t.Helper()
		hour++
		date := time.Date(2026, 1, 1, hour, 0, 0, 0, time.UTC).Format(time.RFC3339)
		address := name + "@acme.example"
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = []string{
			"PATH=" + os.Getenv("PATH"), "HOME=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull,
			"GIT_AUTHOR_NAME=" + name, "GIT_AUTHOR_EMAIL=" + address, "GIT_AUTHOR_DATE=" + date,
			"GIT_COMMITTER_NAME=" + name, "GIT_COMMITTER_EMAIL=" + address, "GIT_COMMITTER_DATE=" + date,
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v: %s", strings.Join(args, " "), err, out)
		}
	}
	commit := func(name, message string, files map[string]string) {
		t.Helper()
		for file, text := range files {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		git(name, "add", "-A")
		git(name, "commit", "-q", "-m", message)
	}
	people := func(ids ...string) string {
		text := "kind: people\nid: people\nitems:\n"
		for _, id := range ids {
			text += "  - {id: " + id + ", emails: [" + id + "@acme.example]}\n"
		}
		return text
	}
	text := func(id, words string) string { return "kind: policy\nid: " + id + "\nscope: " + words + "\n" }

	git("ann", "init", "-q", "-b", "main")
	commit("ann", "begin", map[string]string{
		"isms.yaml": "kind: isms\nid: acme\n", "people.yaml": people("ann", "bob", "cem"),
		"one.yaml": text("one", "Lock the screen"), "two.yaml": text("two", "Lock the door"),
	})
	git("bob", "checkout", "-q", "-b", "work")
	commit("bob", "change one", map[string]string{"one.yaml": text("one", "Lock every screen")})
	commit("cem", "change two", map[string]string{"two.yaml": text("two", "Lock every door")})
	git("ann", "checkout", "-q", "main")
	git("ann", "merge", "-q", "--no-ff", "-m", "merge", "work")
	commit("ann", "forget bob\n\nCo-authored-by: Cem <cem@acme.example>\n", map[string]string{
		"people.yaml": people("ann", "cem"), "one.yaml": text("one", "Lock your screen"),
	})
	commit("bob", "change two again", map[string]string{"two.yaml": text("two", "Lock your door")})

	rule := strings.NewReplacer(`["R-1", "R-2"]`, `["one", "two"]`, "data.history.risk", "data.history.policy").Replace(tellPast)
	line, err := withRule(t, rule).History(t.Context(), HistoryOptions{Path: dir, Rules: []string{"past.risks"}, Full: true, NoCache: true, Now: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][][]string{}
	for _, f := range line.Steps[len(line.Steps)-1].Findings {
		var seen []struct{ Authors []string }
		if err := json.Unmarshal([]byte(f.Message), &seen); err != nil {
			t.Fatal(err)
		}
		for _, v := range seen {
			got[f.Locus] = append(got[f.Locus], v.Authors)
		}
	}
	want := map[string][][]string{
		"one": {{"ann"}, {"bob"}, {"ann", "cem"}},
		"two": {{"ann"}, {"cem"}, {}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("authors (-want +got):\n%s", d)
	}
}

// Where there is no line of commits, a rule that asks for a history is undecided.
func TestWhereThereIsNoHistory(t *testing.T) {
	dir, _ := fourCommits(t)
	d := withRule(t, tellPolicy)
	result, err := d.Check(t.Context(), Options{Path: dir, Rules: []string{"past"}, Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]int{}
	for _, u := range result.Report.Undecided {
		reasons[u.Reason]++
	}
	if d := cmp.Diff(map[string]int{"needs the history; run `ismsproof history`": 2}, reasons); d != "" || result.Report.Outcome != isms.OutcomeUndecided {
		t.Errorf("outcome %q, reasons (-want +got):\n%s", result.Report.Outcome, d)
	}
	line, err := d.History(t.Context(), HistoryOptions{Path: dir, Rules: []string{"past"}, All: true})
	if err != nil {
		t.Fatal(err)
	}
	undecided := line.Steps[len(line.Steps)-1].Undecided
	if len(undecided) != 2 || undecided[0].Reason != "needs a line of commits; run `ismsproof history` without --all" {
		t.Errorf("got %+v, want both rules undecided for want of a line", undecided)
	}
}

// What a walk over a whole line says of a history at a point, with judgements that
// hold, is what the walk up to that point says when it is asked there.
func TestHistoriesOfWalksEqualThoseOfTheirBeginnings(t *testing.T) {
	sequences := 400
	if testing.Short() {
		sequences = 40
	}
	d := withRule(t, tellPast)
	c, err := configure(nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &treeWalker{d: d, c: c, files: map[string]*file{}}
	paths := slices.Sorted(maps.Keys(variants))
	all := func(r *isms.Rule) bool { return r.Topic() == "past" }
	const points = 6
	commits := make([]isms.Commit, points)
	for i := range commits {
		commits[i] = isms.Commit{ID: fmt.Sprint("c", i), Committer: isms.Signature{When: time.Unix(int64(1e9+i), 0)}}
	}
	along := func(trees []map[string]string) *walk {
		line := d.newWalk(c)
		line.remember(commits[:len(trees)], false)
		before := map[string]string{}
		for i, tree := range trees {
			line.step(i, w.step(before, tree))
			before = tree
		}
		line.line.SetOrg(0, policy.Input{})
		line.finish(len(trees))
		return line
	}
	told, doubts := 0, 0
	for seed := range sequences {
		random := rand.New(rand.NewPCG(uint64(seed), 11))
		tree := map[string]string{}
		var trees []map[string]string
		for range points {
			for range 3 {
				p := paths[random.IntN(len(paths))]
				if random.IntN(2) == 0 {
					p = []string{"risks.yaml", "r1.yaml"}[random.IntN(2)]
				}
				tree[p] = variants[p][random.IntN(len(variants[p]))]
			}
			trees = append(trees, maps.Clone(tree))
		}
		line := along(trees)
		v, err := line.judge(context.Background(), points, all, 2, nil)
		if err != nil {
			t.Fatal(err)
		}
		for point := range trees {
			var want, got []string
			start := along(trees[:point+1])
			evaluator, stop := d.Rules.Evaluator(t.Context(), start.line)
			for _, s := range start.subjects {
				r := s.at(point)
				if r == nil {
					continue
				}
				for _, rule := range start.rulesFor(s) {
					j := evaluator.Judge(t.Context(), rule, r.input, point)
					for _, f := range j.Findings {
						want = append(want, fmt.Sprint(rule.ID, " ", r.Kind, "/", r.ID, " ", s.twin, " ", f.Message))
					}
					if j.Unknown != "" {
						want = append(want, fmt.Sprint(rule.ID, " ", r.Kind, "/", r.ID, " ? ", j.Unknown))
					}
				}
			}
			stop()
			for _, f := range v.facts {
				if f.from <= point && point < f.to {
					twin := 0
					if _, n, twins := strings.Cut(f.Locus, "#"); twins {
						fmt.Sscan(n, &twin)
						twin--
					}
					got = append(got, fmt.Sprint(f.Rule.ID, " ", f.Kind, "/", f.ID, " ", twin, " ", f.Message))
				}
			}
			for _, b := range v.blind {
				if b.from <= point && point < b.to {
					got = append(got, fmt.Sprint(b.Rule.ID, " ", b.Kind, "/", b.ID, " ? ", b.Reason))
					doubts++
				}
			}
			told += len(got)
			slices.Sort(want)
			slices.Sort(got)
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("sequence %d, point %d (-beginning +line):\n%s", seed, point, d)
			}
		}
	}
	if told < sequences || doubts == 0 {
		t.Errorf("%d findings, of which %d doubts: too few to prove anything", told, doubts)
	}
}

// The digest of a Markdown document does not change when its lines are wrapped anew,
// and does with every word.
func TestContentDigestOfMarkdown(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	c, err := configure(nil)
	if err != nil {
		t.Fatal(err)
	}
	digest := func(text string) string {
		f := d.parse(isms.Entry{Path: "p.md"}, []byte("---\nkind: policy\nid: p\n---\n"+text), c)
		if len(f.records) != 1 {
			t.Fatalf("%q holds %d records", text, len(f.records))
		}
		return f.records[0].input.ContentDigest()
	}
	const whole = "# Screens\n\nLock the screen.\n\n## Roles\n\nAll of us.\n"
	const before = "Of 2026.\n\n" + whole
	for name, c := range map[string]struct {
		a, b string
		same bool
	}{
		"wrapped anew":                  {whole, "# Screens\nLock\nthe  screen.\n\n\n\n## Roles\nAll of\n  us.", true},
		"line breaks of Windows":        {whole, strings.ReplaceAll(whole, "\n", "\r\n"), true},
		"a heading underlined":          {whole, "Screens\n=======\n\nLock the screen.\n\n## Roles\n\nAll of us.\n", true},
		"a comment":                     {whole, whole + "<!-- checked -->\n", true},
		"a word":                        {whole, strings.Replace(whole, "Lock", "Open", 1), false},
		"a word below":                  {whole, strings.Replace(whole, "us", "you", 1), false},
		"a heading":                     {whole, strings.Replace(whole, "Roles", "Duties", 1), false},
		"the level of a heading":        {whole, strings.Replace(whole, "## Roles", "### Roles", 1), false},
		"sections in another order":     {"# A\n\nx\n\n# B\n\ny\n", "# B\n\ny\n\n# A\n\nx\n", false},
		"a text before the headings":    {before, strings.Replace(before, "2026", "2027", 1), false},
		"only text":                     {"Lock the screen.\n", "Lock the doors.\n", false},
		"such text comes":               {whole, before, false},
		"a section with a name twice":   {"# A\n\nx\n\n# A\n\ny\n", "# A\n\nx\n\n# A\n\nz\n", false},
		"a heading without words":       {"#\n\nx\n", "#\n\ny\n", false},
		"markup in a heading":           {"# [A b](c d)\n\nx y\n", "# [A b](c d)\n\nx z\n", false},
		"a target in a heading":         {"# [A](b)\n\nx\n", "# [A](c)\n\nx\n", false},
		"no body":                       {"", "\n\n", true},
		"nothing but a heading":         {"# A\n", "# A\n\n", true},
		"nothing but a heading, longer": {"# A\n", "# A b\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := digest(c.a) == digest(c.b); got != c.same {
				t.Errorf("alike: got %v, want %v", got, c.same)
			}
		})
	}
}
