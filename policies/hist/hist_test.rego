package rules.hist_test

import data.rules.hist

_revised(before, after, changed) := {
	"kind": before.kind, "id": before.id, "before": before, "after": after, "changed": changed, "content": true,
	"commit": {"id": "c", "authors": ["ada"], "author": {"email": "ada@acme.example"}, "trailers": [], "approvals": []},
}

_closed := {"kind": "audit", "id": "a", "status": "closed", "conclusion": "Good", "evidence": ["E-1"]}

test_what_stood_in_a_closed_record_stands if {
	altered := object.union(_closed, {"conclusion": "Very good"})
	found := hist.closed_immutable with input as _revised(_closed, altered, ["conclusion"])

	found == {{
		"at": ["conclusion"], "key": "closed",
		"message": "audit a was closed, and then changed without a correction note (conclusion)",
	}}
	count(hist.closed_immutable) == 1 with input as _revised(_closed, object.remove(_closed, ["conclusion"]), ["conclusion"])
	count(hist.closed_immutable) == 1 with input as _revised(_closed, object.union(_closed, {"status": "open"}), ["status"])
	count(hist.closed_immutable) == 1 with input as _revised(_closed, object.union(_closed, {"evidence": ["E-2"]}), ["evidence"])
}

test_more_may_be_added_to_a_closed_record if {
	more := object.union(_closed, {"evidence": ["E-2", "E-1"], "reported_on": "2026-02-01", "x-ticket": 2, "reviewed": []})

	count(hist.closed_immutable) == 0 with input as _revised(_closed, more, ["evidence", "reported_on", "reviewed", "x-ticket"])
	action := object.union(_closed, {"actions": [{"what": "mend", "done_on": "2026-01-10"}]})
	proven := object.union(_closed, {"actions": [{"what": "mend", "done_on": "2026-01-10", "evidence": ["E-2"]}]})
	count(hist.closed_immutable) == 0 with input as _revised(action, proven, ["actions"])
	count(hist.closed_immutable) == 1 with input as _revised(proven, action, ["actions"])
	open := object.union(_closed, {"status": "open"})
	count(hist.closed_immutable) == 0 with input as _revised(open, _closed, ["conclusion", "status"])
	count(hist.closed_immutable) == 0 with input as {"kind": "audit", "id": "a", "before": _closed, "changed": []}
}

test_a_correction_is_a_new_note_and_no_old_one if {
	noted := object.union(_closed, {"changes": [{"version": "1.0.1"}]})
	corrected := object.union(noted, {"conclusion": "Fair"})

	count(hist.closed_immutable) == 0 with input as _revised(_closed, corrected, ["changes", "conclusion"])
	count(hist.closed_immutable) == 1 with input as _revised(noted, corrected, ["conclusion"])
}

_policy := {"kind": "policy", "id": "p", "status": "approved", "version": "1.0.0"}

_reviewed(change, org) := found if {
	found := hist.four_eyes with input as object.union(_revised(_policy, _policy, ["scope"]), {"commit": change}) with data.org as org
}

_asks := {"git": {"review_evidence": ["merge-commit"]}}

test_reviews_are_by_others_and_count_for_something if {
	alone := {{"at": [], "message": "policy p was changed by ada alone, without a review in the commit"}}

	_reviewed({}, _asks) == alone
	_reviewed({"approvals": [{"source": "trailer", "strength": "D", "person": "ada"}]}, _asks) == alone
	_reviewed({"approvals": [{"source": "trailer", "strength": "", "person": "ben"}]}, _asks) == alone
	_reviewed({"approvals": [{"source": "merge", "strength": "D", "person": "ben"}]}, _asks) == set()
	_reviewed({"authors": []}, _asks) == {{"at": [], "message": "policy p was changed by <ada@acme.example> alone, without a review in the commit"}}
}

test_reviews_are_asked_for_where_commits_show_them if {
	_reviewed({}, {}) == set()
	_reviewed({}, {"git": {"review_evidence": ["platform-export"]}}) == set()
}

test_who_enters_what_another_one_wrote_has_seen_it if {
	named := object.union(_policy, {"author": "ben"})

	count(hist.four_eyes) == 0 with input as _revised(_policy, named, ["scope"]) with data.org as _asks
	count(hist.four_eyes) == 1 with input as _revised(_policy, object.union(_policy, {"author": "ada"}), ["scope"]) with data.org as _asks
}

_commit(when, previous) := {
	"id": "0123456789abcdef", "author": {"name": "A", "email": "ada@acme.example"}, "changes": [],
	"committer": {"name": "A", "email": "ada@acme.example", "when": when}, "previous": {"id": "b", "when": previous},
}

_clock(when, previous, key) := {f | some f in found; f.key == key} if {
	found := hist.clock_sane with input as _commit(when, previous)
}

_backward(when, previous) := _clock(when, previous, "backward")

test_a_clock_may_be_ten_minutes_behind if {
	_backward("2026-01-10T12:00:00+01:00", "2026-01-10T11:10:00Z") == set()
	_backward("2026-01-10T12:00:00+01:00", "2026-01-10T11:10:01Z") == {{
		"at": [], "key": "backward",
		"message": "commit 0123456789 of 2026-01-10T12:00:00+01:00 follows one of 2026-01-10T11:10:01Z",
	}}
}

test_a_day_to_come_is_found_until_it_comes if {
	_clock("2026-01-10T23:00:00+01:00", "2026-01-10T11:10:00Z", "future") == {{
		"at": [], "key": "future", "until": "2026-01-10",
		"message": "commit 0123456789 claims to be made on 2026-01-10, which is still to come",
	}}
}

_people := {"person": {
	"ada": {"id": "ada", "emails": ["Ada@acme.example"], "start": "2026-01-10", "end": "2026-01-20"},
	"ben": {"id": "ben"},
}}

_known(email, when) := found if {
	c := object.union(_commit(when, when), {"author": {"email": email}, "committer": {"email": "ci@acme.example"}})
	found := hist.author_known with input as c with data.isms as _people with data.org as {"git": {"bots": ["CI@acme.example"]}}
}

_left(email, when) := found if {
	c := object.union(_commit(when, when), {"author": {"email": email}, "committer": {"email": "ci@acme.example"}})
	found := hist.leaver_commit with input as c with data.isms as _people with data.org as {"git": {"bots": ["ci@acme.example"]}}
}

test_an_address_is_a_persons_or_unknown if {
	_known("eve@acme.example", "2026-01-15T12:00:00Z") == {{
		"at": [], "key": "author", "message": "author <eve@acme.example> of commit 0123456789 is no known person",
	}}
	_left("eve@acme.example", "2026-01-15T12:00:00Z") == set()
}

test_an_address_out_of_time_is_a_leavers_and_not_unknown if {
	_left("ada@acme.example", "2026-01-21T00:00:00Z") == {{
		"at": [], "key": "author ada", "message": "author of commit 0123456789 is ada, who left on 2026-01-20",
	}}
	_left("ada@acme.example", "2026-01-09T00:00:00Z") == {{
		"at": [], "key": "author ada", "message": "author of commit 0123456789 is ada, who starts on 2026-01-10",
	}}
	_known("ada@acme.example", "2026-01-21T00:00:00Z") == set()
}

test_an_address_that_a_change_moves_into_time_is_unknown if {
	# who counts is what was agreed: the engine found no person, whatever the records say now
	count(_known("ada@acme.example", "2026-01-15T12:00:00Z")) == 1
}

test_without_any_address_on_record_nobody_is_accused if {
	count(hist.author_known) == 0 with input as _commit("2026-01-15T12:00:00Z", "2026-01-15T12:00:00Z")
		with data.isms as {"person": {"ben": {"id": "ben"}}}
		with data.org as {}
}

test_a_known_person_is_neither if {
	known := {"author": {"person": "ada"}, "committer": {"persons": ["ada", "ben"]}}
	c := object.union(_commit("2026-01-15T12:00:00Z", "2026-01-15T12:00:00Z"), known)

	count(hist.author_known) == 0 with input as c with data.isms as _people with data.org as {}
	count(hist.leaver_commit) == 0 with input as c with data.isms as _people with data.org as {}
}
