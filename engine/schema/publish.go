package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Any is the name under which Published describes every kind at once.
const Any = "any"

// Published returns a JSON Schema for editors (draft 2020-12), complete in itself:
// `risk` for a file with one record, `risks` for a register, Any for a file of any
// kind, chosen by its `kind`. Equal schemas give equal bytes. Inner kinds have no
// file of their own and so no schema here.
func (s *Set) Published(name string) ([]byte, error) {
	var p publisher
	p.defs = map[string]any{}
	var root map[string]any
	switch {
	case name == Any:
		root = p.any(s)
	default:
		if k, ok := s.byName[name]; ok && !k.Inner && name != Register {
			root = p.file(k)
		} else if k, ok := s.plurals[name]; ok {
			root = p.register(s, k)
		} else {
			return nil, fmt.Errorf("unknown schema %q%s; known are %s, %s", name, didYouMean(name, s.fileKinds()), Any, strings.Join(s.fileKinds(), ", "))
		}
	}
	root["$schema"] = draft
	root["$defs"] = p.defs
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		return nil, fmt.Errorf("write schema %q: %w", name, err)
	}
	return b.Bytes(), nil
}

type publisher struct{ defs map[string]any }

// family copies the schemas of one file under names that differ from those of all
// other files: "risk", "context.party".
func (p *publisher) family(k *Kind) {
	own := k.Name
	if k.Inner {
		own = k.Within
	}
	name := func(def string) string {
		if def == own {
			return def
		}
		return own + "." + def
	}
	for def, schema := range k.fam.defs {
		c := clone(schema)
		rewriteRefs(c, func(ref string) string {
			rest := strings.TrimPrefix(ref, "#/$defs/")
			head, tail, deeper := strings.Cut(rest, "/")
			to := "#/$defs/" + escapePointer(name(unescapePointer(head)))
			if deeper {
				to += "/" + tail
			}
			return to
		})
		if m, ok := c.(map[string]any); ok && def == own {
			delete(m, "defaultSnippets") // they depend on where the record stands
		}
		forEditors(c)
		p.defs[name(def)] = c
	}
}

func reference(name string) map[string]any {
	return map[string]any{"$ref": "#/$defs/" + escapePointer(name)}
}

// file describes a file of one record: what Check wants and the kind by name.
func (p *publisher) file(k *Kind) map[string]any {
	p.family(k)
	if k.Own { // its files need not state a kind
		return map[string]any{"title": k.Title, "description": k.Description, "allOf": []any{reference(k.Name)}}
	}
	root := map[string]any{
		"title": k.Title, "description": k.Description, "type": "object", "required": []any{"kind"},
		"properties": map[string]any{"kind": map[string]any{"const": k.Name}},
		"allOf":      []any{reference(k.Name)},
	}
	if start := snippetsOf(k).file; start != nil {
		root["defaultSnippets"] = start
	}
	return root
}

// register describes a register of the kind.
func (p *publisher) register(s *Set, k *Kind) map[string]any {
	p.family(k)
	head := s.byName[Register]
	p.family(head)
	props := map[string]any{"kind": map[string]any{"const": k.Plural}}
	list := map[string]any{"type": "array", "items": reference(k.Name)}
	props["items"] = list
	root := map[string]any{
		"title": "register of " + k.Title, "description": k.Description, "type": "object", "required": []any{"kind", "items"},
		"properties": props,
		"allOf":      []any{reference(Register)},
	}
	if start := snippetsOf(k).item; start != nil {
		list["defaultSnippets"] = start
		root["defaultSnippets"] = []any{registerSnippet(k, start[0])}
	}
	return root
}

// registerSnippet is a register with one record, made of the snippet of an item.
func registerSnippet(k *Kind, item any) any {
	body, _ := item.(map[string]any)["body"].(entries)
	return map[string]any{
		"label": k.Plural, "description": k.Title + ": a register",
		"body": entries{{key: "kind", value: k.Plural}, {key: "id", value: k.Plural}, {key: "items", value: []any{body}}},
	}
}

// any describes a file of any kind.
func (p *publisher) any(s *Set) map[string]any {
	var cases, start []any
	names := s.fileKinds()
	kinds := make([]any, len(names))
	for i, name := range names {
		kinds[i] = name
		var then map[string]any
		if k, ok := s.byName[name]; ok {
			then = p.file(k)
		} else {
			then = p.register(s, s.plurals[name])
		}
		own, _ := then["defaultSnippets"].([]any)
		start = append(start, own...)
		cases = append(cases, map[string]any{
			"if": map[string]any{"required": []any{"kind"}, "properties": map[string]any{"kind": map[string]any{"pattern": "^" + name + "$"}}}, "then": then,
		})
	}
	return map[string]any{
		"title": "artifact", "description": "a file under control: a record, or a register of records", "type": "object",
		"required":   []any{"kind"},
		"properties": map[string]any{"kind": map[string]any{"enum": kinds, "description": "the kind of the record, or the plural of it for a register"}},
		"allOf":      cases, "defaultSnippets": start,
	}
}
