# Whether what the programme plans is done, and whether audits add up to everything.
package rules.aud

import data.lib.audits
import data.lib.dates
import data.lib.org
import data.lib.risks

# METADATA
# scope: document
# title: Planned audits are held, or moved with a reason
# description: |
#   A plan that is not kept and not changed tells that nobody follows it. An audit that
#   is moved names its new day in `postponed_to` and why. Held is what `done` names, once
#   that audit is completed.
# schemas:
#   - input: schema.planned_audit
# custom:
#   grade: minor
#   requirements: ["9.2.2"]
#   remedy: Hold the audit and name it in `done`, or set `postponed_to` and `postponed_reason`.
#   when: from the day after the planned day plus 30 days (`intervals.audit_planned`), until it is completed
planned_done contains finding if {
	_programme_counts
	due := dates.add(_planned, org.interval("audit_planned"))
	since := dates.next(due)
	since < _held
	finding := object.union(_until(_held), {
		"at": ["planned_on"],
		"message": $"audit {input.id} was planned for {_planned} and not completed by {due}{_moved}",
		"since": since,
	})
}

planned_done contains finding if {
	_programme_counts
	not risks.given(input, "planned_on")
	_held == dates.last
	finding := {"at": ["planned_on"], "message": $"audit {input.id} is planned for no day"}
}

_programme_counts if data.isms.audit_programme[input.parent.id].status == "approved"

_planned := dates.day(input.postponed_to) if {
	risks.given(input, "postponed_to")
	risks.given(input, "postponed_reason")
} else := dates.day(input.planned_on)

# _held is the day on which the audit was completed.
_held := dates.day(audit.completed_on) if {
	audit := data.isms.audit[input.done]
	not audit.status == "void"
	risks.given(audit, "completed_on")
} else := dates.last

_moved := $"; it was moved to {input.postponed_to} without a reason" if {
	risks.given(input, "postponed_to")
	not risks.given(input, "postponed_reason")
} else := ""

# METADATA
# title: All of clauses 4 to 10 are audited in the cycle
# description: |
#   A clause that is never audited is one of which the organization only believes that
#   it meets it. Judged when the cycle of the programme has ended, or its period where it
#   names none. Several internal audits add up, and a clause stands for all below it. An
#   audit that makes up for it later ends the finding.
# schemas:
#   - input: schema.audit_programme
# custom:
#   grade: minor
#   requirements: ["9.2.1.a2"]
#   remedy: Audit the clauses that the message names, and list them in `scope.clauses` of the audit.
#   when: from the day after the end of the cycle, until audits cover the rest
clauses_covered contains finding if {
	input.status == "approved"
	from := dates.day(_cycle.from)
	to := dates.day(_cycle.to)
	required := audits.clauses
	missing := _missing(required, from, to)
	count(missing) > 0
	made_up := _made_up(required, from, to)
	finding := object.union(_until(made_up), {
		"at": [_cycle_field],
		"message": concat("", [
			$"of clauses 4 to 10, internal audits from {from} to {to} ",
			$"did not cover {_shortened(audits.summary(required, missing))}",
		]),
		"since": dates.next(to),
	})
}

# METADATA
# title: All applicable controls are audited in the cycle
# description: |
#   Nobody audits 93 controls in a week, so audits spread them over a cycle, and at its
#   end each control that the statement of applicability calls applicable has had its
#   turn. The cycle is that of the programme; where it names none, the three years
#   (`intervals.audit_cycle`) before the end of its period, once audits go back that far.
# schemas:
#   - input: schema.audit_programme
# custom:
#   grade: observation
#   requirements: ["9.2.1.a1", "A.5.35"]
#   remedy: Audit the controls that the message names, and list them in `scope.controls` of the audit.
#   when: from the day after the end of the cycle, until audits cover the rest
controls_covered contains finding if {
	input.status == "approved"
	to := dates.day(_control_cycle.to)
	from := dates.day(_control_cycle.from)
	required := {id: over |
		some id, over in audits.controls
		_applicable(id)
	}
	missing := _missing(required, from, to)
	count(missing) > 0
	made_up := _made_up(required, from, to)
	finding := object.union(_until(made_up), {
		"at": [_control_cycle.field],
		"message": concat("", [
			$"internal audits from {from} to {to} did not cover {count(missing)} of {count(required)} ",
			$"applicable controls: {_shortened(audits.summary(required, missing))}",
		]),
		"since": dates.next(to),
	})
}

# _applicable(id) holds for a control that a statement calls applicable, or at least not
# anything else.
_applicable(id) if {
	data.isms.soa_control[id].id
	not data.isms.soa_control[id].applicable == false
}

_cycle := input[_cycle_field]

_cycle_field := "cycle" if {
	risks.given(input, "cycle")
} else := "period"

_control_cycle := {"from": input.cycle.from, "to": input.cycle.to, "field": "cycle"} if {
	risks.given(input, "cycle")
} else := {"from": from, "to": to, "field": "period"} if {
	to := dates.day(input.period.to)
	from := _before(dates.next(to), org.interval("audit_cycle"))
	min({day | some audit in _audited; day := audit.on}) <= from
}

# _before(day, duration) is the last day from which a duration leads no further than day.
_before(day, duration) := max({start |
	span := dates.days_between("2000-01-01", dates.add("2000-01-01", duration))
	some n in numbers.range(-3, 3)
	start := dates.shift(day, n - span)
	dates.add(start, duration) <= day
})

# _audited lists what each internal audit covered. Audits are few.
_audited := [{"on": day, "names": audits.named(audit)} |
	all := data.isms.audit
	some audit in all
	day := audits.ended(audit)
]

_missing(required, from, to) := {id | some id, _ in required} - audits.covered(required, _names(from, to))

_names(from, to) := {name |
	some audit in _audited
	from <= audit.on
	audit.on <= to
	some name in audit.names
}

# _made_up(required, from, to) is the day of the later audit after which nothing is
# missing any more.
_made_up(required, from, to) := min({day |
	some audit in _audited
	day := audit.on
	day > to
	count(_missing(required, from, day)) == 0
} | {dates.last})

_shortened(names) := concat(", ", names) if count(names) <= 12

_shortened(names) := $"{concat(", ", array.slice(names, 0, 12))} and {count(names) - 12} more" if count(names) > 12
