# Terms in working days: the days of the week on which people work (`workdays` of isms.yaml,
# Monday to Friday where it names none), without its `holidays`.
package lib.workdays

import data.lib.dates

# after(date, number) is the working day that lies a number of working days later: one
# working day after a Friday is Monday. It is at most 366 of them away.
after(date, number) := days[number - 1] if {
	number > 0
	number <= 366
	start := dates.day(date)
	reach := ((7 * ceil(number / count(_week))) + count(_holidays)) + 7
	days := [day |
		some i in numbers.range(1, reach)
		day := dates.shift(start, i)
		_worked(day)
	]
}

# after_term(date, duration) is the day that lies a duration later, of which a number of
# days alone (P5D) counts working days and anything else (P1M) the calendar.
after_term(date, duration) := after(date, number) if {
	number := _days(duration)
} else := dates.add(date, duration)

# in_words(duration) is a term as a message shows it.
in_words(duration) := $"{_days(duration)} working days" if {
	_days(duration)
} else := duration

_days(duration) := to_number(trim_left(trim_right(substring(duration, 1, -1), "D"), "0")) if {
	regex.match(`^P0*[1-9][0-9]{0,2}D$`, duration)
	to_number(trim_left(trim_right(substring(duration, 1, -1), "D"), "0")) <= 366
}

_worked(day) if {
	_week[_weekday(day)]
	not day in _holidays
}

# 1900-01-01 was a Monday.
_weekday(day) := ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][((dates.days_between("1900-01-01", day) % 7) + 7) % 7]

_week := named if {
	named := {day | some day in data.org.workdays; day in {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}}
	count(named) > 0
} else := {"mon", "tue", "wed", "thu", "fri"}

_holidays := {dates.day(day) | some day in data.org.holidays}
