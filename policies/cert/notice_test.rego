package rules.cert_test

import data.rules.cert

_moved(fields) := {"change": {"CH": object.union({"type": "isms", "significant": true, "implemented_on": "2026-06-01"}, fields)}}

test_a_significant_change_is_told if {
	found := cert.change_told with input as _record with data.isms as _moved({})
	_spans(found) == {["2026-07-02", ""]}
	every about in ["CH", "change/CH"] {
		cert.change_told == set() with input as _with({"notices": [{"about": about, "on": "2026-07-01"}]}) with data.isms as _moved({})
		late := cert.change_told with input as _with({"notices": [{"about": about, "on": "2026-07-09"}]}) with data.isms as _moved({})
		_spans(late) == {["2026-07-02", "2026-07-09"]}
	}
	count(cert.change_told) == 1 with input as _with({"notices": [{"about": "incident/CH", "on": "2026-06-02"}]}) with data.isms as _moved({})
}

test_the_organization_says_how_soon if {
	_spans(cert.change_told) == {["2026-06-09", ""]} with input as _record with data.isms as _moved({}) with data.org.intervals as {"certifier_notice": "P7D"}
	_spans(cert.change_told) == {["2031-06-02", ""]} with input as _record with data.isms as _moved({}) with data.org.intervals as {"certifier_notice": "P5Y"}
}

test_the_body_does_not_care_for_every_change if {
	every fields in [{"significant": false}, {"type": "technical"}, {"type": "project", "affects": ["asset/x"]}, {"status": "void"}, {"implemented_on": "2026-02-16"}] {
		cert.change_told == set() with input as _record with data.isms as _moved(fields)
	}
	cert.change_told == set() with input as _record with data.isms as {"change": {"CH": {"type": "isms", "significant": true}}}
	every kind in ["scope", "location", "service", "entity"] {
		every about in ["there", $"{kind}/there"] {
			records := object.union(_moved({"type": "technical", "affects": [about]}), {kind: {"there": {"id": "there"}}})
			count(cert.change_told) == 1 with input as _record with data.isms as records
		}
	}
}

test_without_a_certificate_there_is_nobody_to_tell if {
	every fields in [{"state": "expired"}, {"state": "withdrawn"}, {"status": "retired"}] {
		cert.change_told == set() with input as _with(fields) with data.isms as _moved({})
		cert.change_told == set() with input as object.union(_with({"scope_version": "1.0.0"}), fields) with data.isms as _scope({})
	}
	cert.change_told == set() with input as object.remove(_record, ["decision_on"]) with data.isms as _moved({})
}

_scope(fields) := {"scope": {"scope": object.union({"id": "scope", "status": "approved", "version": "1.1.0", "approved_on": "2026-06-01"}, fields)}}

test_a_new_scope_is_told if {
	certified := _with({"scope_version": "1.0.3"})
	_spans(cert.change_told) == {["2026-07-02", ""]} with input as certified with data.isms as _scope({})
	every fields in [{"version": "1.0.4"}, {"status": "draft"}, {"approved_on": "2026-02-01"}] {
		cert.change_told == set() with input as certified with data.isms as _scope(fields)
	}
	told := object.union(certified, {"notices": [{"about": "scope", "on": "2026-05-20"}]})
	cert.change_told == set() with input as told with data.isms as _scope({})
	long_ago := object.union(certified, {"notices": [{"about": "scope", "on": "2026-03-01"}]})
	count(cert.change_told) == 1 with input as long_ago with data.isms as _scope({})
}

test_told_of_the_change_is_told_of_the_scope if {
	certified := _with({"scope_version": "1.0.0", "notices": [{"about": "change/CH", "on": "2026-06-02"}]})
	records := object.union(_scope({}), _moved({"affects": ["scope/scope"]}))
	cert.change_told == set() with input as certified with data.isms as records
	count(cert.change_told) == 1 with input as certified with data.isms as object.union(_scope({}), _moved({"affects": ["x"]}))
}

_shown(fields) := _with(object.union({"claims": [{"where": "the website", "text": "Certified to ISO/IEC 27001:2022", "checked_on": "2026-03-01"}]}, fields))

test_true_claims if {
	found := cert.claims with input as _shown({})
	_spans(found) == {["2029-02-16", ""]}
	{finding.grade | some finding in found} == {"minor"}
}

test_claims_without_a_certificate if {
	every state in ["preparing", "suspended", "withdrawn", "expired"] {
		found := cert.claims with input as _shown({"state": state})
		$"the website claims a certificate, and the certification is {state}" in _messages(found)
	}
	found := cert.claims with input as object.remove(_shown({}), ["decision_on"])
	"the website claims a certificate, and no decision of the body is recorded" in _messages(found)
	cert.claims == set() with input as _shown({"status": "retired"})
}

test_claims_are_held_against_the_certificate if {
	every claim in [{"where": " ", "text": "certified"}, {"text": "certified", "checked_on": "2026-02-15"}] {
		found := cert.claims with input as _with({"claims": [claim]})
		"nobody has held a claim against the certificate since it was decided on" in _messages(found)
	}
}

test_claims_name_the_edition if {
	every text in ["ISO/IEC 27001:2013", "iso 27001:2005"] {
		found := cert.claims with input as _with({"claims": [{"where": "the website", "text": text, "checked_on": "2026-03-01"}]})
		count(found) == 2
	}
}

test_claims_are_held_against_a_wording if {
	unknown := cert.claims with input as object.remove(_record, ["scope_statement"])
	count(unknown) == 1
}
