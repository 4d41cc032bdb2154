package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"ismsproof/engine/isms"
)

// ReadinessFormats is every format of a readiness, ordered by name.
var ReadinessFormats = []Output[*isms.Readiness]{
	{"json", "the whole readiness for machines, by schema ismsproof/readiness/v1", writeReadinessJSON},
	{"markdown", "a table for each area, for a page or an issue", writeReadinessMarkdown},
	{"text", "what is met and what is open, with records and commits, for people", writeReadiness},
}

// LookupReadiness returns the format of a readiness called name, or an error that
// lists the known ones.
func LookupReadiness(name string) (Output[*isms.Readiness], error) {
	return lookup(name, ReadinessFormats)
}

// schemeNote keeps certification apart from the standard.
const schemeNote = "readiness is about certification: conditions of the scheme are no requirements of ISO/IEC 27001, and only a certification body decides"

// stateWords says the states as people do.
var stateWords = map[isms.ReadinessState]string{isms.Met: "met", isms.NotMet: "open", isms.NotDecided: "unknown"}

// stateColors are the colours of the states.
var stateColors = map[isms.ReadinessState]string{isms.NotMet: "major", isms.NotDecided: "not_assessable"}

// writeReadiness writes a readiness for people: area by area what is met, open or
// unknown, with the records and commits that show it, and last the earliest day.
func writeReadiness(w io.Writer, r *isms.Readiness, opts Options) error {
	t := newPage(w, opts, r.AsOf)
	area := ""
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Area != area {
			if area != "" {
				t.line("")
			}
			area = l.Area
			t.line(t.paint("heading", clean(area)))
		}
		word := pad(stateWords[l.State], len("unknown"))
		head := "  " + t.paint(stateColors[l.State], word) + "  "
		t.paragraph(head, len("  unknown  "), readinessText(l), len("  unknown  "))
		for _, p := range l.Proof {
			t.paragraph("", 0, t.proof(&p), len("  unknown  ")+2)
		}
		if l.More > 0 {
			t.line(strings.Repeat(" ", len("  unknown  ")+2) + fmt.Sprintf("and %d more", l.More))
		}
	}
	t.line("")
	t.warnings(r.Warnings)
	t.paragraph("", 0, fmt.Sprintf("readiness %s, as of %s", target(r.Target), t.when(r.AsOf)), 0)
	if r.Body != "" || r.Stage2 != "" {
		t.paragraph("", 0, readinessPlan(r), 0)
	}
	t.tool(r.Tool)
	t.line("")
	for _, s := range wrap(readinessVerdict(r), 0, t.width) {
		t.line(t.paint("heading", s))
	}
	t.paragraph("", 0, schemeNote, 0)
	return t.out.Flush()
}

// readinessText is a line without its records, cleaned.
func readinessText(l *isms.ReadinessLine) string {
	s := brief(strings.TrimSpace(l.Requirement + " " + l.What))
	if l.Why != "" {
		s += ": " + brief(l.Why)
	}
	return s
}

// proof says where a record stands and which commit brought what it shows.
func (t *page) proof(p *isms.Proof) string {
	s := brief(p.Kind + "/" + p.ID)
	if p.Day != "" {
		s += " of " + brief(p.Day)
	}
	return fmt.Sprintf("%s, %s, commit %s of %s", s, place(p.Path, isms.Position{Line: p.Line, Column: 1}), commitID(p.Commit), t.date(p.At))
}

// readinessPlan says who audits and when, cleaned.
func readinessPlan(r *isms.Readiness) string {
	var parts []string
	if r.Body != "" {
		parts = append(parts, "certification body: "+brief(r.Body))
	}
	switch {
	case r.Held:
		parts = append(parts, "stage 2 was held on "+brief(r.Stage2)+"; this is what one would ask today")
	case r.Stage2 != "":
		parts = append(parts, "stage 2 is planned for "+brief(r.Stage2))
	}
	return strings.Join(parts, "; ")
}

// readinessVerdict says in one sentence where the ISMS stands.
func readinessVerdict(r *isms.Readiness) string {
	day := "no earliest day can be named"
	if r.Earliest != nil {
		day = "earliest defensible date for stage 2: " + r.Earliest.Format(time.DateOnly)
	}
	if r.Open > 0 && r.Earliest != nil {
		day += fmt.Sprintf(", once %s closed", plural(r.Open, "open line is", "open lines are"))
	}
	if r.Why != "" {
		day += "; " + brief(r.Why)
	}
	if r.Unknown > 0 {
		day = fmt.Sprintf("undecided: %s; %s", plural(r.Unknown, "line is unknown", "lines are unknown"), day)
	}
	return day
}

// writeReadinessMarkdown writes a table for each area.
func writeReadinessMarkdown(w io.Writer, r *isms.Readiness, opts Options) error {
	t := newPage(io.Discard, opts, r.AsOf)
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# Readiness for stage 2, as of %s\n\n%s.\n", t.when(r.AsOf), mdText(capital(readinessVerdict(r))))
	if r.Body != "" || r.Stage2 != "" {
		fmt.Fprintf(out, "\n%s.\n", mdText(capital(readinessPlan(r))))
	}
	area := ""
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Area != area {
			area = l.Area
			fmt.Fprintf(out, "\n## %s\n\n| state | what | records and commits |\n| --- | --- | --- |\n", mdText(capital(area)))
		}
		var proof []string
		for _, p := range l.Proof {
			proof = append(proof, mdText(t.proof(&p)))
		}
		if l.More > 0 {
			proof = append(proof, fmt.Sprintf("and %d more", l.More))
		}
		out.WriteString(row(stateWords[l.State], mdText(readinessText(l)), strings.Join(proof, "<br>")))
	}
	for _, s := range r.Warnings {
		fmt.Fprintf(out, "\nWarning: %s\n", mdText(s))
	}
	fmt.Fprintf(out, "\n%s.\n", capital(schemeNote))
	return out.Flush()
}

// readinessDocument is what format json writes of a readiness.
type readinessDocument struct {
	Schema   string              `json:"schema"`
	Tool     jsonTool            `json:"tool"`
	Target   jsonTarget          `json:"target"`
	AsOf     string              `json:"as_of"`
	Body     string              `json:"certification_body"`
	Stage2   string              `json:"stage2"`
	Held     bool                `json:"stage2_held"`
	Earliest string              `json:"earliest"`
	Why      string              `json:"why"`
	Open     int                 `json:"open"`
	Unknown  int                 `json:"not_assessable"`
	Lines    []jsonReadinessLine `json:"lines"`
	Warnings []string            `json:"warnings"`
}

type jsonReadinessLine struct {
	Area        string              `json:"area"`
	Requirement string              `json:"requirement"`
	What        string              `json:"what"`
	State       isms.ReadinessState `json:"state"`
	Why         string              `json:"why"`
	Records     []jsonProof         `json:"records"`
	More        int                 `json:"more"`
}

type jsonProof struct {
	Kind   string `json:"kind"`
	ID     string `json:"id"`
	Path   string `json:"path"`
	Line   int    `json:"line"`
	Day    string `json:"day"`
	Commit string `json:"commit"`
	Time   string `json:"time"`
}

// writeReadinessJSON writes the whole readiness by [HistorySchema].
func writeReadinessJSON(w io.Writer, r *isms.Readiness, _ Options) error {
	zone := r.AsOf.Location()
	d := readinessDocument{
		Schema: "ismsproof/readiness/v1", Tool: jsonTool(r.Tool), Target: newTarget(r.Target), AsOf: r.AsOf.Format(time.RFC3339),
		Body: r.Body, Stage2: r.Stage2, Held: r.Held, Why: r.Why, Open: r.Open, Unknown: r.Unknown,
		Lines: make([]jsonReadinessLine, len(r.Lines)), Warnings: append([]string{}, r.Warnings...),
	}
	if r.Earliest != nil {
		d.Earliest = r.Earliest.Format(time.DateOnly)
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		line := jsonReadinessLine{l.Area, l.Requirement, l.What, l.State, l.Why, make([]jsonProof, len(l.Proof)), l.More}
		for j, p := range l.Proof {
			line.Records[j] = jsonProof{p.Kind, p.ID, p.Path, p.Line, p.Day, p.Commit, stamp(&p.At, zone)}
		}
		d.Lines[i] = line
	}
	return encode(w, d)
}
