package isms

import "time"

// Readiness is what stands between an ISMS and a stage 2 audit, as of a time.
type Readiness struct {
	Tool     Tool
	Target   Target
	AsOf     time.Time
	Body     string // the certification body, "" where none is on record
	Stage2   string // the day for which stage 2 is planned, or on which it was held; "" where neither is on record
	Held     bool   // stage 2 was held
	Lines    []ReadinessLine
	Open     int        // lines that are open
	Unknown  int        // lines that nobody can decide
	Earliest *time.Time // the earliest day that can be defended, once all that is open is closed; nil where no day can be named
	Why      string     // what makes it that day, or why there is none
	Warnings []string
}

// ReadinessState says whether a line of a readiness is met.
type ReadinessState string

// The states of a line.
const (
	Met        ReadinessState = "met"
	NotMet     ReadinessState = "open"
	NotDecided ReadinessState = "not_assessable"
)

// A ReadinessLine is one thing that an auditor wants to see before stage 2.
type ReadinessLine struct {
	Area        string // "documented information", "operation" ...
	Requirement string // id of a clause or of a condition of the scheme, "" where there is none
	What        string
	State       ReadinessState
	Why         string // what shows it, or what is missing
	Proof       []Proof
	More        int // records that show it too and are not listed
}

// A Proof is a record that shows something, and the commit that brought what it shows.
type Proof struct {
	Kind, ID string
	Path     string
	Line     int
	Day      string    // the day that the record names, YYYY-MM-DD; "" where it names none
	Commit   string    // hex
	At       time.Time // of the commit, as the line of history has it
}
