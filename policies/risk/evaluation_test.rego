package rules.risk_test

import data.rules.risk

test_an_unscored_risk_is_one_finding_and_not_two if {
	found := risk.evaluated with input as _risk({})
	found == {{"at": ["current"], "message": "risk R-1 is not assessed: it has no current score"}}
}

test_an_unscored_risk_is_nobody_elses_finding if {
	record := _risk({"option": "retain", "cia": ["c"], "scenario": "a leak"})
	risk.cia == set() with input as record with data.isms as _in_force
	risk.within_scale == set() with input as record with data.isms as _in_force
	risk.level_computed == set() with input as record with data.isms as _in_force
	risk.option == set() with input as record with data.isms as _in_force
	risk.retain_allowed == set() with input as record with data.isms as _in_force
	risk.residual_accepted == set() with input as record with data.isms as _in_force
}

test_a_scored_risk_needs_a_priority if {
	found := risk.evaluated with input as _risk({"current": {"likelihood": 1, "impact": 1}})
	found == {{"at": ["priority"], "message": "risk R-1 has no place in the order of treatment"}}
}

_register(levels) := {id: {"id": id, "current": {"likelihood": 1, "impact": 1, "level": level}} |
	some id, level in levels
}

test_one_risk_too_many_is_above_what_is_tolerated if {
	method := _with({"tolerance": {"medium": 1, "low": 9}})
	found := risk.above_appetite with data.isms.risk_method as {"risk-method": method}
		with data.isms.risk as _register({"R-1": "medium", "R-2": "medium", "R-3": "low"})
	found == {{
		"at": [],
		"key": "medium",
		"message": "2 of 3 live risks are at level \"medium\", above the appetite \"low\", and the method tolerates 1",
	}}
}

test_as_many_as_tolerated_are_tolerated if {
	method := _with({"tolerance": {"medium": 2}})
	found := risk.above_appetite with data.isms.risk_method as {"risk-method": method}
		with data.isms.risk as _register({"R-1": "medium", "R-2": "medium"})
	found == set()
}

test_without_a_tolerance_none_above_the_appetite_is_tolerated if {
	found := risk.above_appetite with data.isms as _in_force
		with data.isms.risk as _register({"R-1": "high", "R-2": "low"})
	found == {{
		"at": [],
		"key": "high",
		"message": "1 of 2 live risks are at level \"high\", above the appetite \"low\", and none is tolerated",
	}}
}

test_many_risks_within_the_appetite_may_be_too_many if {
	method := _with({"tolerance": {"low": 1}})
	found := risk.above_appetite with data.isms.risk_method as {"risk-method": method}
		with data.isms.risk as _register({"R-1": "low", "R-2": "low"})
	found == {{
		"at": [],
		"key": "low",
		"message": "2 of 2 live risks are at level \"low\", and the method tolerates 1",
	}}
}

test_without_a_method_there_is_no_appetite if {
	risk.above_appetite == set() with data.isms as {"risk": _register({"R-1": "high"})}
}

_same(count) := {id: {"id": id, "current": {"likelihood": 2, "impact": 2}} |
	some n in numbers.range(1, count)
	id := $"R-{n}"
}

test_five_risks_with_one_score_are_flat if {
	found := risk.flat_scores with data.isms.risk as _same(5)
	found == {{
		"at": [],
		"key": "current",
		"message": "all 5 current scores of live risks are likelihood 2, impact 2",
	}}
}

test_four_risks_may_have_one_score_by_chance if {
	risk.flat_scores == set() with data.isms.risk as _same(4)
}

test_one_other_score_is_enough if {
	other := {"R-9": {"id": "R-9", "current": {"likelihood": 2, "impact": 1}}}
	risk.flat_scores == set() with data.isms.risk as object.union(_same(5), other)
}

test_equal_residuals_are_flat_though_the_scores_differ if {
	register := {id: {
		"id": id,
		"current": {"likelihood": n % 2, "impact": 2},
		"residual": {"likelihood": 1, "impact": 1},
	} |
		some n in numbers.range(1, 6)
		id := $"R-{n}"
	}
	found := risk.flat_scores with data.isms.risk as register
	found == {{
		"at": [],
		"key": "residual",
		"message": "all 6 residual scores of live risks are likelihood 1, impact 1",
	}}
}
