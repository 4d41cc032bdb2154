package rules.soa_test

import data.rules.soa

_statement := {"kind": "soa", "id": "soa", "status": "approved", "approved_on": "2026-02-02"}

_assessments := {
	"RA-1": {"id": "RA-1", "held_on": "2026-02-02"},
	"RA-2": {"id": "RA-2", "held_on": "2026-06-01"},
	"RA-3": {"id": "RA-3", "held_on": "2026-10-05"},
	"RA-4": {"id": "RA-4", "held_on": "2026-03-01", "status": "void"},
	"RA-5": {"id": "RA-5"},
}

_follows(statement, org) := found if {
	found := soa.follows_risk with input as statement with data.isms.risk_assessment as _assessments with data.org as org
}

test_the_first_assessment_that_was_not_followed_counts if {
	_follows(_statement, {}) == {{
		"at": ["approved_on"], "since": "2026-08-01",
		"message": "statement soa was last approved or reviewed on 2026-02-02, before risk assessment RA-2 of 2026-06-01",
	}}
	[found | some found in _follows(_statement, {"intervals": {"soa_after_assessment": "P30D"}})][0].since == "2026-07-02"
}

test_a_review_is_a_look_too if {
	reviewed := object.union(_statement, {"reviewed": [{"on": "2026-06-01", "by": "ada", "outcome": "confirmed"}]})

	[found | some found in _follows(reviewed, {})][0].since == "2026-12-05"
	empty := object.union(_statement, {"reviewed": [{"on": "2026-06-01", "by": "ada"}]})
	[found | some found in _follows(empty, {})][0].since == "2026-08-01"
	_follows(object.union(_statement, {"approved_on": "2026-10-05"}), {}) == set()
}

test_drafts_follow_nothing if {
	_follows(object.union(_statement, {"status": "draft"}), {}) == set()
	_follows(object.remove(_statement, ["approved_on"]), {}) == set()
	count(soa.follows_risk) == 0 with input as _statement
}
