# Whether what counts as implemented is described and proven, and what does not is
# on its way.
package rules.soa

import data.lib.dates
import data.lib.org

# METADATA
# scope: document
# title: An implemented control has an owner and says how it is carried out
# description: |
#   "Implemented" without a person to ask and a text to read cannot be checked. How it
#   is done may stand in the line (`how`), in a document, in an own control, or in a
#   policy or procedure that names the control.
# schemas:
#   - input: schema.soa_control
# custom:
#   grade: minor
#   requirements: ["6.1.3.d", "8.1.criteria"]
#   remedy: Name the `owner`, and say `how` or list the `documents` or the controls in `operated_by`.
implemented_described contains finding if {
	_implemented
	not input.owner

	finding := {"at": ["status"], "message": $"{input.id} is {input.status} but has no owner", "key": "owner"}
}

implemented_described contains finding if {
	_implemented
	not input.how
	count(object.get(input, "documents", [])) == 0
	count(_operating) == 0
	count(_describing) == 0

	finding := {
		"at": ["status"],
		"message": $"{input.id} is {input.status}, but nothing says how",
		"key": "how",
	}
}

# METADATA
# scope: document
# title: An implemented control is proven by evidence that is still fresh
# description: |
#   That a control works is shown by evidence from its operation. Evidence counts if
#   the line names it, or if it names the control or an own control that operates it.
#   It is fresh until its `valid_until`, and for as long as `evidence_wanted` of the
#   operating control allows; where that says nothing, an interval of the organization
#   counts (`evidence`). A control inherited from another entity is proven there, one
#   inherited from a supplier by that supplier's assurance too.
# schemas:
#   - input: schema.soa_control
# custom:
#   grade: minor
#   requirements: ["8.1.records", "A.5.36"]
#   remedy: Collect new evidence that names the control in `controls`, or correct the `status` of the line.
#   when: from the day after the newest evidence plus its freshness
implemented_proven contains finding if {
	_to_prove
	count(_proven_until) == 0

	finding := {"at": ["status"], "message": $"{input.id} counts as implemented without any evidence"}
}

implemented_proven contains finding if {
	_to_prove
	last := max(_proven_until)

	finding := {
		"at": ["status"],
		"message": $"{input.id} counts as implemented, but its newest evidence was fresh until {last} only",
		"since": dates.next(last),
	}
}

# METADATA
# title: A control that is not fully implemented has an open treatment with a date
# description: |
#   "Planned" is a promise. It needs somebody's action with a due date in the treatment
#   plan; a treatment that is done or cancelled carries it no further.
# schemas:
#   - input: schema.soa_control
# custom:
#   grade: minor
#   requirements: ["6.1.3.e"]
#   remedy: Name an open treatment with a `due` date in `treatment`, or list the control in its `controls`.
planned_treated contains finding if {
	_outstanding
	open := {id |
		some id in _treatments
		data.isms.treatment[id].due
		not _over(id)
	}
	count(open) == 0

	finding := {"at": ["status"], "message": $"{input.id} is {input.status}, but no open treatment with a due date brings it about"}
}

# METADATA
# title: A planned control is there by its target date
# description: |
#   A target date that has passed shows that the plan is not followed. It is met
#   through its whole day.
# schemas:
#   - input: schema.soa_control
# custom:
#   grade: minor
#   requirements: ["8.3"]
#   remedy: Finish the control and set its `status`, or have a new `target_date` agreed.
#   when: from the day after target_date
planned_overdue contains finding if {
	_outstanding
	target := dates.day(input.target_date)

	finding := {
		"at": ["target_date"],
		"message": $"{input.id} is {input.status}, though it was to be implemented by {target}",
		"since": dates.next(target),
	}
}

# METADATA
# title: Controls that ask for a written form are written down
# description: |
#   The wording of some controls asks for something in writing: policies, an inventory,
#   rules of use, legal duties, operating procedures and others. Word of mouth does not
#   meet these. The inventory of assets and the list of obligations are registers.
# schemas:
#   - input: schema.soa
# custom:
#   grade: minor
#   requirements: ["A.5.10", "A.5.26", "A.5.31", "A.5.37", "A.6.6", "A.8.9", "A.8.27"]
#   remedy: Write the document and name it in `documents` of the line, or list the control in its `controls`.
written_controls contains finding if {
	not input.status == "retired"
	some i, line in input.controls
	data.catalog.controls[line.id].written_form_demanded == true
	not line.applicable == false
	line.status in {"implemented", "partial"}
	count(object.get(line, "documents", [])) == 0
	count({ref | refs := data.refs.requirement[line.id]; some ref in refs; _written(ref)}) == 0
	not _registered(line.id)

	finding := {
		"at": ["controls", i, "documents"],
		"message": $"{line.id} must be in writing, but no document is named",
		"key": line.id,
	}
}

# _over(id) holds for a treatment that is done or cancelled.
_over(id) if data.isms.treatment[id].status in {"done", "cancelled"}

_written(ref) if {
	ref.kind in {"policy", "procedure"}
	ref.field == "controls"
}

# _register_of says which kind of register is the written form of a control.
_register_of := {"A.5.9": "asset", "A.5.31": "obligation"}

_registered(id) if _register_of[id] in _registers

_registers := {register.of |
	all := data.isms.register
	some register in all
}

# _implemented holds for a line whose control is said to work, at least in part.
_implemented if {
	input.status in {"implemented", "partial"}
	not input.applicable == false
	_live
}

_to_prove if {
	input.status == "implemented"
	not input.applicable == false
	_live
	not _proven_by_entity
}

_proven_by_entity if data.isms.entity[input.inherited_from].id

# _outstanding holds for a needed control that is not there yet, or not wholly.
_outstanding if {
	input.status in {"partial", "planned", "not-implemented"}
	not input.applicable == false
	_live
}

# _operating are the own controls that carry out the control of this line.
_operating contains id if some id in input.operated_by

_operating contains id if some {"kind": "control", "field": "implements", "id": id} in _referrers

_operating contains input.id if data.isms.control[input.id].id

_describing := {ref |
	some ref in _referrers
	_written(ref)
}

_treatments contains input.treatment

_treatments contains ref.id if {
	some ref in _referrers
	ref.kind == "treatment"
	ref.field == "controls"
}

# _proven_until holds last days that evidence vouches for, the latest of all among
# them.
_proven_until contains day if some day in _vouched(_direct_evidence, _operating)

_proven_until contains day if {
	some control in _operating
	some day in _vouched(_evidence_of(control) - _counted(control), {control})
}

_proven_until contains dates.day(assurance.valid_until) if {
	some assurance in data.isms.supplier[input.inherited_from].assurance
}

_direct_evidence contains id if some id in input.evidence

_direct_evidence contains id if some {"kind": "evidence", "field": "controls", "id": id} in _referrers

# _counted(control) is what was looked at for this control already: all that names the
# control of the line, where no other own control operates it.
_counted(control) := _direct_evidence if {
	_operating == {control}
} else := set()

_evidence_of(control) := {id |
	refs := data.refs.control[control]
	some {"kind": "evidence", "field": "controls", "id": id} in refs
}

# _vouched(ids, controls) holds last days that pieces of evidence vouch for, the
# latest among them: of evidence of one type the newest lasts longest, so that the
# calendar is asked once for each type. Evidence with an end of its own is looked at
# piece by piece.
_vouched(ids, controls) := open | limited if {
	ends := {id: until | some id in ids; until := data.isms.evidence[id].valid_until}
	dated := sort({[_type(id), dates.day(data.isms.evidence[id].collected_at)] |
		some id in ids
		not ends[id]
		not data.isms.evidence[id].status == "void"
	})
	open := {dates.add(newest, duration) |
		some i, [type, newest] in dated
		not dated[i + 1][0] == type
		some duration in _durations(type, controls)
	}
	limited := {_fresh_until(id, until, _freshness(_type(id), controls)) |
		some id, until in ends
		not data.isms.evidence[id].status == "void"
	}
}

_type(id) := type if {
	type := data.isms.evidence[id].type
} else := ""

# _fresh_until(id, until, freshness) is the last day on which evidence counts: its
# valid_until, cut short by the freshness that a control wants.
_fresh_until(_, until, freshness) := dates.day(until) if count(freshness) == 0

_fresh_until(id, until, freshness) := min({longest, dates.day(until)}) if {
	count(freshness) > 0
	collected := data.isms.evidence[id].collected_at
	longest := max({dates.add(collected, duration) | some duration in freshness})
}

_durations(type, controls) := freshness if {
	freshness := _freshness(type, controls)
	count(freshness) > 0
} else := {org.interval("evidence")}

# _freshness(type, controls) is how long controls let evidence of a type count, or
# evidence of any type where they want none of that type.
_freshness(type, controls) := typed if {
	typed := {wanted.freshness |
		some control in controls
		some wanted in data.isms.control[control].evidence_wanted
		wanted.type == type
	}
	count(typed) > 0
} else := {wanted.freshness |
	some control in controls
	some wanted in data.isms.control[control].evidence_wanted
}
