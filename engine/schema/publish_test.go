package schema_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"ismsproof/engine/schema"
)

// compile reads a published schema as an editor does, without any other file.
func compile(t testing.TB, text []byte) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.Draft = jsonschema.Draft2020
	c.AssertFormat = true
	c.LoadURL = func(url string) (io.ReadCloser, error) { return nil, fmt.Errorf("no %s here", url) }
	if err := c.AddResource("mem:///published", bytes.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("mem:///published")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A published schema accepts what the kind's own schema accepts, alone and among
// all kinds, and refuses a key that nobody knows.
func TestPublished(t *testing.T) {
	set := builtin(t)
	text, err := set.Published(schema.Any)
	if err != nil {
		t.Fatal(err)
	}
	whole := compile(t, text)
	alone := map[string]*jsonschema.Schema{}
	for _, name := range folders(t) {
		file := path.Dir(name) + "/valid.yaml"
		for _, a := range artifacts(t, file, fixture(t, file)) {
			one := alone[a.Kind]
			if one == nil {
				text, err := set.Published(a.Kind)
				if err != nil {
					t.Fatal(err)
				}
				one = compile(t, text)
				alone[a.Kind] = one
			}
			v := a.Root.Plain().(map[string]any)
			for where, s := range map[string]*jsonschema.Schema{a.Kind: one, schema.Any: whole} {
				v["x-own"] = 1
				if err := s.Validate(v); err != nil {
					t.Errorf("%s by schema %q: %v", file, where, err)
				}
				v["onwer"] = "x"
				if err := s.Validate(v); err == nil {
					t.Errorf("%s by schema %q: an unknown key is accepted", file, where)
				}
				delete(v, "onwer")
				v["kind"] = "rsik"
				if err := s.Validate(v); err == nil {
					t.Errorf("%s by schema %q: another kind is accepted", file, where)
				}
				v["kind"] = a.Kind
			}
		}
	}
}

func TestPublishedIsStable(t *testing.T) {
	first, err := builtin(t).Published(schema.Any)
	if err != nil {
		t.Fatal(err)
	}
	set := builtin(t)
	set.RuleSchemas()
	if err := set.Verify(); err != nil {
		t.Fatal(err)
	}
	again, err := set.Published(schema.Any)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, again) {
		t.Error("two runs give different bytes")
	}
}

func TestPublishedKeepsWhatEditorsShow(t *testing.T) {
	set := load(t, map[string]string{"risk": `{"x-class":"item","x-plural":"risks","description":"what < may go wrong",
		"defaultSnippets":[{"label":"risk","body":{"id":"$1"}}],"properties":{"a":{"$ref":"#/$defs/a"},"self":{"$ref":"#"}},
		"$defs":{"a":{"type":"string","markdownDescription":"**a**"}}}`})
	text, err := set.Published("risks")
	if err != nil {
		t.Fatal(err)
	}
	compile(t, text)
	for _, want := range []string{`"markdownDescription": "**a**"`, `"what < may go wrong"`, `"#/$defs/risk.a"`, `"#/$defs/risk"`, `"label": "risk"`, `"$schema": "https://json-schema.org/draft/2020-12/schema"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestPublishedUnknown(t *testing.T) {
	set := builtin(t)
	for _, name := range []string{"", "rsik", "register", "soa_control"} {
		if _, err := set.Published(name); err == nil {
			t.Errorf("a schema %q is published", name)
		}
	}
	if _, err := set.Published("rsik"); !strings.Contains(err.Error(), `did you mean "risk"?`) {
		t.Errorf("got %q", err)
	}
}

// OPA's type checker fails on references and takes the first of several types for
// the only one.
func TestRuleSchemasHoldNothingThatOPAMisreads(t *testing.T) {
	schemas := builtin(t).RuleSchemas()
	for name, s := range schemas {
		var visit func(at string, v any)
		visit = func(at string, v any) {
			m, ok := v.(map[string]any)
			if !ok {
				t.Fatalf("%s%s is no mapping", name, at)
			}
			for key, value := range m {
				switch key {
				case "type":
					if _, ok := value.(string); !ok {
						t.Errorf("%s%s: type %v", name, at, value)
					}
				case "properties":
					for field, p := range value.(map[string]any) {
						visit(at+"/"+field, p)
					}
				case "items":
					visit(at+"/[]", value)
				case "additionalProperties":
					if value != false {
						t.Errorf("%s%s: OPA takes free keys beside named ones for closed", name, at)
					}
				default:
					t.Errorf("%s%s: keyword %q", name, at, key)
				}
			}
		}
		visit("", s)
		fields, _ := s.(map[string]any)["properties"].(map[string]any)
		for _, injected := range []string{"kind", "id", "parent", "body"} {
			if fields[injected] == nil {
				t.Errorf("%s: no %q", name, injected)
			}
		}
	}
	for _, name := range []string{"isms", "risk", "soa_control", schema.Record, schema.Register} {
		if schemas[name] == nil {
			t.Errorf("no schema %q", name)
		}
	}
}

// A rule about all records may read any field that some kind has.
func TestRuleSchemaOfRecordsKnowsEveryField(t *testing.T) {
	set := builtin(t)
	all := set.RuleSchemas()[schema.Record].(map[string]any)["properties"].(map[string]any)
	for _, k := range set.Kinds() {
		for _, field := range k.Properties() {
			if all[field] == nil && !slices.Contains([]string{"items"}, field) {
				t.Errorf("field %q of %s is missing", field, k.Name)
			}
		}
	}
	if all["of"] == nil {
		t.Error(`"of" of registers is missing`)
	}
}

func TestRuleSchemaOfMixedTypes(t *testing.T) {
	set := load(t, map[string]string{
		"a": `{"x-class":"item","properties":{"x":{"type":"string"},"y":{"type":["string","array"]},"z":{"oneOf":[{"type":"string"},{"type":"number"}]},
			"open":{"type":"object","additionalProperties":{"type":"string"},"properties":{"k":{"type":"string"}}},
			"both":{"type":"object","properties":{"p":{"type":"string"}},"allOf":[{"properties":{"q":{"type":"number"}}}]}}}`,
		"b": `{"x-class":"item","properties":{"x":{"type":"number"}}}`,
	})
	schemas := set.RuleSchemas()
	get := func(kind, field string) string {
		text, err := json.Marshal(schemas[kind].(map[string]any)["properties"].(map[string]any)[field])
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	tests := map[string][3]string{
		"text":         {"a", "x", `{"type":"string"}`},
		"two types":    {"a", "y", `{}`},
		"alternatives": {"a", "z", `{}`},
		"free keys":    {"a", "open", `{"type":"object"}`},
		"merged":       {"a", "both", `{"additionalProperties":false,"properties":{"p":{"type":"string"},"q":{"type":"number"}},"type":"object"}`},
		"two kinds":    {schema.Record, "x", `{}`},
	}
	for name, tt := range tests {
		if got := get(tt[0], tt[1]); got != tt[2] {
			t.Errorf("%s: got %s, want %s", name, got, tt[2])
		}
	}
}
