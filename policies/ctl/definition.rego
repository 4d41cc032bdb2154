# Own controls: whether they are defined, tested, and followed up where they fail.
package rules.ctl

import data.lib.dates
import data.lib.org

# METADATA
# title: Own controls are defined so that they can be operated and checked
# description: |
#   A control works by criteria: what is done, how often, by whom, and what shows that
#   it was done. What is missing of that, nobody can be held to.
# schemas:
#   - input: schema.control
# custom:
#   grade: minor
#   requirements: ["8.1.criteria", "A.5.36"]
#   remedy: Fill the fields of the control that the message names.
defined contains finding if {
	missing := [field | some field in ["owner", "description", "frequency", "evidence_wanted"]; not _filled(field)]
	count(missing) > 0

	finding := {"at": [], "message": $"control {input.id} lacks {concat(", ", missing)}"}
}

# METADATA
# scope: document
# title: Key controls are tested at their interval
# description: |
#   A key control is one whose failure nothing else would catch, so somebody has to
#   look whether it works. The interval is the control's own (`test.interval`), else
#   the organization's (`control_test`). A control that was never tested is due one
#   interval after `operated_since`, or at once where that is not known.
# schemas:
#   - input: schema.control
# custom:
#   grade: observation
#   requirements: ["A.5.36", "9.1.b"]
#   remedy: Test the control and record day and result in `test.last` and `test.result`.
#   when: from the day after test.last plus the interval
tested contains finding if {
	input.key == true
	last := dates.day(input.test.last)
	due := dates.add(last, _test_interval)

	finding := {
		"at": ["test", "last"],
		"message": $"key control {input.id} was last tested on {last}, the next test was due by {due}",
		"since": dates.next(due),
	}
}

tested contains finding if {
	input.key == true
	not input.test.last

	finding := object.union(_first_test, {
		"at": ["test", "last"],
		"message": $"key control {input.id} was never tested",
	})
}

# METADATA
# title: A failed test leads to a corrective action
# description: |
#   A test that fails and changes nothing was held for show. What follows may stand in
#   the test itself, or in a corrective action that names the control as its source.
# schemas:
#   - input: schema.control
# custom:
#   grade: minor
#   requirements: ["10.2.a", "A.5.36"]
#   remedy: Open a corrective action and name it in `test.leads_to`.
failed_followed contains finding if {
	input.test.result == "failed"
	count(object.get(input.test, "leads_to", [])) == 0
	followed := [ref.id | some ref in data.refs.control[input.id]; ref.kind == "corrective_action"; ref.field == "source"]
	count(followed) == 0

	finding := {
		"at": ["test", "result"],
		"message": $"the test of control {input.id}{_on_day} failed, and no corrective action follows from it",
	}
}

_filled("evidence_wanted") if count(input.evidence_wanted) > 0

_filled(field) if {
	field != "evidence_wanted"
	input[field]
}

_test_interval := interval if {
	interval := input.test.interval
} else := org.interval("control_test")

_first_test := {"since": dates.next(dates.add(input.operated_since, _test_interval))} if input.operated_since

_first_test := {} if not input.operated_since

_on_day := $" on {input.test.last}" if input.test.last

_on_day := "" if not input.test.last
