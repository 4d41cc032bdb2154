package rules.doc_test

import data.rules.doc

test_an_empty_isms_lacks_each_item_once if {
	found := doc.mandatory_set with input as {"kind": "isms", "id": "isms"} with data.isms as {}

	found == {
		{"at": [], "message": "no scope of the ISMS is in force (clause 4.3)", "key": "scope"},
		{"at": [], "message": "there are no information security objectives (clause 6.2)", "key": "objectives"},
		{"at": [], "message": "there is no evidence that any control was operated (clause 8.1)", "key": "evidence"},
	}
}

test_what_is_there_but_not_in_force_is_named if {
	isms := {
		"scope": {"s": {"id": "s", "status": "draft"}, "old": {"id": "old", "status": "retired"}},
		"objective": {"o": {"id": "o", "status": "open"}},
		"evidence": {"e": {"id": "e", "status": "closed"}},
	}
	found := doc.mandatory_set with input as {"kind": "isms", "id": "isms"} with data.isms as isms

	found == {
		{
			"at": [],
			"message": "no scope of the ISMS is in force; old has the status retired, s has the status draft (clause 4.3)",
			"key": "scope",
		},
	}
}

test_missing_evidence_of_implemented_controls_is_left_to_the_statement if {
	isms := {"soa_control": {"A.5.1": {"id": "A.5.1", "status": "implemented"}}}
	found := {finding.key | some finding in doc.mandatory_set} with input as {"kind": "isms"} with data.isms as isms

	found == {"scope", "objectives"}
}

test_what_is_void_or_dropped_proves_nothing if {
	isms := {"objective": {"o": {"status": "dropped"}}, "evidence": {"e": {"status": "void"}}}
	found := {finding.key | some finding in doc.mandatory_set} with input as {"kind": "isms"} with data.isms as isms

	found == {"scope", "objectives", "evidence"}
}
