package report_test

import (
	"regexp"
	"strings"
)

// What a text in Markdown must not be but in code: everything that GitHub makes
// something of, by Markdown or by its own filters.
var lively = regexp.MustCompile(`(?i)[<>@#\\\[\]~^$={}+&|]|://|www\.|gh-[0-9]|:[a-z]+:|\b[0-9a-f]{7,}\b|_`)

// active returns what in a text of Markdown would not be shown as it is, or "".
// It takes code away by the rule of CommonMark: a run of backticks up to the next
// run of the same length.
func active(markdown string) string {
	for line := range strings.Lines(markdown) {
		rest := strings.TrimSpace(line)
		if found := lively.FindString(strings.ReplaceAll(withoutCode(rest), "**", "")); found != "" {
			return found + " in " + rest
		}
	}
	return ""
}

var ticks = regexp.MustCompile("`+")

// withoutCode returns a line without its code.
func withoutCode(line string) string {
	var b strings.Builder
	for {
		open := ticks.FindStringIndex(line)
		if open == nil {
			b.WriteString(line)
			return b.String()
		}
		end := -1
		for _, run := range ticks.FindAllStringIndex(line[open[1]:], -1) {
			if run[1]-run[0] == open[1]-open[0] {
				end = open[1] + run[1]
				break
			}
		}
		b.WriteString(line[:open[0]])
		if end < 0 { // no end: these backticks are letters
			b.WriteString(line[open[0]:open[1]])
			line = line[open[1]:]
			continue
		}
		b.WriteString(" ")
		line = line[end:]
	}
}
