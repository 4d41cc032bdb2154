package rules.doc_test

import data.rules.doc

test_a_review_is_due_through_its_whole_day if {
	found := doc.review_due with input as object.union(_policy, {"next_review": "2024-02-28"})

	found == {{
		"at": ["next_review"],
		"message": "policy p was due for review by 2024-02-28",
		"since": "2024-02-29",
	}}
}

test_the_top_policy_is_grave_after_a_year if {
	found := doc.review_due with input as object.union(_policy, {"level": "top", "next_review": "2025-12-31"})

	found == {
		{
			"at": ["next_review"],
			"message": "policy p was due for review by 2025-12-31",
			"since": "2026-01-01",
			"until": "2027-01-01",
		},
		{
			"at": ["next_review"],
			"message": "policy p was due for review by 2025-12-31, more than a year ago",
			"since": "2027-01-01",
			"grade": "major",
		},
	}
}

test_an_interval_runs_from_the_last_review if {
	record := object.union(object.remove(_policy, ["next_review"]), {
		"review_interval": "P6M",
		"reviewed": [{"on": "2026-08-31"}, {"on": "2026-03-01"}],
	})
	found := doc.review_due with input as record

	found == {{
		"at": ["review_interval"],
		"message": "policy p was due for review by 2027-02-28",
		"since": "2027-03-01",
	}}
}

test_no_date_and_no_interval_is_left_to_doc_header_complete if {
	count(doc.review_due) == 0 with input as object.remove(_policy, ["next_review"])
}

test_drafts_are_not_reviewed if {
	count(doc.review_due) == 0 with input as object.union(_policy, {"status": "draft"})
}

test_the_interval_is_kept_on_its_last_day if {
	leap := object.union(_policy, {"approved_on": "2024-02-29", "next_review": "2025-02-28"})

	count(doc.review_interval) == 0 with input as leap
	found := doc.review_interval with input as object.union(leap, {"next_review": "2025-03-01"})
	found == {{
		"at": ["next_review"],
		"message": "policy p is next reviewed by 2025-03-01, later than P1Y after 2024-02-29",
	}}
}

test_a_later_review_moves_the_interval if {
	record := object.union(_policy, {"reviewed": [{"on": "2027-01-05"}], "next_review": "2028-01-05"})

	count(doc.review_interval) == 0 with input as record
}

test_a_shorter_promise_of_the_document_counts if {
	found := doc.review_interval with input as object.union(_policy, {"review_interval": "P3M"})

	found == {{
		"at": ["next_review"],
		"message": "policy p is next reviewed by 2027-01-10, later than P3M after 2026-01-10",
	}}
}

test_a_longer_promise_of_the_document_does_not if {
	record := object.union(object.remove(_policy, ["next_review"]), {"review_interval": "P5Y"})
	found := doc.review_interval with input as record

	found == {{
		"at": ["review_interval"],
		"message": "policy p is next reviewed by 2031-01-10, later than P1Y after 2026-01-10",
	}}
}
