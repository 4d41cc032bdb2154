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

// NewInput returns r as rules see it.
func NewInput(r *isms.Record) Input {
	pairs := make([][2]*ast.Term, 0, len(r.Value.Fields)+3)
	for i := range r.Value.Fields {
		f := &r.Value.Fields[i]
		switch f.Key {
		case "kind", "id", "parent":
			continue
		}
		pairs = append(pairs, [2]*ast.Term{ast.StringTerm(f.Key), ast.NewTerm(convert(&f.Value))})
	}
	inject := func(key string, v *ast.Term) { pairs = append(pairs, [2]*ast.Term{ast.StringTerm(key), v}) }
	inject("kind", ast.StringTerm(r.Kind))
	inject("id", ast.StringTerm(r.ID))
	if r.Parent != nil {
		inject("parent", ast.ObjectTerm(
			[2]*ast.Term{ast.StringTerm("kind"), ast.StringTerm(r.Parent.Kind)},
			[2]*ast.Term{ast.StringTerm("id"), ast.StringTerm(r.Parent.ID)}))
	}
	return Input{ast.NewObject(pairs...)}
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

// convert keeps numbers as their source text, so that no digit is lost.
func convert(v *isms.Value) ast.Value {
	switch v.Type {
	case isms.Bool:
		return ast.Boolean(v.Text == "true")
	case isms.Number:
		return ast.Number(json.Number(v.Text))
	case isms.String:
		return ast.String(v.Text)
	case isms.List:
		terms := make([]*ast.Term, len(v.Items))
		for i := range v.Items {
			terms[i] = ast.NewTerm(convert(&v.Items[i]))
		}
		return ast.NewArray(terms...)
	case isms.Map:
		pairs := make([][2]*ast.Term, len(v.Fields))
		for i := range v.Fields {
			pairs[i] = [2]*ast.Term{ast.StringTerm(v.Fields[i].Key), ast.NewTerm(convert(&v.Fields[i].Value))}
		}
		return ast.NewObject(pairs...)
	}
	return ast.NullValue
}
