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
//
// Whether much is open of a rule counts what is waived too: a waiver makes other
// findings no lighter.
func (l *Line) Steps(facts []Fact, waivers []Waiver, census Census, full bool) []isms.Step {
	whole, open := l.pieces(facts, waivers)
	steps := l.blank()
	for _, w := range join(open) {
		s := w.span()
		if k := l.told(w.from); k < len(steps) {
			steps[k].Opened = append(steps[k].Opened, s.Finding)
		}
		if k := l.told(w.to); s.To != nil && k < len(steps) {
			steps[k].Closed = append(steps[k].Closed, s.Finding)
		}
	}
	var events []event
	for standing, pieces := range map[standing]map[string][]piece{isWhole: whole, isOpen: open} {
		for _, list := range pieces {
			for i := range list {
				events = append(events, event{list[i].from, 1, standing, list[i].finding}, event{list[i].to, -1, standing, list[i].finding})
			}
		}
	}
	slices.SortFunc(events, func(a, b event) int { return a.at.compare(b.at) })
	set := newOpenSet(full)
	next := 0
	for k := range steps {
		for now := l.commit(k); next < len(events) && events[next].at.compare(now) <= 0; next++ {
			set.apply(events[next])
		}
		set.describe(&steps[k], census, k, full)
	}
	for i := range steps {
		slices.SortFunc(steps[i].Opened, byPlace)
		slices.SortFunc(steps[i].Closed, byPlace)
	}
	return steps
}

// blank returns a step for each commit, which tells nothing yet.
func (l *Line) blank() []isms.Step {
	steps := make([]isms.Step, len(l.Commits))
	for i := range steps {
		steps[i] = isms.Step{Commit: l.Commits[i], Time: l.Times[i]}
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

// standing says which pieces an event is of.
type standing bool

const (
	isWhole standing = false // waived or not
	isOpen  standing = true
)

// event is a piece that begins (1) or ends (-1).
type event struct {
	at       instant
	n        int
	standing standing
	finding  *isms.Finding
}

// openSet is what is open at one instant. A finding may begin anew before it ended:
// it is open while it began more often than it ended.
type openSet struct {
	open     map[*isms.Finding]int // nil where nobody is going to list it
	tally    isms.Tally            // of what is open, as if nothing were many
	all      int                   // findings, waived ones included
	visible  int                   // findings that are open
	systemic map[*isms.Rule]*much
}

// much is how much there is of a rule whose grade depends on it.
type much struct {
	subjects map[isms.Key]int // with findings, waived ones included
	open     map[isms.Grade]int
}

func newOpenSet(list bool) *openSet {
	o := &openSet{systemic: map[*isms.Rule]*much{}}
	if list {
		o.open = map[*isms.Finding]int{}
	}
	return o
}

func (o *openSet) apply(e event) {
	f := e.finding
	m := o.systemic[f.Rule]
	if m == nil && f.Rule.Systemic != nil {
		m = &much{map[isms.Key]int{}, map[isms.Grade]int{}}
		o.systemic[f.Rule] = m
	}
	if e.standing == isWhole {
		o.all += e.n
		if m != nil {
			add(m.subjects, isms.Key{Kind: f.Kind, ID: f.ID}, e.n)
		}
		return
	}
	o.visible += e.n
	if o.open != nil {
		add(o.open, f, e.n)
	}
	o.tally.Add(f.Grade, e.n)
	if m != nil {
		m.open[f.Grade] += e.n
	}
}

// add counts n more under key, and forgets a key of which there is none.
func add[K comparable](counts map[K]int, key K, n int) {
	if counts[key] += n; counts[key] == 0 {
		delete(counts, key)
	}
}

// describe tells a step what is open at its commit, which is the given point.
func (o *openSet) describe(s *isms.Step, census Census, point int, full bool) {
	raised := o.raised(census, point)
	s.Open, s.Waived = o.tally, o.all-o.visible
	for rule := range raised {
		for g, n := range o.systemic[rule].open {
			s.Open.Add(g, -n)
			s.Open.Add(graver(g, rule.Systemic.Grade), n)
		}
	}
	if full {
		s.Findings = o.list(raised)
	}
}

// raised returns the rules of which there is so much that each finding is graver.
func (o *openSet) raised(census Census, point int) map[*isms.Rule]bool {
	var out map[*isms.Rule]bool
	for rule, m := range o.systemic {
		if len(m.subjects) > 0 && rule.Systemic.Reached(len(m.subjects), census(rule, point)) {
			if out == nil {
				out = map[*isms.Rule]bool{}
			}
			out[rule] = true
		}
	}
	return out
}

func graver(a, b isms.Grade) isms.Grade {
	if b.Rank() < a.Rank() {
		return b
	}
	return a
}

func (o *openSet) list(raised map[*isms.Rule]bool) []isms.Finding {
	out := make([]isms.Finding, 0, len(o.open))
	for p := range o.open {
		f := *p
		f.Status = isms.Open
		if raised[f.Rule] {
			f.Grade = graver(f.Grade, f.Rule.Systemic.Grade)
		}
		out = append(out, f)
	}
	slices.SortFunc(out, byPlace)
	return out
}

// byPlace sorts findings by path, line, column, rule and locus.
func byPlace(a, b isms.Finding) int {
	return comparePlaces(&a, &b)
}

func comparePlaces(a, b *isms.Finding) int {
	return cmp.Or(
		strings.Compare(a.Path, b.Path),
		cmp.Compare(a.Range.Start.Line, b.Range.Start.Line),
		cmp.Compare(a.Range.Start.Column, b.Range.Start.Column),
		strings.Compare(a.Rule.ID, b.Rule.ID),
		strings.Compare(a.Entity, b.Entity),
		strings.Compare(a.Kind, b.Kind),
		strings.Compare(a.ID, b.ID),
		strings.Compare(a.Locus, b.Locus),
		strings.Compare(a.Message, b.Message),
	)
}

// Monotonic returns the times of commits, none before the one before it: clocks of
// people differ, and time does not run backwards along a line. A commit whose time
// cannot be read takes the one of the commit before; where there is none, the
// earliest that can be read.
func Monotonic(commits []isms.Commit) []time.Time {
	times := claimed(commits)
	for i := 1; i < len(times); i++ {
		if times[i].Before(times[i-1]) {
			times[i] = times[i-1]
		}
	}
	return times
}

// claimed returns the times that commits claim, and the earliest of these for those
// that claim none.
func claimed(commits []isms.Commit) []time.Time {
	times := make([]time.Time, len(commits))
	var earliest time.Time
	for i, c := range commits {
		times[i] = c.Committer.When
		if earliest.IsZero() || !times[i].IsZero() && times[i].Before(earliest) {
			earliest = times[i]
		}
	}
	for i := range times {
		if times[i].IsZero() {
			times[i] = earliest
		}
	}
	return times
}
