# Controls: does each say how it is met?
package custom.catalogue_control

import data.lib.dates

# METADATA
# title: Each control has a status
# description: |
#   A control without a status is counted neither as met nor as open.
# schemas:
#   - input: schema.catalogue_control
# custom:
#   grade: minor
#   requirements: [G1]
#   remedy: Set `status` to automated, partial, manual or pending.
status_given contains finding if {
	not input.status
	finding := {"at": ["status"], "message": $"control {input.id} has no status"}
}

# METADATA
# title: What is automated names its checks
# description: |
#   A control is automated by checks, its own or those of the controls inside it.
# schemas:
#   - input: schema.catalogue_control
# custom:
#   grade: minor
#   requirements: [G1]
#   remedy: Name the checks under `rules`, or change the status.
automated_checked contains finding if {
	input.status == "automated"
	count(object.get(input, "rules", [])) == 0
	count(object.get(input, "controls", [])) == 0
	finding := {"at": ["status"], "message": $"control {input.id} is automated, but no check is named"}
}

# METADATA
# title: What is done by hand is explained
# description: |
#   Whoever has to look by hand must know what to look at.
# schemas:
#   - input: schema.catalogue_control
# custom:
#   grade: minor
#   requirements: [G1]
#   remedy: Say under `notes` what to look at and how.
manual_explained contains finding if {
	input.status == "manual"
	trim_space(object.get(input, "notes", "")) == ""
	finding := {"at": ["status"], "message": $"control {input.id} is done by hand, but no note says how"}
}

# METADATA
# title: What is pending has a day
# description: |
#   Pending without a day stays pending.
# schemas:
#   - input: schema.catalogue_control
# custom:
#   grade: observation
#   requirements: [G1]
#   remedy: Set `due` to the day by which the control is met.
pending_dated contains finding if {
	input.status == "pending"
	not input.due
	finding := {"at": ["status"], "message": $"control {input.id} is pending, but not until when"}
}

# METADATA
# title: What is pending is done by its day
# description: |
#   The day passes without a commit: the finding opens by itself on the day after.
# schemas:
#   - input: schema.catalogue_control
# custom:
#   grade: minor
#   requirements: [G1]
#   when: from the day after `due`
#   remedy: Meet the control, or agree on another day.
pending_due contains finding if {
	input.status == "pending"
	finding := {
		"at": ["due"],
		"message": $"control {input.id} was to be met by {input.due}",
		"since": dates.next(input.due),
	}
}

# METADATA
# title: A check is named once
# description: |
#   A check that is named twice is counted twice.
# schemas:
#   - input: schema.catalogue_control
# custom:
#   grade: observation
#   requirements: [G3]
#   remedy: Remove the second mention.
checks_once contains finding if {
	some i, later in input.rules
	some j, earlier in input.rules
	j < i
	later == earlier
	finding := {"at": ["rules", i], "message": $"control {input.id} names the check {later} twice"}
}

# METADATA
# title: No two controls have one title
# description: |
#   Two controls with one title are one control, or one of them is named wrongly.
# schemas:
#   - input: schema.catalogue_control
# custom:
#   grade: observation
#   requirements: [G1]
#   remedy: Merge the controls, or tell them apart by their titles.
title_once contains finding if {
	first := min(_titled[input.title])
	first != input.id
	finding := {"at": ["title"], "message": $"control {input.id} has the title of control {first}"}
}

_titled[title] contains control.id if {
	some control in data.isms.catalogue_control
	title := control.title
}
