package engine_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine"
)

// A finding is the same for as long as its record lives and its cause does, wherever
// and however the record is written.
func TestFindingsOutliveTheirPlaces(t *testing.T) {
	const block = "kind: risks\nid: risk-register\n\n# the same in another style\nitems:\n  -   title: 'Laptop is stolen'\n      id: \"R-1\"\n      next_review: 9998-12-31\n"
	own := "kind: risk\nid: R-1\ntitle: Laptop is stolen\nnext_review: 9998-12-31\n"
	for name, c := range map[string]struct {
		trees []map[string]string
		want  []string
	}{
		"another file":       {[]map[string]string{files(bad1), with(files(), "risks.yaml", "", "registers/r.yaml", register(bad1))}, []string{"R-1: 0"}},
		"into its own file":  {[]map[string]string{files(bad1), with(files(), "risks.yaml", "", "R-1.yaml", own)}, []string{"R-1: 0"}},
		"out of its own":     {[]map[string]string{with(files(), "risks.yaml", "", "R-1.yaml", own), files(bad1)}, []string{"R-1: 0"}},
		"another register":   {[]map[string]string{files(bad1), with(files(), "risks.yaml", "kind: risks\nid: others\ntitle: Others\nitems:\n"+bad1)}, []string{"R-1: 0"}},
		"another order":      {[]map[string]string{files(bad1, good2), files(good2, bad1), files(risk("R-3", "ann", ""), good2, bad1)}, []string{"R-1: 0"}},
		"another style":      {[]map[string]string{files(bad1), with(files(), "risks.yaml", block), with(files(), "risks.yaml", "", "risks.json", `{"kind": "risks", "id": "risk-register", "items": [{"id": "R-1", "title": "x", "next_review": "9998-12-31"}]}`)}, []string{"R-1: 0"}},
		"other line ends":    {[]map[string]string{files(bad1), with(files(), "risks.yaml", "kind: risks\r\nid: risk-register\r\nitems:\r\n  - {id: R-1, title: x, next_review: 9998-12-31}\r\n")}, []string{"R-1: 0"}},
		"another content":    {[]map[string]string{files(bad1), files("  - {id: R-1, title: Other, next_review: 9998-12-31, cia: [c]}\n")}, []string{"R-1: 0"}},
		"deleted, restored":  {[]map[string]string{files(bad1, good2), files(good2), files(bad1, good2)}, []string{"R-1: 0 to 1", "R-1: 2"}},
		"its file was gone":  {[]map[string]string{files(bad1), with(files(), "risks.yaml", ""), files(bad1)}, []string{"R-1: 0 to 1", "R-1: 2"}},
		"fixed, broken":      {[]map[string]string{files(bad1), files(good1), files(bad1), files(good1)}, []string{"R-1: 0 to 1", "R-1: 2 to 3"}},
		"a new id":           {[]map[string]string{files(bad1), files(bad2)}, []string{"R-1: 0 to 1", "R-2: 1"}},
		"two records change": {[]map[string]string{files(bad1, good2), files(good1, bad2), files(bad1, bad2)}, []string{"R-1: 0 to 1", "R-2: 1", "R-1: 2"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPast(t)
			var parents []string
			for i, tree := range c.trees {
				p.commit(fmt.Sprint(i), day(i), tree, parents...)
				parents = []string{fmt.Sprint(i)}
			}
			line := p.mustHistory(engine.HistoryOptions{Rules: []string{"risk.owner"}})
			var want []string
			for _, w := range c.want {
				want = append(want, "risk.owner "+w)
			}
			if diff := cmp.Diff(want, p.spans(line)); diff != "" {
				t.Errorf("spans (-want +got):\n%s", diff)
			}
			keys := map[string]bool{}
			for _, s := range line.Spans {
				if s.Finding.ID == "R-1" {
					keys[s.Finding.Fingerprint()] = true
				}
			}
			if len(keys) != 1 {
				t.Errorf("%d keys for one finding", len(keys))
			}
		})
	}
}

// Waivers close and open findings by the commit that brings or deletes them and by
// their dates, and two that overlap count as one.
func TestWaiversOnTheLine(t *testing.T) {
	base := files(bad1)
	waived := func(texts ...string) map[string]string {
		out := base
		for i, text := range texts {
			out = with(out, fmt.Sprintf("waivers-%d.yaml", i), text)
		}
		return out
	}
	for name, c := range map[string]struct {
		trees       []map[string]string // on the days 0, 10, 20 ...
		asOf        string
		spans, when []string
		waived      []int // by step
	}{
		"begins by a commit":     {[]map[string]string{base, waived(waiverOf("W-1", "risk.owner", "2026-01-01", "2026-12-31"))}, "", []string{"0 to W-1"}, []string{"2026-01-01T12:00:00Z to 2026-01-11T12:00:00Z"}, []int{0, 1}},
		"begins by its date":     {[]map[string]string{waived(waiverOf("W-1", "risk.owner", "2026-01-05", "2026-12-31")), base}, "", []string{"0 to W-1", "1"}, []string{"2026-01-01T12:00:00Z to 2026-01-04T23:00:00Z", "2026-01-11T12:00:00Z"}, []int{0, 0}},
		"ends by its date":       {[]map[string]string{waived(waiverOf("W-1", "risk.owner", "2026-01-01", "2026-01-05"))}, "2026-02-01", []string{"W-1"}, []string{"2026-01-05T23:00:00Z"}, []int{1}},
		"is deleted":             {[]map[string]string{waived(waiverOf("W-1", "risk.owner", "2026-01-01", "2026-12-31")), base}, "", []string{"1"}, []string{"2026-01-11T12:00:00Z"}, []int{1, 0}},
		"is extended in time":    {[]map[string]string{waived(waiverOf("W-1", "risk.owner", "2026-01-01", "2026-01-11")), waived(waiverOf("W-1", "risk.owner", "2026-01-01", "2026-01-31"))}, "2026-03-01", []string{"W-1"}, []string{"2026-01-31T23:00:00Z"}, []int{1, 1}},
		"is extended late":       {[]map[string]string{waived(waiverOf("W-1", "risk.owner", "2026-01-01", "2026-01-05")), waived(waiverOf("W-1", "risk.owner", "2026-01-01", "2026-01-31"))}, "", []string{"W-1 to W-1"}, []string{"2026-01-05T23:00:00Z to 2026-01-11T12:00:00Z"}, []int{1, 1}},
		"overlaps":               {[]map[string]string{waived(waiverOf("W-1", "risk.owner", "2026-01-01", "2026-01-20"), waiverOf("W-2", "risk.owner", "2026-01-10", "2026-01-30"))}, "2026-03-01", []string{"W-2"}, []string{"2026-01-30T23:00:00Z"}, []int{1}},
		"leaves a gap":           {[]map[string]string{waived(waiverOf("W-1", "risk.owner", "2026-01-01", "2026-01-09"), waiverOf("W-2", "risk.owner", "2026-01-15", "2026-01-30"))}, "2026-03-01", []string{"W-1 to W-2", "W-2"}, []string{"2026-01-09T23:00:00Z to 2026-01-14T23:00:00Z", "2026-01-30T23:00:00Z"}, []int{1}},
		"means another rule":     {[]map[string]string{waived(waiverOf("W-1", "risk.cia", "2026-01-01", "2026-12-31"))}, "", []string{"0"}, []string{"2026-01-01T12:00:00Z"}, []int{0}},
		"stays when all is well": {[]map[string]string{waived(waiverOf("W-1", "risk.owner", "2026-01-01", "2026-12-31")), with(waived(waiverOf("W-1", "risk.owner", "2026-01-01", "2026-12-31")), "risks.yaml", register(good1))}, "", []string{}, []string{}, []int{1, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPast(t)
			var parents []string
			for i, tree := range c.trees {
				p.commit(fmt.Sprint(i), day(10*i), tree, parents...)
				parents = []string{fmt.Sprint(i)}
			}
			for _, all := range []bool{false, true} {
				line := p.mustHistory(engine.HistoryOptions{Rules: []string{"risk.owner"}, AsOf: c.asOf, All: all})
				got := []int{}
				for _, s := range line.Steps {
					got = append(got, s.Waived)
				}
				if diff := cmp.Diff(c.waived, got); diff != "" {
					t.Errorf("all %v: waived by step (-want +got):\n%s", all, diff)
				}
				if all {
					continue
				}
				want := []string{}
				for _, s := range c.spans {
					want = append(want, "risk.owner R-1: "+s)
				}
				if diff := cmp.Diff(want, p.spans(line)); diff != "" {
					t.Errorf("spans (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(c.when, times(line)); diff != "" {
					t.Errorf("times (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// By the rules of the tip one ruler measures the whole line; by those of each
// commit, what its gate saw then.
func TestWhoseConfigurationJudges(t *testing.T) {
	type told struct{ Tip, Commit []string }
	const bound = "id: more\nitems:\n"
	headed := map[string]string{"R-1.md": "---\nkind: risk\nid: R-1\ntitle: Laptop is stolen\n---\n\n## Besitzer\n\nann\n"}
	due := files(risk("R-1", "ann", "2026-01-05"))
	for name, c := range map[string]struct {
		trees []map[string]string // on the days 0, 10, 20 ...
		rules []string
		asOf  string
		spans told
		when  told
	}{
		"the time zone changes before a lapse": {
			[]map[string]string{with(files(risk("R-1", "ann", "2026-01-15")), "isms.yaml", "kind: isms\nid: acme\n"), with(files(risk("R-1", "ann", "2026-01-15")), "isms.yaml", "kind: isms\nid: acme\ntimezone: Pacific/Kiritimati\n")},
			owned, "2026-02-01",
			told{[]string{"risk.review_due R-1: lapse"}, []string{"risk.review_due R-1: lapse"}},
			told{[]string{"2026-01-15T10:00:00Z"}, []string{"2026-01-15T10:00:00Z"}},
		},
		"the time zone changes after a lapse": {
			[]map[string]string{due, with(due, "isms.yaml", "kind: isms\nid: acme\ntimezone: Pacific/Kiritimati\n")},
			owned, "",
			told{[]string{"risk.review_due R-1: lapse"}, []string{"risk.review_due R-1: lapse"}},
			told{[]string{"2026-01-05T10:00:00Z"}, []string{"2026-01-05T23:00:00Z"}},
		},
		"the time zone of a waiver changes": {
			[]map[string]string{with(files(bad1), "waivers.yaml", waiverOf("W-1", "risk.owner", "2026-01-01", "2026-01-15")), with(files(bad1), "waivers.yaml", waiverOf("W-1", "risk.owner", "2026-01-01", "2026-01-15"), "isms.yaml", "kind: isms\nid: acme\ntimezone: America/St_Johns\n")},
			owned, "2026-02-01",
			told{[]string{"risk.owner R-1: W-1"}, []string{"risk.owner R-1: W-1"}},
			told{[]string{"2026-01-16T03:30:00Z"}, []string{"2026-01-16T03:30:00Z"}},
		},
		"a path is bound": {
			[]map[string]string{with(files(), "more.yaml", bound+bad1), with(files(), "more.yaml", bound+bad1, "isms.yaml", acme+"paths:\n  - {match: more.yaml, kind: risks}\n")},
			[]string{"risk.owner"}, "",
			told{[]string{"risk.owner R-1: 0"}, []string{"risk.owner R-1: 1"}},
			told{[]string{"2026-01-01T12:00:00Z"}, []string{"2026-01-11T12:00:00Z"}},
		},
		"a path is ignored": {
			[]map[string]string{files(bad1), with(files(bad1), "isms.yaml", acme+"ignore: [risks.yaml]\n")},
			[]string{"risk.owner"}, "",
			told{[]string{}, []string{"risk.owner R-1: 0 to 1"}},
			told{[]string{}, []string{"2026-01-01T12:00:00Z to 2026-01-11T12:00:00Z"}},
		},
		"a heading gets a meaning": {
			[]map[string]string{with(headed, "isms.yaml", acme), with(headed, "isms.yaml", acme+"headings: {Besitzer: owner}\n")},
			[]string{"risk.owner"}, "",
			told{[]string{}, []string{"risk.owner R-1: 0 to 1"}},
			told{[]string{}, []string{"2026-01-01T12:00:00Z to 2026-01-11T12:00:00Z"}},
		},
		"an interval gets shorter": {
			[]map[string]string{intervals("P1Y"), intervals("P1M"), intervals("P1Y")},
			[]string{"doc.review_interval"}, "",
			told{[]string{}, []string{"doc.review_interval policy: 1 to 2"}},
			told{[]string{}, []string{"2026-01-11T12:00:00Z to 2026-01-21T12:00:00Z"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPast(t)
			var parents []string
			for i, tree := range c.trees {
				p.commit(fmt.Sprint(i), day(10*i), tree, parents...)
				parents = []string{fmt.Sprint(i)}
			}
			for at, want := range map[string][2][]string{"tip": {c.spans.Tip, c.when.Tip}, "": {c.spans.Tip, c.when.Tip}, "commit": {c.spans.Commit, c.when.Commit}} {
				line := p.mustHistory(engine.HistoryOptions{Rules: c.rules, AsOf: c.asOf, RulesAt: at})
				if diff := cmp.Diff(want[0], p.spans(line)); diff != "" {
					t.Errorf("rules at %q: spans (-want +got):\n%s", at, diff)
				}
				if diff := cmp.Diff(want[1], times(line)); diff != "" {
					t.Errorf("rules at %q: times (-want +got):\n%s", at, diff)
				}
				if at != "" && line.RulesAt != at {
					t.Errorf("got rules at %q, want %q", line.RulesAt, at)
				}
			}
		})
	}
	p := newPast(t)
	p.commit("a", day(0), due)
	if _, err := p.history(engine.HistoryOptions{RulesAt: "birth"}); err == nil {
		t.Error("rules at birth are accepted")
	} else if code, _ := engine.Failure(err); code != engine.ExitUsage {
		t.Errorf("exit code %d (%v), want 2", code, err)
	}
}

// intervals is an ISMS whose only policy is reviewed again eleven months after it was
// approved.
func intervals(policy string) map[string]string {
	return map[string]string{
		"isms.yaml": "kind: isms\nid: acme\nintervals: {policy: " + policy + "}\n",
		"policy.md": "---\nkind: policy\nid: policy\ntitle: Policy\nstatus: approved\nversion: 1.0.0\napproved_on: 2025-06-01\nnext_review: 2026-05-01\n---\n\n# Policy\n",
	}
}

// A configuration of the past that cannot be understood is not used, and says so.
func TestBrokenConfigurationOfThePast(t *testing.T) {
	p := newPast(t)
	p.commit("a", day(0), with(files(bad1), "isms.yaml", "kind: isms\nid: acme\ntimezone: Mars/Olympus\n"))
	p.commit("b", day(1), files(bad1), "a")
	for _, at := range []string{"tip", "commit"} {
		line := p.mustHistory(engine.HistoryOptions{RulesAt: at})
		warned := false
		for _, w := range line.Warnings {
			warned = warned || contains(w, p.ids["a"], "Mars/Olympus")
		}
		if !warned {
			t.Errorf("rules at %s: warnings %q do not name the commit and the zone", at, line.Warnings)
		}
	}
	p.commit("c", day(2), with(files(bad1), "isms.yaml", "kind: isms\nid: acme\ntimezone: Mars/Olympus\n"), "b")
	if _, err := p.history(engine.HistoryOptions{}); err == nil {
		t.Error("a tip with a broken configuration is judged")
	} else if code, _ := engine.Failure(err); code != engine.ExitUsage {
		t.Errorf("exit code %d (%v), want 2", code, err)
	}
}
