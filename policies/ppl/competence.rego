# Competence: what each role has to be able to do, who can, and what is done where
# somebody cannot yet.
package rules.ppl

import data.lib.dates
import data.lib.kinds
import data.lib.org
import data.lib.people

# METADATA
# title: A register of competence is in force
# description: |
#   Whoever works on security has to be able to; what somebody is able to do, and what
#   shows it, is one of the few records that the standard asks for by name.
# schemas:
#   - input: schema.isms
# custom:
#   grade: minor
#   requirements: ["7.2.a", "7.2.d"]
#   remedy: Write a `competence` record with the `requirements` of each role and the `holdings` that show who meets them.
present contains finding if {
	in_force := [competence.id | all := data.isms.competence; some competence in all; kinds.in_force(competence)]
	count(in_force) == 0
	finding := {"at": [], "message": $"no register of competence is in force{_drafts}"}
}

# METADATA
# title: Each role says what its holders have to be able to do
# description: |
#   A role without a requirement can be given to anybody, and nobody can show afterwards
#   that it was given to somebody who was able to. The finding stands once, at the first
#   register of competence.
# schemas:
#   - input: schema.competence
# custom:
#   grade: minor
#   requirements: ["7.2.a"]
#   remedy: Add an entry to `requirements` with the `role` that the message names and what its holders have to be able to do.
requirements contains finding if {
	kinds.in_force(input)
	input.id == min([competence.id | all := data.isms.competence; some competence in all; kinds.in_force(competence)])
	all := data.isms.competence_requirement
	covered := {requirement.role | some requirement in all}
	roles := data.isms.role
	some id, role in roles
	not id in covered
	count(object.get(role, "holders", [])) > 0
	finding := {"at": ["requirements"], "key": id, "message": $"role {id} names nothing that its holders have to be able to do"}
}

# METADATA
# title: Whoever holds a role shows that they meet its requirements
# description: |
#   A proof may be a certificate, training, schooling or experience, as long as
#   `shown_by` or `evidence` says what shows it. A gap that is known has a rule of its own
#   (ppl.gap_action). Who takes a role over has the time of `intervals.competence_proof`, 90
#   days where isms.yaml names none.
# schemas:
#   - input: schema.competence_requirement
# custom:
#   grade: minor
#   requirements: ["7.2.b", "7.2.d"]
#   remedy: Add to `holdings` what shows that the person meets the requirement, or set `gap` and an `action`.
#   when: from `intervals.competence_proof` (P90D) after the holder took the role, until the proof or the end of the term
evidence contains finding if {
	parent := data.isms.competence[input.parent.id]
	kinds.in_force(parent)
	some holder in data.isms.role[input.role].holders
	data.isms.person[holder.person].id
	term := people.term(holder)
	since := _due(term.from)
	own := [holding |
		some holding in parent.holdings
		holding.person == holder.person
		holding.requirement == input.id
	]
	count([holding | some holding in own; holding.gap == true]) == 0
	until := min(array.concat([_after(term.to)], [_from(holding) | some holding in own; _counts(holding)]))
	since < until
	finding := object.union(_window(since, until), {
		"at": [],
		"key": holder.person,
		"message": $"{holder.person} holds role {input.role}, and nothing shows that requirement {input.id} is met{_unproven(own)}",
	})
}

# METADATA
# scope: document
# title: A gap in competence is being closed
# description: |
#   To know that somebody cannot do it yet is half of it: the other half is what is done,
#   by whom and until when.
# schemas:
#   - input: schema.competence
# custom:
#   grade: minor
#   requirements: ["7.2.c"]
#   remedy: Give the holding an `action` with `text`, `owner` and `due`, and enter `done_on` when it is done.
#   when: from the day after the due date, until it is done
gap_action contains finding if {
	kinds.in_force(input)
	some i, holding in input.holdings
	holding.gap == true
	lacks := [field | some field in ["text", "owner", "due"]; not _said(holding, field)]
	count(lacks) > 0
	finding := {
		"at": ["holdings", i],
		"key": _holding(holding),
		"message": $"{_holding(holding)} is a gap, and its action lacks {concat(", ", lacks)}",
	}
}

gap_action contains finding if {
	kinds.in_force(input)
	some i, holding in input.holdings
	holding.gap == true
	due := dates.day(holding.action.due)
	not holding.action.done_on
	finding := {
		"at": ["holdings", i, "action", "due"],
		"key": $"{_holding(holding)} due",
		"message": $"the action on the gap {_holding(holding)} was due on {due} and is not done",
		"since": dates.next(due),
	}
}

# METADATA
# scope: document
# title: Whether training helped is judged
# description: |
#   A course that was held is an effort, not a result. Judged are courses that somebody
#   took and actions on gaps that are done: how was it seen that people can do it now?
#   There is time for it until `intervals.training_effect` after the first completion, or
#   the action; 180 days where isms.yaml names none.
# schemas:
#   - input: schema.competence
# custom:
#   grade: observation
#   requirements: ["7.2.c", "A.6.3"]
#   remedy: Enter in `effect_check` (of an action, in `effect` and `effect_checked_on`) how it was seen whether it helped, when, and what came out.
#   when: from `intervals.training_effect` (P180D) after the first completion or the action, until it is judged
effect contains finding if {
	kinds.in_force(input)
	some i, course in input.courses
	taken := [dates.day(completion.on) | some completion in input.completions; completion.course == course.id]
	count(taken) > 0
	due := dates.next(dates.add(min(taken), org.interval("training_effect")))
	until := _judged(object.get(course, ["effect_check", "on"], null), object.get(course, ["effect_check", "result"], ""))
	due < until
	finding := object.union(_window(due, until), {
		"at": ["courses", i],
		"message": $"course {course.id} was taken since {min(taken)}, and nobody judged whether it helped",
	})
}

effect contains finding if {
	kinds.in_force(input)
	some i, holding in input.holdings
	done := dates.day(holding.action.done_on)
	due := dates.next(dates.add(done, org.interval("training_effect")))
	until := _judged(object.get(holding.action, "effect_checked_on", null), object.get(holding.action, "effect", ""))
	due < until
	finding := object.union(_window(due, until), {
		"at": ["holdings", i, "action"],
		"key": $"{_holding(holding)} effect",
		"message": $"the action on {_holding(holding)} was done on {done}, and nobody judged whether it helped",
	})
}

# METADATA
# title: Certificates that competence rests on are current
# description: |
#   What has ended shows what somebody could do once. It ends to matter when another
#   proof of the same takes over, or when the person leaves.
# schemas:
#   - input: schema.competence
# custom:
#   grade: observation
#   requirements: ["7.2.b"]
#   remedy: Have it renewed and enter the new `valid_until`, or add what else shows it.
#   when: from the day after `valid_until`, until another proof counts or the person leaves
cert_valid contains finding if {
	kinds.in_force(input)
	some i, holding in input.holdings
	not holding.gap == true
	ended := _after(dates.day(holding.valid_until))
	later := [_from(other) |
		some j, other in input.holdings
		j != i
		other.person == holding.person
		other.requirement == holding.requirement
		_counts(other)
		_ends(other) >= ended
	]
	until := min(array.concat([_after(people.end(holding.person))], [max([from, ended]) | some from in later]))
	ended < until
	finding := object.union(_window(ended, until), {
		"at": ["holdings", i, "valid_until"],
		"key": $"{_holding(holding)} {holding.valid_until}",
		"message": $"what shows {_holding(holding)} ended on {dates.day(holding.valid_until)}",
	})
}

# _due(from) is the first day on which a holder who took the role on a day has to have shown
# that they are able to: at once where the beginning is not known.
_due(from) := dates.next(dates.add(from, org.interval("competence_proof"))) if {
	from != dates.first
} else := from

# _after(day) is the day after, behind all days where there is none.
_after(day) := dates.next(day) if {
	day < dates.last
} else := "~"

_from(holding) := dates.day(holding.since) if {
	holding.since
} else := dates.first

_ends(holding) := dates.day(holding.valid_until) if {
	holding.valid_until
} else := dates.last

# _counts(holding) holds if something shows that the person is able to.
_counts(holding) if {
	not holding.gap == true
	_shown(holding)
}

_shown(holding) if {
	is_string(holding.shown_by)
	trim_space(holding.shown_by) != ""
}

_shown(holding) if count(holding.evidence) > 0

_unproven(own) := ": `shown_by` and `evidence` are empty" if {
	some holding in own
	not _shown(holding)
} else := ""

_said(holding, field) if {
	value := holding.action[field]
	is_string(value)
	trim_space(value) != ""
}

# _holding(holding) names a holding by person and requirement.
_holding(holding) := $"{object.get(holding, "person", "nobody")}/{object.get(holding, "requirement", "nothing")}"

# _judged(on, result) is the day on which an effect was judged with a result, behind all
# days where it was not.
_judged(on, result) := dates.day(on) if {
	is_string(on)
	is_string(result)
	trim_space(result) != ""
} else := "~"

_window(since, until) := object.union(
	{"since": since | since != dates.first},
	{"until": until | until != "~"},
)

_drafts := $"; {concat(", ", named)}" if {
	named := [$"{competence.id} has the status {competence.status}" | all := data.isms.competence; some competence in all; competence.status]
	count(named) > 0
} else := ""
