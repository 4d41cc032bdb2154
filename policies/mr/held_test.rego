package rules.mr_test

import data.rules.mr

_reviews(days) := {"management_review": {$"MR-{day}": {"id": $"MR-{day}", "status": "closed", "held_on": day} | some day in days}}

_running(isms, since) := object.union(isms, {"certification": {"c": {"id": "c", "operating_since": since}}})

_grades(found) := {[finding.grade, object.get(finding, "since", "-"), object.get(finding, "until", "-")] | some finding in found}

test_no_review_and_nobody_knows_since_when_is_missing_at_once if {
	found := mr.held with input as {"kind": "isms"} with data.isms as {} with data.org as {}
	found == {{"at": [], "message": "no management review was ever held", "grade": "major"}}
}

test_the_first_review_is_due_one_interval_after_the_start if {
	found := mr.held with input as {} with data.isms as _running({}, "2026-06-01") with data.org as {}
	found == {{
		"at": [], "since": "2027-06-02", "grade": "major",
		"message": "no management review was held, and the first was due by 2027-06-01 (after P1Y)",
	}}
}

test_the_start_of_isms_yaml_counts_where_no_other_is_known if {
	isms := {"approved_on": "2026-10-01", "changes": [{"version": "2.0.0", "on": "2026-10-01"}, {"version": "1.0.0", "on": "2024-03-01"}]}
	found := mr.held with input as isms with data.isms as {} with data.org as isms
	_grades(found) == {["major", "2025-03-02", "-"]}
	other := mr.held with input as isms with data.isms as _running({}, "2026-01-15") with data.org as isms
	_grades(other) == {["major", "2027-01-16", "-"]}
}

# An approval is renewed every year: it would put the first review off for ever.
test_the_approval_of_isms_yaml_is_no_start if {
	found := mr.held with input as {"approved_on": "2026-10-01"} with data.isms as {} with data.org as {}
	_grades(found) == {["major", "-", "-"]}
}

test_a_late_review_is_minor_and_after_18_months_major if {
	found := mr.held with input as {} with data.isms as _running(_reviews(["2025-02-10"]), "2025-01-01") with data.org as {}
	found == {
		{
			"at": [], "since": "2026-02-11", "until": "2026-08-11",
			"message": "the last management review was held on 2025-02-10, and the next was due by 2026-02-10 (every P1Y)",
		},
		{
			"at": [], "since": "2026-08-11", "grade": "major",
			"message": "the last management review was held on 2025-02-10, and the next was due by 2026-02-10 (every P1Y)",
		},
	}
}

test_a_review_that_lies_ahead_ends_the_finding_on_its_day if {
	isms := _running(_reviews(["2025-02-10", "2026-03-01"]), "2025-01-01")
	found := mr.held with input as {} with data.isms as isms with data.org as {}
	{"2026-02-11"} == {finding.since | some finding in found; finding.until == "2026-03-01"}
}

test_before_the_first_review_there_was_none if {
	found := mr.held with input as {} with data.isms as _reviews(["2026-05-01"]) with data.org as {"intervals": {"management_review": "P18M"}}
	_majors(found) == {["-", "2026-05-01"], ["2027-11-02", "-"]}
	late := mr.held with input as {} with data.isms as _running(_reviews(["2026-05-01"]), "2025-01-01") with data.org as {}
	["2026-01-02", "2026-05-01"] in _majors(late)
	early := mr.held with input as {} with data.isms as _running(_reviews(["2026-05-01"]), "2025-05-01") with data.org as {}
	_majors(early) == {["2027-11-02", "-"]}
}

_majors(found) := {[object.get(finding, "since", "-"), object.get(finding, "until", "-")] | some finding in found; finding.grade == "major"}

test_an_own_interval_of_five_years_is_told_as_one if {
	org := {"intervals": {"management_review": "P5Y"}}
	found := mr.held with input as {} with data.isms as _running(_reviews(["2026-05-01"]), "2026-01-01") with data.org as org
	found == {
		{
			"at": [], "since": "2031-05-02", "grade": "major",
			"message": "the last management review was held on 2026-05-01, and the next was due by 2031-05-01 (every P5Y)",
		},
		{
			"at": ["intervals", "management_review"], "grade": "observation", "key": "interval",
			"message": "management reviews are planned every P5Y, which is more than 18 months",
		},
	}
}

test_eighteen_months_are_no_long_interval if {
	every interval in ["P18M", "P1Y6M", "P6M"] {
		found := mr.held with input as {} with data.isms as {} with data.org as {"intervals": {"management_review": interval}}
		count(found) == 1
	}
}

test_void_and_undated_reviews_were_not_held if {
	isms := {"management_review": {
		"a": {"id": "a", "status": "void", "held_on": "2026-05-01"},
		"b": {"id": "b", "status": "open"},
		"c": {"id": "c", "status": "closed"},
	}}
	found := mr.held with input as {} with data.isms as isms with data.org as {}
	{finding.message | some finding in found} == {
		"no management review was ever held",
		"management review c is closed, but does not say when it was held",
	}
}

test_two_reviews_on_one_day_are_one if {
	isms := {"management_review": {
		"a": {"id": "a", "held_on": "2026-05-01"},
		"b": {"id": "b", "held_on": "2026-05-01"},
	}}
	found := mr.held with input as {} with data.isms as _running(isms, "2026-01-01") with data.org as {}
	count(found) == 2
}

_offices := {
	"role": {
		"ceo": {"id": "ceo", "top_management": true, "holders": [
			{"person": "ada", "until": "2025-12-31"},
			{"person": "ben", "from": "2026-01-01"},
		]},
		"iso": {"id": "iso", "holders": [{"person": "cleo"}]},
	},
	"person": {"ada": {"id": "ada", "end": "2025-12-31"}, "ben": {"id": "ben"}, "cleo": {"id": "cleo"}},
}

_review(fields) := object.union({"id": "MR-1", "status": "open", "held_on": "2026-05-01"}, fields)

test_who_led_it_took_part if {
	mr.top_management == set() with input as _review({"chair": "ben"}) with data.isms as _offices
	mr.top_management == set() with input as _review({"attendees": ["cleo", "ben"]}) with data.isms as _offices
}

test_who_left_before_did_not_take_part if {
	found := mr.top_management with input as _review({"attendees": ["cleo", "ada"]}) with data.isms as _offices
	found == {{
		"at": ["attendees"], "since": "2026-05-02",
		"message": "nobody of top management took part in management review MR-1 of 2026-05-01: ada, cleo",
	}}
	mr.top_management == set() with input as _review({"held_on": "2025-12-31", "attendees": ["ada"]}) with data.isms as _offices
}

test_a_review_without_attendees_does_not_say_who_took_part if {
	every attendees in [[], null, {}] {
		found := mr.top_management with input as _review({"attendees": attendees}) with data.isms as _offices
		{finding.message | some finding in found} == {"management review MR-1 does not say who took part"}
	}
}

test_without_top_management_another_rule_speaks if {
	roles := object.union(_offices, {"role": {"ceo": {"top_management": false}}})
	mr.top_management == set() with input as _review({"attendees": ["cleo"]}) with data.isms as roles
}

test_many_participants_are_counted if {
	ids := [$"p{n}" | some n in numbers.range(10, 21)]
	found := mr.top_management with input as _review({"attendees": ids}) with data.isms as _offices
	{finding.message | some finding in found} == {concat("", [
		"nobody of top management took part in management review MR-1 of 2026-05-01: ",
		"p10, p11, p12, p13, p14, p15, p16, p17, p18, p19 and 2 more",
	])}
}

test_what_is_void_or_still_ahead_is_not_judged if {
	mr.top_management == set() with input as _review({"status": "void"}) with data.isms as _offices
	mr.top_management == set() with input as object.remove(_review({}), ["held_on"]) with data.isms as _offices
	found := mr.top_management with input as object.remove(_review({"status": "closed"}), ["held_on"]) with data.isms as _offices
	found == {{"at": ["attendees"], "message": "management review MR-1 does not say who took part"}}
}

test_a_review_is_judged_until_the_next if {
	next := object.union(_offices, {"management_review": {
		"MR-0": {"held_on": "2026-04-01"}, "MR-1": {"held_on": "2026-05-01"}, "MR-1b": {"held_on": "2026-05-01"},
		"MR-2": {"held_on": "2026-11-01"}, "MR-3": {"held_on": "2027-05-01"}, "MR-x": {"held_on": "2026-06-01", "status": "void"},
		"MR-y": {},
	}})
	found := mr.top_management with input as _review({}) with data.isms as next
	{[finding.since, finding.until] | some finding in found} == {["2026-05-02", "2026-11-01"]}
}

test_a_review_on_the_next_day_leaves_no_time_to_judge if {
	mr.top_management == set() with input as _review({}) with data.isms as {"management_review": {"MR-2": {"held_on": "2026-05-02"}}}
}
