# What is done so that it does not happen again, and whether it helped.
package rules.ca

import data.lib.dates
import data.lib.org
import data.lib.people
import data.lib.risks

# METADATA
# scope: document
# title: Each action says what is done, by whom and by when
# description: |
#   A cause without an action comes back, and an action without a name or a day is
#   nobody's. For an improvement this is an observation.
# schemas:
#   - input: schema.corrective_action
# custom:
#   grade: minor
#   requirements: ["10.2.c"]
#   remedy: Give each of `actions` a `text`, an `owner` and a `due`.
#   when: where there is no action, from the day after `raised_on` plus the interval `corrective_action`, or once it is called implemented
#   escalation: an observation for an improvement
plan contains finding if {
	_live
	count(_actions) == 0
	finding := object.union_n([_by_then, _graded, {"at": ["actions"], "message": $"nothing is planned against the cause of {input.id}"}])
}

plan contains finding if {
	_live
	some i, action in _actions
	lacks := [word |
		some [field, word] in [["text", "what is done"], ["owner", "who does it"], ["due", "by when"]]
		not risks.given(action, field)
	]
	lacks != []
	finding := object.union(_graded, {
		"at": ["actions", i],
		"message": $"action {_called(action, i)} of {input.id} does not say {concat(", ", lacks)}",
	})
}

# METADATA
# scope: document
# title: No action is past its day
# description: |
#   Actions are put off when everything else comes first, and after three months nobody
#   believes in them any more. An action on a major nonconformity that is late is as
#   grave as that.
# schemas:
#   - input: schema.corrective_action
# custom:
#   grade: minor
#   requirements: ["10.2.c"]
#   remedy: Finish it and set `done_on`, or agree on a new day with whoever raised it and say why.
#   when: from the day after `due` until `done_on`
#   escalation: major where the nonconformity is, and from the day after `due` plus 90 days; an observation for an improvement
overdue contains finding if {
	_live
	some i, action in _actions
	since := dates.next(action.due)
	grave := _grave_from(action.due)
	until := min({grave, _over(action)})
	since < until
	finding := object.union_n([_until(until), _graded, _late(i, action), {"since": since}])
}

overdue contains finding if {
	_live
	some i, action in _actions
	since := _grave_from(action.due)
	until := _over(action)
	since < until
	finding := object.union_n([_until(until), _late(i, action), {"since": since, "grade": "major"}])
}

_late(i, action) := {
	"at": ["actions", i, "due"],
	"message": $"action {_called(action, i)} of {input.id} was due on {action.due}",
}

# _grave_from(due) is the day on which an overdue action becomes grave.
_grave_from(due) := dates.last if {
	input.type == "improvement"
} else := dates.next(due) if {
	input.grade == "major"
} else := dates.next(dates.add(due, "P90D"))

# _over(action) is the day on which it was done, or the whole was closed without it: that
# is ca.closed_proof's.
_over(action) := min(({day | day := dates.day(action.done_on)} | {day | _closed; day := dates.day(input.closed_on)}) | {dates.last})

# METADATA
# scope: document
# title: Whether an action helped is judged after it, by the day set for that
# description: |
#   Done is not solved. Some time after the last action somebody looks whether the
#   cause is gone, on a day that was set when the action was planned. A check before
#   the action was done says nothing about it.
# schemas:
#   - input: schema.corrective_action
# custom:
#   grade: minor
#   requirements: ["10.2.d"]
#   remedy: Judge the effect, and enter `checked_on`, `by` and `result` in `effectiveness`.
#   when: from the day after `effectiveness.due` until `checked_on`
#   escalation: an observation for an improvement
effect_due contains finding if {
	_live
	not _closed
	due := input.effectiveness.due
	since := dates.next(due)
	until := _judged
	since < until
	finding := object.union_n([_until(until), _graded, {
		"at": ["effectiveness", "due"],
		"key": "due",
		"message": $"whether {input.id} helped was to be judged by {due}",
		"since": since,
	}])
}

effect_due contains finding if {
	_nonconformity
	_called_done
	not _closed
	not risks.given(_effect, "due")
	_judged == dates.last
	finding := {
		"at": ["effectiveness"],
		"key": "due",
		"message": $"the actions of {input.id} are called done, and no day is set on which to judge whether they helped",
	}
}

effect_due contains finding if {
	_live
	checked := dates.day(input.effectiveness.checked_on)
	some i, action in _actions
	done := min({day | day := dates.day(action.done_on)} | {dates.last})
	checked < done
	finding := object.union_n([_graded, {
		"at": ["effectiveness", "checked_on"],
		"key": $"early {_called(action, i)}",
		"message": $"whether {input.id} helped was judged on {checked}, before action {_called(action, i)} was done",
	}])
}

# _judged is the day of the judgement, the end of time where there is none.
_judged := dates.day(input.effectiveness.checked_on) if {
	risks.given(_effect, "checked_on")
	risks.given(_effect, "result")
} else := dates.last

# METADATA
# scope: document
# title: Whether an action helped is judged by somebody else than who carried it out
# description: |
#   Whoever did the work believes in it. A role counts as whoever holds it on the day of
#   the judgement.
# schemas:
#   - input: schema.corrective_action
# custom:
#   grade: observation
#   requirements: ["10.2.d", "A.5.3"]
#   remedy: Have somebody judge it who did not carry out the action, and name them in `effectiveness.by`.
effect_independent contains finding if {
	_live
	risks.given(_effect, "result")
	by := input.effectiveness.by
	risks.given(_effect, "by")
	some i, action in _actions
	_same(by, action.owner)
	finding := {
		"at": ["effectiveness", "by"],
		"key": _called(action, i),
		"message": $"\"{by}\" judged whether {input.id} helped, and action {_called(action, i)} was carried out by \"{action.owner}\"",
	}
}

effect_independent contains finding if {
	_live
	risks.given(_effect, "result")
	not risks.given(_effect, "by")
	finding := {
		"at": ["effectiveness", "by"],
		"message": $"nothing says who judged whether {input.id} helped",
	}
}

_same(a, b) if a == b

_same(a, b) if people.acts_as(a, b, _checked)

_same(a, b) if people.acts_as(b, a, _checked)

_checked := dates.day(input.effectiveness.checked_on) if {
	risks.given(_effect, "checked_on")
} else := dates.last

# METADATA
# scope: document
# title: What did not help leads to something else
# description: |
#   "Not effective" is a good answer, if it has a consequence: another action, or a
#   record that follows this one. The time for it is the interval `corrective_action`
#   of isms.yaml, else 30 days.
# schemas:
#   - input: schema.corrective_action
# custom:
#   grade: minor
#   requirements: ["10.2.d", "10.2.e"]
#   remedy: Add an action with a later `due`, or raise a new record that names this one in `follows`.
#   when: from the day after `checked_on` plus the interval, at once where it is closed
ineffective_reopened contains finding if {
	_live
	input.effectiveness.result == "not-effective"
	not _followed
	not _goes_on
	finding := object.union(_reopened_by, {
		"at": ["effectiveness", "result"],
		"message": $"{input.id} did not help, and nothing followed from that",
	})
}

_followed if {
	refs := data.refs.corrective_action[input.id]
	some ref in refs
	ref.kind == "corrective_action"
	ref.field == "follows"
	not data.isms.corrective_action[ref.id].status == "void"
}

_goes_on if {
	not _closed
	some action in _actions
	dates.day(action.due) > dates.day(input.effectiveness.checked_on)
}

_reopened_by := {} if {
	_closed
} else := {"since": dates.next(dates.add(input.effectiveness.checked_on, org.interval("corrective_action")))} if {
	risks.given(_effect, "checked_on")
} else := {}

# _actions are the actions as far as they can be read.
_actions := [action | some action in input.actions; is_object(action)]

_called(action, _) := action.id if risks.given(action, "id")

_called(action, i) := $"{i + 1}" if not risks.given(action, "id")

_effect := _part("effectiveness")

_graded := {"grade": "observation"} if {
	input.type == "improvement"
} else := {}

_until(day) := {} if day == dates.last

_until(day) := {"until": day} if day != dates.last
