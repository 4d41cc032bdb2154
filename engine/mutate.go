package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
	"ismsproof/engine/mutation"
)

// MutateOptions say which ISMS is spoiled, and how.
type MutateOptions struct {
	Options
	Seed   uint64   // the same seed gives the same mutants
	Each   int      // at most so many mutants of a field by one operator; 0 for all
	Sample int      // at most so many mutants altogether; 0 for all
	Kinds  []string // of records to spoil; none: all
	Tell   func(stage string, done, total int)
}

// Mutate spoils the records of a conforming ISMS one at a time and tells which mutants no
// rule notices: a mutant is noticed where something is found that the ISMS as it is does
// not have. Errors are as for [Definitions.Check].
func (d *Definitions) Mutate(ctx context.Context, o MutateOptions) (*Assurance, error) {
	tree, err := open(ctx, o.Options)
	if err != nil {
		return nil, err
	}
	defer tree.repo.Close()
	return d.mutateTree(ctx, tree, o)
}

// mutateTree is Mutate for a tree that was opened.
func (d *Definitions) mutateTree(ctx context.Context, tree *target, o MutateOptions) (*Assurance, error) {
	c, read, err := d.readTree(ctx, tree, o.Config, o.jobs())
	if err != nil {
		return nil, err
	}
	asOf, err := instant(o.Options, c.zone)
	if err != nil {
		return nil, err
	}
	if err := c.d.knownKinds(o.Kinds); err != nil {
		return nil, err
	}
	m := &mutator{d: d, c: c, tree: tree, read: read, asOf: asOf, options: o}
	if err := m.propose(ctx); err != nil {
		return nil, err
	}
	if len(m.proposed) == 0 {
		return nil, &IncompleteError{Message: fmt.Sprintf("there is nothing to spoil: %s holds no record of the kinds asked for", tree.name)}
	}
	if err := m.write(ctx); err != nil {
		return nil, err
	}
	if err := m.judge(ctx); err != nil {
		return nil, err
	}
	return m.assurance(ctx)
}

// knownKinds refuses kinds that nobody describes.
func (d *Definitions) knownKinds(kinds []string) error {
	var known []string
	for _, k := range d.Schemas.Kinds() {
		known = append(known, k.Name)
	}
	for _, kind := range kinds {
		if !slices.Contains(known, kind) {
			return &UsageError{Message: fmt.Sprintf("there is no kind %q", kind), Hint: didYouMean(kind, known, "`ismsproof explain` lists all kinds")}
		}
	}
	return nil
}

// mutator spoils one tree.
type mutator struct {
	d       *Definitions // built-in
	c       *config
	tree    *target
	read    *reading
	asOf    time.Time
	options MutateOptions

	texts    map[string]*text
	entries  map[string]isms.Entry
	people   map[string][]string // ids of records by kind
	readers  *readers
	proposed []*mutation.Mutant
	mutants  []*mutant // that could be written
	unmade   []*mutation.Mutant
	before   []isms.Finding // what is found without any mutant
}

// text is a file as it is.
type text struct {
	data  []byte
	roots []isms.Value // of its artifacts
	file  *file
}

// mutant is a mutant that could be written, and what became of it.
type mutant struct {
	*mutation.Mutant
	edit    mutation.Edit
	file    *file    // spoiled; nil where it is gone
	config  *config  // that judges it; nil for that of the tree
	refused bool     // its configuration is none
	noticed []string // rules that find something because of it, sorted
}

// propose finds out what can be spoiled, and takes a sample of it.
func (m *mutator) propose(ctx context.Context) error {
	m.texts, m.entries, m.people = map[string]*text{}, map[string]isms.Entry{}, map[string][]string{}
	var files []mutation.File
	for _, e := range m.read.entries {
		f := m.read.files[e.Path]
		m.entries[e.Path] = e
		if f == nil || f.blank {
			continue
		}
		data, err := m.tree.Read(ctx, e, m.c.limits.RegisterSize)
		if err != nil {
			return err
		}
		t, subjects := m.subjects(e, data)
		t.file = f
		m.texts[e.Path] = t
		files = append(files, mutation.File{Path: e.Path, Data: data, Subjects: subjects})
	}
	for _, f := range files {
		for _, x := range mutation.Of(f, m.options.Seed, func(kind string) []string { return m.people[kind] }) {
			configures := f.Path == configFile && x.Record.Kind == "isms" && slices.Contains(configKeys, x.Top())
			if !configures && (len(m.options.Kinds) == 0 || slices.Contains(m.options.Kinds, x.Record.Kind)) {
				m.proposed = append(m.proposed, x)
			}
		}
	}
	m.readers = m.c.d.readers()
	m.proposed = mutation.Sample(m.proposed, m.each, m.options.Sample)
	return nil
}

// each is how many mutants like x are made: of a field that no rule reads, one will do.
func (m *mutator) each(x *mutation.Mutant) int {
	if m.options.Each > 1 && len(m.readers.of(x.Record.Kind, x.Field)) == 0 {
		return 1
	}
	return m.options.Each
}

// subjects returns what a file says and the records in it.
func (m *mutator) subjects(e isms.Entry, data []byte) (*text, []mutation.Subject) {
	d := m.c.d
	t := &text{data: data}
	var out []mutation.Subject
	for _, a := range d.artifacts(e, document.Parse(e.Path, data, m.c.limits).Documents, m.c) {
		t.roots = append(t.roots, a.Root)
		for _, r := range d.Schemas.Records(a.Artifact) {
			m.people[r.Kind] = append(m.people[r.Kind], r.ID)
			s := mutation.Subject{Record: r, References: d.Schemas.References(r), Paths: append(d.Schemas.Paths(r), links(r)...)}
			for _, choice := range d.Schemas.Choices(r) {
				s.Choices = append(s.Choices, mutation.Choice(choice))
			}
			out = append(out, s)
		}
	}
	return t, out
}

// write makes the files of all mutants, several at a time. Mutants that no edit gives
// exactly are not made.
func (m *mutator) write(ctx context.Context) error {
	made := make([]*mutant, len(m.proposed))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(m.options.jobs())
	for i, x := range m.proposed {
		g.Go(func() error {
			if m.options.Tell != nil {
				m.options.Tell("writing mutants", i, len(m.proposed))
			}
			made[i] = m.make(x)
			return ctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for i, x := range made {
		if x == nil {
			m.unmade = append(m.unmade, m.proposed[i])
			continue
		}
		m.mutants = append(m.mutants, x)
	}
	return nil
}

// make writes one mutant; nil where no edit gives exactly what it is to be.
func (m *mutator) make(x *mutation.Mutant) *mutant {
	t, e := m.texts[x.File], m.entries[x.File]
	if x.Gone {
		out := &mutant{Mutant: x}
		m.configure(out)
		return out
	}
	for _, edit := range x.Edits {
		data := edit.Apply(t.data)
		parsed := document.Parse(e.Path, data, m.c.limits)
		if slices.ContainsFunc(parsed.Problems, func(p isms.Problem) bool { return p.Fatal }) {
			continue
		}
		var roots []isms.Value
		for _, a := range m.c.d.artifacts(e, parsed.Documents, m.c) {
			roots = append(roots, a.Root)
		}
		if !x.Fits(t.roots, roots) {
			continue
		}
		out := &mutant{Mutant: x, edit: edit, file: m.c.d.assemble(&file{path: e.Path}, e, data, parsed, m.c, t.file)}
		out.file.keep(t.file)
		m.configure(out)
		return out
	}
	return nil
}

// keep puts records of another version of the file in the place of those that rules
// cannot tell from them, so that a line has versions of the spoiled record alone. Where
// a record stands in the file plays no part in what is found.
func (f *file) keep(like *file) {
	known := like.byKey()
	same := map[*record]*record{}
	for i, r := range f.records {
		old := known[r.entityKey]
		if old == nil || !r.input.Same(old.input) || len(r.within) != len(old.within) {
			continue
		}
		delete(known, r.entityKey) // one that is there twice is not the same one twice
		same[r], f.records[i] = old, old
	}
	for i := range f.hashes {
		if old := same[f.hashes[i].from]; old != nil {
			f.hashes[i].from = old
		}
	}
	for _, list := range [][]pointer{f.refs, f.paths} {
		for i := range list {
			if old := same[list[i].from]; old != nil {
				list[i].from = old
			}
		}
	}
}

// configure reads the configuration of a mutant of the record that configures.
func (m *mutator) configure(x *mutant) {
	if x.File != configFile || m.c.outside {
		return
	}
	var root *isms.Value
	if x.file != nil {
		root = x.file.config
	}
	s := &settings{file: configFile, root: root}
	c, err := s.read(m.c.d.ismsKind())
	if err != nil {
		_, x.refused = errors.AsType[*UsageError](err)
		return
	}
	c.d, c.named, c.made, c.reading = m.c.d, m.c.named, m.c.made, m.c.reading
	x.config = c
}

// judges how many mutants one line holds: what a line keeps grows with its points.
const mutantsOfLine = 2000

// judge goes along lines of mutants and notes for each which rules notice it.
func (m *mutator) judge(ctx context.Context) error {
	for from := 0; from < len(m.mutants); from += mutantsOfLine {
		if m.options.Tell != nil {
			m.options.Tell("judging mutants", from, len(m.mutants))
		}
		if err := m.judgeLine(ctx, m.mutants[from:min(from+mutantsOfLine, len(m.mutants))]); err != nil {
			return err
		}
	}
	return nil
}

// judgeLine walks a line whose first point is the tree as it is. Each other point takes
// back the mutant before and makes one: all are judged as of one instant.
func (m *mutator) judgeLine(ctx context.Context, mutants []*mutant) error {
	w := m.c.d.newWalk(m.c)
	w.line.Trim(m.c.d.Rules)
	w.configs = append(w.configs, m.c)
	w.step(0, m.read.change)
	w.line.SetOrg(0, w.org().input)
	for i, x := range mutants {
		step := change{files: map[string]*file{}, contents: map[string]*content{}}
		if i > 0 {
			m.revert(mutants[i-1], &step)
		}
		m.spoil(x, &step)
		w.config = m.c
		if x.config != nil {
			w.config = x.config
		}
		w.configs = append(w.configs, w.config)
		w.step(i+1, step)
		w.line.SetOrg(i+1, w.org().input)
	}
	end := len(mutants) + 1
	w.config = m.c
	w.finish(end)
	v, err := w.judge(ctx, end, everyRule, m.options.jobs(), nil)
	if err != nil {
		return err
	}
	s := w.sweep(v, end, m.asOf)
	m.before = s.next()
	known := signatures(m.before)
	for _, x := range mutants {
		x.noticed = news(known, s.next())
	}
	return nil
}

// revert takes a mutant back.
func (m *mutator) revert(x *mutant, c *change) {
	if x.refused {
		return
	}
	c.files[x.File] = m.texts[x.File].file
	if stated := m.read.contents[x.File]; stated != nil {
		c.contents[x.File] = stated
	}
	if x.Gone {
		c.added = append(c.added, x.File)
	}
}

// spoil makes a mutant.
func (m *mutator) spoil(x *mutant, c *change) {
	if x.refused {
		return
	}
	if x.Gone {
		if i := slices.Index(c.added, x.File); i >= 0 {
			c.added = slices.Delete(c.added, i, i+1)
		} else {
			c.gone = append(c.gone, x.File)
		}
	}
	c.files[x.File] = x.file
	if m.read.contents[x.File] == nil {
		return // no record states a digest of the file
	}
	if delete(c.contents, x.File); !x.Gone {
		now := contentOfBytes(x.edit.Apply(m.texts[x.File].data))
		c.contents[x.File] = &now
	}
}

// signature is what of a finding can change while it is still the same one.
func signature(f *isms.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s", f.Fingerprint(), f.Grade, f.Status)
	for _, t := range []*time.Time{f.Since, f.Until} {
		if t != nil {
			fmt.Fprintf(&b, " %d", t.Unix())
		} else {
			b.WriteString(" -")
		}
	}
	return b.String()
}

// signatures counts findings by what they are.
func signatures(findings []isms.Finding) map[string]int {
	out := map[string]int{}
	for i := range findings {
		out[signature(&findings[i])]++
	}
	return out
}

// news returns the rules of findings that are not among those known, sorted. A finding
// that is waived is one that somebody looks at.
func news(known map[string]int, findings []isms.Finding) []string {
	seen := map[string]int{}
	var out []string
	for i := range findings {
		s := signature(&findings[i])
		if seen[s]++; seen[s] > known[s] {
			out = append(out, findings[i].Rule.ID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
