# How a metric changed.
package rules.met

# METADATA
# title: A change of how something is measured is marked, so that trends stay comparable
# description: |
#   A curve that jumps because somebody counts otherwise tells a lie. Whoever changes
#   what is measured, how, from which source or in which unit, once there are readings,
#   marks the first day of the new way in `breaks`. Wrapped lines are no change.
# schemas:
#   - input: schema.revision
# custom:
#   grade: observation
#   requirements: ["9.1.b"]
#   remedy: Add an entry to `breaks` with the first day of the new way and what is done otherwise.
method_stable contains finding if {
	input.kind == "metric"
	count(input.before.readings) > 0
	fields := [field | some field in ["method", "source", "unit", "what"]; _changed(field)]
	count(fields) > 0
	every mark in object.get(input.after, "breaks", []) {
		mark in object.get(input.before, "breaks", [])
	}
	finding := {
		"at": [fields[0]],
		"message": $"{concat(" and ", fields)} of metric {input.id} changed, and no break in its readings is marked",
	}
}

_changed(field) if {
	field in input.changed
	before := _words(input.before, field)
	before != ""
	before != _words(input.after, field)
}

_words(metric, field) := trim_space(regex.replace(object.get(metric, field, ""), `\s+`, " "))
