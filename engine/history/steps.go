package history

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"ismsproof/engine/isms"
)

// A Census says how many subjects a rule judges at a point.
type Census func(rule *isms.Rule, point int) int

// Steps returns what each commit of the line opened and closed, and what was open
// as of its time. What a date opened or closed between two commits is told with
// the later one. With full, each step lists all its open findings.
func (l *Line) Steps(facts []Fact, waivers []Waiver, census Census, full bool) []isms.Step {
	pieces := l.pieces(facts, waivers)
	steps := make([]isms.Step, len(l.Commits))
	for i := range steps {
		steps[i] = isms.Step{Commit: l.Commits[i], Time: l.Times[i]}
	}
	for _, w := range join(pieces) {
		s := w.span()
		if k := l.told(w.from); k < len(steps) {
			steps[k].Opened = append(steps[k].Opened, s.Finding)
		}
		if k := l.told(w.to); s.To != nil && k < len(steps) {
			steps[k].Closed = append(steps[k].Closed, s.Finding)
		}
	}
	l.tally(pieces, census, full, steps)
	for i := range steps {
		slices.SortFunc(steps[i].Opened, byPlace)
		slices.SortFunc(steps[i].Closed, byPlace)
	}
	return steps
}

// told returns the step that tells of an instant: the first commit not before it.
func (l *Line) told(at instant) int {
	if l.commit(at.point).compare(at) == 0 {
		return at.point
	}
	return at.point + 1
}

// event is a piece that begins or ends.
type event struct {
	at    instant
	begin bool
	piece *piece
}

// tally sweeps over the axis and counts what is open at each commit.
func (l *Line) tally(pieces map[string][]piece, census Census, full bool, steps []isms.Step) {
	var events []event
	for _, list := range pieces {
		for i := range list {
			events = append(events, event{list[i].from, true, &list[i]}, event{list[i].to, false, &list[i]})
		}
	}
	slices.SortFunc(events, func(a, b event) int { return a.at.compare(b.at) })
	open := newOpenSet()
	next := 0
	for k := range steps {
		for now := l.commit(k); next < len(events) && events[next].at.compare(now) <= 0; next++ {
			open.apply(&events[next])
		}
		raised := open.raised(census, k)
		steps[k].Open = open.count(raised)
		if full {
			steps[k].Findings = open.list(raised)
		}
	}
}

// openSet is what is open at one instant.
type openSet struct {
	pieces map[*piece]bool
	tally  isms.Tally                   // of rules without a systemic grade
	many   map[*isms.Rule]*systemicOpen // of the others
}

// systemicOpen is what is open of a rule whose grade depends on how much is.
type systemicOpen struct {
	pieces   map[*piece]bool
	subjects map[isms.Key]int
}

func newOpenSet() *openSet {
	return &openSet{pieces: map[*piece]bool{}, many: map[*isms.Rule]*systemicOpen{}}
}

func (o *openSet) apply(e *event) {
	f := e.piece.finding
	n := -1
	if e.begin {
		n = 1
		o.pieces[e.piece] = true
	} else {
		delete(o.pieces, e.piece)
	}
	if f.Rule.Systemic == nil {
		o.tally.Add(f.Grade, n)
		return
	}
	s := o.many[f.Rule]
	if s == nil {
		s = &systemicOpen{map[*piece]bool{}, map[isms.Key]int{}}
		o.many[f.Rule] = s
	}
	key := isms.Key{Kind: f.Kind, ID: f.ID}
	if s.subjects[key] += n; s.subjects[key] == 0 {
		delete(s.subjects, key)
	}
	if e.begin {
		s.pieces[e.piece] = true
	} else {
		delete(s.pieces, e.piece)
	}
}

// raised returns the rules of which so much is open that each finding is graver.
func (o *openSet) raised(census Census, point int) map[*isms.Rule]bool {
	out := map[*isms.Rule]bool{}
	for rule, s := range o.many {
		if len(s.subjects) > 0 && rule.Systemic.Reached(len(s.subjects), census(rule, point)) {
			out[rule] = true
		}
	}
	return out
}

func grade(f *isms.Finding, raised map[*isms.Rule]bool) isms.Grade {
	if raised[f.Rule] && f.Rule.Systemic.Grade.Rank() < f.Grade.Rank() {
		return f.Rule.Systemic.Grade
	}
	return f.Grade
}

func (o *openSet) count(raised map[*isms.Rule]bool) isms.Tally {
	t := o.tally
	for _, s := range o.many {
		for p := range s.pieces {
			t.Add(grade(p.finding, raised), 1)
		}
	}
	return t
}

func (o *openSet) list(raised map[*isms.Rule]bool) []isms.Finding {
	out := make([]isms.Finding, 0, len(o.pieces))
	for p := range o.pieces {
		f := *p.finding
		f.Status, f.Grade = isms.Open, grade(p.finding, raised)
		out = append(out, f)
	}
	slices.SortFunc(out, byPlace)
	return out
}

// byPlace sorts findings by path, line, column, rule and locus.
func byPlace(a, b isms.Finding) int {
	return cmp.Or(
		strings.Compare(a.Path, b.Path),
		cmp.Compare(a.Range.Start.Line, b.Range.Start.Line),
		cmp.Compare(a.Range.Start.Column, b.Range.Start.Column),
		strings.Compare(a.Rule.ID, b.Rule.ID),
		strings.Compare(a.Locus, b.Locus),
		strings.Compare(a.Message, b.Message),
	)
}

// Monotonic returns the times of commits, none before the one before it: clocks of
// people differ, and time does not run backwards along a line. A commit whose time
// cannot be read takes the one of the commit before.
func Monotonic(commits []isms.Commit) []time.Time {
	times := make([]time.Time, len(commits))
	for i, c := range commits {
		times[i] = c.Committer.When
		if i > 0 && times[i].Before(times[i-1]) {
			times[i] = times[i-1]
		}
	}
	return times
}
