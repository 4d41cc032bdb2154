package rules.scope_test

import data.rules.scope

_old := {
	"kind": "scope", "id": "scope", "status": "approved", "version": "1.0.0", "approved_on": "2026-01-12",
	"services": [{"id": "portal"}],
}

_new := object.union(_old, {"version": "1.1.0", "approved_on": "2026-06-01", "services": [{"id": "portal"}, {"id": "app"}]})

_revision(before, after, changed) := {
	"kind": "scope", "id": after.id, "before": before, "after": after, "changed": changed, "content": true,
	"commit": {"id": "c", "authors": ["ada"], "trailers": [], "approvals": []},
}

_moved := _revision(_old, _new, ["approved_on", "services", "version"])

_judged(revision, changes) := found if {
	records := {"change": {change.id: change | some change in changes}, "scope": {"old": {"id": "old", "approved_on": "2026-01-12"}}}
	refs := {"scope": {"scope": [{"kind": "change", "id": change.id, "field": "affects"} | some change in changes]}}
	found := scope.change_planned with input as revision with data.isms as records with data.refs as refs
}

test_a_text_that_moves_alone_was_not_planned if {
	_judged(_moved, []) == {{
		"at": ["services"],
		"key": "unplanned",
		"message": "scope scope was changed (services), and no change that affects it was planned",
	}}
}

test_a_change_that_is_planned_or_was_made_since_is_its_plan if {
	_judged(_moved, [{"id": "C-1", "type": "isms"}]) == set()
	_judged(_moved, [{"id": "C-1", "implemented_on": "2026-01-12"}]) == set()
	_judged(_moved, [{"id": "C-1", "implemented_on": "2026-05-30"}]) == set()
}

test_a_change_of_another_text_is_not if {
	count(_judged(_moved, [{"id": "C-1", "implemented_on": "2026-01-11"}])) == 1
	count(_judged(_moved, [{"id": "C-1", "status": "void"}])) == 1
	count(_judged(_moved, [{"id": "C-1", "type": "unintended"}])) == 1
	refs := {"scope": {"scope": [{"kind": "risk", "id": "R-1", "field": "links"}]}}
	found := scope.change_planned with input as _moved with data.isms as {} with data.refs as refs
	count(found) == 1
}

test_control_drafts_other_kinds_and_the_first_approval_need_none if {
	_judged(_revision(_old, object.union(_old, {"owner": "iso"}), ["owner"]), []) == set()
	_judged(_revision(_old, object.union(_old, {"considers": {"issues": ["i"]}}), ["considers"]), []) == set()
	draft := object.union(_new, {"status": "draft"})
	_judged(_revision(_old, draft, ["services", "status"]), []) == set()
	_judged(object.remove(_revision(_old, _old, []), ["before"]), []) == set()
	_judged(_revision(object.union(_old, {"status": "draft"}), _old, ["status"]), []) == set()
	_judged(object.remove(_moved, ["after"]), []) == set()
	_judged(object.union(_moved, {"kind": "policy"}), []) == set()
}

test_a_way_over_a_draft_is_a_change_too if {
	notes := [{"version": "0.9.0", "on": "2026-01-02"}, {"version": "1.0.0", "on": "2026-01-10"}, {"version": "1.1.0", "on": "2026-05-28"}]
	noted := object.union(_new, {"changes": notes})
	again := _revision(object.union(noted, {"status": "in-review"}), noted, ["approved_on", "status"])
	found := _judged(again, [])
	{finding.message | some finding in found} == {
		"scope scope is in force again as version 1.1.0, and no change that affects it was planned",
	}
	_judged(again, [{"id": "C-1", "implemented_on": "2026-05-01"}]) == set()
	count(_judged(again, [{"id": "C-1", "implemented_on": "2026-01-09"}])) == 1
	first := object.union(_old, {"changes": [{"version": "0.9.0", "on": "2026-01-02"}, {"version": "one", "on": "2026-01-03"}]})
	_judged(_revision(object.union(first, {"status": "draft"}), first, ["status"]), []) == set()
}

test_a_scope_that_replaces_another_is_a_change_too if {
	next := object.union(_new, {"id": "scope-2", "supersedes": "old"})
	arrives := object.remove(_revision(_old, next, []), ["before"])
	found := _judged(arrives, [])
	{finding.message | some finding in found} == {"scope scope-2 replaces old, and no change that affects it was planned"}
	planned := {"scope": {"old": [{"kind": "change", "id": "C-1", "field": "affects"}]}}
	of_old := scope.change_planned with input as arrives with data.refs as planned with data.isms as {"change": {"C-1": {"id": "C-1"}}}
	of_old == set()
	gone := object.remove(arrives, [])
	unknown := scope.change_planned with input as gone with data.refs as {} with data.isms as {}
	count(unknown) == 1
}

test_a_text_without_a_day_of_approval_is_covered_by_any_change if {
	undated := _revision(object.remove(_old, ["approved_on"]), _new, ["services"])
	_judged(undated, [{"id": "C-1", "implemented_on": "2020-01-01"}]) == set()
	count(_judged(undated, [])) == 1
}
