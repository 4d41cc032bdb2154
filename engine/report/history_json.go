package report

import (
	"bytes"
	_ "embed"
	"io"
	"time"

	"ismsproof/engine/isms"
)

//go:embed history.schema.json
var historySchema []byte

// HistorySchema returns the JSON Schema (draft 2020-12) of each line that format
// jsonl writes of a history, and of the documents that format json writes of a
// history, a forecast and a blame. It stands alone.
func HistorySchema() []byte { return bytes.Clone(historySchema) }

// historySchemaName is the value of "schema" in each history, changed with its shape.
const historySchemaName = "ismsproof/history/v1"

// The lines, field by field in the order of the output. Lists are never null.
type (
	jsonHeader struct {
		Type     string       `json:"type,omitempty"` // absent at the head of one document
		Schema   string       `json:"schema"`
		Tool     jsonTool     `json:"tool"`
		RulesAt  string       `json:"rules_at"`
		All      bool         `json:"all"`
		Range    jsonRange    `json:"range"`
		AsOf     string       `json:"as_of"`
		Outcome  isms.Outcome `json:"outcome"`
		Warnings []string     `json:"warnings"`
	}
	jsonRange struct {
		From    string `json:"from"`
		To      string `json:"to"`
		Commits int    `json:"commits"`
	}
	jsonCommit struct {
		Type      string          `json:"type"`
		Commit    string          `json:"commit"`
		Parents   []string        `json:"parents"`
		Time      string          `json:"time"`
		Author    jsonAuthor      `json:"author"`
		Opened    []jsonFinding   `json:"opened"`
		Closed    []string        `json:"closed"`
		Open      jsonTally       `json:"open"`
		Waived    int             `json:"waived"`
		Undecided []jsonUndecided `json:"not_assessable"`
		jsonStanding
		Findings []jsonFinding `json:"findings,omitzero"` // nil where no full history is asked for
	}
	jsonStanding struct {
		Signature *jsonSigned    `json:"signature,omitempty"` // absent where nobody looked
		Approvals []jsonApproval `json:"approvals,omitzero"`  // nil where nobody looked
	}
	jsonSigned struct {
		Status string `json:"status"`
		Format string `json:"format,omitempty"`
		Key    string `json:"key,omitempty"`
		Person string `json:"person,omitempty"`
		Reason string `json:"reason"`
	}
	jsonApproval struct {
		Kind     string `json:"kind,omitempty"`
		ID       string `json:"id,omitempty"`
		By       string `json:"by"`
		Person   string `json:"person,omitempty"`
		Source   string `json:"source"`
		Strength string `json:"strength"`
		Reason   string `json:"reason"`
	}
	jsonAuthor struct {
		Name  string `json:"name"`
		Email string `json:"email"`
	}
	jsonSpan struct {
		Type string `json:"type"`
		Key  string `json:"key"`
		Rule string `json:"rule"`
		jsonSubject
		Grade    isms.Grade `json:"grade"`
		Message  string     `json:"message"`
		From     string     `json:"from"`
		To       string     `json:"to,omitempty"`
		OpenedBy jsonCause  `json:"opened_by"`
		ClosedBy *jsonCause `json:"closed_by,omitempty"`
	}
	jsonCause struct {
		Commit string `json:"commit,omitempty"`
		Behind string `json:"behind,omitempty"`
		Lapse  bool   `json:"lapse,omitempty"`
		Waiver string `json:"waiver,omitempty"`
	}
	historyDocument struct {
		jsonHeader
		Commits []jsonCommit `json:"commits"`
		Spans   []jsonSpan   `json:"spans"`
	}
)

// writeHistoryJSON writes the lines of jsonl as one document.
func writeHistoryJSON(w io.Writer, t *isms.Timeline, _ Options) error {
	zone := t.AsOf.Location()
	d := historyDocument{
		jsonHeader: newHeader(t),
		Commits:    make([]jsonCommit, len(t.Steps)),
		Spans:      newSpans(t.Spans, zone),
	}
	for i := range t.Steps {
		d.Commits[i] = newCommit(&t.Steps[i], zone)
	}
	return encode(w, d)
}

func newHeader(t *isms.Timeline) jsonHeader {
	return jsonHeader{
		Schema: historySchemaName, Tool: jsonTool(t.Tool), RulesAt: t.RulesAt, All: t.All,
		Range: jsonRange{t.From, t.To, len(t.Steps)}, AsOf: t.AsOf.Format(time.RFC3339),
		Outcome: t.Outcome, Warnings: append([]string{}, t.Warnings...),
	}
}

func newCommit(s *isms.Step, zone *time.Location) jsonCommit {
	c := jsonCommit{
		Type: "commit", Commit: s.Commit.ID, Parents: append([]string{}, s.Commit.Parents...),
		Time: stamp(&s.Time, zone), Author: jsonAuthor{s.Commit.Author.Name, s.Commit.Author.Email},
		Opened: newFindings(s.Opened, zone), Closed: make([]string, len(s.Closed)),
		Open: jsonTally(s.Open), Waived: s.Waived, Undecided: newUndecideds(s.Undecided),
	}
	c.jsonStanding = newStanding(&s.Standing)
	for i := range s.Closed {
		c.Closed[i] = s.Closed[i].Fingerprint()
	}
	if s.Findings != nil {
		c.Findings = newFindings(s.Findings, zone)
	}
	return c
}

// newStanding writes nothing where nobody looked.
func newStanding(s *isms.Standing) jsonStanding {
	if s.Signed.Status == "" {
		return jsonStanding{}
	}
	signed := jsonSigned(s.Signed)
	out := jsonStanding{&signed, make([]jsonApproval, len(s.Approvals))}
	for i, x := range s.Approvals {
		out.Approvals[i] = jsonApproval(x)
	}
	return out
}

// newSpans never returns nil.
func newSpans(spans []isms.Span, zone *time.Location) []jsonSpan {
	out := make([]jsonSpan, len(spans))
	for i := range spans {
		out[i] = newSpan(&spans[i], zone)
	}
	return out
}

func newSpan(s *isms.Span, zone *time.Location) jsonSpan {
	f := &s.Finding
	out := jsonSpan{
		Type: "span", Key: f.Fingerprint(), Rule: f.Rule.ID,
		jsonSubject: newSubject(f.Entity, f.Kind, f.ID, f.Path, f.Range), Grade: f.Grade, Message: f.Message,
		From: stamp(&s.From, zone), To: stamp(s.To, zone), OpenedBy: jsonCause(s.OpenedBy),
	}
	if s.To != nil {
		by := jsonCause(s.ClosedBy)
		out.ClosedBy = &by
	}
	return out
}
