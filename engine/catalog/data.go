package catalog

import (
	"encoding/json"

	"ismsproof/engine/isms"
)

// Data returns the catalogue as rules see it under data.catalog:
//
//	{"clauses":  {id: every field of clauses.yaml},
//	 "controls": {id: every field of annex_a.yaml},
//	 "mappings": {mapping: {requirement: [id, ...]}}}
//
// Objects are map[string]any, lists []any, numbers json.Number. Each call makes
// a new value.
func (c *Catalog) Data() map[string]any {
	data := map[string]any{}
	for group, items := range c.raw {
		fields := make(map[string]any, len(items))
		for id, v := range items {
			fields[id] = plain(v)
		}
		data[group] = fields
	}
	mappings := make(map[string]any, len(c.mappings))
	for _, m := range c.mappings {
		table := make(map[string]any, len(m.targets))
		for requirement, targets := range m.targets {
			ids := make([]any, len(targets))
			for i, t := range targets {
				ids[i] = t.ID
			}
			table[requirement] = ids
		}
		mappings[m.ID] = table
	}
	data["mappings"] = mappings
	return data
}

func plain(v *isms.Value) any {
	switch v.Type {
	case isms.Bool:
		return v.Text == "true"
	case isms.Number:
		return json.Number(v.Text)
	case isms.String:
		return v.Text
	case isms.List:
		list := make([]any, len(v.Items))
		for i := range v.Items {
			list[i] = plain(&v.Items[i])
		}
		return list
	case isms.Map:
		object := make(map[string]any, len(v.Fields))
		for i := range v.Fields {
			object[v.Fields[i].Key] = plain(&v.Fields[i].Value)
		}
		return object
	}
	return nil
}
