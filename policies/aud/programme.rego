# The audit programme: is there one, does it say what it must, and is it carried out?
package rules.aud

import data.lib.audits
import data.lib.dates
import data.lib.org
import data.lib.risks

# METADATA
# scope: document
# title: An audit programme is in force
# description: |
#   Audits that are held when somebody has time look where it is easy to look. The
#   programme says beforehand what is audited, when, how and by whom, and management
#   stands behind it. Its last day is the end of its `period`.
# schemas:
#   - input: schema.isms
# custom:
#   grade: major
#   requirements: ["9.2.2"]
#   remedy: Write a record of kind `audit_programme` for the time that is to come, and have it approved.
#   when: from the day after the last `period` of a programme in force
programme contains finding if {
	count(_programmes) == 0
	finding := {"at": [], "message": $"no audit programme is in force{_drafts}"}
}

programme contains finding if {
	last := max({_last(programme) | some programme in _programmes})
	last < dates.last
	finding := {
		"at": [],
		"message": $"the audit programme in force ended on {last}",
		"since": dates.next(last),
	}
}

# _programmes are the audit programmes in force. There are few.
_programmes := [programme |
	all := data.isms.audit_programme
	some programme in all
	programme.status == "approved"
]

_last(programme) := dates.day(programme.period.to) if {
	programme.period.to
} else := dates.last

_drafts := $": {concat(", ", named)}" if {
	named := {$"{programme.id} has the status {programme.status}" |
		some programme in data.isms.audit_programme
		programme.status
	}
	count(named) > 0
} else := ""

# METADATA
# title: The programme says how often, how, by whom and what for each audit
# description: |
#   Frequency, methods, responsibilities, what each audit needs beforehand and who gets
#   the report are what a programme consists of; without the audits themselves it is a
#   procedure.
# schemas:
#   - input: schema.audit_programme
# custom:
#   grade: minor
#   requirements: ["9.2.2"]
#   remedy: Add what the message names to the programme, and have it approved again.
programme_complete contains finding if {
	_live
	missing := [words | some [field, words] in _parts; not risks.given(input, field)]
	count(missing) > 0
	finding := {"at": [], "message": $"audit programme {input.id} does not say {concat(", ", missing)}"}
}

_parts := [
	["period", "for which time it is"],
	["frequency", "how often is audited"],
	["methods", "how"],
	["responsibilities", "who does what"],
	["planning_requirements", "what each audit needs beforehand"],
	["reporting", "who gets the report"],
	["audits", "which audits are planned"],
]

# _live holds for a programme that binds somebody, or is about to.
_live if not object.get(input, "status", "") in {"draft", "retired"}

# METADATA
# scope: document
# title: The programme weighs what is important and what earlier audits found
# description: |
#   The same audit of everything every year wastes time where all is well. What is at
#   risk, what changed and what was found comes first and more often, and the programme
#   says on which records that rests. Once an audit is done, its results, or what
#   followed from them, are among these.
# schemas:
#   - input: schema.audit_programme
# custom:
#   grade: observation
#   requirements: ["9.2.2"]
#   remedy: Say in `weighting` why these areas come first, and name in `based_on` the risks, audits and changes behind it.
risk_based contains finding if {
	_live
	not risks.given(input, "weighting")
	finding := {
		"at": ["weighting"],
		"message": $"audit programme {input.id} does not say why these areas come first or more often",
	}
}

risk_based contains finding if {
	_live
	risks.given(input, "weighting")
	not risks.given(input, "based_on")
	finding := {
		"at": ["based_on"],
		"message": $"audit programme {input.id} names no risk, audit or change that its weighting rests on",
	}
}

risk_based contains finding if {
	_live
	risks.given(input, "weighting")
	risks.given(input, "based_on")
	made := dates.day(input.approved_on)
	earlier := {id |
		some id, day in _ended
		day < made
	}
	count(earlier) > 0
	count({ref | some ref in input.based_on; _of_audits(ref)}) == 0
	finding := {
		"at": ["based_on"],
		"message": $"audit programme {input.id} of {made} rests on no result of the audits before: {concat(", ", earlier)}",
	}
}

# _of_audits(ref) holds for what earlier audits found, or what followed from it.
_of_audits(ref) if {
	parts := split(ref, "/")
	id := parts[count(parts) - 1]
	_is_result(id)
}

_is_result(id) if data.isms.audit[id].id

_is_result(id) if data.isms.audit_finding[id].id

_is_result(id) if data.isms.corrective_action[id].id

_is_result(id) if data.isms.management_review[id].id

# _ended tells when each internal audit was completed. Audits are few.
_ended := {audit.id: day |
	all := data.isms.audit
	some audit in all
	day := audits.ended(audit)
}

# METADATA
# scope: document
# title: An internal audit is completed in every interval
# description: |
#   A system that nobody inside looks at drifts unseen until somebody from outside
#   does. The interval is the `frequency` of the programme in force, else `audit` of the
#   intervals in isms.yaml, else a year. A longer one than `audit_longest` (18 months)
#   does not count. Only audits of type `internal` do.
# schemas:
#   - input: schema.isms
# custom:
#   grade: minor
#   requirements: ["9.2.1"]
#   remedy: Hold the internal audit, and record it as an `audit` of type `internal` with `completed_on`.
#   when: from the day after the last internal audit plus the interval
#   escalation: major from the day after 18 months (`intervals.audit_longest`), or where none was ever completed in time
frequency contains finding if {
	some gap in _gaps
	until := min([gap.late, gap.end])
	gap.since < until
	finding := {
		"at": [],
		"message": $"the last internal audit was completed on {gap.after}, and the next was due by {gap.due} ({_interval})",
		"since": gap.since,
		"until": until,
	}
}

frequency contains finding if {
	some gap in _gaps
	gap.late < gap.end
	finding := object.union(_until(gap.end), {
		"at": [],
		"message": $"the last internal audit was completed on {gap.after}, longer ago than {org.interval("audit_longest")}",
		"since": gap.late,
		"grade": "major",
	})
}

frequency contains finding if {
	count(_programmes) > 0
	first := min({day | some day in _ended} | {dates.last})
	since := dates.next(dates.add(_start, _capped))
	since < first
	finding := object.union(_until(first), {
		"at": [],
		"message": $"no internal audit was completed since {_start}, when the programme began",
		"since": since,
		"grade": "major",
	})
}

frequency contains finding if {
	count(_programmes) > 0
	count(_ended) == 0
	not _start
	finding := {"at": [], "message": "no internal audit was ever completed", "grade": "major"}
}

# _gaps holds, for each internal audit that the next did not follow in time, when that
# was due, when it was late for long, and when it was completed.
_gaps contains gap if {
	some after in _ended
	due := dates.add(after, _capped)
	end := min({dates.last} | {later | some later in _ended; later > after})
	end > due
	gap := {
		"after": after,
		"due": due,
		"since": dates.next(due),
		"late": dates.next(dates.add(after, org.interval("audit_longest"))),
		"end": end,
	}
}

_interval := interval if {
	interval := _programmes[0].frequency
} else := org.interval("audit")

# _capped is the interval that counts: the longest where the programme's is longer.
_capped := _interval if {
	dates.add("2000-01-01", _interval) <= dates.add("2000-01-01", org.interval("audit_longest"))
} else := org.interval("audit_longest")

# _start is when the first programme in force began.
_start := min(days) if {
	days := {dates.day(day) | some programme in _programmes; day := _began(programme)}
	count(days) > 0
}

_began(programme) := programme.period.from if {
	programme.period.from
} else := programme.approved_on

_until(day) := {} if day == dates.last

_until(day) := {"until": day} if day != dates.last
