# The set of documents that an auditor asks for before anything else.
package rules.pol

import data.lib.kinds

# METADATA
# title: The four documents that are asked for first are in force
# description: |
#   These are the information security policy, the process and plan of risk assessment,
#   a policy on competence, and the programme of internal audits. The first two and the
#   last have rules of their own (pol.top_policy, risk.method_present, risk.plan_present,
#   aud.programme) and are not reported again here. The standard asks for proof of
#   competence, not for a policy on it, so this is an observation: without rules on who
#   has to learn what, the proof is collected by chance. Where there is no proof at all,
#   ppl.present says so. A policy or procedure in force
#   counts if it names A.6.3 in `controls`, or speaks of competence, training or
#   awareness in its title or topic.
# schemas:
#   - input: schema.isms
# custom:
#   grade: observation
#   requirements: ["7.2"]
#   remedy: Write a policy on competence and training, or name A.6.3 in `controls` of the policy that covers it.
four_required contains finding if {
	_any_in_force
	count(data.isms.competence) > 0
	not _on_competence

	finding := {"at": [], "message": "no policy or procedure in force is about competence"}
}

# Where there is no policy at all, pol.top_policy says so.
_any_in_force if {
	all := data.isms.policy
	some policy in all
	kinds.in_force(policy)
}

_on_competence if {
	refs := data.refs.requirement["A.6.3"]
	some {"kind": kind, "field": "controls", "id": id} in refs
	_binding(kind, id)
}

_on_competence if {
	all := data.isms.policy
	some policy in all
	kinds.in_force(policy)
	_about_competence(policy)
}

_on_competence if {
	all := data.isms.procedure
	some procedure in all
	kinds.in_force(procedure)
	_about_competence(procedure)
}

_binding("policy", id) if data.isms.policy[id].status == "approved"

_binding("procedure", id) if data.isms.procedure[id].status == "approved"

_about_competence(document) if {
	some field in ["title", "topic"]
	text := document[field]
	regex.match(`(?i)competen|compéten|kompeten|training|awareness|schulung|qualifi|\bformation\b|\bskills\b`, $"{text}")
}
