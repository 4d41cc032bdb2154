# Who has an interest in the security of the organization's information, what they require
# and what the ISMS makes of it.
package rules.ctx

import data.lib.kinds
import data.lib.risks

# METADATA
# title: Interested parties are named
# description: |
#   Customers, authorities, owners, staff and suppliers all want something of the ISMS.
#   Which of them count is for the organization to say, but nobody is alone.
# schemas:
#   - input: schema.context
# custom:
#   grade: minor
#   requirements: ["4.2.a", "4.2.b", "4.2.c"]
#   remedy: Name those who have an interest in information security in `parties`, with what they require.
parties_present contains finding if {
	input.id == min(_contexts)
	count(_all("parties")) == 0

	finding := {"at": ["parties"], "message": "the context names no interested party"}
}

# METADATA
# scope: document
# title: Every interested party has at least one requirement
# description: |
#   A party without a requirement is a name. Either it wants something of the ISMS, or it
#   is no relevant party. An obligation that names the party counts as its requirement.
#   Where no party has any, that is one finding.
# schemas:
#   - input: schema.context
# custom:
#   grade: minor
#   requirements: ["4.2.b"]
#   remedy: Write what the party requires into its `requirements`, or take it off the list.
requirements_present contains finding if {
	not _nothing_required
	some i in _silent_parties

	finding := {
		"at": ["parties", i],
		"message": $"interested party {input.parties[i].id} has no requirement",
	}
}

requirements_present contains finding if {
	_nothing_required

	finding := {
		"at": ["parties"],
		"message": $"none of the {count(input.parties)} interested parties has a requirement",
	}
}

_nothing_required if {
	count(_silent_parties) > 2
	count(_silent_parties) == count(input.parties)
}

_silent_parties := [i |
	kinds.in_force(input)
	some i, party in input.parties
	is_object(party)
	count([1 | some requirement in party.requirements; is_object(requirement); risks.given(requirement, "text")]) == 0
	not _obliges(party)
]

_obliges(party) if {
	some ref in data.refs.party[party.id]
	ref.kind == "obligation"
	ref.field == "party"
}

# METADATA
# scope: document
# title: Of every requirement it is decided whether the ISMS takes care of it, and by what
# description: |
#   Not every wish has to be met, but each has to be decided on. A requirement that the
#   ISMS takes on is met by something that is there: not by a control that the statement of
#   applicability excludes, a duty that does not apply or a document that is retired.
# schemas:
#   - input: schema.party_requirement
# custom:
#   grade: minor
#   requirements: ["4.2.c"]
#   remedy: Set `in_isms`, and name in `met_by` the obligation, policy, procedure or control that meets the requirement.
requirements_decided contains finding if {
	_in_context
	not is_boolean(object.get(input, "in_isms", null))

	finding := {
		"at": ["in_isms"],
		"message": $"it is not decided whether the ISMS takes care of requirement {input.id} of {input.parent.id}",
	}
}

requirements_decided contains finding if {
	input.in_isms == true
	_in_context
	not risks.given(input, "met_by")
	not _met_from_elsewhere

	finding := {
		"at": ["met_by"],
		"message": $"the ISMS takes care of requirement {input.id} of {input.parent.id}, but nothing meets it",
	}
}

requirements_decided contains finding if {
	input.in_isms == true
	_in_context
	count(input.met_by) > 0
	idle := [_idle(id) | some id in input.met_by]
	count(idle) == count(input.met_by)
	not _met_from_elsewhere

	finding := {
		"at": ["met_by"],
		"message": $"requirement {input.id} of {input.parent.id} is met by {concat(" and ", idle)}",
	}
}

# _idle(id) tells why what is named by an id meets nothing; undefined if it may.
_idle(id) := $"obligation {id}, which does not apply" if {
	data.isms.obligation[id].applies == false
} else := $"policy {id}, which is retired" if {
	data.isms.policy[id].status == "retired"
} else := $"procedure {id}, which is retired" if {
	data.isms.procedure[id].status == "retired"
} else := $"{id}, which the statement of applicability excludes" if {
	data.isms.soa_control[id].applicable == false
	soa := data.isms.soa_control[id].parent.id
	data.isms.soa[soa].status == "approved"
}

_met_from_elsewhere if {
	some ref in data.refs.party_requirement[input.id]
	ref.kind in {"objective", "obligation", "treatment", "control"}
}

_in_context if {
	context := data.isms.party[input.parent.id].parent.id
	data.isms.context[context].status == "approved"
}

# METADATA
# title: Interested parties were asked about climate where it is relevant
# description: |
#   The amendment of 2024 reminds that parties may have requirements about climate change.
#   Nobody has to send letters: to look at tenders and contracts once is enough. It counts
#   for all parties if one of them was looked at, or has such a requirement.
# schemas:
#   - input: schema.context
# custom:
#   grade: opportunity
#   requirements: ["4.2.b"]
#   remedy: Ask those to whom it may matter, and set `climate_asked_on` or add a requirement with `climate` set.
party_climate contains finding if {
	input.id == min(_contexts)
	_climate_relevant
	parties := _all("parties")
	count(parties) > 0
	asked := [party.id | some party in parties; _asked(party)]
	count(asked) == 0

	finding := {
		"at": ["parties"],
		"message": "climate change is relevant, but no interested party was asked what it requires there",
	}
}

_climate_relevant if {
	all := data.isms.context
	some context in all
	kinds.in_force(context)
	context.climate_change.relevant == true
}

_asked(party) if party.climate_asked_on

_asked(party) if {
	some requirement in party.requirements
	requirement.climate == true
}
