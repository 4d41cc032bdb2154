package engine

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/policies"
)

// ofScheme is a condition of the certification scheme: own rules name requirements alone.
var ofScheme = regexp.MustCompile(`"scheme\.[a-z0-9.-]+"`)

// copied writes the built-in rules of some topics as own ones into a folder, and a
// configuration that names them: what text says, and the rules.
func copied(t testing.TB, text string, topics ...string) (config string) {
	t.Helper()
	dir := t.TempDir()
	names, err := fs.Glob(policies.FS, "*/*.rego")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if topic, _, _ := strings.Cut(name, "/"); !slices.Contains(topics, topic) || strings.HasSuffix(name, "_test.rego") {
			continue // the library is there for own rules too, and tests judge nothing
		}
		rego, err := fs.ReadFile(policies.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "rules", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		own := strings.NewReplacer("package rules.", "package custom.", "data.rules.", "data.custom.").Replace(string(rego))
		own = ofScheme.ReplaceAllString(own, `"4.4"`)
		if err := os.WriteFile(file, []byte(own), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	config = filepath.Join(dir, "isms.yaml")
	if err := os.WriteFile(config, []byte(text+"\nrules: [rules]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return config
}

// The built-in rules, brought by an organization as its own, find what they find as
// built-in ones, on the same days, all along a history: worker, recorded reads, what a
// line keeps of records and what wakes a rule come to the same. A few topics at a time:
// all of them are more than anybody may bring.
func TestOwnCopiesOfBuiltinRulesFindTheSame(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	dir, _ := storyRepository(t)
	text, err := os.ReadFile(filepath.Join(dir, "isms.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var topics []string
	for _, r := range d.Rules.Rules() {
		if topic := r.Topic(); !slices.Contains(topics, topic) {
			topics = append(topics, topic)
		}
	}
	found := 0
	for part := range slices.Chunk(topics, 5) {
		found += findTheSame(t, d, dir, string(text), part)
	}
	if found < 100 {
		t.Errorf("%d spans and undecided subjects alone", found)
	}
}

// findTheSame holds own copies of the rules of some topics against the built-in ones,
// and returns how many spans and undecided subjects there were.
func findTheSame(t *testing.T, d *Definitions, dir, text string, topics []string) int {
	t.Helper()
	told, err := d.History(context.Background(), HistoryOptions{
		Path: dir, Config: copied(t, text, topics...), Rules: append(slices.Clone(topics), "custom"), NoCache: true, Now: time.Unix(0, 0),
	})
	if err != nil {
		t.Fatal(err)
	}
	var builtin, own []string
	add := func(r *isms.Rule, line string) {
		switch id, custom := strings.CutPrefix(r.ID, "custom."); {
		case r.Subject == "engine":
		case custom:
			own = append(own, id+line)
		default:
			builtin = append(builtin, id+line)
		}
	}
	for _, s := range told.Spans {
		f, to := s.Finding, ""
		if s.To != nil {
			to = s.To.Format(time.RFC3339)
		}
		add(f.Rule, fmt.Sprintf(" %s/%s %q %s %s - %s: %s", f.Kind, f.ID, f.Locus, f.Grade, s.From.Format(time.RFC3339), to, f.Message))
	}
	for _, s := range told.Steps {
		for _, u := range s.Undecided {
			add(u.Rule, fmt.Sprintf(" %s/%s undecided at %s: %s", u.Kind, u.ID, s.Commit.ID, u.Reason))
		}
	}
	slices.Sort(builtin)
	slices.Sort(own)
	if diff := cmp.Diff(builtin, own); diff != "" {
		t.Errorf("spans of %v (-built-in +own):\n%s", topics, diff)
	}
	return len(own)
}
