package report

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Everything that a repository says is written by whoever opens a pull request.
// Printed as it is, it could move the cursor and overwrite a verdict, reorder or
// hide letters, or give commands to the runner of a pipeline, which reads them
// out of any log. So no such text reaches an output but through this file.
//
// What is replaced stays visible: a code point as \u{1B}, a byte that is no UTF-8
// as \x{FF}. Nothing is dropped, so that two different texts never look alike.

// hidden reports whether r must not be printed: controls, marks that reorder or
// join text, and everything else without a shape of its own.
func hidden(r rune) bool {
	switch {
	case r >= 0x20 && r < 0x7f:
		return false
	case r == 0xFE0E || r == 0xFE0F: // text or emoji shape of the sign before it
		return false
	case r&0xFFFE == 0xFFFE: // noncharacters, which XML and some terminals refuse
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp,
		unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point)
}

// Clean returns s fit for one line of a terminal or a log: what is to be printed
// beside a report, an error message above all, holds words of a repository too.
func Clean(s string) string { return clean(s) }

// clean returns s fit for one line of a terminal or a log.
func clean(s string) string {
	if plainASCII(s) {
		return s
	}
	var b strings.Builder
	var hash hashes
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		b.WriteString(shown(r, s[i:i+size], &hash))
		i += size
	}
	return b.String()
}

// plainASCII is the common case: nothing in s needs a second look.
func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] >= 0x7f || s[i] == '#' {
			return false
		}
	}
	return true
}

// shown returns how one rune of an untrusted text is printed; raw is its bytes
// and hash what came before it.
func shown(r rune, raw string, hash *hashes) string {
	bracket := hash.next(r)
	switch {
	case r == utf8.RuneError && len(raw) == 1:
		return fmt.Sprintf(`\x{%02X}`, raw[0])
	case hidden(r), bracket:
		return fmt.Sprintf(`\u{%X}`, r)
	}
	return raw
}

// hashes finds the "[" that ends "##[", "##vso[" and the like, which runners read
// as the head of a command anywhere in a line.
type hashes struct{ count int }

func (h *hashes) next(r rune) (bracket bool) {
	switch {
	case r == '#':
		h.count++
	case h.count >= 2 && r == '[':
		h.count = 0
		return true
	case h.count >= 2 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'):
		// still the name of a command
	default:
		h.count = 0
	}
	return false
}

var command = regexp.MustCompile(`##([a-zA-Z]*)\[`)

// guard breaks what a runner would read as a command in a finished line: "::" at
// its start, after blanks of any kind, and "##[" anywhere. It looks at the whole
// line because neither must arise where pieces meet or a long text wraps.
func guard(line string) string {
	rest := strings.TrimLeftFunc(line, unicode.IsSpace)
	if strings.HasPrefix(rest, "::") {
		line = line[:len(line)-len(rest)] + `\u{3A}` + rest[1:]
	}
	if !strings.Contains(line, "##") {
		return line
	}
	return command.ReplaceAllString(line, `##$1\u{5B}`)
}

// most is how many code points of one message are printed where people read.
const most = 1000

// brief returns s cleaned, and cut where it is longer than anybody reads.
func brief(s string) string {
	n := 0
	for i := range s {
		if n == most {
			return clean(s[:i]) + fmt.Sprintf("... (%d more bytes)", len(s)-i)
		}
		n++
	}
	return clean(s)
}

// utf8Path returns a path that is valid UTF-8: bytes that are not are written as \x{FF}.
func utf8Path(path string) string {
	if utf8.ValidString(path) {
		return path
	}
	var b strings.Builder
	for i := 0; i < len(path); {
		r, size := utf8.DecodeRuneInString(path[i:])
		if r == utf8.RuneError && size == 1 {
			fmt.Fprintf(&b, `\x{%02X}`, path[i])
		} else {
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}
