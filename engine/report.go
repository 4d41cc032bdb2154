package engine

import (
	"slices"
	"time"

	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// report puts together what the tree shows by itself and what rules said, as of an
// instant.
func (d *Definitions) report(s *snapshot, v *verdicts, selected func(*isms.Rule) bool, asOf time.Time) *isms.Report {
	r := &isms.Report{
		Tool: isms.Tool{Name: "ismsproof", Version: Version, Rules: d.Digest, Catalog: d.Catalog.Digest()},
		AsOf: asOf,
	}
	r.Tool.Config = s.configSum
	found, unknown := d.problems(s)
	for i := range s.contents.problems {
		f, u := d.problem(s, &s.contents.problems[i])
		found, unknown = append(found, f), append(unknown, u...)
	}
	for i := range found {
		if found[i].Grade == "" {
			found[i].Grade = found[i].Rule.Grade
		}
	}
	all := append(found, v.findings...)
	all = slices.DeleteFunc(all, func(f isms.Finding) bool { return !selected(f.Rule) })
	r.Undecided = slices.DeleteFunc(append(unknown, v.unknown...), func(u isms.Undecided) bool { return !selected(u.Rule) })

	r.Findings = settle(all, asOf, asOf.Add(upcomingWithin))
	escalate(r.Findings, v.judged)
	waivers(s, asOf).apply(r.Findings)

	var ran []*isms.Rule
	for _, rule := range d.All() {
		if selected(rule) {
			ran = append(ran, rule)
		}
	}
	r.Requirements = d.matrix(s, v, ran, r)
	report.Sort(r)
	count(r, s, v, len(ran))
	switch {
	case len(r.Undecided) > 0:
		r.Outcome = isms.OutcomeUndecided
	case r.Counts.Major+r.Counts.Minor+r.Counts.Observation+r.Counts.Opportunity > 0:
		r.Outcome = isms.OutcomeFindings
	default:
		r.Outcome = isms.OutcomeConform
	}
	return r
}

// problem turns what is wrong with a file into a finding; where the file could not
// be read, what it holds is undecided too.
func (d *Definitions) problem(s *snapshot, p *isms.Problem) (isms.Finding, []isms.Undecided) {
	f := isms.Finding{
		Rule: d.Own[p.Rule], ID: p.Path, Path: p.Path, Range: p.Range, At: p.At,
		Locus: p.Code, Message: p.Message, Remedy: p.Remedy,
	}
	if r := s.holder(p); r != nil {
		f.Entity, f.Kind, f.ID = r.Entity, r.Kind, r.ID
		f.Locus = p.Code + " " + locus(r.Value, p.At[len(r.Path):])
	}
	if !p.Fatal {
		return f, nil
	}
	return f, []isms.Undecided{{Rule: f.Rule, Path: p.Path, Range: p.Range, ID: p.Path, Reason: p.Message}}
}

// holder returns the innermost record that a problem lies in, or nil.
func (s *snapshot) holder(p *isms.Problem) *isms.Record {
	var best *isms.Record
	for _, r := range s.records {
		if r.Artifact.Path != p.Path || r.Artifact.Document != p.Doc || len(r.Path) > len(p.At) || !slices.Equal(r.Path, p.At[:len(r.Path)]) {
			continue
		}
		if best == nil || len(r.Path) >= len(best.Path) {
			best = r
		}
	}
	return best
}

// matrix is the conformity matrix of the report. A requirement whose rules found
// no record to judge is not assessable: there was no population, and silence
// about nothing is no proof.
func (d *Definitions) matrix(s *snapshot, v *verdicts, ran []*isms.Rule, r *isms.Report) []isms.Requirement {
	rows := d.Catalog.Matrix(ran, r.Findings, r.Undecided, s.excluded())
	judged := map[string]int{}
	for _, rule := range ran {
		n := v.judged[rule.ID]
		if rule.Subject == "engine" {
			n = s.artifacts
		}
		for _, id := range rule.Requirements {
			judged[id] += n
		}
	}
	for i := range rows {
		if rows[i].Result == isms.Conform && judged[rows[i].ID] == 0 {
			rows[i].Result = isms.NotAssessable
		}
	}
	return rows
}

// excluded returns the Annex A controls that the statement of applicability
// excludes.
func (s *snapshot) excluded() map[string]bool {
	out := map[string]bool{}
	for _, r := range s.records {
		if v := r.Value.Get("applicable"); r.Kind == "soa_control" && v != nil && v.Type == isms.Bool && v.Text == "false" {
			out[r.ID] = true
		}
	}
	return out
}

// count fills in the denominator of the report.
func count(r *isms.Report, s *snapshot, v *verdicts, rules int) {
	r.Counts = isms.Counts{
		Artifacts: s.artifacts + len(s.blanks), Records: len(s.records), Rules: rules,
		Subjects: v.subjects, NotAssessable: len(r.Undecided), Ignored: s.ignored,
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		n := map[isms.Grade]*int{
			isms.Major: &r.Counts.Major, isms.Minor: &r.Counts.Minor,
			isms.Observation: &r.Counts.Observation, isms.Opportunity: &r.Counts.Opportunity,
		}[f.Grade]
		switch f.Status {
		case isms.Waived:
			n = &r.Counts.Waived
		case isms.Upcoming:
			n = &r.Counts.Upcoming
		}
		*n++
	}
}
