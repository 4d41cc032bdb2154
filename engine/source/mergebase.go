package source

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

// MergeBase returns the best common ancestor of two commits, as git merge-base does:
// one that no other common ancestor follows. Of several (after criss-cross merges)
// it is the one with the latest committer date, then the lowest id.
//
// Two histories that have nothing in common are a usage error git.no-merge-base;
// one that a shallow clone cuts before they meet is an error git.shallow.
func (r *Repo) MergeBase(ctx context.Context, a, b string) (string, error) {
	cut, err := r.shallow()
	if err != nil {
		return "", err
	}
	p := painter{repo: r, cut: cut, colors: map[string]color{}, commits: map[string]isms.Commit{}}
	found, err := p.paint(ctx, a, b)
	if err != nil {
		return "", err
	}
	found, err = r.best(ctx, found, cut)
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", &Error{Code: "git.no-merge-base", Usage: true,
			Message: fmt.Sprintf("commits %s and %s have no history in common", a, b),
			Remedy:  "Name a base that the target grew from."}
	}
	slices.SortFunc(found, func(x, y isms.Commit) int {
		return cmp.Or(y.Committer.When.Compare(x.Committer.When), strings.Compare(x.ID, y.ID))
	})
	return found[0].ID, nil
}

// A color says from where a commit has been reached.
type color uint8

const (
	fromA color = 1 << iota
	fromB
	stale  // follows nothing but common ancestors that are already found
	result // a common ancestor
)

// A painter walks down from two commits, latest committer date first.
type painter struct {
	repo    *Repo
	cut     map[string]bool
	colors  map[string]color
	commits map[string]isms.Commit
	queue   commitQueue
}

// paint returns the common ancestors that were met before everything was stale.
// Where dates lie, some may follow from others: see best.
func (p *painter) paint(ctx context.Context, a, b string) ([]isms.Commit, error) {
	if err := p.reach(ctx, a, fromA); err != nil {
		return nil, err
	}
	if err := p.reach(ctx, b, fromB); err != nil {
		return nil, err
	}
	var found []string
	for p.lively() {
		c := heap.Pop(&p.queue).(isms.Commit)
		have := p.colors[c.ID] & (fromA | fromB | stale)
		if have == fromA|fromB {
			if p.colors[c.ID]&result == 0 {
				p.colors[c.ID] |= result
				found = append(found, c.ID)
			}
			have |= stale
		}
		if p.cut[c.ID] {
			if have&stale == 0 {
				return nil, shallowError(c.ID)
			}
			continue
		}
		for _, parent := range c.Parents {
			if err := p.reach(ctx, parent, have); err != nil {
				return nil, err
			}
		}
	}
	var bases []isms.Commit
	for _, id := range found {
		if p.colors[id]&stale == 0 {
			bases = append(bases, p.commits[id])
		}
	}
	return bases, nil
}

// reach paints a commit, and queues it if that told something new.
func (p *painter) reach(ctx context.Context, id string, with color) error {
	if p.colors[id]&with == with {
		return nil
	}
	p.colors[id] |= with
	c, known := p.commits[id]
	if !known {
		var err error
		if c, _, err = p.repo.Commit(ctx, id); err != nil {
			return err
		}
		p.commits[id] = c
	}
	heap.Push(&p.queue, c)
	return nil
}

// lively reports whether the queue holds a commit that is not stale.
func (p *painter) lively() bool {
	return slices.ContainsFunc(p.queue, func(c isms.Commit) bool { return p.colors[c.ID]&stale == 0 })
}

// best drops the commits that others of them follow.
func (r *Repo) best(ctx context.Context, found []isms.Commit, cut map[string]bool) ([]isms.Commit, error) {
	if len(found) < 2 {
		return found, nil
	}
	drop := map[string]bool{}
	for _, c := range found {
		if cut[c.ID] {
			continue
		}
		followed, err := r.excluded(ctx, c.Parents, cut)
		if err != nil {
			return nil, err
		}
		for _, other := range found {
			drop[other.ID] = drop[other.ID] || followed[other.ID]
		}
	}
	return slices.DeleteFunc(found, func(c isms.Commit) bool { return drop[c.ID] }), nil
}

// A commitQueue is a heap of commits, latest committer date first.
type commitQueue []isms.Commit

func (q commitQueue) Len() int { return len(q) }
func (q commitQueue) Less(i, j int) bool {
	return cmp.Or(q[j].Committer.When.Compare(q[i].Committer.When), strings.Compare(q[i].ID, q[j].ID)) < 0
}
func (q commitQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push is for package heap.
func (q *commitQueue) Push(x any) { *q = append(*q, x.(isms.Commit)) }

// Pop is for package heap.
func (q *commitQueue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}
