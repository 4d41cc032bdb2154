// Package catalog holds the requirements of ISO/IEC 27001:2022: the items of
// clauses 4 to 10, the controls of Annex A, and mappings to other frameworks.
//
// The data stand in controls/ as YAML, in our own words; ids and short titles
// are the standard's. Which rules reach a requirement is written nowhere: each
// rule names its requirements, and [Catalog.Matrix] derives the rest. Conditions
// of the certification scheme are kept apart: [Catalog.Readiness].
package catalog

import "ismsproof/engine/isms"

// Checkable says how far records in git can show a requirement.
type Checkable string

// How far records reach. The zero value stands on mere headings.
const (
	Full    Checkable = "full"    // records show it
	Partial Checkable = "partial" // records show presence, dates and links; an auditor judges the substance
	Human   Checkable = "human"   // only interview and observation show it
)

// A Clause is one item of clauses 4 to 10, or a heading above items.
type Clause struct {
	ID           string // "6.1.2.c1"
	Title        string
	Parent       string // "" for the clauses 4 to 10 themselves
	Leaf         bool   // judged by itself; false for a heading
	Requirement  string // what is demanded, in our words; "" where the items below say it all
	Documented   string // "none", "document" (kept current in writing) or "record" (evidence kept)
	Checkable    Checkable
	Kinds        []string // kinds of record that show it; "*" for every kind
	AuditorAsks  string   // on clauses whose items are audited together, as the three below
	TypicalMajor string
	TypicalMinor string
	Machine      string // what records and commits show
	Unseen       string // what they cannot show
}

// A Control is one of the 93 controls of Annex A.
type Control struct {
	ID                      string // "A.5.19"
	Title                   string
	Theme                   string // "organizational", "people", "physical" or "technological"
	ControlType             []string
	SecurityProperties      []string
	CybersecurityConcepts   []string
	OperationalCapabilities []string
	SecurityDomains         []string
	NewIn2022               bool
	WrittenFormDemanded     bool   // the control itself asks for something in writing
	Intent                  string // one line, in our words
	Kinds                   []string
	Evidence                []string // what an auditor usually accepts as a trace of operation
}

// A Documented is one item of documented information that the standard demands.
type Documented struct {
	Clause string
	Kinds  []string                     // the kinds that hold it
	Type   string                       // "document" or "record"
	Each   bool                         // every one of Kinds is wanted, not any
	Note   string                       // which records of the kind, where not all; may be empty
	where  map[string]map[string]string // by kind: fields and what they hold, "*" for anything
}

// Fits reports whether a record of the kind is of the item; holds says of a field
// whether it holds a text, or anything for "*".
func (d *Documented) Fits(kind string, holds func(field, want string) bool) bool {
	for field, want := range d.where[kind] {
		if !holds(field, want) {
			return false
		}
	}
	return true
}

// A Mapping relates requirements of ISO/IEC 27001:2022 to another framework.
type Mapping struct {
	ID           string // "nist_csf_2_0"
	Name         string
	Relationship string // "correspondence", or "intersects": supports, never "meets"
	Source       string // where the mapping was taken from
	Credit       string // whom to name where the mapping is shown; "" for nobody
	targets      map[string][]Target
}

// A Target is what a requirement maps to in another framework.
type Target struct {
	ID    string
	Basis string // "both", "one" or "own", as the head of the data file explains; "" where the mapping has one source
}

// Targets returns what the requirement maps to, in the order of the data. Known
// is false where the mapping says nothing about the requirement; an empty list
// that is known says that the other framework has no counterpart.
func (m *Mapping) Targets(requirement string) (targets []Target, known bool) {
	targets, known = m.targets[requirement]
	return targets, known
}

// A Catalog is the requirements as loaded. It never changes after [Load]; what
// its methods return is shared and must not be changed by callers.
type Catalog struct {
	clauses    []*Clause
	controls   []*Control
	mappings   []*Mapping
	documented []Documented
	items      map[string]Item
	conditions []*Condition
	frameworks []Framework
	raw        map[string]map[string]*isms.Value // "clauses" and "controls", "frameworks/<id>/clauses": id -> fields
	digest     string
}

// An Item is a requirement: a clause item or an Annex A control.
type Item struct {
	ID, Title string
	Clause    *Clause  // nil for a control
	Control   *Control // nil for a clause
	Framework string   // id of the framework that it comes from; "" for the standard
}

// Requirement returns the clause or control called id; ok is false where there is none.
func (c *Catalog) Requirement(id string) (item Item, ok bool) {
	item, ok = c.items[id]
	return item, ok
}

// Clauses returns all items of clauses 4 to 10 and their headings, in the order of the standard.
func (c *Catalog) Clauses() []*Clause { return c.clauses }

// Leaves returns the clause items that are judged by themselves, in the order of the standard.
func (c *Catalog) Leaves() []*Clause {
	var leaves []*Clause
	for _, clause := range c.clauses {
		if clause.Leaf {
			leaves = append(leaves, clause)
		}
	}
	return leaves
}

// Controls returns the controls of Annex A, in the order of the standard.
func (c *Catalog) Controls() []*Control { return c.controls }

// Mappings returns the mappings, ordered by id.
func (c *Catalog) Mappings() []*Mapping { return c.mappings }

// Mapping returns the mapping called id, or nil.
func (c *Catalog) Mapping(id string) *Mapping {
	for _, m := range c.mappings {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// Documented returns the documented information that the standard demands, in its order.
func (c *Catalog) Documented() []Documented { return c.documented }

// Digest returns "sha256:" and the hex digest of all files of the catalogue,
// names included.
func (c *Catalog) Digest() string { return c.digest }
