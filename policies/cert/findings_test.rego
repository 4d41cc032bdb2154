package rules.cert_test

import data.rules.cert

_nc := {"id": "SF", "kind": "audit_finding", "parent": {"kind": "audit", "id": "EA"}, "grade": "minor"}

_found(fields) := object.union(_nc, fields)

_audit(fields) := object.union({"type": "surveillance", "report_on": "2026-03-01"}, fields)

_of(fields) := {"audit": {"EA": _audit(fields)}}

test_ninety_days_and_thirty if {
	_spans(cert.nc_answer) == {["2026-05-31", ""]} with input as _nc with data.isms as _of({})
	_spans(cert.nc_answer) == {["2026-04-01", ""]} with input as _found({"grade": "major"}) with data.isms as _of({})
}

test_each_audit_of_the_body if {
	every type in ["stage-1", "stage-2", "surveillance", "recertification", "special"] {
		count(cert.nc_answer) == 1 with input as _nc with data.isms as _of({"type": type})
	}
	every fields in [{"type": "internal"}, {"type": "supplier"}, {"type": "independent-review"}, {"status": "void"}] {
		cert.nc_answer == set() with input as _nc with data.isms as _of(fields)
		cert.major_open == set() with input as _found({"grade": "major"}) with data.isms as _of(fields)
	}
	cert.nc_answer == set() with input as _nc with data.isms as {}
	every grade in ["observation", "opportunity", "strength", "concern"] {
		cert.nc_answer == set() with input as _found({"grade": grade}) with data.isms as _of({})
	}
}

test_the_day_it_was_raised if {
	_spans(cert.nc_answer) == {["2026-05-01", ""]} with input as _found({"raised_on": "2026-01-30"}) with data.isms as _of({})
	completed := {"audit": {"EA": {"type": "stage-2", "completed_on": "2026-01-30"}}}
	_spans(cert.nc_answer) == {["2026-05-01", ""]} with input as _nc with data.isms as completed
	_spans(cert.nc_answer) == {["2026-03-16", ""]} with input as _found({"answer_due": "2026-03-15"}) with data.isms as _of({})
}

test_without_a_day_nobody_can_tell if {
	undated := {"audit": {"EA": {"type": "stage-2"}}}
	found := cert.nc_answer with input as _nc with data.isms as undated
	{finding.grade | some finding in found} == {"observation"}
	cert.nc_answer == set() with input as _found({"answered_on": "2026-03-15"}) with data.isms as undated
}

_contract(fields) := object.union(_of({}), {"certification": {"c": fields}})

_named := {"audit": {"EA": [{"kind": "certification", "id": "c", "field": "surveillance.audit"}]}}

test_the_contract_says_how_long if {
	_spans(cert.nc_answer) == {["2026-03-16", ""]} with input as _nc with data.isms as _contract({"limits": {"nc_answer": "P14D"}})
	_spans(cert.nc_answer) == {["2031-03-02", ""]} with input as _nc with data.isms as _contract({"limits": {"nc_answer": "P5Y"}})
	_spans(cert.nc_answer) == {["2026-03-31", ""]} with input as _nc with data.isms as _contract({})
		with data.org.intervals as {"nc_answer": "P29D"}
	_spans(cert.nc_answer) == {["2026-03-31", ""]} with input as _nc with data.isms as _of({})
		with data.org.intervals as {"nc_answer": "P29D"}
}

test_of_two_certificates_the_one_that_names_the_audit_or_the_stricter if {
	two := object.union(_contract({"limits": {"nc_answer": "P60D"}}), {"certification": {"d": {"limits": {"nc_answer": "P14D"}}, "old": {"status": "retired", "limits": {"nc_answer": "P1D"}}}})
	_spans(cert.nc_answer) == {["2026-03-16", ""]} with input as _nc with data.isms as two
	_spans(cert.nc_answer) == {["2026-05-01", ""]} with input as _nc with data.isms as two with data.refs as _named
}

test_an_answer_in_time if {
	every fields in [{"answered_on": "2026-05-30"}, {"closed_on": "2026-05-30"}] {
		cert.nc_answer == set() with input as _found(fields) with data.isms as _of({})
	}
	action := object.union(_of({}), {"corrective_action": {"CA": {"answered_on": "2026-05-30"}}})
	cert.nc_answer == set() with input as _found({"leads_to": ["CA"]}) with data.isms as action
	source := {"audit_finding": {"SF": [{"kind": "corrective_action", "id": "CA", "field": "source"}]}}
	cert.nc_answer == set() with input as _nc with data.isms as action with data.refs as source
	link := {"audit_finding": {"SF": [{"kind": "corrective_action", "id": "CA", "field": "links"}]}}
	count(cert.nc_answer) == 1 with input as _nc with data.isms as action with data.refs as link
}

test_what_is_no_answer if {
	void := object.union(_of({}), {"corrective_action": {"CA": {"answered_on": "2026-05-30", "status": "void"}}})
	count(cert.nc_answer) == 1 with input as _found({"leads_to": ["CA"]}) with data.isms as void
	_spans(cert.nc_answer) == {["2026-05-31", ""]} with input as _found({"answered_on": "2026-02-28"}) with data.isms as _of({})
	_spans(cert.nc_answer) == {["2026-05-31", "2026-06-02"]} with input as _found({"answered_on": "2026-06-02"}) with data.isms as _of({})
}

_major := _found({"grade": "major"})

_decided(fields) := object.union(_of({"type": "stage-2", "completed_on": "2026-02-20"}), {"certification": {"c": fields}})

test_a_major_point_is_closed_before_the_decision if {
	found := cert.major_open with input as _major with data.isms as _decided({"decision_on": "2026-04-10"})
	_spans(found) == {["2026-04-10", ""]}
	late := cert.major_open with input as _found({"grade": "major", "closed_on": "2026-04-20"}) with data.isms as _decided({"decision_on": "2026-04-10"})
	_spans(late) == {["2026-04-10", "2026-04-20"]}
	every day in ["2026-04-10", "2026-03-10"] {
		cert.major_open == set() with input as _found({"grade": "major", "closed_on": day})
			with data.isms as _decided({"decision_on": "2026-04-10"})
	}
	cert.major_open == set() with input as _nc with data.isms as _decided({"decision_on": "2026-04-10"})
}

test_a_point_raised_after_the_decision_waits_for_the_next if {
	cert.major_open == set() with input as _found({"grade": "major", "raised_on": "2026-11-10"})
		with data.isms as object.union(_of({}), {"certification": {"c": {"decision_on": "2026-04-10"}}})
	renewed := object.union(_of({}), {"certification": {"c": {"decision_on": "2025-04-10", "recertification": {"decided_on": "2028-04-01"}}}})
	_spans(cert.major_open) == {["2028-04-01", ""]} with input as _major with data.isms as renewed
}

test_after_half_a_year_stage_2_is_held_again if {
	found := cert.major_open with input as _major with data.isms as _decided({"state": "preparing"})
	_spans(found) == {["2026-08-21", ""]}
	cert.major_open == set() with input as _found({"grade": "major", "closed_on": "2026-08-20"})
		with data.isms as _decided({"state": "preparing"})
	cert.major_open == set() with input as _major with data.isms as _of({"type": "special", "completed_on": "2026-02-20"})
}

test_a_point_without_a_day_was_there_before if {
	undated := {"audit": {"EA": {"type": "stage-2"}}, "certification": {"c": {"decision_on": "2026-04-10"}}}
	_spans(cert.major_open) == {["2026-04-10", ""]} with input as _major with data.isms as undated
}
