package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// An ExampleResult says whether an example does what it stands for.
type ExampleResult struct {
	Rule  string
	About string // "" where a rule lacks examples
	Fires bool   // it is to make the rule fire
	Fault string // "" where it does
}

// noText lists the rules that no text of one file can show.
var noText = []string{ruleSymlink, ruleVanished, ruleOwners, ruleTagged, ruleRewrite, ruleClone}

// judgeBuiltinExamples judges the examples of the built-in rules and of the engine's
// own checks.
func (d *Definitions) judgeBuiltinExamples(ctx context.Context) ([]ExampleResult, error) {
	c, err := configure(nil)
	if err != nil {
		return nil, err
	}
	c.d = d
	examples, err := RuleExamples()
	if err != nil {
		return nil, err
	}
	var out []ExampleResult
	for _, r := range d.All() {
		if slices.Contains(noText, r.ID) {
			continue
		}
		results, err := c.judgeRuleExamples(ctx, r.ID, examples[r.ID])
		if err != nil {
			return nil, err
		}
		out = append(out, results...)
	}
	return out, nil
}

// judgeExamples judges the examples of all own rules. A rule that no example makes
// fire, or leaves silent, is a fault.
func (c *config) judgeExamples(ctx context.Context) ([]ExampleResult, error) {
	examples, err := c.d.ownExamples()
	if err != nil {
		return nil, err
	}
	var out []ExampleResult
	for _, r := range c.d.Rules.Rules() {
		if !r.Custom {
			continue
		}
		results, err := c.judgeRuleExamples(ctx, r.ID, examples[r.ID])
		if err != nil {
			return nil, err
		}
		out = append(out, results...)
	}
	return out, nil
}

func (c *config) judgeRuleExamples(ctx context.Context, id string, x Examples) ([]ExampleResult, error) {
	var out []ExampleResult
	if len(x.Fires) == 0 {
		out = append(out, ExampleResult{Rule: id, Fires: true, Fault: "no example makes it fire"})
	}
	if len(x.Silent) == 0 {
		out = append(out, ExampleResult{Rule: id, Fault: "no example leaves it silent"})
	}
	for _, kind := range []struct {
		fires bool
		list  []Example
	}{{true, x.Fires}, {false, x.Silent}} {
		for _, e := range kind.list {
			fault, err := c.judgeExample(ctx, id, e, kind.fires)
			if err != nil {
				return nil, err
			}
			out = append(out, ExampleResult{id, e.About, kind.fires, fault})
		}
	}
	return out, nil
}

// judgeExample judges one example with its rule alone and says why it does not do what
// it stands for; "" where it does.
func (c *config) judgeExample(ctx context.Context, id string, e Example, fires bool) (string, error) {
	if e.About == "" || e.Text == "" {
		return "an example needs `about` and `text`", nil
	}
	r, err := c.reportExample(ctx, e, id, ruleSchema, ruleKind)
	if incomplete, ok := errors.AsType[*IncompleteError](err); ok {
		return incomplete.Message, nil
	}
	if err != nil {
		return "", err
	}
	found, form := "", ""
	for _, f := range r.Findings {
		switch {
		case f.Status != isms.Open:
		case f.Rule.ID == id:
			found = cmp.Or(found, f.Message)
		default:
			form = cmp.Or(form, fmt.Sprintf("line %d of it is not well formed: %s", f.Range.Start.Line, f.Message))
		}
	}
	switch aboutForm := slices.Contains(formRules, id); {
	case len(r.Undecided) > 0 && id != ruleReadable:
		return "undecided: " + r.Undecided[0].Reason, nil
	case form != "" && !aboutForm:
		return form, nil
	case fires && found == "":
		return "does not make the rule fire", nil
	case !fires && found != "":
		return "makes the rule fire: " + found, nil
	}
	return "", nil
}

// formRules lists the rules about the form of records, whose examples may lack it.
var formRules = []string{ruleReadable, ruleSchema, ruleKind, ruleUnique, ruleLinks, ruleNoConfig}

// reportExample judges an example as of [examplesAsOf] by the rules named.
func (c *config) reportExample(ctx context.Context, e Example, rules ...string) (*isms.Report, error) {
	o := Options{AsOf: examplesAsOf, Jobs: 1, Rules: rules}
	if len(e.history) > 0 {
		selected, err := c.d.selection(rules)
		if err != nil {
			return nil, err
		}
		line, err := c.judgeCommits(ctx, e.history, selected, false)
		if err != nil {
			return nil, err
		}
		asOf, err := instant(o, c.zone)
		if err != nil {
			return nil, err
		}
		return line.report(line.verdicts, line.end-1, selected, nil, asOf, asOf), nil
	}
	files := map[string]string{e.Path: e.Text}
	c, err := c.ofTree(ctx, files)
	if err != nil {
		return nil, err
	}
	tree := source.Memory(files)
	entries, _, err := tree.Entries(ctx)
	if err != nil {
		return nil, err
	}
	read, err := c.readEntries(ctx, tree.Read, entries, 1)
	if err != nil {
		return nil, err
	}
	j, err := c.judgeRead(ctx, read, o, "the example")
	if err != nil {
		return nil, err
	}
	return j.walk.report(j.verdicts, 0, j.selected, j.walk.waivers(0, j.asOf), j.asOf, j.asOf), nil
}

// JudgeExample judges an example by one rule alone, as `check --rules ID --as-of
// 2026-12-01` in a folder that holds it alone; of commits, what holds after the last of them.
func (d *Definitions) JudgeExample(ctx context.Context, id string, e Example) (*Result, error) {
	c, err := configure(nil)
	if err != nil {
		return nil, err
	}
	c.d = d
	if len(e.history) > 0 {
		r, err := c.reportExample(ctx, e, id)
		if err != nil {
			return nil, err
		}
		return &Result{Report: r, Source: func(string) []byte { return nil }}, nil
	}
	tree := &target{Tree: source.Memory(map[string]string{e.Path: e.Text}), name: "the example", target: isms.Target{State: isms.StateWorktree}}
	return d.checkTree(ctx, tree, Options{AsOf: examplesAsOf, Rules: []string{id}, Jobs: 1})
}

// OfCommits reports whether the example is a sequence of commits.
func (e *Example) OfCommits() bool { return len(e.history) > 0 }
