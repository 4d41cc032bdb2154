package rules.ctx_test

import data.rules.ctx

test_nobody_is_alone if {
	lonely := _but({"parties": []})
	found := ctx.parties_present with input as lonely with data.isms as _of(lonely)
	found == {{"at": ["parties"], "message": "the context names no interested party"}}
}

_wants(parties, refs) := found if {
	found := ctx.requirements_present with input as _but({"parties": parties}) with data.refs as refs
}

_customers := {"id": "customers", "requirements": [{"id": "q1", "text": "Up all day"}]}

test_a_party_without_a_requirement_is_a_name if {
	found := _wants([_customers, {"id": "bank"}, {"id": "staff", "requirements": [{"id": "q2", "text": ""}, "pay"]}], {})
	found == {
		{"at": ["parties", 1], "message": "interested party bank has no requirement"},
		{"at": ["parties", 2], "message": "interested party staff has no requirement"},
	}
}

test_an_obligation_is_a_requirement if {
	refs := {"party": {"bank": [{"kind": "obligation", "id": "O-1", "field": "party"}]}}
	_wants([_customers, {"id": "bank"}], refs) == set()
	considered := {"party": {"bank": [{"kind": "scope", "id": "scope", "field": "considers.requirements"}]}}
	count(_wants([_customers, {"id": "bank"}], considered)) == 1
}

test_where_no_party_wants_anything_one_finding_says_so if {
	found := _wants([{"id": "a"}, {"id": "b"}, {"id": "c"}], {})
	found == {{"at": ["parties"], "message": "none of the 3 interested parties has a requirement"}}
	count(_wants([{"id": "a"}, {"id": "b"}], {})) == 2
	_wants([], {}) == set()
}

_requirement := {
	"id": "q1", "text": "Up all day", "in_isms": true, "met_by": ["A.5.30"],
	"parent": {"kind": "party", "id": "customers"},
}

_records := {
	"context": {"context": {"id": "context", "status": "approved"}},
	"party": {"customers": {"id": "customers", "parent": {"kind": "context", "id": "context"}}},
	"soa": {"soa": {"id": "soa", "status": "approved"}, "old": {"id": "old", "status": "retired"}},
	"soa_control": {
		"A.5.30": {"id": "A.5.30", "applicable": false, "parent": {"kind": "soa", "id": "soa"}},
		"A.8.13": {"id": "A.8.13", "applicable": true, "parent": {"kind": "soa", "id": "soa"}},
		"A.8.14": {"id": "A.8.14", "applicable": false, "parent": {"kind": "soa", "id": "old"}},
	},
	"obligation": {"O-1": {"id": "O-1", "applies": false}, "O-2": {"id": "O-2", "applies": true}},
	"policy": {"p1": {"id": "p1", "status": "retired"}, "p2": {"id": "p2", "status": "approved"}},
	"procedure": {"s1": {"id": "s1", "status": "retired"}},
}

_decided(fields, refs) := found if {
	found := ctx.requirements_decided with input as object.union(_requirement, fields)
		with data.isms as _records
		with data.refs as refs
}

test_yes_and_no_are_decisions_and_silence_is_none if {
	_decided({"in_isms": false, "met_by": []}, {}) == set()
	every undecided in [{"in_isms": null}, {"in_isms": "later"}] {
		_messages(_decided(undecided, {})) & {"it is not decided whether the ISMS takes care of requirement q1 of customers"} != set()
	}
	absent := object.remove(_requirement, ["in_isms"])
	count(ctx.requirements_decided) == 1 with input as absent with data.isms as _records
}

test_what_the_isms_takes_on_is_met_by_something if {
	_decided({"met_by": ["A.8.13"]}, {}) == set()
	_decided({"met_by": ["A.8.14"]}, {}) == set()
	_decided({"met_by": ["O-2", "p1"]}, {}) == set()
	_decided({"met_by": ["nobody-knows"]}, {}) == set()
	_messages(_decided({"met_by": []}, {})) == {"the ISMS takes care of requirement q1 of customers, but nothing meets it"}
	_decided({"met_by": []}, {"party_requirement": {"q1": [{"kind": "objective", "id": "OBJ-1", "field": "from"}]}}) == set()
	count(_decided({"met_by": []}, {"party_requirement": {"q1": [{"kind": "scope", "id": "s", "field": "considers"}]}})) == 1
}

test_what_is_excluded_retired_or_does_not_apply_meets_nothing if {
	_messages(_decided({}, {})) == {
		"requirement q1 of customers is met by A.5.30, which the statement of applicability excludes",
	}
	_messages(_decided({"met_by": ["O-1", "p1", "s1"]}, {})) == {concat("", [
		"requirement q1 of customers is met by obligation O-1, which does not apply",
		" and policy p1, which is retired and procedure s1, which is retired",
	])}
}

test_requirements_of_a_draft_are_left_alone if {
	drafts := object.union(_records, {"context": {"context": {"id": "context", "status": "draft"}}})
	ctx.requirements_decided == set() with input as object.remove(_requirement, ["in_isms"]) with data.isms as drafts
}

_asked(parties) := found if {
	relevant := _but({"parties": parties, "climate_change": {"relevant": true, "reason": "Heat", "leads_to": ["R-1"]}})
	found := ctx.party_climate with input as relevant with data.isms as _of(relevant)
}

test_one_party_that_was_asked_is_enough if {
	count(_asked([{"id": "a"}, {"id": "b", "requirements": [{"id": "q"}]}])) == 1
	_asked([{"id": "a"}, {"id": "b", "climate_asked_on": "2026-02-02"}]) == set()
	_asked([{"id": "a", "requirements": [{"id": "q", "climate": true}]}]) == set()
	_asked([]) == set()
	ctx.party_climate == set() with input as _context with data.isms as _of(_context)
}
