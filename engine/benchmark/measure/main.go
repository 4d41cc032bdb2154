// Measure times whole processes of ismsproof side by side with git on the histories
// of package benchmark, and prints the rows of docs/performance.md.
//
//	go run ./engine/benchmark/measure -ismsproof ./ismsproof S M
//
// Each row is a number of pairs, run one after the other as A B A B, so that what
// else the machine does meets both; the ratio is taken within each pair. Output goes
// nowhere. Peak memory is what the kernel says of each process; it includes what this
// process holds when it starts another one, about 10 MB, so it links no engine.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"

	"ismsproof/engine/benchmark"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	binary  string
	dir     string
	rounds  int
	history bool
}

func run(ctx context.Context, out io.Writer, args []string) error {
	var o options
	flags := flag.NewFlagSet("measure", flag.ContinueOnError)
	flags.StringVar(&o.binary, "ismsproof", "ismsproof", "the `binary` to measure")
	flags.StringVar(&o.dir, "dir", "", "`folder` of the histories, kept and used again (default: a temporary one)")
	flags.IntVar(&o.rounds, "rounds", 5, "pairs per row")
	flags.BoolVar(&o.history, "history", true, "measure the whole history too")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if o.rounds < 1 {
		return fmt.Errorf("-rounds %d is not 1 or more", o.rounds)
	}
	binary, err := exec.LookPath(o.binary)
	if err != nil {
		return err
	}
	if o.binary, err = filepath.Abs(binary); err != nil {
		return err
	}
	if o.dir == "" {
		if o.dir, err = os.MkdirTemp("", "ismsproof-measure-"); err != nil {
			return err
		}
		defer os.RemoveAll(o.dir)
	}
	fmt.Fprint(out, header)
	for _, name := range flags.Args() {
		size, err := benchmark.ParseSize(name)
		if err != nil {
			return err
		}
		if err := measure(ctx, out, o, size); err != nil {
			return fmt.Errorf("history %s: %w", name, err)
		}
	}
	return nil
}

// measure prints the rows of one history.
func measure(ctx context.Context, out io.Writer, o options, size benchmark.Size) error {
	dir := filepath.Join(o.dir, size.Name)
	if _, err := os.Stat(filepath.Join(dir, "isms.yaml")); err != nil {
		if err := benchmark.Create(ctx, dir, size); err != nil {
			return err
		}
	}
	b, err := newBench(ctx, o, dir)
	if err != nil {
		return err
	}
	for _, r := range b.rows() {
		pairs, err := run2(ctx, r, o.rounds)
		if err != nil {
			return err
		}
		fmt.Fprint(out, format(size.Name, r, pairs))
	}
	if !b.caches {
		fmt.Fprintf(out, "| %s | unchanged tree, one new commit | not measured: this version stores nothing | | | | |\n", size.Name)
	}
	return nil
}

// bench is one repository and the binary to measure on it.
type bench struct {
	options
	repo   string
	blobs  string // file with the ids of all distinct blobs, newest first
	head   string // file with the ids of the blobs of HEAD
	caches bool   // the binary can store results
}

func newBench(ctx context.Context, o options, dir string) (*bench, error) {
	b := &bench{options: o, repo: dir, blobs: dir + ".blobs", head: dir + ".head"}
	log, err := output(ctx, dir, "git", logArgs...)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(b.blobs, []byte(blobsOf(log)), 0o600); err != nil {
		return nil, err
	}
	tree, err := output(ctx, dir, "git", "ls-tree", "-r", "HEAD")
	if err != nil {
		return nil, err
	}
	var head strings.Builder
	for line := range strings.Lines(tree) {
		head.WriteString(strings.Fields(line)[2] + "\n")
	}
	if err := os.WriteFile(b.head, []byte(head.String()), 0o600); err != nil {
		return nil, err
	}
	// What an older binary stored is no state to start from.
	if err := os.RemoveAll(b.before()); err != nil {
		return nil, err
	}
	help, err := output(ctx, dir, o.binary, "history", "--help")
	if err != nil {
		return nil, err
	}
	b.caches = strings.Contains(help, "--no-cache")
	return b, nil
}

// logArgs have git walk what the engine has to walk, without work that the engine
// does not do either.
var logArgs = []string{"log", "--raw", "-m", "--first-parent", "--no-abbrev", "--no-renames", "--format=%H", "HEAD"}

// blobsOf returns the ids of the blobs that a raw log says were written, each once.
func blobsOf(log string) string {
	var list strings.Builder
	seen := map[string]bool{}
	for line := range strings.Lines(log) {
		if !strings.HasPrefix(line, ":") {
			continue
		}
		id := strings.Fields(line)[3]
		if strings.Trim(id, "0") != "" && !seen[id] {
			seen[id] = true
			list.WriteString(id + "\n")
		}
	}
	return list.String()
}

func output(ctx context.Context, dir, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, benchmark.Environment()
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return string(out), nil
}
