package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// compile compiles what the worker was told and, where it is to check it, says what
// is wrong and what is doubtful.
func (s *session) compile() ready {
	modules, errs := parseAll(s.hello.Modules, s.hello.Check != nil)
	if len(errs) > 0 {
		return ready{Errors: errs}
	}
	compiler := ast.NewCompiler().WithCapabilities(Capabilities()).WithStrict(true)
	check := s.hello.Check
	if check != nil {
		schemas := ast.NewSchemaSet()
		for kind, schema := range check.Schemas {
			if schema == nil {
				schema = map[string]any{}
			}
			schemas.Put(ast.Ref{ast.SchemaRootDocument, ast.StringTerm(kind)}, schema)
		}
		compiler = compiler.WithSchemas(schemas).WithUseTypeCheckAnnotations(true)
	}
	if compiler.Compile(modules); compiler.Failed() {
		functions := functionsOf(modules)
		for _, e := range compiler.Errors {
			errs = append(errs, translate(e, functions))
		}
		return ready{Errors: errs.ordered()}
	}
	s.compiler = compiler
	if check == nil {
		return ready{}
	}
	out := ready{Reads: map[string][]string{}, Footprints: map[string]Footprint{}}
	feet := newTracer(compiler)
	set := &Set{compiler: compiler}
	r := &refs{compiler: compiler, schemas: check.Schemas}
	for _, path := range slices.Sorted(maps.Keys(compiler.Modules)) {
		if strings.HasPrefix(path, builtinPrefix) {
			continue
		}
		m := compiler.Modules[path]
		r.module(m)
		for _, rule := range m.Rules {
			kinds := map[string]bool{}
			set.collect(rule, kinds, map[*ast.Rule]bool{})
			id := strings.TrimPrefix(rule.Ref().GroundPrefix().String(), "data.")
			out.Reads[id] = slices.Sorted(maps.Keys(union(kinds, out.Reads[id])))
			if _, done := out.Footprints[id]; !done && len(rule.Head.Args) == 0 {
				out.Footprints[id] = feet.trace(refOf(id)).said()
			}
		}
		for _, note := range m.Annotations {
			r.fields(note)
		}
		out.Warnings = append(out.Warnings, traps(modules[path])...)
	}
	out.Errors = r.errors.ordered()
	out.Warnings = append(out.Warnings, r.warnings...)
	sortWarnings(out.Warnings)
	return out
}

func union(kinds map[string]bool, more []string) map[string]bool {
	for _, kind := range more {
		kinds[kind] = true
	}
	return kinds
}

// parseAll parses modules that were parsed before.
func parseAll(texts map[string]string, annotations bool) (map[string]*ast.Module, OwnErrors) {
	modules := map[string]*ast.Module{}
	var errs OwnErrors
	for path, text := range texts {
		m, err := ast.ParseModuleWithOpts(path, text, ast.ParserOptions{
			ProcessAnnotation: annotations && !strings.HasPrefix(path, builtinPrefix), RegoVersion: ast.RegoV1, Capabilities: Capabilities(),
		})
		if err != nil {
			errs = append(errs, parseErrors(path, err)...)
			continue
		}
		modules[path] = m
	}
	return modules, errs.ordered()
}

// refs holds what rules read of data against what there is.
type refs struct {
	compiler *ast.Compiler
	schemas  map[string]any
	builtin  bool // the rules are the built-in ones, which see each other
	errors   OwnErrors
	warnings []Warning
}

func (r *refs) refuse(at *ast.Location, hint, format string, args ...any) {
	r.errors = append(r.errors, &OwnError{File: at.File, Line: at.Row, Code: "rego.unknown-field", Message: fmt.Sprintf(format, args...), Hint: hint})
}

func (r *refs) warn(at *ast.Location, hint, format string, args ...any) {
	r.warnings = append(r.warnings, Warning{File: at.File, Line: at.Row, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// dataRoots are what rules may read below data.
var dataRoots = []string{"isms", "refs", "history", "catalog", "org", "lib", "custom"}

func (r *refs) module(m *ast.Module) {
	for _, rule := range m.Rules {
		bound := boundIn(rule)
		ast.WalkRefs(rule, func(ref ast.Ref) bool {
			if ref[0].Equal(ast.DefaultRootDocument) {
				r.data(ref, bound)
			}
			return false
		})
	}
}

// data checks one reference into data.
func (r *refs) data(ref ast.Ref, bound map[ast.Var]bool) {
	at := ref[0].Location
	root := ""
	if len(ref) > 1 {
		s, _ := ref[1].Value.(ast.String)
		root = string(s)
	}
	switch {
	case root == "":
		r.refuse(at, "name what is read, as in data.isms.risk", "a rule may not read all of data")
	case root == "rules" && r.builtin:
		r.virtual(ref)
	case root == "rules":
		r.refuse(at, "helpers stand in data.lib", "own rules do not see the built-in rules")
	case !slices.Contains(dataRoots, root):
		r.refuse(at, near(root, dataRoots), "there is no data.%s; known are %s", root, strings.Join(dataRoots, ", "))
	case root == "lib" || root == "custom":
		r.virtual(ref)
	case root == "isms" || root == "refs" || root == "history":
		r.collection(ref, root, bound)
	}
}

// virtual checks a reference to a rule or function.
func (r *refs) virtual(ref ast.Ref) {
	node := r.compiler.RuleTree
	for i, t := range ref {
		if _, constant := t.Value.(ast.String); i > 0 && !constant {
			if i < 3 { // above the rules of a package
				r.refuse(ref[0].Location, "name one", "%s would read everything below it", ref[:i])
			}
			return
		}
		below := node.Child(t.Value)
		if below == nil {
			var known []string
			for v := range node.Children {
				if s, ok := v.(ast.String); ok {
					known = append(known, string(s))
				}
			}
			r.refuse(ref[0].Location, near(strings.Trim(t.Value.String(), `"`), known), "there is no %s", ref[:i+1])
			return
		}
		if node = below; len(node.Values) > 0 {
			return
		}
	}
	if len(ref) <= 3 {
		r.refuse(ref[0].Location, "name one", "%s is a package, and to read it evaluates all that is in it", ref)
	}
}

// collection checks a reference to records, to who refers to them, or to their past.
func (r *refs) collection(ref ast.Ref, root string, bound map[ast.Var]bool) {
	at := ref[0].Location
	whole := "as in data.isms.risk"
	if root != "isms" {
		whole = fmt.Sprintf("as in data.%s.risk[input.id]", root)
	}
	if len(ref) < 3 || free(ref[2], bound) {
		r.refuse(at, "name a kind, "+whole, "a rule may not read all of data.%s", root)
		return
	}
	if root != "isms" && (len(ref) < 4 || free(ref[3], bound)) {
		r.refuse(at, "name a kind and an id, "+whole, "a rule may not read %s, which is all of a kind", ref[:3])
		return
	}
	kind, constant := ref[2].Value.(ast.String)
	if !constant {
		return
	}
	name := string(kind)
	if _, known := r.schemas[name]; !known && name != "requirement" && name != "rule" {
		r.refuse(at, near(name, slices.Collect(maps.Keys(r.schemas))), "there is no kind %q", name)
		return
	}
	if root == "isms" {
		r.cost(ref, name, bound)
	}
}

// cost names references that have a rule evaluated again oftener than need be.
func (r *refs) cost(ref ast.Ref, kind string, bound map[ast.Var]bool) {
	at := ref[0].Location
	switch {
	case len(ref) == 3 || free(ref[3], bound):
		r.warnings = append(r.warnings, Warning{
			File: at.File, Line: at.Row, Whole: kind,
			Message: fmt.Sprintf("reads every %s: evaluated again for each of its subjects whenever any %s changes", kind, kind),
			Hint:    "look records up by id, or ask data.refs who refers to one",
		})
	case len(ref) == 4 && !isText(ref[3]):
		r.warn(at, fmt.Sprintf("end in a field, as in data.isms.%s[id].id", kind), "reads a whole %s: evaluated again at each change of it", kind)
	}
}

func isText(t *ast.Term) bool {
	_, ok := t.Value.(ast.String)
	return ok
}

// free says whether a step of a reference is a variable that nothing else binds, so
// that the reference goes through all there is.
func free(t *ast.Term, bound map[ast.Var]bool) bool {
	v, ok := t.Value.(ast.Var)
	return ok && !bound[v]
}

// boundIn returns the variables of a rule that have a value from elsewhere than the
// steps into records. A variable that has one only from there goes through all there
// is; where this is not seen here, the read itself is refused.
func boundIn(rule *ast.Rule) map[ast.Var]bool {
	bound := map[ast.Var]bool{}
	bind := func(t *ast.Term) {
		switch v := t.Value.(type) {
		case ast.Var:
			bound[v] = true
		case *ast.Array:
			ast.WalkVars(v, func(v ast.Var) bool { bound[v] = true; return false })
		}
	}
	for e := rule; e != nil; e = e.Else {
		for _, arg := range e.Head.Args {
			ast.WalkVars(arg, func(v ast.Var) bool { bound[v] = true; return false })
		}
	}
	ast.WalkExprs(rule, func(e *ast.Expr) bool {
		if every, ok := e.Terms.(*ast.Every); ok {
			bind(every.Value)
			if every.Key != nil {
				bind(every.Key)
			}
		}
		switch operands := e.Operands(); {
		case e.IsEquality() || e.IsAssignment():
			bind(operands[0])
			bind(operands[1])
		case len(operands) > 0:
			bind(operands[len(operands)-1]) // what a call returns
		}
		return false
	})
	ast.WalkRefs(rule, func(ref ast.Ref) bool {
		if !ref[0].Equal(ast.DefaultRootDocument) {
			for _, step := range ref[1:] {
				bind(step)
			}
		}
		return false
	})
	return bound
}
