# The risk method in force and what it says of a level: where it lies, who may
# accept it, whether it needs no more than the word of the risk's owner.
#
# There is normally one method, so looking for it reads one record. Whatever the
# method leaves open is undefined here: the rules on the method report the hole,
# and the rules that need it stay silent about each single risk.
package lib.risks

import data.lib.people

# method is the approved risk method; of several the one that applies from the
# latest day. Undefined where none is approved.
method := all[id] if {
	all := data.isms.risk_method
	id := max({[_from(found), name] | some name, found in all; found.status == "approved"})[1]
}

_from(found) := start if {
	start := found.effective_from
} else := start if {
	start := found.approved_on
} else := ""

# levels holds the levels of the method by id.
levels := levels_of(method)

# levels_of(some_method) holds the levels of a method by id; of two with one id,
# which is a finding elsewhere, the first.
levels_of(some_method) := {level.id: level | some level in some_method.levels} if {
	count({level.id | some level in some_method.levels}) == count(some_method.levels)
} else := {level.id: level |
	some i, level in some_method.levels
	not level.id in {earlier.id | some j, earlier in some_method.levels; j < i}
}

# rank(level) is the rank of a level by its id; a higher rank is a graver risk.
rank(level) := levels[level].rank

# level(likelihood, impact) is the id of the level that the method in force gives
# to two values of its scales.
level(likelihood, impact) := level_by(method, likelihood, impact)

# level_by(some_method, likelihood, impact) is the id of the level by the matrix
# of a method or, without a matrix, by its formula: the level with the highest
# threshold that the score reaches. Undefined where the method gives none.
level_by(some_method, likelihood, impact) := found if {
	found := some_method.matrix[$"{likelihood},{impact}"]
} else := found if {
	not some_method.matrix
	score := score_by(some_method.formula, likelihood, impact)
	reached := {[step.from, step.level] | some step in some_method.thresholds; step.from <= score}
	found := max(reached)[1]
}

# score_by(formula, likelihood, impact) is the number a formula makes of two values.
score_by("product", likelihood, impact) := likelihood * impact if _numbers(likelihood, impact)

score_by("sum", likelihood, impact) := likelihood + impact if _numbers(likelihood, impact)

score_by("max", likelihood, impact) := max([likelihood, impact]) if _numbers(likelihood, impact)

_numbers(a, b) if {
	is_number(a)
	is_number(b)
}

# acceptable(level) holds if the method lets the owner of a risk keep it at this
# level: it says `accept: yes`, or says nothing and the level is within the appetite.
acceptable(level) if levels[level].accept == "yes"

acceptable(level) if {
	not levels[level].accept
	rank(level) <= rank(method.appetite)
}

# above_appetite(level) holds if the level lies above the appetite of the method.
above_appetite(level) if rank(level) > rank(method.appetite)

# may_accept(id, level, date) holds if the person or role `id` had the authority to
# accept this level on `date`: as the approver that the method names, or in a role
# whose `may_accept_up_to` reaches it.
may_accept(id, level, date) if people.acts_as(id, levels[level].approver, date)

may_accept(id, level, _) if reaches(id, level)

may_accept(id, level, date) if {
	some role in people.roles(id)
	reaches(role, level)
	people.holds(id, role, date)
}

# reaches(role, level) holds if the role itself may accept risks of this level.
reaches(role, level) if rank(data.isms.role[role].may_accept_up_to) >= rank(level)

# live(risk) holds until a risk is closed.
live(risk) if not risk.state == "closed"

# needs_plan(risk) holds if the risk is to be changed, not kept: such a risk has
# treatments in the plan.
needs_plan(risk) if option(risk) in {"modify", "share", "avoid"}

# option(risk) is the treatment option of a risk by its ISO 27005 name; the names
# that are common besides are taken as well.
option(risk) := found if {
	found := _aliases[risk.option]
} else := risk.option

_aliases := {"mitigate": "modify", "accept": "retain", "transfer": "share"}

# plan(risk) is the set of ids of the treatments of a risk: those it names, and
# those that name it.
plan(risk) := {id | some id in risk.treatments} | {ref.id |
	refs := data.refs.risk[risk.id]
	some ref in refs
	ref.kind == "treatment"
	ref.field == "risks"
}

# any_risk holds if there is a risk at all. It reads the whole register: ask last.
any_risk if count(data.isms.risk) > 0

# given(object, field) holds if the field is there and says something: a text that
# is not blank, a list or an object with something in it, any number or boolean. It
# takes two arguments because `not f(input.x)` is undefined, and not true, where
# there is no x.
given(record, field) if {
	value := object.get(record, field, null)
	is_string(value)
	trim_space(value) != ""
}

given(record, field) if {
	value := object.get(record, field, null)
	not is_string(value)
	not value in {null, [], {}}
}
