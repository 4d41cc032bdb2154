package rules.obj_test

import data.rules.obj

_in_register := object.union(object.remove(_objective, ["communicated_on"]), {"parent": {"kind": "register", "id": "objectives"}})

_made_known(change, isms, refs) := found if {
	found := obj.communicated with input as object.union(_in_register, change)
		with data.isms as object.union({"register": {"objectives": {"approved_on": "2026-01-26"}}}, isms)
		with data.refs as refs
		with data.org as {}
}

test_nobody_was_told_of_an_objective if {
	_made_known({}, {}, {}) == {{
		"at": ["communicated_on"],
		"message": "nobody was told of objective O-1",
		"since": "2026-02-26",
	}}
	_made_known({"status": "met"}, {}, {}) == set()
}

test_an_objective_may_be_made_known_by_day_message_or_register if {
	isms := {"message": {"m": {"on": "2026-02-25"}}}

	_made_known({"communicated_on": "2026-02-25"}, {}, {}) == set()
	_made_known({"communicated_by": "m"}, {}, {}) == set()
	every kind, id in {"objective": "O-1", "register": "objectives"} {
		_made_known({}, isms, {kind: {id: [{"kind": "message", "id": "m", "field": "about"}]}}) == set()
	}
	_made_known({}, isms, {"objective": {"O-1": [{"kind": "policy", "id": "m", "field": "objectives"}]}}) != set()
}

test_an_objective_made_known_late if {
	_windows(_made_known({"communicated_on": "2026-04-01"}, {}, {})) == {["2026-02-26", "2026-04-01"]}
}

test_without_a_day_of_approval_any_day_will_do if {
	alone := object.remove(_in_register, ["parent"])

	_windows(obj.communicated) == {["", ""]} with input as alone with data.isms as {} with data.refs as {} with data.org as {}
	count(obj.communicated) == 0 with input as object.union(alone, {"communicated_on": "2026-04-01"})
		with data.isms as {}
		with data.refs as {}
		with data.org as {}
}

_reviews := {
	"MR-1": {"id": "MR-1", "held_on": "2025-07-02", "inputs": {"d4": {"refs": ["O-1"]}}},
	"MR-2": {"id": "MR-2", "held_on": "2026-07-02", "inputs": {"d4": {"text": "on course", "refs": ["O-2"]}}},
}

_reviewed(change, reviews, refs) := {finding.message | some finding in found} if {
	found := obj.updated with input as object.union(_objective, change)
		with data.isms as {"management_review": reviews, "register": {"objectives": {"approved_on": "2026-01-26"}}}
		with data.refs as refs
}

_unseen := {"objective O-1 was not looked at in the last management review, MR-2 of 2026-07-02"}

test_the_last_review_looked_at_other_objectives_only if {
	_reviewed({}, _reviews, {}) == _unseen
	_reviewed({}, _reviews, {"objective": {"O-1": [{"kind": "management_review", "id": "MR-1", "field": "inputs.d4.refs"}]}}) == _unseen
	_reviewed({"status": "met"}, _reviews, {}) == set()
}

test_the_objective_its_metric_or_its_register_was_looked_at if {
	change := {"parent": {"kind": "register", "id": "objectives"}}

	every kind, id in {"objective": "O-1", "metric": "M-1", "register": "objectives"} {
		_reviewed(change, _reviews, {kind: {id: [{"kind": "management_review", "id": "MR-2", "field": "inputs.d4.refs"}]}}) == set()
	}
}

test_a_void_review_and_one_of_words_alone if {
	_reviewed({}, object.union(_reviews, {"MR-2": {"id": "MR-2", "held_on": "2026-07-02", "status": "void"}}), {}) == set()
	words := {"MR-3": {"id": "MR-3", "held_on": "2026-09-02", "inputs": {"d4": {"text": "on course"}}}}
	_reviewed({}, object.union(_reviews, words), {}) == set()
	_reviewed({}, {"MR-3": {"id": "MR-3", "held_on": "2026-09-02"}}, {}) == set()
	_reviewed({}, {"MR-3": {"id": "MR-3"}}, {}) == set()
	_reviewed({}, {}, {}) == set()
}

test_only_what_was_there_could_be_looked_at if {
	_reviewed({"communicated_on": "2026-07-03"}, _reviews, {}) == set()
	_reviewed({"communicated_on": "2026-07-03", "updates": [{"on": "2026-05-01"}]}, _reviews, {}) == _unseen
	found := obj.updated with input as object.remove(_in_register, ["parent"]) with data.isms as {"management_review": _reviews} with data.refs as {}
	found == set()
	in_register := obj.updated with input as _in_register
		with data.isms as {"management_review": _reviews, "register": {"objectives": {"approved_on": "2026-01-26"}}}
		with data.refs as {}
	{finding.message | some finding in in_register} == _unseen
}
