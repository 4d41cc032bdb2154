package rules.risk_test

import data.rules.risk

_method := {
	"kind": "risk_method",
	"id": "risk-method",
	"status": "approved",
	"likelihood": [{"value": 1, "description": "rare"}, {"value": 2, "description": "often"}],
	"impact": [{"value": 1, "description": "small"}, {"value": 2, "description": "grave"}],
	"levels": [
		{"id": "low", "rank": 1, "accept": "yes", "approver": "cto"},
		{"id": "medium", "rank": 2, "accept": "with-approval", "approver": "ceo"},
		{"id": "high", "rank": 3, "accept": "no"},
	],
	"matrix": {"1,1": "low", "1,2": "medium", "2,1": "medium", "2,2": "high"},
	"appetite": "low",
	"interval": "P1Y",
	"triggers": ["a major incident"],
}

_with(changes) := object.union(object.remove(_method, object.keys(changes)), changes)

_without(fields) := object.remove(_method, fields)

test_an_absent_method_is_one_finding if {
	found := risk.method_present with data.isms as {}
	found == {{"at": [], "message": "there is no risk method"}}
}

test_a_draft_is_no_method_in_force if {
	found := risk.method_present with data.isms.risk_method as {"risk-method": _with({"status": "in-review"})}
	found == {{"at": [], "message": "no risk method is approved, only written: \"risk-method\""}}
}

test_an_approved_method_is_in_force if {
	found := risk.method_present with data.isms.risk_method as {"risk-method": _method}
	found == set()
}

test_a_method_is_not_in_force_before_it_is_effective if {
	found := risk.method_present with data.isms.risk_method as {"risk-method": _with({"effective_from": "2026-03-01"})}
	found == {{"at": [], "message": "no risk method applies before 2026-03-01", "until": "2026-03-01"}}
}

test_an_earlier_method_bridges_the_time_until_the_next if {
	found := risk.method_present with data.isms.risk_method as {
		"old": _with({"id": "old"}),
		"new": _with({"id": "new", "effective_from": "2027-01-01"}),
	}
	found == set()
}

test_a_good_method_gives_no_finding if {
	risk.acceptance_criteria == set() with input as _method
	risk.assessment_criteria == set() with input as _method
	risk.matrix_total == set() with input as _method
}

test_a_draft_method_is_not_judged if {
	draft := {"id": "m", "status": "draft"}
	risk.acceptance_criteria == set() with input as draft
	risk.assessment_criteria == set() with input as draft
	risk.matrix_total == set() with input as draft
}

test_a_method_without_a_status_is_judged if {
	found := risk.acceptance_criteria with input as {"id": "m", "appetite": "low"}
	found == {{"at": ["levels"], "message": "the method defines no levels, so none of them may be accepted"}}
}

test_empty_levels_are_as_good_as_none if {
	found := risk.acceptance_criteria with input as _with({"levels": []})
	found == {{"at": ["levels"], "message": "the method defines no levels, so none of them may be accepted"}}
}

test_a_level_that_may_not_be_accepted_needs_no_approver if {
	found := risk.acceptance_criteria with input as _with({"levels": [{"id": "high", "rank": 1, "accept": "no"}]})
	found == set()
}

test_a_level_must_say_whether_and_by_whom if {
	found := risk.acceptance_criteria with input as _with({"levels": [{"id": "low", "rank": 1}]})
	found == {
		{"at": ["levels", 0], "message": "level \"low\" does not say whether it may be accepted"},
		{"at": ["levels", 0], "message": "level \"low\" does not say who may accept it"},
	}
}

test_a_method_without_an_appetite_is_a_finding if {
	found := risk.acceptance_criteria with input as _without(["appetite"])
	found == {{
		"at": ["appetite"],
		"message": "the method does not say up to which level risks are within the appetite",
	}}
}

test_scales_interval_and_triggers_are_all_needed if {
	found := risk.assessment_criteria with input as _without(["impact", "interval", "triggers"])
	found == {
		{"at": ["impact"], "message": "the method has no scale for impact"},
		{"at": ["interval"], "message": "the method does not say how often risks are assessed"},
		{"at": ["triggers"], "message": "the method names no event that calls for an assessment out of turn"},
	}
}

test_a_blank_description_describes_nothing if {
	found := risk.assessment_criteria with input as _with({"likelihood": [{"value": 1, "description": " "}]})
	found == {{"at": ["likelihood", 0], "message": "likelihood 1 has no description"}}
}

test_a_value_described_twice_is_ambiguous if {
	found := risk.assessment_criteria with input as _with({"impact": [
		{"value": 1, "description": "small"},
		{"value": 1, "description": "grave"},
	]})
	found == {{"at": ["impact", 1, "value"], "message": "impact 1 is described twice"}}
}

test_a_level_without_a_rank_has_no_place if {
	found := risk.assessment_criteria with input as _with({"levels": [{"id": "low", "accept": "no"}]})
	found == {{
		"at": ["levels", 0],
		"message": "level \"low\" has no rank, so it is neither above nor below the others",
	}}
}

test_a_hole_in_the_matrix_is_found if {
	found := risk.matrix_total with input as _with({"matrix": {"1,1": "low", "1,2": "medium", "2,2": "high"}})
	found == {{"at": ["matrix"], "message": "no level for 1 of 4 pairs of likelihood and impact: \"2,1\""}}
}

test_many_holes_are_cut_short if {
	scale := [{"value": n} | some n in numbers.range(1, 3)]
	found := risk.matrix_total with input as _with({
		"likelihood": scale,
		"impact": scale,
		"matrix": {"1,1": "low"},
	})
	found == {{
		"at": ["matrix"],
		"message": concat("", [
			"no level for 8 of 9 pairs of likelihood and impact: ",
			`"1,2", "1,3", "2,1", "2,2", "2,3", "3,1" and 2 more`,
		]),
	}}
}

test_a_level_that_falls_is_found_where_it_falls if {
	matrix := {"1,1": "low", "1,2": "high", "2,1": "low", "2,2": "medium"}
	found := risk.matrix_total with input as _with({"matrix": matrix})
	found == {{
		"at": ["matrix", "2,2"],
		"message": "the level falls from \"high\" at \"1,2\" to \"medium\" at \"2,2\"",
	}}
}

test_neither_matrix_nor_formula_is_one_finding if {
	found := risk.matrix_total with input as _without(["matrix"])
	found == {{"at": ["matrix"], "message": "the method has neither a matrix nor a formula"}}
}

_formula(thresholds) := object.union(_without(["matrix"]), {"formula": "product", "thresholds": thresholds})

test_thresholds_from_the_smallest_product_on_are_total if {
	found := risk.matrix_total with input as _formula([{"from": 1, "level": "low"}, {"from": 4, "level": "high"}])
	found == set()
}

test_a_formula_without_thresholds_gives_no_level if {
	found := risk.matrix_total with input as object.remove(_formula([]), ["thresholds"])
	found == {{
		"at": ["thresholds"],
		"message": `no level for 4 of 4 pairs of likelihood and impact: "1,1", "1,2", "2,1", "2,2"`,
	}}
}

test_thresholds_that_fall_are_found if {
	found := risk.matrix_total with input as _formula([{"from": 1, "level": "high"}, {"from": 4, "level": "low"}])
	found == {
		{"at": ["thresholds"], "message": "the level falls from \"high\" at \"1,2\" to \"low\" at \"2,2\""},
		{"at": ["thresholds"], "message": "the level falls from \"high\" at \"2,1\" to \"low\" at \"2,2\""},
	}
}
