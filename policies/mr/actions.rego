# What follows from a review: who does it, until when, and who asks for it.
package rules.mr

import data.lib.dates
import data.lib.reviews
import data.lib.risks

# METADATA
# title: Each action of a review has an owner and a day
# description: |
#   What everybody is to do some time, nobody does. The next review can only ask for
#   what somebody has taken on.
# schemas:
#   - input: schema.review_action
# custom:
#   grade: minor
#   requirements: ["9.3.3"]
#   remedy: Name in `owner` who does it and in `due` the day by which it is done.
actions_owned contains finding if {
	_open
	missing := [what |
		some [field, what] in [["owner", "an owner"], ["due", "a day by which it is done"]]
		not risks.given(input, field)
	]
	missing != []
	finding := {"at": [], "message": $"action {input.id} lacks {concat(" and ", missing)}"}
}

# METADATA
# title: No action of a review is past its day
# description: |
#   What top management itself wanted is not done on the day it named. If that can wait,
#   everything can. An action that is dropped says why; until then it is open.
# schemas:
#   - input: schema.review_action
# custom:
#   grade: minor
#   requirements: ["9.3.2.a"]
#   remedy: Finish it and set `status` and `done_on`, or have management decide on a new day or drop it with a reason.
#   when: from the day after `due`
actions_overdue contains finding if {
	_open
	since := dates.next(input.due)
	finding := {
		"at": ["due"],
		"message": $"action {input.id} was due by {input.due} and is {_standing}",
		"since": since,
	}
}

_open if {
	not input.status == "done"
	not _dropped(input)
	not data.isms.management_review[input.parent.id].status == "void"
}

_dropped(action) if {
	action.status == "dropped"
	risks.given(action, "dropped_reason")
}

_standing := "dropped without a reason" if {
	input.status == "dropped"
} else := "not done"

# METADATA
# title: The next review reports on every open action
# description: |
#   Actions that the next review does not ask for die quietly. A review names in its
#   input a each action of earlier reviews that was open on its day, by reference or by
#   its id in the text. A review without any input a is mr.inputs's.
# schemas:
#   - input: schema.management_review
# custom:
#   grade: minor
#   requirements: ["9.3.2.a"]
#   remedy: Ask for the action and name it in `inputs.a.refs`, at the latest in the next review.
#   when: from the day after the review, until the next is held
actions_reported contains finding if {
	window := reviews.judged(input)
	held := dates.day(input.held_on)
	"a" in _covered
	all := data.isms.management_review
	some review in all
	not review.status == "void"
	dates.day(review.held_on) < held
	some action in review.actions
	_open_on(action, held)
	not action.id in _reported
	finding := object.union(window, {
		"at": ["inputs", "a"],
		"message": $"management review {input.id} of {held} does not report on action {action.id} of {review.id}, open then",
		"key": action.id,
	})
}

# _open_on(action, day) holds if an action was open on a day. When a dropped one was
# dropped, nobody knows.
_open_on(action, _) if {
	not action.status == "done"
	not _dropped(action)
}

_open_on(action, day) if {
	action.status == "done"
	dates.day(action.done_on) > day
}

_reported contains id if {
	some ref in _input("a").refs
	id := _id(ref, "review_action")
}

_reported contains id if {
	some word in regex.split(`[^A-Za-z0-9._-]+`, _input("a").text)
	id := trim(word, ".-_")
}
