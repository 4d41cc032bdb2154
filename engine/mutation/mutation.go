// Package mutation spoils records: it makes of a file the files that differ from it
// in one fault each, as a careless or dishonest editor would write them.
//
// It knows the nouns alone. Who calls it parses what it proposes, and takes the first
// edit that gives exactly the value that the mutant is to have; the rest of the file
// stays byte for byte.
package mutation

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

// An Operator is one way to spoil a record.
type Operator string

// The operators.
const (
	DropRecord     Operator = "drop record"
	DropField      Operator = "drop field"
	BreakReference Operator = "break reference"
	EmptyText      Operator = "empty text"
	ShiftEarlier   Operator = "date earlier"
	ShiftLater     Operator = "date later"
	SwapPerson     Operator = "swap person"
	ChangeChoice   Operator = "change choice"
	LowerNumber    Operator = "lower number"
	RaiseNumber    Operator = "raise number"
)

// Operators lists all operators, in the order in which they are told.
var Operators = []Operator{
	DropRecord, DropField, BreakReference, EmptyText, ShiftEarlier, ShiftLater, SwapPerson, ChangeChoice, LowerNumber, RaiseNumber,
}

// A Subject is a record and what its schema says of its fields.
type Subject struct {
	*isms.Record
	References []isms.Reference // that name records
	Paths      []isms.Reference // that name files
	Choices    []Choice
}

// A Choice is a field that may be one of several words.
type Choice struct {
	Path   isms.Path // inside the record
	Values []string
}

// A File is a file to be spoiled: its bytes and what they hold.
type File struct {
	Path     string
	Data     []byte
	Subjects []Subject // in the order of the file, each after the one that holds it
}

// People returns the ids of records that may stand where ids of a kind are due.
type People func(kind string) []string

// A Mutant is one fault.
type Mutant struct {
	Operator Operator
	File     string
	Document int       // index of the document in the file
	Record   isms.Key  // that is spoiled
	Field    string    // of the record, without indexes of lists: "cause.text"; "" for the whole record
	Path     isms.Path // inside the document
	Was      string    // the text before; "" where there was more than one text
	Becomes  string    // the text after; "" where it is gone
	Line     int       // where it stands in the file, from 1
	Gone     bool      // the file itself is to go
	Edits    []Edit    // ways to write it, the likeliest first

	value *isms.Value // what stands under Path afterwards; nil: nothing
	loose bool        // a change of the text below the front matter
	order uint64
}

// An Edit replaces the bytes From up to To.
type Edit struct {
	From, To int
	Text     string
}

// Apply returns data with the edit made.
func (e Edit) Apply(data []byte) []byte {
	return slices.Concat(data[:e.From], []byte(e.Text), data[e.To:])
}

// Top is the field at the top of the record that holds the fault; "" for the record.
func (m *Mutant) Top() string {
	top, _, _ := strings.Cut(m.Field, ".")
	return top
}

// Order sorts mutants for a seed: each has its place by what it is, wherever it stands
// and whatever others there are.
func (m *Mutant) Order() uint64 { return m.order }

// Of returns the mutants of a file, in its order. The same seed gives the same mutants,
// and what is spoiled in one record does not depend on others.
func Of(f File, seed uint64, people People) []*Mutant {
	own := map[*isms.Value]bool{}
	for _, s := range f.Subjects {
		own[s.Value] = true
	}
	var out []*Mutant
	for i := range f.Subjects {
		s := &spoiler{File: &f, Subject: &f.Subjects[i], seed: seed, people: people, own: own}
		s.whole()
		s.value(s.Value, s.Record.Path, nil)
		out = append(out, s.out...)
	}
	return out
}

// spoiler makes the mutants of one record.
type spoiler struct {
	*File
	*Subject
	seed   uint64
	people People
	own    map[*isms.Value]bool // values that are records of their own
	out    []*Mutant
}

// identity are the keys that say which record it is: without them it is another one.
var identity = []string{"id", "kind", "of"}

// mutant adds a mutant. Without a way to write it there is none.
func (s *spoiler) mutant(op Operator, at isms.Path, v *isms.Value, to *isms.Value, edits []Edit) *Mutant {
	if len(edits) == 0 {
		return nil
	}
	inside := at[len(s.Record.Path):]
	m := &Mutant{
		Operator: op, File: s.File.Path, Document: s.Artifact.Document, Record: s.Key(), Field: fieldName(s.Value, inside), Path: slices.Clone(at),
		Line: v.Range.Start.Line, Edits: edits, value: to, order: s.number(op, inside),
	}
	if v.Type != isms.List && v.Type != isms.Map {
		m.Was = v.Text
	}
	if to != nil {
		m.Becomes = to.Text
	}
	s.out = append(s.out, m)
	return m
}

// number is a number for what is done to a field, the same wherever the record stands.
func (s *spoiler) number(op Operator, inside isms.Path) uint64 {
	h := fnv.New64a()
	var seed [8]byte
	binary.LittleEndian.PutUint64(seed[:], s.seed)
	h.Write(seed[:])
	fmt.Fprintf(h, "%s\x00%s\x00%s", op, s.Key(), inside.Pointer())
	return rand.New(rand.NewPCG(h.Sum64(), s.seed)).Uint64() // the digest of similar texts is similar
}

// random returns a source for what is done to a field.
func (s *spoiler) random(op Operator, at isms.Path) *rand.Rand {
	return rand.New(rand.NewPCG(s.number(op, at[len(s.Record.Path):]), 1))
}

// value spoils a value and all that is inside it.
func (s *spoiler) value(v *isms.Value, at isms.Path, field *isms.Field) {
	switch v.Type {
	case isms.Map:
		for i := range v.Fields {
			f := &v.Fields[i]
			if strings.HasPrefix(f.Key, "x-") || len(at) == len(s.Record.Path) && slices.Contains(identity, f.Key) {
				continue
			}
			if f.Key == "body" && len(at) == 0 {
				s.body(&f.Value)
				continue
			}
			inside := append(at[:len(at):len(at)], f.Key)
			s.mutant(DropField, inside, &f.Value, nil, dropField(s.Data, v, i))
			s.value(&f.Value, inside, f)
		}
	case isms.List:
		for i := range v.Items {
			if !s.own[&v.Items[i]] {
				s.value(&v.Items[i], append(at[:len(at):len(at)], fmt.Sprint(i)), field)
			}
		}
	default:
		s.scalar(v, at, field)
	}
}

// whole drops the record: an element of a list, or a file.
func (s *spoiler) whole() {
	at := s.Record.Path
	if len(at) == 0 {
		if m := s.mutant(DropRecord, nil, s.Value, nil, []Edit{{0, len(s.Data), ""}}); s.alone() {
			m.Gone = true
		} else {
			s.out = s.out[:len(s.out)-1]
		}
		return
	}
	_, list := s.Artifact.Root.Locate(at[:len(at)-1])
	if list == nil || list.Type != isms.List {
		return
	}
	for i := range list.Items {
		if &list.Items[i] == s.Value {
			s.mutant(DropRecord, at, s.Value, nil, dropItem(s.Data, list, i))
		}
	}
}

// alone says whether the file holds one document.
func (s *spoiler) alone() bool {
	return !slices.ContainsFunc(s.Subjects, func(o Subject) bool { return o.Artifact.Document != s.Artifact.Document })
}

// fieldName joins a path without the indexes of lists.
func fieldName(v *isms.Value, path isms.Path) string {
	var fields []string
	for _, step := range path {
		if v.Type == isms.Map {
			fields = append(fields, step)
		}
		_, v = v.Locate(isms.Path{step})
	}
	return strings.Join(fields, ".")
}

// Fits says whether what was parsed of the spoiled file is what the mutant is to be:
// before with the one change made. Documents are those of the artifacts in the file.
func (m *Mutant) Fits(before, after []isms.Value) bool {
	if len(before) != len(after) {
		return false
	}
	for i := range before {
		var at isms.Path
		change := i == m.Document
		if change {
			at = m.Path
		}
		if !m.alike(&before[i], &after[i], at, change) {
			return false
		}
	}
	return true
}

// alike says whether b is a, with the change made at the path where there is one.
func (m *Mutant) alike(a, b *isms.Value, at isms.Path, change bool) bool {
	if change && len(at) == 0 {
		return m.value != nil && m.alike(m.value, b, nil, false)
	}
	if a.Type != b.Type || a.Text != b.Text {
		return false
	}
	step := ""
	if change {
		step = at[0]
		at = at[1:]
	}
	gone := change && len(at) == 0 && m.value == nil // the step itself is to go
	if a.Type == isms.List {
		return m.listAlike(a, b, step, at, change, gone)
	}
	n := 0
	for i := range a.Fields {
		key := a.Fields[i].Key
		here := change && key == step
		if here && gone {
			continue
		}
		if m.loose && (key == "body" || a.Fields[i].KeyRange.Start.Offset >= m.Edits[0].From) {
			continue // or a field that is a section of the text
		}
		n++
		other := b.Get(key)
		if other == nil || !m.alike(&a.Fields[i].Value, other, at, here) {
			return false
		}
	}
	return n == len(b.Fields) || m.loose
}

func (m *Mutant) listAlike(a, b *isms.Value, step string, at isms.Path, change, gone bool) bool {
	j := 0
	for i := range a.Items {
		here := change && fmt.Sprint(i) == step
		if here && gone {
			continue
		}
		if j >= len(b.Items) || !m.alike(&a.Items[i], &b.Items[j], at, here) {
			return false
		}
		j++
	}
	return j == len(b.Items)
}

// Sample returns of the mutants of every field, operator and kind at most as many as each
// says of them, and of those at most n, by their order; 0 for all. They keep the order
// they have.
func Sample(all []*Mutant, each func(*Mutant) int, n int) []*Mutant {
	byOrder := slices.SortedFunc(slices.Values(all), func(a, b *Mutant) int { return cmp.Compare(a.order, b.order) })
	type stratum struct {
		op          Operator
		kind, field string
	}
	taken, kept := map[stratum]int{}, map[*Mutant]bool{}
	for _, m := range byOrder {
		key := stratum{m.Operator, m.Record.Kind, m.Field}
		if most := each(m); most > 0 && taken[key] >= most || n > 0 && len(kept) >= n {
			continue
		}
		taken[key]++
		kept[m] = true
	}
	return slices.DeleteFunc(slices.Clone(all), func(m *Mutant) bool { return !kept[m] })
}
