package engine

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"testing"
	"testing/fstest"

	"ismsproof/controls"
	"ismsproof/engine/policy"
	"ismsproof/policies"
	"ismsproof/schemas"
)

// Rules that tell all they see, so that not only answers are compared but what they
// are made of: every field of every record, who refers to it, and what a lookup finds.
// Of long values they tell the hash; of the body of a document they leave out what no
// rule reads and stockBody does not make.
const (
	tellRecord = `package rules.tell

# METADATA
# title: Tells a record
# description: Every field of it.
# schemas: [{input: schema.record}]
# custom: {grade: opportunity, requirements: ["4.1"], remedy: None is needed.}
record contains {"at": [key], "message": _short(value)} if {
	some key, value in object.remove(input, ["body"])
}

# METADATA
# title: Tells the body of a document
# description: Every part of it.
# schemas: [{input: schema.record}]
# custom: {grade: opportunity, requirements: ["4.1"], remedy: None is needed.}
body contains {"at": ["body"], "message": $"{key} {_short(value)}"} if {
	some key, value in {
		"sha256": input.body.sha256,
		"headings": input.body.headings,
		"sections": input.body.sections,
		"placeholders": [hole.text | some hole in input.body.placeholders],
	}
}

# METADATA
# title: Tells who refers to a record
# description: Every reference.
# schemas: [{input: schema.record}]
# custom: {grade: opportunity, requirements: ["4.1"], remedy: None is needed.}
referrers contains {"at": [], "message": _short(ref)} if some ref in data.refs[input.kind][input.id]

_short(value) := $"{crypto.sha256(json.marshal(value))} {substring(json.marshal(value), 0, 300)}"
`
	tellWhole = `package rules.tell

# METADATA
# title: Tells who refers to requirements
# description: Every reference.
# schemas: [{input: schema.isms}]
# custom: {grade: opportunity, requirements: ["4.1"], remedy: None is needed.}
requirements contains {"at": [], "message": $"{id} {_short(ref)}"} if {
	some group in data.catalog
	some id, _ in group
	some ref in data.refs.requirement[id]
}

# METADATA
# title: Tells the organization and the catalogue
# description: All that stands there.
# schemas: [{input: schema.isms}]
# custom: {grade: opportunity, requirements: ["4.1"], remedy: None is needed.}
rest contains {"at": [], "message": _short(what)} if {
	some what in [data.org, data.catalog.clauses, data.catalog.controls]
}

# METADATA
# scope: document
# title: Tells what lookups find
# description: Every record by its id.
# schemas: [{input: schema.isms}]
# custom: {grade: opportunity, requirements: ["4.1"], remedy: None is needed.}
`
	tellKind = `lookups contains {"at": [], "message": $"{id} {_short(object.remove(record, ["body"]))}"} if {
	some id, record in data.isms.%s
}

`
)

// tellAll returns the rules that tell all, kind by kind: no rule may read all kinds at
// once.
func tellAll(t testing.TB) []string {
	t.Helper()
	whole := tellWhole
	for _, kind := range slices.Sorted(maps.Keys(loadStockKinds(t).defs)) {
		whole += fmt.Sprintf(tellKind, kind)
	}
	return []string{tellRecord, whole}
}

// both returns the engine's definitions and a stock, each with the built-in rules and
// own ones.
func both(t testing.TB, own ...string) (*Definitions, *stock) {
	t.Helper()
	files, texts := fstest.MapFS{}, map[string]string{}
	for i, text := range own {
		name := fmt.Sprintf("tell/%d.rego", i)
		files[name], texts[name] = &fstest.MapFile{Data: []byte(text)}, text
	}
	err := fs.WalkDir(policies.FS, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(policies.FS, name)
		files[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d, err := load(schemas.FS, controls.FS, files, policy.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := newStock(t, texts)
	if got, want := len(s.rules), len(d.Rules.Rules()); got != want {
		t.Fatalf("the stock engine knows %d rules, ours %d", got, want)
	}
	return d, s
}
