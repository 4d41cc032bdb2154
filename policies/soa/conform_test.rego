# What is in order is left alone by every rule of the topic.
package rules.soa_test

import data.rules.soa

_every(record, isms, refs) := findings if {
	findings := {finding |
		some rule in [
			soa.known, soa.inclusion_reason, soa.exclusion_reason, soa.status, soa.reason_linked,
			soa.excluded_but_operated, soa.implemented_described, soa.implemented_proven, soa.planned_treated,
			soa.planned_overdue,
		]
		some finding in rule
	} with input as record with data.isms as isms with data.refs as refs with data.catalog as _annex
}

_good := object.union(_line, {"risks": ["R-1"], "owner": "ciso", "how": "By hand.", "evidence": ["e"]})

_evidence := {"evidence": {"e": {"collected_at": "2026-01-01T00:00:00Z", "valid_until": "9999-12-31"}}}

test_an_implemented_line_in_order if {
	{finding | some finding in _every(_good, _evidence, {}); finding.since != "9999-12-31"} == set()
}

test_a_planned_line_in_order if {
	line := object.union(_good, {"status": "planned", "treatment": "T-1"})

	_every(line, {"treatment": {"T-1": {"due": "2027-01-01", "status": "active"}}}, {}) == set()
}

test_an_excluded_line_in_order_even_with_leftovers if {
	line := object.union(_out, {
		"justification": "Nobody works outside the office.",
		"status": "planned",
		"target_date": "2020-01-01",
		"reasons": ["risk"],
	})

	_every(line, {}, {}) == set()
	_every(object.union(line, {"status": "implemented"}), {}, {}) == set()
}

test_nothing_is_said_about_a_retired_statement if {
	isms := {"soa": {"soa": {"status": "retired"}}}

	every line in [
		object.union(_line, {"id": "A.99", "reasons": []}),
		object.union(_out, {"justification": "N/A", "treatment": "T-1"}),
		object.union(_line, {"status": "planned", "target_date": "2020-01-01"}),
	] {
		_every(line, isms, {}) == set()
	}
	written := {"kind": "soa", "id": "soa", "status": "retired", "controls": [{"id": "A.5.1", "applicable": true, "status": "implemented"}]}
	count(soa.written_controls) == 0 with input as written with data.catalog as _annex
	needed := {"control": {"C-1": [{"kind": "risk", "id": "R", "field": "controls"}]}}
	count(soa.own_controls) == 0 with input as written with data.isms as {"control": {"C-1": {"id": "C-1"}}} with data.refs as needed
}

test_a_complete_statement_in_force if {
	record := {"kind": "soa", "id": "soa", "status": "approved", "controls": [{"id": id, "applicable": true} | some id, _ in _annex.controls]}

	count(soa.complete) == 0 with input as record with data.catalog as _annex
	count(soa.present) == 0 with input as {"kind": "isms"} with data.isms as {"soa": {"soa": record}}
	contradicting := {"requirement": {"A.5.1": [{"kind": "risk", "id": "R", "field": "controls"}]}}
	count(soa.exclusion_contradicted) == 0 with input as record with data.isms as {} with data.refs as contradicting
}

# Only these fields of these kinds connect a record with a line.
test_other_fields_and_kinds_do_not_connect if {
	refs := {"requirement": {"A.5.2": [
		{"kind": "risk", "id": "e", "field": "links"},
		{"kind": "evidence", "id": "e", "field": "links"},
		{"kind": "treatment", "id": "T-1", "field": "links"},
		{"kind": "policy", "id": "p", "field": "links"},
		{"kind": "incident", "id": "e", "field": "controls"},
	]}}
	isms := {
		"evidence": {"e": {"collected_at": "2026-01-01T00:00:00Z"}},
		"treatment": {"T-1": {"due": "2027-01-01"}},
	}

	count(soa.reason_linked) == 1 with input as _line with data.refs as refs with data.isms as isms
	count(soa.implemented_described) == 2 with input as _line with data.refs as refs with data.isms as isms
	{object.get(f, "since", "") | some f in _proof(_line, isms, refs)} == {""}
	planned := object.remove(_planned, ["treatment"])
	count(soa.planned_treated) == 1 with input as planned with data.refs as refs with data.isms as isms
	count(soa.excluded_but_operated) == 0 with input as _out with data.refs as refs with data.isms as isms
	excluding := _excluding(["A.5.2"])
	count(soa.exclusion_contradicted) == 0 with input as excluding with data.refs as refs with data.isms as isms
}
