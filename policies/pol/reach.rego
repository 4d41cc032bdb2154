# Whether people were told of a policy in force.
package rules.pol

import data.lib.dates
import data.lib.kinds
import data.lib.org

# METADATA
# title: Each policy in force was made known
# description: |
#   A text in a repository binds nobody who never heard of it. A policy was made known
#   by a message about it (`sent` of the communication plan), by somebody who
#   acknowledged this version, or by a course that teaches it and that somebody took
#   since. How long that may take from the day on which the policy applies is the
#   organization's to say (`intervals.communication`); 30 days is our default.
# schemas:
#   - input: schema.policy
# custom:
#   grade: minor
#   requirements: ["5.2.f", "7.3.a", "A.5.1"]
#   remedy: Tell those the policy is for, and record the message in `sent` of the communication plan with `about`.
#   when: from the day after `effective_from` (or `approved_on`) plus `intervals.communication`, until it is made known
communicated contains finding if {
	kinds.in_force(input)
	due := dates.add(_applies, org.interval("communication"))
	told := _told
	count({day | some day in told; day <= due}) == 0

	finding := object.union(_until_first(told), {
		"at": [],
		"message": $"nobody was told of policy {input.id}, which applies from {_applies}, by {due}",
		"since": dates.next(due),
	})
}

# _applies is the first day on which the version in force applies.
_applies := dates.day(max([day | some field in ["effective_from", "approved_on"]; day := input[field]]))

# _version_day is the day from which on people can have been told of the version in
# force: the day it was written or approved, or on which it applies.
_version_day := min(_version_days)

_version_days contains _applies

_version_days contains dates.day(input.approved_on)

_version_days contains dates.day(change.on) if {
	some change in input.changes
	change.version == input.version
}

_until_first(days) := {} if count(days) == 0

_until_first(days) := {"until": min(days)} if count(days) > 0

# _told holds the days on which people were told of the version in force.
_told := ({day |
	some {"kind": "message", "field": "about", "id": id} in _referrers
	day := dates.day(data.isms.message[id].on)
	day >= _version_day
} | {day | some id in _acknowledgements; day := dates.day(data.isms.acknowledgement[id].on)}) | _taught

# _taught holds the days since when somebody took a course that teaches the policy.
_taught := {day |
	some {"kind": "course", "field": "policies", "id": course} in _referrers
	some completion in data.isms.competence[data.isms.course[course].parent.id].completions
	completion.course == course
	day := dates.day(completion.on)
	day >= _version_day
}

_referrers := refs if {
	refs := data.refs.policy[input.id]
} else := []

# _acknowledgements are those of the version in force.
_acknowledgements := {id |
	some {"kind": "acknowledgement", "field": "item", "id": id} in _referrers
	not data.isms.acknowledgement[id].status == "void"
	_of_version(id)
}

_of_version(id) if _content(data.isms.acknowledgement[id].version) == _content(input.version)

_of_version(id) if {
	not _both_numbered(id)
	dates.day(data.isms.acknowledgement[id].on) >= _version_day
}

_both_numbered(id) if {
	data.isms.acknowledgement[id].version
	input.version
}

# _content(version) is a version without its last number, which counts corrections.
_content(version) := array.slice(split($"{version}", "."), 0, 2)
