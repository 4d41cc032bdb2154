# The acceptance: was each risk that remains accepted, by somebody entitled to it,
# and does the acceptance still hold?
package rules.risk

import data.lib.dates
import data.lib.org
import data.lib.people
import data.lib.risks

# METADATA
# scope: document
# title: A risk is only retained where the method allows it
# description: |
#   To live with a risk above the criteria is a decision of the authority the method
#   names, with a reason and an end. Anything else is a risk the organization bears
#   without having decided to.
# schemas:
#   - input: schema.risk
# custom:
#   grade: major
#   requirements: ["6.1.3.a", "6.1.3.f", "6.1.2.a1"]
#   remedy: Treat the risk, or have the authority for its level accept it with `by`, `on`, `until` and `reason`.
retain_allowed contains finding if {
	level := _kept_beyond
	risks.levels[level].accept == "no"
	finding := {
		"at": ["option"],
		"message": $"risk {input.id} is retained at level \"{level}\", which may not be accepted",
	}
}

retain_allowed contains finding if {
	level := _kept_beyond
	not risks.levels[level].accept == "no"
	not risks.given(input, "acceptance")
	finding := {
		"at": ["acceptance"],
		"message": $"risk {input.id} is retained at level \"{level}\" and nobody has accepted it{_authority(level)}",
	}
}

retain_allowed contains finding if {
	level := _kept_beyond
	not risks.levels[level].accept == "no"
	risks.given(input, "acceptance")
	left_out := [word | some [field, word] in _of_an_acceptance; not risks.given(input.acceptance, field)]
	left_out != []
	finding := {
		"at": ["acceptance"],
		"message": $"risk {input.id} is retained at level \"{level}\" without saying {concat(", ", left_out)}",
	}
}

retain_allowed contains finding if {
	level := _kept_beyond
	not risks.levels[level].accept == "no"
	acceptance := input.acceptance
	people.known(acceptance.by)
	risks.given(acceptance, "on")
	risks.given(risks.levels[level], "approver")
	not risks.may_accept(acceptance.by, level, dates.day(acceptance.on))
	finding := {
		"at": ["acceptance", "by"],
		"message": concat("", [
			$"\"{acceptance.by}\" had no authority to accept risk {input.id} ",
			$"at level \"{level}\" on {acceptance.on}{_authority(level)}",
		]),
	}
}

_of_an_acceptance := [["by", "by whom"], ["on", "when"], ["until", "until when"], ["reason", "why"]]

# _kept_beyond is the level of a risk that is kept though its owner alone may not
# accept it.
_kept_beyond := level if {
	risks.live(input)
	risks.option(input) == "retain"
	level := input.current.level
	risks.levels[level]
	not risks.acceptable(level)
}

_authority(level) := $": it is for \"{risks.levels[level].approver}\"" if {
	risks.given(risks.levels[level], "approver")
} else := ""

# METADATA
# scope: document
# title: The owner has accepted what remains of the risk
# description: |
#   Treatment never removes a risk entirely. What is left is the owner's to bear, so
#   the owner has to have seen and accepted it, on a day that can be shown.
# schemas:
#   - input: schema.risk
# custom:
#   grade: minor
#   requirements: ["6.1.3.f"]
#   remedy: Let the owner accept the residual risk and record it in `acceptance` with `by`, `on` and `reason`.
residual_accepted contains finding if {
	_for_the_owner
	risks.option(input) in {"modify", "share"}
	not risks.given(input, "residual")
	finding := {"at": ["residual"], "message": $"risk {input.id} does not say what remains, so nobody can accept it"}
}

residual_accepted contains finding if {
	_for_the_owner
	_something_remains
	not risks.given(input, "acceptance")
	finding := {"at": ["acceptance"], "message": $"nobody has accepted what remains of risk {input.id}"}
}

residual_accepted contains finding if {
	_for_the_owner
	risks.given(input, "acceptance")
	some [field, word] in [["by", "by whom"], ["on", "when"]]
	not risks.given(input.acceptance, field)
	finding := {
		"at": ["acceptance", field],
		"message": $"the acceptance of risk {input.id} does not say {word}",
	}
}

residual_accepted contains finding if {
	_for_the_owner
	acceptance := input.acceptance
	people.known(input.owner)
	people.known(acceptance.by)
	risks.given(acceptance, "on")
	not _entitled(acceptance.by, dates.day(acceptance.on))
	finding := {
		"at": ["acceptance", "by"],
		"message": concat("", [
			$"risk {input.id} was accepted by \"{acceptance.by}\", ",
			$"who on {acceptance.on} was neither its owner \"{input.owner}\" nor the authority for its level",
		]),
	}
}

# _for_the_owner holds for the risks this rule judges: a risk that is not scored is
# risk.evaluated's finding, one kept beyond the criteria risk.retain_allowed's.
_for_the_owner if {
	risks.live(input)
	risks.given(input, "current")
	not _kept_beyond
}

_something_remains if risks.given(input, "residual")

_something_remains if risks.option(input) == "retain"

_entitled(id, date) if people.acts_as(id, input.owner, date)

_entitled(id, _) if data.isms.role[input.owner].deputy == id

_entitled(id, date) if risks.may_accept(id, _to_accept, date)

# METADATA
# scope: document
# title: An acceptance is renewed before it ends and after each new score
# description: |
#   Somebody accepted a certain risk for a certain time. Once the time is over, or
#   the risk has been scored again, nobody has accepted what is there now.
# schemas:
#   - input: schema.risk
# custom:
#   grade: minor
#   requirements: ["6.1.3.f", "8.2"]
#   remedy: Have the risk accepted again and set `acceptance.on` and `acceptance.until`.
#   when: from the day after `acceptance.until` (P1Y after `on` without one), or from a `scored_on` later than `on`
acceptance_stale contains finding if {
	risks.live(input)
	_lapse <= _rescored
	finding := {
		"at": ["acceptance", "until"],
		"message": $"the acceptance of risk {input.id} holds until {dates.shift(_lapse, -1)}",
		"since": _lapse,
	}
}

acceptance_stale contains finding if {
	risks.live(input)
	_rescored < _lapse
	finding := {
		"at": ["acceptance", "on"],
		"message": $"risk {input.id} was accepted on {input.acceptance.on} and scored again on {input.scored_on}",
		"since": _rescored,
	}
}

# _lapse is the first day on which an acceptance no longer holds.
_lapse := dates.next(input.acceptance.until) if {
	risks.given(input.acceptance, "until")
} else := dates.next(dates.add(input.acceptance.on, org.interval("acceptance"))) if {
	risks.given(input.acceptance, "on")
}

# _rescored is the day of a score that the acceptance did not know.
_rescored := dates.day(input.scored_on) if {
	dates.day(input.scored_on) > dates.day(input.acceptance.on)
} else := dates.last
