package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A Warning is something in a rule that is allowed, but hardly meant.
type Warning struct {
	File    string
	Line    int
	Message string // one lowercase clause
	Hint    string // what to write instead
	Whole   string // the kind all of which is read; "" where it is about something else
}

func (w Warning) String() string {
	return fmt.Sprintf("%s:%d: %s; %s", w.File, w.Line, w.Message, w.Hint)
}

func sortWarnings(list []Warning) {
	slices.SortFunc(list, func(a, b Warning) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), strings.Compare(a.Message, b.Message))
	})
}

// traps finds negations that are undefined, and so silence the rule, where a field is
// absent: OPA looks up what a call is given, and what stands in brackets, before it
// negates. `not input.x` and `not input.x == "y"` are no traps.
func traps(m *ast.Module) []Warning {
	var out []Warning
	ast.WalkBodies(m, func(b ast.Body) bool {
		said := map[string]bool{} // what the body says elsewhere has to be there
		for _, e := range b {
			if !e.Negated {
				ast.WalkRefs(e, func(ref ast.Ref) bool {
					for n := range ref {
						said[ref[:n+1].String()] = true
					}
					return false
				})
			}
		}
		for _, e := range b {
			if !e.Negated {
				continue
			}
			for _, ref := range lifted(e) {
				if said[ref.String()] || alwaysThere(ref) {
					continue
				}
				out = append(out, Warning{
					File: e.Location.File, Line: e.Location.Row,
					Message: fmt.Sprintf("`%s` is silent, not true, where %s is absent", shortened(e), ref),
					Hint:    "say before that it is there, give object.get a default, or negate a helper rule that asks for it",
				})
				break
			}
		}
		return false
	})
	return slices.CompactFunc(out, func(a, b Warning) bool { return a == b })
}

// shortened returns the text of an expression, cut where it is long.
func shortened(e *ast.Expr) string {
	text := strings.Join(strings.Fields(string(e.Location.Text)), " ")
	if runes := []rune(text); len(runes) > 60 {
		text = string(runes[:59]) + "…"
	}
	if !strings.HasPrefix(text, "not") {
		text = "not " + text
	}
	return text
}

// lifted returns the references of a negated expression that have to be defined for
// it to be anything at all.
func lifted(e *ast.Expr) []ast.Ref {
	var out []ast.Ref
	inside := func(t *ast.Term) {
		ast.WalkRefs(t, func(ref ast.Ref) bool {
			if len(ref) > 1 && (ref[0].Equal(ast.InputRootDocument) || ref[0].Equal(ast.DefaultRootDocument)) {
				out = append(out, ref)
			}
			return false
		})
	}
	switch {
	case e.IsCall() && !e.IsEquality() && e.Operator().String() != ast.Equal.Name:
		for _, t := range e.Operands() {
			inside(t)
		}
	case e.IsCall():
		for _, t := range e.Operands() {
			if _, call := t.Value.(ast.Call); call {
				inside(t)
			}
		}
	default:
		t, ok := e.Terms.(*ast.Term)
		if !ok {
			return nil
		}
		switch v := t.Value.(type) {
		case ast.Ref:
			for _, step := range v[1:] {
				inside(step)
			}
		case ast.Call:
			for _, arg := range v[1:] {
				inside(arg)
			}
		}
	}
	return out
}

// alwaysThere says whether every record has what a reference leads to.
func alwaysThere(ref ast.Ref) bool {
	if len(ref) == 2 && ref[0].Equal(ast.InputRootDocument) {
		return ref[1].Equal(ast.StringTerm("id")) || ref[1].Equal(ast.StringTerm("kind"))
	}
	// A whole collection is there even when it is empty, and so are helpers.
	return ref[0].Equal(ast.DefaultRootDocument) && (len(ref) <= 3 || ref[1].Equal(ast.StringTerm("lib")) || ref[1].Equal(ast.StringTerm("custom")))
}
