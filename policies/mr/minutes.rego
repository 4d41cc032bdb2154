# What a review looked at, and what it decided.
package rules.mr

import data.lib.dates
import data.lib.reviews
import data.lib.risks

# METADATA
# title: The management review covers all its inputs
# description: |
#   The standard lists what top management has to look at, so that nothing unpleasant
#   is left out. Changed needs of interested parties, feedback and trends are what is
#   missing most often. Each letter has a text or names the records that were looked at;
#   "nothing new" is an answer, silence is not. Each review is judged by itself, until
#   the next one is held.
# scope: document
# schemas:
#   - input: schema.management_review
# custom:
#   grade: minor
#   requirements: ["9.3.2.a", "9.3.2.b", "9.3.2.c", "9.3.2.d1", "9.3.2.d2", "9.3.2.d3", "9.3.2.d4", "9.3.2.e", "9.3.2.f", "9.3.2.g"]
#   remedy: Look at the input that the message names and record it in `inputs`, at the latest in the next review.
#   when: from the day after the review, until the next is held
inputs contains finding if {
	window := reviews.judged(input)
	count(_covered) > 0
	some letter, what in _letters
	not letter in _covered
	finding := object.union(window, {
		"at": ["inputs", letter],
		"message": $"management review {input.id} did not look at {what} (9.3.2 {letter})",
		"key": letter,
	})
}

inputs contains finding if {
	window := reviews.judged(input)
	count(_covered) == 0
	finding := object.union(window, {
		"at": ["inputs"],
		"message": $"management review {input.id} records none of the ten inputs (9.3.2 a to g)",
		"key": "none",
	})
}

_letters := {
	"a": "what became of earlier actions",
	"b": "changed issues",
	"c": "changed needs of interested parties",
	"d1": "nonconformities and corrective actions",
	"d2": "results of measuring",
	"d3": "results of audits",
	"d4": "the objectives",
	"e": "feedback of interested parties",
	"f": "risks and their treatment",
	"g": "what could be better",
}

# _covered holds the letters about which the review says something: a text with at least
# one letter or digit in it, or a record.
_covered contains letter if {
	some letter, _ in _letters
	regex.match(`[\pL\pN]`, _input(letter).text)
}

_covered contains letter if {
	some letter, _ in _letters
	risks.given(_input(letter), "refs")
}

_input(letter) := entry if {
	entry := input.inputs[letter]
	is_object(entry)
} else := {"text": text} if {
	text := input.inputs[letter]
	is_string(text)
} else := {}

# METADATA
# scope: document
# title: What the review says of results rests on data of its time
# description: |
#   Nonconformities, measurements, audits and objectives are to be seen as they
#   develop. Words alone cannot be followed up, and a minute that cites an audit which
#   took place afterwards was not written in the meeting. Where nothing had been
#   recorded by then, there was nothing to point at.
# schemas:
#   - input: schema.management_review
# custom:
#   grade: observation
#   requirements: ["9.3.2.d1", "9.3.2.d2", "9.3.2.d3", "9.3.2.d4"]
#   remedy: Name in `refs` of the input the records that were looked at, as they stood on the day of the review.
#   when: from the day after the review, until the next is held
trends contains finding if {
	window := reviews.judged(input)
	held := dates.day(input.held_on)
	some letter in ["d1", "d2", "d3", "d4"]
	letter in _covered
	not risks.given(_input(letter), "refs")
	_on_record(letter, held)
	finding := object.union(window, {
		"at": ["inputs", letter],
		"message": concat("", [
			$"management review {input.id} speaks of {_letters[letter]} (9.3.2 {letter}), ",
			"but names no record",
		]),
		"key": letter,
	})
}

trends contains finding if {
	window := reviews.judged(input)
	held := dates.day(input.held_on)
	some letter in ["d1", "d2", "d3", "d4"]
	some i, ref in _input(letter).refs
	some thing in _things(ref)
	thing.day > held
	finding := object.union(window, {
		"at": ["inputs", letter, "refs", i],
		"message": concat("", [
			$"management review {input.id} of {held} rests on {thing.what}, ",
			$"which was there from {thing.day} only (9.3.2 {letter})",
		]),
		"key": $"{letter}/{ref}",
	})
}

# _on_record(letter, day) holds if there was something to point at on that day. It reads
# a whole register, and only where a review points at nothing.
_on_record("d1", day) if {
	all := data.isms.corrective_action
	some action in all
	not action.status == "void"
	dates.day(action.raised_on) <= day
}

_on_record("d2", day) if {
	all := data.isms.metric
	some metric in all
	some reading in metric.readings
	dates.day(reading.on) <= day
}

_on_record("d3", day) if {
	all := data.isms.audit
	some audit in all
	not audit.status == "void"
	dates.day(audit.completed_on) <= day
}

_on_record("d4", _) if {
	all := data.isms.objective
	some objective in all
	not objective.status == "dropped"
}

# _things(ref) holds what a reference may name, with the day from which it was there.
_things(ref) := {{"what": $"audit {id}", "day": day} |
	id := _id(ref, "audit")
	day := dates.day(data.isms.audit[id].completed_on)
} | {{"what": $"corrective action {id}", "day": day} |
	id := _id(ref, "corrective_action")
	day := dates.day(data.isms.corrective_action[id].raised_on)
} | {{"what": $"the first reading of metric {id}", "day": day} |
	id := _id(ref, "metric")
	day := min({dates.day(reading.on) | some reading in data.isms.metric[id].readings})
} | {{"what": $"evidence {id}", "day": day} |
	id := _id(ref, "evidence")
	day := dates.day(data.isms.evidence[id].collected_at)
}

# _id(ref, kind) is the id that a reference names, if it may name a record of this kind.
_id(ref, kind) := substring(ref, count(kind) + 1, -1) if startswith(ref, $"{kind}/")

_id(ref, _) := ref if not contains(ref, "/")

# METADATA
# title: The management review includes the newest internal audit
# description: |
#   The internal audit is the only look at the ISMS that its builders did not take
#   themselves. A review that names older audits and passes over the newest leaves out
#   what management would least like to hear. An audit that an earlier review already had
#   before it need not come again. Words without any record are mr.trends's.
# schemas:
#   - input: schema.management_review
# custom:
#   grade: observation
#   requirements: ["9.3.2.d3"]
#   remedy: Look at the report of that audit in the next review and name it in `inputs.d3.refs`.
#   when: from the day after the review, until the next is held
after_audit contains finding if {
	window := reviews.judged(input)
	held := dates.day(input.held_on)
	risks.given(_input("d3"), "refs")
	reports := _reports(held)
	newest := max({day | some day in reports})
	not _had_before(newest, held)
	some id, day in reports
	day == newest
	not _named(id)
	finding := object.union(window, {
		"at": ["inputs", "d3", "refs"],
		"message": $"management review {input.id} of {held} does not name internal audit {id}, reported on {newest}",
		"key": id,
	})
}

# _reports(held) holds the day of the report, or of the end, of each internal audit whose
# results were there on a day.
_reports(held) := {audit.id: day |
	all := data.isms.audit
	some audit in all
	audit.type == "internal"
	not audit.status == "void"
	day := _reported_on(audit)
	day <= held
}

_reported_on(audit) := day if {
	day := dates.day(audit.report_on)
} else := dates.day(audit.completed_on)

_had_before(day, held) if {
	all := data.isms.management_review
	some review in all
	not review.status == "void"
	earlier := dates.day(review.held_on)
	earlier >= day
	earlier < held
}

_named(id) if id in {_id(ref, "audit") | some ref in _input("d3").refs}

_named(id) if {
	some ref in _input("d3").refs
	data.isms.audit_finding[_id(ref, "audit_finding")].parent.id == id
}

# METADATA
# title: The management review decides on improvement and on changes
# description: |
#   A meeting that decides nothing was a presentation. Decisions concern what is to get
#   better and what has to change in the ISMS; where nothing has to, one decision of type
#   `none` says that somebody asked.
# schemas:
#   - input: schema.management_review
# custom:
#   grade: minor
#   requirements: ["9.3.3"]
#   remedy: Record the decisions in `decisions`, with a line of type `none` where nothing is to be done.
#   when: from the day after the review, until the next is held
outputs contains finding if {
	window := reviews.judged(input)
	missing := [what |
		some [type, what] in [["improvement", "improvement"], ["change", "changes of the ISMS"]]
		not _decided(type)
	]
	missing != []
	finding := object.union(window, {
		"at": ["decisions"],
		"message": $"management review {input.id} records no decision on {concat(" or ", missing)}, not even that none is needed",
	})
}

_decided(type) if {
	some decision in input.decisions
	decision.type in {type, "none"}
	risks.given(decision, "text")
}
