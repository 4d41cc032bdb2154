package policy_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
	"ismsproof/policies"
)

// asWorker is the word that makes the test program a worker.
const asWorker = "evaluate-own-rules"

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == asWorker {
		os.Exit(policy.Serve(os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

func worker(t testing.TB) []string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return []string{program, asWorker}
}

// ownHead is what stands above the body of an own rule: 12 lines.
const ownHead = `package custom.t

# METADATA
# title: A title
# description: A reason.
# schemas:
#   - input: schema.thing
# custom:
#   grade: minor
#   requirements: ["4.1"]
#   remedy: Mend it.
`

var ownSchemas = map[string]any{
	"thing": map[string]any{
		"type": "object", "additionalProperties": false,
		"properties": map[string]any{
			"id": map[string]any{"type": "string"}, "kind": map[string]any{"type": "string"}, "owner": map[string]any{"type": "string"},
			"status": map[string]any{"type": "string"}, "n": map[string]any{"type": "number"}, "tags": map[string]any{"type": "array", "items": map[string]any{"type": "string"}},
			"plan": map[string]any{"type": "object", "additionalProperties": false, "properties": map[string]any{"due": map[string]any{"type": "string"}}},
		},
	},
	"person": map[string]any{"type": "object", "additionalProperties": false, "properties": map[string]any{"id": map[string]any{"type": "string"}, "unit": map[string]any{"type": "string"}}},
	"loose":  map[string]any{}, "isms": map[string]any{"type": "object"}, "record": map[string]any{"type": "object"},
}

func ownOptions(t testing.TB) policy.OwnOptions {
	return policy.OwnOptions{
		Schemas: ownSchemas, Lib: policies.FS, Worker: worker(t),
		Requirement: func(id string) (bool, string) { return id == "4.1", "4.1" },
	}
}

func loadOwn(t testing.TB, o policy.OwnOptions, texts map[string]string) (*policy.Set, error) {
	t.Helper()
	files := map[string][]byte{}
	for path, text := range texts {
		files[path] = []byte(text)
	}
	return policy.LoadOwn(context.Background(), files, o)
}

func mustOwn(t testing.TB, o policy.OwnOptions, body string) *policy.Set {
	t.Helper()
	set, err := loadOwn(t, o, map[string]string{"rules/t.rego": ownHead + body + "\n"})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// What an own rule says of a subject is what a built-in rule with the same text says,
// and holds as long.
func TestOwnRulesJudgeAsBuiltinOnes(t *testing.T) {
	line := newLine(t)
	person := func(point int, id, value string) {
		line.SetRecord(point, isms.Key{Kind: "person", ID: id}, input(value))
	}
	person(0, "ann", `{"id": "ann", "unit": "dev"}`)
	person(3, "ann", `{"id": "ann", "unit": "ops"}`)
	person(5, "bob", `{"id": "bob"}`)
	line.Refer(4, isms.Key{Kind: "person", ID: "ann"}, policy.Referrer{Kind: "thing", ID: "x", Field: "owner"}, false)
	line.SetBlank(6, 8, policy.Blank{Path: "broken.yaml", Kind: "person"})
	for name, body := range map[string]string{
		"its subject alone":           `r contains {"at": ["owner"], "message": $"owner {input.owner}"} if input.owner`,
		"a field of a record":         `r contains {"at": [], "message": "m"} if data.isms.person[input.owner].unit == "ops"`,
		"an absent record":            `r contains {"at": [], "message": "m"} if not data.isms.person.bob.id`,
		"a whole collection":          `r contains {"at": [], "message": $"{count(data.isms.person)}"}`,
		"who refers":                  `r contains {"at": [], "message": $"{count(data.refs.person[input.owner])}"}`,
		"history, which there is not": `r contains {"at": [], "message": "m"} if data.history.person[input.owner]`,
		"a builtin that errs":         `r contains {"at": [], "message": "m"} if to_number(input.owner) > 1`,
		"an unknown shape":            `r contains object.union({"at": []}, {"severity": "m"})`,
		"digits":                      `r contains {"at": [], "message": "m"} if input.n == 12345678901234567890.10`,
		"window, grade and key":       `r contains {"at": ["due", 0], "message": "m", "since": "2026-02-01", "grade": "major", "key": "k"}`,
		"many":                        `r contains {"at": [], "message": "m", "key": $"{i}"} if some i in numbers.range(1, 300)`,
		"a conflict":                  "r contains {\"at\": [], \"message\": _v}\n\n_v := \"a\" if input.owner\n\n_v := \"b\"",
	} {
		t.Run(name, func(t *testing.T) {
			own := mustOwn(t, ownOptions(t), body)
			builtin, err := policy.Load(rule(body), policy.Options{})
			if err != nil {
				t.Fatal(err)
			}
			both := builtin.Join(own)
			rules := both.ForKind("thing")
			if len(rules) != 2 || rules[0].ID != "custom.t.r" || !rules[0].Custom || rules[1].ID != "t.r" {
				t.Fatalf("got %d rules for the kind, the first %q", len(rules), rules[0].ID)
			}
			e, stop := both.Evaluator(context.Background(), line)
			defer stop()
			for _, point := range []int{0, 3, 4, 5, 6, 7, 8, 3, 0} {
				in := input(`{"id": "x", "owner": "ann", "n": 12345678901234567890.10}`)
				want := e.Judge(context.Background(), rules[1], in, point)
				got := e.Judge(context.Background(), rules[0], in, point)
				got.Unknown = strings.NewReplacer("rules/t.rego", "t/t.rego", "data.custom", "data.rules").Replace(got.Unknown)
				if got.Next < want.Next {
					got.Next = want.Next // a worker asks again at every change of a collection
				}
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("at %d: judgement (-builtin +own):\n%s", point, d)
				}
			}
			if given := e.GivenUp(); len(given) > 0 {
				t.Errorf("given up: %v", given)
			}
		})
	}
}

// What is wrong with own rules is refused before anything is judged, at its line and
// with what may be meant.
func TestLoadOwnRefuses(t *testing.T) {
	replace := func(old, new string) string {
		return strings.Replace(ownHead, old, new, 1) + `r contains {"at": [], "message": "m"} if input.owner` + "\n"
	}
	body := func(text string) string { return ownHead + text + "\n" }
	for name, c := range map[string]struct{ text, want string }{
		"a package of the built-in rules":   {replace("custom.t", "rules.risk"), `rules/t.rego:1: package "rules.risk" is not for own rules; write ` + "`package custom.risk`"},
		"the built-in helpers":              {replace("custom.t", "lib.dates"), `package "lib.dates" is not for own rules`},
		"a package that OPA reserves":       {replace("custom.t", "system"), `package "system" is not for own rules`},
		"a document of the engine":          {replace("custom.t", "isms.risk"), `package "isms.risk" is not for own rules`},
		"a topic in a topic":                {replace("custom.t", "custom.t.u"), `package "custom.t.u": a package of own rules is custom.<topic>`},
		"all of custom":                     {replace("custom.t", "custom"), `package "custom": a package of own rules is custom.<topic>`},
		"no METADATA":                       {"package custom.t\n\nr contains {\"at\": [], \"message\": \"m\"}\n", "rules/t.rego:3: rule custom.t.r has no METADATA; helpers start with an underscore"},
		"METADATA mistyped":                 {replace("METADATA", "METDATA"), "rule custom.t.r has no METADATA"},
		"a mistyped key of METADATA":        {replace("# title", "# tilte"), `rules/t.rego:4: unknown key "tilte" in METADATA; known are scope, title, description, schemas, custom, authors, organizations, related_resources; did you mean "title"?`},
		"a mistyped custom key":             {replace("remedy", "remdy"), `unknown key "remdy" in ` + "`custom`" + `; known are grade, requirements, remedy, when, escalation, systemic, not_waivable; did you mean "remedy"?`},
		"an unknown grade":                  {replace("minor", "high"), `rules/t.rego:12: rule custom.t.r: grade "high" is not one of`},
		"requirements as text":              {replace(`["4.1"]`, `"4.1"`), `rules/t.rego:12: rule custom.t.r: custom metadata`},
		"an unknown requirement":            {replace("4.1", "4.l"), `rule custom.t.r names requirement "4.l", which no framework holds; did you mean "4.1"?`},
		"an unknown subject":                {replace("schema.thing", "schema.thign"), `rules/t.rego:3: rule custom.t.r judges "thign", which is no kind; did you mean "thing"?`},
		"no subject":                        {replace("schema.thing", "{type: object}"), `rule custom.t.r: names no subject`},
		"two definitions, one described":    {body("r contains {\"at\": [], \"message\": \"m\"} if input.owner\n\nr contains {\"at\": [], \"message\": \"n\"} if input.n"), "rule custom.t.r has 2 definitions, and its METADATA are for one; write `# scope: document` below METADATA"},
		"a value that is no set":            {body(`r := "x"`), "rules/t.rego:12: rule custom.t.r is not a set of findings; write `r contains finding if { ... }`; start the names of helpers with an underscore"},
		"true":                              {body(`r if input.owner`), "is not a set of findings"},
		"a test among the rules":            {body(`test_x if input.owner`), "custom.t.test_x: tests stand in files that end in _test.rego"},
		"a default":                         {body("default r := []\n\nr := [1]"), "has a default, and a set of findings has none"},
		"a set written out":                 {body(`r := {{"at": [], "message": "m"}}`), "is not a set of findings"},
		"a map":                             {body(`r[x] := 1 if some x in input.tags`), "is not a set of findings"},
		"text as a finding":                 {body(`r contains "m"`), `rules/t.rego:12: rule custom.t.r makes string where an object with "at" and "message" is due`},
		"a mistyped key of a finding":       {body(`r contains {"at": [], "mesage": "m"}`), `a finding has no "mesage"; known are at, message, since, until, grade, key; did you mean "message"?`},
		"a finding without a place":         {body(`r contains {"message": "m"}`), `a finding needs "at"`},
		"a message that is no text":         {body(`r contains finding if { finding := {"at": [], "message": 1} }`), `"message" is number where text is due`},
		"a place that is no list":           {body(`r contains {"at": "owner", "message": "m"}`), `"at" is string where a list of keys and indexes is due`},
		"a grade that is none":              {body(`r contains {"at": [], "message": "m", "grade": "high"}`), `grade "high" is not one of`},
		"with on data":                      {body(`r contains {"at": [], "message": "m"} if input.owner with data.isms.person as {}`), "`with` would have the rule judge what is not there; use it in tests"},
		"with on input":                     {body(`r contains {"at": [], "message": "m"} if _h with input as {"owner": "x"}` + "\n\n_h if input.owner"), "`with` would have"},
		"with on a builtin":                 {body(`r contains {"at": [], "message": "m"} if count([1]) == 2 with count as 2`), "`with` would have"},
		"version 0":                         {"package custom.t\ndeny[msg] { msg := \"x\" }\n", "rules/t.rego:2: "},
		"broken syntax":                     {body(`r contains {`), "rules/t.rego:1"},
		"recursion":                         {body("r contains {\"at\": [], \"message\": \"m\"} if _a\n\n_a if _b\n\n_b if _a"), "rules/t.rego:14: rule data.custom.t._a is recursive"},
		"the clock":                         {body(`r contains {"at": [], "message": "m"} if time.now_ns() > 0`), `rules/t.rego:12: "time.now_ns" is not there for rules; rules see no clock`},
		"the network":                       {body(`r contains {"at": [], "message": http.send({"method": "GET", "url": "http://127.0.0.1:9"}).raw_body}`), `"http.send" is not there for rules`},
		"names of the network":              {body(`r contains {"at": [], "message": net.lookup_ip_addr("localhost")[0]}`), `"net.lookup_ip_addr" is not there for rules`},
		"the environment":                   {body(`r contains {"at": [], "message": opa.runtime().env.HOME}`), `"opa.runtime" is not there for rules`},
		"a wrong field in a text":           {body(`r contains {"at": [], "message": $"{object.get(input, "ownr", "nobody")}"} if input.n`), `thing has no field "ownr"`},
		"chance":                            {body(`r contains {"at": [], "message": $"{rand.intn("x", 9)}"}`), `"rand.intn" is not there for rules`},
		"ids by chance":                     {body(`r contains {"at": [], "message": uuid.rfc4122("k")}`), `"uuid.rfc4122" is not there for rules`},
		"a schema out of a file":            {body(`r contains {"at": [], "message": "m"} if json.verify_schema({"$ref": "file:///etc/passwd"})[0]`), `"json.verify_schema" is not there for rules`},
		"a certificate's clock":             {body(`r contains {"at": [], "message": "m"} if crypto.x509.parse_and_verify_certificates(input.owner)[0]`), `is not there for rules`},
		"printing":                          {body(`r contains {"at": [], "message": "m"} if print(input.owner)`), `"print" is not there for rules; rules print nothing`},
		"an undefined function":             {body(`r contains {"at": [], "message": "m"} if startwith(input.owner, "a")`), `there is no function "startwith"; did you mean "startswith"?`},
		"an undefined function of a helper": {strings.Replace(ownHead, "package custom.t\n", "package custom.t\n\nimport data.lib.dates\n", 1) + "r contains {\"at\": [], \"message\": \"m\"} if dates.dya(input.owner)\n", `there is no function "lib.dates.dya"; did you mean "lib.dates.day"?`},
		"an undefined helper":               {body(`r contains {"at": [], "message": "m"} if data.lib.dates.frist == input.owner`), `there is no data.lib.dates.frist; did you mean "first"?`},
		"an undefined package of helpers":   {body(`r contains {"at": [], "message": "m"} if data.lib.dats.first == input.owner`), `there is no data.lib.dats; did you mean "dates"?`},
		"an undefined own helper":           {body(`r contains {"at": [], "message": "m"} if data.custom.lib.x.y`), `there is no data.custom.lib`},
		"an undefined rule":                 {body(`r contains {"at": [], "message": "m"} if _hlper` + "\n\n_helper if input.owner"), `_hlper`},
		"the built-in rules":                {body(`r contains {"at": [], "message": "m"} if data.rules.risk.owner`), `rules/t.rego:12: own rules do not see the built-in rules`},
		"all of data":                       {body(`r contains {"at": [], "message": "m"} if data[_][_]`), "a rule may not read all of data"},
		"all of data, walked":               {body(`r contains {"at": [], "message": "m"} if walk(data, [_, "x"])`), "a rule may not read all of data"},
		"all records":                       {body(`r contains {"at": [], "message": "m"} if count(data.isms) > 1`), "a rule may not read all of data.isms"},
		"all kinds, one by one":             {body(`r contains {"at": [], "message": "m"} if data.isms[_].x.owner`), "a rule may not read all of data.isms"},
		"all kinds by a variable":           {body(`r contains {"at": [], "message": kind} if { some kind; data.isms[kind].x }`), "a rule may not read all of data.isms"},
		"all references":                    {body(`r contains {"at": [], "message": "m"} if data.refs.person[_]`), "a rule may not read data.refs.person, which is all of a kind"},
		"other data":                        {body(`r contains {"at": [], "message": "m"} if data.waivers.x`), "there is no data.waivers; known are isms, refs"},
		"an unknown kind":                   {body(`r contains {"at": [], "message": "m"} if data.isms.persn[input.owner].id`), `there is no kind "persn"; did you mean "person"?`},
		"an unknown field of the subject":   {body(`r contains {"at": [], "message": "m"} if input.staus == "open"`), `rules/t.rego:12: "input" has no field "staus"; did you mean "status"?`},
		"of a field":                        {body(`r contains {"at": [], "message": "m"} if input.plan.deu`), `"input.plan" has no field "deu"; did you mean "due"?`},
		"by object.get":                     {body(`r contains {"at": [], "message": "m"} if object.get(input, "ownr", "") == ""`), `rules/t.rego:12: thing has no field "ownr"; did you mean "owner"?`},
		"in a helper":                       {body("r contains {\"at\": [], \"message\": \"m\"} if _h\n\n_h if input.ownr"), `rules/t.rego:14: thing has no field "ownr"; did you mean "owner"?`},
		"through a parameter":               {body("r contains {\"at\": [], \"message\": \"m\"} if _h(input.plan)\n\n_h(plan) if plan.deu"), `rules/t.rego:14: thing.plan has no field "deu"; did you mean "due"?`},
		"of a record looked up":             {body(`r contains {"at": [], "message": "m"} if data.isms.person[input.owner].unti`), `rules/t.rego:12: person has no field "unti"; did you mean "unit"?`},
		"a type that cannot be":             {body(`r contains {"at": [], "message": "m"} if count(input.n) > 1`), "rules/t.rego:12: count: invalid argument(s)"},
		"an unused import":                  {strings.Replace(replace("x", "x"), "package custom.t\n", "package custom.t\n\nimport data.lib.dates\n", 1), "rules/t.rego:3: "},
		"not text":                          {"package custom.t\n# \xff\n", "is not UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := loadOwn(t, ownOptions(t), map[string]string{"rules/t.rego": c.text})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant an error with %q", err, c.want)
			}
		})
	}
}

func TestLoadOwnAccepts(t *testing.T) {
	for name, text := range map[string]string{
		"a kind without a schema": strings.Replace(ownHead, "schema.thing", "schema.loose", 1) + `r contains {"at": [], "message": "m"} if input.anything.at[_].all`,
		"any record":              strings.Replace(ownHead, "schema.thing", "schema.record", 1) + `r contains {"at": [], "message": "m"} if data.isms[input.kind][input.id].x`,
		"the organization":        strings.Replace(ownHead, "schema.thing", "schema.isms", 1) + `r contains {"at": [], "message": "m"} if count(data.isms.thing) == 0`,
		"several definitions":     strings.Replace(ownHead, "METADATA", "METADATA\n# scope: document", 1) + "r contains {\"at\": [], \"message\": \"m\"} if input.owner\n\nr contains {\"at\": [], \"message\": \"n\"} if input.n",
		"a built-in helper":       strings.Replace(ownHead, "package custom.t\n", "package custom.t\n\nimport data.lib.dates\nimport data.lib.people\n", 1) + `r contains {"at": [], "message": "m"} if { people.known(input.owner); dates.day(input.plan.due) > dates.first }`,
		"a join":                  ownHead + `r contains {"at": [], "message": "m"} if { some p in data.isms.person; p.unit == input.owner; some r in data.refs.person[p.id]; data.isms.thing[r.id].owner }`,
		"a field of its own":      ownHead + "r contains {\"at\": [], \"message\": \"m\"} if { not input[`x-cost`]; input.plan[\"x-seen\"]; data.isms.person[input.owner][\"x-desk\"] }",
		"a default in a text":     ownHead + `r contains {"at": [], "message": $"{object.get(input, "owner", "nobody")}"} if input.n`,
		"a set of duplicates":     ownHead + `r contains {"at": ["owner"], "message": $"{id}"} if { some id, other in data.isms.thing; id != input.id; other.owner == input.owner }`,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := loadOwn(t, ownOptions(t), map[string]string{"rules/t.rego": text + "\n"}); err != nil {
				t.Error(err)
			}
		})
	}
}

// No rule of the hostile corpus is loaded, and what cannot be compiled in time is not
// compiled.
func TestHostileRulesAreNotLoaded(t *testing.T) {
	files, err := filepath.Glob("../../../shared/hostile/rego/*.rego")
	if err != nil || len(files) == 0 {
		t.Skip("the hostile corpus is not here")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, err = loadOwn(t, ownOptions(t), map[string]string{"rules/x.rego": string(text)})
			if err == nil {
				t.Fatal("it was loaded")
			}
			if !strings.Contains(err.Error(), "rules/x.rego:") {
				t.Errorf("%v names no line", err)
			}
			if want := builtins[filepath.Base(file)]; !strings.Contains(err.Error(), want) {
				t.Errorf("%v does not name %q", err, want)
			}
		})
	}
}

// builtins are what files of the hostile corpus ask for.
var builtins = map[string]string{
	"bits-lsh.rego": "bits.lsh", "http-send.rego": "http.send", "json-patch-quadratic.rego": "json.patch", "net-lookup.rego": "net.lookup_ip_addr",
	"now-rand-uuid.rego": "time.now_ns", "opa-runtime.rego": "opa.runtime", "print-flood.rego": "print",
	"schema-ref-file.rego": "json.verify_schema", "schema-ref-http.rego": "json.match_schema",
}

func TestLoadOwnBounds(t *testing.T) {
	many := map[string]string{}
	for i := range 501 {
		many["rules/"+strings.Repeat("a", i+1)+".rego"] = "package custom.lib\n"
	}
	if _, err := loadOwn(t, ownOptions(t), many); err == nil || !strings.Contains(err.Error(), "501 files of own rules") {
		t.Errorf("got %v", err)
	}
	for name, c := range map[string]struct{ text, want string }{
		"bytes":               {"package custom.t\n#" + strings.Repeat("x", 256<<10), "bytes, more than 262144"},
		"comments":            {"package custom.t\n" + strings.Repeat("# "+strings.Repeat("x", 98)+"\n", 100), "a comment of more than 8192 bytes"},
		"comprehensions":      {"package custom.t\n_x if " + strings.Repeat("[y | y := ", 16) + "1" + strings.Repeat("]", 16) + " == 1\n", "rules/t.rego:2: comprehensions stand 16 deep"},
		"every":               {"package custom.t\n_x if {\n" + strings.Repeat("every _ in input.x {\n", 8) + "true" + strings.Repeat("\n}", 9) + "\n", "comprehensions stand 8 deep"},
		"terms":               {"package custom.t\n_x := " + strings.Repeat("[", 60) + strings.Repeat("]", 60) + "\n", "terms stand 60 deep"},
		"calls":               {"package custom.t\n_x := " + strings.Repeat("abs(", 60) + "1" + strings.Repeat(")", 60) + "\n", "terms stand 61 deep"},
		"depth of the parser": {"package custom.t\n_x := " + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "\n", "recursion"},
		"a body":              {"package custom.t\n_x if {\n" + strings.Repeat("input.x\n", 1000) + "}\n", "1000 expressions in one body"},
		"else":                {"package custom.t\n_x := 0 if input.x\n" + strings.Repeat("else := 1 if input.y\n", 200), "201 else branches"},
		"rules":               {"package custom.t\n" + strings.Repeat("_x if input.x\n", 2000), "more than 1500 definitions"},
		"walk":                {"package custom.t\n_x if { walk(input, [_, a]); walk(input, [_, b]); a == b }\n", "walk stands 2 times in one rule"},
		"a number":            {"package custom.t\n_x := 1e100000000\n", "rules/t.rego:2: "},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := loadOwn(t, ownOptions(t), map[string]string{"rules/t.rego": c.text})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %.300v\nwant an error with %q", err, c.want)
			}
		})
	}
}

// A rule that takes too long or too much is undecided for its subject, and every other
// rule says what it says without it.
func TestOwnRulesAreCutOff(t *testing.T) {
	const quiet = "\n\n# METADATA\n# title: A title\n# description: A reason.\n# schemas:\n#   - input: schema.thing\n# custom:\n#   grade: minor\n#   requirements: [\"4.1\"]\n#   remedy: Mend it.\n"
	double := func(first, next string, n int) string {
		text := "_s0 := " + first + "\n"
		for i := range n {
			text += strings.NewReplacer("N", "_s"+itoa(i+1), "P", "_s"+itoa(i)).Replace(next) + "\n"
		}
		return text
	}
	if racing {
		t.Skip("the race detector takes several times the memory")
	}
	const late, full = "cut off after 500 ms", "took more than 256 MiB of memory"
	for name, c := range map[string]struct {
		bomb, helpers string
		want          []string // any of them
	}{
		"a cross product": {`some a in numbers.range(1, 1000000); some b in numbers.range(1, 1000000); a * b == -1`, "", []string{late, full}},
		"a long range":    {`count(numbers.range(1, 1000000000)) == 1`, "", []string{late, full}},
		"a comprehension": {`count([1 | some i in numbers.range(1, 3000); some j in numbers.range(1, 3000); i * j == -1]) == 1`, "", []string{late}},
		"doubled text":    {`count(_s30) == 1`, double(`"xxxxxxxxxx"`, `N := concat("", [P, P])`, 30), []string{late, full}},
		"doubled lists":   {`count(_s28) == 1`, double(`[1, 2, 3, 4]`, `N := array.concat(P, P)`, 28), []string{late, full}},
		"endless matches": {`some i in numbers.range(1, 100000); some j in numbers.range(1, 100000); regex.match("(a+)+$", $"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab{i}{j}")`, "", []string{late, full}},
		"addresses":       {`count(net.cidr_expand("0.0.0.0/0")) == 1`, "", []string{late, full}},
		"a big power":     {`x := numbers.range(1, 200); count([y | some a in x; some b in x; some c in x; some d in x; y := a * b * c * d; y < 0]) == 1`, "", []string{late}},
		"unmarshalled":    {`count(yaml.unmarshal(concat("", ["a: &a [x,x,x,x,x,x,x,x,x]\n", "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n", "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n", "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n", "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n", "f: [*e,*e,*e,*e,*e,*e,*e,*e,*e]"]))) == 1`, "", []string{late, full, "rule erred"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := ownOptions(t)
			o.Limits = policy.OwnLimits{Evaluation: 500 * time.Millisecond, Memory: 256 << 20}
			set := mustOwn(t, o, "a contains {\"at\": [], \"message\": \"before\"} if input.owner"+quiet+
				"b contains {\"at\": [], \"message\": \"m\"} if {\n"+c.bomb+"\n}\n\n"+c.helpers+quiet+
				"c contains {\"at\": [], \"message\": \"after\"} if data.isms.person.ann.id")
			line := newLine(t)
			line.SetRecord(0, isms.Key{Kind: "person", ID: "ann"}, input(`{"id": "ann"}`))
			e, stop := set.Evaluator(context.Background(), line)
			defer stop()
			for range 2 {
				got := e.Session().Judge(context.Background(), set.ForKind("thing"), input(`{"id": "x", "owner": "ann"}`), 0)
				if len(got[0].Findings) != 1 || len(got[2].Findings) != 1 {
					t.Errorf("the others say %+v and %+v", got[0], got[2])
				}
				known := false
				for _, want := range c.want {
					known = known || strings.HasPrefix(got[1].Unknown, want)
				}
				if !known || got[1].Findings != nil {
					t.Errorf("got %+v, want undecided by one of %q", got[1], c.want)
				}
				t.Log(got[1].Unknown)
			}
		})
	}
}

func itoa(n int) string { return strconv.Itoa(n) }

// A rule that takes too long for too many subjects is given up, and so is one that
// floods; which rules those are, GivenUp tells.
func TestOwnRulesAreGivenUp(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"always late": {`r contains {"at": [], "message": "m"} if { some i in numbers.range(1, 1000000000); i < 0 }`, "cut off after 100 ms for 3 subjects: given up"},
		"a flood":     {`r contains {"at": [], "message": "m", "key": $"{i}"} if some i in numbers.range(1, 4)`, "found more than 10 times: given up"},
		"at peace":    {`r contains {"at": [], "message": "m"} if input.owner`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := ownOptions(t)
			o.Limits = policy.OwnLimits{Evaluation: 100 * time.Millisecond, Findings: 10}
			set := mustOwn(t, o, c.body)
			e, stop := set.Evaluator(context.Background(), newLine(t))
			defer stop()
			var last policy.Judgement
			for i := range 5 {
				session := e.Session()
				for point := range 4 { // the same findings at several points are no more
					last = session.Judge(context.Background(), set.ForKind("thing"), input(`{"id": "x`+itoa(i)+`", "owner": "ann"}`), point)[0]
				}
			}
			given := e.GivenUp()
			if given["custom.t.r"] != c.want || last.Unknown != c.want {
				t.Errorf("given up %v, last %+v, want %q", given, last, c.want)
			}
		})
	}
}

func TestOwnRulesEndTogether(t *testing.T) {
	o := ownOptions(t)
	o.Limits = policy.OwnLimits{Total: time.Nanosecond}
	set := mustOwn(t, o, `r contains {"at": [], "message": "m"} if input.owner`)
	e, stop := set.Evaluator(context.Background(), newLine(t))
	defer stop()
	in := input(`{"id": "x", "owner": "ann"}`)
	e.Session().Judge(context.Background(), set.ForKind("thing"), in, 0)
	const want = "own rules took more than 1 ns in all"
	if got := e.Session().Judge(context.Background(), set.ForKind("thing"), in, 0)[0]; got.Unknown != want || e.GivenUp()["custom.t.r"] != want {
		t.Errorf("got %+v, given up %v", got, e.GivenUp())
	}
}

// An interrupt ends what is under way, whatever deadline it has.
func TestInterruptEndsOwnRules(t *testing.T) {
	o := ownOptions(t)
	o.Limits = policy.OwnLimits{Evaluation: time.Hour}
	set := mustOwn(t, o, `r contains {"at": [], "message": "m"} if { some i in numbers.range(1, 1000000000); i < 0 }`)
	ctx, interrupt := context.WithCancel(context.Background())
	e, stop := set.Evaluator(ctx, newLine(t))
	defer stop()
	time.AfterFunc(100*time.Millisecond, interrupt)
	if got := e.Session().Judge(ctx, set.ForKind("thing"), input(`{"id": "x"}`), 0)[0]; got.Unknown != "evaluation was interrupted" {
		t.Errorf("got %+v", got)
	}
}

// A worker that is no worker, or none at all, is said so.
func TestWorkersThatAreNone(t *testing.T) {
	for name, c := range map[string]struct {
		command []string
		want    string
	}{
		"none":           {nil, "this program names none"},
		"no program":     {[]string{"/no/such/program"}, "does not start"},
		"another":        {[]string{"/bin/echo", "hello"}, "the process that compiles own rules ended"},
		"one that fails": {[]string{"/bin/false"}, "the process that compiles own rules ended"},
	} {
		t.Run(name, func(t *testing.T) {
			o := ownOptions(t)
			o.Worker = c.command
			_, err := loadOwn(t, o, map[string]string{"rules/t.rego": ownHead + "r contains {\"at\": [], \"message\": \"m\"} if input.owner\n"})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

func BenchmarkOwnJudge(b *testing.B) {
	set := mustOwn(b, ownOptions(b), `r contains {"at": ["owner"], "message": "m"} if not data.isms.person[input.owner].id`)
	line := newLine(b)
	line.SetRecord(0, isms.Key{Kind: "person", ID: "ann"}, input(`{"id": "ann"}`))
	e, stop := set.Evaluator(context.Background(), line)
	defer stop()
	in, rules := input(`{"owner": "ann"}`), set.ForKind("thing")
	for b.Loop() {
		e.Session().Judge(context.Background(), rules, in, 0)
	}
}

// What own rules cost a run before the first of them is evaluated.
func BenchmarkLoadOwn(b *testing.B) {
	for b.Loop() {
		set := mustOwn(b, ownOptions(b), `r contains {"at": ["owner"], "message": "m"} if not data.lib.people.known(input.owner)`)
		e, stop := set.Evaluator(context.Background(), newLine(b))
		e.Session().Judge(context.Background(), set.ForKind("thing"), input(`{"id": "x"}`), 0)
		stop()
	}
}
