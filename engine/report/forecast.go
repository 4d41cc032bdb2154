package report

import (
	"fmt"
	"io"
	"slices"
	"time"

	"ismsproof/engine/isms"
)

// Forecast writes a forecast for people: a line for each finding that a date will
// open, month by month, and a total.
func Forecast(w io.Writer, f *isms.Forecast, opts Options) error {
	t := newPage(w, opts, f.AsOf)
	items := inOrder(f.Items)
	grades, rules := 0, 0
	var total isms.Tally
	for i := range items {
		g := items[i].Finding.Grade
		total.Add(g, 1)
		grades = max(grades, columns(clean(string(g))))
		rules = max(rules, columns(clean(items[i].Finding.Rule.ID)))
	}
	const widestRule = 24
	rules = min(rules, widestRule, t.width/4)
	month := ""
	for i := range items {
		if m := t.month(due(&items[i])); m != month {
			if month != "" {
				t.line("")
			}
			month = m
			t.line(t.paint("heading", m))
		}
		t.lapse(&items[i], grades, rules)
	}
	if len(items) > 0 {
		t.line("")
	}
	for _, s := range stops(f.Undecided) {
		t.stop(&s)
	}
	if len(f.Undecided) > 0 {
		t.line("")
	}
	t.warnings(f.Warnings)
	t.paragraph("", 0, fmt.Sprintf("forecast %s, as of %s", target(f.Target), t.when(f.AsOf)), 0)
	t.tool(f.Tool)
	t.line("")
	for _, s := range wrap(t.prospect(f, total), 0, t.width) {
		t.line(t.paint("heading", s))
	}
	t.paragraph("", 0, graders, 0)
	return t.out.Flush()
}

// inOrder returns lapses by the time when they open.
func inOrder(lapses []isms.Lapse) []isms.Lapse {
	return slices.SortedStableFunc(slices.Values(lapses), func(a, b isms.Lapse) int { return due(&a).Compare(due(&b)) })
}

// due returns when a lapse opens, the zero time where nobody said.
func due(l *isms.Lapse) time.Time {
	if l.Finding.Since == nil {
		return time.Time{}
	}
	return *l.Finding.Since
}

func (t *page) month(at time.Time) string {
	if at.IsZero() {
		return "without a date"
	}
	return at.In(t.asOf.Location()).Format("2006-01")
}

// lapse prints one line, wrapped below its text.
func (t *page) lapse(l *isms.Lapse, grades, rules int) {
	f := &l.Finding
	date := "-"
	if f.Since != nil {
		date = t.date(*f.Since)
	}
	grade := clean(string(f.Grade))
	lead := pad(date, dateColumns) + "  "
	text := pad(clean(f.Rule.ID), rules)
	head := lead + t.paint(string(f.Grade), grade) + pad("", grades-columns(grade)) + "  " + text + "  "
	used := columns(lead) + grades + 2 + columns(text) + 2
	who := "no owner"
	if l.Owner != "" {
		who = "owner: " + brief(l.Owner)
	}
	t.paragraph(head, used, fmt.Sprintf("%s: %s; %s", subject(f), brief(f.Message), who), dateColumns+2)
}

// subject returns "kind/id" cleaned, with the entity before it where there is one.
func subject(f *isms.Finding) string {
	s := f.ID
	if f.Kind != "" {
		s = f.Kind + "/" + s
	}
	if f.Entity != "" {
		s = f.Entity + ":" + s
	}
	return brief(s)
}

// prospect says in one clause what the forecast amounts to.
func (t *page) prospect(f *isms.Forecast, total isms.Tally) string {
	span := fmt.Sprintf("between %s and %s", t.when(f.AsOf), t.when(f.Until))
	found := "nothing will lapse " + span
	if n := len(f.Items); n > 0 {
		found = fmt.Sprintf("%s will open %s", plural(n, "finding", "findings"), span)
	}
	if total.Total() > 0 {
		found += ": " + inWords(total)
	}
	n := len(f.Undecided)
	if n == 0 {
		return found
	}
	s := fmt.Sprintf("undecided: %s could not be completed", plural(n, "check", "checks"))
	if len(f.Items) > 0 {
		s += "; " + found
	}
	return s
}

// forecastDocument is what format json writes of a forecast.
type forecastDocument struct {
	Schema    string          `json:"schema"`
	Tool      jsonTool        `json:"tool"`
	Target    jsonTarget      `json:"target"`
	AsOf      string          `json:"as_of"`
	Until     string          `json:"until"`
	Items     []jsonLapse     `json:"items"`
	Undecided []jsonUndecided `json:"not_assessable"`
	Warnings  []string        `json:"warnings"`
}

type jsonLapse struct {
	Finding jsonFinding `json:"finding"`
	Owner   string      `json:"owner"`
}

// writeForecastJSON writes the whole forecast by [HistorySchema].
func writeForecastJSON(w io.Writer, f *isms.Forecast, _ Options) error {
	zone := f.AsOf.Location()
	d := forecastDocument{
		Schema: "ismsproof/forecast/v1", Tool: jsonTool(f.Tool), Target: newTarget(f.Target),
		AsOf: f.AsOf.Format(time.RFC3339), Until: stamp(&f.Until, zone),
		Items: make([]jsonLapse, len(f.Items)), Undecided: newUndecideds(f.Undecided),
		Warnings: append([]string{}, f.Warnings...),
	}
	for i, l := range inOrder(f.Items) {
		d.Items[i] = jsonLapse{newFinding(&l.Finding, zone), l.Owner}
	}
	return encode(w, d)
}
