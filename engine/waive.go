package engine

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// A Waiver is an exception of type rule_waiver that is in force at the instant of
// judgement. It fails closed: one that lacks an approver, a reason, an end, or
// anything to say which findings it means, is none. From is its first instant and Until
// the first after it: that of its end, of the maximum counted from From, or of the day
// on which it ended, whichever comes first.
type Waiver struct {
	ID                                     string
	From, Until                            time.Time
	Rules, Kinds, IDs, Paths, Requirements []string
}

type waiverSet []Waiver

// waivers returns the waivers that are in force at a point, as of an instant.
func (w *walk) waivers(point int, asOf time.Time) waiverSet {
	var set waiverSet
	for _, x := range w.inForce(point, asOf) {
		set = append(set, x.Waiver)
	}
	return set
}

// inForce is waivers with the records that they are made of.
func (w *walk) inForce(point int, asOf time.Time) []recordedWaiver {
	return slices.DeleteFunc(w.waiversAt(point), func(x recordedWaiver) bool { return x.From.After(asOf) || !x.Until.After(asOf) })
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
			if x, ok := asWaiver(r, w.configAt(point)); ok {
				all = append(all, recordedWaiver{x, r})
			}
		}
	}
	return all
}

// waiverLine returns all waivers along the line.
func (w *walk) waiverLine(end int) []StoredWaiver {
	var out []StoredWaiver
	for s, v := range w.exceptions(end) {
		if s.twin > 0 {
			continue
		}
		if x, ok := asWaiver(v.record, w.configAt(v.from)); ok {
			out = append(out, StoredWaiver{x, v.from, v.to})
		}
	}
	return out
}

// exceptionStretch is what an exception is from one point until before another, under
// one configuration.
type exceptionStretch struct {
	from, to int
	record   *record
}

// exceptions goes through all exceptions along a line that ends before end.
func (w *walk) exceptions(end int) iter.Seq2[*subject, exceptionStretch] {
	return func(yield func(*subject, exceptionStretch) bool) {
		var all []*subject
		for _, s := range w.subjects {
			if !s.whole && s.Kind == exceptionKind {
				all = append(all, s)
			}
		}
		slices.SortFunc(all, bySubject)
		for _, s := range all {
			for i, v := range s.versions {
				until := end
				if i+1 < len(s.versions) {
					until = s.versions[i+1].from
				}
				for from, to := v.from, 0; v.record != nil && from < until; from = to {
					for to = from + 1; to < until && w.configAt(to) == w.configAt(from); {
						to++
					}
					if !yield(s, exceptionStretch{from, to, v.record}) {
						return
					}
				}
			}
		}
	}
}

// configAt returns the configuration that judges a point.
func (w *walk) configAt(point int) *config {
	if w.configs != nil {
		return w.configs[point]
	}
	return w.config
}

// exceptionKind is the kind of the records that waivers are among, and exceptionTopic
// that of the rules about them.
const exceptionKind, exceptionTopic = "exception", "exc"

// exceptionsAt counts the exceptions at a point.
func (w *walk) exceptionsAt(point int) int {
	n := 0
	for _, s := range w.subjects {
		if s.Kind == exceptionKind && s.at(point) != nil {
			n++
		}
	}
	return n
}

// asWaiver reads a record as a waiver. Ok is false where it is none: it is of another
// type, lacks something, or was approved by who asked for it.
func asWaiver(r *record, c *config) (x Waiver, ok bool) {
	v := r.input
	if r.Kind != exceptionKind || v.Text("type") != "rule_waiver" || len(lacks(r)) > 0 || v.Text("approved_by") == v.Text("requested_by") {
		return x, false
	}
	from, errFrom := policy.Instant(v.Text("from"), c.zone)
	until, errUntil := lastDay(v.Text("until"), c.zone)
	ended, errEnded := lastDay(v.Text("ended_on"), c.zone)
	if errFrom != nil || errUntil != nil || errEnded != nil || !from.Before(*until) {
		return x, false
	}
	if ended != nil && ended.Before(*until) {
		until = ended
	}
	if longest := c.longestWaiver(*from); longest.Before(*until) {
		until = &longest
	}
	return Waiver{
		ID: r.ID, From: *from, Until: *until, Rules: v.Texts("rules"), Kinds: v.Texts("kinds"),
		IDs: v.Texts("ids"), Paths: v.Texts("paths"), Requirements: v.Texts("requirements"),
	}, true
}

// waiverNeeds lists what a waiver cannot do without, in words.
var waiverNeeds = []struct{ field, word string }{
	{"reason", "why"}, {"requested_by", "who asked for it"}, {"approved_by", "who approved it"},
	{"from", "from when"}, {"until", "until when"},
}

// lacks returns what a waiver lacks to be one, in words.
func lacks(r *record) []string {
	var words []string
	for _, need := range waiverNeeds {
		if strings.TrimSpace(r.input.Text(need.field)) == "" {
			words = append(words, need.word)
		}
	}
	if len(r.input.Texts("rules"))+len(r.input.Texts("requirements")) == 0 {
		words = append(words, "which rules it waives")
	}
	return words
}

// lastDay returns the first instant after a day, or the instant itself where a time is
// given; nil for none.
func lastDay(text string, zone *time.Location) (*time.Time, error) {
	t, err := policy.Instant(text, zone)
	if err == nil && len(text) == len(time.DateOnly) {
		after := policy.Day(t.Year(), t.Month(), t.Day()+1, zone)
		t = &after
	}
	return t, err
}

// longestWaiver returns when a waiver from an instant is over at the latest: after the
// interval `exception`, else a year. Who allowed it for longer allowed it for so long
// too; whatever is beyond is exc.max's.
func (c *config) longestWaiver(from time.Time) time.Time {
	d, ok := parseDuration(c.record.Get("intervals").Str("exception"))
	if !ok {
		d = duration{months: 12}
	}
	day := d.after(from.In(c.zone))
	return policy.Day(day.Year(), day.Month(), day.Day()+1, c.zone)
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
// cannot be waived is meant by none, and what may be major by its id alone: nobody
// waives what nobody looked at.
func (w *Waiver) means(f *isms.Finding) bool {
	if f.Rule.NotWaivable || len(w.IDs) == 0 && gravest(f.Rule, f.Grade) == isms.Major {
		return false
	}
	has := func(list []string, x string) bool { return len(list) == 0 || slices.Contains(list, x) }
	path := len(w.Paths) == 0 || slices.ContainsFunc(w.Paths, func(glob string) bool {
		ok, err := doublestar.Match(glob, f.Path)
		return ok && err == nil
	})
	return has(w.Rules, f.Rule.ID) && has(w.Kinds, f.Kind) && has(w.IDs, f.ID) && path && w.names(f.Rule)
}

// names says whether the rule is of one of the requirements of the waiver.
func (w *Waiver) names(r *isms.Rule) bool {
	return len(w.Requirements) == 0 || slices.ContainsFunc(r.Requirements, func(id string) bool {
		return slices.Contains(w.Requirements, id)
	})
}

// gravest returns the grade of a finding where there are as many of its rule as it
// takes: how many there are changes with time, and what a waiver means does not.
func gravest(r *isms.Rule, grade isms.Grade) isms.Grade {
	if r.Systemic != nil && r.Systemic.Grade.Rank() < grade.Rank() {
		return r.Systemic.Grade
	}
	return grade
}
