# How a document came to be as it is: rules about one record as one commit changed it.
# A check of one tree sees no commits and judges nothing here; `history` does, and
# `check --base` for the commits of a change. What is found holds until the record is
# changed again.
package rules.doc

import data.lib.dates
import data.lib.kinds
import data.lib.people
import data.lib.revisions

# METADATA
# title: The text of a document in force changes only together with its version
# description: |
#   A version names a text. If two texts have one version, nobody can tell which of them
#   was approved, read or acknowledged. Review dates, notes of changes, the owner and
#   wrapped lines are not the text. Neither are the items of a register and lists that go
#   on from day to day: issues and parties of a context, messages of a communication plan,
#   processes of isms.yaml, and of a statement of applicability all but the decisions.
# schemas:
#   - input: schema.revision
# custom:
#   grade: minor
#   requirements: ["7.5.3.e"]
#   remedy: Raise `version` together with the text, and have the new version approved.
version_bumped contains finding if {
	count(_changed) > 0
	kinds.is_document(input.after)
	kinds.in_force(input.before)
	kinds.in_force(input.after)
	input.before.version == input.after.version
	finding := {
		"at": ["version"],
		"message": $"{input.kind} {input.id} was changed ({concat(", ", _changed)}) and is still version {input.after.version}",
	}
}

# METADATA
# title: The version of a document never goes down
# description: |
#   A version that goes back names two texts, and whoever has read the higher one takes
#   the newer text for an old one.
# schemas:
#   - input: schema.revision
# custom:
#   grade: minor
#   requirements: ["7.5.3.e"]
#   remedy: Give the document a version above all it had, and say in `changes` what was taken back.
version_monotonic contains finding if {
	"version" in input.changed
	before := input.before.version
	after := input.after.version
	semver.is_valid(before)
	semver.is_valid(after)
	semver.compare(after, before) < 0
	finding := {
		"at": ["version"],
		"message": $"version of {input.kind} {input.id} went down from {before} to {after}",
	}
}

# METADATA
# title: The text of a document in force is the text that was approved
# description: |
#   An approval is of the text as it stood on that day. A text that changes afterwards
#   under the same approval binds people by something nobody decided.
# schemas:
#   - input: schema.revision
# custom:
#   grade: minor
#   requirements: ["7.5.2.c", "7.5.3.e"]
#   remedy: Have the text as it is approved, and move `approved_on`; or take the change back.
approval_covers_content contains finding if {
	count(_changed) > 0
	kinds.is_document(input.after)
	kinds.in_force(input.before)
	kinds.in_force(input.after)
	input.before.approved_on == input.after.approved_on
	input.before.approved_by == input.after.approved_by
	finding := {
		"at": ["approved_on"],
		"message": $"{input.kind} {input.id} was changed ({concat(", ", _changed)}) after {input.after.approved_by} approved it on {dates.day(input.after.approved_on)}",
	}
}

# METADATA
# title: Nobody approves a text of their own
# description: |
#   Two pairs of eyes are the point of an approval. The one who approves is not the only
#   one who wrote the text in the commit that brings it; of a merge, the writers are
#   those of the branch. Where `author` names somebody else, the text is theirs, and the
#   approver has entered it. Texts written in one commit and approved in another are not
#   judged here.
# schemas:
#   - input: schema.revision
# custom:
#   grade: minor
#   requirements: ["7.5.2.c", "A.5.3"]
#   remedy: Have a second person approve the text.
#   escalation: observation in a small organization that has an approved compensating control
approver_not_author contains finding if {
	_content_arrives
	kinds.is_document(input.after)
	kinds.in_force(input.after)
	_approval_arrives
	approvers := _approvers(input.after.approved_by, dates.day(input.after.approved_on))
	count(approvers) > 0
	every person in approvers {
		person in input.commit.authors
		object.get(input.after, "author", person) == person
	}
	finding := object.union(_small, {
		"at": ["approved_by"],
		"message": $"{input.kind} {input.id} was written and approved by {concat(" and ", sort(approvers))}",
	})
}

# METADATA
# title: Each new version says what changed
# description: |
#   Who has to follow a document must find out what is new in it without comparing two
#   texts. The note stands in `changes`, or in a trailer `Change-note:` of the commit.
# schemas:
#   - input: schema.revision
# custom:
#   grade: observation
#   requirements: ["7.5.3.e"]
#   remedy: Add an entry for this version to `changes`.
change_described contains finding if {
	"version" in input.changed
	input.before.version
	kinds.is_document(input.after)
	kinds.in_force(input.after)
	every note in object.get(input.after, "changes", []) {
		object.get(note, "version", "") != input.after.version
	}
	every trailer in input.commit.trailers {
		trailer.key != "change-note"
	}
	finding := {
		"at": ["version"],
		"message": $"{input.kind} {input.id} does not say what is new in version {input.after.version}",
	}
}

# METADATA
# scope: document
# title: No record is deleted before its retention ends
# description: |
#   A record is proof of what happened for as long as the organization has promised to
#   keep it. The time runs from the last day that the record names; where a record names
#   none, or no period counts for it, it is kept. A record that another one `supersedes`
#   lives on in that.
# schemas:
#   - input: schema.revision
# custom:
#   grade: major
#   requirements: ["7.5.3.d", "7.5.3.f", "A.5.33"]
#   remedy: Restore the record from the history, and find out why it was deleted.
#   when: deleted_on < last date of the record + retention
record_kept contains finding if {
	_deleted
	end := dates.next(_kept_until)
	finding := {
		"at": [],
		"until": end,
		"message": $"{input.kind} {input.id} was deleted, and is to be kept until {_kept_until}",
	}
}

record_kept contains finding if {
	_deleted
	not _kept_until
	finding := {
		"at": [],
		"message": $"{input.kind} {input.id} was deleted, and nothing says when its time was over",
	}
}

# _changed are the fields of the text that changed.
_changed := revisions.text(input)

_content_arrives if count(_changed) > 0

_content_arrives if not input.before

_approval_arrives if not input.before

_approval_arrives if not kinds.in_force(input.before)

_approval_arrives if {
	some key in input.changed
	key in {"approved_by", "approved_on"}
}

# _approvers(id, day) are the persons who may have approved as id on a day.
_approvers(id, _) := {id} if data.isms.person[id].id

_approvers(id, day) := {holder.person |
	some holder in data.isms.role[id].holders
	people.holds(holder.person, id, day)
} if {
	not data.isms.person[id].id
}

_small := {"grade": "observation"} if {
	data.org.small_organization.approved_by
} else := {}

_deleted if {
	not input.after
	input.kind in kinds.events
	input.before.status != "void"
	not _superseded
}

_deleted if {
	not input.after
	input.kind in kinds.events
	not input.before.status
	not _superseded
}

_superseded if {
	some by in data.refs[input.kind][input.id]
	by.field == "supersedes"
}

_kept_until := dates.add(max(_days), _period)

_days contains day if {
	some field in [
		"approved_on", "closed_at", "closed_on", "collected_at", "completed_on", "detected_at", "held_on", "implemented_on",
		"occurred_at", "on", "planned_on", "report_on", "reported_at", "resolved_at", "reviewed_on", "started_on", "valid_until",
	]
	value := input.before[field]
	is_string(value)
	day := dates.day(value)
}

_period := found if {
	some class in data.org.retention
	class.id == input.before.retention
	found := class.period
} else := max(periods) if {
	not input.before.retention
	periods := [class.period | some class in data.org.retention; input.kind in class.kinds]
	count(periods) == 1
}
