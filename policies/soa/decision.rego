# What each line decides: needed or not, and why.
package rules.soa

# METADATA
# title: Every applicable control says why it is needed
# description: |
#   The reason ties the control to what the organization must or wants to do. Without
#   one nobody notices when the need is gone or has grown.
# schemas:
#   - input: schema.soa_control
# custom:
#   grade: minor
#   requirements: ["6.1.3.d"]
#   remedy: List in `reasons` what calls for the control, out of risk, legal, contract, business and baseline.
inclusion_reason contains finding if {
	input.applicable == true
	count(object.get(input, "reasons", [])) == 0
	_live

	finding := {"at": ["reasons"], "message": $"{input.id} is applicable but gives no reason"}
}

# METADATA
# scope: document
# title: Every excluded control says specifically why it is not needed
# description: |
#   "Not applicable" repeats the decision, it does not justify it. The reason must show
#   which facts of the organization make the control pointless, so that somebody can
#   tell when these facts change.
# schemas:
#   - input: schema.soa_control
# custom:
#   grade: minor
#   requirements: ["6.1.3.d"]
#   remedy: Say in `justification` which facts of your organization make the control unnecessary.
#   escalation: major where more than 5 controls are excluded without a specific reason
#   systemic: {grade: major, count: 6}
exclusion_reason contains finding if {
	input.applicable == false
	not input.justification
	_live

	finding := {"at": ["justification"], "message": $"{input.id} is excluded without a reason"}
}

exclusion_reason contains finding if {
	input.applicable == false
	_live
	text := input.justification
	_empty_words(text)

	finding := {"at": ["justification"], "message": $`{input.id} is excluded with "{text}", which is no specific reason`}
}

# METADATA
# scope: document
# title: Every line says whether the control applies and how far it is
# description: |
#   The statement must tell whether a needed control is implemented. A line without a
#   decision, or an applicable one without a status, leaves that open.
# schemas:
#   - input: schema.soa_control
# custom:
#   grade: minor
#   requirements: ["6.1.3.d"]
#   remedy: Set `applicable` to true or false, and the `status` of an applicable control.
status contains finding if {
	not _decided
	_live

	finding := {"at": ["applicable"], "message": $"{input.id} is neither applicable nor excluded"}
}

status contains finding if {
	input.applicable == true
	not input.status
	_live

	finding := {"at": ["status"], "message": $"{input.id} is applicable, but does not say how far it is"}
}

# METADATA
# title: The reason of an applicable control can be followed to what calls for it
# description: |
#   A control that is needed because of a risk, a law or a contract must lead to that
#   risk, law or contract, here or from there; else the reason is an assertion. A
#   reference to something that does not exist is reported by doc.links_resolve.
# schemas:
#   - input: schema.soa_control
# custom:
#   grade: minor
#   requirements: ["6.1.3.b", "6.1.3.d"]
#   remedy: Name the risks in `risks`, laws and contracts in `obligations`, contract partners in `suppliers`.
reason_linked contains finding if {
	input.applicable == true
	_live
	some i, reason in input.reasons
	words := {"risk": "risk", "legal": "obligation", "contract": "obligation or supplier"}[reason]
	not _followed(reason)

	finding := {
		"at": ["reasons", i],
		"message": $"{input.id} is needed for the reason {reason}, but names no {words}",
	}
}

_decided if input.applicable in {true, false}

_empty_words(text) if count(regex.find_n(`\S+`, text, 3)) < 3

_empty_words(text) if regex.match(
	`(?i)^\W*(?:(?:this|the) control )?(?:is |was )?(?:n/?a|not (?:applicable|needed|necessary|relevant|required)|does not apply)(?: (?:to|for|in) (?:us|our (?:organi[sz]ation|company)|the (?:organi[sz]ation|company)))?\W*$`,
	text,
)

_followed("risk") if count(object.get(input, "risks", [])) > 0

_followed("risk") if _referred("risk", "controls")

_followed("legal") if count(object.get(input, "obligations", [])) > 0

_followed("legal") if _referred("obligation", "met_by")

_followed("contract") if count(object.get(input, "obligations", [])) > 0

_followed("contract") if _referred("obligation", "met_by")

_followed("contract") if count(object.get(input, "suppliers", [])) > 0

# _referred(kind, field) holds if a record of the kind names the control in the field.
_referred(kind, field) if {
	some ref in _referrers
	ref.kind == kind
	ref.field == field
}

# _referrers are the records that name the control of this line.
_referrers := array.concat(_requirement_referrers, _control_referrers)

_requirement_referrers := refs if {
	refs := data.refs.requirement[input.id]
} else := []

_control_referrers := refs if {
	refs := data.refs.control[input.id]
} else := []
