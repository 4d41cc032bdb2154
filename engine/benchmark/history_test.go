package benchmark_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"ismsproof/engine"
	"ismsproof/engine/benchmark"
)

// heads are the commits at which the histories with the fixed seed end, on every
// machine. A change of the generator changes them, and makes older measurements ones
// of another history.
var heads = map[string]string{
	"S": "72381bb9a82f9dfda80e22dc994bfc3119e92e57",
	"M": "9f828bdfa47040be048dd3eed367e8ce2c2bdf12",
	"L": "ba11eeab86ed0f3f6dcb5d8d53fb12f9de890d8e",
}

// asOf is the day after the last commit of each history.
const asOf = "2026-12-01"

// The histories that tests and benchmarks share: each is made once.
var (
	histories = map[string]func() (string, error){}
	folder    string
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "ismsproof-benchmark-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	folder = dir
	for _, size := range benchmark.Sizes {
		histories[size.Name] = sync.OnceValues(func() (string, error) {
			at := filepath.Join(folder, size.Name)
			return at, benchmark.Create(context.Background(), at, size)
		})
	}
	return m.Run()
}

// history returns the repository with the history of a size. Large ones are made
// only where they are asked for.
func history(t testing.TB, size benchmark.Size) string {
	t.Helper()
	switch {
	case size.Name == "L" && os.Getenv("ISMSPROOF_BENCH_L") == "":
		t.Skip("history L is made only with ISMSPROOF_BENCH_L=1")
	case size.Name == "M" && testing.Short():
		t.Skip("history M is left out by -short")
	}
	dir, err := histories[size.Name]()
	if errors.Is(err, benchmark.ErrNoGit) {
		t.Skip("there is no git to make the history")
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = dir, benchmark.Environment()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git %v: %v", args, err)
	}
	return strings.TrimSpace(string(out))
}

func TestHistoriesAreTheSameEverywhere(t *testing.T) {
	for _, size := range benchmark.Sizes {
		t.Run(size.Name, func(t *testing.T) {
			dir := history(t, size)

			if got, want := git(t, dir, "rev-parse", "HEAD"), heads[size.Name]; got != want {
				t.Errorf("history %s ends at %s, want %s", size.Name, got, want)
			}
			if got := len(strings.Fields(git(t, dir, "rev-list", "HEAD"))); got != size.Commits {
				t.Errorf("history %s has %d commits, want %d", size.Name, got, size.Commits)
			}
			if got := len(strings.Fields(git(t, dir, "ls-files"))); got != size.Files {
				t.Errorf("history %s ends with %d files, want %d", size.Name, got, size.Files)
			}
			git(t, dir, "fsck", "--strict", "--no-dangling")
		})
	}
}

func TestSeedsGiveDifferentStreams(t *testing.T) {
	digest := func(seed uint64) string {
		h := sha256.New()
		if err := benchmark.Write(h, benchmark.S, seed); err != nil {
			t.Fatal(err)
		}
		return hex.EncodeToString(h.Sum(nil))
	}

	if first, second := digest(7), digest(7); first != second {
		t.Error("one seed gives two streams")
	}
	if digest(7) == digest(8) {
		t.Error("two seeds give one stream")
	}
}

func TestWriteSaysThatTheStreamCouldNotBeWritten(t *testing.T) {
	want := errors.New("disk full")

	if got := benchmark.Write(failing{want}, benchmark.S, 1); !errors.Is(got, want) {
		t.Errorf("Write = %v, want %v", got, want)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestTimesOfCommitsRise(t *testing.T) {
	var stream bytes.Buffer
	if err := benchmark.Write(&stream, benchmark.S, 3); err != nil {
		t.Fatal(err)
	}
	last, commits := benchmark.S.Start.Add(-time.Second), 0
	for line := range strings.Lines(stream.String()) {
		stamp, ok := strings.CutPrefix(line, "committer ")
		if !ok {
			continue
		}
		fields := strings.Fields(stamp)
		seconds, err := time.ParseDuration(fields[len(fields)-2] + "s")
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(int64(seconds.Seconds()), 0)
		if !at.After(last) || !at.Before(benchmark.S.End) {
			t.Errorf("commit at %s, after one at %s, want all before %s", at, last, benchmark.S.End)
		}
		last, commits = at, commits+1
	}
	if commits != benchmark.S.Commits {
		t.Errorf("%d commits, want %d", commits, benchmark.S.Commits)
	}
}

func TestParseSizeNamesTheValidOnes(t *testing.T) {
	for _, want := range benchmark.Sizes {
		if got, err := benchmark.ParseSize(want.Name); err != nil || got.Commits != want.Commits {
			t.Errorf("ParseSize(%q) has %d commits and error %v, want %d", want.Name, got.Commits, err, want.Commits)
		}
	}
	const want = `size "XL" is not one of S, M, L`
	if _, err := benchmark.ParseSize("XL"); err == nil || err.Error() != want {
		t.Errorf("ParseSize(\"XL\") = %v, want %s", err, want)
	}
}

// The histories are what a careful company has: everything can be read, is well
// formed and leads somewhere, and few records have a finding.
func TestRecordsAreWellFormedAndMostlyConform(t *testing.T) {
	d := builtin(t)
	broken := map[string]bool{"doc.readable": true, "doc.schema_valid": true, "doc.links_resolve": true, "doc.id_unique": true, "doc.kind_known": true}
	for _, size := range benchmark.Sizes {
		t.Run(size.Name, func(t *testing.T) {
			dir := history(t, size)
			result, err := d.Check(t.Context(), engine.Options{Path: dir, Rev: "HEAD", AsOf: asOf})
			if err != nil {
				t.Fatal(err)
			}
			open := 0
			for _, f := range result.Report.Findings {
				if broken[f.Rule.ID] {
					t.Errorf("%s:%d: %s: %s", f.Path, f.Range.Start.Line, f.Rule.ID, f.Message)
				}
				open++
			}
			if limit := size.Files / 4; open > limit {
				t.Errorf("history %s ends with %d findings, want at most %d", size.Name, open, limit)
			}
		})
	}
}

func builtin(t testing.TB) *engine.Definitions {
	t.Helper()
	d, err := engine.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return d
}
