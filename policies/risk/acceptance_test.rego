package rules.risk_test

import data.rules.risk

_offices := {
	"role": {
		"cto": {"id": "cto", "deputy": "eva", "holders": [{"person": "ada", "from": "2020-01-01"}]},
		"ceo": {"id": "ceo", "holders": [
			{"person": "ben", "from": "2020-01-01", "until": "2026-03-31"},
			{"person": "cleo", "from": "2026-04-01"},
		]},
	},
	"person": {id: {"id": id} | some id in ["ada", "ben", "cleo", "dan", "eva"]},
}

_tree := object.union(_in_force, _offices)

_kept(fields) := _at("medium", object.union({"owner": "cto", "option": "retain"}, fields))

_accepted := {"by": "cleo", "on": "2026-05-01", "until": "2027-04-30", "reason": "too dear"}

test_a_level_that_may_not_be_accepted_is_not_saved_by_an_acceptance if {
	found := risk.retain_allowed with input as _at("high", {"option": "retain", "acceptance": _accepted})
		with data.isms as _tree
	found == {{
		"at": ["option"],
		"message": "risk R-1 is retained at level \"high\", which may not be accepted",
	}}
}

test_accept_means_retain_and_needs_the_authority if {
	found := risk.retain_allowed with input as _kept({"option": "accept"}) with data.isms as _tree
	found == {{
		"at": ["acceptance"],
		"message": "risk R-1 is retained at level \"medium\" and nobody has accepted it: it is for \"ceo\"",
	}}
}

test_an_unaccepted_risk_beyond_the_criteria_is_one_finding if {
	risk.residual_accepted == set() with input as _kept({}) with data.isms as _tree
	count(risk.retain_allowed) == 1 with input as _kept({}) with data.isms as _tree
}

test_an_acceptance_without_reason_and_end_is_half_of_one if {
	found := risk.retain_allowed with input as _kept({"acceptance": {"by": "cleo", "on": "2026-05-01", "reason": ""}})
		with data.isms as _tree
	found == {{
		"at": ["acceptance"],
		"message": "risk R-1 is retained at level \"medium\" without saying until when, why",
	}}
}

test_the_authority_accepts_in_person_or_as_a_role if {
	risk.retain_allowed == set() with input as _kept({"acceptance": _accepted}) with data.isms as _tree
	risk.retain_allowed == set() with input as _kept({"acceptance": object.union(_accepted, {"by": "ceo"})})
		with data.isms as _tree
}

test_whoever_gave_up_the_office_has_no_authority_the_day_after if {
	last_day := object.union(_accepted, {"by": "ben", "on": "2026-03-31"})
	risk.retain_allowed == set() with input as _kept({"acceptance": last_day}) with data.isms as _tree
	day_after := object.union(last_day, {"on": "2026-04-01"})
	found := risk.retain_allowed with input as _kept({"acceptance": day_after})
		with data.isms as _tree
	found == {{
		"at": ["acceptance", "by"],
		"message": concat("", [
			"\"ben\" had no authority to accept risk R-1 at level \"medium\" ",
			"on 2026-04-01: it is for \"ceo\"",
		]),
	}}
}

test_an_unknown_signatory_is_a_dangling_reference_only if {
	record := _kept({"acceptance": object.union(_accepted, {"by": "nobody"})})
	risk.retain_allowed == set() with input as record with data.isms as _tree
}

test_a_level_within_the_criteria_and_other_options_are_free if {
	risk.retain_allowed == set() with input as _at("low", {"option": "retain"}) with data.isms as _tree
	risk.retain_allowed == set() with input as _at("high", {"option": "modify"}) with data.isms as _tree
	risk.retain_allowed == set() with input as _kept({"state": "closed"}) with data.isms as _tree
}

_treated(fields) := _at("medium", object.union(
	{"owner": "cto", "option": "modify", "residual": {"likelihood": 1, "impact": 1, "level": "low"}},
	fields,
))

test_what_remains_must_be_stated_before_it_can_be_accepted if {
	found := risk.residual_accepted with input as object.remove(_treated({}), ["residual"]) with data.isms as _tree
	found == {{
		"at": ["residual"],
		"message": "risk R-1 does not say what remains, so nobody can accept it",
	}}
}

test_what_remains_must_be_accepted if {
	expected := {{"at": ["acceptance"], "message": "nobody has accepted what remains of risk R-1"}}
	risk.residual_accepted == expected with input as _treated({}) with data.isms as _tree
	risk.residual_accepted == expected with input as _treated({"acceptance": {}}) with data.isms as _tree
	risk.residual_accepted == expected with input as _at("low", {"option": "retain"}) with data.isms as _tree
}

test_an_avoided_risk_leaves_nothing_to_accept if {
	record := _at("high", {"option": "avoid", "owner": "cto"})
	risk.residual_accepted == set() with input as record with data.isms as _tree
}

test_an_acceptance_says_who_and_when if {
	found := risk.residual_accepted with input as _treated({"acceptance": {"reason": "small"}}) with data.isms as _tree
	found == {
		{"at": ["acceptance", "by"], "message": "the acceptance of risk R-1 does not say by whom"},
		{"at": ["acceptance", "on"], "message": "the acceptance of risk R-1 does not say when"},
	}
}

test_owner_deputy_and_authority_may_accept_what_remains if {
	every by in ["cto", "ada", "eva"] {
		risk.residual_accepted == set() with input as _treated({"acceptance": {"by": by, "on": "2026-05-01"}})
			with data.isms as _tree
	}
	record := _treated({"residual": {"level": "medium"}, "acceptance": {"by": "cleo", "on": "2026-05-01"}})
	risk.residual_accepted == set() with input as record with data.isms as _tree
}

test_anybody_else_may_not if {
	found := risk.residual_accepted with input as _treated({"acceptance": {"by": "dan", "on": "2026-05-01"}})
		with data.isms as _tree
	found == {{
		"at": ["acceptance", "by"],
		"message": concat("", [
			"risk R-1 was accepted by \"dan\", ",
			"who on 2026-05-01 was neither its owner \"cto\" nor the authority for its level",
		]),
	}}
}

test_without_an_owner_nobody_is_the_wrong_one if {
	record := object.remove(_treated({"acceptance": {"by": "dan", "on": "2026-05-01"}}), ["owner"])
	risk.residual_accepted == set() with input as record with data.isms as _tree
}

test_an_acceptance_holds_through_its_last_day if {
	found := risk.acceptance_stale with input as _risk({"acceptance": {"on": "2025-03-01", "until": "2026-02-28"}})
	found == {{
		"at": ["acceptance", "until"],
		"message": "the acceptance of risk R-1 holds until 2026-02-28",
		"since": "2026-03-01",
	}}
}

test_an_acceptance_without_an_end_holds_a_year if {
	found := risk.acceptance_stale with input as _risk({"acceptance": {"on": "2024-02-29"}})
	found == {{
		"at": ["acceptance", "until"],
		"message": "the acceptance of risk R-1 holds until 2025-02-28",
		"since": "2025-03-01",
	}}
}

test_the_organization_may_let_it_hold_for_less if {
	found := risk.acceptance_stale with input as _risk({"acceptance": {"on": "2026-01-31"}})
		with data.org.intervals as {"acceptance": "P1M"}
	{finding.since | some finding in found} == {"2026-03-01"}
}

test_a_new_score_ends_an_acceptance_before_its_time if {
	found := risk.acceptance_stale with input as _risk({
		"acceptance": {"on": "2026-01-31", "until": "2026-12-31"},
		"scored_on": "2026-02-01",
	})
	found == {{
		"at": ["acceptance", "on"],
		"message": "risk R-1 was accepted on 2026-01-31 and scored again on 2026-02-01",
		"since": "2026-02-01",
	}}
}

test_a_score_of_the_same_day_is_the_one_accepted if {
	found := risk.acceptance_stale with input as _risk({
		"acceptance": {"on": "2026-01-31", "until": "2026-12-31"},
		"scored_on": "2026-01-31",
	})
	{finding.since | some finding in found} == {"2027-01-01"}
}

test_without_an_acceptance_none_is_stale if {
	risk.acceptance_stale == set() with input as _risk({"scored_on": "2026-01-31"})
	risk.acceptance_stale == set() with input as _risk({"acceptance": {"on": "2020-01-01"}, "state": "closed"})
}
