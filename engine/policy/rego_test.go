package policy_test

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/tester"

	"ismsproof/engine/policy"
	"ismsproof/policies"
)

// raises is in the name of a Rego test that is about builtin errors. A stock engine
// takes such an error for undefined, which the test asserts; ours makes the rule not
// assessable. So these tests raise an error, and all others must not.
const raises = "_is_undefined"

// The tests of the rules pass as a stock `opa test policies` runs them, data files
// included, and again compiled as strictly, and with as few builtins, as the engine
// compiles the rules.
func TestRego(t *testing.T) {
	modules, store, err := tester.Load([]string{"../../policies"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("stock", func(t *testing.T) {
		runRego(t, policies.FS, modules, ast.NewCompiler(), store)
	})
	t.Run("restricted", func(t *testing.T) {
		capabilities := policy.Capabilities()
		modules, err := parseRego(policies.FS, capabilities)
		if err != nil {
			t.Fatal(err)
		}
		compiler := ast.NewCompiler().WithCapabilities(capabilities).WithStrict(true)
		runRego(t, policies.FS, modules, compiler, nil)
	})
}

// runRego runs all tests of modules, each as a subtest, and holds them against the
// tests that the texts of fsys declare.
func runRego(t *testing.T, fsys fs.FS, modules map[string]*ast.Module, compiler *ast.Compiler, store storage.Store) {
	t.Helper()
	results, err := regoResults(modules, compiler, store)
	if err != nil {
		t.Fatal(err)
	}
	var ran []string
	for _, r := range results {
		name := r.Package + "." + r.Name
		ran = append(ran, name)
		t.Run(strings.TrimPrefix(name, "data."), func(t *testing.T) {
			if fault := fault(r); fault != "" {
				t.Errorf("%s: %s", r.Location, fault)
			}
		})
	}
	declared, err := declaredTests(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(declared, ran); diff != "" {
		t.Errorf("tests (-declared +ran):\n%s", diff)
	}
}

// regoResults runs all tests of modules; no test at all is an error.
func regoResults(modules map[string]*ast.Module, compiler *ast.Compiler, store storage.Store) ([]*tester.Result, error) {
	runner := tester.NewRunner().SetCompiler(compiler).SetModules(modules).
		RaiseBuiltinErrors(true).SetTimeout(time.Minute)
	if store != nil {
		runner.SetStore(store)
	}
	ctx := context.Background()
	var txn storage.Transaction
	if store != nil {
		var err error
		if txn, err = store.NewTransaction(ctx); err != nil {
			return nil, err
		}
		defer store.Abort(ctx, txn)
	}
	stream, err := runner.RunTests(ctx, txn)
	if err != nil {
		return nil, err
	}
	var results []*tester.Result
	for r := range stream {
		results = append(results, r)
	}
	if len(results) == 0 {
		return nil, fmt.Errorf("no Rego test was run")
	}
	slices.SortFunc(results, func(a, b *tester.Result) int {
		return strings.Compare(a.Package+"."+a.Name, b.Package+"."+b.Name)
	})
	return results, nil
}

// fault says what is wrong with the result of a Rego test; "" for nothing.
func fault(r *tester.Result) string {
	expected := strings.Contains(r.Name, raises)
	switch {
	case r.Skip:
		return "is skipped"
	case r.Fail:
		return "fails"
	case r.Error != nil && !expected:
		return "errs: " + r.Error.Error()
	case r.Error != nil && !strings.Contains(r.Error.Error(), "eval_builtin_error"):
		return "errs, but in no builtin: " + r.Error.Error()
	case r.Error == nil && expected:
		return fmt.Sprintf("raises no builtin error, as its name says with %q", raises)
	}
	return ""
}

// parseRego parses every .rego file of fsys, tests included.
func parseRego(fsys fs.FS, c *ast.Capabilities) (map[string]*ast.Module, error) {
	modules := map[string]*ast.Module{}
	err := eachRego(fsys, func(name, text string) (err error) {
		modules[name], err = ast.ParseModuleWithOpts(name, text, ast.ParserOptions{
			ProcessAnnotation: true, RegoVersion: ast.RegoV1, Capabilities: c,
		})
		return err
	})
	return modules, err
}

func eachRego(fsys fs.FS, do func(name, text string) error) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".rego" {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		return do(name, string(text))
	})
}

var (
	packageLine = regexp.MustCompile(`(?m)^package (\S+)`)
	testLine    = regexp.MustCompile(`(?m)^(?:test|todo_test)_\w+`)
)

// declaredTests reads the names of tests off the texts, without a parser of Rego:
// none can get lost on the way. A test file without tests is an error.
func declaredTests(fsys fs.FS) ([]string, error) {
	var names []string
	err := eachRego(fsys, func(name, text string) error {
		tests := testLine.FindAllString(text, -1)
		if len(tests) == 0 && strings.HasSuffix(name, "_test.rego") {
			return fmt.Errorf("%s declares no test", name)
		}
		for _, test := range tests {
			names = append(names, "data."+packageLine.FindStringSubmatch(text)[1]+"."+test)
		}
		return nil
	})
	slices.Sort(names)
	return names, err
}

// What runs the Rego tests sees each way in which one can go wrong.
func TestRegoFaultsAreSeen(t *testing.T) {
	for name, c := range map[string]struct {
		body, want string
	}{
		"a test that passes":                        {`test_x if 1 == 1`, ""},
		"a test that fails":                         {`test_x if 1 == 2`, "fails"},
		"a test that is undefined":                  {`test_x if input.nothing`, "fails"},
		"a test that is false":                      {`test_x := false`, "fails"},
		"a test that is put off":                    {`todo_test_x if 1 == 1`, "is skipped"},
		"a conflict":                                {"test_x if f(1)\n\nf(x) := true\n\nf(x) := false if x == 1", "errs: "},
		"a builtin error nobody asserts":            {`test_x if not to_number("x")`, "errs: "},
		"a builtin error that the name announces":   {`test_x_is_undefined_for_text if not to_number("x")`, ""},
		"a builtin error announced, but not raised": {`test_x_is_undefined_for_text if not false`, "raises no builtin error"},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := fstest.MapFS{"t/t_test.rego": {Data: []byte("package t_test\n\n" + c.body + "\n")}}
			modules, err := parseRego(fsys, nil)
			if err != nil {
				t.Fatal(err)
			}
			results, err := regoResults(modules, ast.NewCompiler(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := fault(results[0]); len(results) != 1 || (c.want == "") != (got == "") || !strings.HasPrefix(got, c.want) {
				t.Errorf("got %q of %d results, want %q", got, len(results), c.want)
			}
		})
	}
}

func TestNoRegoTestIsAnError(t *testing.T) {
	fsys := fstest.MapFS{"t/t_test.rego": {Data: []byte("package t_test\n\nx if true\n")}}
	modules, err := parseRego(fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	if results, err := regoResults(modules, ast.NewCompiler(), nil); err == nil {
		t.Errorf("got %d results and no error", len(results))
	}
	if names, err := declaredTests(fsys); err == nil {
		t.Errorf("got tests %v of a file without any", names)
	}
}
