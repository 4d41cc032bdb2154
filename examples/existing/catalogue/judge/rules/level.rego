# Levels: does each mean something?
package custom.catalogue_level

# METADATA
# title: Each level has controls
# description: |
#   A level that no control belongs to promises what nobody wrote down.
# schemas:
#   - input: schema.catalogue_level
# custom:
#   grade: observation
#   requirements: [G2]
#   remedy: Give the level to the controls that belong to it, or remove it.
used contains finding if {
	users := [r | some r in data.refs.catalogue_level[input.id]; r.kind == "catalogue_control"]
	count(users) == 0
	finding := {"at": ["id"], "message": $"no control belongs to the level {input.id}"}
}
