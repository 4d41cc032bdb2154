package source_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

var rawID = strings.Repeat("\x11", 20)

func TestParseTree(t *testing.T) {
	for name, c := range map[string]struct {
		raw  string
		want int // entries, or -1 for an error
	}{
		"empty":           {"", 0},
		"two":             {"100644 a\x00" + rawID + "40000 b\x00" + rawID, 2},
		"id cut short":    {"100644 a\x00" + rawID[1:], -1},
		"no id":           {"100644 a\x00", -1},
		"no NUL":          {"100644 a" + rawID, -1},
		"no mode":         {" a\x00" + rawID, -1},
		"no space":        {"100644\x00" + rawID, -1},
		"mode not octal":  {"100688 a\x00" + rawID, -1},
		"mode too long":   {"1006441006441 a\x00" + rawID, -1},
		"mode too large":  {"777777777777 a\x00" + rawID, -1},
		"trailing bytes":  {"100644 a\x00" + rawID + "x", -1},
		"NUL and space":   {"100644 a b\x00" + rawID, 1},
		"empty name":      {"100644 \x00" + rawID, 1},
		"zero as mode":    {"0 a\x00" + rawID, 1},
		"padded mode":     {"0100644 a\x00" + rawID, 1},
		"newline in name": {"100644 a\n\x00" + rawID, 1},
	} {
		entries, err := source.ParseTree([]byte(c.raw), 20)
		if got := len(entries); c.want < 0 && err == nil || c.want >= 0 && (err != nil || got != c.want) {
			t.Errorf("%s: got %d entries, error %v; want %d", name, got, err, c.want)
		}
	}
}

func TestCheckTree(t *testing.T) {
	for name, c := range map[string]struct {
		names []string // "mode name"
		codes []string
	}{
		"sorted as git sorts": {[]string{"100644 a", "100644 a-b", "40000 a", "100644 a0"}, []string{"git.tree-duplicate"}},
		"folder after dash":   {[]string{"100644 b-c", "40000 b", "100644 b0"}, nil},
		"folder sorted wrong": {[]string{"40000 b", "100644 b-c"}, []string{"git.tree-order"}},
		"unsorted":            {[]string{"100644 b", "100644 a"}, []string{"git.tree-order"}},
		"twice":               {[]string{"100644 a", "100755 a"}, []string{"git.tree-duplicate"}},
		"odd modes":           {[]string{"100600 a", "0100644 b", "0 c", "160000 d", "120000 e", "100664 f"}, []string{"git.tree-mode"}},
		"padded folder":       {[]string{"040000 a"}, []string{"git.tree-mode"}},
		"case":                {[]string{"100644 A", "100644 a"}, []string{"path.case"}},
		"reserved in Windows": {[]string{"100644 aux.yaml"}, []string{"path.portable"}},
		"invisible":           {[]string{"100644 a\u200bb"}, []string{"path.control"}},
		"looks like no slash": {[]string{"100644 a\\b"}, []string{"path.portable"}},
		"not UTF-8":           {[]string{"100644 a\xff"}, []string{"path.encoding"}},
		"nothing odd":         {[]string{"100644 .gitignore", "100644 Prüfung.yaml", "100644 con-trol.yaml", "40000 x"}, nil},
	} {
		var raw strings.Builder
		for _, n := range c.names {
			raw.WriteString(n + "\x00" + rawID)
		}
		entries, err := source.ParseTree([]byte(raw.String()), 20)
		if err != nil {
			t.Fatal(err)
		}
		problems := source.CheckTree(entries, "dir/")
		if diff := cmp.Diff(c.codes, codesOf(problems)); diff != "" {
			t.Errorf("%s: codes (-want +got):\n%s", name, diff)
		}
		for _, p := range problems {
			if p.Fatal != strings.HasPrefix(p.Code, "git.") || !strings.HasPrefix(p.Path, "dir/") || p.Remedy == "" {
				t.Errorf("%s: got %+v", name, p)
			}
		}
	}
}

func TestNamesOfGitItselfAreRefused(t *testing.T) {
	for _, name := range []string{"", ".", "..", "a/b", ".git", ".GIT", ".Git ", ".git.", ".git::$INDEX", "git~1", "GIT~1", ".g\u200cit", "\u200e.git"} {
		if source.BadName(name) == "" {
			t.Errorf("%q is accepted", name)
		}
	}
	for _, name := range []string{".gitignore", ".gitattributes", "git", "...", ".github", "git~2", "agit~1", "x.git"} {
		if why := source.BadName(name); why != "" {
			t.Errorf("%q is refused: %s", name, why)
		}
	}
}

func FuzzTree(f *testing.F) {
	f.Add([]byte("100644 a\x00" + rawID + "40000 b\x00" + rawID))
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := source.ParseTree(data, 20)
		if err != nil {
			return
		}
		size := 0
		for _, e := range entries {
			size += len(e.Name) + 22
			if len(e.ID()) != 40 || strings.Contains(e.Name, "\x00") {
				t.Errorf("entry %+v", e)
			}
			if mode, ok := e.FileMode(); ok && (e.IsTree() || mode > isms.Submodule) {
				t.Errorf("mode %o", e.Mode)
			}
		}
		if size > len(data) {
			t.Errorf("%d bytes of entries out of %d", size, len(data))
		}
		source.CheckTree(entries, "")
	})
}

func FuzzIgnore(f *testing.F) {
	f.Add("a/**\n!b[a-z]*\\ ", "a/b")
	f.Fuzz(func(_ *testing.T, text, path string) {
		source.Ignored(text, path, true)
		source.Ignored(text, path, false)
	})
}
