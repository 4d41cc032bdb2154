package engine

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ismsproof/engine/report"
	"ismsproof/examples"
)

// storyRepository writes the story of the example company and returns its folder and
// the ids of the commits of its first-parent line, oldest first.
func storyRepository(t testing.TB) (dir string, line []string) {
	t.Helper()
	story, err := examples.Story()
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "acme")
	r, err := examples.Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := r.Write(story)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(story) - 1; ; i = story[i].Parents[0] {
		line = append([]string{ids[i]}, line...)
		if len(story[i].Parents) == 0 {
			return dir, line
		}
	}
}

// jsonl returns a history as it is written.
func jsonl(t testing.TB, d *Definitions, o HistoryOptions) string {
	t.Helper()
	o.Now = time.Unix(0, 0)
	timeline, err := d.History(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	format, err := report.LookupHistory("jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := format.Write(&b, timeline, report.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// storedFiles returns the files of a sort that are kept for a repository.
func storedFiles(t testing.TB, dir, sort string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, ".git", "ismsproof", sort+"*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// forgetTimelines leaves of what is kept the accounts that timelines are made of.
func forgetTimelines(t testing.TB, dir string) {
	t.Helper()
	for _, f := range storedFiles(t, dir, "timeline-") {
		if err := os.Remove(f); err != nil {
			t.Fatal(err)
		}
	}
}

// Whatever was stored at whichever commit, the history is the same to the byte.
func TestStoredHistoriesChangeNothing(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	dir, line := storyRepository(t)
	want := jsonl(t, d, HistoryOptions{Path: dir, NoCache: true})
	if files := storedFiles(t, dir, ""); files != nil {
		t.Fatalf("without cache there is %v", files)
	}
	step := 47
	if testing.Short() {
		step = 60
	}
	for from := 0; from < len(line); from += step {
		for _, f := range storedFiles(t, dir, "") {
			os.Remove(f)
		}
		jsonl(t, d, HistoryOptions{Path: dir, Range: line[from]})
		before := storedFiles(t, dir, "history-")
		if len(before) != 1 {
			t.Fatalf("after a run there is %v", before)
		}
		if got := jsonl(t, d, HistoryOptions{Path: dir, Verify: true}); got != want {
			t.Errorf("continued from commit %d of %d the history differs", from+1, len(line))
		}
		forgetTimelines(t, dir)
		if got := jsonl(t, d, HistoryOptions{Path: dir}); got != want {
			t.Errorf("made of what is stored the history differs, once continued from commit %d", from+1)
		}
		if got := jsonl(t, d, HistoryOptions{Path: dir}); got != want {
			t.Errorf("taken as stored the history differs, once continued from commit %d", from+1)
		}
	}
}

// A stored file that does not fit is as if it were not there.
func TestStoredHistoriesThatDoNotFit(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	dir, line := storyRepository(t)
	o := HistoryOptions{Path: dir, Range: line[20]}
	want := jsonl(t, d, o)
	h, err := d.origin().openHistory(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer h.repo.Close()
	if _, _, err := h.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	good := h.store.read("history", h.question())
	a, err := decodeAccount(good, d)
	if err != nil {
		t.Fatal(err)
	}
	tampered := func(change func(*account)) []byte {
		b := *a
		b.Facts = append(b.Facts[:0:0], a.Facts...)
		change(&b)
		data, err := encodeAccount(&b)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	for name, data := range map[string][]byte{
		"empty":               {},
		"cut short":           good[:len(good)/2],
		"one bit flipped":     append(append([]byte{}, good[:len(good)-9]...), append([]byte{good[len(good)-9] ^ 1}, good[len(good)-8:]...)...),
		"another program":     []byte("hello"),
		"another commit":      tampered(func(a *account) { a.Tip = strings.Repeat("0", 40) }),
		"another beginning":   tampered(func(a *account) { a.First = a.Tip }),
		"more commits":        tampered(func(a *account) { a.Points += 1000 }),
		"another zone":        tampered(func(a *account) { a.Zone = "Nowhere/Land" }),
		"a fact out of range": tampered(func(a *account) { a.Facts[0].To = a.Points + 1 }),
		"another tip's config": tampered(func(a *account) {
			a.Config = "sha256:0"
		}),
	} {
		t.Run(name, func(t *testing.T) {
			forgetTimelines(t, dir)
			h.store.write("history", h.question(), data)
			if got := jsonl(t, d, o); got != want {
				t.Error("the history differs")
			}
		})
	}
	t.Run("findings taken out", func(t *testing.T) {
		// Continued, what is missing is noticed, because the tree is judged again.
		data := tampered(func(a *account) {
			kept := a.Facts[:0]
			for _, f := range a.Facts {
				if f.To < a.Points {
					kept = append(kept, f)
				}
			}
			a.Facts = kept
		})
		h.store.write("history", h.question(), data)
		next := HistoryOptions{Path: dir, Range: line[21]}
		got := jsonl(t, d, next)
		next.NoCache = true
		if got != jsonl(t, d, next) {
			t.Error("what was taken out of the stored file is missing in the history")
		}
	})
}

// A repository that cannot be written is judged all the same.
func TestReadOnlyRepositoriesAreJudged(t *testing.T) {
	if os.Getuid() == 0 {
		t.Setenv("XDG_CACHE_HOME", "/dev/null/nowhere")
	}
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	dir, line := storyRepository(t)
	want := jsonl(t, d, HistoryOptions{Path: dir, Range: line[5], NoCache: true})
	// A file stands where the folder would be made, which stops root as well.
	if err := os.WriteFile(filepath.Join(dir, ".git", "ismsproof"), nil, 0o444); err != nil {
		t.Fatal(err)
	}
	if got := jsonl(t, d, HistoryOptions{Path: dir, Range: line[5]}); got != want {
		t.Error("the history differs")
	}
}
