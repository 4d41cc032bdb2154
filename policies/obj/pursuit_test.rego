package rules.obj_test

import data.rules.obj

_measuring(change, metric) := found if {
	found := obj.monitored with input as object.union(_objective, change)
		with data.isms as {
			"metric": {"M-1": metric},
			"register": {"objectives": {"id": "objectives", "approved_on": "2026-01-26"}},
		}
		with data.org as {}
}

_windows(findings) := {[object.get(f, "since", ""), object.get(f, "until", "")] | some f in findings}

_readings(days) := [{"on": day, "value": 7} | some day in days]

test_the_latest_reading_counts_in_whatever_order if {
	_measuring({}, {"frequency": "P1M", "readings": _readings(["2026-10-05", "2026-11-02", "2026-03-02"])}) == {{
		"at": ["updates"],
		"message": "objective O-1 was last measured on 2026-11-02, the next reading was due by 2026-12-16",
		"since": "2026-12-17",
		"until": "2027-01-01",
	}}
}

test_after_the_day_of_the_objective_no_reading_is_due if {
	_measuring({}, {"frequency": "P1M", "readings": _readings(["2026-11-18"])}) == set()
	_windows(_measuring({}, {"frequency": "P1M", "readings": _readings(["2026-11-16"])})) == {["2026-12-31", "2027-01-01"]}
	_measuring({}, {"frequency": "P5Y", "readings": _readings(["2026-11-16"])}) == set()
	without := object.remove(_objective, ["due"])
	found := obj.monitored with input as without
		with data.isms.metric as {"M-1": {"frequency": "P5Y", "readings": _readings(["2026-11-16"])}}
		with data.org as {}
	_windows(found) == {["2031-12-01", ""]}
}

test_without_a_frequency_the_interval_of_the_organization_counts if {
	_windows(_measuring({"due": "2027-12-31"}, {"readings": _readings(["2026-03-02"])})) == {["2026-09-17", "2028-01-01"]}
	found := obj.monitored with input as object.union(_objective, {"due": "2027-12-31"})
		with data.isms.metric as {"M-1": {"readings": _readings(["2026-03-02"])}}
		with data.org as {"intervals": {"objective": "P3M", "reading_grace": "P7D"}}
	_windows(found) == {["2026-06-10", "2028-01-01"]}
}

test_an_objective_that_was_never_measured if {
	monthly := {"frequency": "P1M"}

	_windows(_measuring({}, object.union(monthly, {"started_on": "2026-04-01"}))) == {["2026-05-16", "2027-01-01"]}
	_windows(_measuring({}, monthly)) == {["2026-03-17", "2027-01-01"]}
	_windows(_measuring({"parent": {"kind": "register", "id": "objectives"}, "communicated_on": "2026-02-10"}, monthly)) == {[
		"2026-03-25",
		"2027-01-01",
	]}
	bare := object.union(object.remove(_objective, ["communicated_on"]), {"parent": {"kind": "register", "id": "objectives"}})
	_windows(obj.monitored) == {["2026-03-13", "2027-01-01"]} with input as bare
		with data.isms as {"metric": {"M-1": monthly}, "register": {"objectives": {"approved_on": "2026-01-26"}}}
		with data.org as {}
}

test_without_any_day_it_was_never_measured_at_all if {
	found := obj.monitored with input as object.remove(_objective, ["communicated_on", "due"]) with data.isms as {} with data.org as {}

	found == {{"at": ["updates"], "message": "objective O-1 was never measured"}}
}

test_updates_count_with_a_value_or_where_there_is_no_metric if {
	notes := {"updates": [{"on": "2026-11-30", "note": "going well"}]}
	values := {"updates": [{"on": "2026-11-30", "value": 12}]}
	metric := {"frequency": "P1M", "readings": _readings(["2026-03-02"])}

	_windows(_measuring(notes, metric)) == {["2026-04-17", "2027-01-01"]}
	_measuring(values, metric) == set()
	found := obj.monitored with input as object.union(object.remove(_objective, ["metric"]), notes)
		with data.isms as {}
		with data.org as {}
	found == set()
}

test_readings_without_a_number_or_a_day_are_none if {
	_windows(_measuring({}, {"frequency": "P1M", "readings": [{"on": "2026-11-02"}, {"value": 3}]})) == {["2026-03-17", "2027-01-01"]}
}

test_an_open_objective_after_its_day if {
	overdue := {{
		"at": ["due"],
		"message": "objective O-1 was to be reached by 2026-12-31 and is still open",
		"since": "2027-01-01",
	}}

	obj.overdue == overdue with input as _objective
	obj.overdue == overdue with input as object.remove(_objective, ["status"])
	every status in ["met", "missed", "dropped"] {
		count(obj.overdue) == 0 with input as object.union(_objective, {"status": status})
	}
	count(obj.overdue) == 0 with input as object.remove(_objective, ["due"])
}

_missed := object.union(_objective, {"status": "missed"})

test_a_missed_objective_leads_to_something if {
	obj.missed_followed == {{"at": ["leads_to"], "message": "objective O-1 was missed, and nothing followed"}} with input as _missed
		with data.refs as {}
	count(obj.missed_followed) == 1 with input as object.union(_missed, {"leads_to": [""]}) with data.refs as {}
	count(obj.missed_followed) == 0 with input as object.union(_missed, {"leads_to": ["CA-1"]})
	count(obj.missed_followed) == 0 with input as _objective
}

test_an_action_or_a_decision_may_name_it if {
	every kind, field in {"corrective_action": "source", "review_decision": "leads_to"} {
		count(obj.missed_followed) == 0 with input as _missed
			with data.refs as {"objective": {"O-1": [{"kind": kind, "id": "x", "field": field}]}}
	}
	count(obj.missed_followed) == 1 with input as _missed
		with data.refs as {"objective": {"O-1": [{"kind": "policy", "id": "is", "field": "objectives"}]}}
}
