package engine

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"ismsproof/engine/document"
	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
	"ismsproof/engine/schema"
)

// configFile is the record that is the organization's configuration too.
const configFile = "isms.yaml"

// config is what the isms record says about how to read the repository and what to
// judge it by.
type config struct {
	file    string      // the name of the configuration, for messages
	record  *isms.Value // nil without one
	outside bool        // it was named with --config

	zone       *time.Location
	failOn     isms.Grade
	bindings   []binding
	ignore     []string
	headings   map[string]string
	kinds      []ownKind
	aliases    map[string][]alias // by kind
	rules      []string           // files and folders of own rules
	frameworks []string
	builtin    bool // the built-in kinds and rules judge too
	limits     document.Limits
	signers    string         // file of the SSH keys that count; "" for none
	keyring    string         // file of the OpenPGP keys that count; "" for none
	roots      identity.Roots // what these files hold

	broken  bool              // it stands for one that could not be understood
	d       *Definitions      // what judges: the built-in definitions and its own
	named   map[string]bool   // files of the tree that it takes definitions from
	made    map[string]string // digests of the files it takes definitions from, by the names it gives them
	sum     string            // "sha256:…" of the file and all it names; "" without one
	reading string            // all that decides how a file is read: equal readings give equal files
}

// binding gives files that match a glob their kind.
type binding struct {
	match, kind string
	exclude     []string
	line        int
}

// binds says whether the binding is about path.
func (b *binding) binds(path string) bool {
	ok, _ := doublestar.Match(b.match, path)
	return ok && !matchesAny(b.exclude, path)
}

// settings is a configuration while it is read.
type settings struct {
	file    string
	root    *isms.Value
	outside bool // it was named with --config
	trusted bool // what is judged cannot change it, so it may raise limits
}

// configure reads the configuration out of the isms record of isms.yaml; nil gives
// defaults.
func configure(v *isms.Value) (*config, error) {
	return (&settings{file: configFile, root: v}).read(nil)
}

// read reads the configuration; its shape is what the schema of the isms record says.
// What is wrong in it is a usage error: a configuration that cannot be understood must
// not silently be another one.
func (s *settings) read(kind *schema.Kind) (*config, error) {
	c := &config{
		file: s.file, record: s.root, outside: s.outside, zone: time.UTC, failOn: isms.Minor,
		headings: map[string]string{}, builtin: true, limits: document.DefaultLimits,
	}
	if s.root == nil {
		return c, nil
	}
	for _, step := range []func(*config) error{
		func(*config) error { return s.knownKeys(kind) }, s.readJudging, s.readPaths,
		func(*config) error { return s.checkShape(kind) }, s.checkKeyLists, s.readOwn, s.readAliases, s.readLimits,
	} {
		if err := step(c); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// bad is a fault of the configuration at a path inside it.
func (s *settings) bad(at isms.Path, hint, format string, args ...any) error {
	place, _ := s.root.Locate(at)
	return &UsageError{Message: fmt.Sprintf("%s:%d: %s", s.file, place.Start.Line, fmt.Sprintf(format, args...)), Hint: hint}
}

// knownKeys refuses keys that the schema of the isms record does not know: a key that
// is mistyped must not be no key.
func (s *settings) knownKeys(kind *schema.Kind) error {
	if kind == nil {
		return nil
	}
	known := kind.Properties()
	for i := range s.root.Fields {
		key := s.root.Fields[i].Key
		if slices.Contains(known, key) || strings.HasPrefix(key, "x-") {
			continue
		}
		return s.bad(isms.Path{key}, didYouMean(key, known, "`ismsproof explain isms` lists the keys; your own start with x-"), "unknown key %q", key)
	}
	return nil
}

// configKeys are the keys of the isms record that configure: what is wrong in them is
// no finding, since nobody could say what it would be a finding of.
var configKeys = []string{"timezone", "fail_on", "paths", "ignore", "headings", "kinds", "rules", "builtin", "frameworks", "aliases", "limits"}

// checkShape refuses values that the schema of the isms record does not allow, and keys
// that it does not know, at any depth of the keys that configure.
func (s *settings) checkShape(kind *schema.Kind) error {
	if kind == nil {
		return nil
	}
	for _, p := range kind.Check(s.root) {
		if len(p.At) > 0 && slices.Contains(configKeys, p.At[0]) {
			return &UsageError{Message: fmt.Sprintf("%s:%d: %s", s.file, p.Range.Start.Line, p.Message), Hint: "`ismsproof explain isms` shows the keys"}
		}
	}
	return nil
}

// didYouMean is the hint about a word that is not known: the nearest that is, or else.
func didYouMean(word string, known []string, otherwise string) string {
	if near := isms.Nearest(word, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return otherwise
}

// readJudging reads in which zone days begin and what fails a check.
func (s *settings) readJudging(c *config) error {
	if name := s.root.Str("timezone"); name != "" {
		zone, err := time.LoadLocation(name)
		if err != nil || name == "Local" {
			return s.bad(isms.Path{"timezone"}, `write a name such as "Europe/Berlin" or "UTC"`, "timezone %q is not a name of the IANA time zone database", name)
		}
		c.zone = zone
	}
	if g := s.root.Str("fail_on"); g != "" {
		grade, err := ParseFailOn(g)
		if err != nil {
			return s.bad(isms.Path{"fail_on"}, "", "%v", err)
		}
		c.failOn = grade
	}
	return nil
}

// readPaths reads which files are what, and which are nothing.
func (s *settings) readPaths(c *config) error {
	for i, p := range s.root.Get("paths").List() {
		at := isms.Path{"paths", fmt.Sprint(i)}
		place, _ := s.root.Locate(append(at, "match"))
		b := binding{match: p.Str("match"), kind: p.Str("kind"), line: place.Start.Line}
		for _, x := range p.Get("exclude").List() {
			b.exclude = append(b.exclude, x.Text)
		}
		for _, glob := range append([]string{b.match}, b.exclude...) {
			if glob == "" || !doublestar.ValidatePattern(glob) {
				return s.bad(at, `write a glob such as "policies/**/*.md"`, "paths[%d]: %q is not a glob", i, glob)
			}
		}
		c.bindings = append(c.bindings, b)
	}
	for i, x := range s.root.Get("ignore").List() {
		if x.Text == "" || !doublestar.ValidatePattern(x.Text) {
			return s.bad(isms.Path{"ignore", fmt.Sprint(i)}, `write a glob such as "vendor/**"`, "%q is not a glob", x.Text)
		}
		c.ignore = append(c.ignore, x.Text)
	}
	if h := s.root.Get("headings"); h != nil {
		for _, f := range h.Fields {
			c.headings[f.Key] = f.Value.Text
		}
	}
	return nil
}

// kindOf returns the kind that the configuration binds path to, or "".
func (c *config) kindOf(path string) string {
	if i := c.bindingOf(path); i >= 0 {
		return c.bindings[i].kind
	}
	return ""
}

// bindingOf returns the index of the binding that counts for path, or -1.
func (c *config) bindingOf(path string) int {
	return slices.IndexFunc(c.bindings, func(b binding) bool { return b.binds(path) })
}

// ignored says whether a file is left out: by a glob of the configuration, because it
// or a folder above it starts with a dot, where tools keep their own, or because the
// configuration takes definitions from it.
func (c *config) ignored(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(part, ".") {
			return true
		}
	}
	return c.named[path] || matchesAny(c.ignore, path)
}

// takes says whether the configuration or what it names depends on a file of the tree.
func (c *config) takes(name string) bool {
	return name == configFile || c.named[name] || slices.ContainsFunc(c.rules, func(folder string) bool {
		folder = path.Clean(folder)
		return name == folder || folder == "." || strings.HasPrefix(name, folder+"/")
	})
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
