# What the rules leave alone: one condition less, and each of these would be a
# false alarm or a second finding for one cause.
package rules.risk_test

import data.rules.risk

_poor := {
	"id": "m",
	"status": "in-review",
	"likelihood": [{"value": 1}, {"value": 1}],
	"impact": [],
	"levels": [{"id": "low"}],
}

test_a_draft_may_be_as_poor_as_it_likes if {
	draft := object.union(_poor, {"status": "draft"})
	falling := _with({"status": "draft", "matrix": {"1,1": "high", "1,2": "low"}})
	count(risk.acceptance_criteria) == 3 with input as _poor
	risk.acceptance_criteria == set() with input as draft
	count(risk.assessment_criteria) == 7 with input as _poor
	risk.assessment_criteria == set() with input as draft
	count(risk.matrix_total) == 1 with input as _poor
	risk.matrix_total == set() with input as draft
	risk.matrix_total == set() with input as falling
}

test_a_description_by_dimension_describes if {
	method := _with({"impact": [{"value": 1, "by_dimension": {"legal": "none"}}, {"value": 2, "description": "grave"}]})
	risk.assessment_criteria == set() with input as method
}

test_words_or_the_worst_case_are_a_consequence if {
	told := {"cia": ["c"], "scenario": "a leak", "current": {"likelihood": 1}}
	risk.cia == set() with input as _risk(object.union(told, {"consequence": "a fine"}))
	risk.cia == set() with input as _risk(object.union(told, {"inherent": {"impact": 2}}))
	count(risk.cia) == 1 with input as _risk(told)
}

test_without_a_method_a_missing_likelihood_is_no_finding if {
	risk.within_scale == set() with input as _risk({"current": {"impact": 1}}) with data.isms as {}
}

_closable := {
	"within_scale": {"current": {"impact": 1}},
	"level_computed": {"current": {"likelihood": 1, "impact": 1}},
	"residual_plausible": {"current": {"likelihood": 1}, "residual": {"likelihood": 2}},
	"evaluated": {},
	"owner_active": {"owner": "dpo"},
	"controls_named": {"option": "modify"},
	"controls_in_soa": {"controls": ["A.8.30", "ctl-1"]},
	"share_evidence": {"option": "share"},
	"residual_accepted": {"option": "modify", "current": {"likelihood": 1}},
	"acceptance_stale": {"acceptance": {"on": "2026-01-01"}, "scored_on": "2026-02-01"},
}

_living := object.union_n([_in_force, _people, {
	"soa_control": _lines,
	"control": {"ctl-1": {"id": "ctl-1", "implements": ["A.8.30"]}},
}])

test_each_of_these_rules_judges_a_live_risk_and_leaves_a_closed_one_alone if {
	every rule, fields in _closable {
		count(risk[rule]) > 0 with input as _risk(fields) with data.isms as _living
		risk[rule] == set() with input as _risk(object.union(fields, {"state": "closed"})) with data.isms as _living
	}
}

test_a_closed_risk_needs_neither_rank_nor_authority_nor_proof_of_treatment if {
	ranked := {"current": {"level": "low"}, "residual": {"level": "medium"}, "state": "closed"}
	risk.residual_plausible == set() with input as _risk(ranked) with data.isms as _living
	risk.residual_plausible == set() with input as _lowered({"state": "closed"}) with data.isms as _living
	limited := object.union(_medium("ada"), {"state": "closed"})
	risk.owner_active == set() with input as limited with data.isms as _living
	risk.level_computed == set() with input as _risk({
		"state": "closed",
		"current": {"likelihood": 1, "impact": 1, "level": "high"},
	})
		with data.isms as _living
}

test_levels_are_compared_only_where_numbers_are_missing if {
	record := _risk({
		"current": {"likelihood": 1, "impact": 1, "level": "low"},
		"residual": {"likelihood": 1, "impact": 1, "level": "high"},
	})
	risk.residual_plausible == set() with input as record with data.isms as _in_force
	other := _risk({
		"current": {"likelihood": 1, "impact": 1, "level": "high"},
		"residual": {"likelihood": 1, "impact": 1, "level": "low"},
	})
	risk.residual_plausible == set() with input as other with data.isms as _in_force
}

test_a_lower_level_without_numbers_needs_its_cause_too if {
	record := _risk({"current": {"level": "high"}, "residual": {"level": "low"}})
	risk.residual_plausible == _wishful with input as record with data.isms as _in_force
	same := _risk({"current": {"level": "low"}, "residual": {"level": "low"}})
	risk.residual_plausible == set() with input as same with data.isms as _in_force
}

test_an_own_control_that_implements_what_is_only_planned_lowers_nothing if {
	own := object.union(_soa("planned"), {"control": {"ctl-1": {"id": "ctl-1", "implements": ["A.8.9"]}}})
	risk.residual_plausible == _wishful with input as _lowered({"controls": ["ctl-1"]}) with data.isms as own
}

test_a_cancelled_treatment_lowers_nothing if {
	plan := {"treatment": {"t-1": {"id": "t-1", "status": "cancelled"}}}
	risk.residual_plausible == _wishful with input as _lowered({"treatments": ["t-1"]}) with data.isms as plan
}

test_a_risk_with_score_and_priority_is_evaluated if {
	risk.evaluated == set() with input as _risk({"current": {"likelihood": 1}, "priority": 3})
}

test_closed_risks_make_no_register_flat if {
	closed := {"R-5": {"id": "R-5", "state": "closed", "current": {"likelihood": 2, "impact": 2}}}
	risk.flat_scores == set() with data.isms.risk as object.union(_same(4), closed)
}

test_an_office_others_hold_gives_no_authority if {
	roles := {
		"ceo": {"id": "ceo", "may_accept_up_to": "medium", "holders": [
			{"person": "ben", "from": "2020-01-01", "until": "2026-10-31"},
			{"person": "cleo", "from": "2026-11-01"},
		]},
	}
	found := risk.owner_active with input as _medium("ben")
		with data.isms as object.union(_in_force, {"role": roles, "person": {"ben": {"id": "ben"}}})
	{finding.since | some finding in found} == {"2026-11-01"}
}

test_a_standard_supplier_or_one_in_the_register_needs_no_further_risk if {
	register := {"R-1": _risk({}), "R-2": _risk({"id": "R-2", "state": "closed"})}
	expected := {{"at": ["tier"], "message": "supplier cloudhost is critical, but no live risk is about it"}}
	standard := object.union(_supplier, {"tier": "standard"})
	risk.suppliers_covered == set() with input as standard with data.isms.risk as register
	risk.suppliers_covered == set() with input as _supplier
		with data.isms.risk as register
		with data.refs.supplier as {"cloudhost": [{"kind": "risk", "id": "R-1", "field": "suppliers"}]}
	risk.suppliers_covered == expected with input as _supplier
		with data.isms.risk as register
		with data.refs.supplier as {"cloudhost": [
			{"kind": "risk", "id": "R-2", "field": "suppliers"},
			{"kind": "asset", "id": "R-1", "field": "supplier"},
		]}
}

test_an_assessment_without_risks_is_not_the_first_of_any if {
	risk.assessment_due == set() with data.isms as {"risk": {}, "risk_assessment": {}}
	found := risk.assessment_due with data.isms as {"risk": {}, "risk_assessment": _held(["2026-01-31"])}
	{finding | some finding in found; not finding.since} == set()
}

test_an_assessment_held_between_twelve_and_eighteen_months_was_never_gravely_late if {
	tree := {"risk": _one_risk, "risk_assessment": _held(["2025-01-10", "2026-03-10"])}
	found := risk.assessment_due with data.isms as tree
	{finding | some finding in found; contains(finding.message, "2025-01-10, and")} == {{
		"at": [],
		"message": "the last planned risk assessment was on 2025-01-10, and the next was due by 2026-01-10",
		"since": "2026-01-11",
		"until": "2026-03-10",
	}}
}

test_a_void_incident_and_a_grave_policy_want_no_assessment if {
	risk.assessment_on_change == set() with input as object.union(_incident, {"status": "void"})
	risk.assessment_on_change == set() with input as object.union(_incident, {"kind": "audit"})
}

test_void_assessments_and_other_references_prove_nothing if {
	void := {"ra-1": {"id": "ra-1", "held_on": "2026-02-10", "status": "void"}}
	early := {"ra-1": {"id": "ra-1", "held_on": "2026-01-10"}}
	refs := {"chg-1": [{"kind": "risk_assessment", "id": "ra-1", "field": "refers_to"}]}
	risk.assessment_on_change == {_unassessed} with input as _change
		with data.isms.risk_assessment as void
		with data.refs.change as refs
	risk.assessment_on_change == {_unassessed} with input as _change
		with data.isms.risk_assessment as early
		with data.refs.change as {"chg-1": [
			{"kind": "risk_assessment", "id": "ra-1", "field": "links"},
			{"kind": "incident", "id": "ra-1", "field": "refers_to"},
		]}
}

test_excluded_threat_intelligence_is_not_missed_when_old if {
	tree := {
		"risk": {"R-1": {"id": "R-1", "sources": ["cert"], "scored_on": "2025-02-28"}},
		"contact": _contacts,
		"soa_control": {"A.5.7": {"id": "A.5.7", "applicable": false}},
	}
	risk.threat_intel == set() with data.isms as tree
}

test_the_line_of_an_own_control_counts_before_what_it_implements if {
	tree := {
		"soa_control": object.union(_lines, {"ctl-1": {"id": "ctl-1", "applicable": true}}),
		"control": {
			"ctl-1": {"id": "ctl-1", "implements": ["A.8.30"]},
			"ctl-2": {"id": "ctl-2", "implements": []},
		},
	}
	risk.controls_in_soa == set() with input as _risk({"controls": ["ctl-1", "ctl-2"]}) with data.isms as tree
}

test_only_a_shared_risk_needs_a_contract if {
	risk.share_evidence == set() with input as _risk({"option": "modify"})
}

test_a_draft_plan_without_risks_is_no_finding if {
	risk.plan_present == set() with data.isms as {
		"risk": {},
		"treatment": _treatments("active"),
		"register": {"plan": {"id": "plan", "status": "draft"}},
	}
}

test_a_cancelled_treatment_in_an_approved_register_is_no_plan_in_force if {
	tree := {
		"risk": _one_risk,
		"treatment": {
			"t-1": {"id": "t-1", "status": "cancelled", "parent": {"kind": "register", "id": "old"}},
			"t-2": {"id": "t-2", "status": "active", "parent": {"kind": "register", "id": "plan"}},
		},
		"register": {"old": {"id": "old", "status": "approved"}, "plan": {"id": "plan", "status": "draft"}},
	}
	count(risk.plan_present) == 1 with data.isms as tree
}

test_a_finished_treatment_is_not_late_however_great_its_risk if {
	record := _treatment({"due": "2020-01-01", "status": "done", "risks": ["R-2"]})
	risk.plan_overdue == set() with input as record with data.isms as object.union(_in_force, {"risk": {"R-2": _great}})
}

test_only_risks_that_name_the_treatment_make_it_graver if {
	found := risk.plan_overdue with input as _treatment({"due": "2026-11-30"})
		with data.isms as object.union(_in_force, {"risk": {"R-2": _great}})
		with data.refs.treatment as {"t-1": [
			{"kind": "risk", "id": "R-2", "field": "links"},
			{"kind": "soa_control", "id": "R-2", "field": "treatments"},
		]}
	{finding | some finding in found; finding.grade} == set()
}

test_an_open_treatment_needs_no_proof_yet if {
	record := _treatment({"status": "active", "done_on": "2026-08-31", "risks": ["R-1"]})
	risk.plan_done_proof == set() with input as record with data.isms.risk as {"R-1": {"id": "R-1"}}
}

test_what_may_not_be_accepted_is_one_finding_whatever_the_acceptance if {
	every acceptance in [{}, {"by": "dan"}, {"by": "dan", "on": "2026-05-01"}] {
		count(risk.retain_allowed) == 1 with input as _at("high", {"option": "retain", "acceptance": acceptance})
			with data.isms as _tree
	}
}

test_an_empty_acceptance_is_none if {
	count(risk.retain_allowed) == 1 with input as _kept({"acceptance": {}}) with data.isms as _tree
}

test_where_the_method_names_no_authority_nobody_lacks_it if {
	method := _with({"levels": [{"id": "medium", "rank": 2, "accept": "with-approval"}]})
	tree := object.union(_offices, {"risk_method": {"risk-method": method}})
	accepted := object.union(_accepted, {"by": "dan"})
	risk.retain_allowed == set() with input as _kept({"acceptance": accepted}) with data.isms as tree
	unaccepted := {{
		"at": ["acceptance"],
		"message": "risk R-1 is retained at level \"medium\" and nobody has accepted it",
	}}
	risk.retain_allowed == unaccepted with input as _kept({}) with data.isms as tree
}

test_an_unscored_or_unknown_signature_is_not_the_owners_finding if {
	unscored := object.remove(_treated({"acceptance": {"by": "dan"}}), ["current"])
	risk.residual_accepted == set() with input as unscored with data.isms as _tree
	unknown := _treated({"acceptance": {"by": "nobody", "on": "2026-05-01"}})
	risk.residual_accepted == set() with input as unknown with data.isms as _tree
}

test_a_method_without_levels_lacks_no_appetite_yet if {
	count(risk.acceptance_criteria) == 1 with input as {"id": "m", "levels": []}
}

test_closed_risks_use_up_no_tolerance if {
	register := {"R-1": _at("high", {"state": "closed"})}
	risk.above_appetite == set() with data.isms as object.union(_in_force, {"risk": register})
}

test_a_closed_risk_keeps_its_last_day_of_review if {
	risk.review_due == set() with input as _risk({"state": "closed", "next_review": "2020-01-01"})
}

test_what_may_not_be_accepted_is_not_also_the_wrong_authoritys if {
	method := _with({"levels": [{"id": "high", "rank": 3, "accept": "no", "approver": "ceo"}]})
	tree := object.union(_offices, {"risk_method": {"risk-method": method}})
	record := _at("high", {"option": "retain", "acceptance": object.union(_accepted, {"by": "dan"})})
	count(risk.retain_allowed) == 1 with input as record with data.isms as tree
}

test_the_wrong_authority_is_not_also_the_wrong_owner if {
	record := _kept({"acceptance": object.union(_accepted, {"by": "dan"})})
	risk.residual_accepted == set() with input as record with data.isms as _tree
	count(risk.retain_allowed) == 1 with input as record with data.isms as _tree
}
