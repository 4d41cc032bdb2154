package rules.doc_test

import data.rules.doc

test_approver_and_date_are_missed_in_one_finding if {
	found := doc.approved with input as {"kind": "procedure", "id": "x", "status": "approved"}

	found == {{"at": ["status"], "message": "procedure x is in force without an approver and a date of approval"}}
}

test_an_unapproved_scope_is_grave if {
	found := doc.approved with input as {"kind": "scope", "id": "s", "status": "approved", "approved_by": "ceo"}

	found == {{"at": ["status"], "message": "scope s is in force without a date of approval", "grade": "major"}}
}

test_records_of_events_and_items_need_no_approval if {
	count(doc.approved) == 0 with input as {"kind": "incident", "id": "i", "status": "closed"}
	count(doc.approved) == 0 with input as {"kind": "policy", "id": "p", "status": "approved", "parent": {"kind": "register", "id": "r"}}
}

_people := {
	"role": {
		"ceo": {"id": "ceo", "top_management": true, "holders": [{"person": "ada", "from": "2024-01-01", "until": "2026-01-10"}]},
		"ciso": {"id": "ciso", "holders": [{"person": "ben", "from": "2024-01-01"}]},
	},
	"person": {"ada": {"id": "ada"}, "ben": {"id": "ben"}},
}

_holders := {"person": {
	"ada": [{"kind": "role", "id": "ceo", "field": "holders.person"}],
	"ben": [{"kind": "role", "id": "ciso", "field": "holders.person"}],
}}

_authorised(record, matrix) := found if {
	found := doc.approver_authorised with input as record with data.isms as _people with data.refs as _holders with data.org as {"approval_matrix": matrix}
}

test_the_role_of_the_matrix_may_approve_and_so_may_its_holder_on_the_last_day if {
	matrix := [{"kinds": ["policy"], "roles": ["ceo"]}]

	_authorised(_policy, matrix) == set()
	_authorised(object.union(_policy, {"approved_by": "ada"}), matrix) == set()
}

test_a_former_holder_may_not_approve if {
	late := object.union(_policy, {"approved_by": "ada", "approved_on": "2026-01-11"})

	_authorised(late, [{"kinds": ["policy"], "roles": ["ceo", "ciso"]}]) == {{
		"at": ["approved_by"],
		"message": "policy p was approved by ada, who was not ceo or ciso on 2026-01-11",
	}}
}

test_a_register_is_found_in_the_matrix_by_what_it_holds if {
	register := object.union(_policy, {"kind": "register", "of": "risk", "approved_by": "ben"})
	denied := {{"at": ["approved_by"], "message": "register p was approved by ben, who was not ceo on 2026-01-10"}}

	_authorised(register, [{"kinds": ["risk"], "roles": ["ceo"]}]) == denied
	_authorised(register, [{"kinds": ["register"], "roles": ["ceo"]}]) == denied
	_authorised(register, [{"kinds": ["asset"], "roles": ["ceo"]}]) == set()
}

test_without_a_matrix_only_what_carries_the_isms_needs_top_management if {
	scope := object.union(_policy, {"kind": "scope", "approved_by": "ben"})

	_authorised(scope, []) == {{
		"at": ["approved_by"],
		"message": "scope p was approved by ben, who was not top management on 2026-01-10",
	}}
	_authorised(object.union(scope, {"approved_by": "ada"}), []) == set()
	_authorised(object.union(_policy, {"approved_by": "ben"}), []) == set()
}

test_an_unknown_approver_is_left_to_doc_links_resolve if {
	_authorised(object.union(_policy, {"approved_by": "eve"}), [{"kinds": ["policy"], "roles": ["ceo"]}]) == set()
}

test_a_missing_date_is_left_to_doc_approved if {
	_authorised(object.remove(_policy, ["approved_on"]), [{"kinds": ["policy"], "roles": ["ciso"]}]) == set()
}

test_the_matrix_replaces_the_default_of_top_management if {
	scope := object.union(_policy, {"kind": "scope", "approved_by": "ben"})

	_authorised(scope, [{"kinds": ["scope"], "roles": ["ciso"]}]) == set()
	count(_authorised(scope, [])) == 1
	_authorised(object.union(scope, {"approved_by": "eve"}), []) == set()
}
