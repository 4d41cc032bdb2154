package policy

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// NewSubject returns the input of a rule that judges no record: fields in Go's own types,
// and records or parts of such inputs where a field is an [Input].
func NewSubject(fields map[string]any) (Input, error) {
	plain := make(map[string]any, len(fields))
	for key, v := range fields {
		if in, ok := v.(Input); ok {
			v = in.value
		}
		plain[key] = v
	}
	v, err := ast.InterfaceToValue(plain)
	return Input{v}, err
}

// ContentChanged says whether two versions of a record differ in what
// [Input.ContentDigest] counts.
func ContentChanged(before, after Input) bool {
	doubtful := false
	for _, key := range after.Changes(before) {
		switch {
		case slices.Contains(controlKeys, key):
		case key == "body" || key == "parent": // parts of them do not count
			doubtful = true
		default:
			return true
		}
	}
	return doubtful && before.ContentDigest() != after.ContentDigest()
}

// Clear returns the first point from from on at which everything was readable that may
// hold records of kind, or a point not before end. All blanks of the line are known.
func (l *Line) Clear(from, end int, kind string) int { return l.clear(from, end, kind) }

// ForSubject returns the rules that judge exactly subject, sorted by id: "revision" and
// "commit" are no kinds of records.
func (s *Set) ForSubject(subject string) []*Rule { return slices.Clone(s.bySubj[subject]) }

// AsksHistory says whether rule may read data.history.
func (s *Set) AsksHistory(rule *Rule) bool {
	f := s.footprints().of[rule]
	return f == nil || f.history
}
