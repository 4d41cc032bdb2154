package report

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"

	"ismsproof/engine/isms"
)

// A listing is the lines of one file, for the code frames of its findings.
type listing struct {
	data   []byte
	starts []int // offset of each line
}

// newListing returns nil where there is nothing to show.
func newListing(data []byte) *listing {
	if len(data) == 0 {
		return nil
	}
	l := &listing{data: data, starts: []int{0}}
	for i, c := range data {
		// LF, CR LF and CR end a line, as in YAML.
		if c == '\n' || c == '\r' && (i+1 == len(data) || data[i+1] != '\n') {
			l.starts = append(l.starts, i+1)
		}
	}
	return l
}

// span returns the offsets of line i, counted from 0, without its end.
func (l *listing) span(i int) (from, to int) {
	from, to = l.starts[i], len(l.data)
	if i+1 < len(l.starts) {
		to = l.starts[i+1]
	}
	to = from + len(bytes.TrimRight(l.data[from:to], "\r\n"))
	if i == 0 && bytes.HasPrefix(l.data, []byte("\ufeff")) {
		from = min(from+3, to)
	}
	return from, to
}

// find returns the index of the line where at stands and its offset; ok is false
// where the file has no such place. The offset of a position is trusted more than
// its line, because there is more than one opinion of what ends a line.
func (l *listing) find(at isms.Position) (line, offset int, ok bool) {
	if at.Line < 1 {
		return 0, 0, false
	}
	if at.Offset > 0 && at.Offset <= len(l.data) {
		line = sort.SearchInts(l.starts, at.Offset+1) - 1
		from, to := l.span(line)
		return line, min(max(at.Offset, from), to), true
	}
	if at.Line > len(l.starts) || at.Offset > 0 {
		return 0, 0, false
	}
	from, to := l.span(at.Line - 1)
	for range at.Column - 1 {
		if from == to {
			break
		}
		_, size := utf8.DecodeRune(l.data[from:to])
		from += size
	}
	return at.Line - 1, from, true
}

// mark returns the line of a range and the offsets to underline in it: up to the
// end of the line where the range goes on below, one code point where it is empty.
func (l *listing) mark(at isms.Range) (line, from, to int, ok bool) {
	line, from, ok = l.find(at.Start)
	if !ok {
		return 0, 0, 0, false
	}
	_, to = l.span(line)
	switch last, end, ok := l.find(at.End); {
	case !ok:
		to = from
	case last == line:
		to = max(from, end)
	}
	to = from + len(bytes.TrimRight(l.data[from:to], " \t"))
	return line, from, to, true
}

// Lines longer than this are cut around the place before anything else looks at
// them: a minified file is one line of a megabyte.
const longest = 2048

const (
	tabStop  = 4
	ellipsis = "..."
)

// show returns line i as it is printed in room columns, and where in it the
// underline for the offsets from to to starts and how many columns it takes.
func (l *listing) show(i, from, to, room int) (text string, start, length int) {
	first, last := l.span(i)
	cutHead, cutTail := false, false
	if from-first > longest {
		first, cutHead = from-longest/2, true
		for !utf8.RuneStart(l.data[first]) && first < from {
			first++
		}
	}
	if last-first > 2*longest {
		last, cutTail = max(first+2*longest, min(to, first+3*longest)), true
		to = min(to, last)
	}
	var b strings.Builder
	var hash hashes
	col, end := 0, -1
	for j := first; j < last; {
		if j == from {
			start = col
		}
		if j >= to && j >= from && end < 0 {
			end = col
		}
		r, size := utf8.DecodeRune(l.data[j:last])
		if r == '\t' {
			blanks := tabStop - col%tabStop
			b.WriteString(strings.Repeat(" ", blanks))
			col += blanks
			hash.next(r)
		} else {
			s := shown(r, string(l.data[j:j+size]), &hash)
			b.WriteString(s)
			col += columns(s)
		}
		j += size
	}
	if from >= last {
		start = col
	}
	if end < 0 {
		end = col
	}
	return window(b.String(), start, max(1, end-start), room, cutHead, cutTail)
}

// window cuts a text to room columns so that the underline stays in sight.
func window(text string, start, length, room int, cutHead, cutTail bool) (string, int, int) {
	room = max(room, 4*len(ellipsis))
	total := columns(text)
	skip := 0
	if start+length > room-len(ellipsis) && total > room {
		skip = max(0, min(start-room/3, total-room+len(ellipsis)))
	}
	if skip > 0 {
		head := 0
		if gone := fit(text, skip); columns(text[:gone]) <= skip {
			head = gone
		}
		for head < len(text) { // a mark goes with the sign it stands on
			r, size := utf8.DecodeRuneInString(text[head:])
			if runeColumns(r) > 0 {
				break
			}
			head += size
		}
		skip = columns(text[:head])
		text, cutHead = text[head:], true
		start -= skip
	}
	if cutHead {
		text = ellipsis + text
		start += len(ellipsis)
	}
	if columns(text) > room || cutTail {
		text = text[:fit(text, room-len(ellipsis))] + ellipsis
		cutTail = true
	}
	return text, start, max(1, min(length, columns(text)-start))
}
