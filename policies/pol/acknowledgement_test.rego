package rules.pol_test

import data.rules.pol

# _staff are ten people who were always there, and the mailer of the IT.
_staff := object.union(
	{id: {"id": id, "type": "employee", "unit": "Yard"} | some id in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]},
	{"mailer": {"id": "mailer", "type": "service"}},
)

_all_but(ids) := [id | some id, _ in _staff; not id in ids]

_round(people) := {"version": "2.1.0", "on": "2026-01-20", "people": people}

_asked(change, people, acknowledgements) := found if {
	isms := {"person": people, "acknowledgement": acknowledgements}
	found := pol.acknowledged with input as object.union(_new, change)
		with data.isms as isms
		with data.refs as _refs(isms)
		with data.org as {"targets": {"acknowledgement": 90}}
}

test_the_share_reaches_the_target if {
	_asked({}, _staff, {"r": _round(_all_but({"a", "mailer"}))}) == set()
	_asked({}, _staff, {"r": _round(_all_but({"mailer"}))}) == set()
}

test_the_share_is_too_low_from_the_end_of_the_term if {
	_asked({}, _staff, {"r": _round(_all_but({"a", "b"}))}) == {{
		"at": [],
		"message": "8 of 10 people acknowledged policy is in version 2.1.0, fewer than 90 percent; missing: a, b",
		"since": "2026-02-12",
	}}
}

test_nobody_acknowledged_the_policy_on_top if {
	told := {"message": {"m": {"on": "2026-02-02"}}, "person": _staff}
	found := pol.acknowledged with input as _new with data.isms as told with data.refs as _refs(told) with data.org as {}

	{finding.since | some finding in found} == {"2026-02-12"}
	_asked({"status": "draft"}, _staff, {}) == set()
	_asked({}, {}, {}) == set()
	_asked({}, {"mailer": _staff.mailer}, {}) == set()
}

test_of_what_nobody_was_told_another_rule_speaks if {
	_asked({}, _staff, {}) == set()
	_asked({"level": "topic", "controls": ["A.5.10"]}, _staff, {}) == set()
}

test_other_policies_are_asked_for_once_somebody_acknowledged_them if {
	topic := {"level": "topic"}

	_asked(topic, _staff, {}) == set()
	_windows(_asked(topic, _staff, {"r": {"version": "1.0.0", "on": "2025-01-20", "people": ["a"]}})) == {["2026-02-12", ""]}
	use := object.union(_new, {"level": "topic", "controls": ["A.5.10"]})
	told := {"message": {"m": {"on": "2026-02-02"}}, "person": _staff}
	found := pol.acknowledged with input as use with data.isms as told with data.refs as _refs(told) with data.org as {}
	_windows(found) == {["2026-02-12", ""]}
}

test_late_acknowledgements_end_it if {
	late := {"person": "a", "version": "2.1.0", "on": "2026-04-01"}

	_windows(_asked({}, _staff, {"r": _round(_all_but({"a", "b"})), "late": late})) == {["2026-02-12", "2026-04-01"]}
}

test_who_left_counts_until_the_last_day if {
	left := object.union(_staff, {"b": {"id": "b", "type": "employee", "end": "2026-03-31"}})

	_windows(_asked({}, left, {"r": _round(_all_but({"a", "b"}))})) == {["2026-02-12", ""]}
	_windows(_asked({}, left, {"r": _round(_all_but({"b"}))})) == set()
	both := object.union(left, {"a": {"id": "a", "end": "2026-03-31"}})
	_windows(_asked({}, both, {"r": _round(_all_but({"a", "b"}))})) == {["2026-02-12", "2026-04-01"]}
	gone := object.union(_staff, {id: {"id": id, "end": "2026-02-10"} | some id in ["a", "b"]})
	_asked({}, gone, {"r": _round(_all_but({"a", "b"}))}) == set()
}

test_who_joined_has_the_term_from_the_first_day if {
	joined := object.union(_staff, {id: {"id": id, "start": "2026-06-01"} | some id in ["k", "l"]})

	_windows(_asked({}, joined, {"r": _round(_all_but({"mailer"}))})) == {["2026-07-02", ""]}
	_asked({}, joined, {
		"r": _round(_all_but({"mailer"})),
		"k": {"person": "k", "version": "2.1.0", "on": "2026-07-01"},
	}) == set()
}

test_the_share_may_fall_again if {
	people := object.union(_staff, {id: {"id": id, "start": "2026-06-01"} | some id in ["k", "l"]})
	acknowledged := {
		"r": _round(_all_but({"a", "b"})),
		"a": {"person": "a", "version": "2.1.0", "on": "2026-04-01"},
		"k": {"person": "k", "version": "2.1.0", "on": "2026-09-01"},
	}

	_windows(_asked({}, people, acknowledged)) == {["2026-02-12", "2026-04-01"], ["2026-07-02", ""]}
}

test_an_acknowledgement_may_end if {
	ended := {"version": "2.1.0", "on": "2026-01-20", "until": "2026-06-30", "people": _all_but({"mailer"})}

	_windows(_asked({}, _staff, {"r": ended})) == {["2026-07-01", ""]}
	_windows(_asked({}, _staff, {"r": ended, "s": object.union(ended, {"until": "2026-08-31"})})) == {["2026-09-01", ""]}
}

test_what_is_void_or_of_another_version_does_not_count if {
	every change in [{"status": "void"}, {"version": "2.0.0"}, {"version": "3.1.0"}] {
		_windows(_asked({}, _staff, {"r": object.union(_round(_all_but({})), change)})) == {["2026-02-12", ""]}
	}
	_asked({"version": "2.1.4"}, _staff, {"r": _round(_all_but({}))}) == set()
	_asked({"version": "2.1.4"}, _staff, {"r": object.remove(_round(_all_but({})), ["version"])}) == set()
}

test_a_topic_policy_may_be_for_some if {
	people := object.union(_staff, {
		"k": {"id": "k", "type": "contractor", "unit": "Office"},
		"l": {"id": "l", "type": "external", "unit": "Back-office"},
	})
	for_office := {"level": "topic", "audience": ["Office", "back office"]}

	_asked(for_office, people, {"r": _round(["k", "l"])}) == set()
	_windows(_asked(for_office, people, {"r": _round(["k"])})) == {["2026-02-12", ""]}
	_asked({"level": "topic", "audience": ["contractors"]}, people, {"r": _round(["k"])}) == set()
	_windows(_asked({"level": "topic", "audience": ["office", "buyers"]}, people, {"r": _round(["k", "l"])})) == {["2026-02-12", ""]}
	_windows(_asked({"audience": ["office"]}, people, {"r": _round(["k"])})) == {["2026-02-12", ""]}
}

test_a_policy_of_an_entity_is_for_its_people if {
	people := object.union(_staff, {"k": {"id": "k", "entity": "wien"}})

	_asked({"entity": "wien"}, people, {"r": _round(["k"])}) == set()
	_windows(_asked({"entity": "wien"}, _staff, {"r": _round(["a"])})) == {["2026-02-12", ""]}
}

test_of_many_ten_are_named if {
	many := {id: {"id": id} | some i in numbers.range(10, 35); id := $"p{i}"}
	found := {finding.message | some finding in _asked({}, many, {"old": {"version": "1.0.0", "on": "2025-01-20", "person": "p10"}})}

	found == {concat("", [
		"0 of 26 people acknowledged policy is in version 2.1.0, fewer than 90 percent; ",
		"missing: p10, p11, p12, p13, p14, p15, p16, p17, p18, p19 and 16 more",
	])}
}

test_a_policy_without_a_version_is_acknowledged_by_the_day if {
	isms := {"person": _staff, "acknowledgement": {"r": _round(_all_but({"a", "b"}))}}
	found := pol.acknowledged with input as object.remove(_new, ["version"])
		with data.isms as isms
		with data.refs as _refs(isms)
		with data.org as {}

	{finding.message | some finding in found} == {concat("", [
		"8 of 10 people acknowledged policy is, fewer than 95 percent; ",
		"missing: a, b",
	])}
}
