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

	names map[string]bool // texts that it names; nil where nothing is known of them
}

// Names says whether the rule, or a helper that it calls, names a key: without that, it
// reads what stands under the key only where it takes all keys alike.
func (c *Claim) Names(key string) bool { return c.names == nil || c.names[key] }

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
			c.Org, c.names = s.named(rule)
		}
		return c, true
	}
	return c, false
}

// named returns the fields that a rule and what it depends on name of data.org, sorted,
// and all texts that they name.
func (s *Set) named(rule *Rule) (org []string, names map[string]bool) {
	found := map[string]bool{}
	names = map[string]bool{}
	seen := map[*ast.Rule]bool{}
	var follow func(r *ast.Rule)
	follow = func(r *ast.Rule) {
		if seen[r] {
			return
		}
		seen[r] = true
		ast.WalkTerms(r, func(t *ast.Term) bool {
			switch x := t.Value.(type) {
			case ast.String:
				names[string(x)] = true
			case ast.Ref:
				if len(x) > 2 && x[0].Equal(ast.DefaultRootDocument) && x[1].Value.Compare(ast.String("org")) == 0 {
					if name, ok := x[2].Value.(ast.String); ok {
						found[string(name)] = true
					}
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
	return slices.Sorted(maps.Keys(found)), names
}
