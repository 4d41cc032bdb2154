package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"

	"golang.org/x/sync/errgroup"

	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
	"ismsproof/engine/schema"
)

// What rules judge besides records: what a commit did to one record, and the commit.
const (
	subjectRevision = "revision"
	subjectCommit   = "commit"
)

// judgesPast says whether a rule judges what was done once: it is asked at that commit
// and never again.
func judgesPast(r *isms.Rule) bool {
	return r.Subject == subjectRevision || r.Subject == subjectCommit
}

// A revision is one record as one commit changed it. What is found about it holds until
// the next revision of the record: nobody can undo a commit, but the record as it is
// then has another past.
type revision struct {
	subject       *subject
	point, until  int
	before, after *record // nil where it is not there
	was           string  // the id that the same thing had until this commit; "" where it had none or this one
}

// change says what became of the record, in the words of [identity.Change].
func (r *revision) change() string {
	switch {
	case r.before == nil:
		return "added"
	case r.after == nil:
		return "removed"
	}
	return "changed"
}

// record returns the record to show: as it is after the commit, or was before it.
func (r *revision) record() *record { return cmp.Or(r.after, r.before) }

// input returns what rules see of the revision; commit is what they see of its commit.
func (r *revision) input(commit policy.Input) (policy.Input, error) {
	var before, after any
	var changed []string
	content := false
	if r.before != nil {
		before = r.before.input
	}
	if r.after != nil {
		after = r.after.input
	}
	if r.before != nil && r.after != nil {
		changed = r.after.input.Changes(r.before.input)
		content = policy.ContentChanged(r.before.input, r.after.input)
	}
	fields := identity.Revision(r.subject.Kind, r.subject.ID, before, after, changed, content, commit)
	if r.was != "" {
		fields["was"] = r.was
	}
	return policy.NewSubject(fields)
}

// revisions returns the revisions along a line that ends before end, by point and in
// the order of their subjects. A record that nobody could see go, because a file that
// may hold it could not be read, is gone only once that is known; one that comes back
// as it was has not changed. The points before first have no commit before them that is
// known: what is there is taken as it is.
func (w *walk) revisions(first, end int) [][]*revision {
	out := make([][]*revision, end)
	for _, s := range slices.SortedFunc(maps.Values(w.subjects), bySubject) {
		if s.whole || s.twin > 0 {
			continue // of an id that is taken twice, the first claim is the record
		}
		var last *record
		var open *revision
		for i, v := range s.versions {
			at, until := v.from, end
			if i+1 < len(s.versions) {
				until = s.versions[i+1].from
			}
			if v.record == nil {
				if last == nil {
					continue
				}
				if at = w.line.Clear(at, until, s.Kind); at >= until {
					continue
				}
			} else if last != nil && v.record.input.Same(last.input) {
				continue
			}
			if open != nil {
				open.until = at
			}
			if at >= first {
				open = &revision{subject: s, point: at, until: end, before: last, after: v.record}
				out[at] = append(out[at], open)
			}
			last = v.record
		}
	}
	for _, list := range out {
		moved(list)
	}
	return out
}

// moved finds which of the records that a commit adds are records that it removes under
// another id. Of two that are alike the first is taken.
func moved(list []*revision) {
	type thing struct{ entity, kind, digest string }
	gone := map[thing]string{}
	for _, r := range list {
		if r.after != nil {
			continue
		}
		key := thing{r.subject.entity, r.subject.Kind, r.before.input.ThingDigest()}
		if _, twice := gone[key]; !twice && key.digest != "" {
			gone[key] = r.subject.ID
		}
	}
	if len(gone) == 0 {
		return
	}
	for _, r := range list {
		if r.before == nil {
			r.was = gone[thing{r.subject.entity, r.subject.Kind, r.after.input.ThingDigest()}]
		}
	}
}

// judgePast evaluates the rules about revisions and commits for the points of a reign,
// each once, at the commit itself: what was done does not change any more.
func (w *walk) judgePast(ctx context.Context, e *policy.Evaluator, from, to int, selected func(*isms.Rule) bool, jobs int, v *verdicts) error {
	if w.past == nil {
		return nil
	}
	aboutRevisions, aboutCommits := w.pastRules(subjectRevision, selected), w.pastRules(subjectCommit, selected)
	if len(aboutRevisions)+len(aboutCommits) == 0 {
		return nil
	}
	slots := make([]verdicts, to-from)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(jobs)
	const batch = 16
	for start := from; start < to; start += batch {
		g.Go(func() error {
			for point := start; point < min(start+batch, to); point++ {
				if w.past.idle(point) {
					continue // a commit that leaves the records alone is none of the ISMS
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := w.judgePoint(ctx, e, point, aboutRevisions, aboutCommits, &slots[point-from]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for i := range slots {
		v.add(&slots[i])
	}
	return nil
}

// pastRules returns the rules that judge a subject of the past and are to run.
func (w *walk) pastRules(subject string, selected func(*isms.Rule) bool) []*policy.Rule {
	return slices.DeleteFunc(w.d.Rules.ForSubject(subject), func(r *policy.Rule) bool {
		return !selected(&r.Rule) || w.past.partial && w.d.Rules.AsksHistory(r)
	})
}

// judgePoint evaluates rules for one commit and what it did.
func (w *walk) judgePoint(ctx context.Context, e *policy.Evaluator, point int, aboutRevisions, aboutCommits []*policy.Rule, v *verdicts) error {
	account := w.past.account(point)
	v.standing = append(v.standing, w.standing(point, &account))
	if len(aboutRevisions) > 0 {
		commit, err := policy.NewSubject(account.Brief(w.past.commits[point]))
		if err != nil {
			return err
		}
		for _, r := range w.past.revisions[point] {
			in, err := r.input(commit)
			if err != nil {
				return err
			}
			for _, rule := range aboutRevisions {
				j := ask(ctx, e, rule, in, point, v)
				w.stateRevision(r, rule, &j, v)
			}
		}
	}
	if len(aboutCommits) == 0 {
		return nil
	}
	in, err := policy.NewSubject(account.Input(w.past.commits[point], w.past.previous(point), w.past.changes(point), w.past.defined(point)))
	if err != nil {
		return err
	}
	for _, rule := range aboutCommits {
		j := ask(ctx, e, rule, in, point, v)
		w.stateCommit(point, rule, &j, v)
	}
	return nil
}

// ask asks one rule and counts it.
func ask(ctx context.Context, e *policy.Evaluator, rule *policy.Rule, in policy.Input, point int, v *verdicts) policy.Judgement {
	v.evaluations++
	j := e.Judge(ctx, rule, in, point)
	if j.Across {
		v.across++
	}
	return j
}

// stateRevision turns what is said of a revision into facts: at the record, wherever it
// moves, until its next revision.
func (w *walk) stateRevision(r *revision, rule *policy.Rule, j *policy.Judgement, v *verdicts) {
	if j.Unknown == "" && len(j.Findings) == 0 {
		return
	}
	at, from := r.record(), r.point
	for _, next := range r.subject.versions {
		if next.record == nil || r.after == nil || next.from <= from || next.from >= r.until {
			continue
		}
		w.state(r.subject, at, rule, j, from, next.from, v)
		at, from = next.record, next.from
	}
	w.state(r.subject, at, rule, j, from, r.until, v)
}

// stateCommit turns what is said of a commit into facts, which hold for good. They stand
// at a record that the commit changed: at the one that `at` names as ["changes", n],
// else at the first.
func (w *walk) stateCommit(point int, rule *policy.Rule, j *policy.Judgement, v *verdicts) {
	id, end := w.past.commits[point].ID, len(w.past.revisions)
	if j.Unknown != "" {
		f := w.past.place(point, &rule.Rule, nil)
		v.blind = append(v.blind, &blindness{isms.Undecided{
			Rule: &rule.Rule, Kind: subjectCommit, ID: id, Path: f.Path, Range: f.Range, Reason: j.Unknown,
		}, point, end})
		return
	}
	for i := range j.Findings {
		stated := &j.Findings[i]
		f := w.past.place(point, &rule.Rule, stated.At)
		f.Message, f.Grade, f.Locus = stated.Message, stated.Grade, stated.Key
		f.Since, _ = policy.Instant(stated.Since, w.zone(point))
		f.Until, _ = policy.Instant(stated.Until, w.zone(point))
		v.facts = append(v.facts, &fact{Finding: f, from: point, to: end})
	}
}

// giveUpPast says that own rules which were given up are undecided for all that was done.
func (w *walk) giveUpPast(all *verdicts, given map[string]string, from, to int, selected func(*isms.Rule) bool) {
	if w.past == nil {
		return
	}
	for point := from; point < to; point++ {
		if w.past.idle(point) {
			continue
		}
		for _, rule := range w.pastRules(subjectRevision, selected) {
			for _, r := range w.past.revisions[point] {
				if why := given[rule.ID]; why != "" {
					w.stateRevision(r, rule, &policy.Judgement{Unknown: why}, all)
				}
			}
		}
		for _, rule := range w.pastRules(subjectCommit, selected) {
			if why := given[rule.ID]; why != "" {
				w.stateCommit(point, rule, &policy.Judgement{Unknown: why}, all)
			}
		}
	}
}

// ruleSchemas describes what rules get as input, by the name that follows `schema.`.
func ruleSchemas(s *schema.Set) map[string]any {
	out := s.RuleSchemas()
	var commit, revision map[string]any
	_ = json.Unmarshal(identity.CommitSchema, &commit) // they are part of the binary
	_ = json.Unmarshal(identity.RevisionSchema, &revision)
	if fields, ok := revision["properties"].(map[string]any); ok {
		fields["before"], fields["after"] = out[schema.Record], out[schema.Record]
	}
	out[subjectCommit], out[subjectRevision] = commit, revision
	return out
}
