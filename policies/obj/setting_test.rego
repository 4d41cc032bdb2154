package rules.obj_test

import data.rules.obj

_presence(isms) := found if {
	found := obj.present with input as {"kind": "isms", "id": "isms"} with data.isms as isms
}

_none := {{"at": [], "message": "there are no information security objectives"}}

test_without_objectives_or_with_dropped_ones_there_are_none if {
	_presence({}) == _none
	_presence({"objective": {"O-1": {"id": "O-1", "status": "dropped"}}}) == _none
}

test_one_objective_is_enough if {
	_presence({"objective": {"O-1": {"id": "O-1", "status": "open"}}}) == set()
	_presence({"objective": {"O-1": {"id": "O-1"}, "O-2": {"id": "O-2", "status": "met"}}}) == set()
}

test_objectives_in_a_draft_are_not_in_force if {
	parent := {"kind": "register", "id": "objectives"}
	isms := {
		"objective": {"O-1": {"id": "O-1", "parent": parent}, "O-2": {"id": "O-2", "parent": parent}},
		"register": {"objectives": {"id": "objectives", "of": "objective", "status": "draft"}},
	}

	_presence(isms) == {{
		"at": [],
		"message": "no information security objective is in force: register objectives has the status draft",
	}}
	_presence(object.union(isms, {"register": {"objectives": {"status": "approved"}}})) == set()
	_presence(object.remove(isms, ["register"])) == set()
}

test_where_all_are_over_the_next_ones_are_lacking if {
	over := {"objective": {"O-1": {"id": "O-1", "status": "met"}, "O-2": {"id": "O-2", "status": "missed"}}}

	_presence(over) == {{
		"at": [],
		"message": "no information security objective is pursued: all are met, missed or dropped",
		"grade": "minor",
	}}
}

_objective := {
	"kind": "objective", "id": "O-1", "text": "Leavers lose access on their last day", "policy": "is", "considers": ["R-1"],
	"metric": "M-1", "baseline": 0, "target": 100, "unit": "percent", "actions": ["a list each week"],
	"resources": "an hour a week", "owner": "it-lead", "due": "2026-12-31", "evaluation": "share of the last quarter",
	"status": "open", "communicated_on": "2026-02-02",
}

_rules := {
	"measurable": obj.measurable, "policy_link": obj.policy_link, "risk_link": obj.risk_link, "plan": obj.plan,
	"monitored": obj.monitored, "overdue": obj.overdue, "missed_followed": obj.missed_followed,
	"communicated": obj.communicated, "updated": obj.updated,
}

_in_force := {"policy": {"is": {"id": "is", "status": "approved"}}}

_all_of(objective, isms, refs) := {name: found | some name, found in all; count(found) > 0} if {
	all := _rules with input as objective with data.isms as isms with data.refs as refs with data.org as {}
}

_of(objective, isms, refs, names) := {name: found |
	some name, found in _all_of(objective, isms, refs)
	name in names
}

_set := {"measurable", "policy_link", "risk_link", "plan"}

test_an_objective_that_says_all if {
	_of(_objective, _in_force, {}, _set) == {}
}

test_an_objective_that_says_nothing if {
	_of({"kind": "objective", "id": "O-1"}, _in_force, {}, _set) == {
		"measurable": {{
			"at": ["metric"],
			"message": concat("", [
				"objective O-1 has no metric, no baseline, no target, no unit, ",
				"and no reason why it cannot be measured",
			]),
		}},
		"policy_link": {{"at": ["policy"], "message": "objective O-1 follows from no policy"}},
		"risk_link": {{"at": ["considers"], "message": "objective O-1 answers to no risk and to no duty"}},
		"plan": {{
			"at": ["actions"],
			"message": concat("", [
				"objective O-1 does not say what is done, with which resources, who answers for it, ",
				"by when, how it is judged",
			]),
		}},
	}
}

test_blank_fields_say_nothing if {
	blank := object.union(_objective, {
		"metric": " ", "unit": "", "actions": [""], "resources": "-", "owner": "", "evaluation": "\n", "policy": " ",
		"considers": [], "not_measurable_reason": "  ",
	})

	object.keys(_of(blank, _in_force, {}, _set)) == _set
}

test_what_is_over_needs_no_plan_any_more if {
	every status in ["met", "dropped"] {
		_all_of({"kind": "objective", "id": "O-1", "status": status, "due": "2020-01-01"}, _in_force, {}) == {}
	}
	object.keys(_all_of({"kind": "objective", "id": "O-1", "status": "missed"}, _in_force, {})) == {"missed_followed"}
}

test_a_missing_baseline_alone_is_an_observation if {
	_of(object.remove(_objective, ["baseline"]), _in_force, {}, _set) == {"measurable": {{
		"at": ["baseline"],
		"message": "objective O-1 has no baseline, and no reason why it cannot be measured",
		"grade": "observation",
	}}}
}

test_a_reason_or_the_unit_of_the_metric_will_do if {
	culture := object.union(object.remove(_objective, ["metric", "baseline", "target", "unit"]), {"not_measurable_reason": "talks"})
	bare := object.remove(_objective, ["unit"])

	_of(culture, _in_force, {}, {"measurable"}) == {}
	_of(bare, object.union(_in_force, {"metric": {"M-1": {"id": "M-1", "unit": "days"}}}), {}, {"measurable"}) == {}
	_of(bare, object.union(_in_force, {"metric": {"M-1": {"id": "M-1"}}}), {}, {"measurable"}) != {}
}

test_a_policy_or_an_issue_may_name_the_objective if {
	bare := object.remove(_objective, ["policy", "considers"])
	refs := {"objective": {"O-1": [
		{"kind": "policy", "id": "is", "field": "intent.serves"},
		{"kind": "issue", "id": "I-1", "field": "leads_to"},
	]}}
	linked := {"objective": {"O-1": [{"kind": "policy", "id": "is", "field": "body.links"}]}}

	_of(bare, _in_force, refs, _set) == {}
	object.keys(_of(bare, _in_force, linked, _set)) == {"policy_link", "risk_link"}
}

test_a_policy_that_binds_nobody_is_no_policy_to_follow_from if {
	isms := {"policy": {"is": {"id": "is", "status": "retired"}, "new": {"id": "new", "status": "approved"}}}

	_of(_objective, isms, {}, _set) == {"policy_link": {{
		"at": ["policy"],
		"message": `objective O-1 follows from policy is, whose status is "retired"`,
	}}}
}

test_without_any_policy_in_force_another_rule_says_so if {
	_of(object.remove(_objective, ["policy"]), {"policy": {"is": {"status": "draft"}}}, {}, _set) == {}
	_of(_objective, {"policy": {"is": {"id": "is", "status": "draft"}}}, {}, _set) == {}
}
