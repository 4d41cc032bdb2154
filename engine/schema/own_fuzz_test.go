package schema

import (
	"maps"
	"slices"
	"testing"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
)

// Whatever a schema of others says, it is refused with a line or it compiles, and
// judging by it and by the library agree.
func FuzzOwnSchema(f *testing.F) {
	for _, name := range slices.Sorted(maps.Keys(published)) {
		tt := published[name]
		f.Add(tt.files["main.json"], tt.files["tree.json"], tt.fits)
	}
	f.Add(`{"$dynamicAnchor": "a", "properties": {"x": {"$dynamicRef": "#a"}}}`, `{}`, `{"x": {}}`)
	f.Add(`{"$ref": "tree.json#a"}`, `{"$defs": {"b": {"$anchor": "a", "$id": "x/", "$ref": "../main.json#/$defs"}}}`, `{}`)
	f.Add(`{"x-records": "part", "x-ref": "own", "definitions": {"part": {}}}`, `{}`, `{"a": [1]}`)
	f.Fuzz(func(t *testing.T, main, other, record string) {
		set, err := oneKind(map[string]string{"main.json": main, "tree.json": other})
		if err != nil {
			return
		}
		if err := set.Verify(); err != nil {
			t.Fatal(err)
		}
		read := document.Parse("record.json", []byte(record), document.DefaultLimits)
		if len(read.Problems) > 0 || len(read.Documents) != 1 {
			return
		}
		file := &read.Documents[0]
		k, _ := set.Kind("own")
		a := &isms.Artifact{Kind: "own", Root: *file}
		set.Check(a)
		for _, r := range set.Records(a) {
			set.References(r)
		}
		set.RuleSchemas()
		if !k.node().fits(file) {
			return
		}
		compiled, _ := k.compiled()
		quick, err := k.node().judge(file), validate(compiled, file)
		if quick == yes && err != nil || quick == no && err == nil {
			t.Fatalf("quick judgement %d, library %v", quick, err)
		}
	})
}
