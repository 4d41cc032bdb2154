# Whether top management looks at the ISMS at all: when, and who.
package rules.mr

import data.lib.dates
import data.lib.org
import data.lib.people
import data.lib.reviews
import data.lib.risks

# METADATA
# scope: document
# title: Management reviews are held at the planned interval
# description: |
#   In the review top management sees what the ISMS does and decides where it goes;
#   without it nobody steers. The interval is the organization's own
#   (`intervals.management_review`), a year where isms.yaml names none. The first one is
#   due one interval after the ISMS began to run: by `operating_since` of the
#   certification, else by the first version in `changes` of isms.yaml. Where neither is
#   known nobody can say that there was no time for it yet, so it is missing at once.
#   An interval of more than 18 months leaves years of a certificate without any review.
# schemas:
#   - input: schema.isms
# custom:
#   grade: minor
#   requirements: ["9.3.1"]
#   remedy: Hold the review with top management and record it as a `management_review` with `held_on`.
#   when: from the day after the last review plus `intervals.management_review` (P1Y), until the next is held
#   escalation: major from the day after 18 months, or where none was ever held; observation for an interval of more than 18 months
held contains finding if {
	count(_held) == 0
	finding := object.union(_never, {"at": [], "grade": "major"})
}

held contains finding if {
	first := min(_held)
	not _in_time(first)
	finding := object.union(_since_first_due, {
		"at": [],
		"message": $"no management review was held before {first}",
		"until": first,
		"grade": "major",
	})
}

held contains finding if {
	some gap in _gaps
	until := min([gap.late, gap.end])
	gap.since < until
	finding := {"at": [], "message": _missed(gap), "since": gap.since, "until": until}
}

held contains finding if {
	some gap in _gaps
	gap.late < gap.end
	finding := object.union(_until(gap.end), {
		"at": [],
		"message": _missed(gap),
		"since": gap.late,
		"grade": "major",
	})
}

held contains finding if {
	all := data.isms.management_review
	some review in all
	review.status == "closed"
	not risks.given(review, "held_on")
	finding := {
		"at": [],
		"message": $"management review {review.id} is closed, but does not say when it was held",
		"key": review.id,
	}
}

held contains finding if {
	interval := data.org.intervals.management_review
	dates.add("2001-01-01", interval) > dates.add("2001-01-01", "P18M")
	finding := {
		"at": ["intervals", "management_review"],
		"message": $"management reviews are planned every {interval}, which is more than 18 months",
		"grade": "observation",
		"key": "interval",
	}
}

# _held holds the days on which reviews were held. One that lies ahead is among them:
# it ends what is open on its day, not before.
_held := reviews.held

_interval := org.interval("management_review")

# _first_due is the day by which the first review is held, undefined where nobody knows
# since when the ISMS runs. The approval of isms.yaml does not tell: it is renewed.
_first_due := dates.add(_start, _interval)

_start := min(_operating) if {
	count(_operating) > 0
} else := min({dates.day(change.on) | some change in input.changes})

_operating := {dates.day(certification.operating_since) |
	all := data.isms.certification
	some certification in all
	risks.given(certification, "operating_since")
}

_never := {
	"message": $"no management review was held, and the first was due by {_first_due} (after {_interval})",
	"since": dates.next(_first_due),
} if {
	_first_due
} else := {"message": "no management review was ever held"}

_in_time(first) if first <= _first_due

_since_first_due := {"since": dates.next(_first_due)} if {
	_first_due
} else := {}

# _gaps holds for each review that the next did not follow in time when that was due,
# when it was late for long, and when it was held.
_gaps contains gap if {
	some after in _held
	due := dates.add(after, _interval)
	end := min({dates.last} | {later | some later in _held; later > after})
	end > due
	gap := {
		"after": after,
		"due": due,
		"since": dates.next(due),
		"late": dates.next(max([due, dates.add(after, "P18M")])),
		"end": end,
	}
}

_missed(gap) := concat("", [
	$"the last management review was held on {gap.after}, ",
	$"and the next was due by {gap.due} (every {_interval})",
])

_until(day) := {} if day == dates.last

_until(day) := {"until": day} if day != dates.last

# METADATA
# scope: document
# title: Top management takes part in the management review
# description: |
#   The review is the work of those who direct the organization, not a report that is
#   sent to them. A minute without one of them shows a meeting of specialists. Which
#   roles are top management is said by the roles; where none is, lead.top_management
#   reports it.
# schemas:
#   - input: schema.management_review
# custom:
#   grade: minor
#   requirements: ["9.3.1", "5.1"]
#   remedy: Hold the review again with top management, or add who took part to `attendees`.
#   when: from the day after the review, until the next is held
top_management contains finding if {
	window := reviews.judged(input)
	count(_participants) == 0
	finding := object.union(window, {
		"at": ["attendees"],
		"message": $"management review {input.id} does not say who took part",
	})
}

top_management contains finding if {
	window := reviews.judged(input)
	held := dates.day(input.held_on)
	count(_participants) > 0
	_any_top_role
	every id in _participants {
		not people.top_management(id, held)
	}
	finding := object.union(window, {
		"at": ["attendees"],
		"message": concat("", [
			$"nobody of top management took part in management review {input.id} of {held}: ",
			_shortened(sort(_participants)),
		]),
	})
}

_participants := reviews.participants(input)

_any_top_role if {
	all := data.isms.role
	some role in all
	role.top_management == true
}

_shortened(names) := concat(", ", names) if count(names) <= 10

_shortened(names) := $"{concat(", ", array.slice(names, 0, 10))} and {count(names) - 10} more" if count(names) > 10
