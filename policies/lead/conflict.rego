# Roles that one person must not hold together.
package rules.lead

import data.lib.dates
import data.lib.people
import data.lib.risks

# METADATA
# title: Nobody holds two roles that exclude each other, unless something makes up for it
# description: |
#   Who may do something and also checks it can hide a mistake or a fraud. Roles say in
#   `incompatible_with` what must not meet in one person; either of the two may say it. An
#   exception in force that covers one of the roles, or is on A.5.3 and covers the person,
#   and says what is done instead makes up for it. A small organization that has an
#   approved compensating control in isms.yaml is told as an observation.
# schemas:
#   - input: schema.role
# custom:
#   grade: minor
#   requirements: ["A.5.3"]
#   remedy: Give one of the roles to somebody else, or record an exception with `covers`, `instead` and the owner of the risk.
#   when: on days on which one person holds both and no exception is in force
#   escalation: observation in a small organization that has an approved compensating control
sod_conflict contains finding if {
	some other in input.incompatible_with
	other != input.id
	not _told_by(other)
	some i, holder in input.holders
	some second in data.isms.role[other].holders
	holder.person == second.person
	both := _overlap(people.term(holder), people.term(second))
	measures := _measures(other, holder.person)
	some day in {both.from} | {dates.next(measure.to) | some measure in measures}
	_open_on(day, both, measures)
	ends := {measure.from | some measure in measures; measure.from > day} | {dates.next(both.to) | both.to != dates.last}
	finding := object.union(object.union(_grade, object.union(_since(day), _until(ends))), {
		"at": ["holders", i],
		"message": $"{holder.person} holds {input.id} and {other}, which exclude each other",
		"key": $"{holder.person}/{other}",
	})
}

# _told_by(other) holds if the other role excludes this one too and comes first: one
# conflict is one finding.
_told_by(other) if {
	other < input.id
	some excluded in data.isms.role[other].incompatible_with
	excluded == input.id
}

_overlap(a, b) := {"from": from, "to": to} if {
	from := max([a.from, b.from])
	to := min([a.to, b.to])
	from <= to
}

_open_on(day, both, measures) if {
	both.from <= day
	day <= both.to
	every measure in measures {
		not _within(day, measure)
	}
}

_within(day, span) if {
	span.from <= day
	day <= span.to
}

# _measures(other, person) holds the times in which an exception makes up for the conflict.
# What names people is for them alone. It is looked for only where there is a conflict.
_measures(other, person) := {_term(id) |
	some id in _exceptions(other, person)
	not data.isms.exception[id].type == "rule_waiver"
	risks.given(data.isms.exception[id], "instead")
	risks.given(data.isms.exception[id], "approved_by")
	named := {covered | some covered in data.isms.exception[id].covers; data.isms.person[trim_prefix(covered, "person/")].id}
	_names(named, person)
}

_exceptions(other, person) := {ref.id |
	some role in [input.id, other]
	some ref in data.refs.role[role]
	ref.kind == "exception"
	ref.field == "covers"
} | {ref.id |
	some ref in data.refs.person[person]
	ref.kind == "exception"
	ref.field == "covers"
	data.isms.exception[ref.id].of == "A.5.3"
}

_names(named, _) if named == set()

_names(named, person) if person in named

_names(named, person) if $"person/{person}" in named

_term(id) := {"from": _first_day(data.isms.exception[id]), "to": min(_last_days(data.isms.exception[id]) | {dates.last})}

_first_day(exception) := dates.day(exception.from) if {
	risks.given(exception, "from")
} else := dates.day(exception.approved_on) if {
	risks.given(exception, "approved_on")
} else := dates.first

_last_days(exception) := {dates.day(exception[field]) | some field in ["until", "ended_on"]; risks.given(exception, field)}

_grade := {"grade": "observation"} if {
	risks.given(data.org.small_organization, "compensating_controls")
	risks.given(data.org.small_organization, "approved_by")
} else := {}
