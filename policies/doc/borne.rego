# What git bears out of an approval. The field of a record says who approved; only the
# commit that brings it shows whether that person had a hand in it.
package rules.doc

import data.lib.dates
import data.lib.kinds
import data.lib.revisions

# METADATA
# title: An approval is borne out by the commit that brings it
# description: |
#   Anybody can write a name into `approved_by`. It is borne out where the approver, or
#   whoever holds that role, made or signed the commit, wrote a commit of the branch that
#   it merges, merged it, or is named in an `Approved-by` or `Reviewed-by` trailer. Judged
#   where `git.review_evidence` of isms.yaml says that reviews can be seen in commits
#   (`trailer` or `merge-commit`), or where commits have to be signed; the first commit of
#   a repository takes over what was approved before and is not judged. Where commits have to be
#   signed, policies and the statement of applicability need the approver's own signature.
# schemas:
#   - input: schema.revision
# custom:
#   grade: minor
#   requirements: ["7.5.2.c", "7.5.3.b", "A.5.33"]
#   remedy: Have the approver sign the commit or merge it, or name the approver in an `Approved-by` trailer.
#   escalation: observation where commits need not be signed
approval_in_history contains finding if {
	revisions.evidence_due
	count(input.commit.parents) > 0
	_approval_arrives
	kinds.is_document(input.after)
	kinds.in_force(input.after)
	by := input.after.approved_by
	approvers := _approvers(by, dates.day(input.after.approved_on))
	count(approvers) > 0
	every person in approvers {
		not person in _speaking
	}
	finding := object.union(revisions.evidence_grade, {
		"at": ["approved_by"],
		"message": $"nothing in the commit shows that {by} approved {input.kind} {input.id}{_short_of}",
	})
}

# _speaking are the persons who stand behind the commit strongly enough for this record.
_speaking := revisions.signing(input.commit) if {
	_needs_signature
} else := revisions.speaking(input.commit)

_needs_signature if {
	data.org.git.signing == "required"
	input.kind in {"policy", "soa"}
}

_short_of := " by a signature" if {
	_needs_signature
} else := ""
