# What records say was done, held against its dates.
package rules.doc

import data.lib.dates

# METADATA
# title: What is recorded as done lies not in the future
# description: |
#   A record of an event is written after it. Evidence collected next year, an action done
#   next month or a finding raised tomorrow is a slip of the pen, or was written down before
#   anybody did it; either way others already count it. Plans have fields of their own: due
#   and planned dates are not looked at, and neither are drafts and records that are void.
# schemas:
#   - input: schema.record
# custom:
#   grade: minor
#   requirements: ["8.1.records", "7.5.3.b", "A.5.33"]
#   remedy: Correct the date, or leave it out until the thing is done.
#   when: until the day before the date
done_not_future contains finding if {
	not _planned_or_void
	some done in _done
	day := dates.day(done.day)
	finding := {
		"at": done.at,
		"message": $"{_kind} {input.id} says {concat(".", done.at)} {day}, which is still to come",
		"until": day,
	}
}

_planned_or_void if input.status in {"draft", "void"}

# _done holds the dates of the record at which something is said to have happened.
_done contains {"at": [field], "day": input[field]} if {
	some field in {
		"answered_on", "checked_on", "closed_at", "closed_on", "collected_at", "communicated_on", "completed_on",
		"contained_at", "decision_on", "detected_at", "done_on", "held_on", "identified_on", "implemented_on",
		"occurred_at", "raised_on", "report_on", "reported_at", "reported_on", "resolved_at", "reviewed_on", "scored_on",
		"started_on",
	}
	is_string(input[field])
}

_done contains {"at": ["acceptance", "on"], "day": input.acceptance.on} if is_string(input.acceptance.on)

_done contains {"at": ["correction", "done_on"], "day": input.correction.done_on} if {
	is_string(input.correction.done_on)
}

_done contains {"at": ["effectiveness", "checked_on"], "day": input.effectiveness.checked_on} if {
	is_string(input.effectiveness.checked_on)
}

_done contains {"at": ["test", "last"], "day": input.test.last} if is_string(input.test.last)

_done contains {"at": ["reviewed", "on"], "day": input.reviewed.on} if is_string(input.reviewed.on)

_done contains {"at": ["on"], "day": input.on} if {
	input.kind in {"acknowledgement", "message"} # an acknowledgement of a round has the day on which it ended
	object.get(input, "status", "closed") != "open"
	is_string(input.on)
}

_done contains {"at": [list, format_int(i, 10), "on"], "day": input[list][i].on} if {
	some list in {"changes", "completions", "evaluations", "readings", "updates"}
	some i
	is_string(input[list][i].on)
}

# The actions of a management review are records of their own.
_done contains {"at": ["actions", format_int(i, 10), "done_on"], "day": input.actions[i].done_on} if {
	input.kind != "management_review"
	some i
	is_string(input.actions[i].done_on)
}
