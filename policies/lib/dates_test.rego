package lib.dates_test

import data.lib.dates

test_day_takes_the_date_part_as_written if {
	dates.day("2026-11-23") == "2026-11-23"
	dates.day("2026-11-23T23:30:00-08:00") == "2026-11-23"
	dates.day("0000-02-29") == "0000-02-29"
	dates.day("2024-02-29") == "2024-02-29"
	dates.day("2026-10-31T23:30:00Z") == "2026-10-31"
	dates.day("2024-02-29 10:00") == "2024-02-29"
	dates.day("1850-03-04t00:00:00Z") == "1850-03-04"
}

# Under strict builtin errors, as the engine runs rules, each of these is an error.
test_day_is_undefined_for_what_is_no_date if {
	every text in [
		"", "soon", "2026-1-1", "2026-02-29", "2026-00-10", "2026-13-01", "2026-04-31", "2026-01-00",
		" 2026-01-01", "2026-01-01x",
	] {
		not dates.day(text)
	}
	not dates.day(20260101)
	not dates.day(null)
}

test_add if {
	got := [[date, duration, dates.add(date, duration)] |
		some [date, duration] in [
			["2024-01-31", "P1M"], ["2023-01-31", "P1M"], ["2024-02-29", "P1Y"], ["2024-02-29", "P4Y"],
			["2026-12-31", "P1D"], ["2026-11-30", "P3M"], ["2026-10-31", "P12M"], ["2026-11-23", "P1Y2M3D"],
			["2026-11-23", "P2W"], ["2026-11-23", "P0D"], ["2026-11-23T10:00:00Z", "PT72H"],
			["2026-11-23", "PT23H59M"], ["2026-11-23", "P1DT24H"], ["1999-12-31", "P400Y"],
			["9999-12-31", "P1D"], ["9999-01-01", "P1Y"], ["2026-08-09", "P08M09D"],
		]
	]

	got == [
		["2024-01-31", "P1M", "2024-02-29"], ["2023-01-31", "P1M", "2023-02-28"],
		["2024-02-29", "P1Y", "2025-02-28"], ["2024-02-29", "P4Y", "2028-02-29"],
		["2026-12-31", "P1D", "2027-01-01"], ["2026-11-30", "P3M", "2027-02-28"],
		["2026-10-31", "P12M", "2027-10-31"], ["2026-11-23", "P1Y2M3D", "2028-01-26"],
		["2026-11-23", "P2W", "2026-12-07"], ["2026-11-23", "P0D", "2026-11-23"],
		["2026-11-23T10:00:00Z", "PT72H", "2026-11-26"], ["2026-11-23", "PT23H59M", "2026-11-23"],
		["2026-11-23", "P1DT24H", "2026-11-25"], ["1999-12-31", "P400Y", "2399-12-31"],
		["9999-12-31", "P1D", "9999-12-31"], ["9999-01-01", "P1Y", "9999-12-31"],
		["2026-08-09", "P08M09D", "2027-04-18"],
	]
}

# Near dates are counted with the time builtins, far ones with our own arithmetic.
test_near_and_far_dates_are_counted_alike if {
	dates.add("2026-08-31", "P1M") == "2026-09-30"
	dates.add("2126-08-31", "P1M") == "2126-09-30"
	dates.add("2026-12-29", "P2M") == "2027-02-28"
	dates.add("2026-12-30", "P2M3D") == "2027-03-03"
	dates.add("2126-12-30", "P2M3D") == "2127-03-03"
	dates.add("2027-12-31", "P2M") == "2028-02-29"
	dates.add("2026-08-31", "P7M") == "2027-03-31"
	dates.add("2059-12-31", "P99Y11M") == "2159-11-30"
	dates.add("2059-12-31", "P100Y") == "2159-12-31"
	dates.shift("2059-12-31", 1) == "2060-01-01"
	dates.shift("2060-01-01", -1) == "2059-12-31"
	dates.shift("1900-01-01", -1) == "1899-12-31"
	dates.shift("2026-01-01", 36499) == dates.shift(dates.shift("2026-01-01", 36500), -1)
	dates.days_between("1899-12-31", "2060-01-01") == dates.days_between("1900-01-01", "2059-12-31") + 2
}

test_add_is_undefined_for_what_is_no_duration if {
	every text in ["", "P", "PT", "P1YT", "1Y", "P0.5Y", "-P1D", "P1D1Y", "P1H", "yearly"] {
		not dates.add("2026-01-01", text)
	}
}

test_next_and_shift_cross_month_and_year_ends if {
	dates.next("2024-02-28") == "2024-02-29"
	dates.next("2026-02-28") == "2026-03-01"
	dates.next("2100-02-28") == "2100-03-01"
	dates.next("2000-02-28") == "2000-02-29"
	dates.next("2026-12-31") == "2027-01-01"
	dates.next("9999-12-31") == "9999-12-31"
	dates.next("0000-02-29") == "0000-03-01"
	dates.shift("2026-03-01", -1) == "2026-02-28"
	dates.shift("0000-01-01", -1) == "0000-01-01"
}

test_days_between if {
	dates.days_between("2026-11-23", "2026-11-23") == 0
	dates.days_between("2024-02-28", "2024-03-01") == 2
	dates.days_between("2026-11-23", "2026-11-20") == -3
	dates.days_between("0000-01-01", "9999-12-31") == 3652424
}

# The day count must meet every day once, across leap days and a century without one.
test_consecutive_days_are_consecutive_dates if {
	every start in ["2023-12-31", "2099-12-31"] {
		days := [dates.shift(start, n) | some n in numbers.range(1, 366)]
		count({day | some day in days}) == 366
		sort(days) == days
	}
	dates.shift("2023-12-31", 366) == "2024-12-31"
	dates.shift("2099-12-31", 365) == "2100-12-31"
	dates.shift("1999-12-31", 146097) == "2399-12-31"
}
