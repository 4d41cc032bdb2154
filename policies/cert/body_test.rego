package rules.cert_test

import data.rules.cert

_accredited := {"body": "DAkkS", "number": "D-1", "scope": "ISO/IEC 27001", "checked_on": "2026-01-15", "valid_until": "2028-05-31"}

_body := {"name": "Prüfwerk", "supplier": "pruefwerk", "consulting_here": false, "accreditation": _accredited}

_record := {
	"id": "c",
	"kind": "certification",
	"status": "approved",
	"state": "certified",
	"edition": "ISO/IEC 27001:2022",
	"certification_body": _body,
	"scope_statement": "the portal",
	"decision_on": "2026-02-16",
	"expires_on": "2029-02-15",
}

_with(fields) := object.union(_record, fields)

_but(fields, gone) := object.union(object.remove(_record, gone), fields)

_accredited_as(fields) := _with({"certification_body": {"accreditation": fields}})

_messages(found) := {finding.message | some finding in found}

_spans(found) := {[object.get(finding, "since", ""), object.get(finding, "until", "")] | some finding in found}

test_each_credential_is_named if {
	cert.accredited == set() with input as _record
	found := cert.accredited with input as _accredited_as({"number": " "})
	_messages(found) == {"nothing says of \"Prüfwerk\" under which number"}
	bare := cert.accredited with input as _with({"certification_body": {"accreditation": {"body": "", "number": "", "scope": ""}}})
	_messages(bare) == {"nothing says of \"Prüfwerk\" who accredited it and under which number and for what it is accredited"}
	none := cert.accredited with input as _but({"certification_body": {"consulting_here": false}}, ["certification_body"])
	_messages(none) == {"nothing says of the body of certification c who accredited it and under which number and for what it is accredited"}
}

test_the_accreditation_is_for_an_isms if {
	every scope in ["ISO 27001", "ISO/IEC 27006-1:2024", "ISMS in industry", "Informationssicherheits-Managementsysteme"] {
		cert.accredited == set() with input as _accredited_as({"scope": scope})
	}
	count(cert.accredited) == 1 with input as _accredited_as({"scope": "ISO 9001, ISO 14001"})
}

test_a_body_is_missed_once_something_is_under_way if {
	cert.accredited == set() with input as {"id": "c", "state": "preparing"}
	every fields in [{"stage1": {"planned_on": "2027-01-01"}}, {"stage2": {"held_on": "2026-01-01"}}, {"issued_on": "2026-01-01"}, {"state": "certified"}] {
		found := cert.accredited with input as object.union({"id": "c"}, fields)
		_messages(found) == {"certification c does not say which body certifies"}
	}
}

test_nobody_asks_for_what_is_over if {
	every fields in [{"state": "withdrawn"}, {"state": "expired"}, {"status": "retired"}] {
		record := object.union(_but({"certification_body": {"name": "x", "consulting_here": true}, "edition": "ISO/IEC 27001:2013"}, ["certification_body"]), fields)
		cert.accredited == set() with input as record
		cert.impartial == set() with input as record
		cert.edition == set() with input as record
		cert.accreditation_valid == set() with input as object.union(_record, fields)
	}
}

test_a_draft_is_looked_at if count(cert.edition) == 1 with input as _with({"status": "draft", "edition": "ISO/IEC 27001:2013"})

test_accreditations_lapse if {
	found := cert.accreditation_valid with input as _record
	{finding.since | some finding in found} == {"2027-01-16", "2028-06-01"}
	later := cert.accreditation_valid with input as _record with data.org.intervals as {"accreditation": "P5Y"}
	{finding.since | some finding in later} == {"2031-01-16", "2028-06-01"}
}

test_nobody_looked if {
	found := cert.accreditation_valid with input as _but({"certification_body": {"accreditation": {"body": "DAkkS"}}}, ["certification_body"])
	_messages(found) == {"nobody has looked up whether the accreditation of the body of certification c holds"}
	cert.accreditation_valid == set() with input as _but({"certification_body": {"name": "x"}}, ["certification_body"])
}

test_who_advises_does_not_certify if {
	cert.impartial == set() with input as _record
	found := cert.impartial with input as _with({"certification_body": {"consulting_here": true}})
	_messages(found) == {"\"Prüfwerk\" also advises here or audits internally"}
}

test_silence_about_advice_is_an_observation if {
	every value in [null, "no"] {
		found := cert.impartial with input as _with({"certification_body": {"consulting_here": value}})
		{finding.grade | some finding in found} == {"observation"}
	}
	cert.impartial == set() with input as object.remove(_record, ["certification_body"])
}

_internal(fields) := {"audit": {"IA": object.union({"type": "internal", "completed_on": "2025-06-25"}, fields)}}

test_who_audits_internally_does_not_certify_for_two_years if {
	every auditor in [{"supplier": "pruefwerk"}, {"name": "K. Vogel", "organization": " PRÜFWERK "}] {
		found := cert.impartial with input as _record with data.isms as _internal({"auditors": [auditor]})
		_messages(found) == {"\"Prüfwerk\" certifies, and held internal audit IA"}
		_spans(found) == {["", "2027-06-26"]}
	}
	undated := cert.impartial with input as _record with data.isms as {"audit": {"IA": {"type": "internal", "auditors": [{"supplier": "pruefwerk"}]}}}
	_spans(undated) == {["", ""]}
}

test_other_audits_of_the_body_are_its_work if {
	every fields in [{"type": "stage-2"}, {"status": "void"}, {"auditors": [{"organization": "Sondermann"}]}, {"auditors": []}] {
		cert.impartial == set() with input as _record
			with data.isms as _internal(object.union({"auditors": [{"supplier": "pruefwerk"}]}, fields))
	}
}

test_one_person_does_not_audit_for_both if {
	every auditor in [{"person": "k.vogel"}, {"name": "Kirsten  Vogel "}] {
		records := {"audit": {
			"IA": {"type": "internal", "completed_on": "2025-06-25", "auditors": [auditor]},
			"S2": {"type": "stage-2", "auditors": [auditor]},
			"SU": {"type": "surveillance", "auditors": [auditor]},
		}}
		count(cert.impartial) == 1 with input as _with({"stage2": {"audit": "S2"}}) with data.isms as records
		count(cert.impartial) == 1 with input as _with({"surveillance": [{"audit": "SU"}]}) with data.isms as records
		cert.impartial == set() with input as _with({"stage2": {"audit": "gone"}}) with data.isms as records
	}
}

test_an_edition_is_named_once_something_is_under_way if {
	cert.edition == set() with input as _record
	found := cert.edition with input as object.remove(_record, ["edition"])
	{finding.grade | some finding in found} == {"observation"}
	cert.edition == set() with input as {"id": "c", "state": "preparing"}
}

test_2013_ended if {
	found := cert.edition with input as _with({"edition": "ISO/IEC 27001:2013"})
	_spans(found) == {["2025-11-01", ""]}
}

test_empty_keys_are_absent_keys if {
	empty := {"id": "c", "state": "certified", "certification_body": null, "stage1": null, "stage2": null, "recertification": null, "surveillance": null}
	count(cert.accredited) == 1 with input as empty
	cert.accreditation_valid == set() with input as empty
	cert.impartial == set() with input as empty
	cert.stages == set() with input as empty
	count(cert.surveillance_due) == 1 with input as empty
	cert.recert_due == set() with input as empty
	cert.accreditation_valid == set() with input as {"id": "c", "certification_body": {"accreditation": null}}
	count(cert.accredited) == 1 with input as {"id": "c", "certification_body": {"accreditation": null}}
}
