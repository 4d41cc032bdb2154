package main

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"ismsproof/engine"
	"ismsproof/engine/report"
)

const assuranceFile = "../../docs/assurance.md"

// publishedRate is a row of the table of requirements: its id and the rate it is held at.
var publishedRate = regexp.MustCompile(`(?m)^\| ([A-Za-z0-9._]+) \| .* \| ([0-9]+) % \|$`)

// leastRate is the share of the fields that rules read, in percent, that has to be noticed
// whatever the page says.
const leastRate = 80

// The rules notice as much of what is spoiled in the example company as the page says,
// and each of them can be fired. UPDATE=1 writes the page anew: look at what fell.
func TestRulesNoticeWhatIsPublished(t *testing.T) {
	if testing.Short() {
		t.Skip("spoils a whole ISMS")
	}
	d, err := engine.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	a, err := d.Mutate(t.Context(), engine.MutateOptions{
		Options: engine.Options{Path: "../../examples/acme", AsOf: "2026-12-01", Now: time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)},
		Seed:    mutateSeed, Each: mutateEach,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range a.Vacuous {
		t.Errorf("no example and no mutant fires %s", id)
	}
	if rate := 100 * a.Fields.Rate(); rate < leastRate {
		t.Errorf("detection rate %.1f %%, want at least %d %%", rate, leastRate)
	}
	if a.Unmade*50 > a.Mutants {
		t.Errorf("%d mutants could not be written, %d could", a.Unmade, a.Mutants)
	}
	if os.Getenv("UPDATE") != "" {
		var page strings.Builder
		if err := writeAssurancePage(&page, a, report.Options{}); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(assuranceFile, []byte(page.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	page, err := os.ReadFile(assuranceFile)
	if err != nil {
		t.Fatal(err)
	}
	if with := fmt.Sprintf("with seed %d and at most %d mutants", mutateSeed, mutateEach); !strings.Contains(string(page), with) {
		t.Errorf("the page was not made %s", with)
	}
	holdRates(t, string(page), a)
}

// holdRates compares what is noticed of each requirement with what the page holds it at.
// A requirement that rules reach since may not be on the page yet.
func holdRates(t *testing.T, page string, a *engine.Assurance) {
	t.Helper()
	now := map[string]engine.Detection{}
	for _, r := range a.Requirements {
		now[r.ID] = r.Detection
	}
	rows := publishedRate.FindAllStringSubmatch(page, -1)
	if len(rows) < 30 {
		t.Fatalf("the page holds %d requirements", len(rows))
	}
	for _, row := range rows {
		least, err := strconv.Atoi(row[2])
		if err != nil {
			t.Fatal(err)
		}
		if d, there := now[row[1]]; !there && least > 0 {
			t.Errorf("no mutant is about %s any more, which is held at %d %%", row[1], least)
		} else if rate := 100 * d.Rate(); rate < float64(least) {
			t.Errorf("of %s, %.1f %% are noticed; it is held at %d %%", row[1], rate, least)
		}
	}
}

// A rate is never rounded up, and holding it leaves room for one mutant in twenty.
func TestPercentNeverFlatters(t *testing.T) {
	for name, c := range map[string]struct {
		d       engine.Detection
		percent string
		held    int
	}{
		"nothing":      {engine.Detection{}, "-", 0},
		"nearly all":   {engine.Detection{Mutants: 10_000, Rules: 9_000, Schema: 999, Missed: 1}, "99.9 %", 94},
		"one of three": {engine.Detection{Mutants: 3, Rules: 1, Missed: 2}, "33.3 %", 0},
		"all of forty": {engine.Detection{Mutants: 40, Schema: 40}, "100.0 %", 95},
		"none":         {engine.Detection{Mutants: 5, Missed: 5}, "0.0 %", 0},
	} {
		if got := percent(c.d); got != c.percent {
			t.Errorf("%s: %s, want %s", name, got, c.percent)
		}
		if got := held(c.d); got != c.held {
			t.Errorf("%s: held at %d %%, want %d %%", name, got, c.held)
		}
	}
}
