package history

import (
	"cmp"
	"slices"
	"time"

	"ismsproof/engine/isms"
)

// MonotonicGraph returns the times of the commits of a graph, each after its
// parents: none before that of a parent. Parents that are not among the commits do
// not count. A time that cannot be read is as in [Monotonic].
func MonotonicGraph(commits []isms.Commit) []time.Time {
	times := claimed(commits)
	place := make(map[string]int, len(commits))
	for i, c := range commits {
		for _, p := range c.Parents {
			if at, known := place[p]; known && times[i].Before(times[at]) {
				times[i] = times[at]
			}
		}
		place[c.ID] = i
	}
	return times
}

// Graph returns what is open at each commit of a graph as of its own time, what of
// it is open at none of its parents (Opened), and what is open at one of them and
// no more here (Closed). A merge that brings in a finding has not opened it.
// With full, each step lists all its open findings.
//
// The points of facts and waivers are places in Commits, as on a line, but nothing
// is the case between two commits: a graph has steps and no spans.
func (l *Line) Graph(facts []Fact, waivers []Waiver, census Census, full bool) []isms.Step {
	steps := l.blank()
	place := make(map[string]int, len(l.Commits))
	children := make([]int, len(l.Commits))
	parents := make([][]int, len(l.Commits))
	for i, c := range l.Commits {
		for _, p := range c.Parents {
			if at, known := place[p]; known {
				parents[i] = append(parents[i], at)
				children[at]++
			}
		}
		place[c.ID] = i
	}
	sweep := newSweep(facts, waivers, full)
	seen := map[int][]shown{} // what is open at commits with children to come
	for k := range steps {
		sweep.advance(k)
		set, open := sweep.at(k, l.Times[k])
		set.describe(&steps[k], census, k, full)
		var before [][]shown
		for _, p := range parents[k] {
			before = append(before, seen[p])
			if children[p]--; children[p] == 0 {
				delete(seen, p)
			}
		}
		steps[k].Opened, steps[k].Closed = differ(open, before)
		if children[k] > 0 {
			seen[k] = open
		}
	}
	return steps
}

// Final returns what is open at the last commit as of the end of the line, in the
// order of a report.
func (l *Line) Final(facts []Fact, waivers []Waiver, census Census) []isms.Finding {
	sweep := newSweep(facts, waivers, true)
	last := len(l.Commits) - 1
	for k := range l.Commits {
		sweep.advance(k)
	}
	set, _ := sweep.at(last, l.End)
	return set.list(set.raised(census, last))
}

// shown is a finding at a commit, with the number of its fingerprint.
type shown struct {
	key     int
	finding *isms.Finding
}

// sweep goes over points and keeps the facts that are the case.
type sweep struct {
	facts   []Fact
	waivers []Waiver
	keys    []int   // of each fact, the number of its fingerprint
	ranks   []int   // of each fact, its place among all by key, then before
	meant   [][]int // of each fact, the waivers that mean it
	coming  []int   // facts by From
	now     []int   // facts by rank
	list    bool    // what is open is going to be listed
}

func newSweep(facts []Fact, waivers []Waiver, list bool) *sweep {
	s := &sweep{
		facts: facts, waivers: waivers, list: list,
		keys: make([]int, len(facts)), ranks: make([]int, len(facts)), meant: make([][]int, len(facts)),
	}
	numbers := map[string]int{}
	for i := range facts {
		print := facts[i].Finding.Fingerprint()
		n, known := numbers[print]
		if !known {
			n = len(numbers)
			numbers[print] = n
		}
		s.keys[i] = n
		for w := range waivers {
			if waivers[w].Means(&facts[i].Finding) {
				s.meant[i] = append(s.meant[i], w)
			}
		}
		s.coming = append(s.coming, i)
	}
	slices.SortStableFunc(s.coming, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.keys[a], s.keys[b]), before(&facts[a].Finding, &facts[b].Finding))
	})
	for rank, i := range s.coming {
		s.ranks[i] = rank
	}
	slices.SortStableFunc(s.coming, func(a, b int) int { return cmp.Compare(facts[a].From, facts[b].From) })
	return s
}

// advance takes the sweep to the next point.
func (s *sweep) advance(point int) {
	s.now = slices.DeleteFunc(s.now, func(i int) bool { return s.facts[i].To <= point })
	n := len(s.now)
	for ; len(s.coming) > 0 && s.facts[s.coming[0]].From <= point; s.coming = s.coming[1:] {
		if i := s.coming[0]; s.facts[i].To > point {
			s.now = append(s.now, i)
		}
	}
	if len(s.now) > n {
		slices.SortFunc(s.now, func(a, b int) int { return cmp.Compare(s.ranks[a], s.ranks[b]) })
	}
}

// at returns what is the case at the present point as of a time, and what of it is
// open, by key.
func (s *sweep) at(point int, t time.Time) (*openSet, []shown) {
	set := newOpenSet(s.list)
	var open []shown
	last, shownOpen := -1, false
	for _, i := range s.now {
		f := &s.facts[i].Finding
		if f.Since != nil && f.Since.After(t) || f.Until != nil && !f.Until.After(t) {
			continue
		}
		if s.keys[i] != last {
			last, shownOpen = s.keys[i], false
			set.apply(event{n: 1, standing: isWhole, finding: f})
		}
		if !shownOpen && !s.waived(i, point, t) {
			shownOpen = true
			set.apply(event{n: 1, standing: isOpen, finding: f})
			open = append(open, shown{last, f})
		}
	}
	return set, open
}

func (s *sweep) waived(fact, point int, t time.Time) bool {
	return slices.ContainsFunc(s.meant[fact], func(i int) bool {
		w := &s.waivers[i]
		return w.From <= point && point < w.To && !w.Since.After(t) && w.Until.After(t)
	})
}

// differ returns what is open now and was not before, and the other way round. All
// lists are sorted by key.
func differ(now []shown, before [][]shown) (opened, closed []isms.Finding) {
	was := slices.Concat(before...)
	slices.SortStableFunc(was, byKey)
	was = slices.CompactFunc(was, func(a, b shown) bool { return a.key == b.key })
	for _, pair := range []struct {
		in, out []shown
		list    *[]isms.Finding
	}{{now, was, &opened}, {was, now, &closed}} {
		for _, x := range pair.in {
			if _, both := slices.BinarySearchFunc(pair.out, x, byKey); !both {
				f := *x.finding
				f.Status = isms.Open
				*pair.list = append(*pair.list, f)
			}
		}
		slices.SortFunc(*pair.list, byPlace)
	}
	return opened, closed
}

func byKey(a, b shown) int { return cmp.Compare(a.key, b.key) }
