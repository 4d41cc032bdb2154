package benchmark

import (
	"fmt"
	"slices"
	"time"
)

const (
	criticalAssets    = 6 // the first assets are critical, and risks are about them
	criticalSuppliers = 3
)

func newAsset(w *world) *record {
	n := w.serial("asset")
	id := fmt.Sprintf("as-%03d", n)
	checked := w.day() - w.between(0, 150)
	r := &record{kind: "asset", id: id, path: "assets/" + id + ".yaml", fields: object{
		{"kind", "asset"},
		{"id", id},
		{"name", fmt.Sprintf("%s %d", nouns[n%len(nouns)], 1+n/len(nouns))},
		{"type", pick(&w.random, []string{"service", "software", "hardware", "data-store", "information"})},
		{"owner", pick(&w.random, owners)},
		{"classification", "confidential"},
		{"personal_data", w.chance(40)},
		{"critical", n <= criticalAssets},
		{"obligations", w.ids("obligation", 1)},
		{"scope_service", "app"},
		{"location", "cloud"},
		{"supplier", w.some("supplier").id},
		{"environment", "production"},
		{"rto", "PT8H"},
		{"rpo", "PT1H"},
		{"backup", object{{"method", w.note()}, {"interval", "P1D"}, {"restore_interval", "P1Y"}}},
		{"access_review", object{{"interval", "P1Y"}, {"privileged", false}}},
		{"status", "active"},
		{"last_checked", on(checked)},
		{"x-notes", text(w.prose(10))},
	}}
	if n > 1 {
		r.set(w.ids("asset", 1), "depends_on")
	}
	w.due(checked+180, r, (*world).checkAsset)
	return r
}

func newSupplier(w *world) *record {
	n := w.serial("supplier")
	id := fmt.Sprintf("sup-%03d", n)
	tier, interval := "standard", 700
	if n <= criticalSuppliers {
		tier, interval = "critical", 350
	}
	assessed := w.day() - w.between(0, 300)
	r := &record{kind: "supplier", id: id, path: "suppliers/" + id + ".yaml", fields: object{
		{"kind", "supplier"},
		{"id", id},
		{"name", fmt.Sprintf("%s %s", familyNames[n%len(familyNames)], pick(&w.random, []string{"GmbH", "AG", "SE", "B.V."}))},
		{"service", w.note()},
		{"tier", tier},
		{"owner", pick(&w.random, owners)},
		{"data_access", "confidential"},
		{"agreement", object{
			{"ref", fmt.Sprintf("V-%04d", n)},
			{"starts_on", on(w.day() - 400)},
			{"ends_on", on(days(w.size.End) + w.between(30, 900))},
			{"clauses", []string{"security", "incident-notice", "audit-right", "sub-suppliers", "confidentiality", "return-delete", "location", "continuity"}},
		}},
		{"assurance", []object{w.certificate(assessed)}},
		{"assessments", []object{w.assessment(assessed)}},
		{"monitoring", object{{"how", w.sentence()}, {"by", pick(&w.random, owners)}, {"last", on(assessed)}}},
		{"exit_plan", text(w.prose(2))},
		{"next_review", on(assessed + interval)},
		{"status", "active"},
		{"x-notes", text(w.prose(6))},
	}}
	w.due(assessed+min(interval, 360), r, (*world).reviewSupplier)
	return r
}

func (w *world) certificate(day int) object {
	return object{
		{"type", "iso27001"},
		{"scope", w.note()},
		{"valid_until", on(day + 420)},
		{"read_on", on(day)},
		{"read_by", "iso"},
		{"exceptions_followed", text(w.sentence())},
	}
}

func (w *world) assessment(day int) object {
	return object{{"on", on(day)}, {"by", w.holder("iso")}, {"result", text(w.sentence())}}
}

func newControl(w *world) *record {
	n := w.serial("control")
	id := fmt.Sprintf("c-%02d", n)
	tested := w.day() - w.between(10, 340)
	r := &record{kind: "control", id: id, path: "controls/" + id + ".yaml"}
	r.fields = object{
		{"kind", "control"},
		{"id", id},
		{"title", "Control of " + topics[n%len(topics)]},
		{"implements", w.implements(n)},
		{"description", text(w.prose(3))},
		{"owner", pick(&w.random, owners)},
		{"operator", w.some("person").id},
		{"key", n%4 == 0},
		{"frequency", []string{"quarterly", "yearly", "continuous"}[n%3]},
		{"operated_since", w.today()},
		{"criteria", w.sentence()},
		{"evidence_wanted", []object{{
			{"type", "report"},
			{"source", pick(&w.random, nouns)},
			{"measure", w.note()},
			{"threshold", 95},
			{"freshness", []string{"P6M", "P14M", "P14M"}[n%3]},
		}}},
		{"test", object{
			{"method", w.sentence()},
			{"interval", "P1Y"},
			{"last", on(tested)},
			{"by", w.holder("internal-auditor")},
			{"result", "passed"},
		}},
		{"documents", []string{w.some("procedure").id}},
		{"x-notes", text(w.prose(3))},
	}
	w.due(tested+360, r, (*world).test)
	w.add(w.newEvidence(r, w.day()-30, w.day()))
	w.planRun(r)
	return r
}

// implements returns the controls of Annex A that the own control n stands for. The
// first ones divide all that is in place among themselves, later ones stand for a few
// of these besides.
func (w *world) implements(n int) []string {
	if n > themes {
		return slices.DeleteFunc(w.annex(3), func(id string) bool { return slices.Contains(outstanding, id) })
	}
	var ids []string
	for i, id := range annexIDs {
		if i%themes == n-1 && !slices.Contains(outstanding, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// planRun plans the next run of a control: soon after each quarter, or each year.
func (w *world) planRun(r *record) {
	months := 12
	if r.str("frequency") == "quarterly" {
		months = 3
	}
	month := (int(w.now.Month())-1)/3*3 + months
	end := days(time.Date(w.now.Year(), time.Month(month+1), 1, 0, 0, 0, 0, time.UTC))
	day := end + w.between(0, 10)
	if w.chance(4) {
		day += w.between(15, 45)
	}
	if months == 12 {
		day = w.day() + w.between(330, 364)
	}
	w.plan(day, r, func(w *world, r *record) {
		w.add(w.newEvidence(r, end-months*30, min(end-1, w.day())))
		w.planRun(r)
	})
}

// newEvidence makes what proves a run of a control.
func (w *world) newEvidence(control *record, from, to int) *record {
	n := w.serial("evidence")
	id := fmt.Sprintf("EV-%05d", n)
	implements := control.fields.get("implements").([]string)
	return &record{kind: "evidence", id: id, path: fmt.Sprintf("evidence/%d/%s.yaml", w.now.Year(), id), fields: object{
		{"kind", "evidence"},
		{"id", id},
		{"title", fmt.Sprintf("Run of %s to %s", control.id, on(to))},
		{"status", "closed"},
		{"classification", "confidential"},
		{"retention", "isms-records"},
		{"controls", append([]string{control.id}, implements[:min(2, len(implements))]...)},
		{"type", "report"},
		{"source", pick(&w.random, nouns)},
		{"query", w.note()},
		{"collected_at", at(w.day(), 8+w.below(9), w.below(60))},
		{"collector", w.some("person").id},
		{"tool", fmt.Sprintf("exporter %d.%d", w.between(1, 4), w.below(10))},
		{"period", object{{"from", on(from)}, {"to", on(to)}}},
		{"measure", object{{"name", w.note()}, {"value", float64(w.between(900, 999)) / 10}, {"unit", "percent"}}},
		{"population", object{{"count", w.between(10, 900)}, {"source", w.note()}}},
		{"sample", object{{"size", 10}, {"method", "random"}, {"seed", fmt.Sprintf("s-%d", w.below(10000))}}},
		{"url", "https://files.acme.example/evidence/" + id},
		{"sha256", fmt.Sprintf("%016x%016x%016x%016x", w.next()|1<<63, w.next(), w.next(), w.next())},
		{"size", w.between(2000, 900000)},
		{"assets", w.ids("asset", 1)},
		{"x-notes", text(w.prose(5))},
	}}
}

// newReport makes a piece of evidence out of turn.
func newReport(w *world) *record { return w.newEvidence(w.some("control"), w.day()-30, w.day()) }
