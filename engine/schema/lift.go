package schema

import (
	"slices"
	"strings"
	"unicode"

	"ismsproof/engine/isms"
)

// Lift gives a Markdown artifact the fields that its author wrote as sections: a
// section of body.sections whose heading stands for a text field of the kind, and
// that the front matter lacks, becomes that field with the section's own place.
//
// headings maps headings, in any language and case, to fields (dotted for nested
// ones, "intent.why"). A heading that it does not name stands for the field of the
// same words: "Exceptions process" for exceptions_process. Artifacts of unknown
// kinds and of other formats stay as they are.
func (s *Set) Lift(a *isms.Artifact, headings map[string]string) {
	k, ok := s.byName[a.Kind]
	if !ok || k.Inner || !isMarkdown(a.Path) {
		return
	}
	body := a.Root.Get("body")
	if body == nil {
		return
	}
	sections := body.Get("sections")
	if sections == nil || sections.Type != isms.Map {
		return
	}
	named := make(map[string]string, len(headings))
	for heading, field := range headings {
		named[headingField(heading)] = field
	}
	found := slices.Clone(sections.Fields) // the root may move while fields are added
	for _, section := range found {
		name := headingField(section.Key)
		field, ok := named[name]
		if !ok {
			field = name
		}
		if section.Value.Type == isms.String && strings.TrimSpace(section.Value.Text) != "" {
			lift(&a.Root, k.node(), strings.Split(field, "."), section)
		}
	}
}

// headingField writes a heading as a field is written: lower case, words joined by
// "_", without numbering ("2.1 Scope") and punctuation.
func headingField(heading string) string {
	words := strings.FieldsFunc(strings.ToLower(heading), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r)
	})
	for len(words) > 1 && strings.IndexFunc(words[0], func(r rune) bool { return !unicode.IsDigit(r) }) < 0 {
		words = words[1:]
	}
	return strings.Join(words, "_")
}

// lift adds the section under the path unless something stands there already or the
// schema wants no text there.
func lift(v *isms.Value, n *node, path []string, section isms.Field) {
	if v.Type != isms.Map {
		return
	}
	below := slices.DeleteFunc(n.field(nil, path[0], 0), func(m *node) bool { return m.always != 0 })
	if len(below) == 0 {
		return
	}
	if len(path) == 1 {
		if v.Field(path[0]) == nil && takes(below, isms.String) {
			v.Fields = append(slices.Clip(v.Fields), isms.Field{Key: path[0], KeyRange: section.KeyRange, Value: section.Value})
		}
		return
	}
	if !takes(below, isms.Map) {
		return
	}
	v.Fields = slices.Clone(v.Fields) // an alias may share them
	inner := v.Field(path[0])
	if inner == nil {
		made := isms.Field{Key: path[0], KeyRange: section.KeyRange, Value: isms.Value{Type: isms.Map, Range: section.Value.Range}}
		lift(&made.Value, below[0], path[1:], section)
		if len(made.Value.Fields) > 0 {
			v.Fields = append(v.Fields, made)
		}
		return
	}
	lift(&inner.Value, below[0], path[1:], section)
}

// takes reports whether one of the schemas names the type.
func takes(nodes []*node, t isms.Type) bool {
	for _, n := range nodes {
		for _, m := range n.flat {
			if m.types&(1<<t) != 0 {
				return true
			}
		}
	}
	return false
}
