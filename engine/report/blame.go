package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"ismsproof/engine/isms"
)

// Blame writes a blame for people: each span with what opened and closed it.
func Blame(w io.Writer, b *isms.Blame, opts Options) error {
	t := &blamer{page: newPage(w, opts, b.AsOf), commits: b.Commits, standing: b.Standing}
	for i := range b.Spans {
		t.span(&b.Spans[i])
	}
	t.warnings(b.Warnings)
	found := plural(len(b.Spans), "span", "spans")
	if len(b.Spans) == 0 {
		found = "no finding was ever open"
	}
	if b.Undecided > 0 {
		found = fmt.Sprintf("undecided: %s could not be judged completely; otherwise %s",
			plural(b.Undecided, "commit", "commits"), found)
	}
	t.paragraph("", 0, fmt.Sprintf(`%s at "%s", as of %s`, found, brief(b.Of), t.when(b.AsOf)), 0)
	t.tool(b.Tool)
	return t.out.Flush()
}

type blamer struct {
	*page
	commits  map[string]isms.Commit
	standing map[string]isms.Standing
}

func (t *blamer) span(s *isms.Span) {
	f := &s.Finding
	head, used := t.label(string(f.Grade), f.Rule.ID)
	t.paragraph(head, used, brief(f.Message), 2)
	t.line("  --> " + place(f.Path, f.Range.Start))
	t.cause("opened", s.From, s.OpenedBy, f)
	open := "open for "
	if s.To != nil {
		t.cause("closed", *s.To, s.ClosedBy, f)
		open = "was open for "
	}
	t.line("  " + open + plural(t.length(s), "day", "days"))
	t.line("")
}

// cause prints what opened or closed a span, and behind a merge who made it.
func (t *blamer) cause(verb string, at time.Time, by isms.Cause, f *isms.Finding) {
	who := t.commit(by.Commit)
	switch {
	case by.Lapse:
		who = "a date that passed"
	case by.Waiver != "" && verb == "opened":
		who = "the end of waiver " + brief(by.Waiver)
	case by.Waiver != "":
		who = "waiver " + brief(by.Waiver)
	case by.Behind != "":
		who = "the merge " + who
	}
	const hang = 6
	head := "  " + verb + " "
	t.paragraph(head, len(head), fmt.Sprintf("%s by %s", t.date(at), who), hang)
	if by.Behind != "" {
		head = "    made by "
		t.paragraph(head, len(head), t.commit(by.Behind), hang)
	}
	if standing, known := t.standing[by.Commit]; known {
		t.stands(&standing, f, hang)
	}
}

// commit returns `3f2c1ab9 Anna Example "Add the risk register"`, as far as it is
// known.
func (t *blamer) commit(id string) string {
	c, known := t.commits[id]
	if !known {
		return commitID(id)
	}
	const widest = 72
	text := commitID(id) + " " + clip(name(c.Author), widest)
	if about := clip(c.Message, widest); about != "" {
		text += ` "` + about + `"`
	}
	return text
}

// blameDocument is what format json writes of a blame.
type blameDocument struct {
	Schema    string      `json:"schema"`
	Tool      jsonTool    `json:"tool"`
	Of        string      `json:"of"`
	AsOf      string      `json:"as_of"`
	Spans     []jsonSpan  `json:"spans"`
	Commits   []jsonMaker `json:"commits"`
	Undecided int         `json:"not_assessable"`
	Warnings  []string    `json:"warnings"`
}

// jsonMaker is a commit that opened or closed a span.
type jsonMaker struct {
	Commit  string     `json:"commit"`
	Parents []string   `json:"parents"`
	Time    string     `json:"time"`
	Author  jsonAuthor `json:"author"`
	Message string     `json:"message"`
	jsonStanding
}

// writeBlameJSON writes the whole blame by [HistorySchema]; commits by time.
func writeBlameJSON(w io.Writer, b *isms.Blame, _ Options) error {
	zone := b.AsOf.Location()
	d := blameDocument{
		Schema: "ismsproof/blame/v1", Tool: jsonTool(b.Tool), Of: b.Of, AsOf: b.AsOf.Format(time.RFC3339),
		Spans: newSpans(b.Spans, zone), Commits: make([]jsonMaker, 0, len(b.Commits)),
		Undecided: b.Undecided, Warnings: append([]string{}, b.Warnings...),
	}
	makers := slices.SortedFunc(maps.Values(b.Commits), func(a, b isms.Commit) int {
		return cmp.Or(a.Committer.When.Compare(b.Committer.When), strings.Compare(a.ID, b.ID))
	})
	for _, c := range makers {
		standing := b.Standing[c.ID]
		d.Commits = append(d.Commits, jsonMaker{
			c.ID, append([]string{}, c.Parents...), stamp(&c.Committer.When, zone),
			jsonAuthor{c.Author.Name, c.Author.Email}, c.Message, newStanding(&standing),
		})
	}
	return encode(w, d)
}
