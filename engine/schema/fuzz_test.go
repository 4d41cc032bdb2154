package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"ismsproof/engine/isms"
)

// FuzzLint holds three promises: reading the usual way and reading with an eye on
// faults agree, no schema makes anything panic, and of a schema that passes the
// linter the quick judgement and the library think alike.
func FuzzLint(f *testing.F) {
	for _, s := range []string{everyKeyword, `{"$ref":"#"}`, `{"a":1,"a":2}`, `{"items":{"$ref":"#"}}`, `{"maximum":1e999}`, `[[[]]]`,
		`{"anyOf":[{"type":"string"},{"$ref":"#/$defs/a"}],"$defs":{"a":{"enum":[1,"a"]}}}`, `{"properties":{"a\u0022:":false}}`,
		`{"x-class":"item","properties":{"a":{"not":{"required":["b"]}}},"unevaluatedProperties":false}`, `true`, `{} {}`, `{"$ref":"#/properties/a%20b"}`} {
		f.Add([]byte(s))
	}
	text := func(s string) isms.Value { return isms.Value{Type: isms.String, Text: s} }
	record := isms.Value{Type: isms.Map, Fields: []isms.Field{
		{Key: "id", Value: text("a")}, {Key: "a", Value: isms.Value{Type: isms.List, Items: []isms.Value{text("b"), {Type: isms.Number, Text: "1.5"}, {}}}},
		{Key: "b", Value: isms.Value{Type: isms.Map, Fields: []isms.Field{{Key: "a", Value: text("")}}}}, {Key: "x-y", Value: isms.Value{Type: isms.Bool, Text: "true"}},
	}}
	f.Fuzz(func(t *testing.T, data []byte) {
		slow := parser{file: "f", dec: json.NewDecoder(bytes.NewReader(data))}
		slow.dec.UseNumber()
		if v, ok := parseClean(data); ok {
			w, err := slow.value("", 0)
			if err != nil || !reflect.DeepEqual(v, w) {
				t.Fatalf("read the usual way %v, with care %v (%v)", v, w, err)
			}
		}
		if Lint("f", data) != nil {
			return
		}
		set, err := Load(fstest.MapFS{
			"header.json":     {Data: []byte(`{"document":{},"record":{},"item":{}}`)},
			"all/schema.json": {Data: data},
		})
		if err != nil {
			return
		}
		k, _ := set.Kind("all")
		compiled, err := k.compiled()
		if err != nil {
			return // the engine reports it; what counts is that nothing panics
		}
		a := &isms.Artifact{Kind: "all", Root: record}
		quick, err := k.node().judge(&a.Root), validate(compiled, &a.Root)
		var invalid *jsonschema.ValidationError
		if err != nil && !errors.As(err, &invalid) {
			return
		}
		if quick == yes && err != nil || quick == no && err == nil {
			t.Fatalf("quick judgement %d, library %v", quick, err)
		}
		if problems := set.Check(a); (len(problems) == 0) != (err == nil) {
			t.Fatalf("%d problems, library %v", len(problems), err)
		}
		for _, r := range set.Records(a) {
			set.References(r)
		}
		set.RuleSchemas()
		if _, err := set.Published("all"); err != nil {
			t.Fatal(err)
		}
	})
}
