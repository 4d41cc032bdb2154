package rules.cert_test

import data.rules.cert

_staged(one, two) := {"id": "c", "state": "preparing", "stage1": one, "stage2": two}

_one := {"held_on": "2026-01-10", "closed_on": "2026-02-01"}

test_stages_in_order if {
	cert.stages == set() with input as _staged(_one, {"held_on": "2026-07-10"})
	cert.stages == set() with input as _staged({"planned_on": "2027-01-10"}, {"planned_on": "2027-02-10"})
	cert.stages == set() with input as {"id": "c", "state": "preparing"}
	cert.stages == set() with input as {"id": "c", "stage1": {"planned_on": "2027-01-10"}}
	cert.stages == set() with input as {"id": "c", "decision_on": "2020-01-10"}
}

test_stages_out_of_order if {
	every day in ["2026-01-10", "2025-12-01"] {
		found := cert.stages with input as _staged(_one, {"held_on": day})
		_messages(found) == {$"stage 2 is on {day}, which is not after stage 1 on 2026-01-10"}
		{finding.at | some finding in found} == {["stage2", "held_on"]}
	}
	found := cert.stages with input as {"id": "c", "stage2": {"planned_on": "2027-01-10"}}
	_messages(found) == {"stage 2 is on 2027-01-10, and there is no stage 1"}
}

test_days_stand_in_the_audits_too if {
	audits := {"audit": {"S1": {"completed_on": "2026-03-01"}, "S2": {"completed_on": "2026-02-01"}}}
	found := cert.stages with input as _staged({"audit": "S1"}, {"audit": "S2"}) with data.isms as audits
	{finding.at | some finding in found} == {["stage2", "audit"]}
}

test_the_decision_comes_last if {
	early := object.union(_staged(_one, {"held_on": "2026-05-10"}), {"decision_on": "2026-05-09"})
	_messages(cert.stages) == {"the body decided on 2026-05-09, and stage 2 was held on 2026-05-10"} with input as early
	none := object.union(_staged(_one, {"planned_on": "2026-05-10"}), {"issued_on": "2026-05-12"})
	found := cert.stages with input as none
	{finding.message | some finding in found; finding.at == ["issued_on"]} == {"the body decided on 2026-05-12, and stage 2 is not held yet"}
	cert.stages == set() with input as object.union(early, {"decision_on": "2026-05-10"})
}

test_without_an_audit_the_stage_says_when_its_concerns_were_settled if {
	open := cert.stages with input as _staged({"held_on": "2026-01-10"}, {"planned_on": "2026-05-10"})
	"nothing says that the concerns of stage 1 were settled before stage 2 on 2026-05-10" in _messages(open)
	["2026-05-11", ""] in _spans(open)
	late := cert.stages with input as _staged(object.union(_one, {"closed_on": "2026-06-01"}), {"held_on": "2026-05-10"})
	_spans(late) == {["2026-05-11", "2026-06-01"]}
	decided := object.union(_staged({"held_on": "2026-01-10"}, {"held_on": "2026-05-10"}), {"decision_on": "2026-06-10"})
	_spans(cert.stages) == {["2026-05-11", "2026-06-10"]} with input as decided
	cert.stages == set() with input as _staged({"planned_on": "2026-01-10"}, {"planned_on": "2026-05-10"})
		with data.org.intervals as {"stage_gap": "P1Y"}
}

test_with_an_audit_each_concern_is_looked_at if {
	stages := _staged({"held_on": "2026-01-10", "audit": "S1"}, {"held_on": "2026-05-10", "audit": "S2"})
	audits := {"audit": {
		"S1": {"findings": [
			{"id": "a", "grade": "concern"},
			{"id": "b", "grade": "minor", "closed_on": "2026-05-07"},
			{"id": "c", "grade": "concern", "closed_on": "2026-05-06"},
			{"id": "d", "grade": "opportunity"},
		]},
		"S2": {"started_on": "2026-05-05"},
	}}
	found := cert.stages with input as stages with data.isms as audits
	{finding.key | some finding in found} == {"a", "b"}
	_spans(found) == {["2026-05-06", ""], ["2026-05-06", "2026-05-07"]}
	settled := object.union(stages, {"stage1": {"closed_on": "2026-05-01"}})
	{finding.key | some finding in cert.stages} == {"b"} with input as settled with data.isms as audits
}

test_six_months_are_the_longest if {
	cert.stages == set() with input as _staged(_one, {"planned_on": "2026-07-10", "held_on": "2026-07-10"})
	planned := cert.stages with input as _staged(_one, {"planned_on": "2026-07-11"})
	_messages(planned) == {"stage 2 is planned for 2026-07-11, later than P6M after stage 1 on 2026-01-10, which is 2026-07-10"}
	waiting := cert.stages with input as _staged(_one, {"planned_on": "2026-07-10"})
	_spans(waiting) == {["2026-07-11", ""]}
	held := object.union(_staged(_one, {"held_on": "2026-08-01"}), {"decision_on": "2026-09-01"})
	_spans(cert.stages) == {["2026-07-11", "2026-09-01"]} with input as held
}

test_the_contract_then_the_organization_says_how_long if {
	late := _staged(_one, {"held_on": "2026-08-01"})
	cert.stages == set() with input as object.union(late, {"limits": {"stage_gap": "P5Y"}})
	cert.stages == set() with input as late with data.org.intervals as {"stage_gap": "P9M"}
	count(cert.stages) == 1 with input as object.union(late, {"limits": {"stage_gap": "P3M"}}) with data.org.intervals as {"stage_gap": "P9M"}
}

test_retired_stages_are_history if {
	cert.stages == set() with input as object.union(_staged(_one, {"held_on": "2025-01-01"}), {"status": "retired"})
}

_visited(days) := _with({"surveillance": [{"held_on": day} | some day in days]})

test_the_first_visit_is_due_after_a_year if {
	found := cert.surveillance_due with input as _record
	_spans(found) == {["2027-02-17", "2029-02-16"]}
	planned := cert.surveillance_due with input as _with({"surveillance": [{"planned_on": "2026-11-01"}]})
	_spans(planned) == {["2027-02-17", "2029-02-16"]}
	late := cert.surveillance_due with input as _visited(["2027-02-18"])
	["2027-02-17", "2027-02-18"] in _spans(late)
}

test_each_year_has_its_visit if {
	cert.surveillance_due == set() with input as _visited(["2027-02-16", "2028-12-31"])
	one := cert.surveillance_due with input as _visited(["2026-11-10"])
	_spans(one) == {["2028-01-01", "2029-02-16"]}
	{finding.key | some finding in one} == {"2027"}
	late := cert.surveillance_due with input as _visited(["2027-02-16"])
	{finding.key | some finding in late} == {"2028"}
	gap := cert.surveillance_due with input as _visited(["2026-11-10", "2028-03-01"])
	_spans(gap) == {["2028-01-01", "2028-03-01"]}
}

test_visits_before_the_decision_were_for_the_last_cycle if {
	found := cert.surveillance_due with input as _visited(["2024-11-10", "2025-11-10"])
	_spans(found) == {["2028-01-01", "2029-02-16"]}
}

test_the_audit_for_the_next_cycle_counts_for_its_year if {
	record := object.union(_visited(["2026-11-10", "2027-11-10"]), {"recertification": {"held_on": "2028-11-20"}})
	cert.surveillance_due == set() with input as record
	renewed := object.union(_visited(["2026-11-10", "2027-11-10"]), {"recertification": {"decided_on": "2028-12-20"}})
	{finding.key | some finding in cert.surveillance_due} == {"2029"} with input as renewed
}

test_a_visit_is_dated_by_its_audit if {
	record := _with({"surveillance": [{"audit": "SU"}, {"held_on": "2027-05-01"}, {"held_on": "2028-05-01"}]})
	cert.surveillance_due == set() with input as record with data.isms.audit as {"SU": {"completed_on": "2026-12-01"}}
	count(cert.surveillance_due) == 1 with input as record with data.isms.audit as {"SU": {"planned_on": "2026-12-01"}}
}

test_no_certificate_no_visits if {
	every fields in [{"state": "withdrawn"}, {"status": "retired"}] {
		cert.surveillance_due == set() with input as _with(fields)
		cert.recert_due == set() with input as _with(fields)
	}
	cert.surveillance_due == set() with input as {"id": "c", "state": "preparing"}
	cert.recert_due == set() with input as {"id": "c", "state": "preparing"}
}

test_a_certificate_without_a_decision_is_unclear if {
	every state in ["certified", "suspended"] {
		found := cert.surveillance_due with input as _but({"state": state}, ["decision_on"])
		{finding.grade | some finding in found} == {"observation"}
	}
	issued := cert.surveillance_due with input as _but({"issued_on": "2026-02-16"}, ["decision_on"])
	_spans(issued) == {["2027-02-17", "2029-02-16"]}
}

test_a_certificate_of_centuries_is_looked_at_for_three_cycles if {
	found := cert.surveillance_due with input as object.union(_visited(["2026-11-10"]), {"expires_on": "9999-12-31"})
	count(found) == 1
}

test_three_years_from_the_decision if {
	cert.recert_due == _expected with input as _record
	derived := cert.recert_due with input as object.remove(_record, ["expires_on"])
	{finding.since | some finding in derived} == {"2028-08-16", "2029-02-16"}
	{finding.at | some finding in derived} == {["decision_on"], ["recertification"]}
}

_expected := {
	{
		"at": ["expires_on"],
		"key": "expired",
		"message": "the certificate of c expired on 2029-02-15, and no decision for the next cycle is recorded in time",
		"since": "2029-02-16",
	},
	{
		"at": ["recertification"],
		"key": "booked",
		"message": "the certificate of c expires on 2029-02-15, and no audit before that is booked for the next cycle",
		"grade": "observation",
		"since": "2028-08-16",
		"until": "2029-02-16",
	},
}

test_what_is_booked_is_booked if {
	found := cert.recert_due with input as _with({"recertification": {"planned_on": "2029-02-15"}})
	{finding.key | some finding in found} == {"expired"}
	late := cert.recert_due with input as _with({"recertification": {"planned_on": "2029-02-16"}})
	{finding.key | some finding in late} == {"expired", "booked"}
}

test_renewed_in_time if {
	found := cert.recert_due with input as _with({"recertification": {"decided_on": "2029-02-15"}})
	_spans(found) == {["2032-02-16", ""]}
	entered := cert.recert_due with input as _with({"expires_on": "2032-02-15", "recertification": {"decided_on": "2029-02-01"}})
	{finding.since | some finding in entered} == {"2032-02-16", "2031-08-16"}
}

test_renewed_late if {
	found := cert.recert_due with input as _with({"recertification": {"decided_on": "2029-03-10", "planned_on": "2029-01-10"}})
	_spans(found) == {["2029-02-16", "2029-03-10"]}
}

test_an_expired_certificate_stays_a_finding_until_it_is_history if {
	count(cert.recert_due) == 2 with input as _with({"state": "expired", "expires_on": "2025-01-01"})
}

test_no_certificate_holds_longer_than_three_years if {
	found := cert.recert_due with input as _with({"expires_on": "2029-02-17"})
	{finding.key | some finding in found} == {"expired", "booked", "longest"}
	issued := cert.recert_due with input as _with({"expires_on": "2029-02-17", "issued_on": "2026-02-20"})
	{finding.key | some finding in issued} == {"expired", "booked"}
}
