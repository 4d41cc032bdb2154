package policy

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A Claim is what a rule reads of records, as far as fields can be named.
type Claim struct {
	Fields  []string            // of its subject, sorted
	Whole   bool                // it reads its subject as a whole: every field, and none by name
	Records map[string][]string // fields of other records by kind, sorted; "*" stands for any kind
	Org     []string            // fields of the isms record that it reads as data.org, sorted
	History bool                // it reads the past of records
}

// Claims returns what the rule called id reads; ok is false where there is none. A field
// is one at the top of a record: whatever is inside it counts as read with it.
func (s *Set) Claims(id string) (c Claim, ok bool) {
	for rule, f := range s.footprints().of {
		if rule.ID != id || f == nil {
			continue
		}
		c = Claim{Fields: slices.Clone(f.input.names), Whole: f.input.whole, Records: map[string][]string{}, History: f.history}
		for _, kind := range slices.Sorted(maps.Keys(f.records)) {
			if names := f.records[kind].names; len(names) > 0 {
				c.Records[kind] = slices.Clone(names)
			}
		}
		if !rule.Custom {
			c.Org = s.readsOrg(rule)
		}
		return c, true
	}
	return c, false
}

// readsOrg returns the fields that a rule and what it depends on name of data.org.
func (s *Set) readsOrg(rule *Rule) []string {
	found := map[string]bool{}
	seen := map[*ast.Rule]bool{}
	var follow func(r *ast.Rule)
	follow = func(r *ast.Rule) {
		if seen[r] {
			return
		}
		seen[r] = true
		ast.WalkRefs(r, func(ref ast.Ref) bool {
			if len(ref) > 2 && ref[0].Equal(ast.DefaultRootDocument) && ref[1].Value.Compare(ast.String("org")) == 0 {
				if name, ok := ref[2].Value.(ast.String); ok {
					found[string(name)] = true
				}
			}
			return false
		})
		for dependency := range s.compiler.Graph.Dependencies(r) {
			if next, ok := dependency.(*ast.Rule); ok {
				follow(next)
			}
		}
	}
	for _, r := range s.compiler.GetRulesExact(rule.ref) {
		follow(r)
	}
	return slices.Sorted(maps.Keys(found))
}
