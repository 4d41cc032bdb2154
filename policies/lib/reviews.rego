# Management reviews: when they were held, who took part, and how long each is judged.
# There is about one a year, so that all of them may be read.
package lib.reviews

import data.lib.dates
import data.lib.risks

# held is the set of days on which reviews were held, or are going to be.
held := {dates.day(review.held_on) |
	all := data.isms.management_review
	some review in all
	not review.status == "void"
	risks.given(review, "held_on")
}

# participants(review) is the set of ids of those who took part, whoever led it among them.
participants(review) := {id | some id in review.attendees} | {id | id := review.chair}

# judged(review) is the time in which the contents of a review are judged, as the first day
# `since` and the day it ends `until`: from the day after it, which leaves its day to the
# minutes, until the next one is held, in which the lack can be made good, for the minutes
# of old meetings are not written anew. Either is left out where there is none; undefined
# for a review that is void or still without a day.
judged(review) := window if {
	not review.status == "void"
	day := dates.day(review.held_on)
	since := dates.next(day)
	later := {other | some other in held; other > day}
	not since in later
	window := object.union({"since": since}, _until(later))
} else := {} if {
	review.status == "closed"
	not risks.given(review, "held_on")
}

_until(later) := {} if later == set()

_until(later) := {"until": min(later)} if later != set()
