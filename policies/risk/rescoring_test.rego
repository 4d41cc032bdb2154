package rules.risk_test

import data.rules.risk

_methods := {"m": {"id": "m", "status": "approved", "version": "2.1.0", "effective_from": "2026-01-12"}}

_scored(risk_fields, org) := found if {
	found := risk.method_version with input as object.union({"kind": "risk", "id": "R-1"}, risk_fields)
		with data.isms.risk_method as _methods
		with data.org as org
}

test_old_scores_count_until_the_time_to_score_again_is_over if {
	_scored({"scored_on": "2025-12-31"}, {}) == {{
		"at": ["scored_on"], "since": "2026-04-13",
		"message": "risk R-1 was scored on 2025-12-31, before it applied, and P90D after 2026-01-12 all are to be by version 2.1.0",
	}}
	_scored({"scored_on": "2026-01-12"}, {}) == set()
	[found | some found in _scored({"scored_on": "2025-12-31"}, {"intervals": {"rescoring": "P30D"}})][0].since == "2026-02-12"
}

test_the_version_tells_more_than_the_day if {
	_scored({"scored_on": "2025-12-31", "method_version": "2.1.4"}, {}) == set()
	_scored({"scored_on": "2026-06-01", "method_version": "2.0.0"}, {}) == {{
		"at": ["method_version"], "since": "2026-04-13",
		"message": "risk R-1 was scored by version 2.0.0 of the method, and P90D after 2026-01-12 all are to be by version 2.1.0",
	}}
	_scored({"scored_on": "2025-12-31", "method_version": "2.1"}, {}) == set()
}

test_what_is_closed_or_unscored_is_left_alone if {
	_scored({"scored_on": "2025-12-31", "state": "closed"}, {}) == set()
	_scored({}, {}) == set()
}

test_without_a_day_or_a_method_there_is_nothing_to_compare if {
	count(risk.method_version) == 0 with input as {"kind": "risk", "id": "R-1", "scored_on": "2025-12-31"}
	count(risk.method_version) == 0 with input as {"kind": "risk", "id": "R-1", "scored_on": "2025-12-31"}
		with data.isms.risk_method as {"m": {"id": "m", "status": "approved", "version": "2.1.0"}}
	count(risk.method_version) == 0 with input as {"kind": "risk", "id": "R-1", "scored_on": "2025-12-31"}
		with data.isms.risk_method as {"m": {"id": "m", "status": "draft", "version": "2.1.0", "effective_from": "2026-01-12"}}
}
