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
var needsTwoTrees = []string{"doc.vanished"}

// unreadableFolder is the ISMS with files that nobody can read; every other one has
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
	covered := map[string]bool{}
	for _, folder := range folders {
		if !folder.IsDir() {
			continue
		}
		t.Run(folder.Name(), func(t *testing.T) {
			dir := filepath.Join(root, folder.Name())
			want := wants(t, dir)
			r := checkBroken(t, d, dir)
			got := map[string]bool{}
			for _, f := range r.Findings {
				if f.Status == isms.Open {
					got[expected(f.Path, f.Range.Start.Line, f.Rule.ID)] = true
					covered[f.Rule.ID] = true
				}
			}
			if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); diff != "" {
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
		switch exempt := slices.Contains(needsTwoTrees, rule.ID); {
		case !covered[rule.ID] && !exempt:
			t.Errorf("%s is broken nowhere below %s", rule.ID, root)
		case covered[rule.ID] && exempt:
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

// expected is one finding that is due, or one that was found.
func expected(path string, line int, rule string) string {
	return fmt.Sprintf("%s:%d %s", path, line, rule)
}

// wantFile lists findings at lines that can carry no comment: `path:line rule`.
const wantFile = "WANT"

var (
	wantComment = regexp.MustCompile(`(?:#|<!--) want:(.*)$`)
	wantRules   = regexp.MustCompile(`^ ([a-z_]+\.[a-z_]+(?:, [a-z_]+\.[a-z_]+)*)(?: -->)?$`)
	wantLine    = regexp.MustCompile(`^([^ :]+):([1-9][0-9]*)( .+)$`)
)

// wants collects what the files of a broken ISMS say must be found in them.
func wants(t *testing.T, dir string) map[string]bool {
	t.Helper()
	want := map[string]bool{}
	add := func(where, path string, line int, rules string) {
		m := wantRules.FindStringSubmatch(rules)
		if m == nil {
			t.Errorf("%s: %q does not list rules as \" a.b, c.d\"", where, rules)
			return
		}
		for _, rule := range strings.Split(m[1], ", ") {
			if key := expected(path, line, rule); want[key] {
				t.Errorf("%s: %q is wanted twice", where, key)
			} else {
				want[key] = true
			}
		}
	}
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
			where := fmt.Sprintf("%s:%d", name, i+1)
			if path != wantFile {
				if m := wantComment.FindStringSubmatch(line); m != nil {
					add(where, filepath.ToSlash(path), i+1, m[1])
				}
				continue
			}
			m := wantLine.FindStringSubmatch(line)
			if m == nil {
				t.Errorf("%s: %q is not `path:line rule`", where, line)
				continue
			}
			var at int
			fmt.Sscan(m[2], &at)
			add(where, m[1], at, m[3])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return want
}
