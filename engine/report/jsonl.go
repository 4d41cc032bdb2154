package report

import (
	"io"
	"time"

	"ismsproof/engine/isms"
)

// The lines of format jsonl by [Schema]: what a report holds, with its type.
type (
	headerLine struct {
		Type    string       `json:"type"`
		Schema  string       `json:"schema"`
		Tool    jsonTool     `json:"tool"`
		Target  jsonTarget   `json:"target"`
		AsOf    string       `json:"as_of"`
		Outcome isms.Outcome `json:"outcome"`
		Counts  jsonCounts   `json:"counts"`
	}
	findingLine struct {
		Type string `json:"type"`
		jsonFinding
	}
	undecidedLine struct {
		Type string `json:"type"`
		jsonUndecided
	}
	weakenedLine struct {
		Type string `json:"type"`
		jsonWeakening
	}
	requirementLine struct {
		Type string `json:"type"`
		jsonRequirement
	}
)

// writeLines writes a line for the run, then one for each finding, for each
// subject that could not be decided, for each weakening, for each requirement and for
// each condition of the certification scheme.
// It holds one line at a time.
func writeLines(w io.Writer, r *isms.Report, _ Options) error {
	lines := newLines(w)
	if err := lines.write(headerLine{
		"header", schemaName, jsonTool(r.Tool), newTarget(r.Target), r.AsOf.Format(time.RFC3339), r.Outcome, newCounts(&r.Counts),
	}); err != nil {
		return err
	}
	for i := range r.Findings {
		if err := lines.write(findingLine{"finding", newFinding(&r.Findings[i], r.AsOf.Location())}); err != nil {
			return err
		}
	}
	for i := range r.Undecided {
		if err := lines.write(undecidedLine{"not_assessable", newUndecided(&r.Undecided[i])}); err != nil {
			return err
		}
	}
	for i := range r.Weakened {
		if err := lines.write(weakenedLine{"weakened", newWeakening(&r.Weakened[i])}); err != nil {
			return err
		}
	}
	for _, q := range newRequirements(r.Requirements) {
		if err := lines.write(requirementLine{"requirement", q}); err != nil {
			return err
		}
	}
	for _, q := range newRequirements(r.Readiness) {
		if err := lines.write(requirementLine{"readiness", q}); err != nil {
			return err
		}
	}
	return lines.out.Flush()
}
