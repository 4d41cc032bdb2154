package report

import (
	"fmt"
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

// summary prints what was judged, and the verdict with what it does not say.
// The words "compliant" and "certified" are for people with a mandate: no count
// of rules adds up to them.
func (t *printer) summary() {
	n := t.report.Counts
	checked := fmt.Sprintf("checked %s and %s with %s",
		plural(n.Artifacts, "artifact", "artifacts"), plural(n.Records, "record", "records"), plural(n.Rules, "rule", "rules"))
	if n.Ignored > 0 {
		checked += fmt.Sprintf(" (%s ignored)", plural(n.Ignored, "file", "files"))
	}
	t.paragraph("", 0, fmt.Sprintf("%s, %s, as of %s", checked, target(t.report.Target), t.when(t.asOf)), 0)
	t.paragraph("", 0, fmt.Sprintf("%d major, %d minor, %s, %s, %d waived, %d upcoming, %d not assessable",
		n.Major, n.Minor, plural(n.Observation, "observation", "observations"),
		plural(n.Opportunity, "opportunity", "opportunities"), n.Waived, n.Upcoming, n.NotAssessable), 0)
	t.tool(t.report.Tool)
	t.line("")
	for _, s := range wrap(verdict(t.report), 0, t.width) {
		t.line(t.paint("heading", s))
	}
	t.paragraph("", 0, reach(t.report), 0)
}

func target(t isms.Target) string {
	s := map[isms.State]string{isms.StateIndex: "in the index", isms.StateWorktree: "in the work tree"}[t.State]
	if s == "" {
		s = "at commit " + short(t.Commit)
	}
	if t.Base != "" {
		s += ", against " + short(t.Base)
	}
	return s
}

// short returns the part of an id or a digest that people compare.
func short(hex string) string {
	hex = clean(hex)
	return hex[:fit(hex, 12)]
}

// verdict says in one clause what the report amounts to: where there is a base,
// what the change amounts to. It looks at the findings themselves and not at the
// counts alone, so that it never says less than they do.
func verdict(r *isms.Report) string {
	brought, stood, scheme, readiness := 0, 0, 0, 0
	for i := range r.Findings {
		switch f := &r.Findings[i]; {
		case !f.Stands() || f.Grade == isms.Observation || f.Grade == isms.Opportunity:
		case f.Rule.OfScheme():
			scheme++
			if f.Change != isms.Unchanged && f.Change != isms.Weakened {
				readiness++
			}
		case f.Change == isms.Unchanged || f.Change == isms.Weakened: // by the rules of the base
			stood++
		default:
			brought++
		}
	}
	brought = max(brought, r.Counts.Major+r.Counts.Minor-stood-scheme)
	one, many := "nonconformity", "nonconformities"
	if r.Target.Base != "" {
		one, many = "new "+one, "new "+many
	}
	by := " detected by " + plural(r.Counts.Rules, "rule", "rules")
	var found []string
	if n := weakening(r); n > 0 {
		found = append(found, plural(n, "difference weakens", "differences weaken")+" what judges")
	}
	if brought > 0 {
		found = append(found, plural(brought, one, many)+by)
	}
	undecided := max(len(r.Undecided), r.Counts.NotAssessable)
	switch {
	case undecided > 0:
		found = slices.Insert(found, 0, fmt.Sprintf("undecided: %s could not be completed", plural(undecided, "check", "checks")))
	case r.Counts.Rules == 0 || r.Counts.Artifacts == 0:
		return "undecided: there was nothing to check"
	case r.Outcome != isms.OutcomeConform && r.Outcome != isms.OutcomeFindings:
		return "undecided: the check is incomplete"
	case brought == 0:
		found = append(found, "no "+one+by)
	}
	if readiness > 0 {
		found = append(found, plural(readiness, "finding", "findings")+" on readiness for certification")
	}
	if stood > 0 {
		found = append(found, plural(stood, "stood", "stood")+" before")
	}
	return strings.Join(found, "; ")
}

// weakening counts the differences that weaken what judges.
func weakening(r *isms.Report) int {
	n := 0
	for i := range r.Weakened {
		if !r.Weakened[i].Idle {
			n++
		}
	}
	return n
}

// graders is said under each verdict that names grades.
const graders = "grades are indicated, only an auditor grades"

// reach says what the verdict cannot say.
func reach(r *isms.Report) string {
	by := map[isms.Result]int{}
	for _, q := range r.Requirements {
		by[q.Result]++
	}
	var gaps []string
	for _, gap := range []struct {
		result isms.Result
		one    string
		many   string
	}{
		{isms.NotAssessable, "could not be assessed", "could not be assessed"},
		{isms.Interview, "needs an interview", "need an interview"},
		{isms.NoRule, "has no rule", "have no rule"},
	} {
		if n := by[gap.result]; n > 0 {
			gaps = append(gaps, plural(n, gap.one, gap.many))
		}
	}
	s := graders
	if len(gaps) > 0 {
		s += fmt.Sprintf("; of %s, %s", plural(len(r.Requirements), "requirement", "requirements"), strings.Join(gaps, ", "))
	}
	return s + ready(r)
}

// ready says what is known of readiness for a certificate, where anything is.
func ready(r *isms.Report) string {
	var met, wanting []string
	for _, q := range r.Readiness {
		switch {
		case q.Result == isms.Conform && q.Findings == 0:
			met = append(met, q.ID)
		case q.Findings > 0:
			wanting = append(wanting, fmt.Sprintf("%s %s", q.ID, plural(q.Findings, "finding", "findings")))
		}
	}
	switch {
	case len(wanting) > 0:
		return "; readiness for certification, apart from that: " + strings.Join(wanting, ", ")
	case len(met) > 0:
		return "; readiness for certification, apart from that: nothing found on " + strings.Join(met, ", ")
	}
	return ""
}

// plural returns "1 rule" or "2 rules".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
