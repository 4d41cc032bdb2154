package rules.exc_test

import data.rules.exc

_ends(until) := {"id": "EX-01", "approved_by": "cto", "until": until}

_prolonged(renewals, ends) := found if {
	n := count(ends)
	after := object.union(_ends(ends[n - 1]), renewals)
	versions := [_ends(until) | some until in ends]
	found := exc.prolonged with input as {
		"kind": "exception", "id": "EX-01", "changed": ["until"],
		"before": _ends(ends[n - 2]), "after": after,
	}
		with data.history.exception as {"EX-01": versions}
}

test_the_third_time_is_too_often if {
	_prolonged({}, ["2026-01-31", "2026-02-28", "2026-03-31"]) == set()
	_prolonged({"renewals": 1}, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]) == {{
		"at": ["until"], "key": "prolonged",
		"message": "exception EX-01 was prolonged 3 times, now until 2026-04-30",
	}}
}

test_an_earlier_end_prolongs_nothing if {
	_prolonged({}, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-03-15"]) == set()
	_prolonged({}, ["2026-01-31", "2026-02-28", "2026-02-15", "2026-03-31"]) == set()
}

test_what_the_record_counts_itself_is_told_elsewhere if {
	_prolonged({"renewals": 3}, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]) == set()
}

test_nobody_prolongs_what_nobody_approved if {
	count(exc.prolonged) == 0 with input as {
		"kind": "exception", "id": "EX-01", "changed": ["until"],
		"before": {"id": "EX-01", "until": "2026-03-31"}, "after": _ends("2026-04-30"),
	}
		with data.history.exception as {"EX-01": [_ends("2026-01-31"), _ends("2026-02-28"), _ends("2026-03-31"), _ends("2026-04-30")]}
}
