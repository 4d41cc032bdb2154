# The dates of one record, held against each other.
package rules.doc

import data.lib.dates

# METADATA
# title: The dates of a record come in an order in which things can happen
# description: |
#   Nothing is closed before it is raised, and no report is written before the audit began.
#   Such dates show that a record was filled in from memory or afterwards, and then nobody
#   can rely on the others in it either. Only what cannot be otherwise is looked at: a
#   correction may well be made before the nonconformity is written down. Between instants
#   a day is allowed for clocks of different zones.
# schemas:
#   - input: schema.record
# custom:
#   grade: minor
#   requirements: ["8.1.records", "7.5.3.b", "A.5.33"]
#   remedy: Correct the date that is wrong.
dates_in_order contains finding if {
	not _planned_or_void
	some [earlier, later] in _order[input.kind]
	before := dates.day(_dated[earlier])
	after := dates.day(_dated[later])
	dates.add(after, _tolerance(earlier, later)) < before
	finding := {
		"at": split(later, "."),
		"message": $"{_kind} {input.id} has {later} {after} before {earlier} {before}",
	}
}

_order := {
	"access_review": [["started_on", "completed_on"], ["completed_on", "approved_on"]],
	"audit": [
		["started_on", "completed_on"], ["completed_on", "report_on"], ["report_on", "reported_on"],
		["started_on", "approved_on"],
	],
	"audit_finding": [["raised_on", "answered_on"], ["raised_on", "closed_on"], ["answered_on", "closed_on"]],
	"certification": [
		["operating_since", "stage1.held_on"], ["stage1.held_on", "stage1.closed_on"],
		["stage1.held_on", "stage2.held_on"], ["stage2.held_on", "decision_on"], ["decision_on", "issued_on"],
		["issued_on", "expires_on"], ["decision_on", "recertification.planned_on"],
	],
	"change": [["implemented_on", "reviewed_on"]],
	"continuity_test": [["held_on", "approved_on"]],
	"corrective_action": [
		["raised_on", "answered_on"], ["raised_on", "closed_on"], ["effectiveness.checked_on", "closed_on"],
		["raised_on", "effectiveness.checked_on"], ["raised_on", "approved_on"],
	],
	"evidence": [["period.from", "period.to"], ["period.to", "collected_at"], ["collected_at", "valid_until"]],
	"exception": [["from", "until"], ["from", "ended_on"]],
	"incident": [
		["occurred_at", "detected_at"], ["detected_at", "reported_at"], ["occurred_at", "contained_at"],
		["detected_at", "resolved_at"], ["contained_at", "resolved_at"], ["resolved_at", "closed_at"],
		["detected_at", "approved_on"],
	],
	"management_review": [
		["period.from", "period.to"], ["held_on", "next_on"], ["held_on", "approved_on"],
	],
	"metric": [["started_on", "ended_on"]],
	"person": [["start", "end"]],
	"risk": [
		["identified_on", "scored_on"], ["identified_on", "acceptance.on"], ["acceptance.on", "acceptance.until"],
		["identified_on", "closed_on"], ["scored_on", "next_review"],
	],
	"risk_assessment": [["held_on", "reported_on"], ["held_on", "approved_on"]],
	"supplier": [["agreement.starts_on", "agreement.ends_on"]],
}

# _tolerance is how far the wrong way two dates may lie: a day where one is an instant.
_tolerance(earlier, later) := "P1D" if {
	some name in [earlier, later]
	endswith(name, "_at")
} else := "P0D"

# _dated holds the dates of the record by name.
_dated[field] := input[field] if {
	some field in {
		"answered_on", "approved_on", "closed_at", "closed_on", "collected_at", "completed_on", "contained_at",
		"decision_on", "detected_at", "end", "ended_on", "expires_on", "from", "held_on", "identified_on",
		"implemented_on", "issued_on", "next_on", "next_review", "occurred_at", "operating_since", "raised_on",
		"report_on", "reported_at", "reported_on", "resolved_at", "reviewed_on", "scored_on", "start", "started_on",
		"until", "valid_until",
	}
	is_string(input[field])
}

_dated["acceptance.on"] := input.acceptance.on if is_string(input.acceptance.on)

_dated["acceptance.until"] := input.acceptance.until if is_string(input.acceptance.until)

_dated["agreement.starts_on"] := input.agreement.starts_on if is_string(input.agreement.starts_on)

_dated["agreement.ends_on"] := input.agreement.ends_on if is_string(input.agreement.ends_on)

_dated["effectiveness.checked_on"] := input.effectiveness.checked_on if is_string(input.effectiveness.checked_on)

_dated["period.from"] := input.period.from if is_string(input.period.from)

_dated["period.to"] := input.period.to if is_string(input.period.to)

_dated["recertification.planned_on"] := input.recertification.planned_on if is_string(input.recertification.planned_on)

_dated["stage1.held_on"] := input.stage1.held_on if is_string(input.stage1.held_on)

_dated["stage1.closed_on"] := input.stage1.closed_on if is_string(input.stage1.closed_on)

_dated["stage2.held_on"] := input.stage2.held_on if is_string(input.stage2.held_on)
