package rules.chg_test

import data.rules.chg

test_significant_changes_are_judged if {
	found := chg.risk_judged with input as _less(["risk_judgement"]) with data.refs as {}
	found == {{
		"at": ["significant"],
		"message": "change C-1 is significant, and nobody says what it means for risks",
		"since": "2026-03-02",
	}}
	chg.risk_judged == set() with input as object.union(_less(["risk_judgement"]), {"significant": false}) with data.refs as {}
	chg.risk_judged == set() with input as _less(["risk_judgement", "approved_on", "implemented_on"]) with data.refs as {}
}

test_an_assessment_of_the_change_judges_it if {
	assessed := {"change": {"C-1": [{"kind": "risk_assessment", "id": "RA-1", "field": "refers_to"}]}}
	chg.risk_judged == set() with input as _less(["risk_judgement"]) with data.refs as assessed
	named := {"change": {"C-1": [{"kind": "risk", "id": "R-1", "field": "sources"}]}}
	count(chg.risk_judged) == 1 with input as _less(["risk_judgement"]) with data.refs as named
}

test_technical_changes_are_tried_out if {
	bare := object.union(_less(["test", "rollback"]), {"type": "technical"})
	found := chg.tested with input as bare
	found == {{
		"at": ["implemented_on"],
		"message": "change C-1 was made on 2026-03-16 and does not say how it was tested or what the way back was",
		"since": "2026-03-16",
	}}
	chg.tested == set() with input as object.union(bare, {"type": "organizational"})
	chg.tested == set() with input as object.remove(bare, ["implemented_on"])
}

# 2026-03-16 is a Monday.
_emergency(fields) := found if {
	change := object.union({"id": "C-1", "status": "closed", "emergency": true, "implemented_on": "2026-03-16"}, fields)
	found := chg.emergency_reviewed with input as change with data.org as {"holidays": ["2026-03-19"]}
}

test_five_working_days_are_met_through_the_last if {
	_emergency({}) == {{
		"at": ["implemented_on"],
		"message": "emergency change C-1 of 2026-03-16 was to be reviewed by 2026-03-24, within 5 working days",
		"since": "2026-03-25",
	}}
	_emergency({"reviewed_on": "2026-03-24"}) == set()
	_emergency({"reviewed_on": "2026-03-16"}) == set()
	_emergency({"reviewed_on": "2026-03-25"}) == set()
	{[finding.since, finding.until] | some finding in _emergency({"reviewed_on": "2026-03-26"})} == {["2026-03-25", "2026-03-26"]}
	{[finding.since, finding.until] | some finding in _emergency({"reviewed_on": "2026-04-01"})} == {["2026-03-25", "2026-04-01"]}
}

test_a_look_before_the_change_is_none if {
	found := _emergency({"reviewed_on": "2026-03-13"})
	{finding.since | some finding in found} == {"2026-03-25"}
	{finding | some finding in found; finding.until} == set()
}

test_the_organization_says_how_long if {
	change := {"id": "C-1", "emergency": true, "implemented_on": "2026-03-16"}
	month := chg.emergency_reviewed with input as change with data.org.intervals as {"emergency_review": "P1M"}
	_messages(month) == {"emergency change C-1 of 2026-03-16 was to be reviewed by 2026-04-16, within P1M"}
	years := chg.emergency_reviewed with input as change with data.org.intervals as {"emergency_review": "P5Y"}
	{finding.since | some finding in years} == {"2031-03-17"}
}

test_an_emergency_without_a_day_is_looked_at_all_the_same if {
	undated := {"id": "C-1", "emergency": true, "status": "closed"}
	found := chg.emergency_reviewed with input as undated with data.org as {}
	_messages(found) == {"emergency change C-1 is closed without a review, and nothing says when it was made"}
	chg.emergency_reviewed == set() with input as object.union(undated, {"status": "open"}) with data.org as {}
	chg.emergency_reviewed == set() with input as object.union(undated, {"reviewed_on": "2026-03-24"}) with data.org as {}
}

_accident(fields) := found if {
	change := object.union({"id": "C-1", "type": "unintended", "implemented_on": "2026-03-16"}, fields)
	found := chg.unintended_reviewed with input as change with data.org as {}
}

test_accidents_are_looked_at_and_put_right if {
	_messages(_accident({})) == {"unintended change C-1 of 2026-03-16 was to be reviewed by 2026-03-23, within 5 working days"}
	_messages(_accident({"reviewed_on": "2026-03-20"})) == {
		"the review of unintended change C-1 does not say what went wrong and what was done about it",
	}
	_accident({"reviewed_on": "2026-03-20", "adverse_effects": "Two lost mails, sent anew"}) == set()
	_accident({"reviewed_on": "2026-03-20", "incident": "INC-1"}) == set()
	late := _accident({"reviewed_on": "2026-03-30", "incident": "INC-1"})
	{[finding.since, finding.until] | some finding in late} == {["2026-03-24", "2026-03-30"]}
}

test_an_accident_without_a_day_is_due_at_once if {
	undated := {"id": "C-1", "type": "unintended"}
	found := chg.unintended_reviewed with input as undated with data.org as {}
	_messages(found) == {"unintended change C-1 was not reviewed, and nothing says when it happened"}
	_accident({"emergency": true}) == set()
}
