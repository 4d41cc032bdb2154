package engine

import (
	"context"
	"slices"

	"ismsproof/engine/history"
	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// judgeCommits judges what the commits of the change did, each compared with the one
// before: those of the first-parent line of the target that the merge base has not. What
// still holds at the target is found there. The index and the work tree are no commits.
//
// Who counts, and what the organization asks for, is what was agreed: a change brings
// along no reviewers of its own. Rules that ask for the past of records need all commits
// and judge nothing here.
func (g *gate) judgeCommits(ctx context.Context, v *verdicts) error {
	if g.target.target.Commit == "" {
		return nil
	}
	h := &historian{
		d: g.d, root: g.target.root, repo: g.target.repo, jobs: g.options.jobs(), config: g.agreed, partial: true, files: map[fileKey]*file{},
		selected: func(r *isms.Rule) bool { return judgesPast(r) && g.selected(r) },
	}
	h.configs = []*config{g.agreed}
	if !h.asksPast() {
		return nil
	}
	if err := g.commits(ctx, h); err != nil || len(h.commits) == 0 {
		return err
	}
	if len(g.entries[pointBase]) > 0 { // else the ISMS is born with this change
		whole := g.walk.subjects[subjectKey{whole: true}]
		h.agreed = &agreement{g.walk.peopleAt(g.walk.persons(), pointBase, map[*record]identity.Person{}), whole.at(pointBase).input}
	}
	for key, f := range g.files {
		h.files[fileKey{key.path, key.blob, key.mode, g.agreed.reading}] = f
	}
	h.configs = slices.Repeat(h.configs, len(h.commits))
	h.times = history.Monotonic(h.commits)
	for _, stage := range []func(context.Context) error{h.compare, h.read} {
		if err := stage(ctx); err != nil {
			return err
		}
	}
	h.along()
	if err := h.recount(ctx); err != nil {
		return err
	}
	end := len(h.commits)
	found, err := h.walk.judge(ctx, end, h.selected, h.jobs, nil)
	if err != nil {
		return err
	}
	for _, f := range found.facts {
		if f.to == end {
			v.facts = append(v.facts, g.atTarget(f))
		}
	}
	for _, b := range found.blind {
		if b.to == end {
			v.blind = append(v.blind, &blindness{b.Undecided, pointTarget, gatePoints})
		}
	}
	v.evaluations, v.across = v.evaluations+found.evaluations, v.across+found.across
	g.walk.past, g.walk.done = h.walk.past, h.walk.past.population(0)
	return nil
}

// commits gives the historian the commits of the change, and before them the one that
// they started from.
func (g *gate) commits(ctx context.Context, h *historian) error {
	logged, err := h.repo.Log(ctx, source.LogOptions{From: g.target.target.Commit, Exclude: []string{g.from}, FirstParent: true, OldestFirst: true})
	if err != nil || len(logged) == 0 {
		return err
	}
	if parents := logged[0].Commit.Parents; len(parents) > 0 {
		first, _, err := h.repo.Commit(ctx, parents[0])
		if err != nil {
			return err
		}
		h.commits, h.continues = []isms.Commit{first}, true
	}
	for _, l := range logged {
		h.commits = append(h.commits, l.Commit)
	}
	return nil
}

// atTarget is a fact about what was done as it is found at the target. One about a
// record that is gone stands where it stood; its file may be shorter now.
func (g *gate) atTarget(f *fact) *fact {
	at := &fact{Finding: f.Finding, from: pointTarget, to: gatePoints}
	s := g.walk.subjects[subjectKey{entityKey: entityKey{f.Entity, isms.Key{Kind: f.Kind, ID: f.ID}}}]
	if s == nil || s.at(pointTarget) != nil {
		return at
	}
	if was, now := s.at(pointFrom), g.walk.files[f.Path]; was != nil && now != nil {
		at.Range, at.At = neighbour(now, was), nil
	}
	return at
}
