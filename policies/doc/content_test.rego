package rules.doc_test

import data.rules.doc

test_placeholders_are_found_at_any_depth_and_own_fields_left_alone if {
	record := object.union(_policy, {
		"statements": [{"id": "s1", "text": "Keys are held by {{role}}."}],
		"x-note": "TODO",
		"consequence": "see the todo list, <b>bold</b> and <br>",
	})
	found := doc.placeholder with input as record

	found == {{
		"at": ["statements", 0, "text"],
		"message": `policy p is in force with the placeholder "{{role}}"`,
	}}
}

test_a_section_that_stands_for_a_field_is_searched_once if {
	text := "Ask <name of contact>."
	record := object.union(_policy, {
		"contact": text,
		"body": {"sections": {"Contact": text}, "placeholders": [{"text": "<name of contact>", "line": 9}]},
	})
	found := doc.placeholder with input as record

	{finding.at | some finding in found} == {["body", "placeholders", 0]}
}

test_a_placeholder_that_comes_twice_is_found_twice if {
	holes := [{"text": "TBD", "line": 9}, {"text": "TBD", "line": 12}]
	found := doc.placeholder with input as object.union(_policy, {"body": {"placeholders": holes}})

	found == {
		{
			"at": ["body", "placeholders", 0],
			"message": `policy p is in force with the placeholder "TBD"`,
			"key": "body TBD 0",
		},
		{
			"at": ["body", "placeholders", 1],
			"message": `policy p is in force with the placeholder "TBD"`,
			"key": "body TBD 1",
		},
	}
}

test_an_empty_audience_is_none if {
	found := doc.audience with input as {"kind": "procedure", "id": "x", "status": "approved", "audience": []}

	found == {{"at": ["audience"], "message": "procedure x names no audience"}}
	count(doc.audience) == 0 with input as {"kind": "procedure", "id": "x", "status": "draft"}
	count(doc.audience) == 0 with input as {"kind": "scope", "id": "x", "status": "approved"}
}

test_each_document_that_binds_nobody_is_found_at_its_place if {
	line := {
		"kind": "soa_control",
		"id": "A.5.15",
		"parent": {"kind": "soa", "id": "soa"},
		"applicable": true,
		"status": "partial",
		"documents": ["good", "draft", "gone", "elsewhere"],
	}
	isms := {
		"soa": {"soa": {"status": "approved"}},
		"policy": {"good": {"status": "approved"}, "draft": {"status": "in-review"}},
		"procedure": {"gone": {"status": "retired"}, "good": {"status": "draft"}},
		"document": {"elsewhere": {"id": "elsewhere"}},
	}
	found := doc.draft_not_in_force with input as line with data.isms as isms

	found == {
		{"at": ["documents", 1], "message": `control A.5.15 rests on draft, whose status is "in-review"`},
		{"at": ["documents", 2], "message": `control A.5.15 rests on gone, whose status is "retired"`},
	}
	retired := object.union(isms, {"soa": {"soa": {"status": "retired"}}})
	count(doc.draft_not_in_force) == 0 with input as line with data.isms as retired
}

test_a_note_is_part_of_the_reason_to_retire if {
	retired := {"kind": "procedure", "id": "fax", "status": "retired", "reviewed": [{"on": "2026-01-15", "outcome": "retire"}]}
	found := doc.superseded_linked with input as retired

	found == {{"at": ["status"], "message": "procedure fax is retired and names neither a successor nor a reason"}}
}

test_only_what_is_in_force_may_not_point_at_a_retired_document if {
	retired := {"kind": "policy", "id": "old", "status": "retired", "superseded_by": "new"}
	refs := {"policy": {"old": [
		{"kind": "policy", "id": "new", "field": "supersedes"},
		{"kind": "procedure", "id": "live", "field": "links"},
		{"kind": "procedure", "id": "dead", "field": "links"},
		{"kind": "risk", "id": "R-1", "field": "sources"},
	]}}
	isms := {
		"policy": {"new": {"status": "approved"}},
		"procedure": {"live": {"status": "approved"}, "dead": {"status": "retired"}},
		"risk": {"R-1": {"state": "open"}},
	}
	found := doc.superseded_linked with input as retired with data.refs as refs with data.isms as isms

	found == {{
		"at": ["status"],
		"message": "policy old is retired, but procedure live in force names it in links",
		"key": "procedure/live",
	}}
}

test_an_entry_without_origin_is_incomplete if {
	found := doc.external_registered with input as {"kind": "document", "id": "d"}

	found == {{"at": [], "message": "document d lacks origin, owner"}}
}

test_an_off_repository_document_lacks_each_thing_once if {
	entry := {"kind": "document", "id": "d", "origin": "off-repo"}

	doc.external_registered == {{"at": [], "message": "document d lacks owner"}} with input as entry
	found := doc.offrepo_hash with input as entry
	found == {{"at": [], "message": "document d is kept elsewhere without location, issue_or_version, sha256"}}
	count(doc.offrepo_hash) == 0 with input as object.union(entry, {"origin": "external"})
}
