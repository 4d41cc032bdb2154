# The cycle of three years: two stages, surveillance, and the audit for the next cycle.
package rules.cert

import data.lib.certificates
import data.lib.dates
import data.lib.risks

# METADATA
# scope: document
# title: Stage 1 comes first, its concerns are settled before stage 2, and stage 2 follows in time
# description: |
#   Stage 1 says whether stage 2 is worth holding. What it finds is to be settled by
#   then, and after too long a time the ISMS is another one and stage 1 is held again.
#   How long is `limits.stage_gap` of the contract, else the interval `stage_gap` of
#   isms.yaml, else half a year.
# schemas:
#   - input: schema.certification
# custom:
#   grade: observation
#   requirements: ["scheme.17021-1"]
#   remedy: Plan the stages anew with the body, and enter in `stage1.closed_on` when the last concern was settled.
#   when: from the day after stage 1 plus the limit, and from the day after stage 2 for concerns, until the decision
stages contains finding if {
	certificates.current(input)
	_two <= _one
	finding := {
		"at": ["stage2", _field(input.stage2)],
		"key": "order",
		"message": $"stage 2 is on {_two}, which is not after stage 1 on {_one}",
	}
}

stages contains finding if {
	certificates.current(input)
	_two
	not _one
	finding := {"at": ["stage2"], "key": "order", "message": $"stage 2 is on {_two}, and there is no stage 1"}
}

stages contains finding if {
	certificates.current(input)
	decided := certificates.decided(input)
	not _held_by(decided)
	finding := {
		"at": [_decision_field],
		"key": "decision",
		"message": $"the body decided on {decided}, and stage 2 {_by_then}",
	}
}

stages contains finding if {
	certificates.current(input)
	_one < _two
	some concern in _concerns
	since := dates.next(_begins)
	concern.closed > since
	until := min({concern.closed} | {day | day := certificates.decided(input); day > since})
	finding := object.union(_until(until), {
		"at": ["stage1", "closed_on"],
		"key": concern.id,
		"message": $"{concern.words} before stage 2 on {_begins}",
		"since": since,
	})
}

stages contains finding if {
	certificates.current(input)
	planned := dates.day(input.stage2.planned_on)
	not certificates.held(input.stage2)
	planned > _latest
	finding := {
		"at": ["stage2", "planned_on"],
		"key": "gap",
		"message": $"stage 2 is planned for {planned}, later than {_limit} after stage 1 on {_one}, which is {_latest}",
	}
}

stages contains finding if {
	certificates.current(input)
	certificates.held(input.stage1)
	not _planned_late
	since := dates.next(_latest)
	until := min({day | day := certificates.decided(input)} | {day | day := certificates.held(input.stage2); day <= _latest} | {dates.last})
	since < until
	finding := object.union(_until(until), {
		"at": ["stage2"],
		"key": "gap",
		"message": $"stage 2 was not held by {_latest}, {_limit} after stage 1 on {_one}",
		"since": since,
	})
}

_one := certificates.due(input.stage1)

_two := certificates.due(input.stage2)

_limit := certificates.limit(input, "stage_gap")

_latest := dates.add(_one, _limit)

_planned_late if {
	not certificates.held(input.stage2)
	dates.day(input.stage2.planned_on) > _latest
}

# A certificate whose stages were never recorded is older than the records.
_held_by(_) if not risks.given(input, "stage2")

_held_by(day) if certificates.held(input.stage2) <= day

_by_then := $"was held on {_two}" if {
	certificates.held(input.stage2)
} else := "is not held yet"

_field(stage) := "held_on" if {
	risks.given(stage, "held_on")
} else := "planned_on" if {
	risks.given(stage, "planned_on")
} else := "audit"

_decision_field := "decision_on" if {
	risks.given(input, "decision_on")
} else := "issued_on"

# _begins is the first day of stage 2, as far as it is known.
_begins := dates.day(day) if {
	day := data.isms.audit[input.stage2.audit].started_on
} else := _two

# _concerns lists what stage 1 left to settle, with the day it was: the findings of its
# audit, or where that is not recorded, all of them as one.
_concerns := [concern |
	some found in _stage1.findings
	found.grade in {"concern", "minor", "major"}
	concern := {"id": found.id, "closed": _closed(found), "words": $"concern {found.id} of stage 1 was not settled"}
] if {
	_stage1
} else := [{"id": "concerns", "closed": _all_closed, "words": "nothing says that the concerns of stage 1 were settled"}] if {
	certificates.held(input.stage1)
} else := []

_stage1 := data.isms.audit[input.stage1.audit]

_closed(found) := dates.day(found.closed_on) if {
	risks.given(found, "closed_on")
} else := _all_closed

_all_closed := dates.day(input.stage1.closed_on) if {
	is_object(input.stage1)
	risks.given(input.stage1, "closed_on")
} else := dates.last

_until(day) := {} if day == dates.last

_until(day) := {"until": day} if day != dates.last

# METADATA
# scope: document
# title: Surveillance is held within a year of the decision, and then in every calendar year
# description: |
#   A certificate lives by the audits in between. The first is held within twelve months
#   of the decision; from the year after it, every calendar year has one, except that in
#   which the audit for the next cycle is held. A body that cannot hold them suspends
#   the certificate.
# schemas:
#   - input: schema.certification
# custom:
#   grade: major
#   requirements: ["scheme.17021-1"]
#   remedy: Book the audit with the body, and enter it in `surveillance` with `held_on`.
#   when: from the day after `decision_on` plus a year for the first, from 1 January of the following year for each other, until one is held
#   escalation: an observation where the day of the decision is not recorded
surveillance_due contains finding if {
	certificates.granted(input)
	_first_cycle
	limit := dates.add(_decided, "P1Y")
	until := min(_visits | {dates.next(_last_day)})
	since := dates.next(limit)
	since < until
	finding := object.union(_until(until), {
		"at": ["surveillance"],
		"key": "first",
		"message": $"no surveillance was held by {limit}, a year after the decision of {_decided}",
		"since": since,
	})
}

surveillance_due contains finding if {
	certificates.granted(input)
	some year in _years
	not _visited[year]
	_begun(year)
	since := $"{year + 1}-01-01"
	until := min({day | some day in _visits; day >= since} | {dates.next(_last_day)})
	since < until
	finding := object.union(_until(until), {
		"at": ["surveillance"],
		"key": $"{year}",
		"message": $"no surveillance was held in {year}",
		"since": since,
	})
}

surveillance_due contains finding if {
	certificates.current(input)
	input.state in {"certified", "suspended"}
	not certificates.decided(input)
	finding := {
		"at": ["decision_on"],
		"key": "decision",
		"message": $"certification {input.id} does not say when the body decided, so nobody can tell when surveillance is due",
		"grade": "observation",
	}
}

_decided := certificates.decided(input)

_expiry := certificates.expiry(input)

# _visits holds the days after the decision on which the body audited for surveillance or
# for the next cycle.
_visits contains day if {
	some visit in input.surveillance
	day := certificates.held(visit)
	day > _decided
}

_visits contains day if {
	some day in {day | day := certificates.held(input.recertification)} | {day | day := _renewed}
	day > _decided
}

# _first_cycle holds unless an audit before the decision shows that it was for a further
# cycle, in which no surveillance is due within twelve months.
_first_cycle if count(_earlier) == 0

_earlier := [visit | some visit in input.surveillance; certificates.held(visit) <= _decided]

# _years holds the calendar years that need an audit. The year of expiry is that of the
# next cycle. More than three cycles in one record are not looked at.
_years := [year |
	first := _year(_decided) + 1
	last := min([_year(_last_day) - 1, first + 8])
	first <= last
	some year in numbers.range(first, last)
]

_visited contains _year(day) if some day in _visits

# _begun(year) holds where a year without an audit begins a time without one: the year
# before had one, or is that of the decision and the first audit was held.
_begun(year) if _visited[year - 1]

_begun(year) if {
	year == _year(_decided) + 1
	not _visited[year - 1]
	not _first_cycle
}

_year(day) := to_number(substring(day, 0, 4)) + 0

# METADATA
# scope: document
# title: The next cycle is decided before the certificate expires
# description: |
#   On the day after its last day a certificate is gone, and with it the contracts that
#   ask for one. The audit, its corrective actions and the decision all lie before that
#   day, so half a year ahead it is booked. For six months a lapsed certificate can be
#   restored; after that everything starts with stage 1.
# schemas:
#   - input: schema.certification
# custom:
#   grade: major
#   requirements: ["scheme.17021-1"]
#   remedy: Book the audit for the next cycle, and enter the decision in `recertification.decided_on` and the new last day in `expires_on`.
#   when: from the day after `expires_on` until the decision; an observation from 183 days before where nothing is booked
#   escalation: an observation before the certificate has expired
recert_due contains finding if {
	certificates.granted(input)
	last := _last_day
	since := dates.next(last)
	until := min({day | day := _renewed; day > last} | {dates.last})
	since < until
	finding := object.union(_until(until), {
		"at": [_expiry_field],
		"key": "expired",
		"message": $"the certificate of {input.id} expired on {last}{_counted}, and no decision for the next cycle is recorded in time",
		"since": since,
	})
}

recert_due contains finding if {
	certificates.granted(input)
	not _renewed_in_time
	not _booked
	since := dates.shift(_expiry, -183)
	finding := {
		"at": ["recertification"],
		"key": "booked",
		"message": $"the certificate of {input.id} expires on {_expiry}{_counted}, and no audit before that is booked for the next cycle",
		"grade": "observation",
		"since": since,
		"until": dates.next(_expiry),
	}
}

recert_due contains finding if {
	certificates.granted(input)
	risks.given(input, "expires_on")
	not _renewed
	longest := dates.add(max({_decided} | {day | day := dates.day(input.issued_on)}), "P3Y")
	dates.day(input.expires_on) > longest
	finding := {
		"at": ["expires_on"],
		"key": "longest",
		"message": $"the certificate of {input.id} is said to hold until {input.expires_on}, and three years from the decision of {_decided} end on {longest}",
		"grade": "observation",
	}
}

_renewed := dates.day(input.recertification.decided_on) if {
	is_object(input.recertification)
	risks.given(input.recertification, "decided_on")
}

# A decision in the last year of a certificate was for the cycle after it, even if
# nobody has entered the new last day yet.
_renewed_in_time if {
	_renewed <= _expiry
	_renewed >= dates.shift(_expiry, -366)
}

_last_day := dates.add(_expiry, "P3Y") if {
	_renewed_in_time
} else := _expiry

_booked if certificates.due(input.recertification) <= _expiry

_expiry_field := "expires_on" if {
	risks.given(input, "expires_on")
} else := _decision_field

_counted := "" if {
	risks.given(input, "expires_on")
} else := ", three years after the decision"
