# Calendar arithmetic on dates as texts, in plain Rego: no rule can see a clock,
# and the nanoseconds of the time builtins end in the year 2262, so that they serve
# for the dates of our time alone.
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
# offset of the instant is not applied. The first three patterns hold all days of our
# time but 29 February, so that nearly every date costs one comparison or two.
day(x) := x if {
	regex.match(`^(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])$`, x)
} else := substring(x, 0, 10) if {
	regex.match(`^(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])[Tt ].*$`, x)
} else := substring(x, 0, 10) if {
	regex.match(`^(?:19|20)[0-9]{2}-(?:(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)(?:[Tt ].*)?$`, x)
} else := text if {
	regex.match(`^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ].*)?$`, x)
	text := substring(x, 0, 10)
	[year, month, dom] := _split(text)
	dom >= 1
	dom <= _month_length(year, month)
} else := reject($"{x} is not a date")

# add(date, duration) is the date that lies an ISO 8601 duration (PnYnMnWnD)
# later. Years and months come first and are clipped to the end of the month, then
# weeks and days; of a time part (PT72H) only whole days count.
add(date, duration) := _added(day(date), _span(duration))

_added(date, [months, days]) := time.format([time.add_date(clipped, 0, 0, days), "UTC", "2006-01-02"]) if {
	start := _near(date)
	months < 1200
	days < 36500
	clipped := _clipped(date, time.add_date(start, 0, months, 0))
} else := _text(_number(year, month, dom) + days) if {
	[from_year, from_month, from_dom] := _split(date)
	moved := ((from_year * 12) + from_month) + (months - 1)
	year := floor(moved / 12)
	month := (moved % 12) + 1
	dom := min([from_dom, _month_length(year, month)])
}

# _clipped(date, moved) is where months later lead from a date. Up to the 28th no
# month is too short; later, the days by which one is run into the month after it.
_clipped(date, moved) := moved if substring(date, 8, 2) <= "28"

_clipped(date, moved) := moved - (over * 86400000000000) if {
	substring(date, 8, 2) > "28"
	over := time.date(moved)[2]
	over <= 3
}

_clipped(date, moved) := moved if {
	substring(date, 8, 2) > "28"
	time.date(moved)[2] > 3
}

# next(date) is the day after: the first day on which a due date is not met.
next(date) := shift(date, 1)

# shift(date, days) is the date that lies a number of days later, or earlier if
# the number is negative.
shift(date, days) := _shifted(day(date), days)

_shifted(date, days) := time.format([time.add_date(start, 0, 0, days), "UTC", "2006-01-02"]) if {
	start := _near(date)
	abs(days) < 36500
} else := _text(_number(year, month, dom) + days) if {
	[year, month, dom] := _split(date)
}

# days_between(from, to) is the number of days to wait on `from` until it is `to`,
# negative if `to` lies before.
days_between(from, to) := _distance(day(from), day(to))

_distance(from, to) := (_near(to) - _near(from)) / 86400000000000

_distance(from, to) := _number(y2, m2, d2) - _number(y1, m1, d1) if {
	not _both_near(from, to)
	[y1, m1, d1] := _split(from)
	[y2, m2, d2] := _split(to)
}

_both_near(from, to) if {
	_near(from)
	_near(to)
}

# _near(date) is the start of a date that the time builtins can count in nanoseconds
# with room for a lifetime on both sides: they are many times faster than our own
# arithmetic, which is for all others.
_near(date) := time.parse_ns("2006-01-02", date) if {
	date >= "1900-01-01"
	date < "2060-01-01"
}

# _split makes numbers of a text of the right form. Adding nothing drops the
# leading zero that to_number keeps.
_split(text) := [
	to_number(substring(text, 0, 4)) + 0,
	to_number(substring(text, 5, 2)) + 0,
	to_number(substring(text, 8, 2)) + 0,
]

# _span(duration) is a duration as [months, days]: looked up for the usual ones, for
# which there is no need to take them apart.
_span(duration) := span if {
	span := {
		"P1D": [0, 1], "P7D": [0, 7], "P14D": [0, 14], "P30D": [0, 30], "P60D": [0, 60], "P90D": [0, 90],
		"P1W": [0, 7], "P2W": [0, 14], "P4W": [0, 28],
		"P1M": [1, 0], "P2M": [2, 0], "P3M": [3, 0], "P4M": [4, 0], "P6M": [6, 0], "P7M": [7, 0], "P9M": [9, 0],
		"P12M": [12, 0], "P13M": [13, 0], "P14M": [14, 0], "P15M": [15, 0], "P18M": [18, 0], "P24M": [24, 0],
		"P1Y": [12, 0], "P2Y": [24, 0], "P3Y": [36, 0], "P5Y": [60, 0],
	}[duration]
} else := [(years * 12) + months, ((weeks * 7) + days) + whole] if {
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
} else := [reject($"{duration} is not a duration"), 0]

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
