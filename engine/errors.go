package engine

import (
	"context"
	"errors"
	"slices"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// The exit codes of the tool. Undecided wins over weakened, weakened over findings.
const (
	ExitConform     = 0   // no finding at or above --fail-on, nothing undecided
	ExitFindings    = 1   // at least one finding at or above --fail-on
	ExitUsage       = 2   // usage or configuration error
	ExitUndecided   = 3   // something could not be read, decided or completed
	ExitWeakened    = 4   // the change weakens rules, waivers or configuration and needs their owner
	ExitInterrupted = 130 // stopped by the user
)

// ExitCode returns the exit code of a report.
func ExitCode(r *isms.Report) int {
	if r.Outcome == isms.OutcomeUndecided {
		return ExitUndecided
	}
	if slices.ContainsFunc(r.Weakened, func(w isms.Weakening) bool { return !w.Idle }) {
		return ExitWeakened
	}
	for i := range r.Findings {
		if r.Fails(&r.Findings[i]) {
			return ExitFindings
		}
	}
	return ExitConform
}

// Failure returns the exit code of an error and a hint for its reader, which may
// be empty. An error that nothing is known about is never green: ExitUndecided.
func Failure(err error) (code int, hint string) {
	if errors.Is(err, context.Canceled) {
		return ExitInterrupted, ""
	}
	if usage, ok := errors.AsType[*UsageError](err); ok {
		return ExitUsage, usage.Hint
	}
	if incomplete, ok := errors.AsType[*IncompleteError](err); ok {
		return ExitUndecided, incomplete.Hint
	}
	if cause, ok := source.AsError(err); ok {
		if cause.Usage {
			return ExitUsage, cause.Remedy
		}
		return ExitUndecided, cause.Remedy
	}
	return ExitUndecided, ""
}

// A UsageError is the caller's mistake: an unknown revision, a wrong option, a
// configuration that cannot be. Exit code 2.
type UsageError struct {
	Message string
	Hint    string // what to do instead; may be empty
	Err     error  // the cause, or nil
}

func (e *UsageError) Error() string { return e.Message }

func (e *UsageError) Unwrap() error { return e.Err }

// An IncompleteError says that nothing can be judged: nothing to check, missing
// history, a repository that cannot be opened. Exit code 3.
type IncompleteError struct {
	Message string
	Hint    string
	Err     error // the cause, or nil
}

func (e *IncompleteError) Error() string { return e.Message }

func (e *IncompleteError) Unwrap() error { return e.Err }
