package isms

import "time"

// A Blame is when the findings of one key or one place were open, and because of
// whom.
type Blame struct {
	Tool      Tool
	Of        string // what was asked for, as typed: a key, or a path with or without a line
	AsOf      time.Time
	Spans     []Span              // by From, then fingerprint
	Commits   map[string]Commit   // by id; each commit that a cause of Spans names
	Standing  map[string]Standing // by id; of those of Commits that are on the line, where a rule asked
	Undecided int                 // commits walked that could not be judged completely
	Warnings  []string
}
