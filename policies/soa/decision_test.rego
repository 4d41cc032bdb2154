package rules.soa_test

import data.rules.soa

_line := {
	"kind": "soa_control",
	"id": "A.5.2",
	"parent": {"kind": "soa", "id": "soa"},
	"applicable": true,
	"reasons": ["risk"],
	"status": "implemented",
}

_out := object.union(object.remove(_line, ["reasons", "status"]), {"applicable": false})

test_an_empty_list_of_reasons_is_no_reason if {
	found := soa.inclusion_reason with input as object.union(_line, {"reasons": []})

	found == {{"at": ["reasons"], "message": "A.5.2 is applicable but gives no reason"}}
	count(soa.inclusion_reason) == 0 with input as _out
}

test_lines_of_a_retired_statement_are_left_alone if {
	isms := {"soa": {"soa": {"status": "retired"}}}

	count(soa.inclusion_reason) == 0 with input as object.remove(_line, ["reasons"]) with data.isms as isms
	count(soa.exclusion_reason) == 0 with input as _out with data.isms as isms
	count(soa.status) == 0 with input as object.remove(_line, ["applicable"]) with data.isms as isms
	count(soa.implemented_proven) == 0 with input as _line with data.isms as isms
}

test_words_that_only_repeat_the_decision_are_no_reason if {
	every text in ["N/A", "n/a.", "Not applicable", "This control is not relevant for us", "not needed in our company!", "-", "none"] {
		found := soa.exclusion_reason with input as object.union(_out, {"justification": text})
		found == {{
			"at": ["justification"],
			"message": $`A.5.2 is excluded with "{text}", which is no specific reason`,
		}}
	}
}

test_facts_are_a_reason if {
	every text in ["Not applicable, since nobody works outside the office", "No software is developed", "Wir entwickeln keine Software"] {
		count(soa.exclusion_reason) == 0 with input as object.union(_out, {"justification": text})
	}
}

test_a_missing_reason_is_one_finding if {
	found := soa.exclusion_reason with input as _out

	found == {{"at": ["justification"], "message": "A.5.2 is excluded without a reason"}}
	count(soa.exclusion_reason) == 0 with input as _line
}

test_a_line_without_a_decision_is_one_finding if {
	found := soa.status with input as object.remove(_line, ["applicable", "status"])

	found == {{"at": ["applicable"], "message": "A.5.2 is neither applicable nor excluded"}}
	count(soa.status) == 0 with input as _out
	count(soa.status) == 0 with input as _line
}

test_each_reason_is_followed_on_its_own if {
	found := soa.reason_linked with input as object.union(_line, {"reasons": ["business", "risk", "legal", "contract"]})

	found == {
		{"at": ["reasons", 1], "message": "A.5.2 is needed for the reason risk, but names no risk"},
		{"at": ["reasons", 2], "message": "A.5.2 is needed for the reason legal, but names no obligation"},
		{"at": ["reasons", 3], "message": "A.5.2 is needed for the reason contract, but names no obligation or supplier"},
	}
}

test_a_link_counts_from_either_side if {
	record := object.union(_line, {"reasons": ["risk", "legal", "contract"]})
	refs := {"requirement": {"A.5.2": [
		{"kind": "risk", "id": "R-1", "field": "controls"},
		{"kind": "obligation", "id": "o", "field": "met_by"},
	]}}

	count(soa.reason_linked) == 0 with input as record with data.refs as refs
	linked := object.union(record, {"risks": ["R-1"], "obligations": ["o"]})
	count(soa.reason_linked) == 0 with input as linked
	bought := object.union(_line, {"reasons": ["contract"], "suppliers": ["s"]})
	count(soa.reason_linked) == 0 with input as bought
}

test_evidence_for_the_control_is_no_reason if {
	refs := {"requirement": {"A.5.2": [{"kind": "evidence", "id": "e", "field": "controls"}]}}

	count(soa.reason_linked) == 1 with input as _line with data.refs as refs
}

test_an_own_control_is_followed_too if {
	refs := {"control": {"C-1": [{"kind": "risk", "id": "R-1", "field": "controls"}]}}

	count(soa.reason_linked) == 0 with input as object.union(_line, {"id": "C-1"}) with data.refs as refs
}
