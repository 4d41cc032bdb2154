package document

import (
	"bytes"
	"fmt"
	"sort"
	"unicode/utf8"

	"ismsproof/engine/isms"
)

// A source is the text of a file, checked to be clean UTF-8, with its lines.
// Lines end with LF or CRLF, as editors and git count them.
type source struct {
	data   []byte
	start  int   // bytes of a leading byte order mark
	lines  []int // offset of each line's first byte
	breaks []int // offsets of U+2028 and U+2029, which YAML takes for line breaks
	ascii  bool
	last   isms.Position // of the latest call of at, so that a walk forward is linear
}

var (
	bom     = []byte("\xef\xbb\xbf")
	foreign = []struct {
		mark []byte
		name string
	}{
		{[]byte{0xff, 0xfe, 0, 0}, "UTF-32"},
		{[]byte{0, 0, 0xfe, 0xff}, "UTF-32"},
		{[]byte{0xff, 0xfe}, "UTF-16"},
		{[]byte{0xfe, 0xff}, "UTF-16"},
	}
)

const remedyUTF8 = "Save the file as UTF-8."

// newSource checks the encoding of a file and finds its lines.
func newSource(data []byte) (*source, *fault) {
	s := &source{data: data, ascii: true}
	for _, f := range foreign {
		if bytes.HasPrefix(data, f.mark) {
			return nil, s.broken(0, "the file is encoded in %s", f.name).remedy(remedyUTF8)
		}
	}
	if bytes.HasPrefix(data, bom) {
		s.start = len(bom)
	}
	s.lines = append(make([]int, 0, bytes.Count(data, []byte{'\n'})+1), s.start)
	for i := s.start; i < len(data); {
		switch c := data[i]; {
		case c >= ' ' && c < 0x7f || c == '\t':
			i++
		case c == '\n':
			i++
			s.lines = append(s.lines, i)
		case c == '\r':
			if i+1 == len(data) || data[i+1] != '\n' {
				f := s.broken(i, "a carriage return without a line feed (byte %d) breaks the line", i)
				f.Code = "yaml.line-break"
				return nil, f.remedy("End lines with LF or CRLF.")
			}
			i++
		default:
			n, err := s.wide(i)
			if err != nil {
				return nil, err
			}
			i += n
		}
	}
	return s, nil
}

// wide checks the character at i, which is not printable ASCII, and returns its
// length in bytes.
func (s *source) wide(i int) (int, *fault) {
	s.ascii = false
	c, n := utf8.DecodeRune(s.data[i:])
	switch {
	case c == utf8.RuneError && n <= 1:
		return 0, s.broken(i, "byte %d (0x%02X) is not valid UTF-8", i, s.data[i]).remedy(remedyUTF8)
	case c == 0 && i < 4:
		return 0, s.broken(i, "byte %d is NUL, as in a file encoded in UTF-16", i).remedy(remedyUTF8)
	case c == 0x85:
		f := s.broken(i, "the character U+0085 (byte %d) breaks the line for some readers and not for others", i)
		f.Code = "yaml.line-break"
		return 0, f.remedy("End lines with LF or CRLF.")
	case c < ' ' || c >= 0x7f && c <= 0x9f:
		return 0, s.broken(i, "byte %d is the control character U+%04X", i, c).remedy("Remove it, or write it as an escape in double quotes.")
	case c == 0xfeff:
		return 0, s.broken(i, "a byte order mark stands inside the file (byte %d)", i).remedy("Remove it; files joined together often keep one.")
	case c&0xfffe == 0xfffe:
		return 0, s.broken(i, "byte %d starts U+%04X, which is not a character", i, c).remedy("Remove it.")
	case c == 0x2028 || c == 0x2029:
		s.breaks = append(s.breaks, i)
	}
	return n, nil
}

func (s *source) broken(offset int, message string, args ...any) *fault {
	p := isms.Position{Line: 1, Column: 1, Offset: offset}
	if len(s.lines) > 0 {
		p = s.at(offset)
	}
	return &fault{isms.Problem{
		Rule: ruleReadable, Code: "yaml.encoding", Fatal: true,
		Range: isms.Range{Start: p, End: p}, Message: fmt.Sprintf(message, args...),
	}}
}

// at returns the position of a byte. Its cost is the distance to the position
// asked for before, on the same line, or to the start of the line.
func (s *source) at(offset int) isms.Position {
	if offset < s.start {
		return isms.Position{Line: 1, Column: 1, Offset: offset}
	}
	p := s.last
	switch {
	case p.Line == 0 || offset < s.lines[p.Line-1] || p.Line < len(s.lines) && offset >= s.lines[p.Line]:
		line := sort.SearchInts(s.lines, offset+1)
		p = isms.Position{Line: line, Column: 1, Offset: s.lines[line-1]}
		fallthrough
	case offset >= p.Offset:
		p.Column += s.runes(p.Offset, offset)
	default:
		p.Column -= s.runes(offset, p.Offset)
	}
	p.Offset = offset
	s.last = p
	return p
}

func (s *source) runes(from, to int) int {
	if s.ascii {
		return to - from
	}
	return utf8.RuneCount(s.data[from:to])
}

// span returns the range of the bytes from start up to end.
func (s *source) span(start, end int) isms.Range {
	first := s.at(start)
	return isms.Range{Start: first, End: s.at(end)}
}

// lineEnd returns the offset just behind the text of a line, counted from 0,
// without its line break.
func (s *source) lineEnd(line int) int {
	end := len(s.data)
	if line+1 < len(s.lines) {
		end = s.lines[line+1] - 1
		if end > s.lines[line] && s.data[end-1] == '\r' {
			end--
		}
	}
	return end
}
