package document

import (
	"strconv"
	"strings"

	"ismsproof/engine/isms"
)

// What a scalar may be at most to count as a number.
const (
	maxDigits   = 64
	maxExponent = 308
)

// A reading is what a plain scalar is.
type reading uint8

const (
	asText   reading = iota
	asNumber         // a number of RFC 8259, within bounds
	asOdd            // text here, a number for other readers of YAML
	asBool
	asNull
)

// read says what a plain scalar is.
func read(text string) reading {
	switch text {
	case "", "~", "null", "Null", "NULL":
		return asNull
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return asBool
	}
	if c := text[0]; c != '-' && c != '+' && c != '.' && (c < '0' || c > '9') {
		return asText
	}
	shape, bounded := jsonNumber(text)
	switch {
	case shape && bounded:
		return asNumber
	case shape || yamlNumber(text):
		return asOdd
	}
	return asText
}

// digits returns the length of the digits of base that text starts with.
func digits(text, base string) int {
	return len(text) - len(strings.TrimLeft(text, base))
}

const decimal = "0123456789"

// jsonNumber reports whether text is a number by the grammar of RFC 8259, and
// whether a 64-bit float can hold its size and maxDigits its digits.
func jsonNumber(text string) (shape, bounded bool) {
	rest := strings.TrimPrefix(text, "-")
	n := digits(rest, decimal)
	if n == 0 || n > 1 && rest[0] == '0' {
		return false, false
	}
	rest = rest[n:]
	if strings.HasPrefix(rest, ".") {
		f := digits(rest[1:], decimal)
		if f == 0 {
			return false, false
		}
		n, rest = n+f, rest[1+f:]
	}
	if rest == "" {
		return true, n <= maxDigits
	}
	if rest[0] != 'e' && rest[0] != 'E' {
		return false, false
	}
	rest = rest[1:]
	if rest != "" && (rest[0] == '+' || rest[0] == '-') {
		rest = rest[1:]
	}
	if e := digits(rest, decimal); e == 0 || e != len(rest) {
		return false, false
	}
	exponent, err := strconv.Atoi(rest)
	if err != nil || exponent > maxExponent || n > maxDigits {
		return true, false
	}
	_, err = strconv.ParseFloat(text, 64)
	return true, err == nil
}

// yamlNumber reports whether readers of YAML 1.1 or 1.2 take text for a number.
// Base 60 (10:30) is not among it: readers of YAML 1.2 gave it up, and times are
// written so.
func yamlNumber(text string) bool {
	signed := strings.TrimLeft(text, "+-")
	if len(text)-len(signed) > 1 {
		return false
	}
	switch strings.ToLower(signed) {
	case ".inf":
		return true
	case ".nan":
		return signed == text
	}
	for prefix, base := range bases {
		if body, ok := strings.CutPrefix(strings.ToLower(signed), prefix); ok {
			return strings.Trim(body, "_") != "" && digits(body, base) == len(body)
		}
	}
	whole := digits(signed, decimal+"_")
	rest := signed[whole:]
	fraction := 0
	if strings.HasPrefix(rest, ".") {
		fraction = digits(rest[1:], decimal+"_")
		rest = rest[1+fraction:]
	}
	if strings.Trim(signed[:len(signed)-len(rest)], "._") == "" || signed[0] == '_' {
		return false
	}
	if rest == "" {
		return true
	}
	if rest[0] != 'e' && rest[0] != 'E' {
		return false
	}
	rest = strings.TrimLeft(rest[1:], "+-")
	return rest != "" && digits(rest, decimal) == len(rest)
}

var bases = map[string]string{
	"0x": "0123456789abcdef_",
	"0o": "01234567_",
	"0b": "01_",
}

// scalar returns the value of an untagged plain scalar, and warns where other
// readers would see a number in it.
func (r *reader) scalar(text string, at isms.Range) isms.Value {
	v := isms.Value{Type: isms.String, Text: text, Range: at}
	switch read(text) {
	case asNull:
		v.Type, v.Text = isms.Null, ""
	case asBool:
		v.Type, v.Text = isms.Bool, strings.ToLower(text)
	case asNumber:
		v.Type = isms.Number
	case asOdd:
		r.warn("yaml.number", at, "", "%s is a number for some readers and text for others; quote it, or write it as a plain decimal number", clip(text))
	}
	return v
}
