package engine_test

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine"
	"ismsproof/engine/isms"
)

// needsTwoTrees lists the rules that no single tree can break: they compare a tree
// with the one before it.
var needsTwoTrees = []string{"doc.vanished", "hist.codeowners", "hist.complete_clone", "hist.no_rewrite", "soa.version_known"}

// unreadableFolder is the ISMS with files that nobody can read. Every other one has
// to be decided to the last rule, or an unknown would hide a finding.
const unreadableFolder = "unreadable"

// Every shipped rule is broken somewhere below examples/broken, on a line that says
// so, and no rule says anything about any other line.
func TestBroken(t *testing.T) {
	d, err := engine.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join("..", "examples", "broken")
	folders, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	broken := map[string]bool{}
	for _, folder := range folders {
		if !folder.IsDir() {
			continue
		}
		t.Run(folder.Name(), func(t *testing.T) {
			dir := filepath.Join(root, folder.Name())
			r := checkBroken(t, d, dir)
			got := map[string]bool{}
			for _, f := range r.Findings {
				if f.Status == isms.Open {
					got[fmt.Sprintf("%s:%d %s", f.Path, f.Range.Start.Line, f.Rule.ID)] = true
					broken[f.Rule.ID] = true
				}
			}
			if diff := cmp.Diff(slices.Sorted(maps.Keys(wants(t, dir))), slices.Sorted(maps.Keys(got))); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if folder.Name() == unreadableFolder {
				if r.Outcome != isms.OutcomeUndecided {
					t.Errorf("outcome %q, want %q: what cannot be read is not decided", r.Outcome, isms.OutcomeUndecided)
				}
				return
			}
			for _, u := range r.Undecided {
				t.Errorf("%s:%d: %s undecided: %s", u.Path, u.Range.Start.Line, u.Rule.ID, u.Reason)
			}
		})
	}
	for _, rule := range d.All() {
		switch exempt := slices.Contains(needsTwoTrees, rule.ID) || ofCommits(rule); {
		case !broken[rule.ID] && !exempt:
			t.Errorf("%s is broken nowhere below %s", rule.ID, root)
		case broken[rule.ID] && exempt:
			t.Errorf("%s can be broken in one tree after all", rule.ID)
		}
	}
}

// checkBroken judges the work tree of one broken ISMS.
func checkBroken(t *testing.T, d *engine.Definitions, dir string) *isms.Report {
	t.Helper()
	result, err := d.Check(context.Background(), engine.Options{
		Path: dir,
		AsOf: "2026-12-01",
		Now:  time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC),
	})
	if err != nil {
		t.Fatal(err)
	}
	return result.Report
}

// wantFile lists what is wanted at lines that can carry no comment, one place with
// its rules a line: "registers/suppliers.json:12 doc.schema_valid".
const wantFile = "WANT"

var (
	wantComment = regexp.MustCompile(`(?:#|<!--) want:(.*)$`)
	wantLine    = regexp.MustCompile(`^([^ :]+:[1-9][0-9]*)( .+)$`)
	wantRules   = regexp.MustCompile(`^ ([a-z0-9_.]+(?:, [a-z0-9_.]+)*)(?: -->)?$`)
)

// wants collects what the files of a broken ISMS say must be found in them, each as
// "path:line rule".
func wants(t *testing.T, dir string) map[string]bool {
	t.Helper()
	want := map[string]bool{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err // what a symbolic link leads to is wanted where it stands
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		path, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
			place, rules, ok := wanted(filepath.ToSlash(path), i+1, line)
			if !ok {
				continue
			}
			m := wantRules.FindStringSubmatch(rules)
			if m == nil {
				t.Fatalf("%s:%d: %q does not list rules after a place or a comment", name, i+1, line)
			}
			for _, rule := range strings.Split(m[1], ", ") {
				if want[place+" "+rule] {
					t.Errorf("%s:%d: %s is wanted twice at %s", name, i+1, rule, place)
				}
				want[place+" "+rule] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return want
}

// wanted takes the place and the list of rules from a line; ok is false where the
// line wants nothing.
func wanted(path string, number int, line string) (place, rules string, ok bool) {
	if path == wantFile {
		if m := wantLine.FindStringSubmatch(line); m != nil {
			return m[1], m[2], true
		}
		return "", "", true
	}
	m := wantComment.FindStringSubmatch(line)
	if m == nil {
		return "", "", false
	}
	return fmt.Sprintf("%s:%d", path, number), m[1], true
}
