package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ismsproof/engine/benchmark"
)

// A row is what is measured, side by side with what.
type row struct {
	what    string
	against string
	ours    []process
	theirs  []process // run one after the other; their times are added
	prepare func() error
}

// A process is a command to run to its end.
type process struct {
	dir   string
	args  []string
	stdin string // file; none: nothing
	env   []string
	found bool // exit code 1, findings, is a success
}

// A cost is what a process took.
type cost struct {
	wall time.Duration
	rss  int64 // bytes at the peak; 0 where the system does not say
}

type pair struct{ ours, theirs cost }

const header = `| history | what | ms: median (min-max) | side by side with | ms: median (min-max) | ratio: median (min-max) | peak MB |
| --- | --- | --- | --- | --- | --- | --- |
`

// emptyProcess starts, links everything and does nothing.
const emptyProcess = "`ismsproof --help`, an empty process with the same imports"

func (b *bench) rows() []row {
	floor := process{dir: b.repo, args: []string{b.binary, "--help"}}
	check := b.judge("check", "--rev", "HEAD", "--as-of", "2026-12-01")
	rows := []row{{
		what: "every commit", against: "git log --raw, git cat-file --batch of every blob",
		ours: []process{b.judge("history", "-o", "jsonl")},
		theirs: []process{
			{dir: b.repo, args: append([]string{"git"}, logArgs...)},
			{dir: b.repo, args: []string{"git", "cat-file", "--batch", "--buffer"}, stdin: b.blobs},
		},
	}, {
		what: "HEAD, nothing stored", against: "git cat-file --batch of its blobs",
		ours:   []process{check},
		theirs: []process{{dir: b.repo, args: []string{"git", "cat-file", "--batch", "--buffer"}, stdin: b.head}},
	}, {
		what: "rules and schemas loaded, nothing judged", against: emptyProcess,
		ours: []process{{dir: b.repo, args: []string{b.binary, "version"}}}, theirs: []process{floor},
	}}
	if !b.history {
		rows = rows[1:]
	}
	if b.caches {
		rows = append(rows, b.stored(floor)...)
	}
	return rows
}

// judge is a run with nothing stored.
func (b *bench) judge(args ...string) process {
	if b.caches {
		args = append(args, "--no-cache")
	}
	return process{dir: b.repo, args: append([]string{b.binary}, args...), found: true}
}

// before is the folder with what a run at the commit before HEAD stored.
func (b *bench) before() string { return b.repo + ".cache-before" }

// stored are the rows of runs that find stored what an earlier one left: the state
// of the commit before HEAD, or that of HEAD.
func (b *bench) stored(floor process) []row {
	cache, before := filepath.Join(b.repo, ".git", "ismsproof"), b.before()
	run := process{dir: b.repo, args: []string{b.binary, "history", "-o", "jsonl"}, found: true}
	prime := run
	prime.args = append(slices.Clone(run.args), ".", "HEAD~1")
	return []row{{
		what: "one new commit on stored state", against: emptyProcess,
		ours: []process{run}, theirs: []process{floor},
		prepare: func() error {
			if _, err := os.Stat(before); err != nil {
				if err := os.RemoveAll(cache); err != nil {
					return err
				}
				if _, err := spend(context.Background(), prime); err != nil {
					return err
				}
				return os.CopyFS(before, os.DirFS(cache))
			}
			if err := os.RemoveAll(cache); err != nil {
				return err
			}
			return os.CopyFS(cache, os.DirFS(before))
		},
	}, {
		what: "unchanged tree", against: emptyProcess,
		ours: []process{run}, theirs: []process{floor},
	}}
}

// run2 runs the pairs of a row: one more than is measured, so that neither side
// meets cold files.
func run2(ctx context.Context, r row, rounds int) ([]pair, error) {
	var pairs []pair
	for i := range rounds + 1 {
		if r.prepare != nil {
			if err := r.prepare(); err != nil {
				return nil, err
			}
		}
		theirs, err := spend(ctx, r.theirs...)
		if err != nil {
			return nil, err
		}
		ours, err := spend(ctx, r.ours...)
		if err != nil {
			return nil, err
		}
		if i > 0 || rounds == 1 {
			pairs = append(pairs, pair{ours, theirs})
		}
		if rounds == 1 {
			break
		}
	}
	return pairs, nil
}

// spend runs processes one after the other.
func spend(ctx context.Context, processes ...process) (cost, error) {
	var total cost
	for _, p := range processes {
		cmd := exec.CommandContext(ctx, p.args[0], p.args[1:]...)
		cmd.Dir = p.dir
		cmd.Env = append(benchmark.Environment(), p.env...)
		if p.stdin != "" {
			in, err := os.Open(p.stdin)
			if err != nil {
				return cost{}, err
			}
			defer in.Close()
			cmd.Stdin = in
		}
		var complaint strings.Builder
		cmd.Stderr = &complaint
		start := time.Now()
		err := cmd.Run()
		wall := time.Since(start)
		if err != nil && !(p.found && cmd.ProcessState != nil && cmd.ProcessState.ExitCode() == 1) {
			return cost{}, fmt.Errorf("%s %s: %w: %s", filepath.Base(p.args[0]), strings.Join(p.args[1:], " "), err, complaint.String())
		}
		total.wall += wall
		total.rss = max(total.rss, peak(cmd.ProcessState))
	}
	return total, nil
}

// format writes a row as Markdown.
func format(size string, r row, pairs []pair) string {
	var ours, theirs, ratios []float64
	var rss int64
	for _, p := range pairs {
		ours = append(ours, ms(p.ours.wall))
		theirs = append(theirs, ms(p.theirs.wall))
		ratios = append(ratios, ms(p.ours.wall)/ms(p.theirs.wall))
		rss = max(rss, p.ours.rss)
	}
	memory := "?"
	if rss > 0 {
		memory = fmt.Sprint(rss / 1e6)
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s |\n", size, r.what, spread(ours, 0), r.against, spread(theirs, 0), spread(ratios, 2), memory)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// spread writes the median and the range of measurements.
func spread(of []float64, digits int) string {
	slices.SortFunc(of, cmp.Compare[float64])
	return fmt.Sprintf("%.*f (%.*f-%.*f)", digits, median(of), digits, of[0], digits, of[len(of)-1])
}

// median returns the median of measurements in order.
func median(of []float64) float64 {
	n := len(of)
	if n%2 == 1 {
		return of[n/2]
	}
	return (of[n/2-1] + of[n/2]) / 2
}
