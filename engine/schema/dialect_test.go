package schema

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
)

// published are schemas as organizations publish them, in all drafts: the files of a
// folder, main.json first, and a record that fits. What the library says by the draft
// itself, what it says by our translation, and what the quick judgement says, must be
// one, for the record and for thousands of others made of it.
var published = map[string]struct {
	files map[string]string
	fits  string
}{
	"04 component": {map[string]string{"main.json": `{
		"$schema": "http://json-schema.org/draft-04/schema#", "id": "http://example.org/component.json",
		"type": "object", "required": ["name", "schema_version"], "additionalProperties": false,
		"properties": {
			"name": {"type": "string", "minLength": 1}, "key": {"$ref": "#/definitions/key", "minLength": 99},
			"schema_version": {"enum": ["3.0.0", "3.1.0"]}, "maturity": {"type": "number", "minimum": 0, "exclusiveMinimum": true, "maximum": 5, "exclusiveMaximum": false},
			"satisfies": {"type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": true, "items": {"$ref": "#/definitions/satisfies"}},
			"pair": {"type": "array", "items": [{"type": "string"}, {"type": "integer"}], "additionalItems": false},
			"open_pair": {"type": "array", "items": [{"type": "string"}], "additionalItems": {"type": "integer"}},
			"loose": {"additionalItems": false, "type": ["array", "null"]},
			"parts": {"type": "object", "patternProperties": {"^[a-z]\\/": {"type": "string"}}, "additionalProperties": {"$ref": "#/definitions/key"}}
		},
		"dependencies": {"maturity": ["key"], "pair": {"required": ["satisfies"]}},
		"definitions": {
			"key": {"type": "string", "pattern": "^[A-Z]{2}-\\d+$"},
			"satisfies": {"type": "object", "required": ["control_key"], "properties": {
				"control_key": {"$ref": "#/definitions/key"}, "narrative": {"type": "array", "items": {"type": "object", "properties": {"text": {"type": "string"}}}},
				"implementation_statuses": {"type": "array", "items": {"enum": ["partial", "complete", "planned", "none"]}}}}
		}}`},
		`{"name": "a", "schema_version": "3.0.0", "key": "AC-2", "maturity": 3, "satisfies": [{"control_key": "AC-2", "narrative": [{"text": "x"}]}], "pair": ["a", 1], "open_pair": ["a", 1, 2], "loose": [1], "parts": {"a/": "x", "b": "AC-1"}}`},
	"06 catalogue": {map[string]string{"main.json": `{
		"$schema": "http://json-schema.org/draft-06/schema#", "$id": "https://example.org/schemas/main.json",
		"type": "object", "required": ["id", "controls"],
		"properties": {"id": {"type": "string"}, "kind": {"const": "catalogue"}, "controls": {"type": "array", "items": {"$ref": "control.json"}, "contains": {"required": ["core"]}},
			"weights": {"propertyNames": {"pattern": "^[a-z]+$"}, "additionalProperties": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}},
			"never": false, "any": true}}`,
		"control.json": `{"$id": "https://example.org/schemas/control.json", "type": "object", "required": ["id"], "properties": {
			"id": {"$ref": "common.json#/definitions/uid"}, "core": {"type": "boolean"}, "parts": {"type": "array", "items": {"$ref": "#"}}}, "additionalProperties": false}`,
		"common.json": `{"definitions": {"uid": {"type": "string", "pattern": "^[a-z0-9.-]+$", "maxLength": 8}}}`},
		`{"id": "x", "kind": "catalogue", "controls": [{"id": "a.1", "core": true, "parts": [{"id": "a.1.1"}]}, {"id": "b"}], "weights": {"a": 0.5}, "any": [1]}`},
	"07 policy": {map[string]string{"main.json": `{
		"$schema": "http://json-schema.org/draft-07/schema#", "title": "Policy", "$comment": "conditions",
		"type": "object", "required": ["id", "status"], "additionalProperties": false,
		"properties": {"id": {"$ref": "#id_form"}, "status": {"type": "string", "enum": ["draft", "active", "retired"]}, "review_date": {"type": "string", "format": "date"},
			"owner": {"oneOf": [{"type": "string", "format": "email"}, {"type": "object", "required": ["team"], "properties": {"team": {"type": "string"}}}]},
			"levels": {"type": "array", "items": {"type": "integer", "multipleOf": 5}}, "x-extra": {"not": {"type": "string"}}},
		"if": {"properties": {"status": {"const": "active"}}}, "then": {"required": ["review_date"]}, "else": {"required": ["owner"]},
		"dependencies": {"levels": ["owner"]},
		"definitions": {"id": {"$id": "#id_form", "type": "string", "pattern": "^P\u002d[0-9]{1,4}$"}}}`},
		`{"id": "P-12", "status": "active", "review_date": "2026-05-01", "owner": {"team": "sec"}, "levels": [5, 10], "x-extra": 1}`},
	"07 conditions": {map[string]string{"main.json": `{
		"$schema": "http://json-schema.org/draft-07/schema", "type": "object", "required": ["type"],
		"properties": {"type": {"enum": ["group", "control"]}, "members": {"type": "array"}, "title": {"type": "string"}},
		"allOf": [
			{"if": {"properties": {"type": {"const": "group"}}}, "then": {"required": ["members"], "properties": {"members": {"items": {"$ref": "#"}}}}},
			{"if": {"properties": {"type": {"const": "control"}}}, "then": {"required": ["title"], "properties": {"members": false}}}],
		"anyOf": [{"required": ["title"]}, {"required": ["members"]}]}`},
		`{"type": "group", "members": [{"type": "control", "title": "x"}, {"type": "group", "members": []}]}`},
	"2019 tree": {map[string]string{"main.json": `{
		"$schema": "https://json-schema.org/draft/2019-09/schema", "$id": "https://example.org/strict", "$recursiveAnchor": true,
		"$ref": "tree.json", "unevaluatedProperties": false}`,
		"tree.json": `{"$schema": "https://json-schema.org/draft/2019-09/schema", "$id": "https://example.org/tree.json", "$recursiveAnchor": true, "type": "object",
			"properties": {"name": {"type": "string"}, "children": {"type": "array", "items": {"$recursiveRef": "#"}}}}`},
		`{"name": "a", "children": [{"name": "b", "children": [{"name": "c"}]}]}`},
	"2019 lists": {map[string]string{"main.json": `{
		"$schema": "https://json-schema.org/draft/2019-09/schema", "type": "object",
		"properties": {
			"l": {"type": "array", "items": [{"type": "string"}], "contains": {"type": "integer", "minimum": 2}, "minContains": 1, "maxContains": 2, "unevaluatedItems": {"type": "integer"}},
			"m": {"$anchor": "m", "type": "object", "properties": {"a": {"type": "string"}}, "dependentSchemas": {"a": {"properties": {"b": {"type": "integer"}}}}, "unevaluatedProperties": false},
			"n": {"$ref": "#m", "required": ["a"]},
			"o": {"$ref": "#/$defs/o", "minProperties": 1, "dependentRequired": {"a": ["b"]}}},
		"$defs": {"o": {"type": "object", "additionalProperties": {"type": ["string", "integer"]}, "maxProperties": 3}}}`},
		`{"l": ["a", 2, 3], "m": {"a": "x", "b": 1}, "n": {"a": "y"}, "o": {"a": "1", "b": 2}}`},
	"2020 tree": {map[string]string{"main.json": `{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://example.org/strict-tree", "$dynamicAnchor": "node",
		"$ref": "tree.json", "unevaluatedProperties": false}`,
		"tree.json": `{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://example.org/tree.json", "$dynamicAnchor": "node", "type": "object",
			"properties": {"data": {"type": ["string", "integer"]}, "children": {"type": "array", "items": {"$dynamicRef": "#node"}}}}`},
		`{"data": "a", "children": [{"data": 1, "children": [{"data": "c"}]}]}`},
	"2020 mixed": {map[string]string{"main.json": `{
		"$id": "https://example.org/main.json", "type": "object", "required": ["id"],
		"properties": {"id": {"type": "string", "format": "uuid"}, "row": {"prefixItems": [{"type": "string"}, {"enum": [1, 2, 3]}], "items": {"type": "boolean"}},
			"set": {"type": "array", "uniqueItems": true, "contains": {"type": "string"}}, "address": {"$ref": "/inner.json"}, "number": {"$ref": "inner.json#/$defs/n"},
			"c": {"allOf": [{"properties": {"a": true}}, {"properties": {"b": {"type": "null"}}}], "unevaluatedProperties": false}},
		"$defs": {"inner": {"$id": "/inner.json", "type": "object", "properties": {"city": {"$ref": "#/$defs/t"}}, "$defs": {"t": {"type": "string", "minLength": 2}, "n": {"type": "number", "maximum": 9.5}}}}}`},
		`{"id": "0d9b3c5e-7c4b-4c1e-8a3e-1f2a3b4c5d6e", "row": ["a", 2, true], "set": ["a", 1, {"x": [1]}], "address": {"city": "Bonn"}, "number": 9.5, "c": {"a": 1, "b": null}}`},
	"2020 two ways into a tree": {map[string]string{"main.json": `{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://example.org/main.json", "type": "object",
		"properties": {"open": {"$ref": "list.json"}, "texts": {"$ref": "texts.json"}}}`,
		"list.json":  `{"$id": "https://example.org/list.json", "type": "array", "items": {"$dynamicRef": "#item"}, "$defs": {"any": {"$dynamicAnchor": "item"}}}`,
		"texts.json": `{"$id": "https://example.org/texts.json", "$ref": "list.json", "$defs": {"text": {"$dynamicAnchor": "item", "type": "string"}}}`},
		`{"open": [1, "a"], "texts": ["a"]}`},
}

func TestDraftsMeanWhatTheySay(t *testing.T) {
	for name, tt := range published {
		t.Run(name, func(t *testing.T) {
			set, err := oneKind(tt.files)
			if err != nil {
				t.Fatal(err)
			}
			k, _ := set.Kind("own")
			ours, err := k.compiled()
			if err != nil {
				t.Fatal(err)
			}
			theirs := original(t, tt.files)
			fits := parsed(t, "v.json", tt.fits)
			rnd := rand.New(rand.NewPCG(7, 7))
			count := map[bool]int{}
			for i := range 2_000 {
				v := fits
				for range min(i, rnd.IntN(3)+1) {
					v = mutate(rnd, v)
				}
				byThem, byUs, quick := validate(theirs, &v), validate(ours, &v), k.node().judge(&v)
				count[byThem == nil]++
				if i == 0 && byThem != nil {
					t.Fatalf("the record that should fit does not: %v", byThem)
				}
				if (byThem == nil) != (byUs == nil) {
					t.Fatalf("%v:\nby the draft: %v\ntranslated: %v", v.Plain(), byThem, byUs)
				}
				if quick == yes && byUs != nil || quick == no && byUs == nil {
					t.Fatalf("%v: quick judgement %d, library %v", v.Plain(), quick, byUs)
				}
				told := set.Check(&isms.Artifact{Entry: isms.Entry{Path: "v.json"}, Kind: "own", Root: v})
				if told = slices.DeleteFunc(told, func(p isms.Problem) bool { return p.Code == "id.missing" || p.Code == "id.lossy" }); v.Type == isms.Map && (len(told) == 0) != (byThem == nil) {
					t.Fatalf("%v: told %v, library %v", v.Plain(), told, byThem)
				}
			}
			if count[true] < 100 || count[false] < 100 {
				t.Errorf("%d valid and %d invalid values show little", count[true], count[false])
			}
		})
	}
}

// oneKind makes a set of the kind "own" by the schema in main.json.
func oneKind(files map[string]string) (*Set, error) {
	base, err := Load(fstest.MapFS{
		"header.json":      {Data: []byte(`{"document":{},"record":{},"item":{}}`)},
		"note/schema.json": {Data: []byte(`{"x-class":"item"}`)},
	})
	if err != nil {
		return nil, err
	}
	return base.With([]OwnKind{{Name: "own", Schema: "main.json", ID: []string{AtPath}}}, func(name string) (isms.Value, error) {
		text, ok := files[name]
		if !ok {
			return isms.Value{}, errors.New("no such file")
		}
		limits := document.DefaultLimits
		limits.Depth = 512
		file := document.Parse(name, []byte(text), limits)
		if len(file.Problems) > 0 || len(file.Documents) != 1 {
			return isms.Value{}, fmt.Errorf("%v", file.Problems)
		}
		return file.Documents[0], nil
	})
}

// original compiles the schema as it was written, by the library alone.
func original(t *testing.T, files map[string]string) *jsonschema.Schema {
	t.Helper()
	main := parsed(t, "main.json", files["main.json"])
	c := jsonschema.NewCompiler()
	c.AssertFormat = true
	c.LoadURL = func(url string) (io.ReadCloser, error) {
		if text, ok := files[path.Base(url)]; ok {
			return io.NopCloser(strings.NewReader(text)), nil
		}
		return nil, errors.New("no such file")
	}
	url := "mem:///main.json"
	for _, key := range []string{"id", "$id"} {
		if id := main.Str(key); id != "" {
			url = id
		}
	}
	if err := c.AddResource(url, strings.NewReader(files["main.json"])); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(url)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func parsed(t testing.TB, name, text string) isms.Value {
	t.Helper()
	file := document.Parse(name, []byte(text), document.DefaultLimits)
	if len(file.Problems) > 0 || len(file.Documents) != 1 {
		t.Fatalf("%s: %v", name, file.Problems)
	}
	return file.Documents[0]
}

// mutate returns v with one change somewhere inside.
func mutate(rnd *rand.Rand, v isms.Value) isms.Value {
	switch {
	case v.Type == isms.Map && len(v.Fields) > 0 && rnd.IntN(5) > 0:
		v.Fields = slices.Clone(v.Fields)
		i := rnd.IntN(len(v.Fields))
		switch rnd.IntN(5) {
		case 0:
			v.Fields = slices.Delete(v.Fields, i, i+1)
		case 1:
			name := []string{"a", "b", "extra", "x-y", "id", "title", v.Fields[i].Key + "s"}[rnd.IntN(7)]
			if v.Field(name) == nil {
				v.Fields = append(v.Fields, isms.Field{Key: name, Value: randomValue(rnd, 2)})
			}
		default:
			v.Fields[i].Value = mutate(rnd, v.Fields[i].Value)
		}
		return v
	case v.Type == isms.List && len(v.Items) > 0 && rnd.IntN(5) > 0:
		v.Items = slices.Clone(v.Items)
		i := rnd.IntN(len(v.Items))
		switch rnd.IntN(4) {
		case 0:
			v.Items = slices.Delete(v.Items, i, i+1)
		case 1:
			v.Items = append(v.Items, v.Items[i])
		default:
			v.Items[i] = mutate(rnd, v.Items[i])
		}
		return v
	case v.Type == isms.Map && rnd.IntN(3) > 0 || v.Type == isms.List && rnd.IntN(3) > 0:
		return v
	case v.Type == isms.String && rnd.IntN(2) == 0:
		v.Text = []string{"", v.Text + "x", "a", "group", "control", "active", "draft", "AC-7", "2026-02-30"}[rnd.IntN(9)]
		return v
	}
	return randomValue(rnd, 2)
}

// Every keyword of every draft is met by the schemas of the test.
func TestDraftsAreCovered(t *testing.T) {
	var all strings.Builder
	for _, tt := range published {
		for _, name := range slices.Sorted(maps.Keys(tt.files)) {
			all.WriteString(tt.files[name])
		}
	}
	for key, w := range words {
		if w.shape == note || strings.HasPrefix(key, "x-") {
			continue
		}
		if !strings.Contains(all.String(), `"`+key+`"`) {
			t.Errorf("no schema of the test has the keyword %q", key)
		}
	}
}
