package rules.doc_test

import data.rules.doc

_no_evidence := {{
	"at": [],
	"message": "there is no evidence that any control was operated (clause 8.1)",
	"key": "evidence",
}}

_mandatory(isms) := found if {
	found := doc.mandatory_set with input as {"kind": "isms", "id": "isms"} with data.isms as isms
}

test_an_empty_isms_lacks_evidence if {
	_mandatory({}) == _no_evidence
}

test_evidence_that_is_not_void_will_do if {
	_mandatory({"evidence": {"e": {"status": "closed"}, "f": {"status": "void"}}}) == set()
	_mandatory({"evidence": {"e": {"id": "e"}}}) == set()
	_mandatory({"evidence": {"e": {"status": "void"}}}) == _no_evidence
}

test_missing_evidence_of_implemented_controls_is_left_to_the_statement if {
	_mandatory({"soa_control": {"A.5.1": {"id": "A.5.1", "status": "implemented"}}}) == set()
}
