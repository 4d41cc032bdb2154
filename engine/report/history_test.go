package report_test

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// printed returns v as the format called name among formats writes it.
func printed[T any](t testing.TB, formats []report.Output[T], name string, v T, opts report.Options) string {
	t.Helper()
	for _, f := range formats {
		if f.Name == name {
			var b bytes.Buffer
			if err := f.Write(&b, v, opts); err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
	}
	t.Fatalf("there is no format %q", name)
	return ""
}

func history(t testing.TB, name string, v *isms.Timeline, opts report.Options) string {
	t.Helper()
	return printed(t, report.HistoryFormats, name, v, opts)
}

func TestGoldensOfTime(t *testing.T) {
	empty := forecast()
	empty.Items, empty.Warnings = nil, nil
	unknown := forecast()
	unknown.Items, unknown.Undecided = nil, sample().Undecided
	nothing := &isms.Blame{Of: "risk.owner", AsOf: at("2026-11-23 00:00")}
	tests := map[string]string{
		"history-text.golden":          history(t, "text", chronicle(), report.Options{}),
		"history-text-40.golden":       history(t, "text", chronicle(), report.Options{Width: 40}),
		"history-text-200.golden":      history(t, "text", chronicle(), report.Options{Width: 200}),
		"history-text-color.golden":    history(t, "text", chronicle(), report.Options{Color: true, Unicode: true}),
		"history-text-calm.golden":     history(t, "text", calm(), report.Options{}),
		"history-text-all.golden":      history(t, "text", graph(), report.Options{}),
		"history-jsonl.golden":         history(t, "jsonl", chronicle(), report.Options{}),
		"history-jsonl-full.golden":    history(t, "jsonl", fullHistory(), report.Options{}),
		"history-json-calm.golden":     history(t, "json", calm(), report.Options{}),
		"forecast-text.golden":         printed(t, report.ForecastFormats, "text", forecast(), report.Options{}),
		"forecast-text-40.golden":      printed(t, report.ForecastFormats, "text", forecast(), report.Options{Width: 40}),
		"forecast-text-200.golden":     printed(t, report.ForecastFormats, "text", forecast(), report.Options{Width: 200}),
		"forecast-text-empty.golden":   printed(t, report.ForecastFormats, "text", empty, report.Options{}),
		"forecast-text-unknown.golden": printed(t, report.ForecastFormats, "text", unknown, report.Options{}),
		"forecast-json.golden":         printed(t, report.ForecastFormats, "json", forecast(), report.Options{}),
		"blame-text.golden":            printed(t, report.BlameFormats, "text", blame(), report.Options{}),
		"blame-text-40.golden":         printed(t, report.BlameFormats, "text", blame(), report.Options{Width: 40}),
		"blame-text-empty.golden":      printed(t, report.BlameFormats, "text", nothing, report.Options{}),
		"blame-json.golden":            printed(t, report.BlameFormats, "json", blame(), report.Options{}),
	}
	for name, got := range tests {
		t.Run(name, func(t *testing.T) { golden(t, name, got) })
	}
}

// checkOutputs holds a table of formats against what all tables promise.
func checkOutputs[T any](t *testing.T, formats []report.Output[T], lookup func(string) (report.Output[T], error), known string, sample func() T) {
	t.Helper()
	var names []string
	for _, f := range formats {
		names = append(names, f.Name)
		if f.About == "" {
			t.Errorf("format %q says nothing about itself", f.Name)
		}
		if got, err := lookup(f.Name); err != nil || got.Name != f.Name {
			t.Errorf("lookup of %q gives %q and %v", f.Name, got.Name, err)
		}
		if err := f.Write(full{}, sample(), report.Options{}); err == nil || !strings.Contains(err.Error(), "no space left") {
			t.Errorf("%s: got error %v, want one about the lack of space", f.Name, err)
		}
		v := sample()
		if err := f.Write(io.Discard, v, report.Options{}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(sample(), v); diff != "" {
			t.Errorf("%s changes what it writes (-want +got):\n%s", f.Name, diff)
		}
	}
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("formats are not ordered by name: %q", names)
	}
	_, err := lookup("yaml")
	if want := `unknown format "yaml"; known formats are ` + known; err == nil || err.Error() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
}

func TestOutputsOfTime(t *testing.T) {
	checkOutputs(t, report.HistoryFormats, report.LookupHistory, "json, jsonl, text", chronicle)
	checkOutputs(t, report.ForecastFormats, report.LookupForecast, "json, text", forecast)
	checkOutputs(t, report.BlameFormats, report.LookupBlame, "json, text", blame)
}

// infectedTimes writes every output of time in which each text that a repository
// can choose is s.
func infectedTimes(t testing.TB, s string, opts report.Options) map[string]string {
	r, _ := infected(s)
	who := isms.Signature{Name: s, Email: s, When: at("2026-01-12 09:00"), Raw: s}
	c := isms.Commit{ID: s, Parents: []string{s}, Author: who, Committer: who, Message: s}
	end := at("2026-02-01 00:00")
	span := func(opened, closed isms.Cause) isms.Span {
		return isms.Span{Finding: r.Findings[0], From: at("2026-01-12 09:00"), To: &end, OpenedBy: opened, ClosedBy: closed}
	}
	spans := []isms.Span{
		span(isms.Cause{Commit: s, Behind: s}, isms.Cause{Waiver: s}), span(isms.Cause{Waiver: s}, isms.Cause{Lapse: true}),
		{Finding: r.Findings[0], From: end, OpenedBy: isms.Cause{Lapse: true}},
	}
	line := &isms.Timeline{
		Tool: r.Tool, From: s, To: s, RulesAt: s, AsOf: at("2026-11-23 00:00"), Outcome: isms.OutcomeUndecided, Warnings: []string{s}, Spans: spans,
		Steps: []isms.Step{
			{Commit: c, Time: at("2026-01-12 09:00"), Opened: r.Findings, Closed: r.Findings, Undecided: r.Undecided},
			{Commit: isms.Commit{Message: "  \n" + s, Author: isms.Signature{Email: s}}, Time: end},
		},
	}
	ahead := &isms.Forecast{
		Tool: r.Tool, Target: isms.Target{Commit: s, Base: s}, AsOf: line.AsOf, Until: line.AsOf, Undecided: r.Undecided, Warnings: []string{s},
		Items: []isms.Lapse{{Finding: r.Findings[2], Owner: s}, {Finding: r.Findings[0], Owner: s}},
	}
	back := &isms.Blame{Tool: r.Tool, Of: s, AsOf: line.AsOf, Spans: spans, Commits: map[string]isms.Commit{s: c}, Warnings: []string{s}}
	return map[string]string{
		"history text":  history(t, "text", line, opts),
		"history jsonl": history(t, "jsonl", line, opts),
		"history json":  history(t, "json", line, opts),
		"forecast text": printed(t, report.ForecastFormats, "text", ahead, opts),
		"forecast json": printed(t, report.ForecastFormats, "json", ahead, opts),
		"blame text":    printed(t, report.BlameFormats, "text", back, opts),
		"blame json":    printed(t, report.BlameFormats, "json", back, opts),
	}
}

func TestNoTextOfARepositoryReachesThroughAnOutputOfTime(t *testing.T) {
	for name, s := range payloads(t) {
		t.Run(name, func(t *testing.T) {
			for _, width := range []int{20, 40, 80, 200} {
				for _, color := range []bool{false, true} {
					for output, out := range infectedTimes(t, s, report.Options{Width: width, Color: color}) {
						if fault := innocent(ours.ReplaceAllString(out, "")); fault != "" {
							t.Errorf("%s at %d columns %s", output, width, fault)
						}
					}
				}
			}
		})
	}
}

func FuzzOutputsOfTime(f *testing.F) {
	for _, s := range attacks {
		f.Add(s, uint8(40))
	}
	f.Fuzz(func(t *testing.T, s string, width uint8) {
		for output, out := range infectedTimes(t, s, report.Options{Width: int(width)}) {
			if fault := innocent(out); fault != "" {
				t.Errorf("%s %s", output, fault)
			}
		}
	})
}

func BenchmarkHistoryFormats(b *testing.B) {
	line := long(20000)
	if len(line.Spans) != 30000 {
		b.Fatalf("%d findings opened", len(line.Spans))
	}
	for _, f := range report.HistoryFormats {
		b.Run(f.Name, func(b *testing.B) {
			for b.Loop() {
				if err := f.Write(io.Discard, line, report.Options{Color: true}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
