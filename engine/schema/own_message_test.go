package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/schema"
)

// What a schema of others refuses reads as what ours refuse: the value, the reason,
// what is allowed, and what the schema itself says about it.
func TestOwnMessages(t *testing.T) {
	const control = `{"$schema": "http://json-schema.org/draft-07/schema#", "title": "Control", "type": "object", "required": ["control_id", "title", "status"], "additionalProperties": false,
	"properties": {
		"control_id": {"$ref": "#/definitions/id"}, "title": {"type": "string", "minLength": 3}, "status": {"enum": ["implemented", "partial", "planned", "not applicable"]},
		"owner": {"type": "string", "format": "email", "description": "The mailbox of\nthe team"}, "reviewed": {"type": "string", "format": "date"}, "level": {"type": "integer", "minimum": 1, "maximum": 5, "title": "Maturity level"},
		"weight": {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5},
		"tags": {"type": "array", "uniqueItems": true, "items": {"type": "string", "pattern": "^[a-z-]+$"}},
		"parameters": {"type": "array", "maxItems": 2, "items": {"$ref": "#/definitions/parameter"}},
		"evidence": {"description": "A link, or a record of it", "oneOf": [{"type": "string"}, {"type": "object", "required": ["url"], "properties": {"url": {"type": "string", "format": "uri"}}}]},
		"both": {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
		"pair": {"type": "array", "items": [{"type": "string"}], "additionalItems": false},
		"map": {"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}, "minProperties": 1},
		"forbidden": false, "any": {"anyOf": [{"required": ["a", "b"]}, {"required": ["c"]}]}, "nots": {"not": {"const": "admin"}}, "needs": {"type": "array", "contains": {"const": "core"}},
		"related": {"type": "array", "items": {"$ref": "#/definitions/id"}}},
	"if": {"properties": {"status": {"const": "implemented"}}}, "then": {"required": ["evidence"]},
	"dependencies": {"weight": ["level"]},
	"definitions": {"id": {"title": "Id of a control", "type": "string", "pattern": "^[A-Z]{2}-[0-9]+$"},
		"parameter": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "description": "what the parameter is called"}, "value": {"type": ["string", "integer", "boolean"]}}, "additionalProperties": false}}}`
	const text = `control_id: ac-1
titel: xy
status: Implemented
owner: nobody
reviewed: 2026-2-3
level: 9
weight: 0
tags: [a, a, B]
parameters: [{value: 1.5}, {id: 7, valeu: 1}, {id: x}]
evidence: {ulr: x}
both: {a: 1, b: 2}
pair: [a, b]
map: {A: 1}
forbidden: 1
nots: admin
needs: [x]
related: AC-1
extra: 1
---
control_id: 1.10
title: x
status: implemented
---
control_id: AC-1
title: xxx
status: implemented
weight: 0.7
map: {}
evidence: 7
kind: control
---
status: planned
title: xxx
any: {a: 1}
`
	set := with(t, map[string]string{"c.json": control}, schema.OwnKind{Name: "control", Schema: "c.json", ID: []string{"control_id"}})
	var b strings.Builder
	for _, a := range bound(t, "control", "f.yaml", text) {
		for _, p := range set.Check(a) {
			fmt.Fprintf(&b, "%d: %s: %s\n", p.Range.Start.Line, p.Code, p.Message)
			if p.Remedy != "" {
				fmt.Fprintf(&b, "   %s\n", p.Remedy)
			}
		}
	}
	if diff := cmp.Diff(ownMessages, strings.ReplaceAll(b.String(), "`", "'")); diff != "" {
		t.Errorf("(-want +got):\n%s\n%s", diff, b.String())
	}
}

const ownMessages = `1: schema.pattern: "ac-1" does not have the form ^[A-Z]{2}-[0-9]+$
   The schema says: Id of a control
2: schema.unknown-key: unknown key "titel" in control; did you mean "title"?
   Correct the key, or allow it in c.json.
3: schema.enum: "Implemented" is not one of "implemented", "partial", "planned", "not applicable"; did you mean "implemented"?
   Write the value as c.json wants it.
4: schema.format: "nobody" is not an e-mail address such as name@example.org
   The schema says: The mailbox of the team
5: date.invalid: "2026-2-3" is not a date of the form YYYY-MM-DD; did you mean "2026-02-03"?
   Write the value as c.json wants it.
6: schema.limit: 9 is out of range: "level" is at most 5
   The schema says: Maturity level
7: schema.limit: 0 is out of range: "weight" is more than 0
   Write the value as c.json wants it.
8: schema.unique: "a" stands twice in "tags"
   Write the value as c.json wants it.
8: schema.pattern: "B" does not have the form ^[a-z-]+$
   Write the value as c.json wants it.
9: schema.limit: "parameters" takes at most 2 elements
   Write the value as c.json wants it.
9: schema.required: "parameters" of control has no "id"
   The schema says: what the parameter is called
9: schema.type: 1.5 is a number here, but "value" takes text or a whole number or true or false
   Write the value as c.json wants it.
9: schema.type: 7 is a number here, but ids are text: quote it as "7"
   The schema says: what the parameter is called
9: schema.unknown-key: unknown key "valeu" in "parameters" of control; did you mean "value"?
   Correct the key, or allow it in c.json.
10: schema.required: "evidence" of control has no "url"
   Write the value as c.json wants it.
11: schema.form: "both" has the form of more than one alternative: exactly one is due of a mapping with "a"; a mapping with "b"
   Write the value as c.json wants it.
12: schema.form: "b" is one element more than "pair" takes
   Write the value as c.json wants it.
13: schema.pattern: "A" does not have the form ^[a-z]+$
   Write the value as c.json wants it.
14: schema.unknown-key: "forbidden" is not allowed here
   Correct the key, or allow it in c.json.
15: schema.form: "admin" is not allowed: "nots" takes anything but "admin"
   Write the value as c.json wants it.
16: schema.form: "needs" lacks an element that it needs: "core"
   Write the value as c.json wants it.
17: schema.type: "AC-1" is text here, but "related" takes a list: write ["AC-1"]
   Write the value as c.json wants it.
18: schema.unknown-key: unknown key "extra" in control; known keys not used here are "any", "title"
   Correct the key, or allow it in c.json.
20: schema.required: control has no "evidence", which it needs where "status" is "implemented"
   Write the value as c.json wants it.
20: id.lossy: 1.10 is a number here, but ids of control are text: quote it as "1.10"
   Quote the id: other readers of YAML write this number with other digits.
21: schema.limit: "title" takes at least 3 characters
   Write the value as c.json wants it.
24: schema.required: control has "weight" but no "level"
   Write the value as c.json wants it.
27: schema.limit: 0.7 is no multiple of 0.5, as "weight" is
   Write the value as c.json wants it.
28: schema.limit: "map" is an empty mapping
   Write the value as c.json wants it.
29: schema.type: 7 is a number here, but "evidence" is text: quote it as "7"
   The schema says: A link, or a record of it
32: id.missing: control has no "control_id", which is its id
   Write the id, or say under 'kinds' of the configuration where the id of a control stands; "@path" takes the path of its file.
34: schema.required: "any" of control has neither "b" nor "c"
   Write the value as c.json wants it.
`
