package policy

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// equal compiles a = b.
func (b *builder) equal(x, y *ast.Term) ([]link, error) {
	if b.open(x) {
		x, y = y, x
	}
	if b.open(x) {
		return nil, errLeft{"an equation with two unknown sides"}
	}
	op, links, err := b.operand(x)
	if err != nil {
		return nil, err
	}
	more, err := b.match(y, op)
	return append(links, more...), err
}

// open says whether a term is a variable without a value yet, or a pattern with one
// in it.
func (b *builder) open(t *ast.Term) bool {
	switch x := t.Value.(type) {
	case ast.Var:
		_, bound := b.slots[x]
		return !bound && x != ast.InputRootDocument.Value
	case *ast.Array:
		return x.Until(b.open)
	case ast.Object:
		return x.Until(func(k, v *ast.Term) bool { return b.open(k) || b.open(v) })
	case ast.Set:
		return x.Until(b.open)
	}
	return false
}

// match compiles that a term is op; it gives variables of a pattern their values.
func (b *builder) match(t *ast.Term, op operand) ([]link, error) {
	if b.open(t) {
		switch x := t.Value.(type) {
		case ast.Var:
			n := b.slot()
			b.slots[x] = n
			return []link{func(next step) step {
				return func(f *stack) error {
					f.vars[n] = op.get(f)
					return next(f)
				}
			}}, nil
		case *ast.Array:
			return b.matchList(x, op)
		case ast.Object:
			return b.matchObject(x, op)
		}
		return nil, errLeft{"a set with an unknown in it"}
	}
	want, links, err := b.operand(t)
	if err != nil {
		return nil, err
	}
	return append(links, func(next step) step {
		return func(f *stack) error {
			if x, y := want.get(f), op.get(f); x != y && x.Value.Compare(y.Value) != 0 {
				return nil
			}
			return next(f)
		}
	}), nil
}

func (b *builder) matchList(x *ast.Array, op operand) ([]link, error) {
	n := x.Len()
	first := b.size
	b.size += n
	links := []link{func(next step) step {
		return func(f *stack) error {
			list, ok := op.get(f).Value.(*ast.Array)
			if !ok || list.Len() != n {
				return nil
			}
			for i := range n {
				f.vars[first+i] = list.Elem(i)
			}
			return next(f)
		}
	}}
	for i := range n {
		more, err := b.match(x.Elem(i), operand{slot: first + i})
		if err != nil {
			return nil, err
		}
		links = append(links, more...)
	}
	return links, nil
}

func (b *builder) matchObject(x ast.Object, op operand) ([]link, error) {
	keys := x.Keys()
	if slices.ContainsFunc(keys, func(k *ast.Term) bool { return !literal(k) }) {
		return nil, errLeft{"a pattern whose keys are unknown"}
	}
	first := b.size
	b.size += len(keys)
	links := []link{func(next step) step {
		return func(f *stack) error {
			object, ok := op.get(f).Value.(ast.Object)
			if !ok || object.Len() != len(keys) {
				return nil
			}
			for i, key := range keys {
				if f.vars[first+i] = object.Get(key); f.vars[first+i] == nil {
					return nil
				}
			}
			return next(f)
		}
	}}
	// What is known is compared before anything is taken from it.
	for _, unknown := range []bool{false, true} {
		for i, key := range keys {
			if part := x.Get(key); b.open(part) == unknown {
				more, err := b.match(part, operand{slot: first + i})
				if err != nil {
					return nil, err
				}
				links = append(links, more...)
			}
		}
	}
	return links, nil
}
