package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/report"
)

// The table of outputs has a row for each format, and none for another.
func TestOutputsAreDocumented(t *testing.T) {
	table, _, _ := strings.Cut(read(t, "../../docs/outputs.md"), "\n## ")
	var got, want []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z]+)` \\|").FindAllStringSubmatch(table, -1) {
		got = append(got, m[1])
	}
	for _, f := range report.Formats {
		want = append(want, f.Name)
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("docs/outputs.md (-formats +rows):\n%s", diff)
	}
}
