package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Limits of a schema file. They hold before a schema is compiled, because a
// compiler of JSON Schema cannot be interrupted.
const (
	maxFile       = 256 << 10 // bytes
	maxNesting    = 256       // JSON values inside one another
	maxDepth      = 64        // schemas inside one another
	maxSubschemas = 5_000
	maxExpansions = 10_000 // schemas met when every $ref is followed
)

// An Error says why a schema file cannot be used. It is a fault of whoever wrote
// the schema, not of a record.
type Error struct {
	File    string // as it was named to Load, Lint or With; "" where no file is at fault
	Line    int    // from 1; 0 where the line is not known
	Kind    string // the organization's own kind at fault; "" for a built-in one
	Code    string // "schema.lint", "schema.ref", "schema.cycle", "schema.cost", "schema.read" or "schema.kind"
	Pointer string // JSON pointer to the place in the file; "" for the whole file
	Reason  string // one lowercase clause
}

// Error returns file, place, reason and code in one line.
func (e *Error) Error() string {
	switch {
	case e.File == "":
		return fmt.Sprintf("kind %s: %s (%s)", show(e.Kind), e.Reason, e.Code)
	case e.Line > 0:
		return fmt.Sprintf("schema %s:%d: %s (%s)", e.File, e.Line, e.Reason, e.Code)
	case e.Pointer == "":
		return fmt.Sprintf("schema %s: %s (%s)", e.File, e.Reason, e.Code)
	}
	return fmt.Sprintf("schema %s at %s: %s (%s)", e.File, e.Pointer, e.Reason, e.Code)
}

// parse reads one JSON value. Unlike encoding/json it refuses keys that stand
// twice in an object, because the last one would win silently.
func parse(file string, data []byte) (any, error) {
	if len(data) > maxFile {
		return nil, &Error{File: file, Code: "schema.cost",
			Reason: fmt.Sprintf("the file has %d bytes, more than %d", len(data), maxFile)}
	}
	if v, ok := parseClean(data); ok {
		return v, nil
	}
	p := parser{file: file, dec: json.NewDecoder(bytes.NewReader(data))}
	p.dec.UseNumber()
	v, err := p.value("", 0)
	if err != nil {
		return nil, err
	}
	if _, err := p.dec.Token(); err != io.EOF {
		return nil, p.fault("", "schema.lint", "text follows after the end of the schema")
	}
	return v, nil
}

// parseClean decodes data that has no fault, which is the usual case and several
// times quicker than looking for one: a mapping lacks a key where the text has more
// keys than were decoded.
func parseClean(data []byte) (any, bool) {
	keys, depth, deepest, inText := 0, 0, 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == ':':
			keys++
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	if deepest > maxNesting {
		return nil, false
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return nil, false
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, false
	}
	decoded, plain := countKeys(v)
	return v, plain && decoded == keys
}

// countKeys counts the keys in v and reports whether its numbers are plain.
func countKeys(v any) (keys int, plain bool) {
	plain = true
	switch v := v.(type) {
	case json.Number:
		return 0, plainNumber(string(v))
	case map[string]any:
		keys = len(v)
		for _, value := range v {
			k, ok := countKeys(value)
			keys, plain = keys+k, plain && ok
		}
	case []any:
		for _, value := range v {
			k, ok := countKeys(value)
			keys, plain = keys+k, plain && ok
		}
	}
	return keys, plain
}

type parser struct {
	file string
	dec  *json.Decoder
}

func (p *parser) fault(at, code, reason string) error {
	return &Error{File: p.file, Code: code, Pointer: at, Reason: reason}
}

func (p *parser) value(at string, depth int) (any, error) {
	if depth > maxNesting {
		return nil, p.fault("", "schema.cost", fmt.Sprintf("values are nested deeper than %d", maxNesting))
	}
	tok, err := p.dec.Token()
	if err != nil {
		return nil, p.fault(at, "schema.lint", "not JSON: "+jsonReason(err))
	}
	switch tok := tok.(type) {
	case json.Delim:
		if tok == '{' {
			return p.object(at, depth)
		}
		return p.list(at, depth)
	case json.Number:
		if !plainNumber(string(tok)) {
			return nil, p.fault(at, "schema.lint", "the number is too long or too large")
		}
		return tok, nil
	}
	return tok, nil
}

func (p *parser) object(at string, depth int) (any, error) {
	m := map[string]any{}
	for p.dec.More() {
		tok, err := p.dec.Token()
		if err != nil {
			return nil, p.fault(at, "schema.lint", "not JSON: "+jsonReason(err))
		}
		key := tok.(string) // the decoder lets nothing else stand here
		if _, twice := m[key]; twice {
			return nil, p.fault(at, "schema.lint", fmt.Sprintf("key %q stands twice", key))
		}
		if m[key], err = p.value(at+"/"+escapePointer(key), depth+1); err != nil {
			return nil, err
		}
	}
	_, err := p.dec.Token()
	if err != nil {
		return nil, p.fault(at, "schema.lint", "not JSON: "+jsonReason(err))
	}
	return m, nil
}

func (p *parser) list(at string, depth int) (any, error) {
	l := []any{}
	for p.dec.More() {
		v, err := p.value(at+"/"+strconv.Itoa(len(l)), depth+1)
		if err != nil {
			return nil, err
		}
		l = append(l, v)
	}
	_, err := p.dec.Token()
	if err != nil {
		return nil, p.fault(at, "schema.lint", "not JSON: "+jsonReason(err))
	}
	return l, nil
}

func jsonReason(err error) string {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return "the file ends early"
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// plainNumber reports whether a JSON number is small enough to be computed with:
// at most 64 characters and an exponent of at most 308.
func plainNumber(s string) bool {
	if len(s) > 64 {
		return false
	}
	i := strings.IndexAny(s, "eE")
	if i < 0 {
		return true
	}
	exp, err := strconv.Atoi(s[i+1:])
	return err == nil && -308 <= exp && exp <= 308
}

var (
	pointerEscaper   = strings.NewReplacer("~", "~0", "/", "~1")
	pointerUnescaper = strings.NewReplacer("~1", "/", "~0", "~")
)

func escapePointer(s string) string   { return pointerEscaper.Replace(s) }
func unescapePointer(s string) string { return pointerUnescaper.Replace(s) }

// resolve follows a JSON pointer such as "/$defs/risk" inside v.
func resolve(v any, pointer string) (any, bool) {
	if pointer == "" {
		return v, true
	}
	if pointer[0] != '/' {
		return nil, false
	}
	for step := range strings.SplitSeq(pointer[1:], "/") {
		step = unescapePointer(step)
		switch at := v.(type) {
		case map[string]any:
			next, ok := at[step]
			if !ok {
				return nil, false
			}
			v = next
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(at) || strconv.Itoa(i) != step {
				return nil, false
			}
			v = at[i]
		default:
			return nil, false
		}
	}
	return v, true
}
