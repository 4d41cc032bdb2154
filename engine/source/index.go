package source

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/index"

	"ismsproof/engine/isms"
)

// A staged is one entry of the index.
type staged struct {
	path   string
	mode   uint32
	id     string
	stage  int  // 0, or 1 to 3 in a merge that is not resolved
	intent bool // announced by `git add -N`: not part of the next commit
	absent bool // outside of a sparse checkout
}

// IndexTree returns the folder prefix ("" for the top) of what the next commit would
// hold. A path with an unresolved conflict is a Fatal problem git.index-conflict.
func (r *Repo) IndexTree(_ context.Context, prefix string) (*Tree, error) {
	if r.objects == nil {
		return nil, notGit(r.place.root)
	}
	if r.place.root == "" {
		return nil, noWorkTree(r.place.gitDir)
	}
	list := func(ctx context.Context) ([]isms.Entry, []isms.Problem, error) {
		all, err := r.index(ctx)
		if err != nil {
			return nil, nil, err
		}
		return r.listIndex(all, prefix)
	}
	return &Tree{list: list, read: r.readEntry}, nil
}

func noWorkTree(dir string) *Error {
	return &Error{Code: "git.bare", Path: dir, Usage: true,
		Message: fmt.Sprintf("%q is a bare repository and has neither work tree nor index", dir),
		Remedy:  "Name a commit with --rev."}
}

func (r *Repo) listIndex(all []staged, prefix string) (entries []isms.Entry, problems []isms.Problem, _ error) {
	names := checkIndex(all)
	for _, e := range all {
		path, ok := under(prefix, e.path)
		if !ok || e.intent {
			continue
		}
		if len(entries) >= r.limits.Entries {
			return nil, nil, tooMany("", r.limits.Entries)
		}
		mode, known := fileMode(e.mode)
		switch fatal := names[e.path]; {
		case fatal != nil:
			p := *fatal
			p.Path = path
			problems = append(problems, p)
			if p.Fatal {
				continue
			}
		case !known:
			problems = append(problems, lostProblem(path, &Error{Code: "git.tree-mode",
				Message: fmt.Sprintf("%q has the mode %o in the index", clip(path), e.mode)}))
			continue
		}
		entries = append(entries, isms.Entry{Path: path, Mode: mode, Blob: e.id, Size: -1})
	}
	return entries, problems, nil
}

// checkIndex returns a problem for each path that has one: an unresolved conflict, a
// name that git would not check out, or one that misleads.
func checkIndex(all []staged) map[string]*isms.Problem {
	found := map[string]*isms.Problem{}
	dirs := map[string]*checker{}
	for i, e := range all {
		if e.stage != 0 || i > 0 && all[i-1].path == e.path {
			found[e.path] = &isms.Problem{Rule: ruleReadable, Code: "git.index-conflict", Fatal: true,
				Message: fmt.Sprintf("%q has an unresolved conflict in the index", clip(e.path)),
				Remedy:  "Resolve the conflict and `git add` the file."}
			continue
		}
		dir, name := "", e.path
		if at := strings.LastIndexByte(e.path, '/'); at >= 0 {
			dir, name = e.path[:at+1], e.path[at+1:]
		}
		if why := badPath(e.path); why != "" {
			found[e.path] = &isms.Problem{Rule: ruleReadable, Code: "git.tree-name", Fatal: true,
				Message: fmt.Sprintf("%q %s", clip(e.path), why)}
			continue
		}
		c := dirs[dir]
		if c == nil {
			c = &checker{dir: dir, folded: map[string]string{}}
			dirs[dir] = c
		}
		before := len(c.problems)
		if c.odd(name); len(c.problems) > before {
			found[e.path] = &c.problems[before]
		}
	}
	return found
}

// badPath says why git would not check out a path, or "".
func badPath(path string) string {
	for part := range strings.SplitSeq(path, "/") {
		if why := badName(part); why != "" {
			return why
		}
	}
	return ""
}

// under returns path relative to the folder prefix.
func under(prefix, path string) (string, bool) {
	if prefix == "" {
		return path, true
	}
	return strings.CutPrefix(path, prefix+"/")
}

// index returns the entries of the index in its order. What go-git does not read (a
// split or a sparse index, sha256) is asked of git.
func (r *Repo) index(ctx context.Context) ([]staged, error) {
	path := r.indexPath()
	if r.place.format.sha256 {
		return listIndex(ctx, r.git, path)
	}
	all, err := decodeIndex(path)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	g, gitErr := newGitCommand(r.place)
	if gitErr != nil {
		return nil, &Error{Code: "git.index", Path: path, Cause: err,
			Message: fmt.Sprintf("the index cannot be read (%v), and %v", err, gitErr),
			Remedy:  "Turn the index into a usual one: `git update-index --no-split-index` or `git sparse-checkout reapply --no-sparse-index`."}
	}
	return listIndex(ctx, g, path)
}

// decodeIndex reads an index with go-git, which checks its checksum.
func decodeIndex(path string) (all []staged, err error) {
	f, err := os.OpenFile(path, openFlags, 0)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var idx index.Index
	err = guard("read index", func() error { return index.NewDecoder(bufio.NewReader(f)).Decode(&idx) })
	if err != nil {
		return nil, err
	}
	all = make([]staged, len(idx.Entries))
	for i, e := range idx.Entries {
		all[i] = staged{path: e.Name, mode: uint32(e.Mode), id: e.Hash.String(),
			stage: int(e.Stage), intent: e.IntentToAdd, absent: e.SkipWorktree}
	}
	return all, nil
}

// listIndex asks git for the index. Git does not tell which entries were only
// announced by `git add -N`; they are listed as the empty files they look like.
func listIndex(ctx context.Context, g *gitCommand, path string) ([]staged, error) {
	out, err := g.output(ctx, "ls-files", "--stage", "-t", "-z", "--full-name", "--cached", ":/")
	if err != nil {
		return nil, err
	}
	var all []staged
	for line := range bytes.SplitSeq(bytes.TrimSuffix(out, []byte{0}), []byte{0}) {
		if len(line) == 0 {
			continue
		}
		head, name, ok := strings.Cut(string(line), "\t")
		fields := strings.Fields(head)
		if !ok || len(fields) != 4 {
			return nil, &Error{Code: "git.index", Path: path, Message: fmt.Sprintf("git lists the index entry %q", clip(string(line)))}
		}
		mode, err := strconv.ParseUint(fields[1], 8, 32)
		stage, err2 := strconv.Atoi(fields[3])
		if err = errors.Join(err, err2); err != nil {
			return nil, &Error{Code: "git.index", Path: path, Message: fmt.Sprintf("git lists the index entry %q", clip(string(line)))}
		}
		all = append(all, staged{path: name, mode: uint32(mode), id: fields[2], stage: stage, absent: fields[0] == "S"})
	}
	slices.SortStableFunc(all, func(a, b staged) int { return strings.Compare(a.path, b.path) })
	return all, nil
}
