package benchmark

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The values of a field are string, text, int, bool, float64, []string, object and
// []object.
type (
	// An object is a mapping in the order in which it is written.
	object []field
	field  struct {
		key   string
		value any
	}
	// A text is a string of many words, written folded over lines.
	text string
)

// A record is one file: a record or a register.
type record struct {
	kind   string
	id     string
	path   string
	fields object
	body   []section // of Markdown; none in YAML
	lacks  string    // a field that somebody forgot; it is there and not written
	named  bool      // other records name it, so it is not deleted
}

type section struct{ heading, text string }

// width is where folded text is broken.
const width = 100

// get returns the value at path, or nil.
func (o object) get(path ...string) any {
	for _, f := range o {
		if f.key == path[0] {
			if len(path) == 1 {
				return f.value
			}
			return f.value.(object).get(path[1:]...)
		}
	}
	return nil
}

// with returns o with the value at path set; what is new goes to the end.
func (o object) with(value any, path ...string) object {
	i := slices.IndexFunc(o, func(f field) bool { return f.key == path[0] })
	if i < 0 {
		o = append(o, field{key: path[0], value: object(nil)})
		i = len(o) - 1
	}
	if len(path) == 1 {
		o[i].value = value
	} else {
		o[i].value = o[i].value.(object).with(value, path[1:]...)
	}
	return o
}

func (r *record) set(value any, path ...string) { r.fields = r.fields.with(value, path...) }

func (r *record) str(path ...string) string {
	s, _ := r.fields.get(path...).(string)
	return s
}

func (r *record) list(path ...string) []object {
	l, _ := r.fields.get(path...).([]object)
	return l
}

// push appends to a list of objects and drops the oldest beyond most.
func (r *record) push(most int, o object, path ...string) {
	l := append(slices.Clone(r.list(path...)), o)
	if len(l) > most {
		l = l[len(l)-most:]
	}
	r.set(l, path...)
}

// render writes the file of r.
func (r *record) render(b *bytes.Buffer) {
	if r.body != nil {
		b.WriteString("---\n")
	}
	for _, f := range r.fields {
		if f.key != r.lacks {
			writeField(b, 0, f)
		}
	}
	if r.body == nil {
		return
	}
	fmt.Fprintf(b, "---\n\n# %s\n", r.str("title"))
	for _, s := range r.body {
		fmt.Fprintf(b, "\n## %s\n\n", s.heading)
		wrap(b, 0, s.text)
	}
}

func writeField(b *bytes.Buffer, depth int, f field) {
	indent(b, depth)
	b.WriteString(f.key)
	b.WriteByte(':')
	switch v := f.value.(type) {
	case text:
		b.WriteString(" >-\n")
		wrap(b, depth+1, string(v))
	case []string:
		b.WriteString(" [")
		for i, s := range v {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(quoted(s))
		}
		b.WriteString("]\n")
	case object:
		b.WriteByte('\n')
		for _, f := range v {
			writeField(b, depth+1, f)
		}
	case []object:
		b.WriteByte('\n')
		for _, o := range v {
			writeItem(b, depth+1, o)
		}
	default:
		b.WriteByte(' ')
		b.WriteString(scalar(v))
		b.WriteByte('\n')
	}
}

// writeItem writes one element of a sequence of mappings.
func writeItem(b *bytes.Buffer, depth int, o object) {
	start := b.Len()
	for _, f := range o {
		writeField(b, depth+1, f)
	}
	copy(b.Bytes()[start+2*depth:], "- ")
}

func indent(b *bytes.Buffer, depth int) {
	for range depth {
		b.WriteString("  ")
	}
}

// wrap writes words on lines of at most width bytes.
func wrap(b *bytes.Buffer, depth int, s string) {
	column := 0
	for word := range strings.FieldsSeq(s) {
		switch {
		case column == 0:
			indent(b, depth)
			column = 2 * depth
		case column+1+len(word) > width:
			b.WriteByte('\n')
			indent(b, depth)
			column = 2 * depth
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	b.WriteByte('\n')
}

func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return quoted(v)
	case int:
		return strconv.Itoa(v)
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	panic(fmt.Sprintf("no YAML for %T", v)) // a mistake in this package
}

// quoted returns s as a YAML scalar. Dates, times and versions stand bare, as people
// write them; ids of Annex A and what YAML would take for something else are quoted.
func quoted(s string) string {
	if strings.ContainsAny(s, "'\"{}[],&*!|>%@`#") || strings.Contains(s, ": ") || strings.HasPrefix(s, "A.") ||
		s == "yes" || s == "no" || s == "" {
		return strconv.Quote(s)
	}
	return s
}
