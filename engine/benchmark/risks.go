package benchmark

import (
	"fmt"
	"slices"
)

// annexA counts the controls of Annex A by theme.
var annexA = []struct{ theme, controls int }{{5, 37}, {6, 8}, {7, 14}, {8, 34}}

// excluded are the controls that the company does not need.
var excluded = []string{"A.7.7", "A.8.30", "A.8.34"}

// outstanding are the controls that are not there yet at the first commit.
var outstanding = []string{"A.8.11", "A.8.12"}

// themes is into how many of its own controls the company divides those of Annex A.
const themes = 12

// annexIDs holds the ids of the controls that the company needs.
var annexIDs = func() (ids []string) {
	for _, t := range annexA {
		for n := 1; n <= t.controls; n++ {
			if id := fmt.Sprintf("A.%d.%d", t.theme, n); !slices.Contains(excluded, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}()

// annex returns n needed controls of Annex A, in order.
func (w *world) annex(n int) []string {
	start := w.below(len(annexIDs) - n*3)
	ids := make([]string, n)
	for i := range ids {
		ids[i] = annexIDs[start+i*3]
	}
	return ids
}

func newRisk(w *world) *record {
	n := w.serial("risk")
	id := fmt.Sprintf("R-%04d", n)
	r := &record{kind: "risk", id: id, path: "risks/" + id + ".yaml"}
	r.fields = object{
		{"kind", "risk"},
		{"id", id},
		{"title", fmt.Sprintf("Loss of %s through %s", nouns[n%len(nouns)], topics[(n+n/24)%len(topics)])},
		{"scenario", text(w.prose(3))},
		{"threat", w.note()},
		{"vulnerability", text(w.prose(2))},
		{"consequence", text(w.prose(2))},
		{"cia", pick(&w.random, [][]string{{"c"}, {"c", "i"}, {"a"}, {"c", "i", "a"}})},
		{"assets", append([]string{w.byKind["asset"][n%criticalAssets].id}, w.ids("asset", 1)...)},
		{"suppliers", []string{w.byKind["supplier"][n%criticalSuppliers].id}},
		{"obligations", w.ids("obligation", 1)},
		{"identified_on", on(w.day() - w.between(1, 40))},
		{"owner", pick(&w.random, owners)},
	}
	if n%4 == 0 {
		r.set([]string{"contact-threats"}, "sources")
	}
	slices.Sort(r.fields.get("assets").([]string))
	r.set(slices.Compact(r.fields.get("assets").([]string)), "assets")
	if r.set("modify", "option"); n%3 == 0 {
		r.set("retain", "option")
	}
	w.score(r, w.day()-w.between(0, 300)*w.first())
	if n%3 != 0 {
		r.set(w.annex(w.between(2, 4)), "controls")
		r.set(w.ids("treatment", 1), "treatments")
	}
	r.set("open", "state")
	return r
}

// score rates a risk and has its owner accept what remains: of a risk that is kept,
// all of it.
func (w *world) score(r *record, day int) {
	likelihood, impact := w.between(2, 4), w.between(2, 4)
	current, residual := likelihood, likelihood
	if r.str("option") != "retain" {
		current, residual = likelihood-w.below(2), 1
	}
	r.set(score(likelihood, impact), "inherent")
	r.set(score(current, impact), "current")
	r.set(w.between(1, 40), "priority")
	r.set(score(residual, impact), "residual")
	w.accept(r, day)
	r.set(on(day), "scored_on")
	r.set("1.0.0", "method_version")
	r.set(on(day+360), "next_review")
	w.due(day+360, r, (*world).rescore)
}

func (w *world) accept(r *record, day int) {
	r.set(object{
		{"by", w.holder(r.str("owner"))},
		{"on", on(day)},
		{"until", on(day + 362)},
		{"reason", text(w.sentence())},
	}, "acceptance")
}

func score(likelihood, impact int) object {
	return object{{"likelihood", likelihood}, {"impact", impact}, {"level", level(likelihood * impact)}}
}

func level(product int) string {
	switch {
	case product <= 4:
		return "low"
	case product <= 9:
		return "moderate"
	case product <= 16:
		return "high"
	}
	return "critical"
}

func methodFields(w *world) object {
	scale := func(words ...string) []object {
		steps := make([]object, len(words))
		for i, word := range words {
			steps[i] = object{{"value", i + 1}, {"name", word}, {"description", w.sentence()}}
		}
		return steps
	}
	var matrix object
	for l := 1; l <= 5; l++ {
		for i := 1; i <= 5; i++ {
			matrix = append(matrix, field{fmt.Sprintf(`"%d,%d"`, l, i), level(l * i)})
		}
	}
	return object{
		{"approach", "both"},
		{"likelihood", scale("rare", "unlikely", "possible", "likely", "frequent")},
		{"impact", scale("slight", "noticeable", "serious", "severe", "existential")},
		{"levels", []object{
			{{"id", "low"}, {"name", "Low"}, {"rank", 1}, {"accept", "yes"}, {"approver", "iso"}},
			{{"id", "moderate"}, {"name", "Moderate"}, {"rank", 2}, {"accept", "with-approval"}, {"approver", "cto"}},
			{{"id", "high"}, {"name", "High"}, {"rank", 3}, {"accept", "with-approval"}, {"approver", "ceo"}},
			{{"id", "critical"}, {"name", "Critical"}, {"rank", 4}, {"accept", "no"}, {"approver", "ceo"}},
		}},
		{"matrix", matrix},
		{"appetite", "moderate"},
		{"tolerance", object{{"high", w.size.Files / 10}, {"critical", 0}}},
		{"interval", "P1Y"},
		{"triggers", []string{"significant change", "incident of severity high"}},
		{"residual_rule", text(w.sentence())},
	}
}

func newTreatment(w *world) *record {
	n := w.serial("treatment")
	id := fmt.Sprintf("T-%04d", n)
	due := w.day() + w.between(60, 400)
	r := &record{kind: "treatment", id: id, path: "treatments/" + id + ".yaml", fields: object{
		{"kind", "treatment"},
		{"id", id},
		{"action", text(w.prose(3))},
		{"controls", w.annex(2)},
		{"owner", w.some("person").id},
		{"resources", fmt.Sprintf("%d days of the platform team, %d euro", w.between(2, 40), 100*w.between(1, 90))},
		{"due", on(due)},
		{"evaluation", text(w.sentence())},
		{"status", "planned"},
		{"approvals", []object{{{"by", w.holder("cto")}, {"on", w.today()}}}},
		{"x-notes", text(w.prose(3))},
	}}
	if n <= len(outstanding) {
		r.set(append([]string{outstanding[n-1]}, w.annex(1)...), "controls")
	}
	w.due(due, r, (*world).finish)
	return r
}

func newAssessment(w *world) *record {
	n := w.serial("risk_assessment")
	id := fmt.Sprintf("RA-%d-%02d", w.now.Year(), n)
	held := w.day() - 20*w.first()
	r := &record{kind: "risk_assessment", id: id, path: "assessments/" + id + ".yaml", fields: object{
		{"kind", "risk_assessment"},
		{"id", id},
		{"title", fmt.Sprintf("Risk assessment %d", w.now.Year())},
		{"status", "closed"},
		{"classification", "confidential"},
		{"owner", "iso"},
		{"author", w.holder("iso")},
		{"approved_by", w.holder("ceo")},
		{"approved_on", on(held + 5)},
		{"retention", "isms-records"},
		{"held_on", on(held)},
		{"trigger", "planned"},
		{"scope", text(w.prose(2))},
		{"participants", []string{w.holder("iso"), w.holder("head-platform"), w.holder("cto")}},
		{"method_version", "1.0.0"},
		{"register_commit", fmt.Sprintf("%016x%016x%08x", w.next(), w.next(), w.next()>>32)},
		{"new", w.ids("risk", 2)},
		{"changed", w.ids("risk", 3)},
		{"summary", text(w.prose(4))},
		{"reported_to", []string{"ceo", "cto"}},
		{"reported_on", on(held + 7)},
	}}
	w.due(held+362, r, func(w *world, _ *record) { w.add(newAssessment(w)) })
	return r
}

func soaFields(w *world) object {
	var lines []object
	for _, t := range annexA {
		for n := 1; n <= t.controls; n++ {
			lines = append(lines, w.soaLine(fmt.Sprintf("A.%d.%d", t.theme, n)))
		}
	}
	return object{{"controls", lines}}
}

func (w *world) soaLine(id string) object {
	if slices.Contains(excluded, id) {
		return object{{"id", id}, {"applicable", false}, {"justification", text("There is nothing of this kind: " + w.sentence())}}
	}
	line := object{
		{"id", id},
		{"applicable", true},
		{"reasons", []string{"risk", "baseline"}},
		{"risks", w.ids("risk", 1)},
		{"justification", text(w.sentence())},
		{"status", "implemented"},
		{"owner", pick(&w.random, owners)},
		{"how", text(w.sentence())},
		{"documents", []string{w.some("policy").id}},
	}
	if i := slices.Index(outstanding, id); i >= 0 {
		treatment := w.byKind["treatment"][i]
		line = line.with("planned", "status").with(treatment.id, "treatment").with(treatment.str("due"), "target_date")
	}
	return line
}
