package schema

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
)

func compareText(a, b string) int { return strings.Compare(a, b) }

// extension lets organizations keep fields of their own in any record, and idForm is
// the form of ids everywhere.
const (
	extension = "^x-"
	idForm    = `^[A-Za-z0-9][A-Za-z0-9._-]*$`
)

var (
	extensionPattern = regexp.MustCompile(extension)
	idPattern        = regexp.MustCompile(idForm)
)

// loadHeader reads header.json: one schema per class, with shared definitions that
// are copied to where they are used.
func loadHeader(data []byte) (map[string]map[string]any, error) {
	const file = "header.json"
	v, err := parse(file, data)
	if err != nil {
		return nil, err
	}
	root, ok := v.(map[string]any)
	if !ok {
		return nil, &Error{File: file, Code: "schema.lint", Reason: "the header is a mapping of classes"}
	}
	// As a schema of its own, each class is a definition among the others.
	defs, _ := root["$defs"].(map[string]any)
	all := map[string]any{}
	maps.Copy(all, defs)
	for _, class := range classes {
		if _, ok := root[class].(map[string]any); !ok {
			return nil, &Error{File: file, Code: "schema.lint", Reason: fmt.Sprintf("no class %q; classes are document, record and item", class)}
		}
		all[class] = root[class]
	}
	for _, key := range slices.Sorted(maps.Keys(root)) {
		if key != "$defs" && !slices.Contains(classes, key) {
			return nil, &Error{File: file, Code: "schema.lint", Reason: fmt.Sprintf("unknown class %q; classes are document, record and item", key)}
		}
	}
	whole := map[string]any{"$defs": all}
	if err := lint(file, whole); err != nil {
		return nil, err
	}
	headers := map[string]map[string]any{}
	for _, class := range classes {
		m, ok := expand(whole, all[class]).(map[string]any)
		if !ok {
			return nil, errors.New("header.json: a class is a mapping")
		}
		headers[class] = m
	}
	return headers, nil
}

// expand returns a deep copy of the schema v with each $ref replaced by what it
// leads to; lint has made sure that this ends.
func expand(root any, v any) any {
	switch v := v.(type) {
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok && len(v) == 1 {
			target, _ := resolve(root, ref[1:])
			return expand(root, target)
		}
		m := make(map[string]any, len(v))
		for key, value := range v {
			m[key] = expand(root, value)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, item := range v {
			l[i] = expand(root, item)
		}
		return l
	}
	return v
}

// clone copies a JSON value deeply.
func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for key, value := range v {
			m[key] = clone(value)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, item := range v {
			l[i] = clone(item)
		}
		return l
	}
	return v
}

// mergeHeader gives the kind's schema m the fields of its class, which the kind's
// own fields of the same name override, and what every record has: an id.
func mergeHeader(m, head map[string]any) error {
	if t, ok := m["type"]; ok && t != "object" {
		return fmt.Errorf("a record is a mapping, so \"type\" is \"object\"")
	}
	m["type"] = "object"
	props, ok := m["properties"].(map[string]any)
	if !ok {
		props = map[string]any{}
	}
	m["properties"] = props
	inherited, _ := head["properties"].(map[string]any)
	for name, s := range inherited {
		if _, own := props[name]; !own {
			props[name] = clone(s)
		}
	}
	id, ok := props["id"].(map[string]any)
	if !ok {
		id = map[string]any{"description": "the name under which other records refer to this one"}
		props["id"] = id
	}
	if _, ok := id["$ref"]; !ok {
		id["type"] = "string"
		if _, ok := id["pattern"]; !ok {
			id["pattern"] = idForm
		}
	}
	required, _ := asTexts(m["required"])
	more, _ := asTexts(head["required"])
	names := slices.Compact(slices.Sorted(slices.Values(append(append([]string{"id"}, required...), more...))))
	list := make([]any, len(names))
	for i, n := range names {
		list[i] = n
	}
	m["required"] = list
	return nil
}

// closeObjects makes every mapping with named fields refuse other fields, unless
// its schema says otherwise, and lets the organization's own x- fields pass.
// Where several schemas speak about one value (allOf, then ...), what none of them
// names is refused.
func closeObjects(v any) {
	m, ok := v.(map[string]any)
	if !ok {
		return
	}
	props, has := m["properties"].(map[string]any)
	_, decided := m["additionalProperties"]
	_, deferred := m["unevaluatedProperties"]
	closing := "additionalProperties"
	if deferred || composed(m) {
		closing = "unevaluatedProperties"
	}
	if has && !decided && !deferred {
		m[closing] = false
	}
	if open, isBool := m[closing].(bool); isBool && !open {
		patterns, ok := m["patternProperties"].(map[string]any)
		if !ok {
			patterns = map[string]any{}
			m["patternProperties"] = patterns
		}
		if _, own := patterns[extension]; !own {
			patterns[extension] = true
		}
	}
	for _, s := range props {
		closeObjects(s)
	}
	for _, key := range []string{"patternProperties", "$defs"} {
		if named, ok := m[key].(map[string]any); ok {
			for _, s := range named {
				closeObjects(s)
			}
		}
	}
	for _, key := range []string{"items", "additionalProperties", "unevaluatedProperties"} {
		closeObjects(m[key])
	}
	for _, key := range []string{"prefixItems", "anyOf", "oneOf"} {
		if list, ok := m[key].([]any); ok && (key == "prefixItems" || !has) {
			for _, s := range list {
				closeObjects(s)
			}
		}
	}
}

// composed reports whether other schemas, judged for the same value, name fields
// that m does not name.
func composed(m map[string]any) bool {
	props, _ := m["properties"].(map[string]any)
	if _, ok := m["$ref"]; ok {
		return true
	}
	var beside []any
	for _, key := range []string{"allOf", "anyOf", "oneOf"} {
		list, _ := m[key].([]any)
		beside = append(beside, list...)
	}
	for _, s := range append(beside, m["then"], m["else"]) {
		branch, ok := s.(map[string]any)
		if !ok {
			continue
		}
		more, _ := branch["properties"].(map[string]any)
		for name := range more {
			if _, known := props[name]; !known {
				return true
			}
		}
		if composed(branch) {
			return true
		}
	}
	return false
}

// newFamily takes the schemas of one file by name; name is the kind itself, which
// "#" refers to.
func newFamily(file, name string, defs map[string]any) *family {
	for _, s := range defs {
		rewriteRefs(s, func(ref string) string {
			if rest, ok := strings.CutPrefix(ref, "#"); ok && !strings.HasPrefix(rest, "/$defs/") {
				return "#/$defs/" + escapePointer(name) + rest
			}
			return ref
		})
	}
	f := &family{file: file, defs: defs}
	f.whole = sync.OnceValue(func() map[string]any { return map[string]any{"$defs": defs} })
	f.nodes = sync.OnceValue(func() map[string]*node { return compileNodes(f.whole()) })
	return f
}

// rewriteRefs replaces every $ref inside the schema v.
func rewriteRefs(v any, to func(string) string) {
	eachSchema(v, func(m map[string]any) {
		if ref, ok := m["$ref"].(string); ok {
			m["$ref"] = to(ref)
		}
	})
}

// eachSchema calls do for v and every schema inside it that is a mapping.
func eachSchema(v any, do func(map[string]any)) {
	m, ok := v.(map[string]any)
	if !ok {
		return
	}
	do(m)
	for key, value := range m {
		switch keywords[key] {
		case one:
			eachSchema(value, do)
		case many:
			list, _ := value.([]any)
			for _, s := range list {
				eachSchema(s, do)
			}
		case named, patterned:
			if inner, ok := value.(map[string]any); ok {
				for _, s := range inner {
					eachSchema(s, do)
				}
			}
		}
	}
}

// innerKinds lists the kinds that lists of the schemas declare as records of their
// own, each with the fields that hold them.
func innerKinds(defs map[string]any) map[string][]string {
	found := map[string][]string{}
	for _, s := range defs {
		eachSchema(s, func(m map[string]any) {
			props, _ := m["properties"].(map[string]any)
			for field, p := range props {
				if p, ok := p.(map[string]any); ok {
					if kind, ok := p["x-records"].(string); ok && !slices.Contains(found[kind], field) {
						found[kind] = append(found[kind], field)
					}
				}
			}
		})
	}
	for _, fields := range found {
		slices.Sort(fields)
	}
	return found
}
