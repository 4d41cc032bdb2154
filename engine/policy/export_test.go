package policy

import (
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// InputOf makes an input of a Rego value.
func InputOf(v ast.Value) Input { return Input{v} }

// Footprint tells what the rule reads: fields of its subject, then by kind those of
// other records.
func (s *Set) Footprint(id string) string {
	tell := func(f *fields) string {
		if f.whole {
			return "all"
		}
		return strings.Join(f.names, ",")
	}
	for rule, f := range s.footprints().of {
		if rule.ID != id {
			continue
		}
		parts := []string{"input:" + tell(&f.input)}
		for _, kind := range slices.Sorted(maps.Keys(f.records)) {
			parts = append(parts, kind+":"+tell(f.records[kind]))
		}
		if f.history {
			parts = append(parts, "history")
		}
		return strings.Join(parts, " ")
	}
	return "no such rule"
}

// Compiled returns the modules of the set as the compiler left them.
func (s *Set) Compiled() map[string]string {
	out := map[string]string{}
	for name, m := range s.compiler.Modules {
		out[name] = m.String()
	}
	return out
}
