package isms

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// Grade is how grave a finding is, as indicated by a rule: only an auditor grades.
type Grade string

// The grades, gravest first.
const (
	Major       Grade = "major"
	Minor       Grade = "minor"
	Observation Grade = "observation"
	Opportunity Grade = "opportunity"
)

// Grades lists the grades, gravest first.
var Grades = []Grade{Major, Minor, Observation, Opportunity}

// Rank is 0 for Major up to 3 for Opportunity, and 4 for an unknown grade.
func (g Grade) Rank() int {
	for i, known := range Grades {
		if g == known {
			return i
		}
	}
	return len(Grades)
}

// A Rule is what a finding is a finding of: its metadata, from the METADATA block
// above it (Rego) or policies/doc/engine.yaml (checks of the engine itself).
type Rule struct {
	ID           string // "<topic>.<name>", equal to its Rego path
	Title        string // what conforms, one short line
	Description  string // why it matters
	Grade        Grade
	Requirements []string  // clause items and Annex A controls; conditions of the certification scheme
	Remedy       string    // one sentence: the way out
	Subject      string    // kind judged; "record", "isms", "revision", "commit"; "engine" for the engine's own
	Reads        []string  // kinds read besides the subject
	When         string    // the date expression in words, where the rule has one
	Escalation   string    // when the grade rises, in words
	Systemic     *Systemic // when many findings together are graver
	NotWaivable  bool      // no waiver moves its findings to waived
	Custom       bool      // the organization's own
	Retired      bool      // the id stays taken
	Path         string    // file of its source
	Line         int
}

// SchemePrefix starts the ids of the conditions of the certification scheme.
const SchemePrefix = "scheme."

// OfScheme says whether an id names a condition of the certification scheme
// ("scheme.accreditation") and no requirement.
func OfScheme(id string) bool { return strings.HasPrefix(id, SchemePrefix) }

// OfScheme says whether the rule is about conditions of the certification scheme
// alone. What it finds says how ready the organization is for a certificate, and
// is no nonconformity with the standard, whatever its grade.
func (r *Rule) OfScheme() bool {
	for _, id := range r.Requirements {
		if !OfScheme(id) {
			return false
		}
	}
	return len(r.Requirements) > 0
}

// Systemic is the grade of each finding of a rule where there are many: at least
// Count of them, and more than Share of all subjects judged.
type Systemic struct {
	Grade Grade
	Count int
	Share float64 // 0 where only the count matters
}

// Reached says whether so many subjects with an open finding, of so many judged,
// make each finding graver. A nil Systemic is never reached.
func (s *Systemic) Reached(subjects, judged int) bool {
	return s != nil && subjects >= s.Count && float64(subjects) > s.Share*float64(judged)
}

// Topic returns the id without its last part: "risk", and "custom.risk" of an
// organization's own rule.
func (r *Rule) Topic() string {
	return r.ID[:max(0, strings.LastIndexByte(r.ID, '.'))]
}

// Status is where a finding stands at the instant of judgement.
type Status string

// The states of a finding.
const (
	Open     Status = "open"
	Waived   Status = "waived"
	Upcoming Status = "upcoming" // its since lies after the instant of judgement
)

// Change is what became of a finding between a base and the target of a check.
type Change string

// The changes of a finding; "" where there is no base.
const (
	New       Change = "new"       // by the rules of the base, open at the target and not at the base
	Fixed     Change = "fixed"     // open at the base alone, as far as the target can be read; it stands where it stood there
	Unchanged Change = "unchanged" // open at both
	Weakened  Change = "weakened"  // open by the rules of the base; by those of the target it is gone, waived or less grave
)

// A Finding is one place where a subject does not meet a rule.
type Finding struct {
	Rule    *Rule
	Grade   Grade
	Status  Status
	Entity  string
	Kind    string // of the record; "" where a file has none
	ID      string // of the record; the path where a file has none
	Path    string // of the file
	Range   Range  // where to look
	At      Path   // path inside the document, for the JSON pointer
	Locus   string // what distinguishes several findings of one rule on one record
	Message string // one lowercase clause, value included
	Remedy  string // overrides the rule's where not empty
	Since   *time.Time
	Until   *time.Time
	Waiver  string // id of the exception, where Status is Waived
	Change  Change // against the base; "" without one
	Touched bool   // its line is one that the change wrote; false without a base
}

// Stands says whether the finding is open at the instant of judgement, at the target
// and not at the base alone.
func (f *Finding) Stands() bool {
	return f.Status != Waived && f.Status != Upcoming && f.Change != Fixed
}

// Fingerprint names the finding for as long as its cause lives: it holds rule,
// entity, kind, id and locus, never a line, file name or commit, so that moving,
// renaming or reordering opens and closes nothing. 16 hex digits.
func (f *Finding) Fingerprint() string {
	h := sha256.New()
	for _, s := range []string{f.Rule.ID, f.Entity, f.Kind, f.ID, f.Locus} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Mend returns the remedy: the finding's own or its rule's.
func (f *Finding) Mend() string {
	if f.Remedy != "" {
		return f.Remedy
	}
	return f.Rule.Remedy
}

// Undecided is one subject for which one rule could not be decided.
type Undecided struct {
	Rule   *Rule
	Entity string
	Kind   string
	ID     string
	Path   string
	Range  Range
	Reason string // one lowercase clause
}

// Result is the result for a requirement.
type Result string

// The results of a requirement.
const (
	Conform       Result = "conform"
	HasFinding    Result = "finding"
	NotApplicable Result = "not_applicable" // excluded by the statement of applicability
	NotAssessable Result = "not_assessable"
	IsWaived      Result = "waived"
	Interview     Result = "interview" // only people can tell
	NoRule        Result = "no_rule"   // no rule reaches it yet
)

// A Requirement is a clause item or an Annex A control, with its result.
type Requirement struct {
	ID       string
	Title    string
	Result   Result
	Rules    int // that reach it
	Findings int // open ones
}

// Outcome is the verdict of a run.
type Outcome string

// The outcomes. The tool never says "compliant" or "certified".
const (
	OutcomeConform   Outcome = "conform"   // no nonconformity detected
	OutcomeFindings  Outcome = "findings"  // at least one open finding
	OutcomeUndecided Outcome = "undecided" // something could not be read or decided
)

// Tool says which tool, rules, catalogue and configuration made a report.
type Tool struct {
	Name    string
	Version string
	Rules   string // "sha256:…" of all rules and schemas
	Catalog string // "sha256:…" of controls/
	Config  string // "sha256:…" of the isms record; "" without one
}

// Counts is how much was judged: the denominator of a report.
type Counts struct {
	Artifacts, Records, Rules, Subjects      int
	Major, Minor, Observation, Opportunity   int // open findings by grade
	Waived, Upcoming, NotAssessable, Ignored int
}

// A Weakening is one difference against the base in what judges: rules, schemas,
// waivers or configuration. It lets findings disappear or makes them less grave.
type Weakening struct {
	What    string // stable name of the difference: "rule.removed", "grade.lowered", "waiver.added" ...
	Rule    string // id of the rule concerned; "" where it is not about one
	Path    string // of the file that made the difference; of the base where the target has none
	Range   Range
	Message string // one lowercase clause, values included
	Idle    bool   // shown for what it is: the finding it would silence fails the change all the same
}

// A Report is everything one check found, in its final order.
type Report struct {
	Tool         Tool
	Target       Target
	AsOf         time.Time
	FailOn       Grade // findings at or above it fail the check; "" for none
	FailAll      bool  // against a base, what was there before fails the check too
	Outcome      Outcome
	Counts       Counts
	Findings     []Finding
	Undecided    []Undecided
	Weakened     []Weakening // against the base; nil without one
	Requirements []Requirement
	Readiness    []Requirement // conditions of the certification scheme: apart from conformity with the standard
	Warnings     []string      // about the repository, not about the ISMS: shallow clone, replace refs
}

// Fails says whether the finding f of the report fails the check: it stands, is as
// grave as FailOn or graver, and was not there at the base.
func (r *Report) Fails(f *Finding) bool {
	return f.Stands() && (f.Change != Unchanged || r.FailAll) && r.FailOn != "" && f.Grade.Rank() <= r.FailOn.Rank()
}
