package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"ismsproof/engine/isms"
)

// configFile is the record that is the organization's configuration too.
const configFile = "isms.yaml"

// config is what the isms record says about how to read the repository.
type config struct {
	zone     *time.Location
	failOn   isms.Grade
	bindings []binding
	ignore   []string
	headings map[string]string
	sum      string // "sha256:…" of the file; "" without one
	reading  string // all that decides how a file is read: equal readings give equal files
}

// later are keys of the configuration that are described but not built yet. To pass
// over them would be to promise what is not done.
var later = []string{"kinds", "rules", "builtin", "aliases", "limits"}

// binding gives files that match a glob their kind.
type binding struct {
	match, kind string
	exclude     []string
}

// configure reads the configuration out of the isms record; nil gives defaults. Known
// are the keys it may have, besides the organization's own; none: any.
// What is wrong in it is a usage error: a configuration that cannot be understood
// must not silently be another one.
func configure(v *isms.Value, known ...string) (*config, error) {
	c := &config{zone: time.UTC, failOn: isms.Minor, headings: map[string]string{}}
	if v == nil {
		return c, nil
	}
	for i := range v.Fields {
		key := v.Fields[i].Key
		if len(known) == 0 || slices.Contains(known, key) || strings.HasPrefix(key, "x-") {
			continue
		}
		hint := "`ismsproof explain isms` lists the keys; your own start with x-"
		if near := isms.Nearest(key, known); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		return nil, badConfig(v, key, fmt.Sprintf("unknown key %q", key), hint)
	}
	for _, key := range later {
		if v.Get(key) != nil {
			return nil, badConfig(v, key, fmt.Sprintf("%q is not understood by this version", key), "leave it out: what it asks for would not be done")
		}
	}
	if name := v.Str("timezone"); name != "" {
		zone, err := time.LoadLocation(name)
		if err != nil || name == "Local" {
			return nil, badConfig(v, "timezone", fmt.Sprintf("timezone %q is not a name of the IANA time zone database", name), `write a name such as "Europe/Berlin" or "UTC"`)
		}
		c.zone = zone
	}
	if g := v.Str("fail_on"); g != "" {
		grade, err := ParseFailOn(g)
		if err != nil {
			return nil, badConfig(v, "fail_on", err.Error(), "")
		}
		c.failOn = grade
	}
	for i, p := range v.Get("paths").List() {
		b := binding{match: p.Str("match"), kind: p.Str("kind")}
		for _, x := range p.Get("exclude").List() {
			b.exclude = append(b.exclude, x.Text)
		}
		for _, glob := range append([]string{b.match}, b.exclude...) {
			if glob == "" || !doublestar.ValidatePattern(glob) {
				return nil, badConfig(v, "paths", fmt.Sprintf("paths[%d]: %q is not a glob", i, glob), `write a glob such as "policies/**/*.md"`)
			}
		}
		c.bindings = append(c.bindings, b)
	}
	for _, x := range v.Get("ignore").List() {
		if !doublestar.ValidatePattern(x.Text) {
			return nil, badConfig(v, "ignore", fmt.Sprintf("%q is not a glob", x.Text), `write a glob such as "vendor/**"`)
		}
		c.ignore = append(c.ignore, x.Text)
	}
	if h := v.Get("headings"); h != nil {
		for _, f := range h.Fields {
			c.headings[f.Key] = f.Value.Text
		}
	}
	c.reading = fmt.Sprintf("%q %q %q", c.bindings, c.ignore, c.headings)
	return c, nil
}

func badConfig(v *isms.Value, key, message, hint string) error {
	at, _ := v.Locate(isms.Path{key})
	return &UsageError{Message: fmt.Sprintf("%s:%d: %s", configFile, at.Start.Line, message), Hint: hint}
}

// kindOf returns the kind that the configuration binds path to, or "".
func (c *config) kindOf(path string) string {
	for _, b := range c.bindings {
		if ok, _ := doublestar.Match(b.match, path); ok && !matchesAny(b.exclude, path) {
			return b.kind
		}
	}
	return ""
}

// ignored says whether a file is left out: by a glob of the configuration, or
// because it or a folder above it starts with a dot, where tools keep their own.
func (c *config) ignored(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(part, ".") {
			return true
		}
	}
	return matchesAny(c.ignore, path)
}

func matchesAny(globs []string, path string) bool {
	for _, g := range globs {
		if ok, _ := doublestar.Match(g, path); ok {
			return true
		}
	}
	return false
}

// ParseFailOn reads a grade or "none" (the empty grade).
func ParseFailOn(s string) (isms.Grade, error) {
	if s == "none" {
		return "", nil
	}
	if g := isms.Grade(s); g.Rank() < len(isms.Grades) {
		return g, nil
	}
	return "", fmt.Errorf("grade %q is not one of major, minor, observation, opportunity, none", s)
}
