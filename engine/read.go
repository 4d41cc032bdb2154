package engine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
	"ismsproof/engine/schema"
	"ismsproof/engine/source"
)

// file is what one file of a tree gives by itself: a function of its path, its
// mode, its bytes and the configuration. It is parsed once, wherever it recurs.
//
// It does not keep the values it was made of: a history has tens of thousands of
// files in hand.
type file struct {
	path      string
	artifacts int
	records   []*record // as they stand in the file
	refs      []pointer
	paths     []pointer // fields and Markdown links that name a file
	hashes    []hashClaim
	problems  []isms.Problem
	blank     bool     // it could not be read: nobody knows its records
	kinds     []string // of a blank: what it seems to hold, "" where even that is unknown
	comments  []waiveComment
	bound     int // documents that have their kind from a binding

	// Of the configuration alone:
	sum    string      // "sha256:…" of its bytes
	config *isms.Value // the isms record
}

// record is a record of a file: what rules see of it, and where its parts stand.
type record struct {
	entityKey
	parent   *isms.Key
	file     string // path; "" for the stand-in of a missing isms record
	document int
	order    int       // in the file
	within   isms.Path // from the root of the document
	input    policy.Input
	places   *isms.Places
	names    renamed // fields of the artifact that its author called otherwise
}

// pointer is a field of a record that names a record or a file.
type pointer struct {
	from  *record
	path  isms.Path // inside the record
	field string    // without list indexes
	kinds []string  // of a reference to a record
	id    string    // as written; of a file its path
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
	return d.readLike(ctx, read, e, c, nil)
}

// readLike reads one file, and shares with another version of it what is alike.
func (d *Definitions) readLike(ctx context.Context, read fetch, e isms.Entry, c *config, like *file) (*file, error) {
	if e.Mode == isms.Symlink {
		return unreadable(e, isms.Problem{
			Rule: ruleSymlink, Code: "path.symlink",
			Message: "artifact is a symbolic link, which is not followed",
		}), nil
	}
	data, err := read(ctx, e, c.limits.RegisterSize)
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
	return d.parseLike(e, data, c, like), nil
}

// parse turns the bytes of a file into records.
func (d *Definitions) parse(e isms.Entry, data []byte, c *config) *file {
	return d.parseLike(e, data, c, nil)
}

// parseLike is parse; what is alike in another version of the file is shared.
func (d *Definitions) parseLike(e isms.Entry, data []byte, c *config, like *file) *file {
	f := &file{path: e.Path}
	if e.Path == configFile {
		f.sum = fmt.Sprintf("sha256:%x", sha256.Sum256(data))
	}
	limits := c.limits
	if int64(len(data)) > limits.Size {
		if _, register := d.Schemas.ByPlural(d.kindOf(document.KindHint(data), e.Path, c)); !register {
			limits.RegisterSize = limits.Size
		}
	}
	return d.assemble(f, e, data, document.Parse(e.Path, data, limits), c, like)
}

// assemble is parseLike for a file whose documents are known.
func (d *Definitions) assemble(f *file, e isms.Entry, data []byte, parsed document.File, c *config, like *file) *file {
	f.problems = parsed.Problems
	for _, p := range parsed.Problems {
		f.blank = f.blank || p.Fatal
	}
	f.problems = append(f.problems, secretProblems(e.Path, data, parsed.Documents)...)
	if f.blank {
		for _, hint := range document.KindHints(data) {
			f.kinds = append(f.kinds, d.singular(d.kindOf(hint, e.Path, c)))
		}
		if f.kinds == nil {
			f.kinds = []string{d.singular(c.kindOf(e.Path))}
		}
		return f
	}
	if len(parsed.Documents) == 0 && d.kindOf("", e.Path, c) != "" {
		f.problems = append(f.problems, noFrontMatter(e.Path, c))
	}
	known := like.byKey()
	f.comments = comments(e.Path, data, parsed.Documents)
	for _, a := range d.artifacts(e, parsed.Documents, c) {
		if a.Kind != "" && a.Kind != a.Root.Str("kind") && e.Path != configFile {
			f.bound++
		}
		d.examine(a.Artifact, a.names, f, known)
	}
	return f
}

// named is an artifact whose fields have the names that schemas and rules know.
type named struct {
	*isms.Artifact
	names renamed
}

// artifacts makes artifacts of the documents of a file.
func (d *Definitions) artifacts(e isms.Entry, documents []isms.Value, c *config) []named {
	var out []named
	for i, root := range documents {
		if strings.HasPrefix(root.Str("schema"), "ismsproof/") {
			continue // a report of this tool is no record of the ISMS
		}
		a := &isms.Artifact{Entry: e, Document: i, Root: root, Kind: d.kindOf(root.Str("kind"), e.Path, c)}
		if a.Kind == "" && e.Path == configFile {
			a.Kind = "isms"
		}
		names := c.rename(a, d.Schemas)
		d.Schemas.Lift(a, c.headings)
		out = append(out, named{a, names})
	}
	return out
}

// kindOf returns the kind of a document: the one that it states, or where no file is
// of a kind of that name, the one that its path is bound to.
func (d *Definitions) kindOf(stated, path string, c *config) string {
	if path == configFile {
		return stated
	}
	if bound := c.kindOf(path); bound != "" && (stated == "" || !d.fileKind(stated)) {
		return bound
	}
	return stated
}

// fileKind says whether a file may be of a kind.
func (d *Definitions) fileKind(name string) bool {
	if _, register := d.Schemas.ByPlural(name); register {
		return true
	}
	k, ok := d.Schemas.Kind(name)
	return ok && !k.Inner && k.Name != schema.Register
}

// noFrontMatter is what is wrong with a Markdown file that was bound to a kind and
// holds no record.
func noFrontMatter(path string, c *config) isms.Problem {
	b := c.bindings[c.bindingOf(path)]
	return isms.Problem{
		Rule: ruleSchema, Code: "artifact.no-front-matter", Path: path, Range: firstLine,
		Message: fmt.Sprintf("the file has no front matter, so it holds no %s, which %s:%d says it is", strings.ReplaceAll(b.kind, "_", " "), c.file, b.line),
		Remedy:  "Begin the file with fields between two lines of `---`, or leave it out with `exclude`.",
	}
}

// examine adds what one artifact says: its records, what they refer to, and where
// it does not fit its schema. Like are records of another version of the file.
func (d *Definitions) examine(a *isms.Artifact, names renamed, f *file, like map[entityKey]*record) {
	f.artifacts++
	if a.Path == configFile && a.Kind == "isms" && f.config == nil {
		f.config = &a.Root
	}
	f.problems = append(f.problems, d.Schemas.Check(a)...)
	records := d.Schemas.Records(a)
	kept := make(map[*isms.Record]*record, len(records))
	for _, r := range records {
		x := newRecord(r, like[entityKey{r.Entity, r.Key()}])
		x.order, x.names = len(f.records), names
		f.records = append(f.records, x)
		kept[r] = x
	}
	var refs, paths, hashes []isms.Reference
	for _, r := range records {
		refs = append(refs, d.Schemas.References(r)...)
		named := d.Schemas.Paths(r)
		paths = append(append(paths, named...), links(r)...)
		hashes = append(hashes, hashClaims(r, named)...)
	}
	for _, h := range d.Schemas.Innermost(hashes, records) {
		f.hashes = append(f.hashes, hashClaim{kept[h.From], h.Path, h.Field, h.ID})
	}
	for _, ref := range d.Schemas.Innermost(refs, records) {
		f.refs = append(f.refs, pointer{kept[ref.From], ref.Path, ref.Field, ref.Kinds, ref.ID})
	}
	for _, ref := range d.Schemas.Innermost(paths, records) {
		f.paths = append(f.paths, pointer{kept[ref.From], ref.Path, ref.Field, nil, ref.ID})
	}
}

// newRecord keeps of a record what judging needs. What is alike in another version of
// it, nil for none, is shared.
func newRecord(r *isms.Record, like *record) *record {
	x := &record{
		entityKey: entityKey{r.Entity, r.Key()}, parent: r.Parent, file: r.Artifact.Path, document: r.Artifact.Document, within: r.Path,
	}
	if like == nil {
		like = &record{}
	}
	x.input, x.places = policy.NewInput(r, like.input), isms.NewPlaces(r.Value, like.places)
	return x
}

// walked forgets what only the walk needs. A file that is no artifact is nil.
func (f *file) walked() {
	if f != nil {
		f.refs, f.paths, f.problems, f.hashes = nil, nil, nil, nil
	}
}

// byKey returns the records of a file that is not nil.
func (f *file) byKey() map[entityKey]*record {
	if f == nil {
		return nil
	}
	found := make(map[entityKey]*record, len(f.records))
	for _, r := range f.records {
		found[r.entityKey] = r
	}
	return found
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
