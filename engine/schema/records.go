package schema

import (
	"slices"
	"strconv"
	"strings"

	"ismsproof/engine/isms"
)

// Records returns the records of an artifact, well formed or not: its own first,
// then the records of its lists in the order of the file, each list after the
// record that holds it. A register gives a record of kind "register" (its header,
// with the kind it holds under "of") and its items.
//
// What has no id in text gives no record: nothing could refer to it, and Check
// says so. Records inside it are still returned, with a parent of empty id.
func (s *Set) Records(a *isms.Artifact) []*isms.Record {
	c := collector{set: s, artifact: a}
	if k, ok := s.byName[a.Kind]; ok && !k.Inner && k.Name != Register {
		if k.own != nil {
			return s.ownRecords(a, k)
		}
		c.record(k, nil, &a.Root, nil)
		return c.records
	}
	k, ok := s.plurals[a.Kind]
	if !ok || a.Root.Type != isms.Map {
		return nil
	}
	parent := isms.Key{Kind: Register, ID: a.Root.Str("id")}
	if parent.ID != "" {
		c.add(&isms.Record{Kind: Register, ID: parent.ID, Value: registerHeader(&a.Root, k.Name)})
	}
	items := a.Root.Get("items")
	if items == nil || items.Type != isms.List {
		return c.records
	}
	if k.own != nil {
		w := ownWalk{collector: c, root: &a.Root}
		w.elements(k, &parent, items, isms.Path{"items"}, "")
		return w.records
	}
	for i := range items.Items {
		c.record(k, &parent, &items.Items[i], isms.Path{"items", strconv.Itoa(i)})
	}
	return c.records
}

// registerHeader is the root of a register without its items. Its kind is what
// rules know it by, and "of" the kind that it holds.
func registerHeader(root *isms.Value, of string) *isms.Value {
	head := *root
	head.Fields = make([]isms.Field, 0, len(root.Fields)+1)
	at := isms.Field{KeyRange: root.Range, Value: isms.Value{Range: root.Range}}
	for _, f := range root.Fields {
		switch f.Key {
		case "items", "of":
			continue
		case "kind":
			at = f
			f.Value.Type, f.Value.Text = isms.String, Register
		}
		head.Fields = append(head.Fields, f)
	}
	at.Key = "of"
	at.Value = isms.Value{Type: isms.String, Text: of, Range: at.Value.Range}
	head.Fields = append(head.Fields, at)
	return &head
}

type collector struct {
	set      *Set
	artifact *isms.Artifact
	records  []*isms.Record
}

func (c *collector) add(r *isms.Record) {
	r.Artifact = c.artifact
	c.records = append(c.records, r)
}

// record adds v, a value of kind k, and the records inside it.
func (c *collector) record(k *Kind, parent *isms.Key, v *isms.Value, path isms.Path) {
	if v.Type != isms.Map {
		return
	}
	key := isms.Key{Kind: k.Name, ID: v.Str("id")}
	if key.ID != "" {
		c.add(&isms.Record{Kind: k.Name, ID: key.ID, Parent: parent, Path: path, Value: v})
	}
	walk(records, []*node{k.node()}, v, nil, func(at visit) bool {
		inner := at.records()
		if inner == nil || at.v.Type != isms.List {
			return inner == nil
		}
		for i := range at.v.Items {
			c.record(c.set.byName[inner.records], &key, &at.v.Items[i], slices.Concat(path, at.path, isms.Path{strconv.Itoa(i)}))
		}
		return false
	})
}

// A visit is one value of a record together with the schemas that describe it.
type visit struct {
	nodes []*node     // not empty
	v     *isms.Value // a key of a mapping stands as text
	path  isms.Path   // from the record to the value, or to the value of the key
}

// records returns the schema that says that the value is a list of records.
func (at visit) records() *node {
	for _, n := range at.nodes {
		for _, m := range n.flat {
			if m.records != "" {
				return m
			}
		}
	}
	return nil
}

// walk visits v and, where the visit returns true, the values inside it that may
// hold what is wanted, in the order of the file.
func walk(want mark, nodes []*node, v *isms.Value, path isms.Path, do func(visit) bool) {
	holds := false
	for _, n := range nodes {
		holds = holds || n.holds&want != 0
	}
	if !holds || !do(visit{nodes: nodes, v: v, path: path}) {
		return
	}
	switch v.Type {
	case isms.Map:
		for i := range v.Fields {
			f := &v.Fields[i]
			var below, names []*node
			for _, n := range nodes {
				below = n.field(below, f.Key, want)
				for _, m := range n.flat {
					if m.names != nil && m.names.holds&want != 0 {
						names = append(names, m.names)
					}
				}
			}
			if len(below)+len(names) == 0 {
				continue
			}
			inside := append(path[:len(path):len(path)], f.Key)
			if len(names) > 0 {
				do(visit{nodes: names, v: &isms.Value{Type: isms.String, Text: f.Key, Range: f.KeyRange}, path: inside})
			}
			walk(want, below, &f.Value, inside, do)
		}
	case isms.List:
		for i := range v.Items {
			var below []*node
			for _, n := range nodes {
				below = n.element(below, i, want)
			}
			if len(below) > 0 {
				walk(want, below, &v.Items[i], append(path[:len(path):len(path)], strconv.Itoa(i)), do)
			}
		}
	}
}

// marked calls do for every text of the record that the schema marks, lists of
// inner records excepted: those have references of their own.
func (s *Set) marked(r *isms.Record, do func(visit, *node)) {
	k, ok := s.byName[r.Kind]
	if !ok || r.Value == nil {
		return
	}
	var apart []found // records with a schema of their own have references of their own
	if k.own != nil && len(k.own.places) > 0 && k.node().holds&fields != 0 {
		apart = slices.DeleteFunc(k.registers(r.Value), func(f found) bool { return s.bare(f.kind, k) })
	}
	walk(fields, []*node{k.node()}, r.Value, nil, func(at visit) bool {
		if inner := at.records(); inner != nil && !s.bare(inner.records, k) || slices.ContainsFunc(apart, func(f found) bool { return f.v == at.v }) {
			return false
		}
		if at.v.Type == isms.String {
			for _, n := range at.nodes {
				for _, m := range n.flat {
					do(at, m)
				}
			}
		}
		return true
	})
}

// bare reports whether a kind says nothing about its records, so that what the schema
// around them says counts as said about the record around them.
func (s *Set) bare(kind string, around *Kind) bool {
	inner := s.byName[kind]
	return inner.own != nil && !inner.own.schema && inner.fam != around.fam
}

// References returns the fields of the record that name other records, in the order
// of the file, unresolved: Target and Dangles are for whoever knows the records.
//
// Kinds holds what the field may name in order of preference; "*" stands for any
// kind, "requirement" for a clause or control of the catalogue, "rule" for a rule.
// Where the text names its kind (`risk/R-1`), Kinds is that kind alone and ID what
// follows. A text that is no id at all is returned as it is, so that it dangles.
func (s *Set) References(r *isms.Record) []isms.Reference {
	var out []isms.Reference
	s.marked(r, func(at visit, n *node) {
		if len(n.refs) == 0 {
			return
		}
		ref := isms.Reference{From: r, Path: slices.Clone(at.path), Field: fieldName(r.Value, at.path), Kinds: n.refs, ID: at.v.Text}
		if kind, id, ok := strings.Cut(ref.ID, "/"); ok {
			_, known := s.byName[kind]
			if slices.Contains(n.refs, kind) || known && n.refs[0] == "*" {
				ref.Kinds, ref.ID = []string{kind}, id
			}
		}
		for i := range out { // alternatives of one field: any of their kinds will do
			if slices.Equal(out[i].Path, ref.Path) {
				if out[i].ID == ref.ID {
					out[i].Kinds = union(out[i].Kinds, ref.Kinds)
				}
				return
			}
		}
		out = append(out, ref)
	})
	return out
}

// Paths returns the fields of the record that name files of the repository,
// relative to the root of the ISMS. ID is the path as written; Kinds is empty.
func (s *Set) Paths(r *isms.Record) []isms.Reference {
	var out []isms.Reference
	s.marked(r, func(at visit, n *node) {
		if n.path && (len(out) == 0 || !slices.Equal(out[len(out)-1].Path, at.path)) {
			out = append(out, isms.Reference{From: r, Path: slices.Clone(at.path), Field: fieldName(r.Value, at.path), ID: at.v.Text})
		}
	})
	return out
}

func union(a, b []string) []string {
	all := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// fieldName joins a path without the indexes of lists: "treatment.owner".
func fieldName(v *isms.Value, path isms.Path) string {
	var fields []string
	for _, step := range path {
		if v.Type == isms.Map {
			fields = append(fields, step)
		}
		_, v = v.Locate(isms.Path{step})
	}
	return strings.Join(fields, ".")
}

// MayRefer returns the kinds that records of the kind may name, sorted, pseudo-kinds
// included; "*" means any. References of inner records are their own kind's.
func (s *Set) MayRefer(kind string) []string {
	k, ok := s.byName[kind]
	if !ok {
		return nil
	}
	var found []string
	seen := map[*node]bool{}
	var follow func(n *node)
	follow = func(n *node) {
		if n == nil || seen[n] {
			return
		}
		seen[n] = true
		if n.records != "" && !s.bare(n.records, k) {
			return
		}
		found = union(found, n.refs)
		for _, m := range n.flat {
			follow(m)
			for _, p := range m.props {
				follow(p)
			}
			for _, p := range m.patterns {
				follow(p.n)
			}
			for _, p := range append([]*node{m.rest, m.names, m.items}, m.prefix...) {
				follow(p)
			}
		}
	}
	follow(k.node())
	slices.Sort(found)
	return found
}
