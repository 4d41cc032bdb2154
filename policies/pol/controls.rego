# How policies and the statement of applicability fit together, and whether policies
# keep up with what happens.
package rules.pol

import data.lib.dates
import data.lib.kinds
import data.lib.org

# METADATA
# title: Controls that rest on rules for everybody have a policy
# description: |
#   Access, classification, cryptography, backup, suppliers, incidents, remote work and
#   secure development are left to each reader's opinion where no policy says what the
#   organization wants. A policy in force belongs to a control if it names it in
#   `controls`, or if the line of the statement names it in `documents`; one policy may
#   serve for several. Controls that have to be in writing anyway are judged by
#   soa.written_controls, those that are not there yet by soa.planned_treated.
# schemas:
#   - input: schema.soa
# custom:
#   grade: minor
#   requirements: ["A.5.1"]
#   remedy: Write the policy that the message names, or add the control to `controls` of the policy that covers it.
topic_policies contains finding if {
	not input.status == "retired"
	missing := [$"{topic} ({line.id})" |
		some line in input.controls
		topic := _topics[line.id]
		not line.applicable == false
		line.status in {"implemented", "partial"}
		not _covered(line)
	]
	missing != []

	finding := {"at": ["controls"], "message": $"no policy in force says what is wanted of {concat(", ", missing)}"}
}

# METADATA
# title: Policies in force name no control that is excluded
# description: |
#   A policy that puts an excluded control into practice contradicts the statement of
#   applicability: either the control is needed, or people follow a rule that nobody
#   wants.
# schemas:
#   - input: schema.policy
# custom:
#   grade: minor
#   requirements: ["6.1.3.d", "A.5.1"]
#   remedy: Set the control to applicable in the statement, or take it out of `controls` of the policy.
controls_applicable contains finding if {
	kinds.in_force(input)
	some i, id in input.controls
	data.isms.soa_control[id].applicable == false
	soa := data.isms.soa_control[id].parent.id
	not data.isms.soa[soa].status == "retired"

	finding := {
		"at": ["controls", i],
		"message": $"policy {input.id} puts {id} into practice, which the statement of applicability excludes",
	}
}

# METADATA
# title: Policies are reviewed after what touches them
# description: |
#   A policy that was right before a significant change or a major incident may be wrong
#   after it, and the next planned review is months away. A change touches the policies
#   it names in `affects`; an incident those it names in `links`, and those that answer
#   to its risks. Approval of a new version is a review too, and for a change so is one
#   since it was allowed. How long it may take is the organization's to say
#   (`intervals.policy_after_event`); 90 days are our default.
# schemas:
#   - input: schema.policy
# custom:
#   grade: observation
#   requirements: ["A.5.1"]
#   remedy: Review the policy and record it in `reviewed`, or approve a new version.
#   when: from the day after the event plus `intervals.policy_after_event`, until a review
review_after_change contains finding if {
	kinds.in_force(input)
	some [what, id, from, day] in _events
	due := dates.add(day, org.interval("policy_after_event"))
	later := {review | some review in _reviews; review >= from}
	count({review | some review in later; review <= due}) == 0

	finding := object.union(_until_first(later), {
		"at": ["reviewed"],
		"message": $"policy {input.id} was not reviewed by {due} after {what} {id} of {day}",
		"since": dates.next(due),
		"key": $"{what} {id}",
	})
}

# _topics says what a policy on a control is about.
_topics := {
	"A.5.12": "classification",
	"A.5.15": "access control",
	"A.5.19": "suppliers",
	"A.5.24": "incidents",
	"A.6.7": "remote work",
	"A.8.13": "backup",
	"A.8.24": "cryptography",
	"A.8.25": "secure development",
}

# _covered(line) holds if a policy in force belongs to the line. Who names a control
# changes with each piece of evidence: where the line names the policy, nobody is asked.
_covered(line) if {
	some id in line.documents
	data.isms.policy[id].status == "approved"
} else if {
	refs := data.refs.requirement[line.id]
	some {"kind": "policy", "field": "controls", "id": id} in refs
	data.isms.policy[id].status == "approved"
}

# _events holds what touches the policy: what it was, its id, the day since when a
# review counts, and the day it happened.
_events contains ["change", id, from, day] if {
	some {"kind": "change", "field": field, "id": id} in _referrers
	field in {"affects", "links"}
	data.isms.change[id].significant == true
	not data.isms.change[id].status == "void"
	day := dates.day(data.isms.change[id].implemented_on)
	from := min({day} | {dates.day(allowed) | allowed := data.isms.change[id].approved_on})
}

_events contains ["incident", id, day, day] if {
	some id in _incidents
	data.isms.incident[id].severity in {"high", "critical"}
	not data.isms.incident[id].status == "void"
	not _only_noticed(id)
	day := _noticed(id)
}

_only_noticed(id) if data.isms.incident[id].type in {"event", "weakness"}

_incidents contains id if {
	some {"kind": "incident", "field": "links", "id": id} in _referrers
}

_incidents contains id if {
	some risk in _risks
	refs := data.refs.risk[risk]
	some {"kind": "incident", "field": "risks", "id": id} in refs
}

_risks contains risk if some risk in input.treats

_risks contains risk if some risk in input.intent.serves

_noticed(id) := dates.day(day) if {
	day := data.isms.incident[id].detected_at
} else := dates.day(day) if {
	day := data.isms.incident[id].reported_at
} else := dates.day(data.isms.incident[id].occurred_at)

_reviews contains dates.day(input.approved_on)

_reviews contains dates.day(review.on) if some review in input.reviewed
