package rules.ppl_test

import data.rules.ppl

_competence := {
	"kind": "competence",
	"id": "c",
	"status": "approved",
	"requirements": [{"id": "cr", "role": "ciso"}],
	"holdings": [{"person": "dora", "requirement": "cr", "shown_by": "a certificate", "since": "2025-01-01"}],
}

_isms(competence) := {
	"competence": {"c": competence},
	"competence_requirement": {"cr": {"id": "cr", "role": "ciso"}},
	"role": {"ciso": {"id": "ciso", "holders": [{"person": "dora", "from": "2026-01-01"}]}},
	"person": {"dora": {"id": "dora", "start": "2024-01-01"}},
}

_with(change) := object.union(_competence, change)

_lacking(isms) := {[f.key, object.get(f, "since", ""), object.get(f, "until", "")] |
	some f in ppl.evidence with input as {"kind": "competence_requirement", "id": "cr", "role": "ciso", "parent": {"kind": "competence", "id": "c"}}
		with data.isms as isms
		with data.org as {}
}

_holding(change) := _isms(_with({"holdings": [object.union(_competence.holdings[0], change)]}))

test_a_proof_from_before_the_role_is_enough if _lacking(_isms(_competence)) == set()

test_no_holding_at_all_is_missing_after_its_time if {
	_lacking(_isms(_with({"holdings": []}))) == {["dora", "2026-04-02", ""]}
	_lacking(_isms(object.remove(_competence, ["holdings"]))) == {["dora", "2026-04-02", ""]}
}

test_a_proof_that_shows_nothing_does_not_count if {
	_lacking(_holding({"shown_by": " "})) == {["dora", "2026-04-02", ""]}
	_lacking(_holding({"shown_by": ["x"]})) == {["dora", "2026-04-02", ""]}
	_lacking(_holding({"shown_by": "", "evidence": ["ev-1"]})) == set()
}

test_a_late_proof_ends_the_finding if _lacking(_holding({"since": "2026-06-01"})) == {["dora", "2026-04-02", "2026-06-01"]}

test_a_known_gap_is_for_its_own_rule if _lacking(_holding({"gap": true})) == set()

test_the_proof_of_another_does_not_count if _lacking(_holding({"person": "emil"})) == {["dora", "2026-04-02", ""]}

test_who_left_lacks_nothing_afterwards if {
	isms := object.union(_isms(_with({"holdings": []})), {"person": {"dora": {"id": "dora", "end": "2026-06-30"}}})
	_lacking(isms) == {["dora", "2026-04-02", "2026-07-01"]}
	gone := object.union(_isms(_with({"holdings": []})), {"person": {"dora": {"id": "dora", "end": "2026-02-28"}}})
	_lacking(gone) == set()
}

test_drafts_and_unknown_people_are_not_judged if {
	_lacking(_isms(_with({"status": "draft", "holdings": []}))) == set()
	_lacking(object.union(_isms(_with({"holdings": []})), {"role": {"ciso": {"id": "ciso", "holders": [{"person": "nobody"}]}}})) == set()
	_lacking({"competence": {}}) == set()
}

test_an_unknown_beginning_is_due_at_once if {
	bare := {"ciso": {"id": "ciso", "holders": [{"person": "dora"}]}}
	started := {"dora": {"id": "dora", "start": "2024-01-01"}}
	isms := {"competence": {"c": _with({"holdings": []})}, "role": bare, "person": started}
	_lacking(isms) == {["dora", "2024-04-01", ""]}
	_lacking({"competence": {"c": _with({"holdings": []})}, "role": bare, "person": {"dora": {"id": "dora"}}}) == {["dora", "", ""]}
}

_roles(roles, requirements) := {f.key |
	some f in ppl.requirements with input as _competence
		with data.isms as {"competence": {"c": _competence}, "competence_requirement": requirements, "role": roles}
}

test_roles_that_somebody_holds_have_requirements if {
	held := {"holders": [{"person": "dora"}]}
	_roles({"ciso": held, "press": held, "empty": {}}, {"cr": {"role": "ciso"}}) == {"press"}
	_roles({"ciso": held}, {"cr": {"role": "ciso"}}) == set()
	_roles({}, {}) == set()
	_roles({"ciso": {"holders": []}}, {}) == set()
}

test_a_second_register_does_not_say_it_again if {
	found := ppl.requirements with input as object.union(_competence, {"id": "d"})
		with data.isms as {"competence": {"c": _competence, "d": object.union(_competence, {"id": "d"})}, "competence_requirement": {}, "role": {"ciso": {"holders": [{"person": "dora"}]}}}
	found == set()
}

_gaps(action) := {[f.at, object.get(f, "since", "")] |
	some f in ppl.gap_action with input as _with({"holdings": [object.union({"person": "dora", "requirement": "cr", "gap": true}, action)]})
}

test_a_gap_needs_an_action_that_is_done_in_time if {
	_gaps({}) == {[["holdings", 0], ""]}
	_gaps({"action": {"text": "course", "owner": "dora"}}) == {[["holdings", 0], ""]}
	_gaps({"action": {"text": "course", "owner": "dora", "due": "2026-03-31"}}) == {[["holdings", 0, "action", "due"], "2026-04-01"]}
	_gaps({"action": {"text": "course", "owner": "dora", "due": "2026-03-31", "done_on": "2026-04-20"}}) == set()
	_gaps({"gap": false}) == set()
}

_effects(change) := {[f.at, object.get(f, "since", ""), object.get(f, "until", "")] |
	some f in ppl.effect with input as _with(change) with data.org as {}
}

test_what_was_taken_is_judged if {
	course := {"id": "k"}
	taken := [{"course": "k", "on": "2026-01-10", "person": "dora"}, {"course": "k", "on": "2025-12-10", "person": "emil"}]
	_effects({"courses": [course], "completions": taken}) == {[["courses", 0], "2026-06-09", ""]}
	_effects({"courses": [course], "completions": []}) == set()
	_effects({"courses": [course]}) == set()
	_effects({"courses": [{"id": "k", "effect_check": {"on": "2026-05-01", "result": "fewer"}}], "completions": taken}) == set()
	_effects({"courses": [{"id": "k", "effect_check": {"on": "2026-07-01", "result": "fewer"}}], "completions": taken}) == {[["courses", 0], "2026-06-09", "2026-07-01"]}
	_effects({"courses": [{"id": "k", "effect_check": {"on": "2026-05-01", "result": " "}}], "completions": taken}) == {[["courses", 0], "2026-06-09", ""]}
}

test_actions_on_gaps_are_judged if {
	done := {"person": "dora", "requirement": "cr", "action": {"done_on": "2026-01-10"}}
	_effects({"holdings": [done]}) == {[["holdings", 0, "action"], "2026-07-10", ""]}
	_effects({"holdings": [object.union(done, {"action": {"done_on": "2026-01-10", "effect": "leads audits", "effect_checked_on": "2026-02-01"}})]}) == set()
}

_ended(holdings, person) := {[f.at, f.since, object.get(f, "until", "")] |
	some f in ppl.cert_valid with input as _with({"holdings": holdings}) with data.isms as {"person": {"dora": person}}
}

_certificate := {"person": "dora", "requirement": "cr", "shown_by": "a certificate", "since": "2023-01-01", "valid_until": "2026-01-31"}

test_a_certificate_ends if {
	_ended([_certificate], {"id": "dora"}) == {[["holdings", 0, "valid_until"], "2026-02-01", ""]}
	_ended([_certificate], {"id": "dora", "end": "2026-05-31"}) == {[["holdings", 0, "valid_until"], "2026-02-01", "2026-06-01"]}
	_ended([_certificate], {"id": "dora", "end": "2025-12-31"}) == set()
	_ended([object.union(_certificate, {"gap": true})], {"id": "dora"}) == set()
}

test_another_proof_takes_over if {
	renewed := object.union(_certificate, {"since": "2026-01-15", "valid_until": "2029-01-31"})
	_ended([_certificate, renewed], {"id": "dora"}) == {[["holdings", 1, "valid_until"], "2029-02-01", ""]}
	late := object.union(_certificate, {"since": "2026-03-15", "valid_until": "2029-01-31"})
	_ended([_certificate, late], {"id": "dora"}) == {[["holdings", 0, "valid_until"], "2026-02-01", "2026-03-15"], [["holdings", 1, "valid_until"], "2029-02-01", ""]}
	practice := object.remove(_certificate, ["valid_until"])
	_ended([_certificate, practice], {"id": "dora"}) == set()
}

test_presence if {
	count(ppl.present) == 1 with input as {"kind": "isms", "id": "acme"} with data.isms as {}
	{f.message | some f in ppl.present with input as {"kind": "isms", "id": "acme"} with data.isms as {"competence": {"c": {"id": "c", "status": "draft"}}}} == {"no register of competence is in force; c has the status draft"}
	count(ppl.present) == 0 with input as {"kind": "isms", "id": "acme"} with data.isms as {"competence": {"c": _competence}}
}
