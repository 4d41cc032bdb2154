package rules.risk_test

import data.rules.risk

test_no_risk_is_one_finding_and_the_others_are_silent if {
	risk.register_present == {{"at": [], "message": "no risk is recorded"}} with data.isms as {"risk": {}}
	risk.assessment_due == set() with data.isms as {"risk": {}}
	risk.plan_present == set() with data.isms as {"risk": {}}
	risk.threat_intel == set() with data.isms as {"risk": {}}
	risk.assets_covered == set() with input as _asset with data.isms as {"risk": {}}
	risk.suppliers_covered == set() with input as _supplier with data.isms as {"risk": {}}
}

test_a_tree_without_the_collection_has_no_risk_either if {
	risk.register_present == {{"at": [], "message": "no risk is recorded"}} with data.isms as {}
}

test_a_closed_risk_still_makes_a_register if {
	risk.register_present == set() with data.isms.risk as {"R-1": {"id": "R-1", "state": "closed"}}
}

test_absent_empty_and_blank_owners_are_no_owners if {
	expected := {{"at": ["owner"], "message": "risk R-1 has no owner"}}
	risk.owner == expected with input as _risk({})
	risk.owner == expected with input as _risk({"owner": null})
	risk.owner == expected with input as _risk({"owner": ""})
	risk.owner == expected with input as _risk({"owner": " "})
}

test_an_owner_by_name_is_an_owner if {
	risk.owner == set() with input as _risk({"owner": "cto"})
}

_people := {
	"person": {"ada": {"id": "ada", "start": "2020-01-01"}, "ben": {"id": "ben", "end": "2028-02-29"}},
	"role": {
		"cto": {"id": "cto", "may_accept_up_to": "low", "holders": [{"person": "ada"}]},
		"ceo": {"id": "ceo", "may_accept_up_to": "medium", "holders": [{"person": "ben", "until": "2026-10-31"}]},
		"dpo": {"id": "dpo", "holders": []},
	},
}

test_a_person_owns_until_the_last_day_even_a_leap_day if {
	found := risk.owner_active with input as _risk({"owner": "ben"}) with data.isms as {"person": _people.person}
	found == {{
		"at": ["owner"],
		"message": "person \"ben\", who owns risk R-1, is not with the organization from 2028-03-01",
		"since": "2028-03-01",
	}}
}

test_a_role_nobody_holds_owns_nothing if {
	found := risk.owner_active with input as _risk({"owner": "dpo"}) with data.isms as _people
	found == {{"at": ["owner"], "message": "role \"dpo\", which owns risk R-1, has no holder"}}
}

test_a_role_falls_vacant_the_day_after_its_last_holder if {
	found := risk.owner_active with input as _risk({"owner": "ceo"}) with data.isms as _people
	found == {{
		"at": ["owner"],
		"message": "role \"ceo\", which owns risk R-1, has no holder from 2026-11-01",
		"since": "2026-11-01",
	}}
}

test_a_gap_between_two_holders_ends_with_the_second if {
	holders := [{"person": "ada", "from": "2020-01-01", "until": "2026-01-31"}, {"person": "ada", "from": "2026-03-01"}]
	found := risk.owner_active with input as _risk({"owner": "cto"})
		with data.isms.role as {"cto": {"id": "cto", "holders": holders}}
		with data.isms.person as {"ada": {"id": "ada"}}
	{
		"at": ["owner"],
		"message": "role \"cto\", which owns risk R-1, has no holder from 2026-02-01 until 2026-03-01",
		"since": "2026-02-01",
		"until": "2026-03-01",
	} in found
}

test_an_unknown_owner_is_a_dangling_reference_only if {
	risk.owner_active == set() with input as _risk({"owner": "nobody"}) with data.isms as _people
}

_medium(owner) := _risk({"owner": owner, "residual": {"level": "medium"}})

test_an_owner_below_the_level_has_no_authority if {
	found := risk.owner_active with input as _medium("cto") with data.isms as object.union(_in_force, _people)
	{
		"at": ["owner"],
		"message": "owner \"cto\" of risk R-1 may not accept level \"medium\", only up to \"low\"",
	} in found
}

test_a_person_has_the_authority_of_the_office_held if {
	found := risk.owner_active with input as _medium("ada") with data.isms as object.union(_in_force, _people)
	{
		"at": ["owner"],
		"message": "owner \"ada\" of risk R-1 may not accept level \"medium\", only up to \"low\"",
	} in found
}

test_authority_ends_with_the_office if {
	found := risk.owner_active with input as _medium("ben") with data.isms as object.union(_in_force, _people)
	{
		"at": ["owner"],
		"message": concat("", [
			"owner \"ben\" of risk R-1 may not accept level \"medium\" ",
			"from 2026-11-01, when the office that could is given up",
		]),
		"since": "2026-11-01",
	} in found
}

test_an_owner_without_a_stated_limit_is_not_judged_by_it if {
	tree := object.union(_in_force, {"role": {"cto": {"id": "cto", "holders": [{"person": "ada"}]}}})
	risk.owner_active == set() with input as _medium("cto") with data.isms as tree
}

test_the_word_of_the_authority_makes_up_for_the_owners_limit if {
	record := object.union(_medium("cto"), {"acceptance": {"by": "ceo", "on": "2026-05-01"}})
	found := risk.owner_active with input as record with data.isms as object.union(_in_force, _people)
	{finding | some finding in found; contains(finding.message, "may not accept")} == set()
}

_asset := {"kind": "asset", "id": "customer-db", "critical": true, "status": "active"}

_supplier := {"kind": "supplier", "id": "cloudhost", "tier": "critical", "status": "active"}

test_a_critical_asset_is_covered_by_a_live_risk_only if {
	refs := {"customer-db": [
		{"kind": "risk", "id": "R-1", "field": "assets"},
		{"kind": "access_review", "id": "ar-1", "field": "assets"},
	]}
	risk.assets_covered == set() with input as _asset
		with data.isms.risk as {"R-1": _risk({"state": "open"})}
		with data.refs.asset as refs
	found := risk.assets_covered with input as _asset
		with data.isms.risk as {"R-1": _risk({"state": "closed"})}
		with data.refs.asset as refs
	found == {{"at": ["critical"], "message": "asset customer-db is critical, but no live risk is about it"}}
}

test_assets_that_are_not_critical_or_gone_need_no_risk if {
	register := {"R-1": _risk({})}
	risk.assets_covered == set() with input as object.union(_asset, {"critical": false}) with data.isms.risk as register
	risk.assets_covered == set() with input as object.remove(_asset, ["critical"]) with data.isms.risk as register
	risk.assets_covered == set() with input as object.union(_asset, {"status": "disposed"})
		with data.isms.risk as register
}

test_a_critical_supplier_without_a_status_needs_a_risk if {
	found := risk.suppliers_covered with input as object.remove(_supplier, ["status"])
		with data.isms.risk as {"R-1": _risk({})}
	found == {{"at": ["tier"], "message": "supplier cloudhost is critical, but no live risk is about it"}}
}

test_a_supplier_that_is_not_yet_or_no_longer_one_needs_no_risk if {
	register := {"R-1": _risk({})}
	risk.suppliers_covered == set() with input as object.union(_supplier, {"status": "candidate"})
		with data.isms.risk as register
	risk.suppliers_covered == set() with input as object.union(_supplier, {"status": "ended"})
		with data.isms.risk as register
}

test_an_empty_list_of_opportunities_is_none if {
	expected := {{"at": ["opportunities"], "message": "the context records no opportunity"}}
	risk.opportunities == expected with input as {"kind": "context", "id": "c", "opportunities": []}
	risk.opportunities == expected with input as {"kind": "context", "id": "c"}
	risk.opportunities == set() with input as {"kind": "context", "id": "c", "opportunities": [{"id": "o"}]}
}
