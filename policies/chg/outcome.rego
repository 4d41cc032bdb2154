# What a change does: to risks, in the test, and where nobody had planned it.
package rules.chg

import data.lib.dates
import data.lib.org
import data.lib.risks
import data.lib.workdays

# METADATA
# title: A significant change has a risk judgement
# description: |
#   Significant is what may move risks, so somebody says what it does to them before it is
#   allowed. A risk assessment that refers to the change says it too. A change that is still
#   being prepared is left alone.
# schemas:
#   - input: schema.change
# custom:
#   grade: minor
#   requirements: ["8.2", "A.8.32"]
#   remedy: Write into `risk_judgement` what the change means for risks, and name those it moves in `risks`.
#   when: from the day of approval, or the day the change was made
risk_judged contains finding if {
	input.significant == true
	_live
	not risks.given(input, "risk_judgement")
	days := [dates.day(input[field]) | some field in ["approved_on", "implemented_on"]; risks.given(input, field)]
	since := min(days)
	not _assessed

	finding := {
		"at": ["significant"],
		"message": $"change {input.id} is significant, and nobody says what it means for risks",
		"since": since,
	}
}

_assessed if {
	some ref in data.refs.change[input.id]
	ref.kind == "risk_assessment"
}

# METADATA
# title: A technical change shows how it was tested and what the way back is
# description: |
#   What was not tried out is tried out by customers, and a change without a way back is a
#   bet. A sentence for each is enough, and a reason why one was not possible too.
# schemas:
#   - input: schema.change
# custom:
#   grade: observation
#   requirements: ["A.8.29", "A.8.32"]
#   remedy: Say in `test` how it was tested and in `rollback` how it would have been undone.
#   when: from the day the change was made
tested contains finding if {
	input.type == "technical"
	_live
	made := dates.day(input.implemented_on)
	missing := [words |
		some [field, words] in [["test", "how it was tested"], ["rollback", "what the way back was"]]
		not risks.given(input, field)
	]
	missing != []

	finding := {
		"at": ["implemented_on"],
		"message": $"change {input.id} was made on {made} and does not say {concat(" or ", missing)}",
		"since": made,
	}
}

# METADATA
# scope: document
# title: An emergency change is reviewed soon after
# description: |
#   The emergency excuses the missing approval, not the missing look. The term is the
#   interval `emergency_review` of isms.yaml, else five days, in working days: days off
#   (`workdays`, `holidays`) do not count. A review counts from the day the change was made
#   on, not before.
# schemas:
#   - input: schema.change
# custom:
#   grade: minor
#   requirements: ["A.8.32", "8.1.changes"]
#   remedy: Look at the change with somebody who could have refused it, and record `reviewed_on`, `reviewed_by` and `review`.
#   when: from the day after the day it was made plus five working days, until it is reviewed
emergency_reviewed contains finding if {
	input.emergency == true
	not input.status == "void"
	made := dates.day(input.implemented_on)
	due := workdays.after_term(made, _term)
	since := dates.next(due)
	not _reviewed_by_day(made, dates.next(due))

	finding := object.union(_until_reviewed(made), {
		"at": ["implemented_on"],
		"message": $"emergency change {input.id} of {made} was to be reviewed by {due}, within {workdays.in_words(_term)}",
		"since": since,
	})
}

emergency_reviewed contains finding if {
	input.emergency == true
	not input.status == "void"
	not risks.given(input, "implemented_on")
	not risks.given(input, "reviewed_on")
	_closed

	finding := {
		"at": ["emergency"],
		"message": $"emergency change {input.id} is closed without a review, and nothing says when it was made",
	}
}

_closed if input.status == "closed"

_term := org.interval("emergency_review")

# _reviewed_by_day(made, last) holds if it was reviewed before anybody could miss the review.
_reviewed_by_day(made, last) if {
	day := dates.day(input.reviewed_on)
	made <= day
	day <= last
}

_until_reviewed(made) := {"until": day} if {
	day := dates.day(input.reviewed_on)
	made <= day
} else := {}

# METADATA
# scope: document
# title: An unintended change is reviewed, and what went wrong is put right
# description: |
#   Drift, slips and surprises of suppliers are changes that nobody decided on. Somebody has
#   to look what they did and what is done about it, in the term of an emergency change. An
#   incident that is linked says what was done.
# schemas:
#   - input: schema.change
# custom:
#   grade: observation
#   requirements: ["8.1.changes"]
#   remedy: Record `reviewed_on` and `review`, and what was done about adverse effects in `adverse_effects`, or name the `incident`.
#   when: from the day after the day it happened plus five working days, until it is reviewed
unintended_reviewed contains finding if {
	_unintended
	made := dates.day(input.implemented_on)
	due := workdays.after_term(made, _term)
	not _reviewed_by_day(made, dates.next(due))

	finding := object.union(_until_reviewed(made), {
		"at": ["implemented_on"],
		"message": $"unintended change {input.id} of {made} was to be reviewed by {due}, within {workdays.in_words(_term)}",
		"since": dates.next(due),
	})
}

unintended_reviewed contains finding if {
	_unintended
	not risks.given(input, "implemented_on")
	not risks.given(input, "reviewed_on")

	finding := {"at": ["type"], "message": $"unintended change {input.id} was not reviewed, and nothing says when it happened"}
}

unintended_reviewed contains finding if {
	_unintended
	risks.given(input, "reviewed_on")
	not risks.given(input, "adverse_effects")
	not risks.given(input, "incident")

	finding := {
		"at": ["reviewed_on"],
		"message": $"the review of unintended change {input.id} does not say what went wrong and what was done about it",
	}
}

_unintended if {
	input.type == "unintended"
	not input.emergency == true
	not input.status == "void"
}
