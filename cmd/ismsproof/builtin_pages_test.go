package main

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine"
)

// generated are the folders of docs that hold nothing but pages made of the definitions.
var generated = []string{"rules", "kinds", "requirements"}

func writtenPages(t *testing.T) map[string]string {
	t.Helper()
	d, err := engine.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	pages, err := builtinPages(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// The pages in docs are those that `policy docs --builtin` writes today: UPDATE=1 writes
// them anew.
func TestBuiltinPagesAreFresh(t *testing.T) {
	want := writtenPages(t)
	docs := filepath.Join("..", "..", "docs")
	if os.Getenv("UPDATE") != "" {
		for _, folder := range generated {
			if err := os.RemoveAll(filepath.Join(docs, folder)); err != nil {
				t.Fatal(err)
			}
		}
		for name, text := range want {
			file := filepath.Join(docs, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := map[string]string{}
	for _, folder := range generated {
		err := fs.WalkDir(os.DirFS(docs), folder, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			text, err := os.ReadFile(filepath.Join(docs, filepath.FromSlash(name)))
			got[name] = string(text)
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	for name := range want {
		if got[name] != want[name] {
			t.Errorf("docs/%s is not what the definitions say: run the test with UPDATE=1 (-docs +definitions)\n%s", name, cmp.Diff(got[name], want[name]))
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("docs/%s is about nothing that there is", name)
		}
	}
}

var (
	pageLink   = regexp.MustCompile(`\]\(([^)#]*)(?:#([^)]*))?\)`)
	pageAnchor = regexp.MustCompile(`<a id="([^"]+)"></a>`)
	pageBlock  = regexp.MustCompile("(?ms)^```.*?^```$")
)

// Every link of a page leads to a page and a place on it, and every page is led to.
func TestBuiltinPagesAreLinked(t *testing.T) {
	pages := writtenPages(t)
	anchors := map[string]bool{}
	for name, text := range pages {
		for _, m := range pageAnchor.FindAllStringSubmatch(text, -1) {
			anchors[name+"#"+m[1]] = true
		}
	}
	reached := map[string]bool{}
	for name, text := range pages {
		for _, m := range pageLink.FindAllStringSubmatch(pageBlock.ReplaceAllString(text, ""), -1) {
			to := path.Join(path.Dir(name), m[1])
			reached[to] = true
			if _, ok := pages[to]; !ok {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			} else if m[2] != "" && !anchors[to+"#"+m[2]] {
				t.Errorf("%s links to %s, where there is no %s", name, to, m[2])
			}
		}
	}
	for name := range pages {
		if path.Base(name) != "README.md" && !reached[name] {
			t.Errorf("no page leads to %s", name)
		}
	}
}

var shownSession = regexp.MustCompile("(?ms)^## Does not conform:[^\n]*\n\n`([^`\n]+)`\n\n(`{3,})[a-z]+\n(.*?)^`{3,}\n\n`ismsproof ([^`]+)` prints:\n\n`{3,}text\n(.*?)^`{3,}$")

// What a page shows beneath a bad example is what the command prints in a folder that
// holds the example alone.
func TestBuiltinPagesShowWhatIsPrinted(t *testing.T) {
	pages, shown := writtenPages(t), 0
	for name, text := range pages {
		m := shownSession.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		shown++
		dir := t.TempDir()
		file := filepath.Join(dir, filepath.FromSlash(m[1]))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(m[3]), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Chdir(dir)
		var out bytes.Buffer
		Main(t.Context(), strings.Fields(m[4]), &out, &out)
		if diff := cmp.Diff(m[5], out.String()); diff != "" {
			t.Errorf("%s (-page +printed):\n%s", name, diff)
		}
	}
	if shown < 50 {
		t.Errorf("%d pages show what is printed, want most", shown)
	}
}
