package lib.people_test

import data.lib.people

_isms := {
	"role": {
		"ceo": {"id": "ceo", "top_management": true, "holders": [{"person": "ada", "from": "2024-01-01"}]},
		"ciso": {"id": "ciso", "holders": [
			{"person": "ben", "from": "2024-01-01", "until": "2026-03-31"},
			{"person": "cleo", "from": "2026-05-01"},
		]},
		"dpo": {"id": "dpo", "holders": []},
		"clerk": {"id": "clerk"},
	},
	"person": {
		"ada": {"id": "ada", "start": "2020-01-01"},
		"ben": {"id": "ben", "start": "2020-01-01", "end": "2026-02-28"},
		"cleo": {"id": "cleo", "start": "2026-05-01"},
	},
}

_with_deputy := object.union(_isms, {"role": {"ceo": {"deputy": "ben"}}})

test_a_role_with_a_holder_has_only_the_gap_before_the_first if {
	people.gaps("ceo") == {{"until": "2024-01-01"}} with data.isms as _isms
}

test_a_handover_leaves_the_gap_between_the_holders if {
	found := people.gaps("ciso") with data.isms as _isms

	found == {{"until": "2024-01-01"}, {"since": "2026-03-01", "until": "2026-05-01"}}
}

test_a_seamless_handover_leaves_no_gap if {
	holders := [{"person": "x", "until": "2026-03-31"}, {"person": "y", "from": "2026-04-01"}]
	found := people.gaps("r") with data.isms as {"role": {"r": {"id": "r", "holders": holders}}}

	found == set()
}

test_overlapping_holders_leave_no_gap if {
	holders := [
		{"person": "x", "until": "2026-03-31"},
		{"person": "y", "from": "2026-02-01", "until": "2026-02-02"},
		{"person": "z", "from": "2026-03-01"},
	]
	found := people.gaps("r") with data.isms as {"role": {"r": {"id": "r", "holders": holders}}}

	found == set()
}

test_a_role_without_holders_is_one_open_gap if {
	people.gaps("dpo") == {{}} with data.isms as _isms
	people.gaps("clerk") == {{}} with data.isms as _isms
}

test_a_person_is_gone_after_the_last_day if {
	found := people.gaps("ben") with data.isms as _isms

	found == {{"until": "2020-01-01"}, {"since": "2026-03-01"}}
}

test_an_unknown_id_has_no_gaps if {
	people.gaps("eve") == set() with data.isms as _isms
	people.gaps("eve") == set() with data.isms as {}
	not people.known("eve") with data.isms as _isms
	people.known("ada") with data.isms as _isms
	people.known("clerk") with data.isms as _isms
}

test_end_is_the_last_day_of_a_person if {
	people.end("ben") == "2026-02-28" with data.isms as _isms
	people.end("ada") == "9999-12-31" with data.isms as _isms
	people.end("eve") == "9999-12-31" with data.isms as _isms
}

test_a_role_is_held_within_its_dates_and_those_of_the_person if {
	people.holds("ben", "ciso", "2026-02-28") with data.isms as _isms
	not people.holds("ben", "ciso", "2026-03-01") with data.isms as _isms
	not people.holds("ben", "ciso", "2023-12-31") with data.isms as _isms
	not people.holds("ben", "ceo", "2025-01-01") with data.isms as _isms
}

test_a_deputy_does_not_hold_the_role if {
	people.roles("ben") == {"ciso"} with data.isms as _with_deputy
	people.roles("eve") == set() with data.isms as _with_deputy
	people.roles("ben") == set() with data.isms as object.remove(_with_deputy, ["person"])
}

test_acts_as if {
	people.acts_as("ciso", "ciso", "2030-01-01") with data.isms as _isms
	people.acts_as("cleo", "ciso", "2026-05-01") with data.isms as _isms
	not people.acts_as("cleo", "ciso", "2026-04-30") with data.isms as _isms
}

test_top_management_is_a_role_or_who_holds_it if {
	people.top_management("ceo", "2023-01-01") with data.isms as _isms
	people.top_management("ada", "2024-01-01") with data.isms as _isms
	not people.top_management("ada", "2023-12-31") with data.isms as _isms
	not people.top_management("ben", "2025-01-01") with data.isms as _isms
	not people.top_management("ciso", "2025-01-01") with data.isms as _isms
}
