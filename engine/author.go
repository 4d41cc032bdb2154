package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
	"ismsproof/policies"
)

// PolicyTests is what the tests and the examples of rules gave.
type PolicyTests struct {
	policy.TestReport
	Examples []ExampleResult // by rule, in their order
}

// Faults is how many tests and examples do not pass.
func (t *PolicyTests) Faults() int {
	n := 0
	for _, x := range t.Tests {
		if x.Fault != "" {
			n++
		}
	}
	for _, x := range t.Examples {
		if x.Fault != "" {
			n++
		}
	}
	return n
}

// A PolicyCheck is what is wrong and what is doubtful about own rules.
type PolicyCheck struct {
	Rules    int
	Faults   []string // rules with a fault do not judge
	Warnings []string
}

// authored opens the ISMS that o names and reads it with its configuration.
func (d *Definitions) authored(ctx context.Context, o Options) (*config, *reading, error) {
	tree, err := open(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	defer tree.repo.Close()
	return d.readTree(ctx, tree, o.Config, o.jobs())
}

// TestPolicies runs the Rego tests and judges the examples of an organization's own
// rules, or of the built-in ones. No test at all is an *IncompleteError.
func (d *Definitions) TestPolicies(ctx context.Context, o Options, builtin bool) (*PolicyTests, error) {
	if builtin {
		return d.testBuiltin(ctx)
	}
	c, _, err := d.authored(ctx, o)
	if err != nil {
		return nil, err
	}
	if len(c.rules) == 0 {
		return nil, noOwnRules(c)
	}
	report, err := c.d.Rules.Test(ctx)
	if err != nil {
		return nil, testFault(ctx, err)
	}
	if len(report.Tests) == 0 {
		return nil, &IncompleteError{Message: "no test was run: own rules have no rule test_… in a file *_test.rego", Hint: "`ismsproof policy new` writes a rule with a test"}
	}
	out := &PolicyTests{TestReport: *report}
	out.Examples, err = c.judgeExamples(ctx)
	return out, err
}

func noOwnRules(c *config) error {
	return &IncompleteError{Message: fmt.Sprintf("%s names no own rules", c.file), Hint: "write `rules: [rules/]`, or test the built-in ones with --builtin"}
}

// testFault words an error of running tests.
func testFault(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if _, ok := errors.AsType[policy.OwnErrors](err); ok {
		return badRules(err)
	}
	return &IncompleteError{Message: err.Error(), Err: err}
}

func (d *Definitions) testBuiltin(ctx context.Context) (*PolicyTests, error) {
	worker, err := workerCommand()
	if err != nil {
		return nil, err
	}
	report, err := policy.TestAll(ctx, policies.FS, worker)
	if err != nil {
		return nil, testFault(ctx, err)
	}
	out := &PolicyTests{TestReport: *report}
	out.Examples, err = d.judgeBuiltinExamples(ctx)
	return out, err
}

// ownExamples returns the examples of own rules by rule id.
func (d *Definitions) ownExamples() (map[string]Examples, error) {
	out := map[string]Examples{}
	for _, name := range slices.Sorted(maps.Keys(d.examples)) {
		if err := addExamples(out, name, d.examples[name]); err != nil {
			return nil, &UsageError{Message: err.Error(), Hint: "examples.yaml maps the id of a rule to {fires: [...], silent: [...]}, each with `about` and `text`"}
		}
	}
	for id := range out {
		if _, known := d.Rules.Rule(id); !known {
			return nil, &UsageError{Message: fmt.Sprintf("examples.yaml has examples of %q, which is no rule", id), Hint: didYouMean(id, slices.Collect(maps.Keys(d.words())), "")}
		}
	}
	return out, nil
}

// CheckPolicies says what is wrong with own rules, what is doubtful, and which of them
// can tell nothing here: a rule that no example makes fire, a rule without subjects.
func (d *Definitions) CheckPolicies(ctx context.Context, o Options) (*PolicyCheck, error) {
	c, read, err := d.authored(ctx, o)
	if errs, ok := errors.AsType[policy.OwnErrors](err); ok {
		out := &PolicyCheck{}
		for _, e := range errs {
			out.Faults = append(out.Faults, e.Error())
		}
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	if len(c.rules) == 0 {
		return nil, noOwnRules(c)
	}
	w := c.walkRead(read)
	out := &PolicyCheck{}
	counts := map[string]int{}
	for _, s := range w.subjects {
		if !s.whole && s.at(0) != nil {
			counts[s.Kind]++
		}
	}
	for _, warning := range c.d.Rules.Warnings() {
		text := warning.String()
		if warning.Whole != "" {
			text += fmt.Sprintf(" (here: %d)", counts[warning.Whole])
		}
		out.Warnings = append(out.Warnings, text)
	}
	judged, _ := w.population(0, everyRule)
	for _, r := range c.d.Rules.Rules() {
		if !r.Custom {
			continue
		}
		out.Rules++
		if judged[r.ID] == 0 {
			out.Warnings = append(out.Warnings, fmt.Sprintf("%s:%d: rule %s judges nothing here: there is no %s", r.Path, r.Line, r.ID, r.Subject))
		}
	}
	examples, err := c.judgeExamples(ctx)
	if err != nil {
		return nil, err
	}
	for _, x := range examples {
		if x.Fault == "" || !x.Fires {
			continue
		}
		r := c.d.Rule(x.Rule)
		text := fmt.Sprintf("%s:%d: rule %s: %s", r.Path, r.Line, r.ID, x.Fault)
		if x.About != "" {
			text = fmt.Sprintf("%s:%d: rule %s: the example %q: %s", r.Path, r.Line, r.ID, x.About, x.Fault)
		}
		out.Warnings = append(out.Warnings, text)
	}
	return out, nil
}

// everyRule accepts all rules.
func everyRule(*isms.Rule) bool { return true }

// RulePages explains an organization's own rules, by id.
func (d *Definitions) RulePages(ctx context.Context, o Options) ([]*Explanation, error) {
	c, _, err := d.authored(ctx, o)
	if err != nil {
		return nil, err
	}
	if len(c.rules) == 0 {
		return nil, noOwnRules(c)
	}
	var out []*Explanation
	for _, r := range c.d.Rules.Rules() {
		if !r.Custom {
			continue
		}
		e, err := c.d.Explain(r.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// An Evaluation is one rule evaluated for one subject.
type Evaluation struct {
	Kind, ID string
	Path     string
	Line     int
	Input    any // what the rule saw, in Go's own types
	policy.Trace
}

// Evaluate evaluates one rule for the subject "kind/id", or for each of its subjects
// where that is "", and says how each judgement came about.
func (d *Definitions) Evaluate(ctx context.Context, o Options, id, subject string) ([]Evaluation, error) {
	c, read, err := d.authored(ctx, o)
	if err != nil {
		return nil, err
	}
	rule, ok := c.d.Rules.Rule(id)
	if !ok {
		return nil, &UsageError{Message: fmt.Sprintf("there is no rule %q", id), Hint: didYouMean(id, slices.Collect(maps.Keys(c.d.words())), "`ismsproof explain` lists all rules")}
	}
	w := c.walkRead(read)
	evaluator, stop := c.d.Rules.Evaluator(ctx, w.line)
	defer stop()
	var out []Evaluation
	var known []string
	for _, s := range slices.SortedFunc(maps.Values(w.subjects), bySubject) {
		r := s.at(0)
		if r == nil || !slices.Contains(w.rulesFor(s), rule) {
			continue
		}
		if known = append(known, r.Key.String()); subject != "" && subject != r.Key.String() {
			continue
		}
		trace, err := evaluator.Explain(ctx, rule, r.input, 0)
		if err != nil {
			return nil, err
		}
		at := findingAt(r, &rule.Rule, nil)
		in, err := r.input.JSON()
		if err != nil {
			return nil, err
		}
		out = append(out, Evaluation{r.Kind, r.ID, path.Clean(at.Path), at.Range.Start.Line, in, *trace})
	}
	switch {
	case len(known) == 0:
		return nil, &IncompleteError{Message: fmt.Sprintf("rule %s judges nothing here: there is no %s", id, rule.Subject)}
	case len(out) == 0:
		return nil, &UsageError{Message: fmt.Sprintf("rule %s judges no %q", id, subject), Hint: didYouMean(subject, known, "one of them is "+known[0])}
	}
	return out, nil
}
