package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A FieldInfo describes one field of a kind to a reader.
type FieldInfo struct {
	Name        string
	Type        string // in words: "date", "text", "list of risk", "one of low, high"
	Description string
}

// Fields describes the fields of the kind: its own in order of name, header
// fields included.
func (k *Kind) Fields() []FieldInfo {
	properties := k.properties()
	var out []FieldInfo
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		p := k.fam.follow(properties[name])
		about, _ := p["description"].(string)
		if own, ok := properties[name].(map[string]any); ok && own["description"] != nil {
			about, _ = own["description"].(string)
		}
		out = append(out, FieldInfo{name, k.fam.words(p), strings.Join(strings.Fields(about), " ")})
	}
	return out
}

// follow resolves a local reference.
func (f *family) follow(schema any) map[string]any {
	m, _ := schema.(map[string]any)
	for range 8 {
		ref, ok := m["$ref"].(string)
		if !ok {
			break
		}
		target, ok := f.defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
		if !ok {
			break
		}
		m = target
	}
	return m
}

// words says in a few words what a value must be.
func (f *family) words(p map[string]any) string {
	if kinds := refKinds(p["x-ref"]); len(kinds) > 0 {
		return "id of " + strings.Join(kinds, " or ")
	}
	if values, ok := p["enum"].([]any); ok {
		list := make([]string, len(values))
		for i, v := range values {
			list[i] = fmt.Sprint(v)
		}
		return "one of " + strings.Join(list, ", ")
	}
	if inner, ok := p["x-records"].(string); ok {
		return "list of " + inner
	}
	switch p["type"] {
	case "array":
		return "list of " + f.words(f.follow(p["items"]))
	case "boolean":
		return "true or false"
	case "integer":
		return "whole number"
	case "number":
		return "number"
	case "object":
		return "mapping"
	case "string":
		if p["x-path"] == true {
			return "path"
		}
		if format, ok := p["format"].(string); ok {
			return format
		}
		return "text"
	}
	return "any value"
}

// refKinds reads the value of x-ref: a kind or a list of kinds.
func refKinds(v any) []string {
	switch x := v.(type) {
	case string:
		return []string{x}
	case []any:
		out := make([]string, len(x))
		for i := range x {
			out[i] = fmt.Sprint(x[i])
		}
		return out
	}
	return nil
}
