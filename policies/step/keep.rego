# Steps five to seven: whether policies reach people, are tested, and get better.
package rules.step

import data.lib.dates
import data.lib.kinds
import data.lib.org
import data.lib.risks

# METADATA
# title: "Step 5: each topic policy is in a round of training or acknowledgement"
# description: |
#   A policy that no course teaches and nobody was asked to acknowledge reaches who happens
#   to find it. A course that lists it in `policies`, or an acknowledgement of it, is a
#   round; the time to begin one is `intervals.communication` from the day on which it
#   applies. All policies that are out of that time are one finding. Where nothing at all is
#   taught or acknowledged, ppl.present and pol.communicated say so. Who acknowledged a
#   policy is asked by pol.acknowledged, of the information security policy and of rules of
#   acceptable use in any case; so they are left out here.
# schemas:
#   - input: schema.isms
# custom:
#   grade: observation
#   requirements: ["7.3", "A.6.3"]
#   remedy: Add the policy to `policies` of a course, or have it acknowledged.
#   when: from the day after `effective_from` (or `approved_on`) of a policy plus `intervals.communication` (P30D)
train contains finding if {
	_rounds
	left_out := _untrained
	days := sort({day | some day in left_out})
	some i, day in days
	ids := sort({id | some id, due in left_out; due <= day})
	finding := object.union(object.union(_since(day), _until({later | later := days[i + 1]})), {
		"at": [],
		"message": $"{count(ids)} topic policies are in no round of training or acknowledgement: {_shortened(ids)}",
	})
}

# _rounds holds if something is taught or acknowledged at all.
_rounds if {
	all := data.isms.competence
	some competence in all
	competence.id
}

_rounds if {
	all := data.isms.register
	some register in all
	register.of == "acknowledgement"
}

# _untrained holds the topic policies in no round, with the first day on which they are
# late.
_untrained := {id: day |
	all := data.isms.policy
	some id, policy in all
	kinds.in_force(policy)
	not policy.level == "top"
	not _acceptable_use(policy)
	not _in_a_round(id)
	day := _late_from(policy)
}

_acceptable_use(policy) if "A.5.10" in policy.controls

_in_a_round(id) if {
	some ref in data.refs.policy[id]
	ref.kind == "course"
	ref.field == "policies"
}

_in_a_round(id) if {
	some ref in data.refs.policy[id]
	ref.kind == "acknowledgement"
	ref.field == "item"
	not data.isms.acknowledgement[ref.id].status == "void"
}

_late_from(policy) := dates.next(dates.add(max(days), org.interval("communication"))) if {
	days := {dates.day(policy[field]) | some field in ["effective_from", "approved_on"]; risks.given(policy, field)}
	count(days) > 0
} else := dates.first

_since(day) := {} if day == dates.first

_since(day) := {"since": day} if day != dates.first

_shortened(names) := concat(", ", names) if count(names) <= 10

_shortened(names) := $"{concat(", ", array.slice(names, 0, 10))} and {count(names) - 10} more" if count(names) > 10

# METADATA
# title: "Step 6: each policy has a metric, an audit or a check that tests it"
# description: |
#   Whether a policy is kept is known only where somebody looks. The policy names who looks
#   in `monitored_by`, or a metric names it in `measures`. All policies in force are one
#   finding.
# schemas:
#   - input: schema.isms
# custom:
#   grade: observation
#   requirements: ["9.1.a", "A.5.36"]
#   remedy: Name in `monitored_by` of the policy the metric, control or audit that shows whether it is kept.
monitor contains finding if {
	all := data.isms.policy
	wanted := {policy.id | some policy in all; kinds.in_force(policy)}
	tested := {id | some id in wanted; some by in all[id].monitored_by; by != ""} | {id |
		some id in wanted
		some ref in data.refs.policy[id]
		ref.kind == "metric"
		ref.field == "measures"
	}
	idle := sort(wanted - tested)
	idle != []
	finding := {
		"at": [],
		"message": $"no metric, audit or check tests {count(idle)} of {count(wanted)} policies: {_shortened(idle)}",
	}
}

# METADATA
# scope: document
# title: "Step 7: results lead to changes, or to the decision that none is needed"
# description: |
#   The circle is closed where what was measured, audited and suffered changes something,
#   or somebody decided that nothing has to change. What counts is the look back at an
#   incident, the decision in a corrective action whether the ISMS has to change, a decision
#   of the management review on improvement, on a change or that none is needed, and the
#   outcome of the review of a policy. The first is due one interval after the first policy
#   was written; the interval is `intervals.improvement`, a year where isms.yaml names none.
# schemas:
#   - input: schema.isms
# custom:
#   grade: observation
#   requirements: ["10.1", "A.5.27"]
#   remedy: Decide in the next review, incident or corrective action what has to change, and record also that nothing has.
#   when: from the day after the last of them plus `intervals.improvement` (P1Y), until the next
improve contains finding if {
	some after in _improvements
	since := dates.next(dates.add(after, org.interval("improvement")))
	later := {day | some day in _improvements; day > after}
	since < min(later | {dates.last})
	finding := object.union(_until(later), {
		"at": [],
		"message": concat("", [
			$"the last result that led to a change, or to the decision that none is needed, is of {after}, ",
			$"more than {org.interval("improvement")} ago",
		]),
		"since": since,
	})
}

improve contains finding if {
	count(_improvements) == 0
	start := min(_policy_days)
	finding := {
		"at": [],
		"message": $"policies are there since {start}, and no result ever led to a change, or to the decision that none is needed",
		"since": dates.next(dates.add(start, org.interval("improvement"))),
	}
}

_until(days) := {} if count(days) == 0

_until(days) := {"until": min(days)} if count(days) > 0

_improvements := _learned | _corrected | _decided | _looked_at_again

_learned := {dates.day(incident.lessons.held_on) |
	all := data.isms.incident
	some incident in all
	not incident.status == "void"
	risks.given(incident.lessons, "text")
}

_corrected := {dates.day(day) |
	all := data.isms.corrective_action
	some action in all
	not action.status == "void"
	_about_the_isms(action.isms_change)
	day := _day_of(action)
}

_about_the_isms(decision) if risks.given(decision, "change")

_about_the_isms(decision) if {
	decision.needed == false
	risks.given(decision, "reason")
}

_day_of(action) := action.closed_on if {
	risks.given(action, "closed_on")
} else := action.raised_on

_decided := {dates.day(review.held_on) |
	all := data.isms.management_review
	some review in all
	not review.status == "void"
	some decision in review.decisions
	decision.type in {"improvement", "change", "none"}
	risks.given(decision, "text")
}

_looked_at_again := {dates.day(review.on) |
	all := data.isms.policy
	some policy in all
	kinds.in_force(policy)
	some review in policy.reviewed
	risks.given(review, "outcome")
}

# _policy_days holds the days on which policies in force were written or approved.
_policy_days := {dates.day(day) |
	all := data.isms.policy
	some policy in all
	kinds.in_force(policy)
	some day in array.concat([change.on | some change in policy.changes], [day | day := policy.approved_on])
}
