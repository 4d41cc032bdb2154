package policy

import "github.com/open-policy-agent/opa/v1/ast"

// demand is what a body asks of the subject before anything else can matter: that a
// field is there, and that it is equal to a constant.
type demand struct {
	path  []*ast.Term
	equal *ast.Term // nil: any value
	holds bool      // any value but false
}

// guards returns what a body demands of the subject. OPA's index of rules looks at
// that first, too: what a rule does not come to is not read.
func guards(body ast.Body) []demand {
	var out []demand
	for _, e := range body {
		if e.Negated || len(e.With) > 0 {
			continue
		}
		switch x := e.Terms.(type) {
		case *ast.Term:
			if path := fieldOf(x); path != nil {
				out = append(out, demand{path: path, holds: true})
			}
		case []*ast.Term:
			if !e.IsEquality() {
				continue
			}
			for i, t := range x[1:] {
				path, other := fieldOf(t), x[2-i]
				switch {
				case path == nil:
				case literal(other):
					out = append(out, demand{path: path, equal: other})
				default:
					out = append(out, demand{path: path})
				}
			}
		}
	}
	return out
}

// fieldOf returns the path of a constant reference into the subject, or nil.
func fieldOf(t *ast.Term) []*ast.Term {
	ref, ok := t.Value.(ast.Ref)
	if !ok || len(ref) < 2 || !ref[0].Equal(ast.InputRootDocument) {
		return nil
	}
	for _, step := range ref[1:] {
		if !literal(step) {
			return nil
		}
	}
	return ref[1:]
}

func guard(demands []demand) link {
	return func(next step) step {
		return func(f *stack) error {
			for _, d := range demands {
				t := f.input
				for _, key := range d.path {
					if t = index(t.Value, key); t == nil {
						return nil
					}
				}
				if d.holds && !truthy(t) || d.equal != nil && d.equal.Value.Compare(t.Value) != 0 {
					return nil
				}
			}
			return next(f)
		}
	}
}
