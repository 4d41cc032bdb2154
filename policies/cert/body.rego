# Whom the organization lets certify it: accredited, impartial, by the edition in force.
#
# These are conditions of the certification scheme. What they find says how ready the
# organization is for its certificate, and nothing about conformity with the standard.
package rules.cert

import data.lib.certificates
import data.lib.dates
import data.lib.org
import data.lib.risks

# METADATA
# scope: document
# title: The certification body says who accredited it, under which number and for what
# description: |
#   Anybody can print a certificate. It counts with customers and authorities where an
#   accreditation body watches over whoever prints it, for audits of an information
#   security management system and not for something else. A certificate without
#   accreditation is no nonconformity with the standard, but often worth nothing in a tender.
# schemas:
#   - input: schema.certification
# custom:
#   grade: observation
#   requirements: ["scheme.accreditation"]
#   remedy: Choose an accredited body, and copy accreditation body, number and scope from the public register into `certification_body.accreditation`.
accredited contains finding if {
	certificates.wanted(input)
	risks.given(input, "certification_body")
	lacks := [word | some [field, word] in _credentials; not risks.given(_accreditation, field)]
	lacks != []
	finding := {
		"at": ["certification_body", "accreditation"],
		"message": $"nothing says of {_body} {concat(" and ", lacks)}",
	}
}

accredited contains finding if {
	certificates.wanted(input)
	scope := _accreditation.scope
	risks.given(_accreditation, "scope")
	not regex.match(`(?i)27001|27006|isms|information security|informationssicherheit`, scope)
	finding := {
		"at": ["certification_body", "accreditation", "scope"],
		"message": $"{_body} is accredited for \"{scope}\", which does not name the certification of an ISMS",
	}
}

accredited contains finding if {
	certificates.wanted(input)
	not risks.given(input, "certification_body")
	_under_way
	finding := {"at": [], "message": $"certification {input.id} does not say which body certifies"}
}

_credentials := [
	["body", "who accredited it"],
	["number", "under which number"],
	["scope", "for what it is accredited"],
]

_accreditation := input.certification_body.accreditation if {
	is_object(input.certification_body.accreditation)
} else := {}

_body := $"\"{input.certification_body.name}\"" if {
	is_object(input.certification_body)
	risks.given(input.certification_body, "name")
} else := $"the body of certification {input.id}"

_under_way if certificates.decided(input)

_under_way if certificates.due(input.stage1)

_under_way if certificates.due(input.stage2)

_under_way if input.state == "certified"

# METADATA
# scope: document
# title: The accreditation of the body is looked up regularly and has not ended
# description: |
#   Accreditations are suspended and run out, and the body is the last to say so. Whoever
#   looks into the public register once a year learns it before a customer does. How
#   often is the interval `accreditation` of isms.yaml, else a year.
# schemas:
#   - input: schema.certification
# custom:
#   grade: observation
#   requirements: ["scheme.accreditation"]
#   remedy: Look the body up in the register of its accreditation body, and enter `checked_on` and `valid_until`.
#   when: from the day after `valid_until`, and from the day after `checked_on` plus the interval
accreditation_valid contains finding if {
	certificates.wanted(input)
	risks.given(_accreditation, "valid_until")
	finding := {
		"at": ["certification_body", "accreditation", "valid_until"],
		"message": $"the accreditation of {_body} ends on {_accreditation.valid_until}",
		"since": dates.next(_accreditation.valid_until),
	}
}

accreditation_valid contains finding if {
	certificates.wanted(input)
	risks.given(_accreditation, "checked_on")
	interval := org.interval("accreditation")
	finding := {
		"at": ["certification_body", "accreditation", "checked_on"],
		"message": $"the accreditation of {_body} was last looked up on {_accreditation.checked_on}, and that is done every {interval}",
		"since": dates.next(dates.add(_accreditation.checked_on, interval)),
	}
}

accreditation_valid contains finding if {
	certificates.wanted(input)
	risks.given(_accreditation, "body")
	not risks.given(_accreditation, "checked_on")
	finding := {
		"at": ["certification_body", "accreditation", "checked_on"],
		"message": $"nobody has looked up whether the accreditation of {_body} holds",
	}
}

# METADATA
# scope: document
# title: The certification body neither advises here nor audits internally
# description: |
#   Who built an ISMS, or audited it on behalf of its owner, does not see its faults with
#   fresh eyes, and a body may not certify its own work. After an internal audit it has to
#   stay away for two years. Firms that belong together count as one.
# schemas:
#   - input: schema.certification
# custom:
#   grade: minor
#   requirements: ["scheme.17021-1"]
#   remedy: Have somebody else advise and audit internally, or choose another body; say in `consulting_here` how it is.
#   when: two years from the internal audit
#   escalation: an observation where nobody says whether the body advises here
impartial contains finding if {
	certificates.wanted(input)
	input.certification_body.consulting_here == true
	finding := {
		"at": ["certification_body", "consulting_here"],
		"message": $"{_body} also advises here or audits internally",
	}
}

impartial contains finding if {
	certificates.wanted(input)
	risks.given(input, "certification_body")
	not is_boolean(object.get(input, ["certification_body", "consulting_here"], null))
	finding := {
		"at": ["certification_body", "consulting_here"],
		"message": $"nothing says whether {_body} also advises here",
		"grade": "observation",
	}
}

impartial contains finding if {
	certificates.wanted(input)
	all := data.isms.audit
	some id, audit in all
	audit.type == "internal"
	not audit.status == "void"
	some auditor in audit.auditors
	_of_the_body(auditor)
	finding := object.union(_two_years(audit), {
		"at": ["certification_body"],
		"key": id,
		"message": $"{_body} certifies, and held internal audit {id}",
	})
}

impartial contains finding if {
	certificates.wanted(input)
	all := data.isms.audit
	some id, audit in all
	audit.type == "internal"
	not audit.status == "void"
	some auditor in audit.auditors
	not _of_the_body(auditor)
	some who in _names(auditor)
	_certifies[who]
	finding := object.union(_two_years(audit), {
		"at": ["certification_body"],
		"key": $"{id} {who}",
		"message": $"an auditor of {_body}, {who}, held internal audit {id}",
	})
}

_of_the_body(auditor) if auditor.supplier == input.certification_body.supplier

_of_the_body(auditor) if _plain(auditor.organization) == _plain(input.certification_body.name)

_plain(text) := lower(trim_space(text))

# _certifies holds who audits for the body here, by person or by name.
_certifies contains who if {
	some stage in array.concat(
		[stage | some field in ["stage1", "stage2", "recertification"]; stage := input[field]],
		[stage | some stage in input.surveillance],
	)
	some auditor in data.isms.audit[stage.audit].auditors
	some who in _names(auditor)
}

_names(auditor) := {name | name := auditor.person} | {name | name := _plain(auditor.name)}

_two_years(audit) := {"until": dates.next(dates.add(audit.completed_on, "P2Y"))} if {
	audit.completed_on
} else := {}

# METADATA
# scope: document
# title: The certificate is to the edition of 2022
# description: |
#   Certificates to the edition of 2013 ended on 2025-10-31, whatever stands on the
#   paper. Whoever shows one after that day shows no certificate.
# schemas:
#   - input: schema.certification
# custom:
#   grade: major
#   requirements: ["scheme.17021-1"]
#   remedy: Have the body audit the transition, and enter the edition of the new certificate in `edition`.
#   when: from 2025-11-01 for the edition of 2013
#   escalation: an observation where nobody says which edition is certified
edition contains finding if {
	certificates.wanted(input)
	input.edition == "ISO/IEC 27001:2013"
	finding := {
		"at": ["edition"],
		"message": $"certification {input.id} is to {input.edition}, and such certificates ended on 2025-10-31",
		"since": "2025-11-01",
	}
}

edition contains finding if {
	certificates.wanted(input)
	_under_way
	not risks.given(input, "edition")
	finding := {
		"at": ["edition"],
		"message": $"certification {input.id} does not say which edition of the standard is certified",
		"grade": "observation",
	}
}
