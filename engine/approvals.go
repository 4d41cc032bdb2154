package engine

import (
	"cmp"
	"slices"
	"time"

	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// standing says who stands behind the commit of a point: its signature, who approved the
// records that say with it that they are approved, and who the commit as a whole.
func (w *walk) standing(point int, a *identity.Account) Standing {
	r := a.Signature
	s := isms.Standing{Signed: isms.Signed{
		Status: string(r.Status), Format: string(r.Format), Key: r.Key, Person: a.Signer.Person, Reason: r.Reason,
	}}
	for _, rev := range w.past.revisions[point] {
		by, on := claim(rev)
		if by == "" {
			continue
		}
		x := a.For(w.actsAs(rev.subject.entity, by, on, point))
		s.Approvals = append(s.Approvals, isms.Approval{
			Kind: rev.subject.Kind, ID: rev.subject.ID, By: by, Person: x.By.Person,
			Source: string(x.Source), Strength: string(x.Strength), Reason: x.Reason,
		})
	}
	for _, x := range a.Approvals {
		s.Approvals = append(s.Approvals, isms.Approval{
			By: cmp.Or(x.Value, x.By.Person), Person: x.By.Person, Source: string(x.Source), Strength: string(x.Strength), Reason: x.Reason,
		})
	}
	return Standing{point, s}
}

// claim returns who approved or accepted a record by its own word, and on which day,
// where the commit brings that word; "" where it does not.
func claim(r *revision) (by, on string) {
	if r.after == nil {
		return "", ""
	}
	by, on = claimed(r.after.input)
	if r.before != nil {
		if wasBy, wasOn := claimed(r.before.input); wasBy == by && wasOn == on {
			return "", ""
		}
	}
	return by, on
}

func claimed(in policy.Input) (by, on string) {
	if by = in.Text("approved_by"); by != "" {
		return by, in.Text("approved_on")
	}
	acceptance := in.Part("acceptance")
	return acceptance.Text("by"), acceptance.Text("on")
}

// actsAs returns, for a record of an entity, the persons who may have approved as a role or person on a day; a day
// that cannot be read is that of the commit.
func (w *walk) actsAs(entity, id, on string, point int) []string {
	var role *record
	for _, of := range []string{entity, ""} {
		if x := w.subjects[subjectKey{entityKey: entityKey{of, isms.Key{Kind: "role", ID: id}}}]; x != nil && role == nil {
			role = x.at(point)
		}
	}
	if role == nil {
		return []string{id}
	}
	if _, err := time.Parse(time.DateOnly, on); err != nil {
		on = w.past.times[point].In(w.zone(point)).Format(time.DateOnly)
	}
	var out []string
	for _, h := range role.input.Parts("holders") {
		if from, until := h.Text("from"), h.Text("until"); (from == "" || from <= on) && (until == "" || on <= until) {
			out = append(out, h.Text("person"))
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(out)))
}
