package document

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

// longestTarget is how many bytes the target of a link may have.
const longestTarget = 2048

// inlines finds links and placeholders in the prose, in source order. Images are
// links too: a picture that is gone is missing evidence.
func (b *body) inlines() {
	b.targets = map[string]mention{}
	for _, block := range b.blocks {
		b.uncode(b.prose[block[0]:block[1]])
		b.define(block[0], block[1])
	}
	for _, block := range b.blocks {
		b.linksOf(block[0], block[1])
		b.holesOf(block[0], block[1])
	}
	order := func(x, y mention) int { return cmp.Compare(x.at.Start.Offset, y.at.Start.Offset) }
	slices.SortStableFunc(b.links, order)
	slices.SortStableFunc(b.holes, order)
}

// uncode blanks the code spans of a block.
func (b *body) uncode(text []byte) {
	var runs [][2]int
	for i := 0; i < len(text); {
		if text[i] != '`' {
			i++
			continue
		}
		n := ticks(text[i:])
		runs = append(runs, [2]int{i, i + n})
		i += n
	}
	closes := make([]int, len(runs)) // the next run of the same length
	latest := map[int]int{}
	for i := len(runs) - 1; i >= 0; i-- {
		n := runs[i][1] - runs[i][0]
		closes[i] = -1
		if j, ok := latest[n]; ok {
			closes[i] = j
		}
		latest[n] = i
	}
	for i := 0; i < len(runs); i++ {
		if j := closes[i]; j >= 0 {
			blank(text[runs[i][0]:runs[j][1]])
			i = j
		}
	}
}

// definition is a link reference definition: [label]: target "title".
var definition = regexp.MustCompile(`(?m)^ {0,3}\[([^\]\[\n]+)\]:[ \t]*(?:<([^>\n]*)>|([^\s<]\S*))[^\n]*$`)

// define notes the definitions of a block and blanks them.
func (b *body) define(from, to int) {
	text := b.prose[from:to]
	if !bytes.Contains(text, []byte("]:")) {
		return
	}
	for _, m := range definition.FindAllSubmatchIndex(text, -1) {
		name := label(string(text[m[2]:m[3]]))
		if strings.HasPrefix(name, "^") {
			continue // a footnote
		}
		start, end := m[4], m[5]
		if start < 0 {
			start, end = m[6], m[7]
		}
		if _, taken := b.targets[name]; !taken {
			b.targets[name] = mention{text: string(text[start:end])}
		}
		blank(text[m[0]:m[1]])
	}
}

// label folds the label of a reference as CommonMark compares them.
func label(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }

func (b *body) span(start, end int) isms.Range { return b.src.span(b.from+start, b.from+end) }

// linksOf finds the links of a block: inline, by reference, and in "<>".
func (b *body) linksOf(from, to int) {
	var open []int
	for i := from; i < to; i++ {
		switch b.prose[i] {
		case '\\':
			i++
		case '[':
			open = append(open, i)
		case '<':
			if m := autolink.FindIndex(b.prose[i:min(to, i+longestTarget)]); m != nil {
				b.links = append(b.links, mention{string(b.prose[i+1 : i+m[1]-1]), b.span(i+1, i+m[1]-1)})
				i += m[1] - 1
			}
		case ']':
			if len(open) == 0 {
				continue
			}
			start := open[len(open)-1]
			open = open[:len(open)-1]
			i = b.link(start, i, to)
		}
	}
}

var autolink = regexp.MustCompile(`^<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>`)

// link reads what follows the text in brackets from start up to end, and returns
// the offset of the last byte that belongs to the link.
func (b *body) link(start, end, to int) int {
	rest := b.prose[end+1 : min(to, end+1+longestTarget)]
	if len(rest) > 0 && rest[0] == '(' {
		if first, last, n := target(rest); n > 0 {
			if first < last {
				b.links = append(b.links, mention{string(rest[first:last]), b.span(end+1+first, end+1+last)})
			}
			return end + n
		}
	}
	last, name := end, b.prose[start+1:end]
	if len(rest) > 1 && rest[0] == '[' {
		if n := bytes.IndexByte(rest, ']'); n > 0 {
			if n > 1 {
				name = rest[1:n]
			}
			last = end + 1 + n
		}
	}
	if len(name) > 200 {
		return end
	}
	if t, ok := b.targets[label(string(name))]; ok {
		b.links = append(b.links, mention{t.text, b.span(start, last+1)})
		blank(b.prose[start : start+1]) // no placeholder
		return last
	}
	return end
}

// target reads "(target "title")" and returns where the target starts and ends
// in text, and how many bytes were read; 0 where it is not well formed.
func target(text []byte) (first, last, n int) {
	i := skipBlank(text, 1)
	if i < len(text) && text[i] == '<' {
		m := bytes.IndexAny(text[i:], ">\n")
		if m < 0 || text[i+m] == '\n' {
			return 0, 0, 0
		}
		first, last = i+1, i+m
		i = last + 1
	} else {
		first = i
		for depth := 0; i < len(text) && text[i] > ' '; i++ {
			if text[i] == '\\' && i+1 < len(text) && text[i+1] > ' ' {
				i++
			} else if text[i] == '(' {
				depth++
			} else if text[i] == ')' {
				if depth == 0 {
					break
				}
				depth--
			}
		}
		last = min(i, len(text))
	}
	i = skipBlank(text, i)
	if i < len(text) && (text[i] == '"' || text[i] == '\'' || text[i] == '(') {
		quote := text[i]
		if quote == '(' {
			quote = ')'
		}
		m := bytes.IndexByte(text[i+1:], quote)
		if m < 0 {
			return 0, 0, 0
		}
		i = skipBlank(text, i+1+m+1)
	}
	if i < len(text) && text[i] == ')' {
		return first, last, i + 1
	}
	return 0, 0, 0
}

func skipBlank(text []byte, i int) int {
	for i < len(text) && isBlank(text[i]) {
		i++
	}
	return i
}

// fields are words that stand alone in brackets only where a form wants a value.
const fields = "Address|Author|Company|Date|Department|Location|Name|Organisation|Organization|Owner|Placeholder|Role|Title|Version"

// What an author was meant to replace. Capitals matter for the marks, since
// "to do" and "xxx" occur in prose and names.
var placeholders = []struct {
	needs   []string // one of these occurs in any match; quick to look for
	bracket bool     // a link, where "(" or "[" follows
	pattern *regexp.Regexp
}{
	{[]string{"TODO", "TBD", "TBC", "FIXME", "XXX"}, false, regexp.MustCompile(`\b(?:TODO|TBD|TBC|FIXME|XXX+)\b`)},
	{[]string{"ipsum", "Ipsum", "IPSUM"}, false, regexp.MustCompile(`(?i)\blorem ipsum\b`)},
	{[]string{"{{"}, false, regexp.MustCompile(`\{\{[^{}\n]*\}\}`)},
	{[]string{"<"}, false, regexp.MustCompile(`(?i)<(?:insert|enter|your|add|fill|replace|describe|specify|name of|date of|company|organi[sz]ation)(?:[ _-][^<>\n=/]*)?>`)},
	{[]string{"["}, true, regexp.MustCompile(`(?i)\[(?:insert|enter|your|fill in|replace|describe|specify|name of|date of|company|organi[sz]ation)(?:[ _-][^\[\]\n]*)?\]`)},
	{[]string{"["}, true, regexp.MustCompile(`\[(?:[A-Z]+[ _])*(?:` + strings.ToUpper(fields) + `)(?:[ _][A-Z]+)*\]|\[(?:` + fields + `)\]`)},
}

// holesOf finds the placeholders of a block. Text in brackets that is a link is none.
func (b *body) holesOf(from, to int) {
	text := b.prose[from:to]
	var found [][2]int
	for _, p := range placeholders {
		if !slices.ContainsFunc(p.needs, func(s string) bool { return bytes.Contains(text, []byte(s)) }) {
			continue
		}
		for _, m := range p.pattern.FindAllIndex(text, -1) {
			if p.bracket && m[1] < len(text) && (text[m[1]] == '(' || text[m[1]] == '[') {
				continue
			}
			found = append(found, [2]int{m[0], m[1]})
		}
	}
	slices.SortFunc(found, func(x, y [2]int) int { return cmp.Or(x[0]-y[0], y[1]-x[1]) })
	end := 0
	for _, m := range found {
		if m[0] < end {
			continue // inside the one before
		}
		end = m[1]
		b.holes = append(b.holes, mention{string(text[m[0]:m[1]]), b.span(from+m[0], from+m[1])})
	}
}
