package document

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode"

	"ismsproof/engine/isms"
)

// markdown reads the front matter of a Markdown file and what its body holds.
func (r *reader) markdown() ([]isms.Value, *fault) {
	front, end, body, err := r.frontMatter()
	if err != nil || front < 0 {
		return nil, err
	}
	documents, err := r.yaml(front, end)
	if err != nil {
		return nil, err
	}
	at := r.src.at(front)
	v := isms.Value{Type: isms.Map, Range: isms.Range{Start: at, End: at}}
	if len(documents) > 0 && documents[0].Type != isms.Null {
		v = documents[0]
	}
	if v.Type != isms.Map {
		return nil, r.fatal("artifact.scalar", v.Range, "the front matter is %s where fields are due", v.Type).
			remedy("Write fields, each as \"name: value\", between the lines \"---\".")
	}
	if f := v.Field("body"); f != nil {
		return nil, r.fatal("yaml.duplicate-key", f.KeyRange, "the front matter has a key \"body\", which names the text below it").
			remedy("Rename the key.")
	}
	text, err := r.body(end, body)
	if err != nil {
		return nil, err
	}
	// A new list: an anchor may share the old one.
	v.Fields = append(append(make([]isms.Field, 0, len(v.Fields)+1), v.Fields...), text)
	return []isms.Value{v}, nil
}

// frontMatter returns the offsets at which the front matter starts and ends and
// the body starts; front is -1 where the first line is not "---".
func (r *reader) frontMatter() (front, end, body int, err *fault) {
	s := r.src
	line := func(i int) string {
		return strings.TrimRight(string(s.data[s.lines[i]:min(s.lineEnd(i), s.lines[i]+8)]), " \t")
	}
	if line(0) != "---" {
		return -1, -1, -1, nil
	}
	for i := 1; i < len(s.lines); i++ {
		if c := line(i); c != "---" && c != "..." {
			continue
		}
		body = len(s.data)
		if i+1 < len(s.lines) {
			body = s.lines[i+1]
		}
		return s.lines[1], s.lines[i], body, nil
	}
	return -1, -1, -1, r.fatalAt("yaml.syntax", s.start, "the front matter that starts here is not closed by a line \"---\"").
		remedy("Add the line \"---\" below the front matter.")
}

// A heading is a heading of a Markdown body.
type heading struct {
	level int
	text  string
	at    isms.Range // of its line
	start int        // offset of its first byte
	body  int        // offset of the line below it
}

// A mention is a link or placeholder in a Markdown body.
type mention struct {
	text string
	at   isms.Range
}

// A body is the text below the front matter.
type body struct {
	*reader
	from     int
	clean    []byte // the bytes from from on; comments are blank
	prose    []byte // the same; code is blank too
	headings []heading
	blocks   [][2]int // offsets in prose of paragraphs, list items and the like
	links    []mention
	holes    []mention // placeholders
	targets  map[string]mention
}

// body returns the field "body" of a Markdown document.
func (r *reader) body(front, from int) (isms.Field, *fault) {
	b := &body{reader: r, from: from, clean: bytes.Clone(r.src.data[from:])}
	b.outline()
	b.inlines()
	key := r.src.span(front, r.src.lineEnd(r.src.at(front).Line-1))
	if from < len(r.src.data) {
		first := r.src.at(from).Line - 1
		for first+1 < len(r.src.lines) && r.src.lineEnd(first) == r.src.lines[first] {
			first++ // the first line with text, where there is one
		}
		key = r.src.span(r.src.lines[first], r.src.lineEnd(first))
	}
	all := r.src.span(from, len(r.src.data))
	if n := r.nodes + 5*(len(b.headings)+len(b.links)+len(b.holes)); n > r.limits.Nodes {
		return isms.Field{}, r.fatal("yaml.nodes", key, "the document has %d headings, links and placeholders, too many for the limit of %d keys and values",
			len(b.headings)+len(b.links)+len(b.holes), r.limits.Nodes).remedy("Split the file.")
	}
	if c, found := deceptive(strings.ReplaceAll(string(r.src.data[from:]), "\r\n", "\n")); found {
		i := from + bytes.IndexRune(r.src.data[from:], c)
		r.warn("text.control", r.src.span(i, i+len(string(c))), "Remove the character, or write its name instead.",
			"the text holds %s, which changes how the text around it is shown", runeName(c))
	}
	sum := sha256.Sum256(r.src.data[from:])
	v := isms.Value{Type: isms.Map, Range: all, Fields: []isms.Field{
		{Key: "sha256", KeyRange: key, Value: isms.Value{Type: isms.String, Text: hex.EncodeToString(sum[:]), Range: all}},
		{Key: "words", KeyRange: key, Value: isms.Value{Type: isms.Number, Text: strconv.Itoa(words(b.clean)), Range: all}},
		{Key: "headings", KeyRange: key, Value: b.headingList(all)},
		{Key: "sections", KeyRange: key, Value: b.sections(all)},
		{Key: "links", KeyRange: key, Value: b.linkList(all)},
		{Key: "placeholders", KeyRange: key, Value: b.holeList(all)},
	}}
	return isms.Field{Key: "body", KeyRange: key, Value: v}, nil
}

func (b *body) headingList(at isms.Range) isms.Value {
	list := isms.Value{Type: isms.List, Range: at}
	for _, h := range b.headings {
		list.Items = append(list.Items, isms.Value{Type: isms.Map, Range: h.at, Fields: []isms.Field{
			{Key: "level", KeyRange: h.at, Value: isms.Value{Type: isms.Number, Text: strconv.Itoa(h.level), Range: h.at}},
			{Key: "text", KeyRange: h.at, Value: isms.Value{Type: isms.String, Text: h.text, Range: h.at}},
		}})
	}
	return list
}

func (b *body) linkList(at isms.Range) isms.Value {
	list := isms.Value{Type: isms.List, Range: at}
	for _, m := range b.links {
		list.Items = append(list.Items, isms.Value{Type: isms.String, Text: m.text, Range: m.at})
	}
	return list
}

func (b *body) holeList(at isms.Range) isms.Value {
	list := isms.Value{Type: isms.List, Range: at}
	for _, m := range b.holes {
		list.Items = append(list.Items, isms.Value{Type: isms.Map, Range: m.at, Fields: []isms.Field{
			{Key: "text", KeyRange: m.at, Value: isms.Value{Type: isms.String, Text: m.text, Range: m.at}},
			{Key: "line", KeyRange: m.at, Value: isms.Value{Type: isms.Number, Text: strconv.Itoa(m.at.Start.Line), Range: m.at}},
		}})
	}
	return list
}

// sections returns the text below each heading, up to the next heading of the
// same or a higher level. A title used before gets " (2)", " (3)" and so on.
func (b *body) sections(at isms.Range) isms.Value {
	v := isms.Value{Type: isms.Map, Range: at}
	ends := make([]int, len(b.headings))
	var next [7]int // by level: where the latest heading of this or a higher level starts
	for level := range next {
		next[level] = len(b.clean)
	}
	for i := len(b.headings) - 1; i >= 0; i-- {
		h := b.headings[i]
		ends[i] = next[h.level]
		for level := h.level; level < len(next); level++ {
			next[level] = h.start
		}
	}
	taken, count := map[string]bool{}, map[string]int{}
	for i, h := range b.headings {
		if h.text == "" {
			continue
		}
		title := h.text
		for taken[title] {
			if count[h.text] == 0 {
				count[h.text] = 1
			}
			count[h.text]++
			title = h.text + " (" + strconv.Itoa(count[h.text]) + ")"
		}
		taken[title] = true
		start, end := h.body, max(h.body, ends[i])
		text := strings.TrimSpace(strings.ReplaceAll(string(b.clean[start:end]), "\r\n", "\n"))
		v.Fields = append(v.Fields, isms.Field{Key: title, KeyRange: h.at, Value: isms.Value{
			Type: isms.String, Text: text, Range: isms.Range{Start: h.at.End, End: b.src.at(b.from + end)},
		}})
	}
	return v
}

// words counts what stands between blanks and holds a letter or digit.
func words(text []byte) int {
	n, inside := 0, false
	for _, c := range string(text) {
		switch {
		case unicode.IsSpace(c):
			inside = false
		case !inside && (unicode.IsLetter(c) || unicode.IsDigit(c)):
			inside = true
			n++
		}
	}
	return n
}
