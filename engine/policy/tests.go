package policy

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// A TestReport is what the Rego tests of rules gave.
type TestReport struct {
	Tests []TestResult // by file and line
	Files []Coverage   // of the rules tested, by path
}

// A TestResult is the result of one Rego test.
type TestResult struct {
	Name  string // "custom.risk_test.test_x"
	File  string
	Line  int
	Fault string // why it does not pass; "" where it does
}

// Coverage says which lines of a file the tests evaluated.
type Coverage struct {
	Path    string
	Lines   int   // that can be evaluated
	Missing []int // of them, those that no test reached
}

// Raises is in the name of a test that asserts that a builtin errs: a stock engine
// takes that for undefined, and ours makes the rule not assessable.
const raises = "_is_undefined"

// testTime bounds one test.
const testTime = 10 * time.Second

// Test runs the Rego tests of own rules in a worker. No test at all is an error.
func (s *Set) Test(ctx context.Context) (*TestReport, error) {
	if s.own == nil {
		return nil, errors.New("there are no own rules to test")
	}
	texts := maps.Clone(s.own.hello.Modules)
	maps.Copy(texts, s.own.tests)
	return runTests(ctx, s.own.command, s.own.limits, texts)
}

// TestAll runs the Rego tests of all .rego files of fsys in a worker, with the built-in
// limits. No test at all is an error.
func TestAll(ctx context.Context, fsys fs.FS, worker []string) (*TestReport, error) {
	names, err := fs.Glob(fsys, "*/*.rego")
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		texts[name] = string(text)
	}
	return runTests(ctx, worker, DefaultOwnLimits, texts)
}

func runTests(ctx context.Context, command []string, limits OwnLimits, texts map[string]string) (*TestReport, error) {
	w, answer, err := startWorker(ctx, command, hello{Modules: texts, Deadline: testTime, Memory: limits.Memory})
	if err != nil {
		return nil, err
	}
	defer w.stop()
	if errs := answer.Errors.ordered(); len(errs) > 0 {
		return nil, errs
	}
	_, stop := w.clock(ctx, limits.Total)
	defer stop()
	err = writeFrame(w.in, frameTests, nil)
	var r TestReport
	if err == nil {
		var kind byte
		var payload []byte
		if kind, payload, err = readFrame(w.out, maxReply); err == nil && kind == frameTested {
			if err = json.Unmarshal(payload, &r); err == nil {
				return &r, nil
			}
		}
		if kind == frameExceeded {
			err = errors.New("the tests " + fullReason(limits.Memory))
		}
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case w.killed.Load():
		return nil, fmt.Errorf("the tests took more than %s", short(limits.Total))
	}
	return nil, fmt.Errorf("the tests did not end: %s", w.lastWords(err, limits.Memory))
}

// test runs every test that the modules hold.
func (s *session) test() error {
	seen := &lines{map[string]map[int]bool{}}
	var out TestReport
	for path, m := range s.compiler.Modules {
		if !isTest(path) {
			continue
		}
		done := map[string]bool{}
		for _, r := range m.Rules {
			name := r.Head.Name.String()
			if done[name] || !strings.HasPrefix(name, "test_") && !strings.HasPrefix(name, "todo_test_") {
				continue
			}
			done[name] = true
			result := TestResult{Name: strings.TrimPrefix(r.Ref().GroundPrefix().String(), "data."), File: path, Line: r.Location.Row, Fault: "is put off"}
			if strings.HasPrefix(name, "test_") {
				result.Fault = s.one(r, seen)
			}
			out.Tests = append(out.Tests, result)
		}
	}
	slices.SortFunc(out.Tests, func(a, b TestResult) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	out.Files = seen.coverage(s.compiler.Modules)
	return s.send(frameTested, out)
}

// one runs one test and says why it does not pass.
func (s *session) one(r *ast.Rule, seen *lines) (fault string) {
	cancel := topdown.NewCancel()
	var late atomic.Bool
	timer := time.AfterFunc(s.hello.Deadline, func() { late.Store(true); cancel.Cancel() })
	defer timer.Stop()
	defer func() {
		if p := recover(); p != nil {
			fault = fmt.Sprintf("panics: %v", p)
		}
	}()
	var found ast.Value
	err := topdown.NewQuery(ast.NewBody(ast.Equality.Expr(ast.VarTerm("found"), ast.NewTerm(r.Ref().GroundPrefix())))).
		WithCompiler(s.compiler).WithStore(nothing{}).WithTransaction(transaction{}).
		WithCancel(cancel).WithTime(time.Unix(0, 0)).WithStrictBuiltinErrors(true).WithQueryTracer(seen).
		Iter(context.Background(), func(q topdown.QueryResult) error {
			found = q[ast.Var("found")].Value
			return nil
		})
	expected := strings.Contains(r.Head.Name.String(), raises)
	e, _ := err.(*topdown.Error)
	switch {
	case late.Load():
		return lateReason(s.hello.Deadline)
	case err != nil && !(expected && e != nil && e.Code == topdown.BuiltinErr):
		return reason(err)
	case err == nil && expected:
		return fmt.Sprintf("no builtin errs, as its name says with %q", raises)
	case err == nil && found != ast.Boolean(true):
		return "fails"
	}
	return ""
}

// nothing is a store without data: tests bring theirs by `with`.
type nothing struct{ remote }

// Read implements storage.Store.
func (nothing) Read(context.Context, storage.Transaction, storage.Path) (any, error) {
	return nil, errNotFound
}

// NewTransaction implements storage.Store.
func (nothing) NewTransaction(context.Context, ...storage.TransactionParams) (storage.Transaction, error) {
	return transaction{}, nil
}

// Commit implements storage.Store.
func (nothing) Commit(context.Context, storage.Transaction) error { return nil }

// Truncate implements storage.Store.
func (nothing) Truncate(context.Context, storage.Transaction, storage.TransactionParams, storage.Iterator) error {
	return errors.New("rules cannot write")
}

// Abort implements storage.Store.
func (nothing) Abort(context.Context, storage.Transaction) {}

// lines is a tracer that notes which lines are evaluated: expressions that are come
// to, and heads of definitions that hold.
type lines struct{ seen map[string]map[int]bool }

// Enabled implements topdown.QueryTracer.
func (l *lines) Enabled() bool { return true }

// Config implements topdown.QueryTracer.
func (l *lines) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

// TraceEvent implements topdown.QueryTracer.
func (l *lines) TraceEvent(e topdown.Event) {
	var at *ast.Location
	switch n := e.Node.(type) {
	case *ast.Expr:
		if e.Op == topdown.EvalOp {
			at = n.Location
		}
	case *ast.Rule:
		if e.Op == topdown.ExitOp {
			at = n.Head.Location
		}
	}
	if at == nil || at.File == "" {
		return
	}
	if l.seen[at.File] == nil {
		l.seen[at.File] = map[int]bool{}
	}
	l.seen[at.File][at.Row] = true
}

// coverage says which lines of the rules were evaluated.
func (l *lines) coverage(modules map[string]*ast.Module) []Coverage {
	var out []Coverage
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		if isTest(path) || strings.HasPrefix(path, builtinPrefix) {
			continue
		}
		can := map[int]bool{}
		for _, r := range modules[path].Rules {
			for e := r; e != nil; e = e.Else {
				can[e.Head.Location.Row] = true
				ast.WalkExprs(e.Body, func(x *ast.Expr) bool {
					if x.Location != nil && x.Location.File == path && x.Location.Row > 0 {
						can[x.Location.Row] = true
					}
					return false
				})
			}
		}
		c := Coverage{Path: path, Lines: len(can)}
		for _, row := range slices.Sorted(maps.Keys(can)) {
			if !l.seen[path][row] {
				c.Missing = append(c.Missing, row)
			}
		}
		out = append(out, c)
	}
	return out
}
