package engine

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
)

// survey holds the globs of the configuration against the files of the tree that is
// judged. One that matches nothing is an error: what it was meant for is not judged, or
// judged against somebody's will. Where two bindings want different kinds for one file,
// the first counts, and the warnings say so.
func (c *config) survey(entries []isms.Entry) (warnings []string, err error) {
	if len(c.bindings)+len(c.ignore) == 0 {
		return nil, nil
	}
	var files []string
	for _, e := range entries {
		if e.Mode != isms.Submodule {
			files = append(files, e.Path)
		}
	}
	s := &settings{file: c.file, root: c.record}
	for i := range c.bindings {
		if err := c.surveyBinding(s, i, files); err != nil {
			return nil, err
		}
	}
	for i, glob := range c.ignore {
		if !matchesSome(glob, files) {
			return nil, s.bad(isms.Path{"ignore", fmt.Sprint(i)}, nearGlob(glob, files), "%q matches no file", glob)
		}
	}
	return c.overlaps(files), nil
}

// surveyBinding refuses a binding that binds nothing, and exclusions that exclude nothing.
func (c *config) surveyBinding(s *settings, i int, files []string) error {
	b := &c.bindings[i]
	at := isms.Path{"paths", fmt.Sprint(i)}
	var met []string
	for _, f := range files {
		if ok, _ := doublestar.Match(b.match, f); ok {
			met = append(met, f)
		}
	}
	readable := func(f string) bool { return document.Readable(f) && f != configFile }
	switch {
	case len(met) == 0:
		return s.bad(append(at, "match"), nearGlob(b.match, files), "%q matches no file", b.match)
	case !slices.ContainsFunc(met, readable):
		return s.bad(append(at, "match"), "", "%q matches no file that can hold records, such as %q: these are .yaml, .yml, .json, .md and .markdown", b.match, met[0])
	}
	for j, glob := range b.exclude {
		if !matchesSome(glob, met) {
			return s.bad(append(at, "exclude", fmt.Sprint(j)), nearGlob(glob, met), "%q excludes no file that %q matches", glob, b.match)
		}
	}
	return nil
}

func matchesSome(glob string, files []string) bool {
	return slices.ContainsFunc(files, func(f string) bool {
		ok, _ := doublestar.Match(glob, f)
		return ok
	})
}

// nearGlob is the hint about a glob that matches nothing: one like it that does.
func nearGlob(glob string, files []string) string {
	var tries []string
	ext := path.Ext(glob)
	for _, other := range []string{".yaml", ".yml", ".json", ".md", ".markdown"} {
		if ext != "" && ext != other {
			tries = append(tries, strings.TrimSuffix(glob, ext)+other)
		}
	}
	tries = append(tries, strings.ReplaceAll(glob, "/*.", "/**/*."), strings.TrimSuffix(glob, "/*")+"/**", "**/"+glob, strings.TrimPrefix(strings.TrimPrefix(glob, "./"), "/"))
	base, pattern := doublestar.SplitPattern(glob)
	if near := isms.Nearest(base, folders(files)); near != "" {
		tries = append(tries, path.Join(near, pattern))
	}
	if !strings.ContainsAny(glob, "*?[{") {
		tries = append(tries, isms.Nearest(glob, files), glob+"/**")
	}
	for _, try := range tries {
		if try != "" && try != glob && doublestar.ValidatePattern(try) && matchesSome(try, files) {
			return fmt.Sprintf("did you mean %q?", try)
		}
	}
	return "paths are relative to the root of the ISMS; leave it out where there is nothing to match"
}

// folders returns the folders that files stand in.
func folders(files []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, f := range files {
		for dir := path.Dir(f); dir != "." && !seen[dir]; dir = path.Dir(dir) {
			seen[dir] = true
			out = append(out, dir)
		}
	}
	return out
}

// overlaps says where two bindings want different kinds for the same file.
func (c *config) overlaps(files []string) []string {
	type pair struct{ first, second int }
	met := map[pair][]string{}
	var order []pair
	for _, f := range files {
		first := -1
		for i := range c.bindings {
			switch {
			case !c.bindings[i].binds(f):
			case first < 0:
				first = i
			case c.bindings[i].kind != c.bindings[first].kind:
				p := pair{first, i}
				if met[p] == nil {
					order = append(order, p)
				}
				met[p] = append(met[p], f)
			}
		}
	}
	slices.SortFunc(order, func(a, b pair) int { return (a.first-b.first)*len(c.bindings) + a.second - b.second })
	var out []string
	for _, p := range order {
		list := met[p]
		slices.Sort(list)
		a, b := c.bindings[p.first], c.bindings[p.second]
		more := ""
		if n := len(list) - 1; n > 0 {
			more = fmt.Sprintf(" and %d more", n)
		}
		out = append(out, fmt.Sprintf("%s:%d: %q (%s) and %q (%s) of line %d both match %q%s; the first counts",
			c.file, a.line, a.match, a.kind, b.match, b.kind, b.line, list[0], more))
	}
	return out
}
