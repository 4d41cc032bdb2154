package policy

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"ismsproof/engine/isms"
)

// Forever is the point after every line: a judgement that holds until Forever
// holds to the end.
const Forever = math.MaxInt

// A Line is all that rules may read besides their subject, laid out on a line of
// points 0, 1, 2 …: the commits of a history, the two trees of a pull request, or
// the one tree of a check. Each record, each list of those who refer to it, and
// each thing that could not be read is a timeline of versions.
//
// A Line is built point by point in ascending order, then read concurrently.
type Line struct {
	records map[string]*collection           // data.isms by kind
	refs    map[string]map[string]*referrals // data.refs by kind and id
	org     timeline
	catalog ast.Value
	unknown []blank
	past    past
	cut     *cut // of records, what is kept; nil for all
}

// A Catalog is the requirements as rules see them under data.catalog.
type Catalog struct{ value ast.Value }

// NewCatalog converts JSON in Go's own types. It is done once and shared by lines.
func NewCatalog(data map[string]any) (*Catalog, error) {
	v, err := ast.InterfaceToValue(data)
	if err != nil {
		return nil, fmt.Errorf("catalogue for rules: %w", err)
	}
	return &Catalog{v}, nil
}

// NewLine returns an empty line whose rules see catalog.
func NewLine(catalog *Catalog) *Line {
	return &Line{catalog: catalog.value, records: map[string]*collection{}, refs: map[string]map[string]*referrals{}}
}

// With returns the line as rules see it that read another catalogue. Both are the same
// otherwise, and nothing more may be said of either.
func (l *Line) With(catalog *Catalog) *Line {
	return &Line{
		records: l.records, refs: l.refs, org: l.org, catalog: catalog.value, unknown: l.unknown, cut: l.cut,
		past: past{commits: l.past.commits, authors: l.past.authors, lacks: l.past.lacks, whole: l.past.whole, made: map[isms.Key]timeline{}},
	}
}

// Trim has the line keep of records only what some rule of the set reads across
// records. It is called before anything is said of the line.
func (l *Line) Trim(s *Set) {
	all := s.footprints().all
	l.cut = newCut(all)
	if all.history {
		l.past.whole = map[isms.Key]timeline{}
	}
}

// collection holds the timelines of one kind by id.
type collection struct {
	ids     map[string]timeline
	changes []int      // the points at which any timeline has a version, ascending
	changed [][]string // for each of them the ids that have one

	mu    sync.Mutex
	turn  int       // the turn that whole was made for, plus one; 0 for none
	whole ast.Value // the last collection asked for: neighbours in time are asked together
}

// version is the value from a point on; nil where there is none.
type version struct {
	from  int
	value ast.Value
}

type timeline []version

// at returns the index of the version valid at point, or -1.
func (t timeline) at(point int) int {
	i, found := slices.BinarySearchFunc(t, point, func(v version, p int) int { return cmp.Compare(v.from, p) })
	if found {
		return i
	}
	return i - 1
}

// read returns what stands under path at point, nil where nothing does, and the
// next point at which that changes.
func (t timeline) read(point int, path []string) (ast.Value, int) {
	i := t.at(point)
	var now ast.Value
	if i >= 0 {
		now = find(t[i].value, path)
	}
	for _, later := range t[i+1:] {
		if then := find(later.value, path); !same(now, then) {
			return now, later.from
		}
	}
	return now, Forever
}

func same(a, b ast.Value) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return ast.Compare(a, b) == 0
}

// find follows path into v; nil where it leads nowhere.
func find(v ast.Value, path []string) ast.Value {
	for _, step := range path {
		var next *ast.Term
		switch x := v.(type) {
		case ast.Object:
			next = x.Get(ast.StringTerm(step))
		case *ast.Array:
			if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < x.Len() {
				next = x.Elem(i)
			}
		}
		if next == nil {
			return nil
		}
		v = next.Value
	}
	return v
}

// set adds a version; a version equal to the one before is none.
func (c *collection) set(point int, id string, value ast.Value) {
	after := c.ids[id].set(point, value)
	c.ids[id] = after
	if n := len(after); n == 0 || after[n-1].from != point {
		return
	}
	if n := len(c.changes); n == 0 || c.changes[n-1] != point {
		c.changes, c.changed = append(c.changes, point), append(c.changed, nil)
	}
	last := len(c.changed) - 1
	c.changed[last] = append(c.changed[last], id)
}

// unlike returns the first point from next on, which is one of the changes, at which a
// record comes, goes, or differs in a field of which one of reads says that it is read.
func (c *collection) unlike(next int, reads ...*fields) int {
	i, found := slices.BinarySearch(c.changes, next)
	if !found {
		return next
	}
	for ; i < len(c.changes); i++ {
		if slices.ContainsFunc(c.changed[i], func(id string) bool { return c.ids[id].differs(c.changes[i], reads) }) {
			return c.changes[i]
		}
	}
	return Forever
}

// differs says whether a record changes at a point in a field that is read.
func (t timeline) differs(point int, reads []*fields) bool {
	var before, after ast.Value
	if i := t.at(point - 1); i >= 0 {
		before = t[i].value
	}
	if i := t.at(point); i >= 0 {
		after = t[i].value
	}
	if before == nil || after == nil {
		return before != nil || after != nil
	}
	for _, read := range reads {
		for _, name := range read.names {
			key := ast.InternedTerm(name)
			a, b := index(before, key), index(after, key)
			if a != b && (a == nil || b == nil || !same(a.Value, b.Value)) {
				return true
			}
		}
	}
	return false
}

// set adds a version; a version equal to the one before is none.
func (t timeline) set(point int, value ast.Value) timeline {
	if n := len(t); n > 0 && t[n-1].from == point {
		t = t[:n-1] // said twice of one point: the last word counts
	}
	if n := len(t); (n > 0 && same(t[n-1].value, value)) || (n == 0 && value == nil) {
		return t
	}
	return append(t, version{point, value})
}

// all returns the whole collection at point and the next point at which any of it
// changes.
func (c *collection) all(point int) (ast.Value, int) {
	i, found := slices.BinarySearch(c.changes, point)
	if !found {
		i--
	}
	next := Forever
	if i+1 < len(c.changes) {
		next = c.changes[i+1]
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.turn == i+1 {
		return c.whole, next
	}
	var pairs [][2]*ast.Term
	for id, t := range c.ids {
		if j := t.at(point); j >= 0 && t[j].value != nil {
			pairs = append(pairs, [2]*ast.Term{ast.StringTerm(id), ast.NewTerm(t[j].value)})
		}
	}
	v := ast.Value(ast.NewObject(pairs...))
	c.turn, c.whole = i+1, v
	return v, next
}

// SetRecord says that from point on the record kind/id is what rules see as in; the
// zero Input: it is gone.
func (l *Line) SetRecord(point int, key isms.Key, in Input) {
	c := l.records[key.Kind]
	if c == nil {
		c = &collection{ids: map[string]timeline{}}
		l.records[key.Kind] = c
	}
	c.set(point, key.ID, l.cut.apply(key.Kind, in.value))
	if l.past.whole != nil {
		l.past.whole[key] = l.past.whole[key].set(point, in.value)
	}
}

// SetOrg says what data.org is from point on.
func (l *Line) SetOrg(point int, in Input) {
	l.org = append(l.org, version{point, in.value})
}

// A Referrer is one field of a record that names another.
type Referrer struct{ Kind, ID, Field string }

// Refer says that from point on a referrer names key, or with gone that it does no
// more: data.refs[kind][id].
func (l *Line) Refer(point int, key isms.Key, by Referrer, gone bool) {
	kind := l.refs[key.Kind]
	if kind == nil {
		kind = map[string]*referrals{}
		l.refs[key.Kind] = kind
	}
	r := kind[key.ID]
	if r == nil {
		r = &referrals{}
		kind[key.ID] = r
	}
	r.turns = append(r.turns, turn{point, by, gone})
}

// A Blank is a file whose records nobody knows: it could not be read.
type Blank struct {
	Path     string
	Kind     string   // the kind it seems to hold; "" where even that is unknown
	Inner    []string // kinds that may stand inside one of that kind
	MayRefer []string // kinds that records of that kind may refer to; nil: any
}

// blank is a Blank on the line: unknown from the point from until before to.
type blank struct {
	Blank
	from, to int
}

// SetBlank says that b could not be read from point from until before point to.
func (l *Line) SetBlank(from, to int, b Blank) {
	l.unknown = append(l.unknown, blank{b, from, to})
}

// doubt returns the path of a file that, had it been readable at point, might have
// changed what was read of root ("isms" or "refs") and kind ("" for any; the first
// path of several), and the next point at which the answer may change.
func (l *Line) doubt(point int, root, kind string) (string, int) {
	next := Forever
	var path string
	for _, b := range l.unknown {
		if !b.concerns(root, kind) {
			continue
		}
		switch {
		case point < b.from:
			next = min(next, b.from)
		case point < b.to:
			next = min(next, b.to)
			if path == "" || b.Path < path {
				path = b.Path
			}
		}
	}
	return path, next
}

func (b *blank) concerns(root, kind string) bool {
	if b.Kind == "" || kind == "" {
		return true
	}
	if root == "refs" {
		return b.MayRefer == nil || slices.Contains(b.MayRefer, kind)
	}
	return b.Kind == kind || slices.Contains(b.Inner, kind)
}
