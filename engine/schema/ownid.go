package schema

import (
	"strings"

	"ismsproof/engine/isms"
)

// IDPath returns the path of the field that holds the id of a record of the kind, or
// the first part of it; nil where the id stands in no field of the record.
func (k *Kind) IDPath() isms.Path {
	if k.own == nil {
		return isms.Path{"id"}
	}
	for _, steps := range k.own.ids {
		if !strings.HasPrefix(steps[0], "@") {
			return steps
		}
	}
	return nil
}
