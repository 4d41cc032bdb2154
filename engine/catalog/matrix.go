package catalog

import (
	"slices"

	"ismsproof/engine/isms"
)

// Matrix returns one row for each leaf item of clauses 4 to 10 and each control
// of Annex A, in the order of the standard, and rows for the headings that have
// a requirement of their own or that a rule names directly. Rules are those that
// ran; a rule counts for the requirements it names and for no other: a heading
// says nothing about its items, nor they about it.
//
// The result of a row is the first that holds of:
//
//   - not_applicable: a control in excluded. Clauses cannot be excluded.
//   - finding: an open finding of grade major or minor. Observations and
//     opportunities are no nonconformities; they count in Findings alone.
//   - not_assessable: a rule could not be decided for some subject.
//   - waived: a finding of grade major or minor is waived.
//   - interview: records cannot show it, whatever rules saw.
//   - no_rule: no rule that ran names it.
//   - conform: every rule that names it ran and none found a nonconformity.
//
// An entry of undecided without a rule leaves nothing certain: it makes every
// row not assessable that no finding decides. Excluded holds the ids of the
// controls that the statement of applicability excludes; where several entities
// are judged together, those that all of them exclude.
func (c *Catalog) Matrix(
	rules []*isms.Rule, findings []isms.Finding, undecided []isms.Undecided, excluded map[string]bool,
) []isms.Requirement {
	t, blind := counted(rules, findings, undecided)
	var rows []isms.Requirement
	for _, clause := range c.clauses {
		n, named := t[clause.ID]
		if !clause.Leaf && clause.Requirement == "" && !named {
			continue
		}
		rows = append(rows, row(clause.ID, clause.Title, n, n.result(blind, clause.Checkable == Human)))
	}
	for _, control := range c.controls {
		n := t[control.ID]
		result := n.result(blind, false)
		if excluded[control.ID] {
			result = isms.NotApplicable
		}
		rows = append(rows, row(control.ID, control.Title, n, result))
	}
	return rows
}

func row(id, title string, n *count, result isms.Result) isms.Requirement {
	r := isms.Requirement{ID: id, Title: title, Result: result}
	if n != nil {
		r.Rules, r.Findings = n.rules, n.open
	}
	return r
}

// A count is what is known about one requirement. A nil count is all zeros.
type count struct {
	rules, undecided    int
	open                int // findings, of any grade
	nonconform, pardons int // major and minor alone: open, waived
}

func (n *count) result(blind, human bool) isms.Result {
	if n == nil {
		n = &count{}
	}
	switch {
	case n.nonconform > 0:
		return isms.HasFinding
	case n.undecided > 0 || blind:
		return isms.NotAssessable
	case n.pardons > 0:
		return isms.IsWaived
	case human:
		return isms.Interview
	case n.rules == 0:
		return isms.NoRule
	}
	return isms.Conform
}

// counted returns what is known by id of a requirement, and whether something could
// not be decided that may concern any of them.
func counted(rules []*isms.Rule, findings []isms.Finding, undecided []isms.Undecided) (t tally, blind bool) {
	t = tally{}
	for _, rule := range unique(rules) {
		t.each(rule, func(n *count) { n.rules++ })
	}
	for i := range findings {
		t.finding(&findings[i])
	}
	for i := range undecided {
		if undecided[i].Rule == nil {
			blind = true
			continue
		}
		t.each(undecided[i].Rule, func(n *count) { n.undecided++ })
	}
	return t, blind
}

// A tally is the counts by id of a requirement.
type tally map[string]*count

// each calls f once for each requirement that the rule names.
func (t tally) each(rule *isms.Rule, f func(*count)) {
	for i, id := range rule.Requirements {
		if slices.Contains(rule.Requirements[:i], id) {
			continue
		}
		n := t[id]
		if n == nil {
			n = &count{}
			t[id] = n
		}
		f(n)
	}
}

func (t tally) finding(f *isms.Finding) {
	// An unknown grade is treated as a nonconformity rather than passed over.
	grave := f.Grade != isms.Observation && f.Grade != isms.Opportunity
	t.each(f.Rule, func(n *count) {
		switch f.Status {
		case isms.Upcoming:
		case isms.Waived:
			if grave {
				n.pardons++
			}
		default:
			n.open++
			if grave {
				n.nonconform++
			}
		}
	})
}

// unique returns the rules that can run, each id once.
func unique(rules []*isms.Rule) []*isms.Rule {
	seen := make(map[string]bool, len(rules))
	var kept []*isms.Rule
	for _, rule := range rules {
		if rule.Retired || seen[rule.ID] {
			continue
		}
		seen[rule.ID] = true
		kept = append(kept, rule)
	}
	return kept
}
