package engine

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
	"ismsproof/engine/schema"
)

// readConfig reads the configuration before everything else, because it says how to
// read the rest and what judges it: the file outside of the tree where one is named,
// else isms.yaml. Root is the folder of the ISMS on disk.
func (d *Definitions) readConfig(ctx context.Context, read fetch, entries []isms.Entry, outside, root string) (*config, error) {
	if outside != "" {
		return d.outsideConfig(ctx, outside, root)
	}
	return d.treeConfig(ctx, read, entries, func() ([]isms.Entry, error) { return entries, nil })
}

// treeConfig reads the configuration that is part of a tree, and what it judges by. Of
// the entries it needs isms.yaml alone; all is asked where that names other files.
func (d *Definitions) treeConfig(ctx context.Context, read fetch, entries []isms.Entry, all func() ([]isms.Entry, error)) (*config, error) {
	s, c, err := d.treeSettings(ctx, read, entries)
	if err != nil {
		return nil, err
	}
	return c, s.define(ctx, d, c, treeShelf{ctx, read, sync.OnceValues(all)})
}

// treeSettings reads isms.yaml alone. One that cannot be read leaves the defaults, and
// the file itself an unreadable artifact.
func (d *Definitions) treeSettings(ctx context.Context, read fetch, entries []isms.Entry) (*settings, *config, error) {
	defaults, err := configure(nil)
	if err != nil {
		return nil, nil, err
	}
	s, sum := &settings{file: configFile}, ""
	for _, e := range entries {
		if e.Path != configFile || e.Mode == isms.Symlink {
			continue
		}
		f, err := d.readFile(ctx, read, e, defaults)
		if err != nil {
			return nil, nil, err
		}
		s.root, sum = f.config, f.sum
	}
	c, err := s.read(d.ismsKind())
	if err != nil {
		return nil, nil, err
	}
	c.sum = sum
	return s, c, nil
}

// outsideConfig reads a configuration outside of what is judged. It has to be there and
// readable: whoever names it wants it.
func (d *Definitions) outsideConfig(ctx context.Context, name, root string) (*config, error) {
	data, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &UsageError{Message: fmt.Sprintf("--config: there is no file %q", name)}
	case err != nil:
		return nil, &UsageError{Message: fmt.Sprintf("--config: %v", err)}
	}
	f := d.parseConfig(name, data)
	for _, p := range f.Problems {
		if p.Fatal {
			return nil, &UsageError{Message: fmt.Sprintf("%s:%d: %s", name, p.Range.Start.Line, p.Message), Hint: p.Remedy}
		}
	}
	if len(f.Documents) != 1 || f.Documents[0].Type != isms.Map {
		return nil, &UsageError{Message: fmt.Sprintf("%s: a configuration is one mapping of keys and values", name), Hint: "`ismsproof explain isms` lists the keys"}
	}
	v := f.Documents[0]
	s := &settings{file: name, root: &v, outside: true}
	if kind := v.Get("kind"); kind != nil && kind.Text != "isms" {
		return nil, s.bad(isms.Path{"kind"}, "write `kind: isms`, or leave it out", "kind %q is no configuration", kind.Text)
	}
	_, within := insideOf(root, name)
	s.trusted = !within
	c, err := s.read(d.ismsKind())
	if err != nil {
		return nil, err
	}
	c.sum = fmt.Sprintf("sha256:%x", sha256.Sum256(data))
	folder := diskShelf(filepath.Dir(name))
	if err := s.define(ctx, d, c, folder); err != nil {
		return nil, err
	}
	// What of it lies in the tree all the same is no artifact.
	files := []string{name}
	for file := range c.named {
		files = append(files, folder.path(file))
	}
	c.named = map[string]bool{}
	for _, file := range files {
		if inside, ok := insideOf(root, file); ok {
			c.named[inside] = true
		}
	}
	return c, nil
}

// parseConfig reads the bytes of a configuration, as YAML whatever its name.
func (d *Definitions) parseConfig(name string, data []byte) document.File {
	if !document.Readable(name) {
		name += ".yaml"
	}
	return document.Parse(name, data, document.DefaultLimits)
}

// insideOf returns the path of a file relative to the folder of the ISMS, and whether
// it lies inside of that.
func insideOf(root, name string) (string, bool) {
	if root == "" {
		return "", false
	}
	real := func(p string) string {
		abs, err := filepath.Abs(p)
		if err != nil {
			return p
		}
		if followed, err := filepath.EvalSymlinks(abs); err == nil {
			return followed
		}
		return abs
	}
	rel, err := filepath.Rel(real(root), real(name))
	rel = filepath.ToSlash(rel)
	return rel, err == nil && fs.ValidPath(rel)
}

// ismsKind returns the kind of the isms record, nil where nobody describes it.
func (d *Definitions) ismsKind() *schema.Kind {
	k, _ := d.Schemas.Kind("isms")
	return k
}

// For returns the definitions that judge the ISMS at path by its configuration, or by
// the one named: d itself where it brings nothing of its own. Errors are as for
// [Definitions.Check].
func (d *Definitions) For(ctx context.Context, path, config string) (*Definitions, error) {
	root, err := findRoot(ctx, path)
	if err != nil {
		return nil, err
	}
	if config != "" {
		c, err := d.outsideConfig(ctx, config, root)
		if err != nil {
			return nil, err
		}
		return c.d, nil
	}
	if _, err := os.Lstat(filepath.Join(root, configFile)); err != nil {
		return d, nil // nothing configures, and a folder may be large
	}
	t, err := open(ctx, Options{Path: root})
	if err != nil {
		return nil, err
	}
	defer t.repo.Close()
	entries, _, err := t.Entries(ctx)
	if err != nil {
		return nil, err
	}
	c, err := d.readConfig(ctx, t.Read, entries, "", root)
	if err != nil {
		return nil, err
	}
	return c.d, nil
}
