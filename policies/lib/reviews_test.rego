package lib.reviews_test

import data.lib.reviews

_isms := {"management_review": {
	"a": {"held_on": "2026-02-16"},
	"b": {"held_on": "2026-07-02", "status": "closed"},
	"c": {"held_on": "2026-05-01", "status": "void"},
	"d": {"status": "open"},
}}

test_void_reviews_and_those_without_a_day_were_not_held if {
	reviews.held == {"2026-02-16", "2026-07-02"} with data.isms as _isms
	reviews.held == set() with data.isms as {}
}

test_whoever_led_it_took_part if {
	reviews.participants({"chair": "ada", "attendees": ["ben", "ada"]}) == {"ada", "ben"}
	reviews.participants({"attendees": null}) == set()
}

test_a_review_is_judged_from_the_next_day_until_the_next_review if {
	reviews.judged({"held_on": "2026-02-16"}) == {"since": "2026-02-17", "until": "2026-07-02"} with data.isms as _isms
	reviews.judged({"held_on": "2026-07-02"}) == {"since": "2026-07-03"} with data.isms as _isms
}

test_what_is_void_or_has_no_day_is_not_judged if {
	not reviews.judged({"held_on": "2026-02-16", "status": "void"}) with data.isms as _isms
	not reviews.judged({"status": "open"}) with data.isms as _isms
	not reviews.judged({"held_on": "2026-07-01"}) with data.isms as _isms
}

test_a_closed_review_without_a_day_is_judged_for_ever if {
	reviews.judged({"status": "closed"}) == {} with data.isms as _isms
}
