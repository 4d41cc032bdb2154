package rules.soa_test

import data.rules.soa

_annex := {"controls": {
	"A.5.1": {"id": "A.5.1", "written_form_demanded": true},
	"A.5.10": {"id": "A.5.10", "written_form_demanded": true},
	"A.5.2": {"id": "A.5.2", "written_form_demanded": false},
	"A.5.9": {"id": "A.5.9", "written_form_demanded": true},
}}

test_no_statement_at_all if {
	found := soa.present with input as {"kind": "isms", "id": "isms"} with data.isms as {}

	found == {{"at": [], "message": "no statement of applicability is in force"}}
}

test_statements_that_are_not_in_force_are_named if {
	isms := {"soa": {"b": {"id": "b", "status": "retired"}, "a": {"id": "a", "status": "draft"}}}
	found := soa.present with input as {"kind": "isms", "id": "isms"} with data.isms as isms

	found == {{
		"at": [],
		"message": "no statement of applicability is in force: a has the status draft, b has the status retired",
	}}
}

test_missing_controls_are_listed_in_the_order_of_the_standard if {
	record := {"kind": "soa", "id": "soa", "controls": [{"id": "A.5.1"}, {"id": "C-01"}]}
	found := soa.complete with input as record with data.catalog as _annex

	found == {{"at": ["controls"], "message": "3 of 4 controls have no line: A.5.2, A.5.9, A.5.10"}}
}

test_a_long_list_of_missing_controls_is_cut if {
	catalog := {"controls": {id: {"id": id} | some n in numbers.range(1, 12); id := sprintf("A.5.%d", [n])}}
	found := soa.complete with input as {"kind": "soa", "id": "soa"} with data.catalog as catalog

	found == {{
		"at": ["controls"],
		"message": "12 of 12 controls have no line: A.5.1, A.5.2, A.5.3, A.5.4, A.5.5, A.5.6, A.5.7, A.5.8, A.5.9, A.5.10 and 2 more",
	}}
}

test_a_retired_statement_need_not_be_complete if {
	count(soa.complete) == 0 with input as {"kind": "soa", "id": "soa", "status": "retired"} with data.catalog as _annex
}

_known(id, isms) := found if {
	line := {"kind": "soa_control", "id": id, "parent": {"kind": "soa", "id": "soa"}}
	found := soa.known with input as line with data.isms as isms with data.catalog as _annex
}

test_known_ids if {
	_known("A.5.10", {}) == set()
	_known("C-01", {"control": {"C-01": {"id": "C-01"}}}) == set()
	_known("A.5.01", {}) == {{
		"at": ["id"],
		"message": "A.5.01 is neither a control of Annex A in its 2022 edition nor an own control",
	}}
	_known("A.5.01", {"soa": {"soa": {"status": "retired"}}}) == set()
}

test_an_own_control_is_needed_by_what_relies_on_it if {
	refs := {"control": {
		"C-07": [
			{"kind": "treatment", "id": "T-1", "field": "controls"},
			{"kind": "risk", "id": "R-9", "field": "controls"},
			{"kind": "evidence", "id": "e", "field": "controls"},
		],
		"C-08": [{"kind": "evidence", "id": "e", "field": "controls"}],
		"C-09": [{"kind": "risk", "id": "R-9", "field": "controls"}],
	}}
	isms := {"control": {
		"C-07": {"id": "C-07", "implements": []},
		"C-08": {"id": "C-08"},
		"C-09": {"id": "C-09", "implements": ["A.5.1"]},
	}}
	record := {"kind": "soa", "id": "soa", "controls": [{"id": "A.5.1"}]}
	found := soa.own_controls with input as record with data.isms as isms with data.refs as refs

	found == {{
		"at": ["controls"],
		"message": "own control C-07 has no line, but is needed by risk R-9, treatment T-1",
		"key": "C-07",
	}}
	listed := object.union(record, {"controls": [{"id": "C-07"}]})
	count(soa.own_controls) == 0 with input as listed with data.isms as isms with data.refs as refs
}
