# The treatment: is something decided about each risk, is there a plan for what is
# to be done, and is the plan carried out?
package rules.risk

import data.lib.dates
import data.lib.risks

# METADATA
# title: Something is decided about every risk above the criteria
# description: |
#   A risk beyond what the organization wants to bear needs a decision: change it,
#   share it, avoid it, or keep it knowingly. Without one it is kept unknowingly.
# schemas:
#   - input: schema.risk
# custom:
#   grade: minor
#   requirements: ["6.1.3.a"]
#   remedy: "Set `option` to one of `modify`, `retain`, `avoid`, `share`."
option contains finding if {
	risks.live(input)
	not risks.given(input, "option")
	level := input.current.level
	_beyond_criteria(level)
	finding := {"at": ["option"], "message": $"nothing is decided about risk {input.id} at level \"{level}\""}
}

_beyond_criteria(level) if risks.above_appetite(level)

_beyond_criteria(level) if {
	risks.levels[level]
	not risks.acceptable(level)
}

# METADATA
# title: A risk to be modified names its controls
# description: |
#   To modify a risk means to put controls in its way. Without their names nobody
#   can tell whether they are in the statement of applicability, or whether they work.
# schemas:
#   - input: schema.risk
# custom:
#   grade: minor
#   requirements: ["6.1.3.b"]
#   remedy: Name the Annex A or own controls that lower the risk in `controls`.
controls_named contains finding if {
	risks.live(input)
	risks.option(input) == "modify"
	not risks.given(input, "controls")
	finding := {"at": ["controls"], "message": $"risk {input.id} is to be modified, but names no control"}
}

# METADATA
# scope: document
# title: The controls of a risk are applicable
# description: |
#   A control that a risk relies on cannot be excluded in the statement of
#   applicability: one of the two documents is wrong.
# schemas:
#   - input: schema.risk
# custom:
#   grade: minor
#   requirements: ["6.1.3.c", "6.1.3.d"]
#   remedy: Make the control applicable in the statement of applicability, or name another one in `controls`.
controls_in_soa contains finding if {
	risks.live(input)
	some i, id in input.controls
	data.isms.soa_control[id].applicable == false
	finding := {
		"at": ["controls", i],
		"message": $"risk {input.id} relies on {id}, which the statement of applicability excludes",
	}
}

controls_in_soa contains finding if {
	risks.live(input)
	some i, id in input.controls
	not data.isms.soa_control[id]
	implemented := data.isms.control[id].implements
	excluded := [other | some other in implemented; data.isms.soa_control[other].applicable == false]
	count(excluded) > 0
	count(excluded) == count(implemented)
	finding := {
		"at": ["controls", i],
		"message": concat("", [
			$"risk {input.id} relies on {id}, but the statement of applicability excludes ",
			$"all that it implements: {concat(", ", excluded)}",
		]),
	}
}

# METADATA
# title: A shared risk points at the contract or insurance
# description: |
#   A risk is only shared with somebody who has signed for it. The contract or the
#   policy shows how much of the damage that party really bears.
# schemas:
#   - input: schema.risk
# custom:
#   grade: observation
#   requirements: ["6.1.3.a", "A.5.20"]
#   remedy: Name the supplier, the contract or the insurance in `shared_with`.
share_evidence contains finding if {
	risks.live(input)
	risks.option(input) == "share"
	not risks.given(input, "shared_with")
	not _contract
	finding := {"at": ["shared_with"], "message": $"risk {input.id} is shared, but points at no contract or insurance"}
}

_contract if {
	some supplier in input.suppliers
	data.isms.supplier[supplier].agreement != {}
}

_contract if {
	some link in input.links
	id := regex.replace(link, `^(document|evidence)/`, "")
	_on_file(id)
}

_on_file(id) if data.isms.document[id]

_on_file(id) if data.isms.evidence[id]

# METADATA
# scope: document
# title: There is a treatment plan
# description: |
#   The plan turns decisions about risks into work with names and dates. Without it
#   the register says what could happen and nothing says what is done.
# schemas:
#   - input: schema.isms
# custom:
#   grade: major
#   requirements: ["6.1.3.e"]
#   remedy: "Write the treatment plan as `kind: treatments`, with what is done, by whom and when, and have it approved."
plan_present contains finding if {
	not _a_plan
	risks.any_risk
	finding := {"at": [], "message": "risks are recorded, but no treatment of them is planned"}
}

plan_present contains finding if {
	_a_plan
	not _a_plan_in_force
	risks.any_risk
	registers := sort({treatment.parent.id | some treatment in data.isms.treatment})
	finding := {"at": [], "message": $"the treatment plan is not approved: {_listed(registers)}"}
}

_a_plan if {
	all := data.isms.treatment
	some treatment in all
	not treatment.status == "cancelled"
}

_a_plan_in_force if {
	all := data.isms.treatment
	some treatment in all
	not treatment.status == "cancelled"
	_in_force(treatment)
}

# A treatment binds with the register that holds it; one in a file of its own, or
# in a register without a status, which is a finding of its own, binds by itself.
_in_force(treatment) if not treatment.parent.kind == "register"

_in_force(treatment) if not _unapproved(treatment.parent.id)

_unapproved(register) if data.isms.register[register].status != "approved"

# METADATA
# title: Every risk that is not kept has a treatment
# description: |
#   Modify, share and avoid are promises to do something. The plan has to say what;
#   a risk that no treatment names will be found unchanged at the next assessment.
# schemas:
#   - input: schema.risk
# custom:
#   grade: minor
#   requirements: ["6.1.3.e"]
#   remedy: Plan a treatment and name the risk in its `risks`.
plan_covers contains finding if {
	risks.live(input)
	risks.needs_plan(input)
	plan := risks.plan(input)
	count({id | some id in plan; not data.isms.treatment[id].status == "cancelled"}) == 0
	_a_plan
	finding := {
		"at": ["treatments"],
		"message": $"risk {input.id} has the option \"{input.option}\", but {_no_treatment(plan)}",
	}
}

_no_treatment(plan) := "no treatment in the plan" if count(plan) == 0

_no_treatment(plan) := $"its treatment was cancelled: {concat(", ", sort(plan))}" if count(plan) > 0

# METADATA
# title: Each treatment says what, who, with what, by when, and how success is judged
# description: |
#   A line of the plan that lacks one of these cannot be followed up: nobody is
#   asked, nothing is late, and nobody can tell whether it helped.
# schemas:
#   - input: schema.treatment
# custom:
#   grade: minor
#   requirements: ["6.1.3.e", "6.1.1.e"]
#   remedy: Fill `action`, `owner`, `resources`, `due` and `evaluation` of the treatment.
plan_complete contains finding if {
	not input.status == "cancelled"
	some field, what in _of_a_treatment
	not risks.given(input, field)
	finding := {"at": [field], "message": $"treatment {input.id} does not say {what}"}
}

_of_a_treatment := {
	"action": "what is done",
	"owner": "who gets it done",
	"resources": "with which money, people and time",
	"due": "by when it is done",
	"evaluation": "how it will be judged whether it worked",
}

# METADATA
# scope: document
# title: No open treatment is past its due date
# description: |
#   An overdue treatment means that the organization still bears a risk it decided
#   not to bear. Where the risk lies above the appetite and months pass, the plan is
#   not carried out.
# schemas:
#   - input: schema.treatment
# custom:
#   grade: minor
#   requirements: ["8.3"]
#   remedy: Finish the treatment and set `done_on`, or agree a new `due` with the owner of the risk.
#   when: from the day after `due`
#   escalation: from the 91st day after `due` where one of its risks lies above the appetite, major
plan_overdue contains finding if {
	_open_treatment
	finding := object.union(_until_grave, {
		"at": ["due"],
		"message": $"treatment {input.id} was due on {input.due} and is not done",
		"since": dates.next(input.due),
	})
}

plan_overdue contains finding if {
	_open_treatment
	risk := _above_appetite
	finding := {
		"at": ["due"],
		"message": concat("", [
			$"treatment {input.id} was due on {input.due} and is not done, ",
			$"and risk {risk} lies above the appetite",
		]),
		"since": _grave,
		"grade": "major",
	}
}

_open_treatment if {
	not object.get(input, "status", "") in {"done", "cancelled"}
	risks.given(input, "due")
}

_grave := dates.shift(input.due, 91)

_until_grave := {"until": _grave} if {
	_above_appetite
} else := {}

# _above_appetite is the first of the live risks of a treatment above the appetite.
_above_appetite := min({id |
	some id in _treated
	not data.isms.risk[id].state == "closed"
	risks.above_appetite(data.isms.risk[id].current.level)
})

# _treated holds the risks that the treatment names or that name it.
_treated := {id | some id in input.risks} | {ref.id |
	refs := data.refs.treatment[input.id]
	some ref in refs
	ref.kind == "risk"
	ref.field == "treatments"
}

# METADATA
# scope: document
# title: A treatment that is done is proven, and its risks are scored again
# description: |
#   Done is a claim until something shows it. And the point of a treatment is a
#   smaller risk: only a new score says whether it was reached.
# schemas:
#   - input: schema.treatment
# custom:
#   grade: minor
#   requirements: ["8.3", "6.1.1.e"]
#   remedy: Name the proof in `evidence`, set `done_on`, and score the residual of its risks again.
plan_done_proof contains finding if {
	input.status == "done"
	some field, what in {"evidence": "names no evidence of it", "done_on": "does not say since when"}
	not risks.given(input, field)
	finding := {"at": [field], "message": $"treatment {input.id} is done, but {what}"}
}

plan_done_proof contains finding if {
	input.status == "done"
	some id in _treated
	data.isms.risk[id].id
	not data.isms.risk[id].state == "closed"
	not _scored_again(id)
	finding := {
		"at": ["risks"],
		"key": id,
		"message": $"treatment {input.id} is done since {input.done_on}, but what remains of risk {id} is not scored since",
		"since": dates.next(input.done_on),
	}
}

_scored_again(id) if {
	data.isms.risk[id].residual != {}
	dates.day(data.isms.risk[id].scored_on) >= dates.day(input.done_on)
}
