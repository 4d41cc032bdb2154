# Who leads, who answers for the ISMS, and whether somebody stands behind each role.
package rules.lead

import data.lib.dates
import data.lib.org
import data.lib.people
import data.lib.risks

# METADATA
# scope: document
# title: Somebody holds a role of top management at all times
# description: |
#   The ISMS is led by those who direct the organization. Where no role is marked as
#   theirs, or nobody holds one, nobody can adopt the policy, grant resources or review
#   the ISMS. Where no role is recorded at all, this is the one finding about it.
# schemas:
#   - input: schema.isms
# custom:
#   grade: major
#   requirements: ["5.1", "5.3"]
#   remedy: Set `top_management` on the role that directs the organization, and name its holder.
#   when: on days on which nobody holds such a role
top_management contains finding if {
	count(_top) == 0
	finding := {"at": [], "message": _no_top}
}

top_management contains finding if {
	some gap in _headless
	finding := object.union(gap, {"at": [], "message": _headless_for(gap)})
}

_top := {id |
	all := data.isms.role
	some id, role in all
	role.top_management == true
}

_no_top := "no role is marked as top management" if {
	_any_role
} else := "no roles are recorded, so none of top management either"

_any_role if {
	all := data.isms.role
	some id, _ in all
	all[id].id
}

_gaps[id] := people.gaps(id) if some id in _top

# _headless holds the windows in which each role of top management is empty.
_headless contains gap if {
	some id in _top
	some own in _gaps[id]
	start := _from(own)
	every other in _top {
		some shared in _gaps[other]
		_covers(shared, start)
	}
	ends := {shared.until |
		some other in _top
		some shared in _gaps[other]
		_covers(shared, start)
	}
	gap := object.union(_since(start), _until(ends))
}

_from(gap) := object.get(gap, "since", dates.first)

_covers(gap, day) if {
	_from(gap) <= day
	day < object.get(gap, "until", dates.last)
}

_since(day) := {} if day == dates.first

_since(day) := {"since": day} if day != dates.first

_until(ends) := {} if count(ends) == 0

_until(ends) := {"until": min(ends)} if count(ends) > 0

_headless_for(gap) := $"nobody holds a role of top management since {gap.since}" if {
	gap.since
} else := $"nobody held a role of top management before {gap.until}" if {
	gap.until
} else := $"nobody holds a role of top management: {concat(", ", _top)}"

# METADATA
# title: A role answers for the ISMS meeting the standard
# description: |
#   Somebody has to see to it that the ISMS is what the standard wants, and may insist on
#   it. Responsibility without the authority to stop something is a name on a list.
# schemas:
#   - input: schema.isms
# custom:
#   grade: minor
#   requirements: ["5.3.a", "A.5.2"]
#   remedy: Add `conformity` to `isms` of the role that answers for it, and what it may decide to `authorities`.
role_conformity contains finding if {
	message := _missing("conformity", "answers for the ISMS meeting the standard")
	finding := {"at": [], "message": message}
}

# METADATA
# title: A role reports to top management how the ISMS performs
# description: |
#   Top management decides by what it hears. Where it is nobody's task to tell it, it
#   hears of the ISMS when something has gone wrong.
# schemas:
#   - input: schema.isms
# custom:
#   grade: minor
#   requirements: ["5.3.b"]
#   remedy: Add `reporting` to `isms` of the role that reports, and what it may decide to `authorities`.
role_reporting contains finding if {
	message := _missing("reporting", "reports to top management how the ISMS performs")
	finding := {"at": [], "message": message}
}

# _missing(task, words) says what is missing about a task of the ISMS; undefined where a
# role has it and the authority for it, and where there are no roles.
_missing(task, words) := $"no role {words}" if {
	_any_role
	count(_tasked(task)) == 0
} else := $"role {concat(", ", _tasked(task))} {words}, but no authority of it is recorded" if {
	count(_tasked(task)) > 0
	every id in _tasked(task) {
		not risks.given(data.isms.role[id], "authorities")
	}
}

_tasked(task) := {id |
	all := data.isms.role
	some id, role in all
	some own in role.isms
	own == task
}

# METADATA
# scope: document
# title: No role stays empty for long
# description: |
#   Whatever is decided, reviewed or approved by a role stops when nobody holds it. Thirty
#   days to find somebody are ours; `intervals.role_vacancy` sets another time. Roles with
#   `needed: false` may stay empty, and the only role of top management is
#   lead.top_management's.
# schemas:
#   - input: schema.role
# custom:
#   grade: minor
#   requirements: ["5.3", "A.5.2"]
#   remedy: Name a holder in `holders`, give the task to another role, or set `needed` to false.
#   when: from the day after the role fell empty plus `intervals.role_vacancy` (P30D), until somebody holds it
role_vacant contains finding if {
	not input.needed == false
	not _only_top
	some vacancy in _vacancies
	since := dates.next(dates.add(vacancy.since, org.interval("role_vacancy")))
	since < object.get(vacancy, "until", dates.last)
	finding := object.union(vacancy, {
		"at": ["holders"],
		"message": $"role {input.id} has been empty since {vacancy.since}",
		"since": since,
	})
}

role_vacant contains finding if {
	not input.needed == false
	not input.vacant_since
	not _only_top
	some gap in people.gaps(input.id)
	gap == {}
	finding := {"at": ["holders"], "message": $"nobody holds role {input.id}"}
}

_only_top if {
	input.top_management == true
	_top == {input.id}
}

# _vacancies holds the windows in which a role that somebody held is empty. The word of the
# role itself counts where nobody took it up since.
_vacancies contains vacancy if {
	since := dates.day(input.vacant_since)
	later := {term.from | some holder in input.holders; term := people.term(holder); term.from >= since; term.from <= term.to}
	vacancy := object.union({"since": since}, _until(later))
}

_vacancies contains gap if {
	some gap in people.gaps(input.id)
	gap.since
	not _told(gap)
}

_told(gap) if {
	gap.since <= input.vacant_since
	input.vacant_since < object.get(gap, "until", dates.last)
}

# METADATA
# title: Who holds a role of the ISMS, or a key role, has accepted it
# description: |
#   A responsibility that nobody told its holder of is carried by nobody. Acceptance is a
#   day in `accepted_on`, or an acknowledgement of the role. It is asked for roles with a
#   task in `isms` and for those marked `key`, and only of those who hold them today.
# schemas:
#   - input: schema.role
# custom:
#   grade: observation
#   requirements: ["5.3", "A.5.2"]
#   remedy: Talk with the holder about the role, and record the day in `accepted_on`.
#   when: from the day after the first day in the role, until the last
role_accepted contains finding if {
	_weighty
	some i, holder in input.holders
	not risks.given(holder, "accepted_on")
	not _acknowledged(holder.person)
	term := people.term(holder)
	since := _after(term.from)
	until := _through(term.to)
	object.get(since, "since", dates.first) < object.get(until, "until", dates.last)
	finding := object.union(object.union(since, until), {
		"at": ["holders", i],
		"message": $"{holder.person} holds role {input.id}, but nothing shows that they accepted it",
		"key": $"{holder.person}/{term.from}",
	})
}

_weighty if input.key == true

_weighty if risks.given(input, "isms")

_acknowledged(person) if {
	some ref in data.refs.role[input.id]
	ref.kind == "acknowledgement"
	ref.field == "item"
	not data.isms.acknowledgement[ref.id].status == "void"
	data.isms.acknowledgement[ref.id].person == person
}

_acknowledged(person) if {
	some ref in data.refs.role[input.id]
	ref.kind == "acknowledgement"
	ref.field == "item"
	not data.isms.acknowledgement[ref.id].status == "void"
	person in data.isms.acknowledgement[ref.id].people
}

_after(day) := {} if day == dates.first

_after(day) := {"since": dates.next(day)} if day != dates.first

_through(day) := {} if day == dates.last

_through(day) := {"until": dates.next(day)} if day != dates.last

# METADATA
# scope: document
# title: Key roles have a deputy
# description: |
#   A role on which work depends is empty whenever its holder is ill. A deputy is somebody
#   else, who is still there. Where two people hold the role with no end in sight, each
#   stands in for the other.
# schemas:
#   - input: schema.role
# custom:
#   grade: opportunity
#   requirements: ["5.3", "A.5.2"]
#   remedy: Name somebody in `deputy` who can stand in.
#   when: from the day after the last day of the deputy
deputy contains finding if {
	_single
	not risks.given(input, "deputy")
	finding := {"at": ["deputy"], "message": $"key role {input.id} has no deputy"}
}

deputy contains finding if {
	_single
	_lasting == {input.deputy}
	finding := {"at": ["deputy"], "message": $"the deputy of key role {input.id} is {input.deputy}, who holds it"}
}

deputy contains finding if {
	_single
	last := people.end(input.deputy)
	last != dates.last
	finding := {
		"at": ["deputy"],
		"message": $"{input.deputy}, the deputy of key role {input.id}, left on {last}",
		"since": dates.next(last),
	}
}

_single if {
	input.key == true
	count(_lasting) < 2
}

# _lasting holds who holds the role with no end in sight.
_lasting := {holder.person | some holder in input.holders; people.term(holder).to == dates.last}
