# Changes: planned before, allowed by somebody else, tried out, and looked at afterwards.
# What a change leads to for the assessment of risks is risk.assessment_on_change's, and
# whether a change of the scope was planned at all scope.change_planned's.
package rules.chg

import data.lib.dates
import data.lib.people
import data.lib.risks

# METADATA
# title: A change of the ISMS says what for, what follows, how the ISMS stays whole, with what and by whom
# description: |
#   Whoever changes the management system while it runs can tear a hole into it: a method
#   that nobody applies yet, a duty that nobody has any more. Planning is to have thought of
#   that before. Changes that were turned down need no plan.
# schemas:
#   - input: schema.change
# custom:
#   grade: minor
#   requirements: ["6.3"]
#   remedy: Complete the fields that the message names.
isms_planned contains finding if {
	input.type == "isms"
	_live
	missing := [words |
		some [field, words] in [
			["purpose", "what it is for"],
			["consequences", "what may follow"],
			["integrity", "how the ISMS stays whole meanwhile"],
			["resources", "what it needs"],
			["responsibilities", "who does what"],
		]
		not risks.given(input, field)
	]
	missing != []

	finding := {"at": [], "message": $"change {input.id} of the ISMS does not say {concat(", ", missing)}"}
}

# METADATA
# scope: document
# title: A change is approved, by somebody who is there, before it is made
# description: |
#   An approval afterwards has nothing left to decide. Days are compared, so one that is
#   approved and made on the same day is in order. Emergency changes are looked at afterwards
#   instead (chg.emergency_reviewed), and unintended ones have nobody to approve them. Where
#   a change was made and no day says when, nobody can tell the order.
# schemas:
#   - input: schema.change
# custom:
#   grade: minor
#   requirements: ["8.1.changes", "A.8.32"]
#   remedy: Have such changes approved first from now on, and look back at this one with somebody who could have refused it.
#   when: from the day the change was made
approved_first contains finding if {
	_approvable
	made := dates.day(input.implemented_on)
	missing := [words |
		some [field, words] in [["approved_by", "by whom"], ["approved_on", "when"]]
		not risks.given(input, field)
	]
	missing != []

	finding := {
		"at": ["implemented_on"],
		"message": $"change {input.id} was made on {made}, and nothing says {concat(" and ", missing)} it was approved",
		"since": made,
	}
}

approved_first contains finding if {
	_approvable
	made := dates.day(input.implemented_on)
	approved := dates.day(input.approved_on)
	approved > made

	finding := {
		"at": ["approved_on"],
		"message": $"change {input.id} was made on {made} and approved on {approved}, afterwards",
		"since": made,
	}
}

approved_first contains finding if {
	_approvable
	not risks.given(input, "implemented_on")
	_made

	finding := {
		"at": [],
		"message": $"change {input.id} was made, but not when: nobody can tell whether it was approved first",
	}
}

approved_first contains finding if {
	_approvable
	by := input.approved_by
	approved := dates.day(input.approved_on)
	some gap in people.gaps(by)
	object.get(gap, "since", dates.first) <= approved
	approved < object.get(gap, "until", dates.last)

	finding := {
		"at": ["approved_by"],
		"message": $"change {input.id} was approved on {approved} by \"{by}\", where nobody was on that day",
	}
}

_approvable if {
	_live
	not input.emergency == true
	not input.type == "unintended"
}

_made if risks.given(input, "reviewed_on")

_made if {
	input.status == "closed"
	risks.given(input, "implemented_by")
}

# METADATA
# scope: document
# title: Who approves a change does not make it
# description: |
#   The second pair of eyes is the control. A role and the only person that holds it are the
#   same eyes. A role with several holders that approves what it makes may have had two
#   pairs; the record does not show it.
# schemas:
#   - input: schema.change
# custom:
#   grade: minor
#   requirements: ["A.5.3", "A.8.32"]
#   remedy: Have a second person approve, and name both persons.
#   escalation: observation for a role with several holders, and in a small organization that has an approved compensating control
not_self_approved contains finding if {
	_live
	input.approved_by == input.implemented_by
	not _several(input.approved_by)

	finding := object.union(_small, {
		"at": ["approved_by"],
		"message": $"change {input.id} was approved and made by \"{input.approved_by}\"",
	})
}

not_self_approved contains finding if {
	_live
	input.approved_by == input.implemented_by
	_several(input.approved_by)

	finding := {
		"at": ["approved_by"],
		"message": $"change {input.id} was approved and made by \"{input.approved_by}\", and nothing shows that these were two people",
		"grade": "observation",
	}
}

not_self_approved contains finding if {
	_live
	input.approved_by != input.implemented_by
	persons := _persons(input.approved_by)
	persons == _persons(input.implemented_by)
	[person] := [id | some id in persons]

	finding := object.union(_small, {
		"at": ["approved_by"],
		"message": $"change {input.id} was approved by \"{input.approved_by}\" and made by \"{input.implemented_by}\": both are {person}",
	})
}

_several(role) if count(_holders(role)) > 1

# _holders(role) holds who held a role on the day of approval.
_holders(role) := {holder.person |
	some holder in data.isms.role[role].holders
	people.holds(holder.person, role, _decided)
}

_persons(id) := {id} if {
	data.isms.person[id].id
	not data.isms.role[id].id
} else := _holders(id)

_decided := dates.day(input.approved_on) if {
	risks.given(input, "approved_on")
} else := dates.day(input.implemented_on) if {
	risks.given(input, "implemented_on")
} else := dates.first

_small := {"grade": "observation"} if {
	data.org.small_organization.approved_by
} else := {}

# _live holds for a change that is neither void nor turned down.
_live if {
	not input.status == "void"
	not _turned_down
}

_turned_down if {
	input.status == "closed"
	not risks.given(input, "approved_by")
	not risks.given(input, "approved_on")
	not risks.given(input, "implemented_on")
	not _made
}
