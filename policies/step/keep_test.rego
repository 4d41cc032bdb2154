package rules.step_test

import data.rules.step

_trained(list, refs) := found if {
	found := step.train with data.isms as object.union(_policies(list), {"acknowledgement": {"A": {"id": "A"}, "V": {"id": "V", "status": "void"}}, "competence": {"c": {"id": "c"}}})
		with data.refs as {"policy": refs}
		with data.org as {}
}

test_a_round_is_due_thirty_days_after_a_policy_applies if {
	_trained([{"id": "p", "approved_on": "2026-03-16"}], {}) == {{
		"at": [], "since": "2026-04-16",
		"message": "1 topic policies are in no round of training or acknowledgement: p",
	}}
	_times(_trained([{"id": "p", "approved_on": "2026-03-16", "effective_from": "2026-06-01"}], {})) == {["2026-07-02", "-"]}
	_times(_trained([{"id": "p"}], {})) == {["-", "-"]}
}

test_where_nothing_is_taught_or_acknowledged_others_speak if {
	policy := _policies([{"id": "p"}])
	step.train == set() with data.isms as policy with data.refs as {} with data.org as {}
	other := object.union(policy, {"register": {"r": {"of": "risk"}}})
	step.train == set() with data.isms as other with data.refs as {} with data.org as {}
	kept := object.union(policy, {"register": {"r": {"of": "acknowledgement"}}})
	count(step.train) == 1 with data.isms as kept with data.refs as {} with data.org as {}
}

test_policies_that_become_late_one_after_the_other_are_one_finding_at_a_time if {
	found := _trained([{"id": "p", "approved_on": "2026-03-16"}, {"id": "q", "approved_on": "2026-05-01"}, {"id": "r"}], {})
	{[object.get(finding, "since", "-"), object.get(finding, "until", "-"), substring(finding.message, 0, 1)] | some finding in found} == {
		["-", "2026-04-16", "1"],
		["2026-04-16", "2026-06-01", "2"],
		["2026-06-01", "-", "3"],
	}
}

test_courses_and_acknowledgements_are_rounds if {
	policy := [{"id": "p"}]
	every ref in [{"kind": "course", "id": "c", "field": "policies"}, {"kind": "acknowledgement", "id": "A", "field": "item"}] {
		_trained(policy, {"p": [ref]}) == set()
	}
	every ref in [{"kind": "acknowledgement", "id": "V", "field": "item"}, {"kind": "acknowledgement", "id": "A", "field": "links"}, {"kind": "message", "id": "m", "field": "about"}] {
		count(_trained(policy, {"p": [ref]})) == 1
	}
}

test_what_another_rule_asks_is_left_out if {
	_trained([{"id": "p", "level": "top"}, {"id": "q", "controls": ["A.5.10"]}, {"id": "r", "status": "retired"}], {}) == set()
}

_tested(policy, refs) := found if {
	found := step.monitor with data.isms as _policies([object.union({"id": "p"}, policy)]) with data.refs as {"policy": {"p": refs}}
}

test_somebody_looks_whether_a_policy_is_kept if {
	_tested({"monitored_by": ["C-01"]}, []) == set()
	_tested({}, [{"kind": "metric", "id": "M", "field": "measures"}]) == set()
	_tested({"status": "draft"}, []) == set()
	every refs in [[], [{"kind": "metric", "id": "M", "field": "links"}], [{"kind": "control", "id": "M", "field": "documents"}]] {
		_messages(_tested({"monitored_by": []}, refs)) == {"no metric, audit or check tests 1 of 1 policies: p"}
	}
}

_improves(isms) := found if {
	found := step.improve with data.isms as isms with data.org as {}
}

_old := _policies([{"id": "p", "approved_on": "2026-01-15", "changes": [{"on": "2024-03-01"}, {"on": "2026-01-10"}]}])

test_without_any_result_the_first_is_due_a_year_after_the_first_policy if {
	_improves(_old) == {{
		"at": [], "since": "2025-03-02",
		"message": "policies are there since 2024-03-01, and no result ever led to a change, or to the decision that none is needed",
	}}
	_improves({}) == set()
	_improves(_policies([{"id": "p", "status": "draft", "approved_on": "2020-01-01"}, {"id": "q"}])) == set()
}

test_each_result_counts_for_a_year if {
	every isms in [
		{"incident": {"i": {"lessons": {"held_on": "2026-05-01", "text": "x"}}}},
		{"corrective_action": {"c": {"raised_on": "2026-05-01", "isms_change": {"change": "CHG-1"}}}},
		{"corrective_action": {"c": {"raised_on": "2026-04-01", "closed_on": "2026-05-01", "isms_change": {"needed": false, "reason": "x"}}}},
		{"management_review": {"m": {"held_on": "2026-05-01", "decisions": [{"type": "none", "text": "x"}]}}},
		_policies([{"id": "p", "reviewed": [{"on": "2026-05-01", "outcome": "confirmed"}]}]),
	] {
		_improves(object.union(_old, isms)) == {{
			"at": [], "since": "2027-05-02",
			"message": "the last result that led to a change, or to the decision that none is needed, is of 2026-05-01, more than P1Y ago",
		}}
	}
}

test_what_led_to_nothing_is_no_result if {
	every isms in [
		{"incident": {"i": {"status": "void", "lessons": {"held_on": "2026-05-01", "text": "x"}}}},
		{"incident": {"i": {"lessons": {"held_on": "2026-05-01"}}, "j": {}}},
		{"corrective_action": {"c": {"raised_on": "2026-05-01"}, "d": {"raised_on": "2026-05-01", "isms_change": {"needed": false}}}},
		{"corrective_action": {"c": {"status": "void", "raised_on": "2026-05-01", "isms_change": {"change": "CHG-1"}}}},
		{"management_review": {"m": {"held_on": "2026-05-01", "decisions": [{"type": "resource", "text": "x"}, {"type": "none"}]}}},
		{"management_review": {"m": {"status": "void", "held_on": "2026-05-01", "decisions": [{"type": "none", "text": "x"}]}}},
	] {
		_times(_improves(object.union(_old, isms))) == {["2025-03-02", "-"]}
	}
}

test_a_gap_between_two_results_ends_with_the_second if {
	reviews := {"management_review": {day: {"held_on": day, "decisions": [{"type": "change", "text": "x"}]} | some day in ["2024-05-01", "2025-04-30", "2026-06-01"]}}
	_times(_improves(object.union(_old, reviews))) == {["2026-05-01", "2026-06-01"], ["2027-06-02", "-"]}
}
