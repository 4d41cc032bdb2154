# The register: is there one, does somebody answer for each risk in it, and does
# it cover what the organization cannot do without?
package rules.risk

import data.lib.dates
import data.lib.people
import data.lib.risks

# METADATA
# title: There is a risk register
# description: |
#   Everything else rests on it: the controls are chosen from it, the statement of
#   applicability is argued from it, and management decides by it.
# schemas:
#   - input: schema.isms
# custom:
#   grade: major
#   requirements: ["8.2", "6.1.2.c1"]
#   remedy: "Assess the risks and keep them in a register: `kind: risks` with the risks under `items`."
register_present contains finding if {
	not risks.any_risk
	finding := {"at": [], "message": "no risk is recorded"}
}

# METADATA
# title: Every risk has an owner
# description: |
#   A risk without an owner cannot be accepted, treated or reviewed by anybody; it
#   is a note, not a managed risk.
# schemas:
#   - input: schema.risk
# custom:
#   grade: minor
#   requirements: ["6.1.2.c2"]
#   remedy: Name the role or person that answers for the risk in `owner`.
#   escalation: where more than 10 % of the risks, and at least three, have no owner, major
#   systemic: {grade: major, count: 3, share: 0.1}
owner contains finding if {
	not risks.given(input, "owner")
	finding := {"at": ["owner"], "message": $"risk {input.id} has no owner"}
}

# METADATA
# scope: document
# title: The owner of a risk is there and may accept it
# description: |
#   An owner who has left, or a role that nobody holds, decides nothing. And an
#   owner who may only accept small risks cannot answer for a great one: it needs
#   an owner higher up, or the word of the authority for its level.
# schemas:
#   - input: schema.risk
# custom:
#   grade: minor
#   requirements: ["6.1.2.c2", "6.1.3.f"]
#   remedy: Name in `owner` a role or person that is in office and may accept risks of this level.
#   when: from the day after the owner's last day, or after the last holder of the role gave it up
owner_active contains finding if {
	risks.live(input)
	some gap in people.gaps(input.owner)
	finding := object.union(gap, {"at": ["owner"], "message": _nobody(input.owner, gap)})
}

owner_active contains finding if {
	risks.live(input)
	level := _to_accept
	known := {id | some id in _offices(input.owner); data.isms.role[id].may_accept_up_to}
	count(known) > 0
	window := _without_authority(input.owner, level, known)
	not _accepted_with_authority(level)
	finding := object.union(window, {
		"at": ["owner"],
		"message": $"owner \"{input.owner}\" of risk {input.id} may not accept level \"{level}\"{_reach(window, known)}",
	})
}

_accepted_with_authority(level) if risks.may_accept(input.acceptance.by, level, dates.day(input.acceptance.on))

_nobody(id, gap) := $"role \"{id}\", which owns risk {input.id}, has no holder{_when(gap)}" if data.isms.role[id].id

else := $"person \"{id}\", who owns risk {input.id}, is not with the organization{_when(gap)}"

_when(gap) := $" from {gap.since} until {gap.until}" if {
	gap.since
	gap.until
} else := $" from {gap.since}" if {
	gap.since
} else := $" until {gap.until}" if {
	gap.until
} else := ""

# _to_accept is the level that remains to be accepted.
_to_accept := level if {
	level := input.residual.level
} else := input.current.level

# _offices(id) is the role itself, or the roles that a person was named to.
_offices(id) := {id} if {
	data.isms.role[id].id
} else := people.roles(id)

# _without_authority(id, level, known) is the time in which none of the offices
# reaches the level: always, or from the day after the last such office ends.
_without_authority(id, level, known) := window if {
	ends := {end |
		some role in known
		risks.reaches(role, level)
		some end in _office_ends(id, role)
	}
	window := _from_end(ends)
	window != null
}

# _office_ends(id, role) holds the last days of a person in a role; a role is its
# own office without end.
_office_ends(id, role) := {dates.last} if id == role

_office_ends(id, role) := {end |
	some holder in data.isms.role[role].holders
	holder.person == id
	end := object.get(holder, "until", dates.last)
} if id != role

_from_end(ends) := {} if {
	count(ends) == 0
} else := {"since": dates.next(max(ends))} if {
	max(ends) != dates.last
} else := null

_reach(window, _) := $" from {window.since}, when the office that could is given up" if window.since

_reach(window, known) := $", only {concat(", ", _limits_of(known))}" if not window.since

_limits_of(offices) := sort({$"up to \"{level}\"" |
	some id in offices
	level := data.isms.role[id].may_accept_up_to
})

# METADATA
# title: Every critical asset is looked at in at least one risk
# description: |
#   An asset the organization calls critical and then never assesses is the first
#   thing an auditor picks from the inventory.
# schemas:
#   - input: schema.asset
# custom:
#   grade: minor
#   requirements: ["6.1.2.c1", "A.5.9"]
#   remedy: Assess the asset and name it in `assets` of the risk, or say why it is not critical.
assets_covered contains finding if {
	input.critical == true
	not input.status == "disposed"
	not _covered_asset
	risks.any_risk
	finding := {"at": ["critical"], "message": $"asset {input.id} is critical, but no live risk is about it"}
}

_covered_asset if {
	refs := data.refs.asset[input.id]
	some ref in refs
	ref.kind == "risk"
	not data.isms.risk[ref.id].state == "closed"
}

# METADATA
# title: Every critical supplier is looked at in at least one risk
# description: |
#   What a critical supplier can do to the organization, by failing or by being
#   broken into, is a risk of its own, whatever its contract says.
# schemas:
#   - input: schema.supplier
# custom:
#   grade: minor
#   requirements: ["A.5.19", "6.1.2.c1"]
#   remedy: Assess the supplier and name it in `suppliers` of the risk.
suppliers_covered contains finding if {
	input.tier == "critical"
	not object.get(input, "status", "") in {"candidate", "ended"}
	not _covered_supplier
	risks.any_risk
	finding := {"at": ["tier"], "message": $"supplier {input.id} is critical, but no live risk is about it"}
}

_covered_supplier if {
	refs := data.refs.supplier[input.id]
	some ref in refs
	ref.kind == "risk"
	not data.isms.risk[ref.id].state == "closed"
}

# METADATA
# title: Opportunities are recorded beside the risks
# description: |
#   Planning looks both ways. A context that knows only dangers has mostly not been
#   asked what the management system could make better.
# schemas:
#   - input: schema.context
# custom:
#   grade: observation
#   requirements: ["6.1.1", "6.1.1.c"]
#   remedy: Record at least one opportunity, with the action that takes it, in `opportunities`.
opportunities contains finding if {
	not risks.given(input, "opportunities")
	finding := {"at": ["opportunities"], "message": "the context records no opportunity"}
}
