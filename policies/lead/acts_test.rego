package rules.lead_test

import data.rules.lead

_meeting(fields) := object.union({"id": "MR", "held_on": "2026-02-16"}, fields)

test_a_review_decides_on_resources if {
	every fields in [{"resources": "one more engineer"}, {"decisions": [{"type": "resource", "text": "enough"}]}] {
		lead.resources == set() with input as _meeting(fields) with data.isms as {}
	}
	every fields in [{}, {"resources": " "}, {"decisions": [{"type": "resource"}, {"type": "none", "text": "x"}]}, {"decisions": null}] {
		found := lead.resources with input as _meeting(fields) with data.isms as {}
		found == {{"at": ["resources"], "since": "2026-02-17", "message": "management review MR records no decision on resources"}}
	}
	lead.resources == set() with input as _meeting({"status": "void"}) with data.isms as {}
}

_board := {
	"role": {"ceo": {"id": "ceo", "top_management": true, "holders": [{"person": "eva", "from": "2025-01-01"}]}},
	"person": {"eva": {"id": "eva"}, "ada": {"id": "ada"}},
}

_with(isms) := object.union(_board, isms)

_policy(fields) := {"policy": {"p": object.union({"id": "p", "status": "approved"}, fields)}}

_engaged(isms) := found if {
	found := lead.engaged with data.isms as _with(isms) with data.org as {}
}

test_approvals_and_reviews_are_acts_for_a_year if {
	_engaged(_policy({"approved_by": "ceo", "approved_on": "2025-05-01"})) == {{
		"at": [], "since": "2026-05-02",
		"message": "top management last approved a policy or took part in a management review on 2025-05-01, more than P1Y ago",
	}}
	both := object.union(_policy({"approved_by": "eva", "approved_on": "2025-05-01"}), {"management_review": {"MR": {"held_on": "2026-08-01", "attendees": ["eva"]}}})
	_times(_engaged(both)) == {["2026-05-02", "2026-08-01"], ["2027-08-02", "-"]}
}

test_what_others_did_is_no_act_of_top_management if {
	none := {"top management has approved no policy and taken part in no management review"}
	every isms in [
		_policy({"approved_by": "ada", "approved_on": "2026-05-01"}),
		_policy({"approved_by": "eva", "approved_on": "2024-12-31"}),
		_policy({}),
		{"management_review": {"MR": {"held_on": "2026-02-16", "chair": "ada"}}},
	] {
		_messages(_engaged(isms)) == none
	}
}

test_where_there_is_nothing_to_do_others_speak if {
	every isms in [
		{},
		_policy({"status": "draft", "approved_by": "eva", "approved_on": "2026-05-01"}),
		{"management_review": {"MR": {"status": "void", "held_on": "2026-02-16", "chair": "eva"}}},
	] {
		_engaged(isms) == set()
	}
}

test_the_interval_of_leadership_is_the_organizations_own if {
	isms := _with(_policy({"approved_by": "eva", "approved_on": "2025-05-01"}))
	found := lead.engaged with data.isms as isms with data.org as {"intervals": {"leadership": "P5Y"}}
	_times(found) == {["2030-05-02", "-"]}
}

_told(sent) := found if {
	isms := _with(object.union(_policy({}), {"message": {"m": sent}, "communication_plan": {"c": {"id": "c"}}}))
	found := lead.message with data.isms as isms with data.org as {}
}

test_a_message_on_a_policy_counts_for_a_year if {
	every about in ["p", "policy/p"] {
		_told({"on": "2026-01-12", "by": "eva", "about": about}) == {{
			"at": [], "since": "2027-01-13",
			"message": "the last message of top management on a policy is of 2026-01-12, more than P1Y ago",
		}}
	}
}

test_other_messages_do_not_count if {
	every sent in [
		{"on": "2026-01-12", "by": "ada", "about": "p"},
		{"on": "2024-01-12", "by": "eva", "about": "p"},
		{"on": "2026-01-12", "by": "eva", "about": "incident/p"},
		{"on": "2026-01-12", "by": "eva"},
		{"by": "eva", "about": "p"},
	] {
		_messages(_told(sent)) == {"no message of top management on a policy is recorded"}
	}
}

test_without_a_plan_another_rule_speaks if {
	lead.message == set() with data.isms as _with(_policy({}))
	lead.message == set() with data.isms as _with({"communication_plan": {"c": {"id": "c"}}})
}

_asks(fields) := found if {
	found := lead.interviewed with input as object.union({"id": "AP", "status": "approved"}, fields)
}

test_an_audit_ahead_asks_what_no_record_shows if {
	_messages(_asks({"audits": [{"id": "PA"}]})) == {"no audit still to be held asks people about 5.1.b, 5.1.f, 5.1.h, 7.3.b, 7.3.c"}
	_messages(_asks({"audits": [{"topics": ["5.1", "7.3.b"]}, {"topics": ["7.3.c"], "done": "IA"}]})) == {
		"no audit still to be held asks people about 7.3.c",
	}
	_messages(_asks({"audits": [{"topics": ["5.10", "7"]}]})) == {"no audit still to be held asks people about 5.1.b, 5.1.f, 5.1.h"}
	_asks({"audits": [{"topics": ["5"]}, {"topics": ["7.3"]}]}) == set()
}

test_without_an_audit_ahead_or_in_force_nobody_is_asked if {
	every fields in [{}, {"audits": []}, {"audits": [{"done": "IA"}]}, {"status": "draft", "audits": [{}]}] {
		_asks(fields) == set()
	}
}
