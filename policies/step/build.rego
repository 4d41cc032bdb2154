# The steps from a scope to policies that get better: each rule asks whether one step
# rests on the one before. What a single record needs is asked by the topic it belongs
# to. Here steps one to four: what policies and objectives are built on.
package rules.step

import data.lib.dates
import data.lib.kinds
import data.lib.risks

# METADATA
# title: "Step 1: policies rest on an approved scope"
# description: |
#   A policy speaks for what is inside the scope. One that was approved before there was a
#   scope speaks for nobody knows what. What counts is the first day of a scope in force,
#   by `changes` where that lists its versions: a new version of the scope does not undo
#   the policies. Where no scope is in force, other rules say so.
# schemas:
#   - input: schema.scope
# custom:
#   grade: observation
#   requirements: ["4.3", "5.2.a"]
#   remedy: Go through the policies that the message names with the scope at hand, and approve them again.
scope contains finding if {
	kinds.in_force(input)
	first := _first_day(input)
	[first, input.id] == min(_scopes)
	all := data.isms.policy
	early := sort({policy.id |
		some policy in all
		kinds.in_force(policy)
		dates.day(policy.approved_on) < first
	})
	early != []
	finding := {
		"at": ["approved_on"],
		"message": $"policies were approved before the first scope, which is of {first}: {_shortened(early)}",
	}
}

# _scopes holds the first day and the id of each scope in force.
_scopes := {[_first_day(found), found.id] |
	all := data.isms.scope
	some found in all
	kinds.in_force(found)
}

# _first_day(document) is the first day there was an approved text of it, as far as it
# tells.
_first_day(document) := min(days) if {
	days := {dates.day(change.on) | some change in document.changes} | {dates.day(day) | day := document.approved_on}
	count(days) > 0
}

# METADATA
# title: "Step 2: each topic policy treats an assessed risk or an obligation"
# description: |
#   A rule that answers to no risk and no duty costs effort and protects nothing, and
#   nobody can tell when it is needed no more. A risk counts once it is assessed, an
#   obligation unless it does not apply. All topic policies in force are one finding. Where
#   there are neither risks nor obligations, other rules say so.
# schemas:
#   - input: schema.isms
# custom:
#   grade: observation
#   requirements: ["6.1.2", "A.5.1"]
#   remedy: Name in `treats` of the policy the risks and obligations it is there for, or retire it.
risk contains finding if {
	all := data.isms.policy
	topics := {policy.id | some policy in all; kinds.in_force(policy); not policy.level == "top"}
	answering := {id |
		some id in topics
		some reason in {named | some named in all[id].treats} | {named | some named in all[id].intent.serves}
		_reason(reason)
	}
	idle := sort(topics - answering)
	idle != []
	_any_reason
	finding := {
		"at": [],
		"message": $"{count(idle)} of {count(topics)} topic policies treat no assessed risk and no obligation: {_shortened(idle)}",
	}
}

_reason(id) if _assessed(id)

_reason(id) if {
	data.isms.obligation[id].id
	not data.isms.obligation[id].applies == false
}

# _assessed(id) reads no more of a risk than it needs: its other fields change often.
_assessed(id) if {
	current := data.isms.risk[id].current
	is_object(current)
	current != {}
}

# _any_reason holds if risks or obligations are recorded, by their registers or by an
# assessment: to look for the risks themselves would wake the rule with each of them.
_any_reason if _risks_recorded

_any_reason if _registered("obligation")

_risks_recorded if _registered("risk")

_risks_recorded if {
	all := data.isms.risk_assessment
	some assessment in all
	not assessment.status == "void"
	risks.given(assessment, "held_on")
}

_registered(kind) if {
	all := data.isms.register
	some register in all
	register.of == kind
}

# METADATA
# title: "Step 3: measurable objectives address assessed risks"
# description: |
#   Objectives steer effort. If none of them is measured and aims at a risk that was
#   assessed, effort goes elsewhere than the risks. What a single objective lacks is told
#   by the rules on objectives. Where there are no objectives, or no risks, other rules say
#   so.
# schemas:
#   - input: schema.isms
# custom:
#   grade: observation
#   requirements: ["6.2.b", "6.2.c"]
#   remedy: Set an objective for one of the highest risks, with `metric`, `target` and the risk in `considers`.
objectives contains finding if {
	all := data.isms.objective
	live := [objective | some objective in all; not objective.status == "dropped"]
	live != []
	aimed := {objective.id |
		some objective in live
		_measured(objective)
		some id in objective.considers
		_assessed(id)
	}
	aimed == set()
	_risks_recorded
	finding := {"at": [], "message": $"none of {count(live)} objectives is measured and addresses an assessed risk"}
}

_measured(objective) if risks.given(objective, "metric")

_measured(objective) if {
	risks.given(objective, "target")
	risks.given(objective, "unit")
}

# METADATA
# title: "Step 4: each policy names the controls that put it into practice"
# description: |
#   Words become deeds through controls. A policy names those that carry it out in
#   `controls`, or they name it as their document: a line of the statement of
#   applicability or an own control. All policies in force are one finding.
# schemas:
#   - input: schema.isms
# custom:
#   grade: observation
#   requirements: ["6.1.3.b", "8.1.criteria"]
#   remedy: Name in `controls` of the policy the controls that put it into practice.
controls contains finding if {
	all := data.isms.policy
	wanted := {policy.id | some policy in all; kinds.in_force(policy)}
	carried := {id | some id in wanted; some control in all[id].controls; control != ""} | {id |
		some id in wanted
		some ref in data.refs.policy[id]
		ref.kind in {"soa_control", "control"}
		ref.field == "documents"
	}
	idle := sort(wanted - carried)
	idle != []
	finding := {
		"at": [],
		"message": $"{count(idle)} of {count(wanted)} policies name no control that puts them into practice: {_shortened(idle)}",
	}
}
