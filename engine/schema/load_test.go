package schema_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"ismsproof/engine/isms"
	"ismsproof/engine/schema"
)

// kinds makes a file system of schemas out of texts by kind.
func kinds(header string, texts map[string]string) fstest.MapFS {
	if header == "" {
		header = `{
			"document": {"required": ["id"], "properties": {"kind": {"type": "string"}, "id": {"type": "string"}, "status": {"enum": ["draft", "approved"]}, "owner": {"$ref": "#/$defs/owner"}, "version": {"type": "string", "format": "semver"}}},
			"record": {"properties": {"kind": {"type": "string"}, "status": {"enum": ["open", "closed"]}}},
			"item": {"properties": {"kind": {"type": "string"}, "owner": {"$ref": "#/$defs/owner"}}},
			"$defs": {"owner": {"type": "string", "x-ref": ["role", "person"], "description": "who answers for it"}}}`
	}
	out := fstest.MapFS{"header.json": {Data: []byte(header)}}
	for kind, text := range texts {
		out[kind+"/schema.json"] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func load(t testing.TB, texts map[string]string) *schema.Set {
	t.Helper()
	set, err := schema.Load(kinds("", texts))
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	if err := set.Verify(); err != nil {
		t.Fatalf("verify: %v", err)
	}
	return set
}

func codeOf(err error) string {
	var e *schema.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestLint(t *testing.T) {
	tests := map[string]struct {
		schema string
		code   string // "": the schema is good
		reason string // part of the message
	}{
		"empty":                   {`{}`, "", ""},
		"true":                    {`true`, "", ""},
		"false":                   {`false`, "", ""},
		"all keywords of a field": {`{"type":"string","minLength":1,"enum":["a"],"x-ref":"risk","description":"d","defaultSnippets":[{"$x":1}]}`, "", ""},
		"dialect":                 {`{"$schema":"https://json-schema.org/draft/2020-12/schema"}`, "", ""},
		"tree":                    {`{"properties":{"children":{"type":"array","items":{"$ref":"#"}}}}`, "", ""},
		"tree by alternative":     {`{"oneOf":[{"type":"string"},{"type":"array","items":{"$ref":"#"}}]}`, "", ""},

		"misspelt keyword":       {`{"requierd":["id"]}`, "schema.lint", `did you mean "required"?`},
		"misspelt own keyword":   {`{"x-reff":"risk"}`, "schema.lint", `did you mean "x-ref"?`},
		"keyword without bounds": {`{"$dynamicRef":"#a"}`, "schema.lint", `unknown keyword "$dynamicRef"`},
		"unknown format":         {`{"format":"dat"}`, "schema.lint", `did you mean "date"?`},
		"unknown type":           {`{"type":"strng"}`, "schema.lint", `did you mean "string"?`},
		"key twice":              {`{"required":["id"],"required":[]}`, "schema.lint", `key "required" stands twice`},
		"key twice deep":         {`{"properties":{"a":{"type":"string","type":"number"}}}`, "schema.lint", `/properties/a`},
		"not JSON":               {`{"type":}`, "schema.lint", "not JSON"},
		"ends early":             {`{"type":"string"`, "schema.lint", "ends early"},
		"text after the end":     {`{} {}`, "schema.lint", "after the end"},
		"schema is text":         {`{"items":"x"}`, "schema.lint", "a mapping, true or false"},
		"properties is a list":   {`{"properties":[]}`, "schema.lint", "takes a mapping"},
		"empty allOf":            {`{"allOf":[]}`, "schema.lint", "at least one schema"},
		"required is text":       {`{"required":"id"}`, "schema.lint", "takes a list"},
		"enum is text":           {`{"enum":"a"}`, "schema.lint", "takes a list"},
		"length is negative":     {`{"minLength":-1}`, "schema.lint", "takes a number"},
		"huge exponent":          {`{"maximum":1e100000000}`, "schema.lint", "too large"},
		"look-ahead":             {`{"pattern":"^(?=a)a$"}`, "schema.lint", "RE2"},
		"back-reference":         {`{"pattern":"^(a)\\1$"}`, "schema.lint", "RE2"},
		"pattern of names":       {`{"patternProperties":{"(":true}}`, "schema.lint", "RE2"},
		"class":                  {`{"x-class":"doc"}`, "schema.lint", "classes are document, record, item"},

		"file":                     {`{"$ref":"file:///etc/passwd"}`, "schema.ref", "leads out of the file"},
		"parent folder":            {`{"$ref":"../../../../etc/passwd"}`, "schema.ref", "leads out of the file"},
		"anchor":                   {`{"$ref":"#risk"}`, "schema.ref", "leads out of the file"},
		"nowhere":                  {`{"$ref":"#/$defs/risk"}`, "schema.ref", "leads nowhere"},
		"escaped":                  {`{"$ref":"#/properties/a%20b","properties":{"a%20b":{}}}`, "schema.ref", "needs escapes"},
		"to an annotation":         {`{"$ref":"#/default","default":{"pattern":"("}}`, "schema.ref", "does not lead to a schema"},
		"other dialect":            {`{"$schema":"http://json-schema.org/draft-07/schema#"}`, "schema.ref", "the dialect is"},
		"id inside":                {`{"properties":{"a":{"$id":"http://127.0.0.1:9/"}}}`, "schema.ref", "\"$id\" inside"},
		"itself":                   {`{"$ref":"#"}`, "schema.cycle", "without end"},
		"itself by allOf":          {`{"allOf":[{"$ref":"#"}]}`, "schema.cycle", "without end"},
		"each other":               {`{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}`, "schema.cycle", "without end"},
		"doubling with depth":      {`{"items":{"allOf":[{"$ref":"#"},{"$ref":"#"}]}}`, "schema.cost", "more than one way"},
		"doubling by two keywords": {`{"properties":{"a":{"$ref":"#"}},"patternProperties":{"^a":{"$ref":"#"}}}`, "schema.cost", "more than one way"},
		"doubling beside a ref":    {`{"$ref":"#/$defs/x","properties":{"a":{"$ref":"#"}},"$defs":{"x":{"properties":{"a":{"$ref":"#"}}}}}`, "schema.cost", "more than one way"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := schema.Lint("own.json", []byte(tt.schema))
			if got := codeOf(err); got != tt.code {
				t.Fatalf("got code %q, want %q (%v)", got, tt.code, err)
			}
			if err == nil {
				return
			}
			for _, want := range []string{"own.json", tt.reason} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got %q, want %q in it", err, want)
				}
			}
			if strings.Contains(err.Error(), "root:") {
				t.Errorf("the message repeats a file: %q", err)
			}
		})
	}
}

func TestLintBounds(t *testing.T) {
	wide := `{"properties":{`
	for i := range 6000 {
		wide += fmt.Sprintf(`"p%d":{},`, i)
	}
	wide = strings.TrimSuffix(wide, ",") + `}}`
	pairs := func(levels int, keyword, wrap string) string {
		defs := []string{`"d0":{"type":"string"}`}
		for i := 1; i <= levels; i++ {
			ref := fmt.Sprintf(`{"$ref":"#/$defs/d%d"}`, i-1)
			if wrap != "" {
				ref = `{"` + wrap + `":` + ref + `}`
			}
			defs = append(defs, fmt.Sprintf(`"d%d":{"%s":[%s,%s]}`, i, keyword, ref, ref))
		}
		return fmt.Sprintf(`{"$defs":{%s},"$ref":"#/$defs/d%d"}`, strings.Join(defs, ","), levels)
	}
	tests := map[string]string{
		"file too long":       `{"description":"` + strings.Repeat("x", 256<<10) + `"}`,
		"too many schemas":    wide,
		"too deep":            strings.Repeat(`{"not":`, 80) + `{}` + strings.Repeat(`}`, 80),
		"far too deep":        strings.Repeat(`{"not":`, 9900) + `{}` + strings.Repeat(`}`, 9900),
		"allOf pairs 18":      pairs(18, "allOf", ""),
		"allOf pairs 30":      pairs(30, "allOf", ""),
		"oneOf pairs 60":      pairs(60, "oneOf", ""),
		"pairs through items": pairs(30, "anyOf", "items"),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			if got := codeOf(schema.Lint("own.json", []byte(text))); got != "schema.cost" {
				t.Errorf("got code %q, want schema.cost", got)
			}
			if took := time.Since(start); took > 30*time.Second { // it would never end
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestHostileSchemas(t *testing.T) {
	folder := hostile(t)
	tests := map[string]string{
		"ref-file.json": "schema.ref", "ref-http.json": "schema.ref", "ref-dotdot.json": "schema.ref",
		"metaschema-http.json": "schema.ref", "id-remote-base.json": "schema.ref",
		"ref-self.json": "schema.cycle", "ref-cycle.json": "schema.cycle",
		"exp-ref-18.json": "schema.cost", "exp-ref-30.json": "schema.cost", "exp-oneof-20.json": "schema.cost",
		"not-depth-400.json": "schema.cost",
		"keyword-typo.json":  "schema.lint", "format-unknown.json": "schema.lint", "dup-keys.json": "schema.lint",
		"type-typo.json": "schema.lint", "huge-exponent.json": "schema.lint",
		"pattern-lookahead.json": "schema.lint", "pattern-backref.json": "schema.lint",
		"pattern-redos.json": "", "format-date-2020.json": "", "uri-javascript.json": "",
		"open-everything.json": "", "closed-everything.json": "", "huge-number.json": "", "id-hijack-metaschema.json": "",
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(folder, name))
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			err = schema.Lint(name, data)
			if got := codeOf(err); got != want {
				t.Errorf("got code %q, want %q (%v)", got, want, err)
			}
			if took := time.Since(start); took > 30*time.Second { // it would never end
				t.Errorf("took %v", took)
			}
		})
	}
}

// hostile finds the folder of hostile schemas beside the checkout.
func hostile(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		folder := filepath.Join(dir, "..", "shared", "hostile", "schema")
		if _, err := os.Stat(folder); err == nil {
			return folder
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("no folder ../shared/hostile/schema beside the checkout")
		}
		dir = up
	}
}

func TestLoadRefuses(t *testing.T) {
	good := `{"x-class":"item","x-plural":"risks"}`
	tests := map[string]struct {
		header string
		texts  map[string]string
		want   string
	}{
		"no kinds":               {"", nil, "no schema in the form"},
		"no class":               {"", map[string]string{"risk": `{}`}, `no "x-class"`},
		"name of a folder":       {"", map[string]string{"Risk": good}, "cannot be the name of a kind"},
		"pseudo-kind":            {"", map[string]string{"requirement": good}, "cannot be the name of a kind"},
		"schema is true":         {"", map[string]string{"risk": `true`}, "is a mapping"},
		"plural taken":           {"", map[string]string{"risk": good, "rusk": good}, `"risks" is the plural of kind "risk" already`},
		"plural is a kind":       {"", map[string]string{"a": `{"x-class":"item"}`, "risk": `{"x-class":"item","x-plural":"a"}`}, "is the name of a kind"},
		"record is a list":       {"", map[string]string{"risk": `{"x-class":"item","type":"array"}`}, "a record is a mapping"},
		"inner kind unknown":     {"", map[string]string{"soa": `{"x-class":"document","properties":{"controls":{"x-records":"soa_control"}}}`}, "which $defs does not describe"},
		"inner kind twice":       {"", map[string]string{"a": `{"x-class":"document","properties":{"c":{"x-records":"x"}},"$defs":{"x":{}}}`, "b": `{"x-class":"document","properties":{"c":{"x-records":"x"}},"$defs":{"x":{}}}`}, "already"},
		"reference to a plural":  {"", map[string]string{"risk": `{"x-class":"item","x-plural":"risks","properties":{"of":{"type":"string","x-ref":"risks"}}}`}, `did you mean "risk"?`},
		"fault in a schema":      {"", map[string]string{"risk": `{"x-class":"item","requierd":[]}`}, "risk/schema.json"},
		"header without a class": {`{"document":{},"record":{}}`, map[string]string{"risk": good}, `no class "item"`},
		"header class unknown":   {`{"document":{},"record":{},"item":{},"items":{}}`, map[string]string{"risk": good}, `unknown class "items"`},
		"header with a fault":    {`{"document":{"properties":{"a":{"tipe":"x"}}},"record":{},"item":{}}`, map[string]string{"risk": good}, "header.json"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := schema.Load(kinds(tt.header, tt.texts))
			if err == nil {
				t.Fatal("got no error")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %q, want %q in it", err, tt.want)
			}
		})
	}
	if _, err := schema.Load(fstest.MapFS{}); err == nil {
		t.Error("a set without header.json loads")
	}
}

func TestKinds(t *testing.T) {
	set := load(t, map[string]string{
		"risk": `{"x-class":"item","x-plural":"risks","title":"Risk","description":"what may go wrong"}`,
		"soa": `{"x-class":"document","properties":{"controls":{"type":"array","x-records":"soa_control","items":{"$ref":"#/$defs/soa_control"}}},
			"$defs":{"soa_control":{"title":"entry","properties":{"how":{"type":"string"}}}}}`,
	})
	var names []string
	for _, k := range set.Kinds() {
		names = append(names, k.Name)
	}
	if got, want := strings.Join(names, " "), "register risk soa soa_control"; got != want {
		t.Errorf("kinds: got %q, want %q", got, want)
	}
	risk, ok := set.ByPlural("risks")
	if !ok || risk.Name != "risk" || risk.Class != schema.Item || risk.Title != "Risk" || risk.Inner {
		t.Errorf("risks: got %+v", risk)
	}
	inner, ok := set.Kind("soa_control")
	if !ok || !inner.Inner || inner.Within != "soa" || inner.Title != "entry" || strings.Join(inner.Lists, " ") != "controls" {
		t.Errorf("soa_control: got %+v", inner)
	}
	if _, ok := set.ByPlural("risk"); ok {
		t.Error(`"risk" is taken for a plural`)
	}
	if _, ok := set.Kind("risks"); ok {
		t.Error(`"risks" is taken for a kind`)
	}
}

func TestDigest(t *testing.T) {
	text := map[string]string{"risk": `{"x-class":"item"}`}
	first, again := load(t, text), load(t, text)
	if first.Digest() != again.Digest() {
		t.Error("equal schemas have different digests")
	}
	if got := first.Digest(); !strings.HasPrefix(got, "sha256:") || len(got) != len("sha256:")+64 {
		t.Errorf("got digest %q", got)
	}
	other := load(t, map[string]string{"risk": `{"x-class":"item","title":"Risk"}`})
	if first.Digest() == other.Digest() {
		t.Error("different schemas have one digest")
	}
}

// A value nested deeply must neither take long nor exhaust the stack where the
// schema is recursive.
func TestRecursiveSchema(t *testing.T) {
	set := load(t, map[string]string{
		"tree": `{"x-class":"item","properties":{"child":{"$ref":"#/$defs/branch"}},
			"$defs":{"branch":{"type":"object","properties":{"child":{"$ref":"#/$defs/branch"},"leaf":{"type":"string","x-ref":"tree"}}}}}`,
	})
	leaf := "R-1"
	for _, text := range []string{strings.Repeat("{child: ", 60) + "{leaf: " + leaf + "}" + strings.Repeat("}", 60), strings.Repeat("{child: ", 60) + "7" + strings.Repeat("}", 60)} {
		a := artifacts(t, "tree.yaml", "kind: tree\nid: t\nchild: "+text+"\n")[0]
		problems := set.Check(a)
		if broken := strings.Contains(text, "7"); broken != (len(problems) == 1) {
			t.Errorf("got %d problems: %v", len(problems), problems)
		}
		refs := set.References(set.Records(a)[0])
		if want := strings.Count(text, leaf); len(refs) != want {
			t.Errorf("got %d references, want %d", len(refs), want)
		}
	}
	if got := set.RuleSchemas()["tree"]; got == nil {
		t.Error("no schema for rules")
	}
}

// A pattern that other engines take exponential time for.
func TestPatternIsLinear(t *testing.T) {
	set := load(t, map[string]string{"risk": `{"x-class":"item","properties":{"x":{"type":"string","pattern":"^(a+)+$"}}}`})
	root := isms.Value{Type: isms.Map, Fields: []isms.Field{
		{Key: "id", Value: isms.Value{Type: isms.String, Text: "R-1"}},
		{Key: "x", Value: isms.Value{Type: isms.String, Text: strings.Repeat("a", 1<<20) + "!"}},
	}}
	start := time.Now()
	problems := set.Check(&isms.Artifact{Kind: "risk", Root: root})
	if len(problems) != 1 || len(problems[0].Message) > 4096 {
		t.Errorf("got %d problems", len(problems))
	}
	if took := time.Since(start); took > 30*time.Second { // it would never end
		t.Errorf("took %v", took)
	}
}
