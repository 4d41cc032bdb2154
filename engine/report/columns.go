package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// runeColumns returns how many columns of a terminal r takes.
func runeColumns(r rune) int {
	switch {
	case r < 0x300: // before the first combining mark
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me), r >= 0x1160 && r <= 0x11FF: // marks and joining Hangul letters
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// columns returns how many columns of a terminal a cleaned text takes.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

// wrap cuts a cleaned text into lines at its spaces, each at most room columns
// wide, the first by less columns narrower. A word that is wider than a line is
// cut where the line ends. There is always at least one line.
func wrap(text string, less, room int) []string {
	const narrowest = 10 // below that, columns of letters help nobody
	room = max(room, narrowest)
	left := room - less
	var lines []string
	var line strings.Builder
	flush := func() {
		lines = append(lines, line.String())
		line.Reset()
		left = room
	}
	for word := range strings.FieldsSeq(text) {
		n := columns(word)
		if line.Len() > 0 {
			if n < left {
				line.WriteByte(' ')
				line.WriteString(word)
				left -= n + 1
				continue
			}
			flush()
		}
		if n > left && n <= room && len(lines) == 0 { // fits the second line, but not what is left of the first
			flush()
		}
		if left < 1 { // what stands before the text fills the first line
			flush()
		}
		for n > left {
			head := fit(word, left)
			line.WriteString(word[:head])
			n -= columns(word[:head])
			word = word[head:]
			flush()
		}
		line.WriteString(word)
		left -= n
	}
	if line.Len() > 0 || len(lines) == 0 {
		flush()
	}
	return lines
}

// fit returns how many bytes of s fill at most room columns, at least one rune's.
func fit(s string, room int) int {
	_, used := utf8.DecodeRuneInString(s)
	n := 0
	for i, r := range s {
		n += runeColumns(r)
		if n > room {
			break
		}
		used = max(used, i+utf8.RuneLen(r))
	}
	return used
}

// clip returns the first line of a text, cleaned and cut to room columns, with an
// ellipsis where something is left out and there is room for one.
func clip(s string, room int) string {
	first, _, _ := strings.Cut(strings.TrimLeft(s, " \t\r\n"), "\n")
	s = strings.TrimRight(brief(strings.TrimRight(first, " \t\r")), " ")
	switch {
	case columns(s) <= room:
		return s
	case room < 2*len(ellipsis):
		return s[:fit(s, room)]
	}
	return strings.TrimRight(s[:fit(s, room-len(ellipsis))], " ") + ellipsis
}

// pad returns a cleaned text with blanks up to room columns.
func pad(s string, room int) string {
	return s + strings.Repeat(" ", max(0, room-columns(s)))
}
