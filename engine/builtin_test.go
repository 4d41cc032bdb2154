package engine

import (
	"testing"

	"ismsproof/controls"
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
	d, err := load(schemas.FS, controls.FS, policies.FS, policy.Options{Schemas: set.RuleSchemas()})
	if err != nil {
		t.Fatal(err)
	}
	subjects := map[string]bool{"record": true, "isms": true, "register": true}
	for _, k := range d.Schemas.Kinds() {
		subjects[k.Name] = true
	}
	for _, r := range d.All() {
		for _, id := range r.Requirements {
			if _, ok := d.Catalog.Requirement(id); !ok {
				t.Errorf("rule %s names requirement %q, which the catalogue does not hold", r.ID, id)
			}
		}
		if r.Subject != "engine" && !subjects[r.Subject] {
			t.Errorf("rule %s judges %q, which is no kind", r.ID, r.Subject)
		}
	}
}
