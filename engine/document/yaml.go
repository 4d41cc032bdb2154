package document

import (
	"bytes"
	"errors"
	"io"
	"sort"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"ismsproof/engine/isms"
)

// A stream is the YAML in the bytes from..to of the file, which starts a line.
type stream struct {
	*reader
	from, to int
	lines    []int        // offset of each line's first byte, as YAML counts lines
	quoted   []isms.Range // of quoted scalars, where the file has U+2028 or U+2029

	// Where the latest node was, so that a walk forward is linear.
	line, column, offset int
}

// yaml reads every document in the bytes from..to.
func (r *reader) yaml(from, to int) ([]isms.Value, *fault) {
	text, err := r.directives(from, to)
	if err != nil {
		return nil, err
	}
	if n := crowd(text); n > 4*r.limits.Nodes {
		return nil, r.fatal("yaml.nodes", isms.Range{}, "the file has %d lines, fields and list items, too many for the limit of %d keys and values", n, r.limits.Nodes).
			remedy("Split the file.")
	}
	s := &stream{reader: r, from: from, to: to, lines: r.src.yamlLines(from, to)}
	var documents []isms.Value
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var node yaml.Node
		if cause := decoder.Decode(&node); cause == io.EOF || errors.Is(cause, io.EOF) {
			break
		} else if cause != nil {
			if odd := s.oddBreaks(); len(odd) > 0 {
				return nil, s.lineBreak(odd[0])
			}
			return nil, s.syntax(decoder, cause)
		}
		if len(documents) == r.limits.Documents {
			at := r.src.at(s.at(&node))
			return nil, r.fatal("yaml.documents", isms.Range{Start: at, End: at}, "the file has more than %d documents", r.limits.Documents).
				remedy("Split the file.")
		}
		v, err := s.document(&node)
		if err != nil {
			return nil, err
		}
		documents = append(documents, v)
	}
	if odd := s.oddBreaks(); len(odd) > 0 {
		return nil, s.lineBreak(odd[0])
	}
	return documents, nil
}

func (s *stream) document(node *yaml.Node) (isms.Value, *fault) {
	if len(node.Content) != 1 {
		return isms.Value{}, nil
	}
	c := converter{stream: s, anchors: map[*yaml.Node]*anchored{}, named: map[string]isms.Position{}}
	v, _, err := c.value(node.Content[0], 1)
	return v, err
}

// oddBreaks returns the offsets of U+2028 and U+2029 outside of quoted scalars.
func (s *stream) oddBreaks() []int {
	var odd []int
	for _, offset := range s.src.breaks {
		i := sort.Search(len(s.quoted), func(i int) bool { return s.quoted[i].End.Offset > offset })
		inside := i < len(s.quoted) && s.quoted[i].Start.Offset <= offset
		if offset >= s.from && offset < s.to && !inside {
			odd = append(odd, offset)
		}
	}
	return odd
}

func (s *stream) lineBreak(offset int) *fault {
	c, _ := utf8.DecodeRune(s.src.data[offset:])
	return s.fatalAt("yaml.line-break", offset, "the character U+%04X (byte %d) breaks the line for YAML but not for editors", c, offset).
		remedy("Remove it, or quote the text that holds it.")
}

// directives checks the lines that start with '%' and returns the text for the
// library. %TAG is refused anywhere, since the library takes quadratic time for
// it; %YAML 1.2, which the library does not know, is turned into a comment.
func (r *reader) directives(from, to int) ([]byte, *fault) {
	text := r.src.data[from:to]
	if !bytes.HasPrefix(text, []byte("%")) && !bytes.Contains(text, []byte("\n%")) {
		return text, nil
	}
	text = bytes.Clone(text)
	head, version := true, -1 // before a document; where its %YAML stands
	for i := 0; i < len(text); {
		end := i + bytes.IndexByte(text[i:], '\n')
		if end < i {
			end = len(text)
		}
		line := strings.TrimRight(string(text[i:min(end, i+64)]), "\r")
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case strings.HasPrefix(word, "%TAG"):
			return nil, r.fatalAt("yaml.directive", from+i, "the directive %%TAG is not supported").
				remedy("Remove it: only the tags of the core schema are read, and none is needed.")
		case head && word == "%YAML":
			number, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
			if number != "1.1" && number != "1.2" {
				return nil, r.fatalAt("yaml.directive", from+i, "YAML version %s is unknown; known versions are 1.1 and 1.2", clip(number)).
					remedy("Remove the line.")
			}
			if version >= 0 {
				return nil, r.fatalAt("yaml.directive", from+i, "a document has two %%YAML directives").remedy("Remove one.")
			}
			version, text[i] = i, '#'
		case head && strings.HasPrefix(word, "%"):
			return nil, r.fatalAt("yaml.directive", from+i, "the directive %s is unknown", clip(word)).
				remedy("Remove the line, or quote the text if it is one.")
		case line == "..." || strings.HasPrefix(line, "... "):
			head, version = true, -1
		case strings.TrimSpace(line) == "" || strings.HasPrefix(strings.TrimSpace(line), "#"):
		default:
			if version >= 0 && word != "---" {
				return nil, r.fatalAt("yaml.directive", from+version, "the line \"---\" is missing below %%YAML").
					remedy("Add it, or remove the %YAML line.")
			}
			head, version = false, -1
		}
		i = end + 1
	}
	return text, nil
}

// crowd counts what may start a node: line ends and indicators. Prose has few of
// them, so a text with far more than the limit of nodes would only fill memory
// with its tree; the exact limit is checked on the tree.
func crowd(text []byte) int {
	count := 0
	for i, c := range text {
		switch c {
		case ',', '[', '{', '\n':
			count++
		case ':', '-', '?':
			if i+1 == len(text) || text[i+1] <= ' ' {
				count++
			}
		}
	}
	return count
}

// yamlLines returns the offset of each line's first byte between from and to, as
// YAML 1.1 counts lines: it breaks at U+2028 and U+2029 too.
func (s *source) yamlLines(from, to int) []int {
	first := sort.SearchInts(s.lines, from)
	lines := s.lines[first:sort.SearchInts(s.lines, to+1)]
	if len(s.breaks) == 0 {
		return lines
	}
	lines = append([]int(nil), lines...)
	for _, b := range s.breaks {
		if b >= from && b < to {
			lines = append(lines, b+len("\u2028"))
		}
	}
	sort.Ints(lines)
	return lines
}

// at returns the offset at which the library says a node starts.
func (s *stream) at(n *yaml.Node) int { return s.find(n.Line, n.Column) }

// find returns the offset of a line and column of the library, counted from 1 in
// code points, cut to the end of the text.
func (s *stream) find(line, column int) int {
	if line < 1 || line > len(s.lines) {
		return s.to
	}
	start := s.lines[line-1]
	if s.src.ascii {
		return min(start+column-1, s.to)
	}
	if s.line != line || s.column > column {
		s.line, s.column, s.offset = line, 1, start
	}
	for s.column < column && s.offset < s.to {
		_, n := utf8.DecodeRune(s.src.data[s.offset:s.to])
		s.offset += n
		s.column++
	}
	return s.offset
}
