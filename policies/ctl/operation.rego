# Whether periodic controls were run in every period, by their evidence.
#
# A run is a piece of evidence that names the control. It covers the days of its
# `period`, or the day of collection. After the last day covered, the calendar period
# that follows needs a run, filed within a time of grace (`control_grace`) after the
# end of that period.
package rules.ctl

import data.lib.dates
import data.lib.org

# METADATA
# scope: document
# title: A periodic control is run in every period
# description: |
#   A gap in a series of runs is what auditors look for first, since one good example
#   proves nothing about the year. The series begins with `operated_since` or the first
#   run. A gap ends with the run that is filed after it; continuous controls and those
#   that run on an event have no periods.
# schemas:
#   - input: schema.control
# custom:
#   grade: minor
#   requirements: ["8.1.control", "8.1.records"]
#   remedy: Run the control and file evidence that names it in `controls`, with the `period` it covers.
#   when: from the day after the end of a period without a run plus grace, until the next run is filed
#   escalation: major from the third period missed within 12 months
operated contains finding if {
	some miss in _misses
	miss.first
	not _major(miss)
	later := {other.since | some other in _misses; other.gap == miss.gap; _major(other)}
	until := min(later | {miss.until})
	miss.since < until

	finding := object.union(_until(until), {
		"at": ["frequency"],
		"message": $"{input.frequency} control {input.id} has no run in the {_period_word} to {miss.end}",
		"since": miss.since,
	})
}

operated contains finding if {
	some gap in {miss.gap | some miss in _misses}
	grave := {miss.since: miss | some miss in _misses; miss.gap == gap; _major(miss)}
	count(grave) > 0
	miss := grave[min({since | some since, _ in grave})]

	finding := object.union(_until(miss.until), {
		"at": ["frequency"],
		"message": $"{input.frequency} control {input.id} missed at least 3 runs within 12 months, the latest in the {_period_word} to {miss.end}",
		"since": miss.since,
		"grade": "major",
	})
}

operated contains finding if {
	_periods[input.frequency]
	count(_series) == 0

	finding := {
		"at": ["frequency"],
		"message": $"{input.frequency} control {input.id} has no run on record, nor a day since which it is operated",
	}
}

# _periods says how long the calendar periods are: in months, or in days. A period
# counted from any day ends within the next calendar period.
_periods := {
	"daily": {"days": 1, "span": "P1D", "word": "day"},
	"weekly": {"days": 7, "span": "P1W", "word": "week"},
	"monthly": {"months": 1, "span": "P1M", "word": "month"},
	"quarterly": {"months": 3, "span": "P3M", "word": "quarter"},
	"half-yearly": {"months": 6, "span": "P6M", "word": "half-year"},
	"yearly": {"months": 12, "span": "P12M", "word": "year"},
}

_period_word := _periods[input.frequency].word

# _runs lists what each run covers and when it was filed.
_runs := [{"from": _edge(id, "from", filed), "to": _edge(id, "to", filed), "filed": filed} |
	refs := data.refs.control[input.id]
	some {"kind": "evidence", "field": "controls", "id": id} in refs
	not data.isms.evidence[id].status == "void"
	filed := dates.day(data.isms.evidence[id].collected_at)
]

_edge(id, side, filed) := dates.day(day) if {
	day := data.isms.evidence[id].period[side]
} else := filed

# _series lists what is covered in the order of time: [from, to], the day since which
# the control is operated included.
_series := sort(array.concat(
	[[run.from, run.to] | some run in _runs],
	[[day, day] | day := dates.day(input.operated_since)],
))

# _gaps pairs the last day covered with the first day covered again, for stretches
# that no other run covers and that may leave a period out.
_gaps contains [start, resumed] if {
	span := _periods[input.frequency].span
	series := _series
	some i, [_, start] in series
	not _followed(start, span, series, i)
	resumed := _resumed(start, i + 1)
	_periods_between(start, resumed) > 1
	not _covered(start)
}

# _followed(start, span, series, i) holds if one of the two after the i-th of the
# series covers start too, or begins at most a period later: a cheap test that nearly
# all pass.
_followed(start, span, series, i) if {
	some next in [1, 2]
	[from, to] := series[i + next]
	to > start
	from <= dates.add(start, span)
}

_covered(day) if {
	some run in _runs
	run.from <= day
	run.to > day
}

# _resumed(start, i) is the first day after start that is covered again: by the i-th of
# the series, unless that begins earlier.
_resumed(start, i) := day if {
	day := _series[i][0]
	day > start
} else := min({day | some [day, _] in _series; day > start} | {dates.last})

# _misses holds, for each gap, up to three periods without a run: enough to tell when
# it becomes grave.
_misses contains miss if {
	some [start, resumed] in _gaps
	filed := min({run.filed | some run in _runs; run.from > start} | {dates.last})
	some n in [1, 2, 3]
	end := _period_end(start, n)
	end < resumed
	since := dates.next(dates.add(end, org.interval("control_grace")))
	since < filed
	miss := {"gap": start, "first": n == 1, "end": end, "since": since, "until": filed}
}

# _major(miss) holds for the third period and each later one that was missed within
# twelve months.
_major(miss) if _third_in_a_year[miss.since]

_third_in_a_year := {since |
	days := sort({miss.since | some miss in _misses})
	some i, since in days
	dates.add(days[i - 2], "P1Y") > since
}

# _period(day) numbers calendar periods one after the other. Weeks begin on Monday,
# as 0001-01-01 did, and 2000-01-03, which is 730121 days later.
_period(day) := floor((dates.days_between("2000-01-03", day) + 730121) / length) if {
	length := _periods[input.frequency].days
}

_period(day) := floor(_month(day) / length) if length := _periods[input.frequency].months

_periods_between(from, to) := _period(to) - _period(from)

# _period_end(day, n) is the last day of the n-th period after the one that holds day.
_period_end(day, n) := dates.shift("2000-01-03", (((_period(day) + (n + 1)) * length) - 1) - 730121) if {
	length := _periods[input.frequency].days
}

_period_end(day, n) := dates.shift(_first_day((_period(day) + (n + 1)) * length), -1) if {
	length := _periods[input.frequency].months
}

# _month(day) numbers months from year 0.
_month(day) := ((to_number(substring(day, 0, 4)) * 12) + to_number(substring(day, 5, 2))) - 1

# _first_day(month) is the first day of the month with this number, as far as years
# have four digits.
_first_day(month) := sprintf("%04d-%02d-01", [floor(month / 12), (month % 12) + 1]) if {
	month < 120000
} else := dates.add("0000-01-01", $"P{month}M")

_until(day) := {} if day == dates.last

_until(day) := {"until": day} if day != dates.last
