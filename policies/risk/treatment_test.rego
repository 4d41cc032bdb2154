package rules.risk_test

import data.rules.risk

_at(level, fields) := object.union(_risk({"current": {"likelihood": 1, "impact": 1, "level": level}}), fields)

test_a_risk_above_the_criteria_needs_a_decision if {
	found := risk.option with input as _at("medium", {}) with data.isms as _in_force
	found == {{"at": ["option"], "message": "nothing is decided about risk R-1 at level \"medium\""}}
}

test_a_level_that_needs_approval_needs_a_decision_though_within_the_appetite if {
	method := _with({"appetite": "medium"})
	found := risk.option with input as _at("medium", {}) with data.isms.risk_method as {"risk-method": method}
	found == {{"at": ["option"], "message": "nothing is decided about risk R-1 at level \"medium\""}}
}

test_within_the_criteria_no_decision_is_needed if {
	risk.option == set() with input as _at("low", {}) with data.isms as _in_force
}

test_a_decision_or_the_end_of_the_risk_settles_it if {
	risk.option == set() with input as _at("high", {"option": "avoid"}) with data.isms as _in_force
	risk.option == set() with input as _at("high", {"state": "closed"}) with data.isms as _in_force
}

test_mitigate_means_modify_and_needs_controls if {
	expected := {{"at": ["controls"], "message": "risk R-1 is to be modified, but names no control"}}
	risk.controls_named == expected with input as _risk({"option": "mitigate"})
	risk.controls_named == expected with input as _risk({"option": "modify", "controls": []})
	risk.controls_named == set() with input as _risk({"option": "modify", "controls": ["A.8.9"]})
	risk.controls_named == set() with input as _risk({"option": "retain"})
}

_lines := {
	"A.8.9": {"id": "A.8.9", "applicable": true},
	"A.8.30": {"id": "A.8.30", "applicable": false},
}

test_an_excluded_control_is_found_at_its_place if {
	found := risk.controls_in_soa with input as _risk({"controls": ["A.8.9", "A.8.30", "A.7.1"]})
		with data.isms.soa_control as _lines
	found == {{
		"at": ["controls", 1],
		"message": "risk R-1 relies on A.8.30, which the statement of applicability excludes",
	}}
}

test_an_own_control_stands_for_what_it_implements if {
	own := {
		"ctl-1": {"id": "ctl-1", "implements": ["A.8.30"]},
		"ctl-2": {"id": "ctl-2", "implements": ["A.8.30", "A.8.9"]},
		"ctl-3": {"id": "ctl-3"},
	}
	found := risk.controls_in_soa with input as _risk({"controls": ["ctl-2", "ctl-1", "ctl-3"]})
		with data.isms as {"soa_control": _lines, "control": own}
	found == {{
		"at": ["controls", 1],
		"message": concat("", [
			"risk R-1 relies on ctl-1, but the statement of applicability excludes ",
			"all that it implements: A.8.30",
		]),
	}}
}

test_without_a_statement_of_applicability_no_control_is_excluded if {
	risk.controls_in_soa == set() with input as _risk({"controls": ["A.8.30"]}) with data.isms as {}
}

_shared := {{"at": ["shared_with"], "message": "risk R-1 is shared, but points at no contract or insurance"}}

test_transfer_means_share_and_needs_a_contract if {
	risk.share_evidence == _shared with input as _risk({"option": "transfer"})
	risk.share_evidence == set() with input as _risk({"option": "transfer", "shared_with": ["insurance"]})
}

test_a_supplier_carries_a_share_by_its_agreement if {
	record := _risk({"option": "share", "suppliers": ["cloudhost"]})
	risk.share_evidence == _shared with input as record with data.isms.supplier as {"cloudhost": {"id": "cloudhost"}}
	risk.share_evidence == set() with input as record
		with data.isms.supplier as {"cloudhost": {"id": "cloudhost", "agreement": {"ref": "V-2024-118"}}}
}

test_a_link_to_a_document_on_file_will_do if {
	documents := {"insurance": {"id": "insurance"}}
	risk.share_evidence == set() with input as _risk({"option": "share", "links": ["document/insurance"]})
		with data.isms.document as documents
	risk.share_evidence == _shared with input as _risk({"option": "share", "links": ["policy/insurance"]})
		with data.isms.document as documents
}

_treatments(status) := {"t-1": {
	"id": "t-1",
	"status": status,
	"parent": {"kind": "register", "id": "plan"},
}}

test_a_plan_of_cancelled_treatments_is_none if {
	found := risk.plan_present with data.isms as {"risk": _one_risk, "treatment": _treatments("cancelled")}
	found == {{"at": [], "message": "risks are recorded, but no treatment of them is planned"}}
}

test_a_plan_that_is_not_approved_is_not_in_force if {
	tree := {"risk": _one_risk, "treatment": _treatments("active")}
	found := risk.plan_present with data.isms as tree
		with data.isms.register as {"plan": {"id": "plan", "status": "draft"}}
	found == {{"at": [], "message": "the treatment plan is not approved: \"plan\""}}
	risk.plan_present == set() with data.isms as tree
		with data.isms.register as {"plan": {"id": "plan", "status": "approved"}}
}

test_a_treatment_in_its_own_file_is_a_plan if {
	tree := {"risk": _one_risk, "treatment": {"t-1": {"id": "t-1"}}}
	risk.plan_present == set() with data.isms as tree
}

_other_plan := {"treatment": {"t-9": {"id": "t-9", "status": "active"}}}

test_a_risk_to_be_changed_without_a_treatment_is_found if {
	found := risk.plan_covers with input as _risk({"option": "mitigate"}) with data.isms as _other_plan
	found == {{
		"at": ["treatments"],
		"message": "risk R-1 has the option \"mitigate\", but no treatment in the plan",
	}}
}

test_a_cancelled_treatment_covers_nothing if {
	tree := {"treatment": object.union(_other_plan.treatment, _treatments("cancelled"))}
	found := risk.plan_covers with input as _risk({"option": "avoid", "treatments": ["t-1"]}) with data.isms as tree
	found == {{
		"at": ["treatments"],
		"message": "risk R-1 has the option \"avoid\", but its treatment was cancelled: t-1",
	}}
}

test_a_treatment_that_names_the_risk_covers_it if {
	risk.plan_covers == set() with input as _risk({"option": "modify"})
		with data.isms as _other_plan
		with data.refs.risk as {"R-1": [{"kind": "treatment", "id": "t-9", "field": "risks"}]}
}

test_a_risk_that_is_kept_or_closed_needs_no_treatment if {
	risk.plan_covers == set() with input as _risk({"option": "accept"}) with data.isms as _other_plan
	risk.plan_covers == set() with input as _risk({"option": "modify", "state": "closed"}) with data.isms as _other_plan
}

test_an_absent_plan_is_not_each_risks_finding if {
	risk.plan_covers == set() with input as _risk({"option": "modify"}) with data.isms as {}
}

_treatment(fields) := object.union({"kind": "treatment", "id": "t-1"}, fields)

test_each_gap_of_a_treatment_is_named if {
	found := risk.plan_complete with input as _treatment({"action": "encrypt", "resources": " ", "due": "2026-12-31"})
	found == {
		{"at": ["owner"], "message": "treatment t-1 does not say who gets it done"},
		{"at": ["resources"], "message": "treatment t-1 does not say with which money, people and time"},
		{"at": ["evaluation"], "message": "treatment t-1 does not say how it will be judged whether it worked"},
	}
}

test_a_cancelled_treatment_may_be_incomplete if {
	risk.plan_complete == set() with input as _treatment({"status": "cancelled"})
	count(risk.plan_complete) == 5 with input as _treatment({})
}

test_a_treatment_is_in_time_through_its_whole_due_day if {
	found := risk.plan_overdue with input as _treatment({"due": "2028-02-28"})
	found == {{
		"at": ["due"],
		"message": "treatment t-1 was due on 2028-02-28 and is not done",
		"since": "2028-02-29",
	}}
}

_graver(register) := found if {
	found := risk.plan_overdue with input as _treatment({"due": "2026-11-30", "risks": ["R-1", "R-2"], "status": "active"})
		with data.isms as object.union(_in_force, {"risk": register})
}

_small := {"id": "R-1", "current": {"level": "low"}}

_great := {"id": "R-2", "current": {"level": "high"}}

test_a_treatment_is_graver_after_ninety_days_above_the_appetite if {
	_graver({"R-1": _small, "R-2": _great}) == {
		{
			"at": ["due"],
			"message": "treatment t-1 was due on 2026-11-30 and is not done",
			"since": "2026-12-01",
			"until": "2027-03-01",
		},
		{
			"at": ["due"],
			"message": "treatment t-1 was due on 2026-11-30 and is not done, and risk R-2 lies above the appetite",
			"since": "2027-03-01",
			"grade": "major",
		},
	}
}

test_lateness_stays_minor_for_small_and_closed_risks if {
	minor := {{
		"at": ["due"],
		"message": "treatment t-1 was due on 2026-11-30 and is not done",
		"since": "2026-12-01",
	}}
	_graver({"R-1": _small}) == minor
	_graver({"R-1": _small, "R-2": object.union(_great, {"state": "closed"})}) == minor
}

test_a_risk_that_names_the_treatment_counts_as_well if {
	found := risk.plan_overdue with input as _treatment({"due": "2026-11-30"})
		with data.isms as object.union(_in_force, {"risk": {"R-2": _great}})
		with data.refs.treatment as {"t-1": [{"kind": "risk", "id": "R-2", "field": "treatments"}]}
	{finding.grade | some finding in found; finding.grade} == {"major"}
}

test_done_cancelled_and_undated_treatments_are_not_late if {
	risk.plan_overdue == set() with input as _treatment({"due": "2020-01-01", "status": "done"})
	risk.plan_overdue == set() with input as _treatment({"due": "2020-01-01", "status": "cancelled"})
	risk.plan_overdue == set() with input as _treatment({"status": "active"})
}

test_done_without_proof_and_day_is_two_gaps if {
	found := risk.plan_done_proof with input as _treatment({"status": "done", "evidence": []})
	found == {
		{"at": ["evidence"], "message": "treatment t-1 is done, but names no evidence of it"},
		{"at": ["done_on"], "message": "treatment t-1 is done, but does not say since when"},
	}
}

_done(scored) := found if {
	found := risk.plan_done_proof with input as _treatment({
		"status": "done",
		"done_on": "2026-08-31",
		"evidence": ["ev-1"],
		"risks": ["R-1"],
	})
		with data.isms.risk as {"R-1": object.union({"id": "R-1"}, scored)}
}

_not_scored := {{
	"at": ["risks"],
	"key": "R-1",
	"message": "treatment t-1 is done since 2026-08-31, but what remains of risk R-1 is not scored since",
	"since": "2026-09-01",
}}

test_a_score_of_the_same_day_is_a_new_one if {
	_done({"residual": {"likelihood": 1}, "scored_on": "2026-08-31"}) == set()
}

test_an_old_score_or_none_leaves_the_effect_open if {
	_done({"residual": {"likelihood": 1}, "scored_on": "2026-08-30"}) == _not_scored
	_done({"residual": {"likelihood": 1}}) == _not_scored
	_done({"scored_on": "2026-09-02"}) == _not_scored
}

test_a_closed_risk_or_a_dangling_one_needs_no_new_score if {
	_done({"state": "closed"}) == set()
	risk.plan_done_proof == set() with input as _treatment({
		"status": "done",
		"done_on": "2026-08-31",
		"evidence": ["ev-1"],
		"risks": ["R-404"],
	})
		with data.isms.risk as {}
}
