package policy

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"ismsproof/engine/isms"
)

// OwnOptions are what an organization's own rules are loaded with.
type OwnOptions struct {
	// Schemas by kind, "record" and "isms" included, are what the rules' fields are
	// held against, as schema.Set.RuleSchemas gives them. A kind under which nothing
	// stands ({} or nil) may have any field.
	Schemas map[string]any
	// Lib holds the built-in helpers at lib/*.rego, which own rules may import.
	Lib fs.FS
	// Requirement says whether a requirement exists, and where it does not, which one
	// may be meant ("" for none). Nil: any exists.
	Requirement func(id string) (known bool, near string)
	// Worker is the command, program and arguments, of a process that calls Serve with
	// its standard input and output and does nothing else. Own rules are evaluated
	// nowhere else: without it, none can be loaded.
	Worker []string
	// Limits bound what own rules may take; zero fields stand for DefaultOwnLimits.
	Limits OwnLimits
}

// OwnLimits bound the evaluation of own rules.
type OwnLimits struct {
	Evaluation time.Duration // of one rule for one subject
	Total      time.Duration // of all evaluations of own rules in one run, each worker's added up
	Memory     uint64        // bytes that a worker may take
	Findings   int           // of one rule in one run
}

// DefaultOwnLimits are the limits that hold where none are given.
var DefaultOwnLimits = OwnLimits{Evaluation: 2 * time.Second, Total: 10 * time.Minute, Memory: 512 << 20, Findings: maxFindings}

func (l OwnLimits) orDefault() OwnLimits {
	d := DefaultOwnLimits
	return OwnLimits{cmp.Or(l.Evaluation, d.Evaluation), cmp.Or(l.Total, d.Total), cmp.Or(l.Memory, d.Memory), cmp.Or(l.Findings, d.Findings)}
}

// An OwnError is something wrong with an own rule.
type OwnError struct {
	File    string
	Line    int    // 0 where the whole file is meant
	Code    string // stable name of the cause: "rego.package", "rego.contract" ...
	Message string
	Hint    string // what may be meant; "" for nothing
}

func (e *OwnError) Error() string {
	at := e.File
	if e.Line > 0 {
		at = fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	if at != "" {
		at += ": "
	}
	if e.Hint != "" {
		return at + e.Message + "; " + e.Hint
	}
	return at + e.Message
}

// OwnErrors are all that is wrong with own rules, by file and line.
type OwnErrors []*OwnError

func (e OwnErrors) Error() string {
	const shown = 10
	texts := make([]string, 0, len(e))
	for _, one := range e {
		texts = append(texts, one.Error())
	}
	if len(texts) > shown {
		texts = append(texts[:shown], fmt.Sprintf("and %d more", len(e)-shown))
	}
	return strings.Join(texts, "\n")
}

// ordered returns the errors by file and line, each once; nil where there are none.
func (e OwnErrors) ordered() OwnErrors {
	slices.SortStableFunc(e, func(a, b *OwnError) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), strings.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(e, func(a, b *OwnError) bool { return *a == *b })
}

// ownRules are the organization's rules of a set: what workers are told.
type ownRules struct {
	hello    hello
	command  []string
	limits   OwnLimits
	reads    map[string][]string
	feet     map[string]Footprint
	warnings []Warning
	tests    map[string]string // path -> text of the files that end in _test.rego
	spare    *spare
}

// LoadOwn loads an organization's own rules out of the texts of .rego files by path:
// packages custom.<topic>, each rule a check with METADATA as in the built-in ones,
// and packages custom.lib… of helpers. Files that end in _test.rego are kept for
// [Set.Test] alone. The ids of the rules are custom.<topic>.<name>.
//
// What other people wrote is parsed and bounded here, and compiled and checked in a
// worker, which a deadline ends. What is wrong with the rules is an OwnErrors; any
// other error means that the worker could not be asked.
func LoadOwn(ctx context.Context, files map[string][]byte, o OwnOptions) (*Set, error) {
	limits := o.Limits.orDefault()
	if len(o.Worker) == 0 {
		return nil, fmt.Errorf("own rules are evaluated in a process of their own, and this program names none: see OwnOptions.Worker")
	}
	modules, tests, errs := parseOwn(files)
	if errs = errs.ordered(); len(errs) > 0 {
		return nil, errs
	}
	s := &Set{bySubj: map[string][]*Rule{}, digest: digestOwn(files)}
	c := &contract{o: &o, packages: map[string]bool{}}
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		s.rules = append(s.rules, c.module(path, files[path], modules[path])...)
	}
	if errs = c.errors.ordered(); len(errs) > 0 {
		return nil, errs
	}
	slices.SortFunc(s.rules, func(a, b *Rule) int { return strings.Compare(a.ID, b.ID) })
	for _, r := range s.rules {
		s.bySubj[r.Subject] = append(s.bySubj[r.Subject], r)
	}
	texts, err := withLib(files, modules, o.Lib)
	if err != nil {
		return nil, err
	}
	s.own = &ownRules{
		hello:   hello{Modules: texts, Deadline: limits.Evaluation, Memory: limits.Memory},
		command: o.Worker, limits: limits, tests: tests,
	}
	return s, s.own.check(ctx, schemasFor(texts, o.Schemas))
}

// check has a worker compile and check the rules. The worker is kept for the first
// evaluation.
func (r *ownRules) check(ctx context.Context, schemas map[string]any) error {
	h := r.hello
	h.Check = &against{Schemas: schemas}
	w, answer, err := startWorker(ctx, r.command, h)
	if err != nil {
		return err
	}
	if errs := answer.Errors.ordered(); len(errs) > 0 {
		w.stop()
		return errs
	}
	r.reads, r.feet, r.warnings = answer.Reads, answer.Footprints, answer.Warnings
	r.spare = keep(r, w)
	return nil
}

// A Footprint is what a rule reads of records, as a worker says it.
type Footprint struct {
	Input   FieldsRead
	Records map[string]FieldsRead // by kind, "*" for any
	History bool
}

// FieldsRead are fields at the top of a record.
type FieldsRead struct {
	Whole bool     // all of it
	Names []string // sorted
}

func (f *footprint) said() Footprint {
	out := Footprint{FieldsRead{f.input.whole, f.input.names}, map[string]FieldsRead{}, f.history}
	for kind, read := range f.records {
		out.Records[kind] = FieldsRead{read.whole, read.names}
	}
	return out
}

// footprint returns what the rule reads: everything, where the worker did not say.
func (r *ownRules) footprint(id string) *footprint {
	f := newFootprint()
	said, known := r.feet[id]
	if !known {
		f.all()
		return f
	}
	f.input, f.history = fields{said.Input.Whole, said.Input.Names}, said.History
	for kind, read := range said.Records {
		*f.of(kind) = fields{read.Whole, read.Names}
	}
	return f
}

// digestOwn names the rules by their content; tests do not count.
func digestOwn(files map[string][]byte) string {
	sum := sha256.New()
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if !isTest(path) {
			fmt.Fprintf(sum, "%s\x00%d\x00%s", path, len(files[path]), files[path])
		}
	}
	return "sha256:" + hex.EncodeToString(sum.Sum(nil))
}

func isTest(path string) bool { return strings.HasSuffix(path, "_test.rego") }

// withLib returns the texts of the modules and of the built-in helpers that they
// name, directly or through each other.
func withLib(files map[string][]byte, modules map[string]*ast.Module, lib fs.FS) (map[string]string, error) {
	texts := map[string]string{}
	wanted := map[string]*ast.Location{}
	for path, m := range modules {
		texts[path] = string(files[path])
		helpersOf(m, wanted)
	}
	packages, err := libPackages(lib)
	if err != nil {
		return nil, err
	}
	var errs OwnErrors
	for pkg, at := range wanted {
		if packages[pkg] == nil {
			errs = append(errs, &OwnError{File: at.File, Line: at.Row, Code: "rego.unknown-field",
				Message: fmt.Sprintf("there is no data.lib.%s", pkg), Hint: near(pkg, slices.Collect(maps.Keys(packages)))})
		}
	}
	if errs = errs.ordered(); len(errs) > 0 {
		return nil, errs
	}
	for added := true; added; {
		added = false
		for pkg, of := range packages {
			_, there := texts[of.path]
			if _, named := wanted[pkg]; !there && named {
				texts[of.path] = of.text
				helpersOf(of.module, wanted)
				added = true
			}
		}
	}
	return texts, nil
}

// builtinPrefix marks the paths of built-in helpers beside own files.
const builtinPrefix = "builtin:"

// helper is a built-in module of helpers.
type helper struct {
	path, text string
	module     *ast.Module
}

// libPackages returns the built-in helpers by the name of their package below
// data.lib.
func libPackages(lib fs.FS) (map[string]*helper, error) {
	out := map[string]*helper{}
	if lib == nil {
		return out, nil
	}
	names, err := fs.Glob(lib, "lib/*.rego")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if isTest(name) {
			continue
		}
		text, err := fs.ReadFile(lib, name)
		if err != nil {
			return nil, err
		}
		m, err := ast.ParseModuleWithOpts(builtinPrefix+name, string(text), ast.ParserOptions{RegoVersion: ast.RegoV1})
		if err != nil {
			return nil, err
		}
		pkg := strings.TrimPrefix(m.Package.Path.String(), "data.lib.")
		out[pkg] = &helper{builtinPrefix + name, string(text), m}
	}
	return out, nil
}

// helpersOf notes the packages below data.lib that a module names, and where.
func helpersOf(m *ast.Module, wanted map[string]*ast.Location) {
	ast.WalkRefs(m, func(ref ast.Ref) bool {
		if len(ref) > 2 && ref[0].Equal(ast.DefaultRootDocument) && ref[1].Equal(ast.StringTerm("lib")) {
			if pkg, ok := ref[2].Value.(ast.String); ok && wanted[string(pkg)] == nil {
				wanted[string(pkg)] = ref[0].Location
			}
		}
		return false
	})
}

// ownField finds the names of fields that an organization adds to records, as rules
// write them: in quotes, because of the hyphen.
var ownField = regexp.MustCompile("[\"`](x-[^\"`]+)[\"`]")

// schemasFor returns the schemas of the kinds that the rules may be about; of the
// others, that they exist. Records may have the organization's own fields anywhere.
func schemasFor(texts map[string]string, schemas map[string]any) map[string]any {
	words := map[string]bool{"isms": true, "record": true}
	var fields []string
	for _, text := range texts {
		for _, m := range ownField.FindAllStringSubmatch(text, -1) {
			fields = append(fields, m[1])
		}
		for word := range strings.FieldsFuncSeq(text, func(c rune) bool {
			return c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z')
		}) {
			words[word] = true
		}
	}
	out := map[string]any{}
	for kind, schema := range schemas {
		if out[kind] = nil; words[kind] {
			out[kind] = withFields(schema, fields)
		}
	}
	return out
}

// withFields returns a schema in which every mapping with named fields may have the
// fields too, with any value.
func withFields(schema any, fields []string) any {
	object, ok := schema.(map[string]any)
	if !ok || len(fields) == 0 {
		return schema
	}
	out := maps.Clone(object)
	if items, ok := out["items"]; ok {
		out["items"] = withFields(items, fields)
	}
	if properties, ok := out["properties"].(map[string]any); ok {
		named := make(map[string]any, len(properties)+len(fields))
		for name, below := range properties {
			named[name] = withFields(below, fields)
		}
		for _, name := range fields {
			if _, known := named[name]; !known {
				named[name] = map[string]any{}
			}
		}
		out["properties"] = named
	}
	return out
}

// Join returns a set of the rules of both: built-in ones and an organization's own.
// Neither is changed.
func (s *Set) Join(own *Set) *Set {
	if own == nil || len(own.rules) == 0 {
		return s
	}
	out := &Set{rules: slices.Concat(s.rules, own.rules), bySubj: map[string][]*Rule{}, compiler: s.compiler, own: own.own}
	slices.SortFunc(out.rules, func(a, b *Rule) int { return strings.Compare(a.ID, b.ID) })
	for _, r := range out.rules {
		out.bySubj[r.Subject] = append(out.bySubj[r.Subject], r)
	}
	sum := sha256.Sum256([]byte(s.digest + "\n" + own.digest))
	out.digest = "sha256:" + hex.EncodeToString(sum[:])
	return out
}

// near words what an unknown word may have meant; "" for nothing near.
func near(word string, known []string) string {
	if n := isms.Nearest(word, known); n != "" {
		return fmt.Sprintf("did you mean %q?", n)
	}
	return ""
}
