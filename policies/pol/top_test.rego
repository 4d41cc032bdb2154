package rules.pol_test

import data.rules.pol

_top := {
	"kind": "policy", "id": "is", "level": "top", "status": "approved", "approved_by": "ceo", "approved_on": "2026-01-12",
	"objectives_framework": "The management sets them each January.",
	"commitments": {"requirements": true, "improvement": true},
	"available_to": ["customers, on request"],
}

_presence(isms, policies) := found if {
	found := pol.top_policy with input as isms with data.isms as {"policy": {policy.id: policy | some policy in policies}}
}

_alone(policies) := _presence({"kind": "isms", "id": "isms"}, policies)

_missing(message) := {{"at": [], "message": message, "key": "policy"}}

test_without_any_policy_there_is_none_on_top if {
	_alone([]) == _missing("no information security policy, a policy of level top, is in force")
}

test_what_could_be_meant_is_named if {
	policies := [
		object.union(_top, {"status": "draft"}),
		{"id": "clean-desk", "level": "topic", "status": "approved"},
		{"id": "manual", "status": "approved"},
		{"id": "old", "status": "retired"},
	]

	_alone(policies) == _missing(concat("", [
		"no information security policy, a policy of level top, is in force: ",
		"is has the status draft, manual has no level",
	]))
}

test_one_policy_in_force_is_right if {
	_alone([_top, object.union(_top, {"id": "old", "status": "retired"})]) == set()
}

test_the_first_policy_is_missing_until_it_applies if {
	later := object.union(_top, {"effective_from": "2026-03-01"})

	_alone([later]) == {{
		"at": [],
		"message": "an information security policy is approved, but applies from 2026-03-01 only",
		"until": "2026-03-01",
		"key": "policy",
	}}
	_alone([object.union(later, {"supersedes": "policy/old"})]) == set()
	_alone([object.union(later, {"changes": [{"version": "1.0.0"}, {"version": "2.0.0"}]})]) == set()
}

test_of_two_the_later_one_is_too_many if {
	second := object.union(_top, {"id": "group", "approved_on": "2026-02-02"})

	_alone([_top, second]) == {{
		"at": [],
		"message": "policy group is in force as an information security policy besides is",
		"since": "2026-02-02",
		"key": "second group",
	}}
	{finding.key | some finding in _alone([_top, second, object.union(_top, {"id": "a", "effective_from": "2026-05-01"})])} == {
		"second group",
		"second a",
	}
}

test_of_two_without_a_day_one_is_too_many_at_any_time if {
	bare := {"level": "top", "status": "approved"}

	_alone([object.union(bare, {"id": "a"}), object.union(bare, {"id": "b"})]) == {{
		"at": [],
		"message": "policy b is in force as an information security policy besides a",
		"key": "second b",
	}}
}

_hub := {"kind": "isms", "id": "isms", "entities": [
	{"id": "hub"}, {"id": "berlin", "parent": "hub"}, {"id": "wien", "parent": "berlin"}, {"id": "apart"},
]}

test_a_policy_of_an_entity_holds_below_it_too if {
	_presence(_hub, [object.union(_top, {"entity": "hub"})]) == {{
		"at": [],
		"message": "no information security policy is in force for entity apart",
		"key": "entity apart",
	}}
	_presence(_hub, [_top]) == set()
	_presence(_hub, [_top, object.union(_top, {"id": "local", "entity": "wien"})]) == set()
	{finding.key | some finding in _presence(_hub, [object.union(_top, {"entity": "berlin"})])} == {"entity hub", "entity apart"}
}

test_entities_that_stand_there_twice_are_left_to_doc_id_unique if {
	isms := {"kind": "isms", "entities": [{"id": "a", "parent": "b"}, {"id": "a"}, {"id": "b"}, {}]}

	_presence(isms, [object.union(_top, {"entity": "b"})]) == set()
	_presence(isms, []) == _missing("no information security policy, a policy of level top, is in force")
}

_people := {
	"role": {
		"ceo": {"id": "ceo", "top_management": true, "holders": [{"person": "ada", "from": "2024-01-01"}]},
		"ciso": {"id": "ciso", "holders": [{"person": "ben", "from": "2024-01-01"}]},
	},
	"person": {"ada": {"id": "ada"}, "ben": {"id": "ben"}},
}

_approved(change) := {finding.message | some finding in found} if {
	found := pol.by_top_management with input as object.union(_top, change) with data.isms as _people
}

test_top_management_approves_as_a_role_or_a_person if {
	_approved({}) == set()
	_approved({"approved_by": "ada"}) == set()
	_approved({"approved_by": "ben"}) == {concat("", [
		"the information security policy is was approved by ben, ",
		"who was not top management on 2026-01-12",
	])}
	_approved({"approved_by": "ciso", "level": "topic"}) == set()
	_approved({"approved_by": "ciso", "status": "draft"}) == set()
}

test_who_held_the_office_earlier_or_later_does_not_approve if {
	_approved({"approved_by": "ada", "approved_on": "2023-12-31"}) != set()
}

test_an_approver_whom_nobody_knows_is_not_taken_for_management if {
	_approved({"approved_by": "eve"}) == {concat("", [
		"the information security policy is was approved by eve, ",
		"who is neither a role nor a person on record",
	])}
}

test_a_missing_approval_is_left_to_doc_approved if {
	bare := object.remove(_top, ["approved_by", "approved_on"])

	count(pol.by_top_management) == 0 with input as bare with data.isms as _people
	count(pol.by_top_management) == 0 with input as object.union(bare, {"approved_by": "ciso"}) with data.isms as _people
}

_findings := {
	"objectives": pol.objectives,
	"requirements": pol.commit_requirements,
	"improvement": pol.commit_improvement,
	"outside": pol.available_outside,
}

_of_text(policy, isms) := {name | some name, found in all; count(found) > 0} if {
	all := _findings with input as policy
		with data.isms as isms
		with data.org as {"headings": {"Verbesserung": "commitments.improvement"}}
}

_blank := {"kind": "policy", "id": "is", "level": "top", "status": "approved"}

_all := {"objectives", "requirements", "improvement", "outside"}

test_what_the_policy_on_top_has_to_say if {
	_of_text(_top, {}) == set()
	_of_text(_blank, {}) == _all
	_of_text(object.union(_blank, {"status": "draft"}), {}) == set()
	_of_text(object.union(_blank, {"level": "topic"}), {}) == set()
}

test_empty_texts_and_refusals_are_nothing_said if {
	empty := {
		"objectives_framework": " \n", "objectives": [], "intent": {"serves": []}, "available_to": [" "],
		"commitments": {"requirements": false, "improvement": null},
		"body": {"sections": {"Objectives": "", "Availability": "### For customers", "Verbesserung": "..."}},
	}

	_of_text(object.union(_blank, empty), {}) == _all
}

test_sections_say_it_as_well if {
	sections := {
		"Objectives": "Set each January.", "Commitment to requirements": "We meet what binds us.",
		"4. Verbesserung": "Wir werden besser.", "Availability": "On the web.",
	}

	_of_text(object.union(_blank, {"body": {"sections": sections}}), {}) == set()
}

test_only_objectives_that_are_pursued_count if {
	isms := {"objective": {"O-1": {"id": "O-1", "status": "dropped"}, "O-2": {"id": "O-2"}}}
	held := [{"objectives": ["O-1", "O-2"]}, {"intent": {"serves": ["O-2"]}}]
	lacking := [{"objectives": ["O-1"]}, {"intent": {"serves": ["R-1", "O-1"]}}, {"intent": {"serves": ["R-1"]}}]
	every policy in held {
		_of_text(object.union(_blank, policy), isms) == _all - {"objectives"}
	}
	every policy in lacking {
		_of_text(object.union(_blank, policy), isms) == _all
	}
}
