package engine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
	"ismsproof/engine/schema"
	"ismsproof/engine/source"
)

// contents is a tree read whole: what every file under control says, and what is
// wrong with those that say nothing.
type contents struct {
	config    *config
	configSum string // "sha256:…" of the configuration; "" without one
	artifacts int
	records   []*isms.Record // in path order, then as they stand in their file
	refs      []isms.Reference
	paths     []isms.Reference // fields and Markdown links that name a file
	problems  []isms.Problem
	blanks    []blank         // files that could not be read
	files     map[string]bool // every path of the tree, artifact or not
	ignored   int
}

// blank is a file whose records nobody knows, and a kind it seems to hold; "" where
// even that is unknown. A file of several documents gives several.
type blank struct{ path, kind string }

// file is what one entry of the tree gives by itself: a function of its path, its
// bytes and the configuration.
type file struct {
	artifacts []*isms.Artifact
	records   []*isms.Record
	refs      []isms.Reference
	paths     []isms.Reference
	problems  []isms.Problem
	blank     bool
	kinds     []string // of a blank: what it seems to hold
	sum       string // "sha256:…" of its bytes
}

// read reads and parses every artifact of the tree. What is wrong with a file is a
// problem of that file; an error means that nothing can be said.
func (d *Definitions) read(ctx context.Context, t *target, jobs int) (*contents, error) {
	entries, problems, err := t.Entries(ctx)
	if err != nil {
		return nil, err
	}
	c := &contents{problems: problems, files: map[string]bool{}}
	for _, p := range problems {
		if p.Fatal {
			c.blanks = append(c.blanks, blank{path: p.Path})
		}
	}
	for _, e := range entries {
		c.files[e.Path] = true
	}
	if err := d.readConfig(ctx, t, entries, c); err != nil {
		return nil, err
	}

	var wanted []isms.Entry
	for _, e := range entries {
		switch {
		case !document.Readable(e.Path) || e.Mode == isms.Submodule:
		case e.Path != configFile && c.config.ignored(e.Path):
			c.ignored++
		default:
			wanted = append(wanted, e)
		}
	}
	files := make([]file, len(wanted))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(jobs)
	for i, e := range wanted {
		g.Go(func() error {
			var err error
			files[i], err = d.readFile(ctx, t, e, c.config)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	for i, f := range files {
		c.artifacts += len(f.artifacts)
		c.records = append(c.records, f.records...)
		c.refs = append(c.refs, f.refs...)
		c.paths = append(c.paths, f.paths...)
		c.problems = append(c.problems, f.problems...)
		if f.blank {
			for _, kind := range f.kinds {
				c.blanks = append(c.blanks, blank{wanted[i].Path, kind})
			}
		}
		if wanted[i].Path == configFile {
			c.configSum = f.sum
		}
	}
	return c, nil
}

// readConfig reads the configuration before everything else, because it says how
// to read the rest. A configuration that cannot be read leaves the defaults, and
// the file itself an unreadable artifact.
func (d *Definitions) readConfig(ctx context.Context, t *target, entries []isms.Entry, c *contents) error {
	defaults, _ := configure(nil)
	c.config = defaults
	for _, e := range entries {
		if e.Path != configFile || e.Mode == isms.Symlink {
			continue
		}
		f, err := d.readFile(ctx, t, e, defaults)
		if err != nil || len(f.artifacts) == 0 {
			return err
		}
		c.config, err = configure(&f.artifacts[0].Root)
		return err
	}
	return nil
}

// lfsPointer is how the file begins that Git LFS leaves in place of another.
var lfsPointer = []byte("version https://git-lfs.github.com/spec/v1\n")

// readFile reads one file. The error is set only where ctx has ended.
func (d *Definitions) readFile(ctx context.Context, t *target, e isms.Entry, c *config) (file, error) {
	if e.Mode == isms.Symlink {
		return file{blank: true, kinds: []string{""}, problems: []isms.Problem{{
			Rule: ruleSymlink, Code: "path.symlink", Path: e.Path, Range: firstLine, Fatal: true,
			Message: "artifact is a symbolic link, which is not followed",
		}}}, nil
	}
	limits := document.DefaultLimits
	data, err := t.Read(ctx, e, limits.RegisterSize)
	if err != nil {
		if ctx.Err() != nil {
			return file{}, ctx.Err()
		}
		return unreadable(e, err), nil
	}
	f := file{sum: fmt.Sprintf("sha256:%x", sha256.Sum256(data))}
	hints := document.KindHints(data)
	if len(hints) == 0 {
		hints = []string{c.kindOf(e.Path)}
	}
	if bytes.HasPrefix(data, lfsPointer) {
		f.blank, f.kinds = true, []string{""}
		f.problems = []isms.Problem{{
			Rule: ruleReadable, Code: "git.lfs-pointer", Path: e.Path, Range: firstLine, Fatal: true,
			Message: "file is a Git LFS pointer: its content is not in the repository",
			Remedy:  "Store records as plain files in git.",
		}}
		return f, nil
	}
	if _, register := d.Schemas.ByPlural(hints[0]); !register {
		limits.RegisterSize = limits.Size
	}
	parsed := document.Parse(e.Path, data, limits)
	f.problems = parsed.Problems
	for _, p := range parsed.Problems {
		f.blank = f.blank || p.Fatal
	}
	if f.blank {
		for _, hint := range hints {
			f.kinds = append(f.kinds, d.singular(hint))
		}
		return f, nil
	}
	for i, root := range parsed.Documents {
		a := &isms.Artifact{Entry: e, Document: i, Root: root}
		a.Kind = root.Str("kind")
		if a.Kind == "" {
			a.Kind = c.kindOf(e.Path)
		}
		if a.Kind == "" && e.Path == configFile {
			a.Kind = "isms"
		}
		if path.Ext(e.Path) == ".md" || path.Ext(e.Path) == ".markdown" {
			d.Schemas.Lift(a, c.headings)
		}
		f.artifacts = append(f.artifacts, a)
		d.examine(a, &f)
	}
	return f, nil
}

// examine adds what one artifact says: its records, what they refer to, and where
// it does not fit its schema.
func (d *Definitions) examine(a *isms.Artifact, f *file) {
	records := d.Schemas.Records(a)
	f.problems = append(f.problems, d.Schemas.Check(a)...)
	f.records = append(f.records, records...)
	for _, r := range records {
		f.refs = append(f.refs, d.Schemas.References(r)...)
		f.paths = append(f.paths, d.Schemas.Paths(r)...)
		f.paths = append(f.paths, links(r)...)
	}
}

// links returns the links of a Markdown body to files of the repository.
func links(r *isms.Record) []isms.Reference {
	var refs []isms.Reference
	for i, link := range r.Value.Get("body").Get("links").List() {
		target, ok := localFile(r.Artifact.Path, link.Text)
		if ok {
			refs = append(refs, isms.Reference{From: r, Path: isms.Path{"body", "links", strconv.Itoa(i)}, Field: "body.links", ID: target})
		}
	}
	return refs
}

// localFile resolves a relative link against the file that holds it. Links with a
// scheme, to a place in the same file, or to the root of a host are not local.
func localFile(from, link string) (string, bool) {
	link, _, _ = strings.Cut(link, "#")
	link, _, _ = strings.Cut(link, "?")
	if link == "" || strings.HasPrefix(link, "/") || strings.Contains(link, ":") {
		return "", false
	}
	if plain, err := url.PathUnescape(link); err == nil {
		link = plain
	}
	return path.Join(path.Dir(from), link), true
}

// firstLine is where a reader looks when a whole file is meant.
var firstLine = isms.Range{
	Start: isms.Position{Line: 1, Column: 1},
	End:   isms.Position{Line: 1, Column: 1},
}

// unreadable is a file that could not be fetched.
func unreadable(e isms.Entry, err error) file {
	p := isms.Problem{Rule: ruleReadable, Code: "git.read", Path: e.Path, Range: firstLine, Message: err.Error(), Fatal: true}
	var cause *source.Error
	if errors.As(err, &cause) {
		p.Code, p.Message, p.Remedy = cause.Code, cause.Message, cause.Remedy
	}
	return file{blank: true, kinds: []string{""}, problems: []isms.Problem{p}}
}

// singular returns the kind of the records that a file of kind or plural holds;
// "" where the word is unknown.
func (d *Definitions) singular(word string) string {
	if k, ok := d.Schemas.ByPlural(word); ok {
		return k.Name
	}
	if k, ok := d.Schemas.Kind(word); ok {
		return k.Name
	}
	return ""
}

// inner returns the kinds that may stand inside records of kind.
func inner(s *schema.Set, kind string) []string {
	var names []string
	for _, k := range s.Kinds() {
		if k.Inner && (k.Within == kind || slices.Contains(names, k.Within)) {
			names = append(names, k.Name)
		}
	}
	return names
}

// describeBlank says why a subject is undecided because of a file.
func describeBlank(path string) string {
	return fmt.Sprintf("depends on %q, which could not be read", path)
}
