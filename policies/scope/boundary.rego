# Where the scope ends: who stands on the other side, and what is left out.
package rules.scope

import data.lib.dates
import data.lib.kinds
import data.lib.risks

# METADATA
# scope: document
# title: Interfaces with those outside are listed, with who is there and what passes
# description: |
#   No scope is an island: somebody runs servers, pays wages or delivers parts. What the
#   ISMS relies on without steering it is where it gets surprised.
# schemas:
#   - input: schema.scope
# custom:
#   grade: minor
#   requirements: ["4.3.c"]
#   remedy: List in `interfaces` each party outside and what passes there or is relied on.
interfaces contains finding if {
	kinds.in_force(input)
	not risks.given(input, "interfaces")

	finding := {"at": ["interfaces"], "message": $"scope {input.id} lists no interface with anybody outside"}
}

interfaces contains finding if {
	kinds.in_force(input)
	some i, interface in input.interfaces
	is_object(interface)
	missing := [word | some word in ["who is there", "what passes"]; not _says(interface, word)]
	missing != []

	finding := {
		"at": ["interfaces", i],
		"message": $"interface {i + 1} of scope {input.id} does not say {concat(", or ", missing)}",
	}
}

_says(interface, "who is there") if {
	some field in ["party", "supplier", "entity"]
	risks.given(interface, field)
}

_says(interface, "what passes") if risks.given(interface, "what")

# METADATA
# scope: document
# title: Every exclusion has a reason and does not touch what the scope promises
# description: |
#   An exclusion is fair where it leaves out what the services inside can do without. One
#   that bears on a service, a place or a unit inside takes back what the scope promises,
#   whatever its reason; what it touches is named in `touches`, or is what it leaves out
#   itself. Suppliers may be touched: they stand outside.
# schemas:
#   - input: schema.scope
# custom:
#   grade: minor
#   requirements: ["4.3"]
#   remedy: Give the reason, and take in what the services inside need, or take the service out of the scope.
exclusions_justified contains finding if {
	kinds.in_force(input)
	some i, exclusion in input.exclusions
	is_object(exclusion)
	missing := [words |
		some [field, words] in [["what", "what is left out"], ["reason", "why"]]
		not risks.given(exclusion, field)
	]
	missing != []

	finding := {
		"at": ["exclusions", i],
		"message": $"exclusion {_exclusion(i)} does not say {concat(" and ", missing)}",
	}
}

exclusions_justified contains finding if {
	kinds.in_force(input)
	some i, exclusion in input.exclusions
	some j, named in exclusion.touches
	id := regex.replace(named, `^[a-z_]+/`, "")
	_inside(id)

	finding := {
		"at": ["exclusions", i, "touches", j],
		"message": $"exclusion {_exclusion(i)} touches \"{id}\", which is inside",
	}
}

exclusions_justified contains finding if {
	kinds.in_force(input)
	some i, exclusion in input.exclusions
	is_string(exclusion.what)
	lower(trim_space(exclusion.what)) in _promised

	finding := {
		"at": ["exclusions", i, "what"],
		"message": $"exclusion {_exclusion(i)} leaves out what the scope names as inside",
	}
}

_exclusion(i) := $"\"{input.exclusions[i].what}\"" if {
	risks.given(input.exclusions[i], "what")
} else := $"{i + 1} of scope {input.id}"

_inside(id) if {
	some list in ["services", "locations"]
	some item in input[list]
	item.id == id
}

_inside(id) if data.isms.entity[id].in_certificate == true

# _promised holds the words by which the scope names what is inside.
_promised := {lower(trim_space(name)) |
	some list in ["units", "technology", "information"]
	some name in input[list]
	is_string(name)
} | {lower(trim_space(item[field])) |
	some list in ["services", "locations"]
	some item in input[list]
	some field in ["id", "name"]
	is_string(item[field])
}

# METADATA
# scope: document
# title: Every dependency on somebody outside is a supplier or an entity
# description: |
#   What is relied on is steered through the register of suppliers: contract, assessment,
#   exit. A party that stands in the scope alone is relied on and steered by nobody.
#   Interested parties of the context (customers, authorities) are no suppliers and need no
#   entry. A supplier whose relation has ended provides nothing any more.
# schemas:
#   - input: schema.scope
# custom:
#   grade: minor
#   requirements: ["4.3.c", "8.1.external", "A.5.19"]
#   remedy: Enter the party in the register of suppliers and name it in `supplier`, or the unit of your own in `entity`.
#   when: from the day after the last day of a supplier that has ended
dependencies_are_suppliers contains finding if {
	kinds.in_force(input)
	some i, interface in input.interfaces
	is_object(interface)
	not interface.supplier
	not interface.entity
	risks.given(interface, "party")
	not _interested(interface.party)

	finding := {
		"at": ["interfaces", i],
		"message": $"\"{interface.party}\", on which the scope depends, is no supplier and no entity",
	}
}

dependencies_are_suppliers contains finding if {
	kinds.in_force(input)
	some i, interface in input.interfaces
	supplier := interface.supplier
	data.isms.supplier[supplier].status == "ended"

	finding := object.union(_since_ended(supplier), {
		"at": ["interfaces", i, "supplier"],
		"message": $"the scope depends on supplier {supplier}, whose relation has ended",
	})
}

_since_ended(supplier) := {"since": dates.next(data.isms.supplier[supplier].ended.on)} if {
	data.isms.supplier[supplier].ended.on
} else := {}

# _interested(name) holds for an interested party of the context, by its id or name.
_interested(name) if {
	all := data.isms.context
	some context in all
	some party in context.parties
	some field in ["id", "name"]
	lower(party[field]) == lower(trim_space(name))
}
