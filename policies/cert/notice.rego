# What the body has to be told, and what is told of the certificate.
package rules.cert

import data.lib.certificates
import data.lib.dates
import data.lib.org
import data.lib.risks

# METADATA
# scope: document
# title: The body is told of significant changes
# description: |
#   The certificate speaks of the organization that was audited. Where its scope, its
#   organization or its ISMS changes significantly, the body decides whether it looks
#   again, and for that it has to know. The time for it is the interval
#   `certifier_notice` of isms.yaml, else 30 days.
# schemas:
#   - input: schema.certification
# custom:
#   grade: observation
#   requirements: ["scheme.17021-1"]
#   remedy: Tell the body, and enter it in `notices` with the day and the change in `about`.
#   when: from the day after the change plus the interval until the notice
change_told contains finding if {
	certificates.granted(input)
	certificates.wanted(input)
	decided := certificates.decided(input)
	all := data.isms.change
	some id, change in all
	change.significant == true
	not change.status == "void"
	_of_concern(id, change)
	made := dates.day(change.implemented_on)
	made > decided
	limit := dates.add(made, org.interval("certifier_notice"))
	told := min(_told(["change", id]) | {dates.last})
	since := dates.next(limit)
	since < told
	finding := object.union(_until(told), {
		"at": ["notices"],
		"key": id,
		"message": $"the body was not told by {limit} of change {id}, made on {made}",
		"since": since,
	})
}

change_told contains finding if {
	certificates.granted(input)
	certificates.wanted(input)
	certified := _numbers(input.scope_version)
	all := data.isms.scope
	some id, scope in all
	scope.status == "approved"
	now := _numbers(scope.version)
	now != certified
	approved := dates.day(scope.approved_on)
	approved > certificates.decided(input)
	limit := dates.add(approved, org.interval("certifier_notice"))
	told := min({day | some day in _told_of_scope(id); day >= dates.shift(approved, -90)} | {dates.last})
	since := dates.next(limit)
	since < told
	finding := object.union(_until(told), {
		"at": ["notices"],
		"key": $"scope {id}",
		"message": $"the body was not told by {limit} of version {scope.version} of the scope; the certificate is for {input.scope_version}",
		"since": since,
	})
}

# The body cares for the organization and its ISMS, and for whatever moves the scope.
_of_concern(_, change) if change.type in {"isms", "organizational"}

_of_concern(_, change) if {
	some target in change.affects
	_in_scope(target)
}

_in_scope(target) if data.isms.scope[trim_prefix(target, "scope/")].id

_in_scope(target) if data.isms.location[trim_prefix(target, "location/")].id

_in_scope(target) if data.isms.service[trim_prefix(target, "service/")].id

_in_scope(target) if data.isms.entity[trim_prefix(target, "entity/")].id

_told([kind, id]) := {dates.day(notice.on) |
	some notice in input.notices
	notice.about in {id, $"{kind}/{id}"}
}

# Whoever told of the change that moved the scope has told of the scope.
_told_of_scope(id) := _told(["scope", id]) | {dates.day(notice.on) |
	some notice in input.notices
	change := data.isms.change[trim_prefix(notice.about, "change/")]
	some target in change.affects
	_in_scope(target)
}

# _numbers is what a version says of content: its third number is for corrections.
_numbers(version) := array.slice(split(version, "."), 0, 2)

# METADATA
# scope: document
# title: What is said of the certificate is what it says
# description: |
#   The certificate holds for one scope, in the words that stand on it. Whoever shows its
#   mark on anything else, or after it has ended, misleads; bodies look for that at every
#   visit. Each place is held against the certificate once it is issued; whether its words
#   are those of the scope is told by scope.certificate_match.
# schemas:
#   - input: schema.certification
# custom:
#   grade: opportunity
#   requirements: ["scheme.17021-1"]
#   remedy: Bring the words into line, take down what is not true, and enter in `checked_on` when each place was looked at.
#   when: from the day after the certificate's last day
#   escalation: minor where somebody claims a certificate that is not in force
claims contains finding if {
	certificates.granted(input)
	certificates.wanted(input)
	not risks.given(input, "scope_statement")
	finding := {
		"at": ["scope_statement"],
		"key": "scope",
		"message": $"the scope on the certificate of {input.id} is not recorded, so no claim can be held against it",
	}
}

claims contains finding if {
	certificates.current(input)
	some i, claim in input.claims
	not _in_force
	finding := {
		"at": ["claims", i],
		"key": $"{_place(claim)} now",
		"message": $"{_place(claim)} claims a certificate, and {_why_not}",
		"grade": "minor",
	}
}

claims contains finding if {
	certificates.current(input)
	_in_force
	some i, claim in input.claims
	last := certificates.expiry(input)
	finding := {
		"at": ["claims", i],
		"key": $"{_place(claim)} later",
		"message": $"{_place(claim)} claims a certificate, and the certificate ended on {last}",
		"grade": "minor",
		"since": dates.next(last),
	}
}

claims contains finding if {
	certificates.current(input)
	_in_force
	some i, claim in input.claims
	not _checked(claim)
	finding := {
		"at": ["claims", i, "checked_on"],
		"key": $"{_place(claim)} checked",
		"message": $"nobody has held {_place(claim)} against the certificate since it was decided on",
	}
}

claims contains finding if {
	certificates.current(input)
	some i, claim in input.claims
	some year in regex.find_n(`27001:(2005|2013|2022)`, claim.text, -1)
	not endswith(input.edition, year)
	finding := {
		"at": ["claims", i, "text"],
		"key": $"{_place(claim)} edition",
		"message": $"{_place(claim)} names {year}, and the certificate is to {input.edition}",
	}
}

_in_force if {
	certificates.granted(input)
	not object.get(input, "state", "certified") in {"preparing", "suspended", "expired"}
}

_why_not := $"the certification is {input.state}" if {
	not object.get(input, "state", "certified") == "certified"
} else := "no decision of the body is recorded"

_checked(claim) if dates.day(claim.checked_on) >= certificates.decided(input)

_place(claim) := claim.where if {
	risks.given(claim, "where")
} else := "a claim"
