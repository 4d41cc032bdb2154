package schema_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/document"
	"ismsproof/engine/schema"
)

// Annotations mean in a schema of any draft what they mean in ours.
func TestOwnAnnotations(t *testing.T) {
	const body = `"type": "object", "properties": {
		"id": {"type": "string"}, "owner": {"$ref": "#/DEFS/owner"}, "evidence": {"type": "string", "x-path": true}, "risks": {"type": "array", "items": {"type": "string", "x-ref": "risk"}},
		"parts": {"type": "array", "x-records": "part", "items": {"$ref": "#/DEFS/part"}},
		"items": {"type": "object", "additionalProperties": {"type": "object", "properties": {"of": {"type": "string", "x-ref": "own"}}}}},
		"DEFS": {"owner": {"type": "string", "x-ref": ["role", "person"]}, "part": {"type": "object", "title": "Part", "properties": {"id": {"type": "string"}, "next": {"type": "string", "x-ref": "part"}}}}`
	drafts := map[string]string{
		"04":   `{"$schema": "http://json-schema.org/draft-04/schema#", ` + strings.ReplaceAll(body, "DEFS", "definitions") + `}`,
		"06":   `{"$schema": "http://json-schema.org/draft-06/schema#", ` + strings.ReplaceAll(body, "DEFS", "definitions") + `}`,
		"07":   `{"$schema": "http://json-schema.org/draft-07/schema#", ` + strings.ReplaceAll(body, "DEFS", "definitions") + `}`,
		"2019": `{"$schema": "https://json-schema.org/draft/2019-09/schema", ` + strings.ReplaceAll(body, "DEFS", "$defs") + `}`,
		"2020": `{` + strings.ReplaceAll(body, "DEFS", "$defs") + `}`,
	}
	for _, draft := range slices.Sorted(maps.Keys(drafts)) {
		t.Run(draft, func(t *testing.T) {
			base := load(t, map[string]string{"risk": `{"x-class":"item","x-plural":"risks"}`, "role": `{"x-class":"item"}`, "person": `{"x-class":"item"}`})
			set, err := base.With([]schema.OwnKind{{Name: "own", Schema: "s.json", Items: map[string]string{"items": "thing"}}, {Name: "thing"}}, folder(map[string]string{"s.json": drafts[draft]}))
			if err != nil {
				t.Fatal(err)
			}
			a := bound(t, "own", "f.yaml", "id: a\nowner: boss\nevidence: x/y.pdf\nrisks: [R-1, R-2]\nparts:\n- {id: p, next: q}\n- {next: p}\nitems:\n  t1: {of: a}\n")[0]
			if got := placed(set.Check(a)); got != `7: id.missing: part has no "id", which is its id` {
				t.Errorf("problems: %s", got)
			}
			records := set.Records(a)
			if diff := cmp.Diff("own/a \npart/p /parts/0 <own/a\nthing/t1 /items/t1 <own/a", listed(records)); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
			var got []string
			for _, r := range records {
				for _, ref := range set.References(r) {
					got = append(got, fmt.Sprintf("%s %s -> %v %s", r.Key(), ref.Field, ref.Kinds, ref.ID))
				}
				for _, ref := range set.Paths(r) {
					got = append(got, fmt.Sprintf("%s %s -> file %s", r.Key(), ref.Field, ref.ID))
				}
			}
			want := []string{"own/a owner -> [role person] boss", "own/a risks -> [risk] R-1", "own/a risks -> [risk] R-2", "own/a items.t1.of -> [own] a", "own/a evidence -> file x/y.pdf", "part/p next -> [part] q"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("references (-want +got):\n%s", diff)
			}
			if got := strings.Join(set.MayRefer("own"), " "); got != "own person risk role" {
				t.Errorf("MayRefer: %q", got)
			}
			if got := strings.Join(set.Holds("own"), " "); got != "part thing" {
				t.Errorf("Holds: %q", got)
			}
			if k, _ := set.Kind("part"); k == nil || !k.Inner || k.Within != "own" || k.Title != "Part" {
				t.Errorf("part: %+v", k)
			}
		})
	}
}

// A record inside another one with a schema of its own has its own references, and is
// not judged twice.
func TestOwnInnerSchema(t *testing.T) {
	files := map[string]string{
		"all.json": `{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "properties": {"controls": {"items": {"$ref": "#/definitions/control"}}},
			"definitions": {"control": {"type": "object", "properties": {"id": {"type": "string"}, "risk": {"type": "string", "x-ref": "risk"}, "level": {"enum": ["low", "high"]}}, "additionalProperties": false}}}`}
	set := with(t, files, schema.OwnKind{Name: "policy", Schema: "all.json", Items: map[string]string{"controls": "control"}}, schema.OwnKind{Name: "control", Schema: "all.json#/definitions/control"})
	a := bound(t, "policy", "f.yaml", "id: p\ncontrols:\n- id: c\n  risk: R-1\n  level: hihg\n  colour: red\n")[0]
	if diff := cmp.Diff(`5: schema.enum: "hihg" is not one of "low", "high"; did you mean "high"?
6: schema.unknown-key: unknown key "colour" in "controls" of policy`, placed(set.Check(a))); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	var got []string
	for _, r := range set.Records(a) {
		for _, ref := range set.References(r) {
			got = append(got, r.Key().String()+" "+ref.Field)
		}
	}
	if diff := cmp.Diff([]string{"control/c risk"}, got); diff != "" {
		t.Errorf("references (-want +got):\n%s", diff)
	}
}

// The text of a schema may be YAML.
func TestOwnSchemaInYAML(t *testing.T) {
	set := with(t, map[string]string{"s.yaml": "type: object\nproperties:\n  n: &n {type: integer}\n  m: *n\n"}, schema.OwnKind{Name: "own", Schema: "s.yaml"})
	if got := placed(set.Check(bound(t, "own", "f.yaml", "id: a\nm: x\n")[0])); got != `2: schema.type: "x" is text here, but "m" takes a whole number` {
		t.Errorf("got %s", got)
	}
	_, err := load(t, map[string]string{"risk": `{"x-class":"item"}`}).With([]schema.OwnKind{{Name: "own", Schema: "s.yaml"}}, folder(map[string]string{"s.yaml": "type: object\nproperties:\n  n:\n    typ: integer\n"}))
	if err == nil || !strings.Contains(err.Error(), `schema s.yaml:4: unknown keyword "typ"; did you mean "type"?`) {
		t.Errorf("got %v", err)
	}
	if document.Readable("s.yaml") != true {
		t.Error("not readable")
	}
}

// What a schema says about records that no other schema describes counts as said about
// the record around them, and what a definition says as said about them.
func TestOwnReferencesOfBareKinds(t *testing.T) {
	tests := map[string]struct {
		schema string
		kinds  []schema.OwnKind
		want   string
	}{
		"items": {`{"properties": {"parts": {"items": {"properties": {"risk": {"x-ref": "risk"}}}}}}`,
			[]schema.OwnKind{{Name: "own", Schema: "s.json", Items: map[string]string{"parts": "part"}}, {Name: "part"}}, "own/a parts.risk"},
		"x-records without a definition": {`{"properties": {"parts": {"x-records": "part", "items": {"properties": {"risk": {"x-ref": "risk"}}}}}}`,
			[]schema.OwnKind{{Name: "own", Schema: "s.json"}, {Name: "part"}}, "own/a parts.risk"},
		"x-records with a definition": {`{"properties": {"parts": {"x-records": "part", "items": {"$ref": "#/$defs/part"}}}, "$defs": {"part": {"properties": {"risk": {"x-ref": "risk"}}}}}`,
			[]schema.OwnKind{{Name: "own", Schema: "s.json"}, {Name: "part"}}, "part/p risk"},
		"dependent": {`{"dependentSchemas": {"id": {"properties": {"parts": {"items": {"properties": {"risk": {"x-ref": "risk"}}}}}}}}`,
			[]schema.OwnKind{{Name: "own", Schema: "s.json"}}, "own/a parts.risk"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			set := with(t, map[string]string{"s.json": tt.schema}, tt.kinds...)
			var got []string
			for _, r := range set.Records(bound(t, "own", "f.yaml", "id: a\nparts: [{id: p, risk: R-1}]\n")[0]) {
				for _, ref := range set.References(r) {
					got = append(got, r.Key().String()+" "+ref.Field)
				}
				if len(set.References(r)) > 0 && !slices.Contains(set.MayRefer(r.Kind), "risk") {
					t.Errorf("MayRefer(%q) lacks risk", r.Kind)
				}
			}
			if strings.Join(got, ", ") != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// Rules may read what a schema names, and anything where it names nothing.
func TestOwnRuleSchemas(t *testing.T) {
	set := with(t, map[string]string{
		"named.json": `{"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/x", "definitions": {"x": {"type": "object", "properties": {"level": {"type": "integer"}}}}}`,
		"open.json":  `{"type": "object", "properties": {"level": {"type": "integer"}}, "additionalProperties": true}`,
		"rest.json":  `{"type": "object", "properties": {"level": {"type": "integer"}}, "unevaluatedProperties": {"type": "string"}}`,
	}, schema.OwnKind{Name: "named", Schema: "named.json"}, schema.OwnKind{Name: "opened", Schema: "open.json"}, schema.OwnKind{Name: "rest", Schema: "rest.json"},
		schema.OwnKind{Name: "bare"}, schema.OwnKind{Name: "list", Items: map[string]string{".": "bare"}})
	schemas := set.RuleSchemas()
	props, _ := schemas["named"].(map[string]any)["properties"].(map[string]any)
	if props["level"] == nil || props["id"] == nil || props["levle"] != nil {
		t.Errorf("named: %v", schemas["named"])
	}
	for _, kind := range []string{"opened", "rest", "bare", "list"} {
		if s, ok := schemas[kind].(map[string]any); !ok || s["properties"] != nil {
			t.Errorf("%s: %v", kind, schemas[kind])
		}
	}
	k, _ := set.Kind("named")
	if got := strings.Join(k.Properties(), " "); got != "level" {
		t.Errorf("properties: %q", got)
	}
	if got := k.Fields(); len(got) != 1 || got[0].Type != "whole number" {
		t.Errorf("fields: %v", got)
	}
	for _, name := range []string{"named", "bare", "list", schema.Any} {
		text, err := set.Published(name)
		if err != nil {
			t.Fatal(err)
		}
		compile(t, text)
	}
}

// The message about a value outside of an endless list of values ends.
func TestOwnEndlessEnum(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"properties": {"a": {"enum": ["v"`)
	for i := range 50_000 {
		fmt.Fprintf(&b, `, "value-%d"`, i)
	}
	b.WriteString(`]}}}`)
	set := with(t, map[string]string{"s.json": b.String()}, schema.OwnKind{Name: "own", Schema: "s.json"})
	got := set.Check(bound(t, "own", "f.yaml", "id: a\na: nothing like it\n")[0])
	if len(got) != 1 || len(got[0].Message) > 4096 || !strings.HasSuffix(got[0].Message, "…") {
		t.Errorf("got %d problems: %.200s", len(got), placed(got))
	}
	if got := set.Check(bound(t, "own", "f.yaml", "id: a\na: value-49999\n")[0]); len(got) > 0 {
		t.Errorf("got %.200s", placed(got))
	}
}

// The schema of a file that is a register judges the file; that of its records each of
// them. A file's own "kind" is no part of either.
func TestOwnSchemaOfARegister(t *testing.T) {
	files := map[string]string{
		"list.json": `{"type": "array", "minItems": 2, "maxItems": 3}`,
		"map.json":  `{"type": "object", "propertyNames": {"pattern": "^[A-Z]+-[0-9]+$"}}`,
		"one.json":  `{"type": "object", "required": ["level"], "additionalProperties": false, "properties": {"id": {}, "level": {"type": "integer"}}}`,
	}
	top := map[string]string{".": "control"}
	control := schema.OwnKind{Name: "control", Schema: "one.json"}
	tests := map[string]struct {
		kinds []schema.OwnKind
		text  string
		want  string
	}{
		"list":           {[]schema.OwnKind{{Name: "file", Schema: "list.json", Items: top}, control}, "- {id: a, level: x}\n", "1: schema.limit: a file takes at least 2 elements\n1: schema.type: \"x\" is text here, but \"level\" takes a whole number"},
		"mapping":        {[]schema.OwnKind{{Name: "file", Schema: "map.json", Items: top}, control}, "kind: file\nA-1: {level: 1}\nb: {level: 2}\n", "3: schema.pattern: \"b\" does not have the form ^[A-Z]+-[0-9]+$"},
		"of itself":      {[]schema.OwnKind{{Name: "control", Schema: "one.json", Items: top}}, "- {id: a, level: 1}\n- {id: b}\n", "2: schema.required: control has no \"level\""},
		"kind of a file": {[]schema.OwnKind{control}, "kind: control\nid: a\nlevel: 1\n", ""},
		"another kind":   {[]schema.OwnKind{control}, "kind: policy\nid: a\nlevel: 1\n", "1: schema.unknown-key: unknown key \"kind\" in control"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			set := with(t, files, tt.kinds...)
			if diff := cmp.Diff(tt.want, placed(set.Check(bound(t, tt.kinds[0].Name, "f.yaml", tt.text)[0]))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
