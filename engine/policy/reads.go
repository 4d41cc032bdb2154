package policy

import (
	"fmt"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Reads returns the kinds that rule reads from data.isms, data.refs and
// data.history, directly or through helpers, sorted.
func (s *Set) Reads(id string) []string {
	if s.own != nil && s.own.reads[id] != nil {
		return slices.Clone(s.own.reads[id])
	}
	kinds := map[string]bool{}
	if s.compiler == nil {
		return nil
	}
	for _, r := range s.compiler.Modules {
		topic, ok := topicOf(r.Package.Path)
		if !ok {
			continue
		}
		for _, rule := range r.Rules {
			if topic+"."+rule.Head.Name.String() == id {
				s.collect(rule, kinds, map[*ast.Rule]bool{})
			}
		}
	}
	return slices.Sorted(maps.Keys(kinds))
}

// collect adds the kinds that rule and what it depends on read.
func (s *Set) collect(rule *ast.Rule, kinds map[string]bool, seen map[*ast.Rule]bool) {
	if seen[rule] {
		return
	}
	seen[rule] = true
	ast.WalkRefs(rule, func(ref ast.Ref) bool {
		if kind, _, ok := dataRef(ref); ok {
			kinds[kind] = true
		}
		return false
	})
	for dependency := range s.compiler.Graph.Dependencies(rule) {
		if r, ok := dependency.(*ast.Rule); ok {
			s.collect(r, kinds, seen)
		}
	}
}

// dataRef takes data.isms.<kind>[id].<field>, data.refs.<kind> and
// data.history.<kind> apart; field is "" where the reference ends before it or is
// not a constant.
func dataRef(ref ast.Ref) (kind, field string, ok bool) {
	if len(ref) < 3 || !ref[0].Equal(ast.DefaultRootDocument) {
		return "", "", false
	}
	root, _ := ref[1].Value.(ast.String)
	if root != "isms" && root != "refs" && root != "history" {
		return "", "", false
	}
	k, constant := ref[2].Value.(ast.String)
	if !constant {
		return "", "", false
	}
	if root == "isms" && len(ref) > 4 {
		f, _ := ref[4].Value.(ast.String)
		field = string(f)
	}
	return string(k), field, true
}

// checkReads refuses rules that read a collection or a field that no schema knows:
// they could never fire, or never be silent.
func (s *Set) checkReads(schemas map[string]any) error {
	r := &refs{compiler: s.compiler, schemas: schemas, builtin: true}
	for _, name := range slices.Sorted(maps.Keys(s.compiler.Modules)) {
		m := s.compiler.Modules[name]
		r.module(m)
		for _, note := range m.Annotations {
			r.fields(note)
		}
	}
	if errs := r.errors.ordered(); len(errs) > 0 {
		return fmt.Errorf("rules read what is not there: %w", errs)
	}
	return nil
}
