package engine

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// compare finds what each commit changed, several stretches at a time. A folder
// that did not change is never opened.
func (h *historian) compare(ctx context.Context) error {
	h.changes = make([]source.Changes, len(h.commits))
	trees := make([]string, len(h.commits)+1) // trees[i+1] is of commit i
	prefix := h.repo.Prefix()
	lost := make([]*isms.Problem, len(h.commits))
	g, folders := errgroup.WithContext(ctx)
	stretch := (len(h.commits) + h.jobs - 1) / h.jobs
	for from := 0; from < len(h.commits); from += stretch {
		g.Go(func() error {
			for i := from; i < min(from+stretch, len(h.commits)); i++ {
				var err error
				if trees[i+1], err = h.repo.Folder(folders, h.commits[i], prefix); err != nil {
					if folders.Err() != nil {
						return folders.Err()
					}
					lost[i] = lostCommit(h.commits[i].ID, err)
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	g, ctx = errgroup.WithContext(ctx) // of the caller: the first group's ended with it
	for from := 0; from < len(h.commits); from += stretch {
		g.Go(func() error {
			comparer := h.repo.Comparer()
			for i := from; i < min(from+stretch, len(h.commits)); i++ {
				if err := ctx.Err(); err != nil {
					return err
				}
				c, err := comparer.Compare(ctx, trees[i], trees[i+1])
				if err != nil {
					return err
				}
				if lost[i] != nil {
					c.Found = append(c.Found, *lost[i])
				}
				if i > 0 && lost[i-1] != nil {
					c.Mended = append(c.Mended, *lost[i-1])
				}
				h.changes[i] = c
			}
			return nil
		})
	}
	return g.Wait()
}

// lostCommit is the problem of a commit whose tree cannot be found.
func lostCommit(id string, err error) *isms.Problem {
	p := isms.Problem{Rule: ruleReadable, Code: "git.read", Range: firstLine, Fatal: true, Message: fmt.Sprintf("commit %s: %v", id, err)}
	if cause, ok := source.AsError(err); ok {
		p.Code, p.Remedy = cause.Code, cause.Remedy
	}
	return &p
}

func (h *historian) fetch(ctx context.Context, e isms.Entry, max int64) ([]byte, error) {
	return h.repo.ReadBlob(ctx, e.Blob, max)
}

// read reads every file that ever was, once: the versions of a path in a row, so that
// each shares with the one before what is alike. Newest first: a pack holds the newest
// version whole and older ones as differences.
func (h *historian) read(ctx context.Context) error {
	type wanted struct {
		entry  isms.Entry
		config *config
	}
	var todo []wanted
	if h.files == nil {
		h.files = map[fileKey]*file{}
	}
	present := map[string]isms.Entry{}
	for i, c := range h.changes {
		for _, gone := range c.Gone {
			delete(present, gone)
		}
		for _, e := range c.Entries {
			present[e.Path] = e
		}
		again := i > 0 && h.configs[i].reading != h.configs[i-1].reading
		entries := c.Entries
		if again {
			entries = slices.Collect(maps.Values(present))
		}
		for _, e := range entries {
			key := h.key(i, e)
			if _, known := h.files[key]; !known && h.configs[i].artifact(e) {
				h.files[key] = nil
				todo = append(todo, wanted{e, h.configs[i]})
			}
		}
	}
	slices.Reverse(todo)
	read := make([]*file, len(todo))
	byPath := map[string][]int{}
	var paths []string
	for i, w := range todo {
		if byPath[w.entry.Path] == nil {
			paths = append(paths, w.entry.Path)
		}
		byPath[w.entry.Path] = append(byPath[w.entry.Path], i)
	}
	// The longest first: no processor waits for them at the end.
	slices.SortStableFunc(paths, func(a, b string) int { return cmp.Compare(len(byPath[b]), len(byPath[a])) })
	caller := ctx
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(h.jobs)
	var done atomic.Int64
	for _, path := range paths {
		g.Go(func() (err error) {
			versions := byPath[path]
			h.tell("reading files", int(done.Add(int64(len(versions)))), len(todo))
			var like *file
			for _, i := range versions {
				if read[i], err = todo[i].config.d.readLike(ctx, h.fetch, todo[i].entry, todo[i].config, like); err != nil {
					return err
				}
				if !read[i].blank {
					like = read[i]
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for i, w := range todo {
		h.files[fileKey{w.entry.Path, w.entry.Blob, w.entry.Mode, w.config.reading}] = read[i]
	}
	return h.hash(caller)
}

// hash finds what those files hold that any record ever states a digest of.
func (h *historian) hash(ctx context.Context) error {
	stated := map[string]bool{}
	for _, f := range h.files {
		namedByHash(stated, map[string]*file{"": f})
	}
	if len(stated) == 0 {
		return nil
	}
	type blob struct {
		id   string
		mode isms.Mode
	}
	known := map[blob]*content{}
	h.contents = make([]map[string]*content, len(h.changes))
	for i, c := range h.changes {
		for _, e := range c.Entries {
			if !stated[e.Path] {
				continue
			}
			key := blob{e.Blob, e.Mode}
			if known[key] == nil {
				found, err := contentOf(ctx, h.fetch, e)
				if err != nil {
					return err
				}
				known[key] = &found
			}
			if h.contents[i] == nil {
				h.contents[i] = map[string]*content{}
			}
			h.contents[i][e.Path] = known[key]
		}
	}
	return nil
}

func (h *historian) key(point int, e isms.Entry) fileKey {
	return fileKey{e.Path, e.Blob, e.Mode, h.configs[point].reading}
}
