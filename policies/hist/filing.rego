# Whether records were made when things happened.
package rules.hist

import data.lib.dates
import data.lib.org

# METADATA
# title: Records are filed when things happen, not many at once long afterwards
# description: |
#   Twelve monthly proofs that arrive in one commit in the week before the audit may all
#   be true, and prove little: nobody could see them when they were due. At least five
#   records of events that a commit adds long after their days are told together; how long
#   that is says `record_filed` in `intervals` of isms.yaml, else P60D. A record that says
#   where it came from (`imported_from` of evidence, `links`) is explained.
# schemas:
#   - input: schema.commit
# custom:
#   grade: observation
#   requirements: ["8.1.records", "7.5.3", "A.5.33"]
#   remedy: Say in each record where it was kept before, in `imported_from` or `links`; file what comes next when it happens.
no_backfill contains finding if {
	late := [entry |
		some n, change in input.changes
		change.change == "added"
		day := _happened(change)
		dates.add(day, _filing_time) < dates.day(input.committer.when)
		not _explained(change)
		entry := [day, n]
	]
	count(late) >= 5
	first := min(late)
	finding := {
		"at": ["changes", first[1]],
		"message": $"commit {_short} adds {count(late)} records more than {_filing_time} after their days, the oldest of {first[0]}",
	}
}

_filing_time := org.interval("record_filed")

# _happened(change) is the day that a record of an event is about.
_happened(change) := dates.day(data.isms.evidence[change.id].collected_at) if {
	change.kind == "evidence"
} else := dates.day(data.isms.access_review[change.id].completed_on) if {
	change.kind == "access_review"
} else := dates.day(data.isms.audit[change.id].completed_on) if {
	change.kind == "audit"
} else := dates.day(data.isms.management_review[change.id].held_on) if {
	change.kind == "management_review"
} else := dates.day(data.isms.continuity_test[change.id].held_on) if {
	change.kind == "continuity_test"
} else := dates.day(data.isms.risk_assessment[change.id].held_on) if {
	change.kind == "risk_assessment"
} else := dates.day(data.isms.incident[change.id].detected_at) if {
	change.kind == "incident"
} else := dates.day(data.isms.personnel_event[change.id].on) if {
	change.kind == "personnel_event"
} else := dates.day(data.isms.acknowledgement[change.id].on) if {
	change.kind == "acknowledgement"
} else := dates.day(data.isms.change[change.id].implemented_on) if {
	change.kind == "change"
} else := dates.day(data.isms.corrective_action[change.id].raised_on) if {
	change.kind == "corrective_action"
}

_explained(change) if {
	change.kind == "evidence"
	data.isms.evidence[change.id].imported_from
}

_explained(change) if count(_links_of(change)) > 0

_links_of(change) := data.isms.evidence[change.id].links if {
	change.kind == "evidence"
} else := data.isms.access_review[change.id].links if {
	change.kind == "access_review"
} else := data.isms.audit[change.id].links if {
	change.kind == "audit"
} else := data.isms.management_review[change.id].links if {
	change.kind == "management_review"
} else := data.isms.continuity_test[change.id].links if {
	change.kind == "continuity_test"
} else := data.isms.risk_assessment[change.id].links if {
	change.kind == "risk_assessment"
} else := data.isms.incident[change.id].links if {
	change.kind == "incident"
} else := data.isms.personnel_event[change.id].links if {
	change.kind == "personnel_event"
} else := data.isms.acknowledgement[change.id].links if {
	change.kind == "acknowledgement"
} else := data.isms.change[change.id].links if {
	change.kind == "change"
} else := data.isms.corrective_action[change.id].links if {
	change.kind == "corrective_action"
}
