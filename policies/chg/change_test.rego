package rules.chg_test

import data.rules.chg

_change := {
	"kind": "change", "id": "C-1", "status": "closed", "type": "isms", "significant": true, "emergency": false,
	"purpose": "Fewer papers", "consequences": "All confirm anew", "integrity": "The old one stays in force until then",
	"resources": "4 days", "responsibilities": "ada writes", "risk_judgement": "None beyond R-1",
	"approved_by": "ceo", "approved_on": "2026-03-02", "implemented_by": "ben", "implemented_on": "2026-03-16",
	"test": "Five read it", "rollback": "The old version", "reviewed_on": "2026-04-13",
}

_but(fields) := object.union(_change, fields)

_less(keys) := object.remove(_change, keys)

_messages(found) := {finding.message | some finding in found}

_staff := {
	"role": {
		"ceo": {"id": "ceo", "holders": [{"person": "ada", "from": "2024-01-01"}]},
		"cto": {"id": "cto", "holders": [{"person": "ada", "from": "2024-01-01"}]},
		"platform": {"id": "platform", "holders": [{"person": "ben"}, {"person": "eva"}, {"person": "dan", "until": "2025-12-31"}]},
		"empty": {"id": "empty"},
	},
	"person": {"ada": {"id": "ada"}, "ben": {"id": "ben"}, "eva": {"id": "eva"}, "dan": {"id": "dan", "end": "2025-12-31"}},
}

_found := {finding.message | some rule in _rules; some finding in rule}

_rules := [
	chg.isms_planned, chg.approved_first, chg.not_self_approved, chg.risk_judged, chg.tested, chg.emergency_reviewed,
	chg.unintended_reviewed,
]

test_what_is_whole_gives_no_finding if {
	_found == set() with input as _change with data.isms as _staff with data.org as {}
	_found == set() with input as _but({"type": "technical"}) with data.isms as _staff with data.org as {}
}

test_void_and_turned_down_changes_are_left_alone if {
	void := {"id": "C-1", "status": "void", "type": "isms", "significant": true, "emergency": true, "implemented_on": "2026-03-02"}
	_found == set() with input as void with data.isms as _staff with data.org as {}
	_found == set() with input as object.union(void, {"type": "unintended"}) with data.isms as _staff with data.org as {}
	_found == set() with input as object.union(void, {"type": "technical"}) with data.isms as _staff with data.org as {}
	no := {"id": "C-1", "status": "closed", "type": "isms", "significant": true}
	_found == set() with input as no with data.isms as _staff with data.org as {}
}

test_a_plan_has_five_parts if {
	found := chg.isms_planned with input as {"id": "C-1", "type": "isms", "status": "open", "purpose": " "}
	_messages(found) == {concat("", [
		"change C-1 of the ISMS does not say what it is for, what may follow,",
		" how the ISMS stays whole meanwhile, what it needs, who does what",
	])}
	chg.isms_planned == set() with input as {"id": "C-1", "type": "technical", "status": "open"}
}

_first(change) := found if {
	found := chg.approved_first with input as change with data.isms as _staff
}

test_approval_comes_first if {
	_first(_but({"approved_on": "2026-03-17"})) == {{
		"at": ["approved_on"],
		"message": "change C-1 was made on 2026-03-16 and approved on 2026-03-17, afterwards",
		"since": "2026-03-16",
	}}
	_first(_but({"approved_on": "2026-03-16"})) == set()
	_first(_less(["implemented_on", "reviewed_on", "implemented_by"])) == set()
}

test_without_an_approval_it_was_not_approved if {
	_messages(_first(_less(["approved_by", "approved_on"]))) == {
		"change C-1 was made on 2026-03-16, and nothing says by whom and when it was approved",
	}
	_messages(_first(_less(["approved_on"]))) == {"change C-1 was made on 2026-03-16, and nothing says when it was approved"}
	_messages(_first(_but({"approved_by": " "}))) == {"change C-1 was made on 2026-03-16, and nothing says by whom it was approved"}
}

test_leaving_out_the_day_hides_nothing if {
	untold := "change C-1 was made, but not when: nobody can tell whether it was approved first"
	_messages(_first(_less(["implemented_on"]))) == {untold}
	_messages(_first(_less(["implemented_on", "reviewed_on"]))) == {untold}
	open := object.union(_less(["implemented_on", "reviewed_on"]), {"status": "open"})
	_first(open) == set()
}

test_emergencies_and_accidents_are_looked_at_afterwards if {
	_first(object.union(_less(["approved_by", "approved_on"]), {"emergency": true})) == set()
	_first(object.union(_less(["approved_by", "approved_on"]), {"type": "unintended"})) == set()
}

test_nobody_approves_after_leaving if {
	_messages(_first(_but({"approved_by": "dan"}))) == {
		"change C-1 was approved on 2026-03-02 by \"dan\", where nobody was on that day",
	}
	count(_first(_but({"approved_by": "empty"}))) == 1
	_first(_but({"approved_by": "dan", "approved_on": "2025-12-31", "implemented_on": "2026-01-05"})) == set()
	_first(_but({"approved_by": "zoe"})) == set()
	count(_first(_but({"approved_by": "ceo", "approved_on": "2023-12-31"}))) == 1
}

_self(fields) := found if {
	found := chg.not_self_approved with input as _but(fields) with data.isms as _staff with data.org as {}
}

test_one_person_is_no_four_eyes if {
	_messages(_self({"approved_by": "ada", "implemented_by": "ada"})) == {"change C-1 was approved and made by \"ada\""}
	_messages(_self({"approved_by": "ceo", "implemented_by": "ada"})) == {
		"change C-1 was approved by \"ceo\" and made by \"ada\": both are ada",
	}
	_messages(_self({"approved_by": "ceo", "implemented_by": "cto"})) == {
		"change C-1 was approved by \"ceo\" and made by \"cto\": both are ada",
	}
	count(_self({"approved_by": "empty", "implemented_by": "empty"})) == 1
}

test_several_holders_may_be_two if {
	found := _self({"approved_by": "platform", "implemented_by": "platform"})
	{finding.grade | some finding in found} == {"observation"}
	_self({"approved_by": "platform", "implemented_by": "ben"}) == set()
	_self({"approved_by": "ada", "implemented_by": "ben"}) == set()
	_self({"approved_by": "empty", "implemented_by": "ben"}) == set()
}

test_who_held_the_role_then_counts if {
	_self({"approved_by": "ceo", "implemented_by": "ada", "approved_on": "2023-12-31"}) == set()
	undated := object.union(_less(["approved_on"]), {"approved_by": "ceo", "implemented_by": "ada"})
	count(chg.not_self_approved) == 1 with input as undated with data.isms as _staff with data.org as {}
	never := object.remove(undated, ["implemented_on"])
	chg.not_self_approved == set() with input as never with data.isms as _staff with data.org as {}
}

test_a_small_organization_is_told_mildly if {
	found := chg.not_self_approved with input as _but({"approved_by": "ada", "implemented_by": "ada"})
		with data.isms as _staff
		with data.org as {"small_organization": {"approved_by": "ada", "compensating_controls": "A review each quarter"}}
	{finding.grade | some finding in found} == {"observation"}
}
