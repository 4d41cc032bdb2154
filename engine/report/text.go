package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"ismsproof/engine/isms"
)

// upcomingDays is how far ahead format text looks; forecast looks further.
const upcomingDays = 30

// writeText writes the report for people: each open finding with its lines in the
// file, what could not be decided, what is waived, what lapses within 30 days, and
// last what was judged and what that does and does not say.
func writeText(w io.Writer, r *isms.Report, opts Options) error {
	if opts.Width <= 0 {
		opts.Width = 80
	}
	t := &printer{
		out: bufio.NewWriter(w), report: r, Options: opts, width: max(opts.Width, 20),
		titles: make(map[string]string, len(r.Requirements)),
	}
	for _, q := range r.Requirements {
		t.titles[q.ID] = q.Title
	}
	t.findings()
	t.undecided()
	t.waived()
	t.upcoming()
	t.warnings()
	t.summary()
	return t.out.Flush()
}

// A printer prints one report. Every line leaves through line.
type printer struct {
	Options
	out    *bufio.Writer
	report *isms.Report
	width  int
	titles map[string]string // of requirements, by id
	last   shownFrame
	path   string // of file
	file   *listing
}

// line prints one line. Its pieces are cleaned already.
func (t *printer) line(s string) {
	t.out.WriteString(guard(strings.TrimRight(s, " ")))
	t.out.WriteByte('\n')
}

// paragraph prints a text after head, wrapped, with its further lines indented.
// Head takes the given columns; it may hold colours.
func (t *printer) paragraph(head string, used int, text string, indent int) {
	for i, s := range wrap(text, max(0, used-indent), t.width-indent) {
		if i == 0 {
			t.line(head + strings.Repeat(" ", max(0, indent-used)) + s)
		} else {
			t.line(strings.Repeat(" ", indent) + s)
		}
	}
}

// The colours, by what they mark. Each is said in words too.
var colors = map[string]string{
	"major": "\x1b[1;31m", "minor": "\x1b[1;33m", "observation": "\x1b[1;36m", "opportunity": "\x1b[1;34m",
	"not_assessable": "\x1b[1;35m", "heading": "\x1b[1m", "gutter": "\x1b[2m",
}

func (t *printer) paint(what, s string) string {
	color, known := colors[what]
	if !t.Color || !known || s == "" {
		return s
	}
	return color + s + "\x1b[0m"
}

// label returns "minor[risk.owner] " painted, and its columns.
func (t *printer) label(word, rule string) (string, int) {
	s := clean(word)
	if rule != "" {
		s += "[" + clean(rule) + "]"
	}
	return t.paint(word, s) + " ", columns(s) + 1
}

func (t *printer) findings() {
	all := t.report.Findings
	for i := 0; i < len(all); {
		f := &all[i]
		same := 1
		for i+same < len(all) && alike(f, &all[i+same]) {
			same++
		}
		i += same
		if f.Status == isms.Waived || f.Status == isms.Upcoming {
			continue
		}
		message := brief(f.Message)
		if same > 1 {
			message += fmt.Sprintf(" (%d times)", same)
		}
		head, used := t.label(string(f.Grade), f.Rule.ID)
		t.paragraph(head, used, message, 2)
		gutter := t.frame(string(f.Grade), f.Path, f.Range)
		t.notes(gutter, f)
		t.line("")
	}
}

// alike reports whether two findings would read the same.
func alike(a, b *isms.Finding) bool {
	return a.Rule.ID == b.Rule.ID && a.Grade == b.Grade && a.Status == b.Status && a.Path == b.Path &&
		a.Range == b.Range && a.Message == b.Message && sameTime(a.Since, b.Since) && sameTime(a.Until, b.Until)
}

func sameTime(a, b *time.Time) bool {
	return a == b || a != nil && b != nil && a.Equal(*b)
}

// notes prints what there is to know about the rule of a finding.
func (t *printer) notes(gutter int, f *isms.Finding) {
	t.note(gutter, "expects", brief(f.Rule.Title))
	t.requires(gutter, f.Rule.Requirements)
	if f.Since != nil {
		t.note(gutter, "since", t.day(*f.Since))
	}
	if f.Until != nil {
		t.note(gutter, "until", t.day(*f.Until))
	}
	t.note(gutter, "fix", brief(f.Mend()))
	// A command is to be copied, so it never wraps.
	t.line(t.noteHead(gutter, "help") + "ismsproof explain " + clean(f.Rule.ID))
}

func (t *printer) requires(gutter int, requirements []string) {
	label := "requires"
	for _, id := range requirements {
		t.note(gutter, label, strings.TrimSpace(brief(id+" "+t.titles[id])))
		label = ""
	}
}

// note prints "= label: text"; without a label the text goes on below the last
// one, without a text nothing is printed.
func (t *printer) note(gutter int, label, text string) {
	if text == "" {
		return
	}
	t.paragraph(t.noteHead(gutter, label), gutter+noteIndent, text, gutter+noteIndent)
}

const noteIndent = len(" = requires: ")

// noteHead returns what stands before the text of a note, painted.
func (t *printer) noteHead(gutter int, label string) string {
	if label == "" {
		return strings.Repeat(" ", gutter+noteIndent)
	}
	return t.paint("gutter", fmt.Sprintf("%*s = %-*s", gutter, "", noteIndent-len(" = "), label+":"))
}

// day returns a time as people say it: the date, or the instant where it is not
// midnight, and how far it is from the instant of judgement in calendar days.
func (t *printer) day(at time.Time) string {
	zone := t.report.AsOf.Location()
	at = at.In(zone)
	s := at.Format(time.DateOnly)
	if h, m, sec := at.Clock(); h != 0 || m != 0 || sec != 0 {
		s = at.Format(time.RFC3339)
	}
	switch n := t.days(at); {
	case n == 0:
		return s + ", today"
	case n == 1, n == -1:
		return s + ", " + map[int]string{1: "tomorrow", -1: "yesterday"}[n]
	case n > 0:
		return fmt.Sprintf("%s, in %d days", s, n)
	default:
		return fmt.Sprintf("%s, %d days ago", s, -n)
	}
}

// days returns the calendar days from the instant of judgement to at.
func (t *printer) days(at time.Time) int {
	date := func(at time.Time) time.Time {
		y, m, d := at.In(t.report.AsOf.Location()).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	// Seconds, because a Duration ends after 292 years.
	return int((date(at).Unix() - date(t.report.AsOf).Unix()) / (24 * 60 * 60))
}

// undecided prints each reason once with the rules that it keeps from a result:
// one unreadable file stops many.
func (t *printer) undecided() {
	type cause struct {
		path   string
		at     isms.Range
		reason string
	}
	rules := map[cause][]string{}
	var order []cause
	for _, u := range t.report.Undecided {
		c := cause{u.Path, u.Range, u.Reason}
		if _, known := rules[c]; !known {
			order = append(order, c)
			rules[c] = nil
		}
		if id := ruleID(u.Rule); id != "" && !slices.Contains(rules[c], id) {
			rules[c] = append(rules[c], id)
		}
	}
	for _, c := range order {
		ids := rules[c]
		head, used := t.label(string(isms.NotAssessable), "")
		if len(ids) == 1 {
			head, used = t.label(string(isms.NotAssessable), ids[0])
		}
		t.paragraph(head, used, brief(c.reason), 2)
		gutter := t.frame(string(isms.NotAssessable), c.path, c.at)
		if len(ids) > 1 {
			const listed = 10
			more := ""
			if len(ids) > listed {
				ids, more = ids[:listed], fmt.Sprintf(" and %d more", len(ids)-listed)
			}
			t.note(gutter, "stops", brief(strings.Join(ids, ", "))+more)
		}
		t.line("")
	}
}

func (t *printer) waived() {
	t.section("waived", func(f *isms.Finding) (string, bool) {
		return fmt.Sprintf("(waiver %s)", brief(f.Waiver)), f.Status == isms.Waived
	}, t.report.Findings)
}

func (t *printer) upcoming() {
	var soon []isms.Finding
	later := 0
	for _, f := range t.report.Findings {
		switch {
		case f.Status != isms.Upcoming:
		case f.Since != nil && t.days(*f.Since) > upcomingDays:
			later++
		default:
			soon = append(soon, f)
		}
	}
	slices.SortStableFunc(soon, func(a, b isms.Finding) int {
		if a.Since == nil || b.Since == nil {
			return 0
		}
		return a.Since.Compare(*b.Since)
	})
	t.section(fmt.Sprintf("upcoming within %d days", upcomingDays), func(f *isms.Finding) (string, bool) {
		if f.Since == nil {
			return "", true
		}
		return "(" + t.day(*f.Since) + ")", true
	}, soon)
	if later > 0 {
		t.paragraph("", 0, fmt.Sprintf("%s later: ismsproof forecast", plural(later, "lapses", "lapse")), 0)
		t.line("")
	}
}

// section prints findings in two lines each, under a heading, if there are any.
func (t *printer) section(heading string, keep func(*isms.Finding) (suffix string, ok bool), findings []isms.Finding) {
	any := false
	for i := range findings {
		f := &findings[i]
		suffix, ok := keep(f)
		if !ok {
			continue
		}
		if !any {
			t.line(t.paint("heading", heading))
			any = true
		}
		head, _ := t.label(string(f.Grade), f.Rule.ID)
		t.line("  " + head + place(f.Path, f.Range.Start))
		t.paragraph("", 0, brief(f.Message)+" "+suffix, 4)
	}
	if any {
		t.line("")
	}
}

func (t *printer) warnings() {
	for _, s := range t.report.Warnings {
		t.paragraph(t.paint("heading", "warning:")+" ", len("warning: "), brief(s), 2)
	}
	if len(t.report.Warnings) > 0 {
		t.line("")
	}
}
