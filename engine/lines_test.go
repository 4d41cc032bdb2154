package engine_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine"
	"ismsproof/engine/isms"
)

var (
	bad1, good1 = risk("R-1", "", ""), risk("R-1", "ann", "")
	bad2, good2 = risk("R-2", "", ""), risk("R-2", "ann", "")
)

// Lines that no tutorial draws.
func TestOddLines(t *testing.T) {
	const bomb = "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\n" +
		"d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]\nf: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]\ng: [*f, *f, *f, *f, *f, *f, *f, *f, *f]\n"
	for name, c := range map[string]struct {
		write        func(*past)
		steps, spans []string
		undecided    bool
	}{
		"an octopus": {func(p *past) {
			p.commit("a", day(0), files(good1, good2))
			p.commit("b", day(1), files(bad1, good2), "a")
			p.commit("c", day(2), files(good1, bad2), "a")
			p.commit("d", day(3), with(files(good1, good2), "notes.txt", "x"), "a")
			p.commit("m", day(4), with(files(bad1, bad2), "notes.txt", "x"), "a", "b", "c", "d")
		}, []string{"a: (0)", "m: +R-1 +R-2 (2)"}, []string{"risk.owner R-1: m behind which b", "risk.owner R-2: m behind which c"}, false},
		"a criss-cross": {func(p *past) {
			p.commit("a", day(0), files(good1, good2))
			p.commit("b", day(1), files(bad1, good2), "a")
			p.commit("c", day(1), files(good1, bad2), "a")
			p.commit("m", day(2), files(bad1, bad2), "b", "c")
			p.commit("n", day(2), files(bad1, good2), "c", "b")
			p.commit("o", day(3), files(bad1, good2), "m", "n")
		}, []string{"a: (0)", "b: +R-1 (1)", "m: +R-2 (2)", "o: -R-2 (1)"}, []string{"risk.owner R-1: b", "risk.owner R-2: m behind which c to o behind which n"}, false},
		"two roots": {func(p *past) {
			p.commit("a", day(0), files(good1))
			p.commit("b", day(1), map[string]string{"imported.yaml": "kind: risks\nid: imported\nitems:\n" + bad2})
			p.commit("m", day(2), with(files(good1), "imported.yaml", "kind: risks\nid: imported\nitems:\n"+bad2), "a", "b")
		}, []string{"a: (0)", "m: +R-2 (1)"}, []string{"risk.owner R-2: m behind which b"}, false},
		"a merge that edits on its own": {func(p *past) {
			p.commit("a", day(0), files(good1, good2))
			p.commit("b", day(1), files(good1, good2, risk("R-3", "ann", "")), "a")
			p.commit("m", day(2), files(bad1, good2, risk("R-3", "ann", "")), "a", "b")
		}, []string{"a: (0)", "m: +R-1 (1)"}, []string{"risk.owner R-1: m"}, false},
		"a merge that undoes on its own": {func(p *past) {
			p.commit("a", day(0), files(bad1))
			p.commit("b", day(1), with(files(bad1), "notes.txt", "x"), "a")
			p.commit("m", day(2), with(files(good1), "notes.txt", "x"), "a", "b")
		}, []string{"a: +R-1 (1)", "m: -R-1 (0)"}, []string{"risk.owner R-1: a to m"}, false},
		"a merge of two edits of a file": {func(p *past) {
			p.commit("a", day(0), files(good1, good2))
			p.commit("b", day(1), files(good1, bad2), "a")
			p.commit("c", day(2), files(good1, bad2, risk("R-3", "ann", "")), "b")
			p.commit("d", day(3), files(bad1, good2), "a")
			p.commit("m", day(4), files(bad1, bad2, risk("R-3", "ann", "")), "d", "c")
		}, []string{"a: (0)", "d: +R-1 (1)", "m: +R-2 (2)"}, []string{"risk.owner R-1: d", "risk.owner R-2: m behind which b"}, false},
		"a merge that keeps our side": {func(p *past) {
			p.commit("a", day(0), files(good1))
			p.commit("b", day(1), files(bad1), "a")
			p.commit("m", day(2), files(good1), "a", "b")
		}, []string{"a: (0)", "m: (0)"}, []string{}, false},
		"a merge that takes their side": {func(p *past) {
			p.commit("a", day(0), files(bad1))
			p.commit("b", day(1), files(good1), "a")
			p.commit("c", day(1), with(files(good1), "notes.txt", "x"), "b")
			p.commit("m", day(2), with(files(good1), "notes.txt", "x"), "a", "c")
		}, []string{"a: +R-1 (1)", "m: -R-1 (0)"}, []string{"risk.owner R-1: a to m behind which b"}, false},
		"reverts of reverts": {func(p *past) {
			p.commit("a", day(0), files(bad1))
			p.commit("b", day(1), files(good1), "a")
			p.commit("c", day(2), files(bad1), "b")
			p.commit("d", day(3), files(good1), "c")
			p.commit("e", day(4), files(bad1), "d")
		}, []string{"a: +R-1 (1)", "b: -R-1 (0)", "c: +R-1 (1)", "d: -R-1 (0)", "e: +R-1 (1)"},
			[]string{"risk.owner R-1: a to b", "risk.owner R-1: c to d", "risk.owner R-1: e"}, false},
		"commits without changes": {func(p *past) {
			p.commit("a", day(0), files(bad1))
			p.commit("b", day(1), files(bad1), "a")
			p.commit("c", day(1), files(bad1), "b")
		}, []string{"a: +R-1 (1)", "b: (1)", "c: (1)"}, []string{"risk.owner R-1: a"}, false},
		"commits without files": {func(p *past) {
			p.commit("a", day(0), map[string]string{})
			p.commit("b", day(1), files(bad1), "a")
			p.commit("c", day(2), map[string]string{}, "b")
			p.commit("d", day(3), files(bad1), "c")
		}, []string{"a: (0)", "b: +R-1 (1)", "c: -R-1 (0)", "d: +R-1 (1)"}, []string{"risk.owner R-1: b to c", "risk.owner R-1: d"}, false},
		"a file that becomes a folder and back": {func(p *past) {
			p.commit("a", day(0), with(files(), "r", "", "risks.yaml", "", "x", register(good1)))
			p.commit("b", day(1), map[string]string{"isms.yaml": acme, "x/risks.yaml": register(bad1)}, "a")
			p.commit("c", day(2), map[string]string{"isms.yaml": acme, "x/risks.yaml/risks.yaml": register(bad1)}, "b")
			p.commit("d", day(3), map[string]string{"isms.yaml": acme, "x": register(good1)}, "c")
		}, []string{"a: (0)", "b: +R-1 (1)", "c: (1)", "d: -R-1 (0)"}, []string{"risk.owner R-1: b to d"}, false},
		"modes and links": {func(p *past) {
			p.commit("a", day(0), files(bad1))
			p.commit("b", day(1), map[string]string{"isms.yaml": acme, "risks.yaml": executable + register(bad1)}, "a")
			p.commit("c", day(2), map[string]string{"isms.yaml": acme, "risks.yaml": link + "/etc/passwd"}, "b")
			p.commit("d", day(3), files(bad1), "c")
		}, []string{"a: +R-1 (1)", "b: (1)", "c: +risks.yaml -R-1 ?risks.yaml (1)", "d: +R-1 -risks.yaml (1)"},
			[]string{"risk.owner R-1: a to c", "doc.symlink risks.yaml: c to d", "risk.owner R-1: d"}, true},
		"a submodule": {func(p *past) {
			p.commit("a", day(0), with(files(bad1), "sub", module+strings.Repeat("12", 20)))
			p.commit("b", day(1), with(files(good1), "sub", module+strings.Repeat("34", 20)), "a")
		}, []string{"a: +R-1 (1)", "b: -R-1 (0)"}, []string{"risk.owner R-1: a to b"}, false},
		"a blob that is missing": {func(p *past) {
			p.commit("a", day(0), files(bad1))
			p.commit("b", day(1), with(files(bad1), "risks.yaml", lostFile+register(good1)), "a")
			p.commit("c", day(2), files(good1, bad2), "b")
		}, []string{"a: +R-1 (1)", "b: +risks.yaml -R-1 ?risks.yaml (1)", "c: +R-2 -risks.yaml (1)"},
			[]string{"risk.owner R-1: a to b", "doc.readable risks.yaml: b to c", "risk.owner R-2: c"}, true},
		"a folder that is missing": {func(p *past) {
			p.commit("a", day(0), with(files(bad1), "sub/other.yaml", register(bad2)))
			p.commit("b", day(1), with(files(bad1), "sub", lostFolder), "a")
			p.commit("c", day(2), with(files(bad1), "sub/other.yaml", register(bad2)), "b")
		}, []string{"a: +R-1 +R-2 (2)", "b: +sub/ -R-2 ?sub/ (2)", "c: +R-2 -sub/ (2)"},
			[]string{"risk.owner R-1: a", "risk.owner R-2: a to b", "doc.readable sub/: b to c", "risk.owner R-2: c"}, true},
		"a tree that is missing": {func(p *past) {
			p.commit("a", day(0), files(bad1))
			p.commitTree("b", day(1), strings.Repeat("cd", 20), "a")
			p.commit("c", day(2), files(bad1), "b")
		}, []string{"a: +R-1 (1)", "b: + -R-1 ? (1)", "c: +R-1 - (1)"},
			[]string{"risk.owner R-1: a to b", "doc.readable : b to c", "risk.owner R-1: c"}, true},
		"an alias bomb since removed": {func(p *past) {
			p.commit("a", day(0), files(bad1))
			p.commit("b", day(1), with(files(bad1), "bomb.yaml", bomb), "a")
			p.commit("c", day(2), with(files(bad1), "bomb.yaml", bomb), "b")
			p.commit("d", day(3), files(good1), "c")
		}, []string{"a: +R-1 (1)", "b: +bomb.yaml ?bomb.yaml (2)", "c: ?bomb.yaml (2)", "d: -R-1 -bomb.yaml (0)"},
			[]string{"risk.owner R-1: a to d", "doc.readable bomb.yaml: b to d"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPast(t)
			c.write(p)
			line := p.mustHistory(engine.HistoryOptions{})
			for i := range line.Steps { // what opened and closed at one step has no order to prove here
				line.Steps[i].Opened, line.Steps[i].Closed = byID(line.Steps[i].Opened), byID(line.Steps[i].Closed)
			}
			if diff := cmp.Diff(c.steps, p.steps(line)); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.spans, p.spans(line), inAnyOrder); diff != "" {
				t.Errorf("spans (-want +got):\n%s", diff)
			}
			if got := line.Outcome == isms.OutcomeUndecided; got != c.undecided {
				t.Errorf("undecided %v, want %v", got, c.undecided)
			}
			if c.undecided && engine.HistoryCode(line) != engine.ExitUndecided {
				t.Errorf("exit code %d, want 3", engine.HistoryCode(line))
			}
		})
	}
}

// The whole graph: each commit by its own tree, against its own parents.
func TestAllCommits(t *testing.T) {
	p := newPast(t)
	due := risk("R-2", "ann", "2026-01-03")
	p.commit("a", day(0), files(good1, due))
	p.commit("b", day(9), files(bad1, due), "a")        // a side branch with a clock ahead: R-2 is due there
	p.commit("c", day(1), files(good1, due), "a")       // the main line is earlier in time
	p.commit("d", day(2), files(good1, due, bad2), "c") // the id R-2 twice
	p.commit("m", day(3), files(bad1, due), "c", "b")   // as late as its latest parent
	p.commit("n", day(4), files(good1, risk("R-2", "ann", "")), "m")
	p.commit("o", day(20), files(bad1, risk("R-2", "ann", "")), "n", "d")
	line := p.mustHistory(engine.HistoryOptions{All: true})
	want := map[string]string{
		"a": "a: (0)", "b": "b: +R-1 +R-2 (2)", "c": "c: (0)", "d": "d: +R-2 (1)", "m": "m: (2)",
		"n": "n: -R-1 -R-2 (0)", "o": "o: +R-1 -R-2 (1)",
	}
	got := map[string]string{}
	for i, s := range p.steps(line) {
		got[p.names[line.Steps[i].Commit.ID]] = s
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if len(line.Spans) > 0 || !line.All || engine.HistoryCode(line) != engine.ExitFindings {
		t.Errorf("%d spans, all %v, exit code %d; want 0, true, 1", len(line.Spans), line.All, engine.HistoryCode(line))
	}
	ranged := p.mustHistory(engine.HistoryOptions{All: true, Range: p.ids["m"] + "..HEAD"})
	if diff := cmp.Diff([]string{"d: +R-2 (1)", "n: -R-1 -R-2 (0)", "o: +R-1 -R-2 (1)"}, p.steps(ranged), inAnyOrder); diff != "" {
		t.Errorf("steps of a range (-want +got):\n%s", diff)
	}
	if calm := p.mustHistory(engine.HistoryOptions{All: true, Range: p.ids["n"], AsOf: "2026-03-01"}); engine.HistoryCode(calm) != engine.ExitConform {
		t.Errorf("exit code %d at n, want 0", engine.HistoryCode(calm))
	}
}

func TestRanges(t *testing.T) {
	p := newPast(t)
	p.commit("a", day(0), files(bad1))
	p.commit("b", day(1), files(good1), "a")
	p.commit("x", day(1), files(good1, bad2), "a") // behind the merge, not on the line
	p.commit("y", day(2), files(good1, bad2), "x")
	p.commit("z", day(2), files(bad1), "a") // on a branch of its own
	p.commit("m", day(3), files(good1, bad2), "b", "y")
	p.commit("n", day(4), files(good1, good2), "m")
	for name, c := range map[string]struct {
		commits string
		steps   []string
		spans   []string
		exit    int
	}{
		"all":                   {"", []string{"a: +R-1 (1)", "b: -R-1 (0)", "m: +R-2 (1)", "n: -R-2 (0)"}, []string{"risk.owner R-1: a to b", "risk.owner R-2: m behind which x to n"}, 0},
		"from a commit":         {"a..HEAD", []string{"b: -R-1 (0)", "m: +R-2 (1)", "n: -R-2 (0)"}, []string{"risk.owner R-1: a to b", "risk.owner R-2: m behind which x to n"}, 0},
		"up to a commit":        {"m", []string{"a: +R-1 (1)", "b: -R-1 (0)", "m: +R-2 (1)"}, []string{"risk.owner R-1: a to b", "risk.owner R-2: m behind which x"}, 1},
		"without an end":        {"m..", []string{"n: -R-2 (0)"}, []string{"risk.owner R-2: m behind which x to n"}, 0},
		"without a start":       {"..b", []string{"a: +R-1 (1)", "b: -R-1 (0)"}, []string{"risk.owner R-1: a to b"}, 0},
		"from behind a merge":   {"y..HEAD", []string{"b: -R-1 (0)", "m: +R-2 (1)", "n: -R-2 (0)"}, []string{"risk.owner R-1: a to b", "risk.owner R-2: m behind which x to n"}, 0},
		"from another branch":   {"z..HEAD", []string{"b: -R-1 (0)", "m: +R-2 (1)", "n: -R-2 (0)"}, []string{"risk.owner R-1: a to b", "risk.owner R-2: m behind which x to n"}, 0},
		"of nothing":            {"n..n", nil, nil, 3},
		"backwards":             {"n..a", nil, nil, 3},
		"from an unknown name":  {"nobody..n", nil, nil, 2},
		"up to an unknown name": {"a..nobody", nil, nil, 2},
		"with three dots":       {"a...n", nil, nil, 2},
	} {
		t.Run(name, func(t *testing.T) {
			commits := c.commits
			from, to, ranged := strings.Cut(commits, "..")
			for _, x := range []*string{&from, &to} {
				if id := p.ids[*x]; id != "" {
					*x = id
				}
			}
			if commits = from; ranged {
				commits = from + ".." + to
			}
			line, err := p.history(engine.HistoryOptions{Range: commits})
			if err != nil {
				if code, _ := engine.Failure(err); code != c.exit || c.steps != nil {
					t.Errorf("exit code %d (%v), want %d", code, err, c.exit)
				}
				return
			}
			if diff := cmp.Diff(c.steps, p.steps(line)); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.spans, p.spans(line)); diff != "" {
				t.Errorf("spans (-want +got):\n%s", diff)
			}
			if code := engine.HistoryCode(line); code != c.exit {
				t.Errorf("exit code %d, want %d", code, c.exit)
			}
		})
	}
}

// The folder of the ISMS may come late, move, or never have been there.
func TestFoldersOfTheISMS(t *testing.T) {
	p := newPast(t)
	below := func(dir string, files map[string]string) map[string]string {
		out := map[string]string{"README.md": "# Acme\n"}
		for name, text := range files {
			out[dir+"/"+name] = text
		}
		return out
	}
	p.commit("a", day(0), map[string]string{"README.md": "# Acme\n"})
	p.commit("b", day(1), below("isms", files(bad1)), "a")
	p.commit("c", day(2), below("compliance/isms", files(bad1)), "b")
	p.commit("d", day(3), below("compliance/isms", files(good1)), "c")
	for _, dir := range []string{"isms", "compliance/isms", "nowhere"} {
		if err := os.MkdirAll(filepath.Join(p.dir, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	p.file("compliance/isms/isms.yaml", acme)
	p.file("compliance/isms/risks/.keep", "")
	for path, want := range map[string][]string{
		"":                      {"a: (0)", "b: +R-1 (1)", "c: (1)", "d: -R-1 (0)"},
		"isms":                  {"a: (0)", "b: +R-1 (1)", "c: -R-1 (0)", "d: (0)"},
		"compliance/isms":       {"a: (0)", "b: (0)", "c: +R-1 (1)", "d: -R-1 (0)"},
		"compliance/isms/risks": {"a: (0)", "b: (0)", "c: +R-1 (1)", "d: -R-1 (0)"},
	} {
		line := p.mustHistory(engine.HistoryOptions{Path: filepath.Join(p.dir, path)})
		if diff := cmp.Diff(want, p.steps(line)); diff != "" {
			t.Errorf("%s: steps (-want +got):\n%s", path, diff)
		}
	}
	// A folder that no commit ever had holds nothing to judge: that is not conform.
	line, err := p.history(engine.HistoryOptions{Path: filepath.Join(p.dir, "nowhere")})
	if err == nil {
		t.Errorf("exit code %d of a folder that was never there, want 3", engine.HistoryCode(line))
	} else if code, _ := engine.Failure(err); code != engine.ExitUndecided {
		t.Errorf("exit code %d (%v), want 3", code, err)
	}
}

func TestNothingToWalk(t *testing.T) {
	p := newPast(t)
	_, err := p.history(engine.HistoryOptions{})
	if code, hint := engine.Failure(err); code != engine.ExitUndecided || hint == "" {
		t.Errorf("without a commit: exit code %d (%v), hint %q; want 3 and a hint", code, err, hint)
	}
	_, err = p.history(engine.HistoryOptions{Path: t.TempDir()})
	var usage *engine.UsageError
	if !errors.As(err, &usage) || usage.Hint == "" {
		t.Errorf("without git: got %v, want a usage error with a hint", err)
	}
	p.commit("a", day(0), files(bad1))
	p.commit("b", day(1), files(good1), "a")
	p.commit("a2", day(0), files(good1, bad2))
	if diff := cmp.Diff([]string{"a2: +R-2 (1)"}, p.steps(p.mustHistory(engine.HistoryOptions{}))); diff != "" {
		t.Errorf("after the tip was rewritten (-want +got):\n%s", diff)
	}
}
