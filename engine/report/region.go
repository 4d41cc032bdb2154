package report

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"ismsproof/engine/isms"
)

// Other tools count columns in units of their own, and paths from the root of the
// repository. This file says where findings stand in their words.

// A region is a place of one line as another tool counts it. Columns count from 1,
// up to, not including, to; they are 0 where the file is not at hand. Line is at
// least 1: what has no place in its file stands at its start.
type region struct{ line, from, to int }

// A ruler measures regions. It keeps one file, because findings come file by file,
// and counts on from the last place, because they come line by line: a minified
// file is one line of a megabyte.
type ruler struct {
	source func(path string) []byte
	unit   func(text []byte) int // the width of a text
	path   string
	file   *listing
	line   int // index of the last line
	offset int // in the file
	column int // of offset, from 0
}

// measure returns the region of a range, cut to its first line.
func (u *ruler) measure(path string, at isms.Range) region {
	if u.source == nil || path == "" || at.Start.Line < 1 {
		return region{line: max(1, at.Start.Line)}
	}
	if u.file == nil || u.path != path {
		u.path, u.file, u.line = path, newListing(u.source(path)), -1
	}
	if u.file == nil {
		return region{line: at.Start.Line}
	}
	line, from, to, ok := u.file.mark(at)
	if !ok {
		return region{line: at.Start.Line}
	}
	if line != u.line || from < u.offset {
		u.line, u.column = line, 0
		u.offset, _ = u.file.span(line)
	}
	u.column += u.unit(u.file.data[u.offset:from])
	u.offset = from
	start := u.column + 1
	return region{line + 1, start, start + u.unit(u.file.data[from:to])}
}

// utf16Units counts the code units of a text in UTF-16; a byte that is no UTF-8 is
// one, the replacement that every reader puts there.
func utf16Units(text []byte) int {
	n := 0
	for _, r := range string(text) {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// bytesOf counts bytes.
func bytesOf(text []byte) int { return len(text) }

// nowhere stands for the file of what is found about the ISMS as a whole.
const nowhere = "isms.yaml"

// rooted returns the path of a file from the root of its repository. It is
// relative, has no empty step and none that leads up, whatever the report says:
// such a step is written as an escape.
func rooted(prefix, path string) string {
	if path == "" || path == "." {
		path = nowhere
	}
	if prefix != "" {
		path = prefix + "/" + path
	}
	steps := strings.Split(path, "/")
	for i, step := range steps {
		switch step {
		case "":
			steps[i] = `\u{2F}`
		case ".", "..":
			steps[i] = strings.Repeat(`\u{2E}`, len(step))
		}
	}
	return strings.Join(steps, "/")
}

// uri returns a path from [rooted] as a relative URI: each byte that is not
// unreserved is percent-encoded.
func uri(path string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(path) {
		switch c := path[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-._~/", c) >= 0:
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// plain returns a text for readers that show it as it is but make links of
// "[text](address)".
func plain(s string) string {
	return guard(strings.ReplaceAll(brief(s), "](", `]\u{28}`))
}

// flat is plain for a text that may have several lines.
func flat(s string) string { return plain(oneLine(s)) }

// oneLine joins the lines of a text. It takes away line feeds and the blanks around
// them, and nothing else: what else looks like a blank has no business there.
func oneLine(s string) string {
	if !strings.Contains(s, "\n") {
		return strings.Trim(s, " ")
	}
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.Trim(line, " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, " ")
}

// cut returns the first n code points of s, and what is left out in words.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	i := 0
	for range n - len(ellipsis) {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return s[:i] + ellipsis
}

// worstFirst orders findings by grade, those on lines that a change wrote first
// within each, and otherwise as the report has them.
func worstFirst(findings []*isms.Finding) {
	slices.SortStableFunc(findings, func(a, b *isms.Finding) int {
		return cmp.Or(cmp.Compare(a.Grade.Rank(), b.Grade.Rank()), compareBool(a.Touched, b.Touched))
	})
}

// compareBool orders true before false.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// An ordinal tells apart what has one name, so that no reader takes two for one:
// findings with the same fingerprint are numbered in the order of the report.
type ordinal map[string]int

// next returns 1 for the first of a name, 2 for the second ...
func (o ordinal) next(name string) int {
	o[name]++
	return o[name]
}
