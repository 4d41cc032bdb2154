package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

// folder is where the standard stands in the file system given to [Load].
const folder = "iso27001_2022"

// A Decoder turns one YAML file into its value. The catalogue has no YAML parser
// of its own: the engine lends it the one that reads artifacts.
type Decoder func(path string, data []byte) (isms.Value, error)

// Load reads iso27001_2022/clauses.yaml, annex_a.yaml and mappings/*.yaml, and
// certification_scheme/conditions.yaml. It fails where a file is missing or malformed, an id stands twice, a parent or a
// mapped requirement is unknown, or a field has a value outside its set: the
// data belong to the program, so a fault in them is an error and no finding.
func Load(fsys fs.FS, decode Decoder) (*Catalog, error) {
	c := &Catalog{
		items: map[string]Item{},
		raw:   map[string]map[string]*isms.Value{"clauses": {}, "controls": {}},
	}
	mappings, err := fs.Glob(fsys, folder+"/mappings/*.yaml")
	if err != nil {
		return nil, err
	}
	slices.Sort(mappings)
	sum := sha256.New()
	read := func(name string, into func(*reader)) error {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s\x00%d\x00", name, len(data))
		sum.Write(data)
		root, err := decode(name, data)
		if err != nil {
			return err
		}
		r := &reader{file: name}
		r.at(&root, "")
		into(r)
		if r.err != nil {
			return fmt.Errorf("%s: %w", name, r.err)
		}
		return nil
	}
	if err := read(path.Join(folder, "clauses.yaml"), c.readClauses); err != nil {
		return nil, err
	}
	if err := read(path.Join(folder, "annex_a.yaml"), c.readControls); err != nil {
		return nil, err
	}
	if err := read("certification_scheme/conditions.yaml", c.readConditions); err != nil {
		return nil, err
	}
	for _, name := range mappings {
		if err := read(name, c.readMapping); err != nil {
			return nil, err
		}
	}
	c.digest = "sha256:" + hex.EncodeToString(sum.Sum(nil))
	return c, nil
}

func (c *Catalog) readClauses(r *reader) {
	for _, v := range r.list("clauses") {
		r.at(v, v.Str("id"))
		clause := &Clause{
			ID: r.text("id"), Title: r.text("title"), Parent: r.optional("parent"),
			Leaf: r.truth("leaf"), Requirement: r.optional("requirement"),
			Documented:  r.oneOf("documented", "none", "document", "record"),
			Kinds:       r.texts("kinds"),
			AuditorAsks: r.optional("auditor_asks"), TypicalMajor: r.optional("typical_major"),
			TypicalMinor: r.optional("typical_minor"), Machine: r.optional("machine"), Unseen: r.optional("unseen"),
		}
		if clause.Leaf || v.Get("checkable") != nil {
			clause.Checkable = Checkable(r.oneOf("checkable", string(Full), string(Partial), string(Human)))
		}
		if clause.Leaf && clause.Requirement == "" {
			r.fail("an item without %q", "requirement")
		}
		// Parents stand above their items, so a forward reference is as wrong as an unknown one.
		if above, known := c.items[clause.Parent]; clause.Parent != "" && (!known || above.Clause.Leaf) {
			r.fail("parent %q is no heading above it", clause.Parent)
		}
		c.clauses = append(c.clauses, clause)
		c.add(r, "clauses", v, Item{ID: clause.ID, Title: clause.Title, Clause: clause})
	}
	for _, v := range r.list("mandatory_documented_information") {
		r.at(v, "mandatory_documented_information")
		d := Documented{
			Clause: r.text("clause"), Kinds: r.texts("kinds"),
			Type: r.oneOf("type", "document", "record"), Note: r.optional("note"),
			Each: v.Get("each") != nil && r.truth("each"), where: map[string]map[string]string{},
		}
		for _, kind := range fields(v.Get("where")) {
			d.where[kind.Key] = map[string]string{}
			for _, f := range kind.Value.Fields {
				d.where[kind.Key][f.Key] = f.Value.Text
			}
			if !slices.Contains(d.Kinds, kind.Key) {
				r.fail("where %q is none of its kinds", kind.Key)
			}
		}
		if _, known := c.items[d.Clause]; !known {
			r.fail("clause %q is unknown", d.Clause)
		}
		c.documented = append(c.documented, d)
	}
}

// fields returns the fields of a mapping, none where there is nothing.
func fields(v *isms.Value) []isms.Field {
	if v == nil {
		return nil
	}
	return v.Fields
}

func (c *Catalog) readControls(r *reader) {
	controls := r.list("controls")
	allowed := r.root.Get("attribute_values")
	for _, v := range controls {
		r.at(v, v.Str("id"))
		r.attributes = allowed
		control := &Control{
			ID: r.text("id"), Title: r.text("title"),
			Theme:                   r.oneOf("theme", "organizational", "people", "physical", "technological"),
			ControlType:             r.attribute("control_type"),
			SecurityProperties:      r.attribute("security_properties"),
			CybersecurityConcepts:   r.attribute("cybersecurity_concepts"),
			OperationalCapabilities: r.attribute("operational_capabilities"),
			SecurityDomains:         r.attribute("security_domains"),
			NewIn2022:               r.truth("new_in_2022"), WrittenFormDemanded: r.truth("written_form_demanded"),
			Intent: r.text("intent"), Kinds: r.texts("kinds"), Evidence: r.texts("evidence"),
		}
		c.controls = append(c.controls, control)
		c.add(r, "controls", v, Item{ID: control.ID, Title: control.Title, Control: control})
	}
}

func (c *Catalog) add(r *reader, group string, v *isms.Value, item Item) {
	if _, twice := c.items[item.ID]; twice {
		r.fail("id %q stands twice", item.ID)
	}
	c.items[item.ID] = item
	c.raw[group][item.ID] = v
}

func (c *Catalog) readMapping(r *reader) {
	m := &Mapping{
		ID: r.text("id"), Name: r.text("name"),
		Relationship: r.oneOf("relationship", "correspondence", "intersects"),
		Source:       r.text("source"), Credit: r.optional("credit"),
		targets: map[string][]Target{},
	}
	if want := strings.TrimSuffix(path.Base(r.file), ".yaml"); m.ID != want {
		r.fail("id %q is not the name of the file", m.ID)
	}
	table := r.root.Get("mappings")
	if table == nil || table.Type != isms.Map || len(table.Fields) == 0 {
		r.fail("no %q", "mappings")
		return
	}
	for i := range table.Fields {
		f := &table.Fields[i]
		if _, known := c.items[f.Key]; !known {
			r.fail("requirement %q is unknown", f.Key)
		}
		m.targets[f.Key] = r.targets(f)
	}
	c.mappings = append(c.mappings, m)
}

// targets reads a plain list of ids, or lists of ids by basis.
func (r *reader) targets(f *isms.Field) []Target {
	targets := []Target{}
	take := func(basis string, ids *isms.Value) {
		for _, id := range r.strings(f.Key, ids) {
			targets = append(targets, Target{ID: id, Basis: basis})
		}
	}
	if f.Value.Type == isms.List {
		take("", &f.Value)
		return targets
	}
	for i := range f.Value.Fields {
		basis := &f.Value.Fields[i]
		if !slices.Contains([]string{"both", "one", "own"}, basis.Key) {
			r.fail("%q of %q is none of \"both\", \"one\", \"own\"", basis.Key, f.Key)
		}
		take(basis.Key, &basis.Value)
	}
	if len(targets) == 0 {
		r.fail("%q maps to nothing that can be read", f.Key)
	}
	return targets
}
