# What is measured: is anything, is it said how, is it done, and does anything follow?
package rules.met

import data.lib.dates
import data.lib.org
import data.lib.risks

# METADATA
# scope: document
# title: Both the ISMS and its controls are measured
# description: |
#   What nobody measures is believed to work. Metrics tell about controls, and about the
#   ISMS itself: objectives, processes, clauses or policies, by what they name in
#   `measures`. A metric that has ended tells nothing any more.
# schemas:
#   - input: schema.isms
# custom:
#   grade: minor
#   requirements: ["9.1", "9.1.a"]
#   remedy: Decide what needs to be measured, and record it as a `metric` with `measures`.
#   when: from the `ended_on` of the last metric
present contains finding if {
	count(_live) == 0
	finding := object.union(_since_last, {"at": [], "message": "nothing is measured: there is no metric in use"})
}

present contains finding if {
	count(_live) > 0
	some key, words in {"controls": "a control", "isms": "the ISMS itself, such as an objective or a process"}
	count({id | some id, named in _live; some name in named; _about(key, name)}) == 0
	finding := {"at": [], "message": $"no metric measures {words}", "key": key}
}

# _live tells what each metric in use measures.
_live := {metric.id: object.get(metric, "measures", []) |
	all := data.isms.metric
	some metric in all
	not metric.ended_on
}

_since_last := {"since": max(days)} if {
	days := {dates.day(metric.ended_on) | some metric in data.isms.metric; metric.ended_on}
	count(days) > 0
} else := {}

_about("controls", name) if _control(name)

_about("isms", name) if not _control(name)

_control(name) if startswith(name, "A.")

_control(name) if startswith(name, "control/")

_control(name) if data.isms.control[name].id

# METADATA
# title: A metric says what is measured, how, when and by whom, and when and by whom it is evaluated
# description: |
#   Two people who measure the same must come to the same number, and somebody must look
#   at it. What is measured and how makes readings comparable; who and when makes sure
#   that there are any.
# schemas:
#   - input: schema.metric
# custom:
#   grade: minor
#   requirements: ["9.1.a", "9.1.b", "9.1.c", "9.1.d", "9.1.e", "9.1.f"]
#   remedy: Fill the fields of the metric that the message names.
defined contains finding if {
	not input.ended_on
	missing := [words | some [field, words] in _asked; not risks.given(input, field)]
	count(missing) > 0
	finding := {"at": [], "message": $"metric {input.id} does not say {concat(", ", missing)}"}
}

_asked := [
	["what", "what is measured"],
	["method", "how"],
	["frequency", "how often"],
	["measured_by", "by whom"],
	["evaluation_interval", "how often it is evaluated"],
	["evaluated_by", "who evaluates it"],
]

# METADATA
# scope: document
# title: Readings are taken on time
# description: |
#   A gap in a series hides what happened in it. After a reading the next is due within
#   the `frequency` of the metric; the first, after `started_on`. A metric that never had
#   a reading, and names no day from which it should, is no measuring yet.
# schemas:
#   - input: schema.metric
# custom:
#   grade: minor
#   requirements: ["9.1.c"]
#   remedy: Take the reading, or set `ended_on` where the metric is not needed any more.
#   when: from the day after the reading was due plus 14 days (`intervals.metric_grace`), until the next reading
reading_due contains finding if {
	risks.given(input, "frequency")
	some last in (_days("readings") | _started)
	due := dates.add(last, input.frequency)
	since := dates.next(dates.add(due, org.interval("metric_grace")))
	end := min({day | some day in _days("readings"); day > last} | {_ended})
	since < end
	finding := object.union(_until(end), {
		"at": ["readings"],
		"message": $"metric {input.id} has no reading after {last}, and one was due by {due} ({input.frequency})",
		"since": since,
	})
}

reading_due contains finding if {
	count(_days("readings") | _started) == 0
	_ended == dates.last
	finding := {
		"at": ["readings"],
		"message": $"metric {input.id} has no reading, nor a day from which it is measured",
	}
}

# _days(list) are the days of the readings or evaluations.
_days(list) := {dates.day(element.on) |
	some element in input[list]
	element.on
}

_started := {dates.shift(dates.day(input.started_on), -1)} if {
	input.started_on
} else := set()

_ended := dates.day(input.ended_on) if {
	input.ended_on
} else := dates.last

_until(day) := {} if day == dates.last

_until(day) := {"until": day} if day != dates.last

# METADATA
# title: Readings are evaluated on time
# description: |
#   A number that nobody concludes anything from is a cost. After an evaluation the next
#   is due within the `evaluation_interval` of the metric; the first, after the first
#   reading.
# schemas:
#   - input: schema.metric
# custom:
#   grade: observation
#   requirements: ["9.1.e"]
#   remedy: Write into `evaluations` what the readings mean and what is done about it.
#   when: from the day after the evaluation was due, until the next one
evaluated contains finding if {
	risks.given(input, "evaluation_interval")
	some last in (_days("evaluations") | _first_reading)
	due := dates.add(last, input.evaluation_interval)
	since := dates.next(due)
	end := min({day | some day in _days("evaluations"); day > last} | {_ended})
	since < end
	finding := object.union(_until(end), {
		"at": ["evaluations"],
		"message": $"readings of metric {input.id} were not evaluated by {due} ({input.evaluation_interval} after {last})",
		"since": since,
	})
}

# _first_reading is the day from which there is something to evaluate.
_first_reading := {min(_days("readings"))} if {
	count(_days("readings")) > 0
} else := set()

# METADATA
# title: A reading past its limit leads to something
# description: |
#   A limit that may be passed without anybody doing anything is decoration. The reading
#   or an evaluation after it names in `leads_to` what follows, the evaluation says what
#   is done, or a corrective action names the metric as its `source`. A later reading
#   within the limit settles it.
# schemas:
#   - input: schema.metric
# custom:
#   grade: observation
#   requirements: ["9.1", "10.2.a"]
#   remedy: Find out why, and name what is done in `leads_to` of the reading.
#   when: from the day after the reading plus 30 days (`intervals.metric_action`), until something is done or a reading is within the limit
breach_followed contains finding if {
	some i, reading in input.readings
	_past_limit(reading.value)
	not risks.given(reading, "leads_to")
	day := dates.day(reading.on)
	since := dates.next(dates.add(day, org.interval("metric_action")))
	end := min({later | some later in _answers; later >= day} | {_ended})
	since < end
	finding := object.union(_until(end), {
		"at": ["readings", $"{i}"],
		"message": $"metric {input.id} was at {reading.value} on {day}, past its limit {input.threshold.limit}, and nothing followed",
		"key": $"reading/{day}",
		"since": since,
	})
}

_past_limit(value) if {
	input.threshold.direction == "up"
	value < input.threshold.limit
}

_past_limit(value) if {
	input.threshold.direction == "down"
	value > input.threshold.limit
}

# _answers are the days on which something was done about readings, or the metric was
# within its limit.
_answers contains dates.day(evaluation.on) if {
	some evaluation in input.evaluations
	some field in ["action", "leads_to"]
	risks.given(evaluation, field)
}

_answers contains dates.day(reading.on) if {
	some reading in input.readings
	not _past_limit(reading.value)
}

_answers contains day if {
	refs := data.refs.metric[input.id]
	some ref in refs
	ref.kind == "corrective_action"
	ref.field == "source"
	not data.isms.corrective_action[ref.id].status == "void"
	day := dates.day(data.isms.corrective_action[ref.id].raised_on)
}
