# What becomes of plans over time, by the history of their records.
package rules.risk

# METADATA
# title: A treatment is put off at most twice
# description: |
#   A date that moves each time it comes near is no date: the risk stays as it is, and
#   whoever accepted it for the time being does not know. Judged along a history; a
#   change alone does not show how often the date moved before.
# schemas:
#   - input: schema.revision
# custom:
#   grade: observation
#   requirements: ["8.3"]
#   remedy: Say to the owner of the risk why it takes longer, and have the risk accepted until then or treated otherwise.
plan_slip contains finding if {
	input.kind == "treatment"
	"due" in input.changed
	input.before.due < input.after.due
	versions := data.history.treatment[input.id]
	later := [i |
		some i, version in versions
		i > 0
		versions[i - 1].due < version.due
	]
	count(later) > 2
	finding := {
		"at": ["due"],
		"message": $"treatment {input.id} was put off {count(later)} times, now to {input.after.due}",
	}
}
