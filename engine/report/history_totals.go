package report

import (
	"fmt"
	"slices"

	"ismsproof/engine/isms"
)

// curve prints how many nonconformities were open at each commit, as far as the
// commits are a line: one sign for each, or for several the most of them.
func (t *chronicle) curve() {
	steps := t.timeline.Steps
	if t.timeline.All || len(steps) < 2 {
		return
	}
	open, most := make([]int, len(steps)), 0
	for i := range steps {
		open[i] = steps[i].Open.Major + steps[i].Open.Minor
		most = max(most, open[i])
		if len(steps[i].Undecided) > 0 {
			open[i] = unknown
		}
	}
	t.paragraph("", 0, fmt.Sprintf("open nonconformities at each commit, %d at most", most), 0)
	t.line("  " + sparkline(open, most, t.width-2, t.Unicode))
	t.line("")
}

// unknown is a count that nobody knows.
const unknown = -1

// sparkline draws counts from 0 to most in at most room signs. Where there are more
// counts than signs, a sign shows the highest of its counts, and "?" where one is
// unknown: it never looks better than it was.
func sparkline(counts []int, most, room int, unicode bool) string {
	levels := []rune("_.-=#")
	if unicode {
		levels = []rune("▁▂▃▄▅▆▇█")
	}
	n := min(len(counts), max(room, 1))
	out := make([]rune, n)
	for i := range out {
		part := counts[i*len(counts)/n : (i+1)*len(counts)/n]
		switch high := slices.Max(part); {
		case slices.Contains(part, unknown):
			out[i] = '?'
		case high == 0:
			out[i] = levels[0]
		default: // any count above 0 is above the lowest level
			top := len(levels) - 1
			out[i] = levels[(high*top+most-1)/most]
		}
	}
	return string(out)
}

// totals prints what was judged, what it amounts to, and the verdict.
func (t *chronicle) totals() {
	history := t.timeline
	way := "on the first-parent line"
	if history.All {
		way = "of the graph, each against its own parents"
	}
	s := fmt.Sprintf("%s %s", plural(len(history.Steps), "commit", "commits"), way)
	if history.From != "" && history.To != "" {
		s += fmt.Sprintf(", %s to %s", commitID(history.From), commitID(history.To))
	}
	t.paragraph("", 0, s+", as of "+t.when(t.asOf), 0)
	ruler := map[string]string{
		"tip":    "each commit judged by the configuration, schemas and own rules of the tip",
		"commit": "each commit judged by its own configuration, schemas and own rules",
	}[history.RulesAt]
	if ruler == "" {
		ruler = fmt.Sprintf(`each commit judged by the rules of "%s"`, brief(history.RulesAt))
	}
	t.paragraph("", 0, ruler, 0)
	t.tool(history.Tool)
	t.line("")
	if history.All {
		t.sums()
	} else {
		t.spans()
	}
	if totals := approvalTotals(history.Steps); totals != "" {
		t.line("")
		t.paragraph("", 0, totals, 0)
	}
	t.line("")
	for _, s := range wrap(historyVerdict(history), 0, t.width) {
		t.line(t.paint("heading", s))
	}
	t.paragraph("", 0, graders, 0)
}

// sums prints the totals of commits that are no line, where nothing has a length.
func (t *chronicle) sums() {
	opened, closed := 0, 0
	for i := range t.timeline.Steps {
		opened += len(t.timeline.Steps[i].Opened)
		closed += len(t.timeline.Steps[i].Closed)
	}
	t.paragraph("", 0, fmt.Sprintf("%s opened and %d closed by all commits", plural(opened, "finding", "findings"), closed), 0)
}

// spans prints the totals of a line: how many opened and closed, how long they
// were open, and those that are open longest.
func (t *chronicle) spans() {
	all := t.timeline.Spans
	if len(all) == 0 {
		t.line("no finding was ever open")
		return
	}
	var still []*isms.Span
	var open isms.Tally
	var days []int
	waived := 0
	for i := range all {
		s := &all[i]
		days = append(days, t.length(s))
		if s.To == nil {
			still = append(still, s)
			open.Add(s.Finding.Grade, 1)
		} else if s.ClosedBy.Waiver != "" {
			waived++
		}
	}
	s := fmt.Sprintf("%s opened, %d closed", plural(len(all), "finding", "findings"), len(all)-len(still))
	if waived > 0 {
		s += fmt.Sprintf(" (%d by a waiver)", waived)
	}
	s += fmt.Sprintf(", %d still open", len(still))
	if open.Total() > 0 {
		s += ": " + inWords(open)
	}
	t.paragraph("", 0, s, 0)
	slices.Sort(days)
	t.paragraph("", 0, "median "+plural(days[(len(days)-1)/2], "day", "days")+" open, up to the end for what is still open", 0)
	slices.SortStableFunc(still, func(a, b *isms.Span) int { return a.From.Compare(b.From) })
	const longestOpen = 3
	if len(still) > 0 {
		t.line("")
		t.line(t.paint("heading", "open longest"))
	}
	for _, s := range still[:min(len(still), longestOpen)] {
		t.item(&s.Finding, fmt.Sprintf("(%s, since %s)", plural(t.length(s), "day", "days"), t.date(s.From)))
	}
}

// length returns the calendar days of a span, up to the end of the history where
// it is open.
func (t *page) length(s *isms.Span) int {
	if s.To == nil {
		return t.days(s.From, t.asOf)
	}
	return t.days(s.From, *s.To)
}

// historyVerdict says in one clause what the history amounts to at its end.
func historyVerdict(t *isms.Timeline) string {
	if len(t.Steps) == 0 {
		return "undecided: there was no commit to check"
	}
	undecided := 0
	for i := range t.Steps {
		if len(t.Steps[i].Undecided) > 0 {
			undecided++
		}
	}
	open, scheme := nonconformities(t)
	end := "at the end of the history"
	if t.All {
		end = "at the last commit"
	}
	found := "no nonconformity detected " + end
	if open > 0 {
		found = plural(open, "nonconformity", "nonconformities") + " open " + end
	}
	if scheme > 0 {
		found += "; " + plural(scheme, "finding", "findings") + " on readiness for certification"
	}
	switch {
	case undecided == 0 && (t.Outcome == isms.OutcomeConform || t.Outcome == isms.OutcomeFindings):
		return found
	case undecided > 0:
		s := fmt.Sprintf("undecided: %d of %s could not be judged completely", undecided, plural(len(t.Steps), "commit", "commits"))
		if open+scheme > 0 {
			s += "; " + found
		}
		return s
	case open+scheme > 0:
		return "undecided: the check is incomplete; " + found
	}
	return "undecided: the check is incomplete"
}

// nonconformities returns how many are open at the end of a history, by its spans
// or, where it has none, by its last commit; and how many findings as grave are on
// conditions of the certification scheme.
func nonconformities(t *isms.Timeline) (open, scheme int) {
	last := t.Steps[len(t.Steps)-1].Open
	if len(t.Spans) == 0 {
		return last.Major + last.Minor, 0
	}
	for i := range t.Spans {
		s := &t.Spans[i]
		switch {
		case s.To != nil || s.Finding.Grade == isms.Observation || s.Finding.Grade == isms.Opportunity:
		case s.Finding.Rule.OfScheme():
			scheme++
		default:
			open++
		}
	}
	return open, scheme
}
