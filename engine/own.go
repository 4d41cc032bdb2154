package engine

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
	"ismsproof/engine/schema"
	"ismsproof/policies"
)

// maxNamed is how large a file may be that a configuration takes definitions from.
const maxNamed = 1 << 20

// shelf is where the files stand that a configuration names: the tree it is part of,
// or the folder of a configuration outside of it. Names are relative to the
// configuration, separated by '/'.
type shelf interface {
	// below returns the files at or below a name, sorted; none where nothing stands.
	below(name string) ([]string, error)
	read(name string) ([]byte, error)
}

// treeShelf is the tree that the configuration is part of.
type treeShelf struct {
	ctx     context.Context // of the one run that reads it
	fetch   fetch
	entries func() ([]isms.Entry, error)
}

func (t treeShelf) below(name string) ([]string, error) {
	if !fs.ValidPath(name) {
		return nil, fmt.Errorf("%q is not a path inside the repository", name)
	}
	entries, err := t.entries()
	var names []string
	for _, e := range entries {
		if name == "." || e.Path == name || strings.HasPrefix(e.Path, name+"/") {
			names = append(names, e.Path)
		}
	}
	slices.Sort(names)
	return names, err
}

func (t treeShelf) read(name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, fmt.Errorf("%q is not a path inside the repository", name)
	}
	entries, err := t.entries()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(entries, func(e isms.Entry) bool { return e.Path == name })
	switch {
	case i < 0:
		return nil, fmt.Errorf("there is no file %q%s", name, nearFile(name, entries))
	case entries[i].Mode != isms.File && entries[i].Mode != isms.Executable:
		return nil, fmt.Errorf("%q is no regular file: links are not followed", name)
	}
	return t.fetch(t.ctx, entries[i], maxNamed)
}

func nearFile(name string, entries []isms.Entry) string {
	known := make([]string, len(entries))
	for i, e := range entries {
		known[i] = e.Path
	}
	if near := isms.Nearest(name, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

// diskShelf is the folder of a configuration outside of what is judged.
type diskShelf string

func (d diskShelf) path(name string) string {
	if filepath.IsAbs(filepath.FromSlash(name)) {
		return filepath.FromSlash(name)
	}
	return filepath.Join(string(d), filepath.FromSlash(name))
}

func (d diskShelf) below(name string) ([]string, error) {
	var names []string
	err := filepath.WalkDir(d.path(name), func(at string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil || e.IsDir():
			return err
		}
		inside, err := filepath.Rel(d.path(name), at)
		names = append(names, path.Join(name, filepath.ToSlash(inside)))
		return err
	})
	slices.Sort(names)
	return names, err
}

func (d diskShelf) read(name string) ([]byte, error) {
	info, err := os.Lstat(d.path(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no file %q", name)
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%q is no regular file: links are not followed", name)
	case info.Size() > maxNamed:
		return nil, fmt.Errorf("%q has %d bytes, more than %d", name, info.Size(), maxNamed)
	}
	return os.ReadFile(d.path(name))
}

// borrowed is what a configuration took from a shelf, by name.
type borrowed struct {
	shelf
	texts map[string][]byte
}

func (b *borrowed) read(name string) ([]byte, error) {
	name = path.Clean(name)
	if text, ok := b.texts[name]; ok {
		return text, nil
	}
	text, err := b.shelf.read(name)
	if err == nil {
		b.texts[name] = text
	}
	return text, err
}

// define makes the definitions that judge by this configuration: those of d and what
// it brings. It also says which files these were made of.
func (s *settings) define(ctx context.Context, d *Definitions, c *config, from shelf) error {
	b := &borrowed{from, map[string][]byte{}}
	err := s.checkItems(c, d.Schemas)
	if err != nil {
		return err
	}
	if c.d, err = d.With(ctx, c, b); err != nil {
		return err
	}
	if err := s.trust(c, b); err != nil {
		return err
	}
	c.named, c.made = map[string]bool{}, map[string]string{}
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n", c.sum)
	for _, name := range slices.Sorted(maps.Keys(b.texts)) {
		c.named[name] = true
		c.made[name] = fmt.Sprintf("%x", sha256.Sum256(b.texts[name]))
		fmt.Fprintf(sum, "%q %d\n", name, len(b.texts[name]))
		sum.Write(b.texts[name])
	}
	if len(b.texts) > 0 {
		c.sum = fmt.Sprintf("sha256:%x", sum.Sum(nil))
	}
	if s.root != nil {
		if err := s.checkKinds(c, c.d.Schemas); err != nil {
			return err
		}
	}
	c.reading = fmt.Sprintf("%+v %q %q %q %v %q %q", c.bindings, c.ignore, c.headings, c.aliases, c.limits, slices.Sorted(maps.Keys(c.named)), c.d.Digest)
	return nil
}

// With returns the definitions that judge by a configuration: these and what it brings
// of its own. Errors are *UsageError and name file and line.
func (d *Definitions) With(ctx context.Context, c *config, from shelf) (*Definitions, error) {
	if !c.own() {
		return d, nil
	}
	own := *d
	if err := own.withKinds(c, from); err != nil {
		return nil, err
	}
	if err := own.withFrameworks(c, from); err != nil {
		return nil, err
	}
	if err := own.withRules(ctx, c, from); err != nil {
		return nil, err
	}
	own.index()
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n%s", d.Digest, own.Schemas.Digest(), own.Catalog.Digest(), own.Rules.Digest()))
	own.Digest = "sha256:" + hex.EncodeToString(sum[:])
	return &own, nil
}

// withKinds adds the kinds of the configuration.
func (d *Definitions) withKinds(c *config, from shelf) error {
	if !c.builtin {
		d.Schemas = d.Schemas.Only("isms")
	}
	if len(c.kinds) == 0 {
		return nil
	}
	read := func(name string) (isms.Value, error) {
		text, err := from.read(name)
		if err != nil {
			return isms.Value{}, err
		}
		return schemaValue(name, text)
	}
	kinds := make([]schema.OwnKind, len(c.kinds))
	for i, k := range c.kinds {
		kinds[i] = schema.OwnKind{Name: k.name, Title: k.title, Plural: k.plural, ID: k.id, Items: k.items}
		if k.schema != "" {
			kinds[i].Schema = path.Clean(k.schema)
		}
	}
	var err error
	if d.Schemas, err = d.Schemas.With(kinds, read); err != nil {
		return c.badSchema(err)
	}
	return nil
}

// schemaValue reads a schema file, JSON or YAML. Schemas nest deeper than records do.
func schemaValue(name string, text []byte) (isms.Value, error) {
	limits := document.DefaultLimits
	limits.Depth = 512
	f := document.Parse(name, text, limits)
	for _, p := range f.Problems {
		return isms.Value{}, &schema.Error{File: name, Line: p.Range.Start.Line, Code: "schema.read", Reason: p.Message}
	}
	if len(f.Documents) != 1 {
		return isms.Value{}, &schema.Error{File: name, Line: 1, Code: "schema.read", Reason: fmt.Sprintf("a schema is one document, not %d", len(f.Documents))}
	}
	return f.Documents[0], nil
}

// badSchema says which of the kinds of the configuration cannot be used and where: the
// first of all faults.
func (c *config) badSchema(err error) error {
	e, ok := errors.AsType[*schema.Error](err)
	if !ok {
		return &UsageError{Message: fmt.Sprintf("%s: %v", c.file, err)}
	}
	at := fmt.Sprintf("%s:%d", e.File, e.Line)
	switch {
	case e.File == "" || e.Code == "schema.read" && e.Line == 0:
		place, _ := c.record.Locate(isms.Path{"kinds", e.Kind, "schema"})
		at = fmt.Sprintf("%s:%d", c.file, place.Start.Line)
	case e.Line == 0:
		at = e.File
	}
	hint := ""
	if joined, ok := err.(interface{ Unwrap() []error }); ok && len(joined.Unwrap()) > 1 {
		hint = fmt.Sprintf("and %d more places of own kinds and schemas", len(joined.Unwrap())-1)
	}
	return &UsageError{Message: fmt.Sprintf("%s: %s (%s)", at, e.Reason, e.Code), Hint: hint}
}

// withRules adds the rules of the configuration. They are compiled in a worker.
func (d *Definitions) withRules(ctx context.Context, c *config, from shelf) error {
	var err error
	if !c.builtin {
		if d.Rules, err = policy.Load(embed.FS{}, policy.Options{}); err != nil { // no rules at all
			return err
		}
	}
	if len(c.rules) == 0 {
		return nil
	}
	files, err := d.ownFiles(c, from)
	if err != nil {
		return err
	}
	worker, err := workerCommand()
	if err != nil {
		return err
	}
	own, err := policy.LoadOwn(ctx, files, policy.OwnOptions{
		Schemas: ruleSchemas(d.Schemas), Lib: policies.FS, Worker: worker,
		Requirement: func(id string) (bool, string) {
			if d.Catalog.Names(id) {
				return true, ""
			}
			near := append(d.Catalog.Suggest(id), "")
			return false, near[0]
		},
	})
	if err != nil {
		return badRules(err)
	}
	d.Rules = d.Rules.Join(own)
	return nil
}

// ownFiles reads the files of own rules by path, and their examples.
func (d *Definitions) ownFiles(c *config, from shelf) (map[string][]byte, error) {
	files := map[string][]byte{}
	d.examples = map[string][]byte{}
	for _, place := range c.rules {
		names, err := from.below(path.Clean(place))
		if err != nil {
			return nil, c.bad("rules", place, err)
		}
		rules := 0
		for _, name := range names {
			into := files
			switch {
			case path.Base(name) == examplesFile:
				into = d.examples
			case path.Ext(name) != ".rego":
				continue
			}
			if into[name], err = from.read(name); err != nil {
				return nil, c.bad("rules", place, err)
			}
			if path.Ext(name) == ".rego" && !strings.HasSuffix(name, "_test.rego") {
				rules++
			}
		}
		if rules == 0 {
			return nil, c.bad("rules", place, fmt.Errorf("%q holds no rules: there is no .rego file", place))
		}
	}
	return files, nil
}

// badRules says what is wrong with own rules: the first of all faults.
func badRules(err error) error {
	all, ok := errors.AsType[policy.OwnErrors](err)
	if !ok || len(all) == 0 {
		return &IncompleteError{Message: fmt.Sprintf("own rules could not be loaded: %v", err), Err: err}
	}
	first := *all[0]
	hint := first.Hint
	first.Hint = ""
	if more := len(all) - 1; more > 0 {
		hint = strings.TrimPrefix(fmt.Sprintf("%s; `ismsproof policy check` shows %d more", hint, more), "; ")
	}
	return &UsageError{Message: fmt.Sprintf("%v (%s)", &first, first.Code), Hint: hint, Err: all}
}

// withFrameworks adds the requirements of frameworks besides the standard.
func (d *Definitions) withFrameworks(c *config, from shelf) error {
	for _, name := range c.frameworks {
		text, err := from.read(name)
		if err != nil {
			return c.bad("frameworks", name, err)
		}
		root, err := decode(name, text)
		if err != nil {
			return &UsageError{Message: err.Error()}
		}
		if d.Catalog, err = d.Catalog.With(name, text, &root); err != nil {
			return &UsageError{Message: err.Error(), Hint: "a framework lists `clauses` or `controls`, each with `id` and `title`"}
		}
	}
	if len(c.frameworks) == 0 {
		return nil
	}
	var err error
	d.data, err = policy.NewCatalog(d.Catalog.Data())
	return err
}

// bad says that what a key of the configuration names cannot be used.
func (c *config) bad(key, name string, err error) error {
	at := isms.Path{key}
	for i, x := range c.record.Get(key).List() {
		if x.Text == name {
			at = append(at, fmt.Sprint(i))
			break
		}
	}
	place, _ := c.record.Locate(at)
	return &UsageError{Message: fmt.Sprintf("%s:%d: %v", c.file, place.Start.Line, err)}
}
