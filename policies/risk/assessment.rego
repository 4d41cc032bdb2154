# The scores: is each risk described, assessed on the scales of the method, and
# rated as the method rates it?
package rules.risk

import data.lib.risks

# METADATA
# scope: document
# title: Each risk says what is at stake, what could happen and what it would mean
# description: |
#   Whoever reads the register must be able to tell what would be lost, of
#   confidentiality, integrity or availability, how it would come about, and what
#   that would cost; a title alone cannot be assessed a second time.
# schemas:
#   - input: schema.risk
# custom:
#   grade: minor
#   requirements: ["6.1.2.c1", "6.1.2.d1"]
#   remedy: Fill `cia`, `scenario` and `consequence` of the risk.
cia contains finding if {
	not risks.given(input, "cia")
	finding := {
		"at": ["cia"],
		"message": $"risk {input.id} does not say whether confidentiality, integrity or availability is at stake",
	}
}

cia contains finding if {
	not risks.given(input, "scenario")
	finding := {"at": ["scenario"], "message": $"risk {input.id} does not say what could happen"}
}

# A scored impact is a judgement of the consequence, with or without words. A risk
# that is not scored at all is risk.evaluated's finding.
cia contains finding if {
	not risks.given(input, "consequence")
	risks.given(input, "current")
	not input.current.impact
	not input.inherent.impact
	finding := {"at": ["consequence"], "message": $"risk {input.id} does not say what it would mean if it happened"}
}

# METADATA
# scope: document
# title: Likelihood and impact are values of the method's scales
# description: |
#   A value the method does not describe means nothing: it cannot be compared with
#   the other risks, and it often shows that the scales changed and the risk was
#   not scored again.
# schemas:
#   - input: schema.risk
# custom:
#   grade: minor
#   requirements: ["6.1.2.a2", "6.1.2.d2"]
#   remedy: Score `likelihood` and `impact` again with the values that the risk method describes.
within_scale contains finding if {
	risks.live(input)
	some stage in _stages
	some scale in ["likelihood", "impact"]
	value := input[stage][scale]
	known := _on_scale(scale)
	not value in known
	known != []
	finding := {
		"at": [stage, scale],
		"message": $"{scale} {value} of risk {input.id} is not on the scale of the method: {_numbers(known)}",
	}
}

within_scale contains finding if {
	risks.live(input)
	risks.method
	some stage, word in {"current": "", "residual": "residual "}
	score := input[stage]
	risks.given(input, stage)
	some scale in ["likelihood", "impact"]
	not risks.given(score, scale)
	finding := {"at": [stage, scale], "message": $"the {word}{scale} of risk {input.id} is not assessed"}
}

_on_scale(scale) := sort({step.value | some step in risks.method[scale]})

_stages := ["inherent", "current", "residual"]

_numbers(values) := concat(", ", [$"{value}" | some value in values])

# METADATA
# scope: document
# title: The level a risk states is the level the method gives
# description: |
#   A level that does not follow from the scores was set by feeling, or the scores
#   were changed and the level forgotten. Either way priority and acceptance rest
#   on a number nobody can reproduce.
# schemas:
#   - input: schema.risk
# custom:
#   grade: minor
#   requirements: ["6.1.2.d3", "6.1.2.b"]
#   remedy: Set `level` to what the method gives for likelihood and impact, or score the risk again.
level_computed contains finding if {
	risks.live(input)
	some stage in _stages
	score := input[stage]
	right := risks.level(score.likelihood, score.impact)
	score.level != right

	# A level nobody defined is a dangling reference and reported as such.
	risks.levels[score.level]
	finding := {
		"at": [stage, "level"],
		"message": concat("", [
			$"risk {input.id} states the {stage} level \"{score.level}\", ",
			$"but likelihood {score.likelihood} and impact {score.impact} give \"{right}\"",
		]),
	}
}

level_computed contains finding if {
	risks.live(input)
	some stage in ["current", "residual"]
	score := input[stage]
	not risks.given(score, "level")
	right := risks.level(score.likelihood, score.impact)
	finding := {
		"at": [stage, "level"],
		"message": concat("", [
			$"risk {input.id} states no {stage} level, ",
			$"though likelihood {score.likelihood} and impact {score.impact} give \"{right}\"",
		]),
	}
}

# METADATA
# scope: document
# title: What remains of a risk is plausible
# description: |
#   Treatment does not make a risk worse, and a risk does not shrink by itself. A
#   lower residual without a control in place or a treatment that is done or under
#   way is a wish, and whoever accepts it accepts something else than they think.
# schemas:
#   - input: schema.risk
# custom:
#   grade: minor
#   requirements: ["6.1.2.b", "6.1.3.f"]
#   remedy: Score `residual` again, or name the implemented control or the treatment that lowers the risk.
residual_plausible contains finding if {
	risks.live(input)
	some scale in ["likelihood", "impact"]
	before := input[_baseline][scale]
	after := input.residual[scale]
	after > before
	finding := {
		"at": ["residual", scale],
		"message": $"the residual {scale} {after} of risk {input.id} is above the {_baseline} {before}",
	}
}

residual_plausible contains finding if {
	risks.live(input)
	_unscored(input.residual)
	before := input[_baseline].level
	after := input.residual.level
	risks.rank(after) > risks.rank(before)
	finding := {
		"at": ["residual", "level"],
		"message": $"the residual level \"{after}\" of risk {input.id} is above the {_baseline} level \"{before}\"",
	}
}

residual_plausible contains finding if {
	risks.live(input)
	_lower
	not _something_done
	not _something_under_way
	not _nobody_knows
	finding := {
		"at": ["residual"],
		"message": concat("", [
			$"the residual of risk {input.id} is below the {_baseline} score, ",
			"but none of its controls is implemented and none of its treatments is done",
		]),
	}
}

# _baseline is the score before treatment: the worst case without any control, or
# the present one where only that is assessed.
_baseline := "inherent" if {
	risks.given(input, "inherent")
} else := "current"

_unscored(score) if not score.likelihood

_unscored(score) if not score.impact

_lower if {
	some scale in ["likelihood", "impact"]
	input.residual[scale] < input[_baseline][scale]
}

_lower if {
	_unscored(input.residual)
	risks.rank(input.residual.level) < risks.rank(input[_baseline].level)
}

_something_done if {
	some id in input.controls
	_implemented(id)
}

_something_done if {
	some id in risks.plan(input)
	data.isms.treatment[id].status == "done"
}

_implemented(id) if data.isms.soa_control[id].status in {"implemented", "partial"}

# A control of the organization's own that works counts by what it implements.
_implemented(id) if {
	some implemented in data.isms.control[id].implements
	data.isms.soa_control[implemented].status in {"implemented", "partial"}
}

# While a risk is open its residual is what the plan is meant to reach. Once it is
# called treated or accepted, the plan has to be carried out.
_something_under_way if {
	not object.get(input, "state", "") in {"treated", "accepted"}
	some id in risks.plan(input)
	data.isms.treatment[id].status in {"planned", "active"}
}

# Without a statement of applicability, which is a finding of its own, no control
# can be told to be implemented or not.
_nobody_knows if {
	risks.given(input, "controls")
	count({id | some id, _ in data.isms.soa}) == 0
}
