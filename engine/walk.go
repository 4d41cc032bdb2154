package engine

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// A walk goes along a line of trees, point by point, and keeps what is true now:
// which records there are, what they refer to, what is wrong with files. Only what
// a point changes is looked at. What it leaves behind are timelines: the versions
// of every subject, what rules may read, and the facts that need no rule.
//
// A check walks a line with one point.
type walk struct {
	d       *Definitions
	config  *config
	configs []*config // one per point of a history; none in a check
	point   int
	plain   bool           // have OPA evaluate everything
	done    map[string]int // of a change: how many revisions and commits it has
	past    *deeds         // what commits did; nil where no rule asks, or the points are no commits

	files    map[string]*file                      // artifacts now, by path
	exists   map[string]int                        // files now at or below a path
	claims   map[entityKey][]*record               // records now by id; more than one where an id is taken twice
	subjects map[subjectKey]*subject               // every subject that ever was
	seekers  map[entityKey]set[*reference]         // references now by what they may name
	inbound  map[entityKey]map[policy.Referrer]int // who refers now, in how many places
	dangling set[*reference]
	paths    map[string]set[*reference]     // path references now by path, cleaned
	hashes   map[string]set[*standingClaim] // digests that records state now, by path of the file
	contents map[string]*content            // of files whose digest some record states, now
	blanks   map[string][]openBlank
	troubles map[trouble][]*fact // problems of the source now
	noConfig *fact               // while there is no isms record

	facts    []*fact
	blind    []*blindness
	comments []*placedComment // about waivers, ever
	line     *policy.Line

	anchored                     int // heads kept elsewhere that were looked for
	artifacts, records, versions int // now, now, ever
	isms                         set[*record]
	taken                        map[*pointer]*reference // references now by the field they stand in
}

type set[T comparable] map[T]struct{}

type entityKey struct {
	entity string
	isms.Key
}

// subjectKey names a subject over the whole line: the nth claim to an id.
// The ISMS as a whole is a subject of its own.
type subjectKey struct {
	entityKey
	twin  int
	whole bool
}

// subject is a record over time.
type subject struct {
	subjectKey
	versions []recordVersion // ascending; each ends where the next begins
}

// recordVersion is what a subject is from a point on; record is nil where it is
// not there.
type recordVersion struct {
	from   int
	record *record
}

// fact is a finding that is the case from one point until before another. Its
// Since and Until say at which times between them.
type fact struct {
	isms.Finding
	from, to int        // to is -1 while the walk has not seen the end
	seeks    *reference // of a dangling reference
}

// blindness is a fact nobody can know.
type blindness struct {
	isms.Undecided
	from, to int
}

// reference is a reference with what is known of it now.
type reference struct {
	*pointer
	seeks  []entityKey
	target *entityKey
	fact   *fact
	blind  *blindness
}

type openBlank struct {
	policy.Blank
	from int
}

// trouble identifies a problem that the source reports for a tree.
type trouble struct{ path, code, message string }

// change is what one point changes: files by path, nil where one is gone. Entries
// that are no artifacts count as files that exist.
type change struct {
	files    map[string]*file
	added    []string // paths that exist from now on, artifacts or not
	gone     []string
	troubles []isms.Problem
	mended   []isms.Problem
	contents map[string]*content // of files that records state a digest of, where they may have changed
}

func (d *Definitions) newWalk(c *config) *walk {
	return &walk{
		d: d, config: c, line: policy.NewLine(d.data),
		files: map[string]*file{}, exists: map[string]int{}, claims: map[entityKey][]*record{},
		subjects: map[subjectKey]*subject{}, seekers: map[entityKey]set[*reference]{},
		inbound: map[entityKey]map[policy.Referrer]int{}, dangling: set[*reference]{},
		paths: map[string]set[*reference]{}, hashes: map[string]set[*standingClaim]{}, contents: map[string]*content{}, blanks: map[string][]openBlank{}, troubles: map[trouble][]*fact{},
		isms: set[*record]{}, taken: map[*pointer]*reference{},
	}
}

// touched collects what a step has to look at again.
type touched struct {
	keys    set[entityKey]   // ids whose claims changed
	targets map[referral]int // referrers that came or went: by how many places
	refs    set[*reference]
	paths   set[string]
	hashed  set[string] // files whose claimed digests are to be compared
	blanks  bool
}

// step takes the walk to point and applies what it changes.
func (w *walk) step(point int, c change) {
	w.point = point
	t := &touched{keys: set[entityKey]{}, targets: map[referral]int{}, refs: set[*reference]{}, paths: set[string]{}, hashed: set[string]{}}
	for _, p := range c.gone {
		w.count(p, -1, t)
		delete(w.contents, p)
		t.hashed[p] = struct{}{}
	}
	for p, now := range c.contents {
		w.contents[p] = now
		t.hashed[p] = struct{}{}
	}
	for _, p := range c.added {
		w.count(p, +1, t)
	}
	for _, p := range c.mended {
		w.mend(p, t)
	}
	for _, p := range c.troubles {
		w.meet(p, t)
	}
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		if old := w.files[name]; old != nil {
			w.drop(old, t)
			delete(w.files, name)
		}
		if f := c.files[name]; f != nil {
			w.add(f, t)
			w.files[name] = f
		}
	}
	for key := range t.keys {
		w.settleClaims(key, t)
	}
	w.settleReferences(t)
	w.settleReferrals(t)
	w.settlePaths(t)
	w.settleHashes(t)
	w.settleWhole()
}

// count says that one file more or less stands at path and in the folders above.
func (w *walk) count(name string, n int, t *touched) {
	for p := name; ; p = path.Dir(p) {
		before := w.exists[p]
		if w.exists[p] += n; w.exists[p] == 0 {
			delete(w.exists, p)
		}
		if (before == 0) != (before+n == 0) {
			t.paths[p] = struct{}{}
		}
		if p == "." || p == "/" {
			return
		}
	}
}

// add takes in what a file says.
func (w *walk) add(f *file, t *touched) {
	w.artifacts += f.artifacts
	w.records += len(f.records)
	for _, r := range f.records {
		w.claims[r.entityKey] = append(w.claims[r.entityKey], r)
		t.keys[r.entityKey] = struct{}{}
		if r.Kind == "isms" {
			w.isms[r] = struct{}{}
		}
	}
	for i := range f.refs {
		w.seek(&reference{pointer: &f.refs[i]}, t)
	}
	for i := range f.paths {
		name := path.Clean(f.paths[i].id)
		put(w.paths, name, &reference{pointer: &f.paths[i]})
		t.paths[name] = struct{}{}
	}
	for i := range f.problems {
		p := &f.problems[i]
		key := trouble{p.Path, p.Code, p.Message}
		w.troubles[key] = append(w.troubles[key], w.problem(f, p)...)
	}
	w.claimHashes(f, t)
	for _, c := range f.comments {
		w.comments = append(w.comments, &placedComment{c, f.path, w.point, -1})
	}
	if f.blank {
		w.artifacts++
		for _, kind := range f.kinds {
			w.blanks[f.path] = append(w.blanks[f.path], openBlank{w.d.blank(f.path, kind), w.point})
		}
		t.blanks = true
	}
}

// drop takes back what a file said.
func (w *walk) drop(f *file, t *touched) {
	w.artifacts -= f.artifacts
	w.records -= len(f.records)
	for _, r := range f.records {
		t.keys[r.entityKey] = struct{}{}
		w.claims[r.entityKey] = slices.DeleteFunc(w.claims[r.entityKey], func(x *record) bool { return x == r })
		delete(w.isms, r)
	}
	for i := range f.refs {
		if r := w.taken[&f.refs[i]]; r != nil {
			w.forget(r, t)
		}
	}
	for i := range f.paths {
		name := path.Clean(f.paths[i].id)
		for ref := range w.paths[name] {
			if ref.pointer == &f.paths[i] {
				w.end(ref)
				delete(w.paths[name], ref)
			}
		}
	}
	w.dropHashes(f)
	for i := range f.problems {
		w.mend(f.problems[i], t)
	}
	if len(f.comments) > 0 {
		for _, c := range w.comments {
			if c.path == f.path && c.to < 0 {
				c.to = w.point
			}
		}
	}
	if f.blank {
		w.artifacts--
		w.close(f.path, t)
	}
}

// blank describes a file that could not be read and seems to hold kind.
func (d *Definitions) blank(path, kind string) policy.Blank {
	b := policy.Blank{Path: path, Kind: kind}
	if kind != "" {
		b.Inner = d.Schemas.Holds(kind)
		b.MayRefer = d.mayRefer(append([]string{kind}, b.Inner...))
	}
	return b
}

// mayRefer returns the kinds that records of any of kinds may refer to; nil: any.
func (d *Definitions) mayRefer(kinds []string) []string {
	out := []string{}
	for _, k := range kinds {
		for _, named := range d.Schemas.MayRefer(k) {
			if named == "*" {
				return nil
			}
			out = append(out, named)
		}
	}
	return out
}

// settleClaims gives the claims to one id their order, and each its version.
func (w *walk) settleClaims(key entityKey, t *touched) {
	claims := w.claims[key]
	slices.SortFunc(claims, inFileOrder)
	if len(claims) == 0 {
		delete(w.claims, key)
	}
	for i := 0; ; i++ {
		sk := subjectKey{entityKey: key, twin: i}
		s := w.subjects[sk]
		var r *record
		if i < len(claims) {
			r = claims[i]
		} else if s == nil {
			break
		}
		if s == nil {
			s = &subject{subjectKey: sk}
			w.subjects[sk] = s
		}
		existed, exists := s.now() != nil, r != nil
		w.version(s, r)
		if i == 0 {
			var in policy.Input
			if r != nil {
				in = r.input
			}
			w.line.SetRecord(w.point, key.Key, in)
			if existed != exists {
				w.wake(key, t)
			}
		}
	}
	w.twins(key, claims)
}

// inFileOrder sorts records by path, then as they stand.
func inFileOrder(a, b *record) int {
	return cmp.Or(strings.Compare(a.file, b.file), cmp.Compare(a.order, b.order))
}

// now returns the record of the subject at the end of what was walked, or nil.
func (s *subject) now() *record {
	if len(s.versions) == 0 {
		return nil
	}
	return s.versions[len(s.versions)-1].record
}

// version adds a version to a subject. An input that did not change is shared with
// the version before, so that whoever compares them is done at once.
func (w *walk) version(s *subject, r *record) {
	before := s.now()
	if before == r && len(s.versions) > 0 {
		return
	}
	v := recordVersion{w.point, r}
	if r != nil {
		w.versions++
		if before != nil && r.input.Same(before.input) {
			r.input = before.input
		}
	}
	if n := len(s.versions); n > 0 && s.versions[n-1].from == w.point {
		s.versions[n-1] = v
		return
	}
	s.versions = append(s.versions, v)
}

// settleWhole keeps the subject that stands for the ISMS as a whole: the isms record
// of isms.yaml at the root, which is the configuration too, else the first there is,
// else a stand-in. That there is none at the root is a finding all the same.
func (w *walk) settleWhole() {
	var best *record
	for r := range w.isms {
		root, bestRoot := r.file == configFile, best != nil && best.file == configFile
		if best == nil || root && !bestRoot || root == bestRoot && inFileOrder(r, best) < 0 {
			best = r
		}
	}
	_, unread := w.blanks[configFile]
	switch missing := (best == nil || best.file != configFile) && !unread && !w.config.outside; {
	case missing && w.noConfig == nil:
		w.noConfig = w.open(isms.Finding{
			Rule: w.d.Checks[ruleNoConfig], Grade: w.d.Checks[ruleNoConfig].Grade, Kind: "isms", ID: "isms", Path: configFile, Range: firstLine,
			Message: fmt.Sprintf("there is no %s at the root of the ISMS", configFile),
		})
	case !missing && w.noConfig != nil:
		w.noConfig.to, w.noConfig = w.point, nil
	}
	sk := subjectKey{whole: true}
	s := w.subjects[sk]
	if s == nil {
		s = &subject{subjectKey: sk}
		w.subjects[sk] = s
	}
	if best == nil {
		if now := s.now(); now != nil && now.file == "" {
			return
		}
		best = w.config.standIn()
	}
	w.version(s, best)
}

// standIn is the isms record of a tree that has none: what the configuration outside of
// it says, else nothing.
func (c *config) standIn() *record {
	r := &isms.Record{Kind: "isms", ID: "isms", Artifact: &isms.Artifact{}, Value: &isms.Value{Type: isms.Map, Range: firstLine}}
	if c.outside {
		r.Value = c.record
	}
	return newRecord(r, nil)
}

// org returns the record that stands for the ISMS now.
func (w *walk) org() *record { return w.subjects[subjectKey{whole: true}].now() }

// finish ends the line before the point end and closes what is still open.
func (w *walk) finish(end int) {
	for _, list := range w.blanks {
		for _, b := range list {
			w.line.SetBlank(b.from, policy.Forever, b.Blank)
		}
	}
	for _, f := range w.facts {
		if f.to < 0 {
			f.to = end
		}
	}
	for _, b := range w.blind {
		if b.to < 0 {
			b.to = end
		}
	}
	w.facts = slices.DeleteFunc(w.facts, func(f *fact) bool { return f.from >= f.to })
	w.blind = slices.DeleteFunc(w.blind, func(b *blindness) bool { return b.from >= b.to })
	w.facts = append(w.facts, w.waiverFacts(end)...)
}

// put adds x to the set under key.
func put[K, T comparable](m map[K]set[T], key K, x T) {
	if m[key] == nil {
		m[key] = set[T]{}
	}
	m[key][x] = struct{}{}
}
