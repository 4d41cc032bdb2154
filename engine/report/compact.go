package report

import (
	"bufio"
	"fmt"
	"io"

	"ismsproof/engine/isms"
)

// writeCompact writes one line for each finding and then one for each subject
// that could not be decided:
//
//	path:line:col: grade rule message
//	path:line:col: grade rule message [new]
//	path:line:col: waived rule message [waiver id]
//	path:line:col: not_assessable rule reason
//	path:line:col: weakened difference message
//
// Where a finding has no place in its file, the place is 1:1, which editors open;
// where it has no file, the path is ".". What is only upcoming
// or was open at the base alone is left out. Against a base each finding says what
// became of it.
func writeCompact(w io.Writer, r *isms.Report, _ Options) error {
	out := bufio.NewWriter(w)
	line := func(path string, at isms.Position, word, rule, text string) {
		s := fmt.Sprintf("%s: %s %s %s", place(path, at), clean(word), clean(rule), brief(text))
		out.WriteString(guard(s))
		out.WriteByte('\n')
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		switch {
		case f.Status == isms.Upcoming || f.Change == isms.Fixed:
		case f.Status == isms.Waived:
			line(f.Path, f.Range.Start, string(isms.Waived), f.Rule.ID, f.Message+" [waiver "+f.Waiver+"]")
		case f.Change != "":
			line(f.Path, f.Range.Start, string(f.Grade), f.Rule.ID, f.Message+" ["+string(f.Change)+"]")
		default:
			line(f.Path, f.Range.Start, string(f.Grade), f.Rule.ID, f.Message)
		}
	}
	for _, u := range r.Undecided {
		rule := ruleID(u.Rule)
		if rule == "" {
			rule = "*"
		}
		line(u.Path, u.Range.Start, string(isms.NotAssessable), rule, u.Reason)
	}
	for i := range r.Weakened {
		w := &r.Weakened[i]
		line(w.Path, w.Range.Start, "weakened", w.What, w.Message)
	}
	return out.Flush()
}

// place returns "path:line:col" cleaned, with 1:1 where there is no place in the
// file and "." where there is no file.
func place(path string, at isms.Position) string {
	if path == "" {
		path = "."
	}
	return fmt.Sprintf("%s:%d:%d", clean(path), max(1, at.Line), max(1, at.Column))
}
