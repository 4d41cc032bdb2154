package engine

import (
	"slices"
	"time"

	"ismsproof/engine/isms"
)

// A sweep tells what is open at one point of a line after the other, as of one instant.
// It looks at what holds there alone, so that a line may have thousands of points.
type sweep struct {
	*walk
	asOf    time.Time
	facts   []*fact // that may be open, by their first point
	active  []*fact
	blind   []*blindness
	waivers []StoredWaiver
	point   int
}

// sweep begins before the first point.
func (w *walk) sweep(v *verdicts, end int, asOf time.Time) *sweep {
	s := &sweep{walk: w, asOf: asOf, waivers: w.waiverLine(end), blind: slices.Concat(w.blind, v.blind), point: -1}
	for _, f := range slices.Concat(w.facts, v.facts) {
		if f.Since == nil || !f.Since.After(asOf) {
			s.facts = append(s.facts, f)
		}
	}
	slices.SortStableFunc(s.facts, func(a, b *fact) int { return a.from - b.from })
	return s
}

// next returns what is open or waived at the next point. What lapses later is not among
// it, and neither is what is said of comments about waivers, which depends on lines.
func (s *sweep) next() []isms.Finding {
	s.point++
	s.active = slices.DeleteFunc(s.active, func(f *fact) bool { return f.to <= s.point })
	for len(s.facts) > 0 && s.facts[0].from <= s.point {
		if s.facts[0].to > s.point {
			s.active = append(s.active, s.facts[0])
		}
		s.facts = s.facts[1:]
	}
	findings := make([]isms.Finding, len(s.active))
	for i, f := range s.active {
		findings[i] = f.Finding
	}
	r := &isms.Report{AsOf: s.asOf, Findings: settle(findings, s.asOf, s.asOf)}
	if slices.ContainsFunc(r.Findings, func(f isms.Finding) bool { return f.Rule.Systemic != nil }) {
		judged, _ := s.population(s.point, everyRule)
		escalate(r.Findings, judged)
	}
	s.waive(r)
	return r.Findings
}

// waive applies the waivers in force at the point.
func (s *sweep) waive(r *isms.Report) {
	var set waiverSet
	for _, x := range s.waivers {
		if x.FromPoint <= s.point && s.point < x.ToPoint && !x.From.After(s.asOf) && x.Until.After(s.asOf) {
			set = append(set, x.Waiver)
		}
	}
	if len(set) == 0 {
		return
	}
	set.apply(r.Findings)
	for _, b := range s.blind {
		if b.from <= s.point && s.point < b.to {
			r.Undecided = append(r.Undecided, b.Undecided)
		}
	}
	r.Findings = append(r.Findings, s.idle(s.point, r, everyRule)...)
}
