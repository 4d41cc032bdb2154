package catalog

import "ismsproof/engine/isms"

// A Condition is one of the certification scheme: no requirement of ISO/IEC 27001,
// but what a certificate depends on besides.
type Condition struct {
	ID     string // "scheme.accreditation"
	Title  string
	Source string // who sets it
	Text   string // what it is, in our words
	Asked  string // what somebody who checks it asks for
}

// Conditions returns the conditions of the certification scheme.
func (c *Catalog) Conditions() []*Condition { return c.conditions }

// Condition returns the condition of the certification scheme called id, or nil.
func (c *Catalog) Condition(id string) *Condition {
	for _, condition := range c.conditions {
		if condition.ID == id {
			return condition
		}
	}
	return nil
}

// Names says whether a rule may name id: a requirement or a condition of the
// certification scheme.
func (c *Catalog) Names(id string) bool {
	_, known := c.items[id]
	return known || c.Condition(id) != nil
}

// Title returns the title of a requirement or condition, "" for an unknown id.
func (c *Catalog) Title(id string) string {
	if condition := c.Condition(id); condition != nil {
		return condition.Title
	}
	return c.items[id].Title
}

// Readiness returns one row for each condition of the certification scheme, with
// the results of [Catalog.Matrix]: how ready the organization is for a certificate,
// and nothing about conformity with the standard.
func (c *Catalog) Readiness(rules []*isms.Rule, findings []isms.Finding, undecided []isms.Undecided) []isms.Requirement {
	t, blind := counted(rules, findings, undecided)
	rows := make([]isms.Requirement, len(c.conditions))
	for i, condition := range c.conditions {
		n := t[condition.ID]
		rows[i] = row(condition.ID, condition.Title, n, n.result(blind, false))
	}
	return rows
}

func (c *Catalog) readConditions(r *reader) {
	for _, v := range r.list("conditions") {
		r.at(v, v.Str("id"))
		condition := &Condition{
			ID: r.text("id"), Title: r.text("title"), Source: r.text("source"), Text: r.text("text"), Asked: r.text("asked"),
		}
		if !isms.OfScheme(condition.ID) {
			r.fail("the id does not start with %q", isms.SchemePrefix)
		}
		if c.Condition(condition.ID) != nil {
			r.fail("id %q stands twice", condition.ID)
		}
		c.conditions = append(c.conditions, condition)
	}
}
