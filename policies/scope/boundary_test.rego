package rules.scope_test

import data.rules.scope

_scope := {
	"kind": "scope", "id": "s", "status": "approved", "approved_on": "2026-01-12",
	"units": ["Support"], "technology": ["PostgreSQL"], "information": ["wages"],
	"services": [{"id": "portal", "name": "Customer portal"}],
	"locations": [{"id": "berlin", "name": "Office Berlin"}],
	"interfaces": [{"party": "Nordwolke", "what": "Servers", "supplier": "nordwolke"}],
}

_with(fields) := object.union(object.remove(_scope, object.keys(fields)), fields)

_listed(interfaces) := found if {
	found := scope.interfaces with input as _with({"interfaces": interfaces})
}

test_an_interface_says_who_and_what if {
	scope.interfaces == set() with input as _scope
	_messages(_listed([])) == {"scope s lists no interface with anybody outside"}
	_messages(_listed([{"supplier": "nordwolke", "what": " "}, {"what": "Wages"}, {}, "somebody"])) == {
		"interface 1 of scope s does not say what passes",
		"interface 2 of scope s does not say who is there",
		"interface 3 of scope s does not say who is there, or what passes",
	}
	scope.interfaces == set() with input as {"id": "s", "status": "in-review"}
}

_excluded(exclusions) := found if {
	records := {"entity": {"wien": {"id": "wien", "in_certificate": true}, "graz": {"id": "graz", "in_certificate": false}}}
	found := scope.exclusions_justified with input as _with({"exclusions": exclusions}) with data.isms as records
}

test_an_exclusion_has_a_reason if {
	_excluded([{"what": "The shop", "reason": "A firm of its own"}]) == set()
	_excluded([]) == set()
	_messages(_excluded([{"what": "The shop"}, {"reason": " "}, "all"])) == {
		"exclusion \"The shop\" does not say why",
		"exclusion 2 of scope s does not say what is left out and why",
	}
}

test_a_reason_does_not_excuse_what_touches_the_inside if {
	every named in ["portal", "service/portal", "berlin", "location/berlin", "wien"] {
		found := _excluded([{"what": "Backups", "reason": "Too dear", "touches": [named]}])
		{finding.at | some finding in found} == {["exclusions", 0, "touches", 0]}
	}
	every named in ["nordwolke", "graz", "nowhere", "service/app"] {
		_excluded([{"what": "Backups", "reason": "Too dear", "touches": [named]}]) == set()
	}
}

test_a_scope_without_locations_has_services_inside if {
	bare := {
		"id": "s", "status": "approved", "services": [{"id": "portal"}],
		"exclusions": [{"what": "Backups", "reason": "Too dear", "touches": ["portal"]}],
	}
	count(scope.exclusions_justified) == 1 with input as bare with data.isms as {}
}

test_nothing_is_inside_and_outside if {
	every what in ["Customer Portal ", "portal", "support", "POSTGRESQL", "Wages", "office berlin"] {
		found := _excluded([{"what": what, "reason": "Too dear"}])
		_messages(found) == {$"exclusion \"{what}\" leaves out what the scope names as inside"}
	}
}

_steered(interface) := found if {
	records := {
		"context": {"c": {"id": "c", "parties": [{"id": "shippers", "name": "Our customers"}, {"id": "bank"}]}},
		"supplier": {
			"nordwolke": {"id": "nordwolke", "status": "active"},
			"altwolke": {"id": "altwolke", "status": "ended", "ended": {"on": "2026-06-30"}},
			"funkwerk": {"id": "funkwerk", "status": "ended"},
		},
	}
	found := scope.dependencies_are_suppliers with input as _with({"interfaces": [interface]}) with data.isms as records
}

test_who_is_relied_on_is_steered if {
	_steered({"party": "Nordwolke", "supplier": "nordwolke"}) == set()
	_steered({"party": "Office Vienna", "entity": "wien"}) == set()
	_steered({"party": "Somebody", "supplier": "not-there"}) == set()
	_steered({"what": "Servers"}) == set()
	_messages(_steered({"party": "Nordwolke"})) == {"\"Nordwolke\", on which the scope depends, is no supplier and no entity"}
}

test_interested_parties_are_no_suppliers if {
	every party in ["Shippers", "our customers", " bank "] {
		_steered({"party": party}) == set()
	}
}

test_a_supplier_that_has_ended_provides_nothing if {
	_steered({"party": "Altwolke", "supplier": "altwolke"}) == {{
		"at": ["interfaces", 0, "supplier"],
		"message": "the scope depends on supplier altwolke, whose relation has ended",
		"since": "2026-07-01",
	}}
	{object.get(finding, "since", "") | some finding in _steered({"supplier": "funkwerk"})} == {""}
}
