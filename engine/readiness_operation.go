package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// operated says which dates of which records show that the ISMS runs, and of which part
// of it each speaks. An auditor wants to see each part within the operating period.
var operated = []struct{ part, kind, dates string }{
	{"risks are assessed and treated", "risk_assessment", "held_on"},
	{"risks are assessed and treated", "risk", "scored_on"},
	{"risks are assessed and treated", "treatment", "done_on"},
	{"access is reviewed", "access_review", "completed_on"},
	{"incidents are handled", "incident", "detected_at"},
	{"people are trained and made aware", "competence", "completions.on"},
	{"people are trained and made aware", "acknowledgement", "on"},
	{"suppliers are watched", "supplier", "assessments.on"},
	{"results are measured", "metric", "readings.on"},
	{"controls are operated", "evidence", "collected_at"},
}

// mayBeNone are the parts that can have no record although the ISMS runs.
var mayBeNone = []string{"incidents are handled"}

// entryGrace is how many days after its date a record may be committed and still be
// believed for that date; what comes later counts from the day of its commit.
const entryGrace = 30

// longestGap is how many days may lie between two records of a window of operation.
const longestGap = 31

// An act is a dated entry that shows operation.
type act struct {
	part    string
	claimed string // the day that the record names
	borne   string // the day that record and commit together show
	subject *subject
	point   int // the commit that brought the entry
}

// operation tells how long the ISMS is shown to run, and returns the day on which the
// operating period is over; nil where nothing shows that it runs.
func (r *readiness) operation(certificate *record) *time.Time {
	period, declared := defaultOperating, ""
	if certificate != nil {
		declared = dayOf(certificate.input.Text("operating_since"))
		if own := certificate.input.Part("limits").Text("operating_period"); own != "" {
			period = own
		}
	}
	span, ok := parseDuration(period)
	if !ok {
		span, _ = parseDuration(defaultOperating)
		period = defaultOperating
	}
	acts := r.acts()
	line := isms.ReadinessLine{Area: areaOperation, Requirement: "scheme.operating-period", What: fmt.Sprintf("records and commits show operation for %s", period), State: isms.NotMet}
	window := unbroken(acts)
	switch {
	case len(acts) == 0:
		line.Why = "no record shows that anything was operated"
		r.add(line, nil)
		return nil
	case dayGap(window[len(window)-1].borne, r.today()) > longestGap:
		newest := window[len(window)-1]
		line.Why = fmt.Sprintf("nothing was recorded for %d days, since %s", dayGap(newest.borne, r.today()), newest.borne)
		r.add(line, []isms.Proof{r.proof(newest.subject, newest.claimed, newest.point)})
		over := span.after(r.asOf)
		return &over
	}
	start := max(window[0].borne, declared)
	begin, _ := time.Parse(time.DateOnly, start)
	over := span.after(begin)
	late := 0
	for _, a := range window {
		if a.borne != a.claimed {
			late++
		}
	}
	newest := window[len(window)-1]
	for _, a := range window {
		if a.borne == a.claimed {
			newest = a // one that was entered in time says more
		}
	}
	line.Why = fmt.Sprintf("%d entries from %s to %s", len(window), start, window[len(window)-1].borne)
	if late > 0 {
		line.Why += fmt.Sprintf(", %d of them committed over %d days late and counted from their commit", late, entryGrace)
	}
	if over.Format(time.DateOnly) <= r.today() {
		line.State = isms.Met
	} else {
		line.Why += fmt.Sprintf("; the period is over on %s", over.Format(time.DateOnly))
	}
	r.add(line, []isms.Proof{r.proof(window[0].subject, window[0].claimed, window[0].point), r.proof(newest.subject, newest.claimed, newest.point)})
	r.parts(window)
	return &over
}

// parts tells of each part of the ISMS whether it ran within the window of operation.
func (r *readiness) parts(window []act) {
	seen := map[string]bool{}
	for _, o := range operated {
		if seen[o.part] {
			continue
		}
		seen[o.part] = true
		var proof []isms.Proof
		for _, a := range slices.Backward(window) {
			if a.part == o.part {
				proof = append(proof, r.proof(a.subject, a.claimed, a.point))
			}
		}
		line := isms.ReadinessLine{Area: areaOperation, Requirement: "scheme.operating-period", What: o.part, State: isms.Met}
		switch {
		case len(proof) > 0:
		case slices.Contains(mayBeNone, o.part):
			line.Why = "none is on record; an auditor asks how that is known"
		default:
			line.State, line.Why = isms.NotMet, "no record of that time shows it"
		}
		r.add(line, proof)
	}
}

// acts returns all entries that show operation up to today, by the day that is borne out.
func (r *readiness) acts() []act {
	var out []act
	for _, o := range operated {
		for _, s := range r.now(o.kind) {
			known := map[string]int{} // day to the point of the first version that names it
			for _, v := range s.versions {
				if v.record == nil {
					continue
				}
				for _, day := range daysOf(v.record.input, strings.Split(o.dates, ".")) {
					if _, ok := known[day]; !ok {
						known[day] = v.from
					}
				}
			}
			for _, day := range daysOf(s.now().input, strings.Split(o.dates, ".")) {
				a := act{o.part, day, day, s, known[day]}
				committed := r.times[a.point].In(r.asOf.Location()).Format(time.DateOnly)
				if dayGap(day, committed) > entryGrace {
					a.borne = committed
				}
				if a.borne <= r.today() && day <= committed {
					out = append(out, a)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b act) int { return strings.Compare(a.borne, b.borne) })
	return out
}

// unbroken returns the last entries without a gap between them.
func unbroken(acts []act) []act {
	for i := len(acts) - 1; i > 0; i-- {
		if dayGap(acts[i-1].borne, acts[i].borne) > longestGap {
			return acts[i:]
		}
	}
	return acts
}

// daysOf returns the days under a path in a record; a list on the way is looked
// through.
func daysOf(in policy.Input, path []string) []string {
	if len(path) == 1 {
		if day := dayOf(in.Text(path[0])); day != "" {
			return []string{day}
		}
		return nil
	}
	var out []string
	for _, part := range in.Parts(path[0]) {
		out = append(out, daysOf(part, path[1:])...)
	}
	return out
}

// dayGap is the number of days from one day to another.
func dayGap(from, to string) int {
	a, _ := time.Parse(time.DateOnly, from)
	b, _ := time.Parse(time.DateOnly, to)
	return int(b.Sub(a).Hours() / 24)
}
