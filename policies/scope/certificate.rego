# What the certificate says of the scope.
package rules.scope

import data.lib.certificates
import data.lib.dates
import data.lib.kinds
import data.lib.risks

# METADATA
# scope: document
# title: The certificate states the scope and the statement of applicability that are in force
# description: |
#   Whoever relies on the certificate relies on its wording. Where scope or locations have
#   moved on, it promises what is not there. A new version of the statement of
#   applicability alone leaves the certificate as it is, and is for the body to know; that
#   it is told of a new version of the scope is cert.change_told's. What the body was told
#   of after its approval (`notices`, about it or about a change that affects it) is
#   settled. Before there is a certificate the words of the application are judged alone.
# schemas:
#   - input: schema.certification
# custom:
#   grade: minor
#   requirements: ["4.3", "6.1.3.d"]
#   remedy: Tell the certification body and enter it in `notices`, or have the certificate amended.
#   escalation: without a certificate or words for it, and for another statement of applicability, observation
certificate_match contains finding if {
	certificates.wanted(input)
	_other_words

	finding := object.union(_applied, {
		"at": ["scope_statement"],
		"message": "the certificate states the scope in other words than the scope in force",
	})
}

certificate_match contains finding if {
	_certified
	count(_approved) > 0
	some i, location in input.locations
	not location in _ids_in_force("locations")
	not _scope_told

	finding := {
		"at": ["locations", i],
		"message": $"the certificate names location {location}, which is not in the scope in force",
	}
}

certificate_match contains finding if {
	_certified
	count(_statements) > 0
	not risks.given(input, "soa_version")

	finding := {
		"at": ["soa_version"],
		"message": "the version of the statement of applicability that the certificate names is not recorded",
		"grade": "observation",
	}
}

certificate_match contains finding if {
	_certified
	version := input.soa_version
	count(_statements) > 0
	not version in _statements
	not _soa_told

	finding := {
		"at": ["soa_version"],
		"message": concat("", [
			$"the certificate names version {version} of the statement of applicability,",
			$" and {concat(" and ", sort(_statements))} is in force",
		]),
		"grade": "observation",
	}
}

# _statements holds the versions of the statement of applicability that are in force.
_statements := {soa.version |
	all := data.isms.soa
	some soa in all
	kinds.in_force(soa)
}

# _certified holds while somebody may rely on the certificate.
_certified if {
	input.state in {"certified", "suspended"}
	certificates.current(input)
}

# _applied is the grade of other words: minor where both the certificate and the words for
# it are there.
_applied := {} if {
	_certified
	some id, _ in _approved
	risks.given(data.isms.scope[id], "statement_for_certificate")
} else := {"grade": "observation"}

# _other_words holds if the certificate states none of the scopes in force.
_other_words if {
	stated := _plain(input.scope_statement)
	wordings := {_plain(data.isms.scope[id][field]) |
		some id, _ in _approved
		some field in ["statement_for_certificate", "statement"]
	}
	count(wordings) > 0
	not stated in wordings
	not _scope_told
}

# _plain(text) is a text without what does not count: case, line breaks and the last stop.
_plain(text) := trim_right(regex.replace(lower(trim_space(text)), `\s+`, " "), ".")

_scope_told if {
	some id, _ in _approved
	_told("scope", id, data.isms.scope[id].approved_on)
}

_soa_told if {
	all := data.isms.soa
	some soa in all
	kinds.in_force(soa)
	_told("soa", soa.id, soa.approved_on)
}

# _told(kind, id, since) holds if the body was told of a record since a day.
_told(kind, id, since) if {
	some notice in input.notices
	dates.day(notice.on) >= dates.day(since)
	_about(notice.about, {id, $"{kind}/{id}"})
}

_about(named, names) if named in names

_about(named, names) if {
	change := trim_prefix(named, "change/")
	some affected in data.isms.change[change].affects
	affected in names
}
