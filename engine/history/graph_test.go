package history_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"ismsproof/engine/history"
	"ismsproof/engine/isms"
)

// randomGraph gives the commits of a world random parents before them and clocks
// that lie, and returns the longest way to each: the time it must have.
func randomGraph(r *rand.Rand, w *world) []time.Time {
	want := make([]time.Time, len(w.line.Commits))
	for k := range w.line.Commits {
		c := &w.line.Commits[k]
		c.Committer.When = second(r.IntN(9))
		want[k] = c.Committer.When
		for range r.IntN(3) {
			if k == 0 {
				break
			}
			p := r.IntN(k)
			if id := w.line.Commits[p].ID; !slices.Contains(c.Parents, id) {
				c.Parents = append(c.Parents, id)
			}
			if want[p].After(want[k]) {
				want[k] = want[p]
			}
		}
	}
	w.line.Times = history.MonotonicGraph(w.line.Commits)
	w.line.End = want[len(want)-1].Add(time.Duration(r.IntN(4)) * time.Second)
	return want
}

func TestGraphEqualsModel(t *testing.T) {
	worlds := 10_000
	if testing.Short() {
		worlds = 2_000
	}
	merges := 0
	for seed := range worlds {
		r := rand.New(rand.NewPCG(uint64(seed), 12))
		w := randomWorld(r)
		if diff := gocmp.Diff(randomGraph(r, w), w.line.Times); diff != "" {
			t.Fatalf("world %d: times (-want +got):\n%s", seed, diff)
		}
		place := map[string]int{}
		open := make([]map[string]*isms.Finding, len(w.line.Commits))
		for k, s := range w.line.Graph(w.facts, w.waivers, w.census, true) {
			place[s.Commit.ID] = k
			at := sample{w.line.Times[k], k, true}
			open[k], _ = w.state(at)
			before := map[string]*isms.Finding{}
			for _, p := range s.Commit.Parents {
				maps.Copy(before, open[place[p]])
			}
			if len(s.Commit.Parents) > 1 {
				merges++
			}
			want, waived := w.listed(at)
			if diff := gocmp.Diff(byKey(want), byKey(s.Findings), ruleByID); diff != "" || s.Waived != waived || s.Open.Total() != len(want) {
				t.Fatalf("world %d: commit %d: %d open, %d waived, want %d and %d; findings (-want +got):\n%s",
					seed, k, s.Open.Total(), s.Waived, len(want), waived, diff)
			}
			if diff := gocmp.Diff(without(open[k], before), keys(s.Opened)); diff != "" {
				t.Fatalf("world %d: opened by commit %d (-want +got):\n%s", seed, k, diff)
			}
			if diff := gocmp.Diff(without(before, open[k]), keys(s.Closed)); diff != "" {
				t.Fatalf("world %d: closed by commit %d (-want +got):\n%s", seed, k, diff)
			}
		}
		final, _ := w.listed(sample{w.line.End, len(w.line.Commits) - 1, false})
		if diff := gocmp.Diff(byKey(final), byKey(w.line.Final(w.facts, w.waivers, w.census)), ruleByID); diff != "" {
			t.Fatalf("world %d: open at the end (-want +got):\n%s", seed, diff)
		}
	}
	if merges < worlds/10 {
		t.Errorf("%d merges in %d worlds: too few to prove anything", merges, worlds)
	}
}

// without returns the sorted keys of a that b has not.
func without(a, b map[string]*isms.Finding) []string {
	out := []string{}
	for key := range a {
		if b[key] == nil {
			out = append(out, key)
		}
	}
	return sorted(out)
}
