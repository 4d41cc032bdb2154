# The certificate and the audits of the body that gives it: what is decided, which day
# a stage has, and how long the contract leaves for what.
package lib.certificates

import data.lib.dates
import data.lib.org
import data.lib.risks

# external holds the types of audit that the certification body holds.
external := {"stage-1", "stage-2", "surveillance", "recertification", "special"}

# current(record) holds unless the record of a certification is kept as history only.
current(record) if not record.status == "retired"

# wanted(record) holds while a certificate is there or on its way.
wanted(record) if {
	current(record)
	not object.get(record, "state", "") in {"withdrawn", "expired"}
}

# decided(record) is the day on which the body decided to certify, else the day on the
# certificate. Undefined where neither is recorded.
decided(record) := dates.day(record.decision_on) if {
	risks.given(record, "decision_on")
} else := dates.day(record.issued_on) if {
	risks.given(record, "issued_on")
}

# granted(record) holds for a certificate that was decided and not taken back. One that
# has expired was granted too.
granted(record) if {
	current(record)
	decided(record)
	not record.state == "withdrawn"
}

# held(stage) is the last day of a stage, surveillance or recertification, from its
# record of the audit where it says nothing itself. Undefined where it was not held.
held(stage) := dates.day(stage.held_on) if {
	is_object(stage)
	risks.given(stage, "held_on")
} else := dates.day(data.isms.audit[stage.audit].completed_on)

# due(stage) is the day on which it was held, else the one it is planned for.
due(stage) := held(stage) if {
	held(stage)
} else := dates.day(stage.planned_on) if {
	is_object(stage)
	risks.given(stage, "planned_on")
}

# expiry(record) is the last day of a certificate that was decided: three years less a
# day where none is stated.
expiry(record) := dates.day(record.expires_on) if {
	risks.given(record, "expires_on")
} else := dates.shift(dates.add(decided(record), "P3Y"), -1)

# limit(record, name) is a time that the contract with the body sets, else what the
# organization or we take for it.
limit(record, name) := found if {
	found := record.limits[name]
} else := org.interval(name)

# of_audit(id) is the set of the certifications that an audit of the body belongs to:
# those that name it, else all.
of_audit(id) := found if {
	refs := data.refs.audit[id]
	found := {ref.id |
		some ref in refs
		ref.kind == "certification"
		current(data.isms.certification[ref.id])
	}
	count(found) > 0
} else := {key |
	all := data.isms.certification
	some key, record in all
	current(record)
}
