# What an audit covers: the items of the standard that its scope names, by themselves,
# by what they stand below, or as a range.
package lib.audits

import data.lib.dates
import data.lib.risks

# inside(audit) holds for an audit of the own ISMS in the own name. What a
# certification body, a customer or an authority audits is theirs; an audit that does
# not say what it is counts for nothing.
inside(audit) if {
	audit.type == "internal"
	not audit.status == "void"
}

# ended(audit) is the day on which an internal audit was completed.
ended(audit) := dates.day(audit.completed_on) if {
	inside(audit)
	risks.given(audit, "completed_on")
}

# named(audit) is what the scope of an audit names of clauses and controls, ranges
# spelled out.
named(audit) := {name |
	some field in ["clauses", "controls"]
	some text in audit.scope[field]
	is_string(text)
	some name in spelled(text)
}

# spelled(text) is the set of ids that a text of a scope stands for: "4-10" for seven
# clauses, "A.5.1-A.5.8" for eight controls, "Annex A" for A, any other for itself.
spelled(text) := {$"{prefix}{n}" | some n in numbers.range(to_number(from), to_number(to))} if {
	[[_, prefix, from, again, to]] := regex.find_all_string_submatch_n(`^((?:A\.)?(?:[0-9]{1,2}\.)*)([0-9]{1,2}) ?[-–] ?((?:A\.)?(?:[0-9]{1,2}\.)*)([0-9]{1,2})$`, text, 1)
	again in {"", prefix}
} else := {"A"} if {
	text in {"Annex A", "annex A"}
} else := {text}

# above(id) is the set of names that cover an item: itself and all that it stands below.
# "6.1.2.c" covers "6.1.2.c1" too.
above(id) := {name | some name in _chain(id)} | _letter(id)

# _chain(id) lists what an item stands below, from the top down to itself.
_chain(id) := [concat(".", array.slice(parts, 0, n)) |
	parts := split(id, ".")
	some n in numbers.range(1, count(parts))
]

_letter(id) := {trim_right(id, "0123456789")} if {
	regex.match(`\.[a-z][0-9]$`, id)
} else := set()

# clauses are the single items of clauses 4 to 10, each with the names that cover it.
clauses := {id: above(id) |
	some id, item in data.catalog.clauses
	item.leaf == true
}

# controls are the controls of Annex A, each with the names that cover it.
controls := {id: above(id) | some id, _ in data.catalog.controls}

# covered(items, names) is the set of those items that any of the names covers.
covered(items, names) := {id |
	some id, over in items
	count(over & names) > 0
}

# whole(names) holds if the names cover all of clauses 4 to 10.
whole(names) if {
	count(clauses) > 0
	every over in clauses {
		count(over & names) > 0
	}
}

# summary(items, missing) tells what is missing of items as shortly as can be, in the
# order of the standard: a clause of which nothing is covered stands for all below it.
summary(items, missing) := [name |
	touched := {"A"} | union({over | some id, over in items; not id in missing})
	names := {[name | some name in _chain(id); not name in touched][0] | some id in missing}
	some [_, name] in sort([[_order(name), name] | some name in names])
]

_order(name) := [_rank(part) | some part in split(name, ".")]

_rank(part) := to_number(part) if {
	regex.match(`^[0-9]+$`, part)
} else := part

# kinds(names) is the set of kinds of record that clauses among the names are about: of
# each item that is covered, the kind that shows it first. Records of audits are left
# out, since whoever audits makes them; so are those that show many things at once.
kinds(names) := {kind |
	some id, over in clauses
	count(over & names) > 0
	kind := data.catalog.clauses[id].kinds[0]
	not kind in _of_auditors
	not startswith(id, "5.1.")
} | {"procedure" |
	some name in names
	name in {"8", "8.1", "8.1.criteria"}
}

_of_auditors := {"*", "acknowledgement", "audit", "audit_programme", "corrective_action", "evidence", "management_review"}

# about_audits(controls, records) holds for a text that says how audits are held: by the
# controls it puts into practice, or the kinds of record it leaves.
about_audits(_, records) if "audit" in records

about_audits(controls, _) if "A.5.35" in controls

# concerns(controls, names) holds if the names cover any of the controls.
concerns(controls, names) if {
	some control in controls
	count(above(control) & names) > 0
}

# days(audit) are the first and the last day of an audit, as far as they are known.
days(audit) := {"first": min(known), "last": max(known)} if {
	named_days := [object.get(audit, field, "") | some field in ["started_on", "completed_on"]]
	real := {dates.day(day) | some day in named_days; day != ""}
	known := real | _planned(audit, real)
	count(known) > 0
}

_planned(audit, real) := {dates.day(audit.planned_on)} if {
	real == set()
	risks.given(audit, "planned_on")
} else := set()
