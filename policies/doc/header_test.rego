package rules.doc_test

import data.rules.doc

_policy := {
	"kind": "policy",
	"id": "p",
	"title": "Policy",
	"version": "1.0.0",
	"status": "approved",
	"classification": "internal",
	"owner": "ciso",
	"approved_by": "ceo",
	"approved_on": "2026-01-10",
	"next_review": "2027-01-10",
}

test_an_empty_document_lacks_the_whole_header if {
	found := doc.header_complete with input as {"kind": "risk_method", "id": "m"}

	found == {{"at": [], "message": "risk method m lacks title, version, status, classification, owner"}}
}

test_an_approved_document_needs_a_review_date_or_an_interval if {
	bare := object.remove(_policy, ["next_review"])
	found := doc.header_complete with input as bare

	found == {{"at": [], "message": "policy p lacks next_review"}}
	count(doc.header_complete) == 0 with input as object.union(bare, {"review_interval": "P1Y"})
	count(doc.header_complete) == 0 with input as object.union(bare, {"status": "draft"})
}

test_a_retired_document_needs_no_owner if {
	retired := object.union(object.remove(_policy, ["owner", "next_review"]), {"status": "retired"})

	count(doc.header_complete) == 0 with input as retired
}

test_evidence_has_a_collector_in_place_of_an_owner if {
	count(doc.header_complete) == 0 with input as {"kind": "evidence", "id": "e", "title": "E", "status": "closed"}
	found := doc.header_complete with input as {"kind": "change", "id": "c", "title": "C", "status": "closed"}

	found == {{"at": [], "message": "change c lacks owner"}}
}

test_items_and_inner_records_have_no_header if {
	parent := {"kind": "register", "id": "r"}

	count(doc.header_complete) == 0 with input as {"kind": "incident", "id": "i", "parent": parent}
	count(doc.header_complete) == 0 with input as {"kind": "risk", "id": "r"}
}

test_an_own_kind_that_claims_to_be_a_document_is_judged_as_one if {
	found := doc.header_complete with input as {"kind": "cac_policy", "id": "c", "status": "draft", "title": "C"}

	found == {{"at": [], "message": "cac policy c lacks version, classification, owner"}}
}

test_a_gap_between_holders_is_found_with_both_its_ends if {
	isms := {"role": {"ciso": {"id": "ciso", "holders": [
		{"person": "a", "until": "2026-03-31"},
		{"person": "b", "from": "2026-05-01"},
	]}}}
	found := doc.owner_active with input as _policy with data.isms as isms

	found == {{
		"at": ["owner"],
		"message": "policy p belongs to ciso, a role that nobody holds from 2026-04-01",
		"since": "2026-04-01",
		"until": "2026-05-01",
	}}
}

test_a_role_without_holders_is_found_for_all_time if {
	found := doc.owner_active with input as _policy with data.isms as {"role": {"ciso": {"id": "ciso"}}}

	found == {{"at": ["owner"], "message": "policy p belongs to ciso, a role that nobody holds"}}
}

test_an_owner_is_there_through_the_last_day if {
	found := doc.owner_active with input as _policy with data.isms as {"person": {"ciso": {"id": "ciso", "end": "2024-02-28"}}}

	found == {{
		"at": ["owner"],
		"message": "policy p belongs to ciso, who is not with the organization from 2024-02-29",
		"since": "2024-02-29",
	}}
}

test_an_owner_is_asked_for_while_no_status_is_set if {
	bare := object.remove(_policy, ["status"])

	count(doc.owner_active) == 1 with input as bare with data.isms as {"role": {"ciso": {"id": "ciso"}}}
}

test_an_unknown_owner_is_left_to_doc_links_resolve if {
	count(doc.owner_active) == 0 with input as _policy with data.isms as {}
}

test_a_closed_record_and_a_retired_document_need_no_owner if {
	isms := {"role": {"ciso": {"id": "ciso"}}}

	count(doc.owner_active) == 0 with input as object.union(_policy, {"status": "retired"}) with data.isms as isms
	closed := {"kind": "incident", "id": "i", "owner": "ciso", "status": "closed"}
	count(doc.owner_active) == 0 with input as closed with data.isms as isms
}

_scheme := {"classification_scheme": [{"id": "public"}, {"id": "internal"}]}

test_the_message_lists_the_classes_there_are if {
	found := doc.classification with input as object.union(_policy, {"classification": "secret"}) with data.org as _scheme

	found == {{
		"at": ["classification"],
		"message": `policy p is classified "secret", not as one of internal, public`,
	}}
}

test_a_missing_classification_is_left_to_doc_header_complete if {
	count(doc.classification) == 0 with input as object.remove(_policy, ["classification"]) with data.org as _scheme
}

test_no_scheme_is_one_finding_on_the_isms_record if {
	count(doc.classification) == 0 with input as _policy with data.org as {}
	found := doc.classification with input as {"kind": "isms", "id": "acme"} with data.org as {"classification_scheme": []}

	found == {{"at": ["classification_scheme"], "message": "there is no classification scheme", "key": "scheme"}}
}

_retention := {"retention": [{"id": "three-years"}, {"id": "ten-years", "kinds": ["incident"]}]}

test_the_register_of_evidence_carries_its_retention if {
	register := {"kind": "register", "id": "evidence-2026", "of": "evidence"}
	found := doc.retention with input as register with data.org as _retention

	found == {{"at": ["retention"], "message": "register evidence-2026 has no retention class"}}
	count(doc.retention) == 0 with input as object.union(register, {"of": "risk"}) with data.org as _retention
	count(doc.retention) == 0 with input as object.union(register, {"of": "incident"}) with data.org as _retention
}

test_no_retention_classes_are_one_finding_on_the_isms_record if {
	count(doc.retention) == 0 with input as {"kind": "change", "id": "c"} with data.org as {}
	found := doc.retention with input as {"kind": "isms", "id": "acme"} with data.org as {}

	found == {{"at": ["retention"], "message": "no retention classes are defined", "key": "classes"}}
}
