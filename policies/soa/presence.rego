# Whether there is a statement of applicability, and whether it looks at everything.
package rules.soa

import data.lib.kinds

# METADATA
# title: A statement of applicability is in force
# description: |
#   The statement is what certification rests on: it tells which controls the
#   organization needs, why, and how far they are. A draft says none of that yet.
# schemas:
#   - input: schema.isms
# custom:
#   grade: major
#   requirements: ["6.1.3.d", "7.5.1.a"]
#   remedy: Write a record of kind `soa`, have it approved and set its `status` to approved.
present contains finding if {
	in_force := [soa.id | all := data.isms.soa; some soa in all; kinds.in_force(soa)]
	count(in_force) == 0

	finding := {"at": [], "message": $"no statement of applicability is in force{_others}"}
}

# METADATA
# title: The statement looks at every control of Annex A
# description: |
#   The comparison with Annex A is there so that no needed control is overlooked. A
#   control without a line was not compared; whether it is needed is unknown. Lines
#   that stand there twice are reported by doc.id_unique.
# schemas:
#   - input: schema.soa
# custom:
#   grade: major
#   requirements: ["6.1.3.c", "6.1.3.d"]
#   remedy: Add a line to `controls` for each id that the message names, applicable or excluded with a reason.
#   not_waivable: true
complete contains finding if {
	not input.status == "retired"
	missing := [id | some id in _annex_a; not _listed[id]]
	count(missing) > 0

	finding := {
		"at": ["controls"],
		"message": $"{count(missing)} of {count(_annex_a)} controls have no line: {_shortened(missing)}",
	}
}

# METADATA
# title: Every line stands for a control of Annex A or an own control
# description: |
#   A line with an id that exists nowhere is decided about for nothing, and the control
#   that was meant is missing. Ids of the 2013 edition are the usual cause.
# schemas:
#   - input: schema.soa_control
# custom:
#   grade: minor
#   requirements: ["6.1.3.d"]
#   remedy: Correct the `id`, or record the control in the register of own controls.
known contains finding if {
	not data.catalog.controls[input.id].id
	not data.isms.control[input.id].id
	_live

	finding := {
		"at": ["id"],
		"message": $"{input.id} is neither a control of Annex A in its 2022 edition nor an own control",
	}
}

# METADATA
# title: Needed controls from outside Annex A have their line too
# description: |
#   Controls come from any source; Annex A is only the list to compare with. An own
#   control that a risk or a treatment relies on, and that carries out no control of
#   Annex A, is needed, so the statement is incomplete without it.
# schemas:
#   - input: schema.soa
# custom:
#   grade: minor
#   requirements: ["6.1.3.b", "6.1.3.d"]
#   remedy: Add a line with the id of the own control to `controls`, or name what it carries out in `implements`.
own_controls contains finding if {
	not input.status == "retired"
	all := data.isms.control
	some control in all
	count(object.get(control, "implements", [])) == 0
	needed_by := {$"{ref.kind} {ref.id}" |
		refs := data.refs.control[control.id]
		some ref in refs
		ref.kind in {"risk", "treatment"}
		ref.field == "controls"
	}
	count(needed_by) > 0
	not control.id in _listed

	finding := {
		"at": ["controls"],
		"message": $"own control {control.id} has no line, but is needed by {_shortened(sort(needed_by))}",
		"key": control.id,
	}
}

# _others names the statements that are there but not in force.
_others := $": {concat(", ", named)}" if {
	named := {$"{soa.id} has the status {soa.status}" | some soa in data.isms.soa; soa.status}
	count(named) > 0
} else := ""

# _annex_a lists the ids of Annex A as the standard orders them.
_annex_a := [entry[2] | some entry in sort([[to_number(parts[1]), to_number(parts[2]), id] |
	controls := data.catalog.controls
	some id, _ in controls
	parts := split(id, ".")
])]

_listed := {line.id | some line in input.controls}

_shortened(names) := concat(", ", names) if count(names) <= 10

_shortened(names) := $"{concat(", ", array.slice(names, 0, 10))} and {count(names) - 10} more" if count(names) > 10

# _live holds for a line of a statement that is not retired.
_live if not _retired

_retired if data.isms.soa[input.parent.id].status == "retired"
