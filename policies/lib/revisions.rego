# What of a document is its text: what binds people, and so what is versioned, approved
# and reviewed.
package lib.revisions

# text(revision) is the list of fields of the text that changed, sorted; none where only
# the control of the record, who answers for it, or its layout did. Lists that go on from
# day to day, whose elements are records of their own, are not the text either; of a
# statement of applicability the decisions are.
text(revision) := [key |
	revision.content
	some key in revision.changed
	not key in control
	not key in object.get(living, revision.kind, set())
	not _same_decisions(revision, key)
]

# control holds the fields that say how a record is controlled.
control := {
	"approved_by", "approved_on", "author", "changes", "language", "links", "next_review", "owner", "parent", "retention",
	"reviewed", "status", "version",
}

# living holds, by kind, the lists that go on from day to day.
living := {
	"communication_plan": {"communications", "contacts", "sent"},
	"context": {"issues", "opportunities", "parties"},
	"isms": {"processes"},
}

_same_decisions(revision, key) if {
	revision.kind == "soa"
	key == "controls"
	_decisions(revision.before) == _decisions(revision.after)
}

_decisions(soa) := {decision |
	some control in soa.controls
	decision := [object.get(control, field, null) | some field in ["id", "applicable", "reasons", "justification"]]
}

# evidence_due holds where the organization says that commits show who approved.
evidence_due if {
	some way in data.org.git.review_evidence
	way in {"trailer", "merge-commit"}
}

evidence_due if data.org.git.signing == "required"

# evidence_grade lowers a finding about an approval that is in a field alone, as long as
# commits need not be signed.
evidence_grade := {} if {
	data.org.git.signing == "required"
} else := {"grade": "observation"}

# speaking(commit) are the persons that a commit shows to have had a hand in it: who is
# named by a trailer or merged, who wrote, made or signed it. Of a commit whose signature
# is forged nobody did.
speaking(commit) := {approval.person |
	some approval in commit.approvals
	approval.strength != ""
} | {person |
	not commit.signature.status in {"bad", "ambiguous", "revoked"}
	some person in array.concat(commit.authors, [who.person |
		some who in [commit.author, commit.committer, commit.signature]
		not who.service
	])
}

# signing(commit) are the persons whose own signature a commit bears.
signing(commit) := {commit.signature.person | not commit.signature.service}
