# Who audits: not what they own, run, supervise or wrote themselves, and somebody who
# has shown that they can.
package rules.aud

import data.lib.audits
import data.lib.dates
import data.lib.people
import data.lib.risks

# METADATA
# scope: document
# title: No auditor audits own work
# description: |
#   Nobody judges fairly what they own, run, supervise or wrote. By the records, an
#   auditor has a tie to the audit where they, a role they hold during it, or somebody
#   who reports to them owns or operates a control, policy, procedure, document or risk
#   within its scope, sample or findings; where they are the `author` of such a document;
#   where their role answers for the ISMS; and where their firm operates a control for us.
#   The audit programme and what says how audits are held are the auditor's own by nature.
#   Who wrote what by the history is judged by aud.independent_history.
# schemas:
#   - input: schema.audit
# custom:
#   grade: minor
#   requirements: ["9.2.2.b", "A.5.3", "A.5.35"]
#   remedy: Have somebody else audit what the message names, or take it off the scope of this auditor's audit.
#   escalation: major for the only auditor of the whole ISMS; observation beside an auditor without ties, and in a small organization with an approved compensating control
independent contains finding if {
	audits.inside(input)
	some i, auditor in input.auditors
	ties := _ties(auditor)
	count(ties) > 0
	finding := object.union(_gravity(i), {
		"at": ["auditors", $"{i}", _auditor_field(auditor)],
		"message": $"{_auditor_name(auditor)} audits own work in {input.id}: {_few(ties)}{_measure}",
		"key": _auditor_name(auditor),
	})
}

independent contains finding if {
	audits.inside(input)
	count({i | some i, auditor in input.auditors; _auditor_field(auditor) != ""}) == 0
	_underway
	finding := {"at": ["auditors"], "message": $"audit {input.id} does not say who audited"}
}

independent contains finding if {
	audits.inside(input)
	some i, auditor in input.auditors
	not _recorded(auditor)
	_auditor_field(auditor) != ""
	not risks.given(auditor, "independent_because")
	finding := {
		"at": ["auditors", $"{i}"],
		"message": $"{_auditor_name(auditor)} of audit {input.id} is no person on record, and nothing says why they are independent",
		"key": $"reason/{_auditor_name(auditor)}",
		"grade": "observation",
	}
}

_recorded(auditor) if data.isms.person[auditor.person].id

# _underway holds once the audit has begun, by what it says.
_underway if risks.given(input, "started_on")

_underway if risks.given(input, "completed_on")

_underway if input.status == "closed"

_auditor_field(auditor) := "person" if {
	risks.given(auditor, "person")
} else := "name" if {
	risks.given(auditor, "name")
} else := "supplier" if {
	risks.given(auditor, "supplier")
} else := ""

_auditor_name(auditor) := auditor[_auditor_field(auditor)]

# _gravity(i) is the grade of a tie of the i-th auditor.
_gravity(_) := {"grade": "observation"} if {
	_small
} else := {"grade": "major"} if {
	count(input.auditors) == 1
	audits.whole(_names_of_scope)
} else := {"grade": "observation"} if {
	some other in input.auditors
	_auditor_field(other) != ""
	count(_ties(other)) == 0
} else := {}

# _small holds where the organization has declared, and had approved, what it does in
# place of a second person.
_small if {
	data.org.small_organization.approved_by
	data.org.small_organization.compensating_controls
}

_measure := "; what was done in place of a second person is not said" if {
	_small
	not risks.given(input, "small_organization_measure")
} else := ""

_few(ties) := concat(", ", sort(ties)) if count(ties) <= 3

_few(ties) := $"{concat(", ", array.slice(sort(ties), 0, 3))} and {count(ties) - 3} more" if count(ties) > 3

# _ties(auditor) tells in words what ties an auditor to what is audited.
_ties(auditor) := object.get(_by_person, object.get(auditor, "person", ""), set()) | object.get(_by_firm, object.get(auditor, "supplier", ""), set())

_by_person := {auditor.person: ties |
	some auditor in input.auditors
	data.isms.person[auditor.person].id
	held := _held_roles(auditor.person)
	ties := (_duties(held) | _own(auditor.person, held)) | _below(auditor.person)
}

_by_firm := {auditor.supplier: ties |
	some auditor in input.auditors
	refs := data.refs.supplier[auditor.supplier]
	ties := {$"{auditor.supplier} carries out control {ref.id}" |
		some ref in refs
		ref.kind == "soa_control"
		ref.field == "inherited_from"
		_within(ref.kind, ref.id)
	}
}

# _held_roles(person) are the roles that somebody held on the first or the last day.
_held_roles(person) := {role |
	some role in people.roles(person)
	some day in audits.days(input)
	people.holds(person, role, day)
}

# _duties(held) tells of roles that answer for what is audited as a whole.
_duties(held) := {$"holds {role}, which answers for {concat(" and ", duties)}" |
	some role in held
	duties := {duty |
		some duty in data.isms.role[role].isms
		some clause in object.get(_of_duty, duty, set())
		_touches(clause)
	}
	count(duties) > 0
} | {$"holds {role}, which is top management" |
	some role in held
	data.isms.role[role].top_management == true
	_touches("5")
}

_of_duty := {
	"conformity": {"4", "5", "6", "7", "8", "9.1", "9.3", "10"},
	"reporting": {"4", "5", "6", "7", "8", "9.1", "9.3", "10"},
	"risk": {"6.1", "8.2", "8.3"},
	"incident": {"A.5.24", "A.5.25", "A.5.26", "A.5.27", "A.5.28"},
	"privacy": {"A.5.34"},
}

# _touches(name) holds if the audit covers an item or a part of it.
_touches(name) if count(audits.above(name) & _audited_names) > 0

_touches(name) if {
	some part in _audited_names
	startswith(part, $"{name}.")
}

# _own(person, held) tells what somebody owns, runs or wrote, by name or in a role.
_own(person, held) := {$"{verb} {_thing(ref)}" |
	refs := data.refs.person[person]
	some ref in refs
	verb := _verbs[ref.field]
	_within(ref.kind, ref.id)
} | {$"{verb} {_thing(ref)} as {role}" |
	some role in held
	refs := data.refs.role[role]
	some ref in refs
	verb := _verbs[ref.field]
	_within(ref.kind, ref.id)
}

# _below(person) tells what people own or run who report to somebody, directly or through
# one in between.
_below(person) := {$"supervises {other}, who {what}" |
	some other in _reports(person)
	some what in _own(other, _held_roles(other))
	not startswith(what, "wrote ")
}

_reports(person) := direct | {other | some one in direct; some other in _direct(one)} if {
	direct := _direct(person)
}

_direct(person) := {ref.id |
	refs := data.refs.person[person]
	some ref in refs
	ref.kind == "person"
	ref.field == "manager"
	people.end(ref.id) >= audits.days(input).first
}

_verbs := {"owner": "owns", "operator": "operates", "custodian": "operates", "measured_by": "operates", "author": "wrote"}

_thing(ref) := $"control {ref.id}" if ref.kind == "soa_control"

_thing(ref) := $"the register {ref.id}" if ref.kind == "register"

_thing(ref) := $"{replace(ref.kind, "_", " ")} {ref.id}" if not ref.kind in {"soa_control", "register"}

# _within(kind, id) holds for a record that the audit covers: by a clause, by a control,
# or because it was sampled.
_within(kind, id) if {
	audits.concerns(_practised(kind, id), _audited_names)
	not _out(kind, id)
}

_within(kind, id) if {
	kind in (_covered_kinds - {"policy"})
	kind in _kinds_of_work
	not _out(kind, id)
}

_within("policy", id) if {
	"policy" in _covered_kinds
	data.isms.policy[id].level == "top"
}

_within("register", id) if data.isms.register[id].of in _covered_kinds

_within("soa_control", id) if count(audits.above(id) & _audited_names) > 0

_within("control", id) if id in _audited_names

_within("control", id) if {
	some implemented in data.isms.control[id].implements
	count(audits.above(implemented) & _audited_names) > 0
}

_within(kind, id) if {
	kind in _kinds_of_work
	$"{kind}/{id}" in _sampled_ids
}

_within(kind, id) if {
	kind in _kinds_of_work
	id in _sampled_ids
}

_within("supplier", id) if id in input.scope.suppliers

# _practised(kind, id) are the controls that a document puts into practice.
_practised("policy", id) := data.isms.policy[id].controls

_practised("procedure", id) := data.isms.procedure[id].controls

_practised("continuity_plan", id) := data.isms.continuity_plan[id].controls

# _out(kind, id) holds for a document that is no longer in use, or says how audits are held.
_out("policy", id) if data.isms.policy[id].status == "retired"

_out("policy", id) if audits.about_audits(data.isms.policy[id].controls, [])

_out("procedure", id) if data.isms.procedure[id].status == "retired"

_out("procedure", id) if audits.about_audits(data.isms.procedure[id].controls, [])

_out("procedure", id) if audits.about_audits([], data.isms.procedure[id].records)

_out("continuity_plan", id) if data.isms.continuity_plan[id].status == "retired"

# _kinds_of_work are kinds whose records somebody answers for. An asset in somebody's
# hands is no work of theirs.
_kinds_of_work := {
	"access_review", "change", "communication_plan", "competence", "context", "continuity_plan", "control", "incident", "isms",
	"metric", "objective", "policy", "procedure", "risk", "risk_assessment", "risk_method", "scope", "soa", "soa_control",
	"supplier", "treatment",
}

_sampled_ids := {id | some sample in input.sample; some id in sample.selected}

_names_of_scope := audits.named(input)

# _audited_names is what was audited: the scope, and what findings are about.
_audited_names := _names_of_scope | {finding.requirement | some finding in input.findings}

_covered_kinds := audits.kinds(_names_of_scope)

# METADATA
# scope: document
# title: Every internal auditor has shown that they can audit
# description: |
#   Auditing is a trade: what to ask, how to sample, when a finding holds. What shows it
#   stands in `qualification` of the auditor, or in the register of competence as a
#   holding for what a role of auditing needs, and holds on the days of the audit. Who
#   had left before did not audit.
# schemas:
#   - input: schema.audit
# custom:
#   grade: minor
#   requirements: ["7.2.b", "7.2.d", "9.2.2.b"]
#   remedy: Name in `qualification` what shows it, or record it in the register of competence.
competent contains finding if {
	audits.inside(input)
	some i, auditor in input.auditors
	_auditor_field(auditor) != ""
	not risks.given(auditor, "qualification")
	not _qualified(auditor)
	finding := {
		"at": ["auditors", $"{i}"],
		"message": $"nothing shows that {_auditor_name(auditor)}, auditor of {input.id}, can audit",
		"key": _auditor_name(auditor),
	}
}

competent contains finding if {
	audits.inside(input)
	some i, auditor in input.auditors
	holdings := _holdings(auditor.person)
	count(holdings) > 0
	audits.days(input)
	count({holding | some holding in holdings; _holds_good(holding)}) == 0
	risks.given(auditor, "qualification")
	finding := {
		"at": ["auditors", $"{i}", "qualification"],
		"message": $"by the register of competence, {auditor.person} could not audit on the days of {input.id}",
		"key": auditor.person,
	}
}

competent contains finding if {
	audits.inside(input)
	some i, auditor in input.auditors
	end := people.end(auditor.person)
	end < audits.days(input).first
	finding := {
		"at": ["auditors", $"{i}", "person"],
		"message": $"{auditor.person}, auditor of {input.id}, left on {end}, before it began",
		"key": $"left/{auditor.person}",
	}
}

_qualified(auditor) if {
	some holding in _holdings(auditor.person)
	_holds_good(holding)
}

# _holdings(person) are the proofs on record that somebody can audit. Registers of
# competence are few.
_holdings(person) := [holding |
	all := data.isms.competence
	some register in all
	some holding in register.holdings
	holding.person == person
	role := data.isms.competence_requirement[holding.requirement].role
	"audit" in data.isms.role[role].isms
]

# _holds_good(holding) holds if a proof counts on the days of the audit.
_holds_good(holding) if {
	not holding.gap == true
	days := audits.days(input)
	object.get(holding, "since", dates.first) <= days.first
	object.get(holding, "valid_until", dates.last) >= days.last
}

_holds_good(holding) if {
	not holding.gap == true
	not _has_days
}

_has_days if audits.days(input)
