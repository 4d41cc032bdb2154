package source

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"ismsproof/engine/isms"
)

// ruleReadable is the rule of the engine that problems of files belong to.
const ruleReadable = "doc.readable"

// firstLine is where a reader looks when a whole file is meant.
var firstLine = isms.Range{Start: isms.Position{Line: 1, Column: 1}, End: isms.Position{Line: 1, Column: 1}}

// CheckTree returns what is wrong with the entries of one tree that lies at dir
// ("" for the top, else ending in '/').
//
// Fatal problems say that an entry can be read in two ways or names no file:
// git.tree-duplicate, git.tree-order, git.tree-name, git.tree-mode. The others say
// that a name misleads or does not fit everywhere: path.control, path.encoding,
// path.case, path.portable. Each has the Path of its entry.
func CheckTree(entries []TreeEntry, dir string) []isms.Problem {
	c := checker{dir: dir, names: make(map[string]bool, len(entries)), folded: map[string]string{}}
	for i, e := range entries {
		if i > 0 && order(entries[i-1], e) > 0 {
			c.fatal(e.Name, "git.tree-order", "%q stands after %q in its tree", e.Name, entries[i-1].Name)
		}
		if c.names[e.Name] {
			c.fatal(e.Name, "git.tree-duplicate", "%q is twice in its tree", e.Name)
		}
		c.names[e.Name] = true
		if why := badName(e.Name); why != "" {
			c.fatal(e.Name, "git.tree-name", "%q %s", clip(e.Name), why)
		}
		if _, ok := fileMode(e.Mode); e.odd || !ok && !e.IsTree() {
			c.fatal(e.Name, "git.tree-mode", "%q has the mode %o, which git does not write", clip(e.Name), e.Mode)
		}
		c.odd(e.Name)
	}
	return c.problems
}

// order compares entries as git sorts them: a folder as if its name ended in '/'.
func order(a, b TreeEntry) int {
	if a.Name == b.Name {
		return 0 // reported as a duplicate
	}
	return cmp.Compare(sortName(a), sortName(b))
}

func sortName(e TreeEntry) string {
	if e.IsTree() {
		return e.Name + "/"
	}
	return e.Name
}

// A checker collects problems of the names in one folder.
type checker struct {
	dir      string
	names    map[string]bool
	folded   map[string]string
	problems []isms.Problem
}

func (c *checker) fatal(name, code, format string, args ...any) {
	c.problems = append(c.problems, isms.Problem{Rule: ruleReadable, Code: code, Path: c.dir + name, Fatal: true,
		Message: fmt.Sprintf(format, args...),
		Remedy:  "Write the tree again with git: check the files out, add them and commit."})
}

func (c *checker) note(name, code, format string, args ...any) {
	c.problems = append(c.problems, isms.Problem{Rule: ruleReadable, Code: code, Path: c.dir + name,
		Message: fmt.Sprintf(format, args...), Remedy: "Rename the file."})
}

// badName says why git itself never checks out a file of this name, or "".
func badName(name string) string {
	switch {
	case name == "":
		return "is no name"
	case name == "." || name == "..":
		return "names a folder above or itself"
	case strings.Contains(name, "/"):
		return "holds a slash"
	case isDotGit(name):
		return "stands for git's own folder"
	}
	return ""
}

// isDotGit reports whether some file system takes name for .git: Windows drops
// dots and spaces at the end and what follows a colon and knows git~1; macOS
// ignores some code points.
func isDotGit(name string) bool {
	if len(name) < 4 {
		return false
	}
	seen := strings.Map(func(c rune) rune {
		if unicode.Is(unicode.Cf, c) {
			return -1
		}
		return c
	}, name)
	seen, _, _ = strings.Cut(seen, ":")
	seen = strings.TrimRight(strings.ToLower(seen), ". ")
	return seen == ".git" || seen == "git~1"
}

// odd notes names that mislead or that some file system cannot hold.
func (c *checker) odd(name string) {
	switch {
	case strings.IndexFunc(name, misleading) >= 0:
		c.note(name, "path.control", "the name %q holds a control character or an invisible one", clip(name))
	case !utf8.ValidString(name):
		c.note(name, "path.encoding", "the name %q is not UTF-8", clip(name))
	}
	if why := unportable(name); why != "" {
		c.note(name, "path.portable", "the name %q %s", clip(name), why)
	}
	folded := strings.ToLower(name)
	if other, ok := c.folded[folded]; ok && other != name {
		c.note(name, "path.case", "the names %q and %q differ in case alone", clip(other), clip(name))
		return
	}
	c.folded[folded] = name
}

// misleading reports whether a character changes how text around it looks.
func misleading(c rune) bool {
	return c != utf8.RuneError && (unicode.Is(unicode.Cc, c) || unicode.Is(unicode.Cf, c) ||
		unicode.Is(unicode.Zl, c) || unicode.Is(unicode.Zp, c))
}

// unportable says why a name cannot be checked out everywhere, or "".
func unportable(name string) string {
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	stem = strings.TrimRight(stem, " ")
	switch {
	case len(name) > 255:
		return fmt.Sprintf("has %d bytes, more than file systems hold", len(name))
	case strings.ContainsAny(name, `\:<>"|?*`):
		return "holds a character that Windows does not allow"
	case strings.HasSuffix(name, ".") || strings.HasSuffix(name, " "):
		return "ends in a character that Windows drops"
	case stem == "con" || stem == "prn" || stem == "aux" || stem == "nul" ||
		len(stem) == 4 && (stem[:3] == "com" || stem[:3] == "lpt") && stem[3] >= '1' && stem[3] <= '9':
		return "is that of a device in Windows"
	}
	return ""
}
