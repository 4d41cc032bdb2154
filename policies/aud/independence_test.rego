package rules.aud_test

import data.rules.aud

_auditing(auditors, scope) := {
	"kind": "audit", "id": "IA-1", "type": "internal", "started_on": "2026-05-18", "completed_on": "2026-05-20",
	"auditors": auditors, "scope": scope,
}

_vogel := {"person": "vogel", "independent_because": "Holds no role"}

_people := {
	"vogel": {"id": "vogel"}, "chef": {"id": "chef"}, "lead": {"id": "lead", "manager": "vogel"},
	"admin": {"id": "admin", "manager": "lead"}, "gone": {"id": "gone", "manager": "vogel", "end": "2026-05-17"},
}

_roles := {
	"iso": {"id": "iso", "isms": ["conformity"], "holders": [{"person": "vogel", "from": "2024-01-01", "until": "2026-05-18"}]},
	"iso2": {"id": "iso2", "isms": ["conformity"], "holders": [{"person": "vogel", "until": "2026-05-17"}]},
	"ceo": {"id": "ceo", "top_management": true, "holders": [{"person": "chef"}]},
	"auditor": {"id": "auditor", "isms": ["audit"], "holders": [{"person": "vogel"}]},
}

_org_of(roles) := {
	"person": _people,
	"role": {role: _roles[role] | some role in roles},
	"control": {"C-1": {"id": "C-1", "implements": ["A.5.15"]}, "C-2": {"id": "C-2"}},
	"policy": {
		"access": {"id": "access", "controls": ["A.5.15"]},
		"top": {"id": "top", "level": "top"},
		"old": {"id": "old", "controls": ["A.5.15"], "status": "retired"},
	},
	"procedure": {
		"audits": {"id": "audits", "controls": ["A.5.35", "A.5.36"], "records": ["audit"]},
		"backup": {"id": "backup", "controls": ["A.8.13"]},
	},
	"register": {"risk-register": {"id": "risk-register", "of": "risk"}},
}

_kinds_catalog := {
	"clauses": {
		"5.2.a": {"id": "5.2.a", "leaf": true, "kinds": ["policy"]},
		"6.1.2.c1": {"id": "6.1.2.c1", "leaf": true, "kinds": ["risk"]},
		"7.5.2.a": {"id": "7.5.2.a", "leaf": true, "kinds": ["*"]},
		"8.1.control": {"id": "8.1.control", "leaf": true, "kinds": ["control", "evidence"]},
		"9.2.2.a": {"id": "9.2.2.a", "leaf": true, "kinds": ["audit"]},
	},
	"controls": {"A.5.15": {"id": "A.5.15"}},
}

_tied(audit, roles, refs) := found if {
	found := aud.independent with input as audit
		with data.isms as _org_of(roles)
		with data.refs as refs
		with data.catalog as _kinds_catalog
		with data.org as {}
}

_messages(found) := {f.message | some f in found}

_ref(kind, id, field) := {"kind": kind, "id": id, "field": field}

_of(person, refs) := {"person": {person: refs}}

test_an_auditor_without_ties if {
	refs := _of("vogel", [
		_ref("asset", "laptop-7", "owner"), _ref("audit_programme", "AP", "author"), _ref("procedure", "audits", "owner"),
		_ref("role", "auditor", "holders"), _ref("policy", "old", "owner"), _ref("control", "C-1", "test"),
		_ref("procedure", "backup", "owner"), _ref("evidence", "ev-1", "owner"),
	])
	_tied(_auditing([_vogel], {"clauses": ["5", "6"], "controls": ["A.5"]}), ["auditor"], refs) == set()
}

test_who_owns_runs_or_wrote_what_is_audited if {
	audit := _auditing([_vogel, {"person": "chef", "independent_because": "x"}], {"controls": ["A.5.15"]})

	{[verb, f.message] |
		some verb in ["owner", "operator", "author"]
		some f in _tied(audit, [], object.union(_of("vogel", [_ref("control", "C-1", verb)]), _of("chef", [])))
	} == {
		["owner", "vogel audits own work in IA-1: owns control C-1"],
		["operator", "vogel audits own work in IA-1: operates control C-1"],
		["author", "vogel audits own work in IA-1: wrote control C-1"],
	}
	_messages(_tied(audit, [], _of("vogel", [_ref("policy", "access", "author"), _ref("soa_control", "A.5.15", "owner")]))) == {
		"vogel audits own work in IA-1: owns control A.5.15, wrote policy access",
	}
}

test_what_is_outside_the_scope_is_no_tie if {
	refs := _of("vogel", [_ref("control", "C-1", "owner"), _ref("policy", "access", "author"), _ref("soa_control", "A.5.15", "owner")])
	_tied(_auditing([_vogel], {"controls": ["A.8.13"], "clauses": ["9.1"]}), [], refs) == set()
}

test_findings_and_samples_reach_further_than_the_scope if {
	refs := _of("vogel", [_ref("control", "C-1", "owner")])
	base := _auditing([_vogel], {"controls": ["A.8.13"]})
	count(_tied(object.union(base, {"findings": [{"id": "AF-1", "requirement": "A.5.15"}]}), [], refs)) == 1
	count(_tied(object.union(base, {"sample": [{"selected": ["C-1"]}]}), [], refs)) == 1
	count(_tied(object.union(base, {"sample": [{"selected": ["control/C-1"]}]}), [], refs)) == 1
	count(_tied(object.union(base, {"sample": [{"selected": ["HR-431"]}]}), [], refs)) == 0
}

test_clauses_stand_for_the_kinds_that_show_them if {
	audit := _auditing([_vogel], {"clauses": ["5.2", "6", "7.5", "9.2"]})
	refs := _of("vogel", [
		_ref("policy", "top", "owner"), _ref("policy", "access", "owner"), _ref("risk", "R-1", "owner"),
		_ref("register", "risk-register", "owner"), _ref("audit", "IA-1", "author"), _ref("procedure", "backup", "owner"),
	])
	_messages(_tied(audit, [], refs)) == {"vogel audits own work in IA-1: owns policy top, owns risk R-1, owns the register risk-register"}

	operation := _auditing([_vogel], {"clauses": ["8"]})
	_messages(_tied(operation, [], _of("vogel", [_ref("procedure", "backup", "owner"), _ref("procedure", "audits", "owner")]))) == {
		"vogel audits own work in IA-1: owns procedure backup",
	}
}

test_a_role_held_on_a_day_of_the_audit_counts if {
	audit := _auditing([_vogel], {"clauses": ["6"]})
	_messages(_tied(audit, ["iso"], {})) == {"vogel audits own work in IA-1: holds iso, which answers for conformity"}
	_tied(audit, ["iso2"], {}) == set()
	_tied(_auditing([_vogel], {"clauses": ["9.2"]}), ["iso"], {}) == set()
	_messages(_tied(audit, ["iso"], {"role": {"iso": [_ref("risk", "R-1", "owner")]}})) == {concat("", [
		"vogel audits own work in IA-1: holds iso, which answers for conformity, ",
		"owns risk R-1 as iso",
	])}
}

test_top_management_does_not_audit_leadership if {
	audit := _auditing([{"person": "chef", "independent_because": "x"}], {"clauses": ["5.2.a"]})
	_messages(_tied(audit, ["ceo"], {})) == {"chef audits own work in IA-1: holds ceo, which is top management"}
	_tied(_auditing([{"person": "chef"}], {"controls": ["A.8.13"]}), ["ceo"], {}) == set()
}

test_who_supervises_the_work_is_tied_too if {
	audit := _auditing([_vogel], {"controls": ["A.5.15"]})
	refs := {"person": {
		"vogel": [_ref("person", "lead", "manager"), _ref("person", "gone", "manager")],
		"lead": [_ref("person", "admin", "manager"), _ref("policy", "access", "author")],
		"admin": [_ref("control", "C-1", "operator")],
		"gone": [_ref("control", "C-1", "owner")],
	}}
	_messages(_tied(audit, [], refs)) == {"vogel audits own work in IA-1: supervises admin, who operates control C-1"}
}

test_the_firm_of_an_auditor_may_run_what_is_audited if {
	auditor := {"name": "Ines Albrecht", "supplier": "msp", "independent_because": "Another team"}
	refs := {"supplier": {"msp": [_ref("soa_control", "A.5.15", "inherited_from"), _ref("soa_control", "A.8.1", "inherited_from")]}}
	_messages(_tied(_auditing([auditor], {"controls": ["A.5.15"]}), [], refs)) == {
		"Ines Albrecht audits own work in IA-1: msp carries out control A.5.15",
	}
}

_graded(auditors, scope, org, measure) := {object.get(f, "grade", "minor") | some f in found} if {
	audit := object.union(_auditing(auditors, scope), measure)
	found := aud.independent with input as audit
		with data.isms as _org_of([])
		with data.refs as _of("vogel", [_ref("risk", "R-1", "owner")])
		with data.catalog as _kinds_catalog
		with data.org as org
}

_helper := {"person": "chef", "independent_because": "x"}

test_grades if {
	_graded([_vogel], {"clauses": ["6"]}, {}, {}) == {"minor"}
	_graded([_vogel], {"clauses": ["4-10"]}, {}, {}) == {"major"}
	_graded([_vogel, _helper], {"clauses": ["4-10"]}, {}, {}) == {"observation"}
	_graded([_vogel, _vogel], {"clauses": ["4-10"]}, {}, {}) == {"minor"}
}

_declared := {"small_organization": {"compensating_controls": "The managing director reads all samples again", "approved_by": "chef"}}

test_a_small_organization_declares_what_it_does_instead if {
	_graded([_vogel], {"clauses": ["4-10"]}, _declared, {}) == {"observation"}
	_graded([_vogel], {"clauses": ["4-10"]}, {"small_organization": {"compensating_controls": "None"}}, {}) == {"major"}
}

test_an_audit_in_a_small_organization_says_what_was_done if {
	audit := _auditing([_vogel], {"clauses": ["6"]})
	_small_words(audit) == {"vogel audits own work in IA-1: owns risk R-1; what was done in place of a second person is not said"}
	_small_words(object.union(audit, {"small_organization_measure": "Samples were read again"})) == {"vogel audits own work in IA-1: owns risk R-1"}
}

_small_words(audit) := _messages(found) if {
	found := aud.independent with input as audit
		with data.isms as _org_of([])
		with data.refs as _of("vogel", [_ref("risk", "R-1", "owner")])
		with data.catalog as _kinds_catalog
		with data.org as _declared
}

test_many_ties_are_cut if {
	refs := _of("vogel", [_ref("risk", id, "owner") | some id in ["R-1", "R-2", "R-3", "R-4", "R-5"]])
	_messages(_tied(_auditing([_vogel], {"clauses": ["6"]}), [], refs)) == {
		"vogel audits own work in IA-1: owns risk R-1, owns risk R-2, owns risk R-3 and 2 more",
	}
}

test_an_audit_that_began_has_an_auditor if {
	every auditors in [[], [{}], [{"lead": true}]] {
		_messages(_tied(_auditing(auditors, {"clauses": ["6"]}), [], {})) == {"audit IA-1 does not say who audited"}
	}
	_tied({"kind": "audit", "id": "IA-1", "type": "internal", "planned_on": "2027-01-01"}, [], {}) == set()
	count(_tied({"kind": "audit", "id": "IA-1", "type": "internal", "status": "closed"}, [], {})) == 1
}

test_somebody_from_outside_says_why_they_are_independent if {
	found := _tied(_auditing([{"name": "Ines Albrecht"}, {"supplier": "msp"}, {"person": "unknown"}], {"clauses": ["6"]}), [], {})
	{[f.key, f.grade] | some f in found} == {
		["reason/Ines Albrecht", "observation"], ["reason/msp", "observation"], ["reason/unknown", "observation"],
	}
	_tied(_auditing([{"person": "vogel"}], {"clauses": ["6"]}), [], {}) == set()
}

test_audits_of_others_are_theirs if {
	every type in ["stage-2", "surveillance", "supplier", "independent-review"] {
		audit := object.union(_auditing([_vogel], {"clauses": ["4-10"]}), {"type": type})
		_tied(audit, ["iso"], {}) == set()
	}
	_tied(object.union(_auditing([_vogel], {"clauses": ["6"]}), {"status": "void"}), ["iso"], {}) == set()
}

_competent(audit, holdings) := found if {
	found := aud.competent with input as audit with data.isms as {
		"person": object.union(_people, {"vogel": {"id": "vogel", "end": "2026-09-30"}}),
		"role": _roles,
		"competence": {"c": {"id": "c", "holdings": holdings}},
		"competence_requirement": {"cr-audit": {"id": "cr-audit", "role": "auditor"}, "cr-risk": {"id": "cr-risk", "role": "iso"}},
	}
}

_can := {"person": "vogel", "requirement": "cr-audit", "since": "2024-01-01", "valid_until": "2026-05-20"}

test_competence_stands_in_the_audit_or_in_the_register if {
	audit := _auditing([_vogel], {"clauses": ["6"]})
	_competent(audit, [_can]) == set()
	_competent(_auditing([object.union(_vogel, {"qualification": "Lead auditor course"})], {}), []) == set()
	_competent(_auditing([{"name": "Ines Albrecht", "qualification": "Lead auditor"}], {}), []) == set()
	{f.message | some f in _competent(audit, [])} == {"nothing shows that vogel, auditor of IA-1, can audit"}
	count(_competent(_auditing([{"name": "Ines Albrecht"}], {}), [])) == 1
	count(_competent(audit, [object.union(_can, {"requirement": "cr-risk"})])) == 1
}

test_a_proof_counts_on_all_days_of_the_audit if {
	audit := _auditing([_vogel], {})
	count(_competent(audit, [object.union(_can, {"valid_until": "2026-05-19"})])) == 1
	count(_competent(audit, [object.union(_can, {"since": "2026-05-19"})])) == 1
	count(_competent(audit, [object.union(_can, {"gap": true})])) == 1
	_competent(object.remove(audit, ["started_on", "completed_on"]), [_can]) == set()

	worded := _auditing([object.union(_vogel, {"qualification": "Lead auditor course"})], {})
	{f.message | some f in _competent(worded, [object.union(_can, {"valid_until": "2026-05-19"})])} == {
		"by the register of competence, vogel could not audit on the days of IA-1",
	}
	_competent(worded, [object.union(_can, {"valid_until": "2025-05-19"}), _can]) == set()
}

test_who_had_left_did_not_audit if {
	_competent(_auditing([_vogel], {}), [_can]) == set() # left in September
	late := object.union(_auditing([object.union(_vogel, {"qualification": "x"})], {}), {"started_on": "2026-10-01", "completed_on": "2026-10-02"})
	{f.message | some f in _competent(late, [])} == {"vogel, auditor of IA-1, left on 2026-09-30, before it began"}
}
