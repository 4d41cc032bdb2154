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
// between them is not lost.
package history

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"ismsproof/engine/isms"
)

// A Line is the commits of a history and their times.
type Line struct {
	Commits []isms.Commit
	Times   []time.Time // one per commit, never descending
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

// A piece is a stretch in which a finding was open in one form.
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

// at is the instant of a time between two points: the last of them that has come
// by then is in force.
func (l *Line) at(t time.Time, from, to int) instant {
	n := sort.Search(to-from, func(i int) bool { return l.Times[from+i].After(t) })
	return instant{t, from + n - 1}
}

// clip returns the part of the points [from, to) that lies in the times
// [since, until); nil is no bound. Ok is false where nothing does.
func (l *Line) clip(from, to int, since, until *time.Time) (s stretch, ok bool) {
	s.from, s.to = l.commit(from), l.commit(to)
	s.begin = isms.Cause{Commit: l.Commits[from].ID}
	if to < len(l.Commits) {
		s.end = isms.Cause{Commit: l.Commits[to].ID}
	}
	if since != nil && since.After(s.from.time) {
		if since.After(l.End) {
			return s, false
		}
		s.from, s.begin = l.at(*since, from, to), isms.Cause{Lapse: true}
	}
	if until != nil {
		if !until.After(l.Times[from]) {
			return s, false
		}
		if over := l.at(*until, from, to); over.compare(s.to) < 0 && !until.After(l.End) {
			s.to, s.end = over, isms.Cause{Lapse: true}
		}
	}
	return s, s.from.compare(s.to) < 0
}

// pieces returns the pieces of each finding, by fingerprint, in order of time and
// without overlap, waived stretches cut out.
func (l *Line) pieces(facts []Fact, waivers []Waiver) map[string][]piece {
	out := map[string][]piece{}
	for i := range facts {
		f := &facts[i]
		s, ok := l.clip(f.From, f.To, f.Finding.Since, f.Finding.Until)
		if !ok {
			continue
		}
		key := f.Finding.Fingerprint()
		for _, open := range l.unwaived(s, &f.Finding, waivers) {
			out[key] = append(out[key], piece{open, &f.Finding})
		}
	}
	for key, list := range out {
		slices.SortStableFunc(list, func(a, b piece) int {
			return cmp.Or(a.from.compare(b.from), a.finding.Range.Start.Offset-b.finding.Range.Start.Offset)
		})
		out[key] = apart(list)
	}
	return out
}

// apart makes sorted pieces disjoint: where two overlap, the later one counts from
// where it begins, and the earlier one again after it.
func apart(list []piece) []piece {
	out := list[:0:0]
	for _, p := range list {
		if n := len(out); n > 0 && p.from.compare(out[n-1].to) < 0 {
			last := &out[n-1]
			if p.to.compare(last.to) <= 0 {
				continue // the earlier one tells it already
			}
			p.from, p.begin = last.to, last.end
		}
		out = append(out, p)
	}
	return out
}

// unwaived returns what waivers leave of a stretch in which f is open.
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
	spans := join(l.pieces(facts, waivers))
	out := make([]isms.Span, len(spans))
	for i, s := range spans {
		out[i] = s.span()
	}
	return out
}

// whole is a span on the axis: pieces that touch.
type whole struct {
	stretch
	key     string
	finding *isms.Finding
}

// join makes spans of pieces, in order of time, then fingerprint.
func join(pieces map[string][]piece) (spans []whole) {
	for key, list := range pieces {
		for i := 0; i < len(list); {
			w := whole{list[i].stretch, key, list[i].finding}
			for i++; i < len(list) && list[i].from.compare(w.to) <= 0; i++ {
				w.to, w.end = list[i].to, list[i].end
			}
			spans = append(spans, w)
		}
	}
	slices.SortFunc(spans, func(a, b whole) int {
		return cmp.Or(a.from.compare(b.from), cmp.Compare(a.key, b.key))
	})
	return spans
}

func (w *whole) span() isms.Span {
	s := isms.Span{Finding: *w.finding, From: w.from.time, OpenedBy: w.begin}
	s.Finding.Status = isms.Open
	if w.end != (isms.Cause{}) {
		to := w.to.time
		s.To, s.ClosedBy = &to, w.end
	}
	return s
}
