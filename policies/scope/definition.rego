# The scope itself: is one in force, does it name what is inside, and which processes run
# the ISMS?
package rules.scope

import data.lib.kinds
import data.lib.people
import data.lib.risks

# METADATA
# scope: document
# title: One scope is in force
# description: |
#   The scope says what everything else is about. Without one, or with a draft alone, no
#   control and no certificate means anything; with two that are in force side by side
#   nobody can tell which of them binds. A scope counts from its `effective_from`, and not
#   any more where another one `supersedes` it. Parts with an `entity` of their own have a
#   scope each.
# schemas:
#   - input: schema.isms
# custom:
#   grade: major
#   requirements: ["4.3", "7.5.1.a"]
#   remedy: Have one scope approved, and set those that no longer count to `retired`.
#   when: a scope counts from its `effective_from`
#   escalation: two scopes in force at once are minor
#   not_waivable: true
present contains finding if {
	count(_approved) == 0

	finding := {"at": [], "message": $"no scope of the ISMS is in force{_others}"}
}

present contains finding if {
	first := min({start | some start in _approved})
	first != ""

	finding := {"at": [], "message": $"no scope of the ISMS is in force before {first}", "until": first}
}

present contains finding if {
	some entity in {_entity(id) | some id, _ in _approved}
	current := sort([[start, id] |
		some id, start in _approved
		_entity(id) == entity
		not _superseded(id)
	])
	count(current) > 1
	names := concat(" and ", sort([$"\"{pair[1]}\"" | some pair in current]))

	finding := object.union(_from_day(current[1][0]), {
		"at": [],
		"message": $"scopes {names} are in force at once",
		"grade": "minor",
		"key": $"twice {entity}",
	})
}

# _approved holds from when each approved scope counts, by id; "" is always.
_approved := {id: start |
	all := data.isms.scope
	some id, scope in all
	kinds.in_force(scope)
	start := object.get(scope, "effective_from", "")
}

_entity(id) := entity if {
	entity := data.isms.scope[id].entity
} else := ""

_superseded(id) if {
	some other, _ in _approved
	other != id
	data.isms.scope[other].supersedes == id
}

_superseded(id) if {
	some other, _ in _approved
	other != id
	data.isms.scope[id].superseded_by == other
}

_from_day("") := {}

_from_day(day) := {"since": day} if day != ""

# _others names the scopes that are there but not in force.
_others := $": {concat(", ", named)}" if {
	named := {$"{scope.id} has the status {scope.status}" | some scope in data.isms.scope; scope.status}
	count(named) > 0
} else := ""

# METADATA
# title: The scope names units, locations, services, technology and information
# description: |
#   An auditor walks the boundary. What the scope does not name cannot be walked: whether
#   an office, a cloud region or a kind of data is inside is then a matter of opinion.
# schemas:
#   - input: schema.scope
# custom:
#   grade: minor
#   requirements: ["4.3"]
#   remedy: Add the lists that the message names to the scope, and have it approved.
boundaries contains finding if {
	kinds.in_force(input)
	missing := [field |
		some field in ["units", "locations", "services", "technology", "information"]
		not risks.given(input, field)
	]
	missing != []

	finding := {"at": [], "message": $"scope {input.id} names no {concat(", no ", missing)}"}
}

# METADATA
# scope: document
# title: The processes of the ISMS are listed, with owners and what they exchange
# description: |
#   A management system is processes that hand over to each other: assessing feeds
#   treating, audits feed reviews. A process that nobody answers for, or that takes and
#   gives nothing, exists on paper. An owner who has left owns nothing.
# schemas:
#   - input: schema.isms
# custom:
#   grade: minor
#   requirements: ["4.4"]
#   remedy: List the processes in `processes` of isms.yaml, each with `owner` and `inputs`, `outputs` or `interacts_with`.
#   when: from the day after the owner's last day, or after the last holder of the role gave it up
processes contains finding if {
	data.isms.isms[input.id].id
	not risks.given(input, "processes")

	finding := {"at": ["processes"], "message": "no process of the ISMS is listed"}
}

processes contains finding if {
	some i, process in input.processes
	is_object(process)
	missing := [words |
		some words, fields in {"who owns it": ["owner"], "what it exchanges": ["inputs", "outputs", "interacts_with"]}
		count([field | some field in fields; risks.given(process, field)]) == 0
	]
	missing != []

	finding := {
		"at": ["processes", i],
		"message": $"process {_process(i)} does not say {concat(" and ", sort(missing))}",
		"key": $"{_process(i)} says too little",
	}
}

processes contains finding if {
	some i, process in input.processes
	some gap in people.gaps(process.owner)

	finding := object.union(gap, {
		"at": ["processes", i, "owner"],
		"message": $"process {_process(i)} belongs to \"{process.owner}\", where nobody is",
	})
}

_process(i) := input.processes[i].id if {
	input.processes[i].id
} else := $"{i + 1}"
