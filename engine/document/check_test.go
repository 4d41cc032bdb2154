package document_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
)

// checkFile holds what Parse promises of any file: positions that point at what
// they claim, problems that can be shown, and nothing beside a fatal problem.
func checkFile(t *testing.T, name string, data []byte, file document.File) {
	t.Helper()
	c := checker{t, data}
	fatal := false
	for _, p := range file.Problems {
		fatal = fatal || p.Fatal
		if p.Path != name || p.Rule == "" || p.Code == "" || p.Message == "" || strings.ContainsAny(p.Message, "\n\r\x1b") {
			t.Errorf("problem cannot be shown: %+v", p)
		}
		if p.Code == "yaml.internal" {
			t.Errorf("the reader broke down: %s", p.Message)
		}
		if p.Range.Start.Line < 1 {
			t.Errorf("problem %s has no line", p.Code)
		}
		if p.Code != "yaml.encoding" && p.Code != "yaml.line-break" && p.Code != "yaml.size" {
			c.position(p.Range.Start, p.Code)
			c.position(p.Range.End, p.Code)
		}
	}
	if fatal && len(file.Documents) > 0 {
		t.Errorf("an unreadable file gave %d documents", len(file.Documents))
	}
	markdown := strings.HasSuffix(name, ".md")
	if !fatal && !markdown && len(file.Documents) == 0 {
		t.Error("a readable file gave no document")
	}
	for i := range file.Documents {
		v := &file.Documents[i]
		if v.Type != isms.Map && v.Type != isms.List {
			t.Errorf("document %d is %s", i, v.Type)
		}
		if body := v.Field("body"); markdown && body != nil {
			c.places(body.Value)
			front := *v
			front.Fields = front.Fields[:len(front.Fields)-1]
			v = &front
		}
		c.value(*v, 1)
	}
}

type checker struct {
	t    *testing.T
	data []byte
}

// position recomputes line and column from the offset.
func (c checker) position(p isms.Position, what string) {
	c.t.Helper()
	if p.Offset < 0 || p.Offset > len(c.data) {
		c.t.Errorf("%s: offset %d lies outside the file of %d bytes", what, p.Offset, len(c.data))
		return
	}
	before := bytes.TrimPrefix(c.data[:p.Offset], []byte("\ufeff"))
	line := 1 + bytes.Count(before, []byte("\n"))
	column := 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
	if p.Line != line || p.Column != column {
		c.t.Errorf("%s: offset %d is line %d, column %d, got %d and %d", what, p.Offset, line, column, p.Line, p.Column)
	}
}

func (c checker) text(r isms.Range, what string) string {
	c.t.Helper()
	c.position(r.Start, what)
	c.position(r.End, what)
	if r.End.Offset < r.Start.Offset || r.End.Offset > len(c.data) {
		c.t.Errorf("%s: range %v is no range", what, r)
		return ""
	}
	return string(c.data[r.Start.Offset:r.End.Offset])
}

// places checks positions alone: what a Markdown body is made of is not written.
func (c checker) places(v isms.Value) {
	c.t.Helper()
	c.text(v.Range, "body")
	for _, item := range v.Items {
		c.places(item)
	}
	for _, f := range v.Fields {
		c.text(f.KeyRange, f.Key)
		c.places(f.Value)
	}
}

// value checks that each key and scalar stands where its range says.
func (c checker) value(v isms.Value, depth int) {
	c.t.Helper()
	source := c.text(v.Range, fmt.Sprint(v.Type))
	if depth > document.DefaultLimits.Depth+1 {
		c.t.Fatal("deeper than the limit")
	}
	seen := map[string]bool{}
	for _, f := range v.Fields {
		if seen[f.Key] {
			c.t.Errorf("key %q twice", f.Key)
		}
		seen[f.Key] = true
		c.written(f.Key, c.text(f.KeyRange, "key "+f.Key), false)
		c.value(f.Value, depth+1)
	}
	for _, item := range v.Items {
		c.value(item, depth+1)
	}
	switch {
	case strings.HasPrefix(source, "*"): // an alias
	case v.Type == isms.Map, v.Type == isms.List:
		if open := strings.IndexAny(source, "{["); open == 0 {
			if end := source[len(source)-1]; end != '}' && end != ']' && v.Type == isms.List {
				c.t.Errorf("%s in brackets ends with %q", v.Type, end)
			}
		}
	case v.Type == isms.Null:
		if n := strings.ToLower(source); n != "" && n != "~" && n != "null" && !strings.ContainsAny(n[:1], "&!'\"|>") {
			c.t.Errorf("null is written %q", source)
		}
	default:
		c.written(v.Text, source, v.Type == isms.Bool)
	}
}

// written compares a decoded text with its source, blanks aside.
func (c checker) written(text, source string, fold bool) {
	c.t.Helper()
	if source == "" {
		if text != "" {
			c.t.Errorf("text %q has no source", text)
		}
		return
	}
	switch source[0] {
	case '"':
		if len(source) < 2 || source[len(source)-1] != '"' {
			c.t.Errorf("quotes of %q are not closed", source)
			return
		}
		if strings.ContainsAny(source, "\\\u2028\u2029") {
			return
		}
		source = source[1 : len(source)-1]
	case '\'':
		if len(source) < 2 || source[len(source)-1] != '\'' {
			c.t.Errorf("quotes of %q are not closed", source)
			return
		}
		if strings.ContainsAny(source, "\u2028\u2029") {
			return
		}
		source = strings.ReplaceAll(source[1:len(source)-1], "''", "'")
	case '|', '>':
		_, source, _ = strings.Cut(source, "\n")
	case '&', '!':
		if text == "" { // properties alone
			return
		}
	}
	if fold {
		source = strings.ToLower(source)
	}
	squeeze := strings.NewReplacer(" ", "", "\t", "", "\n", "", "\r", "")
	if got, want := squeeze.Replace(source), squeeze.Replace(text); got != want {
		c.t.Errorf("source is %q, text %q", got, want)
	}
}
