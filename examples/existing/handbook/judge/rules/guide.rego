# Guides: can each be followed, and was it tried lately?
package custom.guide

import data.lib.dates

# METADATA
# title: The owner of a guide is in the team
# description: |
#   A guide whose owner has left is asked about and nobody answers.
# schemas:
#   - input: schema.guide
# custom:
#   grade: minor
#   requirements: [W1]
#   when: from the day after the owner left
#   remedy: Name another owner.
owner_in_team contains finding if {
	left := data.isms.person[input.owner].end
	finding := {
		"at": ["owner"],
		"message": $"{input.owner}, who owns this guide, left on {left}",
		"since": dates.next(left),
	}
}

# METADATA
# title: A guide says when it was reviewed
# description: |
#   A guide that nobody ever looked at again is a trap.
# schemas:
#   - input: schema.guide
# custom:
#   grade: minor
#   requirements: [W2]
#   remedy: Read the guide again and set `last_reviewed`.
review_dated contains finding if {
	input.review_cycle
	not input.last_reviewed
	finding := {"at": ["review_cycle"], "message": "nobody says when this guide was last reviewed"}
}

# METADATA
# title: A guide is reviewed within its cycle
# description: |
#   The cycle is the guide's own. What was replaced needs no review.
# schemas:
#   - input: schema.guide
# custom:
#   grade: minor
#   requirements: [W2]
#   when: from the day after `last_reviewed` plus `review_cycle`
#   remedy: Try the guide again and set `last_reviewed`.
review_met contains finding if {
	not input.replaced_by
	due := dates.add(input.last_reviewed, input.review_cycle)
	finding := {
		"at": ["last_reviewed"],
		"message": $"this guide was to be reviewed by {due}",
		"since": dates.next(due),
	}
}

# METADATA
# title: A guide says for whom it is
# description: |
#   Who does not know whether a guide is meant for them does not read it.
# schemas:
#   - input: schema.guide
# custom:
#   grade: observation
#   requirements: [W3]
#   remedy: Set `audience`.
audience_named contains finding if {
	not input.audience
	finding := {"at": ["title"], "message": $"{input.title} does not say for whom it is"}
}

# METADATA
# title: A guide carries out a policy
# description: |
#   What no policy asks for is a habit, not a rule.
# schemas:
#   - input: schema.guide
# custom:
#   grade: observation
#   requirements: [W3]
#   remedy: Name under `implements` the policy that the guide carries out.
implements_something contains finding if {
	count(object.get(input, "implements", [])) == 0
	finding := {"at": ["title"], "message": $"{input.title} carries out no policy"}
}

# METADATA
# title: A guide has steps
# description: |
#   Whoever follows a guide follows numbered steps.
# schemas:
#   - input: schema.guide
# custom:
#   grade: observation
#   requirements: [W3]
#   remedy: Write the guide as numbered steps.
steps_given contains finding if {
	not _steps(input)
	finding := {"at": ["body"], "message": $"{input.title} has no numbered steps"}
}

_steps(guide) if {
	some _, text in guide.body.sections
	regex.match(`(?m)^1\. `, text)
}
