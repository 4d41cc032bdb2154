package engine

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/policies"
)

// copied writes the built-in rules as own ones into a folder, and a configuration that
// names them: what text says, and the rules.
func copied(t testing.TB, text string) (config string) {
	t.Helper()
	dir := t.TempDir()
	names, err := fs.Glob(policies.FS, "*/*.rego")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasPrefix(name, "lib/") || strings.HasSuffix(name, "_test.rego") {
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
// line keeps of records and what wakes a rule come to the same.
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
	told, err := d.History(context.Background(), HistoryOptions{Path: dir, Config: copied(t, string(text)), NoCache: true, Now: time.Unix(0, 0)})
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
		t.Errorf("spans (-built-in +own):\n%s", diff)
	}
	if len(own) < 100 {
		t.Errorf("%d spans and undecided subjects alone", len(own))
	}
}
