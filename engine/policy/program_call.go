package policy

import (
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// call compiles a call; a last term beyond the parameters is its result.
func (b *builder) call(operator ast.Ref, terms []*ast.Term) ([]link, error) {
	n := b.compiler.GetArity(operator)
	if n < 0 || len(terms) < n || len(terms) > n+1 {
		return nil, errLeft{"a call of another form"}
	}
	args, links, err := b.operands(terms[:n])
	if err != nil {
		return nil, err
	}
	result := b.slot()
	run, err := b.callee(operator, args, result)
	if err != nil {
		return nil, err
	}
	links = append(links, run)
	if len(terms) == n {
		return append(links, func(next step) step {
			return func(f *stack) error {
				if !truthy(f.vars[result]) {
					return nil
				}
				return next(f)
			}
		}), nil
	}
	more, err := b.match(terms[n], operand{slot: result})
	return append(links, more...), err
}

// uses notes that a document is used.
func (b *builder) uses(d *document) {
	if !d.pure {
		*b.impure = true
	}
}

// callee compiles what is called, with its result in a slot.
func (b *builder) callee(operator ast.Ref, args []operand, result int) (link, error) {
	if operator.HasPrefix(ast.DefaultRootRef) {
		d, err := b.compile(operator)
		if err != nil {
			return nil, err
		}
		if d.form != isFunction || d.params != len(args) {
			return nil, errLeft{"a call of what is no function"}
		}
		b.uses(d)
		return func(next step) step {
			return func(f *stack) error {
				given := make([]*ast.Term, len(args))
				for i, a := range args {
					given[i] = a.get(f)
				}
				v, err := f.apply(d, given)
				if err != nil || v == nil {
					return err
				}
				f.vars[result] = v
				return next(f)
			}
		}, nil
	}
	name := operator.String()
	builtin, known := ast.BuiltinMap[name]
	run := topdown.GetBuiltin(name)
	if !known || builtin.Nondeterministic || run == nil {
		return nil, errLeft{"builtin " + name}
	}
	if builtin.Relation {
		return relation(run, args, result), nil
	}
	if quick := quickly[name]; quick != nil {
		run = quick
	}
	return func(next step) step {
		return func(f *stack) error {
			given := make([]*ast.Term, len(args))
			for i, a := range args {
				given[i] = a.get(f)
			}
			var out *ast.Term
			n := 0
			err := run(topdown.BuiltinContext{Cancel: f.cancel}, given, func(t *ast.Term) error {
				out = t
				n++
				return nil
			})
			switch {
			case err != nil || n > 1:
				return errLeave
			case n == 0:
				return nil
			}
			f.vars[result] = out
			return next(f)
		}
	}, nil
}

// relation calls a builtin that has many results.
func relation(run topdown.BuiltinFunc, args []operand, result int) link {
	return func(next step) step {
		return func(f *stack) error {
			given := make([]*ast.Term, len(args))
			for i, a := range args {
				given[i] = a.get(f)
			}
			var found []*ast.Term
			err := run(topdown.BuiltinContext{Cancel: f.cancel}, given, func(t *ast.Term) error {
				found = append(found, t)
				return nil
			})
			if err != nil {
				return errLeave
			}
			for _, t := range found {
				f.vars[result] = t
				if err := next(f); err != nil {
					return err
				}
			}
			return nil
		}
	}
}

// quickly are builtins that are called often and simply.
var quickly = map[string]topdown.BuiltinFunc{
	ast.LessThan.Name:      comparison(func(n int) bool { return n < 0 }),
	ast.LessThanEq.Name:    comparison(func(n int) bool { return n <= 0 }),
	ast.GreaterThan.Name:   comparison(func(n int) bool { return n > 0 }),
	ast.GreaterThanEq.Name: comparison(func(n int) bool { return n >= 0 }),
	ast.NotEqual.Name:      comparison(func(n int) bool { return n != 0 }),
	ast.Equal.Name:         comparison(func(n int) bool { return n == 0 }),
}

func comparison(holds func(int) bool) topdown.BuiltinFunc {
	return func(_ topdown.BuiltinContext, terms []*ast.Term, iter func(*ast.Term) error) error {
		return iter(ast.InternedTerm(holds(ast.Compare(terms[0].Value, terms[1].Value))))
	}
}
