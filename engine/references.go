package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

// The pseudo-kinds of references that name no record.
const (
	pseudoRequirement = "requirement"
	pseudoRule        = "rule"
)

// seek takes a reference in: it is told when what it may name comes or goes.
func (w *walk) seek(r *reference, t *touched) {
	for _, kind := range r.Kinds {
		for _, entity := range slices.Compact([]string{r.From.Entity, ""}) {
			key := entityKey{entity, isms.Key{Kind: kind, ID: r.ID}}
			if kind == "*" {
				key.entity = ""
			}
			r.seeks = append(r.seeks, key)
			put(w.seekers, key, r)
		}
	}
	t.refs[r] = struct{}{}
}

// unseek takes back the references of a file whose records are gone.
func (w *walk) unseek(f *file, gone set[*isms.Record], t *touched) {
	seen := set[entityKey]{}
	for i := range f.refs {
		ref := &f.refs[i]
		for _, kind := range ref.Kinds {
			for _, entity := range []string{ref.From.Entity, ""} {
				key := entityKey{entity, isms.Key{Kind: kind, ID: ref.ID}}
				if _, done := seen[key]; done {
					continue
				}
				seen[key] = struct{}{}
				for r := range w.seekers[key] {
					if _, is := gone[r.From]; is {
						w.forget(r, t)
					}
				}
			}
		}
	}
}

func (w *walk) forget(r *reference, t *touched) {
	for _, key := range r.seeks {
		delete(w.seekers[key], r)
		if len(w.seekers[key]) == 0 {
			delete(w.seekers, key)
		}
	}
	w.aim(r, nil, t)
	w.end(r)
	delete(w.dangling, r)
	delete(t.refs, r)
}

// aim points a reference at a target, or at nothing.
func (w *walk) aim(r *reference, target *entityKey, t *touched) {
	if r.target != nil {
		delete(w.inbound[*r.target], r)
		if len(w.inbound[*r.target]) == 0 {
			delete(w.inbound, *r.target)
		}
		t.targets[*r.target] = struct{}{}
	}
	if r.target = target; target != nil {
		r.Target = target.Key
		put(w.inbound, *target, r)
		t.targets[*target] = struct{}{}
	}
}

// wake marks the references that may name key, which came or went.
func (w *walk) wake(key entityKey, t *touched) {
	for _, k := range []entityKey{key, {"", isms.Key{Kind: "*", ID: key.ID}}} {
		for r := range w.seekers[k] {
			t.refs[r] = struct{}{}
		}
	}
}

// settleReferences resolves the references that the step touched. Where a file
// became unreadable or readable, every dangling one is looked at again: whether it
// is an accusation depends on what nobody could read.
func (w *walk) settleReferences(t *touched) {
	for r := range t.refs {
		target := w.resolve(r)
		if target == nil || r.target == nil || *target != *r.target {
			w.aim(r, target, t)
		}
		if target != nil || slices.ContainsFunc(r.Kinds, w.d.undescribed) {
			delete(w.dangling, r)
			w.end(r)
		} else {
			w.dangling[r] = struct{}{}
		}
	}
	for r := range w.dangling {
		if _, fresh := t.refs[r]; fresh || t.blanks {
			w.end(r)
			w.accuse(r)
		}
	}
}

// resolve returns what a reference names: the first of its kinds that has the id,
// in the record's own entity or in the hub; nil where nothing does.
func (w *walk) resolve(r *reference) *entityKey {
	for _, key := range r.seeks {
		if key.Kind != "*" {
			if len(w.claims[key]) > 0 || w.d.outside(key.Key) {
				return &key
			}
			continue
		}
		for _, k := range w.d.Schemas.Kinds() {
			for _, entity := range []string{r.From.Entity, ""} {
				named := entityKey{entity, isms.Key{Kind: k.Name, ID: r.ID}}
				if len(w.claims[named]) > 0 {
					return &named
				}
			}
		}
	}
	return nil
}

// undescribed says whether kind is known by name alone: nobody can say that a
// record of it is missing.
func (d *Definitions) undescribed(kind string) bool {
	_, known := d.Schemas.Kind(kind)
	return !known && kind != "*" && kind != pseudoRequirement && kind != pseudoRule
}

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

// referrers returns who refers to target now.
func (w *walk) referrers(target entityKey) []isms.Reference {
	out := make([]isms.Reference, 0, len(w.inbound[target]))
	for r := range w.inbound[target] {
		out = append(out, r.Reference)
	}
	return out
}

// end closes what is found about a reference.
func (w *walk) end(r *reference) {
	if r.fact != nil {
		r.fact.to, r.fact = w.point, nil
	}
	if r.blind != nil {
		r.blind.to, r.blind = w.point, nil
	}
}

// accuse opens the finding about a reference that names nothing. Where what it
// names may stand in a file nobody could read, nobody knows.
func (w *walk) accuse(r *reference) {
	f := findingAt(r.From, w.d.Own[ruleLinks], r.Path)
	if path := w.mayHold(r); path != "" {
		r.blind = &blindness{isms.Undecided{
			Rule: f.Rule, Entity: f.Entity, Kind: f.Kind, ID: f.ID, Path: f.Path, Range: f.Range,
			Reason: fmt.Sprintf("%q may stand in %q, which could not be read", r.ID, path),
		}, w.point, -1}
		w.blind = append(w.blind, r.blind)
		return
	}
	f.Message = fmt.Sprintf("%s names %q, but there is no such %s", r.Field, r.ID, orList(kindWords(r.Kinds)))
	r.fact = w.open(f)
	r.fact.seeks = r
}

// mayHold returns the first file that could not be read and may hold what a
// reference names, or "".
func (w *walk) mayHold(r *reference) string {
	wanted := func(kind string) bool { return slices.Contains(r.Kinds, kind) }
	first := ""
	for path, list := range w.blanks {
		if first != "" && first <= path {
			continue
		}
		for _, b := range list {
			if b.Kind == "" || wanted("*") || wanted(b.Kind) || slices.ContainsFunc(b.Inner, wanted) {
				first = path
			}
		}
	}
	return first
}

// suggestion is what the reader of a report is told besides: which id was meant.
// It belongs to the whole tree, not to the fact, which lives on while ids come and
// go.
func (w *walk) suggestion(f *fact) string {
	if f.seeks == nil {
		return ""
	}
	if near := w.nearest(f.seeks); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

// nearest returns the existing id most like the one a reference names, or "".
func (w *walk) nearest(r *reference) string {
	var known []string
	for key := range w.claims {
		if slices.Contains(r.Kinds, key.Kind) {
			known = append(known, key.ID)
		}
	}
	if slices.Contains(r.Kinds, pseudoRequirement) {
		known = append(known, w.d.Catalog.Suggest(r.ID)...)
	}
	return isms.Nearest(r.ID, known)
}

// settlePaths looks at the references to paths that came or went.
func (w *walk) settlePaths(t *touched) {
	for name := range t.paths {
		for r := range w.paths[name] {
			clean := strings.TrimSuffix(name, "/")
			switch exists := w.exists[clean] > 0 || clean == "." || clean == ""; {
			case exists:
				w.end(r)
			case r.fact == nil:
				f := findingAt(r.From, w.d.Own[ruleLinks], r.Path)
				f.Message = fmt.Sprintf("%q is not a file of the repository", r.ID)
				f.Locus = r.Field + " " + r.ID
				r.fact = w.open(f)
			}
		}
	}
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

// findingAt makes a finding of rule at a path inside a record.
func findingAt(r *isms.Record, rule *isms.Rule, at isms.Path) isms.Finding {
	f := isms.Finding{
		Rule: rule, Grade: rule.Grade, Entity: r.Entity, Kind: r.Kind, ID: r.ID,
		Path: configFile, Range: firstLine, At: slices.Concat(r.Path, at), Locus: locus(r.Value, at),
	}
	if r.Artifact != nil {
		f.Path = r.Artifact.Path
		f.Range, _ = r.Value.Locate(at)
	}
	return f
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
