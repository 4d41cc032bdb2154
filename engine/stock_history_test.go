package engine

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"

	"ismsproof/engine/benchmark"
	"ismsproof/engine/source"
)

// What the walk over a whole history says of a commit, most of it judged many
// commits before, is what a stock evaluation says of the files of that commit alone.
func TestHistoryEqualsStock(t *testing.T) {
	if testing.Short() {
		t.Skip("the history is made and judged without -short")
	}
	dir := t.TempDir()
	if err := benchmark.Create(t.Context(), dir, benchmark.S); errors.Is(err, benchmark.ErrNoGit) {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
	d, s := both(t, tellRecord)
	h, v := walkHistory(t, d, dir)
	last := len(h.commits) - 1
	tip := s.kinds.load(archive(t, dir, h.commits[last].ID), nil)
	for i := range 10 {
		point := i * last / 9
		id := h.commits[point].ID
		t.Run(id[:12], func(t *testing.T) {
			// By default the configuration of the tip judges every commit.
			tree := s.kinds.load(archive(t, dir, id), tip.org)
			if len(tree.records) < benchmark.S.Files/4 {
				t.Fatalf("commit %d holds %d records", point, len(tree.records))
			}
			if n := s.compare(t, tree, tip.org, v, point); n == 0 {
				t.Error("nothing was found, so nothing was compared")
			}
		})
	}
}

// walkHistory judges all commits as History does.
func walkHistory(t *testing.T, d *Definitions, dir string) (*historian, *verdicts) {
	t.Helper()
	ctx := context.Background()
	repo, err := source.Open(ctx, dir, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { repo.Close() })
	h := &historian{d: d, repo: repo, selected: everyRule, jobs: 2}
	for _, stage := range []func(context.Context) error{h.ends, h.log, h.tipConfig, h.compare, h.configure, h.read} {
		if err := stage(ctx); err != nil {
			t.Fatal(err)
		}
	}
	h.along()
	v, err := h.walk.judge(ctx, len(h.commits), h.selected, h.jobs, nil)
	if err != nil {
		t.Fatal(err)
	}
	return h, v
}

// archive returns the files of a commit as git itself hands them out.
func archive(t testing.TB, dir, commit string) map[string][]byte {
	t.Helper()
	cmd := exec.Command("git", "archive", "--format=tar", commit)
	cmd.Dir, cmd.Env = dir, benchmark.Environment()
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git archive: %v: %s", err, stderr.String())
	}
	files := map[string][]byte{}
	for r := tar.NewReader(bytes.NewReader(out)); ; {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		if head.Typeflag != tar.TypeReg {
			continue
		}
		if files[head.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
}
