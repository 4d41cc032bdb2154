package engine

import (
	"fmt"
	"io"
	"os"

	"ismsproof/engine/policy"
)

// WorkerArgument is the one argument by which a program that judges asks itself, as
// another process, to evaluate own rules: its main function calls [ServeRules] then and
// does nothing else.
const WorkerArgument = "evaluate-own-rules"

// ServeRules evaluates own rules for the process at the other end of its standard input
// and output, until that closes them, and returns the exit code. It bounds the memory
// of the whole process.
func ServeRules(r io.Reader, w io.Writer) int { return policy.Serve(r, w) }

// workerCommand is this program, asked to evaluate own rules.
func workerCommand() ([]string, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("own rules need a process of their own: %w", err)
	}
	return []string{program, WorkerArgument}, nil
}
