# Whether documents are looked at again, and how often.
package rules.doc

import data.lib.dates
import data.lib.kinds
import data.lib.org

# METADATA
# scope: document
# title: Documents in force are reviewed by their date of review
# description: |
#   A document past its date is a promise to oneself that was broken. The date is
#   `next_review`, or the last review plus `review_interval` where only that is given.
#   It is met through its whole day. The finding ends with the review that sets a new
#   date.
# schemas:
#   - input: schema.record
# custom:
#   grade: minor
#   requirements: ["7.5.2.c", "A.5.1"]
#   remedy: Review the document, have it approved, add an entry to `reviewed` and set `next_review`.
#   when: from the day after next_review
#   escalation: major for the top policy from 366 days after next_review
review_due contains finding if {
	due := _review_due_on
	not _top_policy

	finding := {"at": [_review_field], "message": _review_message(due), "since": dates.next(due)}
}

review_due contains finding if {
	due := _review_due_on
	_top_policy

	finding := {
		"at": [_review_field],
		"message": _review_message(due),
		"since": dates.next(due),
		"until": dates.shift(due, 366),
	}
}

review_due contains finding if {
	due := _review_due_on
	_top_policy

	finding := {
		"at": [_review_field],
		"message": $"{_review_message(due)}, more than a year ago",
		"since": dates.shift(due, 366),
		"grade": "major",
	}
}

# METADATA
# title: The next review is not further off than the interval allows
# description: |
#   A date far ahead makes a review interval meaningless. The time runs from the last
#   approval or review, the longest allowed one is the organization's for the kind
#   (`intervals` in isms.yaml, else our default) and, where the document promises a
#   shorter `review_interval`, that.
# schemas:
#   - input: schema.record
# custom:
#   grade: observation
#   requirements: ["7.5.2.c", "A.5.1"]
#   remedy: Set an earlier `next_review`, or a longer interval for the kind in `intervals` of isms.yaml.
review_interval contains finding if {
	due := _review_due_on
	last := max(_review_days)
	longest := {interval: dates.add(last, interval) | some interval in _review_intervals}
	limit := min([day | some day in longest])
	due > limit
	interval := min([name | some name, day in longest; day == limit])

	finding := {
		"at": [_review_field],
		"message": $"{_kind} {input.id} is next reviewed by {due}, later than {interval} after {last}",
	}
}

_review_due_on := dates.day(input.next_review) if {
	kinds.in_force(input)
	kinds.is_document(input)
}

_review_due_on := dates.add(max(_review_days), input.review_interval) if {
	kinds.in_force(input)
	not input.next_review
	kinds.is_document(input)
}

# _review_days holds the days on which somebody last vouched for the text.
_review_days := {dates.day(input.approved_on)} | {dates.day(review.on) | some review in input.reviewed} if {
	input.approved_on
}

_review_days := {dates.day(review.on) | some review in input.reviewed} if not input.approved_on

_review_intervals := {org.review_interval(input.kind), input.review_interval}

_review_intervals := {org.review_interval(input.kind)} if not input.review_interval

_review_field := "next_review" if input.next_review

_review_field := "review_interval" if not input.next_review

_review_message(due) := $"{_kind} {input.id} was due for review by {due}"

_top_policy if {
	input.kind == "policy"
	input.level == "top"
}
