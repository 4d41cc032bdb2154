# The written information that the standard itself demands.
package rules.doc

# METADATA
# title: The documented information that the standard demands exists and is in force
# description: |
#   What is not on record cannot be shown: without any evidence nobody can tell whether a
#   control was ever operated. The other documents that the standard demands have rules
#   of their own (scope.present, pol.top_policy, obj.present, risk.method_present,
#   risk.plan_present, risk.assessment_due, soa.present) and are not reported again here;
#   nor is missing evidence where a control counts as implemented
#   (soa.implemented_proven).
# schemas:
#   - input: schema.isms
# custom:
#   grade: major
#   requirements: ["7.5.1.a"]
#   remedy: Record the item that the message names.
#   not_waivable: true
mandatory_set contains finding if {
	not _any_evidence

	finding := {
		"at": [],
		"message": "there is no evidence that any control was operated (clause 8.1)",
		"key": "evidence",
	}
}

# The statement changes seldom, evidence all the time: where the one is enough, the
# other is not read.
_any_evidence if {
	_implemented_line
} else if {
	all := data.isms.evidence
	some evidence in all
	not evidence.status == "void"
}

_implemented_line if {
	all := data.isms.soa_control
	some line in all
	line.status == "implemented"
	not line.applicable == false
}
