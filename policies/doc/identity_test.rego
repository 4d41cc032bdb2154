package rules.doc_test

import data.rules.doc

_theft := {"kind": "risk", "id": "R-1", "title": "Notebook is stolen", "scenario": "A thief takes it.", "owner": "cto"}

_flood := {"kind": "risk", "id": "R-1", "title": "Flood in the server room", "scenario": "A pipe breaks.", "owner": "cto"}

_reused(before, after, changed) := found if {
	found := doc.id_stable with input as _revised(before, after, changed, true)
}

test_an_id_is_not_given_to_another_thing if {
	_reused(_theft, _flood, ["scenario", "title"]) == {{
		"at": ["title"], "key": "reused",
		"message": `risk R-1 stood for "Notebook is stolen" and stands for "Flood in the server room" now`,
	}}
}

test_a_title_may_be_written_better if {
	_reused(_theft, object.union(_theft, {"title": "Flood in the server room"}), ["title"]) == set()
	better := object.union(_flood, {"title": "Notebook of an engineer gets lost"})
	_reused(_theft, better, ["scenario", "title"]) == set()
	short := object.union(_flood, {"title": "Theft"})
	_reused(_theft, short, ["scenario", "title"]) == set()
	_reused({"kind": "risk", "id": "R-1", "title": "Notebook is stolen"}, {"kind": "risk", "id": "R-1", "title": "Flood in the server room"}, ["title"]) == set()
}

test_documents_are_written_anew if {
	policy := object.union(_theft, {"kind": "policy"})

	_reused(policy, object.union(_flood, {"kind": "policy"}), ["scenario", "title"]) == set()
}

_moved_to(fields) := found if {
	after := object.union(_theft, fields)
	found := doc.id_stable with input as {"kind": "risk", "id": "R-1", "was": "R-9", "after": after, "changed": [], "content": false}
}

test_a_thing_keeps_its_id if {
	_moved_to({}) == {{"at": ["id"], "key": "renamed", "message": "risk R-1 had the id R-9 until this commit"}}
	_moved_to({"supersedes": "R-9"}) == set()
	_moved_to({"supersedes": "risk/R-9"}) == set()
	count(_moved_to({"supersedes": "risk/R-8"})) == 1
	_moved_to({"status": "draft"}) == set()
}
