package report

import (
	"cmp"
	"fmt"
	"io"

	"ismsproof/engine/isms"
)

// The entries of GitLab's code quality report.
type (
	gitlabIssue struct {
		Description string         `json:"description"`
		Check       string         `json:"check_name"`
		Fingerprint string         `json:"fingerprint"`
		Severity    string         `json:"severity"`
		Location    gitlabLocation `json:"location"`
	}
	gitlabLocation struct {
		Path  string      `json:"path"`
		Lines gitlabLines `json:"lines"`
	}
	gitlabLines struct {
		Begin int `json:"begin"`
	}
)

var gitlabSeverities = map[isms.Grade]string{isms.Major: "critical", isms.Minor: "major", isms.Observation: "minor", isms.Opportunity: "info"}

// writeGitLab writes GitLab's code quality report: each finding that stands, and as
// a blocker each subject that could not be decided. GitLab itself compares with the
// report of the target branch, so what stood before is there too.
func writeGitLab(w io.Writer, r *isms.Report, _ Options) error {
	issues := []gitlabIssue{}
	seen := ordinal{}
	add := func(severity, check, key, text, path string, at isms.Range) {
		if n := seen.next(key); n > 1 { // equal fingerprints are one entry
			key = fmt.Sprintf("%s-%d", key, n)
		}
		issues = append(issues, gitlabIssue{
			Description: cmp.Or(plain(text), "no message"), Check: plain(check), Fingerprint: key, Severity: severity,
			Location: gitlabLocation{clean(rooted(r.Target.Prefix, path)), gitlabLines{max(1, at.Start.Line)}},
		})
	}
	for i := range r.Undecided {
		u := &r.Undecided[i]
		rule := cmp.Or(u.Rule, &isms.Rule{ID: "ismsproof"})
		// A finding of that rule has the same subject and another fingerprint.
		f := isms.Finding{Rule: rule, Entity: u.Entity, Kind: u.Kind, ID: u.ID, Locus: "not assessable"}
		add("blocker", rule.ID, f.Fingerprint(), "not assessable: "+u.Reason, u.Path, u.Range)
	}
	for i := range r.Weakened {
		x := &r.Weakened[i]
		f := isms.Finding{Rule: &isms.Rule{ID: "weakened"}, Kind: x.What, ID: x.Path, Locus: x.Rule}
		if x.Idle {
			add("info", x.What, f.Fingerprint(), x.Message, x.Path, x.Range)
		} else {
			add("blocker", x.What, f.Fingerprint(), "weakened: "+x.Message, x.Path, x.Range)
		}
	}
	for _, f := range standing(r) {
		add(cmp.Or(gitlabSeverities[f.Grade], "critical"), f.Rule.ID, f.Fingerprint(), f.Message, f.Path, f.Range)
	}
	return encode(w, issues)
}
