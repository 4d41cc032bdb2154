# What the scope rests on, and what rests on it.
package rules.scope

import data.lib.kinds

# METADATA
# title: The scope points at the issues and requirements it took into account
# description: |
#   Where the ISMS ends follows from what bears on the organization and from what others
#   require. Without the links nobody can tell whether the boundary was drawn by them or
#   by what was easy. Judged where a context in force has issues or parties.
# schemas:
#   - input: schema.scope
# custom:
#   grade: observation
#   requirements: ["4.3.a", "4.3.b"]
#   remedy: Name the issues in `considers.issues` and the requirements of parties in `considers.requirements`.
considers contains finding if {
	kinds.in_force(input)
	lacking := [words |
		some [field, list, words] in [
			["issues", "issues", "issue"],
			["requirements", "parties", "requirement of a party"],
		]
		_known(list)
		not _considered(field)
	]
	lacking != []

	finding := {
		"at": ["considers"],
		"message": $"scope {input.id} points at no {concat(" and no ", lacking)}",
	}
}

_known(list) if {
	all := data.isms.context
	some context in all
	kinds.in_force(context)
	count(context[list]) > 0
}

_considered(field) if count(input.considers[field]) > 0

# METADATA
# title: Assets and suppliers point at services and locations of the scope in force
# description: |
#   An asset that belongs to a service of last year's scope, or of a draft, is inside by
#   its own word and outside by the scope's. Ids that exist nowhere are doc.links_resolve's.
# schemas:
#   - input: schema.scope
# custom:
#   grade: observation
#   requirements: ["4.3", "A.5.9"]
#   remedy: Let the assets and suppliers that the message names point at the scope in force, or take the service into it.
items_inside contains finding if {
	not kinds.in_force(input)
	count(_approved) > 0
	some [list, kind] in [["services", "service"], ["locations", "location"]]
	some i, item in input[list]
	not item.id in _ids_in_force(list)
	pointing := {$"{ref.kind} {ref.id}" |
		refs := data.refs[kind][item.id]
		some ref in refs
		ref.kind in {"asset", "supplier"}
		not _gone(ref)
	}
	count(pointing) > 0

	finding := {
		"at": [list, i],
		"message": $"{kind} {item.id} is in no scope in force, but {_shortened(sort(pointing))} belongs there",
	}
}

_gone(ref) if data.isms[ref.kind][ref.id].status in {"disposed", "ended"}

# _ids_in_force(list) holds the ids of the services or locations of the scopes in force.
_ids_in_force(list) := {item.id |
	some id, _ in _approved
	some item in data.isms.scope[id][list]
}

_shortened(names) := concat(", ", names) if count(names) <= 10

_shortened(names) := $"{concat(", ", array.slice(names, 0, 10))} and {count(names) - 10} more" if count(names) > 10
