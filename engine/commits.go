package engine

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"ismsproof/engine/history"
	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
	"ismsproof/engine/source"
)

// deeds are what the commits of a line did and who stands behind them: the subjects of
// rules that judge no record.
type deeds struct {
	commits   []isms.Commit // one per point
	times     []time.Time   // as the whole line has them: never before the commit before
	behind    map[string][]isms.Commit
	revisions [][]*revision // by point
	// Files that the configuration takes definitions from and the commit changes, by point;
	// shorter where it takes none.
	definitions [][]string
	partial     bool    // the points are not all commits there are: histories are not at hand
	crowd       []crowd // ascending
	roots       func(point int) identity.Roots
}

// crowd is who belongs to the organization from a point on.
type crowd struct {
	from   int
	people *identity.People
}

// deedsAlong gathers what the commits of a walk that is finished did. The points before
// first are there to compare with. Persons are those of the tree of each commit, unless
// trusted says who counts.
func (w *walk) deedsAlong(commits []isms.Commit, times []time.Time, first int, behind map[string][]isms.Commit, trusted *identity.People) *deeds {
	d := &deeds{commits: commits, times: times, behind: behind, revisions: w.revisions(first, len(commits)), roots: w.roots}
	if trusted != nil {
		d.crowd = []crowd{{0, trusted}}
		return d
	}
	points := []int{0}
	persons := w.persons()
	for _, s := range persons {
		for _, v := range s.versions {
			points = append(points, v.from)
		}
	}
	slices.Sort(points)
	known := map[*record]identity.Person{}
	for _, point := range slices.Compact(points) {
		d.crowd = append(d.crowd, crowd{point, w.peopleAt(persons, point, known)})
	}
	return d
}

// roots are the keys that signatures count by at a point.
func (w *walk) roots(point int) identity.Roots {
	if w.configs != nil {
		return w.configs[point].roots
	}
	return w.config.roots
}

// persons returns all who ever were on record, in the order of subjects.
func (w *walk) persons() []*subject {
	var out []*subject
	for key, s := range w.subjects {
		if key.Kind == "person" && !key.whole {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, bySubject)
	return out
}

// peopleAt returns who belongs to the organization at a point, by its records.
func (w *walk) peopleAt(persons []*subject, point int, known map[*record]identity.Person) *identity.People {
	var list []identity.Person
	for _, s := range persons {
		r := s.at(point)
		if r == nil {
			continue
		}
		if _, done := known[r]; !done {
			known[r] = personOf(r)
		}
		list = append(list, known[r])
	}
	return identity.NewPeople(list, w.zone(point))
}

// personOf takes out of a record of kind person what binding needs.
func personOf(r *record) identity.Person {
	in := r.input
	p := identity.Person{ID: r.ID, Service: in.Text("type") == "service", Start: in.Text("start"), End: in.Text("end"), Emails: in.Texts("emails")}
	for _, key := range in.Parts("keys") {
		p.Keys = append(p.Keys, identity.PersonKey{
			Type: key.Text("type"), Fingerprint: key.Text("fingerprint"), From: key.Text("from"), Until: key.Text("until"), RevokedOn: key.Text("revoked_on"),
		})
	}
	return p
}

// account says who stands behind the commit of a point.
func (d *deeds) account(point int) identity.Account {
	return d.accountOf(point, func(isms.Commit) bool { return true })
}

// accountOf says the same, where of what a merge brought in only some commits count.
func (d *deeds) accountOf(point int, counts func(isms.Commit) bool) identity.Account {
	i, found := slices.BinarySearchFunc(d.crowd, point, func(c crowd, p int) int { return c.from - p })
	if !found {
		i--
	}
	people, c, at := d.crowd[i].people, d.commits[point], d.times[point]
	a := people.Account(c, d.roots(point).Verify(identity.SignatureOf(c), at), at, false)
	for _, b := range d.behind[c.ID] {
		if len(b.Parents) > 1 || !counts(b) {
			continue // it brought in what others wrote
		}
		when := b.Committer.When
		if when.IsZero() || when.After(at) {
			when = at
		}
		a.Writers = append(a.Writers, people.ByEmail(b.Author.Email, when))
		a.Writers = append(a.Writers, people.Coauthored(b.Message, when)...)
	}
	return a
}

// idle says whether the commit of a point leaves alone all that is the ISMS: its records
// and what its configuration takes rules, schemas and frameworks from.
func (d *deeds) idle(point int) bool {
	return len(d.revisions[point]) == 0 && len(d.defined(point)) == 0
}

// defined returns the files with definitions that the commit of a point changes, sorted.
func (d *deeds) defined(point int) []string {
	if point >= len(d.definitions) {
		return nil
	}
	return d.definitions[point]
}

// previous returns the commit before, where that is the first parent.
func (d *deeds) previous(point int) *isms.Commit {
	if point == 0 || len(d.commits[point].Parents) == 0 || d.commits[point-1].ID != d.commits[point].Parents[0] {
		return nil
	}
	return &d.commits[point-1]
}

// changes lists what the commit of a point did to records.
func (d *deeds) changes(point int) []identity.Change {
	out := make([]identity.Change, len(d.revisions[point]))
	for i, r := range d.revisions[point] {
		out[i] = identity.Change{Kind: r.subject.Kind, ID: r.subject.ID, Path: r.record().file, Change: r.change()}
		if r.before != nil && r.after != nil && (r.subject.Kind == "isms" || r.subject.Kind == exceptionKind) {
			out[i].Fields = r.after.input.Changes(r.before.input)
		}
	}
	return out
}

// place is where a finding about the commit of a point stands.
func (d *deeds) place(point int, rule *isms.Rule, at isms.Path) isms.Finding {
	n := 0
	if len(at) > 1 && at[0] == "changes" {
		if i, err := strconv.Atoi(at[1]); err == nil && i >= 0 && i < len(d.revisions[point]) {
			n = i
		}
	}
	if len(d.revisions[point]) == 0 {
		return isms.Finding{Rule: rule, Grade: rule.Grade, Kind: subjectCommit, ID: d.commits[point].ID, Path: d.definitions[point][0], Range: firstLine}
	}
	f := findingAt(d.revisions[point][n].record(), rule, nil)
	f.Entity, f.Kind, f.ID, f.Locus, f.At = "", subjectCommit, d.commits[point].ID, "", nil
	return f
}

// population returns how many revisions and commits the points from first on have.
func (d *deeds) population(first int) map[string]int {
	n := map[string]int{}
	for i, list := range d.revisions[first:] {
		n[subjectRevision] += len(list)
		if !d.idle(first + i) {
			n[subjectCommit]++
		}
	}
	return n
}

// next returns the first point at which each record is revised.
func (d *deeds) next() map[entityKey]int {
	out := map[entityKey]int{}
	for point, list := range d.revisions {
		for _, r := range list {
			if _, known := out[r.subject.entityKey]; !known {
				out[r.subject.entityKey] = point
			}
		}
	}
	return out
}

// asksPast says whether any rule that is to run judges what was done.
func (h *historian) asksPast() bool {
	for i, c := range h.configs {
		if i > 0 && c.d == h.configs[i-1].d {
			continue
		}
		for _, subject := range []string{subjectRevision, subjectCommit} {
			if slices.ContainsFunc(c.d.Rules.ForSubject(subject), func(r *policy.Rule) bool { return h.selected(&r.Rule) }) {
				return true
			}
		}
	}
	return false
}

// recount finds what the commits did and who wrote it, where a rule asks.
func (h *historian) recount(ctx context.Context) error {
	asked := h.asksPast()
	if asked && h.options.All {
		h.ignored = append(h.ignored, "rules about revisions and commits need a line of commits; they are not judged with --all")
	}
	told := !h.continues && !h.partial
	if h.options.All || !asked && !(told && h.asksHistory()) {
		return nil
	}
	behind, err := h.brought(ctx)
	if err != nil {
		return err
	}
	first, times := 0, h.times
	if h.continues {
		first = 1
	}
	if times == nil {
		times = history.Monotonic(h.commits)
	}
	var trusted *identity.People
	if h.agreed != nil {
		trusted = h.agreed.people
	}
	d := h.walk.deedsAlong(h.commits, times, first, behind, trusted)
	d.partial, d.definitions = h.partial, h.definitions
	if asked {
		h.walk.past = d
	}
	if told {
		h.walk.line.SetAuthors(d.writers(h.walk, h.touches(ctx)))
	}
	return nil
}

// brought returns, for each merge of the line, the commits that it brought in besides
// the line.
func (h *historian) brought(ctx context.Context) (map[string][]isms.Commit, error) {
	merges := slices.ContainsFunc(h.commits, func(c isms.Commit) bool { return len(c.Parents) > 1 })
	if !merges {
		return nil, nil
	}
	o := source.LogOptions{From: h.commits[len(h.commits)-1].ID}
	if first := h.commits[0]; h.continues {
		o.Exclude = []string{first.ID}
	}
	logged, err := h.repo.Log(ctx, o)
	if err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		h.ignored = append(h.ignored, fmt.Sprintf("who wrote what merges brought in is not known: %v", err))
		return nobody(h.commits), nil
	}
	all := make(map[string]isms.Commit, len(logged))
	for _, l := range logged {
		all[l.Commit.ID] = l.Commit
	}
	out, seen := map[string][]isms.Commit{}, map[string]bool{}
	for _, c := range h.commits {
		seen[c.ID] = true
		if len(c.Parents) < 2 {
			continue
		}
		for todo := slices.Clone(c.Parents[1:]); len(todo) > 0; {
			id := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			b, known := all[id]
			if seen[id] || !known {
				continue
			}
			seen[id] = true
			out[c.ID] = append(out[c.ID], b)
			todo = append(todo, b.Parents...)
		}
	}
	return out, nil
}

// nobody says of each merge that nobody knows who wrote what it brought in.
func nobody(commits []isms.Commit) map[string][]isms.Commit {
	out := map[string][]isms.Commit{}
	for _, c := range commits {
		if len(c.Parents) > 1 {
			out[c.ID] = []isms.Commit{{}}
		}
	}
	return out
}
