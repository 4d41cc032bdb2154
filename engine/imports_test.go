package engine

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Imports run one way: what each package of the module may import of it, and
// which one package may import each library. Tests may import more.
var (
	lawOfImports = map[string][]string{
		"cmd/ismsproof":            {"engine", "engine/isms", "engine/report", "examples"},
		"engine":                   {"engine/isms", "engine/source", "engine/document", "engine/schema", "engine/policy", "engine/catalog", "engine/history", "engine/identity", "engine/mutation", "engine/report", "engine/stored", "policies", "schemas", "controls"},
		"engine/isms":              {},
		"engine/source":            {"engine/isms"},
		"engine/document":          {"engine/isms"},
		"engine/schema":            {"engine/isms"},
		"engine/policy":            {"engine/isms"},
		"engine/catalog":           {"engine/isms"},
		"engine/report":            {"engine/isms"},
		"engine/history":           {"engine/isms"},
		"engine/stored":            {},
		"engine/identity":          {"engine/isms"},
		"engine/mutation":          {"engine/isms"},
		"engine/benchmark":         {},
		"engine/benchmark/measure": {"engine/benchmark"},
		"policies":                 {},
		"schemas":                  {},
		"controls":                 {},
		"examples":                 {},
	}
	doors = map[string]string{
		"github.com/go-git/":                         "engine/source",
		"github.com/ProtonMail/":                     "engine/identity",
		"golang.org/x/crypto":                        "engine/identity",
		"gopkg.in/yaml.v3":                           "engine/document",
		"github.com/santhosh-tekuri/jsonschema":      "engine/schema",
		"github.com/open-policy-agent/opa":           "engine/policy",
		"github.com/spf13/cobra":                     "cmd/ismsproof",
		"golang.org/x/term":                          "cmd/ismsproof",
		"github.com/bmatcuk/doublestar":              "engine",
		"golang.org/x/sync":                          "engine",
		"github.com/rogpeppe/go-internal/testscript": "",
	}
	vague = []string{"util", "utils", "common", "helpers", "helper", "pkg", "misc", "shared", "base"}
)

func TestImportsRunOneWay(t *testing.T) {
	root := os.DirFS("..")
	seen := map[string]bool{}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
				return fs.SkipDir
			}
			if slices.Contains(vague, d.Name()) {
				t.Errorf("folder %s has a name that says nothing", name)
			}
			return nil
		}
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		dir := path.Dir(name)
		allowed, known := lawOfImports[dir]
		if !known {
			t.Errorf("package %s is not in the law of imports", dir)
			return nil
		}
		seen[dir] = true
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if own, ok := strings.CutPrefix(imported, "ismsproof/"); ok && !slices.Contains(allowed, own) {
				t.Errorf("%s imports %s, which package %s may not", name, own, dir)
			}
			if dir == "engine/isms" && strings.Contains(strings.Split(imported, "/")[0], ".") {
				t.Errorf("%s imports %s; the nouns know the standard library alone", name, imported)
			}
			for library, door := range doors {
				if strings.HasPrefix(imported, library) && dir != door {
					t.Errorf("%s imports %s, whose only door is %s", name, imported, door)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for dir := range lawOfImports {
		if !seen[dir] {
			t.Errorf("the law of imports names %s, which is no package", dir)
		}
	}
}
