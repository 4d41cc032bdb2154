package engine

import (
	"maps"
	"slices"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"ismsproof/engine/history"
	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// waiver is an exception of type rule_waiver that is in force at the instant of
// judgement. It fails closed: one that lacks an approver, a reason, an end, or
// anything to say which findings it means, is none.
type waiver struct {
	id                                     string
	from, until                            time.Time
	rules, kinds, ids, paths, requirements []string
}

type waiverSet []waiver

// waivers returns the waivers that are in force at a point, as of an instant.
func (w *walk) waivers(point int, asOf time.Time) waiverSet {
	var set waiverSet
	for _, s := range slices.SortedFunc(maps.Values(w.subjects), bySubject) {
		if r := s.at(point); r != nil && !s.whole && s.twin == 0 {
			if x, ok := asWaiver(r, w.config.zone); ok && !x.from.After(asOf) && x.until.After(asOf) {
				set = append(set, x)
			}
		}
	}
	return set
}

// waiverLine returns all waivers along the line.
func (w *walk) waiverLine(end int) []history.Waiver {
	var out []history.Waiver
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
					out = append(out, history.Waiver{ID: x.id, From: from, To: to, Since: x.from, Until: x.until, Means: x.means})
				}
			}
		}
	}
	return out
}

// asWaiver reads a record as a waiver. Ok is false where it is none.
func asWaiver(r *record, zone *time.Location) (x waiver, ok bool) {
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
	x = waiver{
		id: r.ID, from: *from, until: *until, rules: v.Texts("rules"), kinds: v.Texts("kinds"),
		ids: v.Texts("ids"), paths: v.Texts("paths"), requirements: v.Texts("requirements"),
	}
	return x, len(x.rules)+len(x.requirements) > 0
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
				f.Status, f.Waiver = isms.Waived, w.id
				break
			}
		}
	}
}

// means says whether the waiver names the finding by every selector it has. What
// cannot be read cannot be waived.
func (w *waiver) means(f *isms.Finding) bool {
	if f.Rule.ID == ruleReadable || f.Rule.ID == ruleSymlink {
		return false
	}
	has := func(list []string, x string) bool { return len(list) == 0 || slices.Contains(list, x) }
	path := len(w.paths) == 0 || slices.ContainsFunc(w.paths, func(glob string) bool {
		ok, err := doublestar.Match(glob, f.Path)
		return ok && err == nil
	})
	requirement := len(w.requirements) == 0 || slices.ContainsFunc(f.Rule.Requirements, func(r string) bool {
		return slices.Contains(w.requirements, r)
	})
	return has(w.rules, f.Rule.ID) && has(w.kinds, f.Kind) && has(w.ids, f.ID) && path && requirement
}
