package policy

import (
	"github.com/open-policy-agent/opa/v1/ast"
)

func (b *builder) operands(terms []*ast.Term) ([]operand, []link, error) {
	ops := make([]operand, len(terms))
	var links []link
	for i, t := range terms {
		op, more, err := b.operand(t)
		if err != nil {
			return nil, nil, err
		}
		ops[i], links = op, append(links, more...)
	}
	return ops, links, nil
}

// operand compiles a term all of whose variables have values. The links come before
// what uses it, once for each of its values.
func (b *builder) operand(t *ast.Term) (operand, []link, error) {
	if literal(t) {
		return operand{constant: t}, nil, nil
	}
	switch x := t.Value.(type) {
	case ast.Var:
		if n, bound := b.slots[x]; bound {
			return operand{slot: n}, nil, nil
		}
		if x == ast.InputRootDocument.Value {
			*b.impure = true
			n := b.slot()
			return operand{slot: n}, []link{func(next step) step {
				return func(f *stack) error {
					f.vars[n] = f.input
					return next(f)
				}
			}}, nil
		}
		return operand{}, nil, errLeft{"a variable without a value"}
	case ast.Ref:
		return b.ref(x)
	case *ast.Array, ast.Set, ast.Object:
		return b.composite(t.Value)
	case *ast.ArrayComprehension:
		return b.comprehension(x.Body, func(found []*ast.Term) (*ast.Term, error) {
			return ast.ArrayTerm(found...), nil
		}, x.Term)
	case *ast.SetComprehension:
		return b.comprehension(x.Body, func(found []*ast.Term) (*ast.Term, error) {
			return ast.SetTerm(found...), nil
		}, x.Term)
	case *ast.ObjectComprehension:
		return b.comprehension(x.Body, inPairs, x.Key, x.Value)
	}
	return operand{}, nil, errLeft{"an unknown form of term"}
}

// inPairs makes an object of keys, each followed by its value.
func inPairs(terms []*ast.Term) (*ast.Term, error) {
	pairs := make([][2]*ast.Term, len(terms)/2)
	for i := range pairs {
		pairs[i] = [2]*ast.Term{terms[2*i], terms[2*i+1]}
	}
	return objectOf(pairs)
}

// comprehension compiles a comprehension of heads over body.
func (b *builder) comprehension(body ast.Body, of func([]*ast.Term) (*ast.Term, error), heads ...*ast.Term) (operand, []link, error) {
	n := b.slot()
	inside := b.inner()
	links, err := inside.body(body)
	if err != nil {
		return operand{}, nil, err
	}
	ops, more, err := inside.operands(heads)
	if err != nil {
		return operand{}, nil, err
	}
	b.size = inside.size
	run := chain(append(links, more...), func(f *stack) error {
		for _, op := range ops {
			f.rows[n] = append(f.rows[n], op.get(f))
		}
		return nil
	})
	return operand{slot: n}, []link{func(next step) step {
		return func(f *stack) error {
			if f.rows == nil {
				f.rows = make([][]*ast.Term, len(f.vars))
			}
			f.rows[n] = nil
			if err := run(f); err != nil {
				return err
			}
			v, err := of(f.rows[n])
			if err != nil {
				return err
			}
			f.vars[n] = v
			return next(f)
		}
	}}, nil
}

// composite compiles a list, set or object with variables in it.
func (b *builder) composite(v ast.Value) (operand, []link, error) {
	var parts []*ast.Term
	var of func([]*ast.Term) (*ast.Term, error)
	switch x := v.(type) {
	case *ast.Array:
		x.Foreach(func(t *ast.Term) { parts = append(parts, t) })
		of = func(t []*ast.Term) (*ast.Term, error) { return ast.ArrayTerm(t...), nil }
	case ast.Set:
		x.Foreach(func(t *ast.Term) { parts = append(parts, t) })
		of = func(t []*ast.Term) (*ast.Term, error) { return ast.SetTerm(t...), nil }
	case ast.Object:
		x.Foreach(func(k, t *ast.Term) { parts = append(parts, k, t) })
		of = inPairs
	}
	ops, links, err := b.operands(parts)
	if err != nil {
		return operand{}, nil, err
	}
	n := b.slot()
	return operand{slot: n}, append(links, func(next step) step {
		return func(f *stack) error {
			given := make([]*ast.Term, len(ops))
			for i, op := range ops {
				given[i] = op.get(f)
			}
			v, err := of(given)
			if err != nil {
				return err
			}
			f.vars[n] = v
			return next(f)
		}
	}), nil
}

// ref compiles a reference.
func (b *builder) ref(r ast.Ref) (operand, []link, error) {
	if !r[0].Equal(ast.DefaultRootDocument) {
		head, links, err := b.operand(r[0])
		if err != nil {
			return operand{}, nil, err
		}
		return b.steps(head, links, r[1:])
	}
	if len(r) < 2 {
		return operand{}, nil, errLeft{"all of data"}
	}
	switch root, _ := r[1].Value.(ast.String); root {
	case "isms", "refs", "org", "catalog", "history":
		return b.base(r)
	}
	fixed := r.GroundPrefix()
	for i := len(fixed); i > 1; i-- {
		if len(b.named[pathKey(fixed[:i])]) == 0 {
			continue
		}
		d, err := b.compile(fixed[:i])
		if err != nil {
			return operand{}, nil, err
		}
		if d.form == isFunction {
			return operand{}, nil, errLeft{"a function that is not called"}
		}
		b.uses(d)
		n := b.slot()
		links := []link{func(next step) step {
			return func(f *stack) error {
				v, err := f.value(d)
				if err != nil || v == nil {
					return err
				}
				f.vars[n] = v
				return next(f)
			}
		}}
		return b.steps(operand{slot: n}, links, r[i:])
	}
	return b.several(r, fixed)
}

// several compiles a reference to an object that several rules make, each under a key
// of its own: only those are evaluated whose keys are asked for.
func (b *builder) several(r, fixed ast.Ref) (operand, []link, error) {
	rules := b.below[pathKey(fixed)]
	if len(rules) == 0 || len(r) == len(fixed) {
		return operand{}, nil, errLeft{"a reference to no rule"}
	}
	parts := map[string]*document{}
	var keys []*ast.Term
	for _, rule := range rules {
		if len(rule.path) != len(fixed)+1 || rule.fixed != len(rule.path) {
			return operand{}, nil, errLeft{"a reference to rules of several forms"}
		}
		d, err := b.compile(rule.path)
		if err != nil {
			return operand{}, nil, err
		}
		name, ok := rule.path[len(fixed)].Value.(ast.String)
		if !ok || d.form == isFunction {
			return operand{}, nil, errLeft{"a reference to rules of several forms"}
		}
		if parts[string(name)] == nil {
			keys = append(keys, rule.path[len(fixed)])
		}
		parts[string(name)] = d
		b.uses(d)
	}
	key, n := b.slot(), b.slot()
	var links []link
	if asked := r[len(fixed)]; b.open(asked) {
		links = []link{everyKey(keys, key)}
		more, err := b.match(asked, operand{slot: key})
		if err != nil {
			return operand{}, nil, err
		}
		links = append(links, more...)
	} else {
		op, more, err := b.operand(asked)
		if err != nil {
			return operand{}, nil, err
		}
		links = append(more, move(op, key))
	}
	links = append(links, partOf(parts, key, n))
	return b.steps(operand{slot: n}, links, r[len(fixed)+1:])
}

// everyKey puts each of keys into a slot.
func everyKey(keys []*ast.Term, slot int) link {
	return func(next step) step {
		return func(f *stack) error {
			for _, k := range keys {
				f.vars[slot] = k
				if err := next(f); err != nil {
					return err
				}
			}
			return nil
		}
	}
}

func move(op operand, slot int) link {
	return func(next step) step {
		return func(f *stack) error {
			f.vars[slot] = op.get(f)
			return next(f)
		}
	}
}

// partOf evaluates the document of a key.
func partOf(parts map[string]*document, key, slot int) link {
	return func(next step) step {
		return func(f *stack) error {
			name, ok := f.vars[key].Value.(ast.String)
			if !ok || parts[string(name)] == nil {
				return nil
			}
			v, err := f.value(parts[string(name)])
			if err != nil || v == nil {
				return err
			}
			f.vars[slot] = v
			return next(f)
		}
	}
}

// base compiles a reference to base data: what stands under all keys that are known
// is read at once.
func (b *builder) base(r ast.Ref) (operand, []link, error) {
	*b.impure = true
	n := 1
	for n < len(r) && !b.open(r[n]) {
		n++
	}
	keys, links, err := b.operands(r[1:n])
	if err != nil {
		return operand{}, nil, err
	}
	out := b.slot()
	links = append(links, func(next step) step {
		return func(f *stack) error {
			path := f.path[:0]
			for _, key := range keys {
				path = append(path, key.get(f))
			}
			f.path = path
			v, err := f.read(path)
			if err != nil || v == nil {
				return err
			}
			f.vars[out] = v
			return next(f)
		}
	})
	return b.steps(operand{slot: out}, links, r[n:])
}

// steps compiles a path into a value. A variable without a value takes each key.
func (b *builder) steps(op operand, links []link, path []*ast.Term) (operand, []link, error) {
	for _, t := range path {
		from, n := op, b.slot()
		if !b.open(t) {
			key, more, err := b.operand(t)
			if err != nil {
				return operand{}, nil, err
			}
			links = append(append(links, more...), func(next step) step {
				return func(f *stack) error {
					v := index(from.get(f).Value, key.get(f))
					if v == nil {
						return nil
					}
					f.vars[n] = v
					return next(f)
				}
			})
			op = operand{slot: n}
			continue
		}
		k := b.slot()
		links = append(links, func(next step) step {
			return func(f *stack) error {
				return f.each(from.get(f).Value, func(key, elem *ast.Term) error {
					f.vars[k], f.vars[n] = key, elem
					return next(f)
				})
			}
		})
		more, err := b.match(t, operand{slot: k})
		if err != nil {
			return operand{}, nil, err
		}
		links = append(links, more...)
		op = operand{slot: n}
	}
	return op, links, nil
}
