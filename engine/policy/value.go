package policy

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"ismsproof/engine/isms"
)

// An Input is a record as rules see it: its value and, injected, `kind`, `id` and,
// where it stands inside another record, `parent`. The zero Input is no record.
type Input struct{ value ast.Value }

// Same says whether rules can tell two inputs apart.
func (i Input) Same(o Input) bool { return same(i.value, o.value) }

// Changes returns the keys at the top of a record that rules see differently in i and
// o, sorted; of a record that is not there, all of the other.
func (i Input) Changes(o Input) []string {
	if i.value == o.value {
		return nil
	}
	a, _ := i.value.(ast.Object)
	b, _ := o.value.(ast.Object)
	if a == nil {
		a = ast.NewObject()
	}
	if b == nil {
		b = ast.NewObject()
	}
	var keys []string
	differs := func(key *ast.Term) {
		if name, ok := key.Value.(ast.String); ok {
			keys = append(keys, string(name))
		}
	}
	a.Foreach(func(key, v *ast.Term) {
		if w := b.Get(key); w == nil || v != w && !same(v.Value, w.Value) {
			differs(key)
		}
	})
	b.Foreach(func(key, _ *ast.Term) {
		if a.Get(key) == nil {
			differs(key)
		}
	})
	slices.Sort(keys)
	return keys
}

// NewInput returns r as rules see it. What is alike in another version of the record,
// the zero Input for none, is shared.
func NewInput(r *isms.Record, like Input) Input {
	before, _ := like.value.(ast.Object)
	m := mapping{like: before}
	for i := range r.Value.Fields {
		f := &r.Value.Fields[i]
		switch f.Key {
		case "kind", "id", "parent":
			continue
		}
		m.add(f.Key, func(old *ast.Term) *ast.Term { return convert(&f.Value, old) })
	}
	m.add("kind", text(r.Kind))
	m.add("id", text(r.ID))
	if r.Parent != nil {
		m.add("parent", func(old *ast.Term) *ast.Term {
			inner := mapping{}
			if old != nil {
				inner.like, _ = old.Value.(ast.Object)
			}
			inner.add("kind", text(r.Parent.Kind))
			inner.add("id", text(r.Parent.ID))
			return inner.term(old)
		})
	}
	return Input{m.term(like.term()).Value}
}

func (i Input) term() *ast.Term {
	if i.value == nil {
		return nil
	}
	return ast.NewTerm(i.value)
}

// mapping makes an object that shares with another what is alike.
type mapping struct {
	like  ast.Object // nil for none
	pairs [][2]*ast.Term
	new   bool // something is not as in like
}

// add adds a key; make is told what like holds under it, nil for nothing.
func (m *mapping) add(key string, make func(old *ast.Term) *ast.Term) {
	k := ast.InternedTerm(key)
	var old *ast.Term
	if m.like != nil {
		old = m.like.Get(k)
	}
	v := make(old)
	m.new = m.new || v != old
	m.pairs = append(m.pairs, [2]*ast.Term{k, v})
}

// term returns the object: old, whose value is like, where nothing differs.
func (m *mapping) term(old *ast.Term) *ast.Term {
	if old != nil && m.like != nil && !m.new && m.like.Len() == len(m.pairs) {
		return old
	}
	return ast.NewTerm(ast.NewObject(m.pairs...))
}

func text(s string) func(*ast.Term) *ast.Term {
	return func(old *ast.Term) *ast.Term { return scalar(ast.String(s), old) }
}

// scalar returns v: old where that is the same to the letter.
func scalar(v ast.Value, old *ast.Term) *ast.Term {
	if old != nil {
		switch old.Value.(type) {
		case ast.String, ast.Number, ast.Boolean, ast.Null:
			if old.Value == v {
				return old
			}
		}
	}
	return ast.NewTerm(v)
}

// JSON returns what rules see, in Go's own types: numbers as json.Number.
func (i Input) JSON() (any, error) { return ast.JSON(i.value) }

// Text returns the text under key, "" where there is none.
func (i Input) Text(key string) string {
	s, _ := i.get(key).(ast.String)
	return string(s)
}

// Texts returns the texts of the list under key.
func (i Input) Texts(key string) []string {
	list, _ := i.get(key).(*ast.Array)
	if list == nil {
		return nil
	}
	var out []string
	for j := range list.Len() {
		if s, ok := list.Elem(j).Value.(ast.String); ok {
			out = append(out, string(s))
		}
	}
	return out
}

// Part returns the mapping under key; one without anything where there is none.
func (i Input) Part(key string) Input {
	object, _ := i.get(key).(ast.Object)
	return Input{object}
}

// Holds reports whether the field under key is a text, or a list with a text, that is
// want; of "*", whether anything stands there.
func (i Input) Holds(key, want string) bool {
	v := i.get(key)
	if want != "*" {
		return v != nil && i.Text(key) == want || slices.Contains(i.Texts(key), want)
	}
	switch v := v.(type) {
	case nil, ast.Null:
		return false
	case ast.String:
		return v != ""
	case *ast.Array:
		return v.Len() > 0
	case ast.Object:
		return v.Len() > 0
	}
	return true
}

// Parts returns the mappings of the list under key.
func (i Input) Parts(key string) []Input {
	list, _ := i.get(key).(*ast.Array)
	if list == nil {
		return nil
	}
	var out []Input
	for j := range list.Len() {
		if object, ok := list.Elem(j).Value.(ast.Object); ok {
			out = append(out, Input{object})
		}
	}
	return out
}

// False says whether false stands under key.
func (i Input) False(key string) bool { return i.get(key) == ast.Boolean(false) }

func (i Input) get(key string) ast.Value {
	if i.value == nil {
		return nil
	}
	return find(i.value, []string{key})
}

// Locus names a place inside the record so that reordering does not change it: list
// indexes are replaced by the id of the element, or by its text.
func (i Input) Locus(at isms.Path) string {
	v := i.value
	parts := make([]string, len(at))
	for n, step := range at {
		parts[n] = step
		if v == nil {
			continue
		}
		_, list := v.(*ast.Array)
		v = find(v, []string{step})
		if !list {
			continue
		}
		switch x := v.(type) {
		case ast.String:
			parts[n] = string(x)
		case ast.Number:
			parts[n] = string(x)
		case ast.Object:
			if id, ok := find(x, []string{"id"}).(ast.String); ok && id != "" {
				parts[n] = string(id)
			}
		}
		if parts[n] == "" {
			parts[n] = step
		}
	}
	return strings.Join(parts, "/")
}

// convert keeps numbers as their source text, so that no digit is lost. What is as in
// old, nil for nothing, is shared.
func convert(v *isms.Value, old *ast.Term) *ast.Term {
	switch v.Type {
	case isms.Bool:
		return scalar(ast.Boolean(v.Text == "true"), old)
	case isms.Number:
		return scalar(ast.Number(json.Number(v.Text)), old)
	case isms.String:
		return scalar(ast.String(v.Text), old)
	case isms.List:
		return list(v, old)
	case isms.Map:
		m := mapping{pairs: make([][2]*ast.Term, 0, len(v.Fields))}
		if old != nil {
			m.like, _ = old.Value.(ast.Object)
		}
		for i := range v.Fields {
			f := &v.Fields[i]
			m.add(f.Key, func(old *ast.Term) *ast.Term { return convert(&f.Value, old) })
		}
		return m.term(old)
	}
	return scalar(ast.NullValue, old)
}

// list converts a list. Where it is longer or shorter than the old one, elements with an
// id are held against the one with the same id.
func list(v *isms.Value, old *ast.Term) *ast.Term {
	var like *ast.Array
	if old != nil {
		like, _ = old.Value.(*ast.Array)
	}
	var ids map[string]*ast.Term
	if like != nil && like.Len() != len(v.Items) {
		ids = map[string]*ast.Term{}
		like.Foreach(func(t *ast.Term) {
			if id, ok := find(t.Value, []string{"id"}).(ast.String); ok {
				ids[string(id)] = t
			}
		})
	}
	terms := make([]*ast.Term, len(v.Items))
	same := like != nil && like.Len() == len(terms)
	for i := range v.Items {
		var element *ast.Term
		if like != nil && i < like.Len() {
			element = like.Elem(i)
		}
		if other := ids[v.Items[i].Str("id")]; other != nil {
			element = other
		}
		terms[i] = convert(&v.Items[i], element)
		same = same && terms[i] == element
	}
	if same {
		return old
	}
	return ast.ArrayTerm(terms...)
}
