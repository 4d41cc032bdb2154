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

// existing are the worked configurations of repositories that were not written for
// ismsproof: the folder that is judged, and the configuration where it lies outside.
var existing = map[string]engine.Options{
	"opencontrol": {Path: "repository", Config: "judge/isms.yaml"},
	"catalogue":   {Path: "."},
	"handbook":    {Path: "."},
}

// Every worked configuration finds what its files say, and every rule of its own
// finds something.
func TestExistingRepositories(t *testing.T) {
	d, err := engine.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range existing {
		t.Run(name, func(t *testing.T) {
			root := filepath.Join("..", "examples", "existing", name)
			o.AsOf, o.Now = "2026-11-23", time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
			o.Path = filepath.Join(root, o.Path)
			if o.Config != "" {
				o.Config = filepath.Join(root, o.Config)
			}
			result, err := d.Check(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			got, fired := map[string]bool{}, map[string]bool{}
			for _, f := range result.Report.Findings {
				if f.Status == isms.Open {
					got[fmt.Sprintf("%s:%d %s", f.Path, f.Range.Start.Line, f.Rule.ID)] = true
					fired[f.Rule.ID] = true
				}
			}
			if diff := cmp.Diff(slices.Sorted(maps.Keys(wants(t, o.Path))), slices.Sorted(maps.Keys(got))); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			for _, id := range ownRules(t, root) {
				if !fired[id] {
					t.Errorf("%s finds nothing: no line of the example breaks it", id)
				}
			}
			for _, u := range result.Report.Undecided {
				t.Errorf("%s:%d: %s undecided: %s", u.Path, u.Range.Start.Line, u.Rule.ID, u.Reason)
			}
		})
	}
}

// ownRules returns the ids of the rules below a folder.
func ownRules(t *testing.T, dir string) []string {
	t.Helper()
	var ids []string
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".rego" || strings.HasSuffix(name, "_test.rego") {
			return err
		}
		text, err := os.ReadFile(name)
		topic := regexp.MustCompile(`(?m)^package (custom\.[a-z_]+)$`).FindSubmatch(text)
		for _, rule := range regexp.MustCompile(`(?m)^([a-z][a-z_]*) contains finding if`).FindAllSubmatch(text, -1) {
			ids = append(ids, string(topic[1])+"."+string(rule[1]))
		}
		return err
	})
	if err != nil || len(ids) < 10 {
		t.Fatalf("%d rules below %s: %v", len(ids), dir, err)
	}
	return ids
}
