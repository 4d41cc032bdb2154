package rules.risk_test

import data.rules.risk

test_a_review_is_in_time_through_its_whole_day if {
	found := risk.review_due with input as _risk({"next_review": "2026-12-31"})
	found == {{
		"at": ["next_review"],
		"message": "risk R-1 was to be reviewed by 2026-12-31",
		"since": "2027-01-01",
	}}
}

test_the_day_after_the_last_of_february_depends_on_the_year if {
	{finding.since | some finding in risk.review_due} == {"2028-02-29"} with input as _risk({"next_review": "2028-02-28"})
	{finding.since | some finding in risk.review_due} == {"2027-03-01"} with input as _risk({"next_review": "2027-02-28"})
}

test_a_risk_without_a_day_of_review_is_due_at_once if {
	expected := {{"at": ["next_review"], "message": "risk R-1 names no day of its next review"}}
	risk.review_due == expected with input as _risk({})
	risk.review_due == expected with input as _risk({"next_review": ""})
}

_one_risk := {"R-1": {"id": "R-1"}}

_held(days) := {day: {"id": day, "held_on": day, "trigger": "planned"} | some day in days}

test_risks_without_any_assessment_are_a_major_finding if {
	found := risk.assessment_due with data.isms as {"risk": _one_risk, "risk_assessment": {}}
	found == {{
		"at": [],
		"message": "risks are recorded, but no planned assessment of them is",
		"grade": "major",
	}}
}

_none_before(day) := {
	"at": [],
	"message": $"no planned risk assessment was held before {day}",
	"until": day,
	"grade": "major",
}

test_an_assessment_is_due_after_a_year_and_grave_after_eighteen_months if {
	message := "the last planned risk assessment was on 2026-01-31, and the next was due by 2027-01-31"
	found := risk.assessment_due with data.isms as {"risk": _one_risk, "risk_assessment": _held(["2026-01-31"])}
	found == {
		_none_before("2026-01-31"),
		{"at": [], "message": message, "since": "2027-02-01", "until": "2027-08-01"},
		{"at": [], "message": message, "since": "2027-08-01", "grade": "major"},
	}
}

test_a_year_from_a_leap_day_ends_with_february if {
	found := risk.assessment_due with data.isms as {"risk": _one_risk, "risk_assessment": _held(["2028-02-29"])}
	{finding.since | some finding in found; finding.since} == {"2029-03-01", "2029-08-30"}
}

test_the_interval_of_the_method_comes_before_ours if {
	tree := {
		"risk": _one_risk,
		"risk_method": {"risk-method": _with({"interval": "P6M"})},
		"risk_assessment": _held(["2026-08-31"]),
	}
	found := risk.assessment_due with data.isms as tree
	message := "the last planned risk assessment was on 2026-08-31, and the next was due by 2027-02-28"
	found == {
		_none_before("2026-08-31"),
		{"at": [], "message": message, "since": "2027-03-01", "until": "2028-03-01"},
		{"at": [], "message": message, "since": "2028-03-01", "grade": "major"},
	}
}

test_the_interval_of_the_organization_counts_where_no_method_is_in_force if {
	found := risk.assessment_due with data.isms as {"risk": _one_risk, "risk_assessment": _held(["2026-01-31"])}
		with data.org.intervals as {"risk_assessment": "P1M"}
	"2026-03-01" in {finding.since | some finding in found}
}

test_an_interval_beyond_eighteen_months_is_grave_from_its_first_day if {
	tree := {
		"risk": _one_risk,
		"risk_method": {"risk-method": _with({"interval": "P2Y"})},
		"risk_assessment": _held(["2026-01-31"]),
	}
	found := risk.assessment_due with data.isms as tree
	found == {
		_none_before("2026-01-31"),
		{
			"at": [],
			"message": "the last planned risk assessment was on 2026-01-31, and the next was due by 2028-01-31",
			"since": "2028-02-01",
			"grade": "major",
		},
	}
}

test_an_assessment_in_the_future_does_not_hide_the_gap_before_it if {
	tree := {"risk": _one_risk, "risk_assessment": _held(["2025-11-10", "2027-03-01"])}
	found := risk.assessment_due with data.isms as tree
	{
		"at": [],
		"message": "the last planned risk assessment was on 2025-11-10, and the next was due by 2026-11-10",
		"since": "2026-11-11",
		"until": "2027-03-01",
	} in found
}

test_an_assessment_for_one_cause_or_a_void_one_is_no_full_one if {
	assessments := {
		"a": {"id": "a", "held_on": "2026-09-20", "trigger": "change"},
		"b": {"id": "b", "held_on": "2026-09-21", "trigger": "planned", "status": "void"},
	}
	found := risk.assessment_due with data.isms as {"risk": _one_risk, "risk_assessment": assessments}
	found == {{
		"at": [],
		"message": "risks are recorded, but no planned assessment of them is",
		"grade": "major",
	}}
}

_change := {"kind": "change", "id": "chg-1", "significant": true, "implemented_on": "2026-01-31"}

_unassessed := {
	"at": [],
	"message": "significant change chg-1 of 2026-01-31 had led to no risk assessment by 2026-03-02",
	"since": "2026-03-03",
}

test_a_significant_change_wants_an_assessment_within_thirty_days if {
	risk.assessment_on_change == {_unassessed} with input as _change with data.isms as {}
}

test_the_organization_may_set_itself_less_time if {
	found := risk.assessment_on_change with input as _change
		with data.org.intervals as {"assessment_after_event": "P1M"}
	found == {{
		"at": [],
		"message": "significant change chg-1 of 2026-01-31 had led to no risk assessment by 2026-02-28",
		"since": "2026-03-01",
	}}
}

test_any_assessment_within_thirty_days_will_do if {
	risk.assessment_on_change == set() with input as _change with data.isms.risk_assessment as _held(["2026-03-02"])
}

test_a_late_assessment_ends_the_finding if {
	found := risk.assessment_on_change with input as _change
		with data.isms.risk_assessment as _held(["2026-03-03", "2026-04-10"])
	found == {object.union(_unassessed, {"until": "2026-03-03"})}
}

test_an_earlier_assessment_counts_only_where_it_names_the_change if {
	earlier := _held(["2026-01-10"])
	risk.assessment_on_change == {_unassessed} with input as _change with data.isms.risk_assessment as earlier
	risk.assessment_on_change == set() with input as _change
		with data.isms.risk_assessment as earlier
		with data.refs.change as {"chg-1": [{"kind": "risk_assessment", "id": "2026-01-10", "field": "refers_to"}]}
}

test_a_change_that_is_small_void_or_only_an_idea_wants_none if {
	risk.assessment_on_change == set() with input as object.union(_change, {"significant": false})
	risk.assessment_on_change == set() with input as object.remove(_change, ["significant"])
	risk.assessment_on_change == set() with input as object.union(_change, {"status": "void"})
	risk.assessment_on_change == set() with input as object.remove(_change, ["implemented_on"])
}

test_the_approval_is_the_event_until_the_change_is_made if {
	approved := object.union(object.remove(_change, ["implemented_on"]), {"approved_on": "2026-01-15"})
	{finding.since | some finding in risk.assessment_on_change} == {"2026-02-15"} with input as approved
}

_incident := {
	"kind": "incident",
	"id": "inc-1",
	"type": "incident",
	"severity": "critical",
	"detected_at": "2026-09-14T23:30:00+02:00",
}

test_a_grave_incident_wants_an_assessment_too if {
	found := risk.assessment_on_change with input as _incident
	found == {{
		"at": [],
		"message": "incident of severity \"critical\" inc-1 of 2026-09-14 had led to no risk assessment by 2026-10-14",
		"since": "2026-10-15",
	}}
}

test_small_incidents_and_mere_events_want_none if {
	risk.assessment_on_change == set() with input as object.union(_incident, {"severity": "medium"})
	risk.assessment_on_change == set() with input as object.union(_incident, {"type": "event"})
}

test_records_of_other_kinds_want_none if {
	risk.assessment_on_change == set() with input as object.union(_change, {"kind": "policy"})
}

test_each_gap_of_the_record_is_named if {
	found := risk.assessment_record with input as {
		"kind": "risk_assessment",
		"id": "ra-1",
		"held_on": "2026-02-10",
		"trigger": "planned",
		"scope": "",
		"participants": [],
		"method_version": "1.0.0",
		"register_commit": "4f0c2d9",
	}
	found == {
		{"at": ["scope"], "message": "the record of risk assessment ra-1 does not say what was assessed"},
		{"at": ["participants"], "message": "the record of risk assessment ra-1 does not say who took part"},
		{"at": ["summary"], "message": "the record of risk assessment ra-1 does not say what came of it"},
	}
}

test_an_empty_record_lacks_all_seven_points if {
	count(risk.assessment_record) == 7 with input as {"kind": "risk_assessment", "id": "ra-1"}
	risk.assessment_record == set() with input as {"kind": "risk_assessment", "id": "ra-1", "status": "void"}
}

_contacts := {
	"cert": {"id": "cert", "type": "threat-intel"},
	"dpa": {"id": "dpa", "type": "authority"},
}

test_news_is_old_after_a_year if {
	register := {
		"R-1": {"id": "R-1", "sources": ["cert"], "scored_on": "2025-02-28", "identified_on": "2024-02-29"},
		"R-2": {"id": "R-2", "sources": ["dpa"], "scored_on": "2026-02-28"},
	}
	found := risk.threat_intel with data.isms as {"risk": register, "contact": _contacts}
	found == {{
		"at": [],
		"message": "the last risk that goes back to a source of threat intelligence was looked at on 2025-02-28",
		"since": "2026-03-01",
	}}
}

test_an_authority_is_no_source_of_threat_intelligence if {
	register := {"R-2": {"id": "R-2", "sources": ["dpa"], "scored_on": "2026-02-28"}}
	found := risk.threat_intel with data.isms as {"risk": register, "contact": _contacts}
	found == {{"at": [], "message": "no risk goes back to a source of threat intelligence"}}
}

test_where_threat_intelligence_is_excluded_none_is_missed if {
	tree := {"risk": _one_risk, "soa_control": {"A.5.7": {"id": "A.5.7", "applicable": false}}}
	risk.threat_intel == set() with data.isms as tree
}
