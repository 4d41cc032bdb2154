package document

import (
	"bytes"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// The library says where a node starts, its anchor and tag included, and not
// where it ends. These functions read the source again for both. Each takes
// time linear in what it skips.

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// isName reports whether the library takes c for part of an anchor's name.
func isName(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_' || c == '-'
}

// skipSpace returns the offset of the next byte that is neither blank nor part
// of a comment.
func (s *stream) skipSpace(i int) int {
	for i < s.to {
		switch c := s.src.data[i]; {
		case isBlank(c):
			i++
		case c == '#':
			if n := bytes.IndexByte(s.src.data[i:s.to], '\n'); n >= 0 {
				i += n
			} else {
				i = s.to
			}
		default:
			return i
		}
	}
	return i
}

// properties returns the offsets behind the anchor and tag at i, and of what
// follows them. bang says that a tag is the non-specific "!".
func (s *stream) properties(i int) (end, content int, bang bool) {
	end, content = i, i
	for content < s.to && (s.src.data[content] == '&' || s.src.data[content] == '!') {
		start := content
		for end = start + 1; end < s.to; end++ {
			c := s.src.data[end]
			if isBlank(c) || s.src.data[start] == '&' && !isName(c) {
				break
			}
		}
		if end == start+1 && s.src.data[start] == '!' {
			bang = true
		}
		content = s.skipSpace(end)
	}
	return end, content, bang
}

// scalarEnd returns the offset behind the scalar that starts at i.
func (s *stream) scalarEnd(i int, n *yaml.Node) int {
	if i >= s.to {
		return i
	}
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return s.quoteEnd(i, '"')
	case n.Style&yaml.SingleQuotedStyle != 0:
		return s.quoteEnd(i, '\'')
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		header := bytes.IndexByte(s.src.data[i:s.to], '\n')
		if header < 0 {
			return s.trimRight(i, s.to)
		}
		if end := s.match(i+header+1, n.Value); end > i+header+1 {
			return end
		}
		return s.trimRight(i, i+header)
	}
	return s.match(i, n.Value)
}

func (s *stream) trimRight(from, to int) int {
	for to > from && isBlank(s.src.data[to-1]) {
		to--
	}
	return to
}

func (s *stream) quoteEnd(i int, quote byte) int {
	for i++; i < s.to; i++ {
		switch c := s.src.data[i]; {
		case c == '\\' && quote == '"':
			i++
		case c == quote:
			if quote == '"' || i+1 >= s.to || s.src.data[i+1] != quote {
				return i + 1
			}
			i++
		}
	}
	return s.to
}

// match returns the offset behind the source of a plain or block scalar: neither
// has escapes, so that its letters stand in the source in order, and only blanks
// may differ.
func (s *stream) match(i int, value string) int {
	end := i
	for value != "" {
		if isBlank(value[0]) {
			value = value[1:]
			continue
		}
		for i < s.to && isBlank(s.src.data[i]) {
			i++
		}
		if i >= s.to || s.src.data[i] != value[0] {
			break
		}
		i++
		value = value[1:]
		end = i
	}
	for end < s.to && !utf8.RuneStart(s.src.data[end]) { // after a mismatch inside a character
		end++
	}
	return end
}

// aliasEnd returns the offset behind the alias at i.
func (s *stream) aliasEnd(i int, name string) int { return min(i+len("*")+len(name), s.to) }

// flowEnd returns the offset behind the bracket that closes a flow collection
// whose last item ends at i, or i where there is none: "[a: b]" holds a mapping
// without braces of its own.
func (s *stream) flowEnd(i int, closing byte) int {
	for j := i; ; j++ {
		if j = s.skipSpace(j); j >= s.to {
			return i
		}
		switch c := s.src.data[j]; c {
		case closing:
			return j + 1
		case ',', ':', '?':
		default:
			return i
		}
	}
}
