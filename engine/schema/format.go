package schema

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // so that the same time zones exist on every machine
)

// formats are the formats that schemas may name. Each returns "" for text that has
// the format, else the reason why not as the end of a sentence that begins
// with the quoted text.
var formats = map[string]func(string) string{
	"date":          checkDate,
	"date-time":     checkDateTime,
	"time":          checkTime,
	"duration":      checkDuration,
	"semver":        checkSemver,
	"timezone":      checkTimezone,
	"sha256":        checkSHA256,
	"email":         checkEmail,
	"hostname":      checkHostname,
	"ipv4":          checkIPv4,
	"ipv6":          checkIPv6,
	"uri":           checkURI,
	"uri-reference": checkURIReference,
	"uuid":          form(uuid, "is not a UUID"),
	"regex":         checkRegex,
}

var (
	dateForm     = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	timeForm     = regexp.MustCompile(`^\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$`)
	durationForm = regexp.MustCompile(`^P(?:\d{1,6}Y)?(?:\d{1,6}M)?(?:\d{1,6}W)?(?:\d{1,6}D)?(?:T(?:\d{1,6}H)?(?:\d{1,6}M)?)?$`)
	semverForm   = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$`)
	sha256Form   = regexp.MustCompile(`^[0-9a-f]{64}$`)
	uuid         = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
	emailForm    = regexp.MustCompile(`^[^\s@<>"(),:;\[\\\]]{1,64}$`)
	hostForm     = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$`)
)

func form(re *regexp.Regexp, reason string) func(string) string {
	return func(s string) string {
		if re.MatchString(s) {
			return ""
		}
		return reason
	}
}

// checkDate wants a day of the Gregorian calendar, written in full.
func checkDate(s string) string {
	if !dateForm.MatchString(s) {
		if guess := guessDate(s); guess != "" {
			return fmt.Sprintf("is not a date of the form YYYY-MM-DD; did you mean %q?", guess)
		}
		return "is not a date of the form YYYY-MM-DD"
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil || s[:4] == "0000" {
		return "is not a date of the calendar"
	}
	return ""
}

// guessDate completes a date that lacks leading zeros. It guesses no other order
// of day and month, because both readings may exist.
func guessDate(s string) string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '/' || r == '.' })
	if len(parts) != 3 || len(parts[0]) != 4 {
		return ""
	}
	month, err1 := strconv.Atoi(parts[1])
	day, err2 := strconv.Atoi(parts[2])
	if err1 != nil || err2 != nil || len(parts[1]) > 2 || len(parts[2]) > 2 {
		return ""
	}
	guess := fmt.Sprintf("%s-%02d-%02d", parts[0], month, day)
	if dateForm.MatchString(guess) && checkDate(guess) == "" {
		return guess
	}
	return ""
}

func checkDateTime(s string) string {
	const want = "is not a time of the form 2026-01-31T09:30:00Z (RFC 3339, with a time zone)"
	day, clock, ok := strings.Cut(s, "T")
	if !ok {
		if checkDate(s) == "" {
			return "is a date where a time is due; the form is 2026-01-31T09:30:00Z (RFC 3339, with a time zone)"
		}
		return want
	}
	if !dateForm.MatchString(day) || !timeForm.MatchString(clock) {
		return want
	}
	if reason := checkDate(day); reason != "" {
		return fmt.Sprintf("is not a time: %q %s", day, reason)
	}
	if _, err := time.Parse(time.RFC3339Nano, s); err != nil || !zoneFits(clock) {
		return fmt.Sprintf("is not a time: %q is not a time of a day", clock)
	}
	return ""
}

func checkTime(s string) string {
	if timeForm.MatchString(s) && zoneFits(s) {
		if _, err := time.Parse(time.RFC3339Nano, "2000-01-01T"+s); err == nil {
			return ""
		}
	}
	return "is not a time of the form 09:30:00Z (RFC 3339, with a time zone)"
}

// zoneFits bounds the offset, which package time does not do for minutes.
func zoneFits(clock string) bool {
	if strings.HasSuffix(clock, "Z") {
		return true
	}
	zone := clock[len(clock)-5:]
	return zone[:2] <= "23" && zone[3:] <= "59"
}

// checkDuration wants whole years, months, weeks, days, hours and minutes: rules
// add durations to days of the calendar, where fractions and seconds mean nothing.
func checkDuration(s string) string {
	if durationForm.MatchString(s) && !strings.HasSuffix(s, "T") && s != "P" {
		return ""
	}
	const want = "is not a duration such as P1Y, P6M, P2W, P30D or PT72H (ISO 8601)"
	if up := strings.ToUpper(s); up != s && checkDuration(up) == "" {
		return fmt.Sprintf("%s; did you mean %q?", want, up)
	}
	return want
}

func checkSemver(s string) string {
	if len(s) <= 256 && semverForm.MatchString(s) {
		return ""
	}
	const want = "is not a version of three numbers such as 1.4.0"
	for _, guess := range []string{s + ".0", s + ".0.0", strings.TrimPrefix(s, "v")} {
		if len(s) <= 32 && guess != s && semverForm.MatchString(guess) {
			return fmt.Sprintf("%s; did you mean %q?", want, guess)
		}
	}
	return want
}

// checkTimezone wants a name of the IANA database. "Local" is the zone of whatever
// machine the check runs on, so it is none.
func checkTimezone(s string) string {
	if s != "" && s != "Local" && len(s) <= 64 {
		if _, err := time.LoadLocation(s); err == nil {
			return ""
		}
	}
	return "is not a time zone such as Europe/Berlin or UTC"
}

func checkSHA256(s string) string {
	switch {
	case sha256Form.MatchString(s):
		return ""
	case sha256Form.MatchString(strings.ToLower(strings.TrimPrefix(s, "sha256:"))):
		return "is not a SHA-256 digest as it is written here: 64 lower case hex digits and nothing else"
	case len(s) < 200:
		return fmt.Sprintf("is not a SHA-256 digest of 64 lower case hex digits; it has %d characters", len([]rune(s)))
	}
	return "is not a SHA-256 digest of 64 lower case hex digits"
}

func checkEmail(s string) string {
	at := strings.LastIndexByte(s, '@')
	if at > 0 && len(s) <= 254 && emailForm.MatchString(s[:at]) && checkHostname(s[at+1:]) == "" {
		return ""
	}
	return "is not an e-mail address such as name@example.org"
}

func checkHostname(s string) string {
	if len(s) <= 253 && hostForm.MatchString(s) {
		return ""
	}
	return "is not a host name"
}

func checkIPv4(s string) string {
	if a, err := netip.ParseAddr(s); err == nil && a.Is4() {
		return ""
	}
	return "is not an IPv4 address"
}

func checkIPv6(s string) string {
	if a, err := netip.ParseAddr(s); err == nil && a.Is6() && a.Zone() == "" {
		return ""
	}
	return "is not an IPv6 address"
}

// checkURI refuses the schemes that run as code where a report shows a link.
func checkURI(s string) string {
	u, err := url.Parse(s)
	if err != nil || !u.IsAbs() {
		return "is not a URL with a scheme, such as https://example.org/x"
	}
	switch u.Scheme {
	case "javascript", "data", "vbscript":
		return fmt.Sprintf("is not a URL to link to: the scheme %q runs code", u.Scheme)
	case "http", "https":
		if u.Host == "" {
			return "is not a URL with a host"
		}
	}
	return ""
}

func checkURIReference(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return "is not a URL or a relative reference"
	}
	if u.IsAbs() {
		return checkURI(s)
	}
	return ""
}

func checkRegex(s string) string {
	if _, err := regexp.Compile(s); err != nil {
		return "is not a regular expression of RE2: " + strings.TrimPrefix(err.Error(), "error parsing regexp: ")
	}
	return ""
}
