package policy_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
	"ismsproof/policies"
)

const testHead = "package custom.t_test\n\nimport data.custom.t\n\n"

func TestTestsOfOwnRules(t *testing.T) {
	body := "r contains {\"at\": [\"owner\"], \"message\": \"m\"} if {\n\tnot input.owner\n\tinput.status == \"open\"\n}\n\n_late if to_number(input.id) > 1\n"
	set, err := loadOwn(t, ownOptions(t), map[string]string{
		"rules/t.rego": ownHead + body,
		"rules/t_test.rego": testHead + `test_fires if count(t.r) == 1 with input as {"status": "open"}

test_fails if count(t.r) == 1 with input as {"owner": "x"}

test_none_is_undefined if not false

test_errs if not t._late with input as {"id": "x"}

test_builtin_is_undefined_for_text if not t._late with input as {"id": "x"}

todo_test_later if true

test_reads_data if data.isms.person.ann.unit == "dev" with data.isms.person as {"ann": {"unit": "dev"}}
`,
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := set.Test(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range r.Tests {
		got = append(got, strings.TrimSpace(strings.TrimPrefix(x.Name, "custom.t_test.")+" "+x.Fault))
	}
	want := []string{
		"test_fires", "test_fails fails", `test_none_is_undefined no builtin errs, as its name says with "_is_undefined"`,
		"test_errs rule erred at rules/t.rego:17: to_number: strconv.ParseFloat: parsing \"x\": invalid syntax",
		"test_builtin_is_undefined_for_text", "todo_test_later is put off", "test_reads_data",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("tests (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]policy.Coverage{{Path: "rules/t.rego", Lines: 4}}, r.Files); d != "" {
		t.Errorf("coverage (-want +got):\n%s", d)
	}
}

// The tests of the built-in rules pass in a worker too, and reach nearly all of them.
func TestTestsOfBuiltinRules(t *testing.T) {
	if racing {
		t.Skip("under the race detector the worker takes more memory than it may")
	}
	r, err := policy.TestAll(context.Background(), policies.FS, worker(t))
	if err != nil {
		t.Fatal(err)
	}
	declared, err := declaredTests(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Tests) != len(declared) {
		t.Errorf("%d tests were run, %d are there", len(r.Tests), len(declared))
	}
	for _, x := range r.Tests {
		if x.Fault != "" {
			t.Errorf("%s:%d: %s: %s", x.File, x.Line, x.Name, x.Fault)
		}
	}
	lines, missing := 0, 0
	for _, f := range r.Files {
		lines, missing = lines+f.Lines, missing+len(f.Missing)
	}
	if lines < 500 || missing*10 > lines {
		t.Errorf("%d of %d lines are not reached", missing, lines)
	}
}

// What a negation passes over in silence where a field is absent, and what has a rule
// evaluated often, is named.
func TestWarnings(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"a function":                   {`not startswith(input.owner, "x")`, "`not startswith(input.owner, \"x\")` is silent, not true, where input.owner is absent"},
		"in a set":                     {`not input.status in {"a", "b"}`, "where input.status is absent"},
		"a comparison":                 {`not input.status != "open"`, "where input.status is absent"},
		"a key":                        {`not data.isms.person[input.owner].unit`, "where input.owner is absent"},
		"an equation":                  {`not input.status == "open"`, ""},
		"the field alone":              {`not input.owner`, ""},
		"what is there anyway":         {`not startswith(input.id, "x")`, ""},
		"what was asked for":           {"input.owner\n\tnot startswith(input.owner, \"x\")", ""},
		"a default":                    {"owner := object.get(input, \"owner\", \"\")\n\tnot startswith(owner, \"x\")", ""},
		"a whole collection":           {"count(data.isms.person) > 1", "reads every person: evaluated again for each of its subjects whenever any person changes"},
		"a whole collection, iterated": {"some p in data.isms.person\n\tp.unit == input.owner", "reads every person"},
		"one by one":                   {"some id\n\tdata.isms.person[id].unit == input.owner", "reads every person"},
		"a whole record":               {`data.isms.person[input.owner]`, "reads a whole person: evaluated again at each change of it"},
		"a field of a record":          {`data.isms.person[input.owner].unit`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			set := mustOwn(t, ownOptions(t), "r contains {\"at\": [], \"message\": \"m\"} if {\n\t"+c.body+"\n}")
			var got []string
			for _, w := range set.Warnings() {
				got = append(got, w.String())
			}
			text := strings.Join(got, "\n")
			if (c.want == "") != (text == "") || !strings.Contains(text, c.want) {
				t.Errorf("got  %q\nwant %q", text, c.want)
			}
		})
	}
}

// An explanation tells what was read and how far each definition came, of own rules as
// of built-in ones.
func TestExplain(t *testing.T) {
	body := "r contains {\"at\": [], \"message\": \"m\"} if {\n\tinput.owner\n\tp := data.isms.person[input.owner].unit\n\tp == \"ops\"\n}"
	builtin, err := policy.Load(rule(body), policy.Options{})
	if err != nil {
		t.Fatal(err)
	}
	both := builtin.Join(mustOwn(t, ownOptions(t), body))
	line := newLine(t)
	line.SetRecord(0, isms.Key{Kind: "person", ID: "ann"}, input(`{"id": "ann", "unit": "dev"}`))
	line.SetRecord(4, isms.Key{Kind: "person", ID: "ann"}, input(`{"id": "ann", "unit": "ops"}`))
	e, stop := both.Evaluator(context.Background(), line)
	defer stop()
	for _, id := range []string{"t.r", "custom.t.r"} {
		r, ok := both.Rule(id)
		if !ok {
			t.Fatal(id)
		}
		got, err := e.Explain(context.Background(), r, input(`{"id": "x", "owner": "ann"}`), 0)
		if err != nil {
			t.Fatal(err)
		}
		reads := []policy.Read{{Path: "data.isms.person.ann.unit", Value: "dev", There: true, Next: 4}}
		if d := cmp.Diff(reads, got.Reads); d != "" {
			t.Errorf("%s: reads (-want +got):\n%s", id, d)
		}
		if len(got.Stops) != 1 || got.Stops[0].At != 15 || got.Stops[0].Text != `p == "ops"` || got.Stops[0].Found || got.Findings != nil || got.Next != 4 {
			t.Errorf("%s: got %+v", id, got)
		}
		if got, err = e.Explain(context.Background(), r, input(`{"id": "x", "owner": "ann"}`), 4); err != nil || len(got.Findings) != 1 || !got.Stops[0].Found {
			t.Errorf("%s: got %+v, %v", id, got, err)
		}
	}
}
