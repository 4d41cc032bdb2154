# One audit: does its record say what was audited, and did anything come of it?
package rules.aud

import data.lib.audits
import data.lib.dates
import data.lib.org
import data.lib.risks

# METADATA
# scope: document
# title: Each internal audit says against what, of what, when and by which samples
# description: |
#   Without criteria and scope a result means nothing, and without the number of cases
#   there were, a sample proves nothing. An audit that is only planned has criteria and
#   scope too. Asked of internal audits; what a certification body does is its own affair.
# schemas:
#   - input: schema.audit
# custom:
#   grade: minor
#   requirements: ["9.2.2.a"]
#   remedy: Add what the message names; `scope.clauses` and `scope.controls` are what counts as audited.
#   when: samples from the day on which the audit was completed
criteria_scope contains finding if {
	not risks.given(input, "type")
	not input.status == "void"
	finding := {"at": ["type"], "message": $"audit {input.id} does not say whose it is, so it counts as none", "key": "type"}
}

criteria_scope contains finding if {
	audits.inside(input)
	missing := [words | some [field, words] in _asked; not _said(field)]
	count(missing) > 0
	finding := {"at": [], "message": $"audit {input.id} does not say {concat(", ", missing)}"}
}

criteria_scope contains finding if {
	audits.inside(input)
	input.status == "closed"
	not risks.given(input, "completed_on")
	finding := {"at": ["completed_on"], "message": $"audit {input.id} is closed, but does not say when it was completed", "key": "end"}
}

criteria_scope contains finding if {
	audits.inside(input)
	started := dates.day(input.started_on)
	completed := dates.day(input.completed_on)
	completed < started
	finding := {
		"at": ["completed_on"],
		"message": $"audit {input.id} was completed on {completed}, before it began on {started}",
		"key": "end",
	}
}

criteria_scope contains finding if {
	audits.inside(input)
	not risks.given(input, "sample")
	finding := {
		"at": ["sample"],
		"message": $"audit {input.id} does not say what was looked at, of how many",
		"key": "sample",
		"since": dates.day(input.completed_on),
	}
}

criteria_scope contains finding if {
	audits.inside(input)
	some i, sample in input.sample
	missing := [words | some [field, words] in _of_sample; not _sampled(sample, field)]
	count(missing) > 0
	finding := {
		"at": ["sample", $"{i}"],
		"message": $"sample {_sample_name(sample, i)} of audit {input.id} does not say {concat(", ", missing)}",
		"key": $"sample/{_sample_name(sample, i)}",
		"since": dates.day(input.completed_on),
	}
}

_asked := [["criteria", "by which criteria"], ["scope", "which clauses or controls"], ["days", "when"]]

_said("criteria") if risks.given(input, "criteria")

_said("scope") if count(audits.named(input)) > 0

_said("days") if {
	some field in ["planned_on", "started_on", "completed_on"]
	risks.given(input, field)
}

_of_sample := [["population", "of how many"], ["size", "how many"], ["method", "how they were chosen"]]

_sampled(sample, field) if {
	field != "population"
	risks.given(sample, field)
}

_sampled(sample, "population") if sample.population.count >= 0

_sample_name(sample, _) := sample.of if {
	risks.given(sample, "of")
} else := "without a name"

# METADATA
# scope: document
# title: The report of each internal audit reaches the managers it concerns
# description: |
#   An audit helps only those who hear of it. `reported_to` names who got the report and
#   `reported_on` the day; the auditors themselves do not count.
# schemas:
#   - input: schema.audit
# custom:
#   grade: minor
#   requirements: ["9.2.2.c"]
#   remedy: Give the report to the managers concerned, and set `reported_to` and `reported_on`.
#   when: from the day after the last day of the audit plus 30 days (`intervals.audit_report`), until it is reported
reported contains finding if {
	audits.inside(input)
	completed := dates.day(input.completed_on)
	due := dates.add(completed, org.interval("audit_report"))
	since := dates.next(due)
	since < _reported
	finding := object.union(_until(_reported), {
		"at": ["reported_on"],
		"message": $"the report of audit {input.id}, completed on {completed}, had reached nobody by {due}",
		"since": since,
	})
}

reported contains finding if {
	audits.inside(input)
	risks.given(input, "reported_on")
	count(_readers) == 0
	finding := {
		"at": ["reported_to"],
		"message": $"audit {input.id} names no manager who got its report",
		"key": "to",
	}
}

_reported := dates.day(input.reported_on) if {
	risks.given(input, "reported_on")
} else := dates.last

_readers := {id | some id in input.reported_to} - {person |
	some auditor in input.auditors
	person := auditor.person
}

# METADATA
# scope: document
# title: Each audit finding has a grade, and what needs an answer has requirement, statement and proof
# description: |
#   Who is to correct something has to know which requirement is not met, what is wrong,
#   and what was seen, where and when; otherwise cause and extent are guesses. Strengths
#   and ideas need their statement alone.
# schemas:
#   - input: schema.audit_finding
# custom:
#   grade: minor
#   requirements: ["9.2.2", "10.2.f"]
#   remedy: Add what the message names; the auditor knows it.
finding_form contains finding if {
	_audit_counts
	missing := [words | some [field, words] in _form; not risks.given(input, field)]
	count(missing) > 0
	finding := {"at": [], "message": $"audit finding {input.id} has no {concat(", ", missing)}"}
}

# _audit_counts holds unless the audit of the finding is void.
_audit_counts if not _audit_void

_audit_void if data.isms.audit[input.parent.id].status == "void"

_form := [["grade", "grade"], ["statement", "statement"]] if {
	input.grade in {"strength", "opportunity"}
} else := [
	["grade", "grade"], ["requirement", "requirement"],
	["statement", "statement"], ["objective_evidence", "objective evidence"],
]

# METADATA
# scope: document
# title: Each nonconformity of an audit has a corrective action
# description: |
#   A finding without an action is a letter that nobody opened. The finding names the
#   action in `leads_to`, or the action names the finding, or the audit and the same
#   requirement, in `source`. It is open by the day on which the auditor wants an answer.
# schemas:
#   - input: schema.audit_finding
# custom:
#   grade: minor
#   requirements: ["10.2.a", "10.2.c"]
#   remedy: Open a `corrective_action` with the finding as its `source`.
#   when: from the day after `answer_due`, or after the report plus 30 days (`intervals.audit_answer`), until an action is opened
finding_followed contains finding if {
	_nonconformity
	since := dates.next(_answer_due)
	opened := min({day | some day in _opened} | {dates.last})
	since < opened
	finding := object.union(_until(opened), {
		"at": ["leads_to"],
		"message": $"{input.grade} audit finding {input.id} has no corrective action, which was due by {_answer_due}",
		"since": since,
	})
}

finding_followed contains finding if {
	_nonconformity
	not _answer_due
	count(_opened) == 0
	finding := {
		"at": ["leads_to"],
		"message": $"{input.grade} audit finding {input.id} has no corrective action, nor a day from which its time runs",
	}
}

_nonconformity if {
	input.grade in {"major", "minor"}
	_audit_counts
}

_answer_due := dates.day(input.answer_due) if {
	risks.given(input, "answer_due")
} else := dates.add(_report_day, org.interval("audit_answer"))

_report_day := dates.day(data.isms.audit[input.parent.id].report_on) if {
	data.isms.audit[input.parent.id].report_on
} else := dates.day(data.isms.audit[input.parent.id].reported_on) if {
	data.isms.audit[input.parent.id].reported_on
} else := dates.day(data.isms.audit[input.parent.id].completed_on) if {
	data.isms.audit[input.parent.id].completed_on
} else := dates.day(input.raised_on)

# _opened tells when each corrective action was opened; one that does not say it counts
# from the start.
_opened := {id: _raised(id) |
	some id in _actions
	data.isms.corrective_action[id].id
	not data.isms.corrective_action[id].status == "void"
}

_raised(id) := dates.day(data.isms.corrective_action[id].raised_on) if {
	data.isms.corrective_action[id].raised_on
} else := dates.first

_actions contains id if some id in input.leads_to

_actions contains ref.id if {
	refs := data.refs.audit_finding[input.id]
	some ref in refs
	ref.kind == "corrective_action"
	ref.field == "source"
}

_actions contains ref.id if {
	refs := data.refs.audit[input.parent.id]
	some ref in refs
	ref.kind == "corrective_action"
	ref.field == "source"
	data.isms.corrective_action[ref.id].requirement == input.requirement
}

# METADATA
# title: Each internal audit says whether the ISMS does what it is for
# description: |
#   Whether a paper exists can be counted; whether it changes anything has to be judged.
#   An audit that says nothing of that has looked at half of what it is for.
# schemas:
#   - input: schema.audit
# custom:
#   grade: observation
#   requirements: ["9.2.1.b"]
#   remedy: Write in `effectiveness` what works, what does not, and how that was seen.
#   when: from the day after the last day of the audit plus 30 days (`intervals.audit_report`)
effectiveness contains finding if {
	completed := audits.ended(input)
	not risks.given(input, "effectiveness")
	finding := {
		"at": ["effectiveness"],
		"message": $"audit {input.id} does not say whether the ISMS does what it is for",
		"since": dates.next(dates.add(completed, org.interval("audit_report"))),
	}
}

# METADATA
# scope: document
# title: Tests on live systems are agreed before, and the access ends with the audit
# description: |
#   A test that nobody knows of looks like an attack, or becomes an outage. It is agreed
#   by somebody before it begins, and what the auditor was given for it is taken away.
# schemas:
#   - input: schema.audit
# custom:
#   grade: opportunity
#   requirements: ["A.8.34"]
#   remedy: Record in `live_tests` who agreed and when, and when the access was taken away.
#   when: the access from the day after the last day of the audit plus 30 days (`intervals.audit_report`)
safe contains finding if {
	not input.status == "void"
	some i, test in input.live_tests
	missing := [words | some [field, words] in _agreement; not risks.given(test, field)]
	count(missing) > 0
	finding := {
		"at": ["live_tests", $"{i}"],
		"message": $"audit {input.id} does not say of live test \"{_test_name(test)}\" {concat(" and ", missing)}",
		"key": $"agreed/{_test_name(test)}",
	}
}

safe contains finding if {
	not input.status == "void"
	some i, test in input.live_tests
	agreed := dates.day(test.agreed_on)
	began := dates.day(input.started_on)
	agreed > began
	finding := {
		"at": ["live_tests", $"{i}", "agreed_on"],
		"message": $"live test \"{_test_name(test)}\" of audit {input.id} was agreed on {agreed}, after the audit began on {began}",
		"key": $"agreed/{_test_name(test)}",
	}
}

safe contains finding if {
	not input.status == "void"
	some i, test in input.live_tests
	not risks.given(test, "access_removed_on")
	finding := {
		"at": ["live_tests", $"{i}"],
		"message": $"audit {input.id} does not say when the access for \"{_test_name(test)}\" was taken away",
		"key": $"access/{_test_name(test)}",
		"since": dates.next(dates.add(input.completed_on, org.interval("audit_report"))),
	}
}

_agreement := [["agreed_by", "who agreed"], ["agreed_on", "when"]]

_test_name(test) := test.what if {
	risks.given(test, "what")
} else := "without a name"
