# Communication: whether it is settled who tells whom what, when and how.
package rules.com

import data.lib.kinds

# METADATA
# title: A communication plan is in force
# description: |
#   Who has to be told what, and by whom, is settled before the day on which it matters.
#   Without a plan an incident, a change of a supplier or a new policy reaches those who
#   happen to be asked.
# schemas:
#   - input: schema.isms
# custom:
#   grade: minor
#   requirements: ["7.4.a", "7.4.b", "7.4.c", "7.4.d"]
#   remedy: Write a `communication_plan` with a line in `communications` for each thing that is told, and have it approved.
present contains finding if {
	in_force := [plan.id | all := data.isms.communication_plan; some plan in all; kinds.in_force(plan)]
	count(in_force) == 0
	finding := {"at": [], "message": $"no communication plan is in force{_drafts}"}
}

# METADATA
# title: Each communication says what, when, to whom, how and by whom
# description: |
#   A line that lacks one of these is a wish: whoever reads it does not know whether it is
#   their turn. A plan in force without any line settles nothing at all.
# schemas:
#   - input: schema.communication_plan
# custom:
#   grade: minor
#   requirements: ["7.4.a", "7.4.b", "7.4.c", "7.4.d"]
#   remedy: Fill the fields of the line that the message names.
plan contains finding if {
	kinds.in_force(input)
	some finding in (_empty | _incomplete)
}

_empty := {{"at": ["communications"], "message": $"communication plan {input.id} has no line", "key": "none"} |
	count(object.get(input, "communications", [])) == 0
}

_incomplete := {finding |
	some i, line in input.communications
	is_object(line)
	lacks := [words | some field, words in _asked; not _filled(line, field)]
	count(lacks) > 0
	finding := {
		"at": ["communications", i],
		"message": $"communication {object.get(line, "id", i + 1)} does not say {concat(", ", lacks)}",
	}
}

_asked := {"what": "what", "when": "when", "with": "to whom", "how": "how", "by": "by whom"}

_filled(line, field) if {
	value := line[field]
	is_string(value)
	trim_space(value) != ""
}

_filled(line, field) if {
	value := line[field]
	is_array(value)
	count(value) > 0
}

_drafts := $"; {concat(", ", named)}" if {
	named := [$"{plan.id} has the status {plan.status}" | all := data.isms.communication_plan; some plan in all; plan.status]
	count(named) > 0
} else := ""
