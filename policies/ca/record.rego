# What remains of corrective actions: proof, no repetition, improvement.
package rules.ca

import data.lib.dates
import data.lib.org
import data.lib.risks

# METADATA
# scope: document
# title: What is closed was done, judged and proven
# description: |
#   Closing says that nothing is left to do. So each action was done before that day,
#   somebody judged whether it helped, and there is something to show for it: evidence
#   at an action or at the judgement. For an improvement this is an observation.
# schemas:
#   - input: schema.corrective_action
# custom:
#   grade: minor
#   requirements: ["10.2.f", "10.2.g"]
#   remedy: Add what the message names, or open the record again.
#   escalation: an observation for an improvement
closed_proof contains finding if {
	_live
	_closed
	undone := [_called(action, i) | some i, action in _actions; not risks.given(action, "done_on")]
	undone != []
	finding := object.union(_graded, {
		"at": ["actions"],
		"key": "undone",
		"message": $"{input.id} is closed, and nothing says that action {concat(", ", undone)} was done",
	})
}

closed_proof contains finding if {
	_live
	_closed
	closed := dates.day(input.closed_on)
	some i, action in _actions
	dates.day(action.done_on) > closed
	finding := object.union(_graded, {
		"at": ["closed_on"],
		"key": $"early {_called(action, i)}",
		"message": $"{input.id} was closed on {closed}, before action {_called(action, i)} was done on {action.done_on}",
	})
}

closed_proof contains finding if {
	_live
	_closed
	not risks.given(_effect, "result")
	finding := object.union(_graded, {
		"at": ["effectiveness"],
		"key": "result",
		"message": $"{input.id} is closed, and nobody has judged whether it helped",
	})
}

closed_proof contains finding if {
	_live
	_closed
	count(_proof) == 0
	finding := object.union(_graded, {
		"at": ["actions"],
		"key": "evidence",
		"message": $"{input.id} is closed, and no evidence shows what was done or that it helped",
	})
}

_proof contains id if {
	some part in array.concat(_actions, [_effect])
	some id in part.evidence
	not data.isms.evidence[id].status == "void"
}

# METADATA
# title: What was corrected does not fail again within two years
# description: |
#   A requirement that fails again soon after its corrective action was closed shows
#   that the cause was another one, so both together are graver than each. It counts
#   from the day it is raised until it is closed, and observations and
#   improvements do not count. How long is the interval `repeat` of isms.yaml, else two years.
# schemas:
#   - input: schema.corrective_action
# custom:
#   grade: major
#   requirements: ["10.2.d"]
#   remedy: Treat both as one, look for the cause behind them, and name the earlier record in `follows`.
#   when: from `raised_on`, within the interval after `closed_on` of the earlier one, until it is closed
repeat contains finding if {
	_nonconformity
	_grave(input)
	raised := dates.day(input.raised_on)
	some id in _others
	earlier := data.isms.corrective_action[id]
	not earlier.type == "improvement"
	not earlier.status == "void"
	_grave(earlier)
	closed := dates.day(earlier.closed_on)
	closed <= raised
	raised <= dates.add(closed, org.interval("repeat"))
	until := min({day | _closed; day := dates.day(input.closed_on)} | {dates.last})
	raised < until
	finding := object.union(_until(until), {
		"at": ["requirement"],
		"key": id,
		"message": $"{input.requirement} failed again on {raised}, after {id} had been closed on {closed}",
		"since": raised,
	})
}

_grave(record) if not object.get(record, "grade", "minor") in {"observation", "opportunity"}

_others contains id if {
	refs := data.refs.requirement[input.requirement]
	some id in _raised_on(refs)
}

_others contains id if {
	refs := data.refs.control[input.requirement]
	some id in _raised_on(refs)
}

_raised_on(refs) := {ref.id |
	some ref in refs
	ref.kind == "corrective_action"
	ref.field == "requirement"
	ref.id != input.id
}

# METADATA
# scope: document
# title: Something is improved in every year
# description: |
#   Conformity that only keeps what is there wears out. An improvement is a corrective
#   action of type improvement, or a decision of that type in a management review. How
#   often is the interval `improvement` of isms.yaml, else a year.
# schemas:
#   - input: schema.isms
# custom:
#   grade: observation
#   requirements: ["10.1"]
#   remedy: Record an improvement, even a small one, as a corrective action of type `improvement`.
#   when: from the day after the last one plus the interval
improvement contains finding if {
	days := _improvements
	some day in days
	limit := dates.add(day, org.interval("improvement"))
	later := {other | some other in days; other > day}
	until := min(later | {dates.last})
	since := dates.next(limit)
	since < until
	finding := object.union(_until(until), {
		"at": [],
		"key": day,
		"message": $"no improvement is on record since {day}",
		"since": since,
	})
}

improvement contains finding if {
	count(_improvements) == 0
	finding := {"at": [], "message": "no improvement is on record"}
}

_improvements contains dates.day(action.raised_on) if {
	all := data.isms.corrective_action
	some action in all
	action.type == "improvement"
	not action.status == "void"
}

_improvements contains dates.day(review.held_on) if {
	all := data.isms.management_review
	some review in all
	not review.status == "void"
	some decision in review.decisions
	decision.type == "improvement"
}
