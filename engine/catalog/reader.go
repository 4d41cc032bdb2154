package catalog

import (
	"fmt"
	"slices"

	"ismsproof/engine/isms"
)

// A reader takes fields out of one file of the catalogue and keeps the first
// thing that is wrong, so that the loading code reads as a list of fields.
type reader struct {
	file       string
	root       *isms.Value // the file
	value      *isms.Value // what fields are read from now
	name       string      // of value, for messages
	attributes *isms.Value // allowed values by attribute
	err        error
}

// at makes v the value that fields are read from.
func (r *reader) at(v *isms.Value, name string) {
	if r.root == nil {
		r.root = v
	}
	r.value, r.name = v, name
	if v.Type != isms.Map {
		r.fail("not a mapping")
	}
}

func (r *reader) fail(format string, args ...any) {
	if r.err != nil {
		return
	}
	r.err = fmt.Errorf(format, args...)
	if r.name != "" {
		r.err = fmt.Errorf("%s: %w", r.name, r.err)
	}
}

func (r *reader) text(key string) string {
	s := r.optional(key)
	if s == "" {
		r.fail("no %q", key)
	}
	return s
}

func (r *reader) optional(key string) string {
	v := r.value.Get(key)
	if v == nil {
		return ""
	}
	if v.Type != isms.String {
		r.fail("%q is %s, not text", key, v.Type)
	}
	return v.Text
}

func (r *reader) oneOf(key string, known ...string) string {
	s := r.text(key)
	if !slices.Contains(known, s) {
		r.fail("%q is %q, not one of %q", key, s, known)
	}
	return s
}

func (r *reader) truth(key string) bool {
	v := r.value.Get(key)
	if v == nil || v.Type != isms.Bool {
		r.fail("%q is not true or false", key)
		return false
	}
	return v.Text == "true"
}

// list returns the mappings listed under key of the file, at least one.
func (r *reader) list(key string) []*isms.Value {
	v := r.root.Get(key)
	if v == nil || v.Type != isms.List || len(v.Items) == 0 {
		r.fail("no %q", key)
		return nil
	}
	items := make([]*isms.Value, len(v.Items))
	for i := range v.Items {
		items[i] = &v.Items[i]
	}
	return items
}

func (r *reader) texts(key string) []string {
	v := r.value.Get(key)
	if v == nil {
		return nil
	}
	return r.strings(key, v)
}

func (r *reader) strings(key string, v *isms.Value) []string {
	if v.Type != isms.List {
		r.fail("%q is %s, not a list", key, v.Type)
		return nil
	}
	texts := make([]string, len(v.Items))
	for i := range v.Items {
		if v.Items[i].Type != isms.String || v.Items[i].Text == "" {
			r.fail("%q holds %s, not text", key, v.Items[i].Type)
		}
		texts[i] = v.Items[i].Text
	}
	return texts
}

// attribute reads a list that holds values of attribute_values alone.
func (r *reader) attribute(key string) []string {
	values := r.texts(key)
	known := r.strings(key, orEmpty(r.attributes.Get(key)))
	for _, s := range values {
		if !slices.Contains(known, s) {
			r.fail("%q is %q, not one of %q", key, s, known)
		}
	}
	if len(values) == 0 {
		r.fail("no %q", key)
	}
	return values
}

func orEmpty(v *isms.Value) *isms.Value {
	if v == nil {
		return &isms.Value{Type: isms.List}
	}
	return v
}
