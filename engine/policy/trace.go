package policy

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// A Trace is how a judgement came about.
type Trace struct {
	Judgement
	Reads []Read // in the order of the first of each
	Stops []Stop // how far each definition of the rule came, by file and line
}

// A Read is something a rule read besides its input.
type Read struct {
	Path  string // "data.isms.person.ann.unit"
	Value any    // in Go's own types, numbers as json.Number; nil where nothing is there
	There bool
	Next  int // the first later point at which it changes
}

// Explain judges as Judge does and says how.
func (e *Evaluator) Explain(ctx context.Context, rule *Rule, in Input, point int) (*Trace, error) {
	out := &Trace{}
	tell := func(path []string, a answer) {
		r := Read{Path: "data." + strings.Join(path, "."), There: a.value != nil, Next: a.next}
		if a.value != nil {
			r.Value, _ = ast.JSON(a.value) // it is made of what JSON has
		}
		if !slices.ContainsFunc(out.Reads, func(o Read) bool { return o.Path == r.Path }) {
			out.Reads = append(out.Reads, r)
		}
	}
	if rule.Custom {
		e.pool.judge(ctx, []*Rule{rule}, in, point, true, tell, func(_ int, j judged) { out.Judgement, out.Stops = j.Judgement, j.Stops })
		return out, ctx.Err()
	}
	out.Judgement = e.Judge(ctx, rule, in, point)
	p := &pool{line: e.line}
	trace := newStops(e.set.compiler, rule.ref)
	store := &told{read: func(path []string) answer {
		a := p.read(path, point)
		tell(path, a)
		return a
	}}
	err := topdown.NewQuery(rule.query).
		WithCompiler(e.set.compiler).WithStore(store).WithTransaction(transaction{}).WithInput(ast.NewTerm(in.value)).
		WithCancel(e.cancel).WithTime(time.Unix(0, 0)).WithStrictBuiltinErrors(true).WithQueryTracer(trace).
		Iter(ctx, func(topdown.QueryResult) error { return nil })
	out.Stops = trace.list()
	if err != nil && out.Unknown == "" {
		return nil, fmt.Errorf("explain %s: %w", rule.ID, err)
	}
	return out, ctx.Err()
}

// told is a store that is told what it answers.
type told struct {
	nothing
	read func([]string) answer
}

// Read implements storage.Store.
func (t *told) Read(_ context.Context, _ storage.Transaction, path storage.Path) (any, error) {
	switch a := t.read(path); {
	case a.refuse != "":
		return nil, fmt.Errorf("%s", a.refuse)
	case a.value == nil:
		return nil, errNotFound
	default:
		return a.value, nil
	}
}

// Warnings returns what is doubtful in own rules, by file and line.
func (s *Set) Warnings() []Warning {
	if s.own == nil {
		return nil
	}
	return slices.Clone(s.own.warnings)
}

// Rule returns the rule called id.
func (s *Set) Rule(id string) (*Rule, bool) {
	i := slices.IndexFunc(s.rules, func(r *Rule) bool { return r.ID == id })
	if i < 0 {
		return nil, false
	}
	return s.rules[i], true
}

// OwnFiles returns the paths of the files of own rules and their tests, sorted.
func (s *Set) OwnFiles() []string {
	if s.own == nil {
		return nil
	}
	var out []string
	for path := range s.own.hello.Modules {
		if !strings.HasPrefix(path, builtinPrefix) {
			out = append(out, path)
		}
	}
	out = slices.AppendSeq(out, maps.Keys(s.own.tests))
	slices.Sort(out)
	return out
}
