// Package report writes a report in the formats that people and machines read.
//
// One file holds one format, and [Formats] is the table of them. A format writes
// a report as it stands: [Sort] brings one into the order that all of them keep,
// so that equal reports give equal bytes. Nothing here reads files, clocks or the
// environment; what a repository says is escaped for each format, because a pull
// request can write any text into it (sanitize.go).
package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

// Options is what a format may use besides the report. The zero value is fit for
// a file or a pipe.
type Options struct {
	Color   bool                     // mark grades with colours too; no meaning is in colour alone
	Unicode bool                     // draw with block letters, which not every terminal has
	Width   int                      // columns of the terminal; 0 stands for 80
	Source  func(path string) []byte // bytes of a file as it was judged, nil where there are none; may be nil
}

// An Output is one way to write a T: a report, a history, a forecast or a blame.
type Output[T any] struct {
	Name  string // as after -o
	About string // one line for the help
	Write func(io.Writer, T, Options) error
}

// A Format is one way to write a report.
type Format = Output[*isms.Report]

// Formats is every format, ordered by name. What auto is depends on where the tool
// runs, so the command puts another in its place; as it stands it is text.
var Formats = []Format{
	{"auto", "what fits the platform: GitHub Actions, GitLab CI, else text", writeText},
	{"compact", "one line for each finding: path:line:col: grade rule message", writeCompact},
	{"github", "annotations of GitHub Actions, within what it shows", writeGitHub},
	{"gitlab", "GitLab's code quality report", writeGitLab},
	{"json", "the whole report for machines, by schema ismsproof/report/v1", writeJSON},
	{"jsonl", "one line for the run and each finding, by schema ismsproof/report/v1", writeLines},
	{"junit", "JUnit XML: a suite for each topic, a case for each finding", writeJUnit},
	{"markdown", "summary of a job or comment on a pull request", writeMarkdown},
	{"rdjson", "diagnostics for reviewdog", writeRDJSON},
	{"sarif", "SARIF 2.1.0 for code scanning of GitHub and other viewers", writeSARIF},
	{"text", "findings with their lines in the file, for people", writeText},
}

// Lookup returns the format called name, or an error that lists the known ones.
func Lookup(name string) (Format, error) { return lookup(name, Formats) }

func lookup[T any](name string, formats []Output[T]) (Output[T], error) {
	names := make([]string, len(formats))
	for i, f := range formats {
		if names[i] = f.Name; f.Name == name {
			return f, nil
		}
	}
	return Output[T]{}, fmt.Errorf("unknown format %q; known formats are %s", name, strings.Join(names, ", "))
}

// Sort brings the findings, the undecided and the weakenings of a report into their final order:
// by path, line, column, rule, and then by all that can tell two of them apart.
// Requirements and warnings keep the order they have.
func Sort(r *isms.Report) {
	slices.SortStableFunc(r.Findings, func(a, b isms.Finding) int { return compareFindings(&a, &b) })
	slices.SortStableFunc(r.Undecided, func(a, b isms.Undecided) int {
		return cmp.Or(
			strings.Compare(a.Path, b.Path),
			comparePositions(a.Range.Start, b.Range.Start),
			strings.Compare(ruleID(a.Rule), ruleID(b.Rule)),
			strings.Compare(a.Entity, b.Entity),
			strings.Compare(a.Kind, b.Kind),
			strings.Compare(a.ID, b.ID),
			strings.Compare(a.Reason, b.Reason),
		)
	})
	slices.SortStableFunc(r.Weakened, func(a, b isms.Weakening) int {
		return cmp.Or(
			strings.Compare(a.Path, b.Path),
			comparePositions(a.Range.Start, b.Range.Start),
			strings.Compare(a.What, b.What),
			strings.Compare(a.Rule, b.Rule),
			strings.Compare(a.Message, b.Message),
		)
	})
}

func compareFindings(a, b *isms.Finding) int {
	return cmp.Or(
		strings.Compare(a.Path, b.Path),
		comparePositions(a.Range.Start, b.Range.Start),
		strings.Compare(a.Rule.ID, b.Rule.ID),
		strings.Compare(a.Locus, b.Locus),
		strings.Compare(a.Entity, b.Entity),
		strings.Compare(a.Kind, b.Kind),
		strings.Compare(a.ID, b.ID),
		strings.Compare(a.Message, b.Message),
		comparePositions(a.Range.End, b.Range.End),
		strings.Compare(string(a.Status), string(b.Status)),
		strings.Compare(string(a.Change), string(b.Change)),
	)
}

func comparePositions(a, b isms.Position) int {
	return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// ruleID returns the id of a rule, or "" for what no single rule is undecided about.
func ruleID(r *isms.Rule) string {
	if r == nil {
		return ""
	}
	return r.ID
}
