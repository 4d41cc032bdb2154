package rules.ca_test

import data.rules.ca

_action := {"id": "a1", "text": "ask in the form", "owner": "office", "due": "2026-03-31"}

_acting(fields) := _but({"actions": [object.union(_action, fields)]})

_checked(fields) := object.union(_acting({"done_on": "2026-03-20"}), {"effectiveness": object.union({"checked_on": "2026-09-01", "by": "mira", "result": "effective"}, fields)})

test_an_action_says_what_who_and_when if {
	ca.plan == set() with input as _acting({})
	found := ca.plan with input as _but({"actions": [{"text": " "}, _action]})
	_messages(found) == {"action 1 of CA does not say what is done, who does it, by when"}
	{finding.at | some finding in found} == {["actions", 0]}
	count(ca.plan) == 1 with input as _but({"actions": ["by hand"]})
	ca.plan == set() with input as _but({"status": "void", "actions": []})
}

test_improvements_are_observations if {
	improvement := object.union(_acting({}), {"type": "improvement"})
	{finding.grade | some finding in ca.plan} == {"observation"} with input as _but({"type": "improvement"})
	found := ca.overdue with input as improvement
	{finding.grade | some finding in found} == {"observation"}
	_spans(found) == {["2026-04-01", ""]}
	effect := ca.effect_due with input as object.union(improvement, {"effectiveness": {"due": "2026-09-30"}})
	{finding.grade | some finding in effect} == {"observation"}
}

test_late_is_minor_and_after_ninety_days_major if {
	found := ca.overdue with input as _acting({})
	{[finding.since, object.get(finding, "until", ""), object.get(finding, "grade", "minor")] | some finding in found} == {
		["2026-04-01", "2026-06-30", "minor"],
		["2026-06-30", "", "major"],
	}
	major := ca.overdue with input as object.union(_acting({}), {"grade": "major"})
	{[finding.since, object.get(finding, "grade", "minor")] | some finding in major} == {["2026-04-01", "major"]}
}

test_done_in_time_or_late if {
	ca.overdue == set() with input as _acting({"done_on": "2026-03-31"})
	_spans(ca.overdue) == {["2026-04-01", "2026-04-02"]} with input as _acting({"done_on": "2026-04-02"})
	ca.overdue == set() with input as _but({"actions": [object.remove(_action, ["due"])]})
	ca.overdue == set() with input as object.union(_acting({}), {"status": "void"})
}

test_closed_without_it_is_told_elsewhere if {
	_spans(ca.overdue) == {["2026-04-01", "2026-04-20"]} with input as object.union(_acting({}), {"state": "closed", "closed_on": "2026-04-20"})
}

test_the_effect_is_judged_by_its_day if {
	ca.effect_due == set() with input as _checked({"due": "2026-09-01"})
	_spans(ca.effect_due) == {["2026-08-01", "2026-09-01"]} with input as _checked({"due": "2026-07-31"})
	_spans(ca.effect_due) == {["2026-08-01", ""]} with input as _checked({"due": "2026-07-31", "result": ""})
	_spans(ca.effect_due) == {["2026-08-01", ""]} with input as object.union(_acting({}), {"effectiveness": {"due": "2026-07-31"}})
}

test_a_day_is_set_once_it_is_called_done if {
	found := ca.effect_due with input as object.union(_acting({}), {"state": "implemented"})
	_messages(found) == {"the actions of CA are called done, and no day is set on which to judge whether they helped"}
	ca.effect_due == set() with input as object.union(_acting({}), {"state": "open"})
	ca.effect_due == set() with input as object.union(_acting({}), {"state": "implemented", "type": "improvement"})
	ca.effect_due == set() with input as object.union(_acting({}), {"state": "closed"})
}

test_a_judgement_before_the_action_says_nothing if {
	every done in ["2026-09-02", "2027-01-01"] {
		record := object.union(_checked({}), {"actions": [object.union(_action, {"done_on": done})]})
		found := ca.effect_due with input as record
		_messages(found) == {"whether CA helped was judged on 2026-09-01, before action a1 was done"}
		_spans(found) == {["", ""]}
	}
	undone := object.union(_checked({}), {"actions": [_action]})
	count(ca.effect_due) == 1 with input as undone
	same_day := object.union(_checked({}), {"actions": [object.union(_action, {"done_on": "2026-09-01"})]})
	ca.effect_due == set() with input as same_day
}

_office := {
	"role": {"office": {"id": "office", "holders": [{"person": "theo", "from": "2024-01-01", "until": "2026-08-31"}]}},
	"person": {id: {"id": id} | some id in ["theo", "mira"]},
}

test_nobody_judges_own_work if {
	ca.effect_independent == set() with input as _checked({}) with data.isms as _office
	found := ca.effect_independent with input as _checked({"by": "office"}) with data.isms as _office
	_messages(found) == {"\"office\" judged whether CA helped, and action a1 was carried out by \"office\""}
	count(ca.effect_independent) == 1 with input as _checked({"by": "theo", "checked_on": "2026-08-31"}) with data.isms as _office
	ca.effect_independent == set() with input as _checked({"by": "theo"}) with data.isms as _office
	theo := object.union(_checked({"by": "office", "checked_on": "2026-08-01"}), {"actions": [object.union(_action, {"owner": "theo"})]})
	count(ca.effect_independent) == 1 with input as theo with data.isms as _office
	undated := object.union(_acting({}), {"effectiveness": {"by": "theo", "result": "effective"}})
	ca.effect_independent == set() with input as undated with data.isms as _office
}

test_somebody_judged if {
	found := ca.effect_independent with input as object.union(_acting({}), {"effectiveness": {"result": "effective"}})
	_messages(found) == {"nothing says who judged whether CA helped"}
	ca.effect_independent == set() with input as object.union(_acting({}), {"effectiveness": {"due": "2026-09-01"}})
}

_failed(fields) := object.union(_checked({"result": "not-effective"}), fields)

test_what_did_not_help_goes_on if {
	_spans(ca.ineffective_reopened) == {["2026-10-02", ""]} with input as _failed({})
	_spans(ca.ineffective_reopened) == {["", ""]} with input as _failed({"state": "closed"})
	_spans(ca.ineffective_reopened) == {["", ""]} with input as _but({"effectiveness": {"result": "not-effective"}})
	more := _failed({"actions": [_action, {"id": "a2", "due": "2026-12-31"}]})
	ca.ineffective_reopened == set() with input as more
	count(ca.ineffective_reopened) == 1 with input as object.union(more, {"status": "closed"})
	ca.ineffective_reopened == set() with input as _checked({})
	ca.ineffective_reopened == set() with input as _failed({"status": "void"})
}

test_another_record_follows if {
	refs := {"corrective_action": {"CA": [{"kind": "corrective_action", "id": "N", "field": "follows"}]}}
	ca.ineffective_reopened == set() with input as _failed({"state": "closed"}) with data.refs as refs
	count(ca.ineffective_reopened) == 1 with input as _failed({"state": "closed"}) with data.refs as refs
		with data.isms.corrective_action as {"N": {"status": "void"}}
	links := {"corrective_action": {"CA": [{"kind": "corrective_action", "id": "N", "field": "links"}]}}
	count(ca.ineffective_reopened) == 1 with input as _failed({"state": "closed"}) with data.refs as links
}
