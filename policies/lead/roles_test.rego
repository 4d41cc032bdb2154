package rules.lead_test

import data.rules.lead

_role(id, fields) := object.union({"id": id}, fields)

_roles(list) := {"role": {role.id: role | some role in list}}

_messages(found) := {finding.message | some finding in found}

_times(found) := {[object.get(finding, "since", "-"), object.get(finding, "until", "-")] | some finding in found}

_top(id, holders) := _role(id, {"top_management": true, "holders": holders})

test_without_any_role_there_is_one_finding if {
	found := lead.top_management with data.isms as {}
	found == {{"at": [], "message": "no roles are recorded, so none of top management either"}}
	lead.role_conformity == set() with data.isms as {}
	lead.role_reporting == set() with data.isms as {}
	lead.engaged == set() with data.isms as {"policy": {"p": {"id": "p", "status": "approved"}}}
	lead.message == set() with data.isms as {"policy": {"p": {"id": "p", "status": "approved"}}}
}

test_a_role_of_top_management_is_marked if {
	every marked in [{}, {"top_management": false}, {"top_management": "yes"}] {
		found := lead.top_management with data.isms as _roles([_role("boss", marked)])
		_messages(found) == {"no role is marked as top management"}
	}
}

test_top_management_without_a_holder_is_no_top_management if {
	found := lead.top_management with data.isms as _roles([_top("ceo", []), _role("cto", {"top_management": true})])
	_messages(found) == {"nobody holds a role of top management: ceo, cto"}
	_times(found) == {["-", "-"]}
}

test_two_roles_of_top_management_stand_in_for_each_other if {
	both := _roles([
		_top("ceo", [{"person": "ada", "from": "2020-01-01", "until": "2026-03-31"}, {"person": "dan", "from": "2026-09-01"}]),
		_top("cto", [{"person": "ben", "from": "2019-01-01", "until": "2026-05-31"}]),
	])
	found := lead.top_management with data.isms as both
	found == {
		{"at": [], "until": "2019-01-01", "message": "nobody held a role of top management before 2019-01-01"},
		{"at": [], "since": "2026-06-01", "until": "2026-09-01", "message": "nobody holds a role of top management since 2026-06-01"},
	}
}

test_who_left_the_company_left_the_role if {
	isms := object.union(_roles([_top("ceo", [{"person": "ada"}])]), {"person": {"ada": {"id": "ada", "end": "2026-06-30"}}})
	_times(lead.top_management) == {["2026-07-01", "-"]} with data.isms as isms
}

test_a_task_of_the_isms_needs_a_role_with_authority if {
	nobody := _roles([_role("ceo", {}), _role("iso", {"isms": ["risk"], "authorities": ["x"]})])
	_messages(lead.role_conformity) == {"no role answers for the ISMS meeting the standard"} with data.isms as nobody
	_messages(lead.role_reporting) == {"no role reports to top management how the ISMS performs"} with data.isms as nobody
	powerless := _roles([_role("iso", {"isms": ["conformity", "reporting"], "authorities": []}), _role("cto", {"isms": ["conformity"]})])
	_messages(lead.role_conformity) == {"role cto, iso answers for the ISMS meeting the standard, but no authority of it is recorded"}
		with data.isms as powerless
	_messages(lead.role_reporting) == {"role iso reports to top management how the ISMS performs, but no authority of it is recorded"}
		with data.isms as powerless
	able := _roles([_role("iso", {"isms": ["conformity", "reporting"]}), _role("cto", {"isms": ["conformity", "reporting"], "authorities": ["x"]})])
	lead.role_conformity == set() with data.isms as able
	lead.role_reporting == set() with data.isms as able
}

_vacant(fields) := found if {
	role := _role("iso", fields)
	found := lead.role_vacant with input as role with data.isms as _roles([role, _top("ceo", [])]) with data.org as {}
}

test_an_empty_role_is_told_after_thirty_days if {
	found := _vacant({"holders": [{"person": "ada", "from": "2020-01-01", "until": "2026-08-31"}]})
	found == {{"at": ["holders"], "since": "2026-10-02", "message": "role iso has been empty since 2026-09-01"}}
}

test_a_role_that_was_filled_again_in_time_was_not_vacant if {
	handover := [{"person": "ada", "until": "2026-08-31"}, {"person": "ben", "from": "2026-10-01"}]
	_vacant({"holders": handover}) == set()
	late := [{"person": "ada", "until": "2026-08-31"}, {"person": "ben", "from": "2026-10-03"}]
	_times(_vacant({"holders": late})) == {["2026-10-02", "2026-10-03"]}
}

test_a_role_nobody_ever_held_is_vacant_at_once if {
	every fields in [{}, {"holders": []}, {"holders": null}] {
		_vacant(fields) == {{"at": ["holders"], "message": "nobody holds role iso"}}
	}
	_times(_vacant({"vacant_since": "2026-11-01"})) == {["2026-12-02", "-"]}
	_vacant({"needed": false}) == set()
	_vacant({"needed": false, "vacant_since": "2020-01-01"}) == set()
	_vacant({"holders": [{"person": "ada", "from": "2026-01-01"}]}) == set()
}

test_the_word_of_the_role_counts_until_somebody_takes_it_up if {
	_times(_vacant({"vacant_since": "2026-01-01", "holders": [{"person": "ada", "from": "2020-01-01"}]})) == {["2026-02-01", "-"]}
	_times(_vacant({"vacant_since": "2026-01-01", "holders": [{"person": "ada", "from": "2026-03-01"}]})) == {["2026-02-01", "2026-03-01"]}
	_times(_vacant({"vacant_since": "2026-01-01", "holders": [{"person": "ada", "until": "2025-12-31"}]})) == {["2026-02-01", "-"]}
}

test_the_interval_is_the_organizations_own if {
	role := _role("iso", {"vacant_since": "2026-01-01"})
	found := lead.role_vacant with input as role with data.isms as _roles([role]) with data.org as {"intervals": {"role_vacancy": "P5Y"}}
	_times(found) == {["2031-01-02", "-"]}
}

test_the_only_role_of_top_management_is_told_elsewhere if {
	ceo := _top("ceo", [])
	lead.role_vacant == set() with input as ceo with data.isms as _roles([ceo]) with data.org as {}
	count(lead.role_vacant) == 1 with input as ceo with data.isms as _roles([ceo, _top("cto", [])]) with data.org as {}
}

_accepted(fields, isms) := found if {
	role := _role("iso", object.union({"isms": ["risk"]}, fields))
	found := lead.role_accepted with input as role with data.isms as isms.isms with data.refs as isms.refs
}

_nothing := {"isms": {}, "refs": {}}

test_whoever_holds_a_role_of_the_isms_accepts_it if {
	holders := [{"person": "ada", "from": "2026-05-01"}, {"person": "ben", "until": "2026-04-30"}, {"person": "dan", "accepted_on": "2026-05-01"}]
	_accepted({"holders": holders}, _nothing) == {
		{
			"at": ["holders", 0], "since": "2026-05-02", "key": "ada/2026-05-01",
			"message": "ada holds role iso, but nothing shows that they accepted it",
		},
		{
			"at": ["holders", 1], "until": "2026-05-01", "key": "ben/0000-01-01",
			"message": "ben holds role iso, but nothing shows that they accepted it",
		},
	}
}

test_roles_without_weight_are_not_asked if {
	holders := {"holders": [{"person": "ada"}]}
	lead.role_accepted == set() with input as _role("clerk", holders) with data.isms as {} with data.refs as {}
	lead.role_accepted == set() with input as _role("clerk", object.union(holders, {"isms": [], "key": false})) with data.isms as {}
	count(lead.role_accepted) == 1 with input as _role("clerk", object.union(holders, {"key": true})) with data.isms as {} with data.refs as {}
}

test_one_day_in_a_role_needs_no_acceptance if {
	_accepted({"holders": [{"person": "ada", "from": "2026-05-01", "until": "2026-05-01"}]}, _nothing) == set()
	_accepted({"holders": [{"person": "ada", "from": "2026-05-01", "until": "2026-04-01"}]}, _nothing) == set()
}

_confirmed(ack, field) := {"isms": {"acknowledgement": {"A": ack}}, "refs": {"role": {"iso": [{"kind": "acknowledgement", "id": "A", "field": field}]}}}

test_an_acknowledgement_of_the_role_is_acceptance if {
	holders := {"holders": [{"person": "ada"}]}
	every ack in [{"person": "ada"}, {"people": ["ben", "ada"]}] {
		_accepted(holders, _confirmed(ack, "item")) == set()
	}
	every ack in [{"person": "ben"}, {"people": ["ben"]}, {"person": "ada", "status": "void"}, {"people": ["ada"], "status": "void"}] {
		count(_accepted(holders, _confirmed(ack, "item"))) == 1
	}
	count(_accepted(holders, _confirmed({"person": "ada"}, "links"))) == 1
}

_deputy(fields, people) := found if {
	role := _role("iso", object.union({"key": true}, fields))
	found := lead.deputy with input as role with data.isms as {"role": {"iso": role}, "person": people}
}

test_key_roles_have_a_deputy_who_is_there if {
	one := {"holders": [{"person": "ada"}]}
	_messages(_deputy(one, {})) == {"key role iso has no deputy"}
	_deputy(object.union(one, {"deputy": "ben"}), {"ben": {"id": "ben"}}) == set()
	_deputy(object.union(one, {"deputy": "ben"}), {"ben": {"id": "ben", "end": "2026-06-30"}}) == {{
		"at": ["deputy"], "since": "2026-07-01",
		"message": "ben, the deputy of key role iso, left on 2026-06-30",
	}}
	_messages(_deputy(object.union(one, {"deputy": "ada"}), {})) == {"the deputy of key role iso is ada, who holds it"}
}

test_two_holders_stand_in_for_each_other if {
	_deputy({"holders": [{"person": "ada"}, {"person": "ben"}]}, {}) == set()
	count(_deputy({"holders": [{"person": "ada"}, {"person": "ada"}]}, {})) == 1
	count(_deputy({"holders": [{"person": "ada"}, {"person": "ben", "until": "2026-12-31"}]}, {})) == 1
}

test_other_roles_need_no_deputy if {
	lead.deputy == set() with input as {"id": "clerk"} with data.isms as {}
	lead.deputy == set() with input as {"id": "clerk", "key": false} with data.isms as {}
}
