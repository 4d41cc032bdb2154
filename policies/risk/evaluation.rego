# The evaluation: are the scores compared with the criteria, put in order, within
# what the organization wants to bear, and more than a column of equal numbers?
package rules.risk

import data.lib.risks

# METADATA
# scope: document
# title: Each risk is assessed and has its place in the order of treatment
# description: |
#   An assessment ends in a decision: which risk first. A risk without a score of
#   today cannot be compared with the criteria, and one without a priority waits
#   until somebody remembers it.
# schemas:
#   - input: schema.risk
# custom:
#   grade: minor
#   requirements: ["6.1.2.e1", "6.1.2.e2"]
#   remedy: Score the risk in `current` and give it a `priority`, 1 for the one to treat first.
evaluated contains finding if {
	risks.live(input)
	not risks.given(input, "current")
	finding := {"at": ["current"], "message": $"risk {input.id} is not assessed: it has no current score"}
}

evaluated contains finding if {
	risks.live(input)
	risks.given(input, "current")
	not input.priority
	finding := {"at": ["priority"], "message": $"risk {input.id} has no place in the order of treatment"}
}

# METADATA
# title: No more risks lie above the appetite than the method tolerates
# description: |
#   The appetite is top management's word on how much risk it wants to bear. More
#   risks above it than tolerated is nothing the register can settle: it belongs
#   before top management.
# schemas:
#   - input: schema.isms
# custom:
#   grade: observation
#   requirements: ["6.1.2.e1", "9.3.2.f"]
#   remedy: Put the risks above appetite on the agenda of the management review, or treat them.
above_appetite contains finding if {
	some level, limit in _limits
	count(_live_at[level]) > limit
	finding := {
		"at": [],
		"key": level,
		"message": concat("", [
			$"{count(_live_at[level])} of {count(_live_scored)} live risks are at level \"{level}\"{_beyond(level)}, ",
			$"and {_tolerated(limit)}",
		]),
	}
}

# _limits is how many risks of a level are tolerated: what the method says, else
# none above the appetite.
_limits[level] := risks.method.tolerance[level] if risks.levels[level]

_limits[level] := 0 if {
	some level, _ in risks.levels
	risks.above_appetite(level)
	not risks.method.tolerance[level]
}

_beyond(level) := $", above the appetite \"{risks.method.appetite}\"" if {
	risks.above_appetite(level)
} else := ""

_tolerated(0) := "none is tolerated"

_tolerated(limit) := $"the method tolerates {limit}" if limit != 0

_live_scored := {id: risk.current |
	some id, risk in data.isms.risk
	risks.live(risk)
	risk.current
}

_live_at[level] contains id if {
	some id, score in _live_scored
	level := score.level
}

# METADATA
# title: The scores of the register differ
# description: |
#   A register in which every risk has the same score gives no order of treatment.
#   It mostly shows that the scales are too coarse or that somebody filled a
#   column down.
# schemas:
#   - input: schema.isms
# custom:
#   grade: opportunity
#   requirements: ["6.1.2.b"]
#   remedy: Have two people score a few risks apart from each other and settle what the values mean.
flat_scores contains finding if {
	some stage in ["current", "residual"]
	scores := [[score.likelihood, score.impact] |
		some risk in data.isms.risk
		risks.live(risk)
		score := risk[stage]
	]
	count(scores) >= _enough
	count({score | some score in scores}) == 1
	[likelihood, impact] := scores[0]
	finding := {
		"at": [],
		"key": stage,
		"message": $"all {count(scores)} {stage} scores of live risks are likelihood {likelihood}, impact {impact}",
	}
}

# Fewer risks than this may well have one score by chance.
_enough := 5
