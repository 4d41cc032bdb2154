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

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// file is what one file of a tree gives by itself: a function of its path, its
// mode, its bytes and the configuration. It is parsed once, wherever it recurs.
type file struct {
	path      string
	artifacts int
	records   []*isms.Record // as they stand in the file
	refs      []isms.Reference
	paths     []isms.Reference // fields and Markdown links that name a file
	problems  []isms.Problem
	blank     bool     // it could not be read: nobody knows its records
	kinds     []string // of a blank: what it seems to hold, "" where even that is unknown
	sum       string   // "sha256:…" of its bytes
}

// fetch returns the bytes of an entry, at most max.
type fetch func(ctx context.Context, e isms.Entry, max int64) ([]byte, error)

// artifact says whether an entry is under control: of a format that is read, and
// not left out.
func (c *config) artifact(e isms.Entry) bool {
	return document.Readable(e.Path) && e.Mode != isms.Submodule && (e.Path == configFile || !c.ignored(e.Path))
}

// lfsPointer is how the file begins that Git LFS leaves in place of another.
var lfsPointer = []byte("version https://git-lfs.github.com/spec/v1\n")

// readFile reads one file. The error is set only where ctx has ended.
func (d *Definitions) readFile(ctx context.Context, read fetch, e isms.Entry, c *config) (*file, error) {
	if e.Mode == isms.Symlink {
		return unreadable(e, isms.Problem{
			Rule: ruleSymlink, Code: "path.symlink",
			Message: "artifact is a symbolic link, which is not followed",
		}), nil
	}
	limits := document.DefaultLimits
	data, err := read(ctx, e, limits.RegisterSize)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		p := isms.Problem{Rule: ruleReadable, Code: "git.read", Message: err.Error()}
		if cause, ok := errors.AsType[*source.Error](err); ok {
			p.Code, p.Message, p.Remedy = cause.Code, cause.Message, cause.Remedy
		}
		return unreadable(e, p), nil
	}
	if bytes.HasPrefix(data, lfsPointer) {
		return unreadable(e, isms.Problem{
			Rule: ruleReadable, Code: "git.lfs-pointer",
			Message: "file is a Git LFS pointer: its content is not in the repository",
			Remedy:  "Store records as plain files in git.",
		}), nil
	}
	return d.parse(e, data, c), nil
}

// parse turns the bytes of a file into records.
func (d *Definitions) parse(e isms.Entry, data []byte, c *config) *file {
	f := &file{path: e.Path}
	if e.Path == configFile {
		f.sum = fmt.Sprintf("sha256:%x", sha256.Sum256(data))
	}
	hints := document.KindHints(data)
	if len(hints) == 0 {
		hints = []string{c.kindOf(e.Path)}
	}
	limits := document.DefaultLimits
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
		return f
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
		d.Schemas.Lift(a, c.headings)
		d.examine(a, f)
	}
	return f
}

// examine adds what one artifact says: its records, what they refer to, and where
// it does not fit its schema.
func (d *Definitions) examine(a *isms.Artifact, f *file) {
	f.artifacts++
	f.problems = append(f.problems, d.Schemas.Check(a)...)
	records := d.Schemas.Records(a)
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
		if target, ok := localFile(r.Artifact.Path, link.Text); ok {
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

// unreadable is a file of which nothing but the problem is known.
func unreadable(e isms.Entry, p isms.Problem) *file {
	p.Path, p.Range, p.Fatal = e.Path, firstLine, true
	return &file{path: e.Path, blank: true, kinds: []string{""}, problems: []isms.Problem{p}}
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
func (d *Definitions) inner(kind string) []string {
	var names []string
	for grown := true; grown; {
		grown = false
		for _, k := range d.Schemas.Kinds() {
			if k.Inner && (k.Within == kind || slices.Contains(names, k.Within)) && !slices.Contains(names, k.Name) {
				names, grown = append(names, k.Name), true
			}
		}
	}
	return names
}
