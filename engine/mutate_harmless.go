package engine

import (
	"slices"
	"strings"

	"ismsproof/engine/mutation"
)

// A HarmlessMutation makes of a record another one that conforms as well as it did: no
// rule could tell that anything is wrong. Where a rule does, the mutant counts all the
// same; where none does, it is counted apart from the detection rate and listed.
type HarmlessMutation struct {
	Kind      string // "*" for any
	Field     string // as in a missed mutant; "*" at its end stands for anything
	Operators []mutation.Operator
	Why       string
}

// Harmless are the mutations that were looked at and found to be none.
var Harmless = []HarmlessMutation{}

// harmlessAs returns the entry that a mutant fits, nil for none.
func harmlessAs(x *mutant) *HarmlessMutation {
	for i := range Harmless {
		h := &Harmless[i]
		field := h.Field == x.Field
		if prefix, any := strings.CutSuffix(h.Field, "*"); any {
			field = strings.HasPrefix(x.Field, prefix)
		}
		if field && (h.Kind == "*" || h.Kind == x.Record.Kind) && slices.Contains(h.Operators, x.Operator) {
			return h
		}
	}
	return nil
}
