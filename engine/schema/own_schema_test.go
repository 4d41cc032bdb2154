package schema_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ismsproof/engine/isms"
	"ismsproof/engine/schema"
)

// refused returns the faults of a schema as "file:line: code: reason", one a line.
func refused(t testing.TB, files map[string]string) string {
	t.Helper()
	_, err := load(t, map[string]string{"risk": `{"x-class":"item","x-plural":"risks"}`}).With([]schema.OwnKind{{Name: "own", Schema: "schemas/main.json"}}, folder(files))
	if err == nil {
		return ""
	}
	var b strings.Builder
	for _, e := range split(err) {
		if e.Kind != "own" {
			t.Errorf("%v: got kind %q, want own", e, e.Kind)
		}
		fmt.Fprintf(&b, "%s:%d: %s: %s\n", e.File, e.Line, e.Code, e.Reason)
	}
	return strings.TrimSpace(b.String())
}

// split takes joined errors apart.
func split(err error) []*schema.Error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*schema.Error
		for _, e := range joined.Unwrap() {
			all = append(all, split(e)...)
		}
		return all
	}
	var e *schema.Error
	if !errors.As(err, &e) {
		return []*schema.Error{{Kind: "own", Reason: "NOT AN *Error: " + err.Error()}}
	}
	return []*schema.Error{e}
}

// largePatterns is a schema of small patterns that are large together.
func largePatterns() string {
	var b strings.Builder
	b.WriteString(`{"properties": {"a": true`)
	for i := range 600 {
		fmt.Fprintf(&b, `, "p%d": {"pattern": "^a%d{900}$"}`, i, i)
	}
	return b.String() + "}}"
}

func TestOwnSchemasRefused(t *testing.T) {
	tests := map[string]struct {
		schema string // of schemas/main.json
		want   string // part of the first line
	}{
		"a list":               {`[1]`, `schemas/main.json:1: schema.lint: a schema is a mapping, true or false, not a list`},
		"no JSON":              {`{"type":`, `schemas/main.json:1: schema.read: `},
		"key twice":            {"{\n\"required\": [\"id\"],\n\"required\": []}", `schemas/main.json:3: schema.read: `},
		"invalid UTF-8":        {"{\"title\": \"\xff\"}", `schemas/main.json:1: schema.read: `},
		"unknown draft":        {"{\n\"$schema\": \"http://json-schema.org/draft-03/schema#\"}", `schemas/main.json:2: schema.ref: unknown draft "http://json-schema.org/draft-03/schema#"`},
		"draft of a host":      {`{"$schema": "http://127.0.0.1:9/meta.json"}`, `schemas/main.json:1: schema.ref: unknown draft "http://127.0.0.1:9/meta.json"`},
		"draft is no text":     {`{"$schema": 7}`, `unknown draft 7`},
		"draft inside":         {`{"properties": {"a": {"$id": "a.json", "$schema": "http://json-schema.org/draft-07/schema#"}}}`, `of the same draft, 2020-12, not "http://json-schema.org/draft-07/schema#"`},
		"vocabulary":           {`{"$vocabulary": {"https://example.org/v": true}}`, `unknown vocabulary "https://example.org/v"`},
		"misspelt keyword":     {"{\n\"properties\": {\n\"a\": {\n\"requierd\": [\"x\"]}}}", `schemas/main.json:4: schema.lint: unknown keyword "requierd"; did you mean "required"?`},
		"misspelt own keyword": {`{"x-reff": "risk"}`, `unknown keyword "x-reff"; did you mean "x-ref"?`},
		"core keyword":         {`{"$dynamicReference": "#a"}`, `unknown keyword "$dynamicReference"`},
		"misspelt format":      {`{"format": "dat"}`, `unknown format "dat"; did you mean "date"?`},
		"unknown type":         {`{"type": "strng"}`, `unknown type "strng"; did you mean "string"?`},
		"keyword of later":     {`{"$schema": "http://json-schema.org/draft-04/schema#", "const": 1}`, `"const" came with draft-06, so it would judge nothing here, where "$schema" says draft-04`},
		"keyword of earlier":   {`{"items": true, "additionalItems": false}`, `"additionalItems" went after 2019-09`},
		"list of items":        {`{"items": [true]}`, `a list of schemas is "prefixItems" in 2020-12`},
		"truth in draft-04":    {`{"$schema": "http://json-schema.org/draft-04/schema#", "properties": {"a": true}}`, `a schema of draft-04 is a mapping, not true`},
		"bound in draft-04":    {`{"$schema": "http://json-schema.org/draft-04/schema#", "exclusiveMinimum": 1}`, `"exclusiveMinimum" takes true or false in draft-04, not 1`},
		"no bound in draft-04": {`{"$schema": "http://json-schema.org/draft-04/schema#", "exclusiveMinimum": true}`, `"exclusiveMinimum" says how to read "minimum", which is missing`},
		"bound of draft-04":    {`{"minimum": 1, "exclusiveMinimum": true}`, `"exclusiveMinimum" takes a number, not true`},
		"required of draft-03": {"{\"properties\": {\"a\": {\n\"required\": true}}}", `main.json:2: schema.lint: "required" takes a list of texts since draft-04`},
		"draft-03":             {`{"extends": {}}`, `"extends" belongs to draft-03`},
		"empty allOf":          {`{"allOf": []}`, `"allOf" takes a list of at least one schema, not a list`},
		"schema is text":       {`{"properties": {"a": "string"}}`, `a schema is a mapping, true or false, not "string"`},
		"negative length":      {`{"minLength": -1}`, `"minLength" takes a whole number from 0, not -1`},
		"broken length":        {`{"minLength": 1.5}`, `"minLength" takes a whole number from 0, not 1.5`},
		"multiple of nothing":  {`{"multipleOf": 0}`, `"multipleOf" takes a number above 0, not 0`},
		"huge exponent":        {`{"maximum": 1e100000000}`, `schemas/main.json:1: schema.`},
		"huge constant":        {`{"const": 1e999999999}`, `schemas/main.json:1: schema.`},
		"huge value":           {`{"enum": [{"a": [1e400]}]}`, `schemas/main.json:1: schema.`},
		"many large patterns":  {largePatterns(), `schema.cost: the patterns of the schema become machines of more than 500000 states`},
		"look-ahead":           {"{\n\"pattern\": \"^(?!x)\"}", `main.json:2: schema.lint: "^(?!x)" is not a pattern of RE2`},
		"back-reference":       {`{"pattern": "^(a)\\1$"}`, `is not a pattern of RE2`},
		"pattern of names":     {`{"patternProperties": {"(": true}}`, `is not a pattern of RE2`},
		"pattern too long":     {`{"pattern": "` + strings.Repeat("a", 5000) + `"}`, `the pattern has 5000 bytes, more than 4000`},
		"pattern bomb":         {`{"pattern": "^((a{1,100}){1,10}b){1,1000}$"}`, `is not a pattern of RE2`},
		"pattern too large":    {`{"pattern": "^([a-z]([a-z]{1,900}[0-9]{1,900}){1}(x{900}y{900}z{900}))$"}`, `becomes a machine of more than 4000 states`},
		"bad id":               {`{"$id": ":"}`, `":" is no address`},
		"id with fragment":     {`{"$id": "a.json#b"}`, `an address has no fragment`},
		"id twice":             {"{\"$defs\": {\"a\": {\"$id\": \"x.json\"},\n\"b\": {\"$id\": \"x.json\"}}}", `main.json:2: schema.lint: the address "x.json" stands twice`},
		"anchor twice":         {"{\"$defs\": {\"a\": {\"$anchor\": \"x\"},\n\"b\": {\"$anchor\": \"x\"}}}", `main.json:2: schema.lint: the anchor "x" stands twice`},
		"x-ref nobody knows":   {"{\"properties\": {\"a\": {\"type\": \"string\",\n\"x-ref\": \"riks\"}}}", `main.json:2: schema.kind: an "x-ref" names the unknown kind "riks"; did you mean "risk"?`},
		"x-ref to a plural":    {`{"properties": {"a": {"x-ref": ["own", "risks"]}}}`, `unknown kind "risks"; did you mean "risk"?`},
		"x-records":            {"{\"properties\": {\"a\": {\n\"x-records\": \"part\"}}}", "main.json:2: schema.kind: \"x-records\" names the kind \"part\", which neither `kinds` nor the definitions"},

		"etc/passwd":           {"{\n\"$ref\": \"file:///etc/passwd\"}", `schemas/main.json:2: schema.ref: "file:///etc/passwd" leads out of the folder`},
		"absolute path":        {`{"$ref": "/etc/passwd"}`, `"/etc/passwd" leads out of the folder`},
		"way up":               {`{"$ref": "../secret.json"}`, `"../secret.json" leads out of the folder`},
		"long way up":          {`{"$ref": "../../../../../../etc/passwd"}`, `leads out of the folder`},
		"way up and down":      {`{"$ref": "../schemas2/main.json"}`, `leads out of the folder`},
		"escaped way up":       {`{"$ref": "%2e%2e/secret.json"}`, `leads out of the folder`},
		"escaped slash":        {`{"$ref": "..%2fsecret.json"}`, `leads out of the folder`},
		"escaped twice":        {`{"$ref": "%252e%252e/secret.json"}`, `leads out of the folder`},
		"backslash":            {`{"$ref": "..\\secret.json"}`, `is no reference`},
		"hidden":               {`{"$ref": ".git/config"}`, `".git/config" names a hidden file`},
		"http":                 {`{"$ref": "http://127.0.0.1:9/s.json"}`, `"http://127.0.0.1:9/s.json" leads out of the folder of the schema; a reference stays in its file or names a file beside it; nothing is fetched`},
		"http without scheme":  {`{"$ref": "//127.0.0.1:9/s.json"}`, `leads out of the folder`},
		"http by id":           {`{"$id": "http://127.0.0.1:9/a/root.json", "$ref": "../s.json"}`, `leads out of the folder`},
		"http by id, a file":   {`{"$id": "http://127.0.0.1:9/root.json", "$ref": "other.json"}`, `"other.json" cannot be read: no file "schemas/other.json"`},
		"file by id":           {`{"$id": "file:///etc/x.json", "$ref": "passwd"}`, `leads out of the folder`},
		"inside by id":         {`{"$defs": {"a": {"$id": "http://127.0.0.1:9/", "$ref": "x"}}, "$ref": "#/$defs/a"}`, `leads out of the folder`},
		"folder by id":         {`{"$id": "/", "$ref": "secret.json"}`, `leads out of the folder`},
		"up by id":             {`{"$id": "../x.json", "$ref": "secret.json"}`, `leads out of the folder`},
		"query":                {`{"$ref": "other.json?x"}`, `leads out of the folder`},
		"metaschema":           {`{"$ref": "http://json-schema.org/draft-07/schema#"}`, `nothing is fetched`},
		"no such file":         {`{"$ref": "other.json"}`, `schemas/main.json:1: schema.ref: "other.json" cannot be read: no file "schemas/other.json"`},
		"nowhere":              {"{\n\"$ref\": \"#/$defs/a/b\"}", `schemas/main.json:2: schema.ref: "#/$defs/a/b" leads nowhere: there is no "$defs"`},
		"no anchor":            {`{"$ref": "#a"}`, `"#a" leads nowhere: no anchor "a"`},
		"to no schema":         {`{"$ref": "#/title", "title": "x"}`, `a schema is a mapping, true or false, not "x"`},
		"itself":               {`{"$ref": "#"}`, `schemas/main.json:1: schema.cycle: `},
		"each other":           {`{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}`, `schema.cycle`},
		"by a dynamic anchor":  {`{"$dynamicAnchor": "a", "allOf": [{"$dynamicRef": "#a"}]}`, `schema.cycle`},
		"fault in another":     {`{"$ref": "broken.json"}`, `schemas/broken.json:2: schema.lint: unknown keyword "requierd"`},
		"another not readable": {`{"$ref": "torn.json"}`, `schemas/torn.json:2: schema.read: `},

		"doubling":          {`{"items": {"allOf": [{"$ref": "#"}, {"$ref": "#"}]}}`, `schema.cost: the schema refers to itself on more than one way`},
		"doubling of a key": {`{"properties": {"a": {"$ref": "#"}}, "allOf": [{"properties": {"a": {"$ref": "#"}}}]}`, `schema.cost: the schema refers to itself on more than one way`},
		"far too deep":      {strings.Repeat(`{"not":`, 80) + `{}` + strings.Repeat(`}`, 80), `schema.cost: more than`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := refused(t, map[string]string{
				"schemas/main.json": tt.schema, "schemas/broken.json": "{\n\"requierd\": []}", "schemas/torn.json": "{\n\"a\" 1}",
				"secret.json": `{}`, "schemas2/main.json": `{}`, "etc/passwd": `{}`, "schemas/.git/config": `{}`, "s.json": `{}`,
			})
			if !strings.Contains(got, tt.want) {
				t.Errorf("got:\n%s\nwant %q in it", got, tt.want)
			}
		})
	}
}

// What only looks dangerous, and what published schemas really hold, is taken.
func TestOwnSchemasTaken(t *testing.T) {
	tests := map[string]string{
		"true":                   `{"type": "object", "properties": {"a": true}}`,
		"byte order mark":        "\ufeff{}",
		"foreign annotations":    `{"tsType": "X", "javaType": "y", "note": "z", "enumNames": ["a"], "x-internal": 1, "nullable": true, "errorMessage": {"a": "b"}}`,
		"foreign formats":        `{"properties": {"a": {"format": "int32"}, "b": {"format": "uri-template"}, "c": {"format": "something entirely else"}}}`,
		"id of another draft":    `{"$schema": "http://json-schema.org/draft-07/schema#", "id": "x", "properties": {"id": {"type": "string"}}}`,
		"slash in a pattern":     `{"pattern": "^a\\/\\u00e4\\-b$"}`,
		"linear pattern":         `{"pattern": "^(a+)+$"}`,
		"file beside":            `{"$ref": "other.json#/definitions/x"}`,
		"file below":             `{"$ref": "sub/../sub/deep.json"}`,
		"file by its address":    `{"$id": "https://example.org/s/main.json", "$ref": "https://example.org/s/other.json#/definitions/x"}`,
		"file without ending":    `{"$id": "https://example.org/s/main", "$ref": "https://example.org/s/other#/definitions/x"}`,
		"file by its folder":     `{"$ref": "./other.json#/definitions/x"}`,
		"unused and misspelt":    `{"definitions": {"a": {"pattern": "^(?!x)"}}}`,
		"enum with id inside":    `{"enum": [{"$id": "x"}, {"$id": "x"}]}`,
		"expressions":            `{"$ref": "#/definitions/e", "definitions": {"e": {"oneOf": [{"type": "string"}, {"type": "object", "required": ["and"], "properties": {"and": {"items": {"$ref": "#/definitions/e"}}}}, {"type": "object", "required": ["or"], "properties": {"or": {"items": {"$ref": "#/definitions/e"}}}}]}}}`,
		"container of its own":   `{"$ref": "#/components/x", "components": {"x": {"type": "object"}}}`,
		"draft without its #":    `{"$schema": "https://json-schema.org/draft-07/schema", "definitions": {}}`,
		"known vocabulary":       `{"$vocabulary": {"https://json-schema.org/draft/2020-12/vocab/core": true, "https://example.org/v": false}}`,
		"lengths written as 2.0": `{"minLength": 2.0}`,
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			set := with(t, map[string]string{"schemas/main.json": text, "schemas/other.json": `{"definitions": {"x": {"type": "object"}}}`, "schemas/sub/deep.json": `{"$ref": "more.json"}`, "schemas/sub/more.json": `{"$ref": "../other.json#/definitions/x"}`},
				schema.OwnKind{Name: "own", Schema: "schemas/main.json"})
			if _, known := set.Kind("own"); !known {
				t.Error("no kind")
			}
		})
	}
}

// Schemas that grow exponentially are refused before anything follows them.
func TestOwnSchemaBounds(t *testing.T) {
	pairs := func(levels int, keyword, wrap string) string {
		defs := []string{`"d0": {"type": "string"}`}
		for i := 1; i <= levels; i++ {
			ref := fmt.Sprintf(`{"$ref": "#/$defs/d%d"}`, i-1)
			if wrap != "" {
				ref = `{"` + wrap + `": ` + ref + `}`
			}
			defs = append(defs, fmt.Sprintf(`"d%d": {"%s": [%s, %s]}`, i, keyword, ref, ref))
		}
		return fmt.Sprintf(`{"$defs": {%s}, "$ref": "#/$defs/d%d"}`, strings.Join(defs, ","), levels)
	}
	var wide strings.Builder
	wide.WriteString(`{"properties": {`)
	for i := range 41_000 {
		fmt.Fprintf(&wide, `"p%d": {},`, i)
	}
	tests := map[string]string{
		"allOf pairs 18": pairs(18, "allOf", ""), "allOf pairs 30": pairs(30, "allOf", ""), "oneOf pairs 60": pairs(60, "oneOf", ""),
		"pairs through items": pairs(30, "anyOf", "items"), "too many": strings.TrimSuffix(wide.String(), ",") + "}}",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			if got := refused(t, map[string]string{"schemas/main.json": text}); !strings.Contains(got, "schema.cost") {
				t.Errorf("got %q, want schema.cost", got)
			}
			if took := time.Since(start); took > time.Minute { // it would never end
				t.Errorf("took %v", took)
			}
		})
	}
}

// The hostile schemas are refused, or harmless.
func TestOwnHostileSchemas(t *testing.T) {
	dir := hostile(t)
	harmless := []string{"pattern-redos.json", "format-date-2020.json", "uri-javascript.json", "open-everything.json", "closed-everything.json", "huge-number.json", "id-hijack-metaschema.json"}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		t.Run(entry.Name(), func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
			if err != nil {
				t.Fatal(err)
			}
			got := refused(t, map[string]string{"schemas/main.json": string(text), "etc/passwd": `{}`})
			if name := entry.Name(); (got == "") != slices.Contains(harmless, name) && name != "open-everything.json" && name != "closed-everything.json" {
				t.Errorf("got %q", got)
			}
			if strings.Contains(got, "root:") || strings.Contains(got, "NOT AN") {
				t.Errorf("got %q", got)
			}
		})
	}
}

// A value for which alternatives inside alternatives double the work is not judged,
// and nobody is accused.
func TestOwnValueThatTakesTooLong(t *testing.T) {
	set := with(t, map[string]string{"s.json": `{"type": "object", "properties": {"e": {"$ref": "#/definitions/e"}}, "definitions": {"e": {"anyOf": [
		{"required": ["x"], "properties": {"c": {"$ref": "#/definitions/e"}}}, {"required": ["y"], "properties": {"c": {"$ref": "#/definitions/e"}}}, {"type": "string"}]}}}`},
		schema.OwnKind{Name: "own", Schema: "s.json"})
	deep := func(levels int) *isms.Artifact {
		return bound(t, "own", "f.yaml", "id: a\ne: "+strings.Repeat("{y: 1, c: ", levels)+"x"+strings.Repeat("}", levels)+"\n")[0]
	}
	start := time.Now()
	if got := set.Check(deep(8)); len(got) != 0 {
		t.Errorf("8 levels: %s", placed(got))
	}
	got := set.Check(deep(60))
	if len(got) != 1 || !got[0].Fatal || got[0].Code != "schema.cost" {
		t.Errorf("60 levels: %s", placed(got))
	}
	if took := time.Since(start); took > time.Minute { // it would never end
		t.Errorf("took %v", took)
	}
}

func TestOwnSchemaDigest(t *testing.T) {
	digest := func(main, other string) string {
		return with(t, map[string]string{"main.json": main, "other.json": other}, schema.OwnKind{Name: "own", Schema: "main.json"}).Digest()
	}
	seen := map[string]string{}
	for name, files := range map[string][2]string{
		"first": {`{"$ref": "other.json"}`, `{}`}, "other": {`{"$ref": "other.json"}`, `{"type": "object"}`}, "main": {`{"$ref": "other.json", "required": ["a"]}`, `{}`},
		"number": {`{"$ref": "other.json"}`, `{"minProperties": 1}`}, "text": {`{"$ref": "other.json"}`, `{"title": "1"}`},
	} {
		d := digest(files[0], files[1])
		if twin, taken := seen[d]; taken {
			t.Errorf("%s and %s have one digest", name, twin)
		}
		seen[d] = name
	}
	if digest(`{"$ref": "other.json"}`, `{}`) != digest("{\n  \"$ref\": \"other.json\"\n}", `{}`) {
		t.Error("spaces change the digest")
	}
}
