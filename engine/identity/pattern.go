package identity

import "strings"

// matchList reports whether one of the patterns matches and none that begins with '!'
// does, as in ssh_config(5).
func matchList(text string, patterns []string) bool {
	found := false
	for _, p := range patterns {
		unwanted, negated := strings.CutPrefix(p, "!")
		switch {
		case negated && match(text, unwanted):
			return false
		case !negated && match(text, p):
			found = true
		}
	}
	return found
}

// match reports whether a pattern matches all of text: '*' stands for any bytes, '?'
// for one. It goes back to the last star alone, so that no pattern takes more than
// len(text) * len(pattern) steps.
func match(text, pattern string) bool {
	t, p, star, resume := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, resume = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			t, p = t+1, p+1
		case star >= 0:
			resume++
			t, p = resume, star+1
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
