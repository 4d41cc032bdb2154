package engine

import (
	"fmt"
	"slices"
	"strings"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// The pseudo-kinds of references that name no record.
const (
	pseudoRequirement = "requirement"
	pseudoRule        = "rule"
)

// seek takes a reference in: it is told when what it may name comes or goes.
func (w *walk) seek(r *reference, t *touched) {
	w.taken[r.pointer] = r
	for _, kind := range r.kinds {
		for _, entity := range slices.Compact([]string{r.from.entity, ""}) {
			key := entityKey{entity, isms.Key{Kind: kind, ID: r.id}}
			if kind == "*" {
				key.entity = ""
			}
			r.seeks = append(r.seeks, key)
			put(w.seekers, key, r)
		}
	}
	t.refs[r] = struct{}{}
}

// forget takes a reference back.
func (w *walk) forget(r *reference, t *touched) {
	delete(w.taken, r.pointer)
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
	by := policy.Referrer{Kind: r.from.Kind, ID: r.from.ID, Field: r.field}
	if r.target != nil {
		t.targets[referral{*r.target, by}]--
	}
	if r.target = target; target != nil {
		t.targets[referral{*target, by}]++
	}
}

// referral is one field of one record that names another record.
type referral struct {
	target entityKey
	by     policy.Referrer
}

// settleReferrals tells the line who refers to what from now on. A record that was
// written again and names the same as before changes nothing.
func (w *walk) settleReferrals(t *touched) {
	for r, n := range t.targets {
		if n == 0 {
			continue
		}
		if w.inbound[r.target] == nil {
			w.inbound[r.target] = map[policy.Referrer]int{}
		}
		before := w.inbound[r.target][r.by]
		now := before + n
		if w.inbound[r.target][r.by] = now; now == 0 {
			delete(w.inbound[r.target], r.by)
		}
		if (before == 0) != (now == 0) {
			w.line.Refer(w.point, r.target.Key, r.by, now == 0)
		}
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
		if target != nil || slices.ContainsFunc(r.kinds, w.d.undescribed) {
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
			for _, entity := range []string{r.from.entity, ""} {
				named := entityKey{entity, isms.Key{Kind: k.Name, ID: r.id}}
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
	f := findingAt(r.from, w.d.Checks[ruleLinks], r.path)
	if path := w.mayHold(r); path != "" {
		r.blind = &blindness{isms.Undecided{
			Rule: f.Rule, Entity: f.Entity, Kind: f.Kind, ID: f.ID, Path: f.Path, Range: f.Range,
			Reason: fmt.Sprintf("%q may stand in %q, which could not be read", r.id, path),
		}, w.point, -1}
		w.blind = append(w.blind, r.blind)
		return
	}
	f.Message = fmt.Sprintf("%s names %q, but there is no such %s", r.field, r.id, orList(kindWords(r.kinds)))
	r.fact = w.open(f)
	r.fact.seeks = r
}

// mayHold returns the first file that could not be read and may hold what a
// reference names, or "".
func (w *walk) mayHold(r *reference) string {
	wanted := func(kind string) bool { return slices.Contains(r.kinds, kind) }
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
		if slices.Contains(r.kinds, key.Kind) {
			known = append(known, key.ID)
		}
	}
	if slices.Contains(r.kinds, pseudoRequirement) {
		known = append(known, w.d.Catalog.Suggest(r.id)...)
	}
	return isms.Nearest(r.id, known)
}

// settlePaths looks at the references to paths that came or went.
func (w *walk) settlePaths(t *touched) {
	for name := range t.paths {
		for r := range w.paths[name] {
			switch {
			case w.exists[name] > 0:
				w.end(r)
			case r.fact == nil:
				f := findingAt(r.from, w.d.Checks[ruleLinks], r.path)
				f.Message = fmt.Sprintf("%q is not a file of the repository", r.id)
				f.Locus = maskedText(r.field + " " + r.id) // it is printed
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
func findingAt(r *record, rule *isms.Rule, at isms.Path) isms.Finding {
	f := isms.Finding{
		Rule: rule, Grade: rule.Grade, Entity: r.entity, Kind: r.Kind, ID: r.ID,
		Path: r.file, Range: r.places.Locate(at), At: r.names.written(slices.Concat(r.within, at)), Locus: r.input.Locus(at),
	}
	if r.file == "" { // the stand-in: its place is where the file would be
		f.Path, f.Range = configFile, firstLine
	}
	return f
}
