package rules.risk_test

import data.rules.risk

_put_off(dues) := found if {
	n := count(dues)
	found := risk.plan_slip with data.history as {"treatment": {"T-1": [{"due": due} | some due in dues]}}
		with input as {
			"kind": "treatment", "id": "T-1", "changed": ["due"], "content": true,
			"before": {"due": dues[n - 2]}, "after": {"due": dues[n - 1]},
		}
}

test_the_third_time_is_one_too_many if {
	_put_off(["2026-01-01", "2026-02-01", "2026-03-01"]) == set()
	_put_off(["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"]) == {{
		"at": ["due"], "message": "treatment T-1 was put off 3 times, now to 2026-04-01",
	}}
}

test_what_is_brought_forward_is_not_put_off if {
	_put_off(["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-02-15"]) == set()
	_put_off(["2026-01-01", "2026-02-01", "2026-01-15", "2026-03-01"]) == set()
}

test_other_fields_do_not_matter if {
	count(risk.plan_slip) == 0 with input as {"kind": "treatment", "id": "T-1", "changed": ["status"], "before": {"due": "a"}, "after": {"due": "b"}}
	count(risk.plan_slip) == 0 with input as {"kind": "risk", "id": "R-1", "changed": ["due"], "before": {"due": "a"}, "after": {"due": "b"}}
}
