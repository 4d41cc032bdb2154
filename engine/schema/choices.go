package schema

import (
	"slices"
	"strconv"

	"ismsproof/engine/isms"
)

// A Choice is a text of a record that its schema allows certain words for.
type Choice struct {
	Path   isms.Path // inside the record
	Values []string  // the words, as the schema lists them
}

// Choices returns the texts of the record that the schema allows certain words for, in
// the order of the file. What lies inside records of their own is theirs.
func (s *Set) Choices(r *isms.Record) []Choice {
	k, ok := s.byName[r.Kind]
	if !ok || r.Value == nil {
		return nil
	}
	var out []Choice
	var follow func(nodes []*node, v *isms.Value, path isms.Path)
	follow = func(nodes []*node, v *isms.Value, path isms.Path) {
		if inner := (visit{nodes: nodes}).records(); inner != nil && !s.bare(inner.records, k) {
			return
		}
		switch v.Type {
		case isms.String:
			if words := allowedTexts(nodes); len(words) > 0 {
				out = append(out, Choice{slices.Clone(path), words})
			}
		case isms.Map:
			for i := range v.Fields {
				var below []*node
				for _, n := range nodes {
					below = n.field(below, v.Fields[i].Key, 0)
				}
				follow(below, &v.Fields[i].Value, append(path[:len(path):len(path)], v.Fields[i].Key))
			}
		case isms.List:
			for i := range v.Items {
				var below []*node
				for _, n := range nodes {
					below = n.element(below, i, 0)
				}
				follow(below, &v.Items[i], append(path[:len(path):len(path)], strconv.Itoa(i)))
			}
		}
	}
	follow([]*node{k.node()}, r.Value, nil)
	return out
}

// allowedTexts are the texts of the first schema that lists any.
func allowedTexts(nodes []*node) []string {
	for _, n := range nodes {
		for _, m := range n.flat {
			var out []string
			for _, v := range m.enum {
				if text, ok := v.(string); ok {
					out = append(out, text)
				}
			}
			if len(out) > 0 {
				return out
			}
		}
	}
	return nil
}
