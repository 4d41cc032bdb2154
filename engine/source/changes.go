package source

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

// Changes is how one tree differs from another. All lists are sorted by path.
type Changes struct {
	Entries []isms.Entry   // new files, and files with another content or mode
	Added   []string       // paths of Entries where nothing stood
	Gone    []string       // paths where nothing stands any more
	Found   []isms.Problem // what is wrong with folders that the new tree has and the old one had not
	Mended  []isms.Problem // what was wrong with folders that the new tree has no more
}

// A Comparer compares the trees of a line, one after the other. A folder with the
// same id on both sides is never opened. It is not safe for concurrent use.
type Comparer struct {
	walker
	changes Changes
}

// Comparer returns a comparer for trees of the repository.
func (r *Repo) Comparer() *Comparer {
	return &Comparer{walker: walker{repo: r, memo: map[string]*walked{}}}
}

// memoLimit is how many trees a comparer remembers.
const memoLimit = 4096

// Folder returns the id of the tree of the folder prefix ("" for the top) in a
// commit, and "" where the commit has no such folder.
func (r *Repo) Folder(ctx context.Context, c isms.Commit, prefix string) (string, error) {
	id, err := r.subtree(ctx, c.Tree, prefix, c.ID)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return id, err
}

// Compare returns how the tree to differs from the tree from; "" is an empty tree.
// A folder that cannot be read is a Fatal problem, and its files count as gone; so
// does the tree itself.
func (c *Comparer) Compare(ctx context.Context, from, to string) (Changes, error) {
	if len(c.memo) > memoLimit {
		clear(c.memo)
	}
	c.seen, c.changes = 0, Changes{}
	if err := c.folder(ctx, from, to, "", 1); err != nil {
		return Changes{}, err
	}
	slices.SortFunc(c.changes.Entries, func(a, b isms.Entry) int { return strings.Compare(a.Path, b.Path) })
	slices.Sort(c.changes.Added)
	slices.Sort(c.changes.Gone)
	for _, problems := range [][]isms.Problem{c.changes.Found, c.changes.Mended} {
		slices.SortFunc(problems, func(a, b isms.Problem) int {
			return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Code, b.Code), strings.Compare(a.Message, b.Message))
		})
		for i := range problems {
			problems[i].Range = firstLine
		}
	}
	return c.changes, nil
}

// side reads one side of a folder; nil is an empty one, which is what a folder that
// cannot be read counts as. Like is a tree that is most likely almost the same.
func (c *Comparer) side(ctx context.Context, id, dir string, depth int, like *walked) (*walked, []isms.Problem, error) {
	if id == "" {
		return nil, nil, nil
	}
	if depth > c.repo.limits.Depth {
		return nil, []isms.Problem{lostProblem(dir, tooDeep(id, c.repo.limits.Depth))}, nil
	}
	tree, err := c.next(ctx, id, like)
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	if err != nil {
		return nil, []isms.Problem{lostProblem(dir, err)}, nil
	}
	if c.seen += len(tree.entries); c.seen > 2*c.repo.limits.Entries {
		return nil, nil, tooMany(id, c.repo.limits.Entries)
	}
	problems := make([]isms.Problem, len(tree.problems))
	for i, p := range tree.problems {
		p.Path = dir + p.Path
		problems[i] = p
	}
	return tree, problems, nil
}

// next reads a tree. One that has the same names and modes as a tree without
// problems has none either, so that only a tree that gained or lost an entry has
// its names looked at.
func (c *Comparer) next(ctx context.Context, id string, like *walked) (*walked, error) {
	if like == nil || len(like.problems) > 0 || c.memo[id] != nil {
		return c.tree(ctx, id)
	}
	entries, err := c.repo.ReadTree(ctx, id)
	if err != nil {
		return nil, err
	}
	same := slices.EqualFunc(entries, like.entries, func(a, b TreeEntry) bool {
		return a.Name == b.Name && a.Mode == b.Mode && a.odd == b.odd
	})
	if !same {
		return c.tree(ctx, id)
	}
	t := &walked{entries: entries}
	c.memo[id] = t
	return t, nil
}

// folder compares one folder.
func (c *Comparer) folder(ctx context.Context, from, to, dir string, depth int) error {
	if from == to {
		return nil
	}
	old, mended, err := c.side(ctx, from, dir, depth, nil)
	if err != nil {
		return err
	}
	now, found, err := c.side(ctx, to, dir, depth, old)
	if err != nil {
		return err
	}
	c.changes.Found = append(c.changes.Found, found...)
	c.changes.Mended = append(c.changes.Mended, mended...)
	return pairs(old, now, func(before, after *TreeEntry) error {
		name := before
		if name == nil {
			name = after
		}
		return c.entry(ctx, before, after, dir+name.Name, depth)
	})
}

// pairs calls f for every name whose entry differs, with nil for a side that lacks
// it.
func pairs(old, now *walked, f func(before, after *TreeEntry) error) error {
	a, b := old.distinct(), now.distinct()
	for len(a) > 0 || len(b) > 0 {
		var before, after *TreeEntry
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].Name < b[0].Name:
			before, a = &a[0], a[1:]
		case len(a) == 0 || b[0].Name < a[0].Name:
			after, b = &b[0], b[1:]
		default:
			before, after, a, b = &a[0], &b[0], a[1:], b[1:]
			if before.Same(*after) {
				continue
			}
		}
		if err := f(before, after); err != nil {
			return err
		}
	}
	return nil
}

// distinct returns the entries that can be told apart, in order of their names.
// Git's own order differs in that a folder stands as if its name ended in '/'.
func (w *walked) distinct() []TreeEntry {
	if w == nil {
		return nil
	}
	entries := w.entries
	if len(w.fatal) > 0 {
		entries = slices.DeleteFunc(slices.Clone(entries), func(e TreeEntry) bool { return w.fatal[e.Name] })
	}
	byName := func(a, b TreeEntry) int { return strings.Compare(a.Name, b.Name) }
	if !slices.IsSortedFunc(entries, byName) {
		entries = slices.SortedStableFunc(slices.Values(entries), byName)
	}
	return entries
}

// entry compares what stands under one name; nil is nothing.
func (c *Comparer) entry(ctx context.Context, old, now *TreeEntry, path string, depth int) error {
	var from, to string
	wasFile, isFile := old != nil && !old.IsTree(), now != nil && !now.IsTree()
	if old != nil && old.IsTree() {
		from = old.ID()
	}
	if now != nil && now.IsTree() {
		to = now.ID()
	}
	if from != "" || to != "" {
		if err := c.folder(ctx, from, to, path+"/", depth+1); err != nil {
			return err
		}
	}
	if wasFile && !isFile {
		c.changes.Gone = append(c.changes.Gone, path)
	}
	if isFile {
		mode, _ := now.FileMode()
		c.changes.Entries = append(c.changes.Entries, isms.Entry{Path: path, Mode: mode, Blob: now.ID(), Size: -1})
		if !wasFile {
			c.changes.Added = append(c.changes.Added, path)
		}
	}
	return nil
}
