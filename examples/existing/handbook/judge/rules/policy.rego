# Policies: does somebody answer for each, and is it alive?
package custom.policy

import data.lib.dates

# METADATA
# title: A policy names its approver
# description: |
#   An approval without a name was given by nobody.
# schemas:
#   - input: schema.policy
# custom:
#   grade: minor
#   requirements: [W1]
#   remedy: Name in `approver` who approved the policy.
approver_named contains finding if {
	input.approved_on
	not input.approved_by
	finding := {"at": ["approved_on"], "message": $"{input.id} was approved on {input.approved_on}, but by nobody"}
}

# METADATA
# title: The approver of a policy is somebody else than its owner
# description: |
#   Whoever wrote a policy sees in it what was meant, not what it says.
# schemas:
#   - input: schema.policy
# custom:
#   grade: minor
#   requirements: [W1]
#   remedy: Have the policy approved by somebody else.
approver_is_other contains finding if {
	input.approved_by == input.owner
	finding := {"at": ["approved_by"], "message": $"{input.owner} owns and approves {input.id}"}
}

# METADATA
# title: A policy is reviewed by its day
# description: |
#   Nobody has to commit anything for a review to be late: the finding opens on the
#   day after.
# schemas:
#   - input: schema.policy
# custom:
#   grade: minor
#   requirements: [W2]
#   when: from the day after `review_date`
#   remedy: Read the policy again, have it approved, and set the next `review_date`.
review_met contains finding if {
	finding := {
		"at": ["next_review"],
		"message": $"{input.id} was to be reviewed by {input.next_review}",
		"since": dates.next(input.next_review),
	}
}

# METADATA
# title: A policy says what it is for
# description: |
#   A section "Purpose" tells the reader why the rules are there.
# schemas:
#   - input: schema.policy
# custom:
#   grade: observation
#   requirements: [W3]
#   remedy: Add a section "Purpose" of a sentence or two.
purpose_told contains finding if {
	not input.body.sections.Purpose
	finding := {"at": ["body"], "message": $"{input.id} has no section Purpose"}
}

# METADATA
# title: A policy is carried out by a guide
# description: |
#   A policy that no guide implements stays on paper.
# schemas:
#   - input: schema.policy
# custom:
#   grade: opportunity
#   requirements: [W3]
#   remedy: Write a guide that names the policy under `implements`.
carried_out contains finding if {
	guides := [r | some r in data.refs.policy[input.id]; r.kind == "guide"]
	count(guides) == 0
	finding := {"at": ["owner"], "message": $"no guide carries out {input.id}"}
}
