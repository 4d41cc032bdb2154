package policy

import (
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A program is the rules of a set compiled for a [machine], each when it is first
// asked for. What OPA's compiler made of the rules is what is compiled here: bodies
// are in an order in which each variable has its value where it is used, and calls
// stand by themselves.
type program struct {
	compiler *ast.Compiler
	named    map[string][]*definition
	below    map[string][]*definition

	mu        sync.Mutex
	documents map[string]*document // by path; nil where it is left to OPA
}

// program returns the program of the set.
func (s *Set) program() *program {
	s.built.Do(func() {
		t := newTracer(s.compiler)
		s.steps = &program{compiler: s.compiler, named: t.named, below: t.below, documents: map[string]*document{}}
	})
	return s.steps
}

// errLeft is why something is not compiled.
type errLeft struct{ what string }

func (e errLeft) Error() string { return e.what }

// document returns the document of a rule, and how many documents there are; nil
// where the rule is left to OPA.
func (p *program) document(path ast.Ref) (*document, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d, err := p.compile(path)
	if err != nil {
		return nil, 0
	}
	return d, len(p.documents)
}

// compile compiles the rules of a path and all that they use.
func (p *program) compile(path ast.Ref) (*document, error) {
	key := pathKey(path)
	if d, known := p.documents[key]; known {
		if d == nil {
			return nil, errLeft{"is left to OPA"}
		}
		return d, nil
	}
	d := &document{number: len(p.documents)}
	p.documents[key] = nil
	if err := p.rules(d, p.named[key]); err != nil {
		return nil, err
	}
	if len(p.below[key]) > 0 {
		return nil, errLeft{"is made by rules of longer paths"}
	}
	p.documents[key] = d
	return d, nil
}

func (p *program) rules(d *document, rules []*definition) error {
	impure := false
	for i, r := range rules {
		form := isComplete
		switch {
		case len(r.path) > r.fixed && (r.Head.RuleKind() == ast.MultiValue || len(r.path) > r.fixed+1):
			return errLeft{"has a head of several parts"}
		case len(r.path) > r.fixed:
			form = isObject
		case r.Head.RuleKind() == ast.MultiValue:
			form = isSet
		case len(r.Head.Args) > 0:
			form = isFunction
		}
		if i > 0 && form != d.form || (form == isSet || form == isObject) && (r.Else != nil || r.Default) {
			return errLeft{"mixes forms"}
		}
		d.form, d.params = form, len(r.Head.Args)
		first, err := p.clauses(r, form, &impure)
		if err != nil {
			return err
		}
		if r.Default {
			d.preset = first
		} else {
			d.rules = append(d.rules, first)
		}
	}
	d.once, d.pure = sameConstant(rules), !impure
	return nil
}

// sameConstant says whether all rules give the same constant.
func sameConstant(rules []*definition) bool {
	var same *ast.Term
	for _, d := range rules {
		for r := d.Rule; r != nil; r = r.Else {
			if r.Default || r.Head.RuleKind() == ast.MultiValue || len(d.path) > d.fixed || !literal(r.Head.Value) ||
				same != nil && !same.Equal(r.Head.Value) {
				return false
			}
			same = r.Head.Value
		}
	}
	return same != nil
}

// clauses compiles a rule and its else.
func (p *program) clauses(r *definition, form documentForm, impure *bool) (*clause, error) {
	var first, last *clause
	for part := r.Rule; part != nil; part = part.Else {
		b := &builder{program: p, slots: map[ast.Var]int{}, size: len(r.Head.Args), impure: impure}
		links, err := b.clause(part, r, form)
		if err != nil {
			return nil, err
		}
		c := &clause{run: links, vars: b.size}
		if last == nil {
			first = c
		} else {
			last.otherwise = c
		}
		last = c
	}
	return first, nil
}

// builder compiles one rule.
type builder struct {
	*program
	slots  map[ast.Var]int // of variables that have their value
	size   int
	impure *bool // set where the subject or data is read
}

func (b *builder) slot() int {
	b.size++
	return b.size - 1
}

// inner returns a builder for a body inside: what is bound there is not bound here.
func (b *builder) inner() *builder {
	slots := make(map[ast.Var]int, len(b.slots))
	for x, n := range b.slots {
		slots[x] = n
	}
	return &builder{b.program, slots, b.size, b.impure}
}

// clause compiles params, body and head.
func (b *builder) clause(r *ast.Rule, d *definition, form documentForm) (step, error) {
	var links []link
	for i, param := range d.Head.Args {
		l, err := b.match(param, operand{slot: i})
		if err != nil {
			return nil, err
		}
		links = append(links, l...)
	}
	if g := guards(r.Body); len(g) > 0 {
		*b.impure = true
		links = append([]link{guard(g)}, links...)
	}
	body, err := b.body(r.Body)
	if err != nil {
		return nil, err
	}
	links = append(links, body...)
	var last step
	switch form {
	case isSet:
		key, l, err := b.operand(r.Head.Key)
		if err != nil {
			return nil, err
		}
		links = append(links, l...)
		last = func(f *stack) error {
			f.out.list = append(f.out.list, key.get(f))
			return nil
		}
	case isObject:
		key, l, err := b.operand(d.path[d.fixed])
		if err != nil {
			return nil, err
		}
		value, more, err := b.operand(r.Head.Value)
		if err != nil {
			return nil, err
		}
		links = append(append(links, l...), more...)
		last = func(f *stack) error {
			f.out.pairs = append(f.out.pairs, [2]*ast.Term{key.get(f), value.get(f)})
			return nil
		}
	default:
		value, l, err := b.operand(r.Head.Value)
		if err != nil {
			return nil, err
		}
		links = append(links, l...)
		once := sameConstant(b.named[pathKey(d.path)])
		last = func(f *stack) error {
			v := value.get(f)
			switch {
			case f.out.value == nil:
				f.out.value = v
			case f.out.value != v && f.out.value.Value.Compare(v.Value) != 0:
				return errLeave // a conflict
			}
			if once {
				return errStop
			}
			return nil
		}
	}
	return chain(links, last), nil
}

func (b *builder) body(body ast.Body) ([]link, error) {
	var links []link
	for _, e := range body {
		l, err := b.expr(e)
		if err != nil {
			return nil, err
		}
		links = append(links, l...)
	}
	return links, nil
}

func (b *builder) expr(e *ast.Expr) ([]link, error) {
	if len(e.With) > 0 {
		return nil, errLeft{"with"}
	}
	if e.Negated {
		return b.negated(e)
	}
	switch x := e.Terms.(type) {
	case *ast.Term:
		return b.holds(x)
	case []*ast.Term:
		if e.IsEquality() {
			return b.equal(x[1], x[2])
		}
		return b.call(e.Operator(), x[1:])
	case *ast.Every:
		return b.every(x)
	}
	return nil, errLeft{"an unknown form of statement"}
}

// holds compiles a statement that is one term.
func (b *builder) holds(t *ast.Term) ([]link, error) {
	op, links, err := b.operand(t)
	if err != nil {
		return nil, err
	}
	return append(links, func(next step) step {
		return func(f *stack) error {
			if !truthy(op.get(f)) {
				return nil
			}
			return next(f)
		}
	}), nil
}

// solved says whether steps that end in stop find a solution.
func solved(run step, f *stack) (bool, error) {
	switch err := run(f); err {
	case errStop:
		return true, nil
	default:
		return false, err
	}
}

func stop(*stack) error { return errStop }

// negated compiles not: it holds where the statement has no solution.
func (b *builder) negated(e *ast.Expr) ([]link, error) {
	plain := *e
	plain.Negated = false
	inside := b.inner()
	links, err := inside.expr(&plain)
	if err != nil {
		return nil, err
	}
	b.size = inside.size
	run := chain(links, stop)
	return []link{func(next step) step {
		return func(f *stack) error {
			if found, err := solved(run, f); found || err != nil {
				return err
			}
			return next(f)
		}
	}}, nil
}

// every compiles every: it holds where the body has a solution for all there is.
func (b *builder) every(x *ast.Every) ([]link, error) {
	domain, links, err := b.operand(x.Domain)
	if err != nil {
		return nil, err
	}
	inside := b.inner()
	key, value := inside.slot(), inside.slot()
	var body []link
	if x.Key != nil {
		if body, err = inside.match(x.Key, operand{slot: key}); err != nil {
			return nil, err
		}
	}
	l, err := inside.match(x.Value, operand{slot: value})
	if err != nil {
		return nil, err
	}
	rest, err := inside.body(x.Body)
	if err != nil {
		return nil, err
	}
	b.size = inside.size
	run := chain(append(append(body, l...), rest...), stop)
	return append(links, func(next step) step {
		return func(f *stack) error {
			over := domain.get(f).Value
			switch over.(type) {
			case ast.Object, *ast.Array, ast.Set:
			default:
				return errLeave
			}
			err := f.each(over, func(k, v *ast.Term) error {
				f.vars[key], f.vars[value] = k, v
				found, err := solved(run, f)
				if err == nil && !found {
					err = errStop
				}
				return err
			})
			switch err {
			case nil:
				return next(f)
			case errStop:
				return nil
			}
			return err
		}
	}), nil
}
