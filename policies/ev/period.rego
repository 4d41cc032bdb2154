# Whether there is enough operation behind the ISMS for stage 2 of a certification.
package rules.ev

import data.lib.certificates
import data.lib.dates

# METADATA
# scope: document
# title: Evidence of some months of operation lies before stage 2
# description: |
#   Stage 2 asks whether the ISMS works, and a body cannot see that in an ISMS that was
#   switched on last week. What counts is the first evidence, and not the day that
#   `operating_since` claims. How long is `limits.operating_period` of the contract, else
#   the interval `operating_period` of isms.yaml, else three months. The standard itself
#   names no time.
# schemas:
#   - input: schema.certification
# custom:
#   grade: major
#   requirements: ["scheme.operating-period"]
#   remedy: Move stage 2, or file the evidence of what was operated before.
#   when: where there is no evidence at all, from 91 days before stage 2; until the decision
three_months contains finding if {
	_before_decision
	first := min(_days)
	limit := certificates.limit(input, "operating_period")
	enough := dates.add(first, limit)
	_stage2 < enough
	finding := {
		"at": ["stage2"],
		"message": $"stage 2 is on {_stage2}, and {limit} of operation are shown from {enough} on: the first evidence is of {first}",
	}
}

three_months contains finding if {
	_before_decision
	count(_days) == 0
	finding := {
		"at": ["stage2"],
		"message": $"stage 2 is on {_stage2}, and no evidence shows that anything was operated",
		"since": dates.shift(_stage2, -91),
	}
}

_before_decision if {
	certificates.wanted(input)
	_stage2
	not certificates.decided(input)
}

_stage2 := certificates.due(input.stage2)

# _days holds the first day that each piece of evidence speaks for.
_days := {day |
	all := data.isms.evidence
	some evidence in all
	not evidence.status == "void"
	day := _first(evidence)
}

_first(evidence) := dates.day(evidence.period.from) if {
	evidence.period.from
} else := dates.day(evidence.collected_at)

# METADATA
# title: The months before stage 2 hold records of each part of the ISMS
# description: |
#   One log that was kept well shows that one control runs, not that the ISMS does. An
#   auditor wants to see risks, access, people, suppliers and results of the same months.
#   That no incident was recorded shows nothing either way, and is left to an interview.
# schemas:
#   - input: schema.certification
# custom:
#   grade: minor
#   requirements: ["scheme.operating-period"]
#   remedy: Do what the message names and record it before stage 2, or move stage 2.
#   when: from 30 days before stage 2 until the decision
spread contains finding if {
	_before_decision
	count(_days) > 0
	limit := certificates.limit(input, "operating_period")
	some part, days in _parts
	count({day | some day in days; day <= _stage2; dates.add(day, limit) >= _stage2}) == 0
	finding := {
		"at": ["stage2"],
		"key": part,
		"message": $"stage 2 is on {_stage2}, and nothing of the {limit} before shows that {_words[part]}",
		"since": dates.shift(_stage2, -30),
	}
}

_words := {
	"access": "access is reviewed",
	"people": "people are trained",
	"results": "results are measured",
	"risks": "risks are assessed or treated",
	"suppliers": "suppliers are watched",
}

# _parts holds the days on which each part of the ISMS was at work.
_parts := {
	"access": {dates.day(review.completed_on) | all := data.isms.access_review; some review in all; review.completed_on},
	"people": {dates.day(completion.on) | all := data.isms.competence; some competence in all; some completion in competence.completions; completion.on},
	"results": {dates.day(reading.on) | all := data.isms.metric; some metric in all; some reading in metric.readings; reading.on},
	"risks": _assessed | _treated,
	"suppliers": {dates.day(judged.on) | all := data.isms.supplier; some supplier in all; some judged in supplier.assessments; judged.on},
}

_assessed := {dates.day(assessment.held_on) | all := data.isms.risk_assessment; some assessment in all; assessment.held_on}

_treated := {dates.day(treatment.done_on) | all := data.isms.treatment; some treatment in all; treatment.done_on}
