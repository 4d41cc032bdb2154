package policy_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// rule wraps body as rule t.r of subject kind thing.
func rule(body string) fstest.MapFS {
	return fstest.MapFS{"t/t.rego": {Data: []byte(`package rules.t

# METADATA
# title: A title
# description: A reason.
# schemas:
#   - input: schema.thing
# custom:
#   grade: minor
#   requirements: ["4.1"]
#   remedy: Mend it.
` + body)}}
}

var schemas = map[string]any{
	"thing": map[string]any{
		"type":                 "object",
		"properties":           map[string]any{"id": map[string]any{"type": "string"}, "owner": map[string]any{"type": "string"}, "n": map[string]any{"type": "number"}},
		"additionalProperties": false,
	},
}

func newLine(t testing.TB) *policy.Line {
	t.Helper()
	catalog, err := policy.NewCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	return policy.NewLine(catalog)
}

func judge(t *testing.T, fsys fstest.MapFS, input string, line *policy.Line, point int) policy.Judgement {
	t.Helper()
	set, err := policy.Load(fsys, policy.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if line == nil {
		line = newLine(t)
	}
	eval, stop := set.Evaluator(context.Background(), line)
	defer stop()
	return eval.Judge(context.Background(), set.ForKind("thing")[0], policy.InputOf(ast.MustParseTerm(input).Value), point)
}

func TestJudge(t *testing.T) {
	for name, c := range map[string]struct {
		body, input string
		want        policy.Judgement
	}{
		"a finding takes the grade of its rule": {
			`r contains {"at": ["owner"], "message": "no owner"} if not input.owner`, `{"id": "a"}`,
			policy.Judgement{Findings: []policy.Finding{{At: isms.Path{"owner"}, Message: "no owner", Grade: isms.Minor}}},
		},
		"silence": {
			`r contains {"at": ["owner"], "message": "no owner"} if not input.owner`, `{"owner": "ceo"}`, policy.Judgement{},
		},
		"window, grade and key": {
			`r contains {"at": ["due", 0], "message": "late", "since": "2026-02-01", "until": "2026-03-01T10:00:00Z", "grade": "major", "key": "k"}`, `{}`,
			policy.Judgement{Findings: []policy.Finding{{At: isms.Path{"due", "0"}, Message: "late", Grade: isms.Major, Key: "k", Since: "2026-02-01", Until: "2026-03-01T10:00:00Z"}}},
		},
		"a builtin that errs is not silence": {
			`r contains {"at": [], "message": "m"} if to_number(input.id) > 1`, `{"id": "x"}`,
			policy.Judgement{Unknown: "rule erred at t/t.rego:12: to_number: invalid syntax"},
		},
		"a digit past the precision of floats counts": {
			`r contains {"at": [], "message": "differ"} if input.n != 9007199254740992`, `{"n": 9007199254740993}`,
			policy.Judgement{Findings: []policy.Finding{{At: isms.Path{}, Message: "differ", Grade: isms.Minor}}},
		},
		"an unknown key is refused": {
			`r contains {"at": [], "message": "m", "severity": "high"}`, `{}`,
			policy.Judgement{Unknown: `rule returned an unknown shape: key "severity"; known are at, message, since, until, grade, key`},
		},
		"an unknown grade is refused": {
			`r contains {"at": [], "message": "m", "grade": "high"}`, `{}`,
			policy.Judgement{Unknown: `rule returned an unknown shape: grade "high"`},
		},
		"a date that is none is refused": {
			`r contains {"at": [], "message": "m", "since": "2026-02-30"}`, `{}`,
			policy.Judgement{Unknown: `rule returned an unknown shape: "2026-02-30" is neither a date (YYYY-MM-DD) nor an RFC 3339 time`},
		},
		"a finding without a place is refused": {
			`r contains {"message": "m"}`, `{}`,
			policy.Judgement{Unknown: `rule returned an unknown shape: a finding needs "at" and "message"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.want.Next = policy.Forever
			got := judge(t, rule(c.body), c.input, nil, 0)
			if strings.HasPrefix(got.Unknown, "rule erred at t/t.rego:12: to_number") {
				got.Unknown = "rule erred at t/t.rego:12: to_number: invalid syntax"
			}
			got.Across = false
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("judgement (-want +got):\n%s", d)
			}
		})
	}
}

func TestLongMessagesAreClipped(t *testing.T) {
	got := judge(t, rule(`r contains {"at": [], "message": concat("", [x | some i in numbers.range(1, 3000); x := "äö"])}`), `{}`, nil, 0)
	if n := len(got.Findings[0].Message); n > 4096 || !strings.HasSuffix(got.Findings[0].Message, "…") {
		t.Errorf("message of %d bytes ends in %q", n, got.Findings[0].Message[n-6:])
	}
}

func TestTooManyFindingsAreUndecided(t *testing.T) {
	got := judge(t, rule(`r contains {"at": [], "message": "m", "key": sprintf("%d", [i])} if some i in numbers.range(1, 10001)`), `{}`, nil, 0)
	if got.Unknown == "" || got.Findings != nil {
		t.Errorf("got %d findings and reason %q, want none and a reason", len(got.Findings), got.Unknown)
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		fsys fstest.MapFS
		want string
	}{
		"the clock":                  {rule(`r contains {"at": [], "message": "m"} if time.now_ns() > 0`), "undefined function time.now_ns"},
		"the network":                {rule(`r contains {"at": [], "message": "m"} if http.send({"url": "x", "method": "get"})`), "undefined function http.send"},
		"chance":                     {rule(`r contains {"at": [], "message": "m"} if rand.intn("x", 3) == 1`), "undefined function rand.intn"},
		"the environment":            {rule(`r contains {"at": [], "message": "m"} if opa.runtime().env`), "undefined function opa.runtime"},
		"a field no schema knows":    {rule(`r contains {"at": [], "message": "m"} if not input.onwer`), "onwer"},
		"a kind no schema knows":     {rule(`r contains {"at": [], "message": "m"} if data.isms.thign[input.id]`), `t/t.rego:12: there is no kind "thign"`},
		"a field of a looked-up one": {rule(`r contains {"at": [], "message": "m"} if not data.isms.thing[input.id].onwer`), `thing has no field "onwer"`},
		"no metadata":                {fstest.MapFS{"t/t.rego": {Data: []byte("package rules.t\n\nr contains 1 if true\n")}}, "t/t.rego:3: rule t.r: has no METADATA"},
		"an unknown grade":           {fstest.MapFS{"t/t.rego": {Data: []byte(strings.Replace(string(rule("r contains 1")["t/t.rego"].Data), "minor", "high", 1))}}, `grade "high" is not one of`},
		"a misspelt custom key":      {fstest.MapFS{"t/t.rego": {Data: []byte(strings.Replace(string(rule("r contains 1")["t/t.rego"].Data), "remedy", "remdy", 1))}}, `unknown field "remdy"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := policy.Load(c.fsys, policy.Options{Schemas: schemas})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

func TestReads(t *testing.T) {
	set, err := policy.Load(rule(`r contains {"at": [], "message": "m"} if _helper(input.id)

_helper(x) if data.isms.role[x].name
_helper(x) if data.refs.person[x]
`), policy.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"person", "role"}, set.Reads("t.r")); d != "" {
		t.Error(d)
	}
}

// A judgement holds until what was read changes, and no longer.
func TestJudgementHoldsUntilItsReadsChange(t *testing.T) {
	line := newLine(t)
	set := func(point int, id, value string) {
		var v ast.Value
		if value != "" {
			v = ast.MustParseTerm(value).Value
		}
		line.SetRecord(point, isms.Key{Kind: "person", ID: id}, policy.InputOf(v))
	}
	set(0, "ann", `{"id": "ann", "unit": "dev"}`)
	set(3, "ann", `{"id": "ann", "unit": "ops"}`)
	set(5, "ann", `{"id": "ann", "unit": "ops", "end": "2026-01-01"}`)
	set(7, "bob", `{"id": "bob"}`)
	set(9, "ann", "")
	line.Refer(4, isms.Key{Kind: "person", ID: "ann"}, policy.Referrer{Kind: "risk", ID: "R-1", Field: "owner"}, false)

	field := `r contains {"at": [], "message": "left"} if data.isms.person[input.owner].end`
	absent := `r contains {"at": [], "message": "nobody"} if not data.isms.person[input.owner]`
	whole := `r contains {"at": [], "message": sprintf("%d", [count(data.isms.person)])}`
	refs := `r contains {"at": [], "message": sprintf("%v", [data.refs.person[input.owner]])}`
	inputOnly := `r contains {"at": [], "message": "m"} if input.owner == "ann"`
	for name, c := range map[string]struct {
		body, owner string
		point, next int
		want        string // message; "" for silence
	}{
		"a field that is absent until 5":            {field, "ann", 0, 5, ""},
		"the same field asked later":                {field, "ann", 5, 9, "left"},
		"after the record is gone":                  {field, "ann", 9, policy.Forever, ""},
		"a record that appears":                     {absent, "bob", 0, 7, "nobody"},
		"a record that never appears":               {absent, "cyd", 0, policy.Forever, "nobody"},
		"a record that is there though it changes?": {absent, "ann", 0, 3, ""},
		"a whole collection":                        {whole, "ann", 0, 7, "1"},
		"a whole collection after all changes":      {whole, "ann", 9, policy.Forever, "1"},
		"references that appear":                    {refs, "ann", 0, 4, ""},
		"references that are there":                 {refs, "ann", 4, policy.Forever, `[{"field": "owner", "id": "R-1", "kind": "risk"}]`},
		"nothing but the input":                     {inputOnly, "ann", 0, policy.Forever, "m"},
	} {
		t.Run(name, func(t *testing.T) {
			got := judge(t, rule(c.body), `{"owner": "`+c.owner+`"}`, line, c.point)
			var message string
			if len(got.Findings) > 0 {
				message = got.Findings[0].Message
			}
			if message != c.want || got.Next != c.next || got.Unknown != "" {
				t.Errorf("got %q until %d (%s), want %q until %d", message, got.Next, got.Unknown, c.want, c.next)
			}
		})
	}
}

// What an unreadable file may hold is unknown; what was read is known.
func TestUnreadableFilesPutAnswersInDoubt(t *testing.T) {
	line := newLine(t)
	line.SetRecord(0, isms.Key{Kind: "person", ID: "ann"}, policy.InputOf(ast.MustParseTerm(`{"id": "ann"}`).Value))
	line.SetBlank(0, policy.Forever, policy.Blank{Path: "people.yaml", Kind: "person", MayRefer: []string{"role"}})
	absent := `r contains {"at": [], "message": "m"} if not data.isms.person[input.owner]`
	for name, c := range map[string]struct {
		body, owner string
		doubt       bool
	}{
		"an absent record of its kind":        {absent, "bob", true},
		"a record that was read":              {absent, "ann", false},
		"its whole collection":                {`r contains {"at": [], "message": "m"} if count(data.isms.person) == 0`, "x", true},
		"another kind":                        {`r contains {"at": [], "message": "m"} if not data.isms.asset[input.owner]`, "x", false},
		"who refers to a kind it may name":    {`r contains {"at": [], "message": "m"} if not data.refs.role[input.owner]`, "x", true},
		"who refers to a kind it cannot name": {`r contains {"at": [], "message": "m"} if not data.refs.asset[input.owner]`, "x", false},
	} {
		t.Run(name, func(t *testing.T) {
			got := judge(t, rule(c.body), `{"owner": "`+c.owner+`"}`, line, 0)
			if (got.Unknown != "") != c.doubt {
				t.Errorf("got %+v, want doubt %v", got, c.doubt)
			}
			if c.doubt && got.Unknown != `depends on "people.yaml", which could not be read` {
				t.Errorf("got reason %q", got.Unknown)
			}
		})
	}
}

func BenchmarkJudge(b *testing.B) {
	set, err := policy.Load(rule(`r contains {"at": ["owner"], "message": "m"} if not data.isms.person[input.owner].id`), policy.Options{})
	if err != nil {
		b.Fatal(err)
	}
	line := newLine(b)
	line.SetRecord(0, isms.Key{Kind: "person", ID: "ann"}, policy.InputOf(ast.MustParseTerm(`{"id": "ann"}`).Value))
	eval, stop := set.Evaluator(context.Background(), line)
	defer stop()
	input := policy.InputOf(ast.MustParseTerm(`{"owner": "ann"}`).Value)
	for b.Loop() {
		eval.Judge(context.Background(), set.ForKind("thing")[0], input, 0)
	}
}

// A field that is absent is known to be absent while its record stands; once the record
// is gone and a file could not be read, nobody knows, though the field is as absent as
// before.
func TestAJudgementEndsWithTheRecordItKnew(t *testing.T) {
	line := newLine(t)
	key := isms.Key{Kind: "risk", ID: "R-1"}
	line.SetRecord(0, key, input(`{"id": "R-1"}`))
	line.SetRecord(1, key, policy.Input{})
	line.SetBlank(1, policy.Forever, policy.Blank{Path: "risks.yaml", Kind: "risk"})
	r := rule(`r contains {"at": [], "message": "m"} if data.isms.risk["R-1"].owner == "ann"`)
	if got := judge(t, r, `{}`, line, 0); got.Unknown != "" || got.Next != 1 {
		t.Errorf("while the record stands: got %+v, want nothing found until 1", got)
	}
	if got := judge(t, r, `{}`, line, 1); got.Unknown == "" {
		t.Errorf("once it is gone: got %+v, want undecided", got)
	}
}
