# Who approved a document, and whether that was theirs to approve. What git says of
# an approval is judged by the rules on history.
package rules.doc

import data.lib.dates
import data.lib.kinds
import data.lib.org
import data.lib.people

# METADATA
# title: A document in force says who approved it and when
# description: |
#   Without an approver and a day nobody can tell which text binds people. For the
#   documents that carry the ISMS (scope, policies, risk method, statement of
#   applicability) that puts the whole in doubt.
# schemas:
#   - input: schema.record
# custom:
#   grade: minor
#   requirements: ["7.5.2.c", "5.2.e"]
#   remedy: Have the document approved and record it in `approved_by` and `approved_on`.
#   escalation: major for scope, policy, risk_method and soa
approved contains finding if {
	kinds.in_force(input)
	not _signed
	kinds.is_document(input)
	missing := [words |
		some field, words in {"approved_by": "an approver", "approved_on": "a date of approval"}
		not input[field]
	]

	finding := object.union(_approval_grade, {
		"at": ["status"],
		"message": $"{_kind} {input.id} is in force without {concat(" and ", missing)}",
	})
}

# METADATA
# scope: document
# title: Documents are approved by who may approve their kind
# description: |
#   The approval matrix in `isms.yaml` says which roles approve which kinds. The
#   approver is one of these roles, or a person that held one on the day of approval.
#   A register is found in the matrix as `register` or by the kind it holds. Where the
#   matrix is silent, scope, risk method, statement of applicability and isms.yaml still
#   need top management; other kinds may be approved by anybody. The policy on top is
#   judged by pol.by_top_management.
# schemas:
#   - input: schema.record
# custom:
#   grade: minor
#   requirements: ["7.5.2.c", "5.3", "A.5.2"]
#   remedy: Have a role of `approval_matrix` approve it, or correct the matrix in isms.yaml.
approver_authorised contains finding if {
	on := _approval_day
	by := input.approved_by
	people.known(by)
	count(_approval_roles) > 0
	every role in _approval_roles {
		not people.acts_as(by, role, on)
	}

	finding := {
		"at": ["approved_by"],
		"message": $"{_kind} {input.id} was approved by {by}, who was not {concat(" or ", _approval_roles)} on {on}",
	}
}

approver_authorised contains finding if {
	on := _approval_day
	by := input.approved_by
	people.known(by)
	count(_approval_roles) == 0
	_for_top_management
	not people.top_management(by, on)

	finding := {
		"at": ["approved_by"],
		"message": $"{_kind} {input.id} was approved by {by}, who was not top management on {on}",
	}
}

# _approval_day is the day of approval of a document in force.
_approval_day := dates.day(input.approved_on) if {
	kinds.in_force(input)
	kinds.is_document(input)
}

_signed if {
	input.approved_by
	input.approved_on
}

_approval_grade := {"grade": "major"} if input.kind in {"policy", "scope", "soa", "risk_method"}

_approval_grade := {} if not input.kind in {"policy", "scope", "soa", "risk_method"}

_approval_roles := org.approval_roles(input.kind) | org.approval_roles(input.of) if {
	input.of
} else := org.approval_roles(input.kind)

_for_top_management if input.kind in {"isms", "scope", "risk_method", "soa"}
