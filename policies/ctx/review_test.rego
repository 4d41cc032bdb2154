package rules.ctx_test

import data.rules.ctx

_due(fields, org, reviews) := found if {
	found := ctx.review_due with input as _but(fields)
		with data.org as org
		with data.isms.management_review as reviews
		with data.refs as {}
}

_year(from, since) := {
	"at": ["reviewed"],
	"message": $"the context was last reviewed on {from}, longer ago than P1Y",
	"since": since,
}

test_a_year_is_met_through_its_last_day if {
	_due({}, {}, {}) == {_year("2026-01-12", "2027-01-13")}
	_due({"reviewed": [{"on": "2026-06-01"}]}, {}, {}) == {_year("2026-06-01", "2027-06-02")}
}

test_the_date_of_the_document_comes_first if {
	_due({"next_review": "2027-01-12"}, {}, {}) == set()
	_due({"review_interval": "P6M"}, {}, {}) == set()
	_due({"next_review": "2027-01-13"}, {}, {}) == {_year("2026-01-12", "2027-01-13")}
	_due({"review_interval": "P5Y"}, {}, {}) == {_year("2026-01-12", "2027-01-13")}
}

test_the_organization_says_how_often if {
	found := _due({}, {"intervals": {"context": "P6M"}}, {})
	_messages(found) == {"the context was last reviewed on 2026-01-12, longer ago than P6M"}
	found == {object.union(finding, {"since": "2026-07-13"}) | some finding in found}
}

test_a_review_that_is_still_to_come_fills_no_gap if {
	_due({"reviewed": [{"on": "2028-01-01"}]}, {}, {}) == {
		object.union(_year("2026-01-12", "2027-01-13"), {"until": "2028-01-01"}),
		_year("2028-01-01", "2029-01-02"),
	}
}

test_without_any_day_document_control_speaks if {
	undated := object.remove(_context, ["approved_on"])
	ctx.review_due == set() with input as undated with data.org as {} with data.isms as {}
}

_five := {"intervals": {"context": "P5Y"}}

test_five_years_leave_management_with_an_old_context if {
	reviews := {
		"MR-1": {"id": "MR-1", "held_on": "2027-01-12", "status": "closed"},
		"MR-2": {"id": "MR-2", "held_on": "2028-02-01", "status": "closed"},
		"MR-3": {"id": "MR-3", "held_on": "2028-03-01", "status": "void"},
		"MR-4": {"id": "MR-4"},
	}
	found := {finding | some finding in _due({"next_review": "2031-01-12"}, _five, reviews)}
	found == {{
		"at": ["reviewed"],
		"message": "management review MR-2 of 2028-02-01 rests on a context last reviewed on 2026-01-12, more than P1Y before",
		"since": "2028-02-01",
		"key": "MR-2",
	}}
	named := object.union(_five, {"intervals": {"context": "P5Y", "context_input": "P3Y"}})
	_due({"next_review": "2031-01-12"}, named, reviews) == set()
}

test_a_review_after_the_minutes_ends_it if {
	reviews := {"MR-2": {"id": "MR-2", "held_on": "2028-02-01"}}
	found := _due({"next_review": "2031-01-12", "reviewed": [{"on": "2028-03-01"}]}, _five, reviews)
	{[finding.since, finding.until] | some finding in found} == {["2028-02-01", "2028-03-01"]}
	_due({"next_review": "2031-01-12", "reviewed": [{"on": "2028-02-01"}]}, _five, reviews) == set()
}

test_what_is_overdue_already_is_told_once if {
	reviews := {"MR-2": {"id": "MR-2", "held_on": "2028-02-01"}}
	_due({}, {}, reviews) == {_year("2026-01-12", "2027-01-13")}
	_due({"next_review": "2027-06-01"}, _five, reviews) == set()
}

test_minutes_that_name_the_context_looked_at_it if {
	reviews := {"MR-2": {"id": "MR-2", "held_on": "2028-02-01"}}
	every field, count_of in {"inputs.b.refs": 0, "inputs.c.refs": 0, "inputs.f.refs": 1} {
		refs := {"context": {"context": [{"kind": "management_review", "id": "MR-2", "field": field}]}}
		found := ctx.review_due with input as _but({"next_review": "2031-01-12"})
			with data.org as _five
			with data.isms.management_review as reviews
			with data.refs as refs
		count(found) == count_of
	}
}
