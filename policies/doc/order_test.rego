package rules.doc_test

import data.rules.doc

test_nothing_is_closed_before_it_is_raised if {
	found := doc.dates_in_order with input as {
		"kind": "corrective_action", "id": "CA-1", "raised_on": "2026-05-18", "closed_on": "2026-05-17",
	}

	found == {{
		"at": ["closed_on"],
		"message": "corrective action CA-1 has closed_on 2026-05-17 before raised_on 2026-05-18",
	}}
}

test_one_day_serves_for_all if {
	count(doc.dates_in_order) == 0 with input as {
		"kind": "audit", "id": "IA", "started_on": "2026-05-18", "completed_on": "2026-05-18", "report_on": "2026-05-18",
	}
}

test_instants_of_two_zones_may_lie_a_day_apart if {
	incident := {"kind": "incident", "id": "I", "occurred_at": "2026-03-02T00:10:00+02:00"}

	count(doc.dates_in_order) == 0 with input as object.union(incident, {"detected_at": "2026-03-01T22:30:00Z"})
	count(doc.dates_in_order) == 1 with input as object.union(incident, {"detected_at": "2026-02-28T22:30:00Z"})
	count(doc.dates_in_order) == 1 with input as object.union(incident, {"detected_at": "2026-03-02T09:00:00Z", "approved_on": "2026-02-28"})
}

test_an_instant_and_a_day_may_lie_a_day_apart if {
	taken := {"kind": "evidence", "id": "E", "collected_at": "2026-03-01T23:00:00Z"}

	count(doc.dates_in_order) == 0 with input as object.union(taken, {"period": {"from": "2026-03-02", "to": "2026-03-02"}})
	count(doc.dates_in_order) == 1 with input as object.union(taken, {"period": {"from": "2026-03-01", "to": "2026-03-03"}})
	count(doc.dates_in_order) == 1 with input as object.union(taken, {"valid_until": "2026-02-27"})
}

test_dates_inside_a_field if {
	found := doc.dates_in_order with input as {
		"kind": "certification", "id": "C", "operating_since": "2025-10-01", "decision_on": "2026-01-01",
		"stage1": {"held_on": "2026-03-01", "closed_on": "2026-02-01"}, "stage2": {"held_on": "2026-02-15"},
		"recertification": {"planned_on": "2025-12-01"},
	}

	{f.at | some f in found} == {
		["stage1", "closed_on"], ["stage2", "held_on"], ["decision_on"], ["recertification", "planned_on"],
	}
	count(doc.dates_in_order) == 1 with input as {
		"kind": "risk", "id": "R", "acceptance": {"on": "2026-02-01", "until": "2026-01-01"},
	}
	count(doc.dates_in_order) == 1 with input as {
		"kind": "supplier", "id": "S", "agreement": {"starts_on": "2026-02-01", "ends_on": "2026-01-31"},
	}
	count(doc.dates_in_order) == 1 with input as {
		"kind": "corrective_action", "id": "CA", "raised_on": "2026-02-01", "effectiveness": {"checked_on": "2026-01-31"},
	}
}

test_what_is_not_there_has_no_order if {
	count(doc.dates_in_order) == 0 with input as {"kind": "audit", "id": "IA", "completed_on": "2026-05-18"}
	count(doc.dates_in_order) == 0 with input as {"kind": "asset", "id": "A", "start": "2026-05-18", "end": "2020-01-01"}
	count(doc.dates_in_order) == 0 with input as {
		"kind": "corrective_action", "id": "CA-1", "status": "void", "raised_on": "2026-05-18", "closed_on": "2026-05-17",
	}
	count(doc.dates_in_order) == 0 with input as {"kind": "person", "id": "p", "start": 2026, "end": "2020-01-01"}
}
