package policy

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/topdown"

	"ismsproof/engine/isms"
)

// A Judgement is what one rule says of one subject at one point of a line.
type Judgement struct {
	Findings []Finding
	Unknown  string // why it could not be decided; "" where it could
	Next     int    // the first later point at which the judgement may differ
	Across   bool   // it read more than its subject
}

// A Finding is a finding as the rule stated it.
type Finding struct {
	At           isms.Path
	Message      string
	Grade        isms.Grade // the rule's own, or graver
	Key          string
	Since, Until string // a date or an RFC 3339 time; "" for none
}

// Bounds of what one rule may say of one subject.
const (
	maxFindings = 10_000
	maxMessage  = 4 << 10 // bytes
)

// An Evaluator evaluates rules of one set on one line. It is safe for concurrent
// use.
type Evaluator struct {
	set    *Set
	line   *Line
	cancel topdown.Cancel
	pool   *pool // of workers for own rules; nil where there are none
	plain  bool  // have OPA evaluate everything

	results chan *results // for whoever evaluates next
}

// Plain has OPA evaluate everything: the reference for the compiled form of rules.
func (e *Evaluator) Plain() { e.plain = true }

// Evaluator returns an evaluator whose evaluations end when ctx does.
// The caller calls stop when it is done.
func (s *Set) Evaluator(ctx context.Context, line *Line) (e *Evaluator, stop func() bool) {
	e = &Evaluator{set: s, line: line, cancel: topdown.NewCancel(), results: make(chan *results, 64)}
	deaf := context.AfterFunc(ctx, e.cancel.Cancel)
	if s.own == nil {
		return e, deaf
	}
	e.pool = newPool(s.own, line)
	return e, func() bool { e.pool.close(); return deaf() }
}

// Judge evaluates rule for the subject in at point.
func (e *Evaluator) Judge(ctx context.Context, rule *Rule, in Input, point int) (j Judgement) {
	if rule.Custom {
		return e.Session().Judge(ctx, []*Rule{rule}, in, point)[0]
	}
	store := &recorder{line: e.line, rule: rule, set: e.set, point: point, next: Forever}
	defer func() {
		if p := recover(); p != nil {
			j = Judgement{Unknown: fmt.Sprintf("rule panicked: %v", p)}
		}
		j.Next, j.Across = store.next, store.across
	}()
	if !e.plain {
		if found, ok := e.quick(rule, in, store); ok {
			return e.answer(rule, found, store)
		}
		*store = recorder{line: e.line, rule: rule, set: e.set, point: point, next: Forever}
	}
	query := topdown.NewQuery(rule.query).
		WithCompiler(e.set.compiler).
		WithStore(store).
		WithTransaction(transaction{}).
		WithInput(ast.NewTerm(in.value)).
		WithCancel(e.cancel).
		WithMetrics(metrics.NoOp()).
		WithTime(time.Unix(0, 0)).
		WithStrictBuiltinErrors(true)
	var found ast.Value
	err := query.Iter(ctx, func(r topdown.QueryResult) error {
		found = r[ast.Var("found")].Value
		return nil
	})
	switch {
	case store.lacks != "":
		return Judgement{Unknown: store.lacks}
	case err != nil:
		return Judgement{Unknown: reason(err)}
	}
	return e.answer(rule, found, store)
}

// quick evaluates rule with its compiled form; ok says whether that was sure of all it
// did.
func (e *Evaluator) quick(rule *Rule, in Input, store *recorder) (found ast.Value, ok bool) {
	d, documents := e.set.program().document(rule.ref)
	if d == nil || d.form != isSet {
		return nil, false
	}
	defer func() {
		if recover() != nil {
			found, ok = nil, false
		}
	}()
	m := &machine{store: store, input: ast.NewTerm(in.value), cancel: e.cancel, results: e.borrow().begin(documents)}
	defer e.giveBack(m.results)
	t, err := m.call(d, nil)
	if err != nil {
		return nil, false
	}
	return t.Value, true
}

// borrow returns results that nobody else uses until they are given back.
func (e *Evaluator) borrow() *results {
	select {
	case r := <-e.results:
		return r
	default:
		return &results{pure: map[application]*ast.Term{}}
	}
}

func (e *Evaluator) giveBack(r *results) {
	select {
	case e.results <- r:
	default:
	}
}

// answer turns what a rule returned, and what it read, into a judgement.
func (e *Evaluator) answer(rule *Rule, found ast.Value, store *recorder) Judgement {
	switch {
	case store.doubt != "":
		return Judgement{Unknown: fmt.Sprintf("depends on %q, which could not be read", store.doubt)}
	}
	return e.decode(rule, found)
}

// decode turns the set that a rule returned into findings.
func (e *Evaluator) decode(rule *Rule, found ast.Value) Judgement {
	if found == nil {
		return Judgement{}
	}
	set, ok := found.(ast.Set)
	if !ok {
		return Judgement{Unknown: fmt.Sprintf("rule returned %s where a set of findings is due", ast.ValueName(found))}
	}
	if set.Len() > maxFindings {
		return Judgement{Unknown: fmt.Sprintf("rule returned %d findings for one record, more than %d", set.Len(), maxFindings)}
	}
	var j Judgement
	for _, term := range set.Slice() {
		f, err := finding(term.Value)
		if err != nil {
			return Judgement{Unknown: "rule returned an unknown shape: " + err.Error()}
		}
		if f.Grade == "" {
			f.Grade = rule.Grade
		}
		j.Findings = append(j.Findings, f)
	}
	return j
}

// finding reads one finding; a shape that DESIGN does not know is an error.
func finding(v ast.Value) (Finding, error) {
	object, ok := v.(ast.Object)
	if !ok {
		return Finding{}, fmt.Errorf("%s where an object with \"at\" and \"message\" is due", ast.ValueName(v))
	}
	var f Finding
	var at bool
	for _, key := range object.Keys() {
		name, ok := key.Value.(ast.String)
		if !ok {
			return f, fmt.Errorf("key %v", key)
		}
		value := object.Get(key).Value
		if name == "at" {
			at = true
			path, err := pathOf(value)
			if err != nil {
				return f, err
			}
			f.At = path
			continue
		}
		text, ok := value.(ast.String)
		if !ok {
			return f, fmt.Errorf("%q is %s where text is due", string(name), ast.ValueName(value))
		}
		switch name {
		case "message":
			f.Message = clip(string(text))
		case "grade":
			f.Grade = isms.Grade(text)
			if !slices.Contains(isms.Grades, f.Grade) {
				return f, fmt.Errorf("grade %q", string(text))
			}
		case "key":
			f.Key = string(text)
		case "since":
			f.Since = string(text)
		case "until":
			f.Until = string(text)
		default:
			return f, fmt.Errorf("key %q; known are at, message, since, until, grade, key", string(name))
		}
	}
	if !at || f.Message == "" {
		return f, fmt.Errorf("a finding needs \"at\" and \"message\"")
	}
	for _, t := range []string{f.Since, f.Until} {
		if _, err := Instant(t, time.UTC); err != nil {
			return f, err
		}
	}
	return f, nil
}

// pathOf reads a path of keys and indexes.
func pathOf(v ast.Value) (isms.Path, error) {
	list, ok := v.(*ast.Array)
	if !ok {
		return nil, fmt.Errorf("\"at\" is %s where a list of keys and indexes is due", ast.ValueName(v))
	}
	path := make(isms.Path, 0, list.Len())
	for i := range list.Len() {
		switch step := list.Elem(i).Value.(type) {
		case ast.String:
			path = append(path, string(step))
		case ast.Number:
			n, ok := step.Int()
			if !ok || n < 0 {
				return nil, fmt.Errorf("index %v in \"at\"", step)
			}
			path = append(path, fmt.Sprint(n))
		default:
			return nil, fmt.Errorf("%v in \"at\"", step)
		}
	}
	return path, nil
}

// Instant returns the start of a date in zone, or the instant of an RFC 3339
// time; nil for "".
func Instant(text string, zone *time.Location) (*time.Time, error) {
	if text == "" {
		return nil, nil
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		t = Day(t.Year(), t.Month(), t.Day(), zone)
		return &t, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil, fmt.Errorf("%q is neither a date (YYYY-MM-DD) nor an RFC 3339 time", text)
	}
	return &t, nil
}

// Day returns the first instant of a day in zone. Where clocks go forward at
// midnight, that is when they go on; package time would say an hour before.
func Day(year int, month time.Month, day int, zone *time.Location) time.Time {
	t := time.Date(year, month, day, 0, 0, 0, 0, zone)
	noon := time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
	if t.Format(time.DateOnly) != noon.Format(time.DateOnly) {
		if _, skip := t.ZoneBounds(); !skip.IsZero() {
			return skip
		}
	}
	return t
}

// clip shortens a message that is too long for any reader.
func clip(s string) string {
	if len(s) <= maxMessage {
		return s
	}
	cut := maxMessage - len("…")
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// reason words an evaluation error for the reader of a report.
func reason(err error) string {
	if topdown.IsCancel(err) {
		return "evaluation was cut off"
	}
	if e, ok := err.(*topdown.Error); ok {
		if e.Location != nil {
			return fmt.Sprintf("rule erred at %s:%d: %s", e.Location.File, e.Location.Row, e.Message)
		}
		return "rule erred: " + e.Message
	}
	return "rule erred: " + err.Error()
}
