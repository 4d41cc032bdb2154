# Calendar arithmetic on dates as texts, in plain Rego: no rule can see a clock,
# and the nanoseconds of the time builtins end in the year 2262.
#
# Every date that leaves this package has the form YYYY-MM-DD, so that dates
# compare as texts. A text that is no real date is an error, never silence: the
# rule that asked is then not assessable.
package lib.dates

# The first and the last day there are: arithmetic stops at them.
first := "0000-01-01"

last := "9999-12-31"

_first_number := -719528

_last_number := 2932896

# day(x) is the date part of a date or of an RFC 3339 instant, as written: the
# offset of the instant is not applied.
day(x) := text if {
	regex.match(`^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ].*)?$`, x)
	text := substring(x, 0, 10)
	[year, month, dom] := _split(text)
	dom >= 1
	dom <= _month_length(year, month)
} else := reject($"{x} is not a date")

# add(date, duration) is the date that lies an ISO 8601 duration (PnYnMnWnD)
# later. Years and months come first and are clipped to the end of the month, then
# weeks and days; of a time part (PT72H) only whole days count.
add(date, duration) := _text(_number(year, month, dom) + span.days) if {
	[from_year, from_month, from_dom] := _split(day(date))
	span := _span(duration)
	months := ((from_year * 12) + from_month) + (span.months - 1)
	year := floor(months / 12)
	month := (months % 12) + 1
	dom := min([from_dom, _month_length(year, month)])
}

# next(date) is the day after: the first day on which a due date is not met.
next(date) := shift(date, 1)

# shift(date, days) is the date that lies a number of days later, or earlier if
# the number is negative.
shift(date, days) := _text(_number(year, month, dom) + days) if {
	[year, month, dom] := _split(day(date))
}

# days_between(from, to) is the number of days to wait on `from` until it is `to`,
# negative if `to` lies before.
days_between(from, to) := _number(y2, m2, d2) - _number(y1, m1, d1) if {
	[y1, m1, d1] := _split(day(from))
	[y2, m2, d2] := _split(day(to))
}

# _split makes numbers of a text of the right form. Adding nothing drops the
# leading zero that to_number keeps.
_split(text) := [
	to_number(substring(text, 0, 4)) + 0,
	to_number(substring(text, 5, 2)) + 0,
	to_number(substring(text, 8, 2)) + 0,
]

_span(duration) := {"months": (years * 12) + months, "days": ((weeks * 7) + days) + whole} if {
	duration != "P"
	not endswith(duration, "T")
	pattern := concat("", [
		`^P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)W)?(?:([0-9]+)D)?`,
		`(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)S)?)?$`,
	])
	[[_, y, m, w, d, hours, minutes, seconds]] := regex.find_all_string_submatch_n(pattern, duration, 1)
	years := _count(y)
	months := _count(m)
	weeks := _count(w)
	days := _count(d)
	whole := floor(((((_count(hours) * 60) + _count(minutes)) * 60) + _count(seconds)) / 86400)
} else := {"months": reject($"{duration} is not a duration"), "days": 0}

_count("") := 0

_count(digits) := to_number(digits) + 0 if digits != ""

_month_length(year, month) := 29 if {
	month == 2
	_leap(year)
} else := [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]

_leap(year) if {
	year % 4 == 0
	year % 100 != 0
}

_leap(year) if year % 400 == 0

# _number counts days from 1970-01-01. Years start in March here, so that the leap
# day is the last day of its year, and 400 years (146,097 days) are added before
# any division: floor(-1/4) is 0 in OPA.
_number(year, month, dom) := (((365 * y) + floor(y / 4)) - floor(y / 100)) + ((floor(y / 400) + doy) - 865565) if {
	moved := (month + 9) % 12
	y := (year + 400) - floor(moved / 10)
	doy := (floor(((153 * moved) + 2) / 5) + dom) - 1
}

_text(number) := sprintf("%04d-%02d-%02d", [year, month, dom]) if {
	z := max([min([number, _last_number]), _first_number]) + 865565
	era := floor(z / 146097)
	doe := z - (era * 146097)
	yoe := floor(((doe - floor(doe / 1460)) + (floor(doe / 36524) - floor(doe / 146096))) / 365)
	doy := doe - (((365 * yoe) + floor(yoe / 4)) - floor(yoe / 100))
	moved := floor(((5 * doy) + 2) / 153)
	dom := (doy - floor(((153 * moved) + 2) / 5)) + 1
	month := ((moved + 2) % 12) + 1
	year := ((yoe + (era * 400)) - 400) + floor((12 - month) / 10)
}

# reject(reason) is an error that shows the reason: text is not a number.
reject(reason) := format_int(to_number(reason), 10)
