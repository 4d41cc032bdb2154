package engine

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"ismsproof/engine/history"
	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
	"ismsproof/engine/source"
)

// HistoryOptions say which commits to judge and how.
type HistoryOptions struct {
	Path    string   // names the ISMS, as for a check
	Config  string   // file of a configuration that counts instead of isms.yaml; "" for none
	Range   string   // "REV", "A..B" or "" for HEAD: which commits the steps show
	All     bool     // every commit of the graph, instead of the first-parent line
	RulesAt string   // "tip" (the default) or "commit": whose configuration, kinds and rules judge an old commit
	AsOf    string   // how far the last commit is looked at; "" for its own time
	Rules   []string // topics and ids of rules to run; none: all
	FailOn  string   // a grade or "none"; "" for what the ISMS says, else minor
	Full    bool     // list all open findings of each commit
	Jobs    int
	NoCache bool // neither use nor keep what an earlier run found
	Verify  bool // find everything anew, with OPA alone, and refuse a stored result that differs
	Now     time.Time

	// Progress, where not nil, is told how far a stage is, from any goroutine.
	Progress func(stage string, done, total int)
}

// History judges every commit of a line as of its own time, and the time between
// commits: a finding opens with a commit or when a date passes, and so it closes.
//
// All commits from the root are walked, whatever the range shows: only so it is
// known since when a finding was open. The commits of the timeline lack their Object.
// The error is as for [Definitions.Check]; what cannot be read of single commits makes
// these undecided.
func (d *Definitions) History(ctx context.Context, o HistoryOptions) (*isms.Timeline, error) {
	return d.origin().history(ctx, o)
}

// historian is one run of History.
type historian struct {
	origin   origin
	d        *Definitions // the built-in ones, nil until they are needed; config.d are those of the tip
	root     string       // folder of the ISMS on disk
	repo     *source.Repo
	store    store
	options  HistoryOptions
	selected func(*isms.Rule) bool
	jobs     int

	first       string // id of the commit that the range begins after; "" for the root
	tip         string // id of the last commit
	commits     []isms.Commit
	changes     []source.Changes
	config      *config
	configs     []*config // one per commit, where each is judged by its own
	files       map[fileKey]*file
	definitions [][]string            // by point, files of definitions that the commit changes
	contents    []map[string]*content // by point, of files that records state a digest of
	warnings    []string              // about commits
	ignored     []string              // about configurations of commits that are not used
	bindings    []string              // about bindings of the tip
	walk        *walk
	facts       []history.Fact

	times     []time.Time     // of the commits, where they are not all of the line; nil: their own
	agreed    *agreement      // of a change: what its commits do not say themselves; else nil
	partial   bool            // the commits are those of a change alone
	continues bool            // commits go on from what is stored: the past of records is not at hand
	earlier   map[string]bool // ids of the commits before, where they go on from what is stored
}

// agreement is what was agreed before a change that judges it.
type agreement struct {
	people *identity.People
	org    policy.Input
}

// fileKey names what a file gives: the same key, the same file.
type fileKey struct {
	path, blob string
	mode       isms.Mode
	reading    string // how the configuration says files are to be read
}

// run judges the line. The warnings of the timeline lack those of the repository.
func (h *historian) run(ctx context.Context) (*isms.Timeline, *account, error) {
	var g errgroup.Group
	g.Go(func() (err error) {
		h.d, err = h.origin.load()
		return err
	})
	logged := h.log(ctx)
	if err := g.Wait(); err != nil {
		return nil, nil, err
	}
	if logged != nil {
		return nil, nil, logged
	}
	if err := h.tipConfig(ctx); err != nil {
		return nil, nil, err
	}
	a, err := h.recall(ctx)
	if err != nil {
		return nil, nil, err
	}
	t, err := h.timeline(ctx, a)
	return t, a, err
}

// account walks the commits and judges what they hold.
func (h *historian) account(ctx context.Context) (*account, error) {
	if err := h.compare(ctx); err != nil {
		return nil, err
	}
	if err := h.configure(ctx); err != nil {
		return nil, err
	}
	if err := h.read(ctx); err != nil {
		return nil, err
	}
	name := h.config.anchorFile()
	var versions []anchorVersion
	if name != "" && !h.options.All && h.selected(h.d.Checks[ruleRewrite]) {
		versions = h.anchorVersions(name)
	}
	h.along()
	if err := h.anchored(ctx, versions, name); err != nil {
		return nil, err
	}
	if err := h.recount(ctx); err != nil {
		return nil, err
	}
	h.repo.Shed()
	h.walk.plain = h.options.Verify
	v, err := h.walk.judge(ctx, len(h.commits), h.selected, h.jobs, h.tell)
	if err != nil {
		return nil, err
	}
	return h.sum(v), nil
}

// ends finds the ends of the range.
func (h *historian) ends(ctx context.Context) (err error) {
	from, to, ranged := strings.Cut(h.options.Range, "..")
	if !ranged {
		from, to = "", h.options.Range
	}
	if h.tip, err = h.repo.Resolve(ctx, cmp.Or(to, "HEAD")); err == nil && from != "" {
		h.first, err = h.repo.Resolve(ctx, from)
	}
	return err
}

// log finds the commits, oldest first.
func (h *historian) log(ctx context.Context) error {
	logged, err := h.repo.Log(ctx, source.LogOptions{From: h.tip, FirstParent: !h.options.All, OldestFirst: true})
	if cause, ok := source.AsError(err); ok && cause.Code == "git.shallow" {
		return &IncompleteError{
			Message: fmt.Sprintf("%s: %s; no rule about history is judged, and nothing conforms", ruleClone, cause.Message),
			Hint:    cause.Remedy, Err: err,
		}
	}
	if err != nil {
		return err
	}
	for _, l := range logged {
		h.commits = append(h.commits, l.Commit)
		for _, p := range l.Problems {
			h.warnings = append(h.warnings, fmt.Sprintf("commit %s: %s", l.Commit.ID, p.Message))
		}
	}
	if len(h.commits) == 0 {
		return &IncompleteError{Message: "there are no commits to judge"}
	}
	return nil
}

// configure finds whose configuration judges what: the tip's for all commits, or
// each its own.
func (h *historian) configure(ctx context.Context) error {
	h.configs = slices.Repeat([]*config{h.config}, len(h.commits))
	present := map[string]isms.Entry{}
	entries := func() ([]isms.Entry, error) { return slices.Collect(maps.Values(present)), nil }
	own, err := configure(nil)
	if err != nil {
		return err
	}
	own.d = h.d
	for i, c := range h.changes {
		stale := own.broken
		for _, gone := range c.Gone {
			delete(present, gone)
			stale = stale || own.takes(gone)
		}
		for _, e := range c.Entries {
			present[e.Path] = e
			stale = stale || own.takes(e.Path)
		}
		if h.options.RulesAt != "commit" {
			if err := h.doubt(ctx, i); err != nil {
				return err
			}
			continue
		}
		if stale {
			if own, err = h.configAt(ctx, i, own, present, entries); err != nil {
				return err
			}
		}
		h.configs[i] = own
	}
	if h.options.RulesAt == "commit" {
		h.config = own
	}
	all, _ := entries()
	if h.bindings, err = h.config.survey(all); err != nil {
		return err
	}
	return h.selectRules()
}

// configAt reads the configuration of a commit. Where it cannot be understood, the
// defaults judge, and a warning says so; that of the last commit has to be.
func (h *historian) configAt(ctx context.Context, i int, before *config, present map[string]isms.Entry, all func() ([]isms.Entry, error)) (*config, error) {
	var entries []isms.Entry
	if e, ok := present[configFile]; ok {
		entries = append(entries, e)
	}
	own, err := h.d.treeConfig(ctx, h.fetch, entries, all)
	switch {
	case err != nil && (ctx.Err() != nil || i == len(h.changes)-1):
		return nil, err
	case err != nil:
		h.ignored = append(h.ignored, fmt.Sprintf("commit %s: %v; its configuration is not used", h.commits[i].ID, err))
		if own, err = configure(nil); err != nil {
			return nil, err
		}
		own.broken = true
		own.d = h.d
	}
	if own.d.Digest == before.d.Digest {
		own.d = before.d
	}
	return own, nil
}

// doubt warns of the configuration of a commit that nobody could have judged by, though
// that of the tip judges.
func (h *historian) doubt(ctx context.Context, i int) error {
	for _, e := range h.changes[i].Entries {
		if e.Path != configFile || h.config.outside {
			continue
		}
		_, _, err := h.d.treeSettings(ctx, h.fetch, []isms.Entry{e})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			h.ignored = append(h.ignored, fmt.Sprintf("commit %s: %v; its configuration is not used", h.commits[i].ID, err))
		}
	}
	return nil
}

// selectRules finds which rules run: of all that judge any commit.
func (h *historian) selectRules() (err error) {
	judges := []*Definitions{h.config.d}
	for i, c := range h.configs {
		if i == 0 || c.d != h.configs[i-1].d {
			judges = append(judges, c.d)
		}
	}
	h.selected, err = selection(h.options.Rules, judges...)
	return err
}

// oneSet returns the rules that judge every commit, nil where some commit is judged by
// others.
func (h *historian) oneSet() *policy.Set {
	for _, c := range h.configs {
		if c.d.Rules != h.config.d.Rules {
			return nil
		}
	}
	return h.config.d.Rules
}

// along walks the line.
func (h *historian) along() {
	w := h.config.d.newWalk(h.config)
	if rules := h.oneSet(); rules != nil {
		w.line.Trim(rules)
	}
	if h.continues {
		w.line.NoHistory(needsBefore)
	} else {
		w.remember(h.commits, h.options.All)
	}
	present := map[string]isms.Entry{}
	for i, c := range h.changes {
		step := change{files: map[string]*file{}, added: c.Added, gone: c.Gone, troubles: c.Found, mended: c.Mended}
		if h.contents != nil {
			step.contents = h.contents[i]
		}
		for _, gone := range c.Gone {
			delete(present, gone)
			step.files[gone] = nil
		}
		for _, e := range c.Entries {
			present[e.Path] = e
			step.files[e.Path] = h.files[h.key(i, e)] // nil where it is no artifact
		}
		if i > 0 && h.configs[i].reading != h.configs[i-1].reading {
			for path, e := range present {
				step.files[path] = h.files[h.key(i, e)]
			}
		}
		h.define(i, c)
		h.tell("walking commits", i, len(h.changes))
		w.config, w.d = h.configs[i], h.configs[i].d
		w.step(i, step)
		if h.options.RulesAt == "commit" {
			w.line.SetOrg(i, w.org().input)
		}
	}
	switch {
	case h.agreed != nil:
		w.line.SetOrg(0, h.agreed.org)
	case h.options.RulesAt != "commit":
		w.line.SetOrg(0, w.org().input)
	}
	w.config, w.configs, w.d = h.config, h.configs, h.config.d
	w.finish(len(h.commits))
	h.walk, h.changes = w, nil
	for _, f := range h.files {
		f.walked()
	}
}

// define notes which files with definitions a commit changes. The first commit of a line
// that goes on changes nothing.
func (h *historian) define(point int, c source.Changes) {
	if h.definitions == nil {
		h.definitions = make([][]string, len(h.commits))
	}
	if point == 0 && h.continues {
		return
	}
	note := func(path string) {
		if path != configFile && h.configs[point].takes(path) {
			h.definitions[point] = append(h.definitions[point], path)
		}
	}
	for _, e := range c.Entries {
		note(e.Path)
	}
	for _, path := range c.Gone {
		note(path)
	}
	slices.Sort(h.definitions[point])
	h.definitions[point] = slices.Compact(h.definitions[point])
}

// timeline puts together what the line says.
func (h *historian) timeline(ctx context.Context, a *account) (*isms.Timeline, error) {
	zone, err := time.LoadLocation(a.Zone)
	if err != nil {
		return nil, err
	}
	line := &history.Line{Commits: h.commits, Times: history.Monotonic(h.commits)}
	if h.options.All {
		line.Times = history.MonotonicGraph(h.commits)
	}
	last := len(h.commits) - 1
	for i := range line.Times {
		line.Times[i] = line.Times[i].In(zone)
	}
	line.End = line.Times[last]
	if h.options.AsOf != "" {
		asOf, err := instant(Options{AsOf: h.options.AsOf, Now: h.options.Now}, zone)
		if err != nil {
			return nil, err
		}
		if asOf.Before(line.End) {
			return nil, &UsageError{Message: fmt.Sprintf("--as-of %s lies before the last commit", h.options.AsOf), Hint: "name an older commit as the end of the range instead"}
		}
		line.End = asOf
	}
	h.facts = a.Facts
	waivers := a.waivers()
	t := &isms.Timeline{
		Tool: h.config.d.tool(a.Config), From: h.commits[0].ID, To: h.commits[last].ID, All: h.options.All,
		RulesAt: cmp.Or(h.options.RulesAt, "tip"), AsOf: line.End, FailOn: a.FailOn, Counts: a.Counts,
	}
	if h.options.FailOn != "" {
		if t.FailOn, err = ParseFailOn(h.options.FailOn); err != nil {
			return nil, &UsageError{Message: err.Error()}
		}
	}
	if h.options.All {
		t.Steps = line.Graph(h.facts, waivers, a.census, h.options.Full)
	} else {
		t.Steps = line.Steps(h.facts, waivers, a.census, h.options.Full)
		t.Spans = line.Spans(h.facts, waivers)
	}
	for _, f := range line.Final(h.facts, waivers, a.census) {
		t.Open.Add(f.Grade, 1)
	}
	a.undecided(t.Steps)
	a.stand(t.Steps)
	if err := h.behind(ctx, t); err != nil {
		return nil, err
	}
	undecided := len(a.Blind) > 0
	if !undecided && !a.Ever {
		return nil, &IncompleteError{Message: "nothing to judge: no commit holds an artifact", Hint: "an artifact is a YAML, JSON or Markdown file with a `kind`; `ismsproof demo` shows a whole example"}
	}
	if a.Artifacts == 0 {
		undecided = true
		h.warn("commit %s holds no artifact: there is nothing to judge at the end of the line", t.To)
	}
	t.Warnings = slices.Concat(h.warnings, a.Bindings, a.Warnings)
	t.Outcome = isms.OutcomeConform
	switch {
	case undecided:
		t.Outcome = isms.OutcomeUndecided
	case t.Open.Total() > 0:
		t.Outcome = isms.OutcomeFindings
	}
	return t, h.cut(ctx, t)
}

// tell tells the progress.
func (h *historian) tell(stage string, done, total int) {
	if h.options.Progress != nil {
		h.options.Progress(stage, min(done, total), total)
	}
}

// cut leaves the steps of the range, and the spans that touch it.
func (h *historian) cut(ctx context.Context, t *isms.Timeline) error {
	if h.first == "" {
		return nil
	}
	logged, err := h.repo.Log(ctx, source.LogOptions{From: t.To, Exclude: []string{h.first}, FirstParent: !h.options.All})
	if err != nil {
		return err
	}
	within := make(map[string]bool, len(logged))
	for _, l := range logged {
		within[l.Commit.ID] = true
	}
	t.Steps = slices.DeleteFunc(t.Steps, func(s isms.Step) bool { return !within[s.Commit.ID] })
	if len(t.Steps) == 0 {
		return &IncompleteError{Message: fmt.Sprintf("there are no commits in %s", h.options.Range), Hint: "the range A..B holds what B follows and A does not"}
	}
	t.From = t.Steps[0].Commit.ID
	start := t.Steps[0].Time
	t.Spans = slices.DeleteFunc(t.Spans, func(s isms.Span) bool { return s.To != nil && s.To.Before(start) })
	return nil
}
