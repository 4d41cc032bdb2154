package rules.doc_test

import data.rules.doc

_evidence := {"kind": "evidence", "id": "EV-1", "status": "closed", "collected_at": "2026-03-02T09:00:00+01:00"}

test_what_is_done_is_done_from_its_day_on if {
	found := doc.done_not_future with input as _evidence

	found == {{
		"at": ["collected_at"], "until": "2026-03-02",
		"message": "evidence EV-1 says collected_at 2026-03-02, which is still to come",
	}}
}

test_each_date_is_looked_at_by_itself if {
	found := doc.done_not_future with input as {
		"kind": "corrective_action", "id": "CA-1", "raised_on": "2026-01-05",
		"correction": {"done_on": "2026-01-06"}, "effectiveness": {"due": "2027-01-01", "checked_on": "2026-06-01"},
		"actions": [{"due": "2026-02-01", "done_on": "2026-02-01"}, {"due": "2027-02-01"}],
	}

	{f.at | some f in found} == {
		["raised_on"], ["correction", "done_on"], ["effectiveness", "checked_on"], ["actions", "0", "done_on"],
	}
}

test_lists_of_what_was_done if {
	found := doc.done_not_future with input as {
		"kind": "metric", "id": "M", "readings": [{"on": "2026-01-31", "value": 3}, {"value": 4}],
		"changes": [{"on": "2026-01-01"}], "test": {"last": "2026-02-02"}, "reviewed": {"on": "2026-02-03"},
	}

	count(doc.done_not_future) == 1 with input as {"kind": "risk", "id": "R", "acceptance": {"on": "2026-01-31", "until": "2027-01-31"}}
	{f.at | some f in found} == {["readings", "0", "on"], ["changes", "0", "on"], ["test", "last"], ["reviewed", "on"]}
}

test_plans_drafts_and_void_records_may_look_ahead if {
	count(doc.done_not_future) == 0 with input as {"kind": "treatment", "id": "T", "due": "2030-01-01", "planned_on": "2030-01-01"}
	count(doc.done_not_future) == 0 with input as object.union(_evidence, {"status": "draft"})
	count(doc.done_not_future) == 0 with input as object.union(_evidence, {"status": "void"})
	count(doc.done_not_future) == 0 with input as {"kind": "personnel_event", "id": "P", "on": "2030-01-01"}
}

test_acknowledgements_and_messages_have_a_day if {
	count(doc.done_not_future) == 1 with input as {"kind": "message", "id": "M", "on": "2026-01-01"}
	count(doc.done_not_future) == 1 with input as {"kind": "acknowledgement", "id": "A", "on": "2026-01-01", "status": "closed"}
	count(doc.done_not_future) == 0 with input as {"kind": "acknowledgement", "id": "A", "on": "2026-01-01", "status": "open"}
}

test_actions_of_a_review_are_records_of_their_own if {
	actions := [{"id": "A1", "done_on": "2026-02-01"}]
	count(doc.done_not_future) == 0 with input as {"kind": "management_review", "id": "MR", "actions": actions}
	count(doc.done_not_future) == 1 with input as {"kind": "review_action", "id": "A1", "done_on": "2026-02-01"}
}

test_what_is_no_text_is_left_to_the_schema if {
	count(doc.done_not_future) == 0 with input as {"kind": "audit", "id": "A", "completed_on": 2026, "acceptance": "x", "actions": "y"}
}
