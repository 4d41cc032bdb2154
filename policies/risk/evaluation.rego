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
	limits := _limits
	all := data.isms.risk
	levels := [level | some risk in all; level := risk.current.level; limits[level]; risks.live(risk)]
	some level, limit in limits
	found := count([1 | some other in levels; other == level])
	found > limit
	live := count([1 | some risk in all; risks.live(risk); risk.current])
	finding := {
		"at": [],
		"key": level,
		"message": concat("", [
			$"{found} of {live} live risks are at level \"{level}\"{_beyond(level)}, ",
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
	all := data.isms.risk
	not _differ(all, stage)
	scores := [[score.likelihood, score.impact] |
		some risk in all
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

# _differ(all, stage) holds if two live risks have different scores: mostly the first
# two looked at, so that the others need not be.
_differ(all, stage) if {
	some risk in all
	not risk.state == "closed"
	likelihood := risk[stage].likelihood
	impact := risk[stage].impact
	some other in all
	[other[stage].likelihood, other[stage].impact] != [likelihood, impact]
	not other.state == "closed"
}

# Fewer risks than this may well have one score by chance.
_enough := 5
