# The assessment over time: is it repeated when it is due, when things change, and
# when there is news, and is each round on record?
package rules.risk

import data.lib.dates
import data.lib.org
import data.lib.risks

# METADATA
# scope: document
# title: Each risk is reviewed by the day it names
# description: |
#   A risk that was looked at once describes the past. The register itself says
#   when each risk is looked at again; past that day its score is a guess.
# schemas:
#   - input: schema.risk
# custom:
#   grade: minor
#   requirements: ["8.2"]
#   remedy: Review the risk, then set `scored_on` and the new `next_review`.
#   when: from the day after `next_review`
review_due contains finding if {
	risks.live(input)
	risks.given(input, "next_review")
	finding := {
		"at": ["next_review"],
		"message": $"risk {input.id} was to be reviewed by {input.next_review}",
		"since": dates.next(input.next_review),
	}
}

review_due contains finding if {
	risks.live(input)
	not risks.given(input, "next_review")
	finding := {"at": ["next_review"], "message": $"risk {input.id} names no day of its next review"}
}

# METADATA
# scope: document
# title: All risks are assessed within the interval of the method
# description: |
#   Single reviews see single risks; only the planned assessment of the whole asks
#   which risks are missing. An auditor looks for the last one and the one before.
# schemas:
#   - input: schema.isms
# custom:
#   grade: minor
#   requirements: ["8.2"]
#   remedy: Hold the planned assessment and record it as a `risk_assessment` with `held_on`.
#   when: from the day after the last planned assessment plus `interval` of the risk method (P1Y without one)
#   escalation: from the day after 18 months, or where none was ever held, major
assessment_due contains finding if {
	count(_held) == 0
	risks.any_risk
	finding := {
		"at": [],
		"message": "risks are recorded, but no planned assessment of them is",
		"grade": "major",
	}
}

assessment_due contains finding if {
	first := min(_held)
	risks.any_risk
	finding := {
		"at": [],
		"message": $"no planned risk assessment was held before {first}",
		"until": first,
		"grade": "major",
	}
}

assessment_due contains finding if {
	some gap in _gaps
	until := min([gap.late, gap.end])
	gap.since < until
	finding := {
		"at": [],
		"message": $"the last planned risk assessment was on {gap.after}, and the next was due by {gap.due}",
		"since": gap.since,
		"until": until,
	}
}

assessment_due contains finding if {
	some gap in _gaps
	gap.late < gap.end
	finding := object.union(_until_held(gap.end), {
		"at": [],
		"message": $"the last planned risk assessment was on {gap.after}, and the next was due by {gap.due}",
		"since": gap.late,
		"grade": "major",
	})
}

# _gaps holds for each planned assessment that the next did not follow in time when
# that was due, when it was late for long, and when it was held. One in the future does not make up for one that
# is missing today.
_gaps contains gap if {
	some after in _held
	due := dates.add(after, _interval)
	end := min({dates.last} | {later | some later in _held; later > after})
	end > due
	gap := {
		"after": after,
		"due": due,
		"since": dates.next(due),
		"late": dates.next(max([due, dates.add(after, "P18M")])),
		"end": end,
	}
}

_until_held(day) := {} if day == dates.last

_until_held(day) := {"until": day} if day != dates.last

# An assessment for one cause looks at that cause. Without a trigger, which is a
# finding of its own, an assessment counts as a planned one.
_held := {dates.day(assessment.held_on) |
	all := data.isms.risk_assessment
	some assessment in all
	not assessment.status == "void"
	object.get(assessment, "trigger", "planned") == "planned"
}

_interval := interval if {
	interval := risks.method.interval
} else := org.interval("risk_assessment")

# METADATA
# title: A significant change or a major incident leads to an assessment
# description: |
#   The planned assessment saw the world before. After a significant change or a
#   major incident its scores may be wrong, and nobody should wait a year to know.
# schemas:
#   - input: schema.record
# custom:
#   grade: minor
#   requirements: ["8.2", "6.3"]
#   remedy: Assess what changed and record it as a `risk_assessment` that names this record in `refers_to`.
#   when: from the day after the event plus 30 days (`intervals.assessment_after_event`), until an assessment is held
assessment_on_change contains finding if {
	input.kind in {"change", "incident"}
	day := _event
	due := dates.add(day, org.interval("assessment_after_event"))
	held := _linked | _held_since(day)
	count({date | some date in held; date <= due}) == 0
	finding := object.union(_until_first(held), {
		"at": [],
		"message": $"{_what} {input.id} of {day} had led to no risk assessment by {due}",
		"since": dates.next(due),
	})
}

# _event is the day from which the risks may be others. A change that is neither
# approved nor carried out is only an idea.
_event := dates.day(_first_of(["implemented_on", "approved_on"])) if {
	input.kind == "change"
	not input.status == "void"
	input.significant == true
} else := dates.day(_first_of(["detected_at", "reported_at", "occurred_at"])) if _major_incident

_first_of(fields) := [input[field] | some field in fields; risks.given(input, field)][0]

_major_incident if {
	input.kind == "incident"
	not input.status == "void"
	not object.get(input, "type", "incident") in {"event", "weakness"}
	input.severity in {"high", "critical", "major"}
}

_what := "significant change" if {
	input.kind == "change"
} else := $"incident of severity \"{input.severity}\""

# _linked holds the days of the assessments made because of this record, which may
# come before it: a change is best assessed while it is planned.
_linked := {day |
	some ref in _referrers
	ref.kind == "risk_assessment"
	ref.field == "refers_to"
	not data.isms.risk_assessment[ref.id].status == "void"
	day := dates.day(data.isms.risk_assessment[ref.id].held_on)
}

_referrers := data.refs.change[input.id] if input.kind == "change"

_referrers := data.refs.incident[input.id] if input.kind == "incident"

_held_since(day) := {held |
	all := data.isms.risk_assessment
	some assessment in all
	not assessment.status == "void"
	held := dates.day(assessment.held_on)
	held >= day
}

_until_first(held) := {} if count(held) == 0

_until_first(held) := {"until": min(held)} if count(held) > 0

# METADATA
# title: The record of an assessment is complete
# description: |
#   The record is the proof that the assessment took place: when, of what, by whom,
#   by which version of the method, on which state of the register, and with which
#   result. What is left out cannot be shown afterwards.
# schemas:
#   - input: schema.risk_assessment
# custom:
#   grade: minor
#   requirements: ["8.2", "8.1.records"]
#   remedy: Complete the record from the minutes of the assessment.
assessment_record contains finding if {
	not input.status == "void"
	some field, what in _of_an_assessment
	not risks.given(input, field)
	finding := {"at": [field], "message": $"the record of risk assessment {input.id} does not say {what}"}
}

_of_an_assessment := {
	"held_on": "when it was held",
	"trigger": "why it was held",
	"scope": "what was assessed",
	"participants": "who took part",
	"method_version": "by which version of the method",
	"register_commit": "which commit holds the register as it was assessed",
	"summary": "what came of it",
}

# METADATA
# scope: document
# title: Threat intelligence reaches the risk register
# description: |
#   News about threats is worth its price once it changes a score. Where no risk of
#   the last twelve months goes back to a threat source, the news is read and
#   forgotten.
# schemas:
#   - input: schema.isms
# custom:
#   grade: opportunity
#   requirements: ["A.5.7", "8.2"]
#   remedy: Name the threat source among the `sources` of a risk that it made you add or score again.
#   when: from the day after the last scoring of a risk that goes back to a threat source plus P1Y
threat_intel contains finding if {
	count(_from_intelligence) == 0
	not data.isms.soa_control["A.5.7"].applicable == false
	risks.any_risk
	finding := {"at": [], "message": "no risk goes back to a source of threat intelligence"}
}

threat_intel contains finding if {
	last := max(_from_intelligence)
	not data.isms.soa_control["A.5.7"].applicable == false
	finding := {
		"at": [],
		"message": $"the last risk that goes back to a source of threat intelligence was looked at on {last}",
		"since": dates.next(dates.add(last, "P1Y")),
	}
}

# _from_intelligence holds the days on which risks were found or scored that name a contact
# for threat intelligence, or the plan that lists these contacts, as a source.
_from_intelligence := {dates.day(risk[field]) |
	all := data.isms.risk
	some risk in all
	some source in risk.sources
	_threat_source(source)
	some field in ["identified_on", "scored_on"]
	risk[field]
}

_threat_source(id) if data.isms.contact[id].type == "threat-intel"

_threat_source(id) if data.isms.communication_plan[id]
