# Who wrote what was audited, by the history.
package rules.aud

import data.lib.audits
import data.lib.dates
import data.lib.risks

# METADATA
# title: No auditor wrote what the audit covers, by the history
# description: |
#   Who has written a text does not see what is missing in it. Of each document and control
#   that an internal audit covers by its scope, no version up to the end of the audit was
#   written by an auditor: a person by the addresses they had at each commit, somebody
#   from outside by their name where the address is nobody's. Approvals, reviews, wrapped
#   lines and moves are no writing, and of a merge only those count who changed the file.
#   The audit programme and what says how audits are held are the auditor's own by
#   nature. Owners and supervisors are aud.independent's.
# schemas:
#   - input: schema.revision
# custom:
#   grade: minor
#   requirements: ["9.2.2.b", "A.5.3", "A.5.35"]
#   remedy: Have somebody else audit what the message names, or say in a small organization what was done in its place.
#   escalation: major for the only auditor of the whole ISMS who wrote most of its documents; observation in a small organization with an approved compensating control
independent_history contains finding if {
	input.kind == "audit"
	ended := audits.ended(input.after)
	some i, auditor in input.after.auditors
	name := _auditor_name(auditor)
	wrote := {text: ids |
		some text in _audited_texts
		ids := _wrote(auditor, text, ended)
		count(ids) > 0
	}
	count(wrote) > 0
	finding := object.union(_weight(count(wrote)), {
		"at": ["auditors", $"{i}", _auditor_field(auditor)],
		"message": $"{name} audited in {input.id} what they wrote: {_told(wrote)}",
		"key": name,
	})
}

# _audited_texts are the documents and controls within the scope of the audit, as they are
# at its commit: [kind, id].
_audited_texts contains ["policy", policy.id] if {
	all := data.isms.policy
	some policy in all
	_binds(policy)
	audits.concerns(policy.controls, _after_names)
	not audits.about_audits(policy.controls, [])
}

_audited_texts contains ["policy", policy.id] if {
	"policy" in _after_kinds
	all := data.isms.policy
	some policy in all
	policy.level == "top"
	_binds(policy)
}

_audited_texts contains ["procedure", procedure.id] if {
	all := data.isms.procedure
	some procedure in all
	_binds(procedure)
	_concerned(procedure)
	not audits.about_audits(object.get(procedure, "controls", []), object.get(procedure, "records", []))
}

_audited_texts contains ["continuity_plan", plan.id] if {
	all := data.isms.continuity_plan
	some plan in all
	_binds(plan)
	audits.concerns(plan.controls, _after_names)
}

_audited_texts contains [document.kind, document.id] if {
	some all in [
		data.isms.scope, data.isms.context, data.isms.risk_method, data.isms.soa, data.isms.communication_plan,
		data.isms.competence, data.isms.isms,
	]
	some document in all
	document.kind in _after_kinds
	_binds(document)
}

_audited_texts contains ["control", control.id] if {
	all := data.isms.control
	some control in all
	audits.concerns(control.implements, _after_names)
}

_concerned(procedure) if audits.concerns(procedure.controls, _after_names)

_concerned(_) if "procedure" in _after_kinds

_after_kinds := audits.kinds(_after_names)

_after_names := audits.named(input.after) | {finding.requirement | some finding in input.after.findings}

_binds(document) if not object.get(document, "status", "") in {"draft", "retired"}

# _wrote(auditor, text, last) lists the commits up to a day in which an auditor wrote a
# text, oldest first.
_wrote(auditor, [kind, id], last) := [version.commit |
	versions := data.history[kind][id]
	some n, version in versions
	dates.day(version.time) <= last
	not version.gone
	not _as_before(versions, n)
	_by(auditor, version)
]

# _as_before(versions, n) holds if the text of a version is that of the one before.
_as_before(versions, n) if {
	n > 0
	versions[n - 1].digest == versions[n].digest
}

_by(auditor, version) if auditor.person in version.authors

# Where the address was nobody's then, one that is on record for the auditor now, or the
# name, tells who it was.
_by(auditor, version) if {
	count(version.authors) == 0
	some address in data.isms.person[auditor.person].emails
	lower(address) == lower(version.author.email)
}

_by(auditor, version) if {
	count(version.authors) == 0
	risks.given(auditor, "name")
	lower(trim_space(auditor.name)) == lower(trim_space(version.author.name))
}

# _weight(n) is the grade where an auditor wrote n of the texts.
_weight(n) := {"grade": "observation"} if {
	_small
} else := {"grade": "major"} if {
	count(input.after.auditors) == 1
	audits.whole(audits.named(input.after))
	2 * n > count(_audited_texts)
} else := {}

# _told(wrote) names the texts, each with the last commit in which they were written.
_told(wrote) := $"{concat(", ", array.slice(words, 0, 3))}{more}" if {
	words := sort([$"{replace(text[0], "_", " ")} {text[1]} in {substring(ids[count(ids) - 1], 0, 10)}" | some text, ids in wrote])
	more := {true: $" and {count(words) - 3} more", false: ""}[count(words) > 3]
}
