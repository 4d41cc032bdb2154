package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"slices"

	"ismsproof/engine"
)

// quiet is how much memory a process takes before anything is collected.
const quiet = 64 << 20

// startQuietly keeps the collector from running until the process holds some memory:
// a short run ends before, and would spend a quarter of its time on what the system
// takes back at once. Whoever set GOGC or GOMEMLIMIT has the last word, and the
// process that evaluates own rules, whose memory is bounded, sees to itself.
func startQuietly(args []string) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" || slices.Contains(args, engine.WorkerArgument) {
		return
	}
	percent := debug.SetGCPercent(-1)
	debug.SetMemoryLimit(quiet)
	first := new([64]byte) // gone with the first collection
	runtime.AddCleanup(first, func(percent int) {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(math.MaxInt64)
	}, percent)
}
