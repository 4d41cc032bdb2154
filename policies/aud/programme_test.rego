package rules.aud_test

import data.rules.aud

_isms := {"kind": "isms", "id": "acme"}

_programme := {
	"kind": "audit_programme", "id": "AP", "status": "approved", "approved_on": "2025-01-20",
	"period": {"from": "2025-01-01", "to": "2027-12-31"}, "frequency": "P1Y", "methods": "Interviews and samples",
	"responsibilities": "The auditor audits", "planning_requirements": "Scope and criteria", "reporting": "The managers",
	"weighting": "Access first", "based_on": ["R-1"], "audits": [{"id": "PA-1"}],
}

_audit(id, day) := {id: {"kind": "audit", "id": id, "type": "internal", "completed_on": day}}

# _as changes fields of a record.
_as(record, changes) := object.union(object.remove(record, object.keys(changes)), changes)

_all(programmes, audits) := {
	"audit_programme": {programme.id: programme | some programme in programmes},
	"audit": audits,
}

test_a_programme_in_force if {
	count(aud.programme) == 0 with input as _isms with data.isms as _all([_as(_programme, {"period": {"from": "2025-01-01"}})], {})
	count(aud.programme) == 0 with input as _isms with data.isms as _all([object.remove(_programme, ["period"])], {})
}

test_no_programme_or_only_a_draft if {
	none := aud.programme with input as _isms with data.isms as {}
	none == {{"at": [], "message": "no audit programme is in force"}}

	draft := aud.programme with input as _isms with data.isms as _all([_as(_programme, {"status": "draft"})], {})
	draft == {{"at": [], "message": "no audit programme is in force: AP has the status draft"}}
}

test_the_last_day_of_the_last_programme_is_in_force if {
	next := _as(_programme, {"id": "AP2", "period": {"from": "2028-01-01", "to": "2028-12-31"}})
	found := aud.programme with input as _isms with data.isms as _all([_programme, next], {})

	found == {{"at": [], "message": "the audit programme in force ended on 2028-12-31", "since": "2029-01-01"}}
}

test_a_whole_programme_is_complete if {
	count(aud.programme_complete) == 0 with input as _programme
	count(aud.risk_based) == 0 with input as _programme with data.isms as {}
}

test_what_a_programme_lacks_is_named if {
	found := aud.programme_complete with input as {"kind": "audit_programme", "id": "AP", "period": {}, "frequency": "P1Y", "methods": " ", "audits": []}

	found == {{"at": [], "message": concat("", [
		"audit programme AP does not say for which time it is, how, who does what, ",
		"what each audit needs beforehand, who gets the report, which audits are planned",
	])}}
}

test_drafts_and_retired_programmes_are_not_judged if {
	every status in ["draft", "retired"] {
		programme := {"kind": "audit_programme", "id": "AP", "status": status}
		count(aud.programme_complete) == 0 with input as programme
		count(aud.risk_based) == 0 with input as programme
	}
}

_weighs(programme, isms) := found if {
	found := aud.risk_based with input as programme with data.isms as isms
}

test_a_weighting_needs_words_and_records if {
	{f.at | some f in _weighs(object.remove(_programme, ["weighting"]), {})} == {["weighting"]}
	{f.at | some f in _weighs(_as(_programme, {"weighting": ""}), {})} == {["weighting"]}
	{f.at | some f in _weighs(_as(_programme, {"based_on": []}), {})} == {["based_on"]}
}

test_earlier_results_count_once_there_are_some if {
	before := {"audit": _audit("IA-1", "2025-01-19")}
	_weighs(_programme, before) == {{
		"at": ["based_on"],
		"message": "audit programme AP of 2025-01-20 rests on no result of the audits before: IA-1",
	}}

	_weighs(_programme, {"audit": _audit("IA-1", "2025-01-20")}) == set()
	_weighs(_as(_programme, {"based_on": ["audit/IA-1"]}), before) == set()
	_weighs(_as(_programme, {"based_on": ["IA-1"]}), before) == set()
	_weighs(_as(_programme, {"based_on": ["AF-1"]}), _as(before, {"audit_finding": {"AF-1": {"id": "AF-1"}}})) == set()
	_weighs(_as(_programme, {"based_on": ["CA-1"]}), _as(before, {"corrective_action": {"CA-1": {"id": "CA-1"}}})) == set()
	_weighs(_as(_programme, {"based_on": ["MR-1"]}), _as(before, {"management_review": {"MR-1": {"id": "MR-1"}}})) == set()
}

# _rhythm tells since when, until when and how grave the interval is exceeded.
_rhythm(programmes, audits, org) := {[object.get(f, "since", ""), object.get(f, "until", ""), object.get(f, "grade", "")] | some f in found} if {
	found := aud.frequency with input as _isms with data.isms as _all(programmes, audits) with data.org as org
}

test_an_audit_a_year if {
	audits := object.union_n([_audit("A", "2025-06-25"), _audit("B", "2026-05-22"), _audit("C", "2026-01-29")])

	_rhythm([_programme], audits, {}) == {
		["2027-05-23", "2027-11-23", ""],
		["2027-11-23", "", "major"],
	}
}

test_a_late_audit_ends_the_finding if {
	audits := object.union_n([_audit("A", "2025-02-28"), _audit("B", "2026-04-01"), _audit("C", "2029-01-01")])

	_rhythm([_programme], audits, {}) == {
		["2026-03-01", "2026-04-01", ""],
		["2027-04-02", "2027-10-02", ""],
		["2027-10-02", "2029-01-01", "major"],
		["2030-01-02", "2030-07-02", ""],
		["2030-07-02", "", "major"],
	}
}

test_the_day_after_the_due_day_is_the_first if {
	_rhythm([_programme], object.union(_audit("A", "2025-02-28"), _audit("B", "2026-03-01")), {}) == {
		["2027-03-02", "2027-09-02", ""],
		["2027-09-02", "", "major"],
	}
}

test_the_interval_is_the_programmes_then_the_organizations_then_ours if {
	half := _as(_programme, {"frequency": "P6M"})
	_rhythm([half], _audit("A", "2025-03-31"), {}) == {["2025-10-01", "2026-10-01", ""], ["2026-10-01", "", "major"]}
	_rhythm([], _audit("A", "2025-03-31"), {"intervals": {"audit": "P3M"}}) == {["2025-07-01", "2026-10-01", ""], ["2026-10-01", "", "major"]}
	_rhythm([], _audit("A", "2025-03-31"), {}) == {["2026-04-01", "2026-10-01", ""], ["2026-10-01", "", "major"]}
}

test_a_programme_of_five_years_is_cut if {
	long := _as(_programme, {"frequency": "P5Y"})
	_rhythm([long], _audit("A", "2025-03-31"), {}) == {["2026-10-01", "", "major"]}
	_rhythm([long], {}, {}) == {["2026-07-02", "", "major"]}
	_rhythm([long], _audit("A", "2025-03-31"), {"intervals": {"audit_longest": "P2Y"}}) == {["2027-04-01", "", "major"]}
}

test_the_first_audit_is_due_an_interval_after_the_programme_began if {
	_rhythm([_programme], {}, {}) == {["2026-01-02", "", "major"]}
	_rhythm([object.remove(_programme, ["period"])], {}, {}) == {["2026-01-21", "", "major"]}
	_rhythm([object.remove(_programme, ["period", "approved_on"])], {}, {}) == {["", "", "major"]}

	late := _rhythm([_programme], _audit("A", "2026-03-01"), {})
	["2026-01-02", "2026-03-01", "major"] in late
}

test_where_nothing_is_planned_and_nothing_was_audited_the_missing_programme_is_told if {
	_rhythm([], {}, {}) == set()
}

test_other_audits_are_no_internal_ones if {
	every type in ["supplier", "stage-1", "surveillance", "independent-review"] {
		audit := {"A": {"id": "A", "type": type, "completed_on": "2025-06-25"}}
		_rhythm([_programme], audit, {}) == {["2026-01-02", "", "major"]}
	}
	void := {"A": {"id": "A", "type": "internal", "status": "void", "completed_on": "2025-06-25"}}
	_rhythm([_programme], void, {}) == {["2026-01-02", "", "major"]}
	open := {"A": {"id": "A", "type": "internal", "planned_on": "2025-06-25"}}
	_rhythm([_programme], open, {}) == {["2026-01-02", "", "major"]}
}
