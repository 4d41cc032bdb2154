package source_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// history makes a packed history of commits over files, three changed in each.
func history(b *testing.B, commits, files int) *repo {
	b.Helper()
	g := newRepo(b)
	var s bytes.Buffer
	for c := range commits {
		fmt.Fprintf(&s, "commit refs/heads/main\ncommitter Ada Lang <ada@acme.example> %d +0000\ndata 2\nc\n", 1700000000+c*60)
		changed := []int{c * 7 % files, c * 11 % files, c * 13 % files}
		if c == 0 {
			changed = changed[:0]
			for f := range files {
				changed = append(changed, f)
			}
		}
		for _, f := range changed {
			text := fmt.Sprintf("id: R-%d\nversion: %d\n%s", f, c, strings.Repeat("note: a line of a record\n", 60))
			fmt.Fprintf(&s, "M 100644 inline isms/d%d/f%d.yaml\ndata %d\n%s\n", f%20, f, len(text), text)
		}
	}
	cmd := exec.Command("git", "-C", g.dir, "fast-import", "--quiet")
	cmd.Stdin = &s
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		b.Fatal(err)
	}
	g.git("repack", "-adfq")
	g.git("reset", "-q", "--hard")
	return g
}

func BenchmarkOpen(b *testing.B) {
	g := history(b, 500, 600)
	for b.Loop() {
		r := open(b, g.dir, source.Options{})
		if _, err := r.Resolve(background, "HEAD"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLog(b *testing.B) {
	g := history(b, 500, 600)
	r := open(b, g.dir, source.Options{})
	id, err := r.Resolve(background, "HEAD")
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		log, err := r.Log(background, source.LogOptions{From: id})
		if err != nil {
			b.Fatal(err)
		}
		n += len(log)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "us/commit")
}

// BenchmarkTrees reads the changed trees of a history, newest first, as a walk over
// all commits does.
func BenchmarkTrees(b *testing.B) {
	g := history(b, 500, 600)
	commits, trees := 0, 0
	for b.Loop() {
		r := open(b, g.dir, source.Options{})
		id, err := r.Resolve(background, "HEAD")
		if err != nil {
			b.Fatal(err)
		}
		log, err := r.Log(background, source.LogOptions{From: id})
		if err != nil {
			b.Fatal(err)
		}
		seen := map[string]bool{}
		var walk func(string)
		walk = func(id string) {
			if seen[id] {
				return
			}
			seen[id] = true
			entries, err := r.ReadTree(background, id)
			if err != nil {
				b.Fatal(err)
			}
			for _, e := range entries {
				if e.IsTree() {
					walk(e.ID())
				}
			}
		}
		for _, l := range log {
			walk(l.Commit.Tree)
		}
		commits, trees = commits+len(log), trees+len(seen)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(commits), "us/commit")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(trees), "us/tree")
}

func benchmarkFiles(b *testing.B, backend source.Backend, list func(*source.Repo) (*source.Tree, error)) {
	g := history(b, 500, 600)
	n := 0
	for b.Loop() {
		r := open(b, g.dir, source.Options{Backend: backend})
		tree, err := list(r)
		if err != nil {
			b.Fatal(err)
		}
		entries, _, err := tree.Entries(background)
		if err != nil {
			b.Fatal(err)
		}
		for _, e := range entries {
			if e.Mode == isms.File {
				if _, err := tree.Read(background, e, mebibyte); err != nil {
					b.Fatal(err)
				}
			}
		}
		n += len(entries)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "us/file")
}

func headTree(r *source.Repo) (*source.Tree, error) {
	id, err := r.Resolve(background, "HEAD")
	if err != nil {
		return nil, err
	}
	return r.CommitTree(background, id, "isms")
}

func BenchmarkHead(b *testing.B)    { benchmarkFiles(b, source.GoGit, headTree) }
func BenchmarkHeadGit(b *testing.B) { benchmarkFiles(b, source.Git, headTree) }

func BenchmarkWorkTree(b *testing.B) {
	benchmarkFiles(b, source.GoGit, func(r *source.Repo) (*source.Tree, error) { return r.WorkTree(background, "isms") })
}

func BenchmarkIndex(b *testing.B) {
	benchmarkFiles(b, source.GoGit, func(r *source.Repo) (*source.Tree, error) { return r.IndexTree(background, "isms") })
}
