# Who answers for what, and on which days. An id in `owner` or `approved_by` names
# a role or a person; the role wins, as the schemas resolve it.
#
# Everything is looked up by id: the holders of a role stand in the role, and the
# roles of a person are its referrers. Whether a record exists is asked of its `id`,
# so that a change of its other fields wakes no rule.
package lib.people

import data.lib.dates

# known(id) holds if a role or a person has this id. What names neither is a
# dangling reference, which doc.links_resolve reports.
known(id) if data.isms.role[id].id

known(id) if data.isms.person[id].id

# gaps(id) is the set of windows in which nobody stands behind a role or a person:
# objects with the first day `since` and the day it ends `until`, each left out
# where the window is open. Merge one into a finding. A role without any holder
# gives the one window {}. Empty where id is neither a role nor a person.
#
# A role with one holder, or a person, with no end in sight lacks nobody but before
# the start: so it is with most, and there is nothing to compare.
gaps(id) := {{"until": start}} if {
	[holder] := data.isms.role[id].holders
	not holder.until
	not data.isms.person[holder.person].end
	start := max([_from(holder), _start(holder.person)])
	start != dates.first
} else := {{"until": start}} if {
	not data.isms.role[id].id
	not data.isms.person[id].end
	start := _start(id)
	start != dates.first
} else := {gap |
	spans := _spans(id)
	ends := {dates.next(span.to) | some span in spans; span.to != dates.last}
	some start in (ends | {dates.first})
	not _covered(spans, start)
	later := [span.from | some span in spans; span.from > start]
	gap := object.union(_since(start), _until(later))
}

# end(person) is the last day of a person, "9999-12-31" where none is recorded.
end(person) := found if {
	found := dates.day(data.isms.person[person].end)
} else := dates.last

# holds(id, role, date) holds if the person `id` holds `role` on `date`.
holds(id, role, date) if {
	some holder in data.isms.role[role].holders
	holder.person == id
	span := term(holder)
	span.from <= date
	date <= span.to
}

# roles(id) is the set of roles in which the person `id` was ever named a holder; an
# id that is no person holds none.
#
# Roles are few and change seldom, while who refers to a person changes with every
# record the person owns: to look through the roles wakes fewer rules.
roles(id) := {role |
	data.isms.person[id].id
	all := data.isms.role
	some role
	some holder in all[role].holders
	holder.person == id
}

# acts_as(id, role, date) holds if `id` is the role, or a person that holds it on
# `date`.
acts_as(id, role, _) if id == role

acts_as(id, role, date) if {
	id != role
	holds(id, role, date)
}

# top_management(id, date) holds if `id` is a role of top management, or a person
# that holds one on `date`.
top_management(id, _) if data.isms.role[id].top_management == true

top_management(id, date) if {
	not data.isms.role[id].id
	some role in roles(id)
	data.isms.role[role].top_management == true
	holds(id, role, date)
}

_spans(id) := {term(holder) | some holder in data.isms.role[id].holders} if {
	data.isms.role[id].id
} else := {{"from": _start(id), "to": end(id)}} if data.isms.person[id].id

# term(holder) is the time in which a holder of a role holds it, as its first day `from`
# and its last day `to`: not before the person starts, and not after the person leaves. It
# is empty where `from` is later than `to`.
term(holder) := {
	"from": max([_from(holder), _start(holder.person)]),
	"to": min([_to(holder), end(holder.person)]),
}

_from(holder) := found if {
	found := dates.day(holder.from)
} else := dates.first

_to(holder) := found if {
	found := dates.day(holder.until)
} else := dates.last

_start(person) := found if {
	found := dates.day(data.isms.person[person].start)
} else := dates.first

_covered(spans, date) if {
	some span in spans
	span.from <= date
	date <= span.to
}

_since(date) := {} if date == dates.first

_since(date) := {"since": date} if date != dates.first

_until([]) := {}

_until(later) := {"until": min(later)} if later != []
