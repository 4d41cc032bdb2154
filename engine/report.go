package engine

import (
	"slices"
	"time"

	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// report puts together what holds at one point of a walk, as of an instant, under the
// waivers that are in force. What will lapse before horizon is upcoming.
func (w *walk) report(v *verdicts, point int, selected func(*isms.Rule) bool, waivers waiverSet, asOf, horizon time.Time) *isms.Report {
	d := w.d
	r := &isms.Report{
		Tool: d.tool(w.config.sum),
		AsOf: asOf,
	}
	var findings []isms.Finding
	for _, f := range slices.Concat(w.facts, v.facts) {
		if f.from <= point && point < f.to && selected(f.Rule) {
			found := f.Finding
			found.Message = maskedText(found.Message + w.suggestion(f))
			findings = append(findings, found)
		}
	}
	for _, b := range slices.Concat(w.blind, v.blind) {
		if b.from <= point && point < b.to && selected(b.Rule) {
			u := b.Undecided
			u.Reason = maskedText(u.Reason)
			r.Undecided = append(r.Undecided, u)
		}
	}
	judged, subjects := w.population(point, selected)
	r.Findings = settle(findings, asOf, horizon)
	escalate(r.Findings, judged)
	waivers.apply(r.Findings)
	for _, f := range slices.Concat(w.idle(point, r, selected), w.empty(point, r, selected)) {
		if selected(f.Rule) {
			r.Findings = append(r.Findings, f)
		}
	}

	var ran []*isms.Rule
	for _, rule := range d.All() {
		if selected(rule) {
			ran = append(ran, rule)
		}
	}
	r.Requirements, r.Readiness = w.matrix(point, judged, ran, r)
	report.Sort(r)
	r.Counts = count(r.Findings)
	r.Counts.Artifacts, r.Counts.Records = w.artifacts, w.records
	r.Counts.Rules, r.Counts.Subjects, r.Counts.NotAssessable = len(ran), subjects, len(r.Undecided)
	r.Outcome = outcome(&r.Counts)
	return r
}

// tool says what judged.
func (d *Definitions) tool(config string) isms.Tool {
	return isms.Tool{Name: "ismsproof", Version: Version, Rules: d.Digest, Catalog: d.Catalog.Digest(), Config: config}
}

func outcome(c *isms.Counts) isms.Outcome {
	switch {
	case c.NotAssessable > 0:
		return isms.OutcomeUndecided
	case c.Major+c.Minor+c.Observation+c.Opportunity > 0:
		return isms.OutcomeFindings
	}
	return isms.OutcomeConform
}

// matrix is the conformity matrix of the report, and beside it the readiness for a
// certificate. A requirement whose rules found no record to judge is not assessable:
// there was no population, and silence about nothing is no proof.
func (w *walk) matrix(point int, population map[string]int, ran []*isms.Rule, r *isms.Report) (rows, readiness []isms.Requirement) {
	rows = w.d.Catalog.Matrix(ran, r.Findings, r.Undecided, w.excluded(point))
	readiness = w.d.Catalog.Readiness(ran, r.Findings, r.Undecided)
	judged := map[string]int{}
	for _, rule := range ran {
		n := population[rule.ID]
		if rule.Subject == "engine" {
			n = w.artifacts
			switch {
			case rule.Topic() == exceptionTopic:
				n = w.exceptionsAt(point)
			case rule.ID == ruleRewrite:
				n = w.anchored
			case rule.ID == ruleClone:
				n = 0 // it stops a history; a tree has none
			}
		}
		for _, id := range rule.Requirements {
			judged[id] += n
		}
	}
	for _, list := range [][]isms.Requirement{rows, readiness} {
		for i := range list {
			if list[i].Result == isms.Conform && judged[list[i].ID] == 0 {
				list[i].Result = isms.NotAssessable
			}
		}
	}
	return rows, readiness
}

// excluded returns the Annex A controls that the statement of applicability
// excludes.
func (w *walk) excluded(point int) map[string]bool {
	out := map[string]bool{}
	for key, s := range w.subjects {
		if key.Kind != "soa_control" || key.twin > 0 {
			continue
		}
		if r := s.at(point); r != nil && r.input.False("applicable") {
			out[r.ID] = true
		}
	}
	return out
}

// count counts findings by grade and status.
func count(findings []isms.Finding) isms.Counts {
	var c isms.Counts
	for i := range findings {
		switch f := &findings[i]; f.Status {
		case isms.Waived:
			c.Waived++
		case isms.Upcoming:
			c.Upcoming++
		default:
			var t isms.Tally
			t.Add(f.Grade, 1)
			c.Major += t.Major
			c.Minor += t.Minor
			c.Observation += t.Observation
			c.Opportunity += t.Opportunity
		}
	}
	return c
}
