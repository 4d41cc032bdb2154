package benchmark

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"time"
)

// A world is the company at one moment: its records and what is due.
type world struct {
	random
	size    Size
	now     time.Time
	byKind  map[string][]*record
	files   int
	made    map[string]int // records of a kind ever made, for ids
	duties  duties
	planned int // duties ever planned: breaks ties, so that the order is one

	// The commit being made.
	dirty   []*record
	moved   [][2]string
	deleted []string
	did     []string
}

// A duty is something that has to be done to a record from a day on.
type duty struct {
	day   int
	order int
	do    func(*world, *record)
	on    *record
}

type duties []duty

func (d duties) Len() int { return len(d) }
func (d duties) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(d[i].day, d[j].day), cmp.Compare(d[i].order, d[j].order)) < 0
}
func (d duties) Swap(i, j int) { d[i], d[j] = d[j], d[i] }
func (d *duties) Push(x any)   { *d = append(*d, x.(duty)) }
func (d *duties) Pop() any {
	last := len(*d) - 1
	x := (*d)[last]
	*d = (*d)[:last]
	return x
}

// days counts the days from 1970 to t.
func days(t time.Time) int { return int(t.Unix() / 86400) }

// on writes a day as a date.
func on(day int) string { return time.Unix(int64(day)*86400, 0).UTC().Format(time.DateOnly) }

// at writes a time of a day.
func at(day, hour, minute int) string {
	return fmt.Sprintf("%sT%02d:%02d:00+01:00", on(day), hour, minute)
}

func (w *world) day() int      { return days(w.now) }
func (w *world) today() string { return on(w.day()) }

// plan has do done to r from a day on.
func (w *world) plan(day int, r *record, do func(*world, *record)) {
	w.planned++
	heap.Push(&w.duties, duty{day, w.planned, do, r})
}

// due plans something that must be done by a day: mostly it is done some time
// before, in a few cases too late.
func (w *world) due(day int, r *record, do func(*world, *record)) {
	if w.chance(6) {
		w.plan(day+w.between(2, 40), r, do)
		return
	}
	w.plan(day-w.between(4, 24), r, do)
}

// touch says that a record changed in the commit being made.
func (w *world) touch(r *record, what string) {
	if !slices.Contains(w.dirty, r) {
		w.dirty = append(w.dirty, r)
		w.did = append(w.did, fmt.Sprintf("%s %s", what, r.id))
	}
}

// first is 1 while the first commit is made, else 0: what the first commit holds was
// begun before.
func (w *world) first() int {
	if w.byKind["isms"] == nil {
		return 1
	}
	return 0
}

// add takes a new record into the company.
func (w *world) add(r *record) *record {
	w.byKind[r.kind] = append(w.byKind[r.kind], r)
	w.files++
	w.touch(r, "Add")
	return r
}

// remove deletes the file of r.
func (w *world) remove(r *record) {
	w.byKind[r.kind] = slices.DeleteFunc(w.byKind[r.kind], func(other *record) bool { return other == r })
	w.files--
	w.deleted = append(w.deleted, r.path)
	w.did = append(w.did, "Remove "+r.id)
}

// serial counts the records of a kind, from 1.
func (w *world) serial(kind string) int {
	w.made[kind]++
	return w.made[kind]
}

// some returns a random record of a kind of which there is at least one.
func (w *world) some(kind string) *record { return pick(&w.random, w.byKind[kind]) }

// ids returns the ids of up to n different records of a kind, in the order in which
// they came into being.
func (w *world) ids(kind string, n int) []string {
	all := w.byKind[kind]
	n = min(n, len(all))
	chosen := map[int]bool{}
	for len(chosen) < n {
		chosen[w.below(len(all))] = true
	}
	var ids []string
	for i, r := range all {
		if chosen[i] {
			ids = append(ids, r.id)
			delete(chosen, i)
			if len(chosen) == 0 {
				break
			}
		}
	}
	return ids
}

// only returns the one record of a kind.
func (w *world) only(kind string) *record { return w.byKind[kind][0] }

// growing is the order in which records of kinds are added, so that what is named
// is there before what names it.
var growing = []string{
	"person", "policy", "procedure", "obligation", "supplier", "asset", "control", "treatment", "risk", "evidence",
	"incident", "corrective_action", "change",
}

// wanted is how many records of a kind there should be at a commit.
func (w *world) wanted(kind string, commit int) int {
	final := w.size.counts[kind]
	first := (final*w.size.initial + 99) / 100
	switch kind {
	case "incident", "corrective_action", "change":
		first = 1
	case "person":
		first = max(first, len(roleNames))
	case "control":
		first = max(first, themes)
	}
	return first + (final-first)*commit/(w.size.Commits-1)
}

// filesWanted is how many files there should be at a commit.
func (w *world) filesWanted(commit int) int {
	first := (w.size.Files*w.size.initial + 99) / 100
	return first + (w.size.Files-first)*commit/(w.size.Commits-1)
}

// lacking returns a kind of which records are missing at a commit, or "".
func (w *world) lacking(commit int) string {
	var kinds []string
	for _, kind := range growing {
		if kind != "evidence" && len(w.byKind[kind]) < w.wanted(kind, commit) {
			kinds = append(kinds, kind)
		}
	}
	if len(kinds) > 0 {
		return pick(&w.random, kinds)
	}
	if w.files < w.filesWanted(commit) {
		return "evidence"
	}
	return ""
}

// makers hold how records of the growing kinds come into being.
var makers = map[string]func(*world) *record{
	"person": newPerson, "policy": newPolicy, "procedure": newProcedure, "obligation": newObligation,
	"supplier": newSupplier, "asset": newAsset, "control": newControl, "treatment": newTreatment, "risk": newRisk,
	"evidence": newReport, "incident": newIncident, "corrective_action": newCorrectiveAction, "change": newChange,
}

// begin makes the company as its first commit holds it.
func begin(size Size, seed uint64) *world {
	w := &world{random: random{seed}, size: size, now: size.Start, byKind: map[string][]*record{}, made: map[string]int{}}
	for _, kind := range growing {
		if kind == "policy" { // everything after people names roles
			w.add(newRoles(w))
		}
		if kind == "evidence" {
			continue // controls bring theirs
		}
		for range w.wanted(kind, 0) {
			w.add(makers[kind](w))
		}
	}
	for _, r := range newDocuments(w) {
		w.add(r)
	}
	w.add(newAssessment(w))
	return w
}

// step makes the next commit.
func (w *world) step(commit int) {
	w.dirty, w.moved, w.deleted, w.did = nil, nil, nil, nil
	span := w.size.End.Sub(w.size.Start) / time.Duration(w.size.Commits)
	w.now = w.size.Start.Add(time.Duration(commit)*span + time.Duration(w.below(int(span.Seconds())))*time.Second)
	for want := pick(&w.random, []int{1, 1, 2, 2, 2, 2, 3, 3, 3, 3}); len(w.did) < want; {
		w.act(commit)
	}
	for last := commit == w.size.Commits-1; last && w.files != w.size.Files; {
		w.settle(commit)
	}
}

// act does one thing: what is due before what is new before what comes to mind.
func (w *world) act(commit int) {
	kind := w.lacking(commit)
	switch {
	case len(w.duties) > 0 && w.duties[0].day <= w.day() && w.chance(75):
		d := heap.Pop(&w.duties).(duty)
		d.do(w, d.on)
	case w.files > w.filesWanted(commit)+2:
		w.settle(commit)
	case kind != "" && w.chance(50):
		w.add(makers[kind](w))
	default:
		w.edit()
	}
}

// settle brings the number of files nearer to what is wanted: it adds what is
// lacking or deletes the oldest evidence that nobody names.
func (w *world) settle(commit int) {
	if kind := w.lacking(commit); kind != "" && w.files < w.filesWanted(commit) {
		w.add(makers[kind](w))
		return
	}
	i := slices.IndexFunc(w.byKind["evidence"], func(r *record) bool { return !r.named && !slices.Contains(w.dirty, r) })
	w.remove(w.byKind["evidence"][i])
}
