package policy

import "github.com/open-policy-agent/opa/v1/ast"

// sources count what gives the variables of a rule their values. Variables that are
// said to be equal count as one.
type sources struct {
	same  map[ast.Var]ast.Var
	given map[ast.Var]int // parameters, results of calls, the other side of an equation
	asked map[ast.Var]int // keys of references: these find a value, or ask for one
}

// of returns in how many places x is given a value other than as a key.
func (s *sources) of(x ast.Var) int { return s.given[s.root(x)] }

func (s *sources) root(x ast.Var) ast.Var {
	for s.same[x] != "" {
		x = s.same[x]
	}
	return x
}

// sourcesOf looks at all that stands in a rule, nested bodies included.
func (t *tracer) sourcesOf(r *ast.Rule, params []*ast.Term) *sources {
	if known := t.sources[r]; known != nil {
		return known
	}
	s := &sources{map[ast.Var]ast.Var{}, map[ast.Var]int{}, map[ast.Var]int{}}
	given, asked := map[ast.Var]int{}, map[ast.Var]int{}
	count := func(where map[ast.Var]int, term *ast.Term) {
		ast.WalkVars(term, func(x ast.Var) bool { where[x]++; return false })
	}
	for _, param := range params {
		count(given, param)
	}
	var sides []side
	ast.WalkExprs(r, func(e *ast.Expr) bool {
		switch x := e.Terms.(type) {
		case []*ast.Term:
			if e.IsEquality() {
				sides = append(sides, s.equation(x[1], x[2])...)
				break
			}
			n := max(0, t.compiler.GetArity(e.Operator()))
			for _, term := range x[min(len(x), n+1):] {
				count(given, term)
			}
		case *ast.Every:
			count(given, x.Value)
			if x.Key != nil {
				count(given, x.Key)
			}
		}
		return false
	})
	ast.WalkRefs(r, func(ref ast.Ref) bool {
		for _, step := range ref[1:] {
			count(asked, step)
		}
		return false
	})
	for _, side := range sides {
		if _, plain := side.term.Value.(ast.Var); plain {
			count(given, side.term)
		}
	}
	s.add(given, asked)
	made := map[ast.Var]int{}
	for _, side := range sides {
		if _, plain := side.term.Value.(ast.Var); !plain && !s.makes(side.term, side.other) {
			count(made, side.term)
		}
	}
	s.add(made, nil)
	t.sources[r] = s
	return s
}

func (s *sources) add(given, asked map[ast.Var]int) {
	for x, n := range given {
		s.given[s.root(x)] += n
	}
	for x, n := range asked {
		s.asked[s.root(x)] += n
	}
}

// side is one side of an equation that may give variables their values.
type side struct{ term, other *ast.Term }

// makes says whether made is a variable that takes its value from being equal to the
// composite term alone, and so tells nothing about what stands in that.
func (s *sources) makes(composite, made *ast.Term) bool {
	if _, isVar := composite.Value.(ast.Var); isVar {
		return false
	}
	x, ok := made.Value.(ast.Var)
	return ok && x != ast.InputRootDocument.Value && s.of(x)+s.asked[s.root(x)] <= 1
}

// equation takes in a = b.
func (s *sources) equation(a, b *ast.Term) []side {
	x, first := a.Value.(ast.Var)
	y, second := b.Value.(ast.Var)
	if first && second && pattern(a) && pattern(b) {
		if x, y = s.root(x), s.root(y); x != y {
			s.same[x] = y
		}
		return nil
	}
	var sides []side
	if pattern(a) {
		sides = append(sides, side{a, b})
	}
	if pattern(b) {
		sides = append(sides, side{b, a})
	}
	return sides
}
