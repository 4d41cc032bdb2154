package rules.step_test

import data.rules.step

_messages(found) := {finding.message | some finding in found}

_times(found) := {[object.get(finding, "since", "-"), object.get(finding, "until", "-")] | some finding in found}

_policies(list) := {"policy": {policy.id: object.union({"status": "approved"}, policy) | some policy in list}}

_scoped(scope, isms) := found if {
	whole := object.union({"id": "s", "kind": "scope", "status": "approved"}, scope)
	found := step.scope with input as whole with data.isms as object.union({"scope": {whole.id: whole}}, isms)
}

test_policies_older_than_the_scope_are_named if {
	policies := _policies([{"id": "b", "approved_on": "2026-03-16"}, {"id": "a", "approved_on": "2026-06-14"}, {"id": "c", "approved_on": "2026-06-15"}, {"id": "d"}])
	_scoped({"approved_on": "2026-06-15"}, policies) == {{
		"at": ["approved_on"],
		"message": "policies were approved before the first scope, which is of 2026-06-15: a, b",
	}}
	changes := [{"version": "1.0.0", "on": "2026-04-01"}, {"version": "2.0.0", "on": "2026-06-08"}]
	_messages(_scoped({"approved_on": "2026-06-15", "changes": changes}, policies)) == {
		"policies were approved before the first scope, which is of 2026-04-01: b",
	}
}

test_without_a_day_or_a_scope_in_force_others_speak if {
	policies := _policies([{"id": "b", "approved_on": "2026-03-16"}])
	_scoped({}, policies) == set()
	_scoped({"status": "draft", "approved_on": "2026-06-15"}, policies) == set()
	_scoped({"approved_on": "2026-06-15"}, {}) == set()
	_scoped({"approved_on": "2026-06-15"}, _policies([{"id": "b", "status": "draft", "approved_on": "2020-03-16"}])) == set()
}

test_of_two_scopes_the_first_counts if {
	other := {"scope": {"t": {"id": "t", "status": "approved", "approved_on": "2026-01-01"}}}
	_scoped({"approved_on": "2026-06-15"}, object.union(other, _policies([{"id": "b", "approved_on": "2026-03-16"}]))) == set()
	later := {"scope": {"t": {"id": "t", "status": "approved", "approved_on": "2026-06-15"}, "r": {"id": "r", "status": "retired", "approved_on": "2020-06-15"}}}
	count(_scoped({"approved_on": "2026-06-15"}, object.union(later, _policies([{"id": "b", "approved_on": "2026-03-16"}])))) == 1
	_scoped({"id": "z", "approved_on": "2026-06-15"}, object.union(later, _policies([{"id": "b", "approved_on": "2026-03-16"}]))) == set()
}

test_long_lists_are_cut if {
	policies := _policies([{"id": $"p{n}", "approved_on": "2020-01-01"} | some n in numbers.range(10, 21)])
	_messages(_scoped({"approved_on": "2026-06-15"}, policies)) == {concat("", [
		"policies were approved before the first scope, which is of 2026-06-15: ",
		"p10, p11, p12, p13, p14, p15, p16, p17, p18, p19 and 2 more",
	])}
}

_grounds := {
	"register": {"r": {"id": "r", "of": "risk"}},
	"risk": {"R-1": {"id": "R-1", "current": {"level": "low"}}, "R-2": {"id": "R-2"}},
	"obligation": {"O-1": {"id": "O-1"}, "O-2": {"id": "O-2", "applies": false}},
}

_idle(policy, grounds) := found if {
	isms := object.union(grounds, _policies([object.union({"id": "p"}, policy), {"id": "top", "level": "top"}]))
	found := step.risk with data.isms as isms
}

test_assessed_risks_and_obligations_are_reasons if {
	every policy in [{"treats": ["R-1"]}, {"treats": ["R-2", "O-1"]}, {"intent": {"serves": ["R-1"]}}, {"status": "draft"}, {"level": "top"}] {
		_idle(policy, _grounds) == set()
	}
	every policy in [{}, {"treats": []}, {"treats": ["R-2"]}, {"treats": ["O-2", "ghost"]}, {"intent": {"serves": ["OBJ-1"]}}] {
		_messages(_idle(policy, _grounds)) == {"1 of 1 topic policies treat no assessed risk and no obligation: p"}
	}
}

test_where_there_are_no_reasons_at_all_others_speak if {
	_idle({}, {}) == set()
	_idle({}, {"register": {"r": {"id": "r", "of": "asset"}}, "risk_assessment": {"a": {"status": "void", "held_on": "2026-01-01"}, "b": {}}}) == set()
	count(_idle({}, {"register": {"r": {"id": "r", "of": "obligation"}}})) == 1
	count(_idle({}, {"risk_assessment": {"a": {"held_on": "2026-01-01"}}})) == 1
}

_aims(objective) := found if {
	found := step.objectives with data.isms as object.union(_grounds, {"objective": {"o": object.union({"id": "o"}, objective)}})
}

test_a_measured_objective_for_an_assessed_risk_is_enough if {
	every objective in [{"considers": ["R-1"], "metric": "M"}, {"considers": ["O-1", "R-1"], "target": 100, "unit": "percent"}, {"status": "dropped"}] {
		_aims(objective) == set()
	}
	every objective in [{}, {"considers": ["R-1"]}, {"considers": ["R-1"], "target": 100}, {"considers": ["R-2"], "metric": "M"}, {"considers": ["O-1"], "metric": "M"}] {
		_messages(_aims(objective)) == {"none of 1 objectives is measured and addresses an assessed risk"}
	}
}

test_without_objectives_or_risks_others_speak if {
	step.objectives == set() with data.isms as _grounds
	step.objectives == set() with data.isms as {"objective": {"o": {"id": "o"}}}
}

_carried(policy, refs) := found if {
	found := step.controls with data.isms as _policies([object.union({"id": "p"}, policy)]) with data.refs as {"policy": {"p": refs}}
}

test_controls_are_named_by_the_policy_or_name_it if {
	_carried({"controls": ["A.5.15"]}, []) == set()
	every kind in ["soa_control", "control"] {
		_carried({}, [{"kind": kind, "id": "x", "field": "documents"}]) == set()
	}
	every refs in [[], [{"kind": "control", "id": "x", "field": "links"}], [{"kind": "procedure", "id": "x", "field": "documents"}]] {
		_messages(_carried({"controls": [""]}, refs)) == {"1 of 1 policies name no control that puts them into practice: p"}
	}
	_carried({"status": "retired"}, []) == set()
}
