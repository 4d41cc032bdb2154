package engine

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A place is something rules read: a kind of record, and the way into it. A step that
// is no constant is "*".
type place struct {
	kind  string // "record" for a record of any kind
	all   bool   // not a record, but all of its kind
	steps []string
}

func (p place) String() string {
	kind := p.kind
	if p.all {
		kind = "all " + kind
	}
	return strings.Join(append([]string{kind}, p.steps...), ".")
}

func (p place) into(steps ...string) place {
	if p.all && len(steps) > 0 {
		return place{kind: p.kind}.into(steps[1:]...) // the first is an id
	}
	return place{p.kind, p.all, slices.Concat(p.steps, steps)}
}

// A fieldReader follows what rules read: through local variables, helper rules and
// the parameters of functions, none of which OPA's type checker holds against the
// schema that a rule names.
type fieldReader struct {
	compiler *ast.Compiler
	subject  string
	reads    map[string]place // by the place and where it is read
	seen     map[string]bool
}

// known is what is known of the variables of one rule: the place that one stands for,
// or the text that it is.
type known struct {
	places map[ast.Var]place
	texts  map[ast.Var]string
}

// follow notes what a rule reads when called with what is known of its parameters.
func (f *fieldReader) follow(rule *ast.Rule, vars known) {
	mark := fmt.Sprint(rule.Location, vars)
	if f.seen[mark] {
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
			f.read(p, ref[0].Location)
		}
		for n := range ref {
			for _, helper := range f.compiler.GetRulesExact(ref[:n+1]) {
				if len(helper.Head.Args) == 0 {
					f.follow(helper, known{map[ast.Var]place{}, map[ast.Var]string{}})
				}
			}
		}
		return false
	})
	ast.WalkExprs(rule, func(e *ast.Expr) bool {
		if e.IsCall() {
			f.call(e.Operator(), e.Operands(), vars, e.Location)
		}
		return false
	})
	ast.WalkTerms(rule, func(t *ast.Term) bool {
		if c, ok := t.Value.(ast.Call); ok {
			f.call(c[0].Value.(ast.Ref), c[1:], vars, t.Location)
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
		params := known{map[ast.Var]place{}, map[ast.Var]string{}}
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
		p, ok := vars.places[v]
		if v.Equal(ast.InputRootDocument.Value) {
			return place{kind: f.subject}, true
		}
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
	switch p, ok := vars.places[asVar(ref[0])]; {
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

func asVar(t *ast.Term) ast.Var {
	v, _ := t.Value.(ast.Var)
	return v
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

func (f *fieldReader) read(p place, at *ast.Location) {
	f.reads[fmt.Sprintf("%s:%d: %s", at.File, at.Row, p)] = p
}

// injected is what the engine adds to the fields of records.
var injected = map[string]any{"properties": map[string]any{
	"kind": map[string]any{}, "id": map[string]any{}, "of": map[string]any{},
	"parent": map[string]any{"properties": map[string]any{"kind": map[string]any{}, "id": map[string]any{}}},
	"body": map[string]any{"properties": map[string]any{
		"sha256": map[string]any{}, "words": map[string]any{}, "headings": map[string]any{}, "links": map[string]any{},
		"sections": map[string]any{}, "placeholders": map[string]any{"items": map[string]any{
			"properties": map[string]any{"text": map[string]any{}, "line": map[string]any{}},
		}},
	}},
}}

// leads says whether the schemas know the way to a place.
func (k *stockKinds) leads(p place) bool {
	defs := k.defs[p.kind]
	if p.kind == "record" {
		for _, d := range k.defs {
			defs = append(defs, d...)
		}
	}
	if len(defs) == 0 {
		return false
	}
	defs = append(slices.Clone(defs), stockSchema{node: injected})
	for _, step := range p.steps {
		if strings.HasPrefix(step, "x-") {
			return true // the organization's own
		}
		var below []stockSchema
		free := false
		for _, def := range defs {
			properties, _ := def.node["properties"].(map[string]any)
			items, _ := def.node["items"].(map[string]any)
			// A schema that says nothing about what is inside lets anything be read there.
			free = free || properties == nil && items == nil && def.node["patternProperties"] == nil
			if items != nil {
				below = append(below, stockSchema{items, def.root}.deref())
			}
			for name := range properties {
				if s, ok := field([]stockSchema{def}, name); ok && (step == "*" || step == name) {
					below = append(below, s)
				}
			}
			if s, ok := field([]stockSchema{def}, step); ok && properties[step] == nil {
				below = append(below, s)
			}
			patterns, _ := def.node["patternProperties"].(map[string]any)
			for pattern, node := range patterns {
				if node, ok := node.(map[string]any); ok && step == "*" && pattern != "^x-" {
					below = append(below, stockSchema{node, def.root}.deref())
				}
			}
		}
		if free {
			return true
		}
		if defs = below; len(defs) == 0 {
			return false
		}
	}
	return true
}

// compileStock compiles the rules as OPA does by itself.
func compileStock(t testing.TB, texts map[string]string) (*ast.Compiler, map[string]*ast.Module) {
	t.Helper()
	modules := map[string]*ast.Module{}
	for name, text := range texts {
		m, err := ast.ParseModuleWithOpts(name, text, ast.ParserOptions{ProcessAnnotation: true})
		if err != nil {
			t.Fatal(err)
		}
		modules[name] = m
	}
	compiler := ast.NewCompiler()
	if compiler.Compile(modules); compiler.Failed() {
		t.Fatal(compiler.Errors)
	}
	return compiler, modules
}

// ruleTexts returns the files of the built-in rules, without their tests.
func ruleTexts(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../policies/*/*.rego")
	if err != nil || len(files) == 0 {
		t.Fatalf("no rules: %v", err)
	}
	texts := map[string]string{}
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.rego") {
			texts[file] = string(readText(t, file))
		}
	}
	return texts
}

// wrongReads returns what rules read that no schema knows, as "file:line: place", and
// how many places they read in all.
func wrongReads(t testing.TB, k *stockKinds, texts map[string]string) (wrong []string, total int) {
	t.Helper()
	compiler, modules := compileStock(t, texts)
	for _, m := range modules {
		for _, note := range m.Annotations {
			if len(note.Schemas) != 1 {
				continue
			}
			f := &fieldReader{
				compiler: compiler, subject: string(note.Schemas[0].Schema[1].Value.(ast.String)),
				reads: map[string]place{}, seen: map[string]bool{},
			}
			for _, rule := range compiler.GetRulesExact(note.GetTargetPath()) {
				f.follow(rule, known{map[ast.Var]place{}, map[ast.Var]string{}})
			}
			total += len(f.reads)
			for where, p := range f.reads {
				if !k.leads(p) {
					wrong = append(wrong, where)
				}
			}
		}
	}
	slices.Sort(wrong)
	return slices.Compact(wrong), total
}

// Every field that a rule reads, of its subject or of a record it looks up, directly
// or through helpers, is in the schema of that kind: a slip of the pen would silence
// the rule, or make it fire always.
func TestRulesReadOnlyFieldsThatSchemasKnow(t *testing.T) {
	wrong, total := wrongReads(t, loadStockKinds(t), ruleTexts(t))
	for _, where := range wrong {
		t.Errorf("%s is in no schema", where)
	}
	if total < 500 {
		t.Errorf("rules read %d fields in all; the search for them must have gone blind", total)
	}
}

// The search finds a field that is in no schema wherever it is read.
func TestWrongReadsAreFound(t *testing.T) {
	k := loadStockKinds(t)
	const head = `package rules.t

import data.lib.h

# METADATA
# scope: document
# title: t
# schemas:
#   - input: schema.risk
`
	const lib = `package lib.h

given(record, field) if object.get(record, field, null) != null

read(record) if record.onwer

ranked(level) if level.rnk

helper if input.onwer
`
	for name, c := range map[string]struct{ body, want string }{
		"the subject":                 {`r contains 1 if input.onwer`, "t.rego:10: risk.onwer"},
		"a field of a field":          {`r contains 1 if input.current.lvl`, "t.rego:10: risk.current.lvl"},
		"below a negation":            {`r contains 1 if not input.onwer`, "t.rego:10: risk.onwer"},
		"a list through a variable":   {`r contains 1 if { some i, _ in input.controls; input.cntrols[i] == "x" }`, "t.rego:10: risk.cntrols.*"},
		"the second definition":       {"r contains 1 if input.owner\n\nr contains 2 if input.onwer", "t.rego:12: risk.onwer"},
		"a comprehension":             {`r contains {x | x := input.onwer}`, "t.rego:10: risk.onwer"},
		"a local variable":            {`r contains 1 if { x := input.current; x.lvl }`, "t.rego:10: risk.current.lvl"},
		"a helper of the topic":       {"r contains 1 if _h\n\n_h if input.onwer", "t.rego:12: risk.onwer"},
		"a helper of another":         {`r contains 1 if h.helper`, "h.rego:9: risk.onwer"},
		"a function":                  {`r contains 1 if h.read(input)`, "h.rego:5: risk.onwer"},
		"a function below a negation": {`r contains 1 if not h.read(input)`, "h.rego:5: risk.onwer"},
		"a name given as text":        {`r contains 1 if not h.given(input, "onwer")`, "h.rego:3: risk.onwer"},
		"object.get":                  {`r contains 1 if object.get(input, "onwer", "") == ""`, "t.rego:10: risk.onwer"},
		"object.get with a path":      {`r contains 1 if object.get(input, ["current", "lvl"], "") == ""`, "t.rego:10: risk.current.lvl"},
		"a record looked up":          {`r contains 1 if data.isms.asset[input.id].onwer`, "t.rego:10: asset.onwer"},
		"any of its kind":             {`r contains 1 if { some x in data.isms.asset; x.onwer }`, "t.rego:10: asset.onwer"},
		"every":                       {`r contains 1 if every x in data.isms.asset { x.onwer }`, "t.rego:10: asset.onwer"},
		"a function over a list":      {`r contains 1 if { some l in data.isms.risk_method[input.id].levels; h.ranked(l) }`, "h.rego:7: risk_method.levels.*.rnk"},
		"the organization":            {`r contains 1 if data.org.timezoen`, "t.rego:10: isms.timezoen"},
		"a kind":                      {`r contains 1 if data.isms.aset[input.id].owner`, "t.rego:10: aset.owner"},
		"fields that are there":       {`r contains input.owner if { h.given(input, "title"); data.isms.asset[input.assets[_]].owner; data.org.intervals.any }`, ""},
		"what the engine adds":        {`r contains input.id if { input.kind; input.parent.id }`, ""},
		"an own field":                {`r contains 1 if input["x-ours"]`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			wrong, _ := wrongReads(t, k, map[string]string{"t.rego": head + c.body + "\n", "h.rego": lib})
			if got := strings.Join(wrong, "; "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// OPA checks the types of the first definition of a rule alone, unless the METADATA
// say that they are of all of them.
func TestRulesWithSeveralDefinitionsAreCheckedWhole(t *testing.T) {
	compiler, modules := compileStock(t, ruleTexts(t))
	several := 0
	for name, m := range modules {
		for _, note := range m.Annotations {
			if len(note.Schemas) == 0 {
				continue
			}
			path := note.GetTargetPath()
			n := len(compiler.GetRulesExact(path))
			if n > 1 {
				several++
			}
			if n > 1 && note.Scope != "document" {
				t.Errorf("%s:%d: %v has %d definitions; its METADATA need `scope: document`", name, note.Location.Row, path, n)
			}
		}
	}
	if several == 0 {
		t.Error("no rule has several definitions, which cannot be")
	}
}
