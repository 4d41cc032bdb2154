# What an objective is made of: where it comes from, how it is measured, and who does
# what for it until when.
package rules.obj

import data.lib.kinds
import data.lib.texts

# METADATA
# scope: document
# title: Information security objectives are in force
# description: |
#   Without objectives nobody can tell whether the ISMS reaches anything. An objective is
#   in force unless it was dropped or stands in a register that is not approved. Where
#   all of them are met or missed and none is pursued any more, the next ones are
#   lacking.
# schemas:
#   - input: schema.isms
# custom:
#   grade: major
#   requirements: ["6.2", "6.2.g", "7.5.1.a"]
#   remedy: "Write the objectives as `kind: objectives`, and have them approved."
#   escalation: minor where there were objectives, but none is pursued any more
#   not_waivable: true
present contains finding if {
	count(_known) == 0

	finding := {"at": [], "message": "there are no information security objectives"}
}

present contains finding if {
	count(_known) > 0
	count(_in_force) == 0
	registers := sort({$"register {id} has the status {status}" |
		some objective in _known
		status := _unapproved(objective)
		id := objective.parent.id
	})

	finding := {"at": [], "message": $"no information security objective is in force: {concat(", ", registers)}"}
}

present contains finding if {
	count(_in_force) > 0
	pursued := [objective.id | some objective in _in_force; not _closed(objective)]
	count(pursued) == 0

	finding := {
		"at": [],
		"message": "no information security objective is pursued: all are met, missed or dropped",
		"grade": "minor",
	}
}

# METADATA
# title: Each objective can be measured, or says why it cannot
# description: |
#   An objective is measured by a metric, from a number at the start to a number to
#   reach, in a unit. The standard asks for that where it can be done; where it cannot,
#   the reason has to be there. A missing number at the start alone is an observation:
#   what was reached shows, how far one has come does not.
# schemas:
#   - input: schema.objective
# custom:
#   grade: minor
#   requirements: ["6.2.b"]
#   remedy: Fill the fields that the message names, or say in `not_measurable_reason` why it cannot be measured.
#   escalation: observation where only `baseline` is missing
measurable contains finding if {
	_pursued
	not texts.given(input, "not_measurable_reason")
	missing := [field | some field in ["metric", "baseline", "target", "unit"]; not _measured(field)]
	missing != []

	finding := object.union(_measurable_grade(missing), {
		"at": [missing[0]],
		"message": $"objective {input.id} has no {concat(", no ", missing)}, and no reason why it cannot be measured",
	})
}

# METADATA
# scope: document
# title: Each objective follows from a policy in force
# description: |
#   Objectives that do not follow from the policy pull in a direction of their own. The
#   objective names its `policy`, or a policy names the objective.
# schemas:
#   - input: schema.objective
# custom:
#   grade: observation
#   requirements: ["6.2.a"]
#   remedy: Name the policy in force that the objective follows from in `policy`.
policy_link contains finding if {
	_pursued
	not texts.given(input, "policy")
	not _named_by({"policy"})
	_any_policy

	finding := {"at": ["policy"], "message": $"objective {input.id} follows from no policy"}
}

policy_link contains finding if {
	_pursued
	status := data.isms.policy[input.policy].status
	status != "approved"
	_any_policy

	finding := {
		"at": ["policy"],
		"message": $`objective {input.id} follows from policy {input.policy}, whose status is "{status}"`,
	}
}

# METADATA
# title: Each objective answers to a risk or a duty
# description: |
#   Objectives are set where risks and requirements call for them, not where numbers are
#   easy to get. The objective names them in `considers`; an issue of the context that
#   leads to it does as well.
# schemas:
#   - input: schema.objective
# custom:
#   grade: observation
#   requirements: ["6.2.c"]
#   remedy: Name the risks, duties and requirements behind the objective in `considers`.
risk_link contains finding if {
	_pursued
	not texts.given(input, "considers")
	not _named_by({"issue", "context", "risk", "obligation"})

	finding := {"at": ["considers"], "message": $"objective {input.id} answers to no risk and to no duty"}
}

# METADATA
# title: Each objective says what is done for it, with what, by whom, until when, and how it is judged
# description: |
#   An objective without a plan is a wish. Each of the five is asked for in an audit, and
#   the one that is missing is usually the reason why the objective is missed.
# schemas:
#   - input: schema.objective
# custom:
#   grade: minor
#   requirements: ["6.2.h", "6.2.i", "6.2.j", "6.2.k", "6.2.l"]
#   remedy: Fill in what the message asks for.
plan contains finding if {
	_pursued
	missing := [field | some field in ["actions", "resources", "owner", "due", "evaluation"]; not texts.given(input, field)]
	missing != []

	finding := {
		"at": [missing[0]],
		"message": $"objective {input.id} does not say {concat(", ", [_asked[field] | some field in missing])}",
	}
}

# _pursued holds for an objective that is still to be reached.
_pursued if not _closed(input)

_closed(objective) if objective.status in {"met", "missed", "dropped"}

# _known are all objectives that were not dropped, _in_force those of them that do not
# stand in a register without approval.
_known := {objective |
	all := data.isms.objective
	some objective in all
	not objective.status == "dropped"
}

_in_force := {objective |
	some objective in _known
	not _unapproved(objective)
}

_unapproved(objective) := status if {
	status := data.isms.register[objective.parent.id].status
	status in {"draft", "in-review", "retired"}
}

_measured(field) if texts.given(input, field)

_measured("unit") if data.isms.metric[input.metric].unit

_measurable_grade(missing) := {"grade": "observation"} if {
	missing == ["baseline"]
} else := {}

# _named_by(kinds) holds if a record of one of the kinds names the objective.
_named_by(names) if {
	refs := data.refs.objective[input.id]
	some ref in refs
	ref.kind in names
	ref.field != "body.links"
}

# Where there is no policy in force, pol.top_policy says so.
_any_policy if {
	all := data.isms.policy
	some policy in all
	kinds.in_force(policy)
}

_asked := {
	"actions": "what is done",
	"resources": "with which resources",
	"owner": "who answers for it",
	"due": "by when",
	"evaluation": "how it is judged",
}
