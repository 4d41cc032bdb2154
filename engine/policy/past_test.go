package policy_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// tells is a rule that tells the history of a risk.
func tells(ref string) fstest.MapFS {
	return rule(`r contains {"at": [], "message": json.marshal(` + ref + `)}`)
}

// pastLine is a line of 9 commits, on which the risks of a test come and go.
func pastLine(t testing.TB, risks map[string]map[int]string) *policy.Line {
	t.Helper()
	line := newLine(t)
	for id, versions := range risks {
		for point := range 9 {
			if text, changed := versions[point]; changed {
				line.SetRecord(point, isms.Key{Kind: "risk", ID: id}, input(text))
			}
		}
	}
	ann, bob := policy.Person{Name: "Ann", Email: "ann@acme.example"}, policy.Person{Name: "Bob", Email: "bob@acme.example"}
	var commits []policy.Commit
	for i := range 9 {
		at := time.Date(2026, 1, 1+i, 0, 30, 0, 0, time.FixedZone("", 3600)) // a day earlier in UTC
		commits = append(commits, policy.Commit{ID: fmt.Sprintf("c%d", i), Time: at, Author: ann, Committer: bob})
	}
	line.SetCommits(commits)
	return line
}

func input(text string) policy.Input {
	if text == "" {
		return policy.Input{}
	}
	return policy.InputOf(ast.MustParseTerm(text).Value)
}

// brief tells a history by commits: "c0 c3- c5" is one of two versions with the
// record gone between them.
func brief(t *testing.T, j policy.Judgement) string {
	t.Helper()
	if len(j.Findings) == 0 {
		return j.Unknown
	}
	var versions []struct {
		Commit string
		Gone   bool
	}
	if err := json.Unmarshal([]byte(j.Findings[0].Message), &versions); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, v := range versions {
		if v.Gone {
			v.Commit += "-"
		}
		out = append(out, v.Commit)
	}
	return strings.Join(out, " ")
}

func TestVersionsOfARecord(t *testing.T) {
	const first = `{"kind": "risk", "id": "R-1", "title": "Fire", "owner": "ann", "status": "approved", "version": "1.0.0",
		"approved_by": "ceo", "approved_on": "2026-01-01", "next_review": "2027-01-01"}`
	line := pastLine(t, map[string]map[int]string{"R-1": {1: first, 2: ""}})
	line.SetAuthors(func(point int, key isms.Key) []string {
		if point != 1 || key != (isms.Key{Kind: "risk", ID: "R-1"}) {
			return nil
		}
		return []string{"ann", "bob"}
	})
	got := judge(t, tells(`data.history.risk[input.id]`), `{"id": "R-1"}`, line, 2)
	if len(got.Findings) != 1 || !got.Across || got.Next != policy.Forever {
		t.Fatalf("got %+v, want one finding that reads across and holds forever", got)
	}
	person := func(name string) any {
		return map[string]any{"name": name, "email": strings.ToLower(name) + "@acme.example"}
	}
	want := []any{
		map[string]any{
			"commit": "c1", "time": "2026-01-01T23:30:00Z", "author": person("Ann"), "committer": person("Bob"), "authors": []any{"ann", "bob"},
			"digest": input(first).ContentDigest(), "owner": "ann", "status": "approved", "version": "1.0.0",
			"approved_by": "ceo", "approved_on": "2026-01-01", "next_review": "2027-01-01",
		},
		map[string]any{
			"commit": "c2", "time": "2026-01-02T23:30:00Z", "author": person("Ann"), "committer": person("Bob"), "authors": []any{}, "gone": true,
		},
	}
	var told any
	if err := json.Unmarshal([]byte(got.Findings[0].Message), &told); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(any(want), told); d != "" {
		t.Errorf("history (-want +got):\n%s", d)
	}
}

// What is read of a history holds until the record changes again.
func TestAHistoryHoldsUntilTheNextVersion(t *testing.T) {
	line := pastLine(t, map[string]map[int]string{
		"R-1": {1: `{"id": "R-1", "n": 1}`, 2: `{"n": 1, "id": "R-1"}`, 4: `{"id": "R-1", "n": 2}`},
		"R-2": {0: `{"id": "R-2"}`, 3: "", 5: `{"id": "R-2"}`},
		"R-3": {6: `{"id": "R-3"}`},
	})
	whole := tells(`data.history.risk[input.id]`)
	for name, c := range map[string]struct {
		rule        fstest.MapFS
		id          string
		point, next int
		want        string
	}{
		"before the first version":         {whole, "R-1", 0, 1, ""},
		"written in another order":         {whole, "R-1", 2, 4, "c1"},
		"the second version":               {whole, "R-1", 4, policy.Forever, "c1 c4"},
		"long after":                       {whole, "R-1", 8, policy.Forever, "c1 c4"},
		"before it is gone":                {whole, "R-2", 2, 3, "c0"},
		"gone":                             {whole, "R-2", 4, 5, "c0 c3-"},
		"and back as it was":               {whole, "R-2", 5, policy.Forever, "c0 c3- c5"},
		"a part":                           {tells(`[data.history.risk[input.id][0]]`), "R-2", 3, 5, "c0"},
		"a part that is not there":         {tells(`[data.history.risk[input.id][1]]`), "R-2", 0, 3, ""},
		"those of a kind of version":       {tells(`[v | some v in data.history.risk[input.id]; v.gone]`), "R-2", 5, policy.Forever, "c3-"},
		"a record that is still to come":   {whole, "R-3", 2, 6, ""},
		"a record that never comes":        {whole, "R-4", 2, policy.Forever, ""},
		"a kind that has no records":       {tells(`data.history.asset[input.id]`), "R-1", 8, policy.Forever, ""},
		"all histories are too many":       {tells(`data.history`), "R-1", 8, policy.Forever, tooMany},
		"all histories of a kind are, too": {tells(`data.history.risk`), "R-1", 8, policy.Forever, tooMany},
		"and so they are one by one":       {tells(`[h | some h in data.history.risk]`), "R-1", 8, policy.Forever, tooMany},
	} {
		t.Run(name, func(t *testing.T) {
			got := judge(t, c.rule, `{"id": "`+c.id+`"}`, line, c.point)
			if told := brief(t, got); told != c.want || got.Next != c.next {
				t.Errorf("got %q until %d, want %q until %d", told, got.Next, c.want, c.next)
			}
		})
	}
}

const tooMany = "rule erred: a rule may not read all histories at once: name a kind and an id, as in data.history.risk[input.id]"

// Where a file that may hold the record cannot be read, nobody knows the history of a
// record that is not there; afterwards nobody has seen it go.
func TestUnreadableFilesInAHistory(t *testing.T) {
	const doubt = `depends on "risks.yaml", which could not be read`
	there, changed := `{"id": "R-1"}`, `{"id": "R-1", "n": 2}`
	for name, c := range map[string]struct {
		versions   map[int]string
		from, to   int
		kind, want string // at points 0 to 8
	}{
		"it comes back as it was":   {map[int]string{0: there, 2: "", 4: there}, 2, 4, "risk", "c0|c0|?|?|c0|c0|c0|c0|c0"},
		"it comes back changed":     {map[int]string{0: there, 2: "", 4: changed}, 2, 4, "risk", "c0|c0|?|?|c0 c4|c0 c4|c0 c4|c0 c4|c0 c4"},
		"it does not come back":     {map[int]string{0: there, 2: ""}, 2, 4, "risk", "c0|c0|?|?|c0 c4-|c0 c4-|c0 c4-|c0 c4-|c0 c4-"},
		"it goes before":            {map[int]string{0: there, 1: "", 5: there}, 2, 4, "risk", "c0|c0 c1-|?|?|c0 c1-|c0 c1- c5|c0 c1- c5|c0 c1- c5|c0 c1- c5"},
		"it moves to another file":  {map[int]string{0: there, 2: "", 3: there, 6: changed}, 2, 5, "", "c0|c0|?|c0|c0|c0|c0 c6|c0 c6|c0 c6"},
		"it is there all the time":  {map[int]string{0: there}, 2, 4, "risk", "c0|c0|c0|c0|c0|c0|c0|c0|c0"},
		"it was never there":        {nil, 2, 4, "risk", "||?|?|||||"},
		"a file of another kind":    {map[int]string{0: there, 2: ""}, 2, 4, "asset", "c0|c0|c0 c2-|c0 c2-|c0 c2-|c0 c2-|c0 c2-|c0 c2-|c0 c2-"},
		"the file is never mended":  {map[int]string{0: there, 2: ""}, 2, policy.Forever, "", "c0|c0|?|?|?|?|?|?|?"},
		"unreadable from the start": {map[int]string{3: there}, 0, 3, "risk", "?|?|?|c3|c3|c3|c3|c3|c3"},
	} {
		t.Run(name, func(t *testing.T) {
			line := pastLine(t, map[string]map[int]string{"R-1": c.versions})
			line.SetBlank(c.from, c.to, policy.Blank{Path: "risks.yaml", Kind: c.kind})
			fsys := tells(`data.history.risk[input.id]`)
			var told, held []string
			var last policy.Judgement
			for point := range 9 {
				j := judge(t, fsys, `{"id": "R-1"}`, line, point)
				if point >= last.Next {
					last = j
				}
				told = append(told, strings.ReplaceAll(brief(t, j), doubt, "?"))
				held = append(held, strings.ReplaceAll(brief(t, last), doubt, "?"))
			}
			if got := strings.Join(told, "|"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if d := cmp.Diff(told, held); d != "" {
				t.Errorf("judged again at each point and as long as judgements hold (-again +held):\n%s", d)
			}
		})
	}
}

// A line without commits has no history, which is not an empty one.
func TestNoHistoryIsNotSilence(t *testing.T) {
	absent := rule(`r contains {"at": [], "message": "m"} if not data.history.risk[input.id]`)
	line := newLine(t)
	if got, want := judge(t, absent, `{"id": "R-1"}`, line, 0).Unknown, "needs the history; run `ismsproof history`"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	line.NoHistory("needs a line")
	if got := judge(t, absent, `{"id": "R-1"}`, line, 0).Unknown; got != "needs a line" {
		t.Errorf("got %q, want the reason that was given", got)
	}
	line.SetCommits([]policy.Commit{{ID: "c0"}})
	line.SetRecord(1, isms.Key{Kind: "risk", ID: "R-1"}, input(`{"id": "R-1"}`))
	if got, want := judge(t, absent, `{"id": "R-1"}`, line, 1).Unknown, "rule erred: point 1 of the line is no commit"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRulesThatReadAHistoryAreChecked(t *testing.T) {
	fsys := rule(`r contains {"at": [], "message": "m"} if data.history.thign[input.id]`)
	_, err := policy.Load(fsys, policy.Options{Schemas: schemas})
	if err == nil || !strings.Contains(err.Error(), `t/t.rego:12: there is no kind "thign"`) {
		t.Errorf("got %v, want that there is no such kind", err)
	}
	set, err := policy.Load(fsys, policy.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"thign"}, set.Reads("t.r")); d != "" {
		t.Error(d)
	}
}

// A line that keeps of records only what rules read still knows their whole history.
func TestTrimmedLinesKeepHistory(t *testing.T) {
	set, err := policy.Load(tells(`data.history.risk[input.id]`), policy.Options{})
	if err != nil {
		t.Fatal(err)
	}
	versions := []string{`{"id": "R", "a": 1}`, `{"id": "R", "a": 2, "owner": "ann"}`, "", `{"id": "R", "b": [1]}`}
	told := func(trim bool) []string {
		line := newLine(t)
		if trim {
			line.Trim(set)
		}
		var commits []policy.Commit
		for point, text := range versions {
			line.SetRecord(point, isms.Key{Kind: "risk", ID: "R"}, input(text))
			commits = append(commits, policy.Commit{ID: fmt.Sprintf("c%d", point), Time: time.Date(2026, 1, 1+point, 0, 0, 0, 0, time.UTC)})
		}
		line.SetCommits(commits)
		eval, stop := set.Evaluator(t.Context(), line)
		defer stop()
		var out []string
		for point := range versions {
			j := eval.Judge(t.Context(), set.ForKind("thing")[0], input(`{"id": "R"}`), point)
			for _, f := range j.Findings {
				out = append(out, f.Message)
			}
		}
		return out
	}
	want := told(false)
	if len(want) != len(versions) {
		t.Fatalf("%d histories told, want %d", len(want), len(versions))
	}
	if diff := cmp.Diff(want, told(true)); diff != "" {
		t.Errorf("the history on a trimmed line (-whole +trimmed):\n%s", diff)
	}
}
