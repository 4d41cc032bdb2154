package rules.mr_test

import data.rules.mr

_letters := ["a", "b", "c", "d1", "d2", "d3", "d4", "e", "f", "g"]

_all := {letter: {"text": "nothing new"} | some letter in _letters}

_messages(found) := {finding.message | some finding in found}

test_each_input_is_needed_and_named_by_its_letter if {
	every letter in _letters {
		found := mr.inputs with input as _review({"inputs": object.remove(_all, [letter])}) with data.isms as {}
		{[finding.key, finding.at, finding.since] | some finding in found} == {[letter, ["inputs", letter], "2026-05-02"]}
		every finding in found {
			endswith(finding.message, $"(9.3.2 {letter})")
		}
	}
	mr.inputs == set() with input as _review({"inputs": _all}) with data.isms as {}
}

test_a_review_without_any_input_is_one_finding if {
	every inputs in [{}, null, [], {"x-note": "see the wiki"}, {"a": {"text": " "}, "b": {"refs": []}, "c": {"text": "-"}, "e": null}] {
		found := mr.inputs with input as _review({"inputs": inputs}) with data.isms as {}
		_messages(found) == {"management review MR-1 records none of the ten inputs (9.3.2 a to g)"}
	}
	count(mr.inputs) == 1 with input as _review({}) with data.isms as {}
}

test_records_or_a_text_in_short_form_cover_an_input if {
	inputs := object.union(_all, {"a": "all done", "f": {"refs": ["R-1"]}, "g": {"text": "7"}, "e": {"text": "顧客は満足"}})
	full := object.union(object.remove(inputs, ["f"]), {"f": {"refs": ["R-1"]}})
	mr.inputs == set() with input as _review({"inputs": full}) with data.isms as {}
}

_data := {
	"audit": {
		"IA-1": {"id": "IA-1", "type": "internal", "completed_on": "2025-06-25", "report_on": "2025-07-04"},
		"IA-2": {"id": "IA-2", "type": "internal", "completed_on": "2026-04-20"},
		"IA-3": {"id": "IA-3", "type": "internal", "completed_on": "2026-04-29", "report_on": "2026-05-02"},
		"IA-4": {"id": "IA-4", "type": "internal", "status": "void", "completed_on": "2026-04-28"},
		"SA-1": {"id": "SA-1", "type": "surveillance", "completed_on": "2026-04-28"},
	},
	"audit_finding": {"AF-2": {"id": "AF-2", "parent": {"kind": "audit", "id": "IA-2"}}},
	"corrective_action": {"CA-1": {"id": "CA-1", "raised_on": "2026-05-01"}, "CA-2": {"id": "CA-2", "raised_on": "2026-05-02"}},
	"metric": {
		"M-1": {"id": "M-1", "readings": [{"on": "2026-06-01"}, {"on": "2026-04-01"}]},
		"M-2": {"id": "M-2", "readings": [{"on": "2026-06-01"}]},
		"M-3": {"id": "M-3"},
	},
	"evidence": {"EV-1": {"id": "EV-1", "collected_at": "2026-07-01T10:00:00+02:00"}},
	"objective": {"O-1": {"id": "O-1"}},
}

test_words_alone_are_told_where_there_is_data if {
	found := mr.trends with input as _review({"inputs": _all}) with data.isms as _data
	{finding.key | some finding in found} == {"d1", "d2", "d3", "d4"}
	"management review MR-1 speaks of results of audits (9.3.2 d3), but names no record" in _messages(found)
}

test_words_alone_will_do_where_nothing_was_recorded_by_then if {
	mr.trends == set() with input as _review({"inputs": _all}) with data.isms as {}
	early := _review({"held_on": "2025-01-15", "inputs": _all})
	found := mr.trends with input as early with data.isms as _data
	{finding.key | some finding in found} == {"d4"}
	void := {"corrective_action": {"CA-1": {"status": "void", "raised_on": "2026-01-01"}}, "objective": {"O-1": {"status": "dropped"}}}
	mr.trends == set() with input as _review({"inputs": _all}) with data.isms as void
}

test_a_missing_input_is_not_told_twice if {
	mr.trends == set() with input as _review({"inputs": {"a": {"text": "all done"}}}) with data.isms as _data
}

test_what_came_after_the_review_was_not_before_it if {
	inputs := {
		"d1": {"refs": ["CA-1", "corrective_action/CA-2"]},
		"d2": {"refs": ["M-1", "metric/M-2", "M-3", "EV-1", "nobody", "wiki/EV-1"]},
		"d3": {"refs": ["IA-2", "audit/IA-3"]},
		"a": {"refs": ["CA-2"]},
	}
	found := mr.trends with input as _review({"held_on": "2026-05-01", "inputs": inputs}) with data.isms as _data
	{[finding.key, finding.at[3]] | some finding in found} == {
		["d1/corrective_action/CA-2", 1],
		["d2/metric/M-2", 1],
		["d2/EV-1", 3],
	}
	"management review MR-1 of 2026-05-01 rests on corrective action CA-2, which was there from 2026-05-02 only (9.3.2 d1)" in _messages(found)
}

_with_reviews(days) := object.union(_data, _reviews(days))

test_the_newest_internal_audit_is_named if {
	every refs in [["IA-2"], ["audit/IA-2", "IA-1"], ["AF-2"], ["audit_finding/AF-2"]] {
		mr.after_audit == set() with input as _review({"inputs": {"d3": {"refs": refs}}}) with data.isms as _data
	}
	found := mr.after_audit with input as _review({"inputs": {"d3": {"refs": ["IA-1", "SA-1", "metric/IA-2"]}}}) with data.isms as _data
	_messages(found) == {"management review MR-1 of 2026-05-01 does not name internal audit IA-2, reported on 2026-04-20"}
}

test_the_report_of_the_next_day_comes_too_late if {
	found := mr.after_audit with input as _review({"held_on": "2026-05-02", "inputs": {"d3": {"refs": ["IA-2"]}}}) with data.isms as _data
	{finding.key | some finding in found} == {"IA-3"}
}

test_two_audits_of_one_day_are_both_new if {
	audits := {"audit": {id: {"id": id, "type": "internal", "completed_on": "2026-04-01"} | some id in ["IA-1", "IA-2"]}}
	found := mr.after_audit with input as _review({"inputs": {"d3": {"refs": ["IA-1"]}}}) with data.isms as audits
	{finding.key | some finding in found} == {"IA-2"}
}

test_an_audit_that_an_earlier_review_had_need_not_come_again if {
	second := _review({"inputs": {"d3": {"refs": ["IA-1"]}}})
	mr.after_audit == set() with input as second with data.isms as _with_reviews(["2026-04-20", "2026-05-01"])
	count(mr.after_audit) == 1 with input as second with data.isms as _with_reviews(["2026-04-19", "2026-05-01"])
}

test_words_and_a_time_without_audits_are_for_other_rules if {
	mr.after_audit == set() with input as _review({"inputs": _all}) with data.isms as _data
	mr.after_audit == set() with input as _review({"inputs": {"d3": {"refs": ["DOC-1"]}}}) with data.isms as {}
	mr.after_audit == set() with input as _review({"status": "void", "inputs": {"d3": {"refs": ["IA-1"]}}}) with data.isms as _data
}

_decides(decisions) := found if {
	found := mr.outputs with input as _review({"decisions": decisions}) with data.isms as {}
}

test_none_counts_for_what_is_not_decided if {
	_decides([{"id": "D", "type": "none", "text": "nothing has to change"}]) == set()
	_decides([{"id": "D", "type": "change", "text": "x"}, {"id": "E", "type": "none", "text": "no ideas"}]) == set()
	_decides([{"id": "D", "type": "change", "text": "x"}, {"id": "E", "type": "improvement", "text": "y"}]) == set()
}

test_what_is_not_decided_is_named if {
	both := "management review MR-1 records no decision on improvement or changes of the ISMS, not even that none is needed"
	every decisions in [[], null, [{"id": "D"}], [{"type": "resource", "text": "x"}], [{"type": "none"}], [{"type": "none", "text": " "}]] {
		_messages(_decides(decisions)) == {both}
	}
	_messages(_decides([{"type": "change", "text": "x"}])) == {
		"management review MR-1 records no decision on improvement, not even that none is needed",
	}
}
