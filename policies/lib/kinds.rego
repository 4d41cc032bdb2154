# Which records document control asks what of. A document is written, approved and
# reviewed; an event record says what happened on a day and is kept; everything
# else (risks, assets, people ...) is an item, controlled through its register.
package lib.kinds

# documents holds the kinds whose records are controlled documents.
documents := {
	"audit_programme",
	"certification",
	"communication_plan",
	"competence",
	"context",
	"continuity_plan",
	"isms",
	"policy",
	"procedure",
	"register",
	"risk_method",
	"scope",
	"soa",
}

# events holds the kinds whose records tell of one event.
events := {
	"access_review",
	"acknowledgement",
	"audit",
	"change",
	"continuity_test",
	"corrective_action",
	"evidence",
	"incident",
	"management_review",
	"personnel_event",
	"risk_assessment",
}

# is_document(record) holds for a controlled document: a record that is not held by
# another one, of a kind above or, for an organization's own kind, with a status
# that only documents have.
is_document(record) if {
	record.kind in documents
	not record.parent
}

is_document(record) if {
	record.status in {"draft", "in-review", "approved", "retired"}
	not record.kind in documents
	not record.kind in events
	not record.parent
}

# is_event(record) holds for an event record in a file of its own.
is_event(record) if {
	record.kind in events
	not record.parent
}

# in_force(record) holds for an approved document that nothing has replaced.
in_force(record) if {
	record.status == "approved"
}
