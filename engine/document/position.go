package document

import (
	"unicode/utf16"
	"unicode/utf8"

	"ismsproof/engine/isms"
)

// UTF16Column returns the column of p as the Language Server Protocol counts:
// from 0, in UTF-16 code units. line is the text of the line p is on, without a
// byte order mark. A column beyond the line is cut to its end.
func UTF16Column(p isms.Position, line string) int {
	units := 0
	before(p, line, func(c rune, _ int) { units += max(1, utf16.RuneLen(c)) })
	return units
}

// ByteColumn returns the column of p as RDJSON counts: from 1, in bytes of UTF-8.
// line is the text of the line p is on, without a byte order mark. A column
// beyond the line is cut to its end.
func ByteColumn(p isms.Position, line string) int {
	size := 0
	before(p, line, func(_ rune, n int) { size += n })
	return size + 1
}

// before calls visit with each character of line left of p and its size.
func before(p isms.Position, line string, visit func(c rune, size int)) {
	for column := 1; column < p.Column && line != ""; column++ {
		c, n := utf8.DecodeRuneInString(line)
		visit(c, n)
		line = line[n:]
	}
}
