package engine

import (
	"maps"
	"slices"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// A Waiver is an exception of type rule_waiver that is in force at the instant of
// judgement. It fails closed: one that lacks an approver, a reason, an end, or
// anything to say which findings it means, is none.
type Waiver struct {
	ID                                     string
	From, Until                            time.Time
	Rules, Kinds, IDs, Paths, Requirements []string
}

type waiverSet []Waiver

// waivers returns the waivers that are in force at a point, as of an instant.
func (w *walk) waivers(point int, asOf time.Time) waiverSet {
	var set waiverSet
	for _, x := range w.waiversAt(point) {
		if !x.From.After(asOf) && x.Until.After(asOf) {
			set = append(set, x.Waiver)
		}
	}
	return set
}

// recordedWaiver is a waiver and the record that it is made of.
type recordedWaiver struct {
	Waiver
	record *record
}

// waiversAt returns the waivers that stand at a point, whenever they are in force.
func (w *walk) waiversAt(point int) []recordedWaiver {
	var all []recordedWaiver
	for _, s := range slices.SortedFunc(maps.Values(w.subjects), bySubject) {
		if r := s.at(point); r != nil && !s.whole && s.twin == 0 {
			if x, ok := asWaiver(r, w.config.zone); ok {
				all = append(all, recordedWaiver{x, r})
			}
		}
	}
	return all
}

// waiverLine returns all waivers along the line.
func (w *walk) waiverLine(end int) []StoredWaiver {
	var out []StoredWaiver
	zones := w.zones(end)
	for _, s := range slices.SortedFunc(maps.Values(w.subjects), bySubject) {
		if s.whole || s.twin > 0 || s.Kind != "exception" {
			continue
		}
		for i, v := range s.versions {
			if v.record == nil {
				continue
			}
			until := end
			if i+1 < len(s.versions) {
				until = s.versions[i+1].from
			}
			for from, to := v.from, 0; from < until; from = to {
				to = min(until, zones[from])
				if x, ok := asWaiver(v.record, w.zone(from)); ok {
					out = append(out, StoredWaiver{x, from, to})
				}
			}
		}
	}
	return out
}

// asWaiver reads a record as a waiver. Ok is false where it is none.
func asWaiver(r *record, zone *time.Location) (x Waiver, ok bool) {
	v := r.input
	if r.Kind != "exception" || v.Text("type") != "rule_waiver" {
		return x, false
	}
	from, errFrom := policy.Instant(v.Text("from"), zone)
	until, errUntil := policy.Instant(v.Text("until"), zone)
	if errFrom != nil || errUntil != nil || from == nil || until == nil || v.Text("reason") == "" ||
		v.Text("approved_by") == "" || v.Text("approved_by") == v.Text("requested_by") {
		return x, false
	}
	if len(v.Text("until")) == len(time.DateOnly) {
		end := policy.Day(until.Year(), until.Month(), until.Day()+1, zone) // in force through its last day
		until = &end
	}
	x = Waiver{
		ID: r.ID, From: *from, Until: *until, Rules: v.Texts("rules"), Kinds: v.Texts("kinds"),
		IDs: v.Texts("ids"), Paths: v.Texts("paths"), Requirements: v.Texts("requirements"),
	}
	return x, len(x.Rules)+len(x.Requirements) > 0
}

// apply moves the open findings that a waiver means to waived.
func (set waiverSet) apply(findings []isms.Finding) {
	for i := range findings {
		f := &findings[i]
		if f.Status != isms.Open {
			continue
		}
		for _, w := range set {
			if w.means(f) {
				f.Status, f.Waiver = isms.Waived, w.ID
				break
			}
		}
	}
}

// means says whether the waiver names the finding by every selector it has. What
// cannot be read cannot be waived.
func (w *Waiver) means(f *isms.Finding) bool {
	if f.Rule.ID == ruleReadable || f.Rule.ID == ruleSymlink {
		return false
	}
	has := func(list []string, x string) bool { return len(list) == 0 || slices.Contains(list, x) }
	path := len(w.Paths) == 0 || slices.ContainsFunc(w.Paths, func(glob string) bool {
		ok, err := doublestar.Match(glob, f.Path)
		return ok && err == nil
	})
	requirement := len(w.Requirements) == 0 || slices.ContainsFunc(f.Rule.Requirements, func(r string) bool {
		return slices.Contains(w.Requirements, r)
	})
	return has(w.Rules, f.Rule.ID) && has(w.Kinds, f.Kind) && has(w.IDs, f.ID) && path && requirement
}
