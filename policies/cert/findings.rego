# What the body found: answered in its time, and major points settled before it decides.
package rules.cert

import data.lib.certificates
import data.lib.dates
import data.lib.org
import data.lib.risks

# METADATA
# scope: document
# title: Nonconformities of the certification body are answered in its time
# description: |
#   The body waits for correction, cause and plan. Past its day it need not decide, and
#   may suspend. The day is `answer_due` of the finding, else the limit of the contract
#   (`limits.nc_answer`, `limits.major_answer`) counted from the day it was raised, else
#   the interval of that name in isms.yaml, else 90 days and for a major one 30. An
#   answer is `answered_on` of the finding or of the corrective action it led to.
# schemas:
#   - input: schema.audit_finding
# custom:
#   grade: major
#   requirements: ["scheme.17021-1"]
#   remedy: Send the body correction, cause and plan, and enter the day in `answered_on`.
#   when: from the day after it is due until the answer
#   escalation: an observation where no day is recorded from which the time runs
nc_answer contains finding if {
	_nonconformity
	since := dates.next(_answer_due)
	until := min(_answers | {dates.last})
	since < until
	finding := object.union(_until(until), {
		"at": ["answered_on"],
		"message": $"{input.grade} nonconformity {input.id} of the certification body was to be answered by {_answer_due}",
		"since": since,
	})
}

nc_answer contains finding if {
	_nonconformity
	count(_answers) == 0
	not _answer_due
	finding := {
		"at": ["raised_on"],
		"message": $"nothing says when nonconformity {input.id} of the certification body was raised, so nobody can tell when the answer is due",
		"grade": "observation",
	}
}

_nonconformity if {
	input.grade in {"major", "minor"}
	_external
}

_external if {
	input.parent.kind == "audit"
	_audit.type in certificates.external
	not _audit.status == "void"
}

_audit := data.isms.audit[input.parent.id]

_raised := dates.day(input.raised_on) if {
	risks.given(input, "raised_on")
} else := dates.day(_audit.report_on) if {
	risks.given(_audit, "report_on")
} else := dates.day(_audit.completed_on)

_answer_due := dates.day(input.answer_due) if {
	risks.given(input, "answer_due")
} else := min({dates.add(_raised, certificates.limit(data.isms.certification[id], _answer)) | some id in _certifications}) if {
	count(_certifications) > 0
} else := dates.add(_raised, org.interval(_answer))

_answer := "major_answer" if {
	input.grade == "major"
} else := "nc_answer"

_certifications := certificates.of_audit(input.parent.id)

# _answers holds the days on which the body heard of it. What lies before the finding
# answers something else.
_answers contains day if {
	some field in ["answered_on", "closed_on"]
	risks.given(input, field)
	day := dates.day(input[field])
	_not_before(day)
}

_answers contains day if {
	some id in _actions
	not data.isms.corrective_action[id].status == "void"
	day := dates.day(data.isms.corrective_action[id].answered_on)
	_not_before(day)
}

_not_before(day) if day >= _raised

_not_before(_) if not _raised

_actions contains id if {
	some id in input.leads_to
}

_actions contains ref.id if {
	refs := data.refs.audit_finding[input.id]
	some ref in refs
	ref.kind == "corrective_action"
	ref.field == "source"
}

# METADATA
# scope: document
# title: No major nonconformity of the body is open when it decides
# description: |
#   A body may not certify, nor renew a certificate, while a major point of its own is
#   open: it has looked at the correction and the cause, and says so by closing it. After
#   stage 2 it has half a year for that; then stage 2 is held again.
# schemas:
#   - input: schema.audit_finding
# custom:
#   grade: major
#   requirements: ["scheme.17021-1"]
#   remedy: Have the body close the finding and enter `closed_on` and `closed_by`, or correct the day of the decision.
#   when: from the day of the decision, and from the day after stage 2 plus six months, until `closed_on`
major_open contains finding if {
	_grave
	some id in _certifications
	some day in _decisions(data.isms.certification[id])
	day >= _raised_or_first
	day < _settled
	finding := object.union(_until(_settled), {
		"at": ["closed_on"],
		"key": $"{id} {day}",
		"message": $"major nonconformity {input.id} of the body was open when certification {id} was decided on {day}",
		"since": day,
	})
}

major_open contains finding if {
	_grave
	_audit.type == "stage-2"
	since := dates.next(dates.add(_audit.completed_on, "P6M"))
	since < _settled
	some id in _certifications
	not _decided_by(id, since)
	finding := object.union(_until(_settled), {
		"at": ["closed_on"],
		"key": $"{id} again",
		"message": $"major nonconformity {input.id} was not closed within six months of stage 2 on {_audit.completed_on}, so stage 2 is held again",
		"since": since,
	})
}

_grave if {
	input.grade == "major"
	_external
}

_settled := dates.day(input.closed_on) if {
	risks.given(input, "closed_on")
} else := dates.last

_raised_or_first := _raised if {
	_raised
} else := dates.first

_decisions(record) := {day | day := certificates.decided(record)} | {day |
	day := dates.day(record.recertification.decided_on)
}

_decided_by(id, day) if certificates.decided(data.isms.certification[id]) < day
