package benchmark

import "fmt"

func newIncident(w *world) *record {
	n := w.serial("incident")
	id := fmt.Sprintf("INC-%d-%03d", w.now.Year(), n)
	day := w.day()
	r := &record{kind: "incident", id: id, path: "incidents/" + id + ".yaml", fields: object{
		{"kind", "incident"},
		{"id", id},
		{"title", fmt.Sprintf("Trouble with %s", pick(&w.random, nouns))},
		{"status", "open"},
		{"classification", "confidential"},
		{"owner", "incident-manager"},
		{"author", w.holder("incident-manager")},
		{"retention", "isms-records"},
		{"type", "incident"},
		{"severity", pick(&w.random, []string{"low", "low", "medium"})},
		{"decision", object{{"by", w.holder("incident-manager")}, {"on", on(day)}, {"reason", w.sentence()}}},
		{"occurred_at", at(day-1, 14, w.below(60))},
		{"detected_at", at(day-1, 15, w.below(60))},
		{"reported_at", at(day-1, 16, w.below(60))},
		{"reported_by", w.some("person").id},
		{"summary", text(w.prose(3))},
		{"cia", []string{"a"}},
		{"personal_data", false},
		{"assets", w.ids("asset", 1)},
		{"risks", w.ids("risk", 1)},
	}}
	w.plan(day+w.between(2, 25), r, (*world).closeIncident)
	return r
}

func (w *world) closeIncident(r *record) {
	day := w.day()
	for i, field := range []string{"contained_at", "resolved_at", "closed_at"} {
		r.set(at(day, 9+i, w.below(60)), field)
	}
	r.set(w.holder("incident-manager"), "closed_by")
	r.set(on(day), "risks_reviewed_on")
	r.set(text(w.prose(2)), "root_cause")
	r.set(object{
		{"held_on", on(day)},
		{"participants", []string{w.holder("incident-manager"), w.holder("iso")}},
		{"text", text(w.prose(2))},
	}, "lessons")
	r.set(text(w.sentence()), "no_action_reason")
	r.set("closed", "status")
	w.approve(r)
	w.touch(r, "Close")
}

// approve has an event record approved by the managing director.
func (w *world) approve(r *record) {
	r.set(w.holder("ceo"), "approved_by")
	r.set(w.today(), "approved_on")
}

func newCorrectiveAction(w *world) *record {
	n := w.serial("corrective_action")
	id := fmt.Sprintf("CA-%d-%03d", w.now.Year(), n)
	day := w.day()
	due := day + w.between(30, 120)
	r := &record{kind: "corrective_action", id: id, path: "corrective-actions/" + id + ".yaml", fields: object{
		{"kind", "corrective_action"},
		{"id", id},
		{"title", "Correct " + pick(&w.random, things)},
		{"status", "open"},
		{"classification", "internal"},
		{"owner", pick(&w.random, owners)},
		{"author", w.holder("iso")},
		{"retention", "isms-records"},
		{"type", "nonconformity"},
		{"grade", "minor"},
		{"source", w.some("control").id},
		{"requirement", pick(&w.random, annexIDs)},
		{"raised_on", on(day)},
		{"raised_by", w.holder("internal-auditor")},
		{"statement", text(w.prose(2))},
		{"consequence", text(w.sentence())},
		{"correction", object{{"text", text(w.sentence())}, {"done_on", on(day)}}},
		{"cause", object{{"method", "5-why"}, {"text", text(w.prose(2))}}},
		{"similar", object{{"looked_at", text(w.sentence())}, {"result", text(w.sentence())}}},
		{"actions", []object{w.action(due)}},
		{"state", "open"},
	}}
	w.due(due, r, (*world).closeAction)
	return r
}

func (w *world) action(due int) object {
	return object{{"id", "a1"}, {"text", text(w.sentence())}, {"owner", w.some("person").id}, {"due", on(due)}}
}

func (w *world) closeAction(r *record) {
	today := w.today()
	evidence := w.proof()
	action := r.list("actions")[0].with(today, "done_on").with([]string{evidence}, "evidence")
	r.set([]object{action}, "actions")
	r.set(object{
		{"due", today},
		{"checked_on", today},
		{"by", w.holder("iso")},
		{"result", "effective"},
		{"evidence", []string{evidence}},
	}, "effectiveness")
	r.set(object{{"needed", false}, {"reason", text(w.sentence())}}, "isms_change")
	r.set("closed", "state")
	r.set(today, "closed_on")
	r.set("closed", "status")
	w.approve(r)
	w.touch(r, "Close")
}

// proof returns the newest evidence, which from now on is kept.
func (w *world) proof() string {
	all := w.byKind["evidence"]
	newest := all[len(all)-1]
	newest.named = true
	return newest.id
}

func newChange(w *world) *record {
	n := w.serial("change")
	id := fmt.Sprintf("CHG-%d-%03d", w.now.Year(), n)
	r := &record{kind: "change", id: id, path: "changes/" + id + ".yaml", fields: object{
		{"kind", "change"},
		{"id", id},
		{"title", "Change of " + pick(&w.random, nouns)},
		{"status", "open"},
		{"classification", "internal"},
		{"owner", pick(&w.random, owners)},
		{"retention", "isms-records"},
		{"type", "technical"},
		{"significant", w.chance(8)},
		{"emergency", false},
		{"purpose", text(w.prose(2))},
		{"consequences", text(w.prose(2))},
		{"integrity", text(w.sentence())},
		{"risk_judgement", text(w.prose(2))},
		{"risks", w.ids("risk", 1)},
		{"requested_by", w.some("person").id},
		{"approved_by", w.holder("ceo")},
		{"approved_on", w.today()},
		{"responsibilities", w.sentence()},
		{"resources", fmt.Sprintf("%d days", w.between(1, 30))},
		{"planned_on", on(w.day() + 20)},
		{"affects", []string{"asset/" + w.some("asset").id}},
	}}
	w.plan(w.day()+w.between(8, 20), r, (*world).carryOut)
	return r
}

func (w *world) carryOut(r *record) {
	r.set(w.some("person").id, "implemented_by")
	r.set(w.today(), "implemented_on")
	r.set(text(w.sentence()), "test")
	r.set(text(w.sentence()), "rollback")
	r.set(w.today(), "reviewed_on")
	r.set(w.holder("iso"), "reviewed_by")
	r.set(text(w.prose(2)), "review")
	r.set("closed", "status")
	w.touch(r, "Carry out")
}
