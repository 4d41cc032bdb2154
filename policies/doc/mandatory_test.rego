package rules.doc_test

import data.rules.doc

test_an_empty_isms_lacks_each_item_once if {
	found := doc.mandatory_set with input as {"kind": "isms", "id": "isms"} with data.isms as {}

	found == {
		{"at": [], "message": "there are no information security objectives (clause 6.2)", "key": "objectives"},
		{"at": [], "message": "there is no evidence that any control was operated (clause 8.1)", "key": "evidence"},
	}
}

test_missing_evidence_of_implemented_controls_is_left_to_the_statement if {
	isms := {"soa_control": {"A.5.1": {"id": "A.5.1", "status": "implemented"}}}
	found := {finding.key | some finding in doc.mandatory_set} with input as {"kind": "isms"} with data.isms as isms

	found == {"objectives"}
}

test_what_is_void_or_dropped_proves_nothing if {
	isms := {"objective": {"o": {"status": "dropped"}}, "evidence": {"e": {"status": "void"}}}
	found := {finding.key | some finding in doc.mandatory_set} with input as {"kind": "isms"} with data.isms as isms

	found == {"objectives", "evidence"}
}
