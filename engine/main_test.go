package engine

import (
	"fmt"
	"os"
	"testing"
)

// TestMain gives all tests a cache folder that nobody else has. Where a test judges by
// own rules, it is the worker too.
func TestMain(m *testing.M) {
	if code, did := BecomeWorker(os.Args[1:], os.Stdin, os.Stdout); did {
		os.Exit(code)
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
