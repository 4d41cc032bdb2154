package rules.pol_test

import data.rules.pol

_text := {
	"kind": "policy", "id": "backup", "level": "topic", "status": "approved",
	"scope": "All servers", "contact": "security@acme.example", "consequence": "A warning",
	"exceptions_process": "Ask the officer.",
	"intent": {"what": "Data comes back.", "why": "Customers wait for it.", "serves": ["R-001"]},
	"responsibilities": [{"role": "it-lead", "text": "runs them"}],
	"statements": [{"id": "s1", "text": "Backups run each night."}],
}

_rules := {
	"intent": pol.intent, "intent_linked": pol.intent_linked, "clear": pol.clear,
	"exceptions": pol.exceptions, "consequence": pol.consequence,
}

_judged(policy, isms) := {finding |
	some name, found in all
	some one in found
	finding := [name, one]
} if {
	all := _rules with input as policy with data.isms as isms with data.refs as {"policy": {}} with data.org as {}
}

_names(policy, isms) := {name | some [name, _] in _judged(policy, isms)}

test_a_policy_that_says_all if {
	_judged(_text, {}) == set()
}

test_a_policy_that_says_nothing if {
	bare := {"kind": "policy", "id": "backup", "level": "topic", "status": "approved"}

	_judged(bare, {}) == {
		["intent", {"at": ["intent"], "message": "policy backup does not say what it wants and why"}],
		["clear", {
			"at": [],
			"message": concat("", [
				"policy backup names no contact, no responsibilities, no scope, ",
				"no statements of what has to be done",
			]),
			"key": "parts",
		}],
		["exceptions", {
			"at": ["exceptions_process"],
			"message": "policy backup does not say how to get an exception",
		}],
		["consequence", {"at": ["consequence"], "message": "policy backup does not say what follows from a breach"}],
	}
	_judged(object.union(bare, {"status": "draft"}), {}) == set()
	_judged(object.union(bare, {"status": "retired"}), {}) == set()
}

test_empty_texts_say_nothing if {
	empty := {
		"scope": "", "contact": "  ", "consequence": "-", "exceptions_process": "### Who decides",
		"intent": {"what": " ", "why": "\n", "serves": []},
		"responsibilities": [{"role": "it-lead", "text": ""}], "statements": [],
		"body": {"words": 0, "sections": {"Intent": "", "Statements": "### First", "Exceptions": ""}},
	}

	_names(object.union(_text, empty), {}) == {"intent", "clear", "exceptions", "consequence"}
}

test_values_of_a_wrong_type_say_nothing if {
	wrong := object.union(object.remove(_text, ["intent"]), {"intent": "Data comes back.", "statements": {"s1": "x"}})

	_names(wrong, {}) == {"intent", "clear"}
}

test_the_missing_half_of_the_intent_is_named if {
	half := object.union(object.remove(_text, ["intent"]), {"intent": {"what": "Data comes back."}})

	_judged(half, {}) == {["intent", {"at": ["intent", "why"], "message": "policy backup does not say why"}]}
	_judged(object.union(half, {"level": "top"}), {}) == {["intent", {
		"at": ["intent", "why"],
		"message": "policy backup does not say why",
		"grade": "minor",
	}]}
}

test_sections_hold_the_parts_as_well if {
	sections := {
		"1. Purpose": "Data comes back, because customers wait for it.", "Scope": "All servers", "Rules": "Each night.",
		"Roles and responsibilities": "The head of IT runs them.", "Contact": "security@acme.example",
		"Exceptions": "Ask the officer.", "Consequences": "A warning",
	}
	policy := {"id": "backup", "status": "approved", "treats": ["R-001"], "body": {"words": 40, "sections": sections}}

	_judged(policy, {}) == set()
}

test_a_reason_that_leads_nowhere if {
	alone := object.union(object.remove(_text, ["intent"]), {"intent": {"what": "It comes back.", "why": "They wait."}})
	found := pol.intent_linked with input as alone with data.refs as {"policy": {}}

	found == {{"at": ["intent", "serves"], "message": "policy backup leads to no objective, risk or duty"}}
	every more in [{"treats": ["R-001"]}, {"objectives": ["O-1"]}, {"intent": {"serves": ["OB-1"]}}] {
		count(pol.intent_linked) == 0 with input as object.union(alone, more) with data.refs as {"policy": {}}
	}
	count(pol.intent_linked) == 0 with input as alone
		with data.refs as {"policy": {"backup": [{"kind": "objective", "id": "O-1", "field": "policy"}]}}
	count(pol.intent_linked) == 1 with input as alone
		with data.refs as {"policy": {"backup": [{"kind": "soa_control", "id": "A.8.13", "field": "documents"}]}}
}

test_a_policy_is_too_long_from_the_next_word_on if {
	_judged(object.union(_text, {"body": {"words": 4000, "sections": {}}}), {}) == set()
	_judged(object.union(_text, {"body": {"words": 4001, "sections": {}}}), {}) == {["clear", {
		"at": ["body"],
		"message": "policy backup has 4001 words, more than 4000",
		"key": "length",
	}]}
}

test_the_policy_on_top_may_say_it_for_all if {
	silent := object.remove(_text, ["exceptions_process", "consequence"])
	top := {
		"id": "is", "level": "top", "status": "approved", "consequence": "A warning",
		"body": {"sections": {"Exceptions": "Ask the officer."}},
	}

	_names(silent, {"policy": {"is": top}}) == set()
	_names(silent, {"policy": {"is": object.union(top, {"status": "draft"})}}) == {"exceptions", "consequence"}
	_names(silent, {"policy": {"is": object.union(top, {"level": "topic"})}}) == {"exceptions", "consequence"}
	_names(silent, {"policy": {"is": object.union(top, {"entity": "wien"})}}) == {"exceptions", "consequence"}
	_names(object.union(silent, {"entity": "wien"}), {"policy": {"is": object.union(top, {"entity": "wien"})}}) == set()
	_names(object.union(silent, {"level": "top"}), {"policy": {"is": object.union(top, {"id": "other"})}}) == {
		"exceptions",
		"consequence",
	}
}

test_a_policy_without_a_level_is_helped_by_the_one_on_top_too if {
	silent := object.remove(_text, ["level", "exceptions_process"])

	_names(silent, {"policy": {"is": {"level": "top", "status": "approved", "exceptions_process": "Ask."}}}) == set()
}
