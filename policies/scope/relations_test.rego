package rules.scope_test

import data.rules.scope

_context := {"id": "c", "status": "approved", "issues": [{"id": "i"}], "parties": [{"id": "p"}]}

_considered(fields, context) := found if {
	found := scope.considers with input as _with(fields) with data.isms.context as {"c": context}
}

test_the_scope_points_at_what_it_took_into_account if {
	_considered({"considers": {"issues": ["i"], "requirements": ["p"]}}, _context) == set()
	_messages(_considered({}, _context)) == {"scope s points at no issue and no requirement of a party"}
	_messages(_considered({"considers": {"issues": ["i"], "requirements": []}}, _context)) == {
		"scope s points at no requirement of a party",
	}
}

test_without_issues_and_parties_there_is_nothing_to_point_at if {
	_considered({}, {"id": "c", "status": "approved", "issues": []}) == set()
	_considered({}, object.union(_context, {"status": "draft"})) == set()
	scope.considers == set() with input as object.union(_scope, {"status": "draft"}) with data.isms.context as {"c": _context}
}

_refs := {
	"service": {"portal": [{"kind": "asset", "id": "a1", "field": "scope_service"}, {"kind": "risk", "id": "R-1", "field": "services"}]},
	"location": {"berlin": [{"kind": "asset", "id": "a2", "field": "location"}, {"kind": "supplier", "id": "s1", "field": "x"}]},
}

_inside(status, others) := found if {
	records := {
		"scope": others,
		"asset": {"a1": {"id": "a1"}, "a2": {"id": "a2", "status": "disposed"}},
		"supplier": {"s1": {"id": "s1", "status": "active"}},
	}
	found := scope.items_inside with input as _with({"status": status}) with data.isms as records with data.refs as _refs
}

_next := {"next": {"id": "next", "status": "approved", "services": [{"id": "app"}]}}

test_what_points_at_an_old_scope_is_outside if {
	_inside("retired", _next) == {
		{"at": ["services", 0], "message": "service portal is in no scope in force, but asset a1 belongs there"},
		{"at": ["locations", 0], "message": "location berlin is in no scope in force, but supplier s1 belongs there"},
	}
	count(_inside("draft", _next)) == 2
}

test_what_the_new_scope_has_too_is_inside if {
	both := {"next": object.union(_next.next, {"services": [{"id": "portal"}], "locations": [{"id": "berlin"}]})}
	_inside("retired", both) == set()
	_inside("approved", _next) == set()
	_inside("retired", {}) == set()
}

test_many_are_cut_short if {
	assets := {$"a{n}": {"id": $"a{n}"} | some n in numbers.range(1, 12)}
	refs := {"service": {"portal": [{"kind": "asset", "id": id, "field": "scope_service"} | some id, _ in assets]}}
	found := scope.items_inside with input as _with({"status": "retired", "locations": []})
		with data.isms as {"scope": _next, "asset": assets}
		with data.refs as refs
	every finding in found {
		endswith(finding.message, "asset a7 and 2 more belongs there")
	}
	count(found) == 1
}

_certificate := {
	"kind": "certification", "id": "cert", "state": "certified",
	"scope_statement": "Operation of a  portal.", "scope_version": "1.0.0", "soa_version": "2.0.0", "locations": ["berlin"],
}

_in_force := {
	"scope": {"s": _with({"version": "1.0.0", "statement_for_certificate": "operation of a portal"})},
	"soa": {"soa": {"id": "soa", "status": "approved", "version": "2.0.0", "approved_on": "2026-01-12"}},
	"change": {"C-1": {"id": "C-1", "affects": ["scope/s", "soa"]}},
}

_matches(fields, records) := found if {
	found := scope.certificate_match with input as object.union(_certificate, fields) with data.isms as object.union(_in_force, records)
}

test_a_certificate_that_says_the_same_matches if {
	_matches({}, {}) == set()
	_matches({}, {"scope": {"s": {"version": "1.0.0", "statement_for_certificate": "Operation\nof a portal"}}}) == set()
}

test_other_words_other_places_and_other_versions_do_not if {
	_messages(_matches({"scope_statement": "Operation of a shop", "scope_version": "0.9.0"}, {})) == {
		"the certificate states the scope in other words than the scope in force",
	}
	_messages(_matches({"scope_version": "0.9.0", "locations": ["berlin", "graz"]}, {})) == {
		"the certificate names location graz, which is not in the scope in force",
	}
	_matches({"soa_version": "1.9.0"}, {}) == {{
		"at": ["soa_version"],
		"message": "the certificate names version 1.9.0 of the statement of applicability, and 2.0.0 is in force",
		"grade": "observation",
	}}
}

test_what_the_body_knows_is_settled if {
	other := {"scope_statement": "Operation of a shop", "soa_version": "1.9.0", "locations": ["graz"]}
	count(_matches(other, {})) == 3
	every about in ["change/C-1", "C-1"] {
		_matches(object.union(other, {"notices": [{"on": "2026-01-12", "about": about}]}), {}) == set()
	}
	count(_matches(object.union(other, {"notices": [{"on": "2026-02-01", "about": "scope/s"}]}), {})) == 1
	count(_matches(object.union(other, {"notices": [{"on": "2026-02-01", "about": "soa"}]}), {})) == 2
	count(_matches(object.union(other, {"notices": [{"on": "2026-01-11", "about": "C-1"}]}), {})) == 3
}

test_a_certificate_without_its_versions_is_not_taken_for_a_match if {
	bare := object.remove(_certificate, ["scope_statement", "soa_version"])
	found := scope.certificate_match with input as bare with data.isms as _in_force
	_messages(found) == {"the version of the statement of applicability that the certificate names is not recorded"}
}

test_other_words_in_an_application_are_an_observation if {
	found := _matches({"state": "preparing", "soa_version": "1.0.0", "scope_statement": "Anything"}, {})
	{finding.grade | some finding in found} == {"observation"}
	count(found) == 1
	long := {"scope": {"s": {"id": "s", "status": "approved", "statement": "Operation of a portal in Berlin"}}}
	bare := scope.certificate_match with input as _certificate with data.isms as long
	{object.get(finding, "grade", "") | some finding in bare; finding.at == ["scope_statement"]} == {"observation"}
}

test_nobody_relies_on_what_is_not_issued_or_over if {
	every state in ["withdrawn", "expired"] {
		_matches({"state": state, "soa_version": "1.0.0", "scope_statement": "Anything"}, {}) == set()
	}
	_matches({"status": "retired", "soa_version": "1.0.0"}, {}) == set()
	count(_matches({"state": "suspended", "soa_version": "1.0.0"}, {})) == 1
}

test_without_a_scope_or_a_statement_in_force_there_is_nothing_to_match if {
	bare := {"scope": {"s": {"id": "s", "status": "draft"}}, "soa": {}}
	found := scope.certificate_match with input as object.union(_certificate, {"locations": ["graz"]}) with data.isms as bare
	found == set()
}
