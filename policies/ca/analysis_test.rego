package rules.ca_test

import data.rules.ca

_bare := {"id": "CA", "kind": "corrective_action", "type": "nonconformity", "raised_on": "2026-01-10"}

_but(fields) := object.union(_bare, fields)

_messages(found) := {finding.message | some finding in found}

_spans(found) := {[object.get(finding, "since", ""), object.get(finding, "until", "")] | some finding in found}

test_there_is_time_for_the_analysis if {
	_spans(ca.correction) == {["2026-02-10", ""]} with input as _bare
	_spans(ca.root_cause) == {["2026-02-10", ""]} with input as _bare
	_spans(ca.similar) == {["2026-02-10", ""]} with input as _bare
	_spans(ca.isms_change) == {["2026-02-10", ""]} with input as _bare
	_spans(ca.plan) == {["2026-02-10", ""]} with input as _bare
	_spans(ca.correction) == {["2031-01-11", ""]} with input as _bare with data.org.intervals as {"corrective_action": "P5Y"}
}

test_what_is_called_done_has_no_time_left if {
	every fields in [{"state": "implemented"}, {"state": "verified"}, {"state": "closed"}, {"status": "closed"}] {
		_spans(ca.correction) == {["", ""]} with input as _but(fields)
		_spans(ca.plan) == {["", ""]} with input as _but(fields)
	}
	_spans(ca.correction) == {["", ""]} with input as object.remove(_bare, ["raised_on"])
}

test_improvements_and_mistakes_have_no_cause if {
	every fields in [{"type": "improvement"}, {"status": "void"}] {
		record := _but(object.union({"state": "closed", "cause": {"text": "human error"}}, fields))
		ca.correction == set() with input as record
		ca.root_cause == set() with input as record
		ca.human_error == set() with input as record
		ca.similar == set() with input as record
		ca.isms_change == set() with input as record
	}
	count(ca.correction) == 1 with input as object.remove(_bare, ["type"])
}

test_blank_words_say_nothing if {
	count(ca.correction) == 1 with input as _but({"correction": {"text": " "}})
	ca.correction == set() with input as _but({"correction": {"text": "nothing could be put right"}})
	count(ca.root_cause) == 1 with input as _but({"cause": {"method": "other", "text": ""}})
	empty := _but({"correction": null, "cause": null, "similar": null, "isms_change": null, "actions": null, "effectiveness": null, "state": "closed"})
	count(ca.correction) == 1 with input as empty
	count(ca.root_cause) == 1 with input as empty
	count(ca.similar) == 1 with input as empty
	count(ca.isms_change) == 1 with input as empty
	count(ca.plan) == 1 with input as empty
	count(ca.closed_proof) == 2 with input as empty
}

test_a_restatement_is_no_cause if {
	every text in ["Reviews were not held", "THE REVIEWS, they were not held in time", "Late reviews."] {
		found := ca.root_cause with input as _but({"title": "Late reviews", "statement": "Two reviews were not held in time", "cause": {"text": text}})
		_messages(found) == {$"the cause of CA says nothing that the nonconformity does not: \"{text}\""}
	}
	ca.root_cause == set() with input as _but({"statement": "Two reviews were not held in time", "cause": {"text": "The reminder of reviews went to a dead mailbox"}})
	ca.root_cause == set() with input as _but({"cause": {"text": "The reminder went to a dead mailbox"}})
	ca.root_cause == set() with input as _but({"statement": "Prüfungen fehlten", "cause": {"text": "Die Erinnerung kam nicht an"}})
}

test_a_person_is_no_cause if {
	every text in ["Human error", "Somebody forgot.", "the admin was careless", "Menschliches Versagen", "Vergessen"] {
		count(ca.human_error) == 1 with input as _but({"cause": {"text": text}})
	}
	every text in ["Unforgotten keys", "A colleague forgot it, because the checklist ends before this step is reached", ""] {
		ca.human_error == set() with input as _but({"cause": {"text": text}})
	}
}

test_where_and_what if {
	found := ca.similar with input as _but({"similar": {"looked_at": "all exports"}})
	_messages(found) == {"CA does not say what was found"}
	ca.similar == set() with input as _but({"similar": {"looked_at": "all exports", "result": "none"}})
}

test_a_decision_is_yes_or_no if {
	every needed in [true, false] {
		ca.isms_change == set() with input as _but({"isms_change": {"needed": needed, "reason": "the template was wrong"}})
	}
	ca.isms_change == set() with input as _but({"isms_change": {"needed": true, "change": "CHG"}})
	found := ca.isms_change with input as _but({"isms_change": {"needed": true}})
	_messages(found) == {"CA calls for a change of the ISMS, and names none"}
	count(ca.isms_change) == 1 with input as _but({"isms_change": {"needed": "no"}})
}
