# Whether the scores are those of the method of today.
package rules.risk

import data.lib.dates
import data.lib.org
import data.lib.risks

# METADATA
# title: Risks are scored by the method in force
# description: |
#   Scores of two methods cannot be put in one order: a 4 of the old scale is no 4 of the
#   new one. After a new version applies there is time to score again (`rescoring` in
#   `intervals` of isms.yaml, else P90D). `method_version` of a risk says by which version
#   it was scored; versions that differ in their last number alone score alike. Without it
#   the day of scoring tells.
# schemas:
#   - input: schema.risk
# custom:
#   grade: minor
#   requirements: ["6.1.2.b"]
#   remedy: Score the risk by the method in force, and set `scored_on` and `method_version`.
#   when: from the day after `effective_from` of the method plus `intervals.rescoring`
method_version contains finding if {
	risks.live(input)
	[field, how] := _scored_otherwise
	start := dates.day(risks.method.effective_from)
	allowed := org.interval("rescoring")
	finding := {
		"at": [field],
		"message": $"risk {input.id} was scored {how}, and {allowed} after {start} all are to be by version {risks.method.version}",
		"since": dates.next(dates.add(start, allowed)),
	}
}

# _scored_otherwise says how a risk was scored that was not scored by the method in
# force, and which field tells.
_scored_otherwise := ["method_version", $"by version {input.method_version} of the method"] if {
	input.method_version
	_series(input.method_version) != _series(risks.method.version)
}

_scored_otherwise := ["scored_on", $"on {day}, before it applied"] if {
	not input.method_version
	day := dates.day(input.scored_on)
	day < dates.day(risks.method.effective_from)
}

# _series(version) is a version without its last number.
_series(version) := array.slice(split(version, "."), 0, 2)
