package engine

import (
	"ismsproof/engine/history"
	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// remember tells rules which commits the points of the walk are. In a graph the commit
// before is not the one that a record was changed after, so there the past of a
// record is unknown.
func (w *walk) remember(commits []isms.Commit, graph bool) {
	if graph {
		w.line.NoHistory("needs a line of commits; run `ismsproof history` without --all")
		return
	}
	known := make([]policy.Commit, len(commits))
	times := history.Monotonic(commits)
	for i, c := range commits {
		known[i] = policy.Commit{
			ID: c.ID, Time: times[i],
			Author:    policy.Person{Name: c.Author.Name, Email: c.Author.Email},
			Committer: policy.Person{Name: c.Committer.Name, Email: c.Committer.Email},
		}
	}
	w.line.SetCommits(known)
}
