package engine

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
	"ismsproof/engine/schema"
)

// ownKind is a kind that the configuration declares.
type ownKind struct {
	name, title, plural string
	schema              string            // path; "" for none
	id                  []string          // dotted paths, joined by "/"; "@path" is the path of the file; none: "id"
	items               map[string]string // dotted path of a list or mapping inside to the kind of its records; "." is the file itself
}

// readOwn reads the organization's own kinds, rules and frameworks.
func (s *settings) readOwn(c *config) error {
	if kinds := s.root.Get("kinds"); kinds != nil {
		for i := range kinds.Fields {
			c.kinds = append(c.kinds, ownKindOf(kinds.Fields[i].Key, &kinds.Fields[i].Value))
		}
	}
	if b := s.root.Get("builtin"); b != nil {
		c.builtin = b.Text != "false"
	}
	for _, x := range s.root.Get("rules").List() {
		c.rules = append(c.rules, x.Text)
	}
	for _, x := range s.root.Get("frameworks").List() {
		c.frameworks = append(c.frameworks, x.Text)
	}
	return nil
}

// ownKindOf reads the declaration of one kind.
func ownKindOf(name string, v *isms.Value) ownKind {
	k := ownKind{name: name, title: v.Str("title"), plural: v.Str("plural"), schema: v.Str("schema"), items: map[string]string{}}
	if id := v.Get("id"); id != nil && id.Type == isms.String {
		k.id = []string{id.Text}
	} else {
		for _, x := range id.List() {
			k.id = append(k.id, x.Text)
		}
	}
	if items := v.Get("items"); items != nil {
		for _, f := range items.Fields {
			k.items[f.Key] = f.Value.Text
		}
	}
	return k
}

// own says whether the configuration brings definitions of its own.
func (c *config) own() bool {
	return len(c.kinds)+len(c.rules)+len(c.frameworks) > 0 || !c.builtin
}

// checkKinds refuses kinds that nobody declares, wherever the configuration names one.
func (s *settings) checkKinds(c *config, set *schema.Set) error {
	var files []string
	for _, k := range set.Kinds() {
		if !k.Inner && k.Name != schema.Register {
			files = append(files, k.Name)
		}
		if k.Plural != "" {
			files = append(files, k.Plural)
		}
	}
	for i, b := range c.bindings {
		if slices.Contains(files, b.kind) {
			continue
		}
		at := isms.Path{"paths", fmt.Sprint(i), "kind"}
		if k, inner := set.Kind(b.kind); inner && k.Inner {
			return s.bad(at, fmt.Sprintf("bind the files to %q", k.Within), "kind %q has no files of its own: its records stand inside records of kind %q", b.kind, k.Within)
		}
		return s.bad(at, didYouMean(b.kind, files, "declare it under `kinds`, or see `ismsproof schema` for the built-in kinds"), "unknown kind %q", b.kind)
	}
	for _, kind := range slices.Sorted(maps.Keys(c.aliases)) {
		if err := s.checkAliases(kind, c.aliases[kind], files, set); err != nil {
			return err
		}
	}
	return nil
}

// checkItems refuses records inside of a kind that nobody declares.
func (s *settings) checkItems(c *config, set *schema.Set) error {
	var known []string
	for _, k := range set.Kinds() {
		if k.Name != schema.Register && (c.builtin || k.Name == "isms") {
			known = append(known, k.Name)
		}
	}
	for _, k := range c.kinds {
		known = append(known, k.name)
	}
	for _, k := range c.kinds {
		for _, field := range slices.Sorted(maps.Keys(k.items)) {
			if kind := k.items[field]; !slices.Contains(known, kind) {
				return s.bad(isms.Path{"kinds", k.name, "items", field}, didYouMean(kind, known, "declare it under `kinds`"), "unknown kind %q", kind)
			}
		}
	}
	return nil
}

// limit is one limit of the configuration: its key, its value now, and the ceiling
// above which no configuration raises it.
type limit struct {
	key     string
	get     func(*document.Limits) int64
	set     func(*document.Limits, int64)
	ceiling int64
}

var limits = []limit{
	{"size", func(l *document.Limits) int64 { return l.Size }, func(l *document.Limits, n int64) { l.Size = n }, 64 << 20},
	{"register_size", func(l *document.Limits) int64 { return l.RegisterSize }, func(l *document.Limits, n int64) { l.RegisterSize = n }, 64 << 20},
	{"depth", func(l *document.Limits) int64 { return int64(l.Depth) }, func(l *document.Limits, n int64) { l.Depth = int(n) }, 256},
	{"nodes", func(l *document.Limits) int64 { return int64(l.Nodes) }, func(l *document.Limits, n int64) { l.Nodes = int(n) }, 4_000_000},
	{"aliases", func(l *document.Limits) int64 { return int64(l.Aliases) }, func(l *document.Limits, n int64) { l.Aliases = int(n) }, 16_384},
	{"expanded_nodes", func(l *document.Limits) int64 { return int64(l.ExpandedNodes) }, func(l *document.Limits, n int64) { l.ExpandedNodes = int(n) }, 4_000_000},
	{"expanded_bytes", func(l *document.Limits) int64 { return l.ExpandedBytes }, func(l *document.Limits, n int64) { l.ExpandedBytes = n }, 128 << 20},
	{"scalar", func(l *document.Limits) int64 { return int64(l.Scalar) }, func(l *document.Limits, n int64) { l.Scalar = int(n) }, 16 << 20},
	{"key", func(l *document.Limits) int64 { return int64(l.Key) }, func(l *document.Limits, n int64) { l.Key = int(n) }, 64 << 10},
	{"documents", func(l *document.Limits) int64 { return int64(l.Documents) }, func(l *document.Limits, n int64) { l.Documents = int(n) }, 65_536},
}

// readLimits reads the limits of files. What is judged may not loosen by itself what
// protects the one who judges: only a configuration outside the tree raises them.
func (s *settings) readLimits(c *config) error {
	set := s.root.Get("limits")
	for _, l := range limits {
		v := set.Get(l.key)
		if v == nil || v.Type != isms.Number {
			continue // the schema says what is wrong with it
		}
		at := isms.Path{"limits", l.key}
		n, err := strconv.ParseInt(v.Text, 10, 64)
		standard := l.get(&document.DefaultLimits)
		switch {
		case err != nil && !strings.ContainsAny(v.Text, ".eE") || n > l.ceiling:
			return s.bad(at, "", "limits.%s %s is above %d, the highest that can be set", l.key, v.Text, l.ceiling)
		case err == nil && n > standard && !s.trusted:
			return s.bad(at, "name a configuration outside the repository with --config to raise it",
				"limits.%s %d is above %d: a configuration inside the repository can only lower it", l.key, n, standard)
		case err == nil && n >= 0:
			l.set(&c.limits, n)
		}
	}
	if c.limits.RegisterSize < c.limits.Size {
		c.limits.RegisterSize = c.limits.Size
	}
	return nil
}
