package rules.scope_test

import data.rules.scope

_isms := {"kind": "isms", "id": "acme"}

_messages(found) := {finding.message | some finding in found}

_present(scopes) := found if {
	records := {"scope": {id: object.union({"id": id}, fields) | some id, fields in scopes}}
	found := scope.present with input as _isms with data.isms as records
}

_approved := {"status": "approved"}

test_without_a_scope_nothing_is_in_force if {
	_messages(_present({})) == {"no scope of the ISMS is in force"}
	_messages(_present({"a": {"status": "draft"}, "b": {"status": "retired"}, "c": {}})) == {
		"no scope of the ISMS is in force: a has the status draft, b has the status retired",
	}
	_present({"a": _approved}) == set()
}

test_a_scope_counts_from_its_first_day if {
	_present({"a": {"status": "approved", "effective_from": "2027-01-01"}}) == {{
		"at": [], "message": "no scope of the ISMS is in force before 2027-01-01", "until": "2027-01-01",
	}}
	_present({"a": _approved, "b": {"status": "approved", "effective_from": "2027-01-01", "supersedes": "a"}}) == set()
}

test_two_scopes_at_once_are_one_too_many if {
	_present({"a": _approved, "b": _approved}) == {{
		"at": [], "message": "scopes \"a\" and \"b\" are in force at once", "grade": "minor", "key": "twice ",
	}}
	late := {"status": "approved", "effective_from": "2027-01-01"}
	{finding.since | some finding in _present({"a": _approved, "b": late})} == {"2027-01-01"}
	_messages(_present({"a": _approved, "b": _approved, "c": _approved})) == {
		"scopes \"a\" and \"b\" and \"c\" are in force at once",
	}
}

test_what_is_superseded_retired_or_of_another_entity_does_not_clash if {
	_present({"a": {"status": "approved", "superseded_by": "b"}, "b": _approved}) == set()
	_present({"a": {"status": "retired"}, "b": _approved}) == set()
	_present({"a": {"status": "approved", "entity": "wien"}, "b": _approved}) == set()
	count(_present({"a": {"status": "approved", "entity": "w"}, "b": {"status": "approved", "entity": "w"}})) == 1
	count(_present({"a": {"status": "approved", "supersedes": "a"}, "b": _approved})) == 1
	count(_present({"a": {"status": "approved", "superseded_by": "z"}, "b": _approved})) == 1
}

test_a_boundary_is_named_on_all_sides if {
	found := scope.boundaries with input as {"id": "s", "status": "approved", "units": ["IT"], "services": [], "technology": [" "]}
	_messages(found) == {"scope s names no locations, no services, no information"}
	scope.boundaries == set() with input as {"id": "s", "status": "draft"}
}

_process := {"id": "risk", "owner": "iso", "outputs": ["risks"]}

_run(fields) := found if {
	records := {
		"isms": {"acme": {"id": "acme"}},
		"role": {"iso": {"id": "iso", "holders": [{"person": "ada"}]}},
		"person": {"ada": {"id": "ada"}, "ben": {"id": "ben", "end": "2026-06-30"}},
	}
	found := scope.processes with input as object.union(_isms, fields) with data.isms as records
}

test_processes_are_listed if {
	_run({}) == {{"at": ["processes"], "message": "no process of the ISMS is listed"}}
	count(_run({"processes": []})) == 1
	_run({"processes": [_process]}) == set()
	_run({"processes": [object.union(_process, {"outputs": [], "interacts_with": ["audit"]})]}) == set()
}

test_without_isms_yaml_its_absence_is_enough if {
	scope.processes == set() with input as _isms with data.isms as {}
}

test_a_process_says_who_and_what if {
	_messages(_run({"processes": [{"id": "risk"}, {"owner": "iso"}, "audit"]})) == {
		"process risk does not say what it exchanges and who owns it",
		"process 2 does not say what it exchanges",
	}
}

test_a_process_of_somebody_who_left_belongs_to_nobody if {
	found := _run({"processes": [object.union(_process, {"owner": "ben"})]})
	found == {{
		"at": ["processes", 0, "owner"], "message": "process risk belongs to \"ben\", where nobody is", "since": "2026-07-01",
	}}
	_run({"processes": [object.union(_process, {"owner": "zoe"})]}) == set()
}
