# What top management does for the ISMS, as far as records show it, and who asks about
# the rest.
package rules.lead

import data.lib.dates
import data.lib.kinds
import data.lib.org
import data.lib.people
import data.lib.reviews
import data.lib.risks

# METADATA
# title: The management review decides on resources
# description: |
#   An ISMS without time, money and people is a wish. The review is where top management
#   grants them; that nothing more is needed is a decision too, if it is written down.
# schemas:
#   - input: schema.management_review
# custom:
#   grade: observation
#   requirements: ["5.1.c", "7.1"]
#   remedy: Record in `resources` what was granted, or that nothing more is needed, at the latest in the next review.
#   when: from the day after the review, until the next is held
resources contains finding if {
	window := reviews.judged(input)
	not risks.given(input, "resources")
	not _granted
	finding := object.union(window, {
		"at": ["resources"],
		"message": $"management review {input.id} records no decision on resources",
	})
}

_granted if {
	some decision in input.decisions
	decision.type == "resource"
	risks.given(decision, "text")
}

# METADATA
# scope: document
# title: Top management acts for the ISMS within the interval
# description: |
#   Commitment shows in what top management does itself: it approves a policy, or sits in
#   the management review. Where neither happened for a year (`intervals.leadership` sets
#   another time), the ISMS runs without it. Where there is no policy and no review yet,
#   or nobody is top management, other rules say so.
# schemas:
#   - input: schema.isms
# custom:
#   grade: minor
#   requirements: ["5.1", "5.1.e", "5.1.g"]
#   remedy: Hold the management review with top management.
#   when: from the day after the last act of top management plus `intervals.leadership` (P1Y), until the next
engaged contains finding if {
	count(_top) > 0
	count(_acts) == 0
	_something_to_do
	finding := {"at": [], "message": "top management has approved no policy and taken part in no management review"}
}

engaged contains finding if {
	some gap in _silences(_acts)
	finding := object.union(gap.window, {
		"at": [],
		"message": $"top management last approved a policy or took part in a management review on {gap.after}{_every}",
	})
}

# _acts holds the days on which top management approved a policy or took part in a review.
_acts := {day |
	all := data.isms.policy
	some policy in all
	policy.status in {"approved", "retired"}
	day := dates.day(policy.approved_on)
	people.top_management(policy.approved_by, day)
} | {day |
	all := data.isms.management_review
	some review in all
	not review.status == "void"
	day := dates.day(review.held_on)
	some id in reviews.participants(review)
	people.top_management(id, day)
}

_something_to_do if count(reviews.held) > 0

_something_to_do if _any_policy

_any_policy if {
	all := data.isms.policy
	some policy in all
	kinds.in_force(policy)
}

# _silences(days) holds the times in which the last of some days is longer ago than the
# interval, and that day. A day that lies ahead ends a silence when it comes.
_silences(days) := {{"after": after, "window": window} |
	some after in days
	since := dates.next(dates.add(after, org.interval("leadership")))
	later := {day | some day in days; day > after}
	since < min(later | {dates.last})
	window := object.union({"since": since}, _until(later))
}

_every := $", more than {org.interval("leadership")} ago"

# METADATA
# scope: document
# title: Top management tells people to keep the policies, and why
# description: |
#   People do what those who lead ask for, less what a register demands. A message of top
#   management on a policy is recorded in `sent` of the communication plan, with its day.
#   Once a year is ours; `intervals.leadership` sets another time. Where there is no plan,
#   com.present says so.
# schemas:
#   - input: schema.isms
# custom:
#   grade: observation
#   requirements: ["5.1.d", "A.5.4"]
#   remedy: Have top management speak about the policies, and record it in `sent` with `on`, `by` and `about`.
#   when: from the day after the last message plus `intervals.leadership` (P1Y), until the next
message contains finding if {
	count(_top) > 0
	count(_messages) == 0
	_any_plan
	_any_policy
	finding := {"at": [], "message": "no message of top management on a policy is recorded"}
}

message contains finding if {
	some gap in _silences(_messages)
	finding := object.union(gap.window, {
		"at": [],
		"message": $"the last message of top management on a policy is of {gap.after}{_every}",
	})
}

_any_plan if {
	all := data.isms.communication_plan
	some plan in all
	plan.id
}

_messages := {day |
	all := data.isms.message
	some sent in all
	data.isms.policy[trim_prefix(sent.about, "policy/")].id
	day := dates.day(sent.on)
	people.top_management(sent.by, day)
}

# METADATA
# title: The next audit asks people what no record can show
# description: |
#   Whether security is part of daily business, whether people are supported, whether they
#   know their part and what follows from a breach: no file tells, only people do. An
#   audit still to be held has these points in `topics`.
# schemas:
#   - input: schema.audit_programme
# custom:
#   grade: opportunity
#   requirements: ["5.1.b", "5.1.f", "5.1.h", "7.3.b", "7.3.c"]
#   remedy: Add the points that the message names to `topics` of a planned audit.
interviewed contains finding if {
	kinds.in_force(input)
	ahead := [audit | some audit in input.audits; not risks.given(audit, "done")]
	ahead != []
	missing := [point | some point in _points; not _asked(point, ahead)]
	missing != []
	finding := {
		"at": ["audits"],
		"message": $"no audit still to be held asks people about {concat(", ", missing)}",
	}
}

# _points lists what only people can tell.
_points := ["5.1.b", "5.1.f", "5.1.h", "7.3.b", "7.3.c"]

_asked(point, audits) if {
	some audit in audits
	some topic in audit.topics
	startswith($"{point}.", $"{topic}.")
}
