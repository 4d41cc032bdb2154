package rules.soa_test

import data.rules.soa

test_owner_and_description_are_two_findings if {
	found := soa.implemented_described with input as object.union(_line, {"status": "partial"})

	found == {
		{"at": ["status"], "message": "A.5.2 is partial but has no owner", "key": "owner"},
		{"at": ["status"], "message": "A.5.2 is partial, but nothing says how", "key": "how"},
	}
}

test_a_description_may_stand_in_many_places if {
	owned := object.union(_line, {"owner": "ciso"})

	every more in [{"how": "By hand."}, {"documents": ["p"]}, {"operated_by": ["C-1"]}] {
		count(soa.implemented_described) == 0 with input as object.union(owned, more)
	}
	every kind, field in {"policy": "controls", "procedure": "controls", "control": "implements"} {
		refs := {"requirement": {"A.5.2": [{"kind": kind, "id": "x", "field": field}]}}
		count(soa.implemented_described) == 0 with input as owned with data.refs as refs
	}
	refs := {"requirement": {"A.5.2": [{"kind": "risk", "id": "x", "field": "controls"}]}}
	count(soa.implemented_described) == 1 with input as owned with data.refs as refs
}

_proof(line, isms, refs) := found if {
	found := soa.implemented_proven with input as line with data.isms as isms with data.refs as refs
}

_stale(day, next) := {{
	"at": ["status"],
	"message": $"A.5.2 counts as implemented, but its newest evidence was fresh until {day} only",
	"since": next,
}}

test_no_evidence_is_a_finding_for_all_time if {
	found := _proof(_line, {}, {})

	found == {{"at": ["status"], "message": "A.5.2 counts as implemented without any evidence"}}
}

test_the_newest_of_all_evidence_counts if {
	isms := {"evidence": {
		"a": {"collected_at": "2025-01-31T10:00:00Z"},
		"b": {"collected_at": "2025-03-31T10:00:00Z"},
		"c": {"collected_at": "2026-05-31T10:00:00Z", "status": "void"},
	}}
	refs := {"requirement": {"A.5.2": [
		{"kind": "evidence", "id": "b", "field": "controls"},
		{"kind": "evidence", "id": "c", "field": "controls"},
	]}}

	_proof(object.union(_line, {"evidence": ["a"]}), isms, refs) == _stale("2026-03-31", "2026-04-01")
}

test_the_default_freshness_is_the_organizations if {
	isms := {"evidence": {"a": {"collected_at": "2024-11-30T10:00:00Z"}}}
	line := object.union(_line, {"evidence": ["a"]})
	found := _proof(line, isms, {}) with data.org as {"intervals": {"evidence": "P3M"}}

	found == _stale("2025-02-28", "2025-03-01")
}

_wanting(wanted) := {
	"control": {"C-1": {"id": "C-1", "evidence_wanted": wanted}},
	"evidence": {"a": {"type": "log", "collected_at": "2026-01-31T10:00:00Z", "valid_until": "2026-12-31"}},
}

_by_control := {"control": {"C-1": [{"kind": "evidence", "id": "a", "field": "controls"}]}}

test_a_control_cuts_validity_short_by_the_freshness_of_the_type if {
	line := object.union(_line, {"operated_by": ["C-1"]})
	wanted := [{"type": "log", "freshness": "P1M"}, {"type": "report", "freshness": "P6M"}]

	_proof(line, _wanting(wanted), _by_control) == _stale("2026-02-28", "2026-03-01")
	_proof(line, _wanting([{"type": "report", "freshness": "P6M"}]), _by_control) == _stale("2026-07-31", "2026-08-01")
	_proof(line, _wanting([{"type": "log", "freshness": "P3Y"}]), _by_control) == _stale("2026-12-31", "2027-01-01")
	_proof(line, _wanting([]), _by_control) == _stale("2026-12-31", "2027-01-01")
}

test_evidence_of_a_control_that_implements_the_line_counts if {
	refs := object.union(_by_control, {"requirement": {"A.5.2": [{"kind": "control", "id": "C-1", "field": "implements"}]}})

	_proof(_line, _wanting([]), refs) == _stale("2026-12-31", "2027-01-01")
}

test_an_own_control_in_the_statement_is_proven_by_its_own_evidence if {
	line := object.union(_line, {"id": "C-1"})
	found := _proof(line, _wanting([{"type": "log", "freshness": "P1M"}]), _by_control)

	{finding.since | some finding in found} == {"2026-03-01"}
}

test_evidence_without_a_day_proves_nothing if {
	isms := {"evidence": {"a": {"id": "a"}}}

	_proof(object.union(_line, {"evidence": ["a"]}), isms, {}) == {{
		"at": ["status"],
		"message": "A.5.2 counts as implemented without any evidence",
	}}
}

test_an_inherited_control_is_proven_by_the_supplier_or_at_the_entity if {
	line := object.union(_line, {"inherited_from": "cloud"})
	supplier := {"supplier": {"cloud": {"assurance": [{"valid_until": "2026-06-30"}, {"type": "soc2"}]}}}

	_proof(line, supplier, {}) == _stale("2026-06-30", "2026-07-01")
	_proof(line, {"entity": {"cloud": {"id": "cloud"}}}, {}) == set()
}

test_only_what_counts_as_implemented_is_proven if {
	every status in ["partial", "planned", "not-implemented"] {
		_proof(object.union(_line, {"status": status}), {}, {}) == set()
	}
	_proof(object.union(_line, {"applicable": false}), {}, {}) == set()
}

_planned := object.union(_line, {"status": "planned", "treatment": "T-1"})

test_a_treatment_carries_a_control_while_it_is_open_and_dated if {
	every treatment, findings in {
		{"due": "2027-01-01", "status": "active"}: 0,
		{"due": "2027-01-01"}: 0,
		{"status": "active"}: 1,
		{"due": "2027-01-01", "status": "done"}: 1,
	} {
		count(soa.planned_treated) == findings with input as _planned with data.isms as {"treatment": {"T-1": treatment}}
	}
	found := soa.planned_treated with input as _planned

	found == {{
		"at": ["status"],
		"message": "A.5.2 is planned, but no open treatment with a due date brings it about",
	}}
}

test_a_target_date_is_met_through_its_whole_day if {
	found := soa.planned_overdue with input as object.union(_planned, {"target_date": "2026-12-31"})

	found == {{
		"at": ["target_date"],
		"message": "A.5.2 is planned, though it was to be implemented by 2026-12-31",
		"since": "2027-01-01",
	}}
	count(soa.planned_overdue) == 0 with input as _planned
	count(soa.planned_overdue) == 0 with input as object.union(_line, {"target_date": "2026-12-31"})
}

test_a_written_form_is_asked_for_where_the_wording_does if {
	record := {"kind": "soa", "id": "soa", "controls": [
		{"id": "A.5.1", "applicable": true, "status": "implemented", "documents": ["p"]},
		{"id": "A.5.10", "applicable": true, "status": "partial"},
		{"id": "A.5.2", "applicable": true, "status": "implemented"},
		{"id": "A.5.9", "applicable": true, "status": "implemented"},
	]}
	found := soa.written_controls with input as record with data.catalog as _annex with data.isms as {}

	found == {
		{
			"at": ["controls", 1, "documents"],
			"message": "A.5.10 must be in writing, but no document is named",
			"key": "A.5.10",
		},
		{
			"at": ["controls", 3, "documents"],
			"message": "A.5.9 must be in writing, but no document is named",
			"key": "A.5.9",
		},
	}
	isms := {"register": {"assets": {"of": "asset"}}}
	refs := {"requirement": {"A.5.10": [{"kind": "procedure", "id": "x", "field": "controls"}]}}
	count(soa.written_controls) == 0 with input as record with data.catalog as _annex with data.isms as isms with data.refs as refs
}

test_a_planned_or_excluded_control_need_not_be_written if {
	record := {"kind": "soa", "id": "soa", "controls": [
		{"id": "A.5.1", "applicable": true, "status": "planned"},
		{"id": "A.5.10", "applicable": false, "status": "implemented"},
	]}

	count(soa.written_controls) == 0 with input as record with data.catalog as _annex
}

test_void_evidence_of_a_control_proves_nothing if {
	line := object.union(_line, {"operated_by": ["C-1"]})
	isms := {"control": {"C-1": {"id": "C-1"}}, "evidence": {"a": {"collected_at": "2026-01-31T10:00:00Z", "status": "void"}}}

	{object.get(f, "since", "") | some f in _proof(line, isms, _by_control)} == {""}
}

test_a_status_is_not_asked_of_a_line_of_a_retired_statement if {
	bare := object.remove(_line, ["status"])

	count(soa.status) == 1 with input as bare
	count(soa.status) == 0 with input as bare with data.isms as {"soa": {"soa": {"status": "retired"}}}
}
