package policy

import (
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A tracer finds out which fields of records rules read. It follows a record from
// where it comes from (input, data.isms) through variables, comprehensions, helpers
// and their results, to where a field of it is asked for.
//
// It errs on the side of more: what it does not understand reads the whole record.
// Three things do not read a record: to ask whether it is there, to hand it on, and
// to count records, which always differ by kind and id.
type tracer struct {
	compiler *ast.Compiler
	named    map[string][]*definition // by the constant part of their path
	below    map[string][]*definition // by what such a path begins with
	known    map[*ast.Rule][]*traced
	sources  map[*ast.Rule]*sources
}

// definition is a rule or function and its path.
type definition struct {
	*ast.Rule
	path  ast.Ref
	fixed int // how much of the path is constant
}

// traced is what a rule or function gives for one way of being called.
type traced struct {
	args  []value
	value value
	read  *footprint
}

func newTracer(c *ast.Compiler) *tracer {
	t := &tracer{c, map[string][]*definition{}, map[string][]*definition{}, map[*ast.Rule][]*traced{}, map[*ast.Rule]*sources{}}
	for _, name := range slices.Sorted(maps.Keys(c.Modules)) {
		for _, r := range c.Modules[name].Rules {
			d := &definition{Rule: r, path: r.Ref()}
			d.fixed = len(d.path.GroundPrefix())
			whole := pathKey(d.path[:d.fixed])
			t.named[whole] = append(t.named[whole], d)
			for i := 1; i < d.fixed; i++ {
				t.below[pathKey(d.path[:i])] = append(t.below[pathKey(d.path[:i])], d)
			}
		}
	}
	return t
}

// pathKey names a constant path.
func pathKey(r ast.Ref) string {
	var b strings.Builder
	for _, step := range r[1:] {
		if name, ok := step.Value.(ast.String); ok {
			b.WriteString(string(name))
		} else {
			b.WriteString(step.String())
		}
		b.WriteByte(0)
	}
	return b.String()
}

// A value says what a term may be: any of these. None at all: not known yet.
type value []atom

// atom is one thing that a term may be.
type atom struct {
	form form
	kind string    // of a record or a collection; "" for input
	is   ast.Value // of a constant
	key  value     // of a container: what its keys may be
	elem value     // of a container: what it may hold
}

type form int

const (
	isOther      form = iota // neither a record nor anything that holds one
	isConstant               // a value that stands in the rule
	isRecord                 // a record
	isCollection             // data.isms.<kind>: records by id
	isContainer              // a list, set or object of what elem says
)

var anything = value{{form: isOther}}

// and returns what v or o may be.
func (v value) and(o value) value {
	for _, a := range o {
		if !slices.ContainsFunc(v, a.equal) {
			v = append(slices.Clip(v), a)
		}
	}
	return v
}

func (a atom) equal(b atom) bool {
	return a.form == b.form && a.kind == b.kind && (a.is == nil) == (b.is == nil) && (a.is == nil || a.is.Compare(b.is) == 0) &&
		a.key.equal(b.key) && a.elem.equal(b.elem)
}

func (v value) equal(o value) bool {
	return len(v) == len(o) && !slices.ContainsFunc(v, func(a atom) bool { return !slices.ContainsFunc(o, a.equal) })
}

// trace returns what the rules at a path read.
func (t *tracer) trace(path ast.Ref) *footprint {
	f := newFootprint()
	s := &scope{tracer: t, read: f, marking: true}
	s.escape(t.document(path, nil, s))
	return f
}

// scope is one rule being followed.
type scope struct {
	*tracer
	vars    map[ast.Var]value
	sources *sources
	read    *footprint
	marking bool // all values are known: note what is read
	changed bool
}

// call follows a rule, called with args.
func (t *tracer) call(r *ast.Rule, args []value) *traced {
	for _, known := range t.known[r] {
		if slices.EqualFunc(known.args, args, value.equal) {
			return known
		}
	}
	done := &traced{args: args, read: newFootprint()}
	t.known[r] = append(t.known[r], done)
	for part := r; part != nil; part = part.Else {
		s := &scope{tracer: t, vars: map[ast.Var]value{}, sources: t.sourcesOf(part, r.Head.Args), read: done.read}
		s.settle(part, r.Head.Args, args)
		s.marking = true
		done.value = done.value.and(s.rule(part, r.Head.Args, args))
		s.compared()
	}
	return done
}

// settle follows a rule until no variable may be more than was known.
func (s *scope) settle(r *ast.Rule, params []*ast.Term, args []value) {
	const rounds = 20
	for range rounds {
		s.changed = false
		s.rule(r, params, args)
		if !s.changed {
			return
		}
	}
	s.read.all()
}

// rule follows one rule without its else, and returns what it gives.
func (s *scope) rule(r *ast.Rule, params []*ast.Term, args []value) value {
	for i, param := range params {
		given := anything
		if i < len(args) {
			given = args[i]
		}
		s.unify(param, given)
	}
	s.body(r.Body)
	ref := r.Ref()
	for _, step := range ref[len(ref.GroundPrefix()):] { // the keys of a partial object
		s.escape(s.term(step))
	}
	if r.Head.RuleKind() == ast.MultiValue {
		return s.set(s.term(r.Head.Key))
	}
	return s.term(r.Head.Value)
}

// set is a set of elem. Where that may be records of two origins, whether they are
// equal decides how many there are.
func (s *scope) set(elem value) value {
	if records(elem) > 1 {
		s.escape(elem)
	}
	return value{{form: isContainer, key: elem, elem: elem}}
}

func records(v value) int {
	n := 0
	for _, a := range v {
		if a.form == isRecord || a.form == isContainer && records(a.elem) > 0 {
			n++
		}
	}
	return n
}

func (s *scope) body(body ast.Body) {
	for _, e := range body {
		s.expr(e)
	}
}

func (s *scope) expr(e *ast.Expr) {
	if len(e.With) > 0 && s.marking {
		s.read.all()
	}
	switch x := e.Terms.(type) {
	case *ast.Term:
		s.term(x) // whether it is there
	case *ast.SomeDecl:
	case *ast.Every:
		domain := s.term(x.Domain)
		if x.Key != nil {
			s.unify(x.Key, s.keys(domain))
		}
		s.unify(x.Value, s.index(domain, nil))
		s.body(x.Body)
	case []*ast.Term:
		s.apply(e.Operator(), x[1:])
	default:
		s.read.all()
	}
}

// apply follows a call.
func (s *scope) apply(operator ast.Ref, terms []*ast.Term) {
	name := operator.String()
	if name == ast.Equality.Name && len(terms) == 2 {
		s.equal(terms[0], terms[1])
		return
	}
	n := s.compiler.GetArity(operator)
	if n < 0 || n > len(terms) {
		s.read.all()
		return
	}
	args := make([]value, n)
	for i, term := range terms[:n] {
		args[i] = s.term(term)
	}
	out := anything
	switch {
	case operator.HasPrefix(ast.DefaultRootRef):
		out = s.document(operator, args, s)
	case name == ast.ObjectGet.Name:
		key := args[1]
		if path, list := terms[1].Value.(*ast.Array); list && path.Len() > 0 {
			key = s.term(path.Elem(0))
		}
		out = s.index(args[0], key).and(args[2])
	case name == ast.Count.Name && !slices.ContainsFunc(args[0], func(a atom) bool { return a.form == isRecord }):
	case name == ast.IsObject.Name && !slices.ContainsFunc(args[0], func(a atom) bool { return a.form != isRecord }):
		// every record is one, whatever stands in it
	default:
		for _, arg := range args {
			s.escape(arg)
		}
	}
	for _, term := range terms[n:] {
		s.unify(term, out)
	}
}

// equal follows a = b.
func (s *scope) equal(a, b *ast.Term) {
	x, y := s.value(a), s.value(b)
	if pattern(a) || pattern(b) {
		if pattern(a) && !s.sources.makes(a, b) {
			s.unify(a, y)
		}
		if pattern(b) && !s.sources.makes(b, a) {
			s.unify(b, x)
		}
		return
	}
	s.escape(x)
	s.escape(y)
}

// value is term where the variable is no pattern to be filled.
func (s *scope) value(t *ast.Term) value {
	if x, ok := t.Value.(ast.Var); ok && x != ast.InputRootDocument.Value {
		return s.vars[x]
	}
	return s.term(t)
}

// pattern says whether a term may give variables their value.
func pattern(t *ast.Term) bool {
	switch x := t.Value.(type) {
	case ast.Var:
		return x != ast.InputRootDocument.Value
	case *ast.Array, ast.Object:
		return true
	}
	return false
}

// document follows a reference to rules, or a call of a function.
func (t *tracer) document(r ast.Ref, args []value, s *scope) value {
	fixed := r.GroundPrefix()
	var out value
	found := false
	for i := len(fixed); i > 1; i-- {
		for _, d := range t.named[pathKey(fixed[:i])] {
			found = true
			given := t.follow(d, args, s)
			if args == nil {
				given = s.steps(given, r[i:])
			}
			out = out.and(given)
		}
	}
	for _, d := range t.below[pathKey(fixed)] { // parts of an object that several rules make
		found = true
		s.escape(t.follow(d, args, s))
		out = out.and(s.steps(anything, r[len(fixed):]))
	}
	if !found {
		s.read.all()
		return anything
	}
	return out
}

// follow follows one rule that a reference leads to.
func (t *tracer) follow(d *definition, args []value, s *scope) value {
	done := t.call(d.Rule, args)
	if s.marking {
		s.read.join(done.read)
	}
	if len(d.path) > d.fixed { // a partial object
		return value{{form: isContainer, key: anything, elem: done.value}}
	}
	return done.value
}

// field notes that a field of a record is read.
func (s *scope) field(a atom, key value) {
	if !s.marking {
		return
	}
	read := s.reads(a)
	if len(key) == 0 {
		read.whole = true
	}
	for _, k := range key {
		name, ok := k.is.(ast.String)
		if k.form != isConstant || !ok {
			read.whole = true
			continue
		}
		read.add(string(name))
	}
}

func (s *scope) reads(a atom) *fields {
	if a.kind == "" {
		return &s.read.input
	}
	return s.read.of(a.kind)
}

// escape notes that what v may be goes where it cannot be followed: of records all
// is read.
func (s *scope) escape(v value) {
	if !s.marking {
		return
	}
	for _, a := range v {
		switch a.form {
		case isRecord, isCollection:
			s.reads(a).whole = true
		case isContainer:
			s.escape(a.key)
			s.escape(a.elem)
		}
	}
}

// compared reads records that are compared because two places give them to one
// variable, or to two that are said to be equal.
func (s *scope) compared() {
	for x, v := range s.vars {
		if s.sources.of(x)+s.sources.asked[s.sources.root(x)] > 1 {
			s.escape(v)
		}
	}
}
