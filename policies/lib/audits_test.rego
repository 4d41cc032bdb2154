package lib.audits_test

import data.lib.audits

_catalog := {
	"clauses": {
		"4": {"id": "4", "leaf": false},
		"4.4": {"id": "4.4", "leaf": true},
		"6.1.2": {"id": "6.1.2", "leaf": false},
		"6.1.2.b": {"id": "6.1.2.b", "leaf": true},
		"6.1.2.c1": {"id": "6.1.2.c1", "leaf": true},
		"6.1.2.c2": {"id": "6.1.2.c2", "leaf": true},
		"10.1": {"id": "10.1", "leaf": true},
	},
	"controls": {"A.5.1": {"id": "A.5.1"}, "A.5.10": {"id": "A.5.10"}, "A.5.2": {"id": "A.5.2"}, "A.8.1": {"id": "A.8.1"}},
}

_covered(items, text) := found if {
	found := audits.covered(items, audits.spelled(text)) with data.catalog as _catalog
}

_clauses := found if found := audits.clauses with data.catalog as _catalog

_controls := found if found := audits.controls with data.catalog as _catalog

test_a_name_covers_all_below_it if {
	_covered(_clauses, "6") == {"6.1.2.b", "6.1.2.c1", "6.1.2.c2"}
	_covered(_clauses, "6.1.2") == {"6.1.2.b", "6.1.2.c1", "6.1.2.c2"}
	_covered(_clauses, "6.1.2.c") == {"6.1.2.c1", "6.1.2.c2"}
	_covered(_clauses, "6.1.2.c1") == {"6.1.2.c1"}
	_covered(_controls, "A.5") == {"A.5.1", "A.5.10", "A.5.2"}
	_covered(_controls, "A.5.1") == {"A.5.1"}
	count(_covered(_controls, "A")) == 4
	count(_covered(_controls, "Annex A")) == 4
}

test_ranges_are_spelled_out if {
	audits.spelled("4-10") == {"4", "5", "6", "7", "8", "9", "10"}
	audits.spelled("6.1–6.3") == {"6.1", "6.2", "6.3"}
	audits.spelled("A.5.1-8") == audits.spelled("A.5.1 - A.5.8")
	count(audits.spelled("A.5.1-A.5.8")) == 8
	audits.spelled("A.5-A.8") == {"A.5", "A.6", "A.7", "A.8"}
}

test_what_is_no_range_stands_for_itself if {
	audits.spelled("c-1-2") == {"c-1-2"}
	audits.spelled("A.5.1-A.6.3") == {"A.5.1-A.6.3"}
	audits.spelled("2026-05-18") == {"2026-05-18"}
	audits.spelled("") == {""}
}

test_a_range_that_runs_backward_is_read_as_it_is_meant if audits.spelled("10-8") == {"8", "9", "10"}

test_all_of_the_clauses if {
	audits.whole({"4", "6", "10"}) with data.catalog as _catalog
	not _whole({"4", "6.1.2.b", "10"})
	not _whole(set())
}

_whole(names) if audits.whole(names) with data.catalog as _catalog

test_what_is_missing_is_told_shortly_and_in_order if {
	audits.summary(_clauses, {"10.1", "4.4", "6.1.2.c2"}) == ["4", "6.1.2.c2", "10"]
	audits.summary(_clauses, {id | some id, _ in _clauses}) == ["4", "6", "10"]
	audits.summary(_controls, {"A.5.10", "A.5.2", "A.8.1"}) == ["A.5.2", "A.5.10", "A.8"]
	audits.summary(_controls, set()) == []
}

test_only_internal_audits_that_are_not_void_count if {
	audits.inside({"type": "internal"})
	not audits.inside({"type": "internal", "status": "void"})
	not audits.inside({"type": "surveillance"})
	not audits.inside({})
	audits.ended({"type": "internal", "completed_on": "2026-05-20"}) == "2026-05-20"
	not audits.ended({"type": "internal"})
	not audits.ended({"type": "supplier", "completed_on": "2026-05-20"})
}

test_names_of_a_scope if {
	audits.named({"scope": {"clauses": ["4-6"], "controls": ["A.5"]}}) == {"4", "5", "6", "A.5"}
	audits.named({}) == set()
}
