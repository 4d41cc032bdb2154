package policy

import (
	"encoding/binary"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A planWriter writes modules that were compiled. What it does not know is an error:
// rules with such a thing have no plan.
type planWriter struct {
	body  []byte
	texts map[string]int
	list  []string
	err   error
}

// done returns what was written: the texts, then what refers to them.
func (w *planWriter) done() string {
	out := binary.AppendUvarint(nil, uint64(len(w.list)))
	for _, s := range w.list {
		out = binary.AppendUvarint(out, uint64(len(s)))
		out = append(out, s...)
	}
	return string(append(out, w.body...))
}

func (w *planWriter) count(n int) { w.body = binary.AppendUvarint(w.body, uint64(n)) }

func (w *planWriter) truth(b bool) {
	n := 0
	if b {
		n = 1
	}
	w.count(n)
}

func (w *planWriter) text(s string) {
	i, known := w.texts[s]
	if !known {
		i = len(w.list)
		w.texts[s] = i
		w.list = append(w.list, s)
	}
	w.count(i)
}

func (w *planWriter) unknown(x any) {
	if w.err == nil {
		w.err = fmt.Errorf("a plan does not know %T", x)
	}
}

// place writes where something stands. The text that stood there is not kept.
func (w *planWriter) place(l *ast.Location) {
	w.truth(l != nil)
	if l != nil {
		w.text(l.File)
		w.count(l.Row)
		w.count(l.Col)
		w.count(l.Offset)
	}
}

func (w *planWriter) module(m *ast.Module) {
	if len(m.Imports) > 0 {
		w.unknown(m.Imports[0])
	}
	w.ref(m.Package.Path)
	w.place(m.Package.Location)
	w.count(len(m.Rules))
	for _, r := range m.Rules {
		w.rule(r)
	}
}

func (w *planWriter) rule(r *ast.Rule) {
	w.truth(r.Default)
	w.place(r.Location)
	h := r.Head
	w.text(string(h.Name))
	w.ref(h.Reference)
	w.terms(h.Args)
	w.maybe(h.Key)
	w.maybe(h.Value)
	w.truth(h.Assign)
	w.place(h.Location)
	w.exprs(r.Body)
	w.truth(r.Else != nil)
	if r.Else != nil {
		w.rule(r.Else)
	}
}

func (w *planWriter) exprs(body ast.Body) {
	w.count(len(body))
	for _, e := range body {
		w.expr(e)
	}
}

func (w *planWriter) expr(e *ast.Expr) {
	w.count(e.Index)
	w.truth(e.Generated)
	w.truth(e.Negated)
	w.place(e.Location)
	w.count(len(e.With))
	for _, with := range e.With {
		w.term(with.Target)
		w.term(with.Value)
		w.place(with.Location)
	}
	switch t := e.Terms.(type) {
	case *ast.Term:
		w.count(planTerm)
		w.term(t)
	case []*ast.Term:
		w.count(planTerms)
		w.terms(t)
	case *ast.Every:
		w.count(planEvery)
		w.maybe(t.Key)
		w.term(t.Value)
		w.term(t.Domain)
		w.exprs(t.Body)
		w.place(t.Location)
	default:
		w.unknown(e.Terms)
	}
}

func (w *planWriter) ref(r ast.Ref) { w.terms(r) }

func (w *planWriter) terms(list []*ast.Term) {
	w.count(len(list))
	for _, t := range list {
		w.term(t)
	}
}

func (w *planWriter) maybe(t *ast.Term) {
	w.truth(t != nil)
	if t != nil {
		w.term(t)
	}
}

func (w *planWriter) term(t *ast.Term) {
	w.place(t.Location)
	switch v := t.Value.(type) {
	case ast.Null:
		w.count(planNull)
	case ast.Boolean:
		w.count(planFalse + map[ast.Boolean]int{true: 1}[v])
	case ast.Number:
		w.count(planNumber)
		w.text(string(v))
	case ast.String:
		w.count(planString)
		w.text(string(v))
	case ast.Var:
		w.count(planVar)
		w.text(string(v))
	case ast.Ref:
		w.count(planRef)
		w.ref(v)
	case ast.Call:
		w.count(planCall)
		w.terms(v)
	case *ast.Array:
		w.count(planArray)
		w.count(v.Len())
		v.Foreach(w.term)
	case ast.Set:
		w.count(planSet)
		w.terms(v.Slice())
	case ast.Object:
		w.count(planObject)
		w.count(v.Len())
		v.Foreach(func(key, value *ast.Term) {
			w.term(key)
			w.term(value)
		})
	case *ast.ArrayComprehension:
		w.count(planArrayComprehension)
		w.term(v.Term)
		w.exprs(v.Body)
	case *ast.SetComprehension:
		w.count(planSetComprehension)
		w.term(v.Term)
		w.exprs(v.Body)
	case *ast.ObjectComprehension:
		w.count(planObjectComprehension)
		w.term(v.Key)
		w.term(v.Value)
		w.exprs(v.Body)
	default:
		w.unknown(t.Value)
	}
}
