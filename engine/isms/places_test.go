package isms_test

import (
	"testing"

	"ismsproof/engine/isms"
)

// Places point where the value itself would point, for every path into it and for
// paths that lead nowhere.
func TestPlacesPointWhereTheValueDoes(t *testing.T) {
	at := 0
	place := func() isms.Range {
		at += 10
		return isms.Range{Start: isms.Position{Line: at, Column: at % 7, Offset: at}, End: isms.Position{Line: at, Column: at%7 + 3, Offset: at + 3}}
	}
	scalar := func() isms.Value { return isms.Value{Type: isms.String, Text: "x", Range: place()} }
	field := func(key string, v isms.Value) isms.Field {
		return isms.Field{Key: key, KeyRange: place(), Value: v}
	}
	inner := isms.Value{Type: isms.Map, Fields: []isms.Field{field("id", scalar()), field("", scalar()), field("0", scalar())}}
	inner.Range = isms.Range{Start: inner.Fields[0].KeyRange.Start, End: isms.Position{Line: at, Offset: at + 10}}
	list := isms.Value{Type: isms.List, Items: []isms.Value{scalar(), inner, {Type: isms.List, Range: place()}, scalar()}, Range: place()}
	root := isms.Value{Type: isms.Map, Range: place(), Fields: []isms.Field{field("a", scalar()), field("list", list), field("empty", isms.Value{Type: isms.Map, Range: place()})}}

	p := isms.NewPlaces(&root, nil)
	for _, path := range []isms.Path{
		nil, {"a"}, {"a", "b"}, {"list"}, {"list", "0"}, {"list", "1"}, {"list", "1", "id"}, {"list", "1", ""}, {"list", "1", "0"},
		{"list", "1", "gone"}, {"list", "2"}, {"list", "2", "0"}, {"list", "3"}, {"list", "4"}, {"list", "-1"}, {"list", "x"}, {"gone", "a"}, {"empty", "x"},
	} {
		want, _ := root.Locate(path)
		if got := p.Locate(path); got != want {
			t.Errorf("Locate(%q) = %v, want %v", path, got, want)
		}
	}
}
