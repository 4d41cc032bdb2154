package rules.pol_test

import data.rules.pol

_statement(lines) := {"kind": "soa", "id": "soa", "status": "approved", "controls": lines}

_uncovered(soa, policies, refs) := {finding.message | some finding in found} if {
	found := pol.topic_policies with input as soa
		with data.isms as {"policy": policies}
		with data.refs as {"requirement": refs}
}

_line_of(id, change) := object.union({"id": id, "applicable": true, "status": "implemented"}, change)

test_missing_policies_are_one_finding if {
	soa := _statement([_line_of("A.8.13", {}), _line_of("A.5.15", {"status": "partial"}), _line_of("A.8.16", {})])

	_uncovered(soa, {}, {}) == {"no policy in force says what is wanted of backup (A.8.13), access control (A.5.15)"}
	_uncovered(object.union(soa, {"status": "retired"}), {}, {}) == set()
}

test_what_is_excluded_or_not_there_yet_needs_no_policy if {
	soa := _statement([
		_line_of("A.8.13", {"applicable": false}),
		_line_of("A.5.15", {"status": "planned"}),
		{"id": "A.8.24", "applicable": true},
	])

	_uncovered(soa, {}, {}) == set()
	_uncovered({"kind": "soa", "id": "soa"}, {}, {}) == set()
}

test_a_policy_in_force_covers_from_either_side if {
	approved := {"p": {"id": "p", "status": "approved"}}
	draft := {"p": {"id": "p", "status": "draft"}}
	named := _statement([_line_of("A.8.13", {"documents": ["q", "p"]})])
	alone := _statement([_line_of("A.8.13", {})])
	refs := {"A.8.13": [{"kind": "policy", "id": "p", "field": "controls"}, {"kind": "risk", "id": "p", "field": "controls"}]}

	_uncovered(named, approved, {}) == set()
	_uncovered(alone, approved, refs) == set()
	count(_uncovered(named, draft, {})) == 1
	count(_uncovered(alone, draft, refs)) == 1
	count(_uncovered(alone, approved, {"A.8.13": [{"kind": "procedure", "id": "p", "field": "controls"}]})) == 1
}

_naming := {"kind": "policy", "id": "p", "status": "approved", "controls": ["A.5.1", "A.7.4"]}

test_a_policy_names_an_excluded_control if {
	parent := {"kind": "soa", "id": "soa"}
	lines := {"A.5.1": {"id": "A.5.1", "applicable": true, "parent": parent}, "A.7.4": {"id": "A.7.4", "applicable": false, "parent": parent}}
	isms := {"soa_control": lines, "soa": {"soa": {"id": "soa", "status": "approved"}}}

	pol.controls_applicable == {{
		"at": ["controls", 1],
		"message": "policy p puts A.7.4 into practice, which the statement of applicability excludes",
	}} with input as _naming with data.isms as isms
	count(pol.controls_applicable) == 0 with input as object.union(_naming, {"status": "draft"}) with data.isms as isms
	count(pol.controls_applicable) == 0 with input as _naming with data.isms as {}
	count(pol.controls_applicable) == 0 with input as _naming
		with data.isms as object.union(isms, {"soa": {"soa": {"id": "soa", "status": "retired"}}})
}

_touched := {"kind": "policy", "id": "p", "status": "approved", "approved_on": "2026-01-12", "treats": ["R-1"], "intent": {"serves": ["R-2"]}}

_after(change, isms) := found if {
	refs := {
		"policy": {"p": [ref |
			some [kind, field] in [["change", "affects"], ["incident", "links"], ["risk", "links"]]
			some id, _ in isms[kind]
			ref := {"kind": kind, "id": id, "field": field}
		]},
		"risk": {id: [{"kind": "incident", "id": incident, "field": "risks"} | some incident, _ in isms[id]] | some id in ["R-1", "R-2"]},
	}
	incidents := {"incident": object.union_n([object.get(isms, kind, {}) | some kind in ["incident", "R-1", "R-2"]])}
	found := pol.review_after_change with input as object.union(_touched, change)
		with data.isms as object.union(isms, incidents)
		with data.refs as refs
		with data.org as {}
}

_significant := {"significant": true, "approved_on": "2026-02-20", "implemented_on": "2026-03-01"}

_major := {"type": "incident", "severity": "high", "detected_at": "2026-03-01T22:10:00+01:00"}

test_a_significant_change_asks_for_a_review if {
	_after({}, {"change": {"c": _significant}}) == {{
		"at": ["reviewed"],
		"message": "policy p was not reviewed by 2026-05-30 after change c of 2026-03-01",
		"since": "2026-05-31",
		"key": "change c",
	}}
	_after({"status": "retired"}, {"change": {"c": _significant}}) == set()
	every change in [{"significant": false}, {"status": "void"}] {
		_after({}, {"change": {"c": object.union(_significant, change)}}) == set()
	}
	_after({}, {"change": {"c": object.remove(_significant, ["implemented_on"])}}) == set()
	_after({}, {"change": {"c": object.remove(_significant, ["significant"])}}) == set()
}

test_a_major_incident_asks_for_a_review if {
	every kind in ["incident", "R-1", "R-2"] {
		{finding.key | some finding in _after({}, {kind: {"i": _major}})} == {"incident i"}
		_after({}, {kind: {"i": object.union(_major, {"severity": "medium"})}}) == set()
		_after({}, {kind: {"i": object.union(_major, {"type": "weakness"})}}) == set()
		_after({}, {kind: {"i": object.union(_major, {"status": "void"})}}) == set()
	}
	{finding.since | some finding in _after({}, {"incident": {"i": object.remove(_major, ["type"])}})} == {"2026-05-31"}
	reported := object.union(object.remove(_major, ["detected_at"]), {"reported_at": "2026-03-02T08:00:00Z"})
	{finding.since | some finding in _after({}, {"incident": {"i": reported}})} == {"2026-06-01"}
	began := object.union(object.remove(_major, ["detected_at"]), {"occurred_at": "2026-03-03T08:00:00Z"})
	{finding.since | some finding in _after({}, {"incident": {"i": began}})} == {"2026-06-02"}
}

test_a_review_or_a_new_version_answers_it if {
	_after({"reviewed": [{"on": "2026-05-30"}, {"on": "2025-01-01"}]}, {"change": {"c": _significant}}) == set()
	_after({"approved_on": "2026-03-01"}, {"incident": {"i": _major}}) == set()
	_windows(_after({"reviewed": [{"on": "2026-07-01"}, {"on": "2026-06-10"}]}, {"change": {"c": _significant}})) == {[
		"2026-05-31",
		"2026-06-10",
	]}
}

test_a_version_made_for_the_change_counts if {
	_after({"approved_on": "2026-02-20"}, {"change": {"c": _significant}}) == set()
	_after({"approved_on": "2026-02-19"}, {"change": {"c": _significant}}) != set()
	_after({"approved_on": "2026-02-20"}, {"incident": {"i": _major}}) != set()
}
