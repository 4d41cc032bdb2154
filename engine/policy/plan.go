package policy

import (
	"fmt"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"ismsproof/engine/isms"
)

// A Plan is a compiled set of rules in a form that can be kept. To load rules by
// their plan takes a fraction of the time of parsing and compiling them.
type Plan struct {
	Digest  string // of the files that the rules were compiled from
	Modules string // what the compiler made of them
	Rules   []PlannedRule
}

// A PlannedRule is the metadata of a rule, and where its value is found.
type PlannedRule struct {
	Rule isms.Rule
	Ref  []string // below data
}

// planned are the stages of the compiler that a plan does not save: they make what
// the evaluator looks rules up in.
var planned = []ast.StageID{
	ast.StageSetModuleTree, ast.StageSetRuleTree, ast.StageSetGraph, ast.StageBuildRuleIndices, ast.StageBuildComprehensionIndices,
}

// Plan returns the plan of the set. The error says what of a rule cannot be kept.
func (s *Set) Plan() (*Plan, error) {
	w := planWriter{texts: map[string]int{}}
	names := slices.Sorted(maps.Keys(s.compiler.Modules))
	w.count(len(names))
	for _, name := range names {
		w.text(name)
		w.module(s.compiler.Modules[name])
	}
	vars := slices.Sorted(maps.Keys(s.compiler.RewrittenVars))
	w.count(len(vars))
	for _, v := range vars {
		w.text(string(v))
		w.text(string(s.compiler.RewrittenVars[v]))
	}
	if w.err != nil {
		return nil, w.err
	}
	p := &Plan{Digest: s.digest, Modules: w.done()}
	for _, r := range s.rules {
		planned := PlannedRule{Rule: r.Rule}
		for _, step := range r.ref[1:] {
			planned.Ref = append(planned.Ref, string(step.Value.(ast.String)))
		}
		p.Rules = append(p.Rules, planned)
	}
	return p, nil
}

// unplan makes the set of a plan again.
func unplan(p *Plan) (*Set, error) {
	r, err := newPlanReader(p.Modules)
	if err != nil {
		return nil, err
	}
	modules, rewritten, err := r.all()
	if err != nil {
		return nil, err
	}
	skipped := slices.DeleteFunc(ast.AllStages(), func(id ast.StageID) bool { return slices.Contains(planned, id) })
	compiler := ast.NewCompiler().WithCapabilities(Capabilities()).WithSkipStages(skipped...)
	compiler.RewrittenVars = rewritten
	if compiler.Compile(modules); compiler.Failed() {
		return nil, fmt.Errorf("compile a plan: %w", compiler.Errors)
	}
	s := &Set{compiler: compiler, digest: p.Digest}
	for _, planned := range p.Rules {
		ref := ast.Ref{ast.DefaultRootDocument}
		for _, step := range planned.Ref {
			ref = append(ref, ast.StringTerm(step))
		}
		rule := &Rule{Rule: planned.Rule}
		rule.found(ref)
		s.rules = append(s.rules, rule)
	}
	s.index()
	return s, nil
}

// The sorts of terms of a plan.
const (
	planNull = iota
	planFalse
	planTrue
	planNumber
	planString
	planVar
	planRef
	planCall
	planArray
	planSet
	planObject
	planArrayComprehension
	planSetComprehension
	planObjectComprehension
)

// The sorts of expressions of a plan.
const (
	planTerm = iota
	planTerms
	planEvery
)
