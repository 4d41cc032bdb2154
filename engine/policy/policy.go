// Package policy loads, type-checks and evaluates rules written in Rego. It is
// the only door to OPA.
//
// # How a rule is evaluated
//
// One Rego rule is one check, evaluated for one subject at one point of a [Line].
// Whatever it reads besides its input goes through a store that records the read
// and notes the next point at which the value read, present or absent, changes:
// the judgement holds until then. So nothing has to be invalidated, subjects are
// independent of each other, and the check of one tree is the special case of a
// line with one point.
//
// Rules cannot see a clock, the network, the environment or chance: the builtins
// are not there. A builtin that errs makes the subject not assessable; it is
// never silence.
package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"ismsproof/engine/isms"
)

// Options are what rules are checked against when they are loaded.
type Options struct {
	// Schemas by name type-check each rule's input against the schema that its
	// metadata names, and the fields it reads from data.isms. Nil: neither.
	Schemas map[string]any
	// Proven says that these very rules were loaded with all checks before, as tests
	// do with the built-in ones: what only checks and changes nothing is left out.
	Proven bool
	// Plan is the plan of an earlier load. It is used instead of the files where it
	// is of the same files, and rules are not checked.
	Plan *Plan
}

// checks are the stages of the compiler that refuse rules and change none.
var checks = []ast.StageID{
	ast.StageCheckUnusedImports, ast.StageCheckKeywordOverrides, ast.StageCheckDuplicateImports, ast.StageCheckVoidCalls,
	ast.StageCheckRuleConflicts, ast.StageCheckUndefinedFuncs, ast.StageCheckSafetyRuleHeads, ast.StageCheckRecursion,
	ast.StageCheckTypes, ast.StageCheckUnsafeBuiltins, ast.StageCheckDeprecatedBuiltins, ast.StageBuildRequiredCapabilities,
}

// A Set is a set of compiled rules. It is safe for concurrent use.
type Set struct {
	rules    []*Rule
	bySubj   map[string][]*Rule
	compiler *ast.Compiler
	digest   string
	own      *ownRules // nil where there are none

	read sync.Once
	feet *footprints

	built sync.Once
	steps *program
}

// A Rule is one compiled rule.
type Rule struct {
	isms.Rule
	ref   ast.Ref // of its value
	query ast.Body
}

// found sets where the value of the rule is found.
func (r *Rule) found(ref ast.Ref) {
	r.ref, r.query = ref, ast.NewBody(ast.Equality.Expr(ast.VarTerm("found"), ast.NewTerm(ref)))
}

// Load parses and compiles every .rego file of fsys but tests, in path order.
// Errors name file and line.
func Load(fsys fs.FS, o Options) (*Set, error) {
	texts, digest, err := read(fsys)
	if err != nil {
		return nil, err
	}
	if p := o.Plan; p != nil && p.Digest == digest && o.Schemas == nil {
		if s, err := unplan(p); err == nil {
			return s, nil
		}
	}
	modules, err := parse(texts)
	if err != nil {
		return nil, err
	}
	compiler := ast.NewCompiler().WithCapabilities(Capabilities()).WithStrict(true)
	if o.Proven {
		compiler = compiler.WithSkipStages(checks...)
	}
	if o.Schemas != nil {
		schemas := ast.NewSchemaSet()
		for name, schema := range o.Schemas {
			schemas.Put(ast.MustParseRef("schema."+name), schema)
		}
		compiler = compiler.WithSchemas(schemas).WithUseTypeCheckAnnotations(true)
	}
	if compiler.Compile(modules); compiler.Failed() {
		return nil, fmt.Errorf("compile rules: %w", compiler.Errors)
	}
	s := &Set{compiler: compiler, digest: digest}
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		rules, err := described(modules[name])
		if err != nil {
			return nil, err
		}
		s.rules = append(s.rules, rules...)
	}
	s.index()
	if o.Schemas != nil {
		if err := s.checkReads(o.Schemas); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// index sorts the rules and finds them by subject.
func (s *Set) index() {
	slices.SortFunc(s.rules, func(a, b *Rule) int { return strings.Compare(a.ID, b.ID) })
	s.bySubj = map[string][]*Rule{}
	for _, r := range s.rules {
		s.bySubj[r.Subject] = append(s.bySubj[r.Subject], r)
	}
}

// Rules returns the metadata of all rules, sorted by id.
func (s *Set) Rules() []*isms.Rule {
	out := make([]*isms.Rule, len(s.rules))
	for i, r := range s.rules {
		out[i] = &r.Rule
	}
	return out
}

// ForKind returns the rules that judge records of kind, sorted by id: those that
// name the kind and those that judge every record.
func (s *Set) ForKind(kind string) []*Rule {
	rules := slices.Concat(s.bySubj[kind], s.bySubj["record"])
	slices.SortFunc(rules, func(a, b *Rule) int { return strings.Compare(a.ID, b.ID) })
	return rules
}

// Digest returns "sha256:…" over names and contents of all files loaded.
func (s *Set) Digest() string { return s.digest }

// read reads all modules but tests, and returns the digest of them.
func read(fsys fs.FS) (texts map[string]string, digest string, err error) {
	texts = map[string]string{}
	sum := sha256.New()
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".rego" || strings.HasSuffix(name, "_test.rego") {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s\x00%d\x00%s", name, len(text), text)
		texts[name] = string(text)
		return nil
	})
	return texts, "sha256:" + hex.EncodeToString(sum.Sum(nil)), err
}

// parse parses modules, several at a time.
func parse(texts map[string]string) (map[string]*ast.Module, error) {
	names := slices.Sorted(maps.Keys(texts))
	parsed, faults := make([]*ast.Module, len(names)), make([]error, len(names))
	options := ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1, Capabilities: Capabilities()}
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() { parsed[i], faults[i] = ast.ParseModuleWithOpts(name, texts[name], options) })
	}
	wg.Wait()
	modules := map[string]*ast.Module{}
	for i, name := range names {
		if faults[i] != nil {
			return nil, fmt.Errorf("parse rules: %w", faults[i])
		}
		modules[name] = parsed[i]
	}
	return modules, nil
}
