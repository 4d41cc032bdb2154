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

// A page is where the formats for people are printed. Every line leaves through
// line.
type page struct {
	Options
	out   *bufio.Writer
	width int       // columns, at least 20
	asOf  time.Time // the instant of judgement; its zone is that of all dates
}

func newPage(w io.Writer, opts Options, asOf time.Time) *page {
	if opts.Width <= 0 {
		opts.Width = 80
	}
	return &page{Options: opts, out: bufio.NewWriter(w), width: max(opts.Width, 20), asOf: asOf}
}

// line prints one line. Its pieces are cleaned already.
func (t *page) line(s string) {
	t.out.WriteString(guard(strings.TrimRight(s, " ")))
	t.out.WriteByte('\n')
}

// paragraph prints a text after head, wrapped, with its further lines indented.
// Head takes the given columns; it may hold colours.
func (t *page) paragraph(head string, used int, text string, indent int) {
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

func (t *page) paint(what, s string) string {
	color, known := colors[what]
	if !t.Color || !known || s == "" {
		return s
	}
	return color + s + "\x1b[0m"
}

// label returns "minor[risk.owner] " painted, and its columns.
func (t *page) label(word, rule string) (string, int) {
	s := clean(word)
	if rule != "" {
		s += "[" + clean(rule) + "]"
	}
	return t.paint(word, s) + " ", columns(s) + 1
}

// item prints a finding in two lines; suffix is cleaned.
func (t *page) item(f *isms.Finding, suffix string) {
	head, _ := t.label(string(f.Grade), f.Rule.ID)
	t.line("  " + head + place(f.Path, f.Range.Start))
	t.paragraph("", 0, brief(f.Message)+" "+suffix, 4)
}

func (t *page) warnings(warnings []string) {
	for _, s := range warnings {
		t.paragraph(t.paint("heading", "warning:")+" ", len("warning: "), brief(s), 2)
	}
	if len(warnings) > 0 {
		t.line("")
	}
}

// tool names what made the output. The digests of rules and catalogue are for
// machines and stand in the json: a text that people quote should not change with
// every word of a rule.
func (t *page) tool(tool isms.Tool) {
	if s := strings.TrimSpace(tool.Name + " " + tool.Version); s != "" {
		t.line(clean(s))
	}
}

// date returns the day of a time.
func (t *page) date(at time.Time) string {
	return at.In(t.asOf.Location()).Format(time.DateOnly)
}

// when returns the day of a time, or the instant where it is not midnight.
func (t *page) when(at time.Time) string {
	at = at.In(t.asOf.Location())
	if h, m, s := at.Clock(); h == 0 && m == 0 && s == 0 {
		return at.Format(time.DateOnly)
	}
	return at.Format(time.RFC3339)
}

// day returns a time as people say it: when it is, and how far it is from the
// instant of judgement in calendar days.
func (t *page) day(at time.Time) string {
	s := t.when(at)
	switch n := t.days(t.asOf, at); {
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

// days returns the calendar days from one time to another.
func (t *page) days(from, to time.Time) int {
	date := func(at time.Time) time.Time {
		y, m, d := at.In(t.asOf.Location()).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	// Seconds, because a Duration ends after 292 years.
	return int((date(to).Unix() - date(from).Unix()) / (24 * 60 * 60))
}

// A stop is one reason that keeps rules from a result: one unreadable file stops
// many.
type stop struct {
	reason string
	places []site   // where it stops something, in the order met
	rules  []string // ids, in the order met
}

// A site is a range of a file.
type site struct {
	path string
	at   isms.Range
}

// A statement is what a finding and what is undecided may say alike: a file that
// cannot be read is both.
type statement struct {
	rule *isms.Rule
	site
	text string
}

// untold returns what is undecided and not a finding in the same words already.
func untold(r *isms.Report) []isms.Undecided {
	told := make(map[statement]bool, len(r.Findings))
	for i := range r.Findings {
		f := &r.Findings[i]
		told[statement{f.Rule, site{f.Path, f.Range}, f.Message}] = true
	}
	return slices.DeleteFunc(slices.Clone(r.Undecided), func(u isms.Undecided) bool {
		return told[statement{u.Rule, site{u.Path, u.Range}, u.Reason}]
	})
}

// standing returns the findings that stand, and not those that say in the same
// words what is undecided: where both are shown alike, the graver is enough.
func standing(r *isms.Report) []*isms.Finding {
	told := make(map[statement]bool, len(r.Undecided))
	for _, u := range r.Undecided {
		told[statement{u.Rule, site{u.Path, u.Range}, u.Reason}] = true
	}
	var out []*isms.Finding
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Stands() && !told[statement{f.Rule, site{f.Path, f.Range}, f.Message}] {
			out = append(out, f)
		}
	}
	return out
}

// settled says whether a finding stood before and is no matter of this change.
func settled(r *isms.Report, f *isms.Finding) bool { return f.Change == isms.Unchanged && !r.FailAll }

// stops returns each reason once, in the order met.
func stops(undecided []isms.Undecided) []stop {
	index := map[string]int{}
	var out []stop
	for _, u := range undecided {
		i, known := index[u.Reason]
		if !known {
			i = len(out)
			index[u.Reason] = i
			out = append(out, stop{reason: u.Reason})
		}
		if p := (site{u.Path, u.Range}); !slices.Contains(out[i].places, p) {
			out[i].places = append(out[i].places, p)
		}
		if id := ruleID(u.Rule); id != "" && !slices.Contains(out[i].rules, id) {
			out[i].rules = append(out[i].rules, id)
		}
	}
	return out
}

// only returns the rule where the reason stops no other, else "".
func (s *stop) only() string {
	if len(s.rules) == 1 {
		return s.rules[0]
	}
	return ""
}

// list names the rules, cleaned, ten of them at most.
func (s *stop) list() string {
	const listed = 10
	if n := len(s.rules); n > listed {
		return brief(strings.Join(s.rules[:listed], ", ")) + fmt.Sprintf(" and %d more", n-listed)
	}
	return brief(strings.Join(s.rules, ", "))
}

// stop prints one reason in short.
func (t *page) stop(s *stop) {
	word := string(isms.NotAssessable)
	text := spot(s.places[0].path, s.places[0].at.Start)
	if n := len(s.places) - 1; n > 0 {
		text += " and " + plural(n, "more place", "more places")
	}
	text += " " + brief(s.reason)
	if len(s.rules) > 0 {
		text += " (stops " + s.list() + ")"
	}
	t.paragraph("  ? "+t.paint(word, word)+" ", len("  ? ")+len(word)+1, text, 6)
}
