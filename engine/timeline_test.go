package engine

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/history"
	"ismsproof/engine/isms"
	"ismsproof/engine/stored"
)

// locked is the origin of definitions that must not be loaded.
func locked(t *testing.T, d *Definitions) origin {
	o := d.origin()
	o.load = func() (*Definitions, error) {
		t.Error("definitions were loaded")
		return d, nil
	}
	return o
}

// Who asks the same of the same commit again gets the same, and nothing is loaded.
func TestAnUnchangedTreeLoadsNothing(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	dir, line := storyRepository(t)
	for name, o := range map[string]HistoryOptions{
		"to HEAD":           {},
		"a range":           {Range: line[10] + ".." + line[20]},
		"every commit":      {All: true},
		"rules of commits":  {RulesAt: "commit", Range: line[30]},
		"all that is open":  {Full: true, Range: line[30]},
		"some rules, later": {Rules: []string{"risk", "doc.links_resolve"}, AsOf: "2100-01-01", FailOn: "major"},
	} {
		t.Run(name, func(t *testing.T) {
			o.Path = dir
			want, err := d.History(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			for _, step := range want.Steps {
				if step.Commit.Object != "" {
					t.Fatalf("commit %s is told with its object", step.Commit.ID)
				}
			}
			got, err := locked(t, d).history(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("what is stored differs (-found +stored)\n%s", diff)
			}
			o.Verify = true
			if _, err := d.History(t.Context(), o); err != nil {
				t.Errorf("what is stored is not what is found anew: %v", err)
			}
		})
	}
}

// Each option that changes what is told belongs to the question that a stored
// timeline answers. Whoever adds one decides here and in historian.whole.
func TestOptionsOfAHistoryAreInItsQuestion(t *testing.T) {
	asked := map[string]bool{
		"Path": true, "Config": true, "Range": true, "All": true, "RulesAt": true, "AsOf": true, "Rules": true, "FailOn": true, "Full": true,
		"Jobs": false, "NoCache": false, "Verify": false, "Now": false, "Progress": false,
	}
	options := reflect.TypeFor[HistoryOptions]()
	for i := range options.NumField() {
		if _, known := asked[options.Field(i).Name]; !known {
			t.Errorf("nobody decided whether the option %s changes what is told", options.Field(i).Name)
		}
	}
	dir, line := storyRepository(t)
	outside := filepath.Join(t.TempDir(), "auditor.yaml")
	if err := os.WriteFile(outside, []byte("fail_on: major\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for name, o := range map[string]HistoryOptions{
		"none": {}, "config": {Config: outside}, "a tip": {Range: line[1]}, "a range": {Range: line[1] + "..HEAD"}, "all": {All: true}, "rules at": {RulesAt: "commit"},
		"as of": {AsOf: "2100-01-01"}, "rules": {Rules: []string{"risk"}}, "other rules": {Rules: []string{"doc"}}, "fail on": {FailOn: "none"}, "full": {Full: true},
	} {
		o.Path = dir
		h, err := origin{digest: "d", load: Builtin}.openHistory(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer h.repo.Close()
		if other := seen[h.whole()]; other != "" {
			t.Errorf("%s and %s are one question", name, other)
		}
		seen[h.whole()] = name
	}
	h, err := origin{digest: "e"}.openHistory(t.Context(), HistoryOptions{Path: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer h.repo.Close()
	if seen[h.whole()] != "" {
		t.Error("other definitions are the same question")
	}
}

func TestStoredTimelinesThatDoNotFit(t *testing.T) {
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
	good := h.store.read("timeline", h.whole())
	other, err := stored.Encode(struct{ Name string }{"timeline"})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"empty": {}, "cut short": good[:len(good)/2], "of another type": other,
	} {
		h.store.write("timeline", h.whole(), data)
		if got := jsonl(t, d, o); got != want {
			t.Errorf("%s: the history differs", name)
		}
	}
	t.Run("a lie", func(t *testing.T) {
		var lie isms.Timeline
		if err := stored.Decode(good, &lie); err != nil {
			t.Fatal(err)
		}
		lie.Open, lie.Outcome = isms.Tally{}, isms.OutcomeConform
		data, err := stored.Encode(lie)
		if err != nil {
			t.Fatal(err)
		}
		h.store.write("timeline", h.whole(), data)
		o.Verify = true
		_, err = d.History(t.Context(), o)
		if _, incomplete := errors.AsType[*IncompleteError](err); !incomplete || !strings.Contains(err.Error(), "differs") {
			t.Errorf("a stored lie is verified with %v", err)
		}
	})
}

// Of answers of a sort the newest stay, and nothing else is removed.
func TestTheStoreStaysSmall(t *testing.T) {
	git := t.TempDir()
	s := newStore(git)
	foreign := filepath.Join(git, "ismsproof", "notes")
	for i := range 3 * kept {
		s.write("timeline", strings.Repeat("x", i), []byte{byte(i)})
		s.write("history", "q", []byte("a"))
		if i == 0 {
			if err := os.WriteFile(foreign, nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	files, err := os.ReadDir(filepath.Join(git, "ismsproof"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(files), kept+2; got != want {
		t.Errorf("there are %d files, want %d", got, want)
	}
	if got := s.read("timeline", strings.Repeat("x", 3*kept-1)); string(got) != string([]byte{3*kept - 1}) {
		t.Errorf("the last answer is %q", got)
	}
	if got := s.read("timeline", ""); got != nil {
		t.Errorf("the first answer is %q", got)
	}
	if got := s.read("history", "q"); string(got) != "a" {
		t.Errorf("the answer of another sort is %q", got)
	}
}

// What a run of this user did not write as the answer to this very question is none.
func TestTheStoreReadsWhatItSealed(t *testing.T) {
	git := t.TempDir()
	s := newStore(git)
	name := func(question string) string {
		return filepath.Join(git, "ismsproof", "history-"+digestOf(question))
	}
	s.write("history", "q", []byte("nothing was found"))
	good, err := os.ReadFile(name("q"))
	if err != nil {
		t.Fatal(err)
	}
	other := s
	other.key = slices.Clone(s.key)
	other.key[0] ^= 1
	for what, data := range map[string][]byte{
		"empty": {}, "cut": good[:len(good)-1], "cut to the seal": good[:32], "longer": append(slices.Clone(good), 0),
		"sealed by somebody else":   slices.Concat(other.seal("history", "q", good[32:]), good[32:]),
		"an answer of another sort": slices.Concat(s.seal("timeline", "q", good[32:]), good[32:]),
	} {
		if err := os.WriteFile(name("q"), data, 0o644); err != nil {
			t.Fatal(err)
		}
		if got := s.read("history", "q"); got != nil {
			t.Errorf("%s: read %q", what, got)
		}
	}
	for i := range good {
		flipped := slices.Clone(good)
		flipped[i] ^= 4
		if err := os.WriteFile(name("q"), flipped, 0o644); err != nil {
			t.Fatal(err)
		}
		if got := s.read("history", "q"); got != nil {
			t.Errorf("with a bit of byte %d flipped: read %q", i, got)
		}
	}
	if err := os.WriteFile(name("other"), good, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := s.read("history", "other"); got != nil {
		t.Errorf("the answer to another question: read %q", got)
	}
	if err := os.WriteFile(name("q"), good, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := s.read("history", "q"); string(got) != "nothing was found" {
		t.Errorf("got %q", got)
	}
}

// Without a place for a key nothing is kept.
func TestWithoutAKeyNothingIsKept(t *testing.T) {
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(name, filepath.Join(t.TempDir(), "no", "where"))
	}
	git := t.TempDir()
	s := newStore(git)
	s.write("history", "q", []byte("a"))
	if got := s.read("history", "q"); got != nil {
		t.Errorf("read %q", got)
	}
	if files, _ := os.ReadDir(git); len(files) > 0 {
		t.Errorf("there is %v", files)
	}
}

// What may be otherwise in the next run is not stored.
func TestWhatMayChangeIsNotStored(t *testing.T) {
	own, builtin := &isms.Rule{ID: "custom.t.r", Custom: true}, &isms.Rule{ID: "risk.owner"}
	readable := &isms.Rule{ID: ruleReadable}
	for name, c := range map[string]struct {
		account account
		want    bool
	}{
		"nothing":                      {account{}, true},
		"a finding of an own rule":     {account{Facts: []history.Fact{{Finding: isms.Finding{Rule: own}}}}, true},
		"an undecided rule":            {account{Blind: []Blind{{Undecided: isms.Undecided{Rule: builtin}}}}, true},
		"an own rule that is cut off":  {account{Blind: []Blind{{Undecided: isms.Undecided{Rule: own}}}}, false},
		"a file that cannot be parsed": {account{Facts: []history.Fact{{Finding: isms.Finding{Rule: readable, Locus: "yaml.syntax"}}}}, true},
		"an object that is missing":    {account{Facts: []history.Fact{{Finding: isms.Finding{Rule: readable, Locus: "git.missing-object"}}}}, false},
	} {
		if got := c.account.lasts(); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}
