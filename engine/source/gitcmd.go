package source

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// A gitCommand runs plumbing of the installed git in one repository.
//
// What the repository's configuration can make git execute or fetch is switched
// off, the user's and the system's configuration are not read, and a repository
// that belongs to somebody else is refused, as git itself would.
type gitCommand struct {
	binary string
	gitDir string
	work   string // root of the work tree; "" where bare
}

func newGitCommand(p place) (*gitCommand, error) {
	binary, err := exec.LookPath("git")
	if err != nil {
		return nil, errors.New("git is not installed")
	}
	for _, dir := range []string{p.gitDir, p.commonDir, p.root} {
		if dir != "" && foreign(dir) {
			return nil, fmt.Errorf("%q belongs to another user, and git is not run there", dir)
		}
	}
	return &gitCommand{binary: binary, gitDir: p.gitDir, work: p.root}, nil
}

// command prepares git with the given arguments. It inherits nothing from the
// environment but the search path.
func (g *gitCommand) command(ctx context.Context, args ...string) *exec.Cmd {
	safe := []string{
		"-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull,
		"-c", "protocol.allow=never", "-c", "core.commitGraph=false", "-c", "core.untrackedCache=false",
		"--no-replace-objects", "--git-dir=" + g.gitDir,
	}
	cmd := exec.CommandContext(ctx, g.binary, append(safe, args...)...)
	cmd.Dir = g.gitDir
	if g.work != "" {
		cmd.Dir = g.work
	}
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "SYSTEMROOT=" + os.Getenv("SYSTEMROOT"),
		"LC_ALL=C", "TZ=UTC", "HOME=" + os.DevNull,
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_ATTR_NOSYSTEM=1",
		"GIT_NO_REPLACE_OBJECTS=1", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none",
		"GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_PAGER=cat",
	}
	return cmd
}

// output runs git and returns what it prints.
func (g *gitCommand) output(ctx context.Context, args ...string) ([]byte, error) {
	cmd := g.command(ctx, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &limitedBuffer{buf: &stderr}
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, &Error{Code: "git.command", Path: g.gitDir, Cause: err,
			Message: fmt.Sprintf("git %s: %s", args[0], said(stderr.String(), err))}
	}
	return out, nil
}

// said returns the beginning of what git said, or err where it said nothing.
func said(stderr string, err error) string {
	lines := strings.Fields(stderr)
	if len(lines) == 0 {
		return err.Error()
	}
	return clip(strings.TrimPrefix(strings.Join(lines, " "), "fatal: "))
}

// A limitedBuffer keeps the first bytes written to it and drops the rest.
type limitedBuffer struct{ buf *bytes.Buffer }

func (l *limitedBuffer) Write(p []byte) (int, error) {
	if room := 4096 - l.buf.Len(); room > 0 {
		l.buf.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// gitRefs asks git for refs, in repositories that do not keep them in files.
type gitRefs struct {
	git    *gitCommand
	format string // why git is needed, for messages
}

func (r gitRefs) lookup(ctx context.Context, name string) (string, error) {
	if name == "HEAD" {
		out, err := r.git.output(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
		return trimID(out), r.absent(ctx, err)
	}
	out, err := r.git.output(ctx, "show-ref", "--verify", "--hash", "--", name)
	return trimID(out), r.absent(ctx, err)
}

// absent tells a ref that is not there from a repository that git cannot read.
func (r gitRefs) absent(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	_, alive := r.git.output(ctx, "rev-parse", "--git-dir")
	if alive == nil {
		return nil
	}
	return unsupported(r.git.gitDir, r.format, alive.Error())
}

func (r gitRefs) replaced(ctx context.Context) (int, error) {
	out, err := r.git.output(ctx, "for-each-ref", "--format=%(refname)", "refs/replace/")
	if err != nil {
		return 0, r.absent(ctx, err)
	}
	return bytes.Count(out, []byte{'\n'}), nil
}

func (r gitRefs) tags(ctx context.Context) ([]string, error) {
	out, err := r.git.output(ctx, "for-each-ref", "--format=%(refname)", "refs/tags/")
	if err != nil {
		return nil, r.absent(ctx, err)
	}
	return strings.Fields(string(out)), nil
}

func trimID(out []byte) string { return strings.TrimSpace(string(out)) }

// batch is a running `git cat-file --batch` or `--batch-check`.
type batch struct {
	cmd    *exec.Cmd
	in     *bufio.Writer
	close  func() error
	out    *bufio.Reader
	stderr *bytes.Buffer
	cancel context.CancelFunc
}

func (g *gitCommand) batch(flag string) (*batch, error) {
	ctx, cancel := context.WithCancel(context.Background())
	cmd := g.command(ctx, "cat-file", flag)
	b := &batch{cmd: cmd, stderr: &bytes.Buffer{}, cancel: cancel}
	cmd.Stderr = &limitedBuffer{buf: b.stderr}
	in, err := cmd.StdinPipe()
	if err == nil {
		b.in, b.close = bufio.NewWriter(in), in.Close
		var out interface{ Read([]byte) (int, error) }
		if out, err = cmd.StdoutPipe(); err == nil {
			b.out = bufio.NewReaderSize(out, 1<<16)
			err = cmd.Start()
		}
	}
	if err != nil {
		cancel()
		return nil, err
	}
	return b, nil
}

// ask sends one id and returns the line that answers it.
func (b *batch) ask(id string) (string, error) {
	if _, err := b.in.WriteString(id + "\n"); err != nil {
		return "", err
	}
	if err := b.in.Flush(); err != nil {
		return "", err
	}
	line, err := b.out.ReadString('\n')
	return strings.TrimSuffix(line, "\n"), err
}

// stop ends the process and returns what it said on its way.
func (b *batch) stop() string {
	_ = b.close()
	b.cancel()
	_ = b.cmd.Wait() // killed: its state says nothing
	return b.stderr.String()
}

// GitVersion returns the version of the installed git, such as "2.45.1"; "" where none
// is installed.
func GitVersion(ctx context.Context) (string, error) {
	binary, err := exec.LookPath("git")
	if err != nil {
		return "", nil
	}
	out, err := exec.CommandContext(ctx, binary, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("run %q --version: %w", binary, err)
	}
	words := strings.Fields(string(out))
	if len(words) < 3 || words[0] != "git" || words[1] != "version" {
		return "", fmt.Errorf("%q --version says %q", binary, clip(trimID(out)))
	}
	return words[2], nil
}
