package rules.pol_test

import data.rules.pol

_complete(isms, refs) := found if {
	found := pol.four_required with input as {"kind": "isms", "id": "isms"}
		with data.isms as object.union({"competence": {"c": {"id": "c"}}}, isms)
		with data.refs as {"requirement": {"A.6.3": refs}}
}

_missing_competence := {{"at": [], "message": "no policy or procedure in force is about competence"}}

_approved_policy := {"id": "p", "title": "Information security policy", "status": "approved"}

test_a_set_without_competence if {
	_complete({"policy": {"p": _approved_policy}}, []) == _missing_competence
}

test_without_any_policy_in_force_another_rule_says_so if {
	_complete({}, []) == set()
	_complete({"policy": {"p": {"status": "draft"}}}, []) == set()
}

test_without_any_proof_of_competence_another_rule_says_so if {
	count(pol.four_required) == 0 with input as {"kind": "isms"}
		with data.isms as {"policy": {"p": _approved_policy}, "competence": {}}
		with data.refs as {}
}

test_competence_by_title_topic_or_control if {
	every words in ["Competence", "Policy on training", "Awareness", "Richtlinie Kompetenz", "Schulungen"] {
		_complete({"policy": {"p": object.union(_approved_policy, {"topic": words})}}, []) == set()
		_complete({"policy": {"p": _approved_policy}, "procedure": {"q": {"title": words, "status": "approved"}}}, []) == set()
	}
	_complete({"policy": {"p": _approved_policy}}, [{"kind": "policy", "id": "p", "field": "controls"}]) == set()
	_complete(
		{"policy": {"p": _approved_policy}, "procedure": {"q": {"status": "approved"}}},
		[{"kind": "procedure", "id": "q", "field": "controls"}],
	) == set()
}

test_what_binds_nobody_is_no_policy_on_competence if {
	isms := {
		"policy": {"p": _approved_policy, "c": {"title": "Competence", "status": "draft"}},
		"procedure": {"q": {"title": "Training", "status": "retired"}, "r": {"topic": 7, "status": "approved"}},
	}

	_complete(isms, [
		{"kind": "policy", "id": "c", "field": "controls"},
		{"kind": "procedure", "id": "q", "field": "controls"},
		{"kind": "risk", "id": "p", "field": "controls"},
	]) == _missing_competence
}
