package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

// What a comment of GitHub may hold is 65,536 characters. Bytes are counted here,
// which are never fewer, and room is left for what a workflow puts around it.
const (
	markdownLimit   = 60000
	markdownReserve = 4000 // kept for each section below a long one
	markdownText    = 300  // code points of a text in a cell
)

// writeMarkdown writes a summary for a job or a comment on a pull request: a mark to
// find it again, the verdict, and tables of what the change brings, here and
// elsewhere, what it weakens and mends, and what lapses soon. What does not fit is
// left out from the end of each table, and it is said how much.
func writeMarkdown(w io.Writer, r *isms.Report, _ Options) error {
	m := &markdown{report: r, page: newPage(io.Discard, Options{}, r.AsOf)}
	_, err := io.WriteString(w, m.text())
	return err
}

// A markdown makes the text of one report.
type markdown struct {
	*page  // for dates
	report *isms.Report
}

// A section is a heading and a table.
type section struct {
	heading string
	note    string // one sentence, or nothing
	columns []string
	rows    []string        // as many as there may be room for
	bytes   int             // of rows
	total   int             // of all rows
	told    map[string]bool // remedies that a row above has
}

// mark stands in the first line, so that a workflow finds its comment again among
// others: no text of a repository can write it there. It names the ISMS, of which a
// repository may hold several.
func mark(prefix string) string {
	if prefix == "" {
		return "<!-- ismsproof:report -->"
	}
	return "<!-- ismsproof:report " + strings.ReplaceAll(uri(rooted("", prefix)), "-", "%2D") + " -->"
}

func (m *markdown) text() string {
	head, foot := m.head(), m.foot()
	sections := m.sections()
	left := markdownLimit - len(head) - len(foot)
	var b strings.Builder
	b.WriteString(head)
	for i, s := range sections {
		kept := 0
		for _, later := range sections[i+1:] {
			kept += min(later.size(), markdownReserve)
		}
		text := s.text(left - kept)
		left -= len(text)
		b.WriteString(text)
	}
	b.WriteString(foot)
	return b.String()
}

// add adds a row, which is made only where there may be room for it.
func (s *section) add(row func() string) {
	s.total++
	if s.bytes < markdownLimit {
		s.rows = append(s.rows, row())
		s.bytes += len(s.rows[len(s.rows)-1])
	}
}

// size returns the bytes of the whole section, at most.
func (s *section) size() int {
	return len(s.heading) + len(s.note) + 200 + s.bytes
}

// text returns the section with as many rows as there is room for.
func (s *section) text(room int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n### %s (%d)\n\n", s.heading, s.total)
	if s.note != "" {
		b.WriteString(s.note + "\n\n")
	}
	b.WriteString("| " + strings.Join(s.columns, " | ") + " |\n" + strings.Repeat("| --- ", len(s.columns)) + "|\n")
	const tail = 150 // the line about what is left out
	shown := 0
	for _, row := range s.rows {
		if shown < s.total-1 && b.Len()+len(row)+tail > room || b.Len()+len(row) > room {
			break
		}
		b.WriteString(row)
		shown++
	}
	if shown < s.total {
		fmt.Fprintf(&b, "\n%d of %d are left out here for lack of room; `-o json` has all.\n", s.total-shown, s.total)
	}
	return b.String()
}

// head is the mark, the verdict and what was judged.
func (m *markdown) head() string {
	r := m.report
	n := r.Counts
	var b strings.Builder
	b.WriteString(mark(r.Target.Prefix) + "\n")
	fmt.Fprintf(&b, "## %s\n\n", capital(verdict(r)))
	fmt.Fprintf(&b, "%s and %s were judged with %s, %s, as of %s", plural(n.Artifacts, "artifact", "artifacts"),
		plural(n.Records, "record", "records"), plural(n.Rules, "rule", "rules"), mdTarget(r.Target), m.when(r.AsOf))
	if r.Target.Prefix != "" {
		b.WriteString(", in " + mdCode(cut(r.Target.Prefix, markdownText)))
	}
	if found := census(&n); found != "" {
		b.WriteString(": " + found)
	}
	b.WriteString(".\n")
	return b.String()
}

func mdTarget(t isms.Target) string {
	s := map[isms.State]string{isms.StateIndex: "in the index", isms.StateWorktree: "in the work tree"}[t.State]
	if s == "" {
		s = "at commit " + mdCode(short(t.Commit))
	}
	if t.Base != "" {
		s += ", against " + mdCode(short(t.Base))
	}
	return s
}

// census says how many there are of what there is.
func census(n *isms.Counts) string {
	var out []string
	for _, x := range []struct {
		n         int
		one, many string
	}{
		{n.Major, "major", "major"},
		{n.Minor, "minor", "minor"},
		{n.Observation, "observation", "observations"},
		{n.Opportunity, "opportunity", "opportunities"},
		{n.Waived, "waived", "waived"},
		{n.Upcoming, "upcoming", "upcoming"},
		{n.NotAssessable, "not assessable", "not assessable"},
	} {
		if x.n > 0 {
			out = append(out, plural(x.n, x.one, x.many))
		}
	}
	return strings.Join(out, ", ")
}

// capital begins with a capital.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// foot is what the verdict cannot say, and what stood before.
func (m *markdown) foot() string {
	r := m.report
	var b strings.Builder
	stood := 0
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Change != isms.Fixed && settled(r, f) && f.Stands() {
			stood++
		}
	}
	if stood > 0 {
		b.WriteString("\n" + plural(stood, "finding stood before this change and does", "findings stood before this change and do") + " not count against it.\n")
	}
	for i, text := range r.Warnings {
		if i == 5 {
			fmt.Fprintf(&b, "\n%d more warnings are left out here.\n", len(r.Warnings)-i)
			break
		}
		b.WriteString("\n**Warning:** " + mdText(cut(text, markdownText)) + "\n")
	}
	tool := strings.TrimSpace("ismsproof " + r.Tool.Version)
	fmt.Fprintf(&b, "\n<sub>%s. %s.</sub>\n", capital(reach(r)), mdCode(cut(tool, markdownText)))
	return b.String()
}

// sections returns the tables that have rows.
func (m *markdown) sections() []section {
	weakened, idle := m.weakened()
	all := []section{m.undecided(), weakened}
	all = append(all, m.found()...)
	all = append(all, idle, m.waived(), m.lapsing())
	return slices.DeleteFunc(all, func(s section) bool { return s.total == 0 })
}

func (m *markdown) undecided() section {
	s := section{
		heading: "Not assessable",
		note:    "Of what these stop nothing is known, so the check is not green.",
		columns: []string{"reason", "where", "undecided"},
	}
	if n := m.told(); n > 0 {
		s.note += " " + plural(n, "counts as a nonconformity", "count as nonconformities") + " too."
	}
	for _, x := range stops(m.report.Undecided) {
		s.add(func() string {
			where := m.place(x.places[0].path, x.places[0].at.Start)
			if n := len(x.places) - 1; n > 0 {
				where += " and " + plural(n, "more place", "more places")
			}
			stopped := "the check"
			if len(x.rules) > 0 {
				stopped = m.cell(x.list())
			}
			return row(m.cell(x.reason), where, stopped)
		})
	}
	return s
}

// told counts the findings that are shown as what is not assessable alone: see standing.
func (m *markdown) told() int {
	n := -len(standing(m.report))
	for i := range m.report.Findings {
		if m.report.Findings[i].Stands() {
			n++
		}
	}
	return n
}

func (m *markdown) weakened() (weakened, idle section) {
	columns := []string{"what", "difference", "where"}
	weakened = section{
		heading: "Weakened",
		note:    "These differences let findings disappear or make them less grave. They need the consent of whoever owns rules, waivers and configuration.",
		columns: columns,
	}
	idle = section{
		heading: "Asked for, and not in force",
		note:    "What these would silence counts against this change all the same.",
		columns: columns,
	}
	for i := range m.report.Weakened {
		w := &m.report.Weakened[i]
		to := &weakened
		if w.Idle {
			to = &idle
		}
		to.add(func() string {
			return row(mdCode(cut(w.What, markdownText)), m.cell(w.Message), m.place(w.Path, w.Range.Start))
		})
	}
	return weakened, idle
}

// found returns the tables of findings: without a base one, with a base one for each
// thing that became of them.
func (m *markdown) found() []section {
	columns := []string{"grade", "finding", "where"}
	open := section{heading: "Findings", columns: columns}
	here := section{heading: "New", columns: columns}
	elsewhere := section{heading: "New elsewhere, on lines that this change does not touch", columns: columns}
	weaker := section{heading: "Hidden or less grave by what is weakened", columns: columns}
	before := section{heading: "Unchanged", note: "These stood before, and count all the same.", columns: columns}
	mended := section{heading: "Fixed", columns: columns}
	all := standing(m.report)
	for i := range m.report.Findings {
		f := &m.report.Findings[i]
		if f.Change == isms.Fixed && f.Status != isms.Waived && f.Status != isms.Upcoming {
			all = append(all, f)
		}
	}
	worstFirst(all)
	for _, f := range all {
		to := &open
		switch {
		case settled(m.report, f):
			continue
		case f.Change == isms.Unchanged:
			to = &before
		case f.Change == isms.Fixed:
			to = &mended
		case f.Change == isms.Weakened:
			to = &weaker
		case f.Change == isms.New && f.Touched:
			to = &here
		case f.Change == isms.New:
			to = &elsewhere
		}
		to.add(func() string {
			mend := f.Mend()
			if to == &mended || to.told[mend] {
				mend = ""
			}
			if to.told == nil {
				to.told = map[string]bool{}
			}
			to.told[mend] = true
			return m.finding(f, mend)
		})
	}
	return []section{open, here, elsewhere, weaker, before, mended}
}

// finding returns the row of a finding, with a remedy where there is one to tell: many
// findings have the same.
func (m *markdown) finding(f *isms.Finding, mend string) string {
	text := m.cell(f.Message) + "<br>" + mdCode(cut(f.Rule.ID, markdownText))
	if f.Since != nil {
		text += ", since " + m.day(*f.Since)
	}
	if mend != "" {
		text += "<br>Fix: " + m.cell(mend)
	}
	return row(mdText(string(f.Grade)), text, m.place(f.Path, f.Range.Start))
}

// waived is what somebody allowed for a time: it stays to be seen.
func (m *markdown) waived() section {
	s := section{heading: "Waived", columns: []string{"waiver", "finding", "where"}}
	for i := range m.report.Findings {
		f := &m.report.Findings[i]
		if f.Status != isms.Waived || f.Change == isms.Fixed {
			continue
		}
		s.add(func() string {
			text := m.cell(f.Message) + "<br>" + mdCode(cut(f.Rule.ID, markdownText)) + ", " + mdText(string(f.Grade))
			return row(m.cell(f.Waiver), text, m.place(f.Path, f.Range.Start))
		})
	}
	return s
}

// lapsing is what a date will open soon, by date.
func (m *markdown) lapsing() section {
	s := section{heading: fmt.Sprintf("Lapsing within %d days", upcomingDays), columns: []string{"when", "finding", "where"}}
	var soon []*isms.Finding
	for i := range m.report.Findings {
		f := &m.report.Findings[i]
		if f.Status == isms.Upcoming && f.Change != isms.Fixed && f.Since != nil && m.days(m.asOf, *f.Since) <= upcomingDays {
			soon = append(soon, f)
		}
	}
	slices.SortStableFunc(soon, func(a, b *isms.Finding) int { return a.Since.Compare(*b.Since) })
	for _, f := range soon {
		s.add(func() string {
			text := m.cell(f.Message) + "<br>" + mdCode(cut(f.Rule.ID, markdownText)) + ", will be " + mdText(string(f.Grade))
			return row(m.day(*f.Since), text, m.place(f.Path, f.Range.Start))
		})
	}
	return s
}

// cell returns an untrusted text for a cell.
func (m *markdown) cell(s string) string { return mdText(cut(s, markdownText)) }

// place returns "path:line" from the root of the repository, as code.
func (m *markdown) place(path string, at isms.Position) string {
	if path == "" {
		return "the ISMS"
	}
	return mdCode(cut(spot(rooted(m.report.Target.Prefix, path), isms.Position{Line: at.Line}), markdownText))
}

func row(cells ...string) string { return "| " + strings.Join(cells, " | ") + " |\n" }
