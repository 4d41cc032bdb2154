package engine_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine"
)

// seconds is a date of git at an instant.
func seconds(t *testing.T, instant string) string {
	t.Helper()
	at, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d %s", at.Unix(), at.Format("-0700"))
}

// A review that is due and held between two commits leaves its exact span: from the
// first instant after the day in the zone of the ISMS to the commit.
func TestLapsesAreExact(t *testing.T) {
	for name, c := range map[string]struct {
		zone, due string
		asOf      string // "" for the time of the last commit
		renewed   string // when the next commit comes; "" for never
		want      []string
	}{
		"before summer time begins":      {"Europe/Berlin", "2026-03-28", "", "2026-03-30T10:00:00Z", []string{"2026-03-28T23:00:00Z to 2026-03-30T10:00:00Z"}},
		"when summer time begins":        {"Europe/Berlin", "2026-03-29", "", "2026-03-30T10:00:00Z", []string{"2026-03-29T22:00:00Z to 2026-03-30T10:00:00Z"}},
		"when summer time ends":          {"Europe/Berlin", "2026-10-24", "", "2026-10-30T10:00:00Z", []string{"2026-10-24T22:00:00Z to 2026-10-30T10:00:00Z"}},
		"after summer time ended":        {"Europe/Berlin", "2026-10-25", "", "2026-10-30T10:00:00Z", []string{"2026-10-25T23:00:00Z to 2026-10-30T10:00:00Z"}},
		"in the first zone of the world": {"Pacific/Kiritimati", "2026-01-31", "", "2026-02-01T00:00:00Z", []string{"2026-01-31T10:00:00Z to 2026-02-01T00:00:00Z"}},
		"in a zone of half hours":        {"America/St_Johns", "2026-01-31", "", "2026-02-01T04:00:00Z", []string{"2026-02-01T03:30:00Z to 2026-02-01T04:00:00Z"}},
		"in its summer":                  {"America/St_Johns", "2026-06-30", "", "2026-07-02T00:00:00Z", []string{"2026-07-01T02:30:00Z to 2026-07-02T00:00:00Z"}},
		"without a zone":                 {"", "2026-06-30", "", "2026-07-02T00:00:00Z", []string{"2026-07-01T00:00:00Z to 2026-07-02T00:00:00Z"}},
		"a day before a leap day":        {"UTC", "2028-02-28", "", "2028-03-01T00:00:00Z", []string{"2028-02-29T00:00:00Z to 2028-03-01T00:00:00Z"}},
		"on a leap day":                  {"UTC", "2028-02-29", "", "2028-03-02T00:00:00Z", []string{"2028-03-01T00:00:00Z to 2028-03-02T00:00:00Z"}},
		"where there is no leap day":     {"UTC", "2100-02-28", "", "2100-03-02T00:00:00Z", []string{"2100-03-01T00:00:00Z to 2100-03-02T00:00:00Z"}},
		"at the end of a year":           {"UTC", "2026-12-31", "", "2027-01-01T00:00:01Z", []string{"2027-01-01T00:00:00Z to 2027-01-01T00:00:01Z"}},
		"renewed at the last second":     {"UTC", "2026-12-31", "", "2026-12-31T23:59:59Z", []string{}},
		"renewed at the very second":     {"UTC", "2026-12-31", "", "2027-01-01T00:00:00Z", []string{}},
		"never renewed":                  {"UTC", "2026-12-31", "2027-06-01", "", []string{"2027-01-01T00:00:00Z"}},
		"as of the last day":             {"UTC", "2026-12-31", "2026-12-31", "", []string{}},
		"as of the day after":            {"UTC", "2026-12-31", "2027-01-01", "", []string{"2027-01-01T00:00:00Z"}},
		"as of an instant":               {"Europe/Berlin", "2026-12-31", "2026-12-31T22:59:59Z", "", []string{}},
		"as of the instant after":        {"Europe/Berlin", "2026-12-31", "2026-12-31T23:00:00Z", "", []string{"2026-12-31T23:00:00Z"}},
		"on the last day but one":        {"UTC", "9999-12-30", "9999-12-31", "", []string{"9999-12-31T00:00:00Z"}},
		"on the last day there is":       {"UTC", "9999-12-31", "9999-12-31", "", []string{"9999-12-31T00:00:00Z"}}, // dates stop there: there is no day after
		"renewed in another century":     {"Pacific/Kiritimati", "2099-12-31", "", "2100-01-01T00:00:00+14:00", []string{}},
		"a second later":                 {"Pacific/Kiritimati", "2099-12-31", "", "2100-01-01T00:00:01+14:00", []string{"2099-12-31T10:00:00Z to 2099-12-31T10:00:01Z"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPast(t)
			config := "kind: isms\nid: acme\n"
			if c.zone != "" {
				config += "timezone: " + c.zone + "\n"
			}
			p.commit("first", day(0), with(files(risk("R-1", "ann", c.due)), "isms.yaml", config))
			if c.renewed != "" {
				p.commit("second", seconds(t, c.renewed), with(files(risk("R-1", "ann", "9999-12-31")), "isms.yaml", config), "first")
			}
			line := p.mustHistory(engine.HistoryOptions{AsOf: c.asOf})
			if diff := cmp.Diff(c.want, times(line)); diff != "" {
				t.Errorf("spans (-want +got):\n%s", diff)
			}
			for _, s := range line.Spans {
				if !s.OpenedBy.Lapse || s.To != nil && p.cause(s.ClosedBy) != "second" {
					t.Errorf("opened by %+v, closed by %+v; want a lapse and the second commit", s.OpenedBy, s.ClosedBy)
				}
			}
			if want := map[bool]int{true: engine.ExitFindings, false: engine.ExitConform}[len(c.want) > 0 && c.renewed == ""]; engine.HistoryCode(line) != want {
				t.Errorf("exit code %d, want %d", engine.HistoryCode(line), want)
			}
		})
	}
}

// Where clocks skip midnight, a day begins when they go on.
func TestDaysWithoutMidnight(t *testing.T) {
	for zone, c := range map[string]struct{ due, renewed, want string }{
		"Africa/Cairo":     {"2026-04-23", "2026-04-30T00:00:00Z", "2026-04-23T22:00:00Z"},
		"America/Havana":   {"2026-03-07", "2026-04-30T00:00:00Z", "2026-03-08T05:00:00Z"},
		"America/Santiago": {"2026-09-05", "2026-09-30T00:00:00Z", "2026-09-06T04:00:00Z"},
	} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			p := newPast(t)
			config := "kind: isms\nid: acme\ntimezone: " + zone + "\n"
			p.commit("first", day(0), with(files(risk("R-1", "ann", c.due)), "isms.yaml", config))
			p.commit("second", seconds(t, c.renewed), with(files(risk("R-1", "ann", "")), "isms.yaml", config), "first")
			if diff := cmp.Diff([]string{c.want + " to " + c.renewed}, times(p.mustHistory(engine.HistoryOptions{}))); diff != "" {
				t.Errorf("spans (-want +got):\n%s", diff)
			}
		})
	}
}

// Clocks that run backwards, stand still, or show 1970 and 2100 shift no commit
// before its parent.
func TestClocksThatLie(t *testing.T) {
	bad, good := files(risk("R-1", "", "")), files(risk("R-1", "ann", ""))
	for name, c := range map[string]struct {
		dates [3]string // good, bad, good
		want  string
	}{
		"in order":         {[3]string{day(0), day(1), day(2)}, "2026-01-02T12:00:00Z to 2026-01-03T12:00:00Z"},
		"backwards":        {[3]string{day(9), day(1), day(2)}, "2026-01-10T12:00:00Z to 2026-01-10T12:00:00Z"},
		"one second":       {[3]string{day(1), day(1), day(1)}, "2026-01-02T12:00:00Z to 2026-01-02T12:00:00Z"},
		"1970 and 2100":    {[3]string{"0 +0000", "1 -1200", "4102444799 +1400"}, "1970-01-01T00:00:01Z to 2099-12-31T23:59:59Z"},
		"2100 and 1970":    {[3]string{"4102444799 +1400", "0 +1400", "1 +1400"}, "2099-12-31T23:59:59Z to 2099-12-31T23:59:59Z"},
		"one unreadable":   {[3]string{day(1), "yesterday", day(3)}, "2026-01-02T12:00:00Z to 2026-01-04T12:00:00Z"},
		"first unreadable": {[3]string{"yesterday", day(1), day(3)}, "2026-01-02T12:00:00Z to 2026-01-04T12:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPast(t)
			p.commit("a", c.dates[0], good)
			p.commit("b", c.dates[1], bad, "a")
			p.commit("c", c.dates[2], good, "b")
			line := p.mustHistory(engine.HistoryOptions{})
			if diff := cmp.Diff([]string{"risk.owner R-1: b to c"}, p.spans(line)); diff != "" {
				t.Errorf("spans (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{c.want}, times(line)); diff != "" {
				t.Errorf("times (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{"a: (0)", "b: +R-1 (1)", "c: -R-1 (0)"}, p.steps(line)); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAsOfBeforeTheLastCommitIsRefused(t *testing.T) {
	p := newPast(t)
	p.commit("a", day(10), files(risk("R-1", "ann", "")))
	for asOf, want := range map[string]int{"2026-01-10": engine.ExitUsage, "2026-01-11": engine.ExitUsage, "2026-01-12": engine.ExitConform, "soon": engine.ExitUsage} {
		line, err := p.history(engine.HistoryOptions{AsOf: asOf})
		code := 0
		if err != nil {
			code, _ = engine.Failure(err)
		} else {
			code = engine.HistoryCode(line)
		}
		if code != want {
			t.Errorf("as of %s: exit code %d (%v), want %d", asOf, code, err, want)
		}
	}
}

// The window of a view cuts what is shown, and never what is counted.
func TestWindowOfAView(t *testing.T) {
	p := newPast(t)
	good, bad := risk("R-1", "ann", ""), risk("R-1", "", "")
	p.commit("a", day(0), files(bad, risk("R-2", "ann", "2026-01-05")))
	p.commit("b", day(2), files(good, risk("R-2", "ann", "2026-01-05")), "a")
	p.commit("c", day(10), files(good, risk("R-2", "ann", "")), "b")
	p.commit("d", day(20), files(bad, risk("R-2", "ann", "")), "c")
	for name, c := range map[string]struct {
		view         engine.View
		steps, spans []string
	}{
		"all": {engine.View{}, []string{"a: +R-1 (1)", "b: -R-1 (0)", "c: +R-2 -R-2 (0)", "d: +R-1 (1)"},
			[]string{"risk.owner R-1: a to b", "risk.review_due R-2: lapse to c", "risk.owner R-1: d"}},
		"since a day":   {engine.View{Since: "2026-01-11"}, []string{"c: +R-2 -R-2 (0)", "d: +R-1 (1)"}, []string{"risk.review_due R-2: lapse to c", "risk.owner R-1: d"}},
		"since between": {engine.View{Since: "2026-01-12"}, []string{"d: +R-1 (1)"}, []string{"risk.owner R-1: d"}},
		"until a day":   {engine.View{Until: "2026-01-03"}, []string{"a: +R-1 (1)", "b: -R-1 (0)"}, []string{"risk.owner R-1: a to b"}},
		"until a lapse": {engine.View{Until: "2026-01-06"}, []string{"a: +R-1 (1)", "b: -R-1 (0)"}, []string{"risk.owner R-1: a to b", "risk.review_due R-2: lapse to c"}},
		"both":          {engine.View{Since: "2026-01-07", Until: "2026-01-08"}, []string{}, []string{"risk.review_due R-2: lapse to c"}},
		"an instant":    {engine.View{Since: "2026-01-21T12:00:00Z"}, []string{"d: +R-1 (1)"}, []string{"risk.owner R-1: d"}},
		"open":          {engine.View{Open: true}, []string{"a: +R-1 (1)", "b: -R-1 (0)", "c: (0)", "d: +R-1 (1)"}, []string{"risk.owner R-1: d"}},
		"a rule":        {engine.View{Rules: []string{"risk.review_due"}}, []string{"a: (1)", "b: (0)", "c: +R-2 -R-2 (0)", "d: (1)"}, []string{"risk.review_due R-2: lapse to c"}},
	} {
		t.Run(name, func(t *testing.T) {
			line := p.mustHistory(engine.HistoryOptions{})
			if err := c.view.Apply(line); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.steps, p.steps(line)); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.spans, p.spans(line)); diff != "" {
				t.Errorf("spans (-want +got):\n%s", diff)
			}
			if code := engine.HistoryCode(line); code != engine.ExitFindings {
				t.Errorf("exit code %d, want 1: R-1 is open, shown or not", code)
			}
		})
	}
	line := p.mustHistory(engine.HistoryOptions{})
	var usage *engine.UsageError
	if err := (&engine.View{Since: "yesterday"}).Apply(line); !errors.As(err, &usage) {
		t.Errorf("got %v, want a usage error", err)
	}
}
