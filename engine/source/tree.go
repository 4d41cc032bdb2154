package source

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

// A Tree is the files under one folder: of a commit, of the index, of the work
// tree, or in memory.
type Tree struct {
	id   string
	list func(context.Context) ([]isms.Entry, []isms.Problem, error)
	read func(context.Context, isms.Entry, int64) ([]byte, error)
}

// ID returns git's id of the tree in hex; "" where it is not one of a commit.
func (t *Tree) ID() string { return t.id }

// Entries returns every file of the tree and what is wrong with them, both sorted
// by the bytes of their paths, which are relative to the folder of the tree.
//
// Submodules and symbolic links are listed and never followed. What a Fatal
// problem names is not among the entries (but for git.tree-order, which leaves the
// contents known); if its Path ends in '/' it is a whole folder that could not be
// read. The error is for what makes the list as a whole
// unknown, such as more entries than the limit.
func (t *Tree) Entries(ctx context.Context) ([]isms.Entry, []isms.Problem, error) {
	entries, problems, err := t.list(ctx)
	if err != nil {
		return nil, nil, err
	}
	for i := range problems {
		problems[i].Range = firstLine
	}
	slices.SortFunc(entries, func(a, b isms.Entry) int { return strings.Compare(a.Path, b.Path) })
	slices.SortStableFunc(problems, func(a, b isms.Problem) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Code, b.Code))
	})
	return entries, problems, nil
}

// Read returns the contents of a file that Entries listed, unless it has more than
// max bytes: its size is known before it is read. An object of git is hashed. The
// bytes are shared and must not be modified.
func (t *Tree) Read(ctx context.Context, e isms.Entry, max int64) ([]byte, error) {
	if e.Mode == isms.Submodule || e.Mode == isms.Symlink {
		return nil, &Error{Code: "path.symlink", Path: e.Path,
			Message: fmt.Sprintf("%q is a symbolic link or a submodule and is not followed", e.Path)}
	}
	data, err := t.read(ctx, e, max)
	return data, at(err, e.Path)
}

// CommitTree returns the tree of the folder prefix ("" for the top) in a commit. The
// error wraps [io/fs.ErrNotExist] where the commit has no such folder.
func (r *Repo) CommitTree(ctx context.Context, commit, prefix string) (*Tree, error) {
	c, _, err := r.Commit(ctx, commit)
	if err != nil {
		return nil, err
	}
	id, err := r.subtree(ctx, c.Tree, prefix, commit)
	if err != nil {
		return nil, err
	}
	list := func(ctx context.Context) ([]isms.Entry, []isms.Problem, error) {
		w := walker{repo: r, memo: map[string]*walked{}}
		err := w.walk(ctx, id, "", 1+strings.Count(prefix, "/"))
		return w.entries, w.problems, err
	}
	return &Tree{id: id, list: list, read: r.readEntry}, nil
}

func (r *Repo) readEntry(ctx context.Context, e isms.Entry, max int64) ([]byte, error) {
	return r.ReadBlob(ctx, e.Blob, max)
}

// subtree goes down from a tree to the folder prefix. It refuses a tree in which
// the next step could be read in two ways.
func (r *Repo) subtree(ctx context.Context, id, prefix, commit string) (string, error) {
	if prefix == "" {
		return id, nil
	}
	dir := ""
	for step := range strings.SplitSeq(prefix, "/") {
		entries, err := r.ReadTree(ctx, id)
		if err != nil {
			return "", at(err, dir)
		}
		for _, p := range CheckTree(entries, dir) {
			if p.Fatal && (p.Path == dir+step || p.Code == "git.tree-order") {
				return "", &Error{Code: p.Code, Path: p.Path, ID: id, Message: p.Message, Remedy: p.Remedy}
			}
		}
		i := slices.IndexFunc(entries, func(e TreeEntry) bool { return e.Name == step })
		if i < 0 || !entries[i].IsTree() {
			return "", noPath(prefix, "commit "+commit)
		}
		id = entries[i].ID()
		dir += step + "/"
	}
	return id, nil
}

// A walker lists a tree of a commit.
type walker struct {
	repo     *Repo
	memo     map[string]*walked // by id: a tree may stand in many places
	seen     int                // entries so far, folders included
	entries  []isms.Entry
	problems []isms.Problem
}

// A walked is a tree that has been read once.
type walked struct {
	entries  []TreeEntry
	problems []isms.Problem // Path relative to the tree
	fatal    map[string]bool
}

func (w *walker) walk(ctx context.Context, id, dir string, depth int) error {
	if depth > w.repo.limits.Depth {
		w.lost(dir, tooDeep(id, w.repo.limits.Depth))
		return nil
	}
	tree, err := w.tree(ctx, id)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil && dir == "" {
		return err
	}
	if err != nil {
		w.lost(dir, err)
		return nil
	}
	for _, p := range tree.problems {
		p.Path = dir + p.Path
		w.problems = append(w.problems, p)
	}
	for _, e := range tree.entries {
		if w.seen++; w.seen > w.repo.limits.Entries {
			return tooMany(id, w.repo.limits.Entries)
		}
		if tree.fatal[e.Name] {
			continue
		}
		if e.IsTree() {
			if err := w.walk(ctx, e.ID(), dir+e.Name+"/", depth+1); err != nil {
				return err
			}
			continue
		}
		mode, _ := e.FileMode()
		w.entries = append(w.entries, isms.Entry{Path: dir + e.Name, Mode: mode, Blob: e.ID(), Size: -1})
	}
	return nil
}

func tooDeep(id string, limit int) *Error {
	return &Error{Code: "git.depth", ID: id,
		Message: fmt.Sprintf("folders are nested more than %d deep", limit),
		Remedy:  "Move the files up."}
}

func tooMany(id string, limit int) *Error {
	return &Error{Code: "git.entries", ID: id,
		Message: fmt.Sprintf("the tree has more than %d entries", limit),
		Remedy:  "Judge the folder of the ISMS alone."}
}

// tree reads a tree, or remembers it. Folders are counted by the walk itself.
func (w *walker) tree(ctx context.Context, id string) (*walked, error) {
	if t := w.memo[id]; t != nil {
		return t, nil
	}
	entries, err := w.repo.ReadTree(ctx, id)
	if err != nil {
		return nil, err
	}
	t := &walked{entries: entries, problems: CheckTree(entries, ""), fatal: map[string]bool{}}
	for _, p := range t.problems {
		if p.Fatal && p.Code != "git.tree-order" {
			t.fatal[p.Path] = true
		}
	}
	w.memo[id] = t
	return t, nil
}

// lost notes a folder that could not be read.
func (w *walker) lost(dir string, err error) {
	w.problems = append(w.problems, lostProblem(dir, err))
}

// lostProblem is the Fatal problem of a file or folder that could not be read.
func lostProblem(path string, err error) isms.Problem {
	p := isms.Problem{Rule: ruleReadable, Code: "git.integrity", Path: path, Fatal: true, Message: err.Error()}
	if e, ok := AsError(err); ok {
		p.Code, p.Message, p.Remedy = e.Code, e.Message, e.Remedy
	}
	return p
}
