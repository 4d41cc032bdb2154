package rules.risk_test

import data.rules.risk

_bearers := {
	"person": {"ada": {"id": "ada"}, "ben": {"id": "ben"}},
	"role": {"head-it": {"id": "head-it", "deputy": "cleo", "holders": [{"person": "ben", "from": "2026-01-01"}]}},
	"register": {"plan": {"id": "plan", "status": "approved", "version": "2.0.0"}},
	"risk": {"R-1": {"id": "R-1", "owner": "head-it"}, "R-2": {"id": "R-2", "owner": "ada"}, "R-3": {"id": "R-3", "owner": "ada", "state": "closed"}},
}

_treating(change) := found if {
	treatment := object.union({"kind": "treatment", "id": "T-1", "parent": {"kind": "register", "id": "plan"}, "risks": ["R-1"], "status": "active"}, change)
	found := risk.plan_approved with input as treatment with data.isms as _bearers with data.refs as {}
}

_consent_of(id, version) := {"approvals": [{"by": id, "on": "2026-02-02", "version": version}]}

test_the_owner_approves_the_present_version_of_the_plan if {
	_treating({}) == {{
		"at": ["approvals"], "key": "R-1",
		"message": "head-it, who owns risk R-1, has not approved treatment T-1 in version 2.0.0 of the plan",
	}}
	_treating(_consent_of("ben", "2.0.0")) == set()
	_treating(_consent_of("head-it", "2.0.0")) == set()
	_treating(_consent_of("cleo", "2.0.0")) == set()
	count(_treating(_consent_of("ben", "1.9.0"))) == 1
	count(_treating(_consent_of("ada", "2.0.0"))) == 1
	count(_treating({"approvals": [{"by": "ben", "on": "2025-12-31", "version": "2.0.0"}]})) == 1
	count(_treating({"risks": ["R-1", "R-2"]})) == 2
}

test_what_binds_nobody_needs_no_consent if {
	every status in ["done", "cancelled"] {
		_treating({"status": status}) == set()
	}
	_treating({"risks": ["R-3"]}) == set()
	_treating({"risks": ["R-9"]}) == set()
	treatment := {"kind": "treatment", "id": "T-1", "parent": {"kind": "register", "id": "plan"}, "risks": ["R-1"]}
	draft := object.union(_bearers, {"register": {"plan": {"status": "draft"}}})
	count(risk.plan_approved) == 0 with input as treatment with data.isms as draft with data.refs as {}
	count(risk.plan_approved) == 1 with input as treatment with data.isms as _bearers with data.refs as {}
	alone := {"kind": "treatment", "id": "T-1", "risks": ["R-1"]}
	count(risk.plan_approved) == 0 with input as alone with data.isms as _bearers with data.refs as {}
}

_by_ada := {
	"id": "c", "parents": ["b"], "authors": ["ada"], "approvals": [], "trailers": [],
	"author": {"email": "a", "person": "ada"}, "committer": {"email": "a", "person": "ada"}, "signature": {"status": "none", "names": [], "reason": "r"},
}

_accepted_by_ben := {"kind": "risk", "id": "R-1", "owner": "head-it", "acceptance": {"by": "ben", "on": "2026-02-02"}}

_brought(before, after, commit, git) := found if {
	revision := {"kind": "risk", "id": "R-1", "before": before, "after": after, "changed": ["acceptance"], "content": true, "commit": object.union(_by_ada, commit)}
	found := risk.acceptance_by_owner with input as revision with data.isms as _bearers with data.org as {"git": git}
}

_in_merges := {"review_evidence": ["merge-commit"]}

_not_yet := object.remove(_accepted_by_ben, ["acceptance"])

test_an_acceptance_is_borne_out_by_its_commit if {
	_brought(_not_yet, _accepted_by_ben, {}, _in_merges) == {{
		"at": ["acceptance", "by"], "grade": "observation",
		"message": "nothing in the commit shows that ben accepted risk R-1",
	}}
	_brought(_not_yet, _accepted_by_ben, {}, {"signing": "required"}) == {{
		"at": ["acceptance", "by"],
		"message": "nothing in the commit shows that ben accepted risk R-1",
	}}
	_brought(_not_yet, _accepted_by_ben, {"committer": {"person": "ben"}}, _in_merges) == set()
	count(_brought(_not_yet, _accepted_by_ben, {"committer": {"person": "ben"}}, {"signing": "required"})) == 1
	_brought(_not_yet, _accepted_by_ben, {"signature": {"status": "good", "person": "ben"}}, {"signing": "required"}) == set()
	_brought(_not_yet, _accepted_by_ben, {"approvals": [{"person": "ben", "strength": "D"}]}, _in_merges) == set()
	as_role := object.union(_accepted_by_ben, {"acceptance": {"by": "head-it"}})
	count(_brought(_not_yet, as_role, {}, _in_merges)) == 1
	_brought(_not_yet, as_role, {"authors": ["ben"]}, _in_merges) == set()
}

test_an_acceptance_is_judged_when_it_comes_and_where_commits_show_it if {
	_brought(_not_yet, _accepted_by_ben, {}, {}) == set()
	_brought(_not_yet, _accepted_by_ben, {"parents": []}, _in_merges) == set()
	_brought(_accepted_by_ben, object.union(_accepted_by_ben, {"acceptance": {"reason": "insured"}}), {}, _in_merges) == set()
	count(_brought(_accepted_by_ben, object.union(_accepted_by_ben, {"acceptance": {"on": "2026-08-02"}}), {}, _in_merges)) == 1
	count(_brought(object.union(_accepted_by_ben, {"acceptance": {"by": "ada"}}), _accepted_by_ben, {}, _in_merges)) == 1
	_brought(_not_yet, object.union(_accepted_by_ben, {"acceptance": {"evidence": ["ev-board"]}}), {}, _in_merges) == set()
}
