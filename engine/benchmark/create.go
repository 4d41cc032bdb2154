package benchmark

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// ErrNoGit says that git is not installed: it imports and packs the histories.
var ErrNoGit = errors.New("there is no git to import the history")

// Create makes a repository in the folder dir, which it makes if it is absent, and
// imports the history of size with Seed into it. The repository is packed as a fresh
// clone is, has a commit graph, and its files are checked out. Configuration outside
// the repository has no say. The error is ErrNoGit, or names the command that ended
// badly.
func Create(ctx context.Context, dir string, size Size) error {
	if _, err := exec.LookPath("git"); err != nil {
		return ErrNoGit
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := git(ctx, dir, nil, "init", "-q"); err != nil {
		return err
	}
	if err := git(ctx, dir, nil, "symbolic-ref", "HEAD", "refs/heads/main"); err != nil {
		return err
	}
	r, w := io.Pipe()
	go func() { w.CloseWithError(Write(w, size, Seed)) }()
	err := git(ctx, dir, r, "fast-import", "--quiet")
	r.Close() // so that the writer ends where git ended early
	if err != nil {
		return err
	}
	for _, args := range [][]string{
		{"repack", "-adfq"},
		{"commit-graph", "write", "--reachable"},
		{"reset", "-q", "--hard"},
	} {
		if err := git(ctx, dir, nil, args...); err != nil {
			return err
		}
	}
	return nil
}

// Environment returns the environment in which git depends on nothing but the
// repository it works in: neither on configuration of the user or the machine, nor
// on a GIT_DIR of a hook that runs the tests.
func Environment() []string {
	env := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GIT_") })
	return append(env, "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_DEFAULT_HASH=sha1", "LC_ALL=C")
}

func git(ctx context.Context, dir string, in io.Reader, args ...string) error {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir, cmd.Env, cmd.Stdin = dir, Environment(), in
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("git %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(stderr.String()))
	}
	return nil
}
