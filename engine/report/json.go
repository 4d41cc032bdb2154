package report

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"ismsproof/engine/isms"
)

//go:embed report.schema.json
var schema []byte

// Schema returns the JSON Schema (draft 2020-12) of what format json writes.
func Schema() []byte { return bytes.Clone(schema) }

// schemaName is the value of "schema" in each report, changed with its shape.
const schemaName = "ismsproof/report/v1"

// The document, field by field in the order of the output. Lists are never null.
type (
	document struct {
		Schema       string            `json:"schema"`
		Tool         jsonTool          `json:"tool"`
		Target       jsonTarget        `json:"target"`
		AsOf         string            `json:"as_of"`
		Outcome      isms.Outcome      `json:"outcome"`
		Counts       jsonCounts        `json:"counts"`
		Findings     []jsonFinding     `json:"findings"`
		Undecided    []jsonUndecided   `json:"not_assessable"`
		Weakened     []jsonWeakening   `json:"weakened,omitempty"`
		Requirements []jsonRequirement `json:"requirements"`
		Readiness    []jsonRequirement `json:"readiness,omitempty"`
	}
	jsonTool struct {
		Name    string `json:"name"`
		Version string `json:"version"`
		Rules   string `json:"rules"`
		Catalog string `json:"catalog"`
		Config  string `json:"config"`
	}
	jsonTarget struct {
		State  isms.State `json:"state"`
		Commit string     `json:"commit"`
		Tree   string     `json:"tree"`
		Base   string     `json:"base"`
	}
	jsonCounts struct {
		Artifacts int `json:"artifacts"`
		Records   int `json:"records"`
		Rules     int `json:"rules"`
		Subjects  int `json:"subjects"`
		jsonTally
		Waived        int `json:"waived"`
		Upcoming      int `json:"upcoming"`
		NotAssessable int `json:"not_assessable"`
	}
	jsonTally struct {
		Major       int `json:"major"`
		Minor       int `json:"minor"`
		Observation int `json:"observation"`
		Opportunity int `json:"opportunity"`
	}
	jsonSubject struct {
		Entity  string `json:"entity,omitempty"`
		Kind    string `json:"kind"`
		ID      string `json:"id"`
		Path    string `json:"path"`
		PathB64 string `json:"path_b64,omitempty"`
		Line    int    `json:"line"`
	}
	jsonFinding struct {
		Key          string      `json:"key"`
		Rule         string      `json:"rule"`
		Grade        isms.Grade  `json:"grade"`
		Status       isms.Status `json:"status"`
		Change       isms.Change `json:"change,omitempty"`
		Requirements []string    `json:"requirements"`
		jsonSubject
		Column  int    `json:"column"`
		Pointer string `json:"pointer"`
		Message string `json:"message"`
		Remedy  string `json:"remedy"`
		Since   string `json:"since,omitempty"`
		Until   string `json:"until,omitempty"`
		Waiver  string `json:"waiver,omitempty"`
	}
	jsonUndecided struct {
		Rule string `json:"rule"`
		jsonSubject
		Reason string `json:"reason"`
	}
	jsonWeakening struct {
		What    string `json:"what"`
		Rule    string `json:"rule,omitempty"`
		Path    string `json:"path"`
		PathB64 string `json:"path_b64,omitempty"`
		Line    int    `json:"line"`
		Message string `json:"message"`
		Idle    bool   `json:"idle,omitempty"`
	}
	jsonRequirement struct {
		ID       string      `json:"id"`
		Result   isms.Result `json:"result"`
		Rules    int         `json:"rules"`
		Findings int         `json:"findings"`
	}
)

// writeJSON writes the whole report by [Schema].
func writeJSON(w io.Writer, r *isms.Report, _ Options) error {
	return encode(w, newDocument(r))
}

// JSON writes any document as the formats of this package write theirs: indented, whole
// or not at all, and with nothing that a terminal or the log of a runner would obey.
func JSON(w io.Writer, document any) error { return encode(w, document) }

// encode writes one document, indented. Strings are what the repository says, bit
// for bit, but for bytes that are no UTF-8; signs that could reach through a
// terminal or a log are written as \u escapes, which mean the same.
func encode(w io.Writer, document any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(true)
	enc.SetIndent("", "  ")
	if err := enc.Encode(document); err != nil {
		return fmt.Errorf("write json: %w", err)
	}
	_, err := w.Write(inert(b.Bytes()))
	return err
}

func newDocument(r *isms.Report) document {
	return document{
		Schema:       schemaName,
		Tool:         jsonTool(r.Tool),
		Target:       newTarget(r.Target),
		AsOf:         r.AsOf.Format(time.RFC3339),
		Outcome:      r.Outcome,
		Counts:       newCounts(&r.Counts),
		Findings:     newFindings(r.Findings, r.AsOf.Location()),
		Undecided:    newUndecideds(r.Undecided),
		Weakened:     newWeakenings(r.Weakened),
		Requirements: newRequirements(r.Requirements),
		Readiness:    newRequirements(r.Readiness),
	}
}

func newRequirements(rows []isms.Requirement) []jsonRequirement {
	out := make([]jsonRequirement, len(rows))
	for i, q := range rows {
		out[i] = jsonRequirement{q.ID, q.Result, q.Rules, q.Findings}
	}
	return out
}

func newCounts(n *isms.Counts) jsonCounts {
	return jsonCounts{
		n.Artifacts, n.Records, n.Rules, n.Subjects,
		jsonTally{n.Major, n.Minor, n.Observation, n.Opportunity},
		n.Waived, n.Upcoming, n.NotAssessable,
	}
}

func newTarget(t isms.Target) jsonTarget { return jsonTarget{t.State, t.Commit, t.Tree, t.Base} }

func newWeakenings(weakened []isms.Weakening) []jsonWeakening {
	out := make([]jsonWeakening, len(weakened))
	for i := range weakened {
		out[i] = newWeakening(&weakened[i])
	}
	return out
}

func newWeakening(w *isms.Weakening) jsonWeakening {
	return jsonWeakening{w.What, w.Rule, utf8Path(w.Path), base64Path(w.Path), w.Range.Start.Line, w.Message, w.Idle}
}

func newSubject(entity, kind, id, path string, at isms.Range) jsonSubject {
	return jsonSubject{entity, kind, id, utf8Path(path), base64Path(path), at.Start.Line}
}

// newFindings never returns nil.
func newFindings(findings []isms.Finding, zone *time.Location) []jsonFinding {
	out := make([]jsonFinding, len(findings))
	for i := range findings {
		out[i] = newFinding(&findings[i], zone)
	}
	return out
}

func newFinding(f *isms.Finding, zone *time.Location) jsonFinding {
	return jsonFinding{
		Key: f.Fingerprint(), Rule: f.Rule.ID, Grade: f.Grade, Status: f.Status, Change: f.Change,
		Requirements: append([]string{}, f.Rule.Requirements...),
		jsonSubject:  newSubject(f.Entity, f.Kind, f.ID, f.Path, f.Range),
		Column:       f.Range.Start.Column, Pointer: f.At.Pointer(),
		Message: f.Message, Remedy: f.Mend(),
		Since: stamp(f.Since, zone), Until: stamp(f.Until, zone), Waiver: f.Waiver,
	}
}

// newUndecideds never returns nil.
func newUndecideds(undecided []isms.Undecided) []jsonUndecided {
	out := make([]jsonUndecided, len(undecided))
	for i := range undecided {
		out[i] = newUndecided(&undecided[i])
	}
	return out
}

func newUndecided(u *isms.Undecided) jsonUndecided {
	return jsonUndecided{
		Rule: ruleID(u.Rule), jsonSubject: newSubject(u.Entity, u.Kind, u.ID, u.Path, u.Range), Reason: u.Reason,
	}
}

// stamp returns a time by RFC 3339 in zone, "" for none.
func stamp(t *time.Time, zone *time.Location) string {
	if t == nil {
		return ""
	}
	return t.In(zone).Format(time.RFC3339)
}

// base64Path returns the bytes of a path that is no UTF-8, in base64; "" for any other.
func base64Path(path string) string {
	if utf8.ValidString(path) {
		return ""
	}
	return base64.StdEncoding.EncodeToString([]byte(path))
}

// inert rewrites finished JSON, without changing what it means, so that it does
// no harm where it is printed: hidden signs become \u escapes, and so does
// the second "#" of two, which may start a command. Both stand in strings only.
func inert(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); {
		if b[i] == '#' && i > 0 && b[i-1] == '#' {
			out = append(out, `\u0023`...)
			i++
			continue
		}
		r, size := utf8.DecodeRune(b[i:])
		switch {
		case r < 0x7f || !hidden(r): // the encoder has escaped controls in strings; a line feed is layout
			out = append(out, b[i:i+size]...)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		i += size
	}
	return out
}
