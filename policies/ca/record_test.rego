package rules.ca_test

import data.rules.ca

_closed(fields) := object.union(_checked({"evidence": ["E"]}), object.union({"state": "closed", "closed_on": "2026-09-02"}, fields))

_keys(found) := {finding.key | some finding in found}

test_closed_with_proof if {
	ca.closed_proof == set() with input as _closed({})
	ca.closed_proof == set() with input as _closed({"state": "open"})
	count(ca.closed_proof) == 1 with input as _closed({}) with data.isms.evidence as {"E": {"status": "void"}}
	by_action := _closed({"effectiveness": {"evidence": []}, "actions": [object.union(_action, {"done_on": "2026-03-20", "evidence": ["E"]})]})
	ca.closed_proof == set() with input as by_action
}

test_closed_too_early if {
	_keys(ca.closed_proof) == {"undone"} with input as _closed({"actions": [_action]})
	_keys(ca.closed_proof) == {"early a1"} with input as _closed({"actions": [object.union(_action, {"done_on": "2026-09-03"})]})
	ca.closed_proof == set() with input as _closed({"actions": [object.union(_action, {"done_on": "2026-09-02"})]})
	_keys(ca.closed_proof) == {"result", "evidence"} with input as _but({"status": "closed"})
}

test_an_improvement_is_closed_more_lightly if {
	found := ca.closed_proof with input as _but({"status": "closed", "type": "improvement"})
	{finding.grade | some finding in found} == {"observation"}
	ca.closed_proof == set() with input as _but({"status": "void", "state": "closed"})
}

_again := _but({"requirement": "A.5.18", "raised_on": "2026-06-01"})

_named := {"requirement": {"A.5.18": [
	{"kind": "corrective_action", "id": "CA", "field": "requirement"},
	{"kind": "corrective_action", "id": "old", "field": "requirement"},
	{"kind": "evidence", "id": "E", "field": "controls"},
]}}

_earlier(fields) := {"corrective_action": {"old": object.union({"closed_on": "2025-06-01"}, fields)}}

test_the_same_again_within_two_years if {
	found := ca.repeat with input as _again with data.isms as _earlier({}) with data.refs as _named
	_messages(found) == {"A.5.18 failed again on 2026-06-01, after old had been closed on 2025-06-01"}
	_spans(found) == {["2026-06-01", ""]}
	every day in ["2024-06-01", "2026-06-01"] {
		count(ca.repeat) == 1 with input as _again with data.isms as _earlier({"closed_on": day}) with data.refs as _named
	}
	every day in ["2024-05-31", "2026-06-02"] {
		ca.repeat == set() with input as _again with data.isms as _earlier({"closed_on": day}) with data.refs as _named
	}
	count(ca.repeat) == 1 with input as _again with data.isms as _earlier({"closed_on": "2022-01-01"}) with data.refs as _named
		with data.org.intervals as {"repeat": "P5Y"}
}

test_own_controls_fail_again_too if {
	refs := {"control": {"c-1": [{"kind": "corrective_action", "id": "old", "field": "requirement"}]}}
	count(ca.repeat) == 1 with input as object.union(_again, {"requirement": "c-1"}) with data.isms as _earlier({}) with data.refs as refs
}

test_what_is_no_repetition if {
	every fields in [{"type": "improvement"}, {"status": "void"}, {"grade": "observation"}, {"closed_on": null}] {
		ca.repeat == set() with input as _again with data.isms as {"corrective_action": {"old": object.filter(object.union({"closed_on": "2025-06-01"}, fields), [k | some k, v in object.union({"closed_on": "2025-06-01"}, fields); v != null])}}
			with data.refs as _named
	}
	every fields in [{"type": "improvement"}, {"status": "void"}, {"grade": "opportunity"}] {
		ca.repeat == set() with input as object.union(_again, fields) with data.isms as _earlier({}) with data.refs as _named
	}
}

test_a_repetition_ends_when_it_is_closed if {
	closed := object.union(_again, {"state": "closed", "closed_on": "2026-09-01"})
	_spans(ca.repeat) == {["2026-06-01", "2026-09-01"]} with input as closed with data.isms as _earlier({}) with data.refs as _named
}

_reviewed(day) := {"management_review": {"MR": {"held_on": day, "decisions": [{"type": "improvement"}, {"type": "change"}]}}}

_improved(days) := {"corrective_action": {day: {"type": "improvement", "raised_on": day} | some day in days}}

test_each_year_has_an_improvement if {
	found := ca.improvement with input as {} with data.isms as _improved(["2024-01-10", "2025-01-10", "2026-03-01"])
	_spans(found) == {["2026-01-11", "2026-03-01"], ["2027-03-02", ""]}
	long := ca.improvement with input as {} with data.isms as _improved(["2024-01-10"]) with data.org.intervals as {"improvement": "P5Y"}
	_spans(long) == {["2029-01-11", ""]}
}

test_management_improves_too if {
	_spans(ca.improvement) == {["2027-07-03", ""]} with input as {} with data.isms as _reviewed("2026-07-02")
	void := {"management_review": {"MR": {"held_on": "2026-07-02", "status": "void", "decisions": [{"type": "improvement"}]}}}
	_messages(ca.improvement) == {"no improvement is on record"} with input as {} with data.isms as void
}

test_nothing_was_ever_improved if {
	_messages(ca.improvement) == {"no improvement is on record"} with input as {} with data.isms as {}
	none := {"corrective_action": {"a": {"type": "nonconformity", "raised_on": "2026-01-01"}, "b": {"type": "improvement", "status": "void", "raised_on": "2026-01-01"}}}
	_messages(ca.improvement) == {"no improvement is on record"} with input as {} with data.isms as none
}
