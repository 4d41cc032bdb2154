package report

import (
	"fmt"
	"strconv"
	"strings"

	"ismsproof/engine/isms"
)

// A shownFrame is where the last code frame stands, so that several findings at
// one place show its lines once.
type shownFrame struct {
	path string
	at   isms.Range
	line int // index in the file; -1 where no line was shown
}

// frame prints the place and its lines, and returns the columns of the gutter.
// Where the lines stand right above, it prints the place alone. Word gives the
// colour of the underline.
func (t *printer) frame(word, path string, at isms.Range) (gutter int) {
	before := t.last
	t.last = shownFrame{path, at, -1}
	gutter = max(2, len(strconv.Itoa(at.Start.Line)))
	arrow := t.paint("gutter", strings.Repeat(" ", gutter)+"--> ")
	switch {
	case path == "":
		return gutter
	case at.Start.Line < 1:
		t.line(arrow + clean(path))
		return gutter
	}
	where := arrow + place(path, at.Start)
	file := t.open(path)
	if file == nil {
		t.line(where)
		return gutter
	}
	line, from, to, ok := file.mark(at)
	if !ok {
		t.line(where)
		return gutter
	}
	t.last.line = line
	if before.path == path && before.at == at && before.line == line {
		t.line(where + " (shown above)")
		return gutter
	}
	t.line(where)
	context := 2
	if before.path == path && before.line == line {
		context = 0
	}
	t.code(file, word, gutter, max(0, line-context), line, at.Start.Line-line, from, to)
	return gutter
}

// code prints the lines first to last of a file and underlines the last.
// A line's number is its index plus shift.
func (t *printer) code(file *listing, word string, gutter, first, last, shift, from, to int) {
	edge := t.paint("gutter", strings.Repeat(" ", gutter)+" |")
	room := t.width - gutter - len(" | ")
	t.line(edge)
	for i := first; i <= last; i++ {
		number := t.paint("gutter", fmt.Sprintf("%*d |", gutter, i+shift))
		if i < last {
			start, _ := file.span(i)
			text, _, _ := file.show(i, start, start, room)
			t.line(number + " " + text)
			continue
		}
		text, start, length := file.show(i, from, to, room)
		t.line(number + " " + text)
		t.line(edge + " " + strings.Repeat(" ", start) + t.paint(word, strings.Repeat("^", length)))
	}
	t.line(edge)
}

// open returns the lines of the file at path, or nil. Findings come file by file,
// so one is kept at a time.
func (t *printer) open(path string) *listing {
	if t.Source == nil {
		return nil
	}
	if t.path != path {
		t.path, t.file = path, newListing(t.Source(path))
	}
	return t.file
}
