# Whether the context is looked at again before it misleads.
package rules.ctx

import data.lib.dates
import data.lib.kinds
import data.lib.org

# METADATA
# scope: document
# title: The context is reviewed in its interval and before management relies on it
# description: |
#   A context that nobody looks at tells of another organization. The time runs from the
#   last approval or review; the interval is the organization's for `context` or for any
#   `document`, else ours. An earlier `next_review` that was missed is doc.review_due's
#   alone. A management review that speaks of changed issues and needs rests on a context
#   that is fresh enough (`intervals.context_input`, a year by default), or names the
#   context among the records of its inputs b or c.
# schemas:
#   - input: schema.context
# custom:
#   grade: minor
#   requirements: ["4.1", "9.3.2.b", "9.3.2.c"]
#   remedy: Review the context, enter the day in `reviewed`, and name it in the inputs of the next management review.
#   when: from the day after the last review plus the interval, or from a management review that finds it older than a year
review_due contains finding if {
	some window in _overdue

	finding := object.union(_until_day(window.end), {
		"at": ["reviewed"],
		"message": $"the context was last reviewed on {window.from}, longer ago than {window.interval}",
		"since": dates.next(window.due),
	})
}

review_due contains finding if {
	kinds.in_force(input)
	some day in _days
	limit := org.interval("context_input")
	all := data.isms.management_review
	some review in all
	not review.status == "void"
	held := dates.day(review.held_on)
	held > dates.add(day, limit)
	end := _next_review_after(day)
	held < end
	held <= _told_from(day)
	not _named_by(review.id)

	finding := object.union(_until_day(end), {
		"at": ["reviewed"],
		"message": concat("", [
			$"management review {review.id} of {held} rests on a context last reviewed on {day},",
			$" more than {limit} before",
		]),
		"since": held,
		"key": review.id,
	})
}

# _overdue holds for each review that the next did not follow in time: its day, when the
# next was due, and the day of the next. A review that is still to come does not make up
# for one that is missing today.
_overdue contains window if {
	kinds.in_force(input)
	some day in _days
	interval := org.review_interval("context")
	due := dates.add(day, interval)
	end := _next_review_after(day)
	end > due
	not _promised_by(day, due)
	window := {"from": day, "interval": interval, "due": due, "end": end}
}

_days := {dates.day(input.approved_on) | input.approved_on} | {dates.day(review.on) | some review in input.reviewed}

_next_review_after(day) := min({dates.last} | {later | some later in _days; later > day})

# _promised_by(day, due) holds if the document itself promised to be reviewed no later
# than on a day: that the promise was broken is told by doc.review_due.
_promised_by(day, due) if {
	day == max(_days)
	_promised <= due
}

_promised := dates.day(input.next_review) if {
	input.next_review
} else := dates.add(max(_days), input.review_interval)

# _told_from(day) is the last day on which it is not told already that the review after
# that of `day` is missing.
_told_from(day) := min([dates.add(day, org.review_interval("context")), _promised]) if {
	day == max(_days)
} else := dates.add(day, org.review_interval("context"))

_until_day(day) := {} if day == dates.last

_until_day(day) := {"until": day} if day != dates.last

# _named_by(review) holds if a management review names the context in its inputs on
# changed issues or needs.
_named_by(review) if {
	some ref in data.refs.context[input.id]
	ref.kind == "management_review"
	ref.id == review
	ref.field in {"inputs.b.refs", "inputs.c.refs"}
}
