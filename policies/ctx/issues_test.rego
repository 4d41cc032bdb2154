package rules.ctx_test

import data.rules.ctx

_context := {
	"kind": "context",
	"id": "context",
	"status": "approved",
	"approved_on": "2026-01-12",
	"issues": [
		{"id": "i1", "type": "internal", "text": "We double in two years", "leads_to": ["R-1"]},
		{"id": "i2", "type": "external", "text": "Few providers", "no_action_reason": "Two are enough"},
	],
	"climate_change": {"relevant": false, "reason": "No site near a river", "decided_on": "2026-01-12"},
	"parties": [{"id": "customers", "requirements": [{"id": "q1", "text": "Up all day", "in_isms": true, "met_by": ["A.5.30"]}]}],
}

_but(fields) := object.union(object.remove(_context, object.keys(fields)), fields)

_less(keys) := object.remove(_context, keys)

_messages(found) := {finding.message | some finding in found}

_of(context) := {"context": {context.id: context}}

_isms := {"kind": "isms", "id": "isms"}

# _found holds what all rules on a context say.
_found := {finding.message | some rule in _rules; some finding in rule}

_rules := [
	ctx.issues_present, ctx.climate_determined, ctx.climate_followed, ctx.issue_to_risk,
	ctx.parties_present, ctx.requirements_present, ctx.party_climate, ctx.review_due,
]

test_what_is_whole_is_found_to_lapse_and_nothing_else if {
	_found == {"the context was last reviewed on 2026-01-12, longer ago than P1Y"} with input as _context with data.isms as _of(_context) with data.org as {}
}

test_without_a_context_one_finding_says_so if {
	found := ctx.present with input as _isms with data.isms as {}
	_messages(found) == {"no context of the organization is in force"}
}

test_a_context_that_is_not_in_force_is_named if {
	isms := {"context": {"a": _but({"id": "a", "status": "draft"}), "b": _but({"id": "b", "status": "retired"}), "c": {"id": "c"}}}
	found := ctx.present with input as _isms with data.isms as isms
	_messages(found) == {"no context of the organization is in force: a has the status draft, b has the status retired"}
}

test_a_draft_is_left_alone if {
	draft := {"kind": "context", "id": "context", "status": "draft", "issues": [{"id": "i"}], "climate_change": {"relevant": true}}
	_found == set() with input as draft with data.isms as _of(draft) with data.org as {}
}

_issues(issues) := found if {
	changed := _but({"issues": issues})
	found := ctx.issues_present with input as changed with data.isms as _of(changed)
}

test_both_sides_are_needed if {
	inside := {"id": "i1", "type": "internal", "text": "Growth"}
	_messages(_issues([inside])) == {"the context records no external issue"}
	_messages(_issues([])) == {"the context records no internal and no external issue"}
	_messages(_issues([inside, {"id": "i2", "type": "external", "text": " "}])) == {"the context records no external issue"}
	_messages(_issues([inside, {"id": "i2", "text": "Law"}, "Law"])) == {"the context records no external issue"}
}

test_two_contexts_may_share_the_work if {
	one := object.remove(_but({"id": "issues"}), ["parties", "climate_change"])
	two := object.remove(_but({"id": "parties"}), ["issues"])
	isms := {"context": {"issues": one, "parties": two}}
	every context in [one, two] {
		found := {rule |
			some rule in [ctx.issues_present, ctx.climate_determined, ctx.parties_present]
		} with input as context with data.isms as isms
		found == {set()}
	}
}

test_of_two_contexts_one_is_told_what_both_lack if {
	one := {"kind": "context", "id": "a", "status": "approved"}
	two := object.union(one, {"id": "b"})
	isms := {"context": {"a": one, "b": two}}
	count(ctx.issues_present) == 1 with input as one with data.isms as isms
	count(ctx.climate_determined) == 1 with input as one with data.isms as isms
	count(ctx.parties_present) == 1 with input as one with data.isms as isms
	ctx.issues_present == set() with input as two with data.isms as isms
	ctx.climate_determined == set() with input as two with data.isms as isms
	ctx.parties_present == set() with input as two with data.isms as isms
}

_climate(decision) := found if {
	changed := _but({"climate_change": decision})
	found := ctx.climate_determined with input as changed with data.isms as _of(changed)
}

test_a_decision_has_an_answer_a_reason_and_a_day if {
	_messages(_climate({})) == {"the decision whether climate change bears on the ISMS does not say whether it does, why, since when"}
	_messages(_climate({"relevant": false, "reason": " ", "decided_on": "2026-01-12"})) == {
		"the decision whether climate change bears on the ISMS does not say why",
	}
	_messages(_climate("no")) == {"the context does not decide whether climate change bears on the ISMS"}
	found := ctx.climate_determined with input as _less(["climate_change"]) with data.isms as _of(_less(["climate_change"]))
	found == {{"at": ["climate_change"], "message": "the context does not decide whether climate change bears on the ISMS"}}
}

test_relevant_climate_leads_somewhere if {
	relevant := {"relevant": true, "reason": "Heat", "decided_on": "2026-01-12"}
	loose := _but({"climate_change": relevant})
	count(ctx.climate_followed) == 1 with input as loose with data.isms as _of(loose)
	empty := _but({"climate_change": object.union(relevant, {"leads_to": []})})
	count(ctx.climate_followed) == 1 with input as empty with data.isms as _of(empty)
	followed := _but({"climate_change": object.union(relevant, {"leads_to": ["R-7"]})})
	ctx.climate_followed == set() with input as followed with data.isms as _of(followed)
	party := {"id": "insurer", "requirements": [{"id": "q", "text": "A plan for floods", "climate": true, "in_isms": true}]}
	taken := object.union(loose, {"parties": [party]})
	ctx.climate_followed == set() with input as taken with data.isms as _of(taken)
	left := object.union(loose, {"parties": [{"id": "insurer", "requirements": [{"id": "q", "climate": true, "in_isms": false}]}]})
	count(ctx.climate_followed) == 1 with input as left with data.isms as _of(left)
}

_loose(issues, refs) := found if {
	found := ctx.issue_to_risk with input as _but({"issues": issues}) with data.refs as refs
}

test_an_issue_that_leads_nowhere_is_named if {
	found := _loose([{"id": "i1", "leads_to": ["R-1"]}, {"id": "i2", "leads_to": []}, {"id": "i3", "no_action_reason": " "}], {})
	found == {
		{"at": ["issues", 1], "message": "issue i2 leads to nothing, and no reason says why"},
		{"at": ["issues", 2], "message": "issue i3 leads to nothing, and no reason says why"},
	}
}

test_a_risk_that_names_the_issue_takes_it_up_and_the_scope_does_not if {
	_loose([{"id": "i1"}], {"issue": {"i1": [{"kind": "risk", "id": "R-1", "field": "sources"}]}}) == set()
	count(_loose([{"id": "i1"}], {"issue": {"i1": [{"kind": "scope", "id": "scope", "field": "considers.issues"}]}})) == 1
}

test_where_all_lead_nowhere_one_finding_says_so if {
	found := _loose([{"id": "i1"}, {"id": "i2"}, {"id": "i3"}], {})
	_messages(found) == {"none of the 3 issues leads to a risk, an opportunity or a reason to do nothing"}
	count(_loose([{"id": "i1"}, {"id": "i2"}], {})) == 2
	_loose([], {}) == set()
	_loose("none", {}) == set()
}
