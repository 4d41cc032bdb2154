package document

import (
	"bytes"
	"strings"
)

// The body of a Markdown file is read line by line, after CommonMark where it
// matters for evidence: ATX and setext headings, fenced code, HTML comments. A
// fence counts at any indentation, since lists indent them; headings inside
// lists and quotes structure no document and do not count.

// outline finds headings and blocks of prose, and blanks comments and code.
func (b *body) outline() {
	o := &outline{body: b, paragraph: -1}
	b.prose = b.clean
	var code [][2]int
	for start := 0; start < len(b.clean); {
		end := start + bytes.IndexByte(b.clean[start:], '\n') + 1
		if end == start {
			end = len(b.clean)
		}
		if o.line(start, end) {
			code = append(code, [2]int{start, end})
		}
		start = end
	}
	o.close(len(b.clean))
	b.prose = bytes.Clone(b.clean)
	for _, c := range code {
		blank(b.prose[c[0]:c[1]])
	}
}

// An outline is the state between two lines.
type outline struct {
	*body
	comment   bool   // inside an HTML comment
	fence     string // what closes the code that is open
	container bool   // inside a list or quote, until a blank line
	paragraph int    // where a paragraph started that an underline makes a heading, or -1
	block     int    // where the block of prose started
}

// line reads the line from start up to end, its line break included, and reports
// whether it is code.
func (o *outline) line(start, end int) bool {
	text := o.clean[start:end]
	if o.fence != "" {
		if t := strings.TrimSpace(string(head(text))); strings.HasPrefix(t, o.fence) && strings.Trim(t, o.fence[:1]) == "" {
			o.fence = ""
		}
		o.block = end
		return true
	}
	o.uncomment(text)
	trimmed := bytes.TrimSpace(text)
	indent := len(text) - len(bytes.TrimLeft(text, " \t"))
	if fence := opening(trimmed); fence != "" {
		o.close(start)
		o.fence, o.block, o.paragraph = fence, end, -1
		return true
	}
	level, title := atx(trimmed)
	switch {
	case len(trimmed) == 0:
		o.close(start)
		o.block, o.paragraph, o.container = end, -1, false
	case indent <= 3 && level > 0:
		o.close(start)
		o.heading(level, title, start, start, end)
		o.block, o.paragraph, o.container = start, -1, false
		o.close(end)
		o.block = end
	case indent <= 3 && o.paragraph >= 0 && underline(trimmed) > 0:
		title := strings.Join(strings.Fields(string(o.clean[o.paragraph:start])), " ")
		o.heading(underline(trimmed), title, o.paragraph, o.paragraph, end)
		o.close(start)
		o.block, o.paragraph = end, -1
	case thematic(trimmed):
		o.close(start)
		o.block, o.paragraph, o.container = end, -1, false
	case marker(trimmed):
		o.close(start)
		o.block, o.paragraph, o.container = start, -1, true
	case o.paragraph < 0 && !o.container && indent <= 3:
		o.paragraph = start
	}
	return false
}

// head returns the start of a line, enough to see a fence.
func head(line []byte) []byte { return line[:min(len(line), 1024)] }

// close ends the block of prose before offset.
func (o *outline) close(offset int) {
	if o.block < offset {
		o.blocks = append(o.blocks, [2]int{o.block, offset})
	}
	o.block = offset
}

// heading notes a heading whose first line starts at line, and whose section
// starts at below.
func (o *outline) heading(level int, title string, start, line, below int) {
	first := bytes.IndexFunc(o.clean[line:], func(c rune) bool { return c != ' ' && c != '\t' }) + line
	end := line + bytes.IndexByte(o.clean[line:], '\n')
	if end < line {
		end = len(o.clean)
	}
	if end > first && o.clean[end-1] == '\r' {
		end--
	}
	at := o.src.span(o.from+first, o.from+end)
	if len(title) > o.limits.Key { // a paragraph, rather, with a line below it
		title = strings.ToValidUTF8(title[:o.limits.Key], "") + "…"
	}
	o.headings = append(o.headings, heading{level: level, text: plain(title), at: at, start: start, body: below})
}

// uncomment blanks the parts of a line that lie in HTML comments. A comment that
// starts inside a code span is none.
func (o *outline) uncomment(text []byte) {
	for i := 0; i < len(text); {
		if o.comment {
			end := bytes.Index(text[i:], []byte("-->"))
			if end < 0 {
				blank(text[i:])
				return
			}
			o.comment = false
			blank(text[i : i+end+3])
			i += end + 3
			continue
		}
		next := bytes.IndexAny(text[i:], "`<")
		if next < 0 {
			return
		}
		i += next
		switch {
		case text[i] == '`':
			i = skipCode(text, i)
		case bytes.HasPrefix(text[i:], []byte("<!--")):
			o.comment = true
			blank(text[i : i+4])
			i += 4
		default:
			i++
		}
	}
}

// skipCode returns the offset behind the code span that starts at i, or behind
// its backticks where none closes it. Only short lines are looked through twice.
func skipCode(text []byte, i int) int {
	n := ticks(text[i:])
	for j := i + n; j < min(len(text), i+4096); {
		if text[j] != '`' {
			j++
			continue
		}
		m := ticks(text[j:])
		if j += m; m == n {
			return j
		}
	}
	return i + n
}

func ticks(text []byte) int { return len(text) - len(bytes.TrimLeft(text, "`")) }

// blank overwrites text with spaces; line breaks stay.
func blank(text []byte) {
	for i, c := range text {
		if c != '\n' && c != '\r' {
			text[i] = ' '
		}
	}
}

// opening returns the fence that a line opens, or "".
func opening(line []byte) string {
	if len(line) < 3 || line[0] != '`' && line[0] != '~' {
		return ""
	}
	n := len(line) - len(bytes.TrimLeft(line, string(line[:1])))
	if n < 3 || line[0] == '`' && bytes.IndexByte(line[n:], '`') >= 0 {
		return ""
	}
	return string(line[:n])
}

// atx returns level and title of a heading that starts with "#".
func atx(line []byte) (int, string) {
	level := len(line) - len(bytes.TrimLeft(line, "#"))
	if level < 1 || level > 6 || len(line) > level && line[level] != ' ' && line[level] != '\t' {
		return 0, ""
	}
	title := strings.TrimSpace(string(line[level:]))
	if open := strings.TrimRight(title, "#"); open == "" || strings.HasSuffix(open, " ") || strings.HasSuffix(open, "\t") {
		title = strings.TrimSpace(open)
	}
	return level, title
}

// underline returns the level of a heading that the line underlines, or 0.
func underline(line []byte) int {
	switch {
	case len(bytes.Trim(line, "=")) == 0:
		return 1
	case len(bytes.Trim(line, "-")) == 0:
		return 2
	}
	return 0
}

// thematic reports whether a line only divides: "---", "* * *".
func thematic(line []byte) bool {
	c := line[0]
	if c != '-' && c != '*' && c != '_' {
		return false
	}
	n := 0
	for _, d := range line {
		switch d {
		case c:
			n++
		case ' ', '\t':
		default:
			return false
		}
	}
	return n >= 3
}

// marker reports whether a line starts a list item, quote, table row or HTML.
func marker(line []byte) bool {
	switch c := line[0]; {
	case c == '>' || c == '|' || c == '<':
		return true
	case c == '-' || c == '*' || c == '+':
		return len(line) == 1 || line[1] == ' ' || line[1] == '\t'
	}
	n := len(line) - len(bytes.TrimLeft(line, decimal))
	return n > 0 && n <= 9 && n < len(line) && (line[n] == '.' || line[n] == ')') &&
		(n+1 == len(line) || line[n+1] == ' ' || line[n+1] == '\t')
}

// plain returns a title without its markup: "**Scope** of [us](x.md)" is "Scope of us".
func plain(title string) string {
	var b strings.Builder
	for i := 0; i < len(title); i++ {
		switch c := title[i]; {
		case c == '\\' && i+1 < len(title) && strings.IndexByte("\\`*_[]#<>!&", title[i+1]) >= 0:
			i++
			b.WriteByte(title[i])
		case c == '*' || c == '`' || c == '[':
		case c == '_' && (i == 0 || i+1 == len(title) || title[i-1] == ' ' || title[i+1] == ' '):
		case c == ']':
			if strings.HasPrefix(title[i+1:], "(") {
				if n := strings.IndexByte(title[i+1:], ')'); n >= 0 {
					i += 1 + n
				}
			}
		default:
			b.WriteByte(c)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
