package engine

import (
	"cmp"
	"slices"
	"strings"

	"ismsproof/engine/history"
	"ismsproof/engine/isms"
)

// An account is all that a walk along a line of commits found: what a timeline is
// made of, without the records it was found in. Its points are the commits.
type account struct {
	First, Tip string // ids of the first and the last commit
	Points     int
	Config     string // "sha256:…" of the configuration of the tip
	Zone       string
	FailOn     isms.Grade
	Facts      []history.Fact
	Blind      []Blind
	Waivers    []StoredWaiver
	Turns      map[string][]Turn
	Standing   []Standing // by point; of commits that a rule about what was done asked of
	Artifacts  int        // at the tip
	Ever       bool       // some commit holds an artifact
	Warnings   []string
	Bindings   []string // what is odd about the bindings of the tip
	Counts     isms.TimelineCounts
}

// A Turn is a point at which the number of subjects of a kind becomes N.
type Turn struct{ Point, N int }

// A Standing is who stands behind the commit of a point.
type Standing struct {
	Point int
	isms.Standing
}

// A Blind is what nobody can know from one point until before another.
type Blind struct {
	isms.Undecided
	From, To int
}

// A StoredWaiver is a waiver and the points between which it stands in the tree.
type StoredWaiver struct {
	Waiver
	FromPoint, ToPoint int
}

// sum gives the account of a walk that was judged.
func (h *historian) sum(v *verdicts) *account {
	w := h.walk
	slices.SortFunc(v.standing, func(a, b Standing) int { return cmp.Compare(a.Point, b.Point) })
	a := &account{
		First: h.commits[0].ID, Tip: h.commits[len(h.commits)-1].ID, Points: len(h.commits),
		Config: h.config.sum, Zone: h.config.zone.String(), FailOn: h.config.failOn,
		Waivers: w.waiverLine(len(h.commits)), Turns: w.turns(), Standing: v.standing, Artifacts: w.artifacts, Warnings: h.ignored, Bindings: h.bindings,
		Counts: isms.TimelineCounts{
			Commits: len(h.commits), Blobs: len(h.files), Files: w.artifacts, Records: w.records, Versions: w.versions,
			Evaluations: v.evaluations, Across: v.across,
		},
	}
	for _, f := range h.files {
		a.Ever = a.Ever || f != nil && f.artifacts > 0
	}
	facts := slices.Concat(w.facts, v.facts)
	w.facts, v.facts = nil, nil // there are many: none is kept twice
	a.Facts = make([]history.Fact, 0, len(facts))
	for i, f := range facts {
		facts[i] = nil
		if h.selected(f.Rule) {
			f.Message = maskedText(f.Message)
			a.Facts = append(a.Facts, history.Fact{Finding: f.Finding, From: f.from, To: f.to})
		}
	}
	for _, b := range slices.Concat(w.blind, v.blind) {
		if !h.selected(b.Rule) {
			continue
		}
		to := b.to
		b.Reason = maskedText(b.Reason)
		if judgesPast(b.Rule) {
			to = b.from + 1 // it is that commit which could not be judged completely
		}
		a.Blind = append(a.Blind, Blind{b.Undecided, b.from, to})
	}
	return a
}

// waivers returns the waivers in the form that spans are cut by.
func (a *account) waivers() []history.Waiver {
	out := make([]history.Waiver, len(a.Waivers))
	for i := range a.Waivers {
		w := &a.Waivers[i]
		out[i] = history.Waiver{ID: w.ID, From: w.FromPoint, To: w.ToPoint, Since: w.From, Until: w.Until, Means: w.means}
	}
	return out
}

// census counts subjects along the line: how many a rule judges at a point.
func (a *account) census(r *isms.Rule, point int) int {
	n := 0
	for kind, list := range a.Turns {
		if kind != r.Subject && r.Subject != "record" {
			continue
		}
		i, _ := slices.BinarySearchFunc(list, point+1, func(t Turn, p int) int { return cmp.Compare(t.Point, p) })
		if i > 0 {
			n += list[i-1].N
		}
	}
	return n
}

// stand tells each step who stands behind it.
func (a *account) stand(steps []isms.Step) {
	for _, s := range a.Standing {
		steps[s.Point].Standing = s.Standing
	}
}

// undecided tells each step what could not be decided at it.
func (a *account) undecided(steps []isms.Step) {
	for _, b := range a.Blind {
		for point := b.From; point < b.To; point++ {
			steps[point].Undecided = append(steps[point].Undecided, b.Undecided)
		}
	}
	for i := range steps {
		slices.SortFunc(steps[i].Undecided, func(x, y isms.Undecided) int {
			return cmp.Or(
				strings.Compare(x.Path, y.Path), strings.Compare(x.Rule.ID, y.Rule.ID),
				strings.Compare(x.Kind, y.Kind), strings.Compare(x.ID, y.ID), strings.Compare(x.Reason, y.Reason),
			)
		})
	}
}

// join continues an account with one of the commits that follow, whose first point
// is the last of a. Everything that a leaves open the other must find again, and
// nothing else, at that point: ok is false where they disagree, so that what was
// stored is never taken on trust alone.
func (a *account) join(b *account) (joined *account, ok bool) {
	if a.Tip != b.First || a.Config != b.Config || a.Zone != b.Zone {
		return nil, false
	}
	shift := a.Points - 1
	j := *b
	j.First, j.Points = a.First, shift+b.Points
	j.Ever = a.Ever || b.Ever
	j.Warnings = slices.Concat(a.Warnings, b.Warnings)

	j.Facts, ok = continued(a.Facts, b.Facts, a.Points, shift, func(f *history.Fact) (*int, *int) { return &f.From, &f.To }, func(f *history.Fact) any { return f.Finding })
	if !ok {
		return nil, false
	}
	j.Blind, ok = continued(a.Blind, b.Blind, a.Points, shift, func(x *Blind) (*int, *int) { return &x.From, &x.To }, func(x *Blind) any { return x.Undecided })
	if !ok {
		return nil, false
	}
	j.Waivers, ok = continued(a.Waivers, b.Waivers, a.Points, shift, func(x *StoredWaiver) (*int, *int) { return &x.FromPoint, &x.ToPoint }, func(x *StoredWaiver) any { return x.Waiver })
	if !ok {
		return nil, false
	}
	j.Standing = slices.Clone(a.Standing)
	for _, s := range b.Standing {
		s.Point += shift
		j.Standing = append(j.Standing, s)
	}
	j.Turns = map[string][]Turn{}
	for kind, list := range a.Turns {
		j.Turns[kind] = slices.Clone(list)
	}
	for kind, list := range b.Turns {
		for _, t := range list {
			if t.Point > 0 {
				j.Turns[kind] = append(j.Turns[kind], Turn{t.Point + shift, t.N})
			}
		}
	}
	return &j, true
}

// continued joins what holds along one line with what holds along the next, whose
// point 0 is the point before end of the first. What reaches the end of the first
// must be found again from the start of the second.
func continued[T any](first, second []T, end, shift int, points func(*T) (from, to *int), what func(*T) any) ([]T, bool) {
	out := slices.Clone(first)
	open := map[string][]int{}
	for i := range out {
		if _, to := points(&out[i]); *to == end {
			key := fingerprintOf(what(&out[i]))
			open[key] = append(open[key], i)
		}
	}
	for _, x := range second {
		from, to := points(&x)
		if *from > 0 {
			*from, *to = *from+shift, *to+shift
			out = append(out, x)
			continue
		}
		key := fingerprintOf(what(&x))
		if len(open[key]) == 0 {
			return nil, false
		}
		_, until := points(&out[open[key][0]])
		*until = *to + shift
		open[key] = open[key][1:]
	}
	for _, left := range open {
		if len(left) > 0 {
			return nil, false
		}
	}
	return out, true
}
