package rules.pol_test

import data.rules.pol

_new := {"kind": "policy", "id": "is", "level": "top", "status": "approved", "version": "2.1.0", "approved_on": "2026-01-12"}

_refs(isms) := {"policy": {"is": [ref |
	some [kind, field] in [["message", "about"], ["acknowledgement", "item"], ["course", "policies"]]
	some id, _ in isms[kind]
	ref := {"kind": kind, "id": id, "field": field}
]}}

_reached(change, isms) := found if {
	found := pol.communicated with input as object.union(_new, change)
		with data.isms as isms
		with data.refs as _refs(isms)
		with data.org as {}
}

_windows(findings) := {[object.get(f, "since", ""), object.get(f, "until", "")] | some f in findings}

test_a_policy_that_nobody_was_told_of if {
	_reached({}, {}) == {{
		"at": [],
		"message": "nobody was told of policy is, which applies from 2026-01-12, by 2026-02-11",
		"since": "2026-02-12",
	}}
	_reached({"status": "draft"}, {}) == set()
	_reached({"status": "retired"}, {}) == set()
	count(pol.communicated) == 0 with input as object.remove(_new, ["approved_on"]) with data.refs as {}
}

test_the_organization_says_how_long_that_may_take if {
	found := pol.communicated with input as _new
		with data.refs as {}
		with data.org as {"intervals": {"communication": "P5Y"}}

	_windows(found) == {["2031-01-13", ""]}
}

test_the_day_on_which_the_version_applies_counts if {
	_windows(_reached({"effective_from": "2026-03-01"}, {})) == {["2026-04-01", ""]}
	_windows(_reached({"effective_from": "2025-12-01"}, {})) == {["2026-02-12", ""]}
}

test_a_message_in_time_late_or_about_an_earlier_version if {
	_reached({}, {"message": {"m": {"on": "2026-02-11"}}}) == set()
	_windows(_reached({}, {"message": {"m": {"on": "2026-02-12"}}})) == {["2026-02-12", "2026-02-12"]}
	_windows(_reached({}, {"message": {"m": {"on": "2026-05-01"}, "n": {"on": "2026-06-01"}}})) == {["2026-02-12", "2026-05-01"]}
	_windows(_reached({}, {"message": {"m": {"on": "2026-01-11"}, "n": {}}})) == {["2026-02-12", ""]}
	_reached({"changes": [{"version": "2.1.0", "on": "2026-01-05"}]}, {"message": {"m": {"on": "2026-01-11"}}}) == set()
	_reached({"changes": [{"version": "2.0.0", "on": "2025-01-05"}]}, {"message": {"m": {"on": "2026-01-11"}}}) != set()
}

test_an_acknowledgement_shows_that_somebody_was_told if {
	every ack in [{"version": "2.1.0", "on": "2026-01-09"}, {"version": "2.1.3", "on": "2026-02-01"}, {"on": "2026-02-01"}] {
		_reached({}, {"acknowledgement": {"a": ack}}) == set()
	}
	every ack in [
		{"version": "2.0.0", "on": "2026-02-01"},
		{"version": "2.1.0", "on": "2026-02-01", "status": "void"},
		{"version": "2.1.0"},
		{"on": "2026-01-11"},
	] {
		_windows(_reached({}, {"acknowledgement": {"a": ack}})) == {["2026-02-12", ""]}
	}
}

test_a_course_since_then_shows_it_too if {
	isms := {
		"course": {"c": {"id": "c", "parent": {"kind": "competence", "id": "k"}}},
		"competence": {"k": {"completions": [{"course": "c", "on": "2026-01-11"}, {"course": "d", "on": "2026-01-20"}]}},
	}
	later := {"competence": {"k": {"completions": [{"course": "c", "on": "2026-01-20", "people": ["ada"]}]}}}

	_windows(_reached({}, isms)) == {["2026-02-12", ""]}
	_reached({}, object.union(isms, later)) == set()
}
