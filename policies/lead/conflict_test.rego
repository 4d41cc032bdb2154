package rules.lead_test

import data.rules.lead

_audits := {"id": "auditor", "incompatible_with": ["iso"], "holders": [{"person": "ada", "from": "2026-03-01"}]}

_runs := {"id": "iso", "holders": [{"person": "ada", "from": "2024-01-01", "until": "2026-09-30"}, {"person": "ben"}]}

_conflict(role, isms, refs, org) := found if {
	found := lead.sod_conflict with input as role with data.isms as isms with data.refs as refs with data.org as org
}

_world := {"role": {"auditor": _audits, "iso": _runs}, "person": {"ada": {"id": "ada"}, "ben": {"id": "ben"}}}

test_one_person_in_two_roles_is_told_for_the_days_of_both if {
	_conflict(_audits, _world, {}, {}) == {{
		"at": ["holders", 0], "key": "ada/iso", "since": "2026-03-01", "until": "2026-10-01",
		"message": "ada holds auditor and iso, which exclude each other",
	}}
}

test_two_people_or_two_times_are_no_conflict if {
	_conflict(object.union(_audits, {"holders": [{"person": "dan"}]}), _world, {}, {}) == set()
	_conflict(object.union(_audits, {"holders": [{"person": "ada", "from": "2026-10-01"}]}), _world, {}, {}) == set()
	_conflict(object.union(_audits, {"holders": [{}]}), _world, {}, {}) == set()
	_conflict(_runs, _world, {}, {}) == set()
	left := object.union(_world, {"person": {"ada": {"end": "2026-02-28"}}})
	_conflict(_audits, left, {}, {}) == set()
}

test_a_role_that_excludes_itself_or_nothing_known_is_silent if {
	self := {"id": "iso", "incompatible_with": ["iso", "ghost"], "holders": [{"person": "ada"}]}
	_conflict(self, {"role": {"iso": self}}, {}, {}) == set()
}

test_two_roles_that_exclude_each_other_are_one_finding if {
	mutual := object.union(_runs, {"incompatible_with": ["auditor"]})
	both := object.union(_world, {"role": {"auditor": _audits, "iso": mutual}})
	count(_conflict(_audits, both, {}, {})) == 1
	_conflict(mutual, both, {}, {}) == set()
}

test_a_small_organization_that_makes_up_for_it_is_told_mildly if {
	small := {"small_organization": {"compensating_controls": "the tax adviser looks", "approved_by": "eva"}}
	{finding.grade | some finding in _conflict(_audits, _world, {}, small)} == {"observation"}
	every field in ["compensating_controls", "approved_by"] {
		half := {"small_organization": object.remove(small.small_organization, [field])}
		{object.get(finding, "grade", "minor") | some finding in _conflict(_audits, _world, {}, half)} == {"minor"}
	}
}

_measure := {
	"id": "E", "type": "control", "of": "A.5.3", "covers": ["role/iso"], "instead": "an outsider audits the officer",
	"approved_by": "eva", "from": "2026-04-01", "until": "2026-06-30",
}

_with_measure(fields) := object.union(_world, {"exception": {"E": object.union(_measure, fields)}})

_of_role := {"role": {"iso": [{"kind": "exception", "id": "E", "field": "covers"}]}}

_of_person := {"person": {"ada": [{"kind": "exception", "id": "E", "field": "covers"}]}}

_open(isms, refs) := {[finding.since, finding.until] | some finding in _conflict(_audits, isms, refs, {})}

test_an_exception_makes_up_for_it_while_it_is_in_force if {
	_open(_with_measure({}), _of_role) == {["2026-03-01", "2026-04-01"], ["2026-07-01", "2026-10-01"]}
	_open(_with_measure({"from": "2026-03-01", "until": "2026-09-30"}), _of_role) == set()
	_open(_with_measure({"from": "2020-01-01", "until": "2030-09-30", "ended_on": "2026-04-30"}), _of_role) == {["2026-05-01", "2026-10-01"]}
	_open(_with_measure({"from": "", "approved_on": "2026-05-01"}), _of_role) == {["2026-03-01", "2026-05-01"], ["2026-07-01", "2026-10-01"]}
	_open(_with_measure({"from": "", "until": ""}), _of_role) == set()
}

test_an_exception_on_the_person_is_one_on_separation if {
	whole := {"from": "2026-03-01", "until": "2026-09-30", "covers": ["ada"]}
	_open(_with_measure(whole), _of_person) == set()
	_open(_with_measure(object.union(whole, {"covers": ["person/ada"]})), _of_person) == set()
	_open(_with_measure(object.union(whole, {"of": "A.8.2"})), _of_person) == {["2026-03-01", "2026-10-01"]}
}

test_what_makes_up_for_nothing_does_not_count if {
	whole := {"from": "2026-03-01", "until": "2026-09-30"}
	every fields in [{"instead": " "}, {"approved_by": ""}, {"type": "rule_waiver"}, {"covers": ["role/iso", "ben"]}] {
		_open(_with_measure(object.union(whole, fields)), _of_role) == {["2026-03-01", "2026-10-01"]}
	}
	_open(_with_measure(whole), {"role": {"iso": [{"kind": "exception", "id": "E", "field": "links"}]}}) == {["2026-03-01", "2026-10-01"]}
}
