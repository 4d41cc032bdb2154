package rules.ctl_test

import data.rules.ctl

# _operated judges a control of a frequency by the days (or periods) of its runs.
_operated(frequency, since, runs) := found if {
	record := object.union({"kind": "control", "id": "C-1", "frequency": frequency}, since)
	evidence := {sprintf("e%d", [i]): run | some i, run in runs}
	refs := {"control": {"C-1": [{"kind": "evidence", "id": id, "field": "controls"} | some id, _ in evidence]}}
	found := ctl.operated with input as record with data.isms as {"evidence": evidence} with data.refs as refs
}

_on(days) := [{"collected_at": $"{day}T08:00:00+01:00"} | some day in days]

_windows(findings) := {[object.get(f, "since", ""), object.get(f, "until", ""), object.get(f, "grade", "")] | some f in findings}

test_a_month_without_a_run_opens_after_grace_and_ends_with_the_next_run if {
	found := _operated("monthly", {}, _on(["2026-01-31", "2026-04-20"]))

	{finding | some finding in found; finding.until == "2026-04-20"} == {{
		"at": ["frequency"],
		"message": "monthly control C-1 has no run in the month to 2026-02-28",
		"since": "2026-03-15",
		"until": "2026-04-20",
	}}
}

test_the_third_period_missed_is_grave_until_the_next_run if {
	found := _operated("monthly", {}, _on(["2026-01-31", "2026-06-02"]))

	_windows({finding | some finding in found; finding.until}) == {
		["2026-03-15", "2026-05-15", ""],
		["2026-05-15", "2026-06-02", "major"],
	}
}

test_an_open_gap_never_ends_by_itself if {
	found := _operated("quarterly", {}, _on(["2026-02-10"]))

	found == {
		{
			"at": ["frequency"],
			"message": "quarterly control C-1 has no run in the quarter to 2026-06-30",
			"since": "2026-07-15",
			"until": "2027-01-15",
		},
		{
			"at": ["frequency"],
			"message": "quarterly control C-1 missed at least 3 runs within 12 months, the latest in the quarter to 2026-12-31",
			"since": "2027-01-15",
			"grade": "major",
		},
	}
}

test_three_single_gaps_within_a_year_are_grave_at_the_third if {
	found := _operated("monthly", {}, _on(["2025-01-31", "2025-03-31", "2025-05-31", "2025-07-31"]))
	closed := {finding | some finding in found; finding.until <= "2025-07-31"}

	_windows(closed) == {
		["2025-03-15", "2025-03-31", ""],
		["2025-05-15", "2025-05-31", ""],
		["2025-07-15", "2025-07-31", "major"],
	}
}

test_gaps_a_year_apart_are_not_added_up if {
	found := _operated("half-yearly", {}, _on(["2022-01-31", "2023-01-31", "2024-01-31", "2025-01-31"]))

	_windows({finding | some finding in found; finding.until <= "2025-01-31"}) == {
		["2023-01-15", "2023-01-31", ""],
		["2024-01-15", "2024-01-31", ""],
		["2025-01-15", "2025-01-31", ""],
	}
}

test_a_run_filed_within_grace_closes_the_period if {
	found := _operated("monthly", {}, _on(["2026-01-31", "2026-03-14"]))

	{finding.since | some finding in found} == {"2026-05-15", "2026-07-15"}
}

test_one_run_may_cover_many_periods if {
	year := [{"collected_at": "2027-01-05T08:00:00Z", "period": {"from": "2026-01-01", "to": "2026-12-31"}}]
	found := _operated("weekly", {"operated_since": "2026-01-01"}, year)

	# the week of 2026-12-31 ends on 2027-01-03, the next one on 2027-01-10
	{finding.since | some finding in found} == {"2027-01-25", "2027-02-08"}
}

test_overlapping_runs_leave_no_gap if {
	runs := [
		{"collected_at": "2026-07-01T08:00:00Z", "period": {"from": "2026-01-01", "to": "2026-06-30"}},
		{"collected_at": "2026-02-01T08:00:00Z", "period": {"from": "2026-01-01", "to": "2026-01-31"}},
	]
	found := _operated("monthly", {}, runs)

	{finding.since | some finding in found} == {"2026-08-15", "2026-10-15"}
}

test_weeks_run_from_monday_to_sunday if {
	# 2026-11-02 is a Monday, 2026-11-15 a Sunday
	found := _operated("weekly", {}, _on(["2026-11-02", "2026-11-15"]))

	{finding.message | some finding in found; not finding.grade} == {"weekly control C-1 has no run in the week to 2026-11-22"}
}

test_years_are_calendar_years if {
	found := _operated("yearly", {}, _on(["2024-02-29", "2025-12-31"]))

	{finding.since | some finding in found; not finding.grade} == {"2027-01-15"}
}

test_days_are_judged_with_grace if {
	found := _operated("daily", {}, _on(["2026-02-27"]))

	{finding.message | some finding in found; not finding.grade} == {"daily control C-1 has no run in the day to 2026-02-28"}
	{finding.since | some finding in found} == {"2026-03-15", "2026-03-17"}
}

test_the_series_begins_with_operation if {
	found := _operated("monthly", {"operated_since": "2026-01-15"}, [])

	{finding.since | some finding in found} == {"2026-03-15", "2026-05-15"}
}

test_nothing_on_record_is_a_finding_for_all_time if {
	_operated("monthly", {}, []) == {{
		"at": ["frequency"],
		"message": "monthly control C-1 has no run on record, nor a day since which it is operated",
	}}
	_operated("monthly", {}, [{"collected_at": "2026-01-01T00:00:00Z", "status": "void"}]) == _operated("monthly", {}, [])
}

test_only_periods_have_gaps if {
	_operated("continuous", {}, []) == set()
	_operated("per-event", {"operated_since": "2020-01-01"}, []) == set()
	count(ctl.operated) == 0 with input as {"kind": "control", "id": "C-1"}
}

test_the_grace_is_the_organizations if {
	found := _operated("monthly", {}, _on(["2026-01-31"])) with data.org as {"intervals": {"control_grace": "P0D"}}

	{finding.since | some finding in found} == {"2026-03-01", "2026-05-01"}
}

_seen(kind, field) := {finding.since | some finding in found} if {
	record := {"kind": "control", "id": "C-1", "frequency": "monthly", "operated_since": "2026-01-15"}
	run := {"e": {"collected_at": "2026-02-10T00:00:00Z"}}
	refs := {"control": {"C-1": [{"kind": kind, "id": "e", "field": field}]}}
	found := ctl.operated with input as record with data.isms as {"evidence": run} with data.refs as refs
}

test_only_evidence_that_names_the_control_is_a_run if {
	_seen("evidence", "controls") == {"2026-04-15", "2026-06-15"}
	_seen("evidence", "links") == {"2026-03-15", "2026-05-15"}
	_seen("incident", "controls") == {"2026-03-15", "2026-05-15"}
}

test_a_single_gap_is_not_grave if {
	found := _operated("monthly", {}, _on(["2026-01-31", "2026-03-31"]))

	_windows({finding | some finding in found; finding.until == "2026-03-31"}) == {["2026-03-15", "2026-03-31", ""]}
}

test_a_long_run_covers_the_gap_between_two_short_ones if {
	runs := [
		{"collected_at": "2026-12-31T08:00:00Z", "period": {"from": "2026-01-01", "to": "2026-12-31"}},
		{"collected_at": "2026-02-28T08:00:00Z"},
		{"collected_at": "2026-11-30T08:00:00Z"},
	]

	{finding.since | some finding in _operated("monthly", {}, runs)} == {"2027-02-15", "2027-04-15"}
}
