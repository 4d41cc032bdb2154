package engine

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// writeFiles writes files below a new folder.
func writeFiles(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A rule to begin with works at once, whatever kind it is about: its tests and examples
// pass and reach all of it.
func TestNewRulesWorkAtOnce(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"isms.yaml": "kind: isms\nid: acme\nrules: [rules]\nkinds:\n  widget: {id: number}\n  gadget: {items: {parts: part}}\n  part: {}\n"}
	dir := writeFiles(t, map[string]string{"isms.yaml": "kind: isms\nid: acme\nkinds:\n  widget: {id: number}\n  gadget: {items: {parts: part}}\n  part: {}\n"})
	kinds := []string{"widget", "gadget"}
	for _, k := range d.Schemas.Kinds() {
		if k.Name != "register" && k.Name != "isms" { // a record of the engine's own, and the one that there is
			kinds = append(kinds, k.Name)
		}
	}
	for _, kind := range kinds {
		r, err := d.NewPolicy(t.Context(), Options{Path: dir}, kind+".asked", kind)
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if !strings.Contains(r.Hint, "rules: [rules]") {
			t.Errorf("%s: hint %q", kind, r.Hint)
		}
		maps.Copy(files, r.Files)
	}
	got, err := d.TestPolicies(t.Context(), Options{Path: writeFiles(t, files)}, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range got.Tests {
		if x.Fault != "" {
			t.Errorf("%s: %s", x.Name, x.Fault)
		}
	}
	for _, x := range got.Examples {
		if x.Fault != "" {
			t.Errorf("%s: %q %s", x.Rule, x.About, x.Fault)
		}
	}
	for _, f := range got.Files {
		if len(f.Missing) > 0 {
			t.Errorf("%s: lines %v are not reached", f.Path, f.Missing)
		}
	}
	if len(got.Tests) != 2*len(kinds) || len(got.Examples) != 2*len(kinds) {
		t.Errorf("%d tests and %d examples of %d rules", len(got.Tests), len(got.Examples), len(kinds))
	}
}
