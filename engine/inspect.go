package engine

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
)

// InspectSchema names the shape of an [Inspection] as JSON.
const InspectSchema = "ismsproof/inspect/v1"

// An Inspection is what the engine sees before any rule judges: of the whole ISMS, of
// one file, or of one record. Exactly one of Overview, File and Records is set.
type Inspection struct {
	Schema   string            `json:"schema"` // InspectSchema
	Config   string            `json:"config"` // file of the configuration; "" where there is none
	Overview *Overview         `json:"overview,omitempty"`
	File     *InspectedFile    `json:"file,omitempty"`
	Records  []InspectedRecord `json:"records,omitempty"` // all that claim one id, the first in force
}

// An Overview is which kinds there are, what binds files to them, and which own rules
// judge.
type Overview struct {
	Artifacts int                `json:"artifacts"`
	Unread    int                `json:"unread"` // files that could not be read
	Kinds     []InspectedKind    `json:"kinds"`
	Bindings  []InspectedBinding `json:"bindings"`
	Rules     []InspectedRule    `json:"rules"` // of the organization's own
	Warnings  []string           `json:"warnings"`
}

// An InspectedKind is a kind that is the organization's own or has records here.
type InspectedKind struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Own     bool   `json:"own"`
	Records int    `json:"records"`
	Files   int    `json:"files"` // that hold them
}

// An InspectedBinding is a line of `paths`.
type InspectedBinding struct {
	Match string `json:"match"`
	Kind  string `json:"kind"`
	Line  int    `json:"line"`
	Files int    `json:"files"` // that it is the first to match
	Bound int    `json:"bound"` // documents that have their kind from it
}

// An InspectedRule is a rule and how many records it judges here.
type InspectedRule struct {
	ID      string     `json:"id"`
	Grade   isms.Grade `json:"grade"`
	Title   string     `json:"title"`
	Subject string     `json:"subject"`
	Judges  int        `json:"judges"`
}

// An InspectedFile is one file of the tree.
type InspectedFile struct {
	Path      string              `json:"path"`
	Why       string              `json:"why,omitempty"`     // it is no artifact; "" where it is
	Binding   *InspectedBinding   `json:"binding,omitempty"` // the first that matches its path
	Documents []InspectedDocument `json:"documents"`
	Problems  []InspectedProblem  `json:"problems"`
}

// An InspectedDocument is one document of a file: an artifact.
type InspectedDocument struct {
	Line    int               `json:"line"`
	Kind    string            `json:"kind"`
	From    string            `json:"from"` // "stated", "bound", "configuration" or "" for no kind
	Stated  string            `json:"stated,omitempty"`
	Records []InspectedHandle `json:"records"`
}

// An InspectedHandle says where a record stands.
type InspectedHandle struct {
	Kind   string        `json:"kind"`
	ID     string        `json:"id"`
	Path   string        `json:"path"`
	Line   int           `json:"line"`
	Parent *InspectedKey `json:"parent,omitempty"`
}

// An InspectedKey names a record.
type InspectedKey struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

// An InspectedProblem is what reading found.
type InspectedProblem struct {
	Rule    string `json:"rule"`
	Code    string `json:"code"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// An InspectedRecord is one record: its values as they were written, what it names and
// what names it, and which rules judge it.
type InspectedRecord struct {
	InspectedHandle
	Values  []InspectedValue     `json:"values"`
	Out     []InspectedReference `json:"out"` // in the order of the file
	In      []InspectedReference `json:"in"`
	Aliases map[string]string    `json:"aliases,omitempty"` // names of fields as rules see them, by names as written
	Rules   []InspectedRule      `json:"rules"`
	Input   any                  `json:"input"` // what rules see
}

// An InspectedValue is a scalar, or an empty list or mapping, of a record.
type InspectedValue struct {
	Path   string `json:"path"` // JSON pointer inside the record
	Type   string `json:"type"` // "text", "number", "boolean", "null", "list" or "mapping"
	Text   string `json:"text"` // as it was written; a number with all its digits
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// An InspectedReference is a field of a record that names another.
type InspectedReference struct {
	Field string        `json:"field"`
	Line  int           `json:"line"`
	Path  string        `json:"path"` // file of the field
	Kinds []string      `json:"kinds,omitempty"`
	ID    string        `json:"id"`              // as written
	Found *InspectedKey `json:"found,omitempty"` // what it leads to; of what refers here the record that does
}

// Inspect shows what the engine sees of what: a folder or "" for the ISMS as a whole, a
// file, or KIND/ID for a record. Errors are as for [Definitions.Check]; what is not
// there is a *UsageError that suggests what is.
func (d *Definitions) Inspect(ctx context.Context, o Options, what string) (*Inspection, error) {
	file := ""
	if info, err := os.Stat(what); what != "" && err == nil && o.Path == "" {
		if o.Path = what; !info.IsDir() {
			file = what
		}
	}
	tree, err := open(ctx, o)
	if err != nil {
		return nil, err
	}
	defer tree.repo.Close()
	if file != "" {
		if inside, ok := insideOf(tree.root, file); ok {
			file = inside
		}
		what = file
	} else if o.Path == what {
		what = ""
	}
	return d.inspectTree(ctx, tree, o, what)
}

// inspectTree shows what it sees of a tree that was opened.
func (d *Definitions) inspectTree(ctx context.Context, tree *target, o Options, what string) (*Inspection, error) {
	config, first, err := d.readTree(ctx, tree, o.Config, o.jobs())
	if err != nil {
		return nil, err
	}
	w := config.d.newWalk(config)
	w.step(0, first.change)
	w.finish(1)
	i := &inspector{ctx: ctx, tree: tree, walk: w, reading: first}
	out := &Inspection{Schema: InspectSchema}
	if config.record != nil {
		out.Config = config.file
	}
	switch {
	case what == "":
		out.Overview = i.overview()
		return out, nil
	case i.entry(what) != nil:
		out.File, err = i.file(i.entry(what))
		return out, err
	}
	out.Records, err = i.records(what)
	return out, err
}

// inspector looks at one tree.
type inspector struct {
	ctx     context.Context
	tree    *target
	walk    *walk
	reading *reading
}

// entry returns the entry of the tree at a path, nil where there is none.
func (i *inspector) entry(name string) *isms.Entry {
	name = filepath.ToSlash(filepath.Clean(name))
	at := slices.IndexFunc(i.reading.entries, func(e isms.Entry) bool { return e.Path == name })
	if at < 0 {
		return nil
	}
	return &i.reading.entries[at]
}

func (i *inspector) overview() *Overview {
	w := i.walk
	o := &Overview{Artifacts: w.artifacts, Kinds: []InspectedKind{}, Bindings: []InspectedBinding{}, Rules: []InspectedRule{}, Warnings: append([]string{}, i.reading.warnings...)}
	counts, files := map[string]int{}, map[string]map[string]bool{}
	for key, claims := range w.claims {
		for _, r := range claims {
			if counts[key.Kind]++; files[key.Kind] == nil {
				files[key.Kind] = map[string]bool{}
			}
			files[key.Kind][r.file] = true
		}
	}
	for _, f := range w.files {
		if f != nil && f.blank {
			o.Unread++
		}
	}
	for _, k := range w.d.Schemas.Kinds() {
		if counts[k.Name] > 0 || k.Own {
			o.Kinds = append(o.Kinds, InspectedKind{k.Name, k.Title, k.Own, counts[k.Name], len(files[k.Name])})
		}
	}
	for n := range w.config.bindings {
		o.Bindings = append(o.Bindings, i.binding(n))
	}
	judged, _ := w.population(0, func(*isms.Rule) bool { return true })
	for _, r := range w.d.all {
		if r.Custom {
			o.Rules = append(o.Rules, InspectedRule{r.ID, r.Grade, r.Title, r.Subject, judged[r.ID]})
		}
	}
	return o
}

// binding describes a binding of the configuration.
func (i *inspector) binding(n int) InspectedBinding {
	c := i.walk.config
	b := InspectedBinding{Match: c.bindings[n].match, Kind: c.bindings[n].kind, Line: c.bindings[n].line}
	for _, e := range i.reading.entries {
		if c.artifact(e) && e.Path != configFile && c.bindingOf(e.Path) == n {
			b.Files++
			if f := i.walk.files[e.Path]; f != nil {
				b.Bound += f.bound
			}
		}
	}
	return b
}

// file describes one file.
func (i *inspector) file(e *isms.Entry) (*InspectedFile, error) {
	c, d := i.walk.config, i.walk.d
	out := &InspectedFile{Path: e.Path, Documents: []InspectedDocument{}, Problems: []InspectedProblem{}}
	if n := c.bindingOf(e.Path); n >= 0 && e.Path != configFile {
		b := i.binding(n)
		out.Binding = &b
	}
	f := i.walk.files[e.Path]
	if f == nil {
		out.Why = c.noArtifact(e)
		return out, nil
	}
	for _, p := range f.problems {
		out.Problems = append(out.Problems, InspectedProblem{p.Rule, p.Code, p.Range.Start.Line, p.Range.Start.Column, p.Message})
	}
	if f.blank {
		return out, nil
	}
	artifacts, err := i.parse(e)
	if err != nil {
		return nil, err
	}
	for _, a := range artifacts {
		at, _ := a.Root.Locate(nil)
		doc := InspectedDocument{Line: at.Start.Line, Kind: a.Kind, Stated: a.Root.Str("kind"), Records: []InspectedHandle{}}
		switch {
		case a.Kind == "":
		case doc.Stated == a.Kind:
			doc.From = "stated"
		case e.Path == configFile:
			doc.From = "configuration"
		default:
			doc.From = "bound"
		}
		for _, r := range d.Schemas.Records(a.Artifact) {
			doc.Records = append(doc.Records, handle(e.Path, r.Key(), r.Parent, r.Value))
		}
		out.Documents = append(out.Documents, doc)
	}
	return out, nil
}

func handle(file string, key isms.Key, parent *isms.Key, v *isms.Value) InspectedHandle {
	at, _ := v.Locate(nil)
	h := InspectedHandle{Kind: key.Kind, ID: key.ID, Path: file, Line: at.Start.Line}
	if parent != nil {
		h.Parent = &InspectedKey{parent.Kind, parent.ID}
	}
	return h
}

// parse reads a file again, for its values.
func (i *inspector) parse(e *isms.Entry) ([]named, error) {
	c := i.walk.config
	data, err := i.tree.Read(i.ctx, *e, c.limits.RegisterSize)
	if err != nil {
		return nil, err
	}
	return i.walk.d.artifacts(*e, document.Parse(e.Path, data, c.limits).Documents, c), nil
}

// noArtifact says why a file is none.
func (c *config) noArtifact(e *isms.Entry) string {
	switch {
	case e.Mode == isms.Submodule:
		return "it is another repository"
	case c.named[e.Path]:
		return fmt.Sprintf("%s takes definitions from it", c.file)
	case !document.Readable(e.Path):
		return "files of its ending hold no records"
	case matchesAny(c.ignore, e.Path):
		return fmt.Sprintf("%s ignores it", c.file)
	}
	return "its name or that of its folder begins with a dot"
}

// records describes all records that claim an id.
func (i *inspector) records(what string) ([]InspectedRecord, error) {
	kind, id, ok := strings.Cut(what, "/")
	key := entityKey{Key: isms.Key{Kind: kind, ID: id}}
	claims := i.walk.claims[key]
	if !ok || len(claims) == 0 {
		return nil, i.unknown(what, kind, id, ok)
	}
	var out []InspectedRecord
	for _, r := range claims {
		x, err := i.record(r)
		if err != nil {
			return nil, err
		}
		out = append(out, *x)
	}
	return out, nil
}

// unknown is the error about something that is neither a file nor a record.
func (i *inspector) unknown(what, kind, id string, pair bool) error {
	var kinds, ids, files []string
	for key := range i.walk.claims {
		if kinds = append(kinds, key.Kind); key.Kind == kind {
			ids = append(ids, key.ID)
		}
	}
	for _, e := range i.reading.entries {
		files = append(files, e.Path)
	}
	if pair && slices.Contains(kinds, kind) {
		return &UsageError{Message: fmt.Sprintf("there is no %s %q", strings.ReplaceAll(kind, "_", " "), id), Hint: didYouMean(id, ids, fmt.Sprintf("there are %d: `ismsproof inspect` counts them by kind", len(ids)))}
	}
	hint := "name a file, or a record as KIND/ID; `ismsproof inspect` alone lists the kinds"
	if near := isms.Nearest(what, files); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	} else if near := isms.Nearest(kind, kinds); pair && near != "" {
		hint = fmt.Sprintf("did you mean %q?", near+"/"+id)
	}
	return &UsageError{Message: fmt.Sprintf("%q is neither a file of the ISMS nor a record", what), Hint: hint}
}

// record describes one record.
func (i *inspector) record(r *record) (*InspectedRecord, error) {
	w := i.walk
	artifacts, err := i.parse(i.entry(r.file))
	if err != nil {
		return nil, err
	}
	out := &InspectedRecord{Values: []InspectedValue{}, Out: []InspectedReference{}, In: []InspectedReference{}, Rules: []InspectedRule{}}
	for _, a := range artifacts {
		if a.Document != r.document {
			continue
		}
		for _, found := range w.d.Schemas.Records(a.Artifact) {
			if found.Kind == r.Kind && found.ID == r.ID && slices.Equal(found.Path, r.within) {
				out.InspectedHandle = handle(r.file, r.Key, r.parent, found.Value)
				out.Values = values(nil, nil, found.Value)
			}
		}
	}
	for _, list := range r.names {
		for _, a := range list {
			if out.Aliases == nil {
				out.Aliases = map[string]string{}
			}
			out.Aliases[strings.Join(a.theirs, ".")] = strings.Join(a.ours, ".")
		}
	}
	if out.Input, err = r.input.JSON(); err != nil {
		return nil, err
	}
	i.refer(r, out)
	for _, rule := range w.rulesFor(&subject{subjectKey: subjectKey{entityKey: r.entityKey}}) {
		out.Rules = append(out.Rules, InspectedRule{ID: rule.ID, Grade: rule.Grade, Title: rule.Title, Subject: rule.Subject, Judges: 1})
	}
	return out, nil
}

// refer adds what the record names and what names it.
func (i *inspector) refer(r *record, out *InspectedRecord) {
	w := i.walk
	for _, name := range slices.Sorted(maps.Keys(w.files)) {
		f := w.files[name]
		if f == nil {
			continue
		}
		for n := range f.refs {
			p := &f.refs[n]
			x := InspectedReference{Field: p.field, Line: p.from.places.Locate(p.path).Start.Line, Path: name, Kinds: p.kinds, ID: p.id}
			target := w.taken[p].target
			if p.from == r {
				if target != nil {
					x.Found = &InspectedKey{target.Kind, target.ID}
				}
				out.Out = append(out.Out, x)
			}
			if target != nil && *target == r.entityKey {
				x.Found, x.Kinds = &InspectedKey{p.from.Kind, p.from.ID}, nil
				out.In = append(out.In, x)
			}
		}
	}
	slices.SortStableFunc(out.In, func(a, b InspectedReference) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
	})
}

var typeWords = map[isms.Type]string{isms.Null: "null", isms.Bool: "boolean", isms.Number: "number", isms.String: "text", isms.List: "list", isms.Map: "mapping"}

// values lists the scalars inside v, which stands at path, and what is empty.
func values(out []InspectedValue, path isms.Path, v *isms.Value) []InspectedValue {
	if len(v.Items)+len(v.Fields) == 0 {
		at := v.Range.Start
		return append(out, InspectedValue{path.Pointer(), typeWords[v.Type], v.Text, at.Line, at.Column})
	}
	inside := func(step string, v *isms.Value) {
		out = values(out, append(path[:len(path):len(path)], step), v)
	}
	for n := range v.Items {
		inside(strconv.Itoa(n), &v.Items[n])
	}
	for n := range v.Fields {
		inside(v.Fields[n].Key, &v.Fields[n].Value)
	}
	return out
}
