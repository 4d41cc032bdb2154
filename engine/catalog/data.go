package catalog

// Data returns the catalogue as rules see it under data.catalog:
//
//	{"clauses":  {id: every field of clauses.yaml},
//	 "controls": {id: every field of annex_a.yaml},
//	 "mappings": {mapping: {requirement: [id, ...]}},
//	 "frameworks": {framework: {"clauses": {id: fields}, "controls": {id: fields}}}}
//
// Objects are map[string]any, lists []any, numbers json.Number. Each call makes
// a new value.
func (c *Catalog) Data() map[string]any {
	data := map[string]any{}
	fields := func(group string) map[string]any {
		out := make(map[string]any, len(c.raw[group]))
		for id, v := range c.raw[group] {
			out[id] = v.Plain()
		}
		return out
	}
	data["clauses"], data["controls"] = fields("clauses"), fields("controls")
	frameworks := map[string]any{}
	for _, f := range c.frameworks {
		frameworks[f.ID] = map[string]any{"clauses": fields("frameworks/" + f.ID + "/clauses"), "controls": fields("frameworks/" + f.ID + "/controls")}
	}
	data["frameworks"] = frameworks
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
