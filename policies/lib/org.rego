# What the organization has promised itself in isms.yaml, and what counts where it
# has said nothing. "At planned intervals" means its own plan: a finding cites the
# organization's interval or ours, never the standard.
package lib.org

import data.lib.dates

# interval(name) is how often something is due or how long it may take: from
# `intervals` of the isms record, else from the table below. A name in neither is
# an error, so that a slip of the pen never silences a rule.
interval(name) := found if {
	found := data.org.intervals[name]
} else := found if {
	found := default_intervals[name]
} else := dates.reject($"no interval is called {name}")

# target(name) is a share in percent: from `targets`, else from the table below.
target(name) := found if {
	found := data.org.targets[name]
} else := found if {
	found := default_targets[name]
} else := dates.reject($"no target is called {name}")

# review_interval(kind) is the longest time from the approval of a document to its
# next review: the organization's for this kind or for any `document`, else ours.
review_interval(kind) := found if {
	found := data.org.intervals[kind]
} else := found if {
	found := default_intervals[kind]
} else := interval("document")

# default_intervals holds our intervals, in ISO 8601.
default_intervals := {
	# documents: approval to next review
	"document": "P1Y",
	"procedure": "P2Y",
	"approval_recorded": "P14D", # from an approval to the commit that records it
	"record_filed": "P60D", # from an event to the commit that brings its record
	# policies
	"communication": "P30D", # from the day on which a policy applies, or an objective is set, until people were told
	"acknowledgement": "P30D", # from that day, or the first day of a person, until they acknowledged it
	"policy_after_event": "P90D", # after a significant change or a major incident, until the policies it touches are reviewed
	# objectives
	"objective": "P6M", # from one reading to the next, where the metric does not say how often
	"reading_grace": "P14D", # after a reading is due, to enter it
	# risk
	"risk_assessment": "P1Y", # from one full assessment to the next
	"assessment_after_event": "P30D", # after a significant change or a major incident
	"rescoring": "P90D", # after a new version of the risk method
	"soa_after_assessment": "P60D", # from an assessment to the statement that follows it
	"risk": "P1Y", # from one scoring of a risk to its review
	"acceptance": "P1Y", # an acceptance without an end
	"exception": "P1Y", # an exception at most
	# leadership
	"management_review": "P1Y", # from one management review to the next
	"leadership": "P1Y", # from one act of top management, or one word of theirs, to the next
	"improvement": "P1Y", # from one change that results led to, or decision that none is needed, to the next
	"role_vacancy": "P30D", # from the day a role fell empty to its new holder
	# changes
	"emergency_review": "P5D", # from an emergency or unintended change to its review, in working days
	# context
	"context_input": "P1Y", # from a review of the context to the management review that rests on it
	# controls and evidence
	"evidence": "P1Y", # freshness where the control names none
	"control_test": "P12M", # from one test of a key control to the next
	"control_grace": "P14D", # after the end of a period, to file its evidence
	# access
	"access_review": "P1Y",
	"access_review_critical": "P6M",
	"access_review_privileged": "P3M",
	# internal audits
	"audit": "P1Y", # from one to the next, where no programme says it
	"audit_longest": "P18M", # from one to the next at most, whatever the programme says
	"audit_cycle": "P3Y", # in which all applicable controls are audited
	"audit_planned": "P30D", # after the planned day, to hold it or plan it anew
	"audit_report": "P30D", # after the last day, to report it
	"audit_answer": "P30D", # after the report, to open a corrective action
	"audit_before_stage2": "P30D", # before stage 2, by when all is finished
	# measuring
	"metric_grace": "P14D", # after a reading was due, to take it
	"metric_action": "P30D", # after a reading past its limit, to do something
	# suppliers, by tier
	"supplier_critical": "P1Y",
	"supplier_important": "P2Y",
	"supplier_standard": "P3Y",
	# registers whose items are checked one by one
	"asset": "P1Y",
	"obligation": "P1Y",
	"contact": "P1Y",
	"external_document": "P1Y",
	# people
	"competence_proof": "P90D", # from the day somebody takes a role to the proof that they are able to
	"training_effect": "P180D", # from a course or an action on a gap to the judgement whether it helped
	"awareness": "P1Y", # from one awareness course to the next, where the course names no interval
	"awareness_first": "P30D", # from the first day of a person to the first awareness course
	# corrective action
	"corrective_action": "P30D", # from the day something was raised until correction, cause and plan are recorded
	"repeat": "P2Y", # after it was closed, in which the same may not fail again
	"improvement": "P1Y", # from one improvement to the next
	# certification, where the contract with the body says nothing
	"accreditation": "P1Y", # from one look into the register of the accreditation body to the next
	"nc_answer": "P90D", # to answer a nonconformity of the body
	"major_answer": "P30D", # to answer a major one
	"stage_gap": "P6M", # from stage 1 to stage 2
	"operating_period": "P3M", # of operation before stage 2
	"certifier_notice": "P30D", # to tell the body of a significant change
}

# default_targets holds our targets, in percent.
default_targets := {
	"awareness": 95,
	"acknowledgement": 95,
	"endpoint": 98,
	"encryption": 100,
	"mfa": 100,
}

# approval_roles(kind) is the set of roles that may approve a kind by the approval
# matrix, empty where the matrix does not name the kind.
approval_roles(kind) := {role |
	matrix := data.org.approval_matrix
	some entry in matrix
	kind in entry.kinds
	some role in entry.roles
}
