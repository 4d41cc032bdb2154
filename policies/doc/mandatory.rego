# The written information that the standard itself demands.
package rules.doc

# METADATA
# title: The documented information that the standard demands exists and is in force
# description: |
#   Each missing item is a requirement without any proof. The scope, policy, risk method,
#   treatment plan, assessment results and statement of applicability have rules of their
#   own (scope.present, pol.top_policy, risk.method_present, risk.plan_present,
#   risk.assessment_due, soa.present) and are not reported again here; nor is missing
#   evidence where a control counts as implemented (soa.implemented_proven).
# schemas:
#   - input: schema.isms
# custom:
#   grade: major
#   requirements: ["7.5.1.a"]
#   remedy: Write the item that the message names and have it approved.
#   not_waivable: true
mandatory_set contains finding if {
	some key, item in _mandatory
	not _met(key)

	finding := {"at": [], "message": $"{item.lacks} (clause {item.clause})", "key": key}
}

_mandatory := {
	"objectives": {"clause": "6.2", "lacks": "there are no information security objectives"},
	"evidence": {"clause": "8.1", "lacks": "there is no evidence that any control was operated"},
}

_met("objectives") if {
	all := data.isms.objective
	some objective in all
	not objective.status == "dropped"
}

# The statement changes seldom, evidence all the time: where the one is enough, the
# other is not read.
_met("evidence") if {
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
