package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/term"
)

// progress returns a function that shows how far a long run is, on stderr, where a
// person can see it: on a terminal, outside of CI, after half a second. Elsewhere
// it returns nil.
func (a *app) progress() func(stage string, done, total int) {
	file, ok := a.stderr.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) || os.Getenv("CI") != "" || os.Getenv("TERM") == "dumb" {
		return nil
	}
	var mu sync.Mutex
	start := time.Now()
	last := start
	shown := false
	a.clear = func() {
		mu.Lock()
		defer mu.Unlock()
		if shown {
			fmt.Fprint(file, "\r\x1b[K")
		}
		shown, start = false, time.Now().Add(time.Hour)
	}
	return func(stage string, done, total int) {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		if now.Sub(start) < 500*time.Millisecond || now.Sub(last) < 100*time.Millisecond {
			return
		}
		last, shown = now, true
		fmt.Fprintf(file, "\r\x1b[K%s %d of %d", stage, done, total)
	}
}
