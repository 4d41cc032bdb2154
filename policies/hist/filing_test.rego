package rules.hist_test

import data.rules.hist

_months := ["01", "02", "03", "04", "05"]

_proofs := {id: {"id": id, "collected_at": $"2026-{month}-28T12:00:00+01:00"} | some month in _months; id := $"E-{month}"}

_adds(how) := [{"kind": "evidence", "id": $"E-{month}", "path": "e.yaml", "change": how} | some month in _months]

_filed(when, changes, evidence) := found if {
	found := hist.no_backfill with input as object.union(_commit(when, when), {"changes": changes}) with data.isms.evidence as evidence
}

test_five_late_records_in_one_commit_are_many if {
	_filed("2026-09-01T10:00:00+02:00", _adds("added"), _proofs) == {{
		"at": ["changes", 0],
		"message": "commit 0123456789 adds 5 records more than P60D after their days, the oldest of 2026-01-28",
	}}
	four := array.slice(_adds("added"), 0, 4)
	_filed("2026-09-01T10:00:00+02:00", four, _proofs) == set()
	_filed("2026-09-01T10:00:00+02:00", _adds("changed"), _proofs) == set()
}

test_the_last_day_is_in_time if {
	_filed("2026-07-27T23:00:00+02:00", _adds("added"), _proofs) == set()
	count(_filed("2026-07-28T00:00:00+02:00", _adds("added"), _proofs)) == 1
}

test_what_says_where_it_was_is_explained if {
	imported := object.union(_proofs, {"E-03": {"imported_from": {"system": "old wiki"}}})
	_filed("2026-09-01T10:00:00+02:00", _adds("added"), imported) == set()
	linked := object.union(_proofs, {"E-03": {"links": ["audit/IA-1"]}})
	_filed("2026-09-01T10:00:00+02:00", _adds("added"), linked) == set()
	empty := object.union(_proofs, {"E-03": {"links": []}})
	count(_filed("2026-09-01T10:00:00+02:00", _adds("added"), empty)) == 1
}

test_every_kind_of_event_has_its_day if {
	days := {
		"access_review": {"completed_on": "2026-01-28"}, "audit": {"completed_on": "2026-01-28"},
		"management_review": {"held_on": "2026-01-28"}, "continuity_test": {"held_on": "2026-01-28"},
		"risk_assessment": {"held_on": "2026-01-28"}, "incident": {"detected_at": "2026-01-28T10:00:00Z"},
		"personnel_event": {"on": "2026-01-28"}, "acknowledgement": {"on": "2026-01-28"},
		"change": {"implemented_on": "2026-01-28"}, "corrective_action": {"raised_on": "2026-01-28"},
	}
	every kind, fields in days {
		records := {kind: {$"X-{month}": object.union({"id": $"X-{month}"}, fields) | some month in _months}}
		changes := [{"kind": kind, "id": $"X-{month}", "path": "x.yaml", "change": "added"} | some month in _months]
		subject := object.union(_commit("2026-09-01T10:00:00+02:00", "2026-09-01T10:00:00+02:00"), {"changes": changes})
		found := hist.no_backfill with input as subject with data.isms as records
		count(found) == 1
		linked := {kind: {id: object.union(record, {"links": ["a/b"]}) | some id, record in records[kind]}}
		none := hist.no_backfill with input as subject with data.isms as linked
		count(none) == 0
	}
}
