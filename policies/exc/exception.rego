# Exceptions: what somebody may do otherwise for a time, and the waivers of rules
# among them. What a waiver lacks to be in force is told by exc.malformed,
# exc.ineffective and exc.not_waivable, which know all rules.
package rules.exc

import data.lib.dates
import data.lib.org
import data.lib.people
import data.lib.risks

# METADATA
# title: An exception says what it departs from, why, at whose risk, until when and what is done instead
# description: |
#   An exception without a reason, a risk or an end is a rule that nobody keeps any
#   more. What is done instead shows that the risk was thought about. Without it a
#   waiver of a rule counts all the same; what it cannot do without is
#   exc.malformed's.
# schemas:
#   - input: schema.exception
# custom:
#   grade: minor
#   requirements: ["A.5.36", "6.1.3.f"]
#   remedy: Add what the message names, or end the exception.
#   not_waivable: true
complete contains finding if {
	missing := [word | some [field, word] in _needed; not risks.given(input, field)]
	missing != []
	finding := {"at": [], "message": $"exception {input.id} does not say {concat(", ", missing)}"}
}

_of_any := [["risk", "which risk it adds to"], ["instead", "what is done instead"]]

_of_others := [
	["of", "what it departs from"],
	["reason", "why"],
	["requested_by", "who asked for it"],
	["until", "until when"],
]

_needed := _of_any if _waiver

_needed := array.concat(_of_others, _of_any) if not _waiver

# _waiver holds for whatever means to waive a rule, even if it does not say so in
# `type`: exc.malformed tells that.
_waiver if input.type == "rule_waiver"

_waiver if risks.given(input, "rules")

# METADATA
# title: No exception is in use past its end
# description: |
#   What was allowed for a time is done without anybody's consent afterwards. A waiver
#   of a rule does nothing after its end: what it waived is open again.
# schemas:
#   - input: schema.exception
# custom:
#   grade: minor
#   requirements: ["A.5.36"]
#   remedy: Set `ended_on` to the last day it was used, have it approved anew with a later `until`, or treat the risk.
#   when: from the day after `until` to `ended_on`
#   not_waivable: true
expired contains finding if {
	since := dates.next(input.until)
	not _ended_in_time
	finding := object.union(
		{"at": ["until"], "message": $"exception {input.id} ended on {input.until}", "since": since},
		_until_ended,
	)
}

_ended_in_time if dates.day(input.ended_on) <= dates.day(input.until)

_until_ended := {"until": dates.next(input.ended_on)} if {
	input.ended_on
} else := {}

# METADATA
# title: No exception lasts longer than the maximum
# description: |
#   A departure that lasts is a rule that is wrong or a risk that nobody treats. The
#   maximum is the interval `exception` of isms.yaml, else a year. A waiver of a rule
#   that is allowed for longer is in force up to the maximum.
# schemas:
#   - input: schema.exception
# custom:
#   grade: observation
#   requirements: ["A.5.36"]
#   remedy: Shorten it, and decide again when it ends.
#   not_waivable: true
max contains finding if {
	limit := dates.add(_start, org.interval("exception"))
	dates.day(input.until) > limit
	finding := {
		"at": ["until"],
		"message": $"exception {input.id} lasts until {input.until}, and the longest from {_start} is until {limit}",
	}
}

_start := dates.day(input.from) if {
	risks.given(input, "from")
} else := dates.day(input.approved_on)

# METADATA
# scope: document
# title: An exception is approved by who owns its risk, and not by who asked for it
# description: |
#   Whoever wants an exception judges it mildly, and only the owner of the risk can
#   bear what it adds. The deputy of the owner, and whoever may accept the level of the
#   risk by the risk method, may approve too.
# schemas:
#   - input: schema.exception
# custom:
#   grade: minor
#   requirements: ["A.5.3", "6.1.3.f"]
#   remedy: Have the owner of the risk approve it, and record it in `approved_by` and `approved_on`.
#   not_waivable: true
approved contains finding if {
	not _waiver
	not risks.given(input, "approved_by")
	finding := {"at": [], "message": $"nobody has approved exception {input.id}"}
}

approved contains finding if {
	_same(input.approved_by, input.requested_by)
	finding := {
		"at": ["approved_by"],
		"message": concat("", [
			$"exception {input.id} was approved by \"{input.approved_by}\"",
			$" and asked for by \"{input.requested_by}\", who is the same",
		]),
	}
}

approved contains finding if {
	by := input.approved_by
	people.known(by)
	owner := data.isms.risk[input.risk].owner
	people.known(owner)
	not _bears(by, owner)
	finding := {
		"at": ["approved_by"],
		"message": $"exception {input.id} was approved by \"{by}\", who does not own risk {input.risk}: that is \"{owner}\"",
	}
}

# _same(a, b) holds if one of two ids stands for the other on the day of approval: they
# are equal, or one is a role that the other holds.
_same(a, b) if a == b

_same(a, b) if people.acts_as(a, b, _decided)

_same(a, b) if people.acts_as(b, a, _decided)

_bears(by, owner) if people.acts_as(by, owner, _decided)

_bears(by, owner) if people.acts_as(owner, by, _decided)

_bears(by, owner) if data.isms.role[owner].deputy == by

_bears(by, _) if risks.may_accept(by, data.isms.risk[input.risk].current.level, _decided)

# _decided is the day of the decision: of the approval, else the first day.
_decided := dates.day(input.approved_on) if {
	risks.given(input, "approved_on")
} else := dates.day(input.from) if {
	risks.given(input, "from")
} else := dates.first

# METADATA
# title: No exception is renewed more than twice
# description: |
#   What is prolonged again and again is no exception. The third time the risk has to
#   be treated, or the rule be changed.
# schemas:
#   - input: schema.exception
# custom:
#   grade: observation
#   requirements: ["A.5.36"]
#   remedy: Treat the risk, or change the policy, control or rule it departs from.
#   not_waivable: true
renewed contains finding if {
	input.renewals > 2
	finding := {"at": ["renewals"], "message": $"exception {input.id} was renewed {input.renewals} times, more than twice"}
}

# METADATA
# scope: document
# title: A waiver names its rules and the records it is for
# description: |
#   A waiver that is wider than what somebody looked at waives what nobody looked at,
#   now and later. Besides `rules` it names records by `ids`, or at least kinds or
#   files. Findings that are major are waived by `ids` alone, whatever else it says.
# schemas:
#   - input: schema.exception
# custom:
#   grade: minor
#   requirements: ["A.5.36"]
#   remedy: Name in `rules` the rules and in `ids` the records that the approver looked at.
#   not_waivable: true
precise contains finding if {
	input.type == "rule_waiver"
	risks.given(input, "requirements")
	not risks.given(input, "rules")
	finding := {"at": ["requirements"], "message": $"waiver {input.id} names no rule, and so waives all rules of its requirements"}
}

precise contains finding if {
	input.type == "rule_waiver"
	_names_findings
	not _narrow
	finding := {"at": [], "message": $"waiver {input.id} is for any record: it names no ids, kinds or paths{_vain}"}
}

_names_findings if risks.given(input, "rules")

_names_findings if risks.given(input, "requirements")

_narrow if risks.given(input, "ids")

_narrow if risks.given(input, "kinds")

_narrow if {
	risks.given(input, "paths")
	every glob in input.paths {
		not _any_file(glob)
	}
}

# _any_file(glob) holds if a pattern says nothing about the name of a file but its
# extension.
_any_file(glob) if regex.match(`^(\*\*/|\./)*(\*\*?|\*\.\*|\*\.[a-zA-Z]+|\*\.\{[a-zA-Z,]+\})$`, glob)

_vain := " that leave any file out" if {
	risks.given(input, "paths")
} else := ""
