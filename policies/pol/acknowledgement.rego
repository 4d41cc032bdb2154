# Who of those that a policy is for acknowledged the version in force.
package rules.pol

import data.lib.dates
import data.lib.kinds
import data.lib.org

# METADATA
# title: Those a policy is for have acknowledged the version in force
# description: |
#   An acknowledgement is what shows that a policy reached a person. It is asked for the
#   information security policy and for rules of acceptable use (A.5.10) once people were
#   told of them, and for each policy that anybody ever acknowledged. Counted is everybody on record but service
#   accounts, from `intervals.acknowledgement` after the first day with the organization
#   or of the policy until the last day. Of a topic policy whose `audience` lists nothing
#   but units or types of people (employees, contractors) only these count. An
#   acknowledgement holds for later corrections of a version (2.1.0 for 2.1.3), not for
#   new content. The share to reach is `targets.acknowledgement`; 95 percent is our default.
# schemas:
#   - input: schema.policy
# custom:
#   grade: minor
#   requirements: ["7.3.a", "A.5.1", "A.5.10"]
#   remedy: Have the people that the message names acknowledge the policy, and record it with its `version`.
#   when: on the days on which the share is below the target
acknowledged contains finding if {
	_to_acknowledge
	lacks := _lacking
	count(lacks) > 0
	days := sort(_turns(lacks))
	shares := [_share(lacks, day) | some day in days]
	some i, share in shares
	share.low
	not _low_at(shares, i - 1)
	high := {j | some j, later in shares; j > i; not later.low}
	last := shares[min({count(shares)} | high) - 1]

	finding := object.union(_until_first({days[j] | some j in high}), {
		"at": [],
		"message": concat("", [
			$"{last.people - count(last.lacking)} of {last.people} people acknowledged ",
			$"policy {input.id}{_version}, fewer than {org.target("acknowledgement")} percent; ",
			$"missing: {_shortened(last.lacking)}",
		]),
		"since": days[i],
	})
}

_to_acknowledge if {
	kinds.in_force(input)
	_applies
	_asked
}

# Of what nobody was told, pol.communicated speaks.
_asked if {
	input.level == "top"
	count(_told) > 0
}

_asked if {
	"A.5.10" in input.controls
	count(_told) > 0
}

_asked if some {"kind": "acknowledgement", "field": "item", "id": _} in _referrers

# _people are the people the policy is for, with the first and the last day on which
# each of them has to have acknowledged it.
_people := {id: {"from": from, "to": to} |
	some id in _audience
	person := _everybody[id]
	start := max([_applies, person.start])
	from := dates.next(dates.add(start, org.interval("acknowledgement")))
	to := person.end
	from <= to
}

# _everybody holds all people on record that the policy can be for: where some belong to
# the entity of the policy, only these.
_everybody := own if {
	own := {id: person | some id, person in _on_record; person.entity == input.entity}
	count(own) > 0
} else := _on_record

_on_record := {id: found |
	all := data.isms.person
	some id, person in all
	not person.type == "service"
	found := {
		"start": dates.day(object.get(person, "start", dates.first)),
		"end": dates.day(object.get(person, "end", dates.last)),
		"entity": object.get(person, "entity", ""),
		"groups": {_plain(object.get(person, "unit", "")), _plain(object.get(person, "type", ""))} - {""},
	}
}

# _audience holds the ids of those the policy is for.
_audience := {id | some id, person in _everybody; count(person.groups & _groups) > 0} if {
	not input.level == "top"
	count(_groups) > 0
	known := {group | some person in _everybody; some group in person.groups}
	count(_groups - known) == 0
} else := object.keys(_everybody)

_groups := {_singular(_plain(entry)) | some entry in input.audience}

_plain(text) := trim_space(regex.replace(lower($"{text}"), `[\s_-]+`, " "))

_singular(text) := trim_suffix(text, "s") if {
	text in {"employees", "contractors", "externals"}
} else := text

# _acknowledged_by holds the acknowledgements of the version in force by person, each as
# its first and its last day.
_acknowledged_by[person] contains [on, until] if {
	some id in _acknowledgements
	on := dates.day(data.isms.acknowledgement[id].on)
	until := _holds_until(id)
	some person in _who(id)
}

_holds_until(id) := dates.day(until) if {
	until := data.isms.acknowledgement[id].until
} else := dates.last

_who(id) := {person | person := data.isms.acknowledgement[id].person} | {person |
	some person in data.isms.acknowledgement[id].people
}

# _lacking lists who lacks an acknowledgement from when until when: before their first
# one and after their last one. A gap between two does not count.
_lacking := {lack |
	some id, person in _people
	some [from, to] in _lacks(id, person)
	from <= to
	lack := {"id": id, "from": from, "to": to}
}

_lacks(id, person) := spans if {
	own := _acknowledged_by[id]
	first := min({on | some [on, _] in own})
	last := max({until | some [_, until] in own})
	spans := [[person.from, min([person.to, dates.shift(first, -1)])], [max([person.from, _after(last)]), person.to]]
} else := [[person.from, person.to]]

# _after(day) is the day after, or behind all days where there is none.
_after(day) := dates.next(day) if {
	day < dates.last
} else := "~"

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

# _share(lacks, day) is how many people count on a day, who of them lacks, and whether
# these are too many.
_share(lacks, day) := {"people": people, "lacking": lacking, "low": low} if {
	people := count([id | some id, person in _people; person.from <= day; day <= person.to])
	lacking := sort({lack.id | some lack in lacks; lack.from <= day; day <= lack.to})
	low := ((people - count(lacking)) * 100) < (org.target("acknowledgement") * people)
}

_low_at(shares, i) if shares[i].low

_version := $" in version {input.version}" if {
	input.version
} else := ""

_shortened(names) := concat(", ", names) if count(names) <= 10

_shortened(names) := $"{concat(", ", array.slice(names, 0, 10))} and {count(names) - 10} more" if count(names) > 10
