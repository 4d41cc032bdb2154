package rules.com_test

import data.rules.com

_line := {"id": "CO-1", "what": "The policy", "when": "each January", "with": ["all-staff"], "how": "all-hands", "by": "ceo"}

_said(lines) := {f.message | some f in com.plan with input as {"kind": "communication_plan", "id": "plan", "status": "approved", "communications": lines}}

test_a_full_line_is_enough if _said([_line]) == set()

test_what_is_missing_is_named if {
	_said([object.remove(_line, ["with"])]) == {"communication CO-1 does not say to whom"}
	_said([object.union(_line, {"with": []})]) == {"communication CO-1 does not say to whom"}
	_said([object.union(_line, {"how": "  "})]) == {"communication CO-1 does not say how"}
	_said([{"id": "CO-2"}]) == {"communication CO-2 does not say by whom, how, what, when, to whom"}
	_said([_line, {}]) == {"communication 2 does not say by whom, how, what, when, to whom"}
}

test_a_plan_without_a_line_settles_nothing if {
	_said([]) == {"communication plan plan has no line"}
	count(com.plan) == 1 with input as {"kind": "communication_plan", "id": "plan", "status": "approved"}
}

test_what_is_no_mapping_is_for_the_schema if _said(["monthly"]) == set()

test_drafts_are_not_judged if {
	count(com.plan) == 0 with input as {"kind": "communication_plan", "id": "plan", "status": "draft", "communications": [{}]}
	count(com.plan) == 0 with input as {"kind": "communication_plan", "id": "plan"}
}

_present(plans) := {f.message | some f in com.present with input as {"kind": "isms", "id": "acme"} with data.isms as {"communication_plan": plans}}

test_one_in_force_is_enough if _present({"a": {"id": "a", "status": "approved"}, "b": {"id": "b", "status": "draft"}}) == set()

test_none_in_force if {
	_present({}) == {"no communication plan is in force"}
	_present({"a": {"id": "a", "status": "draft"}}) == {"no communication plan is in force; a has the status draft"}
	_present({"a": {"id": "a"}}) == {"no communication plan is in force"}
}
