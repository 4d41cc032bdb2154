package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"ismsproof/engine/isms"
)

// The parts of an id that no field holds.
const (
	AtPath   = "@path"   // the path of the file
	AtName   = "@name"   // its name without the ending
	AtFolder = "@folder" // the name of the folder it lies in
	AtParent = "@parent" // the id of the record that this one stands in; "" where there is none
)

var atParts = []string{AtPath, AtName, AtFolder, AtParent}

// Top is the place of a register that is the file itself.
const Top = "."

// An OwnKind is a kind that an organization declares beside the built-in ones, for
// files that were not written for this tool.
type OwnKind struct {
	Name   string // singular, snake_case
	Title  string // what people call it; "" takes the schema's title, or the name
	Plural string // the kind of a register of it; "" where it has none
	Schema string // path of its JSON Schema, as read knows it, or "path#/place" in it; "" where any mapping will do

	// ID is where the id of a record stands: paths of keys joined by ".", the texts
	// found there joined by "/", or one of the parts that no field holds, such as
	// AtPath. None means "id". Records of a mapping have its keys for ids.
	ID []string

	// Items are the places of records inside: a path of keys joined by "." that leads
	// to a list or a mapping, and the kind of what stands there. A path leads through
	// each element of a list; "*" is every key of a mapping. Top is the file itself,
	// a bare list or a mapping whose keys are ids; it is then no record of its own.
	Items map[string]string
}

// own is what an organization says about a kind of its own.
type own struct {
	ids    [][]string // parts of the id; a part that no field holds stands alone
	places []place    // of records inside, in order of their paths
	top    string     // the kind of the file's elements; "" where the file is a record
	schema bool       // whether a schema judges its records

	from *translation // its schema as it was written, until the set is whole
}

// place is where records stand inside others.
type place struct {
	steps []string
	kind  string
}

// reserved are the names that rules and commands give another meaning.
var reserved = []string{"*", "requirement", "rule", Record, "revision", "commit", Any, Register}

// Only returns a set of the named kinds with their inner kinds, and of registers: what
// is left where an organization judges by its own kinds alone. A name that the set
// does not know is passed over.
func (s *Set) Only(names ...string) *Set {
	out := &Set{byName: map[string]*Kind{}, plurals: map[string]*Kind{}}
	for _, k := range s.kinds {
		if k.Name != Register && !slices.Contains(names, k.Name) && !slices.Contains(names, k.Within) {
			continue
		}
		out.kinds = append(out.kinds, k)
		out.byName[k.Name] = k
		if k.Plural != "" {
			out.plurals[k.Plural] = k
		}
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "only %q of %s", slices.Sorted(maps.Keys(out.byName)), s.digest)
	out.digest = "sha256:" + hex.EncodeToString(sum.Sum(nil))
	return out
}

// With returns a set of the kinds of s and those of an organization.
//
// read returns the one value of a schema file, JSON or YAML, with its places. It is
// called with cleaned paths below the folders of the schemas alone, once per path and
// kind, and must refuse what is no plain file there, above all symbolic links.
//
// The error joins one [*Error] per fault: of a declaration with its Kind, of a schema
// file with File and Line. The digest of the new set covers all that was declared
// and read.
func (s *Set) With(kinds []OwnKind, read func(path string) (isms.Value, error)) (*Set, error) {
	out := &Set{kinds: slices.Clone(s.kinds), byName: maps.Clone(s.byName), plurals: maps.Clone(s.plurals)}
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n", s.digest)
	var faults []error
	for _, o := range slices.SortedFunc(slices.Values(kinds), func(a, b OwnKind) int { return compareText(a.Name, b.Name) }) {
		fmt.Fprintf(sum, "%q\n", o)
		k, err := out.declare(o)
		if err == nil {
			err = k.describe(o, read, sum)
		}
		if err != nil {
			faults = append(faults, err)
			continue
		}
		out.byName[k.Name] = k
		if k.Plural != "" {
			out.plurals[k.Plural] = k
		}
		out.kinds = append(out.kinds, k)
	}
	slices.SortFunc(out.kinds, byKindName)
	if len(faults) == 0 {
		faults = out.connect(kinds)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	out.digest = "sha256:" + hex.EncodeToString(sum.Sum(nil))
	return out, nil
}

// declare makes a kind of what an organization says about it.
func (s *Set) declare(o OwnKind) (*Kind, error) {
	fault := func(format string, args ...any) error {
		return &Error{Kind: o.Name, Code: "schema.kind", Reason: clip(fmt.Sprintf(format, args...))}
	}
	for _, name := range []string{o.Name, o.Plural} {
		switch other, taken := s.byName[name]; {
		case name == "" && name != o.Name: // no plural
		case !kindName.MatchString(name):
			return nil, fault("%s cannot be the name of a kind: lower case letters, digits and _, and a letter first", show(name))
		case slices.Contains(reserved, name):
			return nil, fault("%q has a meaning of its own and cannot be the name of a kind", name)
		case taken && other.own == nil:
			return nil, fault("%q is a built-in kind; choose another name", name)
		case taken:
			return nil, fault("the kind %q is declared already", name)
		}
		if other, taken := s.plurals[name]; taken {
			return nil, fault("%q is the plural of kind %q already", name, other.Name)
		}
	}
	if o.Plural == o.Name && o.Plural != "" {
		return nil, fault("the plural of %q is the name of the kind itself", o.Name)
	}
	about := &own{schema: o.Schema != ""}
	for _, id := range o.ID {
		steps, ok := steps(id)
		if strings.HasPrefix(id, "@") && !slices.Contains(atParts, id) || !ok || slices.Contains(steps, "*") {
			return nil, fault("the id part %s is neither a path of keys such as \"meta.id\" nor one of %s", show(id), strings.Join(atParts, ", "))
		}
		about.ids = append(about.ids, steps)
	}
	if o.ID == nil {
		about.ids = [][]string{{"id"}}
	}
	if len(about.ids) == 0 {
		return nil, fault("an id without parts names nothing")
	}
	for _, path := range slices.Sorted(maps.Keys(o.Items)) {
		if path == Top {
			about.top = o.Items[path]
			continue
		}
		steps, ok := steps(path)
		if !ok {
			return nil, fault("the place %s of its records is not a path of keys such as \"families.*.controls\"", show(path))
		}
		about.places = append(about.places, place{steps, o.Items[path]})
	}
	if about.top != "" && about.top != o.Name && len(about.places) > 0 {
		return nil, fault("%q makes the whole file a register of %s, so nothing else in it can be one: name what stands in a %s at that kind", Top, about.top, about.top)
	}
	return &Kind{Name: o.Name, Plural: o.Plural, Class: Item, Title: o.Title, Own: true, own: about}, nil
}

// steps takes a path apart; each step is a key or "*".
func steps(path string) ([]string, bool) {
	if slices.Contains(atParts, path) {
		return []string{path}, true
	}
	steps := strings.Split(path, ".")
	return steps, len(path) <= 1<<10 && !slices.Contains(steps, "")
}

// describe gives the kind its schema: what read finds, or any mapping.
func (k *Kind) describe(o OwnKind, read func(path string) (isms.Value, error), sum io.Writer) error {
	if o.Schema == "" {
		doc := map[string]any{"type": "object"}
		if k.own.top != "" && k.own.top != k.Name {
			doc = map[string]any{} // a list or a mapping, which Check sees to
		}
		k.fam = newFamily("", k.Name, map[string]any{k.Name: doc})
		k.adopt(doc)
		return nil
	}
	t, err := translate(o.Name, o.Schema, read)
	if err != nil {
		return err
	}
	if counted := false; len(t.faults) == 0 {
		counted = t.cost()
		k.fam = newFamily(o.Schema, k.Name, t.defs)
		k.fam.count = counted
	}
	if len(t.faults) > 0 {
		return errors.Join(t.err()...)
	}
	for _, name := range slices.Sorted(maps.Keys(t.files)) {
		fmt.Fprintf(sum, "%q\n", name)
		digestValue(sum, &t.files[name].root)
	}
	k.own.from = t
	k.adopt(t.defs[k.Name].(map[string]any))
	return nil
}

// digestValue writes v so that no two values give the same bytes. Places do not count.
func digestValue(sum io.Writer, v *isms.Value) {
	fmt.Fprintf(sum, "%d %q %d\n", v.Type, v.Text, len(v.Items)+len(v.Fields))
	for i := range v.Items {
		digestValue(sum, &v.Items[i])
	}
	for i := range v.Fields {
		fmt.Fprintf(sum, "%q ", v.Fields[i].Key)
		digestValue(sum, &v.Fields[i].Value)
	}
}

// adopt takes doc, a definition of the kind's family, for the schema of the kind.
func (k *Kind) adopt(doc map[string]any) {
	k.doc, k.root = doc, "/$defs/"+escapePointer(k.Name)
	if k.Title == "" {
		k.Title, _ = doc["title"].(string)
	}
	if k.Title == "" {
		k.Title = k.Name
	}
	k.Description, _ = doc["description"].(string)
	k.compiled = sync.OnceValues(k.compile)
}

// connect checks that what kinds say stands inside them is a kind of records, and
// makes kinds of what only a schema declares.
func (s *Set) connect(kinds []OwnKind) []error {
	fresh := func(name string) bool {
		return slices.ContainsFunc(kinds, func(o OwnKind) bool { return o.Name == name })
	}
	var faults []error
	for _, o := range kinds {
		if k := s.byName[o.Name]; k.own.from != nil {
			faults = append(faults, s.declared(k, fresh)...)
		}
	}
	names := make([]string, 0, len(s.kinds))
	for _, k := range s.kinds {
		if k.Name != Register {
			names = append(names, k.Name)
		}
	}
	for _, o := range kinds {
		k := s.byName[o.Name]
		for _, path := range slices.Sorted(maps.Keys(o.Items)) {
			to := o.Items[path]
			inner, known := s.byName[to]
			if !known || to == Register {
				faults = append(faults, &Error{Kind: o.Name, Code: "schema.kind", Reason: clip(fmt.Sprintf(
					"its records at %s are of the unknown kind %s%s", show(path), show(to), didYouMean(to, names)))})
				continue
			}
			if fresh(to) && inner.Within == "" && inner != k {
				inner.Within = k.Name
			}
			if fresh(to) && inner.Within == k.Name && path != Top {
				inner.Lists = append(inner.Lists, path)
			}
		}
		if k.own.from != nil {
			faults = append(faults, s.named(k, names)...)
			k.own.from = nil
		}
	}
	return faults
}

// declared makes kinds of the definitions that lists of the schema of k hold and that
// are no kinds yet.
func (s *Set) declared(k *Kind, fresh func(name string) bool) []error {
	var faults []error
	for _, list := range k.own.from.inner {
		inner, known := s.byName[list.kind]
		if known && (!inner.Inner || inner.Within != k.Name) && list.kind != Register {
			if doc, described := k.fam.defs[list.kind].(map[string]any); described && fresh(list.kind) && !inner.own.schema && inner.fam.file == "" {
				inner.fam = k.fam // its parent's schema judges it
				inner.adopt(doc)
			}
			continue
		}
		if known && inner.Within == k.Name {
			if !slices.Contains(inner.Lists, list.field) {
				inner.Lists = append(inner.Lists, list.field)
			}
			continue
		}
		doc, ok := k.fam.defs[list.kind].(map[string]any)
		if _, plural := s.plurals[list.kind]; !ok || plural || slices.Contains(reserved, list.kind) {
			faults = append(faults, &Error{File: list.file.path, Line: list.at.Start.Line, Kind: k.Name, Code: "schema.kind", Reason: fmt.Sprintf(
				"\"x-records\" names the kind %q, which neither `kinds` nor the definitions of the schema describe", list.kind)})
			continue
		}
		inner = &Kind{Name: list.kind, Class: Item, Inner: true, Own: true, Within: k.Name, Lists: []string{list.field}, fam: k.fam,
			own: &own{ids: [][]string{{"id"}}}}
		inner.adopt(doc)
		s.byName[inner.Name] = inner
		s.kinds = append(s.kinds, inner)
	}
	slices.SortFunc(s.kinds, byKindName)
	return faults
}

// named checks the kinds that references of the schema of k may name.
func (s *Set) named(k *Kind, names []string) []error {
	var faults []error
	for _, ref := range k.own.from.refs {
		for _, to := range ref.kinds {
			if _, known := s.byName[to]; known || slices.Contains(pseudo, to) {
				continue
			}
			hint := didYouMean(to, names)
			if plural, ok := s.plurals[to]; ok {
				hint = fmt.Sprintf("; did you mean %q?", plural.Name)
			}
			faults = append(faults, &Error{File: ref.file.path, Line: ref.at.Start.Line, Kind: k.Name, Code: "schema.kind",
				Reason: clip(fmt.Sprintf("an \"x-ref\" names the unknown kind %s%s", show(to), hint))})
		}
	}
	return faults
}

// Holds returns the kinds whose records may stand inside records of the kind, at any
// depth, sorted.
func (s *Set) Holds(kind string) []string {
	var names []string
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for next := []string{kind}; len(next) > 0; next = next[1:] {
		before := len(names)
		k, ok := s.byName[next[0]]
		if !ok {
			continue
		}
		for _, inner := range s.kinds {
			if inner.Inner && inner.Within == k.Name {
				add(inner.Name)
			}
		}
		if k.own != nil {
			for _, to := range k.records() {
				add(to)
			}
			add(k.own.top)
			for _, p := range k.own.places {
				add(p.kind)
			}
		}
		next = append(next, names[before:]...)
	}
	slices.Sort(names)
	return names
}
