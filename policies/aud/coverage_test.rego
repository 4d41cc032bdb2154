package rules.aud_test

import data.rules.aud

_planned := {"kind": "planned_audit", "id": "PA-1", "parent": {"kind": "audit_programme", "id": "AP"}, "planned_on": "2026-05-18"}

_planning(planned, audits) := found if {
	found := aud.planned_done with input as planned with data.isms as _all([_programme], audits)
}

test_a_planned_audit_has_thirty_days if {
	_planning(_planned, {}) == {{
		"at": ["planned_on"],
		"message": "audit PA-1 was planned for 2026-05-18 and not completed by 2026-06-17",
		"since": "2026-06-18",
	}}
}

test_what_is_done_is_done if {
	done := _as(_planned, {"done": "IA-1"})
	_planning(done, _audit("IA-1", "2026-06-17")) == set()
	{f.until | some f in _planning(done, _audit("IA-1", "2026-07-01"))} == {"2026-07-01"}
	_planning(done, _audit("IA-1", "2026-04-01")) == set() # completed before it was planned
}

test_a_name_alone_is_no_audit if {
	done := _as(_planned, {"done": "IA-1"})
	count(_planning(done, {})) == 1
	count(_planning(done, {"IA-1": {"id": "IA-1", "type": "internal"}})) == 1
	count(_planning(done, {"IA-1": {"id": "IA-1", "status": "void", "completed_on": "2026-05-20"}})) == 1
}

test_a_move_needs_a_reason if {
	moved := _as(_planned, {"postponed_to": "2026-09-01", "postponed_reason": "The auditor was ill"})
	{f.since | some f in _planning(moved, {})} == {"2026-10-02"}

	silent := _as(_planned, {"postponed_to": "2026-09-01"})
	{f.message | some f in _planning(silent, {})} == {concat("", [
		"audit PA-1 was planned for 2026-05-18 and not completed by 2026-06-17; ",
		"it was moved to 2026-09-01 without a reason",
	])}
}

test_an_audit_without_a_day if {
	planned := object.remove(_planned, ["planned_on"])
	_planning(planned, {}) == {{"at": ["planned_on"], "message": "audit PA-1 is planned for no day"}}
	_planning(_as(planned, {"done": "IA-1"}), _audit("IA-1", "2026-06-17")) == set()
}

test_plans_that_are_not_in_force_bind_nobody if {
	count(aud.planned_done) == 0 with input as _planned with data.isms as {}
	count(aud.planned_done) == 0 with input as _planned with data.isms as _all([_as(_programme, {"status": "draft"})], {})
	count(aud.planned_done) == 0 with input as object.remove(_planned, ["parent"]) with data.isms as _all([_programme], {})
}

_catalog := {
	"clauses": {
		"4": {"id": "4", "leaf": false}, "4.1": {"id": "4.1", "leaf": true}, "4.4": {"id": "4.4", "leaf": true},
		"9": {"id": "9", "leaf": false}, "9.1.a": {"id": "9.1.a", "leaf": true}, "10.1": {"id": "10.1", "leaf": true},
	},
	"controls": {"A.5.1": {"id": "A.5.1"}, "A.5.2": {"id": "A.5.2"}, "A.7.4": {"id": "A.7.4"}, "A.8.1": {"id": "A.8.1"}},
}

_scoped(id, day, scope) := {id: {"id": id, "type": "internal", "completed_on": day, "scope": scope}}

_clauses(programme, audits) := found if {
	found := aud.clauses_covered with input as programme with data.isms as {"audit": audits} with data.catalog as _catalog
}

test_several_audits_add_up if {
	audits := object.union(
		_scoped("A", "2025-06-25", {"clauses": ["4"]}),
		_scoped("B", "2027-12-31", {"clauses": ["9.1", "10"]}),
	)
	_clauses(_programme, audits) == set()
	_clauses(_programme, _scoped("A", "2025-01-01", {"clauses": ["4-10"]})) == set()
}

test_what_no_audit_covered_is_named_at_the_end_of_the_cycle if {
	_clauses(_programme, _scoped("A", "2025-06-25", {"clauses": ["4.1", "9"]})) == {{
		"at": ["period"],
		"message": "of clauses 4 to 10, internal audits from 2025-01-01 to 2027-12-31 did not cover 4.4, 10",
		"since": "2028-01-01",
	}}
	long := _as(_programme, {"cycle": {"from": "2024-01-01", "to": "2028-12-31"}})
	{[f.at, f.since] | some f in _clauses(long, {})} == {[["cycle"], "2029-01-01"]}
}

test_a_later_audit_makes_up_for_it if {
	audits := object.union(
		_scoped("A", "2025-06-25", {"clauses": ["4", "9"]}),
		_scoped("B", "2028-02-10", {"clauses": ["10"]}),
	)
	{[f.since, f.until] | some f in _clauses(_programme, audits)} == {["2028-01-01", "2028-02-10"]}
}

test_audits_before_the_cycle_and_of_others_do_not_count if {
	count(_clauses(_programme, _scoped("A", "2024-12-31", {"clauses": ["4-10"]}))) == 1
	count(_clauses(_programme, {"A": {"id": "A", "type": "stage-2", "completed_on": "2026-01-01", "scope": {"clauses": ["4-10"]}}})) == 1
	count(_clauses(_programme, _scoped("A", "2026-01-01", {"text": "Everything"}))) == 1
}

test_a_programme_without_a_cycle_or_not_in_force_has_no_end if {
	_clauses(object.remove(_programme, ["period"]), {}) == set()
	_clauses(_as(_programme, {"status": "draft"}), {}) == set()
}

_statement := {
	"A.5.1": {"id": "A.5.1", "applicable": true}, "A.5.2": {"id": "A.5.2"},
	"A.7.4": {"id": "A.7.4", "applicable": false}, "C-1": {"id": "C-1", "applicable": true},
}

_controls(programme, audits) := found if {
	isms := {"audit": audits, "soa_control": _statement}
	found := aud.controls_covered with input as programme with data.isms as isms with data.catalog as _catalog with data.org as {}
}

_cycled := _as(_programme, {"cycle": {"from": "2025-01-01", "to": "2027-12-31"}})

test_applicable_controls_of_annex_a_have_their_turn if {
	_controls(_cycled, _scoped("A", "2026-01-01", {"controls": ["A.5"]})) == set()
	_controls(_cycled, _scoped("A", "2026-01-01", {"clauses": ["A.5.1-A.5.2"]})) == set()
	_controls(_cycled, _scoped("A", "2026-01-01", {"controls": ["A.5.1"]})) == {{
		"at": ["cycle"],
		"message": "internal audits from 2025-01-01 to 2027-12-31 did not cover 1 of 2 applicable controls: A.5.2",
		"since": "2028-01-01",
	}}
}

test_without_a_cycle_three_years_count_once_there_are_three if {
	year := _as(_programme, {"period": {"from": "2027-01-01", "to": "2027-12-31"}})
	first := _scoped("A", "2025-01-01", {"controls": ["A.5.1"]})
	later := _scoped("A", "2025-01-02", {"controls": ["A.5.1"]})

	{f.since | some f in _controls(year, first)} == {"2028-01-01"}
	_controls(year, later) == set()
	_controls(year, {}) == set()
	_controls(year, object.union(first, _scoped("B", "2026-03-01", {"controls": ["A.5"]}))) == set()
}

test_without_a_statement_nothing_is_applicable if {
	count(aud.controls_covered) == 0 with input as _cycled with data.isms as {"audit": {}} with data.catalog as _catalog
}

test_a_long_list_is_cut if {
	catalog := {"clauses": {}, "controls": {id: {"id": id} | some n in numbers.range(1, 15); id := sprintf("A.5.%d", [n])}}
	lines := {id: {"id": id, "applicable": true} | some id, _ in catalog.controls}
	isms := {"audit": _scoped("A", "2026-01-01", {"controls": ["A.5.1"]}), "soa_control": lines}
	found := aud.controls_covered with input as _cycled with data.isms as isms with data.catalog as catalog with data.org as {}

	{f.message | some f in found} == {concat("", [
		"internal audits from 2025-01-01 to 2027-12-31 did not cover 14 of 15 applicable controls: ",
		"A.5.2, A.5.3, A.5.4, A.5.5, A.5.6, A.5.7, A.5.8, A.5.9, A.5.10, A.5.11, A.5.12, A.5.13 and 2 more",
	])}
}
