package rules.exc_test

import data.rules.exc

_offices := {
	"role": {
		"cto": {"id": "cto", "deputy": "eva", "holders": [{"person": "ada", "from": "2020-01-01", "until": "2026-06-30"}]},
		"ceo": {"id": "ceo", "may_accept_up_to": "high", "holders": [{"person": "cleo", "from": "2020-01-01"}]},
	},
	"person": {id: {"id": id} | some id in ["ada", "cleo", "dan", "eva"]},
	"risk": {"R-1": {"id": "R-1", "owner": "cto", "current": {"level": "low"}}},
	"risk_method": {"m": {"id": "m", "status": "approved", "levels": [{"id": "low", "rank": 1}, {"id": "high", "rank": 2}]}},
}

_whole := {
	"id": "X-1",
	"kind": "exception",
	"type": "policy",
	"of": "access-control",
	"reason": "the scanner knows one account",
	"risk": "R-1",
	"instead": "a network of its own",
	"requested_by": "dan",
	"approved_by": "cto",
	"approved_on": "2026-01-30",
	"from": "2026-02-01",
	"until": "2026-06-30",
}

_waiver := object.union(object.remove(_whole, ["of"]), {"type": "rule_waiver", "rules": ["risk.owner"], "ids": ["R-1"]})

_lacks(field) := object.remove(_whole, [field])

_but(fields) := object.union(_whole, fields)

_waives(fields) := object.union(_waiver, fields)

_messages(found) := {finding.message | some finding in found}

test_what_is_whole_is_complete if {
	exc.complete == set() with input as _whole
	exc.complete == set() with input as _waiver
}

test_each_field_is_needed if {
	every field, word in {
		"of": "what it departs from", "reason": "why", "risk": "which risk it adds to",
		"instead": "what is done instead", "requested_by": "who asked for it", "until": "until when",
	} {
		found := exc.complete with input as _lacks(field)
		_messages(found) == {$"exception X-1 does not say {word}"}
	}
}

test_what_lacks_much_is_one_finding if {
	found := exc.complete with input as {"id": "X-1", "reason": " "}
	_messages(found) == {concat(", ", [
		"exception X-1 does not say what it departs from",
		"why", "who asked for it", "until when", "which risk it adds to", "what is done instead",
	])}
}

test_what_a_waiver_cannot_do_without_is_told_elsewhere if {
	exc.complete == set() with input as object.remove(_waiver, ["reason", "until", "requested_by", "approved_by"])
	exc.complete == set() with input as object.remove(_waiver, ["type", "reason"])
	exc.approved == set() with input as object.remove(_waiver, ["approved_by"]) with data.isms as _offices
	count(exc.complete) == 1 with input as object.remove(_waiver, ["risk"])
}

test_it_ends_after_its_last_day if {
	found := exc.expired with input as _whole
	found == {{"at": ["until"], "message": "exception X-1 ended on 2026-06-30", "since": "2026-07-01"}}
	exc.expired == set() with input as _lacks("until")
}

test_what_ended_in_time_never_was_in_use_past_its_end if {
	every day in ["2026-03-01", "2026-06-30"] {
		exc.expired == set() with input as _but({"ended_on": day})
	}
}

test_what_ended_late_was_in_use_in_between if {
	found := exc.expired with input as _but({"ended_on": "2026-07-10"})
	{[finding.since, finding.until] | some finding in found} == {["2026-07-01", "2026-07-11"]}
}

test_a_year_is_the_longest if {
	exc.max == set() with input as _but({"until": "2027-02-01"})
	found := exc.max with input as _but({"until": "2027-02-02"})
	_messages(found) == {"exception X-1 lasts until 2027-02-02, and the longest from 2026-02-01 is until 2027-02-01"}
}

test_the_organization_says_what_is_longest if {
	count(exc.max) == 1 with input as _whole with data.org.intervals as {"exception": "P3M"}
	exc.max == set() with input as _but({"until": "2029-02-01"}) with data.org.intervals as {"exception": "P3Y"}
}

test_without_a_first_day_it_starts_when_it_is_approved if {
	late := object.remove(_but({"until": "2027-01-31"}), ["from"])
	count(exc.max) == 1 with input as late
	exc.max == set() with input as object.remove(late, ["approved_on"])
}

test_the_owner_the_deputy_and_who_may_accept_more_approve if {
	every by in ["cto", "ada", "eva", "ceo", "cleo"] {
		exc.approved == set() with input as _but({"approved_by": by}) with data.isms as _offices
	}
}

test_others_do_not if {
	found := exc.approved with input as _but({"approved_by": "dan", "requested_by": "eva"}) with data.isms as _offices
	_messages(found) == {"exception X-1 was approved by \"dan\", who does not own risk R-1: that is \"cto\""}
	count(exc.approved) == 1 with input as _but({"approved_by": "ada", "approved_on": "2026-07-01"}) with data.isms as _offices
}

test_nobody_approves_what_he_asked_for if {
	every pair in [["dan", "dan"], ["cto", "ada"], ["ada", "cto"]] {
		found := exc.approved with input as _but({"approved_by": pair[0], "requested_by": pair[1]}) with data.isms as _offices
		$"exception X-1 was approved by \"{pair[0]}\" and asked for by \"{pair[1]}\", who is the same" in _messages(found)
	}
}

test_a_role_given_up_is_somebody_else if {
	exc.approved == set() with input as _but({"approved_by": "cto", "requested_by": "ada", "approved_on": "2026-07-01"})
		with data.isms as _offices
}

test_an_approval_is_due if {
	found := exc.approved with input as _lacks("approved_by") with data.isms as _offices
	_messages(found) == {"nobody has approved exception X-1"}
	count(exc.approved) == 1 with input as _but({"approved_by": ""}) with data.isms as _offices
}

test_unknown_names_are_dangling_references_only if {
	exc.approved == set() with input as _but({"approved_by": "nobody"}) with data.isms as _offices
	exc.approved == set() with input as _but({"approved_by": "dan", "risk": "R-9", "requested_by": "eva"}) with data.isms as _offices
}

test_two_renewals_are_enough if {
	exc.renewed == set() with input as _but({"renewals": 2})
	found := exc.renewed with input as _but({"renewals": 3})
	_messages(found) == {"exception X-1 was renewed 3 times, more than twice"}
}

test_a_waiver_names_rules_and_records if {
	exc.precise == set() with input as _waiver
	exc.precise == set() with input as object.remove(_waives({"kinds": ["risk"]}), ["ids"])
	exc.precise == set() with input as object.remove(_waives({"paths": ["risks/*.yaml"]}), ["ids"])
	exc.precise == set() with input as _whole
}

test_a_waiver_for_any_record_is_too_wide if {
	found := exc.precise with input as object.remove(_waiver, ["ids"])
	_messages(found) == {"waiver X-1 is for any record: it names no ids, kinds or paths"}
	every glob in ["**", "*", "**/*", "**/**", "*.yaml", "**/*.yaml", "./**", "**/*.{yaml,md}", "*.*"] {
		wide := exc.precise with input as object.remove(_waives({"paths": ["risks/*.yaml", glob]}), ["ids"])
		_messages(wide) == {"waiver X-1 is for any record: it names no ids, kinds or paths that leave any file out"}
	}
}

test_a_waiver_without_rules_is_too_wide if {
	found := exc.precise with input as object.remove(_waives({"requirements": ["6.1.2.c2"]}), ["rules"])
	_messages(found) == {"waiver X-1 names no rule, and so waives all rules of its requirements"}
}

test_a_waiver_without_anything_is_malformed_and_not_wide if {
	exc.precise == set() with input as object.remove(_waiver, ["ids", "rules"])
}
