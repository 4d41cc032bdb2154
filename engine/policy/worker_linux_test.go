package policy_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A worker has no environment, no file that its parent was given, and nothing near it.
func TestWorkersHaveNothing(t *testing.T) {
	t.Setenv("SECRET", "hunter2")
	given, err := os.Create(filepath.Join(t.TempDir(), "given"))
	if err != nil {
		t.Fatal(err)
	}
	defer given.Close()
	// As a shell hands a file on: without the mark that keeps it here.
	if _, _, errno := syscall.Syscall(syscall.SYS_FCNTL, given.Fd(), syscall.F_SETFD, 0); errno != 0 {
		t.Fatal(errno)
	}
	set := mustOwn(t, ownOptions(t), `r contains {"at": [], "message": "m"} if input.owner`)
	workers := 0
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, stat := range stats {
		text, err := os.ReadFile(stat)
		if err != nil {
			continue // it ended
		}
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		dir := filepath.Dir(stat)
		command, err := os.ReadFile(filepath.Join(dir, "cmdline"))
		if err != nil || fields[1] != fmt.Sprint(os.Getpid()) || !bytes.Contains(command, []byte(asWorker)) {
			continue
		}
		workers++
		if env, err := os.ReadFile(filepath.Join(dir, "environ")); err != nil || len(env) > 0 {
			t.Errorf("environment %q, %v", env, err)
		}
		if cwd, err := os.Readlink(filepath.Join(dir, "cwd")); err != nil || cwd != "/" {
			t.Errorf("works in %q, %v", cwd, err)
		}
		open, err := filepath.Glob(filepath.Join(dir, "fd", "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, fd := range open {
			to, err := os.Readlink(fd)
			// The runtime of Go itself looks at how much of the processors it may take.
			if err == nil && !strings.HasPrefix(to, "pipe:") && !strings.HasPrefix(to, "anon_inode:") && !strings.HasPrefix(to, "/sys/fs/cgroup/") {
				t.Errorf("holds %q", to)
			}
		}
	}
	if workers == 0 {
		t.Error("there is no worker")
	}
	if len(set.Rules()) != 1 {
		t.Error("the rule is gone")
	}
}
