package rules.ppl_test

import data.rules.ppl

_courses := {"aware": {"id": "aware", "type": "awareness", "covers": ["policy", "contribution", "consequence"], "interval": "P1Y"}}

_crowd := {id: {"id": id, "type": "employee", "start": "2020-01-01"} | some id in ["a", "b", "c", "d"]}

_windows_of(people, completions, courses) := {[f.key, object.get(f, "since", ""), object.get(f, "until", "")] |
	register := {"kind": "competence", "id": "c", "status": "approved", "completions": completions}
	some f in ppl.awareness with input as register
		with data.isms as {"competence": {"c": register}, "course": courses, "person": people}
		with data.org as {"targets": {"awareness": 80}}
}

_took(people, day) := {"course": "aware", "on": day, "people": people}

test_everybody_took_it_from_their_first_month_on if {
	_windows_of(_crowd, [_took(["a", "b", "c", "d"], "2020-01-20")], _courses) == {["share", "2021-01-21", ""]}
}

test_a_round_each_year_leaves_no_gap if {
	rounds := [_took(["a", "b", "c", "d"], day) | some day in ["2020-01-20", "2021-01-15", "2022-01-15"]]
	_windows_of(_crowd, rounds, _courses) == {["share", "2023-01-16", ""]}
}

test_a_late_round_is_a_window if {
	rounds := [_took(["a", "b", "c", "d"], day) | some day in ["2020-01-20", "2021-03-01"]]
	_windows_of(_crowd, rounds, _courses) == {["share", "2021-01-21", "2021-03-01"], ["share", "2022-03-02", ""]}
}

test_the_target_leaves_room_for_few if {
	crowd := {id: {"id": id, "start": "2020-01-01"} | some n in numbers.range(1, 10); id := $"p{n}"}
	_windows_of(crowd, [_took([id | some id, _ in crowd; id != "p1"], "2020-01-20")], {"aware": object.remove(_courses.aware, ["interval"])}) == {["share", "2021-01-21", ""]}
}

test_machines_and_people_who_left_do_not_count if {
	people := object.union(_crowd, {"m": {"id": "m", "type": "service"}, "x": {"id": "x", "start": "2019-01-01", "end": "2019-06-30"}})
	_windows_of(people, [_took(["a", "b", "c", "d"], "2020-01-20"), _took(["x"], "2019-01-05")], _courses) == {["share", "2021-01-21", ""]}
	_windows_of({}, [], _courses) == set()
}

test_without_a_course_there_is_one_finding if {
	_windows_of(_crowd, [], {}) == {["none", "", ""]}
	_windows_of(_crowd, [], {"code": {"id": "code", "type": "role"}}) == {["none", "", ""]}
}

_uncovered(courses) := {f.message |
	register := {"kind": "competence", "id": "c", "status": "approved"}
	some f in ppl.content with input as register with data.isms as {"competence": {"c": register}, "course": courses}
}

test_courses_cover_all_together if {
	_uncovered(_courses) == set()
	_uncovered({"x": {"id": "x", "type": "awareness"}}) == {"no awareness course covers what follows from a breach, what people contribute, the policy"}
	_uncovered({"x": {"id": "x", "type": "awareness", "covers": ["policy"]}, "y": {"id": "y", "type": "onboarding", "covers": ["consequence"]}}) == {"no awareness course covers what people contribute"}
	_uncovered({"x": {"id": "x", "type": "role"}}) == set()
}
