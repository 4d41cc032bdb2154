package policy

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// place is something rules read: a kind of record, and the way into it. A step that
// is no constant is "*".
type place struct {
	kind  string // "record" for a record of any kind
	all   bool   // not a record, but all of its kind
	steps []string
}

func (p place) into(steps ...string) place {
	if p.all && len(steps) > 0 {
		return place{kind: p.kind}.into(steps[1:]...) // the first is an id
	}
	return place{p.kind, p.all, slices.Concat(p.steps, steps)}
}

// fieldReader follows what a rule reads through local variables, helper rules and the
// parameters of functions, none of which OPA's type checker holds against the schema
// that the rule names.
type fieldReader struct {
	compiler *ast.Compiler
	subject  string
	read     func(place, *ast.Location)
	seen     map[string]bool
}

// known is what is known of the variables of one rule: the place that one stands for,
// or the text that it is.
type known struct {
	places map[ast.Var]place
	texts  map[ast.Var]string
}

func nothingKnown() known { return known{map[ast.Var]place{}, map[ast.Var]string{}} }

// fields holds every field that the rule below a METADATA block reads against the
// schemas.
func (r *refs) fields(note *ast.Annotations) {
	subject, err := subjectOf(note)
	if err != nil {
		return // of a package
	}
	f := &fieldReader{compiler: r.compiler, subject: subject, seen: map[string]bool{}, read: r.field}
	for _, rule := range r.compiler.GetRulesExact(note.GetTargetPath()) {
		f.follow(rule, nothingKnown())
	}
}

// field says where a place leads out of the schemas. What a built-in helper reads is
// not the author's affair.
func (r *refs) field(p place, at *ast.Location) {
	schema, known := r.schemas[p.kind]
	if !known || strings.HasPrefix(at.File, builtinPrefix) {
		return // collection says so
	}
	for i, step := range p.steps {
		object, _ := schema.(map[string]any)
		properties, closed := object["properties"].(map[string]any)
		items, list := object["items"]
		switch {
		case closed && step == "*":
			return
		case closed:
			next, there := properties[step]
			if !there && strings.HasPrefix(step, "x-") {
				return // the organization's own
			}
			if !there {
				path := strings.Join(append([]string{p.kind}, p.steps[:i]...), ".")
				r.refuse(at, near(step, slices.Collect(maps.Keys(properties))), "%s has no field %q", path, step)
				return
			}
			schema = next
		case list:
			schema = items
		default:
			return
		}
	}
}

// follow notes what a rule reads when called with what is known of its parameters. What
// the compiler makes of a text with values in it has no place of its own and is told at
// the rule's.
func (f *fieldReader) follow(rule *ast.Rule, vars known) {
	mark := fmt.Sprint(rule.Location, vars)
	if f.seen[mark] || len(f.seen) > maxOwnNodes {
		return
	}
	f.seen[mark] = true
	vars = known{maps.Clone(vars.places), maps.Clone(vars.texts)}
	for before := -1; before != len(vars.places)+len(vars.texts); {
		before = len(vars.places) + len(vars.texts)
		f.learn(rule, vars)
	}
	ast.WalkRefs(rule, func(ref ast.Ref) bool {
		if p, ok := f.place(ref, vars); ok {
			f.read(p, cmp.Or(ref[0].Location, rule.Location))
		}
		for n := range ref {
			for _, helper := range f.compiler.GetRulesExact(ref[:n+1]) {
				if len(helper.Head.Args) == 0 {
					f.follow(helper, nothingKnown())
				}
			}
		}
		return false
	})
	ast.WalkExprs(rule, func(e *ast.Expr) bool {
		if e.IsCall() {
			f.call(e.Operator(), e.Operands(), vars, cmp.Or(e.Location, rule.Location))
		}
		return false
	})
	ast.WalkTerms(rule, func(t *ast.Term) bool {
		if c, ok := t.Value.(ast.Call); ok {
			f.call(c[0].Value.(ast.Ref), c[1:], vars, cmp.Or(t.Location, rule.Location))
		}
		return false
	})
}

// learn looks for variables that stand for a place or a text.
func (f *fieldReader) learn(rule *ast.Rule, vars known) {
	bind := func(a, b *ast.Term) {
		v, ok := a.Value.(ast.Var)
		if !ok {
			return
		}
		if p, ok := f.placeOf(b, vars); ok {
			vars.places[v] = p
		}
		if text, ok := b.Value.(ast.String); ok {
			vars.texts[v] = string(text)
		}
	}
	ast.WalkExprs(rule, func(e *ast.Expr) bool {
		if every, ok := e.Terms.(*ast.Every); ok {
			if p, ok := f.placeOf(every.Domain, vars); ok {
				vars.places[every.Value.Value.(ast.Var)] = p.into("*")
			}
		}
		if e.IsEquality() || e.IsAssignment() {
			bind(e.Operand(0), e.Operand(1))
			bind(e.Operand(1), e.Operand(0))
		}
		return false
	})
}

// call follows the arguments of a call into a function, and reads object.get.
func (f *fieldReader) call(name ast.Ref, args []*ast.Term, vars known, at *ast.Location) {
	if name.String() == ast.ObjectGet.Name && len(args) > 1 {
		p, ok := f.placeOf(args[0], vars)
		if steps := f.stepsOf(args[1], vars); ok && steps != nil {
			f.read(p.into(steps...), at)
		}
		return
	}
	for _, function := range f.compiler.GetRulesExact(name) {
		params := nothingKnown()
		for i, param := range function.Head.Args {
			v, ok := param.Value.(ast.Var)
			if !ok || i >= len(args) {
				continue
			}
			if p, ok := f.placeOf(args[i], vars); ok {
				params.places[v] = p
			} else if text := f.step(args[i], vars); text != "*" {
				params.texts[v] = text
			}
		}
		f.follow(function, params)
	}
}

// placeOf returns the place that a term stands for.
func (f *fieldReader) placeOf(t *ast.Term, vars known) (place, bool) {
	switch v := t.Value.(type) {
	case ast.Var:
		if v.Equal(ast.InputRootDocument.Value) {
			return place{kind: f.subject}, true
		}
		p, ok := vars.places[v]
		return p, ok
	case ast.Ref:
		return f.place(v, vars)
	}
	return place{}, false
}

// place returns the place that a reference leads to.
func (f *fieldReader) place(ref ast.Ref, vars known) (place, bool) {
	from, rest := place{}, ref[1:]
	text := func(i int) string {
		if i >= len(ref) {
			return ""
		}
		return f.step(ref[i], vars)
	}
	first, _ := ref[0].Value.(ast.Var)
	switch p, ok := vars.places[first]; {
	case ok:
		from = p
	case ref[0].Equal(ast.InputRootDocument):
		from.kind = f.subject
	case !ref[0].Equal(ast.DefaultRootDocument):
		return from, false
	case text(1) == "org":
		from.kind, rest = "isms", ref[2:]
	case text(1) == "isms" && len(ref) > 2:
		from.kind, from.all, rest = text(2), true, ref[3:]
		if from.kind == "*" {
			from.kind = "record"
		}
	default:
		return from, false
	}
	for _, t := range rest {
		from = from.into(f.step(t, vars))
	}
	return from, true
}

// step returns the key that a term is, "*" where it is not known.
func (f *fieldReader) step(t *ast.Term, vars known) string {
	switch v := t.Value.(type) {
	case ast.String:
		return string(v)
	case ast.Var:
		if text, ok := vars.texts[v]; ok {
			return text
		}
	}
	return "*"
}

// stepsOf returns the path that a term is: one key, or a list of them.
func (f *fieldReader) stepsOf(t *ast.Term, vars known) (steps []string) {
	list, ok := t.Value.(*ast.Array)
	if !ok {
		return []string{f.step(t, vars)}
	}
	list.Foreach(func(t *ast.Term) { steps = append(steps, f.step(t, vars)) })
	return steps
}
