package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
	"ismsproof/engine/report"
	"ismsproof/engine/schema"
	"ismsproof/engine/source"
)

// A gate judges a change: the target against the point where it left its base.
//
// The change is judged by what was agreed before it: rules, schemas, waivers and
// configuration of the tip of the base. The three trees are three points of one line,
// so that only what differs between them is read and judged twice.
type gate struct {
	d        *Definitions // the built-in ones
	options  Options
	selected func(*isms.Rule) bool
	target   *target
	base     string // the tip of the base, hex
	from     string // the merge base, hex
	head     string // the commit of the target, or that its tree goes on from
	heads    [gatePoints][]anchor
	agreed   *config
	began    func(context.Context) (*config, error) // what the merge base said; nil where the ISMS is born with the change
	walk     *walk
	tree     *reading // of the target
	entries  [gatePoints]map[string]isms.Entry
	files    map[fileKey]*file
}

// The points of the line.
const (
	pointBase   = iota // the tip of the base: what was agreed
	pointFrom          // the merge base: what the change started from
	pointTarget        // what the change leads to
	gatePoints
)

// checkChange judges the target against o.Base.
func (d *Definitions) checkChange(ctx context.Context, t *target, o Options) (*Result, error) {
	if !t.repo.IsGit() {
		return nil, &UsageError{Message: "--base needs a git repository", Hint: "`ismsproof check` without --base judges a folder"}
	}
	g := &gate{d: d, options: o, target: t, files: map[fileKey]*file{}}
	base, err := t.repo.Resolve(ctx, o.Base)
	if err != nil {
		return nil, err
	}
	head := t.target.Commit
	if head == "" {
		if head, err = t.repo.Resolve(ctx, "HEAD"); err != nil {
			return nil, err
		}
	}
	if g.from, err = t.repo.MergeBase(ctx, base, head); err != nil {
		return nil, err
	}
	g.base, g.head = base, head
	trees := [gatePoints]*source.Tree{pointTarget: t.Tree}
	for point, commit := range []string{pointBase: base, pointFrom: g.from} {
		if trees[point], err = t.repo.CommitTree(ctx, commit, t.repo.Prefix()); errors.Is(err, fs.ErrNotExist) {
			trees[point], err = nil, nil // the ISMS is born with this change
		}
		if err != nil {
			return nil, err
		}
	}
	if err := g.along(ctx, trees); err != nil {
		return nil, err
	}
	return g.result(ctx)
}

// along walks the line.
func (g *gate) along(ctx context.Context, trees [gatePoints]*source.Tree) error {
	var lists [gatePoints][]isms.Entry
	var problems [gatePoints][]isms.Problem
	for point, tree := range trees {
		if tree == nil {
			continue
		}
		var err error
		if lists[point], problems[point], err = tree.Entries(ctx); err != nil {
			return err
		}
	}
	var err error
	var read fetch
	if trees[pointBase] != nil {
		read = trees[pointBase].Read
	}
	if g.agreed, err = g.d.readConfig(ctx, read, lists[pointBase], g.options.Config, g.target.root); err != nil {
		return err
	}
	if tree := trees[pointFrom]; tree != nil {
		g.began = func(ctx context.Context) (*config, error) {
			return g.d.readConfig(ctx, tree.Read, lists[pointFrom], "", g.target.root)
		}
	}
	if g.selected, err = g.agreed.d.selection(g.options.Rules); err != nil {
		return err
	}
	g.walk = g.agreed.d.newWalk(g.agreed)
	g.tree = &reading{entries: lists[pointTarget]}
	for point, tree := range trees {
		if err := g.step(ctx, point, tree, lists[point], problems); err != nil {
			return err
		}
		if point == pointBase {
			g.walk.line.SetOrg(pointBase, g.walk.org().input)
		}
	}
	g.walk.finish(gatePoints)
	return nil
}

// step takes the walk to one of the trees. A file that did not change is the file of
// the point before.
func (g *gate) step(ctx context.Context, point int, tree *source.Tree, entries []isms.Entry, problems [gatePoints][]isms.Problem) error {
	now := make(map[string]isms.Entry, len(entries))
	var wanted []isms.Entry
	var keys []fileKey
	for _, e := range entries {
		listed := e
		if e.Blob == "" && e.Mode != isms.Symlink && e.Mode != isms.Submodule {
			e.Blob = g.blob(ctx, e)
		}
		now[e.Path] = e
		switch {
		case g.agreed.artifact(e):
			if _, known := g.files[g.key(e)]; !known {
				wanted, keys = append(wanted, listed), append(keys, g.key(e))
			}
		case point == pointTarget && document.Readable(e.Path):
			g.tree.ignored++
		}
	}
	if tree != nil {
		read, err := g.agreed.d.readFiles(ctx, tree.Read, wanted, g.agreed, g.options.jobs())
		if err != nil {
			return err
		}
		for i, key := range keys {
			g.files[key] = read[i]
		}
	}
	var before map[string]isms.Entry
	var troubles []isms.Problem
	if point > 0 {
		before, troubles = g.entries[point-1], problems[point-1]
	}
	c := change{files: map[string]*file{}}
	for path, e := range now {
		old, stood := before[path]
		if !stood {
			c.added = append(c.added, path)
		}
		if !stood || g.files[g.key(old)] != g.files[g.key(e)] {
			c.files[path] = g.files[g.key(e)]
		}
	}
	for path := range before {
		if _, stands := now[path]; !stands {
			c.gone = append(c.gone, path)
			c.files[path] = nil
		}
	}
	slices.Sort(c.added)
	slices.Sort(c.gone)
	if err := g.hash(ctx, tree, entries, &c); err != nil {
		return err
	}
	c.troubles, c.mended = beyond(problems[point], troubles), beyond(troubles, problems[point])
	g.walk.step(point, c)
	g.entries[point] = now
	return nil
}

// hash finds what those files hold that records of any of the trees so far state a
// digest of.
func (g *gate) hash(ctx context.Context, tree *source.Tree, entries []isms.Entry, c *change) error {
	if tree == nil {
		return nil
	}
	stated := map[string]bool{}
	for _, f := range g.files {
		namedByHash(stated, map[string]*file{"": f})
	}
	var err error
	c.contents, err = contents(ctx, tree.Read, entries, stated)
	return err
}

// blob returns the id that a file of the work tree would have, or a name that no
// other file has where it cannot be told.
func (g *gate) blob(ctx context.Context, e isms.Entry) string {
	data, err := g.target.Read(ctx, e, g.agreed.limits.RegisterSize)
	if err != nil {
		return "unread"
	}
	return g.target.repo.BlobID(data)
}

func (g *gate) key(e isms.Entry) fileKey { return fileKey{e.Path, e.Blob, e.Mode, ""} }

// beyond returns the problems of a that b has not.
func beyond(a, b []isms.Problem) []isms.Problem {
	known := map[trouble]bool{}
	for _, p := range b {
		known[trouble{p.Path, p.Code, p.Message}] = true
	}
	return slices.DeleteFunc(slices.Clone(a), func(p isms.Problem) bool { return known[trouble{p.Path, p.Code, p.Message}] })
}

// result judges the line and says what became of each finding.
func (g *gate) result(ctx context.Context) (*Result, error) {
	asOf, err := instant(g.options, g.agreed.zone)
	if err != nil {
		return nil, err
	}
	if g.walk.artifacts == 0 && len(g.walk.blind) == 0 {
		return nil, nothingToCheck(g.target.name)
	}
	gone := g.vanished()
	if err := g.anchors(ctx); err != nil {
		return nil, err
	}
	v, err := g.walk.judge(ctx, gatePoints, g.selected, g.options.jobs(), nil)
	if err != nil {
		return nil, err
	}
	if err := g.judgeCommits(ctx, v); err != nil {
		return nil, err
	}
	if err := g.around(ctx); err != nil {
		return nil, err
	}
	horizon := asOf.Add(upcomingWithin)
	waivers := g.walk.waivers(pointBase, asOf)
	before := g.walk.report(v, pointFrom, g.selected, waivers, asOf, horizon)
	r := g.walk.report(v, pointTarget, g.selected, waivers, asOf, horizon)
	r.Target = g.target.target
	r.Target.Base = g.from
	r.Counts.Ignored = g.tree.ignored
	r.FailAll = g.options.AllFindings
	if r.FailOn, err = g.options.failOn(g.agreed); err != nil {
		return nil, err
	}
	fixed := slices.DeleteFunc(compareFindings(before.Findings, r.Findings), g.unknown(r))
	fixed = slices.DeleteFunc(fixed, func(f isms.Finding) bool { return gone[isms.Key{Kind: f.Kind, ID: f.ID}] })
	g.touch(ctx, r.Findings)
	if err := g.weaken(ctx, r, v); err != nil {
		return nil, err
	}
	r.Findings = append(r.Findings, fixed...)
	report.Sort(r)
	return &Result{Report: r, Source: sources(ctx, g.target, g.tree.entries)}, nil
}

// around looks at what stands around the tree that the change started from and the one it
// leads to.
func (g *gate) around(ctx context.Context) error {
	for point, whole := range map[int]func(context.Context) (*source.Tree, error){
		pointFrom:   func(ctx context.Context) (*source.Tree, error) { return g.target.repo.CommitTree(ctx, g.from, "") },
		pointTarget: g.target.repository,
	} {
		s := surroundings{repo: g.target.repo, point: point, whole: whole}
		for name, e := range g.entries[point] {
			if g.files[g.key(e)].controlled() {
				s.files = append(s.files, name)
			}
		}
		slices.Sort(s.files)
		if err := g.walk.around(ctx, s, g.selected); err != nil {
			return err
		}
	}
	return nil
}

// compareFindings says of each finding after the change whether it is new, and
// returns those that were there before alone. A finding that became graver is new.
func compareFindings(before, after []isms.Finding) (fixed []isms.Finding) {
	type key struct {
		fingerprint string
		upcoming    bool
	}
	old := map[key][]*isms.Finding{}
	keyOf := func(f *isms.Finding) key { return key{f.Fingerprint(), f.Status == isms.Upcoming} }
	for i := range before {
		f := &before[i]
		old[keyOf(f)] = append(old[keyOf(f)], f)
	}
	for i := range after {
		f := &after[i]
		f.Change = isms.New
		was := old[keyOf(f)]
		if len(was) == 0 {
			continue
		}
		old[keyOf(f)] = was[1:]
		if was[0].Grade.Rank() <= f.Grade.Rank() && (was[0].Status == f.Status || f.Status == isms.Waived) {
			f.Change = isms.Unchanged
		}
	}
	for _, left := range old {
		for _, f := range left {
			if f.Status == isms.Open {
				f.Change = isms.Fixed
				fixed = append(fixed, *f)
			}
		}
	}
	return fixed
}

// unknown returns what says whether nobody can call a finding of the merge base fixed:
// its file cannot be read any more, its rule could not be decided, or the record that
// it is about is gone, which mends nothing.
func (g *gate) unknown(r *isms.Report) func(isms.Finding) bool {
	type question struct{ rule, entity, kind, id string }
	open := map[question]bool{}
	for _, u := range r.Undecided {
		if u.Rule != nil {
			open[question{u.Rule.ID, u.Entity, u.Kind, u.ID}] = true
		}
	}
	type subject struct{ entity, kind, id string }
	gone := map[subject]bool{}
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Rule.ID == ruleVanished && f.Change == isms.New {
			gone[subject{f.Entity, f.Kind, f.ID}] = true
		}
	}
	return func(f isms.Finding) bool {
		return g.walk.blank(f.Path) || gone[subject{f.Entity, f.Kind, f.ID}] || open[question{f.Rule.ID, f.Entity, f.Kind, f.ID}]
	}
}

// vanished opens findings about records that the change takes away, and returns which
// they are: what was found about them is not fixed, it went with them.
func (g *gate) vanished() map[isms.Key]bool {
	gone := map[isms.Key]bool{}
	w := g.walk
	rule := w.d.Checks[ruleVanished]
	for _, s := range slices.SortedFunc(maps.Values(w.subjects), bySubject) {
		was := s.at(pointFrom)
		if was == nil || s.at(pointTarget) != nil || s.whole || s.twin > 0 || s.Kind == schema.Register || w.blank(was.file) {
			continue
		}
		f := findingAt(was, rule, nil)
		f.Message = fmt.Sprintf("%s %q was here and is gone", strings.ReplaceAll(was.Kind, "_", " "), was.ID)
		if now := w.files[was.file]; now != nil {
			f.Range = neighbour(now, was)
			f.At = nil
		}
		w.facts = append(w.facts, &fact{Finding: f, from: pointTarget, to: gatePoints})
		gone[was.Key] = true
	}
	return gone
}

// blank says whether the file at path could not be read at the end of the line: what
// it holds is unknown, and so nothing in it is gone.
func (w *walk) blank(path string) bool {
	if f := w.files[path]; f != nil && f.blank || len(w.blanks[path]) > 0 {
		return true
	}
	for folder := range w.blanks {
		if strings.HasSuffix(folder, "/") && strings.HasPrefix(path, folder) {
			return true
		}
	}
	return false
}

// neighbour is where to look in a file for a record that is gone from it: at the
// record that stood before it.
func neighbour(f *file, gone *record) isms.Range {
	at := firstLine
	for _, r := range f.records {
		if r.order >= gone.order {
			break
		}
		at = r.places.Locate(nil)
	}
	return at
}

// touch marks the findings at lines that the change wrote. A line counts as written
// where the file held fewer lines of that text before.
func (g *gate) touch(ctx context.Context, findings []isms.Finding) {
	written := map[string]map[int]bool{}
	for i := range findings {
		f := &findings[i]
		lines, known := written[f.Path]
		if !known {
			lines = g.written(ctx, f.Path)
			written[f.Path] = lines
		}
		// That a record is gone stands on no line: the change took that away.
		f.Touched = lines[f.Range.Start.Line] || f.Rule.ID == ruleVanished && f.Change == isms.New
	}
}

// written returns the numbers of the lines of a file that the change wrote.
func (g *gate) written(ctx context.Context, path string) map[int]bool {
	now, stands := g.entries[pointTarget][path]
	old, stood := g.entries[pointFrom][path]
	if !stands || stood && now.Blob == old.Blob {
		return nil
	}
	max := g.agreed.limits.RegisterSize
	text, err := g.target.Read(ctx, g.asListed(now), max)
	if err != nil {
		return nil
	}
	had := map[string]int{}
	if stood {
		before, err := g.target.repo.ReadBlob(ctx, old.Blob, max)
		if err != nil {
			return nil
		}
		for line := range strings.Lines(string(before)) {
			had[strings.TrimSpace(line)]++
		}
	}
	lines, number := map[int]bool{}, 0
	for line := range strings.Lines(string(text)) {
		number++
		if line = strings.TrimSpace(line); had[line] > 0 {
			had[line]--
			continue
		}
		lines[number] = true
	}
	return lines
}

// asListed is an entry as the tree of the target lists it: a file of the work tree has
// no blob there.
func (g *gate) asListed(e isms.Entry) isms.Entry {
	i, found := slices.BinarySearchFunc(g.tree.entries, e.Path, func(x isms.Entry, path string) int { return strings.Compare(x.Path, path) })
	if found {
		return g.tree.entries[i]
	}
	return e
}
