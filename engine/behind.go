package engine

import (
	"context"
	"fmt"
	"path"
	"slices"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
	"ismsproof/engine/source"
)

// behind names, for what a merge opened or closed, the commit behind it that made
// the change.
func (h *historian) behind(ctx context.Context, t *isms.Timeline) error {
	merges := map[string]int{}
	for i, c := range h.commits {
		if len(c.Parents) > 1 {
			merges[c.ID] = i
		}
	}
	if h.options.All || len(merges) == 0 {
		return nil
	}
	branches := map[int]*branch{}
	name := func(cause *isms.Cause, f *isms.Finding) (err error) {
		i, merge := merges[cause.Commit]
		if !merge {
			return nil
		}
		if branches[i] == nil {
			branches[i] = &branch{h: h, point: i, merge: h.commits[i]}
			err = branches[i].enter(ctx)
		}
		if err == nil {
			cause.Behind, err = branches[i].maker(ctx, f)
		}
		if err != nil && ctx.Err() == nil {
			h.warn("commit %s: who is behind it is not known: %v", cause.Commit, err)
			err = nil
		}
		return err
	}
	for i := range t.Spans {
		s := &t.Spans[i]
		if err := name(&s.OpenedBy, &s.Finding); err != nil {
			return err
		}
		if err := name(&s.ClosedBy, &s.Finding); err != nil {
			return err
		}
	}
	return nil
}

// warn adds a warning, once.
func (h *historian) warn(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(h.warnings, text) {
		h.warnings = append(h.warnings, text)
	}
}

// branch is what a merge brought in besides the line of its first parent.
type branch struct {
	h       *historian
	point   int // of the merge
	merge   isms.Commit
	commits []isms.Commit // newest first
	within  map[string]isms.Commit
	paths   map[string]map[string]bool // that a commit changed against its first parent
}

// enter finds the commits of the branch.
func (b *branch) enter(ctx context.Context) error {
	b.within, b.paths = map[string]isms.Commit{}, map[string]map[string]bool{}
	for _, parent := range b.merge.Parents[1:] {
		logged, err := b.h.repo.Log(ctx, source.LogOptions{From: parent, Exclude: b.merge.Parents[:1]})
		if err != nil {
			return err
		}
		for _, l := range logged {
			if _, known := b.within[l.Commit.ID]; !known {
				b.within[l.Commit.ID] = l.Commit
				b.commits = append(b.commits, l.Commit)
			}
		}
	}
	return nil
}

// maker returns the commit behind the merge that made what a finding is about as it
// is after the merge; "" where the merge itself made it: it differs from what every
// branch had. Where the merge left the record alone, and something it depends on
// changed, that is the newest commit whose change arrived.
func (b *branch) maker(ctx context.Context, f *isms.Finding) (string, error) {
	first, _, err := b.h.repo.Commit(ctx, b.merge.Parents[0])
	if err != nil {
		return "", err
	}
	untouched, err := b.alike(ctx, first, f)
	if err != nil {
		return "", err
	}
	if untouched {
		return b.newest(ctx)
	}
	at := ""
	for parents := b.merge.Parents[1:]; ; parents = b.within[at].Parents {
		next := ""
		for _, p := range parents {
			c, behind := b.within[p]
			if !behind {
				continue
			}
			alike, err := b.alike(ctx, c, f)
			if err != nil {
				return "", err
			}
			if alike {
				next = p
				break
			}
		}
		if next == "" {
			return at, nil
		}
		at = next
	}
}

// alike says whether what a finding is about was the same in a commit as it is in
// the merge: its record, else its file.
func (b *branch) alike(ctx context.Context, c isms.Commit, f *isms.Finding) (bool, error) {
	was, err := b.h.entry(ctx, c, f.Path)
	if err != nil {
		return false, err
	}
	is, err := b.h.entry(ctx, b.merge, f.Path)
	if err != nil {
		return false, err
	}
	if was.Blob == is.Blob && was.Mode == is.Mode {
		return true, nil
	}
	if f.Kind == "" {
		return false, nil
	}
	x, err := b.record(ctx, was, f)
	if err != nil {
		return false, err
	}
	y, err := b.record(ctx, is, f)
	return x.Same(y), err
}

// record returns what a file says of the record of a finding; zero where it has no
// such record.
func (b *branch) record(ctx context.Context, e isms.Entry, f *isms.Finding) (none policy.Input, err error) {
	config := b.h.configs[b.point]
	if e.Blob == "" || !config.artifact(e) {
		return none, nil
	}
	key := b.h.key(b.point, e)
	if b.h.files[key] == nil {
		read, err := b.h.d.readFile(ctx, b.h.fetch, e, config)
		if err != nil {
			return none, err
		}
		b.h.files[key] = read
	}
	for _, r := range b.h.files[key].records {
		if r.entity == f.Entity && r.Kind == f.Kind && r.ID == f.ID {
			return r.input, nil
		}
	}
	return none, nil
}

// newest returns the newest commit of the branch that is no merge and changed a
// file which arrived by the merge as the branch had it; "" without one.
func (b *branch) newest(ctx context.Context) (string, error) {
	arrived, err := b.changed(ctx, b.merge)
	if err != nil {
		return "", err
	}
	for _, c := range b.commits {
		if len(c.Parents) > 1 {
			continue
		}
		paths, err := b.changed(ctx, c)
		if err != nil {
			return "", err
		}
		for p := range paths {
			if !arrived[p] {
				continue
			}
			was, err := b.h.entry(ctx, c, p)
			if err != nil {
				return "", err
			}
			if is, err := b.h.entry(ctx, b.merge, p); err != nil || was == is {
				return c.ID, err
			}
		}
	}
	return "", nil
}

// changed returns the paths that a commit changed against its first parent.
func (b *branch) changed(ctx context.Context, c isms.Commit) (map[string]bool, error) {
	if paths, known := b.paths[c.ID]; known {
		return paths, nil
	}
	h := b.h
	to, err := h.repo.Folder(ctx, c, h.repo.Prefix())
	if err != nil {
		return nil, err
	}
	from := ""
	if len(c.Parents) > 0 {
		parent, _, err := h.repo.Commit(ctx, c.Parents[0])
		if err != nil {
			return nil, err
		}
		if from, err = h.repo.Folder(ctx, parent, h.repo.Prefix()); err != nil {
			return nil, err
		}
	}
	changes, err := h.repo.Comparer().Compare(ctx, from, to)
	if err != nil {
		return nil, err
	}
	paths := map[string]bool{}
	for _, e := range changes.Entries {
		paths[e.Path] = true
	}
	for _, gone := range changes.Gone {
		paths[gone] = true
	}
	b.paths[c.ID] = paths
	return paths, nil
}

// entry returns what stands at a path of the ISMS in a commit; the zero Entry where
// nothing does.
func (h *historian) entry(ctx context.Context, c isms.Commit, name string) (isms.Entry, error) {
	dir := path.Join(h.repo.Prefix(), path.Dir(name))
	if dir == "." {
		dir = ""
	}
	id, err := h.repo.Folder(ctx, c, dir)
	if err != nil || id == "" {
		return isms.Entry{}, err
	}
	entries, err := h.repo.ReadTree(ctx, id)
	if err != nil {
		return isms.Entry{}, err
	}
	for _, e := range entries {
		if mode, file := e.FileMode(); file && !e.IsTree() && e.Name == path.Base(name) {
			return isms.Entry{Path: name, Mode: mode, Blob: e.ID(), Size: -1}, nil
		}
	}
	return isms.Entry{}, nil
}
