// Package history turns facts along a line of commits into spans of time: when
// each finding opened and closed, and what did it.
//
// # The axis
//
// A line is a sequence of points, one per commit, each at a time that is never
// before the one of the point before. A fact holds from one point until before
// another; its finding says between which dates of that stretch it is open. An
// instant on the axis is a time together with the point that is in force then, so
// that two commits of one second still have an order and a finding that lives only
// between them is not lost. At the very time of a commit the commit is in force:
// what falls due at the second in which it is renewed was never due.
//
// # Identity
//
// Findings with the same fingerprint are one finding, however many facts tell it.
// Where several do at one instant, the gravest speaks for all, then the first in
// its file.
package history

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"ismsproof/engine/isms"
)

// A Line is the commits of a history and their times. For [Line.Graph] the commits
// are a graph: each stands after its parents, with a time not before theirs, and
// the last is the tip.
type Line struct {
	Commits []isms.Commit
	Times   []time.Time // one per commit, never descending along the line
	End     time.Time   // how far the last commit is looked at: its own time or later
}

// A Fact is a finding that is the case from the point From until before the point
// To, at the times between its Since and its Until.
type Fact struct {
	Finding  isms.Finding
	From, To int
}

// A Waiver moves the findings that it means out of sight from the point From until
// before the point To, at the times from Since until before Until.
type Waiver struct {
	ID           string
	From, To     int
	Since, Until time.Time
	Means        func(*isms.Finding) bool
}

// An instant is a time and the point that is in force at it.
type instant struct {
	time  time.Time
	point int
}

func (a instant) compare(b instant) int {
	return cmp.Or(a.time.Compare(b.time), cmp.Compare(a.point, b.point))
}

// A stretch is a part of the axis, with what began and what ended it.
type stretch struct {
	from, to   instant
	begin, end isms.Cause // end is zero where the line ended first
}

// A piece is a stretch in which a finding stood in one form.
type piece struct {
	stretch
	finding *isms.Finding
}

// commit is the instant at which a commit takes effect; the point after the last
// commit stands for the end of the line, after everything that lapses by then.
func (l *Line) commit(point int) instant {
	if point >= len(l.Times) {
		return instant{l.End, len(l.Times)}
	}
	return instant{l.Times[point], point}
}

// first is the first instant that is not before a time: the commit of that very
// time, else the time itself under the last commit before it.
func (l *Line) first(t time.Time) instant {
	n := sort.Search(len(l.Times), func(i int) bool { return !l.Times[i].Before(t) })
	if n < len(l.Times) && l.Times[n].Equal(t) {
		return instant{t, n}
	}
	return instant{t, n - 1}
}

// clip returns the part of the points [from, to) that lies in the times
// [since, until); nil is no bound. Ok is false where nothing does.
func (l *Line) clip(from, to int, since, until *time.Time) (s stretch, ok bool) {
	s.from, s.to = l.commit(from), l.commit(to)
	s.begin = isms.Cause{Commit: l.Commits[from].ID}
	if to < len(l.Commits) {
		s.end = isms.Cause{Commit: l.Commits[to].ID}
	}
	if since != nil {
		if due := l.first(*since); due.compare(s.from) > 0 {
			s.from, s.begin = due, isms.Cause{Lapse: true}
		}
	}
	if until != nil {
		if over := l.first(*until); over.compare(s.to) < 0 {
			s.to, s.end = over, isms.Cause{Lapse: true}
		}
	}
	return s, s.from.compare(s.to) < 0
}

// pieces returns the pieces of each finding by fingerprint, in order of time and
// without overlap: whole, and what waivers leave open of them.
func (l *Line) pieces(facts []Fact, waivers []Waiver) (whole, open map[string][]piece) {
	whole, open = map[string][]piece{}, map[string][]piece{}
	for i := range facts {
		f := &facts[i]
		s, ok := l.clip(f.From, f.To, f.Finding.Since, f.Finding.Until)
		if !ok {
			continue
		}
		key := f.Finding.Fingerprint()
		whole[key] = append(whole[key], piece{s, &f.Finding})
		for _, o := range l.unwaived(s, &f.Finding, waivers) {
			open[key] = append(open[key], piece{o, &f.Finding})
		}
	}
	for _, pieces := range []map[string][]piece{whole, open} {
		for key, list := range pieces {
			pieces[key] = apart(list)
		}
	}
	return whole, open
}

// apart makes the pieces of one finding disjoint and sorts them by time: where
// several overlap, the one speaks that is before the others.
func apart(list []piece) []piece {
	slices.SortStableFunc(list, func(a, b piece) int { return a.from.compare(b.from) })
	overlap := false
	for i := 1; i < len(list) && !overlap; i++ {
		overlap = list[i].from.compare(list[i-1].to) < 0
	}
	if !overlap {
		return list
	}
	var bounds []instant
	for _, p := range list {
		bounds = append(bounds, p.from, p.to)
	}
	slices.SortFunc(bounds, instant.compare)
	bounds = slices.CompactFunc(bounds, func(a, b instant) bool { return a.compare(b) == 0 })
	var out []piece
	var now []piece // those that cover the bound
	for i, from := range bounds[:len(bounds)-1] {
		now = slices.DeleteFunc(now, func(p piece) bool { return p.to.compare(from) <= 0 })
		for ; len(list) > 0 && list[0].from.compare(from) == 0; list = list[1:] {
			now = append(now, list[0])
		}
		if len(now) == 0 {
			continue
		}
		speaker := slices.MinFunc(now, func(a, b piece) int { return before(a.finding, b.finding) })
		if n := len(out); n > 0 && out[n-1].finding == speaker.finding && out[n-1].to.compare(from) == 0 {
			out[n-1].to, out[n-1].end = bounds[i+1], speaker.end
			continue
		}
		speaker.from, speaker.to = from, bounds[i+1]
		out = append(out, speaker)
	}
	return out
}

// before orders facts of one finding: the graver, then the earlier in its file.
func before(a, b *isms.Finding) int {
	return cmp.Or(cmp.Compare(a.Grade.Rank(), b.Grade.Rank()), comparePlaces(a, b))
}

// unwaived returns what waivers leave of a stretch in which f is the case.
func (l *Line) unwaived(s stretch, f *isms.Finding, waivers []Waiver) []stretch {
	open := []stretch{s}
	for i := range waivers {
		w := &waivers[i]
		if !w.Means(f) {
			continue
		}
		cover, ok := l.clip(w.From, w.To, &w.Since, &w.Until)
		if !ok {
			continue
		}
		if cover.end.Lapse {
			cover.end = isms.Cause{Waiver: w.ID}
		}
		var rest []stretch
		for _, o := range open {
			if cover.to.compare(o.from) <= 0 || o.to.compare(cover.from) <= 0 {
				rest = append(rest, o)
				continue
			}
			if o.from.compare(cover.from) < 0 {
				rest = append(rest, stretch{o.from, cover.from, o.begin, isms.Cause{Waiver: w.ID}})
			}
			if cover.to.compare(o.to) < 0 {
				rest = append(rest, stretch{cover.to, o.to, cover.end, o.end})
			}
		}
		open = rest
	}
	return open
}

// Spans returns the spans of all findings, by From, then fingerprint. Pieces that
// touch are one span: a finding that lives on in another file, line or form is the
// same.
func (l *Line) Spans(facts []Fact, waivers []Waiver) []isms.Span {
	_, open := l.pieces(facts, waivers)
	spans := join(open)
	out := make([]isms.Span, len(spans))
	for i, s := range spans {
		out[i] = s.span()
	}
	return out
}

// span is a span on the axis: pieces that touch.
type span struct {
	stretch
	key     string
	finding *isms.Finding
}

// join makes spans of pieces, in order of time, then fingerprint.
func join(pieces map[string][]piece) (spans []span) {
	for key, list := range pieces {
		for i := 0; i < len(list); {
			w := span{list[i].stretch, key, list[i].finding}
			for i++; i < len(list) && list[i].from.compare(w.to) <= 0; i++ {
				w.to, w.end = list[i].to, list[i].end
			}
			spans = append(spans, w)
		}
	}
	slices.SortFunc(spans, func(a, b span) int {
		return cmp.Or(a.from.time.Compare(b.from.time), cmp.Compare(a.key, b.key), cmp.Compare(a.from.point, b.from.point))
	})
	return spans
}

func (w *span) span() isms.Span {
	s := isms.Span{Finding: *w.finding, From: w.from.time, OpenedBy: w.begin}
	s.Finding.Status = isms.Open
	if w.end != (isms.Cause{}) {
		to := w.to.time
		s.To, s.ClosedBy = &to, w.end
	}
	return s
}
