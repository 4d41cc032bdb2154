package identity

import "strings"

// ParseAddress reads "Name <address>", as trailers and OpenPGP user ids have it. It is
// not ok where more than one address could be meant.
func ParseAddress(text string) (name, address string, ok bool) {
	name, rest, open := strings.Cut(text, "<")
	address, after, closed := strings.Cut(rest, ">")
	name = trim(name)
	ok = open && closed && trim(after) == "" && address != "" &&
		!strings.ContainsAny(name+address, "<>\x00") && !strings.ContainsAny(address, blanks)
	if !ok {
		return "", "", false
	}
	return name, address, true
}
