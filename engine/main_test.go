package engine

import (
	"fmt"
	"os"
	"testing"
)

// TestMain gives all tests a cache folder that nobody else has. Where a test judges by
// own rules, it is the worker too.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == WorkerArgument {
		os.Exit(ServeRules(os.Stdin, os.Stdout))
	}
	folder, err := os.MkdirTemp("", "ismsproof-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		os.Setenv(name, folder)
	}
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}
