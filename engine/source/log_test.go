package source_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/source"
)

// randomHistory makes n commits of the same tree with random parents and dates that
// lie, and returns their ids, oldest first.
func randomHistory(t *testing.T, n int, seed uint64) (*repo, []string) {
	t.Helper()
	g := newRepo(t)
	tree := g.git("write-tree")
	rnd := rand.New(rand.NewPCG(seed, 1))
	var made []string
	for i := range n {
		args := []string{"commit-tree", tree, "-m", fmt.Sprint(i)}
		seen := map[int]bool{}
		for range min(len(made), 1+rnd.IntN(3)) {
			p := len(made) - 1 - rnd.IntN(min(len(made), 6))
			if !seen[p] {
				seen[p] = true
				args = append(args, "-p", made[p])
			}
		}
		date := fmt.Sprintf("%d +0000", 1700000000+rnd.IntN(5000))
		made = append(made, strings.TrimSpace(run(t, g.dir, []string{"GIT_AUTHOR_DATE=" + date, "GIT_COMMITTER_DATE=" + date}, "git", args...)))
	}
	g.git("update-ref", "refs/heads/main", made[n-1])
	return g, made
}

func TestLogEqualsGit(t *testing.T) {
	for seed := range uint64(4) {
		g, made := randomHistory(t, 40, seed)
		r := open(t, g.dir, source.Options{})
		for name, c := range map[string]struct {
			o    source.LogOptions
			args []string
		}{
			"all":          {source.LogOptions{From: made[39]}, []string{made[39]}},
			"first parent": {source.LogOptions{From: made[39], FirstParent: true}, []string{"--first-parent", made[39]}},
			"range":        {source.LogOptions{From: made[39], Exclude: []string{made[20]}}, []string{made[39], "^" + made[20]}},
			"two excluded": {source.LogOptions{From: made[38], Exclude: []string{made[20], made[25]}}, []string{made[38], "^" + made[20], "^" + made[25]}},
			"line of a range": {source.LogOptions{From: made[39], Exclude: []string{made[10]}, FirstParent: true},
				[]string{"--first-parent", made[39], "^" + made[10]}},
			"oldest first":  {source.LogOptions{From: made[39], OldestFirst: true}, []string{"--reverse", made[39]}},
			"nothing":       {source.LogOptions{From: made[20], Exclude: []string{made[20]}}, []string{made[20], "^" + made[20]}},
			"nothing, line": {source.LogOptions{From: made[20], Exclude: []string{made[20]}, FirstParent: true}, []string{made[20], "^" + made[20]}},
		} {
			log, err := r.Log(t.Context(), c.o)
			want := append([]string{}, strings.Fields(g.git(append([]string{"rev-list", "--topo-order"}, c.args...)...))...)
			if diff := cmp.Diff(want, ids(log)); diff != "" || err != nil {
				t.Errorf("seed %d, %s: error %v (-git +got):\n%s", seed, name, err, diff)
			}
		}
	}
}

func TestMergeBaseEqualsGit(t *testing.T) {
	compared, several := 0, 0
	for _, seed := range []uint64{5, 8, 10} { // lying dates make the first answer wrong in these
		g, made := randomHistory(t, 30, seed+100)
		r := open(t, g.dir, source.Options{})
		rnd := rand.New(rand.NewPCG(seed, 2))
		for range 60 {
			a, b := made[rnd.IntN(30)], made[rnd.IntN(30)]
			out, _ := plainGit(g.dir, "merge-base", "--all", a, b)
			want := strings.Fields(out)
			got, err := r.MergeBase(t.Context(), a, b)
			if len(want) == 0 {
				if code(err) != "git.no-merge-base" {
					t.Errorf("seed %d: got %q, error %v; want git.no-merge-base", seed, got, err)
				}
				continue
			}
			compared++
			if len(want) > 1 {
				several++
			}
			if err != nil || !strings.Contains(out, got) || got == "" {
				t.Errorf("seed %d: merge base of %s and %s: got %q, error %v; want one of %q", seed, a, b, got, err, want)
			}
			if again, _ := r.MergeBase(t.Context(), b, a); again != got {
				t.Errorf("seed %d: got %s one way and %s the other", seed, got, again)
			}
		}
	}
	if compared < 50 || several == 0 {
		t.Errorf("%d pairs compared, %d with several bases: too few to prove anything", compared, several)
	}
}

func TestShallowCloneIsNeverTakenForTheWholeHistory(t *testing.T) {
	g := basic(t)
	for range 5 {
		g.commit("more")
	}
	main := g.git("rev-parse", "HEAD")
	g.git("checkout", "-q", "-b", "side", "HEAD~6")
	side := g.commit("side")
	g.git("checkout", "-q", "main")
	g.git("clone", "-q", "--depth=3", "--no-single-branch", "file://"+g.dir, "../shallow")
	r := open(t, strings.TrimSuffix(g.dir, "repo")+"shallow", source.Options{})
	if shallow, err := r.Shallow(); !shallow || err != nil {
		t.Errorf("got shallow %v, error %v", shallow, err)
	}
	for _, first := range []bool{false, true} {
		log, err := r.Log(t.Context(), source.LogOptions{From: main, FirstParent: first})
		e, ok := source.AsError(err)
		if log != nil || !ok || e.Code != "git.shallow" || e.Usage || !strings.Contains(e.Remedy, "fetch-depth: 0") {
			t.Errorf("first parent %v: got %d commits, error %v; want git.shallow", first, len(log), err)
		}
		log, err = r.Log(t.Context(), source.LogOptions{From: main, Exclude: []string{g.git("rev-parse", "HEAD~1")}, FirstParent: first})
		if len(log) != 1 || err != nil {
			t.Errorf("first parent %v: got %d commits, error %v; want the 1 above the boundary", first, len(log), err)
		}
	}
	if got, err := r.MergeBase(t.Context(), main, side); code(err) != "git.shallow" {
		t.Errorf("got merge base %q, error %v; want git.shallow", got, err)
	}
	if got, err := r.MergeBase(t.Context(), main, g.git("rev-parse", "HEAD~1")); err != nil || got != g.git("rev-parse", "HEAD~1") {
		t.Errorf("got merge base %q, error %v; want the one above the boundary", got, err)
	}
	if _, err := r.Resolve(t.Context(), "HEAD~3"); code(err) != "git.shallow" {
		t.Errorf("got error %v, want git.shallow", err)
	}
	tree, err := head(t, r, "")
	if got := paths(t, tree, err); len(got) != 3 {
		t.Errorf("got %q, want the 3 files of HEAD", got)
	}
}
