package isms

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Type is the type of a [Value]: the six of JSON.
type Type uint8

// The types of a value. The zero Type is Null.
const (
	Null Type = iota
	Bool
	Number
	String
	List
	Map
)

// String returns the word users read in messages: "text", not "string".
func (t Type) String() string {
	return [...]string{"null", "true or false", "a number", "text", "a list", "a mapping"}[t]
}

// A Position is a place in a file.
//
// Line and Column count from 1; Column counts Unicode code points, a tab is one;
// Offset counts bytes from 0, a leading byte order mark included.
// The zero Position means "no place in a file".
type Position struct {
	Line, Column, Offset int
}

// A Range is the text from Start up to, not including, End.
type Range struct {
	Start, End Position
}

// A Value is one value of a document as it was written.
//
// Scalars keep their source text: a number its digits ("5.10" stays "5.10"), a
// date its letters. Text of a String is the decoded text, without quotes and
// escapes; of a Bool it is "true" or "false"; of a Null it is empty.
type Value struct {
	Type   Type
	Text   string  // scalars only
	Items  []Value // List only, in source order
	Fields []Field // Map only, in source order, keys unique
	Range  Range   // where the value stands; an alias stands where it was used
}

// A Field is one key and its value in a Map.
type Field struct {
	Key      string
	KeyRange Range
	Value    Value
}

// Get returns the value of key in a Map, or nil.
func (v *Value) Get(key string) *Value {
	if f := v.Field(key); f != nil {
		return &f.Value
	}
	return nil
}

// Field returns the field named key of a Map, or nil.
func (v *Value) Field(key string) *Field {
	if v == nil || v.Type != Map {
		return nil
	}
	for i := range v.Fields {
		if v.Fields[i].Key == key {
			return &v.Fields[i]
		}
	}
	return nil
}

// Str returns the text of the String under key, or "" where there is none.
func (v *Value) Str(key string) string {
	if f := v.Get(key); f != nil && f.Type == String {
		return f.Text
	}
	return ""
}

// List returns the elements of a List, and nothing for any other value or nil.
func (v *Value) List() []Value {
	if v == nil || v.Type != List {
		return nil
	}
	return v.Items
}

// Plain copies a value into the types of encoding/json: numbers are json.Number and
// keep their text.
func (v *Value) Plain() any {
	switch v.Type {
	case Bool:
		return v.Text == "true"
	case Number:
		return json.Number(v.Text)
	case String:
		return v.Text
	case List:
		list := make([]any, len(v.Items))
		for i := range v.Items {
			list[i] = v.Items[i].Plain()
		}
		return list
	case Map:
		object := make(map[string]any, len(v.Fields))
		for i := range v.Fields {
			object[v.Fields[i].Key] = v.Fields[i].Value.Plain()
		}
		return object
	}
	return nil
}

// A Path leads from a value to one inside it: keys of maps and indexes of lists
// in decimal digits.
type Path []string

// Pointer returns the path as a JSON pointer (RFC 6901): "" for the value itself.
func (p Path) Pointer() string {
	var b strings.Builder
	for _, s := range p {
		b.WriteByte('/')
		b.WriteString(pointerEscaper.Replace(s))
	}
	return b.String()
}

var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1")

// Locate follows path as far as it leads and returns where a reader should look:
// the key of the last field reached, the first line of the last list element
// reached, or the first key of the value itself. A path that leads nowhere resolves
// to its nearest parent, so that "missing" points at what lacks it.
// The value reached is returned too.
func (v *Value) Locate(path Path) (Range, *Value) {
	at := v.firstKey()
	for _, step := range path {
		switch v.Type {
		case Map:
			f := v.Field(step)
			if f == nil {
				return at, v
			}
			at, v = f.KeyRange, &f.Value
		case List:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(v.Items) {
				return at, v
			}
			v = &v.Items[i]
			at = v.firstKey()
		default:
			return at, v
		}
	}
	return at, v
}

// firstKey returns the range of the first key that stands inside the value, and
// the range of the value where there is none: what an alias or a merge brings in
// stands elsewhere.
func (v *Value) firstKey() Range {
	for i := range v.Fields {
		if at := v.Fields[i].KeyRange; at.Start.Offset >= v.Range.Start.Offset && at.End.Offset <= v.Range.End.Offset {
			return at
		}
	}
	return v.Range
}
