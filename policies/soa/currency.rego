# Whether the statement says what the risks of today need.
package rules.soa

import data.lib.dates
import data.lib.kinds
import data.lib.org

# METADATA
# title: The statement follows the risk assessment
# description: |
#   The statement is made out of the assessment. If the risks were looked at again and
#   the statement was not, it justifies controls by the risks of last year. After an
#   assessment there is time to approve the statement anew, or to review it and leave it
#   as it is (`soa_after_assessment` in `intervals` of isms.yaml, else P60D). That
#   risks and treatments agree with its lines is judged line by line.
# schemas:
#   - input: schema.soa
# custom:
#   grade: minor
#   requirements: ["6.1.3.d", "8.2"]
#   remedy: Hold the statement against the assessment, then approve a new version or add an entry to `reviewed`.
#   when: from the day after `held_on` of the assessment plus `intervals.soa_after_assessment`
follows_risk contains finding if {
	kinds.in_force(input)
	seen := max(_looked_at)
	[held, id] := min({[held, id] | some id, held in _assessed; held > seen})
	allowed := org.interval("soa_after_assessment")
	finding := {
		"at": ["approved_on"],
		"message": $"statement {input.id} was last approved or reviewed on {seen}, before risk assessment {id} of {held}",
		"since": dates.next(dates.add(held, allowed)),
	}
}

# _looked_at holds the days on which somebody vouched for the statement.
_looked_at contains dates.day(input.approved_on)

_looked_at contains dates.day(review.on) if {
	some review in input.reviewed
	review.outcome in {"confirmed", "changed"}
}

_assessed[id] := dates.day(assessment.held_on) if {
	all := data.isms.risk_assessment
	some id, assessment in all
	not assessment.status == "void"
}
