package engine

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// verdicts are what all rules say of all subjects along a line, before any instant
// of judgement is applied.
type verdicts struct {
	facts       []*fact
	blind       []*blindness
	standing    []Standing // by point
	evaluations int
	across      int // of these, evaluations that read more than their subject
}

// judge evaluates the rules that selected accepts for every subject of the walk,
// each from the point where it appears to the end of the line. Where other definitions
// judge later points, each stretch is judged by its own.
func (w *walk) judge(ctx context.Context, end int, selected func(*isms.Rule) bool, jobs int, tell func(string, int, int)) (*verdicts, error) {
	reigns := w.reigns(end)
	if len(reigns) == 1 {
		return w.judgeStretch(ctx, 0, end, selected, jobs, tell)
	}
	all := &verdicts{}
	for _, r := range reigns {
		within := *w
		within.d, within.subjects = r.d, map[subjectKey]*subject{}
		within.line = w.line.With(r.d.data)
		for key, s := range w.subjects {
			if s = s.within(r.from, r.to); s != nil {
				within.subjects[key] = s
			}
		}
		v, err := within.judgeStretch(ctx, r.from, r.to, selected, jobs, tell)
		if err != nil {
			return nil, err
		}
		all.add(v)
	}
	return all, nil
}

// reign is a stretch of points that the same definitions judge.
type reign struct {
	d        *Definitions
	from, to int
}

// reigns returns who judges which points of a line that ends before end.
func (w *walk) reigns(end int) []reign {
	if w.configs == nil {
		return []reign{{w.d, 0, end}}
	}
	var out []reign
	for i := range end {
		d := w.configs[i].d
		if n := len(out); n > 0 && out[n-1].d == d {
			out[n-1].to = i + 1
			continue
		}
		out = append(out, reign{d, i, i + 1})
	}
	return out
}

// within returns what the subject is from one point until before another; nil where it
// is not there at all.
func (s *subject) within(from, to int) *subject {
	part := &subject{subjectKey: s.subjectKey}
	there := false
	for i, v := range s.versions {
		if v.from >= to || i+1 < len(s.versions) && s.versions[i+1].from <= from {
			continue
		}
		v.from = max(v.from, from)
		part.versions = append(part.versions, v)
		there = there || v.record != nil
	}
	if !there {
		return nil
	}
	return part
}

// add adds what was said of other points.
func (v *verdicts) add(o *verdicts) {
	v.facts, v.blind = append(v.facts, o.facts...), append(v.blind, o.blind...)
	v.standing = append(v.standing, o.standing...)
	v.evaluations, v.across = v.evaluations+o.evaluations, v.across+o.across
}

// judgeStretch is judge for points that the same definitions judge. A judgement holds
// until its subject or something it read changes: only then the rule is asked again.
// Subjects are independent of each other.
func (w *walk) judgeStretch(ctx context.Context, start, end int, selected func(*isms.Rule) bool, jobs int, tell func(string, int, int)) (*verdicts, error) {
	evaluator, stop := w.d.Rules.Evaluator(ctx, w.line)
	defer stop()
	if w.plain {
		evaluator.Plain()
	}
	subjects := slices.SortedFunc(maps.Values(w.subjects), bySubject)
	slots := make([]verdicts, len(subjects))
	zones := w.zones(end)
	caller := ctx
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(jobs)
	const batch = 16
	for from := 0; from < len(subjects); from += batch {
		g.Go(func() error {
			if tell != nil {
				tell("judging records", from, len(subjects))
			}
			for i := from; i < min(from+batch, len(subjects)); i++ {
				if err := ctx.Err(); err != nil {
					return err
				}
				w.judgeSubject(ctx, evaluator, subjects[i], zones, selected, &slots[i])
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	all := &verdicts{}
	for i := range slots {
		all.add(&slots[i])
	}
	if err := w.judgePast(caller, evaluator, start, end, selected, jobs, all); err != nil {
		return nil, err
	}
	given := evaluator.GivenUp()
	w.giveUp(all, subjects, given, selected, end)
	if len(given) > 0 {
		w.giveUpPast(all, given, start, end, selected)
	}
	return all, nil
}

func bySubject(a, b *subject) int {
	return cmp.Or(
		strings.Compare(a.entity, b.entity), strings.Compare(a.Kind, b.Kind), strings.Compare(a.ID, b.ID),
		cmp.Compare(a.twin, b.twin),
	)
}

// rulesFor returns the rules that judge a subject. The ISMS as a whole is judged by
// rules about presence and totals alone, which judge nothing else.
func (w *walk) rulesFor(s *subject) []*policy.Rule {
	kind := s.Kind
	if s.whole {
		kind = "isms"
	}
	return slices.DeleteFunc(w.d.Rules.ForKind(kind), func(r *policy.Rule) bool {
		return (r.Subject == "isms") != s.whole
	})
}

// judgeSubject evaluates the rules for all versions of one subject. Zones is as
// [walk.zones] returns it.
func (w *walk) judgeSubject(ctx context.Context, e *policy.Evaluator, s *subject, zones []int, selected func(*isms.Rule) bool, v *verdicts) {
	changes := s.changes()
	var own []*policy.Rule
	for _, rule := range w.rulesFor(s) {
		if !selected(&rule.Rule) {
			continue
		}
		if rule.Custom {
			own = append(own, rule)
			continue
		}
		var j policy.Judgement
		holds := -1 // the point until which j holds, if the subject stays as it is
		for i, version := range s.versions {
			if version.record == nil {
				continue
			}
			until := len(zones)
			if i+1 < len(s.versions) {
				until = s.versions[i+1].from
			}
			if changes[i] != nil && w.d.Rules.Concerns(rule, changes[i]) {
				holds = -1
			}
			for point := version.from; point < until; {
				if point >= holds {
					j = e.Judge(ctx, rule, version.record.input, point)
					holds = j.Next
					v.evaluations++
					if j.Across {
						v.across++
					}
				}
				to := min(until, holds, zones[point])
				w.state(s, version.record, rule, &j, point, to, v)
				point = to
			}
		}
	}
	if len(own) > 0 {
		w.judgeOwn(ctx, e, s, own, changes, zones, v)
	}
}

// changes returns for each version of the subject which keys at its top differ from
// the last version there was; nil where there is no difference, or no earlier version.
func (s *subject) changes() [][]string {
	out := make([][]string, len(s.versions))
	var last *record
	for i, v := range s.versions {
		if v.record == nil {
			continue
		}
		if last != nil {
			out[i] = v.record.input.Changes(last.input)
		}
		last = v.record
	}
	return out
}

// state turns a judgement that holds from one point until another into facts at
// lines.
func (w *walk) state(s *subject, r *record, rule *policy.Rule, j *policy.Judgement, from, to int, v *verdicts) {
	if j.Unknown != "" {
		f := findingAt(r, &rule.Rule, nil)
		v.blind = append(v.blind, &blindness{isms.Undecided{
			Rule: &rule.Rule, Entity: r.entity, Kind: r.Kind, ID: r.ID, Path: f.Path, Range: f.Range, Reason: j.Unknown,
		}, from, to})
		return
	}
	for i := range j.Findings {
		stated := &j.Findings[i]
		f := findingAt(r, &rule.Rule, stated.At)
		f.Message, f.Grade = stated.Message, stated.Grade
		if stated.Key != "" {
			f.Locus = stated.Key
		}
		f.Locus = twinMark(f.Locus, s.twin)
		// Both texts were checked when the rule's answer was read.
		f.Since, _ = policy.Instant(stated.Since, w.zone(from))
		f.Until, _ = policy.Instant(stated.Until, w.zone(from))
		v.facts = append(v.facts, &fact{Finding: f, from: from, to: to})
	}
}

// zone returns the time zone in which dates are read at point.
func (w *walk) zone(point int) *time.Location {
	if w.configs != nil {
		return w.configs[point].zone
	}
	return w.config.zone
}

// zones returns, for each point of a line that ends before end, the point from which
// dates are read in another zone, or end.
func (w *walk) zones(end int) []int {
	until := make([]int, end)
	for i := end - 1; i >= 0; i-- {
		switch {
		case i == end-1:
			until[i] = end
		case w.zone(i).String() != w.zone(i+1).String():
			until[i] = i + 1
		default:
			until[i] = until[i+1]
		}
	}
	return until
}

// turns returns, by kind, at which points the number of subjects changes and to what.
func (w *walk) turns() map[string][]Turn {
	turns := map[string][]Turn{}
	for _, s := range w.subjects {
		there := false
		for _, v := range s.versions {
			if is := v.record != nil; is != there {
				n := 1
				if !is {
					n = -1
				}
				turns[s.Kind] = append(turns[s.Kind], Turn{v.from, n})
				there = is
			}
		}
	}
	for kind, list := range turns {
		slices.SortFunc(list, func(a, b Turn) int { return cmp.Compare(a.Point, b.Point) })
		out := list[:0]
		n := 0
		for _, t := range list {
			n += t.N
			if k := len(out); k > 0 && out[k-1].Point == t.Point {
				out[k-1].N = n
				continue
			}
			out = append(out, Turn{t.Point, n})
		}
		turns[kind] = out
	}
	return turns
}

// population returns how many subjects each rule judges at point.
func (w *walk) population(point int, selected func(*isms.Rule) bool) (byRule map[string]int, subjects int) {
	byKind := map[string]int{}
	for _, s := range w.subjects {
		if s.at(point) == nil {
			continue
		}
		if s.whole {
			byKind["\x00"]++
			continue
		}
		byKind[s.Kind]++
	}
	byRule = map[string]int{}
	for kind, n := range byKind {
		for _, r := range w.rulesFor(&subject{subjectKey: subjectKey{entityKey: entityKey{Key: isms.Key{Kind: kind}}, whole: kind == "\x00"}}) {
			if selected(&r.Rule) {
				byRule[r.ID] += n
				subjects += n
			}
		}
	}
	for subject, n := range w.done {
		for _, r := range w.pastRules(subject, selected) {
			byRule[r.ID] += n
			subjects += n
		}
	}
	return byRule, subjects
}

// at returns the record of the subject at point, or nil.
func (s *subject) at(point int) *record {
	i, found := slices.BinarySearchFunc(s.versions, point, func(v recordVersion, p int) int { return cmp.Compare(v.from, p) })
	if !found {
		i--
	}
	if i < 0 {
		return nil
	}
	return s.versions[i].record
}

// settle applies the instant of judgement: it drops what is over or lies beyond
// horizon, and says of the rest whether it is open or upcoming. Where a finding is
// open, its later escalation is not listed beside it.
func settle(findings []isms.Finding, asOf time.Time, horizon time.Time) []isms.Finding {
	open := map[string]bool{}
	over := map[string][]isms.Finding{}
	out := make([]isms.Finding, 0, len(findings))
	for _, f := range findings {
		switch {
		case f.Until != nil && !f.Until.After(asOf):
			over[f.Fingerprint()] = append(over[f.Fingerprint()], f)
			continue
		case f.Since == nil || !f.Since.After(asOf):
			f.Status = isms.Open
			open[f.Fingerprint()] = true
		case f.Since.Before(horizon):
			f.Status = isms.Upcoming
		default:
			continue
		}
		out = append(out, f)
	}
	for i := range out {
		sinceWhen(&out[i], over[out[i].Fingerprint()])
	}
	return slices.DeleteFunc(out, func(f isms.Finding) bool {
		return f.Status == isms.Upcoming && open[f.Fingerprint()]
	})
}

// sinceWhen dates an open finding back to where it began in a milder form: a
// finding that grows graver with time is still the same one.
func sinceWhen(f *isms.Finding, earlier []isms.Finding) {
	for range earlier {
		for _, e := range earlier {
			if f.Status == isms.Open && f.Since != nil && e.Until.Equal(*f.Since) {
				if f.Since = e.Since; f.Since == nil {
					return
				}
			}
		}
	}
}

// escalate raises the grade of findings that are many: see isms.Systemic.
func escalate(findings []isms.Finding, judged map[string]int) {
	subjects := map[string]map[isms.Key]bool{}
	for _, f := range findings {
		if f.Rule.Systemic == nil || f.Status != isms.Open {
			continue
		}
		if subjects[f.Rule.ID] == nil {
			subjects[f.Rule.ID] = map[isms.Key]bool{}
		}
		subjects[f.Rule.ID][isms.Key{Kind: f.Kind, ID: f.ID}] = true
	}
	for i := range findings {
		f := &findings[i]
		if f.Status == isms.Open && f.Rule.Systemic.Reached(len(subjects[f.Rule.ID]), judged[f.Rule.ID]) && f.Rule.Systemic.Grade.Rank() < f.Grade.Rank() {
			f.Grade = f.Rule.Systemic.Grade
		}
	}
}
