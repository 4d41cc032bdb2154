package schema

import (
	"slices"
	"sync"

	"ismsproof/engine/isms"
)

// Record is the name under which RuleSchemas describes a record of any kind.
const Record = "record"

// RuleSchemas returns JSON Schemas for the type checker of rules, by name: every
// kind, inner kinds included, "register", and "record" for a record of any kind,
// with the fields of all kinds. Each describes what a rule sees as input: the
// record with kind, id, parent, of (registers) and body (Markdown).
//
// The schemas hold nothing that OPA misreads: no $ref, no combinations, no lists of
// types. Where a field may have several types, or a mapping free keys, its schema is
// {} or a mapping without named fields, so that a rule may read anything there. A
// mapping of an organization's own schema that names fields has these only, unless the
// schema says what others are: a rule that reads another is most likely misspelt.
func (s *Set) RuleSchemas() map[string]any {
	var wg sync.WaitGroup
	for _, k := range s.kinds { // the greater part of the work, once per file
		if !k.Inner {
			wg.Go(func() { k.fam.nodes() })
		}
	}
	wg.Wait()
	out := map[string]any{}
	var all []*node
	for _, k := range s.kinds {
		all = append(all, k.node())
		out[k.Name] = withInjected(ruleSchema([]*node{k.node()}, nil))
	}
	out[Register] = withOf(ruleSchema([]*node{s.byName[Register].node()}, nil))
	out[Record] = withOf(ruleSchema(all, nil))
	return out
}

// withOf adds what registers have besides, and takes their items away.
func withOf(m map[string]any) map[string]any {
	if props, ok := withInjected(m)["properties"].(map[string]any); ok {
		delete(props, "items")
		props["of"] = map[string]any{"type": "string"}
	}
	return m
}

// withInjected adds what the engine adds to a record for rules.
func withInjected(m map[string]any) map[string]any {
	text := map[string]any{"type": "string"}
	props, ok := m["properties"].(map[string]any)
	if !ok {
		return m // free keys: everything may be read already
	}
	props["kind"] = text
	props["id"] = text
	props["parent"] = map[string]any{"type": "object", "additionalProperties": false,
		"properties": map[string]any{"kind": text, "id": text}}
	list := map[string]any{"type": "array"}
	props["body"] = map[string]any{"type": "object", "additionalProperties": false, "properties": map[string]any{
		"sha256": text, "words": map[string]any{"type": "number"}, "headings": list,
		"sections": map[string]any{"type": "object"}, "links": list, "placeholders": list,
	}}
	return m
}

var ruleTypes = map[isms.Type]string{
	isms.Bool: "boolean", isms.Number: "number", isms.String: "string", isms.List: "array", isms.Map: "object",
}

// ruleSchema describes the values that any of the schemas describes. inside are the
// schemas around it, so that recursion ends in {}.
func ruleSchema(nodes, inside []*node) map[string]any {
	var flat []*node
	for _, n := range nodes {
		if n.always != 0 || slices.Contains(inside, n) {
			return map[string]any{}
		}
		for _, m := range n.flat {
			if !slices.Contains(flat, m) {
				flat = append(flat, m)
			}
		}
	}
	inside = slices.Concat(inside, nodes)
	var types uint8
	for _, m := range flat {
		types |= m.types
	}
	for t, name := range ruleTypes {
		if types != 1<<t {
			continue
		}
		switch t {
		case isms.Map:
			return ruleObject(flat, inside)
		case isms.List:
			return ruleList(flat, inside)
		}
		return map[string]any{"type": name}
	}
	return map[string]any{}
}

func ruleList(flat, inside []*node) map[string]any {
	var items []*node
	for _, m := range flat {
		if len(m.prefix) > 0 {
			return map[string]any{"type": "array"}
		}
		if m.items != nil {
			items = append(items, m.items)
		}
	}
	out := map[string]any{"type": "array"}
	if len(items) > 0 {
		if inner := ruleSchema(items, inside); len(inner) > 0 {
			out["items"] = inner
		}
	}
	return out
}

func ruleObject(flat, inside []*node) map[string]any {
	named := map[string][]*node{}
	for _, m := range flat {
		free := m.rest != nil && m.rest.always >= 0 || len(m.props) == 0 && m.types == 1<<isms.Map && m.ref == nil && len(m.all)+len(m.any)+len(m.one)+len(m.depends) == 0 ||
			m.others != nil && m.others.always >= 0
		for _, p := range m.patterns {
			free = free || p.re.String() != extension
		}
		if free {
			return map[string]any{"type": "object"}
		}
		for name, p := range m.props {
			named[name] = append(named[name], p)
		}
	}
	if len(named) == 0 {
		return map[string]any{"type": "object"}
	}
	props := make(map[string]any, len(named))
	for name, nodes := range named {
		props[name] = ruleSchema(nodes, inside)
	}
	return map[string]any{"type": "object", "properties": props, "additionalProperties": false}
}
