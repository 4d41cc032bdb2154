package report

import (
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

// The taxonomies of SARIF: the requirements, with what the report says of each.
// Their ids are of three sorts.
const (
	clauses  = "ISO/IEC 27001:2022"
	controls = "ISO/IEC 27001:2022 Annex A"
	others   = "further requirements"
)

// taxonomies are the requirements as components of SARIF, and where each stands.
type taxonomies struct {
	components []sarifTaxonomy
	targets    map[string]sarifReference
	titles     map[string]string
}

// taxonomyOf returns the taxonomy of a requirement.
func taxonomyOf(id string) string {
	switch {
	case strings.HasPrefix(id, "A."):
		return controls
	case id != "" && id[0] >= '0' && id[0] <= '9':
		return clauses
	}
	return others
}

// newTaxonomies holds the requirements of a report and those that rules name
// besides.
func newTaxonomies(requirements []isms.Requirement, rules []*isms.Rule) taxonomies {
	t := taxonomies{targets: map[string]sarifReference{}, titles: map[string]string{}}
	all := slices.Clone(requirements)
	for _, rule := range rules {
		for _, id := range rule.Requirements {
			all = append(all, isms.Requirement{ID: id})
		}
	}
	for _, name := range []string{clauses, controls, others} {
		component := sarifTaxonomy{Name: name, Taxa: []sarifTaxon{}}
		for _, q := range all {
			if _, known := t.targets[q.ID]; known || taxonomyOf(q.ID) != name {
				continue
			}
			t.targets[q.ID] = sarifReference{
				ID: plain(q.ID), Index: len(component.Taxa), Component: &sarifComponent{name, len(t.components)},
			}
			t.titles[q.ID] = q.Title
			taxon := sarifTaxon{ID: plain(q.ID)}
			if q.Title != "" {
				title := message(cut(flat(q.Title), sarifText))
				taxon.Short = &title
			}
			if q.Result != "" {
				taxon.Properties = &sarifTaxonProperties{q.Result, q.Rules, q.Findings}
			}
			component.Taxa = append(component.Taxa, taxon)
		}
		if len(component.Taxa) > 0 {
			t.components = append(t.components, component)
		}
	}
	return t
}

// references returns the taxonomies as the tool names them.
func (t *taxonomies) references() []sarifComponent {
	var out []sarifComponent
	for i, c := range t.components {
		out = append(out, sarifComponent{c.Name, i})
	}
	return out
}

// relationships returns how a rule bears on requirements.
func (t *taxonomies) relationships(requirements []string) []sarifRelationship {
	var out []sarifRelationship
	for i, id := range requirements {
		if slices.Contains(requirements[:i], id) {
			continue
		}
		out = append(out, sarifRelationship{t.targets[id], []string{"relevant"}})
	}
	return out
}
