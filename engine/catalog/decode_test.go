package catalog_test

import (
	"fmt"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
)

// decode reads the data as the engine reads artifacts: what would be a finding
// there is an error here.
func decode(path string, data []byte) (isms.Value, error) {
	file := document.Parse(path, data, document.DefaultLimits)
	for _, p := range file.Problems {
		return isms.Value{}, fmt.Errorf("%s:%d: %s", path, p.Range.Start.Line, p.Message)
	}
	if len(file.Documents) != 1 {
		return isms.Value{}, fmt.Errorf("%s: %d documents, want one", path, len(file.Documents))
	}
	return file.Documents[0], nil
}
