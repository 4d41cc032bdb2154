package source

import (
	"strconv"
	"strings"
	"time"

	"ismsproof/engine/isms"
)

// maxEpoch is the last second of the year 9999, the last that RFC 3339 can write.
const maxEpoch = 253402300799

// signature reads "Name <email> seconds zone", or says what is wrong with it.
func (p *commitParser) signature(key string) isms.Signature {
	raw, ok := p.raw[key]
	s := isms.Signature{Raw: raw}
	if !ok {
		p.problem("commit.identity", "names no %s", key)
		return s
	}
	identity, when, ok := cutIdentity(raw)
	s.When = p.when(key, when)
	if !ok {
		p.problem("commit.identity", "has the %s %q, which is not of the form \"name <email>\"", key, clip(raw))
		return s
	}
	if _, twice := p.raw[key+" twice"]; twice {
		return s // reported where the second was met
	}
	s.Name, s.Email = p.decode(key, identity[0]), p.decode(key, identity[1])
	return s
}

// cutIdentity splits a signature. It is not ok where a reader might take another
// name or address out of it.
func cutIdentity(raw string) (identity [2]string, when string, ok bool) {
	open, last := strings.IndexByte(raw, '<'), strings.LastIndexByte(raw, '>')
	if open < 0 || last < open {
		i := strings.LastIndexByte(raw, ' ')
		if j := strings.LastIndexByte(raw[:max(i, 0)], ' '); j >= 0 {
			i = j
		}
		return identity, strings.TrimSpace(raw[max(i, 0):]), false
	}
	name, email, rest := raw[:open], raw[open+1:last], raw[last+1:]
	ok = strings.Count(raw, "<") == 1 && strings.Count(raw, ">") == 1 && !strings.ContainsAny(raw, "\x00\r") &&
		(strings.HasSuffix(name, " ") || name == "") && strings.TrimSpace(name+email) != "" && email == strings.TrimSpace(email)
	return [2]string{strings.TrimSpace(name), email}, strings.TrimPrefix(rest, " "), ok
}

// when reads "seconds zone". A zone that does not exist leaves the instant in UTC;
// seconds that are none leave the zero time.
func (p *commitParser) when(key, text string) time.Time {
	digits, zone, _ := strings.Cut(text, " ")
	seconds, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || seconds < 0 || seconds > maxEpoch || strings.HasPrefix(digits, "+") {
		p.problem("commit.date", "has the %s date %q, which is no time between 1970 and 9999", key, clip(text))
		return time.Time{}
	}
	t := time.Unix(seconds, 0).UTC()
	offset, ok := parseZone(zone)
	if !ok {
		p.problem("commit.date", "has the %s date %q, whose time zone %q does not exist", key, clip(text), clip(zone))
		return t
	}
	if offset == 0 {
		return t
	}
	if local := t.In(time.FixedZone("", offset)); local.Year() <= 9999 {
		return local
	}
	return t
}

// parseZone reads "+hhmm" or "-hhmm" into seconds east of Greenwich.
func parseZone(zone string) (seconds int, ok bool) {
	if len(zone) != 5 || zone[0] != '+' && zone[0] != '-' {
		return 0, false
	}
	n, err := strconv.ParseUint(zone[1:], 10, 16)
	if err != nil || n/100 > 14 || n%100 > 59 {
		return 0, false
	}
	seconds = int(n/100*60+n%100) * 60
	if zone[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}
