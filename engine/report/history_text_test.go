package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

func TestVerdictOfHistories(t *testing.T) {
	minor := isms.Span{Finding: ownerless("R-1", 1), From: at("2026-01-12 09:00"), OpenedBy: isms.Cause{Commit: hex40(0)}}
	graver := minor
	graver.Finding.Grade = "grave"
	seen := minor
	seen.Finding.Grade = isms.Observation
	tests := map[string]struct {
		change func(*isms.Timeline)
		want   string
	}{
		"nothing found":                   {func(l *isms.Timeline) {}, "no nonconformity detected at the end of the history"},
		"an observation":                  {func(l *isms.Timeline) { l.Spans, l.Outcome = []isms.Span{seen}, isms.OutcomeFindings }, "no nonconformity detected at the end of the history"},
		"a minor":                         {func(l *isms.Timeline) { l.Spans, l.Outcome = []isms.Span{minor}, isms.OutcomeFindings }, "1 nonconformity open at the end of the history"},
		"a minor that the outcome forgot": {func(l *isms.Timeline) { l.Spans = []isms.Span{minor} }, "1 nonconformity open at the end of the history"},
		"an unknown grade":                {func(l *isms.Timeline) { l.Spans = []isms.Span{graver} }, "1 nonconformity open at the end of the history"},
		"counted, but without a span":     {func(l *isms.Timeline) { l.Steps[0].Open.Major = 2 }, "2 nonconformities open at the end of the history"},
		"of a graph":                      {func(l *isms.Timeline) { l.All = true }, "no nonconformity detected at the last commit"},
		"no commit":                       {func(l *isms.Timeline) { l.Steps = nil }, "undecided: there was no commit to check"},
		"undecided at a commit":           {func(l *isms.Timeline) { l.Steps[0].Undecided = []isms.Undecided{{Reason: "x"}} }, "undecided: 1 of 1 commit could not be judged completely"},
		"undecided by its outcome":        {func(l *isms.Timeline) { l.Outcome = isms.OutcomeUndecided }, "undecided: the check is incomplete"},
		"no outcome":                      {func(l *isms.Timeline) { l.Outcome = "" }, "undecided: the check is incomplete"},
		"no outcome, but what is open":    {func(l *isms.Timeline) { l.Outcome, l.Spans = "", []isms.Span{minor} }, "undecided: the check is incomplete; 1 nonconformity open at the end of the history"},
		"undecided, and with what is open": {func(l *isms.Timeline) {
			l.Steps[0].Undecided, l.Spans = []isms.Undecided{{Reason: "x"}}, []isms.Span{minor}
		}, "undecided: 1 of 1 commit could not be judged completely; 1 nonconformity open at the end of the history"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			line := calm()
			test.change(line)
			out := history(t, "text", line, report.Options{Width: 200})
			if !strings.Contains(out, "\n\n"+test.want+"\ngrades are indicated") {
				t.Errorf("got\n%s\nwant in it %s", out, test.want)
			}
			if !strings.HasPrefix(test.want, "no ") && strings.Contains(out, "no nonconformity") {
				t.Errorf("false green:\n%s", out)
			}
		})
	}
}

func TestNoOutputOfTimeSaysWhatOnlyPeopleCanSay(t *testing.T) {
	for name, out := range map[string]string{
		"calm": history(t, "text", calm(), report.Options{}), "chronicle": history(t, "text", chronicle(), report.Options{}),
		"forecast": printed(t, report.ForecastFormats, "text", forecast(), report.Options{}),
		"blame":    printed(t, report.BlameFormats, "text", blame(), report.Options{}),
	} {
		for _, word := range []string{"compliant", "compliance", "certified"} {
			if strings.Contains(strings.ToLower(out), word) {
				t.Errorf("%s says %q", name, word)
			}
		}
	}
}

func TestOutputsOfTimeFitTheirWidth(t *testing.T) {
	more := strings.Repeat(" 資産台帳", 20) + strings.Repeat("x", 150)
	line, ahead, back := chronicle(), forecast(), blame()
	for i := range line.Steps {
		s := &line.Steps[i]
		s.Commit.Message += more
		s.Commit.Author.Name += more
		s.Open.Minor += 1000 * (i % 2)
		for j := range s.Opened {
			s.Opened[j].Message += more
		}
	}
	for i := range line.Spans {
		line.Spans[i].Finding.Message += more
		line.Spans[i].OpenedBy.Behind += more
	}
	for i := range ahead.Items {
		ahead.Items[i].Owner += more
	}
	for id, c := range back.Commits {
		c.Message, c.Author.Name = more, more
		back.Commits[id] = c
	}
	for _, columns := range []int{40, 59, 60, 80, 200} {
		opts := report.Options{Width: columns}
		for name, out := range map[string]string{
			"history": history(t, "text", line, opts), "forecast": printed(t, report.ForecastFormats, "text", ahead, opts),
			"blame": printed(t, report.BlameFormats, "text", back, opts),
		} {
			for line := range strings.Lines(out) {
				n := 0
				for _, r := range strings.TrimRight(line, "\n") {
					n += wide(r)
				}
				place := strings.Contains(line, "-->") || strings.HasPrefix(line, "  m") || strings.HasPrefix(line, "  observation[")
				if n > columns && !place {
					t.Errorf("%s: %d columns, want at most %d: %s", name, n, columns, line)
				}
			}
		}
	}
}

func TestColourAddsNothingButColourToOutputsOfTime(t *testing.T) {
	for name, write := range map[string]func(report.Options) string{
		"history":  func(o report.Options) string { return history(t, "text", chronicle(), o) },
		"forecast": func(o report.Options) string { return printed(t, report.ForecastFormats, "text", forecast(), o) },
		"blame":    func(o report.Options) string { return printed(t, report.BlameFormats, "text", blame(), o) },
	} {
		plain, colored := write(report.Options{}), write(report.Options{Color: true})
		if colored == plain {
			t.Errorf("%s has no colour", name)
		}
		if diff := cmp.Diff(plain, ours.ReplaceAllString(colored, "")); diff != "" {
			t.Errorf("%s without colours (-plain +coloured):\n%s", name, diff)
		}
	}
}

func TestTheCurveNeverLooksBetterThanItWas(t *testing.T) {
	tests := map[string]struct {
		open      []int // -1: undecided
		width     int
		ascii     string
		inUnicode string
	}{
		"nothing":                    {[]int{0, 0, 0}, 80, "___", "▁▁▁"},
		"one of many":                {[]int{0, 1, 100}, 80, "_.#", "▁▂█"},
		"steps":                      {[]int{1, 2, 3, 4}, 80, ".-=#", "▃▅▇█"},
		"undecided":                  {[]int{0, -1, 1}, 80, "_?#", "▁?█"},
		"more commits than room":     {append(make([]int, 35), 4, 0, 0, 0, 2), 22, strings.Repeat("_", 17) + "#_-", strings.Repeat("▁", 17) + "█▁▅"},
		"undecided among many":       {append(make([]int, 39), -1), 22, strings.Repeat("_", 19) + "?", strings.Repeat("▁", 19) + "?"},
		"a single commit is no line": {[]int{3}, 80, "", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			line := &isms.Timeline{AsOf: at("2026-11-23 00:00"), Outcome: isms.OutcomeUndecided}
			for i, n := range test.open {
				s := isms.Step{Commit: madeBy(i, "Anna", "x", "2026-01-12 09:00"), Time: at("2026-01-12 09:00")}
				if n < 0 {
					s.Undecided = []isms.Undecided{{Reason: "x"}}
				} else {
					s.Open = isms.Tally{Major: n / 2, Minor: n - n/2, Observation: 7}
				}
				line.Steps = append(line.Steps, s)
			}
			for unicode, want := range map[bool]string{false: test.ascii, true: test.inUnicode} {
				out := history(t, "text", line, report.Options{Width: test.width, Unicode: unicode})
				_, after, _ := strings.Cut(out, "most\n  ")
				got, _, _ := strings.Cut(after, "\n")
				if got != want {
					t.Errorf("got curve %q, want %q, in\n%s", got, want, out)
				}
			}
		})
	}
}

func TestCommitsWithoutChangeAreFolded(t *testing.T) {
	tests := map[string]struct {
		change func(line *isms.Timeline) // of ten commits
		want   []string                  // the subjects and folds, in order
	}{
		"no change":          {func(l *isms.Timeline) {}, []string{"0", "8 commits", "9"}},
		"one in the middle":  {func(l *isms.Timeline) { l.Steps[5].Opened = []isms.Finding{ownerless("R-1", 1)} }, []string{"0", "4 commits", "5", "3 commits", "9"}},
		"one left alone":     {func(l *isms.Timeline) { l.Steps[2].Closed = []isms.Finding{ownerless("R-1", 1)} }, []string{"0", "1", "2", "6 commits", "9"}},
		"a grade that rises": {func(l *isms.Timeline) { l.Steps[4].Open.Major = 1 }, []string{"0", "3 commits", "4", "5", "3 commits", "9"}},
		"a waiver":           {func(l *isms.Timeline) { l.Steps[4].Waived = 1 }, []string{"0", "3 commits", "4", "5", "3 commits", "9"}},
		"undecided":          {func(l *isms.Timeline) { l.Steps[4].Undecided = []isms.Undecided{{Reason: "x"}} }, []string{"0", "3 commits", "4", "5", "3 commits", "9"}},
		"a date that passed unseen": {func(l *isms.Timeline) {
			end := at("2026-01-12 15:00")
			l.Spans = []isms.Span{{Finding: stale("access", "2026-01-01"), From: at("2026-01-12 12:30"), To: &end, OpenedBy: isms.Cause{Lapse: true}, ClosedBy: isms.Cause{Commit: hex40(6)}}}
		}, []string{"0", "3 commits", "4", "5", "6", "2 commits", "9"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			line := &isms.Timeline{AsOf: at("2026-11-23 00:00"), Outcome: isms.OutcomeConform}
			for i := range 10 {
				c := madeBy(i, "Anna", fmt.Sprintf("subject %d", i), "2026-01-12 09:00")
				line.Steps = append(line.Steps, isms.Step{Commit: c, Time: at(fmt.Sprintf("2026-01-12 %02d:00", 9+i))})
			}
			test.change(line)
			var got []string
			for out := range strings.Lines(history(t, "text", line, report.Options{})) {
				if _, n, ok := strings.Cut(strings.TrimSpace(out), "subject "); ok {
					got = append(got, n)
				} else if n, _, ok := strings.Cut(strings.TrimSpace(out), " without change"); ok {
					got = append(got, n)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("commits (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatHappensIsToldOnce(t *testing.T) {
	out := history(t, "text", chronicle(), report.Options{Width: 200})
	told, _, _ := strings.Cut(out, "open longest")
	for text, want := range map[string]int{
		"~ 2026-04-11 lapsed: major doc.review_due policies/access.md:7":     1,
		"- major doc.review_due policies/access.md:7":                        1,
		"doc.review_due policies/backup.md:7":                                1,
		"- 2026-04-21 waived: minor risk.owner risk/risks.yaml:47":           1,
		"+ 2026-08-01 no longer waived: minor risk.owner risk/risks.yaml:47": 1,
		"+ minor risk.owner risk/risks.yaml:42":                              1,
		"- minor risk.owner risk/risks.yaml:42":                              1,
		"? not_assessable registers/assets.yaml:3":                           1,
		"after the last commit":                                              1,
	} {
		if got := strings.Count(told, text); got != want {
			t.Errorf("%q stands %d times, want %d", text, got, want)
		}
	}
}

func TestUnknownIsNoForecastOfPeace(t *testing.T) {
	f := forecast()
	f.Items, f.Undecided = nil, []isms.Undecided{{Reason: "x"}}
	out := printed(t, report.ForecastFormats, "text", f, report.Options{})
	if strings.Contains(out, "nothing will lapse") || !strings.Contains(out, "undecided: 1 check could not be completed") {
		t.Errorf("false green:\n%s", out)
	}
	b := &isms.Blame{Of: "x", AsOf: f.AsOf, Undecided: 3}
	out = printed(t, report.BlameFormats, "text", b, report.Options{})
	if !strings.HasPrefix(out, "undecided: 3 commits could not be judged completely") {
		t.Errorf("false green:\n%s", out)
	}
}

func TestForecastIsOrderedByDay(t *testing.T) {
	f := forecast()
	f.Items[0], f.Items[2] = f.Items[2], f.Items[0]
	for _, format := range report.ForecastFormats {
		want := printed(t, report.ForecastFormats, format.Name, forecast(), report.Options{})
		if diff := cmp.Diff(want, printed(t, report.ForecastFormats, format.Name, f, report.Options{})); diff != "" {
			t.Errorf("%s depends on the order given (-want +got):\n%s", format.Name, diff)
		}
	}
}
