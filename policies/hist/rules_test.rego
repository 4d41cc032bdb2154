package rules.hist_test

import data.rules.hist

_to(kind, id, change) := {"kind": kind, "id": id, "path": $"{kind}.yaml", "change": change}

_loosened := object.union(_to("isms", "acme", "changed"), {"fields": ["ignore", "title"]})

_judged(changes, more) := object.union(
	object.union(_commit("2026-03-02T10:00:00+01:00", "2026-03-01T10:00:00+01:00"), {
		"changes": changes, "definitions": [], "authors": ["ben"], "approvals": [],
	}),
	more,
)

test_what_judges_changes_apart_from_what_it_judges if {
	found := hist.rules_controlled with input as _judged([_to("risk", "R-1", "changed"), _loosened, _to("risk", "R-2", "added")], {})

	found == {{
		"at": ["changes", 0], "key": "mixed",
		"message": "commit 0123456789 changes how the ISMS is judged (ignore) together with 2 records",
	}}
	count(hist.rules_controlled) == 0 with input as _judged([_loosened], {})
	count(hist.rules_controlled) == 0 with input as _judged([_loosened, _to("role", "iso", "changed"), _to("person", "ada", "added")], {})
	inner := object.union(_to("retention_class", "long", "changed"), {"path": "isms.yaml"})
	count(hist.rules_controlled) == 0 with input as _judged([_loosened, inner], {})
}

test_other_keys_of_the_configuration_judge_nothing if {
	titled := object.union(_to("isms", "acme", "changed"), {"fields": ["title", "processes", "next_review"]})

	count(hist.rules_controlled) == 0 with input as _judged([titled, _to("risk", "R-1", "changed")], {})
	count(hist.rules_controlled) == 0 with input as _judged([_to("isms", "acme", "added"), _to("risk", "R-1", "added")], {})
}

test_own_rules_judge_too if {
	found := hist.rules_controlled with input as _judged([_to("risk", "R-1", "changed")], {"definitions": ["rules/risk.rego"]})

	found == {{
		"at": ["changes", 0], "key": "mixed",
		"message": "commit 0123456789 changes how the ISMS is judged (rules/risk.rego) together with a record",
	}}
}

test_the_first_commit_sets_all_up if {
	first := object.remove(_judged([_loosened, _to("risk", "R-1", "added")], {"definitions": ["rules/risk.rego"]}), ["previous"])

	count(hist.rules_controlled) == 0 with input as first
}

_owners := {"iso": {"id": "iso", "holders": [{"person": "ada"}, {"person": "cem", "until": "2025-12-31"}]}}

_staff := {"ada": {"id": "ada", "emails": ["ada@acme.example"]}, "ben": {"id": "ben"}, "cem": {"id": "cem"}}

_owned(more) := found if {
	found := hist.rules_controlled with input as _judged([_loosened], more)
		with data.org.owner as "iso"
		with data.isms.role as _owners
		with data.isms.person as _staff
}

test_the_owner_makes_or_approves_it if {
	_owned({}) == {{
		"at": [], "key": "owner",
		"message": "commit 0123456789 changes how the ISMS is judged (ignore) without iso, who owns that",
	}}
	_owned({"authors": ["ada"]}) == set()
	_owned({"committer": {"name": "A", "email": "a@acme.example", "when": "2026-03-02T10:00:00+01:00", "person": "ada"}}) == set()
	_owned({"approvals": [{"source": "trailer", "strength": "D", "person": "ada"}]}) == set()
	count(_owned({"approvals": [{"source": "trailer", "strength": "", "person": "ada"}]})) == 1
	count(_owned({"approvals": [{"source": "trailer", "strength": "D", "person": "cem"}]})) == 1
}

test_an_owner_without_an_address_cannot_be_seen if {
	count(hist.rules_controlled) == 0 with input as _judged([_loosened], {})
		with data.org.owner as "iso"
		with data.isms.role as _owners
		with data.isms.person as {"ada": {"id": "ada"}}
	count(hist.rules_controlled) == 1 with input as _judged([_loosened], {})
		with data.org.owner as "ada"
		with data.isms.person as _staff
}

_waives(fields) := {"W-1": object.union({"id": "W-1", "type": "rule_waiver", "rules": ["risk.owner"]}, fields)}

_with_waiver(fields, changes) := found if {
	found := hist.rules_controlled with input as _judged(changes, {}) with data.isms.exception as _waives(fields)
}

test_a_waiver_comes_before_what_it_waives if {
	brings := [_to("exception", "W-1", "added"), _to("risk", "R-1", "changed")]

	_with_waiver({"ids": ["R-1"]}, brings) == {{
		"at": ["changes", 0], "key": "waiver W-1 risk R-1",
		"message": "commit 0123456789 brings waiver W-1 together with the change of risk R-1 that it is for",
	}}
	_with_waiver({"ids": ["R-2"]}, brings) == set()
	count(_with_waiver({"kinds": ["risk"]}, brings)) == 1
	_with_waiver({"kinds": ["asset"]}, brings) == set()
	_with_waiver({"kinds": ["asset"], "ids": ["R-1"]}, brings) == set()
	_with_waiver({"type": "policy", "ids": ["R-1"]}, brings) == set()
	_with_waiver({"ids": ["R-1"]}, [_to("exception", "W-1", "removed"), _to("risk", "R-1", "changed")]) == set()
}

_changes_waiver(fields) := [object.union(_to("exception", "W-1", "changed"), {"fields": fields}), _to("risk", "R-1", "changed")]

test_a_waiver_that_is_widened_is_a_new_one if {
	count(_with_waiver({"ids": ["R-1"]}, _changes_waiver(["until"]))) == 1
	_with_waiver({"ids": ["R-1"]}, _changes_waiver(["ended_on", "reason"])) == set()
}
