package engine

import (
	"context"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// judgeOwn evaluates an organization's own rules for all versions of one subject, as
// judgeSubject does the others. What is due at one point is asked for at once, since
// each question goes to another process.
func (w *walk) judgeOwn(ctx context.Context, e *policy.Evaluator, s *subject, rules []*policy.Rule, changes [][]string, zones []int, v *verdicts) {
	session := e.Session()
	judged := make([]policy.Judgement, len(rules))
	holds := make([]int, len(rules))  // the point until which each holds, if the subject stays as it is
	stated := make([]int, len(rules)) // the point until which each is stated
	for n := range rules {
		holds[n] = -1
	}
	for i, version := range s.versions {
		if version.record == nil {
			continue
		}
		until := len(zones)
		if i+1 < len(s.versions) {
			until = s.versions[i+1].from
		}
		for n, rule := range rules {
			stated[n] = version.from
			if changes[i] != nil && w.d.Rules.Concerns(rule, changes[i]) {
				holds[n] = -1
			}
		}
		for point := version.from; point < until; {
			var due []*policy.Rule
			var which []int
			for n, rule := range rules {
				if point >= holds[n] {
					due, which = append(due, rule), append(which, n)
				}
			}
			if len(due) > 0 {
				for k, j := range session.Judge(ctx, due, version.record.input, point) {
					judged[which[k]], holds[which[k]] = j, j.Next
					v.evaluations++
					if j.Across {
						v.across++
					}
				}
			}
			next := min(until, zones[point])
			for n := range rules {
				next = min(next, holds[n])
			}
			for n, rule := range rules {
				// A judgement is stated up to where it ends: other rules' ends do not cut it.
				if to := min(until, holds[n], zones[point]); to == next {
					w.state(s, version.record, rule, &judged[n], stated[n], to, v)
					stated[n] = to
				}
			}
			point = next
		}
	}
}

// giveUp takes back what was judged by own rules that were given up: which subjects
// they reached depends on the order of work. They are undecided for all their subjects.
func (w *walk) giveUp(all *verdicts, subjects []*subject, given map[string]string, selected func(*isms.Rule) bool, end int) {
	if len(given) == 0 {
		return
	}
	facts, blind := all.facts[:0], all.blind[:0]
	for _, f := range all.facts {
		if given[f.Rule.ID] == "" {
			facts = append(facts, f)
		}
	}
	for _, b := range all.blind {
		if given[b.Rule.ID] == "" {
			blind = append(blind, b)
		}
	}
	all.facts, all.blind = facts, blind
	for _, s := range subjects {
		for _, rule := range w.rulesFor(s) {
			why := given[rule.ID]
			if why == "" || !selected(&rule.Rule) {
				continue
			}
			for i, version := range s.versions {
				until := end
				if i+1 < len(s.versions) {
					until = s.versions[i+1].from
				}
				if version.record != nil {
					w.state(s, version.record, rule, &policy.Judgement{Unknown: why}, version.from, until, all)
				}
			}
		}
	}
}
