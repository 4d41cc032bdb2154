package engine

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
	"ismsproof/engine/source"
)

// Version is the version of the tool; a release build sets it.
var Version = "0.1.0-dev"

// Options say what to check and as of when.
type Options struct {
	Path   string   // names the ISMS: the nearest folder at or above it with an isms.yaml, else itself; "" is "."
	Config string   // file of a configuration that counts instead of isms.yaml; "" for none
	Rev    string   // a commit in git's words; "" for the work tree
	Staged bool     // judge the index
	Base   string   // judge the change since this commit by what the commit agreed on; "" for the whole tree
	AsOf   string   // a date or an RFC 3339 time; "" for the day of Now in the time zone of the ISMS
	Rules  []string // topics and ids of rules to run; none: all
	FailOn string   // a grade or "none"; "" for what the ISMS says, else minor
	Jobs   int      // files and records worked on at a time; 0 for one per processor
	Now    time.Time

	AllFindings bool // with Base: what was there before fails a check too
}

// jobs returns how many files and records to work on at a time.
func (o *Options) jobs() int {
	if o.Jobs > 0 {
		return o.Jobs
	}
	return runtime.GOMAXPROCS(0)
}

// failOn returns the lowest grade that fails, "" for none.
func (o *Options) failOn(c *config) (isms.Grade, error) {
	if o.FailOn == "" {
		return c.failOn, nil
	}
	grade, err := ParseFailOn(o.FailOn)
	if err != nil {
		return "", &UsageError{Message: err.Error()}
	}
	return grade, nil
}

// nothingToCheck is the error of a tree without artifacts.
func nothingToCheck(name string) error {
	return &IncompleteError{
		Message: fmt.Sprintf("nothing to check: %s holds no artifact", name),
		Hint:    "an artifact is a YAML, JSON or Markdown file with a `kind`; `ismsproof demo` shows a whole example",
	}
}

// A Result is a report and the sources it speaks of.
type Result struct {
	Report *isms.Report
	// Source returns the text of a file of the tree judged, or nil.
	Source func(path string) []byte
}

// upcomingWithin is how far ahead a check looks for what will lapse.
const upcomingWithin = 30 * 24 * time.Hour

// Check judges one tree: every record against its schema and every rule.
//
// The error is a *UsageError where the caller is at fault, an *IncompleteError or
// a *source.Error where nothing can be judged, or ctx's. Everything wrong with the
// ISMS itself is in the report.
func (d *Definitions) Check(ctx context.Context, o Options) (*Result, error) {
	tree, err := open(ctx, o)
	if err != nil {
		return nil, err
	}
	defer tree.repo.Close()
	judge := d.checkTree
	if o.Base != "" {
		judge = d.checkChange
	}
	result, err := judge(ctx, tree, o)
	if err != nil {
		return nil, err
	}
	result.Report.Warnings = slices.Concat(tree.repo.Warnings(), result.Report.Warnings)
	return result, nil
}

// checkTree judges a tree that was opened.
func (d *Definitions) checkTree(ctx context.Context, tree *target, o Options) (*Result, error) {
	j, err := d.judgeTree(ctx, tree, o)
	if err != nil {
		return nil, err
	}
	around := surroundings{repo: tree.repo, whole: tree.repository}
	for _, e := range j.tree.entries {
		if j.tree.files[e.Path].controlled() {
			around.files = append(around.files, e.Path)
		}
	}
	if err := j.walk.around(ctx, around, j.selected); err != nil {
		return nil, err
	}
	r := j.walk.report(j.verdicts, 0, j.selected, j.walk.waivers(0, j.asOf), j.asOf, j.asOf.Add(upcomingWithin))
	r.Counts.Ignored = j.tree.ignored
	r.Target, r.Warnings = tree.target, j.tree.warnings
	if r.FailOn, err = o.failOn(j.walk.config); err != nil {
		return nil, err
	}
	return &Result{Report: r, Source: sources(ctx, tree, j.tree.entries)}, nil
}

// judgedTree is one tree judged, before anything is left out.
type judgedTree struct {
	walk     *walk
	verdicts *verdicts
	tree     *reading
	asOf     time.Time
	selected func(*isms.Rule) bool
}

// judgeTree walks the line whose one point is the tree.
func (d *Definitions) judgeTree(ctx context.Context, tree *target, o Options) (*judgedTree, error) {
	config, first, err := d.readTree(ctx, tree, o.Config, o.jobs())
	if err != nil {
		return nil, err
	}
	return config.judgeRead(ctx, first, o, tree.name)
}

// judgeRead judges a tree that was read; name is what it is called in messages.
func (c *config) judgeRead(ctx context.Context, first *reading, o Options, name string) (*judgedTree, error) {
	selected, err := c.d.selection(o.Rules)
	if err != nil {
		return nil, err
	}
	asOf, err := instant(o, c.zone)
	if err != nil {
		return nil, err
	}
	w := c.walkRead(first)
	if w.artifacts == 0 && len(w.blind) == 0 {
		return nil, nothingToCheck(name)
	}
	v, err := w.judge(ctx, 1, selected, o.jobs(), nil)
	if err != nil {
		return nil, err
	}
	return &judgedTree{w, v, first, asOf, selected}, nil
}

// walkRead walks the line whose one point is a tree that was read.
func (c *config) walkRead(first *reading) *walk {
	w := c.d.newWalk(c)
	w.step(0, first.change)
	w.line.SetOrg(0, w.org().input)
	w.finish(1)
	return w
}

// reading is a tree read whole.
type reading struct {
	change
	entries  []isms.Entry
	ignored  int
	warnings []string
}

// readTree reads and parses every artifact of a tree, by the configuration it holds or
// the one outside of it that is named. What is wrong with a file is a problem of that
// file; an error means that nothing can be said.
func (d *Definitions) readTree(ctx context.Context, t *target, outside string, jobs int) (*config, *reading, error) {
	entries, problems, err := t.Entries(ctx)
	if err != nil {
		return nil, nil, err
	}
	config, err := d.readConfig(ctx, t.Read, entries, outside, t.root)
	if err != nil {
		return nil, nil, err
	}
	out, err := config.readEntries(ctx, t.Read, entries, jobs)
	if err != nil {
		return nil, nil, err
	}
	out.troubles = problems
	if out.warnings, err = config.survey(entries); err != nil {
		return nil, nil, err
	}
	return config, out, nil
}

// readEntries reads and parses those entries of a tree that are artifacts.
func (c *config) readEntries(ctx context.Context, read fetch, entries []isms.Entry, jobs int) (*reading, error) {
	out := &reading{entries: entries, change: change{files: map[string]*file{}}}
	var wanted []isms.Entry
	for _, e := range entries {
		out.added = append(out.added, e.Path)
		switch {
		case c.artifact(e):
			wanted = append(wanted, e)
		case document.Readable(e.Path):
			out.ignored++
		}
	}
	files, err := c.d.readFiles(ctx, read, wanted, c, jobs)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		out.files[f.path] = f
	}
	stated := map[string]bool{}
	namedByHash(stated, out.files)
	out.contents, err = contents(ctx, read, entries, stated)
	return out, err
}

// readFiles reads files, several at a time.
func (d *Definitions) readFiles(ctx context.Context, read fetch, entries []isms.Entry, c *config, jobs int) ([]*file, error) {
	files := make([]*file, len(entries))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(jobs)
	for i, e := range entries {
		g.Go(func() (err error) {
			files[i], err = d.readFile(ctx, read, e, c)
			return err
		})
	}
	return files, g.Wait()
}

// target is a tree to judge, and where it comes from.
type target struct {
	*source.Tree
	repo   *source.Repo
	target isms.Target
	root   string // folder of the ISMS on disk
	name   string // for messages: what is judged, in words
}

// open finds the ISMS and the tree of it that o asks for.
func open(ctx context.Context, o Options) (*target, error) {
	if o.Rev != "" && o.Staged {
		return nil, &UsageError{Message: "--rev and --staged exclude each other"}
	}
	root, err := findRoot(ctx, o.Path)
	if err != nil {
		return nil, err
	}
	repo, err := source.Open(ctx, root, source.Options{})
	if err != nil {
		return nil, err
	}
	t := &target{repo: repo, root: root}
	switch {
	case o.Rev != "":
		var id string
		if id, err = repo.Resolve(ctx, o.Rev); err != nil {
			break
		}
		t.name = fmt.Sprintf("%q at %s", root, id)
		if t.Tree, err = repo.CommitTree(ctx, id, repo.Prefix()); err == nil {
			t.target = isms.Target{State: isms.StateCommit, Commit: id, Tree: t.Tree.ID()}
		}
	case o.Staged:
		t.name = fmt.Sprintf("the index of %q", root)
		t.target = isms.Target{State: isms.StateIndex}
		t.Tree, err = repo.IndexTree(ctx, repo.Prefix())
	default:
		t.name = fmt.Sprintf("%q", root)
		t.target = isms.Target{State: isms.StateWorktree}
		t.Tree, err = repo.WorkTree(ctx, repo.Prefix())
	}
	if err != nil {
		repo.Close()
		return nil, err
	}
	t.target.Prefix = repo.Prefix()
	return t, nil
}

// findRoot returns the folder of the ISMS that path names: the nearest one at or
// above it that holds an isms.yaml, within the repository, else path itself.
func findRoot(ctx context.Context, path string) (string, error) {
	if path == "" {
		path = "."
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(abs)
	if err != nil {
		return "", &UsageError{Message: fmt.Sprintf("there is no folder %q", path)}
	}
	if !info.IsDir() {
		abs = filepath.Dir(abs)
	}
	repo, err := source.Open(ctx, abs, source.Options{})
	if err != nil {
		return "", err
	}
	defer repo.Close()
	top := ""
	if repo.IsGit() {
		top = repo.Root()
	}
	for dir := abs; ; dir = filepath.Dir(dir) {
		if info, err := os.Lstat(filepath.Join(dir, configFile)); err == nil && !info.IsDir() {
			return dir, nil
		}
		if sameFile(dir, top) || dir == filepath.Dir(dir) {
			return abs, nil
		}
	}
}

// sameFile says whether two paths name one folder, symbolic links followed.
func sameFile(a, b string) bool {
	if a == b {
		return true
	}
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// instant returns the instant of judgement in the time zone of the ISMS.
func instant(o Options, zone *time.Location) (time.Time, error) {
	if o.AsOf == "" {
		y, m, d := o.Now.In(zone).Date()
		return policy.Day(y, m, d, zone), nil
	}
	if t, err := time.Parse(time.DateOnly, o.AsOf); err == nil {
		return policy.Day(t.Year(), t.Month(), t.Day(), zone), nil
	}
	t, err := time.Parse(time.RFC3339, o.AsOf)
	if err != nil {
		return t, &UsageError{Message: fmt.Sprintf("%q is neither a date nor a time", o.AsOf), Hint: "write YYYY-MM-DD, or an RFC 3339 time such as 2026-12-01T12:00:00Z"}
	}
	return t.In(zone), nil
}

// selection turns topics and ids into a predicate. Whether a file can be read is
// never deselected: nothing else means anything without it.
func (d *Definitions) selection(words []string) (func(*isms.Rule) bool, error) {
	return selection(words, d)
}

// selection is a predicate for the rules of several definitions.
func selection(words []string, judges ...*Definitions) (func(*isms.Rule) bool, error) {
	if len(words) == 0 {
		return func(*isms.Rule) bool { return true }, nil
	}
	known := map[string]bool{}
	for _, d := range judges {
		maps.Copy(known, d.words())
	}
	wanted := map[string]bool{ruleReadable: true, ruleSymlink: true}
	for _, w := range words {
		if !known[w] {
			e := &UsageError{Message: fmt.Sprintf("there is no rule or topic %q", w), Hint: "`ismsproof explain` lists all rules"}
			if near := isms.Nearest(w, slices.Collect(maps.Keys(known))); near != "" {
				e.Hint = fmt.Sprintf("did you mean %q?", near)
			}
			return nil, e
		}
		wanted[w] = true
	}
	return func(r *isms.Rule) bool { return wanted[r.ID] || wanted[r.Topic()] || r.Custom && wanted[ownWord] }, nil
}

// ownWord selects all of an organization's own rules; their ids begin with it.
const ownWord = "custom"

// words are the ids and topics of the rules.
func (d *Definitions) words() map[string]bool {
	known := map[string]bool{}
	for _, r := range d.all {
		known[r.ID], known[r.Topic()] = true, true
		if r.Custom {
			known[ownWord] = true
		}
	}
	return known
}

// sources returns a function that reads files of the tree again, for code frames:
// they are needed for few files, so no text is kept.
func sources(ctx context.Context, t *target, entries []isms.Entry) func(string) []byte {
	texts := map[string][]byte{}
	return func(path string) []byte {
		if text, ok := texts[path]; ok {
			return text
		}
		var text []byte
		i, found := slices.BinarySearchFunc(entries, path, func(e isms.Entry, p string) int { return strings.Compare(e.Path, p) })
		if found && entries[i].Mode != isms.Symlink && entries[i].Mode != isms.Submodule {
			text, _ = t.Read(ctx, entries[i], document.DefaultLimits.RegisterSize)
			text = masked(text)
		}
		texts[path] = text
		return text
	}
}
