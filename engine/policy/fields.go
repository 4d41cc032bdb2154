package policy

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// fields are the top-level fields that are read of a record.
type fields struct {
	whole bool
	names []string // sorted
}

func (f *fields) add(name string) {
	if i, found := slices.BinarySearch(f.names, name); !found {
		f.names = slices.Insert(f.names, i, name)
	}
}

func (f *fields) join(o *fields) {
	f.whole = f.whole || o.whole
	for _, name := range o.names {
		f.add(name)
	}
}

// touched says whether any of the keys is read.
func (f *fields) touched(keys []string) bool {
	if f.whole {
		return len(keys) > 0
	}
	for _, key := range keys {
		if _, found := slices.BinarySearch(f.names, key); found {
			return true
		}
	}
	return false
}

// footprint is what a rule reads of records: of its subject, and of those that it
// finds under data.isms.
type footprint struct {
	input   fields
	records map[string]*fields // by kind; anyKind: of a kind that is known when the rule runs
	history bool               // it reads data.history
}

// anyKind stands for all kinds at once.
const anyKind = "*"

func newFootprint() *footprint { return &footprint{records: map[string]*fields{}} }

func (f *footprint) join(o *footprint) {
	f.input.join(&o.input)
	f.history = f.history || o.history
	for kind, read := range o.records {
		f.of(kind).join(read)
	}
}

func (f *footprint) of(kind string) *fields {
	if f.records[kind] == nil {
		f.records[kind] = &fields{}
	}
	return f.records[kind]
}

// all is the footprint of a rule of which nothing is known.
func (f *footprint) all() {
	f.input.whole, f.history, f.of(anyKind).whole = true, true, true
}

// footprints are those of all rules of a set.
type footprints struct {
	of  map[*Rule]*footprint
	all *footprint
}

// footprints follows all rules, once: a check of one tree does without.
func (s *Set) footprints() *footprints {
	s.read.Do(func() {
		s.feet = &footprints{map[*Rule]*footprint{}, newFootprint()}
		var t *tracer
		for _, r := range s.rules {
			var f *footprint
			switch {
			case r.Custom:
				f = s.own.footprint(r.ID)
			default:
				if t == nil {
					t = newTracer(s.compiler)
				}
				f = t.trace(r.ref)
			}
			s.feet.of[r] = f
			s.feet.all.join(f)
		}
	})
	return s.feet
}

// Concerns says whether rule may judge a subject differently because the keys at its
// top, sorted, changed.
func (s *Set) Concerns(rule *Rule, keys []string) bool {
	f := s.footprints().of[rule]
	return f == nil || f.input.touched(keys)
}

// A cut is what a line keeps of records: the fields that some rule reads across
// records. Rules cannot tell the rest from absent, so a version that differs there
// alone is none.
type cut struct {
	records map[string]*fields
	any     *fields
}

func newCut(f *footprint) *cut {
	any := f.records[anyKind]
	if any == nil {
		any = &fields{}
	}
	return &cut{f.records, any}
}

// apply returns what stays of the record v of kind. Who it is always stays, so that
// two records never look alike.
func (c *cut) apply(kind string, v ast.Value) ast.Value {
	object, ok := v.(ast.Object)
	if c == nil || !ok {
		return v
	}
	read := c.records[kind]
	if c.any.whole || read != nil && read.whole {
		return v
	}
	pairs := make([][2]*ast.Term, 0, 8)
	keep := func(name string) {
		key := ast.InternedTerm(name)
		if value := object.Get(key); value != nil {
			pairs = append(pairs, [2]*ast.Term{key, value})
		}
	}
	names := []string{"id", "kind"}
	names = append(names, c.any.names...)
	if read != nil {
		names = append(names, read.names...)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		keep(name)
	}
	return ast.NewObject(pairs...)
}
