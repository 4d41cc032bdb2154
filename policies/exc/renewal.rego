# What becomes of exceptions over time, by the history of their records.
package rules.exc

# METADATA
# title: No exception is prolonged more than twice, whatever it counts itself
# description: |
#   `renewals` says what somebody remembered to count. The commits say how often the end
#   of an approved exception was moved to a later day. Judged along a history; a change
#   alone does not show how often the end moved before. Where `renewals` itself is above
#   two, exc.renewed has told it.
# schemas:
#   - input: schema.revision
# custom:
#   grade: observation
#   requirements: ["A.5.36"]
#   remedy: Treat the risk, or change the policy, control or rule it departs from; and set `renewals` to what the history shows.
#   not_waivable: true
prolonged contains finding if {
	input.kind == "exception"
	"until" in input.changed
	input.before.until < input.after.until
	input.before.approved_by
	object.get(input.after, "renewals", 0) <= 2
	versions := data.history.exception[input.id]
	later := [i |
		some i, version in versions
		i > 0
		versions[i - 1].approved_by
		versions[i - 1].until < version.until
	]
	count(later) > 2
	finding := {
		"at": ["until"],
		"key": "prolonged",
		"message": $"exception {input.id} was prolonged {count(later)} times, now until {input.after.until}",
	}
}
