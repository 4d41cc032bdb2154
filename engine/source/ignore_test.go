package source_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ismsproof/engine/source"
)

// ignoreFiles are the files that each pattern below is tried on.
var ignoreFiles = []string{
	"a/b/c", "a/b.yaml", "a/x/b", "a/x/y/b", "a.yaml", "b/a", "b/x/a/y", "build/x", "x/build/y", "x/keep.log", "x.log", "keep.log", "keep/x.log",
	"foo", "foobar", "foo bar", "foo ", "foo\\", "!foo", "#foo", "A", "z1", "z-", "z]", "z^", "z!", "zb", "za/x",
	"doc/a.txt", "doc/x/a.txt", "doc/x/y/a.txt", "c/doc/a.txt", "ä", "ää/x", "*", "?", "[a]", "a*b", "axb", ".hidden", ".x/y", "x/a", "axxb/x",
}

func TestIgnoredAsGitDoes(t *testing.T) {
	g := newRepo(t)
	for _, path := range ignoreFiles {
		g.write(path, "")
	}
	r := open(t, g.dir, source.Options{})
	hidden := 0
	for _, text := range []string{
		"a", "/a", "a/", "/a/", "a/b", "a/*", "a/**", "**/a", "a/**/b", "**/a/b", "a/**/b/", "*", "*/", "/*", "**", "**/", "*.log\n!keep.log", "*.log\n!keep",
		"a/**\n!a/b", "a/**\n!a/b.yaml", "foo\\ ", "foo ", "foo\\\\", "\\!foo", "\\#foo", "#foo", "!foo", "z[0-9]", "z[!0-9]", "z[^a]", "z[]-]", "z[]]", "z[a-c!]",
		"z[\\]]", "z[[:digit:]]", "z[[:alpha:]-]", "z[", "z[a", "?", "??", "doc/**/*.txt", "doc/*.txt", "**/doc/*.txt", "doc/**", "a**b", "a*b", "a?b", "a/?/b",
		"\\*", "\\?", "\\[a\\]", "foo\\", ".*", ".*/", "\xef\xbb\xbfa", "a\r", "\n\n  \n", "ä", "a//b", "//a", "/", "build/\n!build/x", "x/**/keep.log",
		"*\n!*/\n!*.log", "**/**/a", "a/**/**/b", "***", "a/***", "z[!a-]", "z[z-a]", "z[/]", "[]-a]", "x/[a-k]*", "!*", "foo\t",
	} {
		g.write(".gitignore", text+"\n")
		tree, err := r.WorkTree(t.Context(), "")
		got := paths(t, tree, err)
		want := strings.FieldsFunc(g.git("ls-files", "-z", "--others", "--exclude-standard"), func(c rune) bool { return c == 0 })
		slices.Sort(want)
		hidden += len(ignoreFiles) + 1 - len(want)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf(".gitignore %q (-git +got):\n%s", text, diff)
		}
	}
	if hidden < 200 {
		t.Errorf("only %d files were hidden: too few to prove anything", hidden)
	}
}

func TestIgnoreFilesOfEveryFolderCount(t *testing.T) {
	g := newRepo(t)
	for path, text := range map[string]string{
		".gitignore": "*.tmp\n/only-top\ndeep/hidden/\n", "isms/.gitignore": "!keep.tmp\n/local\nsub/*\n!sub/.gitignore\n",
		"isms/sub/.gitignore": "!back.yaml\n", "x.tmp": "", "only-top": "", "isms/only-top": "", "isms/x.tmp": "", "isms/keep.tmp": "",
		"keep.tmp": "", "isms/local": "", "isms/a/local": "", "isms/sub/x.yaml": "", "isms/sub/back.yaml": "", "deep/hidden/.gitignore": "!*\n",
		"deep/hidden/x.yaml": "", "excluded.yaml": "", "isms/a/x.yaml": "",
	} {
		g.write(path, text)
	}
	g.write(".git/info/exclude", "excluded.yaml\n!x.tmp\n")
	for _, prefix := range []string{"", "isms", "isms/sub", "deep", "deep/hidden"} {
		r := open(t, filepath.Join(g.dir, prefix), source.Options{})
		tree, err := r.WorkTree(t.Context(), r.Prefix())
		got := paths(t, tree, err)
		out := run(t, filepath.Join(g.dir, prefix), nil, "git", "ls-files", "-z", "--others", "--exclude-standard")
		want := strings.FieldsFunc(out, func(c rune) bool { return c == 0 })
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", prefix, got, want)
		}
	}
}
