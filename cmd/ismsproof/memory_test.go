package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"ismsproof/engine"
)

// settings returns what the collector goes by.
func settings() (percent int, limit int64) {
	percent = debug.SetGCPercent(100)
	debug.SetGCPercent(percent)
	return percent, debug.SetMemoryLimit(-1)
}

// The first collection puts things right for all that follow.
func TestTheCollectorIsQuietOnceOnly(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	before, _ := settings()
	startQuietly(nil)
	if percent, limit := settings(); percent != -1 || limit != quiet {
		t.Fatalf("a process starts with %d %%, %d bytes", percent, limit)
	}
	for start := time.Now(); ; time.Sleep(time.Millisecond) {
		runtime.GC()
		percent, limit := settings()
		if percent == before && limit == math.MaxInt64 {
			return
		}
		if time.Since(start) > time.Minute {
			t.Fatalf("the collector stays at %d %%, %d bytes", percent, limit)
		}
	}
}

func TestWhoeverSetsTheCollectorHasTheLastWord(t *testing.T) {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		t.Setenv("GOGC", "")
		t.Setenv("GOMEMLIMIT", "")
		t.Setenv(name, "100")
		percent, limit := settings()
		startQuietly(nil)
		if p, l := settings(); p != percent || l != limit {
			t.Errorf("with %s the collector is set to %d %%, %d bytes", name, p, l)
		}
	}
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	percent, limit := settings()
	startQuietly([]string{engine.WorkerArgument})
	if p, l := settings(); p != percent || l != limit {
		t.Errorf("where own rules are evaluated the collector is set to %d %%, %d bytes", p, l)
	}
}
