package rules.doc_test

import data.rules.doc

_claimed := {
	"kind": "policy", "id": "p", "status": "approved", "version": "2.0.0",
	"approved_by": "ceo", "approved_on": "2026-01-10", "scope": "All servers", "next_review": "2027-01-10",
}

_committed(before, after, changed, commit) := object.union(
	{
		"kind": after.kind, "id": after.id, "after": after, "changed": changed, "content": true,
		"commit": object.union(
			{
				"id": "c", "parents": ["b"], "authors": ["ada"], "trailers": [], "approvals": [],
				"committer": {"name": "A", "email": "a@acme.example", "when": "2026-01-24T10:00:00+01:00"},
			},
			commit,
		),
	},
	before,
)

test_an_approval_counts_from_its_day_on if {
	found := doc.approval_not_future with input as _claimed

	found == {{
		"at": ["approved_on"], "until": "2026-01-10",
		"message": "policy p is said to be approved on 2026-01-10, which is still to come",
	}}
	count(doc.approval_not_future) == 1 with input as {"kind": "exception", "id": "e", "approved_on": "2026-01-10"}
}

test_half_an_approval_is_none if {
	audit := {"kind": "audit", "id": "IA", "status": "closed", "approved_by": "ceo", "approved_on": "2026-01-10"}
	without_day := doc.approval_whole with input as object.remove(audit, ["approved_on"])
	without_name := doc.approval_whole with input as object.remove(audit, ["approved_by"])

	without_day == {{"at": ["approved_by"], "message": "audit IA has approved_by and no approved_on"}}
	without_name == {{"at": ["approved_on"], "message": "audit IA has approved_on and no approved_by"}}
	count(doc.approval_whole) == 0 with input as audit
	count(doc.approval_whole) == 0 with input as object.remove(audit, ["approved_by", "approved_on"])
	count(doc.approval_whole) == 0 with input as {"kind": "audit", "id": "IA", "status": "void", "approved_by": "ceo"}
	count(doc.approval_whole) == 0 with input as object.remove(_claimed, ["approved_on"])
	count(doc.approval_whole) == 1 with input as {"kind": "exception", "id": "E", "approved_by": "ceo"}
}

test_drafts_plan_their_approval if {
	count(doc.approval_not_future) == 0 with input as object.union(_claimed, {"status": "draft"})
	count(doc.approval_not_future) == 0 with input as object.union(_claimed, {"status": "void"})
	count(doc.approval_not_future) == 0 with input as object.remove(_claimed, ["approved_on"])
}

_late := {"committer": {"name": "A", "email": "a@acme.example", "when": "2026-01-25T00:30:00+01:00"}}

test_an_approval_is_entered_within_two_weeks if {
	count(doc.approval_not_backdated) == 0 with input as _committed({}, _claimed, [], {})
	found := doc.approval_not_backdated with input as _committed({}, _claimed, [], _late)
	found == {{
		"at": ["approved_on"], "key": "backdated",
		"message": "policy p was written on 2026-01-25 with an approval of 2026-01-10, more than P14D before, and nothing linked bears that out",
	}}
	count(doc.approval_not_backdated) == 0 with input as _committed({}, _claimed, [], _late)
		with data.org.intervals as {"approval_recorded": "P15D"}
}

test_what_a_repository_begins_with_is_older_than_it if {
	count(doc.approval_not_backdated) == 0 with input as _committed({}, _claimed, [], object.union(_late, {"parents": []}))
	count(doc.approval_not_backdated) == 0 with input as _committed({}, object.union(_claimed, {"status": "draft"}), [], _late)
	before := {"before": object.union(_claimed, {"scope": "Some servers"})}
	count(doc.approval_not_backdated) == 0 with input as _committed(before, _claimed, ["scope"], _late)
}

test_minutes_bear_an_approval_out if {
	linked := object.union(_claimed, {"links": ["management_review/MR-1"]})

	count(doc.approval_not_backdated) == 1 with input as _committed({}, linked, [], _late)
	count(doc.approval_not_backdated) == 0 with input as _committed({}, linked, [], _late)
		with data.isms.management_review as {"MR-1": {"id": "MR-1"}}
	proven := object.union(_claimed, {"links": ["E-1"]})
	count(doc.approval_not_backdated) == 0 with input as _committed({}, proven, [], _late)
		with data.isms.evidence as {"E-1": {"id": "E-1"}}
}

_two := [{"kinds": ["policy", "risk"], "roles": ["board"], "min_approvers": 2}, {"kinds": ["scope"], "roles": ["board"]}]

_board := {"board": {"id": "board", "holders": [{"person": "ada"}, {"person": "ben"}, {"person": "cem", "until": "2025-12-31"}]}}

_enough(by, approvals) := found if {
	after := object.union(_claimed, {"approved_by": by})
	found := doc.approvers_enough with input as _committed({}, after, [], {"approvals": approvals})
		with data.org.approval_matrix as _two
		with data.isms.role as _board
		with data.isms.person as {"ada": {"id": "ada"}, "ben": {"id": "ben"}, "cem": {"id": "cem"}, "dan": {"id": "dan"}}
}

_said(person) := {"source": "trailer", "strength": "D", "reason": "", "person": person}

test_two_approvers_are_two_people if {
	_enough("ada", []) == {{
		"at": ["approved_by"],
		"message": "policy p was approved by 1 of the 2 people that approval_matrix asks for",
	}}
	count(_enough("ada", [_said("ada"), _said("ada")])) == 1
	_enough("ada", [_said("ada"), _said("ben")]) == set()
	_enough("ada", [_said("ben")]) == set()
	_enough("board", [_said("ada"), _said("ben")]) == set()
	count(_enough("board", [_said("ben")])) == 1
}

test_only_who_may_approve_counts if {
	count(_enough("ada", [_said("cem")])) == 1
	count(_enough("ada", [_said("dan")])) == 1
	count(_enough("ada", [object.union(_said("ben"), {"strength": ""})])) == 1
	count(_enough("ada", [object.remove(_said("ben"), ["person"])])) == 1
}

test_one_is_enough_where_the_matrix_does_not_say if {
	after := object.remove(_claimed, ["approved_on"])
	scope := {"kind": "scope", "id": "s", "status": "approved", "approved_by": "ada"}

	count(doc.approvers_enough) == 0 with input as _committed({}, scope, [], {}) with data.org.approval_matrix as _two
	count(doc.approvers_enough) == 0 with input as _committed({}, after, [], {})
	count(doc.approvers_enough) == 1 with input as _committed({}, after, [], {}) with data.org.approval_matrix as _two
	register := {"kind": "register", "of": "risk", "id": "r", "status": "approved", "approved_by": "ada"}
	count(doc.approvers_enough) == 1 with input as _committed({}, register, [], {}) with data.org.approval_matrix as _two
}

_moved := object.union(_claimed, {"next_review": "2028-01-10"})

_looked(review) := object.union(_moved, {"reviewed": [review]})

_was := {"before": _claimed}

test_a_date_alone_is_no_review if {
	found := doc.review_substantive with input as _committed(_was, _moved, ["next_review"], {})

	found == {{
		"at": ["next_review"], "key": "moved",
		"message": "the next review of policy p was moved from 2027-01-10 to 2028-01-10 without a review on record",
	}}
	count(doc.review_substantive) == 0 with input as _committed({"before": _moved}, _claimed, ["next_review"], {})
	approved := object.union(_moved, {"approved_on": "2026-12-10"})
	count(doc.review_substantive) == 0 with input as _committed(_was, approved, ["approved_on", "next_review"], {})
	drafted := {"before": object.union(_claimed, {"status": "draft"})}
	count(doc.review_substantive) == 0 with input as _committed(drafted, _moved, ["next_review", "status"], {})
}

test_a_review_names_reviewer_and_outcome if {
	review := {"on": "2026-12-10", "by": "ben", "outcome": "confirmed"}
	changed := ["next_review", "reviewed"]

	count(doc.review_substantive) == 0 with input as _committed(_was, _looked(review), changed, {})
	found := doc.review_substantive with input as _committed(_was, _looked(object.remove(review, ["by", "outcome"])), changed, {})
	found == {{
		"at": ["reviewed", 0], "key": "said 2026-12-10",
		"message": "a review of policy p does not say by whom and with which outcome",
	}}
	standing := {"before": object.union(_claimed, {"reviewed": [{"on": "2026-12-10"}]})}
	count(doc.review_substantive) == 1 with input as _committed(standing, _looked({"on": "2026-12-10"}), ["next_review"], {})
}

test_an_author_does_not_review_alone if {
	review := {"on": "2026-12-10", "by": "ada", "outcome": "confirmed"}
	authored := object.union(_looked(review), {"author": "ada"})

	found := doc.review_substantive with input as _committed(_was, authored, ["next_review", "reviewed"], {})
	found == {{
		"at": ["reviewed", 0, "by"], "key": "author 2026-12-10",
		"message": "policy p was reviewed by its author ada alone",
	}}
	both := object.union(authored, {"reviewed": [review, {"on": "2026-12-10", "by": "ben", "outcome": "confirmed"}]})
	count(doc.review_substantive) == 0 with input as _committed(_was, both, ["next_review", "reviewed"], {})
	count(doc.review_substantive) == 0 with input as _committed(_was, authored, ["next_review", "reviewed"], {})
		with data.org.small_organization as {"approved_by": "ceo"}
	count(doc.review_substantive) == 0 with input as _committed(_was, _looked(review), ["next_review", "reviewed"], {})
	count(doc.review_substantive) == 1 with input as _committed(_was, _looked(review), ["next_review", "reviewed", "scope"], {})
}
