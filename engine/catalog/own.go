package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

// A Framework is requirements that an organization brings beside the standard.
type Framework struct {
	ID, Title string
}

// What a framework file may say: of itself, of a clause, of a control.
var (
	ownKeys    = []string{"id", "title", "standard", "amendment", "count", "clauses", "controls"}
	clauseKeys = []string{
		"id", "title", "parent", "leaf", "requirement", "documented", "checkable", "kinds",
		"auditor_asks", "typical_major", "typical_minor", "machine", "unseen",
	}
	controlKeys = []string{
		"id", "title", "theme", "control_type", "security_properties", "cybersecurity_concepts", "operational_capabilities",
		"security_domains", "new_in_2022", "written_form_demanded", "intent", "kinds", "evidence",
	}
)

// With returns a catalogue that holds the requirements of a framework besides those of
// c, which stays as it is. The file has the shape of ours: `clauses` or `controls` or
// both, each a list of mappings with `id` and `title`; every other field may be left
// out. Its own id is `id`, else the name of the file. Text is the bytes of the file and
// root its value. The error names file and line.
//
// Rules see it under data.catalog.frameworks[<id of the framework>], apart from the
// clauses and controls of the standard.
func (c *Catalog) With(file string, text []byte, root *isms.Value) (*Catalog, error) {
	own := *c
	own.items, own.raw = maps.Clone(c.items), maps.Clone(c.raw)
	own.clauses, own.controls = slices.Clip(c.clauses), slices.Clip(c.controls)
	own.frameworks = slices.Clip(c.frameworks)
	r := &ownReader{file: file, catalog: &own}
	if root.Type != isms.Map {
		return nil, fmt.Errorf("%s:%d: a framework is a mapping with `clauses` or `controls`", file, root.Range.Start.Line)
	}
	r.keys(root, ownKeys)
	base := path.Base(file)
	r.framework = Framework{ID: r.text(root, "id", strings.TrimSuffix(base, path.Ext(base))), Title: r.text(root, "title", r.text(root, "standard", ""))}
	if r.framework.Title == "" {
		r.framework.Title = r.framework.ID
	}
	if slices.ContainsFunc(c.frameworks, func(f Framework) bool { return f.ID == r.framework.ID }) {
		r.fail(root, "id", "the framework %q was read from another file already", r.framework.ID)
	}
	if root.Get("clauses") == nil && root.Get("controls") == nil {
		r.fail(root, "", "a framework without `clauses` and `controls` demands nothing")
	}
	r.clauses(root)
	r.controls(root)
	if r.err != nil {
		return nil, r.err
	}
	own.frameworks = append(own.frameworks, r.framework)
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n%s\n%d\n", c.digest, file, len(text))
	sum.Write(text)
	own.digest = "sha256:" + hex.EncodeToString(sum.Sum(nil))
	return &own, nil
}

// Frameworks returns the frameworks besides the standard, in the order they were added.
func (c *Catalog) Frameworks() []Framework { return slices.Clone(c.frameworks) }

// Framework returns the framework called id, or one without a title.
func (c *Catalog) Framework(id string) Framework {
	for _, f := range c.frameworks {
		if f.ID == id {
			return f
		}
	}
	return Framework{ID: id}
}

// An ownReader reads a framework and keeps the first thing that is wrong.
type ownReader struct {
	file      string
	catalog   *Catalog
	framework Framework
	err       error
}

func (r *ownReader) fail(v *isms.Value, key, format string, args ...any) {
	if r.err != nil {
		return
	}
	at := isms.Path{key}
	if key == "" {
		at = nil
	}
	place, _ := v.Locate(at)
	r.err = fmt.Errorf("%s:%d: %s", r.file, place.Start.Line, fmt.Sprintf(format, args...))
}

// keys refuses fields that nobody knows.
func (r *ownReader) keys(v *isms.Value, known []string) {
	for _, f := range v.Fields {
		if slices.Contains(known, f.Key) || strings.HasPrefix(f.Key, "x-") {
			continue
		}
		hint := ""
		if near := isms.Nearest(f.Key, known); near != "" {
			hint = fmt.Sprintf("; did you mean %q?", near)
		}
		r.fail(v, f.Key, "unknown key %q%s", f.Key, hint)
	}
}

// text returns the text under key, or otherwise where there is none.
func (r *ownReader) text(v *isms.Value, key, otherwise string) string {
	x := v.Get(key)
	switch {
	case x == nil:
		return otherwise
	case x.Type != isms.String:
		r.fail(v, key, "%q is %s, not text: quote it", key, x.Type)
	}
	return x.Text
}

func (r *ownReader) oneOf(v *isms.Value, key, otherwise string, known ...string) string {
	s := r.text(v, key, otherwise)
	if !slices.Contains(known, s) {
		r.fail(v, key, "%q is %q, not one of %s", key, s, strings.Join(known, ", "))
	}
	return s
}

func (r *ownReader) truth(v *isms.Value, key string, otherwise bool) bool {
	x := v.Get(key)
	if x == nil {
		return otherwise
	}
	if x.Type != isms.Bool {
		r.fail(v, key, "%q is %s, not true or false", key, x.Type)
	}
	return x.Text == "true"
}

func (r *ownReader) texts(v *isms.Value, key string) []string {
	x := v.Get(key)
	if x == nil {
		return nil
	}
	if x.Type != isms.List {
		r.fail(v, key, "%q is %s, not a list", key, x.Type)
	}
	var out []string
	for _, item := range x.Items {
		if item.Type != isms.String {
			r.fail(v, key, "%q holds %s, not text", key, item.Type)
		}
		out = append(out, item.Text)
	}
	return out
}

// each calls do for every entry of a list of the framework.
func (r *ownReader) each(root *isms.Value, key string, known []string, do func(v *isms.Value, id, title string)) {
	list := root.Get(key)
	if list == nil {
		return
	}
	if list.Type != isms.List || len(list.Items) == 0 {
		r.fail(root, key, "%q is not a list of mappings", key)
	}
	for i := range list.Items {
		v := &list.Items[i]
		if v.Type != isms.Map {
			r.fail(v, "", "an entry of %q is %s, not a mapping", key, v.Type)
			continue
		}
		r.keys(v, known)
		id, title := r.text(v, "id", ""), r.text(v, "title", "")
		switch {
		case id == "":
			r.fail(v, "id", "an entry of %q has no id", key)
		case title == "":
			r.fail(v, "title", "%q has no title", id)
		}
		do(v, id, title)
	}
}

func (r *ownReader) clauses(root *isms.Value) {
	heads := map[string]bool{}
	for _, v := range root.Get("clauses").List() {
		heads[v.Str("parent")] = true
	}
	r.each(root, "clauses", clauseKeys, func(v *isms.Value, id, title string) {
		clause := &Clause{
			ID: id, Title: title, Parent: r.text(v, "parent", ""), Leaf: r.truth(v, "leaf", !heads[id]),
			Requirement: r.text(v, "requirement", ""), Documented: r.oneOf(v, "documented", "none", "none", "document", "record"),
			Checkable: Checkable(r.oneOf(v, "checkable", string(Partial), string(Full), string(Partial), string(Human))),
			Kinds:     r.texts(v, "kinds"), AuditorAsks: r.text(v, "auditor_asks", ""),
			TypicalMajor: r.text(v, "typical_major", ""), TypicalMinor: r.text(v, "typical_minor", ""), Machine: r.text(v, "machine", ""), Unseen: r.text(v, "unseen", ""),
		}
		if above, known := r.catalog.items[clause.Parent]; clause.Parent != "" && (!known || above.Clause == nil || above.Framework != r.framework.ID) {
			r.fail(v, "parent", "parent %q of %q is no clause above it", clause.Parent, id)
		}
		r.catalog.clauses = append(r.catalog.clauses, clause)
		r.add(v, Item{ID: id, Title: title, Clause: clause, Framework: r.framework.ID})
	})
}

func (r *ownReader) controls(root *isms.Value) {
	r.each(root, "controls", controlKeys, func(v *isms.Value, id, title string) {
		control := &Control{
			ID: id, Title: title, Theme: r.text(v, "theme", ""), ControlType: r.texts(v, "control_type"),
			SecurityProperties: r.texts(v, "security_properties"), CybersecurityConcepts: r.texts(v, "cybersecurity_concepts"),
			OperationalCapabilities: r.texts(v, "operational_capabilities"), SecurityDomains: r.texts(v, "security_domains"),
			NewIn2022: r.truth(v, "new_in_2022", false), WrittenFormDemanded: r.truth(v, "written_form_demanded", false),
			Intent: r.text(v, "intent", ""), Kinds: r.texts(v, "kinds"), Evidence: r.texts(v, "evidence"),
		}
		r.catalog.controls = append(r.catalog.controls, control)
		r.add(v, Item{ID: id, Title: title, Control: control, Framework: r.framework.ID})
	})
}

// add takes a requirement up. What the standard or another framework calls so keeps
// its name: a rule that names it must mean one thing.
func (r *ownReader) add(v *isms.Value, item Item) {
	if isms.OfScheme(item.ID) {
		r.fail(v, "id", "%q starts with %q, and such ids are conditions of the certification scheme", item.ID, isms.SchemePrefix)
	}
	if other, taken := r.catalog.items[item.ID]; taken {
		whose := "this framework"
		if other.Framework != r.framework.ID {
			whose = "the standard"
			if other.Framework != "" {
				whose = fmt.Sprintf("the framework %q", other.Framework)
			}
		}
		r.fail(v, "id", "%q is the id of a requirement of %s already", item.ID, whose)
	}
	r.catalog.items[item.ID] = item
	group := "frameworks/" + r.framework.ID + "/clauses"
	if item.Control != nil {
		group = "frameworks/" + r.framework.ID + "/controls"
	}
	fields := maps.Clone(r.catalog.raw[group])
	if fields == nil {
		fields = map[string]*isms.Value{}
	}
	fields[item.ID] = v
	r.catalog.raw[group] = fields
}
