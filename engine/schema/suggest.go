package schema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"ismsproof/engine/isms"
)

// maxMessage is the longest message in bytes.
const maxMessage = 4 << 10

// maxShown is how much of one value a message repeats, in bytes.
const maxShown = 120

// clip cuts a message to maxMessage bytes and marks the cut.
func clip(s string) string { return cut(s, maxMessage) }

// cut shortens s to at most n bytes, an ellipsis included, between two runes.
func cut(s string, n int) string {
	const mark = "…"
	if len(s) <= n {
		return s
	}
	n -= len(mark)
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + mark
}

// show quotes text for a message: escaped and not too long.
func show(s string) string { return strconv.Quote(cut(s, maxShown)) }

// showAll quotes each of the words.
func showAll(words []string) string {
	shown := make([]string, len(words))
	for i, w := range words {
		shown[i] = show(w)
	}
	return strings.Join(shown, ", ")
}

// didYouMean returns `; did you mean "x"?` for the word of the set nearest to s,
// or "" where none is near. Case and the character between words do not count.
func didYouMean(s string, set []string) string {
	if len(s) > 64 {
		return ""
	}
	words := make(map[string]string, len(set))
	folded := make([]string, 0, len(set))
	for _, w := range slices.Sorted(slices.Values(set)) {
		f := fold(w)
		if f == fold(s) {
			return fmt.Sprintf("; did you mean %q?", w)
		}
		if _, taken := words[f]; !taken && len(w) <= 64 {
			words[f] = w
			folded = append(folded, f)
		}
	}
	if near := isms.Nearest(fold(s), folded); near != "" {
		return fmt.Sprintf("; did you mean %q?", words[near])
	}
	return ""
}

// fold makes words alike that differ in case and in the character between words only.
func fold(s string) string {
	return strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(s))
}

// lookalikes maps characters to the ASCII letter, digit or sign that readers take
// them for: Cyrillic, Greek, Armenian, Roman numerals, dashes. Full-width forms and
// what shows nothing at all are computed.
var lookalikes = func() map[rune]rune {
	pairs := []struct{ strange, plain string }{
		{"аӑӓеёоӧрсухіїјѕһԁԛԝкпгмтвнь", "aaaeeoopcyxiijshdqwknrmtbhb"},
		{"АВЕКМНОРСТХУІЈЅ", "ABEKMHOPCTXYIJS"},
		{"αβγεικνορτυχω", "abyeikvoptuxw"},
		{"ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"},
		{"օսհոցզ", "ouhngq"},
		{"ıɑɡɩⅰⅴⅹⅼⅽⅾⅿ", "iagiivxlcdm"},
		{"‐‑‒–—−﹘﹣‿․", "--------_."},
	}
	m := map[rune]rune{}
	for _, p := range pairs {
		plain := []rune(p.plain)
		for i, r := range []rune(p.strange) {
			m[r] = plain[i]
		}
	}
	return m
}()

// skeleton returns what a reader sees in s, as ASCII where possible, and the
// first character that is not what it looks like with its position from 0 in
// characters (-1: none).
func skeleton(s string) (seen string, odd rune, at int) {
	var b strings.Builder
	at = -1
	for i, r := range []rune(s) {
		plain, strange := plainRune(r)
		if strange && at < 0 {
			odd, at = r, i
		}
		if plain >= 0 {
			b.WriteRune(plain)
		}
	}
	return b.String(), odd, at
}

// plainRune returns the character that r looks like (-1: it shows nothing) and
// whether that is another one.
func plainRune(r rune) (rune, bool) {
	switch {
	case r < utf8.RuneSelf:
		return r, false
	case r >= 0xFF01 && r <= 0xFF5E: // full-width forms of ASCII
		return r - 0xFF01 + '!', true
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Mn, r), unicode.Is(unicode.Variation_Selector, r):
		return -1, true
	case unicode.IsSpace(r), r == 0x2800, r == 0x3164:
		return -1, true
	}
	if plain, ok := lookalikes[r]; ok {
		return plain, true
	}
	return r, false
}

// confusable returns the word of the set that key looks like without being it,
// and a clause that names the character at fault.
func confusable(key string, set []string) (word, why string, ok bool) {
	seen, odd, at := skeleton(key)
	if at < 0 || !slices.Contains(set, seen) {
		return "", "", false
	}
	return seen, fmt.Sprintf("U+%04X at position %d", odd, at+1), true
}
