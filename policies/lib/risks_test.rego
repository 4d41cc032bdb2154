package lib.risks_test

import data.lib.risks

_levels := [
	{"id": "low", "rank": 1, "accept": "yes", "approver": "cto"},
	{"id": "medium", "rank": 2, "accept": "with-approval", "approver": "ceo"},
	{"id": "high", "rank": 3, "accept": "no"},
]

_matrix := {
	"id": "m",
	"status": "approved",
	"levels": _levels,
	"matrix": {"1,1": "low", "1,2": "medium", "2,1": "low"},
	"appetite": "low",
}

_formula := {
	"id": "m",
	"status": "approved",
	"levels": _levels,
	"formula": "sum",
	"thresholds": [{"from": 4, "level": "high"}, {"from": 3, "level": "medium"}],
}

test_there_is_no_method_where_none_is_recorded if {
	not risks.method with data.isms as {}
}

test_a_draft_is_not_the_method_in_force if {
	not risks.method with data.isms.risk_method as {"m": {"id": "m", "status": "draft"}}
}

test_of_two_approved_methods_the_later_is_in_force if {
	risks.method.id == "a" with data.isms.risk_method as {
		"a": {"id": "a", "status": "approved", "effective_from": "2026-03-01", "approved_on": "2026-01-10"},
		"b": {"id": "b", "status": "approved", "approved_on": "2026-02-01"},
		"c": {"id": "c", "status": "retired", "approved_on": "2026-09-01"},
	}
}

test_the_matrix_gives_the_level if {
	risks.level(1, 2) == "medium" with data.isms.risk_method as {"m": _matrix}
}

test_a_hole_in_the_matrix_gives_no_level if {
	not risks.level(2, 2) with data.isms.risk_method as {"m": _matrix}
}

test_a_hole_in_the_matrix_is_not_filled_by_a_formula if {
	both := object.union(_formula, {"matrix": {"1,1": "low"}})
	not risks.level(2, 2) with data.isms.risk_method as {"m": both}
}

test_the_highest_threshold_that_is_reached_gives_the_level if {
	risks.level(1, 2) == "medium" with data.isms.risk_method as {"m": _formula}
	risks.level(2, 2) == "high" with data.isms.risk_method as {"m": _formula}
}

test_a_score_below_every_threshold_has_no_level if {
	not risks.level(1, 1) with data.isms.risk_method as {"m": _formula}
}

test_each_formula_makes_its_number if {
	risks.score_by("product", 2, 3) == 6
	risks.score_by("sum", 2, 3) == 5
	risks.score_by("max", 2, 3) == 3
}

test_a_text_is_no_score if {
	not risks.score_by("product", "2", 3)
}

test_of_two_levels_with_one_id_the_first_counts if {
	found := risks.levels_of({"levels": [{"id": "low", "rank": 1}, {"id": "low", "rank": 7}]})
	found == {"low": {"id": "low", "rank": 1}}
}

test_only_a_level_that_says_yes_is_acceptable_without_approval if {
	acceptable := {id | some id in ["low", "medium", "high"]; risks.acceptable(id)}
		with data.isms.risk_method as {"m": _matrix}
	acceptable == {"low"}
}

test_the_appetite_decides_where_a_level_says_nothing if {
	method := {
		"id": "m",
		"status": "approved",
		"appetite": "medium",
		"levels": [{"id": "low", "rank": 1}, {"id": "medium", "rank": 2}, {"id": "high", "rank": 3}],
	}
	acceptable := {id | some id in ["low", "medium", "high"]; risks.acceptable(id)}
		with data.isms.risk_method as {"m": method}
	acceptable == {"low", "medium"}
}

_roles := {
	"cto": {"id": "cto", "may_accept_up_to": "low", "holders": [{"person": "ada", "from": "2024-01-01"}]},
	"ceo": {"id": "ceo", "holders": [{"person": "ben", "from": "2024-01-01", "until": "2026-03-31"}]},
	"board": {"id": "board", "may_accept_up_to": "high", "holders": [{"person": "cleo", "from": "2024-01-01"}]},
}

_persons := {id: {"id": id} | some id in ["ada", "ben", "cleo"]}

test_the_approver_of_a_level_may_accept_it_while_in_office if {
	risks.may_accept("ceo", "medium", "2026-01-01") with data.isms as {"risk_method": {"m": _matrix}, "role": _roles}
		with data.isms.person as _persons
	risks.may_accept("ben", "medium", "2026-03-31") with data.isms as {"risk_method": {"m": _matrix}, "role": _roles}
		with data.isms.person as _persons
	not risks.may_accept("ben", "medium", "2026-04-01") with data.isms as {"risk_method": {"m": _matrix}, "role": _roles}
		with data.isms.person as _persons
}

test_whoever_may_accept_more_may_accept_less if {
	risks.may_accept("cleo", "medium", "2026-01-01") with data.isms as {"risk_method": {"m": _matrix}, "role": _roles}
		with data.isms.person as _persons
	not risks.may_accept("ada", "medium", "2026-01-01") with data.isms as {"risk_method": {"m": _matrix}, "role": _roles}
		with data.isms.person as _persons
}

test_a_role_given_up_gives_no_authority if {
	board := {"id": "board", "may_accept_up_to": "high", "holders": [{"person": "cleo", "until": "2025-12-31"}]}
	not risks.may_accept("cleo", "medium", "2026-01-01") with data.isms as {
		"risk_method": {"m": _matrix},
		"role": object.union(object.remove(_roles, ["board"]), {"board": board}),
	}
		with data.isms.person as _persons
}

test_common_names_of_an_option_are_taken_for_its_own if {
	[risks.option({"option": name}) | some name in ["mitigate", "accept", "transfer", "avoid"]] == [
		"modify",
		"retain",
		"share",
		"avoid",
	]
}

test_the_plan_of_a_risk_is_what_it_names_and_what_names_it if {
	found := risks.plan({"id": "R-1", "treatments": ["t-1"]}) with data.refs.risk as {"R-1": [
		{"kind": "treatment", "id": "t-2", "field": "risks"},
		{"kind": "treatment", "id": "t-3", "field": "links"},
		{"kind": "objective", "id": "o-1", "field": "risks"},
	]}
	found == {"t-1", "t-2"}
}

test_a_blank_field_says_nothing if {
	record := {"a": "", "b": "  ", "c": [], "d": {}, "e": null, "g": false, "h": 0, "i": "x", "j": ["x"]}
	given := {field | some field in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]; risks.given(record, field)}
	given == {"g", "h", "i", "j"}
}
