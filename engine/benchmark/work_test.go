package benchmark_test

import (
	"os"
	"path/filepath"
	"testing"

	"ismsproof/engine"
	"ismsproof/engine/benchmark"
	"ismsproof/engine/isms"
)

// targets are how many evaluations of rules that read more than their subject a changed
// record may cost, with all rules. The aim is 1.5; of a history as short as S a good part
// is the first look at each record, and that grows with the number of rules.
var targets = map[string]float64{"S": 1.8, "M": 1.5, "L": 1.5}

// Times depend on the machine, counts do not: this is the measure that CI can hold.
func TestWorkFollowsChanges(t *testing.T) {
	d := builtin(t)
	for _, size := range benchmark.Sizes {
		t.Run(size.Name, func(t *testing.T) {
			target := targets[size.Name]
			line := timeline(t, d, history(t, size))

			c := line.Counts
			across := float64(c.Across) / float64(c.Versions)
			t.Logf("%s: %d commits, %d blobs, %d records, %d changed; %d evaluations, %d across records: %.2f per changed record (target %.1f); %d spans",
				size.Name, c.Commits, c.Blobs, c.Records, c.Versions, c.Evaluations, c.Across, across, target, len(line.Spans))
			if c.Commits != size.Commits || c.Files != size.Files {
				t.Errorf("judged %d commits and %d files, want %d and %d", c.Commits, c.Files, size.Commits, size.Files)
			}
			if c.Versions < c.Commits || c.Evaluations < c.Versions {
				t.Errorf("%d changed records and %d evaluations: something was not judged", c.Versions, c.Evaluations)
			}
			if across > target {
				t.Errorf("%.2f evaluations across records per changed record, want at most %.2f", across, target)
			}
			holdsFindings(t, line)
		})
	}
}

// holdsFindings reports a history on which rules have nothing to say: it would
// measure nothing.
func holdsFindings(t *testing.T, line *isms.Timeline) {
	t.Helper()
	var opened, lapsed, closed int
	for _, s := range line.Spans {
		opened++
		if s.OpenedBy.Lapse {
			lapsed++
		}
		if s.To != nil {
			closed++
		}
	}
	if opened < line.Counts.Commits/20 || lapsed == 0 || closed == 0 {
		t.Errorf("%d findings opened, %d by a date, and %d closed in %d commits: too few", opened, lapsed, closed, line.Counts.Commits)
	}
	for _, step := range line.Steps {
		if len(step.Undecided) > 0 {
			t.Errorf("commit %s is undecided: %s", step.Commit.ID, step.Undecided[0].Reason)
		}
	}
}

// A commit that changes nothing the ISMS consists of costs no evaluation.
func TestUnchangedTreesCostNothing(t *testing.T) {
	d := builtin(t)
	dir := history(t, benchmark.S)
	before := timeline(t, d, dir).Counts

	same := filepath.Join(t.TempDir(), "same")
	git(t, dir, "clone", "-q", "--local", dir, same)
	commit := func(args ...string) {
		t.Helper()
		git(t, same, append([]string{"-c", "user.name=Anna", "-c", "user.email=anna@acme.example", "commit", "-q", "-m", "Nothing"}, args...)...)
	}
	for range 3 {
		commit("--allow-empty")
	}
	if err := os.WriteFile(filepath.Join(same, "main.c"), []byte("int main(void) { return 0; }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	git(t, same, "add", "main.c")
	commit()
	after := timeline(t, d, same).Counts

	if got, want := after.Commits, before.Commits+4; got != want {
		t.Errorf("judged %d commits, want %d", got, want)
	}
	if after.Evaluations != before.Evaluations || after.Across != before.Across || after.Versions != before.Versions {
		t.Errorf("work with four more commits that change no record: %+v, before: %+v", after, before)
	}
}

func timeline(t *testing.T, d *engine.Definitions, dir string) *isms.Timeline {
	t.Helper()
	line, err := d.History(t.Context(), engine.HistoryOptions{Path: dir})
	if err != nil {
		t.Fatal(err)
	}
	return line
}
