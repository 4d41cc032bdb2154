package engine

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"ismsproof/engine/policy"
)

// WorkerArgument is the one argument by which a program that judges asks itself, as
// another process, to evaluate own rules.
const WorkerArgument = "evaluate-own-rules"

// worksForItself says that this program can be its own worker.
var worksForItself atomic.Bool

// BecomeWorker evaluates own rules for the process at the other end of r and w, until
// that closes them, where args, without the name of the program, say that this process
// was started for it; code is then its exit code. It bounds the memory of the whole
// process.
//
// A program that judges calls it first of all, and ends where it did: an organization's
// own rules are evaluated nowhere but in the same program, started again. A program
// that does not call it refuses configurations that name own rules.
func BecomeWorker(args []string, r io.Reader, w io.Writer) (code int, did bool) {
	worksForItself.Store(true)
	if len(args) != 1 || args[0] != WorkerArgument {
		return 0, false
	}
	return policy.Serve(r, w), true
}

// workerCommand is this program, asked to evaluate own rules.
func workerCommand() ([]string, error) {
	if !worksForItself.Load() {
		return nil, fmt.Errorf("own rules are evaluated in a process of their own, and this program does not offer one: its main function is to call engine.BecomeWorker first")
	}
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("own rules need a process of their own: %w", err)
	}
	return []string{program, WorkerArgument}, nil
}
