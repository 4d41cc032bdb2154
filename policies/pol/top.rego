# The one policy on top: whether there is one, who approved it, and what the
# organization binds itself to in it.
package rules.pol

import data.lib.dates
import data.lib.kinds
import data.lib.people
import data.lib.texts

# METADATA
# scope: document
# title: One information security policy is in force, and only one for each entity
# description: |
#   The policy is where management says what it wants; all else in the ISMS hangs on
#   it. Counted are approved policies of level `top`. One without an `entity` holds for
#   the whole organization, one of an entity for this and those below it. Two that are
#   in force for the same people leave it to each reader which one to follow.
# schemas:
#   - input: schema.isms
# custom:
#   grade: major
#   requirements: ["5.2", "5.2.e", "7.5.1.a", "A.5.1"]
#   remedy: Have one policy of level `top` approved and set its `status` to approved; retire the others.
#   when: before the first day on which one applies; with two, from the day on which the second applies
#   not_waivable: true
top_policy contains finding if {
	count(_tops) == 0

	finding := {
		"at": [],
		"message": $"no information security policy, a policy of level top, is in force{_others}",
		"key": "policy",
	}
}

top_policy contains finding if {
	first := min({_first_day(policy) | some policy in _tops; not policy.entity})
	first != ""

	finding := {
		"at": [],
		"message": $"an information security policy is approved, but applies from {first} only",
		"until": first,
		"key": "policy",
	}
}

top_policy contains finding if {
	some unit in input.entities
	count(_tops) > 0
	holds_for := graph.reachable(_above, [unit.id])
	covering := [policy.id | some policy in _tops; object.get(policy, "entity", unit.id) in holds_for]
	count(covering) == 0

	finding := {
		"at": [],
		"message": $"no information security policy is in force for entity {unit.id}",
		"key": $"entity {unit.id}",
	}
}

top_policy contains finding if {
	some entity in {object.get(policy, "entity", "") | some policy in _tops}
	ranked := sort([[_start(policy), policy.id] | some policy in _tops; object.get(policy, "entity", "") == entity])
	some i, [start, id] in ranked
	i > 0

	finding := object.union(_since(start), {
		"at": [],
		"message": $"policy {id} is in force as an information security policy besides {ranked[0][1]}",
		"key": $"second {id}",
	})
}

# METADATA
# title: The information security policy is approved by top management
# description: |
#   A policy that an officer has put in force for himself tells an auditor that
#   management leaves security to somebody else. Approval by a role marked
#   `top_management`, or by who held one on that day, shows the contrary. A policy
#   without any approval is reported by doc.approved.
# schemas:
#   - input: schema.policy
# custom:
#   grade: major
#   requirements: ["5.2", "5.1.a"]
#   remedy: Have top management approve the policy, or mark its role with `top_management`.
by_top_management contains finding if {
	_top
	by := input.approved_by
	on := dates.day(input.approved_on)
	not people.top_management(by, on)

	finding := {
		"at": ["approved_by"],
		"message": $"the information security policy {input.id} was approved by {by}, {_no_management(by, on)}",
	}
}

# METADATA
# title: The information security policy holds objectives or says how they are set
# description: |
#   Whoever sets objectives must be able to derive them. The policy names them
#   (`objectives`, or `intent.serves`), or says how they come about
#   (`objectives_framework`, or a section "Objectives"). Objectives that were dropped
#   do not count.
# schemas:
#   - input: schema.policy
# custom:
#   grade: minor
#   requirements: ["5.2.b"]
#   remedy: Name the objectives in `objectives`, or say in `objectives_framework` who sets them when and from what.
objectives contains finding if {
	_top
	not texts.given(input, "objectives_framework")
	not texts.section(input, {"objectives", "objectives_framework", "security_objectives"})
	not _holds_objective

	finding := {
		"at": ["objectives"],
		"message": $"the information security policy {input.id} neither holds objectives nor says how they are set",
	}
}

# METADATA
# title: The information security policy commits to what the organization has to meet
# description: |
#   Laws, contracts and the organization's own rules are only met on purpose where the
#   top says that they are to be met. A document says so with `commitments`, or below a
#   heading of its own.
# schemas:
#   - input: schema.policy
# custom:
#   grade: minor
#   requirements: ["5.2.c"]
#   remedy: "Say in the policy that applicable requirements are met, and set `commitments: {requirements: true}`."
commit_requirements contains finding if {
	_top
	not input.commitments.requirements == true
	not texts.section(input, {
		"commitments.requirements", "commitment_to_requirements", "commitment_to_applicable_requirements",
		"applicable_requirements",
	})

	finding := {
		"at": ["commitments", "requirements"],
		"message": $"the information security policy {input.id} has no commitment to meet the requirements that apply",
	}
}

# METADATA
# title: The information security policy commits to continual improvement
# description: |
#   Improvement costs time that nobody has who is not told to take it. A document says
#   so with `commitments`, or below a heading of its own.
# schemas:
#   - input: schema.policy
# custom:
#   grade: minor
#   requirements: ["5.2.d"]
#   remedy: "Say in the policy that the ISMS is improved continually, and set `commitments: {improvement: true}`."
commit_improvement contains finding if {
	_top
	not input.commitments.improvement == true
	not texts.section(input, {
		"commitments.improvement", "commitment_to_improvement", "commitment_to_continual_improvement",
		"continual_improvement", "improvement",
	})

	finding := {
		"at": ["commitments", "improvement"],
		"message": $"the information security policy {input.id} has no commitment to improve the ISMS continually",
	}
}

# METADATA
# title: The information security policy says how others can get it
# description: |
#   Customers and partners have a right to know what they may rely on. Somebody has to
#   have decided who gets the text and how, be it on request only.
# schemas:
#   - input: schema.policy
# custom:
#   grade: observation
#   requirements: ["5.2.g"]
#   remedy: List in `available_to` who outside can get the policy, and how.
available_outside contains finding if {
	_top
	not texts.given(input, "available_to")
	not texts.section(input, {"available_to", "availability", "publication", "distribution"})

	finding := {
		"at": ["available_to"],
		"message": $"the information security policy {input.id} does not say how others can get it",
	}
}

# _top holds for an information security policy in force.
_top if {
	input.level == "top"
	kinds.in_force(input)
}

_tops := {policy |
	all := data.isms.policy
	some policy in all
	policy.level == "top"
	kinds.in_force(policy)
}

# _start(policy) is the first day on which an approved policy applies, "" where it says
# neither that day nor the day of its approval.
_start(policy) := dates.day(day) if {
	day := policy.effective_from
} else := dates.day(day) if {
	day := policy.approved_on
} else := ""

# _first_day(policy) is the day from which there is a policy at all: "" where an earlier
# version, or the policy before, holds until this one applies.
_first_day(policy) := "" if {
	count(object.get(policy, "changes", [])) > 1
} else := "" if {
	policy.supersedes
} else := dates.day(day) if {
	day := policy.effective_from
} else := ""

_since("") := {}

_since(date) := {"since": date} if date != ""

# _others names what could be meant: policies of level top that are not in force, and
# policies in force that do not say their level.
_others := $": {concat(", ", named)}" if {
	named := _not_in_force | _without_level
	count(named) > 0
} else := ""

_not_in_force := {$"{policy.id} has the status {policy.status}" |
	all := data.isms.policy
	some policy in all
	policy.level == "top"
}

_without_level := {$"{policy.id} has no level" |
	all := data.isms.policy
	some policy in all
	kinds.in_force(policy)
	not policy.level
}

# _above leads from each entity to the one above it.
_above := {id: parents |
	some id in {unit.id | some unit in input.entities}
	parents := {unit.parent | some unit in input.entities; unit.id == id}
}

_no_management(by, on) := $"who was not top management on {on}" if {
	people.known(by)
} else := "who is neither a role nor a person on record"

_holds_objective if {
	some id in input.objectives
	not data.isms.objective[id].status == "dropped"
}

_holds_objective if {
	some id in input.intent.serves
	data.isms.objective[id].id
	not data.isms.objective[id].status == "dropped"
}
