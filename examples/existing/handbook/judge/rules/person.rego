# The team.
package custom.person

# METADATA
# title: Everybody in the team has a first day
# description: |
#   Who is in the team, and since when, decides who may own and approve.
# schemas:
#   - input: schema.person
# custom:
#   grade: observation
#   requirements: [W1]
#   remedy: Set `start`.
dated contains finding if {
	not input.start
	finding := {"at": ["start"], "message": $"{input.id} is in the team since nobody knows when"}
}
