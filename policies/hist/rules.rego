# Whether what judges the ISMS changes in the open.
package rules.hist

import data.lib.dates
import data.lib.people

# METADATA
# scope: document
# title: What judges the ISMS changes apart from what it judges, and with its owner
# description: |
#   Whoever loosens a rule and breaks it in one commit shows neither. Told are commits that
#   change how the ISMS is judged together with records: keys of isms.yaml that decide what is
#   read and what is asked, files of own rules, schemas and frameworks; commits that bring
#   a waiver together with a change of a record that it is for; and commits that change how
#   the ISMS is judged without its owner, who neither made nor approved them. The owner is
#   that of isms.yaml, and is looked for where an address is on record. The first commit
#   sets all up, and is not judged. Roles and persons change with the configuration.
# schemas:
#   - input: schema.commit
# custom:
#   grade: minor
#   requirements: ["7.5.3.e", "A.5.3", "A.5.36"]
#   remedy: Change what judges in a commit of its own, and have the owner of isms.yaml make it or approve it in an `Approved-by` trailer.
rules_controlled contains finding if {
	some what in _changed_judging
	count(_other_records) > 0
	finding := {
		"at": ["changes", min(_other_records)],
		"key": "mixed",
		"message": $"commit {_short} changes how the ISMS is judged ({what}) together with {_records(count(_other_records))}",
	}
}

rules_controlled contains finding if {
	input.previous
	some n, change in input.changes
	_brings_waiver(change)
	some other in input.changes
	other.change != "removed"
	_means(data.isms.exception[change.id], other)
	finding := {
		"at": ["changes", n],
		"key": $"waiver {change.id} {other.kind} {other.id}",
		"message": $"commit {_short} brings waiver {change.id} together with the change of {other.kind} {other.id} that it is for",
	}
}

rules_controlled contains finding if {
	some what in _changed_judging
	owner := data.org.owner
	_reachable(owner)
	count({person | some person in _involved; people.acts_as(person, owner, _committed_on)}) == 0
	finding := {
		"at": [],
		"key": "owner",
		"message": $"commit {_short} changes how the ISMS is judged ({what}) without {owner}, who owns that",
	}
}

# _changed_judging is one text that says what changed of what judges, none where nothing did.
_changed_judging contains concat(", ", array.concat(_changed_keys, input.definitions)) if {
	input.previous
	count(_changed_keys) + count(input.definitions) > 0
}

_changed_keys := sort({field |
	some change in input.changes
	change.kind == "isms"
	change.change == "changed"
	some field in change.fields
	field in _judging
})

# _judging holds the keys of isms.yaml that decide what is read, and what is asked of it.
_judging := {
	"aliases", "approval_matrix", "builtin", "fail_on", "frameworks", "git", "headings", "ignore", "intervals", "kinds", "limits",
	"paths", "retention", "rules", "small_organization", "targets", "timezone",
}

# _other_records holds the places of the records in the list of changes that have nothing
# to do with how the ISMS is judged.
_other_records := {n |
	some n, change in input.changes
	not change.kind in _of_the_judge
	not change.path in _paths_of_the_judge
}

_of_the_judge := {"isms", "exception", "register", "role", "person"}

_paths_of_the_judge := {change.path |
	some change in input.changes
	change.kind == "isms"
}

_brings_waiver(change) if {
	change.kind == "exception"
	change.change == "added"
	data.isms.exception[change.id].type == "rule_waiver"
}

_brings_waiver(change) if {
	change.kind == "exception"
	change.change == "changed"
	data.isms.exception[change.id].type == "rule_waiver"
	some field in change.fields
	field in {"from", "ids", "kinds", "paths", "requirements", "rules", "type", "until"}
}

# _means(waiver, change) holds if a record that changed is one of those a waiver is for.
_means(waiver, change) if {
	not change.kind in {"exception", "isms", "register"}
	change.id in waiver.ids
	change.kind in object.get(waiver, "kinds", [change.kind])
}

_means(waiver, change) if {
	not change.kind in {"exception", "isms", "register"}
	not waiver.ids
	change.kind in waiver.kinds
}

# _involved holds who made a commit or approved it.
_involved contains person if some person in input.authors

_involved contains input.committer.person

_involved contains approval.person if {
	some approval in input.approvals
	approval.strength != ""
}

# _reachable(owner) holds if somebody who is the owner could be seen in a commit.
_reachable(owner) if count(data.isms.person[owner].emails) > 0

_reachable(owner) if {
	some holder in data.isms.role[owner].holders
	people.holds(holder.person, owner, _committed_on)
	count(data.isms.person[holder.person].emails) > 0
}

_committed_on := dates.day(input.committer.when)

_records(1) := "a record"

_records(n) := $"{n} records" if n > 1
