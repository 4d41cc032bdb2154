# What a reader finds in a policy in force: what it wants and why, who has to do what,
# and what happens where it cannot be kept or is not.
package rules.pol

import data.lib.kinds
import data.lib.texts

# METADATA
# title: Each policy says what it wants and why
# description: |
#   People keep a rule whose reason they know, and find their way where it is silent. A
#   policy says what it wants and why it matters to this organization, in `intent` or
#   below a heading "Intent" or "Purpose". Of the information security policy it is part
#   of what the standard asks.
# schemas:
#   - input: schema.policy
# custom:
#   grade: observation
#   requirements: ["5.2.a", "A.5.1"]
#   remedy: Write `intent.what` and `intent.why`.
#   escalation: minor for the information security policy
intent contains finding if {
	kinds.in_force(input)
	missing := [name | some name in ["what", "why"]; not _intended(name)]
	missing != []

	finding := object.union(_intent_grade, {
		"at": array.concat(["intent"], [name | some name in missing; count(missing) == 1]),
		"message": $"policy {input.id} does not say {concat(" and ", [_unsaid[name] | some name in missing])}",
	})
}

# METADATA
# title: What a policy is for can be followed to an objective, a risk or a duty
# description: |
#   A reason that leads to an objective, a risk or a duty shows that the policy answers
#   to something, and tells when it is needed no more. It is enough if the objective
#   names the policy. A policy without any reason is reported by pol.intent.
# schemas:
#   - input: schema.policy
# custom:
#   grade: opportunity
#   requirements: ["5.2.a", "6.2.c"]
#   remedy: Name what stands behind the policy in `intent.serves` or `treats`.
intent_linked contains finding if {
	kinds.in_force(input)
	_intended("why")
	not _leads_somewhere

	finding := {
		"at": ["intent", "serves"],
		"message": $"policy {input.id} leads to no objective, risk or duty",
	}
}

# METADATA
# scope: document
# title: Policies are written so that people can act on them
# description: |
#   Whoever reads a policy must find whether it concerns them, what they have to do, and
#   whom to ask, in a text of a length that gets read. Each may stand in its field or
#   below a heading of that name; `headings` of isms.yaml lists the headings of other
#   languages. Readers that are not named are reported by doc.audience. The length is
#   ours: 4,000 words take twenty minutes.
# schemas:
#   - input: schema.policy
# custom:
#   grade: opportunity
#   requirements: ["A.5.1"]
#   remedy: Add what the message names, or split the policy.
clear contains finding if {
	kinds.in_force(input)
	missing := [words | some name, words in _parts; not _there(name)]
	missing != []

	finding := {
		"at": [],
		"message": $"policy {input.id} names no {concat(", no ", missing)}",
		"key": "parts",
	}
}

clear contains finding if {
	kinds.in_force(input)
	words := input.body.words
	words > 4000

	finding := {"at": ["body"], "message": $"policy {input.id} has {words} words, more than 4000", "key": "length"}
}

# METADATA
# title: Policies say how to get an exception
# description: |
#   A rule without a way out is broken in silence. The way may be described in each
#   policy, or for all of them in the information security policy.
# schemas:
#   - input: schema.policy
# custom:
#   grade: observation
#   requirements: ["A.5.1", "A.5.36"]
#   remedy: Describe in `exceptions_process` who may be asked, who decides, and for how long.
exceptions contains finding if {
	kinds.in_force(input)
	not _says(input, "exceptions_process", _exceptions)
	not _said_above("exceptions_process", _exceptions)

	finding := {
		"at": ["exceptions_process"],
		"message": $"policy {input.id} does not say how to get an exception",
	}
}

# METADATA
# title: Policies say what follows from a breach
# description: |
#   People have to know what not keeping a policy means for the organization and for
#   themselves; measures that nobody announced are hard to take. It may be said in each
#   policy, or for all of them in the information security policy.
# schemas:
#   - input: schema.policy
# custom:
#   grade: opportunity
#   requirements: ["7.3.c", "A.6.4"]
#   remedy: Say in `consequence` what a breach leads to.
consequence contains finding if {
	kinds.in_force(input)
	not _says(input, "consequence", _consequences)
	not _said_above("consequence", _consequences)

	finding := {
		"at": ["consequence"],
		"message": $"policy {input.id} does not say what follows from a breach",
	}
}

# _intended(name) holds if the policy says what it wants, or why. Prose below one
# heading tells both; only people can say whether it does.
_intended(name) if texts.given(input.intent, name)

_intended(_) if texts.section(input, {"intent", "purpose", "purpose_and_intent", "aim"})

_intended(name) if texts.section(input, {name, $"intent.{name}"})

_unsaid := {"what": "what it wants", "why": "why"}

_intent_grade := {"grade": "minor"} if {
	input.level == "top"
} else := {}

_leads_somewhere if {
	some field in ["treats", "objectives"]
	count(object.get(input, field, [])) > 0
}

_leads_somewhere if count(input.intent.serves) > 0

_leads_somewhere if {
	refs := data.refs.policy[input.id]
	some {"kind": "objective", "field": "policy", "id": _} in refs
}

# _parts are what a policy consists of, with the word for each.
_parts := {
	"scope": "scope",
	"responsibilities": "responsibilities",
	"statements": "statements of what has to be done",
	"contact": "contact",
}

_headings := {
	"scope": {"scope", "applicability"},
	"responsibilities": {"responsibilities", "roles", "roles_and_responsibilities", "responsibility"},
	"statements": {"statements", "policy", "policy_statements", "rules", "requirements", "principles"},
	"contact": {"contact", "contacts", "questions"},
}

_exceptions := {"exceptions_process", "exceptions", "exception", "exception_process"}

_consequences := {"consequence", "consequences", "consequences_of_breach", "breaches", "sanctions", "violations"}

_there(name) if _says(input, name, _headings[name])

_says(policy, field, _) if texts.given(policy, field)

_says(policy, _, names) if texts.section(policy, names)

# _said_above(field, names) holds if an information security policy in force says it for
# this policy too.
_said_above(field, names) if {
	not input.level == "top"
	some policy in _on_top
	object.get(policy, "entity", "") in {"", object.get(input, "entity", "")}
	_says(policy, field, names)
}

# _on_top holds the information security policies in force.
_on_top := [policy |
	all := data.isms.policy
	some policy in all
	policy.level == "top"
	kinds.in_force(policy)
]
