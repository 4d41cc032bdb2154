package engine

import (
	"fmt"
	"slices"
	"time"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// A View says which part of a timeline to show. The zero View shows all of it.
type View struct {
	Since, Until string   // dates or RFC 3339 times: steps from Since on, up to Until
	Kinds        []string // findings about records of these kinds
	Rules        []string // findings of these topics or rules
	Open         bool     // what is still open
}

// Apply leaves in t what the view shows. Counts of what is open at a commit stay
// those of all findings.
func (v *View) Apply(t *isms.Timeline) error {
	since, err := bound(v.Since, t.AsOf.Location(), 0)
	if err != nil {
		return err
	}
	until, err := bound(v.Until, t.AsOf.Location(), 1)
	if err != nil {
		return err
	}
	outside := func(at time.Time) bool {
		return since != nil && at.Before(*since) || until != nil && !at.Before(*until)
	}
	open := map[string]bool{}
	for _, s := range t.Spans {
		if s.To == nil {
			open[s.Finding.Fingerprint()] = true
		}
	}
	hidden := func(f isms.Finding) bool {
		return len(v.Kinds) > 0 && !slices.Contains(v.Kinds, f.Kind) ||
			len(v.Rules) > 0 && !slices.Contains(v.Rules, f.Rule.ID) && !slices.Contains(v.Rules, f.Rule.Topic()) ||
			v.Open && !open[f.Fingerprint()]
	}
	t.Steps = slices.DeleteFunc(t.Steps, func(s isms.Step) bool { return outside(s.Time) })
	for i := range t.Steps {
		s := &t.Steps[i]
		s.Opened = slices.DeleteFunc(s.Opened, hidden)
		s.Closed = slices.DeleteFunc(s.Closed, hidden)
		s.Findings = slices.DeleteFunc(s.Findings, hidden)
	}
	t.Spans = slices.DeleteFunc(t.Spans, func(s isms.Span) bool {
		return hidden(s.Finding) || v.Open && s.To != nil ||
			since != nil && s.To != nil && s.To.Before(*since) || until != nil && !s.From.Before(*until)
	})
	return nil
}

// bound reads a bound of a view; a date counts from its start, and with whole 1 to
// its end.
func bound(text string, zone *time.Location, whole int) (*time.Time, error) {
	if text == "" {
		return nil, nil
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		t = policy.Day(t.Year(), t.Month(), t.Day()+whole, zone)
		return &t, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil, &UsageError{Message: fmt.Sprintf("%q is neither a date nor a time", text), Hint: "write YYYY-MM-DD, or an RFC 3339 time such as 2026-12-01T12:00:00Z"}
	}
	return &t, nil
}

// HistoryCode returns the exit code of a timeline: undecided where any commit was,
// else what is open at its end decides.
func HistoryCode(t *isms.Timeline) int {
	if t.Outcome == isms.OutcomeUndecided {
		return ExitUndecided
	}
	for i, n := range []int{t.Open.Major, t.Open.Minor, t.Open.Observation, t.Open.Opportunity} {
		if n > 0 && t.FailOn != "" && isms.Grades[i].Rank() <= t.FailOn.Rank() {
			return ExitFindings
		}
	}
	return ExitConform
}
