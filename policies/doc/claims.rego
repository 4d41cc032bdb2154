# What documents claim of their approvals and reviews, held against their dates and
# against the commits that brought the claim. Of a single tree only the dates can be
# judged.
package rules.doc

import data.lib.dates
import data.lib.kinds
import data.lib.org
import data.lib.people

# METADATA
# title: No approval is dated in the future
# description: |
#   An approval is recorded after it was given. A date that is still to come is a slip of
#   the pen, or an approval that nobody has given yet and that the record already relies
#   on. Drafts may name the day that is planned.
# schemas:
#   - input: schema.record
# custom:
#   grade: minor
#   requirements: ["7.5.2.c"]
#   remedy: Correct `approved_on`, or keep the record a draft until it is approved.
#   when: until the day before approved_on
approval_not_future contains finding if {
	input.approved_on
	_counts_as_approved
	day := dates.day(input.approved_on)
	finding := {
		"at": ["approved_on"],
		"message": $"{_kind} {input.id} is said to be approved on {day}, which is still to come",
		"until": day,
	}
}

# METADATA
# title: An approval says who gave it and when
# description: |
#   Half an approval is none: without a day nobody can tell whether the approver could
#   give it then, and without a name nobody can be asked. Documents in force are judged by
#   doc.approved; here it is what else was approved, such as the report of an audit, a
#   change or an exception.
# schemas:
#   - input: schema.record
# custom:
#   grade: minor
#   requirements: ["7.5.2.c"]
#   remedy: Write both `approved_by` and `approved_on`, or neither.
approval_whole contains finding if {
	_counts_as_approved
	not kinds.is_document(input)
	some given, lacking in {"approved_by": "approved_on", "approved_on": "approved_by"}
	_approval_field(given)
	not _approval_field(lacking)
	finding := {
		"at": [given],
		"message": $"{_kind} {input.id} has {given} and no {lacking}",
	}
}

_approval_field("approved_by") if input.approved_by

_approval_field("approved_on") if input.approved_on

# METADATA
# title: An approval that is recorded late has something to show for it
# description: |
#   Who writes a text today under an approval of last quarter asks the reader to believe
#   it. Minutes or a signed page, linked as evidence, settle that. Two weeks are given to
#   enter an approval (`approval_recorded` in `intervals` of isms.yaml). What the first
#   commit of a repository brings along is older than the repository, and is not judged.
# schemas:
#   - input: schema.revision
# custom:
#   grade: observation
#   requirements: ["7.5.2.c", "A.5.33"]
#   remedy: Link the minutes or the signed document in `links`, as evidence or as a management review.
approval_not_backdated contains finding if {
	_content_arrives
	kinds.is_document(input.after)
	kinds.in_force(input.after)
	_approval_arrives
	not _brought_along
	committed := dates.day(input.commit.committer.when)
	approved := dates.day(input.after.approved_on)
	allowed := org.interval("approval_recorded")
	dates.add(approved, allowed) < committed
	not _borne_out
	finding := {
		"at": ["approved_on"],
		"key": "backdated",
		"message": concat("", [
			$"{input.kind} {input.id} was written on {committed} with an approval of {approved},",
			$" more than {allowed} before, and nothing linked bears that out",
		]),
	}
}

# METADATA
# title: As many people approve a document as the matrix asks for
# description: |
#   Where `min_approvers` of the approval matrix asks for more than one, a name in
#   `approved_by` is one of them. The others are seen in the commit that records the
#   approval: a trailer `Approved-by` or `Reviewed-by`, or a merge by one of them. Only
#   who may approve the kind on that day counts, and everybody counts once.
# schemas:
#   - input: schema.revision
# custom:
#   grade: minor
#   requirements: ["7.5.2.c", "5.3", "A.5.3"]
#   remedy: Have the missing people approve too, and name each in an `Approved-by` trailer of the commit that records the approval.
approvers_enough contains finding if {
	_approval_arrives
	kinds.is_document(input.after)
	kinds.in_force(input.after)
	input.after.approved_by
	needed := max(_approvers_needed)
	needed > 1
	had := count(_approvers_seen)
	had < needed
	finding := {
		"at": ["approved_by"],
		"message": $"{input.kind} {input.id} was approved by {had} of the {needed} people that approval_matrix asks for",
	}
}

# METADATA
# scope: document
# title: A review leaves more than a moved date
# description: |
#   A date that only moves tells that nobody looked. A review names who looked, what came
#   of it, and is not done by the author of the text alone, who sees what was meant. A new
#   approval is a review too.
# schemas:
#   - input: schema.revision
# custom:
#   grade: observation
#   requirements: ["7.5.2.c"]
#   remedy: Add an entry to `reviewed` with the day, a reviewer besides the author, and the outcome.
review_substantive contains finding if {
	_stays_in_force
	before := dates.day(input.before.next_review)
	after := dates.day(input.after.next_review)
	before < after
	not _approval_arrives
	count(_new_reviews) == 0
	finding := {
		"at": ["next_review"],
		"key": "moved",
		"message": $"the next review of {input.kind} {input.id} was moved from {before} to {after} without a review on record",
	}
}

review_substantive contains finding if {
	_stays_in_force
	some i, review in _new_reviews
	missing := [words |
		some field, words in {"by": "by whom", "outcome": "with which outcome"}
		not review[field]
	]
	count(missing) > 0
	finding := {
		"at": ["reviewed", i],
		"key": $"said {object.get(review, "on", "")}",
		"message": $"a review of {input.kind} {input.id} does not say {concat(" and ", missing)}",
	}
}

review_substantive contains finding if {
	_stays_in_force
	not data.org.small_organization.approved_by
	some i, review in _new_reviews
	review.by == _writer
	count([other | some other in _new_reviews; other.by != _writer]) == 0
	finding := {
		"at": ["reviewed", i, "by"],
		"key": $"author {object.get(review, "on", "")}",
		"message": $"{input.kind} {input.id} was reviewed by its author {review.by} alone",
	}
}

# _counts_as_approved holds for a record whose approval somebody may rely on.
_counts_as_approved if not input.status

_counts_as_approved if input.status in {"approved", "open", "closed"}

# _brought_along holds for what the first commit of a repository brings with it.
_brought_along if {
	not input.before
	count(input.commit.parents) == 0
}

# _borne_out holds if a link leads to evidence or to the minutes of a review.
_borne_out if {
	some id in _linked
	data.isms.evidence[id].id
}

_borne_out if {
	some id in _linked
	data.isms.management_review[id].id
}

_linked := {id |
	some link in input.after.links
	parts := split(link, "/")
	id := parts[count(parts) - 1]
}

# _approvers_needed holds how many approvers each line of the matrix asks for.
_approvers_needed contains entry.min_approvers if {
	some entry in _matrix_lines
	is_number(entry.min_approvers)
}

_matrix_lines := [entry |
	some entry in data.org.approval_matrix
	some kind in _matrix_kinds
	kind in entry.kinds
]

_matrix_kinds := {input.kind, input.after.of} if {
	input.after.of
} else := {input.kind}

# _approvers_seen holds who approved: the one that the document names, and whom the
# commit shows and the matrix lets approve. A role that only the document names is one.
_approvers_seen := _approvers_shown if {
	named := _approvers(input.after.approved_by, _approved_day)
	count(named & _approvers_shown) > 0
} else := _approvers_shown | {input.after.approved_by}

_approvers_shown := {approval.person |
	some approval in input.commit.approvals
	approval.strength != ""
	_may_approve(approval.person)
}

_may_approve(person) if {
	some entry in _matrix_lines
	some role in entry.roles
	people.acts_as(person, role, _approved_day)
}

_approved_day := dates.day(input.after.approved_on) if {
	input.after.approved_on
} else := dates.day(input.commit.committer.when)

_stays_in_force if {
	kinds.is_document(input.after)
	kinds.in_force(input.before)
	kinds.in_force(input.after)
}

# _new_reviews holds the reviews that were not there before, by their place.
_new_reviews[i] := review if {
	some i, review in input.after.reviewed
	not review in _old_reviews
}

_old_reviews := object.get(input.before, "reviewed", [])

# _writer is who wrote the text: whom it names, else who alone committed it now.
_writer := input.after.author if {
	input.after.author
} else := input.commit.authors[0] if {
	count(_changed) > 0
	count(input.commit.authors) == 1
}
