# Whether the owners of risks had a hand in what is decided about them: the plan in its
# present version, and the acceptance as git shows it.
package rules.risk

import data.lib.dates
import data.lib.people
import data.lib.revisions
import data.lib.risks

# METADATA
# title: The owners of its risks have approved each open treatment in the plan's present version
# description: |
#   A treatment plan binds the owners of the risks, so they approve it: who bears a risk
#   decides what is done about it and what remains. An approval of an earlier version
#   says nothing of dates and measures that have changed since. A treatment stands in
#   `approvals` with who approved which version: the owner, or whoever holds that role.
# schemas:
#   - input: schema.treatment
# custom:
#   grade: minor
#   requirements: ["6.1.3.f"]
#   remedy: Have the owner of the risk approve the plan, and record it in `approvals` of the treatment.
plan_approved contains finding if {
	not object.get(input, "status", "") in {"done", "cancelled"}
	input.parent.kind == "register"
	data.isms.register[input.parent.id].status == "approved"
	version := data.isms.register[input.parent.id].version
	some id in _treated
	not data.isms.risk[id].state == "closed"
	owner := data.isms.risk[id].owner
	people.known(owner)
	not _consents(owner, version)
	finding := {
		"at": ["approvals"],
		"key": id,
		"message": $"{owner}, who owns risk {id}, has not approved treatment {input.id} in version {version} of the plan",
	}
}

_consents(owner, version) if {
	some approval in input.approvals
	approval.version == version
	people.acts_as(approval.by, owner, dates.day(approval.on))
}

_consents(owner, version) if {
	some approval in input.approvals
	approval.version == version
	data.isms.role[owner].deputy == approval.by
}

# METADATA
# title: The commit that brings an acceptance shows who accepted
# description: |
#   To accept a risk is the heaviest decision that a register holds, and anybody who may
#   write in it can write that somebody else took it. It is borne out where the one who
#   accepted, or whoever holds that role, made or signed the commit, wrote a commit of the
#   branch that it merges, merged it, or is named in an `Approved-by` or `Reviewed-by`
#   trailer; or where `acceptance.evidence` says in which minutes it can be seen. Judged
#   where `git.review_evidence` of isms.yaml says that reviews can be seen in commits, or
#   where commits have to be signed, which then takes the signature of who accepted; not
#   in the first commit of a repository.
# schemas:
#   - input: schema.revision
# custom:
#   grade: minor
#   requirements: ["6.1.3.f", "7.5.3.b"]
#   remedy: Have the owner sign or merge the change, name the owner in an `Approved-by` trailer, or name the minutes in `acceptance.evidence`.
#   escalation: observation where commits need not be signed
acceptance_by_owner contains finding if {
	input.kind == "risk"
	by := input.after.acceptance.by
	_accepted_anew
	not risks.given(input.after.acceptance, "evidence")
	revisions.evidence_due
	count(input.commit.parents) > 0
	accepting := _acting_as(by, dates.day(input.after.acceptance.on))
	count(accepting) > 0
	every person in accepting {
		not person in _witnesses
	}
	finding := object.union(revisions.evidence_grade, {
		"at": ["acceptance", "by"],
		"message": $"nothing in the commit shows that {by} accepted risk {input.id}",
	})
}

_accepted_anew if not input.before.acceptance

_accepted_anew if input.before.acceptance.by != input.after.acceptance.by

_accepted_anew if input.before.acceptance.on != input.after.acceptance.on

# _acting_as(id, day) are the persons who may have accepted as id.
_acting_as(id, _) := {id} if data.isms.person[id].id

_acting_as(id, day) := {holder.person |
	some holder in data.isms.role[id].holders
	people.holds(holder.person, id, day)
} if {
	not data.isms.person[id].id
}

_witnesses := revisions.signing(input.commit) if {
	data.org.git.signing == "required"
} else := revisions.speaking(input.commit)
