package lib.revisions_test

import data.lib.revisions

_changed(before, after, changed) := revisions.text({
	"kind": before.kind, "before": before, "after": after, "changed": changed, "content": true,
})

test_the_text_is_what_binds if {
	policy := {"kind": "policy"}

	_changed(policy, policy, ["owner", "scope", "version"]) == ["scope"]
	_changed(policy, policy, ["next_review", "version"]) == []
	revisions.text({"kind": "policy", "changed": ["body"], "content": false}) == []
}

test_lists_that_go_on_are_not_the_text if {
	_changed({"kind": "context"}, {"kind": "context"}, ["issues", "purpose"]) == ["purpose"]
	_changed({"kind": "scope"}, {"kind": "scope"}, ["issues"]) == ["issues"]
}

test_decisions_of_a_statement_are_its_text_and_progress_is_not if {
	before := {"kind": "soa", "controls": [{"id": "A.5.1", "applicable": true, "status": "planned"}, {"id": "A.7.4", "applicable": false, "justification": "no premises"}]}
	done := {"kind": "soa", "controls": [{"id": "A.7.4", "applicable": false, "justification": "no premises"}, {"id": "A.5.1", "applicable": true, "status": "implemented"}]}
	excluded := {"kind": "soa", "controls": [{"id": "A.5.1", "applicable": false, "status": "planned"}, before.controls[1]]}

	_changed(before, done, ["controls"]) == []
	_changed(before, excluded, ["controls"]) == ["controls"]
	_changed(before, {"kind": "soa", "controls": []}, ["controls"]) == ["controls"]
}
