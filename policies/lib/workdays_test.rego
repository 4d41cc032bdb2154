package lib.workdays_test

import data.lib.workdays

test_a_weekend_does_not_count if {
	# 2026-11-27 is a Friday.
	workdays.after("2026-11-27", 1) == "2026-11-30" with data.org as {}
	workdays.after("2026-11-27", 5) == "2026-12-04" with data.org as {}
	workdays.after("2026-11-28", 1) == "2026-11-30" with data.org as {}
	workdays.after("2026-11-23", 5) == "2026-11-30" with data.org as {}
	workdays.after("2026-11-23T23:10:00+01:00", 1) == "2026-11-24" with data.org as {}
}

test_holidays_do_not_count if {
	org := {"holidays": ["2026-12-24", "2026-12-25", "2027-01-01"]}
	workdays.after("2026-12-23", 5) == "2027-01-04" with data.org as org
	workdays.after("2026-12-23", 1) == "2026-12-28" with data.org as org
}

test_who_works_on_other_days_says_so if {
	workdays.after("2026-11-26", 1) == "2026-11-29" with data.org as {"workdays": ["sun", "mon", "tue", "wed", "thu"]}
	workdays.after("2026-11-23", 2) == "2026-12-07" with data.org as {"workdays": ["mon"]}
	workdays.after("2026-11-27", 1) == "2026-11-30" with data.org as {"workdays": []}
	workdays.after("2026-11-27", 1) == "2026-11-28" with data.org as {"workdays": ["mon", "sat"]}
}

test_a_term_of_days_is_of_working_days if {
	workdays.after_term("2026-11-27", "P5D") == "2026-12-04" with data.org as {}
	workdays.after_term("2026-11-27", "P010D") == "2026-12-11" with data.org as {}
	workdays.after_term("2026-11-27", "P1M") == "2026-12-27" with data.org as {}
	workdays.after_term("2026-11-27", "P900D") == "2029-05-15" with data.org as {}
	workdays.after_term("2026-11-27", "P0D") == "2026-11-27" with data.org as {}
	workdays.in_words("P5D") == "5 working days"
	workdays.in_words("P1M") == "P1M"
}

test_days_long_ago_have_a_weekday_too if {
	workdays.after("1899-12-29", 1) == "1900-01-01" with data.org as {}
}
