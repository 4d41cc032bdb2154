package report

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"time"

	"ismsproof/engine/isms"
)

// An event is a finding that opened or closed, as it is told below a commit.
type event struct {
	closes  bool
	finding *isms.Finding
	at      time.Time
	cause   isms.Cause
}

// timed reports whether the event has a date of its own, which is not a commit's.
func (e *event) timed() bool { return e.cause.Commit == "" }

// events returns what to tell below each step, and last what happened between the
// last step and the end of the timeline. Spans tell it best: they know dates and
// what came and went between two commits. What a step opened or closed is told
// even where no span says so.
func events(t *isms.Timeline) [][]event {
	out := make([][]event, len(t.Steps)+1)
	index := make(map[string]int, len(t.Steps))
	for i := range t.Steps {
		index[t.Steps[i].Commit.ID] = i
	}
	put := func(e event) {
		i, known := index[e.cause.Commit]
		if !known {
			i = sort.Search(len(t.Steps), func(i int) bool { return !t.Steps[i].Time.Before(e.at) })
		}
		out[i] = append(out[i], e)
	}
	for i := range t.Spans {
		s := &t.Spans[i]
		put(event{false, &s.Finding, s.From, s.OpenedBy})
		if s.To != nil {
			put(event{true, &s.Finding, *s.To, s.ClosedBy})
		}
	}
	for i := range t.Steps {
		out[i] = complete(out[i], &t.Steps[i])
	}
	for i := range out {
		slices.SortStableFunc(out[i], compareEvents)
	}
	return out
}

// complete adds what a step opened and closed and no span tells.
func complete(told []event, s *isms.Step) []event {
	if len(s.Opened)+len(s.Closed) == 0 {
		return told
	}
	type change struct {
		key    string
		closes bool
	}
	known := make(map[change]bool, len(told))
	for i := range told {
		known[change{told[i].finding.Fingerprint(), told[i].closes}] = true
	}
	add := func(findings []isms.Finding, closes bool) {
		for i := range findings {
			f := &findings[i]
			if !known[change{f.Fingerprint(), closes}] {
				told = append(told, event{closes, f, s.Time, isms.Cause{Commit: s.Commit.ID}})
			}
		}
	}
	add(s.Opened, false)
	add(s.Closed, true)
	return told
}

// compareEvents orders by date what happened before a commit, then what it opened,
// then what it closed.
func compareEvents(a, b event) int {
	if n := first(a.timed(), b.timed()); n != 0 {
		return n
	}
	if n := a.at.Compare(b.at); n != 0 && a.timed() {
		return n
	}
	return cmp.Or(first(!a.closes, !b.closes), compareFindings(a.finding, b.finding), a.at.Compare(b.at))
}

// first orders what is true before what is not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// event prints one event: "+" for opened, "-" for closed, "~" for a date that
// passed without a commit.
func (t *chronicle) event(e *event) {
	f := e.finding
	sign, head, tail := "+", "", ""
	if e.closes {
		sign = "-"
	}
	switch {
	case e.cause.Lapse:
		sign, head = "~", t.date(e.at)+" lapsed: "
		if e.closes {
			head = t.date(e.at) + " ended: "
		}
	case e.cause.Waiver != "" && e.closes:
		head = t.date(e.at) + " waived: "
		tail = fmt.Sprintf(" (waiver %s)", brief(e.cause.Waiver))
	case e.cause.Waiver != "":
		head = t.date(e.at) + " no longer waived: "
		tail = fmt.Sprintf(" (waiver %s)", brief(e.cause.Waiver))
	case e.cause.Behind != "":
		tail = fmt.Sprintf(" (made by %s)", commitID(e.cause.Behind))
	}
	grade := clean(string(f.Grade))
	lead := "  " + sign + " " + head
	t.paragraph(lead+t.paint(string(f.Grade), grade)+" ", columns(lead+grade)+1,
		clean(f.Rule.ID)+" "+spot(f.Path, f.Range.Start)+" "+brief(f.Message)+tail, 6)
}

// spot returns "path:line" cleaned, without the line where there is no place in
// the file and with "." where there is no file.
func spot(path string, at isms.Position) string {
	if path == "" {
		path = "."
	}
	if at.Line < 1 {
		return clean(path)
	}
	return fmt.Sprintf("%s:%d", clean(path), at.Line)
}
