package engine

import (
	"context"
	"fmt"
	"slices"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// vacuity finds the rules that nothing fires: no mutant, and no example.
func (m *mutator) vacuity(ctx context.Context, a *Assurance) error {
	fired := map[string]bool{}
	for _, x := range m.mutants {
		for _, id := range x.noticed {
			fired[id] = true
		}
	}
	for i := range m.before {
		fired[m.before[i].Rule.ID] = true
	}
	a.Silent, a.Vacuous, a.Exempt = []string{}, []string{}, []ExemptFromAll{}
	for _, rule := range m.c.d.all {
		if why := m.c.d.needsMore(rule); why != "" {
			a.Exempt = append(a.Exempt, ExemptFromAll{rule.ID, why})
			continue
		}
		if fired[rule.ID] {
			continue
		}
		fires, err := m.exampleFires(ctx, rule)
		if err != nil {
			return err
		}
		if fires {
			a.Silent = append(a.Silent, rule.ID)
		} else {
			a.Vacuous = append(a.Vacuous, rule.ID)
		}
	}
	return nil
}

// exampleFires says whether an example of the rule makes it fire.
func (m *mutator) exampleFires(ctx context.Context, rule *isms.Rule) (bool, error) {
	examples, err := m.c.d.examplesOf(rule)
	if err != nil {
		return false, err
	}
	for _, e := range examples.Fires {
		if rule.Custom {
			fault, err := m.c.judgeExample(ctx, rule.ID, e, true)
			if err != nil {
				return false, fmt.Errorf("example of %s: %w", rule.ID, err)
			}
			if fault == "" {
				return true, nil
			}
			continue
		}
		tree := &target{Tree: source.Memory(lastTree(e)), name: "the example"}
		j, err := m.d.judgeTree(ctx, tree, Options{AsOf: examplesAsOf, Jobs: 1})
		if err != nil {
			return false, fmt.Errorf("example of %s: %w", rule.ID, err)
		}
		r := j.walk.report(j.verdicts, 0, j.selected, j.walk.waivers(0, j.asOf), j.asOf, j.asOf)
		if slices.ContainsFunc(r.Findings, func(f isms.Finding) bool { return f.Rule.ID == rule.ID && f.Status == isms.Open }) {
			return true, nil
		}
	}
	return false, nil
}

// lastTree returns the files of an example; of one that is commits, those after the last.
func lastTree(e Example) map[string]string {
	if len(e.history) == 0 {
		return map[string]string{e.Path: e.Text}
	}
	files := map[string]string{}
	for _, c := range e.history {
		for _, f := range c.files {
			if files[f.Key] = f.Value.Text; f.Value.Text == "" {
				delete(files, f.Key)
			}
		}
	}
	return files
}

// needsMore says why no single tree of texts can fire a rule; "" where one can.
func (d *Definitions) needsMore(rule *isms.Rule) string {
	switch {
	case rule.Retired:
		return "it is retired"
	case judgesPast(rule):
		return "it judges what commits did"
	case rule.ID == ruleVanished:
		return "it compares two trees"
	case rule.ID == ruleSymlink:
		return "no text makes a symbolic link"
	case rule.ID == ruleTagged || rule.ID == ruleOwners:
		return "it looks at the repository around the tree"
	case rule.ID == ruleOwners, rule.ID == ruleTagged:
		return "it looks at the repository around the tree"
	case rule.ID == ruleRewrite, rule.ID == ruleClone:
		return "it looks at the history of commits"
	case rule.ID == ruleHash:
		return "it compares files that are no records"
	}
	if c, ok := d.Rules.Claims(rule.ID); ok && c.History {
		return "it reads the history of records"
	}
	return ""
}
