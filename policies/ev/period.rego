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
