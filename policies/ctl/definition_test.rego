package rules.ctl_test

import data.rules.ctl

test_empty_fields_are_missing_fields if {
	found := ctl.defined with input as {"kind": "control", "id": "C-1", "owner": "it", "evidence_wanted": []}

	found == {{"at": [], "message": "control C-1 lacks description, frequency, evidence_wanted"}}
}

test_the_interval_of_the_control_comes_before_the_organizations if {
	record := {"kind": "control", "id": "C-1", "key": true, "test": {"last": "2024-02-29", "interval": "P1Y"}}
	found := ctl.tested with input as record with data.org as {"intervals": {"control_test": "P6M"}}

	found == {{
		"at": ["test", "last"],
		"message": "key control C-1 was last tested on 2024-02-29, the next test was due by 2025-02-28",
		"since": "2025-03-01",
	}}
	found_by_org := ctl.tested with input as object.union(record, {"test": {"last": "2024-02-29", "interval": "P6M"}})
	{finding.since | some finding in found_by_org} == {"2024-08-30"}
}

test_a_first_test_is_due_an_interval_after_operation_began if {
	found := ctl.tested with input as {"kind": "control", "id": "C-1", "key": true, "operated_since": "2026-01-15"}

	found == {{
		"at": ["test", "last"],
		"message": "key control C-1 was never tested",
		"since": "2027-01-16",
	}}
	at_once := ctl.tested with input as {"kind": "control", "id": "C-1", "key": true}
	at_once == {{"at": ["test", "last"], "message": "key control C-1 was never tested"}}
}

test_a_failure_is_followed_by_the_test_or_by_a_corrective_action if {
	failed := {"kind": "control", "id": "C-1", "test": {"last": "2026-01-20", "result": "failed"}}
	found := ctl.failed_followed with input as failed

	found == {{
		"at": ["test", "result"],
		"message": "the test of control C-1 on 2026-01-20 failed, and no corrective action follows from it",
	}}
	count(ctl.failed_followed) == 0 with input as object.union(failed, {"test": {"leads_to": ["CA-1"]}})
	refs := {"control": {"C-1": [{"kind": "corrective_action", "id": "CA-1", "field": "source"}]}}
	count(ctl.failed_followed) == 0 with input as failed with data.refs as refs
	other := {"control": {"C-1": [{"kind": "corrective_action", "id": "CA-1", "field": "requirement"}]}}
	count(ctl.failed_followed) == 1 with input as failed with data.refs as other
	count(ctl.failed_followed) == 0 with input as object.union(failed, {"test": {"result": "passed"}})
}

test_a_control_in_order_is_left_alone if {
	record := {
		"kind": "control",
		"id": "C-1",
		"owner": "it",
		"description": "Somebody looks.",
		"frequency": "weekly",
		"evidence_wanted": [{"type": "log"}],
		"key": false,
		"test": {"last": "2020-01-01", "result": "passed"},
	}

	count(ctl.defined) == 0 with input as record
	count(ctl.tested) == 0 with input as record
	count(ctl.tested) == 0 with input as object.remove(record, ["test", "key"])
	count(ctl.failed_followed) == 0 with input as record
}
