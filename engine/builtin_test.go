package engine

import (
	"strings"
	"testing"
	"testing/fstest"

	"ismsproof/controls"
	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
	"ismsproof/policies"
	"ismsproof/schemas"

	"ismsproof/engine/schema"
)

// The built-in rules pass the type check that other people's rules must pass:
// every field they read is in a schema, every requirement in the catalogue.
func TestBuiltinRulesPassTheTypeCheck(t *testing.T) {
	set, err := schema.Load(schemas.FS)
	if err != nil {
		t.Fatal(err)
	}
	d, err := load(schemas.FS, controls.FS, policies.FS, policy.Options{Schemas: ruleSchemas(set)})
	if err != nil {
		t.Fatal(err)
	}
	subjects := map[string]bool{"record": true, "isms": true, "register": true, subjectRevision: true, subjectCommit: true}
	for _, k := range d.Schemas.Kinds() {
		subjects[k.Name] = true
	}
	for _, r := range d.All() {
		for _, id := range r.Requirements {
			if !d.Catalog.Names(id) {
				t.Errorf("rule %s names requirement %q, which the catalogue does not hold", r.ID, id)
			}
			if isms.OfScheme(id) && !r.OfScheme() {
				t.Errorf("rule %s names %q beside requirements of the standard: its findings would be nonconformities", r.ID, id)
			}
		}
		if r.Subject != "engine" && !subjects[r.Subject] {
			t.Errorf("rule %s judges %q, which is no kind", r.ID, r.Subject)
		}
	}
}

// A slip of the pen in the name of a field would silence a rule, or make it fire
// always: it is found wherever the field is read, of the subject or of a record that is
// looked up, directly or through helpers.
func TestWrongReadsAreFound(t *testing.T) {
	set, err := schema.Load(schemas.FS)
	if err != nil {
		t.Fatal(err)
	}
	const head = `package rules.t

# METADATA
# scope: document
# title: t
# description: t
# schemas:
#   - input: schema.risk
# custom: {grade: minor, requirements: ["8.2"], remedy: t}
`
	const lib = `package lib.h

given(record, field) if object.get(record, field, null) != null

read(record) if record.onwer

ranked(level) if level.rnk

helper if input.onwer
`
	for name, c := range map[string]struct{ body, want string }{
		"the subject":                 {`r contains 1 if input.onwer`, "t.rego:10 onwer"},
		"a field of a field":          {`r contains 1 if input.current.lvl`, "t.rego:10 lvl"},
		"below a negation":            {`r contains 1 if not input.onwer`, "t.rego:10 onwer"},
		"a list through a variable":   {`r contains 1 if { some i, _ in input.controls; input.cntrols[i] == "x" }`, "t.rego:10 cntrols"},
		"the second definition":       {"r contains 1 if input.owner\n\nr contains 2 if input.onwer", "t.rego:12 onwer"},
		"a comprehension":             {`r contains {x | x := input.onwer}`, "t.rego:10 onwer"},
		"a local variable":            {`r contains 1 if { x := input.current; x.lvl }`, "t.rego:10 lvl"},
		"a helper of the topic":       {"r contains 1 if _h\n\n_h if input.onwer", "t.rego:12 onwer"},
		"a helper of another":         {`r contains 1 if data.lib.h.helper`, "h.rego:9 onwer"},
		"a function":                  {`r contains 1 if data.lib.h.read(input)`, "h.rego:5 onwer"},
		"a function below a negation": {`r contains 1 if not data.lib.h.read(input)`, "h.rego:5 onwer"},
		"a name given as text":        {`r contains 1 if not data.lib.h.given(input, "onwer")`, "h.rego:3 onwer"},
		"object.get":                  {`r contains 1 if object.get(input, "onwer", "") == ""`, "t.rego:10 onwer"},
		"object.get with a path":      {`r contains 1 if object.get(input, ["current", "lvl"], "") == ""`, "t.rego:10 lvl"},
		"a record looked up":          {`r contains 1 if data.isms.asset[input.id].onwer`, "t.rego:10 onwer"},
		"any of its kind":             {`r contains 1 if { some x in data.isms.asset; x.onwer }`, "t.rego:10 onwer"},
		"every":                       {`r contains 1 if every x in data.isms.asset { x.onwer }`, "t.rego:10 onwer"},
		"a function over a list":      {`r contains 1 if { some l in data.isms.risk_method[input.id].levels; data.lib.h.ranked(l) }`, "h.rego:7 rnk"},
		"the organization":            {`r contains 1 if data.org.timezoen`, "t.rego:10 timezoen"},
		"a kind":                      {`r contains 1 if data.isms.aset[input.id].owner`, "t.rego:10 aset"},
		"fields that are there":       {`r contains input.owner if { data.lib.h.given(input, "title"); data.isms.asset[input.assets[_]].owner; data.org.intervals.any }`, ""},
		"what the engine adds":        {`r contains input.id if { input.kind; input.parent.id }`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := policy.Load(fstest.MapFS{
				"t.rego": {Data: []byte(head + c.body + "\n")}, "h.rego": {Data: []byte(lib)},
			}, policy.Options{Schemas: set.RuleSchemas()})
			if c.want == "" {
				if err != nil {
					t.Errorf("got %v, want none", err)
				}
				return
			}
			place, word, _ := strings.Cut(c.want, " ")
			if err == nil || !strings.Contains(err.Error(), place) || !strings.Contains(err.Error(), word) {
				t.Errorf("got %v, want %q at %s", err, word, place)
			}
		})
	}
}

// OPA checks the types of the first definition of a rule alone, unless the METADATA
// say that they are of all of them.
func TestRulesWithSeveralDefinitionsAreCheckedWhole(t *testing.T) {
	compiler, modules := compileStock(t, ruleTexts(t))
	several := 0
	for name, m := range modules {
		for _, note := range m.Annotations {
			if len(note.Schemas) == 0 {
				continue
			}
			path := note.GetTargetPath()
			n := len(compiler.GetRulesExact(path))
			if n > 1 {
				several++
			}
			if n > 1 && note.Scope != "document" {
				t.Errorf("%s:%d: %v has %d definitions; its METADATA need `scope: document`", name, note.Location.Row, path, n)
			}
		}
	}
	if several == 0 {
		t.Error("no rule has several definitions, which cannot be")
	}
}
