package rules.risk_test

import data.rules.risk

# _in_force is the tree with the method of method_test.rego in force.
_in_force := {"risk_method": {"risk-method": _method}}

_risk(fields) := object.union({"kind": "risk", "id": "R-1"}, fields)

test_a_risk_of_a_title_alone_lacks_what_is_at_stake_and_how if {
	found := risk.cia with input as _risk({})
	found == {
		{
			"at": ["cia"],
			"message": "risk R-1 does not say whether confidentiality, integrity or availability is at stake",
		},
		{"at": ["scenario"], "message": "risk R-1 does not say what could happen"},
	}
}

test_an_empty_list_says_nothing_is_at_stake if {
	found := risk.cia with input as _risk({"cia": [], "scenario": "the host burns", "consequence": "down for days"})
	found == {{
		"at": ["cia"],
		"message": "risk R-1 does not say whether confidentiality, integrity or availability is at stake",
	}}
}

test_a_scored_impact_is_an_assessed_consequence if {
	found := risk.cia with input as _risk({"cia": ["a"], "scenario": "the host burns", "current": {"impact": 2}})
	found == set()
}

test_neither_words_nor_a_number_leave_the_consequence_open if {
	found := risk.cia with input as _risk({"cia": ["a"], "scenario": "the host burns", "current": {"likelihood": 2}})
	found == {{"at": ["consequence"], "message": "risk R-1 does not say what it would mean if it happened"}}
}

test_each_stage_is_held_against_the_scales if {
	found := risk.within_scale with input as _risk({
		"inherent": {"likelihood": 3, "impact": 2},
		"current": {"likelihood": 2, "impact": 0},
		"residual": {"likelihood": 1, "impact": 1},
	})
		with data.isms as _in_force
	found == {
		{
			"at": ["inherent", "likelihood"],
			"message": "likelihood 3 of risk R-1 is not on the scale of the method: 1, 2",
		},
		{"at": ["current", "impact"], "message": "impact 0 of risk R-1 is not on the scale of the method: 1, 2"},
	}
}

test_a_score_without_likelihood_is_not_assessed if {
	found := risk.within_scale with input as _risk({"current": {"impact": 1}}) with data.isms as _in_force
	found == {{"at": ["current", "likelihood"], "message": "the likelihood of risk R-1 is not assessed"}}
}

test_a_score_without_impact_is_not_assessed_either if {
	found := risk.within_scale with input as _risk({
		"inherent": {"likelihood": 1}, "current": {"likelihood": 1, "level": "low"}, "residual": {"level": "low"},
	})
		with data.isms as _in_force
	found == {
		{"at": ["current", "impact"], "message": "the impact of risk R-1 is not assessed"},
		{"at": ["residual", "impact"], "message": "the residual impact of risk R-1 is not assessed"},
		{"at": ["residual", "likelihood"], "message": "the residual likelihood of risk R-1 is not assessed"},
	}
}

test_without_a_method_no_score_is_off_its_scale if {
	score := {"likelihood": 9, "impact": 9, "level": "odd"}
	record := _risk({"current": score})
	risk.within_scale == set() with input as record with data.isms as {}
	risk.level_computed == set() with input as record with data.isms as {}
	risk.option == set() with input as record with data.isms as {}
	risk.retain_allowed == set() with input as object.union(record, {"option": "retain"}) with data.isms as {}
}

test_a_closed_risk_is_not_scored_again if {
	record := _risk({"state": "closed", "current": {"likelihood": 9, "impact": 2, "level": "low"}})
	risk.within_scale == set() with input as record with data.isms as _in_force
	risk.level_computed == set() with input as record with data.isms as _in_force
	risk.evaluated == set() with input as record with data.isms as _in_force
	risk.review_due == set() with input as record with data.isms as _in_force
}

test_a_wrong_level_is_found_in_the_stage_that_states_it if {
	found := risk.level_computed with input as _risk({
		"inherent": {"likelihood": 2, "impact": 2, "level": "medium"},
		"current": {"likelihood": 1, "impact": 2, "level": "medium"},
	})
		with data.isms as _in_force
	found == {{
		"at": ["inherent", "level"],
		"message": "risk R-1 states the inherent level \"medium\", but likelihood 2 and impact 2 give \"high\"",
	}}
}

test_a_missing_level_is_found_where_one_is_due if {
	found := risk.level_computed with input as _risk({
		"inherent": {"likelihood": 2, "impact": 2},
		"current": {"likelihood": 1, "impact": 2},
	})
		with data.isms as _in_force
	found == {{
		"at": ["current", "level"],
		"message": "risk R-1 states no current level, though likelihood 1 and impact 2 give \"medium\"",
	}}
}

test_a_pair_in_a_hole_of_the_matrix_is_the_methods_finding if {
	holed := object.union(_without(["matrix"]), {"matrix": {"1,1": "low"}})
	found := risk.level_computed with input as _risk({"current": {"likelihood": 2, "impact": 2, "level": "low"}})
		with data.isms.risk_method as {"risk-method": holed}
	found == set()
}

test_a_level_nobody_defined_is_a_dangling_reference_only if {
	found := risk.level_computed with input as _risk({"current": {"likelihood": 2, "impact": 2, "level": "huge"}})
		with data.isms as _in_force
	found == set()
}

test_the_formula_gives_the_level_as_well if {
	found := risk.level_computed with input as _risk({"current": {"likelihood": 2, "impact": 2, "level": "low"}})
		with data.isms.risk_method as {"risk-method": _formula([{"from": 1, "level": "low"}, {"from": 4, "level": "high"}])}
	found == {{
		"at": ["current", "level"],
		"message": "risk R-1 states the current level \"low\", but likelihood 2 and impact 2 give \"high\"",
	}}
}

test_a_residual_above_the_baseline_is_found_by_number if {
	found := risk.residual_plausible with input as _risk({
		"inherent": {"likelihood": 1, "impact": 2},
		"current": {"likelihood": 1, "impact": 1},
		"residual": {"likelihood": 2, "impact": 2},
	})
	found == {{
		"at": ["residual", "likelihood"],
		"message": "the residual likelihood 2 of risk R-1 is above the inherent 1",
	}}
}

test_a_residual_of_a_level_alone_is_found_by_its_rank if {
	found := risk.residual_plausible with input as _risk({"current": {"level": "low"}, "residual": {"level": "medium"}})
		with data.isms as _in_force
	found == {{
		"at": ["residual", "level"],
		"message": "the residual level \"medium\" of risk R-1 is above the current level \"low\"",
	}}
}

_lowered(fields) := _risk(object.union(
	{"current": {"likelihood": 2, "impact": 2}, "residual": {"likelihood": 1, "impact": 2}},
	fields,
))

_wishful := {{
	"at": ["residual"],
	"message": concat("", [
		"the residual of risk R-1 is below the current score, ",
		"but none of its controls is implemented and none of its treatments is done",
	]),
}}

test_a_risk_does_not_shrink_by_itself if {
	risk.residual_plausible == _wishful with input as _lowered({})
}

test_an_equal_residual_needs_no_control if {
	record := _risk({"current": {"likelihood": 2, "impact": 2}, "residual": {"likelihood": 2, "impact": 2}})
	risk.residual_plausible == set() with input as record
}

_soa(status) := {
	"soa": {"soa": {"id": "soa"}},
	"soa_control": {"A.8.9": {"id": "A.8.9", "applicable": true, "status": status}},
}

test_a_planned_control_lowers_nothing if {
	record := _lowered({"controls": ["A.8.9"]})
	risk.residual_plausible == _wishful with input as record with data.isms as _soa("planned")
	risk.residual_plausible == set() with input as record with data.isms as _soa("partial")
}

test_an_own_control_counts_by_what_it_implements if {
	own := object.union(_soa("implemented"), {"control": {"ctl-1": {"id": "ctl-1", "implements": ["A.8.9"]}}})
	risk.residual_plausible == set() with input as _lowered({"controls": ["ctl-1"]}) with data.isms as own
}

test_without_a_statement_of_applicability_controls_are_not_judged if {
	risk.residual_plausible == set() with input as _lowered({"controls": ["A.8.9"]}) with data.isms as {}
}

test_a_treatment_under_way_counts_only_while_the_risk_is_open if {
	plan := {"treatment": {"t-1": {"id": "t-1", "status": "active"}}}
	risk.residual_plausible == set() with input as _lowered({"treatments": ["t-1"], "state": "open"})
		with data.isms as plan
	risk.residual_plausible == _wishful with input as _lowered({"treatments": ["t-1"], "state": "treated"})
		with data.isms as plan
}

test_a_treatment_that_is_done_counts_by_whoever_names_whom if {
	plan := {"treatment": {"t-1": {"id": "t-1", "status": "done"}}}
	found := risk.residual_plausible with input as _lowered({"state": "treated"})
		with data.isms as plan
		with data.refs.risk as {"R-1": [{"kind": "treatment", "id": "t-1", "field": "risks"}]}
	found == set()
}
