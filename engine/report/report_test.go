package report_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// write returns r in the format called name, sorted before.
func write(t testing.TB, name string, r *isms.Report, opts report.Options) string {
	t.Helper()
	f, err := report.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	report.Sort(r)
	var b bytes.Buffer
	if err := f.Write(&b, r, opts); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// golden compares got with testdata/<name>; UPDATE=1 writes it instead.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func TestGoldens(t *testing.T) {
	tests := map[string]struct {
		format string
		report *isms.Report
		opts   report.Options
	}{
		"text.golden":           {"text", sample(), report.Options{Source: source}},
		"text-40.golden":        {"text", sample(), report.Options{Source: source, Width: 40}},
		"text-200.golden":       {"text", sample(), report.Options{Source: source, Width: 200}},
		"text-color.golden":     {"text", sample(), report.Options{Source: source, Color: true}},
		"text-quiet.golden":     {"text", quiet(), report.Options{}},
		"compact.golden":        {"compact", sample(), report.Options{}},
		"json.golden":           {"json", sample(), report.Options{}},
		"json-quiet.golden":     {"json", quiet(), report.Options{}},
		"json-base.golden":      {"json", changed(), report.Options{}},
		"sarif.golden":          {"sarif", sample(), report.Options{Source: source}},
		"sarif-base.golden":     {"sarif", changed(), report.Options{Source: source}},
		"sarif-quiet.golden":    {"sarif", quiet(), report.Options{Source: source}},
		"junit.golden":          {"junit", sample(), report.Options{}},
		"junit-base.golden":     {"junit", changed(), report.Options{}},
		"junit-quiet.golden":    {"junit", quiet(), report.Options{}},
		"github.golden":         {"github", sample(), report.Options{}},
		"github-base.golden":    {"github", changed(), report.Options{}},
		"github-quiet.golden":   {"github", quiet(), report.Options{}},
		"gitlab.golden":         {"gitlab", sample(), report.Options{}},
		"rdjson.golden":         {"rdjson", sample(), report.Options{Source: source}},
		"rdjson-base.golden":    {"rdjson", changed(), report.Options{Source: source}},
		"markdown.golden":       {"markdown", sample(), report.Options{}},
		"markdown-base.golden":  {"markdown", changed(), report.Options{}},
		"markdown-quiet.golden": {"markdown", quiet(), report.Options{}},
		"text-base.golden":      {"text", changed(), report.Options{Source: source}},
		"compact-base.golden":   {"compact", changed(), report.Options{}},
		"jsonl.golden":          {"jsonl", changed(), report.Options{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			golden(t, name, write(t, test.format, test.report, test.opts))
		})
	}
}

func TestEveryFormatIsListedOnceInOrder(t *testing.T) {
	var names []string
	for _, f := range report.Formats {
		names = append(names, f.Name)
		if f.About == "" || f.Write == nil {
			t.Errorf("format %q is incomplete", f.Name)
		}
	}
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("formats are not ordered by name: %q", names)
	}
}

func TestLookupListsTheKnownFormats(t *testing.T) {
	var names []string
	for _, f := range report.Formats {
		names = append(names, f.Name)
	}
	_, err := report.Lookup("yaml")
	want := `unknown format "yaml"; known formats are ` + strings.Join(names, ", ")
	if err == nil || err.Error() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
}

func TestSortGivesOneOrder(t *testing.T) {
	want := sample()
	report.Sort(want)
	reversed := sample()
	slices.Reverse(reversed.Findings)
	slices.Reverse(reversed.Undecided)
	report.Sort(reversed)
	if diff := cmp.Diff(want, reversed); diff != "" {
		t.Errorf("order depends on the order before (-want +got):\n%s", diff)
	}
	for i := 1; i < len(want.Findings); i++ {
		a, b := &want.Findings[i-1], &want.Findings[i]
		if a.Path > b.Path || a.Path == b.Path && a.Range.Start.Line > b.Range.Start.Line {
			t.Errorf("%s:%d stands before %s:%d", a.Path, a.Range.Start.Line, b.Path, b.Range.Start.Line)
		}
	}
}

func TestNoFormatChangesTheReport(t *testing.T) {
	for _, f := range report.Formats {
		r := sample()
		report.Sort(r)
		want := sample()
		report.Sort(want)
		if err := f.Write(&bytes.Buffer{}, r, report.Options{Source: source}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, r); diff != "" {
			t.Errorf("%s changes the report (-want +got):\n%s", f.Name, diff)
		}
	}
}

// full fails like a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, fmt.Errorf("no space left") }

func TestEveryFormatReportsAFailedWrite(t *testing.T) {
	for _, f := range report.Formats {
		if err := f.Write(full{}, sample(), report.Options{}); err == nil || !strings.Contains(err.Error(), "no space left") {
			t.Errorf("%s: got error %v, want one about the lack of space", f.Name, err)
		}
	}
}

func BenchmarkFormats(b *testing.B) {
	r, source := large(5000)
	for _, f := range report.Formats {
		b.Run(f.Name, func(b *testing.B) {
			for b.Loop() {
				if err := f.Write(&bytes.Buffer{}, r, report.Options{Source: source, Color: true}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("sort", func(b *testing.B) {
		for b.Loop() {
			slices.Reverse(r.Findings)
			report.Sort(r)
		}
	})
}
