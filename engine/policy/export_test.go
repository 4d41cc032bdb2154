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

// Compiled returns the modules of the set as the compiler left them, without metadata.
func (s *Set) Compiled() map[string]string {
	out := map[string]string{}
	for name, m := range s.compiler.Modules {
		plain := m.Copy()
		plain.Annotations = nil
		for _, r := range plain.Rules {
			r.Annotations = nil
		}
		out[name] = plain.String()
	}
	return out
}

// Planned says whether the set was loaded by a plan.
func (s *Set) Planned() bool {
	for _, m := range s.compiler.Modules {
		if len(m.Annotations) > 0 {
			return false
		}
	}
	return true
}

// ReadPlan reads the modules of a plan.
func ReadPlan(modules string) error {
	r, err := newPlanReader(modules)
	if err == nil {
		_, _, err = r.all()
	}
	return err
}
