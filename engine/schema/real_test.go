package schema_test

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
	"ismsproof/engine/schema"
	"ismsproof/schemas"
)

func builtin(t testing.TB) *schema.Set {
	t.Helper()
	set, err := schema.Load(schemas.FS)
	if err != nil {
		t.Fatalf("load the built-in kinds: %v", err)
	}
	return set
}

// artifacts reads a file as the engine does.
func artifacts(t testing.TB, name, text string) []*isms.Artifact {
	t.Helper()
	file := document.Parse(name, []byte(text), document.DefaultLimits)
	for _, p := range file.Problems {
		if p.Fatal {
			t.Fatalf("%s: %s at line %d", name, p.Message, p.Range.Start.Line)
		}
	}
	out := make([]*isms.Artifact, len(file.Documents))
	for i, v := range file.Documents {
		out[i] = &isms.Artifact{Entry: isms.Entry{Path: name}, Document: i, Kind: v.Str("kind"), Root: v}
	}
	return out
}

func fixture(t testing.TB, name string) string {
	t.Helper()
	data, err := fs.ReadFile(schemas.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func folders(t testing.TB) []string {
	t.Helper()
	names, err := fs.Glob(schemas.FS, "*/schema.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no built-in kinds: %v", err)
	}
	return names
}

func TestBuiltinKindsCompile(t *testing.T) {
	if err := builtin(t).Verify(); err != nil {
		t.Fatal(err)
	}
}

func TestValidFixtures(t *testing.T) {
	set := builtin(t)
	for _, name := range folders(t) {
		kind := path.Base(path.Dir(name))
		t.Run(kind, func(t *testing.T) {
			files, err := fs.Glob(schemas.FS, kind+"/valid.*")
			if err != nil || len(files) == 0 {
				t.Fatal("no valid fixture")
			}
			found := false
			for _, file := range files {
				for _, a := range artifacts(t, file, fixture(t, file)) {
					for _, p := range set.Check(a) {
						t.Errorf("%s:%d: %s (%s)", p.Path, p.Range.Start.Line, p.Message, p.Code)
					}
					for _, r := range set.Records(a) {
						found = found || r.Kind == kind
					}
				}
			}
			if !found {
				t.Errorf("the fixtures hold no record of kind %q", kind)
			}
		})
	}
}

func TestInvalidFixtures(t *testing.T) {
	set := builtin(t)
	for _, name := range folders(t) {
		kind := path.Base(path.Dir(name))
		t.Run(kind, func(t *testing.T) {
			file := kind + "/invalid.yaml"
			text := fixture(t, file)
			var want, got []string
			for i, line := range strings.Split(text, "\n") {
				if strings.HasSuffix(strings.TrimSpace(line), "# want: doc.schema_valid") {
					want = append(want, fmt.Sprintf("line %d", i+1))
				}
			}
			if len(want) == 0 {
				t.Fatal("the fixture wants no problem")
			}
			messages := map[string]bool{}
			for _, a := range artifacts(t, file, text) {
				for _, p := range set.Check(a) {
					t.Logf("%d: %s (%s)", p.Range.Start.Line, p.Message, p.Code)
					got = append(got, fmt.Sprintf("line %d", p.Range.Start.Line))
					id := fmt.Sprint(p.Range, p.Message)
					if messages[id] {
						t.Errorf("line %d: told twice: %s", p.Range.Start.Line, p.Message)
					}
					messages[id] = true
				}
			}
			got = slices.Compact(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("lines with problems (-want +got):\n%s", diff)
			}
		})
	}
}
