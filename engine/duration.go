package engine

import (
	"regexp"
	"strconv"
	"time"
)

// duration is an ISO 8601 duration in whole days, as policies/lib/dates adds it.
type duration struct{ months, days int }

var durationForm = regexp.MustCompile(`^P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?)?$`)

// parseDuration reads a duration such as P1Y, P6M, P2W, P30D or PT72H. Ok is false
// where text is none.
func parseDuration(text string) (d duration, ok bool) {
	m := durationForm.FindStringSubmatch(text)
	if m == nil || text == "P" || text[len(text)-1] == 'T' {
		return d, false
	}
	var n [7]int
	for i, digits := range m[1:] {
		n[i+1], _ = strconv.Atoi(digits) // nothing is zero
	}
	return duration{n[1]*12 + n[2], n[3]*7 + n[4] + (n[5]*60+n[6])/1440}, true
}

// after returns the day that lies the duration after the day of t, at midnight UTC:
// years and months first, clipped to the end of the month, then days.
func (d duration) after(t time.Time) time.Time {
	year, month, day := t.Date()
	first := time.Date(year, month+time.Month(d.months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(day, last)-1+d.days)
}
