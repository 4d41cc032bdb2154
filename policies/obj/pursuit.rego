# Whether somebody looks at an objective until its day, and what follows where it is
# missed.
package rules.obj

import data.lib.dates
import data.lib.org
import data.lib.texts

# METADATA
# scope: document
# title: There is a reading of each objective for every period
# description: |
#   Who looks only at the end finds out when nothing can be done any more. A reading of
#   the metric counts, or an update with a value; where there is no metric, any update.
#   It is due as often as the metric says (`frequency`), otherwise in the interval of the
#   organization (`intervals.objective`, six months by our default), and may be entered
#   some days later (`intervals.reading_grace`, 14 days). After the day by which the
#   objective is to be reached, obj.overdue speaks.
# schemas:
#   - input: schema.objective
# custom:
#   grade: minor
#   requirements: ["6.2.d"]
#   remedy: Take the reading and enter it in `readings` of the metric, or in `updates`.
#   when: from the day after the last reading plus its frequency and the time to enter it, until `due`
monitored contains finding if {
	_pursued
	last := max(_readings)
	by := _entered_by(last)
	not _after_due(dates.next(by))

	finding := object.union(_until_due, {
		"at": ["updates"],
		"message": $"objective {input.id} was last measured on {last}, the next reading was due by {by}",
		"since": dates.next(by),
	})
}

monitored contains finding if {
	_pursued
	count(_readings) == 0
	by := _entered_by(_set_on)
	not _after_due(dates.next(by))

	finding := object.union(_until_due, {
		"at": ["updates"],
		"message": $"objective {input.id} of {_set_on} was never measured, the first reading was due by {by}",
		"since": dates.next(by),
	})
}

monitored contains finding if {
	_pursued
	count(_readings) == 0
	not _set_on

	finding := object.union(_until_due, {
		"at": ["updates"],
		"message": $"objective {input.id} was never measured",
	})
}

# METADATA
# title: No objective is open after its day
# description: |
#   An objective that nobody closes after its day was forgotten. It is met, missed, or
#   has a new day that somebody agreed to.
# schemas:
#   - input: schema.objective
# custom:
#   grade: minor
#   requirements: ["6.2.k"]
#   remedy: Set `status` to met, missed or dropped, or have a new `due` agreed.
#   when: from the day after `due`
overdue contains finding if {
	_pursued
	due := dates.day(input.due)

	finding := {
		"at": ["due"],
		"message": $"objective {input.id} was to be reached by {due} and is still open",
		"since": dates.next(due),
	}
}

# METADATA
# title: A missed objective leads to something
# description: |
#   To miss an objective is no nonconformity; to shrug is. Something follows from it: an
#   action, a decision of management, a treatment, or another objective.
# schemas:
#   - input: schema.objective
# custom:
#   grade: minor
#   requirements: ["9.3.3", "10.1"]
#   remedy: Decide what follows and name it in `leads_to`.
missed_followed contains finding if {
	input.status == "missed"
	not texts.given(input, "leads_to")
	not _answered

	finding := {"at": ["leads_to"], "message": $"objective {input.id} was missed, and nothing followed"}
}

# _readings holds the days on which the objective was measured.
_readings contains dates.day(reading.on) if {
	some reading in data.isms.metric[input.metric].readings
	is_number(reading.value)
}

_readings contains dates.day(update.on) if {
	some update in input.updates
	_counts(update)
}

_counts(update) if is_number(update.value)

_counts(_) if not texts.given(input, "metric")

_entered_by(day) := dates.add(dates.add(day, _frequency), org.interval("reading_grace"))

_frequency := frequency if {
	frequency := data.isms.metric[input.metric].frequency
} else := org.interval("objective")

# _set_on is the day since when the objective is to be measured, as far as that is known.
_set_on := dates.day(day) if {
	day := data.isms.metric[input.metric].started_on
} else := _known_since

_known_since := dates.day(day) if {
	day := input.communicated_on
} else := dates.day(data.isms.register[input.parent.id].approved_on)

_after_due(day) if day > dates.day(input.due)

_until_due := {"until": dates.next(dates.day(due))} if {
	due := input.due
} else := {}

_answered if {
	refs := data.refs.objective[input.id]
	some ref in refs
	[ref.kind, ref.field] in [["corrective_action", "source"], ["review_decision", "leads_to"]]
}
