package catalog

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
			fields[id] = v.Plain()
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
