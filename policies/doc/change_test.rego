package rules.doc_test

import data.rules.doc

_revised(before, after, changed, content) := {
	"kind": before.kind,
	"id": before.id,
	"before": before,
	"after": after,
	"changed": changed,
	"content": content,
	"commit": {"id": "c", "authors": ["ada"], "trailers": [], "approvals": []},
}

_before := {
	"kind": "policy", "id": "p", "status": "approved", "version": "1.9.0",
	"approved_by": "ceo", "approved_on": "2026-01-10", "scope": "All servers",
}

_relaxed := object.union(_before, {"scope": "Some servers"})

test_a_text_that_changes_alone_lacks_a_version_and_an_approval if {
	bumped := doc.version_bumped with input as _revised(_before, _relaxed, ["scope"], true)
	covered := doc.approval_covers_content with input as _revised(_before, _relaxed, ["scope"], true)

	bumped == {{"at": ["version"], "message": "policy p was changed (scope) and is still version 1.9.0"}}
	covered == {{"at": ["approved_on"], "message": "policy p was changed (scope) after ceo approved it on 2026-01-10"}}
}

test_layout_owner_and_drafts_need_no_version if {
	count(doc.version_bumped) == 0 with input as _revised(_before, _before, ["body"], false)
	count(doc.version_bumped) == 0 with input as _revised(_before, object.union(_before, {"owner": "cto"}), ["owner"], true)
	draft := object.union(_before, {"status": "draft"})
	count(doc.version_bumped) == 0 with input as _revised(_before, object.union(draft, {"scope": "x"}), ["scope", "status"], true)
	count(doc.version_bumped) == 0 with input as _revised(draft, _relaxed, ["scope", "status"], true)
}

test_items_of_registers_and_events_have_no_version if {
	item := object.union(_before, {"parent": {"kind": "register", "id": "policies"}})

	count(doc.version_bumped) == 0 with input as _revised(item, object.union(item, {"scope": "x"}), ["scope"], true)
	incident := {"kind": "incident", "id": "i", "status": "approved", "version": "1.0.0"}
	count(doc.version_bumped) == 0 with input as _revised(incident, object.union(incident, {"x": 1}), ["x"], true)
}

test_a_raised_version_under_the_old_approval_lacks_the_approval_alone if {
	raised := object.union(_relaxed, {"version": "1.10.0"})

	count(doc.version_bumped) == 0 with input as _revised(_before, raised, ["scope", "version"], true)
	count(doc.approval_covers_content) == 1 with input as _revised(_before, raised, ["scope", "version"], true)
	approved := object.union(raised, {"approved_on": "2026-02-01"})
	count(doc.approval_covers_content) == 0 with input as _revised(_before, approved, ["approved_on", "scope", "version"], true)
}

test_versions_are_numbers_and_no_texts if {
	ten := object.union(_before, {"version": "1.10.0"})

	count(doc.version_monotonic) == 0 with input as _revised(_before, ten, ["version"], false)
	found := doc.version_monotonic with input as _revised(ten, _before, ["version"], false)
	found == {{"at": ["version"], "message": "version of policy p went down from 1.10.0 to 1.9.0"}}
	count(doc.version_monotonic) == 0 with input as _revised(ten, object.union(_before, {"version": "final"}), ["version"], false)
	count(doc.version_monotonic) == 0 with input as _revised(ten, object.remove(_before, ["version"]), ["version"], false)
}

_staff := {
	"role": {"ceo": {"id": "ceo", "holders": [{"person": "ada", "from": "2024-01-01"}, {"person": "ben", "from": "2026-02-01"}]}},
	"person": {"ada": {"id": "ada"}, "ben": {"id": "ben"}},
}

_written(record) := found if {
	found := doc.approver_not_author with input as object.remove(_revised(record, record, [], false), ["before"])
		with data.isms as _staff
		with data.org as {}
}

test_who_holds_the_approving_role_alone_may_not_write_the_text if {
	_written(_before) == {{"at": ["approved_by"], "message": "policy p was written and approved by ada"}}
	_written(object.union(_before, {"approved_by": "ada"})) == _written(_before)
	_written(object.union(_before, {"approved_on": "2026-02-01"})) == set()
	_written(object.union(_before, {"approved_by": "ben"})) == set()
	_written(object.union(_before, {"approved_by": "nobody"})) == set()
	_written(object.union(_before, {"status": "draft"})) == set()
}

test_who_enters_what_another_one_wrote_is_no_author if {
	_written(object.union(_before, {"author": "ben"})) == set()
	count(_written(object.union(_before, {"author": "ada"}))) == 1
}

test_an_approval_without_a_new_text_may_be_entered_by_the_approver if {
	renewed := object.union(_before, {"approved_on": "2026-01-20"})

	count(doc.approver_not_author) == 0 with input as _revised(_before, renewed, ["approved_on"], false)
		with data.isms as _staff
		with data.org as {}
	count(doc.approver_not_author) == 1 with input as _revised(_before, renewed, ["approved_on", "scope"], true)
		with data.isms as _staff
		with data.org as {}
}

test_a_small_organization_is_told_mildly if {
	found := doc.approver_not_author with input as object.remove(_revised(_before, _before, [], false), ["before"])
		with data.isms as _staff
		with data.org as {"small_organization": {"approved_by": "ada"}}

	found == {{"at": ["approved_by"], "message": "policy p was written and approved by ada", "grade": "observation"}}
}

test_a_new_version_has_its_own_note if {
	ten := object.union(_before, {"version": "1.10.0", "changes": [{"version": "1.9.0", "note": "old"}]})

	found := doc.change_described with input as _revised(_before, ten, ["version"], false)
	found == {{"at": ["version"], "message": "policy p does not say what is new in version 1.10.0"}}
	noted := object.union(ten, {"changes": [{"version": "1.10.0", "note": "new"}]})
	count(doc.change_described) == 0 with input as _revised(_before, noted, ["changes", "version"], false)
	trailer := {"commit": {"trailers": [{"key": "change-note", "value": "new"}]}}
	count(doc.change_described) == 0 with input as object.union(_revised(_before, ten, ["version"], false), trailer)
}

_gone(record, org, refs) := found if {
	found := doc.record_kept with input as {"kind": record.kind, "id": record.id, "before": record, "changed": [], "content": false}
		with data.org as org
		with data.refs as refs
}

_incident := {"kind": "incident", "id": "i", "status": "closed", "closed_at": "2026-01-10T12:00:00Z"}

_five := {"retention": [{"id": "long", "period": "P5Y", "kinds": ["incident"]}, {"id": "short", "period": "P1Y"}]}

test_a_record_is_kept_from_its_last_day_for_the_period_of_its_class if {
	_gone(_incident, _five, {}) == {{"at": [], "until": "2031-01-11", "message": "incident i was deleted, and is to be kept until 2031-01-10"}}
	own := object.union(_incident, {"retention": "short", "reported_at": "2026-02-01T00:00:00Z"})
	_gone(own, _five, {}) == {{"at": [], "until": "2027-02-02", "message": "incident i was deleted, and is to be kept until 2027-02-01"}}
}

test_without_a_day_or_a_period_a_record_is_kept if {
	forever := {{"at": [], "message": "incident i was deleted, and nothing says when its time was over"}}

	_gone(object.remove(_incident, ["closed_at"]), _five, {}) == forever
	_gone(_incident, {}, {}) == forever
	_gone(object.union(_incident, {"retention": "unknown"}), _five, {}) == forever
}

test_what_is_void_superseded_or_no_record_may_go if {
	_gone(object.union(_incident, {"status": "void"}), _five, {}) == set()
	_gone(_incident, _five, {"incident": {"i": [{"kind": "incident", "id": "j", "field": "supersedes"}]}}) == set()
	_gone({"kind": "policy", "id": "p", "status": "approved"}, _five, {}) == set()
	count(_gone({"kind": "evidence", "id": "e"}, _five, {})) == 1
}
