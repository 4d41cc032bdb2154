# What has to be finished before the certification body comes.
package rules.aud

import data.lib.audits
import data.lib.dates
import data.lib.org

# METADATA
# title: A full internal audit and a management review are finished before stage 2
# description: |
#   The certification body judges in stage 2 whether the ISMS works, by what it has found
#   out about itself. Without an internal audit of all clauses and a management review it
#   cannot recommend a certificate, and the days are paid for nothing. Several internal
#   audits add up. This is a condition of the certification scheme; what the standard asks
#   is aud.frequency's and mr.held's. That no management review was ever held is told by mr.held alone.
# schemas:
#   - input: schema.certification
# custom:
#   grade: major
#   requirements: ["scheme.17021-1"]
#   remedy: Finish what the message names, or move stage 2.
#   when: from the day after 30 days (`intervals.audit_before_stage2`) before stage 2, until both are finished
before_stage2 contains finding if {
	not input.status == "retired"
	object.get(input, "state", "preparing") == "preparing"
	stage2 := _stage2
	due := _before(stage2, org.interval("audit_before_stage2"))
	some key, done in {"audit": _all_audited, "review": _reviewed}
	due < done
	_asked_here[key]
	finding := object.union(_until(done), {
		"at": ["stage2", _stage2_field],
		"message": $"{_lacking[key]} was finished by {due}, and stage 2 is on {stage2}",
		"key": key,
		"since": dates.next(due),
	})
}

# Where no review was ever held, mr.held says so.
_asked_here["audit"] := true

_asked_here["review"] if count(data.isms.management_review) > 0

_lacking := {"audit": "no internal audit of all clauses", "review": "no management review"}

_stage2_field := "held_on" if {
	input.stage2.held_on
} else := "planned_on"

_stage2 := dates.day(input.stage2[_stage2_field])

# _all_audited is the first day on which internal audits had covered all clauses.
_all_audited := min({day |
	some audit in _audited
	day := audit.on
	audits.whole(_names(dates.first, day))
} | {dates.last})

_reviewed := min({dates.day(review.held_on) |
	all := data.isms.management_review
	some review in all
	not review.status == "void"
	review.held_on
} | {dates.last})
