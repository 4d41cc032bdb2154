package source_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/source"
)

// TestReadingWhileGitRepacks reads a history again and again, with handles that stay
// open and fresh ones, while git moves every object about.
func TestReadingWhileGitRepacks(t *testing.T) {
	g := basic(t)
	for i := range 30 {
		g.write(fmt.Sprintf("isms/f%d.yaml", i%7), strings.Repeat(fmt.Sprintf("line %d\n", i), 200))
		g.commit(fmt.Sprint(i))
	}
	from := g.git("rev-parse", "HEAD")
	r := open(t, g.dir, source.Options{})
	want := whole(t, r, from)

	stop := make(chan struct{})
	var churn sync.WaitGroup
	churn.Go(func() {
		for round := 0; ; round++ {
			select {
			case <-stop:
				return
			default:
			}
			steps := [][]string{
				{"repack", "-adfq", fmt.Sprintf("--window=%d", 2+round%5)}, {"prune-packed", "-q"},
				{"unpack"}, {"gc", "-q", "--prune=now"}, {"maintenance", "run", "--task=loose-objects"},
			}
			step := steps[round%len(steps)]
			if step[0] == "unpack" {
				unpack(g.dir)
				continue
			}
			_, _ = plainGit(g.dir, step...) // a step may lose against another: the next one comes
		}
	})
	for round := range 12 {
		if diff := cmp.Diff(want, whole(t, r, from)); diff != "" {
			t.Errorf("round %d, handle kept open (-quiet +got):\n%s", round, diff)
		}
		fresh := open(t, g.dir, source.Options{})
		if diff := cmp.Diff(want, whole(t, fresh, from)); diff != "" {
			t.Errorf("round %d, fresh handle (-quiet +got):\n%s", round, diff)
		}
	}
	close(stop)
	churn.Wait()
}

// unpack turns packs into loose objects, as a fetch of few objects leaves them.
func unpack(dir string) {
	packs, _ := filepath.Glob(filepath.Join(dir, ".git/objects/pack/*.pack"))
	for _, p := range packs {
		moved := filepath.Join(dir, filepath.Base(p))
		if os.Link(p, moved) != nil {
			continue
		}
		if in, err := os.Open(moved); err == nil {
			cmd := exec.Command("git", "-C", dir, "unpack-objects", "-q", "-r")
			cmd.Stdin = in
			_ = cmd.Run() // writes nothing that a pack still has
			in.Close()
		}
		os.Remove(moved)
	}
}

// whole is every file of every commit, as "commit path size" lines.
func whole(t *testing.T, r *source.Repo, from string) []string {
	t.Helper()
	log, err := r.Log(t.Context(), source.LogOptions{From: from})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range log {
		tree, err := r.CommitTree(t.Context(), l.Commit.ID, "")
		for path, text := range contents(t, tree, err) {
			out = append(out, fmt.Sprintf("%s %s %d", l.Commit.ID, path, len(text)))
		}
	}
	slices.Sort(out)
	return out
}

func TestManyReadersOfOneRepo(t *testing.T) {
	g := basic(t)
	for i := range 10 {
		g.write("isms/f.yaml", strings.Repeat("line\n", 300+i))
		g.commit(fmt.Sprint(i))
	}
	g.git("gc", "-q")
	from := g.git("rev-parse", "HEAD")
	for _, backend := range []source.Backend{source.GoGit, source.Git} {
		r := open(t, g.dir, source.Options{Backend: backend})
		want := whole(t, r, from)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if diff := cmp.Diff(want, whole(t, r, from)); diff != "" {
					t.Errorf("%v (-one +many):\n%s", backend, diff)
				}
			})
		}
		wg.Wait()
	}
}
