# The risk method: is one in force, and does it lead two people who score the same
# risk to the same level and to the same person who may accept it?
package rules.risk

import data.lib.risks

# METADATA
# scope: document
# title: A risk method is in force
# description: |
#   Without an approved method nobody can say why one risk is high and another is
#   low, or who may accept either; every score in the register hangs in the air.
# schemas:
#   - input: schema.isms
# custom:
#   grade: major
#   requirements: ["6.1.2", "7.5.1.a"]
#   remedy: Write a `risk_method`, have it approved and set its `status` to `approved`.
#   when: before `effective_from` of the first approved method, or always where none is approved
method_present contains finding if {
	not risks.method
	drafts := sort([id | some id, _ in data.isms.risk_method])
	finding := {"at": [], "message": _no_method(drafts)}
}

method_present contains finding if {
	starts := {start | some method in data.isms.risk_method; method.status == "approved"; start := _applies_from(method)}
	start := min(starts)
	start != ""
	finding := {
		"at": [],
		"message": $"no risk method applies before {start}",
		"until": start,
	}
}

_applies_from(method) := object.get(method, "effective_from", "")

_no_method([]) := "there is no risk method"

_no_method(drafts) := $"no risk method is approved, only written: {_listed(drafts)}" if drafts != []

# METADATA
# scope: document
# title: The method says which levels may be accepted, and by whom
# description: |
#   Acceptance is a decision somebody must be entitled to make. Where the method
#   does not say from which level on a risk needs whose consent, every acceptance
#   in the register is worth no more than an opinion.
# schemas:
#   - input: schema.risk_method
# custom:
#   grade: major
#   requirements: ["6.1.2.a1"]
#   remedy: Give each of `levels` its `accept` and `approver`, and name the highest bearable one in `appetite`.
acceptance_criteria contains finding if {
	_judged
	not risks.given(input, "levels")
	finding := {"at": ["levels"], "message": "the method defines no levels, so none of them may be accepted"}
}

acceptance_criteria contains finding if {
	_judged
	some i, level in input.levels
	not risks.given(level, "accept")
	finding := {"at": ["levels", i], "message": $"level {_name(level)} does not say whether it may be accepted"}
}

acceptance_criteria contains finding if {
	_judged
	some i, level in input.levels
	not level.accept == "no"
	not risks.given(level, "approver")
	finding := {"at": ["levels", i], "message": $"level {_name(level)} does not say who may accept it"}
}

acceptance_criteria contains finding if {
	_judged
	risks.given(input, "levels")
	not risks.given(input, "appetite")
	finding := {"at": ["appetite"], "message": "the method does not say up to which level risks are within the appetite"}
}

# A draft binds nobody yet, and what is retired no longer does.
_judged if not object.get(input, "status", "") in {"draft", "retired"}

_name(level) := $"\"{level.id}\""

_listed(ids) := concat(", ", [$"\"{id}\"" | some id in ids])

# METADATA
# scope: document
# title: The scales are described, and the method says when it is applied
# description: |
#   A bare number from 1 to 5 means something else to everybody. Each value needs
#   words, each level its place in the order, and the assessment needs an interval
#   and the events that call for one out of turn.
# schemas:
#   - input: schema.risk_method
# custom:
#   grade: minor
#   requirements: ["6.1.2.a2", "6.1.2.b"]
#   remedy: Describe every value of `likelihood` and `impact`, rank the `levels`, and set `interval` and `triggers`.
assessment_criteria contains finding if {
	_judged
	some scale in ["likelihood", "impact"]
	not risks.given(input, scale)
	finding := {"at": [scale], "message": $"the method has no scale for {scale}"}
}

assessment_criteria contains finding if {
	_judged
	some scale in ["likelihood", "impact"]
	some i, step in input[scale]
	not risks.given(step, "description")
	not risks.given(step, "by_dimension")
	finding := {"at": [scale, i], "message": $"{scale} {_value(step)} has no description"}
}

assessment_criteria contains finding if {
	_judged
	some scale in ["likelihood", "impact"]
	some i, step in input[scale]
	step.value in {earlier.value | some j, earlier in input[scale]; j < i}
	finding := {"at": [scale, i, "value"], "message": $"{scale} {step.value} is described twice"}
}

assessment_criteria contains finding if {
	_judged
	some i, level in input.levels
	not is_number(object.get(level, "rank", null))
	finding := {
		"at": ["levels", i],
		"message": $"level {_name(level)} has no rank, so it is neither above nor below the others",
	}
}

assessment_criteria contains finding if {
	_judged
	not risks.given(input, "interval")
	finding := {"at": ["interval"], "message": "the method does not say how often risks are assessed"}
}

assessment_criteria contains finding if {
	_judged
	not risks.given(input, "triggers")
	finding := {"at": ["triggers"], "message": "the method names no event that calls for an assessment out of turn"}
}

_value(step) := object.get(step, "value", "without a value")

# METADATA
# scope: document
# title: Every pair of likelihood and impact has a level, and none falls as either rises
# description: |
#   A pair without a level is a risk nobody can rate; a level that falls where the
#   likelihood rises means that a worse risk is treated with less care. Both break
#   the promise that the same risk gets the same level each time.
# schemas:
#   - input: schema.risk_method
# custom:
#   grade: minor
#   requirements: ["6.1.2.b"]
#   remedy: Complete `matrix` (or `formula` and `thresholds`) so that levels only rise with likelihood and impact.
matrix_total contains finding if {
	_judged
	not risks.given(input, "matrix")
	not risks.given(input, "formula")
	finding := {"at": ["matrix"], "message": "the method has neither a matrix nor a formula"}
}

matrix_total contains finding if {
	_judged
	_leads_to_levels
	pairs := _pairs
	holes := sort([pair | some [l, i] in pairs; not risks.level_by(input, l, i); pair := $"{l},{i}"])
	count(holes) > 0
	finding := {
		"at": [_source],
		"message": $"no level for {count(holes)} of {count(pairs)} pairs of likelihood and impact: {_some_of(holes)}",
	}
}

matrix_total contains finding if {
	_judged
	levels := risks.levels_of(input)
	some [l, i] in _pairs
	some [l2, i2] in _worse(l, i)
	here := risks.level_by(input, l, i)
	there := risks.level_by(input, l2, i2)
	levels[there].rank < levels[here].rank
	finding := {
		"at": _place($"{l2},{i2}"),
		"message": $"the level falls from \"{here}\" at \"{l},{i}\" to \"{there}\" at \"{l2},{i2}\"",
	}
}

_leads_to_levels if risks.given(input, "matrix")

_leads_to_levels if risks.given(input, "formula")

_source := "matrix" if {
	risks.given(input, "matrix")
} else := "thresholds"

_place(pair) := ["matrix", pair] if {
	risks.given(input, "matrix")
} else := ["thresholds"]

_scale(name) := {step.value | some step in input[name]}

_pairs := {[l, i] | some l in _scale("likelihood"); some i in _scale("impact")}

# _worse(l, i) holds the next worse neighbours of a pair: at the end of a scale
# there is one less.
_worse(l, i) := {[next, i] | next := _above("likelihood", l)} | {[l, next] | next := _above("impact", i)}

_above(name, value) := min({other | some other in _scale(name); other > value})

_some_of(list) := _listed(list) if count(list) <= 6

_some_of(list) := $"{_listed(array.slice(list, 0, 6))} and {count(list) - 6} more" if count(list) > 6
