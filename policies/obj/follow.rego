# Whether those who work for an objective know it, and those who set it look at it again.
package rules.obj

import data.lib.dates
import data.lib.org
import data.lib.texts

# METADATA
# title: Each objective was made known
# description: |
#   People cannot work towards what they do not know. An objective was made known on the
#   day in `communicated_on`, or by a message about it or about the register it stands
#   in. How long that may take from the approval of the register is the organization's to
#   say (`intervals.communication`, 30 days by our default).
# schemas:
#   - input: schema.objective
# custom:
#   grade: observation
#   requirements: ["6.2.e"]
#   remedy: Tell the people concerned, and set `communicated_on` or name the message in `communicated_by`.
#   when: from the day after the approval of the register plus `intervals.communication`, until it is made known
communicated contains finding if {
	_pursued
	not texts.given(input, "communicated_by")
	told := _told
	count({day | some day in told; not _too_late(day)}) == 0

	finding := object.union_n([_since_term, _until_first(told), {
		"at": ["communicated_on"],
		"message": $"nobody was told of objective {input.id}",
	}])
}

# METADATA
# title: The last management review looked at each objective
# description: |
#   Objectives are kept, changed or dropped by those who set them, and the review is
#   where that happens. Where the review lists the records it looked at (`refs` of input
#   d4), every objective of that time, its metric, or its register has to be among them.
#   A review without that input is reported by mr.inputs, one with words alone by
#   mr.trends.
# schemas:
#   - input: schema.objective
# custom:
#   grade: observation
#   requirements: ["6.2.f", "9.3.2.d4"]
#   remedy: Look at the objective in the next review, and name it in `refs` of input d4.
updated contains finding if {
	_pursued
	[held, review] := _last_review
	_set_before(held)
	count(data.isms.management_review[review].inputs.d4.refs) > 0
	not _looked_at(review)

	finding := {
		"at": [],
		"message": $"objective {input.id} was not looked at in the last management review, {review} of {held}",
	}
}

# _told holds the days on which people were told.
_told contains dates.day(input.communicated_on)

_told contains dates.day(data.isms.message[id].on) if some id in _messages

_messages contains ref.id if {
	some ref in _naming
	ref.kind == "message"
	ref.field == "about"
}

# _naming lists what names the objective, its metric or its register.
_naming contains ref if {
	refs := data.refs.objective[input.id]
	some ref in refs
}

_naming contains ref if {
	refs := data.refs.metric[input.metric]
	some ref in refs
}

_naming contains ref if {
	refs := data.refs.register[input.parent.id]
	some ref in refs
}

# _term is the last day on which people have to be told, where that is known.
_term := dates.add(data.isms.register[input.parent.id].approved_on, org.interval("communication"))

_too_late(day) if day > _term

_since_term := {"since": dates.next(term)} if {
	term := _term
} else := {}

_until_first(days) := {} if count(days) == 0

_until_first(days) := {"until": min(days)} if count(days) > 0

# _last_review is the day and the id of the last management review.
_last_review := max({[dates.day(review.held_on), review.id] |
	all := data.isms.management_review
	some review in all
	not review.status == "void"
})

# _set_before(day) holds if the objective is known to have been there on that day.
_set_before(day) if _known_since <= day

_set_before(day) if {
	some update in input.updates
	dates.day(update.on) <= day
}

_looked_at(review) if {
	some ref in _naming
	ref.kind == "management_review"
	ref.id == review
}
