package report

import (
	"cmp"
	"io"

	"ismsproof/engine/isms"
)

// The document of reviewdog.
type (
	rdResult struct {
		Source      rdSource       `json:"source"`
		Severity    string         `json:"severity"`
		Diagnostics []rdDiagnostic `json:"diagnostics"`
	}
	rdSource struct {
		Name string `json:"name"`
	}
	rdDiagnostic struct {
		Message  string     `json:"message"`
		Location rdLocation `json:"location"`
		Severity string     `json:"severity"`
		Code     *rdCode    `json:"code,omitempty"`
	}
	rdCode struct {
		Value string `json:"value"`
	}
	rdLocation struct {
		Path  string  `json:"path"`
		Range rdRange `json:"range"`
	}
	rdRange struct {
		Start rdPosition  `json:"start"`
		End   *rdPosition `json:"end,omitempty"`
	}
	rdPosition struct {
		Line   int `json:"line"`
		Column int `json:"column,omitempty"`
	}
)

var rdSeverities = map[isms.Grade]string{isms.Major: "ERROR", isms.Minor: "WARNING", isms.Observation: "INFO", isms.Opportunity: "INFO"}

// writeRDJSON writes the diagnostics of reviewdog, which puts them as comments in
// Markdown on the lines of a pull request: what could not be decided, what weakens
// the judgement, and the findings that stand and did not before. Columns count bytes.
func writeRDJSON(w io.Writer, r *isms.Report, opts Options) error {
	u := ruler{source: opts.Source, unit: bytesOf}
	out := rdResult{Source: rdSource{plain(r.Tool.Name)}, Severity: "WARNING", Diagnostics: []rdDiagnostic{}}
	add := func(severity, rule, text, mend, path string, at isms.Range) {
		place := u.measure(path, at)
		d := rdDiagnostic{
			Message: mdText(text), Severity: severity,
			Location: rdLocation{utf8Path(rooted(r.Target.Prefix, path)), rdRange{Start: rdPosition{place.line, place.from}}},
		}
		if place.from > 0 {
			d.Location.Range.End = &rdPosition{place.line, place.to}
		}
		if mend != "" {
			d.Message += "\n\n**Fix:** " + mdText(mend)
		}
		if rule != "" {
			d.Code = &rdCode{mdCode(rule)}
		}
		out.Diagnostics = append(out.Diagnostics, d)
	}
	for i := range r.Undecided {
		x := &r.Undecided[i]
		add("ERROR", ruleID(x.Rule), "not assessable: "+x.Reason, "", x.Path, x.Range)
	}
	for i := range r.Weakened {
		x := &r.Weakened[i]
		if x.Idle {
			add("INFO", x.What, x.Message, "", x.Path, x.Range)
		} else {
			add("ERROR", x.What, "weakened: "+x.Message, "", x.Path, x.Range)
		}
	}
	for _, f := range standing(r) {
		if !settled(r, f) {
			add(cmp.Or(rdSeverities[f.Grade], "ERROR"), f.Rule.ID, string(f.Grade)+": "+f.Message, f.Mend(), f.Path, f.Range)
		}
	}
	return encode(w, out)
}
