package isms

import "time"

// A Cause is what opened or closed a span: exactly one of a commit, a date that
// passed, or a waiver.
type Cause struct {
	Commit string // hex; the commit of the walked line
	Behind string // hex; where Commit is a merge, the commit behind it that made the change; "" where Commit made it itself
	Lapse  bool   // a date passed between two commits
	Waiver string // id of the exception that took effect (closing) or ended (opening)
}

// A Span is an interval of time in which a finding was open.
type Span struct {
	Finding  Finding // as it was when the span opened: path, line, grade, message
	From     time.Time
	To       *time.Time // nil while open
	OpenedBy Cause
	ClosedBy Cause // zero while open
}

// Tally counts open findings by grade.
type Tally struct {
	Major, Minor, Observation, Opportunity int
}

// Add counts n findings of grade.
func (t *Tally) Add(g Grade, n int) {
	switch g {
	case Major:
		t.Major += n
	case Minor:
		t.Minor += n
	case Observation:
		t.Observation += n
	case Opportunity:
		t.Opportunity += n
	}
}

// Total returns the number of findings of all grades.
func (t Tally) Total() int { return t.Major + t.Minor + t.Observation + t.Opportunity }

// A Standing is who stands behind what a commit did to records.
type Standing struct {
	Signed    Signed
	Approvals []Approval // of records that say they are approved, then of the commit as a whole
}

// A Signed is what the check of the signature of a commit came to.
type Signed struct {
	Status string // "none", "good", "bad" ...; "" where nobody looked
	Format string // "ssh", "openpgp", "x509"; "" where there is none
	Key    string // fingerprint as git prints it
	Person string // id of who has the key; "" where it is nobody, or not clear
	Reason string // one clause on the status
}

// An Approval is one approval that a commit brings, and how far it can be trusted.
type Approval struct {
	Kind, ID string // of the record that says so; empty where a trailer or merge speaks of the whole commit
	By       string // who approved, as the record or trailer says; the person of a merge
	Person   string // id of the person that the evidence shows; "" where it is nobody
	Source   string // "field", "trailer", "merge" or "commit"
	Strength string // "A", the strongest, to "E"; "" where it counts for nothing
	Reason   string // one clause on the strength
}

// A Step is one commit of a walked line and what changed since the one before:
// with the commit itself, or because a date passed on the way to it.
type Step struct {
	Commit    Commit
	Time      time.Time // committer time, made monotonic along the line
	Opened    []Finding // sorted
	Closed    []Finding // as they were when they opened, sorted
	Open      Tally     // as of Time
	Waived    int
	Undecided []Undecided // what could not be decided at this commit
	Standing              // who stands behind the commit; empty where no rule asked
	Findings  []Finding   // all that are open as of Time; only where a full history is asked for
}

// A Timeline is a line of commits judged: what every commit opened and closed.
type Timeline struct {
	Tool     Tool
	From, To string    // first and last commit walked, hex
	All      bool      // every commit of the graph, each against its own parents, instead of the first-parent line
	RulesAt  string    // "tip" or "commit": whose configuration judged old commits
	AsOf     time.Time // the end of the line: the time of the last commit, or later where asked for
	Outcome  Outcome   // of the last commit as of AsOf, undecided where any commit was
	FailOn   Grade
	Steps    []Step // oldest first
	Spans    []Span // by From, then fingerprint; none where All
	Open     Tally  // at the last commit, as of AsOf, whatever Steps and Spans show
	Warnings []string
	Counts   TimelineCounts
}

// TimelineCounts is how much work a timeline took: the engine's own measure.
type TimelineCounts struct {
	Commits, Files, Blobs, Records, Versions int
	Evaluations                              int // of a rule for a subject
	Across                                   int // of these, of rules that read more than their subject
}
