package source

import (
	"context"
	"slices"

	"ismsproof/engine/isms"
)

// LogOptions say which commits [Repo.Log] returns, and in what order.
type LogOptions struct {
	From        string   // id of the newest commit
	Exclude     []string // ids of commits that are left out with all that they follow
	FirstParent bool     // only the first parent of a merge is followed
	OldestFirst bool     // instead of newest first
}

// A Logged is a commit of a log, and what is odd about it.
type Logged struct {
	Commit   isms.Commit
	Problems []isms.Problem // see [Repo.Commit]
}

// Log returns the commits that From follows, each after all that follow it (before,
// if oldest first): the order of git rev-list --topo-order. Dates play no part.
//
// It is never shorter than history: a parent that is missing, or that a shallow
// clone leaves out (code git.shallow), is an error.
func (r *Repo) Log(ctx context.Context, o LogOptions) ([]Logged, error) {
	cut, err := r.shallow()
	if err != nil {
		return nil, err
	}
	excluded, err := r.excluded(ctx, o.Exclude, cut)
	if err != nil {
		return nil, err
	}
	var log []Logged
	if o.FirstParent {
		log, err = r.line(ctx, o.From, excluded, cut)
	} else {
		log, err = r.graph(ctx, o.From, excluded, cut)
	}
	if err != nil {
		return nil, err
	}
	if o.OldestFirst {
		slices.Reverse(log)
	}
	return log, nil
}

// excluded returns all commits that the given ones follow, themselves included. A
// shallow boundary ends this walk: it can only make the log longer.
func (r *Repo) excluded(ctx context.Context, ids []string, cut map[string]bool) (map[string]bool, error) {
	seen := map[string]bool{}
	for todo := slices.Clone(ids); len(todo) > 0; {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[id] {
			continue
		}
		seen[id] = true
		if cut[id] {
			continue
		}
		c, _, err := r.Commit(ctx, id)
		if err != nil {
			return nil, err
		}
		todo = append(todo, c.Parents...)
	}
	return seen, nil
}

// line follows first parents.
func (r *Repo) line(ctx context.Context, id string, excluded, cut map[string]bool) ([]Logged, error) {
	var log []Logged
	for !excluded[id] {
		c, problems, err := r.Commit(ctx, id)
		if err != nil {
			return nil, err
		}
		log = append(log, Logged{c, problems})
		if cut[id] {
			return nil, shallowError(id)
		}
		if len(c.Parents) == 0 {
			break
		}
		id = c.Parents[0]
	}
	return log, nil
}

// graph reads every commit, counts how many follow each, and then takes those that
// nothing left follows: the last found first, so that branches stay together.
func (r *Repo) graph(ctx context.Context, from string, excluded, cut map[string]bool) ([]Logged, error) {
	commits, followers := map[string]Logged{}, map[string]int{}
	for todo := []string{from}; len(todo) > 0; {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if _, known := commits[id]; known || excluded[id] {
			continue
		}
		c, problems, err := r.Commit(ctx, id)
		if err != nil {
			return nil, err
		}
		if cut[id] {
			return nil, shallowError(id)
		}
		commits[id] = Logged{c, problems}
		for _, p := range c.Parents {
			followers[p]++
		}
		todo = append(todo, c.Parents...)
	}
	if excluded[from] {
		return nil, nil
	}
	log := make([]Logged, 0, len(commits))
	for ready := []string{from}; len(ready) > 0; {
		c := commits[ready[len(ready)-1]]
		ready = ready[:len(ready)-1]
		log = append(log, c)
		for _, p := range c.Commit.Parents {
			if followers[p]--; followers[p] == 0 && !excluded[p] {
				ready = append(ready, p)
			}
		}
	}
	return log, nil
}
