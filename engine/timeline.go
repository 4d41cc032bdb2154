package engine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"sync"

	"ismsproof/controls"
	"ismsproof/engine/isms"
	"ismsproof/engine/source"
	"ismsproof/engine/stored"
	"ismsproof/policies"
	"ismsproof/schemas"
)

// A finished timeline is stored too, under everything that it is made of: who asks
// the same of the same commit again gets what was found, and neither rules nor
// schemas are loaded.

// origin is where definitions come from.
type origin struct {
	digest string // of all that they are made of
	load   func() (*Definitions, error)
}

// binary is the origin of the definitions that the binary carries.
var binary = sync.OnceValue(func() origin {
	sum := sha256.New()
	for _, fsys := range []fs.FS{schemas.FS, controls.FS, policies.FS} {
		_ = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				data, err := fs.ReadFile(fsys, name)
				fmt.Fprintf(sum, "%q %d %v\n", name, len(data), err)
				sum.Write(data)
			}
			return nil
		})
	}
	return origin{fmt.Sprintf("binary %x", sum.Sum(nil)), sync.OnceValues(Builtin)}
})

// History is [Definitions.History] by the definitions of the binary. They are loaded
// while the commits are read, and not at all where what is asked was found before.
func History(ctx context.Context, o HistoryOptions) (*isms.Timeline, error) {
	return binary().history(ctx, o)
}

// Blame is [Definitions.Blame] by the definitions of the binary, which are loaded
// while the commits are read.
func Blame(ctx context.Context, o HistoryOptions, what string) (*isms.Blame, error) {
	return binary().blame(ctx, o, what)
}

func (d *Definitions) origin() origin {
	return origin{fmt.Sprintf("%s %s", d.Digest, d.Catalog.Digest()), func() (*Definitions, error) { return d, nil }}
}

// openHistory finds the ISMS and the ends of the line; the caller closes the
// repository.
func (from origin) openHistory(ctx context.Context, o HistoryOptions) (h *historian, err error) {
	if o.RulesAt != "" && o.RulesAt != "tip" && o.RulesAt != "commit" {
		return nil, &UsageError{Message: fmt.Sprintf("--rules-at %q is not one of tip, commit", o.RulesAt)}
	}
	if o.RulesAt == "commit" && o.Config != "" {
		return nil, &UsageError{Message: "--rules-at commit and --config exclude each other", Hint: "a configuration outside of the repository judges every commit"}
	}
	root, err := findRoot(ctx, o.Path)
	if err != nil {
		return nil, err
	}
	repo, err := source.Open(ctx, root, source.Options{})
	if err != nil {
		return nil, err
	}
	h = &historian{origin: from, root: root, repo: repo, options: o, jobs: o.Jobs, store: newStore(repo.GitDir())}
	if h.jobs <= 0 {
		h.jobs = runtime.GOMAXPROCS(0)
	}
	if !repo.IsGit() {
		err = &UsageError{Message: fmt.Sprintf("%q is not in a git repository", root), Hint: "`ismsproof check` judges a folder without history"}
	} else if err = h.ends(ctx); err == nil && o.Config != "" {
		err = h.judgedBy(ctx, o.Config)
	}
	if err != nil {
		repo.Close()
		return nil, err
	}
	return h, nil
}

// judgedBy takes the configuration that was named instead of the one in the repository.
// Who judges so leaves the repository as it is.
func (h *historian) judgedBy(ctx context.Context, name string) (err error) {
	if h.d, err = h.origin.load(); err != nil {
		return err
	}
	h.store.folders = h.store.folders[1:]
	h.config, err = h.d.outsideConfig(ctx, name, h.root)
	return err
}

func (from origin) history(ctx context.Context, o HistoryOptions) (*isms.Timeline, error) {
	h, err := from.openHistory(ctx, o)
	if err != nil {
		return nil, err
	}
	defer h.repo.Close()
	question := h.whole()
	last := h.loadTimeline(question)
	if last != nil && !o.Verify {
		return h.warned(last), nil
	}
	t, a, err := h.run(ctx)
	if err != nil {
		return nil, err
	}
	for i := range t.Steps {
		t.Steps[i].Commit.Object = "" // says nothing that the others do not, and is most of what would be stored
	}
	switch {
	case o.NoCache || !a.lasts():
	case last == nil:
		if data, err := stored.Encode(t); err == nil {
			h.store.write("timeline", question, data)
		}
	case !equalTimelines(last, t):
		return nil, h.differs()
	}
	return h.warned(t), h.repo.Close()
}

// differs is the error of a store that does not tell what is found anew.
func (h *historian) differs() error {
	return &IncompleteError{
		Message: fmt.Sprintf("what was stored in %q differs from what is found anew", h.store.where()),
		Hint:    "delete the folder, and report how it came about",
	}
}

// whole names everything that a timeline depends on. What is odd about the
// repository is part of it: whoever makes a clone shallow asks another question.
func (h *historian) whole() string {
	o := h.options
	rules := slices.Clone(o.Rules)
	slices.Sort(rules)
	outside := ""
	if h.config != nil {
		outside = h.config.sum
	}
	return fmt.Sprintf("%q %q %q %q %q %q %v %q %q %q %q %v %q",
		tool(), outside, h.origin.digest, h.repo.Prefix(), h.first, h.tip, o.All, o.RulesAt, o.AsOf, rules, o.FailOn, o.Full, h.repo.Warnings())
}

func (h *historian) loadTimeline(question string) *isms.Timeline {
	if h.options.NoCache {
		return nil
	}
	data := h.store.read("timeline", question)
	var t isms.Timeline
	if data == nil || stored.Decode(data, &t) != nil {
		return nil
	}
	return &t
}

// warned puts what is to be said about the repository before what is stored.
func (h *historian) warned(t *isms.Timeline) *isms.Timeline {
	t.Warnings = slices.Concat(h.repo.Warnings(), t.Warnings)
	return t
}

// equalTimelines says whether two timelines tell the same, however much work each
// of them was.
func equalTimelines(a, b *isms.Timeline) bool {
	told := func(t *isms.Timeline) []byte {
		c := *t
		c.Counts = isms.TimelineCounts{}
		data, err := stored.Encode(c)
		if err != nil {
			return nil
		}
		return data
	}
	x, y := told(a), told(b)
	return x != nil && bytes.Equal(x, y)
}
