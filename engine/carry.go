package engine

import (
	"slices"

	"ismsproof/engine/history"
	"ismsproof/engine/isms"
)

// needsBefore is why a rule that asks for the past of a record cannot be judged by later
// commits alone.
const needsBefore = "needs the commits before those that are walked"

// unsure says whether commits that go on from what is stored cannot be judged without
// those before: a rule asked for the past of a record, or what was there at the start
// could not be read, so that nobody knows how it was changed.
func (h *historian) unsure(a *account) bool {
	return slices.ContainsFunc(a.Blind, func(b Blind) bool {
		return b.Reason == needsBefore || h.walk.past != nil && b.From == 0 && b.Kind == ""
	})
}

// goOn adds to an account of later commits what the commits before found about
// revisions and commits, and what still holds at its start: without the commits before
// it cannot be found again. It goes on until the next revision of the record, or for
// good, at the place that the record has.
func (h *historian) goOn(last, a *account) {
	if h.walk.past == nil {
		return
	}
	next := h.walk.past.next()
	for _, f := range last.Facts {
		if f.To != last.Points || !judgesPast(f.Finding.Rule) {
			continue
		}
		for _, x := range h.walk.goesOn(f.Finding, next, a.Points) {
			a.Facts = append(a.Facts, history.Fact{Finding: x.Finding, From: x.from, To: x.to})
		}
	}
	for _, b := range last.Blind {
		if b.To != last.Points || !judgesPast(b.Rule) {
			continue
		}
		a.Blind = append(a.Blind, Blind{b.Undecided, 0, 1})
	}
}

// goesOn says where a finding about something done before the first point stands from
// there on. Of what is gone the place does not change.
func (w *walk) goesOn(f isms.Finding, next map[entityKey]int, end int) []fact {
	until, again := next[entityKey{f.Entity, isms.Key{Kind: f.Kind, ID: f.ID}}]
	if !again || f.Rule.Subject == subjectCommit {
		until = end
	}
	out := []fact{{Finding: f, from: 0, to: until}}
	r := w.stands(&f)
	if r == nil || len(f.At) < len(r.within) {
		return out
	}
	at := f.At[len(r.within):]
	if len(r.names) > 0 && len(at) > 0 {
		return nil // the path as written does not lead there; what is stored then fits nothing
	}
	for _, v := range w.subjects[subjectKey{entityKey: r.entityKey}].versions {
		if v.record == nil || v.from == 0 || v.from >= until {
			continue
		}
		out[len(out)-1].to = v.from
		moved := findingAt(v.record, f.Rule, at)
		f.Path, f.Range, f.At = moved.Path, moved.Range, moved.At
		out = append(out, fact{Finding: f, from: v.from, to: until})
	}
	return out
}

// stands returns the record that a finding is about at the first point, nil where it is
// about none, or that is not there.
func (w *walk) stands(f *isms.Finding) *record {
	if f.Rule.Subject == subjectCommit {
		return nil
	}
	s := w.subjects[subjectKey{entityKey: entityKey{f.Entity, isms.Key{Kind: f.Kind, ID: f.ID}}}]
	if s == nil {
		return nil
	}
	return s.at(0)
}
