# The context: what bears on the ISMS from inside and outside, and whether it is looked
# at again. Contexts in force are read together, since some organizations keep issues in
# one document and interested parties in another.
package rules.ctx

import data.lib.kinds
import data.lib.risks

# METADATA
# title: A context of the organization is in force
# description: |
#   Scope, risks and objectives answer to what bears on the organization and to what others
#   expect of it. Without a context nobody has determined either, and every rule about
#   issues, parties and climate change has nothing to look at.
# schemas:
#   - input: schema.isms
# custom:
#   grade: major
#   requirements: ["4.1", "4.1.climate", "4.2.a", "4.2.b", "4.2.c"]
#   remedy: Write a record of kind `context` with issues, parties and a decision on climate change, and have it approved.
present contains finding if {
	count(_contexts) == 0

	finding := {"at": [], "message": $"no context of the organization is in force{_others}"}
}

# METADATA
# title: The context knows at least one internal and one external issue
# description: |
#   An organization that sees nothing outside, or nothing inside, has mostly not looked.
#   An issue counts where it has a text and its `type` says which side it comes from.
# schemas:
#   - input: schema.context
# custom:
#   grade: minor
#   requirements: ["4.1"]
#   remedy: Add an issue of the type that the message names to `issues`.
issues_present contains finding if {
	input.id == min(_contexts)
	known := {issue.type |
		some issue in _all("issues")
		risks.given(issue, "text")
	}
	missing := [type | some type in ["internal", "external"]; not type in known]
	missing != []

	finding := {"at": ["issues"], "message": $"the context records no {concat(" and no ", missing)} issue"}
}

# METADATA
# scope: document
# title: Whether climate change bears on the ISMS is decided, with a reason and a day
# description: |
#   Since the amendment of 2024 each organization has to determine whether climate change
#   is one of its issues. "Not relevant" is a good answer if it has a reason; no answer is
#   none.
# schemas:
#   - input: schema.context
# custom:
#   grade: minor
#   requirements: ["4.1.climate"]
#   remedy: Record `relevant`, `reason` and `decided_on` in `climate_change`.
climate_determined contains finding if {
	input.id == min(_contexts)
	count(_climate) == 0

	finding := {"at": ["climate_change"], "message": "the context does not decide whether climate change bears on the ISMS"}
}

climate_determined contains finding if {
	kinds.in_force(input)
	decision := input.climate_change
	is_object(decision)
	missing := [words |
		some [field, words] in [["relevant", "whether it does"], ["reason", "why"], ["decided_on", "since when"]]
		not risks.given(decision, field)
	]
	missing != []

	finding := {
		"at": ["climate_change"],
		"message": $"the decision whether climate change bears on the ISMS does not say {concat(", ", missing)}",
	}
}

# METADATA
# title: Where climate change is relevant, something follows from it
# description: |
#   An issue that is relevant and leads nowhere was decided for the file. What follows may
#   be a risk, a duty, an objective or a treatment in `leads_to`, or a requirement of a
#   party about climate that the ISMS takes care of.
# schemas:
#   - input: schema.context
# custom:
#   grade: observation
#   requirements: ["4.1.climate", "6.1.1.a"]
#   remedy: Name in `climate_change.leads_to` the risk, obligation, objective or treatment that takes it up.
climate_followed contains finding if {
	kinds.in_force(input)
	input.climate_change.relevant == true
	not risks.given(input.climate_change, "leads_to")
	taken := [requirement.id |
		some party in _all("parties")
		some requirement in party.requirements
		requirement.climate == true
		requirement.in_isms == true
	]
	count(taken) == 0

	finding := {
		"at": ["climate_change", "relevant"],
		"message": "climate change is relevant, but leads to no risk, obligation, objective or treatment",
	}
}

# METADATA
# scope: document
# title: Each issue leads to something, or says why nothing follows
# description: |
#   The planning of the ISMS starts from its issues. One that leads to no risk, opportunity
#   or other action, and has no reason for that either, was written down and forgotten.
#   Records that name the issue as their source count too. Where no issue leads anywhere,
#   that is one finding.
# schemas:
#   - input: schema.context
# custom:
#   grade: observation
#   requirements: ["6.1.1", "6.1.1.b", "6.1.1.d"]
#   remedy: Name what follows in `leads_to` of the issue, or why nothing does in `no_action_reason`.
issue_to_risk contains finding if {
	not _nothing_followed
	some i in _loose_issues

	finding := {
		"at": ["issues", i],
		"message": $"issue {input.issues[i].id} leads to nothing, and no reason says why",
	}
}

issue_to_risk contains finding if {
	_nothing_followed

	finding := {
		"at": ["issues"],
		"message": $"none of the {count(input.issues)} issues leads to a risk, an opportunity or a reason to do nothing",
	}
}

_nothing_followed if {
	count(_loose_issues) > 2
	count(_loose_issues) == count(input.issues)
}

_loose_issues := [i |
	kinds.in_force(input)
	some i, issue in input.issues
	is_object(issue)
	not risks.given(issue, "leads_to")
	not risks.given(issue, "no_action_reason")
	not _source(issue)
]

# _source(issue) holds if something was made of the issue that names it.
_source(issue) if {
	some ref in data.refs.issue[issue.id]
	not ref.kind in {"scope", "context", "management_review", "audit"}
}

# _contexts holds the ids of the contexts in force: one, rarely two.
_contexts := {context.id |
	all := data.isms.context
	some context in all
	kinds.in_force(context)
}

# _all(field) holds the elements of a list of all contexts in force.
_all(field) := [element |
	all := data.isms.context
	some context in all
	kinds.in_force(context)
	some element in context[field]
	is_object(element)
]

_climate := [context.id |
	all := data.isms.context
	some context in all
	kinds.in_force(context)
	is_object(context.climate_change)
]

# _others names the contexts that are there but not in force.
_others := $": {concat(", ", named)}" if {
	named := {$"{context.id} has the status {context.status}" | some context in data.isms.context; context.status}
	count(named) > 0
} else := ""
