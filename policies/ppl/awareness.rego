# Awareness: whether people are told what they contribute, and whether all are reached.
package rules.ppl

import data.lib.dates
import data.lib.kinds
import data.lib.org

# METADATA
# scope: document
# title: Enough people have taken an awareness course in time
# description: |
#   A policy works through people who know it. Counted is everybody on record but service
#   accounts, from `intervals.awareness_first` (30 days) after their first day until their
#   last. A completion holds for the `interval` of the course, `intervals.awareness` (a
#   year) where it names none. The share to reach is `targets.awareness`; 95 percent is our
#   default. Courses of the type `awareness` count, and those of type `onboarding` for the
#   time until the next.
# schemas:
#   - input: schema.competence
# custom:
#   grade: minor
#   requirements: ["7.3", "A.6.3"]
#   remedy: Have the people that the message names take the course, and enter their completions.
#   when: on the days on which the share is below the target
awareness contains finding if {
	_judged_here
	count(_aware_courses) == 0
	finding := {"at": ["courses"], "key": "none", "message": $"{input.id} has no course of type awareness"}
}

awareness contains finding if {
	_judged_here
	count(_aware_courses) > 0
	lacks := _unaware
	count(lacks) > 0
	days := sort(_turns(lacks))
	shares := [_share(lacks, day) | some day in days]
	some i, share in shares
	share.low
	not _low(shares, i - 1)
	high := {j | some j, later in shares; j > i; not later.low}
	last := shares[min({count(shares)} | high) - 1]
	finding := object.union(_end({days[j] | some j in high}), {
		"at": ["completions"],
		"key": "share",
		"message": concat("", [
			$"{last.people - count(last.lacking)} of {last.people} people took an awareness course in time, ",
			$"fewer than {org.target("awareness")} percent; missing: {_shortened(last.lacking)}",
		]),
		"since": days[i],
	})
}

# METADATA
# title: Awareness courses tell people what they have to know
# description: |
#   People have to know the policy, what they contribute themselves, and what follows when
#   they do not. `covers` of a course says which of it the course tells; what no course of
#   type awareness or onboarding covers, nobody was told.
# schemas:
#   - input: schema.competence
# custom:
#   grade: observation
#   requirements: ["7.3.a", "7.3.b", "7.3.c"]
#   remedy: Add what is missing to a course, and to its `covers`.
content contains finding if {
	_judged_here
	count(_aware_courses) > 0
	covered := {topic | some course in _aware_courses; some topic in course.covers}
	lacks := [words | some topic, words in _topics; not topic in covered]
	count(lacks) > 0
	finding := {"at": ["courses"], "message": $"no awareness course covers {concat(", ", lacks)}"}
}

_topics := {"policy": "the policy", "contribution": "what people contribute", "consequence": "what follows from a breach"}

_judged_here if {
	kinds.in_force(input)
	input.id == min([competence.id | all := data.isms.competence; some competence in all; kinds.in_force(competence)])
}

# _aware_courses holds the courses that make people aware, by id, of all registers.
_aware_courses := {course.id: course |
	all := data.isms.course
	some course in all
	course.type in {"awareness", "onboarding"}
}

# _people holds from when until when each person has to have been told.
_people := {id: {"from": from, "to": to} |
	all := data.isms.person
	some id, person in all
	not person.type == "service"
	from := dates.next(dates.add(object.get(person, "start", dates.first), org.interval("awareness_first")))
	to := dates.day(object.get(person, "end", dates.last))
	from <= to
}

# _told[id] holds the first and the last day for which each completion of a person counts.
_told[id] contains [on, until] if {
	all := data.isms.competence
	some competence in all
	some completion in competence.completions
	course := _aware_courses[completion.course]
	on := dates.day(completion.on)
	until := dates.add(on, object.get(course, "interval", org.interval("awareness")))
	some id in ({person | person := completion.person} | {person | some person in completion.people})
}

# _unaware lists who lacks a course from when until when.
_unaware := {lack |
	some id, person in _people
	told := object.get(_told, id, set())
	some from in ({person.from} | {dates.next(until) | some [_, until] in told})
	from >= person.from
	from <= person.to
	not _held(told, from)
	next := [dates.shift(on, -1) | some [on, _] in told; on > from]
	lack := {"id": id, "from": from, "to": min(array.concat([person.to], next))}
}

_held(told, day) if {
	some [on, until] in told
	on <= day
	day <= until
}

# _turns(lacks) holds the days on which the share may change, from the first on which
# somebody lacks.
_turns(lacks) := {day |
	first := min({lack.from | some lack in lacks})
	some day in union({
		{lack.from | some lack in lacks},
		{_after(lack.to) | some lack in lacks},
		{person.from | some person in _people},
		{_after(person.to) | some person in _people},
	})
	day >= first
	day != "~"
}

_share(lacks, day) := {"people": people, "lacking": lacking, "low": low} if {
	people := count([id | some id, person in _people; person.from <= day; day <= person.to])
	lacking := sort({lack.id | some lack in lacks; lack.from <= day; day <= lack.to})
	low := ((people - count(lacking)) * 100) < (org.target("awareness") * people)
}

_low(shares, i) if shares[i].low

_end(days) := {"until": min(days)} if {
	count(days) > 0
} else := {}

_shortened(names) := concat(", ", names) if count(names) <= 10

_shortened(names) := $"{concat(", ", array.slice(names, 0, 10))} and {count(names) - 10} more" if count(names) > 10
