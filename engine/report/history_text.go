package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"ismsproof/engine/isms"
)

// writeHistoryText writes a history for people: a line for each commit, oldest
// first, below it what it opened and closed and what lapsed on the way to it, then
// a curve of the open nonconformities and the totals. Commits without any change
// are counted, not listed.
func writeHistoryText(w io.Writer, t *isms.Timeline, opts Options) error {
	c := &chronicle{page: newPage(w, opts, t.AsOf), timeline: t}
	c.lay()
	c.steps()
	c.warnings(t.Warnings)
	c.curve()
	c.totals()
	return c.out.Flush()
}

// A chronicle prints one history.
type chronicle struct {
	*page
	timeline *isms.Timeline
	author   int    // columns; 0 where the columns of a commit stand below each other
	counts   [4]int // columns of the counts by grade
	change   [3]int // columns of "+opened", "-closed" and "?undecided"; 0 where there are none
	subject  int    // columns
}

const (
	idColumns   = 8 // of a commit
	dateColumns = len("2006-01-02")
	stacked     = 60 // below that many columns, a commit takes more than one line
)

// commitID returns the part of a commit's id that people compare.
func commitID(hex string) string {
	hex = short(hex)
	return hex[:fit(hex, idColumns)]
}

// lay decides which columns the table of commits has.
func (t *chronicle) lay() {
	for i := range t.counts {
		t.counts[i] = len(gradeHeads[i])
	}
	widen := func(column *int, digits int, n int) {
		if n > 0 {
			*column = max(*column, digits+len(strconv.Itoa(n)))
		}
	}
	used := idColumns + 1 + dateColumns
	for i := range t.timeline.Steps {
		s := &t.timeline.Steps[i]
		for j, n := range tally(s.Open) {
			widen(&t.counts[j], 0, n)
		}
		for j, n := range changes(s) {
			widen(&t.change[j], 1, n)
		}
	}
	for _, n := range slices.Concat(t.counts[:], t.change[:]) {
		used += n + min(n, 1)
	}
	const narrowestSubject = 10
	if t.author = min(max(t.width/6, 12), 24); t.width < stacked || used+t.author+1+narrowestSubject > t.width {
		t.author = 0
		t.subject = t.width - 2
		return
	}
	t.subject = t.width - used - t.author - 2
}

var gradeHeads = [4]string{"maj", "min", "obs", "opp"}

func tally(t isms.Tally) [4]int { return [4]int{t.Major, t.Minor, t.Observation, t.Opportunity} }

func changes(s *isms.Step) [3]int { return [3]int{len(s.Opened), len(s.Closed), len(s.Undecided)} }

// steps prints all commits.
func (t *chronicle) steps() {
	all := t.timeline.Steps
	told := events(t.timeline)
	if t.author > 0 && len(all) > 0 {
		t.line(t.paint("gutter", t.head()))
	}
	still := 0 // commits without change since the last line
	flush := func(next int) {
		switch {
		case still == 1:
			t.commit(&all[next-1])
		case still > 1:
			t.folded(still, &all[next-1])
		}
		still = 0
	}
	for i := range all {
		s := &all[i]
		if i > 0 && i < len(all)-1 && len(told[i]) == 0 && !approves(s) && alikeSteps(&all[i-1], s) {
			still++
			continue
		}
		flush(i)
		t.commit(s)
		for j := range told[i] {
			t.event(&told[i][j])
		}
		t.approvals(s)
		var before []isms.Undecided
		if i > 0 {
			before = all[i-1].Undecided
		}
		t.undecided(before, s.Undecided)
	}
	if last := told[len(all)]; len(last) > 0 {
		t.line("after the last commit")
		for j := range last {
			t.event(&last[j])
		}
	}
	if len(all) > 0 {
		t.line("")
	}
}

// approves reports whether a step brings the approval of a record.
func approves(s *isms.Step) bool {
	return slices.ContainsFunc(s.Approvals, func(x isms.Approval) bool { return x.Kind != "" })
}

// alikeSteps reports whether two steps leave the same behind.
func alikeSteps(a, b *isms.Step) bool {
	return a.Open == b.Open && a.Waived == b.Waived && slices.EqualFunc(a.Undecided, b.Undecided,
		func(a, b isms.Undecided) bool {
			return ruleID(a.Rule) == ruleID(b.Rule) && a.Entity == b.Entity && a.Kind == b.Kind && a.ID == b.ID &&
				a.Path == b.Path && a.Range == b.Range && a.Reason == b.Reason
		})
}

func (t *chronicle) folded(n int, last *isms.Step) {
	s := fmt.Sprintf("%d commits without change", n)
	if undecided := len(last.Undecided); undecided > 0 {
		s += fmt.Sprintf(", %s undecided at each", plural(undecided, "check", "checks"))
	}
	for _, s := range wrap(s, 0, t.width-2) {
		t.line("  " + t.paint("gutter", s))
	}
}

// head returns the names of the columns.
func (t *chronicle) head() string {
	cells := []string{pad("commit", idColumns), pad("date", dateColumns), pad("author", t.author)}
	for i, n := range t.counts {
		cells = append(cells, fmt.Sprintf("%*s", n, gradeHeads[i]))
	}
	for i, n := range t.change {
		if n > 0 {
			cells = append(cells, pad([3]string{"+", "-", "?"}[i], n))
		}
	}
	return strings.Join(append(cells, "subject"), " ")
}

// commit prints the line of one commit, or its lines where the page is narrow.
func (t *chronicle) commit(s *isms.Step) {
	cells := []string{pad(commitID(s.Commit.ID), idColumns), t.date(s.Time)}
	subject := clip(s.Commit.Message, t.subject)
	if subject == "" {
		subject = clip("(no message)", t.subject)
	}
	if t.author == 0 {
		t.line(strings.Join(append(cells, t.changes(s)...), " "))
		t.paragraph("", 0, "  "+inWords(s.Open), 2)
		t.line("  " + subject)
		return
	}
	cells = append(cells, pad(clip(name(s.Commit.Author), t.author), t.author))
	for i, n := range tally(s.Open) {
		cell := fmt.Sprintf("%*d", t.counts[i], n)
		if n == 0 {
			cell = fmt.Sprintf("%*s", t.counts[i], ".")
		} else {
			cell = t.paint(string(isms.Grades[i]), cell)
		}
		cells = append(cells, cell)
	}
	cells = append(cells, t.changes(s)...)
	t.line(strings.Join(append(cells, subject), " "))
}

// changes returns "+3", "-2" and "?1", each in its column, empty where it is 0.
func (t *chronicle) changes(s *isms.Step) []string {
	var cells []string
	for i, n := range changes(s) {
		cell := ""
		if n > 0 {
			cell = "+-?"[i:i+1] + strconv.Itoa(n)
		}
		if width := t.change[i]; width > 0 {
			cells = append(cells, pad(cell, width))
		}
	}
	return cells
}

// undecided prints why something could not be decided at a commit, where this was
// not so at the commit before.
func (t *chronicle) undecided(before, now []isms.Undecided) {
	known := map[string]bool{}
	for _, s := range stops(before) {
		known[s.reason] = true
	}
	for _, s := range stops(now) {
		if !known[s.reason] {
			t.stop(&s)
		}
	}
}

// name returns who made a commit, as it claims.
func name(s isms.Signature) string {
	switch {
	case strings.TrimSpace(s.Name) != "":
		return s.Name
	case strings.TrimSpace(s.Email) != "":
		return s.Email
	}
	return "(unknown)"
}

// inWords returns "1 major, 2 minor", or "none open".
func inWords(t isms.Tally) string {
	var parts []string
	for i, n := range tally(t) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, isms.Grades[i]))
		}
	}
	if len(parts) == 0 {
		return "none open"
	}
	return strings.Join(parts, ", ")
}
