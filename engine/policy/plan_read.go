package policy

import (
	"errors"

	"github.com/open-policy-agent/opa/v1/ast"
)

// errPlan is the error of a plan that is none.
var errPlan = errors.New("the plan is damaged")

// A planReader reads what a planWriter wrote. It panics with errPlan where that
// cannot be.
type planReader struct {
	rest  string
	texts []string
}

func newPlanReader(data string) (r *planReader, err error) {
	r = &planReader{rest: data}
	defer r.guard(&err)
	r.texts = make([]string, r.many())
	for i := range r.texts {
		n := r.many()
		r.texts[i], r.rest = r.rest[:n], r.rest[n:]
	}
	return r, nil
}

// guard turns the panic of a damaged plan into an error.
func (r *planReader) guard(err *error) {
	switch p := recover(); p {
	case nil:
	case errPlan:
		*err = errPlan
	default:
		panic(p)
	}
}

// all reads the modules by name, and which variables the compiler renamed.
func (r *planReader) all() (modules map[string]*ast.Module, rewritten map[ast.Var]ast.Var, err error) {
	defer r.guard(&err)
	modules, rewritten = map[string]*ast.Module{}, map[ast.Var]ast.Var{}
	for range r.many() {
		name := r.text()
		modules[name] = r.module()
	}
	for range r.many() {
		from := ast.Var(r.text())
		rewritten[from] = ast.Var(r.text())
	}
	if r.rest != "" {
		panic(errPlan)
	}
	return modules, rewritten, nil
}

func (r *planReader) count() int {
	x := 0
	for i := 0; i < len(r.rest) && i < 5; i++ {
		b := r.rest[i]
		if b < 0x80 {
			r.rest = r.rest[i+1:]
			return x | int(b)<<(7*i)
		}
		x |= int(b&0x7f) << (7 * i)
	}
	panic(errPlan)
}

// many reads how many follow, which take a byte each at least.
func (r *planReader) many() int {
	n := r.count()
	if n > len(r.rest) {
		panic(errPlan)
	}
	return n
}

func (r *planReader) truth() bool { return r.count() == 1 }

func (r *planReader) text() string {
	i := r.count()
	if i >= len(r.texts) {
		panic(errPlan)
	}
	return r.texts[i]
}

func (r *planReader) place() *ast.Location {
	if !r.truth() {
		return nil
	}
	l := ast.NewLocation(nil, r.text(), r.count(), r.count())
	l.Offset = r.count()
	return l
}

func (r *planReader) module() *ast.Module {
	m := &ast.Module{Package: &ast.Package{Path: r.terms()}}
	m.Package.Location = r.place()
	m.SetRegoVersionSpan(ast.RegoVersionSpanOf(ast.RegoV1))
	for range r.many() {
		m.Rules = append(m.Rules, r.rule(m))
	}
	return m
}

func (r *planReader) rule(m *ast.Module) *ast.Rule {
	x := &ast.Rule{Module: m, Default: r.truth(), Location: r.place()}
	x.Head = &ast.Head{Name: ast.Var(r.text()), Reference: r.terms(), Args: r.terms(), Key: r.maybe(), Value: r.maybe(), Assign: r.truth(), Location: r.place()}
	x.Body = r.exprs()
	if r.truth() {
		x.Else = r.rule(m)
	}
	return x
}

func (r *planReader) exprs() ast.Body {
	n := r.many()
	if n == 0 {
		return nil
	}
	body := make(ast.Body, n)
	for i := range body {
		body[i] = r.expr()
	}
	return body
}

func (r *planReader) expr() *ast.Expr {
	e := &ast.Expr{Index: r.count(), Generated: r.truth(), Negated: r.truth(), Location: r.place()}
	for range r.many() {
		e.With = append(e.With, &ast.With{Target: r.term(), Value: r.term(), Location: r.place()})
	}
	switch r.count() {
	case planTerm:
		e.Terms = r.term()
	case planTerms:
		e.Terms = r.terms()
	case planEvery:
		e.Terms = &ast.Every{Key: r.maybe(), Value: r.term(), Domain: r.term(), Body: r.exprs(), Location: r.place()}
	default:
		panic(errPlan)
	}
	return e
}

func (r *planReader) terms() []*ast.Term {
	n := r.many()
	if n == 0 {
		return nil
	}
	list := make([]*ast.Term, n)
	for i := range list {
		list[i] = r.term()
	}
	return list
}

func (r *planReader) maybe() *ast.Term {
	if !r.truth() {
		return nil
	}
	return r.term()
}

func (r *planReader) term() *ast.Term {
	place := r.place()
	return &ast.Term{Location: place, Value: r.value()}
}

func (r *planReader) value() ast.Value {
	switch r.count() {
	case planNull:
		return ast.Null{}
	case planFalse:
		return ast.Boolean(false)
	case planTrue:
		return ast.Boolean(true)
	case planNumber:
		return ast.Number(r.text())
	case planString:
		return ast.String(r.text())
	case planVar:
		return ast.Var(r.text())
	case planRef:
		return ast.Ref(r.terms())
	case planCall:
		return ast.Call(r.terms())
	case planArray:
		return ast.NewArray(r.terms()...)
	case planSet:
		return ast.NewSet(r.terms()...)
	case planObject:
		object := ast.NewObject()
		for range r.many() {
			key := r.term()
			object.Insert(key, r.term())
		}
		return object
	case planArrayComprehension:
		return &ast.ArrayComprehension{Term: r.term(), Body: r.exprs()}
	case planSetComprehension:
		return &ast.SetComprehension{Term: r.term(), Body: r.exprs()}
	case planObjectComprehension:
		return &ast.ObjectComprehension{Key: r.term(), Value: r.term(), Body: r.exprs()}
	}
	panic(errPlan)
}
