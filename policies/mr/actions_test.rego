package rules.mr_test

import data.rules.mr

_action(fields) := object.union({"id": "A-1", "parent": {"kind": "management_review", "id": "MR-1"}}, fields)

test_an_open_action_needs_an_owner_and_a_day if {
	found := mr.actions_owned with input as _action({"owner": " "}) with data.isms as {}
	found == {{"at": [], "message": "action A-1 lacks an owner and a day by which it is done"}}
	one := mr.actions_owned with input as _action({"owner": "ada"}) with data.isms as {}
	_messages(one) == {"action A-1 lacks a day by which it is done"}
	mr.actions_owned == set() with input as _action({"owner": "ada", "due": "2026-06-30"}) with data.isms as {}
}

test_what_is_over_needs_nobody_any_more if {
	every fields in [{"status": "done"}, {"status": "dropped", "dropped_reason": "the provider does it"}] {
		mr.actions_owned == set() with input as _action(fields) with data.isms as {}
		mr.actions_overdue == set() with input as _action(object.union(fields, {"due": "2026-01-01"})) with data.isms as {}
	}
}

test_actions_of_a_void_review_bind_nobody if {
	void := {"management_review": {"MR-1": {"status": "void"}}}
	mr.actions_owned == set() with input as _action({}) with data.isms as void
	mr.actions_overdue == set() with input as _action({"due": "2026-01-01"}) with data.isms as void
}

test_an_action_is_overdue_after_its_day if {
	found := mr.actions_overdue with input as _action({"due": "2026-06-30"}) with data.isms as {}
	found == {{"at": ["due"], "message": "action A-1 was due by 2026-06-30 and is not done", "since": "2026-07-01"}}
	mr.actions_overdue == set() with input as _action({}) with data.isms as {}
}

test_dropped_without_a_reason_is_open if {
	found := mr.actions_overdue with input as _action({"due": "2026-06-30", "status": "dropped"}) with data.isms as {}
	_messages(found) == {"action A-1 was due by 2026-06-30 and is dropped without a reason"}
}

_earlier(actions) := {"management_review": {
	"MR-0": {"id": "MR-0", "held_on": "2025-05-01", "actions": actions},
	"MR-1": {"id": "MR-1", "held_on": "2026-05-01", "actions": [{"id": "A-9"}]},
	"MR-2": {"id": "MR-2", "held_on": "2026-05-01", "actions": [{"id": "A-8"}]},
	"MR-3": {"id": "MR-3", "held_on": "2025-05-01", "status": "void", "actions": [{"id": "A-7"}]},
	"MR-4": {"id": "MR-4", "actions": [{"id": "A-6"}]},
}}

_unreported(a, actions) := found if {
	found := {finding.key | some finding in mr.actions_reported}
		with input as _review({"inputs": {"a": a}})
		with data.isms as _earlier(actions)
}

test_what_was_open_then_is_reported if {
	actions := [
		{"id": "A-1"},
		{"id": "A-2", "status": "open"},
		{"id": "A-3", "status": "done", "done_on": "2026-05-01"},
		{"id": "A-4", "status": "done", "done_on": "2026-05-02"},
		{"id": "A-5", "status": "dropped", "dropped_reason": "x"},
	]
	_unreported({"text": "all is well"}, actions) == {"A-1", "A-2", "A-4"}
	_unreported({"text": "A-1 moved to May; A-2, A-4."}, actions) == set()
	_unreported({"refs": ["review_action/A-1", "A-2", "CA-4"]}, actions) == {"A-4"}
	_unreported({"text": "A-12 is done"}, actions) == {"A-1", "A-2", "A-4"}
}

test_a_review_reports_on_reviews_before_it_alone if {
	_unreported({"text": "all is well"}, []) == set()
	found := mr.actions_reported with input as _review({"held_on": "2026-06-01", "inputs": {"a": {"text": "-x"}}}) with data.isms as _earlier([])
	{finding.key | some finding in found} == {"A-8", "A-9"}
}

test_without_an_input_a_another_rule_speaks if {
	mr.actions_reported == set() with input as _review({"inputs": {}}) with data.isms as _earlier([{"id": "A-1"}])
	mr.actions_reported == set() with input as _review({"status": "void", "inputs": {"a": {"text": "x"}}}) with data.isms as _earlier([{"id": "A-1"}])
}
