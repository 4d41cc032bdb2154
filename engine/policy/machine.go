package policy

import (
	"errors"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// A machine runs rules as they were compiled into steps. It is a shortcut and no
// second meaning: what it is not sure of (an error, a conflict, a form that is not
// compiled) it leaves to OPA, which then evaluates the rule from the start.
type machine struct {
	store  base
	input  *ast.Term
	cancel topdown.Cancel
	*results
	path   []*ast.Term // of what is read next
	visits int         // of what was iterated over
}

// base is what rules read besides their subject.
type base interface {
	// read returns what stands at a path, errNotFound where nothing does.
	read(path []string) (ast.Value, error)
}

// results are what documents were found to be. One evaluation after the other uses them.
type results struct {
	// What pure functions gave for arguments that are text or numbers: days, for the most
	// part, of which there are few. They hold for every subject and point.
	pure map[application]*ast.Term

	known []memo // of documents without parameters, by number
	round uint64 // the evaluation; what was known in another one is not known
}

// begin forgets what was known of documents, of which there are so many.
func (r *results) begin(documents int) *results {
	if r.round++; len(r.known) < documents {
		r.known = append(r.known, make([]memo, documents-len(r.known))...)
	}
	return r
}

// maxResults bounds how many results are kept.
const maxResults = 20_000

// application is a function and what it was called with.
type application struct {
	function int
	a, b     string
	forms    [2]byte // of a and b: 's' for text, 'n' for a number
}

// apply calls a function, or returns what it gave before.
func (m *machine) apply(d *document, args []*ast.Term) (*ast.Term, error) {
	if !d.pure || len(args) > 2 {
		return m.call(d, args)
	}
	key := application{function: d.number}
	for i, arg := range args {
		var written string
		var form byte
		switch x := arg.Value.(type) {
		case ast.String:
			written, form = string(x), 's'
		case ast.Number:
			written, form = string(x), 'n'
		default:
			return m.call(d, args)
		}
		if key.forms[i] = form; i == 0 {
			key.a = written
		} else {
			key.b = written
		}
	}
	if v, known := m.pure[key]; known {
		return v, nil
	}
	v, err := m.call(d, args)
	if err == nil && len(m.pure) < maxResults {
		m.pure[key] = v
	}
	return v, err
}

// memo is what a document without parameters was found to be.
type memo struct {
	round uint64    // the evaluation that found it, 0 for none
	value *ast.Term // nil: undefined
}

var (
	errStop  = errors.New("one solution is enough")
	errLeave = errors.New("left to OPA")
)

// stack holds the variables of one rule while it runs.
type stack struct {
	*machine
	vars []*ast.Term
	rows [][]*ast.Term // of comprehensions that are being made
	out  *outcome
}

// outcome collects what the bodies of a document give.
type outcome struct {
	value *ast.Term // of a complete rule or a function
	list  []*ast.Term
	pairs [][2]*ast.Term
}

// step goes on with what is left of a body. It returns once all solutions were tried.
type step func(f *stack) error

// link puts something before a step.
type link func(next step) step

func chain(links []link, last step) step {
	for _, l := range slices.Backward(links) {
		last = l(last)
	}
	return last
}

// operand is a term whose value is at hand: a constant, or a variable.
type operand struct {
	constant *ast.Term
	slot     int
}

func (o operand) get(f *stack) *ast.Term {
	if o.constant != nil {
		return o.constant
	}
	return f.vars[o.slot]
}

// document is the rules of one path, compiled.
type document struct {
	number int
	form   documentForm
	rules  []*clause
	params int
	pure   bool // it reads neither the subject nor data
	once   bool // all give the same constant: the first solution is enough
	preset *clause
}

type documentForm int

const (
	isComplete documentForm = iota
	isFunction
	isSet
	isObject
)

// clause is one rule, compiled.
type clause struct {
	vars      int
	run       step
	otherwise *clause
}

// value returns what a document without parameters is, nil where it is undefined.
func (m *machine) value(d *document) (*ast.Term, error) {
	if known := &m.known[d.number]; known.round == m.round {
		return known.value, nil
	}
	value, err := m.call(d, nil)
	if err != nil {
		return nil, err
	}
	m.known[d.number] = memo{m.round, value}
	return value, nil
}

// call evaluates a document.
func (m *machine) call(d *document, args []*ast.Term) (*ast.Term, error) {
	if m.cancel.Cancelled() {
		return nil, errLeave
	}
	out := &outcome{}
	for _, c := range d.rules {
		if err := m.run(c, args, out, d.form); err != nil && err != errStop {
			return nil, err
		}
		if d.once && out.value != nil {
			break
		}
	}
	switch d.form {
	case isSet:
		return ast.NewTerm(ast.NewSet(out.list...)), nil
	case isObject:
		return objectOf(out.pairs)
	}
	if out.value == nil && d.preset != nil {
		if err := m.run(d.preset, args, out, d.form); err != nil && err != errStop {
			return nil, err
		}
	}
	return out.value, nil
}

// run evaluates a rule, and its else where the rule gives nothing.
func (m *machine) run(c *clause, args []*ast.Term, out *outcome, form documentForm) error {
	before := out.value
	for ; c != nil; c = c.otherwise {
		out.value = nil
		f := &stack{machine: m, vars: make([]*ast.Term, c.vars), out: out}
		copy(f.vars, args)
		if err := c.run(f); err != nil && err != errStop {
			return err
		}
		if form == isSet || form == isObject {
			return nil
		}
		if out.value != nil {
			break
		}
	}
	switch {
	case before == nil:
	case out.value == nil:
		out.value = before
	case out.value.Value.Compare(before.Value) != 0:
		return errLeave // a conflict
	}
	return nil
}

func objectOf(pairs [][2]*ast.Term) (*ast.Term, error) {
	o := ast.NewObject()
	for _, p := range pairs {
		if had := o.Get(p[0]); had != nil && had.Value.Compare(p[1].Value) != 0 {
			return nil, errLeave // a conflict
		}
		o.Insert(p[0], p[1])
	}
	return ast.NewTerm(o), nil
}

// index returns what stands in v under key, nil where nothing does.
func index(v ast.Value, key *ast.Term) *ast.Term {
	switch x := v.(type) {
	case ast.Object:
		return x.Get(key)
	case *ast.Array:
		n, ok := key.Value.(ast.Number)
		if !ok {
			return nil
		}
		if i, ok := n.Int(); ok && i >= 0 && i < x.Len() {
			return x.Elem(i)
		}
	case ast.Set:
		if x.Contains(key) {
			return key
		}
	}
	return nil
}

// each calls do for all that stands in v, until the evaluation is cancelled.
func (m *machine) each(v ast.Value, do func(key, elem *ast.Term) error) error {
	visit := func(key, elem *ast.Term) error {
		if m.visits++; m.visits%256 == 0 && m.cancel.Cancelled() {
			return errLeave
		}
		return do(key, elem)
	}
	switch x := v.(type) {
	case ast.Object:
		return x.Iter(visit)
	case *ast.Array:
		for i := range x.Len() {
			if err := visit(ast.InternedTerm(i), x.Elem(i)); err != nil {
				return err
			}
		}
	case ast.Set:
		return x.Iter(func(t *ast.Term) error { return visit(t, t) })
	}
	return nil
}

// truthy says whether a statement holds that has this value.
func truthy(t *ast.Term) bool { return t != nil && t.Value != ast.Boolean(false) }

// read reads base data.
func (m *machine) read(path []*ast.Term) (*ast.Term, error) {
	if near, ok := m.store.(*recorder); ok && len(path) > 3 && path[0].Value == ast.String("isms") {
		kind, plain := path[1].Value.(ast.String)
		id, named := path[2].Value.(ast.String)
		if plain && named {
			return near.field(string(kind), string(id), path[3:]), nil
		}
	}
	steps := make([]string, len(path))
	for i, t := range path {
		text, ok := t.Value.(ast.String)
		if !ok {
			return nil, errLeave
		}
		steps[i] = string(text)
	}
	v, err := m.store.read(steps)
	switch {
	case err == errNotFound:
		return nil, nil
	case err != nil:
		return nil, errLeave
	}
	return ast.NewTerm(v), nil
}
