package engine

import (
	"maps"
	"slices"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// waiver is an exception of type rule_waiver that is in force at the instant of
// judgement. It fails closed: one that lacks an approver, a reason, an end, or
// anything to say which findings it means, is none.
type waiver struct {
	id                                     string
	rules, kinds, ids, paths, requirements []string
}

type waiverSet []waiver

// waivers returns the waivers that are in force at a point, as of an instant.
func (w *walk) waivers(point int, asOf time.Time) waiverSet {
	var set waiverSet
	for _, s := range slices.SortedFunc(maps.Values(w.subjects), bySubject) {
		r := s.at(point)
		if r == nil || s.whole || s.Kind != "exception" || s.twin > 0 || r.Value.Str("type") != "rule_waiver" {
			continue
		}
		v := r.Value
		from, errFrom := policy.Instant(v.Str("from"), w.config.zone)
		until, errUntil := policy.Instant(v.Str("until"), w.config.zone)
		if errFrom != nil || errUntil != nil || from == nil || until == nil || v.Str("reason") == "" ||
			v.Str("approved_by") == "" || v.Str("approved_by") == v.Str("requested_by") {
			continue
		}
		// A waiver is in force through its last day.
		if len(v.Str("until")) == len(time.DateOnly) {
			end := until.AddDate(0, 0, 1)
			until = &end
		}
		x := waiver{
			id: r.ID, rules: texts(v, "rules"), kinds: texts(v, "kinds"), ids: texts(v, "ids"),
			paths: texts(v, "paths"), requirements: texts(v, "requirements"),
		}
		if len(x.rules)+len(x.requirements) == 0 || from.After(asOf) || !until.After(asOf) {
			continue
		}
		set = append(set, x)
	}
	return set
}

// texts returns the texts of a list field.
func texts(v *isms.Value, key string) []string {
	var out []string
	for _, x := range v.Get(key).List() {
		out = append(out, x.Text)
	}
	return out
}

// apply moves the open findings that a waiver means to waived. What cannot be
// read cannot be waived.
func (set waiverSet) apply(findings []isms.Finding) {
	for i := range findings {
		f := &findings[i]
		if f.Status != isms.Open || f.Rule.ID == ruleReadable || f.Rule.ID == ruleSymlink {
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

// means says whether the waiver names the finding by every selector it has.
func (w *waiver) means(f *isms.Finding) bool {
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
