package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"ismsproof/engine/isms"
	"ismsproof/engine/schema"
)

// largeSchema is a schema of about 500 kB as a framework of controls publishes it.
func largeSchema() string {
	var b strings.Builder
	b.WriteString(`{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "required": ["id"], "properties": {"id": {"type": "string"}`)
	for i := range 390 {
		fmt.Fprintf(&b, `, "part%d": {"$ref": "#/definitions/part%d"}`, i, i)
	}
	b.WriteString(`}, "definitions": {`)
	for i := range 390 {
		fmt.Fprintf(&b, `"part%d": {"title": "Part %d", "description": "What belongs to the part %d of the framework, in a sentence of usual length.", "type": "object", "additionalProperties": false, "properties": {`, i, i, i)
		for j := range 10 {
			fmt.Fprintf(&b, `"field%d": {"description": "the field %d of the part", "type": "string", "pattern": "^[a-z]{1,%d}$"}, `, j, j, j+10)
		}
		fmt.Fprintf(&b, `"parts": {"type": "array", "items": {"$ref": "#/definitions/part%d"}}}}, `, (i+1)%390)
	}
	b.WriteString(`"end": {}}}`)
	return b.String()
}

func BenchmarkWithLargeSchema(b *testing.B) {
	text := largeSchema()
	v, err := folder(map[string]string{"s.json": text})("s.json")
	if err != nil {
		b.Fatal(err)
	}
	base := load(b, map[string]string{"risk": `{"x-class":"item"}`})
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := base.With([]schema.OwnKind{{Name: "own", Schema: "s.json"}}, func(string) (isms.Value, error) { return v, nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadLargeSchema(b *testing.B) {
	text := largeSchema()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := folder(map[string]string{"s.json": text})("s.json"); err != nil {
			b.Fatal(err)
		}
	}
}

const controlSchema = `{"$schema": "http://json-schema.org/draft-07/schema#", "title": "Control", "type": "object", "required": ["control_id", "title", "status"], "additionalProperties": false,
	"properties": {
		"control_id": {"$ref": "#/definitions/id"}, "title": {"type": "string", "minLength": 1}, "status": {"enum": ["implemented", "partial", "planned", "not applicable"]},
		"owner": {"type": "string", "format": "email"}, "reviewed": {"type": "string", "format": "date"}, "level": {"type": "integer", "minimum": 1, "maximum": 5},
		"tags": {"type": "array", "uniqueItems": true, "items": {"type": "string", "pattern": "^[a-z-]+$"}},
		"parameters": {"type": "array", "items": {"$ref": "#/definitions/parameter"}},
		"evidence": {"oneOf": [{"type": "string"}, {"type": "object", "required": ["url"], "properties": {"url": {"type": "string", "format": "uri"}}}]},
		"related": {"type": "array", "items": {"$ref": "#/definitions/id"}}},
	"if": {"properties": {"status": {"const": "implemented"}}}, "then": {"required": ["evidence"]},
	"definitions": {"id": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]+(\\([0-9]+\\))?$"},
		"parameter": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "value": {"type": ["string", "integer", "boolean"]}}, "additionalProperties": false}}}`

// controls is a file of n controls in a bare list.
func controls(t testing.TB, n int, status string) *isms.Artifact {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `- control_id: AC-%d
  title: Access is granted by role
  status: %s
  owner: security@example.org
  reviewed: 2026-03-01
  level: 3
  tags: [access, identity]
  parameters: [{id: p1, value: 90}, {id: p2, value: x}]
  evidence: {url: "https://example.org/e"}
  related: [AC-2, AC-3(4)]
`, i, status)
	}
	return bound(t, "controls_file", "controls.yml", b.String())[0]
}

func controlSet(t testing.TB) *schema.Set {
	return with(t, map[string]string{"c.json": controlSchema}, schema.OwnKind{Name: "controls_file", Items: map[string]string{".": "control"}},
		schema.OwnKind{Name: "control", Schema: "c.json", ID: []string{"control_id"}})
}

func BenchmarkOwnCheckValid(b *testing.B) {
	set, a := controlSet(b), controls(b, 150, "implemented")
	for b.Loop() {
		if got := set.Check(a); len(got) > 0 {
			b.Fatal(placed(got))
		}
	}
}

func BenchmarkOwnCheckInvalid(b *testing.B) {
	set, a := controlSet(b), controls(b, 150, "implmented")
	for b.Loop() {
		if got := len(set.Check(a)); got != 150 {
			b.Fatal(got)
		}
	}
}

func BenchmarkOwnRecords(b *testing.B) {
	set, a := controlSet(b), controls(b, 150, "implemented")
	for b.Loop() {
		if got := len(set.Records(a)); got != 150 {
			b.Fatal(got)
		}
	}
}
