package rules.aud_test

import data.rules.aud

_held := {
	"kind": "audit", "id": "IA-1", "type": "internal", "planned_on": "2026-05-18", "started_on": "2026-05-18",
	"completed_on": "2026-05-20", "criteria": ["ISO/IEC 27001:2022"], "scope": {"clauses": ["4-10"]},
	"sample": [{"of": "leavers", "population": {"count": 0}, "size": 0, "method": "all"}],
	"reported_to": ["ceo"], "reported_on": "2026-06-19", "effectiveness": "Access works",
}

test_an_audit_with_all_it_needs if {
	count(aud.criteria_scope) == 0 with input as _held
	count(aud.reported) == 0 with input as _held
	count(aud.effectiveness) == 0 with input as _held
	count(aud.safe) == 0 with input as _held
}

test_what_an_audit_lacks_is_named if {
	found := aud.criteria_scope with input as {"kind": "audit", "id": "IA-1", "type": "internal", "scope": {"text": "Everything"}, "criteria": []}

	found == {{"at": [], "message": "audit IA-1 does not say by which criteria, which clauses or controls, when"}}
}

test_an_audit_says_whose_it_is if {
	found := aud.criteria_scope with input as {"kind": "audit", "id": "IA-1"}

	found == {{"at": ["type"], "message": "audit IA-1 does not say whose it is, so it counts as none", "key": "type"}}
}

test_void_audits_and_those_of_others_are_not_asked if {
	every audit in [{"id": "A", "type": "stage-2", "completed_on": "2026-05-20"}, {"id": "A", "status": "void"}] {
		count(aud.criteria_scope) == 0 with input as audit
		count(aud.reported) == 0 with input as audit
		count(aud.effectiveness) == 0 with input as audit
	}
}

test_days_that_contradict_each_other if {
	early := aud.criteria_scope with input as _as(_held, {"completed_on": "2026-05-17"})
	{f.message | some f in early} == {"audit IA-1 was completed on 2026-05-17, before it began on 2026-05-18"}

	closed := aud.criteria_scope with input as _as(object.remove(_held, ["completed_on"]), {"status": "closed"})
	{f.message | some f in closed} == {"audit IA-1 is closed, but does not say when it was completed"}

	before := aud.criteria_scope with input as _as(_held, {"started_on": "2026-04-01", "completed_on": "2026-04-02"})
	before == set() # earlier than planned is no fault
}

test_samples_are_asked_for_once_the_audit_is_completed if {
	found := aud.criteria_scope with input as object.remove(_held, ["sample"])
	{[f.at, f.since] | some f in found} == {[["sample"], "2026-05-20"]}

	count(aud.criteria_scope) == 0 with input as object.remove(_held, ["sample", "started_on", "completed_on"])
}

test_a_sample_says_of_how_many if {
	found := aud.criteria_scope with input as _as(_held, {"sample": [
		{"of": "leavers", "size": 5, "method": "by lot"},
		{"population": {"source": "tickets"}},
	]})

	{[f.at, f.message, f.key] | some f in found} == {
		[["sample", "0"], "sample leavers of audit IA-1 does not say of how many", "sample/leavers"],
		[["sample", "1"], "sample without a name of audit IA-1 does not say of how many, how many, how they were chosen", "sample/without a name"],
	}
}

test_a_report_has_thirty_days if {
	found := aud.reported with input as object.remove(_held, ["reported_on", "reported_to"])
	found == {{
		"at": ["reported_on"],
		"message": "the report of audit IA-1, completed on 2026-05-20, had reached nobody by 2026-06-19",
		"since": "2026-06-20",
	}}

	late := aud.reported with input as _as(_held, {"reported_on": "2026-07-01"})
	{[f.since, f.until] | some f in late} == {["2026-06-20", "2026-07-01"]}

	count(aud.reported) == 0 with input as object.remove(_held, ["reported_on", "completed_on"])
}

test_the_auditors_are_no_readers if {
	found := aud.reported with input as _as(_held, {"reported_to": ["k.vogel"], "auditors": [{"person": "k.vogel"}, {"name": "I. Albrecht"}]})
	{f.at | some f in found} == {["reported_to"]}

	nobody := aud.reported with input as object.remove(_held, ["reported_to"])
	{f.message | some f in nobody} == {"audit IA-1 names no manager who got its report"}
}

test_effect_is_judged_by_the_time_of_the_report if {
	found := aud.effectiveness with input as object.remove(_held, ["effectiveness"])

	found == {{
		"at": ["effectiveness"],
		"message": "audit IA-1 does not say whether the ISMS does what it is for",
		"since": "2026-06-20",
	}}
}

_finding := {
	"kind": "audit_finding", "id": "AF-1", "parent": {"kind": "audit", "id": "IA-1"}, "grade": "minor",
	"requirement": "A.5.18", "statement": "Rights are kept.", "objective_evidence": "Two of four movers",
}

test_the_form_of_a_finding if {
	count(aud.finding_form) == 0 with input as _finding with data.isms as {}

	bare := aud.finding_form with input as {"kind": "audit_finding", "id": "AF-1"} with data.isms as {}
	bare == {{"at": [], "message": "audit finding AF-1 has no grade, requirement, statement, objective evidence"}}

	strength := aud.finding_form with input as {"kind": "audit_finding", "id": "AF-1", "grade": "strength"} with data.isms as {}
	strength == {{"at": [], "message": "audit finding AF-1 has no statement"}}

	count(aud.finding_form) == 0 with input as _as(_finding, {"statement": ""}) with data.isms as {"audit": {"IA-1": {"status": "void"}}}
}

_followed(record, actions, refs) := found if {
	audit := _as(_held, {"report_on": "2026-06-05"})
	isms := {"audit": {"IA-1": audit}, "corrective_action": actions}
	found := aud.finding_followed with input as record with data.isms as isms with data.refs as refs
}

test_a_nonconformity_has_thirty_days_from_the_report if {
	_followed(_finding, {}, {}) == {{
		"at": ["leads_to"],
		"message": "minor audit finding AF-1 has no corrective action, which was due by 2026-07-05",
		"since": "2026-07-06",
	}}
	{f.since | some f in _followed(_as(_finding, {"answer_due": "2026-06-15"}), {}, {})} == {"2026-06-16"}
}

test_other_grades_need_no_action if {
	every grade in ["observation", "opportunity", "strength", "concern"] {
		_followed(_as(_finding, {"grade": grade}), {}, {}) == set()
	}
	_followed(object.remove(_finding, ["grade"]), {}, {}) == set()
}

test_an_action_is_found_from_both_sides if {
	action := {"CA-1": {"id": "CA-1", "raised_on": "2026-07-05", "requirement": "A.5.18"}}
	ref := {"kind": "corrective_action", "id": "CA-1", "field": "source"}

	_followed(_as(_finding, {"leads_to": ["CA-1"]}), action, {}) == set()
	_followed(_finding, action, {"audit_finding": {"AF-1": [ref]}}) == set()
	_followed(_finding, action, {"audit": {"IA-1": [ref]}}) == set()
}

test_what_is_no_action_for_it_does_not_count if {
	action := {"CA-1": {"id": "CA-1", "raised_on": "2026-07-05", "requirement": "7.2.d"}}
	ref := {"kind": "corrective_action", "id": "CA-1", "field": "source"}
	linked := {"kind": "corrective_action", "id": "CA-1", "field": "links"}

	count(_followed(_finding, action, {"audit": {"IA-1": [ref]}})) == 1
	count(_followed(_finding, action, {"audit_finding": {"AF-1": [linked]}})) == 1
	count(_followed(_as(_finding, {"leads_to": ["T-1", "CA-2"]}), action, {})) == 1
	count(_followed(_as(_finding, {"leads_to": ["CA-1"]}), {"CA-1": {"id": "CA-1", "status": "void"}}, {})) == 1
}

test_an_action_opened_late_ends_the_finding if {
	action := {"CA-1": {"id": "CA-1", "raised_on": "2026-08-01"}}
	{f.until | some f in _followed(_as(_finding, {"leads_to": ["CA-1"]}), action, {})} == {"2026-08-01"}

	undated := {"CA-1": {"id": "CA-1"}}
	_followed(_as(_finding, {"leads_to": ["CA-1"]}), undated, {}) == set()
}

_since(audit, record) := {object.get(f, "since", "") | some f in found} if {
	found := aud.finding_followed with input as record with data.isms as {"audit": {"IA-1": audit}} with data.refs as {}
}

test_time_runs_from_the_report_or_what_stands_for_it if {
	_since({"id": "IA-1", "reported_on": "2026-06-01", "completed_on": "2026-05-01"}, _finding) == {"2026-07-02"}
	_since({"id": "IA-1", "completed_on": "2026-05-01"}, _finding) == {"2026-06-01"}
	_since({"id": "IA-1"}, _as(_finding, {"raised_on": "2026-05-02"})) == {"2026-06-02"}
	_since({"id": "IA-1"}, _finding) == {""}
}

_tested(test) := {[f.at, f.key] | some f in found} if {
	found := aud.safe with input as _as(_held, {"live_tests": [test]})
}

test_live_tests_are_agreed_before if {
	_tested({"what": "a push", "agreed_by": "cto", "agreed_on": "2026-05-18", "access_removed_on": "2026-05-20"}) == set()
	_tested({"what": "a push", "agreed_by": "cto", "agreed_on": "2026-05-19", "access_removed_on": "2026-05-20"}) == {
		[["live_tests", "0", "agreed_on"], "agreed/a push"],
	}
	_tested({"agreed_by": "cto"}) == {[["live_tests", "0"], "agreed/without a name"], [["live_tests", "0"], "access/without a name"]}
}

test_access_ends_with_the_audit if {
	found := aud.safe with input as _as(_held, {"live_tests": [{"what": "a push", "agreed_by": "cto", "agreed_on": "2026-05-01"}]})
	{f.since | some f in found} == {"2026-06-20"}

	count(aud.safe) == 0 with input as {"id": "A", "status": "void", "live_tests": [{}]}
}

_certification := {"kind": "certification", "id": "C", "state": "preparing", "stage2": {"planned_on": "2027-05-10"}}

_stage2(certification, isms) := {[f.key, f.since, object.get(f, "until", "")] | some f in found} if {
	found := aud.before_stage2 with input as certification with data.isms as isms with data.catalog as _catalog
}

test_both_are_finished_thirty_days_before_stage_2 if {
	planned := {"management_review": {"MR": {"id": "MR"}}}
	_stage2(_certification, planned) == {["audit", "2027-04-11", ""], ["review", "2027-04-11", ""]}
	_stage2(object.remove(_certification, ["state"]), planned) == _stage2(_certification, planned)
	_stage2(_certification, {}) == {["audit", "2027-04-11", ""]} # mr.held tells of the other

	done := {
		"audit": object.union(_scoped("A", "2026-01-01", {"clauses": ["4-9"]}), _scoped("B", "2027-04-10", {"clauses": ["10"]})),
		"management_review": {"MR": {"id": "MR", "held_on": "2027-04-10"}},
	}
	_stage2(_certification, done) == set()
}

test_late_is_late_until_it_is_done if {
	late := {
		"audit": _scoped("A", "2027-04-20", {"clauses": ["4-10"]}),
		"management_review": {"V": {"id": "V", "held_on": "2026-01-01", "status": "void"}, "MR": {"id": "MR", "held_on": "2027-05-02"}},
	}
	_stage2(_certification, late) == {["audit", "2027-04-11", "2027-04-20"], ["review", "2027-04-11", "2027-05-02"]}
}

test_half_an_audit_is_none if {
	half := {"audit": _scoped("A", "2026-01-01", {"clauses": ["4-9"]}), "management_review": {"MR": {"id": "MR", "held_on": "2026-01-01"}}}
	_stage2(_certification, half) == {["audit", "2027-04-11", ""]}
}

test_only_a_certification_on_its_way_is_judged if {
	_stage2(_as(_certification, {"state": "certified"}), {}) == set()
	_stage2(_as(_certification, {"status": "retired"}), {}) == set()
	_stage2(object.remove(_certification, ["stage2"]), {}) == set()
	_stage2(_as(_certification, {"stage2": {"planned_on": "2027-05-10", "held_on": "2027-06-10"}}), {}) == {["audit", "2027-05-12", ""]}
}
