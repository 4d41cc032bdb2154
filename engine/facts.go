package engine

import (
	"fmt"
	"slices"
	"strings"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// meet and mend open and close the facts of what a tree has wrong with itself.
func (w *walk) meet(p isms.Problem, t *touched) {
	key := trouble{p.Path, p.Code, p.Message}
	w.troubles[key] = append(w.troubles[key], w.problem(nil, &p)...)
	if p.Fatal {
		w.blanks[p.Path] = append(w.blanks[p.Path], openBlank{policy.Blank{Path: p.Path}, w.point})
		t.blanks = true
	}
}

func (w *walk) mend(p isms.Problem, t *touched) {
	key := trouble{p.Path, p.Code, p.Message}
	for _, f := range w.troubles[key] {
		f.to = w.point
	}
	delete(w.troubles, key)
	if p.Fatal {
		w.close(p.Path, t)
	}
}

// close ends the blanks of a path and what is blind about it.
func (w *walk) close(path string, t *touched) {
	for _, b := range w.blanks[path] {
		w.line.SetBlank(b.from, w.point, b.Blank)
		t.blanks = true
	}
	delete(w.blanks, path)
	for _, b := range w.blind {
		if b.to < 0 && b.Path == path && b.Kind == "" {
			b.to = w.point
		}
	}
}

// problem turns what is wrong with a file into facts; where the file could not be
// read, what it holds is unknown too.
func (w *walk) problem(f *file, p *isms.Problem) []*fact {
	rule := w.d.Checks[p.Rule]
	if rule == nil { // a rule of the source that is not judged by itself
		rule = w.d.Checks[ruleReadable]
	}
	found := isms.Finding{
		Rule: rule, Grade: rule.Grade, ID: p.Path, Path: p.Path, Range: p.Range, At: p.At,
		Locus: p.Code, Message: p.Message, Remedy: p.Remedy,
	}
	if p.Code == "kind.unknown" {
		found.Grade = isms.Minor // somebody meant a record, and nobody judges it
	}
	if r := f.holder(p); r != nil {
		found.Entity, found.Kind, found.ID = r.entity, r.Kind, r.ID
		found.Locus = p.Code + " " + r.input.Locus(p.At[len(r.within):])
		found.At = r.names.written(p.At)
	}
	if p.Fatal {
		w.blind = append(w.blind, &blindness{isms.Undecided{
			Rule: rule, ID: p.Path, Path: p.Path, Range: p.Range, Reason: p.Message,
		}, w.point, -1})
	}
	return []*fact{w.open(found)}
}

// holder returns the innermost record that a problem of the file lies in, or nil.
func (f *file) holder(p *isms.Problem) *record {
	if f == nil {
		return nil
	}
	var best *record
	for _, r := range f.records {
		if r.document == p.Doc && len(r.within) <= len(p.At) && slices.Equal(r.within, p.At[:len(r.within)]) &&
			(best == nil || len(r.within) > len(best.within)) {
			best = r
		}
	}
	return best
}

// open starts a fact at the present point.
func (w *walk) open(f isms.Finding) *fact {
	x := &fact{Finding: f, from: w.point, to: -1}
	w.facts = append(w.facts, x)
	return x
}

// twins keeps the findings of ids that are taken twice.
func (w *walk) twins(key entityKey, claims []*record) {
	mark := trouble{key.Kind + "/" + key.ID, ruleUnique, key.entity}
	for _, f := range w.troubles[mark] {
		f.to = w.point
	}
	delete(w.troubles, mark)
	for i := 1; i < len(claims); i++ {
		r, first := claims[i], claims[0]
		found := findingAt(r, w.d.Checks[ruleUnique], w.d.idPath(r.Kind))
		found.Locus = twinMark("id", i)
		found.Message = fmt.Sprintf("%s %q is already at %s:%d", strings.ReplaceAll(r.Kind, "_", " "), r.ID, first.file, first.places.Locate(nil).Start.Line)
		w.troubles[mark] = append(w.troubles[mark], w.open(found))
	}
}

// idPath returns where in a record of kind its id stands.
func (d *Definitions) idPath(kind string) isms.Path {
	if k, ok := d.Schemas.Kind(kind); ok {
		return k.IDPath()
	}
	return isms.Path{"id"}
}

// twinMark keeps apart what is found about several claims to one id.
func twinMark(locus string, twin int) string {
	if twin == 0 {
		return locus
	}
	return fmt.Sprintf("%s#%d", locus, twin+1)
}
