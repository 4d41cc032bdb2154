package engine_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine"
	"ismsproof/engine/isms"
)

// clone clones the repository with git and returns its twin, which knows the names
// of the same commits.
func (p *past) clone(args ...string) *past {
	p.t.Helper()
	dir := filepath.Join(p.dir, "..", fmt.Sprintf("%s-clone-%d", filepath.Base(p.dir), len(args)))
	p.git(append(append([]string{"clone", "-q"}, args...), "file://"+p.dir, dir)...)
	return &past{t: p.t, dir: dir, ids: p.ids, names: p.names, written: map[string]bool{}}
}

// story is a short line with a merge: R-1 breaks, a branch mends it.
func story(t testing.TB) *past {
	p := newPast(t)
	p.commit("a", day(0), files(good1))
	p.commit("b", day(1), files(bad1), "a")
	p.commit("c", day(2), files(good1), "b")
	p.commit("d", day(2), with(files(bad1), "notes.txt", "x"), "b")
	p.commit("m", day(3), with(files(good1), "notes.txt", "x"), "d", "c")
	p.commit("n", day(4), with(files(good1, bad2), "notes.txt", "x"), "m")
	return p
}

var (
	storySteps = []string{"a: (0)", "b: +R-1 (1)", "d: (1)", "m: -R-1 (0)", "n: +R-2 (1)"}
	storySpans = []string{"risk.owner R-1: b to m behind which c", "risk.owner R-2: n"}
)

func (p *past) tellsTheStory(o engine.HistoryOptions) *isms.Timeline {
	p.t.Helper()
	line := p.mustHistory(o)
	if diff := cmp.Diff(storySteps, p.steps(line)); diff != "" {
		p.t.Errorf("steps (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(storySpans, p.spans(line)); diff != "" {
		p.t.Errorf("spans (-want +got):\n%s", diff)
	}
	return line
}

func warned(line *isms.Timeline, words ...string) bool {
	for _, w := range line.Warnings {
		if contains(w, words...) {
			return true
		}
	}
	return false
}

// However a repository is kept, its history is the same.
func TestHistoryOfEveryKindOfClone(t *testing.T) {
	p := story(t)
	p.git("gc", "-q")
	p.tellsTheStory(engine.HistoryOptions{})
	want := lines(t, p.mustHistory(engine.HistoryOptions{Rules: []string{}}))
	for name, args := range map[string][]string{
		"a clone": {}, "a bare clone": {"--bare"}, "a mirror": {"--mirror", "--no-hardlinks"}, "a clone that shares objects": {"--no-tags", "--shared", "--local"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "clone")
			p.git(append(append([]string{"clone", "-q"}, args...), p.dir, dir)...)
			if diff := cmp.Diff(want, lines(t, p.mustHistory(engine.HistoryOptions{Path: dir, Rules: []string{}}))); diff != "" {
				t.Errorf("history (-origin +clone):\n%s", diff)
			}
		})
	}
}

// What git shows in place of the real objects is named and not followed.
func TestReplacedHistory(t *testing.T) {
	p := story(t)
	replaced := p.git("commit-tree", "-m", "innocent", p.git("rev-parse", p.ids["a"]+"^{tree}"))
	p.git("update-ref", "refs/replace/"+p.ids["b"], replaced)
	p.file(".git/info/grafts", p.ids["n"]+" "+p.ids["a"]+"\n")
	line := p.tellsTheStory(engine.HistoryOptions{})
	if !warned(line, "git.replaced", "refs/replace") || !warned(line, "graft") {
		t.Errorf("warnings %q name not both the replaced commit and the graft", line.Warnings)
	}
}

// A clone that lacks history or contents is no proof: exit 3, with the way out.
func TestIncompleteClones(t *testing.T) {
	p := story(t)
	p.git("config", "uploadpack.allowFilter", "true")
	p.git("config", "uploadpack.allowAnySHA1InWant", "true")
	shallow := p.clone("--depth=2")
	for _, o := range []engine.HistoryOptions{{}, {All: true}, {Range: "HEAD~1..HEAD"}, {RulesAt: "commit"}} {
		_, err := shallow.history(o)
		code, hint := engine.Failure(err)
		if err == nil || code != engine.ExitUndecided || !strings.Contains(hint, "fetch-depth: 0") {
			t.Errorf("shallow, %+v: exit code %d (%v), hint %q; want 3 and fetch-depth: 0", o, code, err, hint)
		}
	}
	if _, err := shallow.history(engine.HistoryOptions{Range: p.ids["a"]}); err == nil {
		t.Error("a commit beyond the boundary is judged")
	}
	blobless := p.clone("--filter=blob:none", "--no-checkout", "--bare")
	line, err := blobless.history(engine.HistoryOptions{})
	if err != nil {
		t.Fatal(err)
	}
	reasons := ""
	for _, s := range line.Steps {
		for _, u := range s.Undecided {
			reasons += u.Reason + "\n"
		}
		if len(s.Undecided) == 0 {
			t.Errorf("commit %s is decided without a blob", p.names[s.Commit.ID])
		}
	}
	if engine.HistoryCode(line) != engine.ExitUndecided || !warned(line, "git.partial-clone") || !contains(reasons, "partial clone") {
		t.Errorf("blobless: exit code %d, warnings %q, reasons %q", engine.HistoryCode(line), line.Warnings, reasons)
	}
	treeless := p.clone("--filter=tree:0", "--no-checkout", "--bare", "--no-tags")
	line, err = treeless.history(engine.HistoryOptions{})
	code, _ := engine.Failure(err)
	if err == nil {
		code = engine.HistoryCode(line)
	}
	if code != engine.ExitUndecided {
		t.Errorf("treeless: exit code %d (%v), want 3", code, err)
	}
}

// A parent that is missing shortens no line.
func TestMissingCommit(t *testing.T) {
	p := story(t)
	for _, name := range []string{"b", "a"} {
		if err := os.Rename(filepath.Join(p.dir, p.loose(p.ids[name])), filepath.Join(p.dir, "kept")); err != nil {
			t.Fatal(err)
		}
		for _, all := range []bool{false, true} {
			_, err := p.history(engine.HistoryOptions{All: all})
			if code, hint := engine.Failure(err); err == nil || code != engine.ExitUndecided || hint == "" || !strings.Contains(err.Error(), p.ids[name]) {
				t.Errorf("without %s, all %v: exit code %d (%v), hint %q; want 3, the id and a hint", name, all, code, err, hint)
			}
		}
		if err := os.Rename(filepath.Join(p.dir, "kept"), filepath.Join(p.dir, p.loose(p.ids[name]))); err != nil {
			t.Fatal(err)
		}
	}
	// Behind a merge a commit may be missing: the line stands, only who made it is not known.
	if err := os.Remove(filepath.Join(p.dir, p.loose(p.ids["c"]))); err != nil {
		t.Fatal(err)
	}
	line := p.mustHistory(engine.HistoryOptions{})
	if diff := cmp.Diff([]string{"risk.owner R-1: b to m", "risk.owner R-2: n"}, p.spans(line)); diff != "" || !warned(line, p.ids["c"], "behind") {
		t.Errorf("warnings %q; spans (-want +got):\n%s", line.Warnings, diff)
	}
}

// What was missing and is there again is judged, whatever an earlier run kept.
func TestRepairedRepository(t *testing.T) {
	for _, all := range []bool{false, true} {
		p := newPast(t)
		p.commit("a", day(0), files(good1))
		p.commit("b", day(1), files(bad1), "a")
		p.commit("c", day(2), files(good1), "b")
		blob := p.object("blob", register(bad1))
		o := engine.HistoryOptions{All: all}
		whole := lines(t, p.mustHistory(engine.HistoryOptions{All: all, NoCache: true}))
		hidden := filepath.Join(p.dir, "hidden")
		if err := os.Rename(filepath.Join(p.dir, p.loose(blob)), hidden); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if line := p.mustHistory(o); engine.HistoryCode(line) != engine.ExitUndecided {
				t.Errorf("all %v: exit code %d without a blob, want 3", all, engine.HistoryCode(line))
			}
		}
		if err := os.Rename(hidden, filepath.Join(p.dir, p.loose(blob))); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if diff := cmp.Diff(whole, lines(t, p.mustHistory(o))); diff != "" {
				t.Errorf("all %v: after the blob came back (-want +got):\n%s", all, diff)
			}
		}
	}
}

// Housekeeping and new commits beside a run change nothing, or end it with exit 3.
func TestRepositoryInMotion(t *testing.T) {
	if testing.Short() {
		t.Skip("repacks a few times")
	}
	p := longPast(t, 40)
	tip := p.git("rev-parse", "HEAD")
	o := engine.HistoryOptions{Range: tip, NoCache: true}
	want := lines(t, p.mustHistory(o))
	for round := range 5 {
		done := make(chan error, 1)
		go func() { done <- p.keepHouse(tip, round) }()
		for running := true; running; {
			select {
			case err := <-done:
				if running = false; err != nil {
					t.Fatal(err)
				}
			default:
			}
			line, err := p.history(o)
			if err != nil {
				if code, _ := engine.Failure(err); code != engine.ExitUndecided {
					t.Errorf("round %d: exit code %d (%v), want 3", round, code, err)
				}
				continue
			}
			if line.Outcome != isms.OutcomeUndecided && lines(t, line) != want {
				t.Fatalf("round %d: another history:\n%s", round, cmp.Diff(want, lines(t, line)))
			}
			if len(line.Steps) != 40 {
				t.Fatalf("round %d: %d commits, want 40", round, len(line.Steps))
			}
		}
	}
	if got := lines(t, p.mustHistory(o)); got != want {
		t.Errorf("afterwards (-before +after):\n%s", cmp.Diff(want, got))
	}
}

// keepHouse adds a commit and moves every object from file to file.
func (p *past) keepHouse(tip string, round int) error {
	later, err := p.tryGit("commit-tree", "-p", tip, "-m", fmt.Sprint("later ", round), tip+"^{tree}")
	for _, args := range [][]string{
		{"update-ref", "refs/heads/main", later}, {"repack", "-q", "-a", "-d", "-f"}, {"gc", "-q", "--prune=now"}, {"pack-refs", "--all"},
	} {
		if err == nil {
			_, err = p.tryGit(args...)
		}
	}
	return err
}

// longPast is a line of commits with registers that change at random.
func longPast(t testing.TB, commits int) *past {
	p := newPast(t)
	random := rand.New(rand.NewPCG(7, 7))
	tree := files()
	var parents []string
	for i := range commits {
		var items []string
		for n := range 20 {
			items = append(items, risk(fmt.Sprint("R-", n), []string{"", "ann"}[random.IntN(2)], fmt.Sprintf("2026-%02d-%02d", 1+random.IntN(3), 1+random.IntN(28))))
		}
		tree = with(tree, fmt.Sprintf("registers/%d/risks.yaml", random.IntN(4)), strings.ReplaceAll(register(items...), "id: R-", fmt.Sprintf("id: R-%d-", random.IntN(4))))
		p.commit(fmt.Sprint(i), day(2*i), tree, parents...)
		parents = []string{fmt.Sprint(i)}
	}
	return p
}

// Stopped at whatever stage, a history ends at once, as interrupted, with nothing.
func TestInterruptedHistory(t *testing.T) {
	p := longPast(t, 60)
	d, err := definitions()
	if err != nil {
		t.Fatal(err)
	}
	stages := map[string]bool{}
	o := engine.HistoryOptions{Path: p.dir, NoCache: true, Progress: func(stage string, _, _ int) {
		stageLock.Lock()
		defer stageLock.Unlock()
		stages[stage] = true
	}}
	if _, err := d.History(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if len(stages) < 2 {
		t.Fatalf("stages %v: too few to stop at", stages)
	}
	for stage := range stages {
		ctx, cancel := context.WithCancel(t.Context())
		var since time.Time
		o.Progress = func(now string, _, _ int) {
			stageLock.Lock()
			defer stageLock.Unlock()
			if now == stage && since.IsZero() {
				since = time.Now()
				cancel()
			}
		}
		line, err := d.History(ctx, o)
		if code, _ := engine.Failure(err); line != nil || !errors.Is(err, context.Canceled) || code != engine.ExitInterrupted {
			t.Errorf("stopped while %s: got %v, error %v, exit code %d; want context.Canceled and 130", stage, line != nil, err, code)
		}
		if took := time.Since(since); took > 30*time.Second {
			t.Errorf("stopped while %s: went on for %v", stage, took)
		}
		cancel()
	}
	for _, after := range []time.Duration{0, time.Millisecond, 5 * time.Millisecond, 20 * time.Millisecond, 60 * time.Millisecond} {
		ctx, cancel := context.WithTimeoutCause(t.Context(), after, context.Canceled)
		start := time.Now()
		_, err := d.History(ctx, engine.HistoryOptions{Path: p.dir, NoCache: true})
		if took := time.Since(start); err != nil && took > after+30*time.Second {
			t.Errorf("cut off after %v: went on for %v", after, took)
		}
		if err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
			t.Errorf("cut off after %v: got %v, want that of the context", after, err)
		}
		cancel()
	}
}

var stageLock sync.Mutex

// The same repository gives the same bytes: with one processor or two, in every
// time zone, from a fresh clone, again and again.
func TestHistoryIsTheSameEverywhere(t *testing.T) {
	p := randomPast(t, rand.New(rand.NewPCG(3, 33)), 14)
	kept, local := runtime.GOMAXPROCS(0), time.Local
	t.Cleanup(func() {
		runtime.GOMAXPROCS(kept)
		time.Local = local
	})
	for _, o := range []engine.HistoryOptions{
		{Rules: []string{}}, {Rules: []string{}, Full: true}, {Rules: []string{}, All: true, Full: true}, {Rules: []string{}, RulesAt: "commit"},
	} {
		o.NoCache = true
		want := lines(t, p.mustHistory(o))
		for _, processors := range []int{1, 2} {
			for _, zone := range []string{"UTC", "Pacific/Kiritimati", "America/St_Johns"} {
				runtime.GOMAXPROCS(processors)
				place, err := time.LoadLocation(zone)
				if err != nil {
					t.Fatal(err)
				}
				time.Local = place
				o.Jobs, o.NoCache = processors*2, zone != "UTC"
				d, err := engine.Builtin()
				if err != nil {
					t.Fatal(err)
				}
				o.Path = p.dir
				line, err := d.History(t.Context(), o)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, lines(t, line)); diff != "" {
					t.Fatalf("%d processors, %s, %+v (-want +got):\n%s", processors, zone, o, diff)
				}
			}
		}
	}
	p.git("read-tree", "HEAD")
	clone := p.clone("--no-hardlinks")
	if diff := cmp.Diff(lines(t, p.mustHistory(engine.HistoryOptions{Rules: []string{}})), lines(t, clone.mustHistory(engine.HistoryOptions{Rules: []string{}}))); diff != "" {
		t.Errorf("a fresh clone (-origin +clone):\n%s", diff)
	}
}

// noConformHistory demands that the history of a hostile repository ends soon and
// never as conform, and as undecided where a check of its tip does.
func noConformHistory(t *testing.T, d *engine.Definitions, path string, undecided bool) {
	t.Helper()
	for _, all := range []bool{false, true} {
		start := time.Now()
		line, err := d.History(t.Context(), engine.HistoryOptions{Path: path, All: all})
		code, _ := engine.Failure(err)
		if err == nil {
			code = engine.HistoryCode(line)
		}
		if code == engine.ExitConform || undecided && code != engine.ExitUndecided {
			t.Errorf("history, all %v: exit code %d (%v)", all, code, err)
		}
		if took := time.Since(start); took > 2*time.Minute {
			t.Errorf("history, all %v: took %v", all, took)
		}
	}
}
