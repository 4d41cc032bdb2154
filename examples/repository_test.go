package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"ismsproof/examples"
)

// git runs git in dir, and skips the test where git is not installed.
func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// Git finds nothing wrong with what the writer wrote, and knows it by the same ids.
func TestGitAcceptsTheRepository(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "repo")
	r, err := examples.Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	by := examples.Person{Name: "Ann Example", Email: "ann@acme.example"}
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600))
	one := fstest.MapFS{
		"a.yaml":   {Data: []byte("a: 1\n")},
		"a/b.yaml": {Data: []byte("b: 1\n")},
		"a-b.yaml": {Data: []byte("c: 1\n")},
		"gone.md":  {Data: []byte("gone\n")},
	}
	if _, err := r.Commit(one, by, at, "One"); err != nil {
		t.Fatal(err)
	}
	delete(one, "gone.md")
	id, err := r.Commit(one, by, at.Add(time.Hour), "Two\n\nWith a body.")
	if err != nil {
		t.Fatal(err)
	}
	git(t, dir, "fsck", "--strict", "--no-dangling")
	if got := git(t, dir, "status", "--porcelain"); got != "" {
		t.Errorf("status is %q, want a clean work tree", got)
	}
	if got := git(t, dir, "rev-parse", "HEAD"); got != id {
		t.Errorf("HEAD is %s, want %s", got, id)
	}
	if got, want := git(t, dir, "log", "--format=%an %ae %aI %s"), "Ann Example ann@acme.example 2026-01-02T04:04:05+01:00 Two\nAnn Example ann@acme.example 2026-01-02T03:04:05+01:00 One"; got != want {
		t.Errorf("log is\n%s\nwant\n%s", got, want)
	}
}

func TestAFullFolderIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := examples.Create(dir); err == nil {
		t.Error("created a repository in a folder with a file")
	}
}
