package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// snapshot is the contents of a tree with its records found by id and its
// references resolved.
type snapshot struct {
	*contents
	byKey   map[entityKey]*isms.Record // where two records claim one id, the first
	twins   map[*isms.Record]*isms.Record
	isms    *isms.Record // the organization's own record, or a stand-in without artifact
	inbound map[entityKey][]isms.Reference
	blanks  []policy.Blank
}

type entityKey struct {
	entity string
	isms.Key
}

// index finds records by id and resolves references. What does not resolve is a
// problem, or undecided where the target may stand in a file nobody could read.
func (d *Definitions) index(c *contents) *snapshot {
	s := &snapshot{
		contents: c,
		byKey:    make(map[entityKey]*isms.Record, len(c.records)),
		twins:    map[*isms.Record]*isms.Record{},
		inbound:  map[entityKey][]isms.Reference{},
	}
	for _, r := range c.records {
		key := entityKey{r.Entity, r.Key()}
		if first, taken := s.byKey[key]; taken {
			s.twins[r] = first
			continue
		}
		s.byKey[key] = r
		if r.Kind == "isms" && (s.isms == nil || r.Artifact.Path == configFile) {
			s.isms = r
		}
	}
	if s.isms == nil {
		s.isms = &isms.Record{Kind: "isms", ID: "isms", Value: &isms.Value{Type: isms.Map, Range: firstLine}}
	}
	for _, b := range c.blanks {
		blank := policy.Blank{Path: b.path, Kind: b.kind}
		if b.kind != "" {
			blank.Inner = inner(d.Schemas, b.kind)
			blank.MayRefer = d.mayRefer(append([]string{b.kind}, blank.Inner...))
		}
		s.blanks = append(s.blanks, blank)
	}
	for i := range c.refs {
		d.resolve(s, &c.refs[i])
	}
	return s
}

// mayRefer returns the kinds that records of any of kinds may refer to; nil: any.
func (d *Definitions) mayRefer(kinds []string) []string {
	out := []string{}
	for _, k := range kinds {
		for _, named := range d.Schemas.MayRefer(k) {
			if named == "*" {
				return nil
			}
			out = append(out, named)
		}
	}
	return out
}

// resolve sets the target of a reference: the first of its kinds that has the id,
// in the record's own entity or in the hub.
func (d *Definitions) resolve(s *snapshot, r *isms.Reference) {
	for _, key := range d.candidates(r) {
		for _, entity := range []string{r.From.Entity, ""} {
			target := entityKey{entity, key}
			if s.byKey[target] == nil && !d.outside(key) {
				continue
			}
			r.Target = key
			s.inbound[target] = append(s.inbound[target], *r)
			return
		}
	}
	// A kind that nobody has described yet cannot be looked up: nobody can say
	// that a record of it is missing.
	r.Dangles = !slices.ContainsFunc(r.Kinds, d.undescribed)
}

// undescribed says whether kind is known by name alone.
func (d *Definitions) undescribed(kind string) bool {
	_, known := d.Schemas.Kind(kind)
	return !known && kind != "*" && kind != pseudoRequirement && kind != pseudoRule
}

// candidates lists what a reference may name, in order of preference.
func (d *Definitions) candidates(r *isms.Reference) []isms.Key {
	if slices.Contains(r.Kinds, "*") {
		var keys []isms.Key
		for _, k := range d.Schemas.Kinds() {
			keys = append(keys, isms.Key{Kind: k.Name, ID: r.ID})
		}
		return keys
	}
	keys := make([]isms.Key, len(r.Kinds))
	for i, kind := range r.Kinds {
		keys[i] = isms.Key{Kind: kind, ID: r.ID}
	}
	return keys
}

// The pseudo-kinds of references that name no record.
const (
	pseudoRequirement = "requirement"
	pseudoRule        = "rule"
)

// outside says whether key names a requirement of the catalogue or a rule.
func (d *Definitions) outside(key isms.Key) bool {
	switch key.Kind {
	case pseudoRequirement:
		_, ok := d.Catalog.Requirement(key.ID)
		return ok
	case pseudoRule:
		return d.Rule(key.ID) != nil
	}
	return false
}

// problems of the whole: what no file shows by itself.
func (d *Definitions) problems(s *snapshot) (found []isms.Finding, unknown []isms.Undecided) {
	for _, r := range s.records {
		if first := s.twins[r]; first != nil {
			at := r.Value.Field("id")
			where := r.Value.Range
			if at != nil {
				where = at.KeyRange
			}
			found = append(found, isms.Finding{
				Rule: d.Own[ruleUnique], Entity: r.Entity, Kind: r.Kind, ID: r.ID, Path: r.Artifact.Path,
				Range: where, At: slices.Concat(r.Path, isms.Path{"id"}), Locus: "id",
				Message: fmt.Sprintf("%s %q is already at %s:%d", r.Kind, r.ID, first.Artifact.Path, first.Value.Range.Start.Line),
			})
		}
	}
	for i := range s.refs {
		if s.refs[i].Dangles {
			d.dangling(s, &s.refs[i], &found, &unknown)
		}
	}
	for i := range s.paths {
		ref := &s.paths[i]
		if s.files[ref.ID] || s.folder(ref.ID) {
			continue
		}
		f := d.findingAt(ref.From, d.Own[ruleLinks], ref.Path)
		f.Message = fmt.Sprintf("%q is not a file of the repository", ref.ID)
		f.Locus = ref.Field + " " + ref.ID
		found = append(found, f)
	}
	if s.isms.Artifact == nil && !s.unreadable(configFile) {
		found = append(found, isms.Finding{
			Rule: d.Own[ruleNoConfig], Kind: "isms", ID: "isms", Path: configFile, Range: firstLine,
			Message: fmt.Sprintf("there is no %s at the root of the ISMS", configFile),
		})
	}
	return found, unknown
}

// folder says whether files stand under path.
func (s *snapshot) folder(path string) bool {
	prefix := strings.TrimSuffix(path, "/") + "/"
	for f := range s.files {
		if strings.HasPrefix(f, prefix) {
			return true
		}
	}
	return path == "." || path == ""
}

func (s *snapshot) unreadable(path string) bool {
	return slices.ContainsFunc(s.blanks, func(b policy.Blank) bool { return b.Path == path })
}

// dangling reports a reference that names nothing. Where what it names may stand
// in a file nobody could read, nobody knows.
func (d *Definitions) dangling(s *snapshot, r *isms.Reference, found *[]isms.Finding, unknown *[]isms.Undecided) {
	f := d.findingAt(r.From, d.Own[ruleLinks], r.Path)
	for _, b := range s.blanks {
		if b.Kind == "" || slices.Contains(r.Kinds, "*") || slices.Contains(r.Kinds, b.Kind) ||
			slices.ContainsFunc(b.Inner, func(k string) bool { return slices.Contains(r.Kinds, k) }) {
			*unknown = append(*unknown, isms.Undecided{
				Rule: f.Rule, Entity: f.Entity, Kind: f.Kind, ID: f.ID, Path: f.Path, Range: f.Range,
				Reason: fmt.Sprintf("%q may stand in %q, which could not be read", r.ID, b.Path),
			})
			return
		}
	}
	f.Message = fmt.Sprintf("%s names %q, but there is no such %s", r.Field, r.ID, orList(kindWords(r.Kinds)))
	if near := d.nearest(s, r); near != "" {
		f.Message += fmt.Sprintf("; did you mean %q?", near)
	}
	*found = append(*found, f)
}

// kindWords turns kinds into words for messages.
func kindWords(kinds []string) []string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		switch k {
		case pseudoRequirement:
			words[i] = "requirement of the standard"
		case "*":
			words[i] = "record"
		default:
			words[i] = strings.ReplaceAll(k, "_", " ")
		}
	}
	return words
}

// orList joins words as "a, b or c".
func orList(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " or " + words[n-1]
	}
	return strings.Join(words, "")
}

// nearest returns the existing id most like the one a reference names, or "".
func (d *Definitions) nearest(s *snapshot, r *isms.Reference) string {
	var known []string
	for key := range s.byKey {
		if slices.Contains(r.Kinds, key.Kind) {
			known = append(known, key.ID)
		}
	}
	if slices.Contains(r.Kinds, pseudoRequirement) {
		for _, near := range d.Catalog.Suggest(r.ID) {
			return near
		}
	}
	return isms.Nearest(r.ID, known)
}

// findingAt makes a finding of rule at a path inside a record.
func (d *Definitions) findingAt(r *isms.Record, rule *isms.Rule, at isms.Path) isms.Finding {
	f := isms.Finding{
		Rule: rule, Grade: rule.Grade, Entity: r.Entity, Kind: r.Kind, ID: r.ID,
		Path: configFile, Range: firstLine, At: slices.Concat(r.Path, at), Locus: locus(r.Value, at),
	}
	if r.Artifact != nil {
		f.Path = r.Artifact.Path
		f.Range, _ = r.Value.Locate(at)
		if len(at) == 0 {
			f.Range = start(r)
		}
	}
	return f
}

// start is where a record begins: its first key.
func start(r *isms.Record) isms.Range {
	if r.Value.Type == isms.Map && len(r.Value.Fields) > 0 {
		return r.Value.Fields[0].KeyRange
	}
	return r.Value.Range
}

// locus names a place inside a record so that reordering does not change it: list
// indexes are replaced by the id of the element, or by its text.
func locus(v *isms.Value, at isms.Path) string {
	parts := make([]string, 0, len(at))
	for _, step := range at {
		var next *isms.Value
		name := step
		if items := v.List(); items != nil {
			if i := index(step, len(items)); i >= 0 {
				next = &items[i]
				name = cmp.Or(next.Str("id"), next.Text, step)
			}
		} else if v != nil {
			next = v.Get(step)
		}
		parts = append(parts, name)
		v = next
	}
	return strings.Join(parts, "/")
}

// index reads a list index below n, or returns -1.
func index(step string, n int) int {
	i := 0
	for _, r := range step {
		if r < '0' || r > '9' || i > n {
			return -1
		}
		i = i*10 + int(r-'0')
	}
	if step == "" || i >= n {
		return -1
	}
	return i
}
