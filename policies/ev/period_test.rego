package rules.ev_test

import data.rules.ev

_planned := {"id": "c", "state": "preparing", "stage2": {"planned_on": "2027-01-15"}}

_evidence(fields) := {"evidence": {"E": object.union({"collected_at": "2026-10-15T09:00:00+02:00"}, fields)}}

test_three_months_to_the_day if {
	ev.three_months == set() with input as _planned with data.isms as _evidence({})
	found := ev.three_months with input as _planned with data.isms as _evidence({"collected_at": "2026-10-16T09:00:00+02:00"})
	{finding.message | some finding in found} == {"stage 2 is on 2027-01-15, and P3M of operation are shown from 2027-01-16 on: the first evidence is of 2026-10-16"}
	ev.three_months == set() with input as _planned with data.isms as _evidence({"collected_at": "2026-12-01T09:00:00+01:00", "period": {"from": "2026-10-01"}})
}

test_the_contract_says_how_long if {
	every limits in [{"operating_period": "P6M"}, {"operating_period": "P5Y"}] {
		count(ev.three_months) == 1 with input as object.union(_planned, {"limits": limits}) with data.isms as _evidence({})
	}
	count(ev.three_months) == 1 with input as _planned with data.isms as _evidence({}) with data.org.intervals as {"operating_period": "P4M"}
	ev.three_months == set() with input as object.union(_planned, {"limits": {"operating_period": "P1M"}})
		with data.isms as _evidence({"collected_at": "2026-12-01T09:00:00+01:00"})
}

test_claims_of_operation_are_no_evidence if {
	every isms in [{}, _evidence({"status": "void"})] {
		found := ev.three_months with input as object.union(_planned, {"operating_since": "2020-01-01"}) with data.isms as isms
		{finding.since | some finding in found} == {"2026-10-16"}
	}
}

test_only_before_the_decision if {
	every fields in [{"decision_on": "2027-02-01"}, {"state": "withdrawn"}, {"status": "retired"}] {
		ev.three_months == set() with input as object.union(_planned, fields) with data.isms as {}
	}
	ev.three_months == set() with input as {"id": "c", "state": "preparing"} with data.isms as {}
}

_ran(change) := object.union(
	object.union(_evidence({"collected_at": "2026-11-01T09:00:00+01:00"}), {
		"access_review": {"a": {"completed_on": "2026-11-10"}},
		"competence": {"c": {"completions": [{"on": "2026-11-03"}, {}]}},
		"metric": {"m": {"readings": [{"on": "2026-12-01"}]}},
		"risk_assessment": {"r": {"held_on": "2026-10-20"}},
		"supplier": {"s": {"assessments": [{"on": "2027-01-15"}]}},
	}),
	change,
)

_idle(isms) := {[finding.key, finding.since] | some finding in ev.spread with input as _planned with data.isms as isms}

test_each_part_was_at_work if {
	_idle(_ran({})) == set()
	_idle(_ran({"risk_assessment": {"r": {}}, "treatment": {"t": {"done_on": "2026-12-20"}}})) == set()
}

test_a_part_that_was_not_is_named if {
	_idle(_ran({"access_review": {"a": {"completed_on": "2026-10-14"}}})) == {["access", "2026-12-16"]}
	_idle(_ran({"access_review": {"a": {"completed_on": "2026-10-15"}}})) == set()
	_idle(_ran({"supplier": {"s": {"assessments": [{"on": "2027-01-16"}]}}})) == {["suppliers", "2026-12-16"]}
	_idle(_ran({"metric": {"m": {"readings": []}}, "competence": {"c": {"completions": []}}})) == {["people", "2026-12-16"], ["results", "2026-12-16"]}
	_idle(_evidence({})) == {[part, "2026-12-16"] | some part in ["access", "people", "results", "risks", "suppliers"]}
}

test_where_there_is_no_evidence_at_all_the_other_rule_speaks if _idle({}) == set()

test_after_the_decision_nothing_is_asked if {
	ev.spread == set() with input as object.union(_planned, {"decision_on": "2027-02-01"}) with data.isms as _evidence({})
}
