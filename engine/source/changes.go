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

// side reads one side of a folder: its entries that can be told apart, by name,
// and what is wrong with it.
func (c *Comparer) side(ctx context.Context, id, dir string, depth int) (map[string]TreeEntry, []isms.Problem, error) {
	if id == "" {
		return nil, nil, nil
	}
	if depth > c.repo.limits.Depth {
		return nil, []isms.Problem{lostProblem(dir, tooDeep(id, c.repo.limits.Depth))}, nil
	}
	tree, err := c.tree(ctx, id)
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	if err != nil {
		return nil, []isms.Problem{lostProblem(dir, err)}, nil
	}
	if c.seen += len(tree.entries); c.seen > 2*c.repo.limits.Entries {
		return nil, nil, tooMany(id, c.repo.limits.Entries)
	}
	entries := make(map[string]TreeEntry, len(tree.entries))
	for _, e := range tree.entries {
		if !tree.fatal[e.Name] {
			entries[e.Name] = e
		}
	}
	problems := make([]isms.Problem, len(tree.problems))
	for i, p := range tree.problems {
		p.Path = dir + p.Path
		problems[i] = p
	}
	return entries, problems, nil
}

// folder compares one folder.
func (c *Comparer) folder(ctx context.Context, from, to, dir string, depth int) error {
	if from == to {
		return nil
	}
	old, mended, err := c.side(ctx, from, dir, depth)
	if err != nil {
		return err
	}
	now, found, err := c.side(ctx, to, dir, depth)
	if err != nil {
		return err
	}
	c.changes.Found = append(c.changes.Found, found...)
	c.changes.Mended = append(c.changes.Mended, mended...)
	for name, e := range old {
		if _, both := now[name]; !both {
			if err := c.entry(ctx, &e, nil, dir+name, depth); err != nil {
				return err
			}
		}
	}
	for name, e := range now {
		var before *TreeEntry
		if o, both := old[name]; both {
			if o.Same(e) {
				continue
			}
			before = &o
		}
		if err := c.entry(ctx, before, &e, dir+name, depth); err != nil {
			return err
		}
	}
	return nil
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
