package rules.aud_test

import data.rules.aud

_collections := {
	"policy": {"access": {"id": "access", "kind": "policy", "controls": ["A.5.15"]}, "top": {"id": "top", "kind": "policy", "level": "top"}},
	"procedure": {
		"audits": {"id": "audits", "kind": "procedure", "controls": ["A.5.35"], "records": ["audit"]},
		"backup": {"id": "backup", "kind": "procedure", "controls": ["A.8.13"], "status": "draft"},
	},
	"continuity_plan": {}, "scope": {}, "context": {}, "risk_method": {}, "soa": {}, "communication_plan": {}, "competence": {}, "isms": {},
	"control": {"C-1": {"id": "C-1", "kind": "control", "implements": ["A.5.15"]}},
	"person": {"vogel": {"id": "vogel", "emails": ["Vogel@acme.example"]}},
}

_version(commit, time, authors, digest) := {
	"commit": commit, "time": time, "authors": authors, "digest": digest,
	"author": {"name": "K. Vogel", "email": "vogel@acme.example"},
}

_judged(auditors, scope, history, org) := found if {
	audit := _auditing(auditors, scope)
	found := aud.independent_history with input as {"kind": "audit", "id": "IA-1", "after": audit}
		with data.isms as _collections
		with data.history as history
		with data.catalog as _kinds_catalog
		with data.org as org
}

_policy(versions) := {"policy": {"access": versions}}

_access := {"controls": ["A.5.15"]}

test_an_auditor_who_wrote_what_is_audited if {
	history := _policy([_version("1111111111aa", "2026-05-20T10:00:00Z", ["chef", "vogel"], "a")])
	_judged([_vogel], _access, history, {}) == {{
		"at": ["auditors", "0", "person"],
		"message": "vogel audited in IA-1 what they wrote: policy access in 1111111111",
		"key": "vogel",
	}}
	_judged([{"person": "chef"}], {"controls": ["A.8.13"]}, history, {}) == set()
	_judged([{"person": "other"}], _access, history, {}) == set()
}

test_what_is_written_after_the_audit_is_not_what_was_audited if {
	_judged([_vogel], _access, _policy([_version("1", "2026-05-21T00:00:00Z", ["vogel"], "a")]), {}) == set()
}

test_approvals_and_moves_are_no_writing if {
	versions := [_version("1", "2026-01-01T00:00:00Z", ["chef"], "a"), _version("2", "2026-02-01T00:00:00Z", ["vogel"], "a")]
	_judged([_vogel], _access, _policy(versions), {}) == set()

	gone := [_version("1", "2026-01-01T00:00:00Z", ["chef"], "a"), {"commit": "2", "time": "2026-02-01T00:00:00Z", "authors": ["vogel"], "gone": true}]
	_judged([_vogel], _access, _policy(gone), {}) == set()
}

test_the_last_commit_is_named if {
	versions := [_version("1", "2026-01-01T00:00:00Z", ["vogel"], "a"), _version("2", "2026-02-01T00:00:00Z", ["vogel"], "b")]
	{endswith(f.message, "policy access in 2") | some f in _judged([_vogel], _access, _policy(versions), {})} == {true}
}

test_an_address_that_was_nobodys_then if {
	history := _policy([_version("1", "2026-01-01T00:00:00Z", [], "a")])
	count(_judged([_vogel], _access, history, {})) == 1
	count(_judged([{"name": "k. vogel "}], _access, history, {})) == 1
	_judged([{"name": "Ines Albrecht"}], _access, history, {}) == set()
	_judged([{"person": "chef"}], _access, history, {}) == set()

	others := _policy([_version("1", "2026-01-01T00:00:00Z", ["chef"], "a")])
	_judged([_vogel], _access, others, {}) == set()
}

test_documents_are_covered_by_clauses_too if {
	history := {
		"policy": {"top": [_version("1", "2026-01-01T00:00:00Z", ["vogel"], "a")], "access": [_version("1", "2026-01-01T00:00:00Z", ["vogel"], "a")]},
		"procedure": {
			"audits": [_version("1", "2026-01-01T00:00:00Z", ["vogel"], "a")],
			"backup": [_version("1", "2026-01-01T00:00:00Z", ["vogel"], "a")],
		},
		"control": {"C-1": [_version("1", "2026-01-01T00:00:00Z", ["vogel"], "a")]},
	}
	_messages(_judged([_vogel], {"clauses": ["5", "8"], "controls": ["A.5"]}, history, {})) == {concat("", [
		"vogel audited in IA-1 what they wrote: ",
		"control C-1 in 1, policy access in 1, policy top in 1",
	])}
	_messages(_judged([_vogel], {"clauses": ["5.2.a"]}, history, {})) == {"vogel audited in IA-1 what they wrote: policy top in 1"}
}

test_grades_by_how_much_was_written if {
	one := _policy([_version("1", "2026-01-01T00:00:00Z", ["vogel"], "a")])
	two := object.union(one, {"policy": {"top": [_version("1", "2026-01-01T00:00:00Z", ["vogel"], "a")]}})
	all := {"clauses": ["4-10"], "controls": ["A.5"]}

	{object.get(f, "grade", "minor") | some f in _judged([_vogel], all, one, {})} == {"minor"}
	{object.get(f, "grade", "minor") | some f in _judged([_vogel], all, two, {})} == {"major"}
	{object.get(f, "grade", "minor") | some f in _judged([_vogel, _helper], all, two, {})} == {"minor"}
	{object.get(f, "grade", "minor") | some f in _judged([_vogel], {"clauses": ["5"]}, two, {})} == {"minor"}
	{object.get(f, "grade", "minor") | some f in _judged([_vogel], all, two, _declared)} == {"observation"}
}

test_only_internal_audits_that_are_completed_are_asked if {
	history := _policy([_version("1", "2026-01-01T00:00:00Z", ["vogel"], "a")])
	every changes in [{"type": "stage-2"}, {"status": "void"}, {"completed_on": ""}] {
		audit := object.union(_auditing([_vogel], _access), changes)
		count(aud.independent_history) == 0 with input as {"kind": "audit", "id": "IA-1", "after": audit}
			with data.isms as _collections
			with data.history as history
			with data.catalog as _kinds_catalog
	}
	count(aud.independent_history) == 0 with input as {"kind": "audit", "id": "IA-1", "before": _auditing([_vogel], _access)}
	count(aud.independent_history) == 0 with input as {"kind": "policy", "id": "access", "after": {}}
}
