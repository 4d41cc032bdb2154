package engine

import (
	"context"
	"slices"
	"sync"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// writers returns who wrote what the commit of a point did to a record: ids of persons,
// as of that commit. touched says whether a commit that a merge brought in changed a file;
// nil where nobody can tell, so that all who wrote on the branch count.
func (d *deeds) writers(w *walk, touched func(c isms.Commit, file string) bool) policy.AuthorsFunc {
	known := map[int][]string{} // of points at which it is the same for all records
	var mu sync.Mutex
	return func(point int, key isms.Key) []string {
		mu.Lock()
		defer mu.Unlock()
		if ids, done := known[point]; done {
			return ids
		}
		a := d.account(point)
		ids := a.Authors()
		if touched == nil || len(ids) < 2 || len(d.behind[d.commits[point].ID]) < 2 {
			known[point] = ids
			return ids
		}
		if file := w.fileOf(key, point); file != "" {
			if own := d.accountOf(point, func(c isms.Commit) bool { return touched(c, file) }); len(own.Writers) > 0 {
				return own.Authors()
			}
		}
		return ids
	}
}

// fileOf returns the file that a record stands in at a point, or stood in before; ""
// where it never was.
func (w *walk) fileOf(key isms.Key, point int) string {
	s := w.subjects[subjectKey{entityKey: entityKey{Key: key}}]
	if s == nil {
		return ""
	}
	file := ""
	for _, v := range s.versions {
		if v.from > point {
			break
		}
		if v.record != nil {
			file = v.record.file
		}
	}
	return file
}

// asksHistory says whether any rule that is to run may ask who wrote what.
func (h *historian) asksHistory() bool {
	for i, c := range h.configs {
		if i > 0 && c.d == h.configs[i-1].d {
			continue
		}
		if slices.ContainsFunc(c.d.Rules.Rules(), func(r *isms.Rule) bool {
			rule, judged := c.d.Rules.Rule(r.ID)
			return judged && h.selected(r) && c.d.Rules.AsksHistory(rule)
		}) {
			return true
		}
	}
	return false
}

// touches says whether a commit changed a file of the ISMS against its first parent; where
// that cannot be read, it may have.
func (h *historian) touches(ctx context.Context) func(isms.Commit, string) bool {
	return func(c isms.Commit, file string) bool {
		is, err := h.entry(ctx, c, file)
		if err != nil || len(c.Parents) == 0 {
			return err != nil || is.Blob != ""
		}
		parent, _, err := h.repo.Commit(ctx, c.Parents[0])
		if err != nil {
			return true
		}
		was, err := h.entry(ctx, parent, file)
		return err != nil || was != is
	}
}
