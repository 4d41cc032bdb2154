# Checks: does each serve a control, and say why?
package custom.check

# METADATA
# title: A check serves a control
# description: |
#   A check that no control names runs for nobody.
# schemas:
#   - input: schema.check
# custom:
#   grade: observation
#   requirements: [G3]
#   remedy: Name the check under `rules` of a control, or remove it.
used contains finding if {
	users := [r | some r in data.refs.check[input.id]; r.kind == "catalogue_control"]
	count(users) == 0
	finding := {"at": ["title"], "message": $"no control names the check {input.id}"}
}

# METADATA
# title: What a check refers to names it back
# description: |
#   A check that claims a control which does not name it is not counted there.
# schemas:
#   - input: schema.check
# custom:
#   grade: minor
#   requirements: [G3]
#   remedy: Name the check under `rules` of the control, or remove the reference.
named_back contains finding if {
	some catalogue, ids in input.references
	some i, id in ids
	control := data.isms.catalogue_control[id]
	not input.id in object.get(control, "rules", [])
	finding := {
		"at": ["references", catalogue, i],
		"message": $"check {input.id} refers to control {id}, which does not name it",
	}
}

# METADATA
# title: A grave check says why
# description: |
#   People switch off what they do not understand.
# schemas:
#   - input: schema.check
# custom:
#   grade: minor
#   requirements: [G3]
#   remedy: Say under `rationale` what happens without the check.
high_explained contains finding if {
	input.severity == "high"
	not input.rationale
	finding := {"at": ["severity"], "message": $"check {input.id} is of high severity, but does not say why"}
}

# METADATA
# title: The severity of a check is known
# description: |
#   What is of unknown severity is fixed last.
# schemas:
#   - input: schema.check
# custom:
#   grade: opportunity
#   requirements: [G3]
#   remedy: Decide on low, medium or high.
severity_known contains finding if {
	object.get(input, "severity", "unknown") == "unknown"
	finding := {"at": ["severity"], "message": $"nobody decided how severe check {input.id} is"}
}

# METADATA
# title: No two checks have one title
# description: |
#   Reports show titles: two checks with one title cannot be told apart.
# schemas:
#   - input: schema.check
# custom:
#   grade: observation
#   requirements: [G3]
#   remedy: Tell the checks apart by their titles.
title_once contains finding if {
	first := min(_titled[input.title])
	first != input.id
	finding := {"at": ["title"], "message": $"check {input.id} has the title of check {first}"}
}

_titled[title] contains id if {
	some id, check in data.isms.check
	title := check.title
}
