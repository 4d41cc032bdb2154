package report

import (
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
	t := &printer{
		page: newPage(w, opts, r.AsOf), report: r,
		titles: make(map[string]string, len(r.Requirements)),
	}
	for _, q := range slices.Concat(r.Requirements, r.Readiness) {
		t.titles[q.ID] = q.Title
	}
	t.findings()
	t.undecided()
	t.changes()
	t.waived()
	t.upcoming()
	t.warnings(r.Warnings)
	t.summary()
	return t.out.Flush()
}

// A printer prints one report.
type printer struct {
	*page
	report *isms.Report
	titles map[string]string // of requirements, by id
	last   shownFrame
	path   string // of file
	file   *listing
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
		if !f.Stands() || settled(t.report, f) {
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
	return a.Rule.ID == b.Rule.ID && a.Grade == b.Grade && a.Status == b.Status && a.Change == b.Change && a.Path == b.Path &&
		a.Range == b.Range && a.Message == b.Message && sameTime(a.Since, b.Since) && sameTime(a.Until, b.Until)
}

func sameTime(a, b *time.Time) bool {
	return a == b || a != nil && b != nil && a.Equal(*b)
}

// notes prints what there is to know about the rule of a finding.
func (t *printer) notes(gutter int, f *isms.Finding) {
	t.note(gutter, "expects", brief(f.Rule.Title))
	t.requires(gutter, f.Rule.Requirements)
	if f.Change == isms.Weakened {
		t.note(gutter, "change", "open by the rules of the base; the change weakens what judges")
	}
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

// undecided prints each reason once with the rules that it keeps from a result.
func (t *printer) undecided() {
	for _, s := range stops(untold(t.report)) {
		head, used := t.label(string(isms.NotAssessable), s.only())
		t.paragraph(head, used, brief(s.reason), 2)
		gutter := t.frame(string(isms.NotAssessable), s.places[0].path, s.places[0].at)
		if n := len(s.places) - 1; n > 0 {
			t.note(gutter, "also", t.others(s.places[1:]))
		}
		if len(s.rules) > 1 {
			t.note(gutter, "stops", s.list())
		}
		t.line("")
	}
}

// others names places in short, five of them at most.
func (t *printer) others(places []site) string {
	const listed = 5
	var out []string
	for i, p := range places {
		if i == listed {
			return strings.Join(out, ", ") + fmt.Sprintf(" and %d more", len(places)-listed)
		}
		out = append(out, spot(p.path, p.at.Start))
	}
	return strings.Join(out, ", ")
}

// changes prints what else there is to say of a change: what weakens the judgement,
// what it mends, and what stood before.
func (t *printer) changes() {
	for _, part := range []struct {
		heading string
		idle    bool
	}{{"weakened", false}, {"asked for, and not in force", true}} {
		any := false
		for i := range t.report.Weakened {
			w := &t.report.Weakened[i]
			if w.Idle != part.idle {
				continue
			}
			if !any {
				t.line(t.paint("heading", part.heading))
				any = true
			}
			t.line("  " + clean(w.What) + " " + spot(w.Path, w.Range.Start))
			t.paragraph("", 0, brief(w.Message), 4)
		}
		if any {
			t.line("")
		}
	}
	for _, change := range []isms.Change{isms.Fixed, isms.Unchanged} {
		t.section(string(change), func(f *isms.Finding) (string, bool) {
			return "", f.Change == change && (change == isms.Fixed || settled(t.report, f)) && f.Status != isms.Waived && f.Status != isms.Upcoming
		}, t.report.Findings)
	}
}

func (t *printer) waived() {
	t.section("waived", func(f *isms.Finding) (string, bool) {
		return fmt.Sprintf("(waiver %s)", brief(f.Waiver)), f.Status == isms.Waived && f.Change != isms.Fixed
	}, t.report.Findings)
}

func (t *printer) upcoming() {
	var soon []isms.Finding
	later := 0
	for _, f := range t.report.Findings {
		switch {
		case f.Status != isms.Upcoming || f.Change == isms.Fixed:
		case f.Since != nil && t.days(t.asOf, *f.Since) > upcomingDays:
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
		t.item(f, suffix)
	}
	if any {
		t.line("")
	}
}
