package schema

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// A dialect is a draft of JSON Schema, by number or year.
type dialect int

// The drafts that schemas of others may be written in.
const (
	draft04 dialect = 4
	draft06 dialect = 6
	draft07 dialect = 7
	draft19 dialect = 2019
	draft20 dialect = 2020
)

// dialects are the drafts by the value of "$schema", without scheme and fragment.
var dialects = map[string]dialect{
	"json-schema.org/draft-04/schema":      draft04,
	"json-schema.org/draft-06/schema":      draft06,
	"json-schema.org/draft-07/schema":      draft07,
	"json-schema.org/draft/2019-09/schema": draft19,
	"json-schema.org/draft/2020-12/schema": draft20,
}

var dialectNames = map[dialect]string{draft04: "draft-04", draft06: "draft-06", draft07: "draft-07", draft19: "2019-09", draft20: "2020-12"}

// dialectOf returns the draft that a "$schema" names.
func dialectOf(uri string) (dialect, bool) {
	rest, ok := strings.CutPrefix(uri, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(uri, "http://"); !ok {
			return 0, false
		}
	}
	d, ok := dialects[strings.TrimSuffix(rest, "#")]
	return d, ok
}

// A word is a keyword of some drafts. Its shape says what it holds, from and to when
// it came and went.
type word struct {
	shape    shape
	from, to dialect
}

// words are the keywords of all drafts together. Those whose form depends on the
// draft have a case of their own in translation.keyword.
var words = func() map[string]word {
	all := map[string]word{}
	add := func(from, to dialect, s shape, names ...string) {
		for _, name := range names {
			all[name] = word{s, from, to}
		}
	}
	add(draft04, draft20, text, "$schema", "$ref", "format", "pattern", "x-records")
	add(draft04, draft04, text, "id")
	add(draft06, draft20, text, "$id")
	add(draft19, draft20, text, "$anchor")
	add(draft20, draft20, text, "$dynamicAnchor", "$dynamicRef")
	add(draft19, draft19, text, "$recursiveRef")
	add(draft19, draft19, truth, "$recursiveAnchor")
	add(draft04, draft20, named, "definitions", "$defs", "properties")
	add(draft04, draft20, patterned, "patternProperties")
	add(draft04, draft20, texts, "type", "required", "x-ref")
	add(draft04, draft20, truth, "uniqueItems", "x-path")
	add(draft04, draft20, count, "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
	add(draft04, draft20, number, "minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum")
	add(draft04, draft20, one, "additionalProperties", "not", "items")
	add(draft04, draft20, many, "allOf", "anyOf", "oneOf")
	add(draft04, draft20, anything, "enum")
	add(draft04, draft20, needs, "dependencies") // deprecated since 2019-09, and still read
	add(draft04, draft19, one, "additionalItems")
	add(draft06, draft20, anything, "const")
	add(draft06, draft20, one, "contains", "propertyNames")
	add(draft07, draft20, one, "if", "then", "else")
	add(draft19, draft20, needs, "dependentRequired")
	add(draft19, draft20, named, "dependentSchemas")
	add(draft19, draft20, one, "unevaluatedProperties", "unevaluatedItems")
	add(draft19, draft20, count, "minContains", "maxContains")
	add(draft20, draft20, many, "prefixItems")
	add(draft04, draft20, note, "$vocabulary", "$comment", "title", "description", "markdownDescription", "default", "examples", "example",
		"deprecated", "deprecationMessage", "readOnly", "writeOnly", "contentEncoding", "contentMediaType", "contentSchema",
		"defaultSnippets", "enumDescriptions", "markdownEnumDescriptions", "x-class", "x-plural",
		// of widespread tools, and near to keywords:
		"note", "notes", "name", "tsType", "tsEnumNames", "enumNames", "errorMessage", "propertyOrder", "options", "option", "discriminator",
		"nullable", "xml", "label", "version", "meta", "group", "order", "unit", "units", "optional", "category", "$generated", "$todo", "$note")
	return all
}()

// kept are the annotations that messages and descriptions use.
var kept = []string{"title", "description"}

// looseFormats are formats that published schemas name and that judge nothing here.
var looseFormats = []string{
	"int32", "int64", "uint8", "uint16", "uint32", "uint64", "float", "double", "byte", "binary", "password", "color", "markdown", "html",
	"phone", "style", "utc-millisec", "host-name", "ip-address", "idn-email", "idn-hostname", "iri", "iri-reference", "uri-template",
	"json-pointer", "relative-json-pointer", "json", "unknown", "textarea", "string", "url", "path", "currency", "decimal",
}

// maxPattern bounds the size of a pattern: bytes of its text, and states of the
// machine that it becomes. A text is matched in steps of about their product.
const maxPattern = 4_000

// maxPatterns bounds the states of all different patterns of a schema together.
const maxPatterns = 500_000

// re2 returns an expression of ECMA 262, the language of patterns in JSON Schema, as
// RE2 writes it, and the size of the machine that it becomes. The two differ in what
// they take for a space (RE2: ASCII).
func re2(expr string) (out string, size int, err error) {
	if len(expr) > maxPattern {
		return "", 0, fmt.Errorf("the pattern has %d bytes, more than %d", len(expr), maxPattern)
	}
	out = unicodeEscape.ReplaceAllStringFunc(expr, func(s string) string {
		slashes := strings.IndexByte(s, 'u')
		if slashes%2 == 0 { // they stand for themselves
			return s
		}
		first, second, _ := strings.Cut(strings.Trim(s[slashes+1:], "{}"), `\u`)
		r, _ := strconv.ParseInt(first, 16, 32)
		if low, err := strconv.ParseInt(second, 16, 32); err == nil {
			r = int64(utf16.DecodeRune(rune(r), rune(low)))
		}
		return fmt.Sprintf(`%s\x{%X}`, s[:slashes-1], r)
	})
	tree, err := syntax.Parse(out, syntax.Perl)
	if err == nil {
		_, err = regexp.Compile(out)
	}
	if err == nil && halfRune.MatchString(out) {
		err = errors.New("half of a character")
	}
	if err != nil {
		reason := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
		return "", 0, fmt.Errorf("%q is not a pattern of RE2, which has no look-around, no back-references and repeats up to 1000 times: %s", cut(expr, 400), reason)
	}
	if size = states(tree); size > maxPattern {
		return "", 0, fmt.Errorf("%q repeats too much: it becomes a machine of more than %d states", cut(expr, 400), maxPattern)
	}
	return out, size, nil
}

// unicodeEscape finds \uXXXX, both halves of a character written so, and \u{X...}, with
// the backslashes before; halfRune what is left of a half alone.
var (
	unicodeEscape = regexp.MustCompile(`\\+u(?:[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|[0-9A-Fa-f]{4}|\{[0-9A-Fa-f]{1,6}\})`)
	halfRune      = regexp.MustCompile(`\\x\{D[89A-F][0-9A-F]{2}\}`)
)

// states estimates the size of the machine that an expression becomes.
func states(re *syntax.Regexp) int {
	sum := 1
	if re.Op == syntax.OpLiteral {
		sum = len(re.Rune)
	}
	for _, sub := range re.Sub {
		sum = min(sum+states(sub), 2*maxPattern)
	}
	if re.Op == syntax.OpRepeat {
		sum *= max(re.Min, re.Max, 1)
	}
	return min(sum, 2*maxPattern)
}

// strange says why a keyword that no draft has, or that this draft lacks, cannot be
// passed over; "" where it is somebody's annotation.
func strange(name string, d dialect) string {
	if w, known := words[name]; known {
		switch {
		case d < w.from:
			return fmt.Sprintf("%q came with %s, so it would judge nothing here, where \"$schema\" says %s", name, dialectNames[w.from], dialectNames[d])
		case d > w.to:
			return fmt.Sprintf("%q went after %s, so it would judge nothing here, where \"$schema\" says %s", name, dialectNames[w.to], dialectNames[d])
		}
		return ""
	}
	switch name {
	case "extends", "disallow", "divisibleBy":
		return fmt.Sprintf("%q belongs to draft-03, which is not read; drafts are 04, 06, 07, 2019-09 and 2020-12", name)
	}
	var fit []string
	for _, known := range slices.Sorted(maps.Keys(words)) {
		if w := words[known]; w.from <= d && d <= w.to && w.shape != note {
			fit = append(fit, known)
		}
	}
	hint := didYouMean(name, fit)
	if strings.HasPrefix(name, "x-") {
		if !strings.Contains(hint, `"x-`) {
			return ""
		}
		return fmt.Sprintf("unknown keyword %s%s", show(name), hint)
	}
	if hint == "" && !strings.HasPrefix(name, "$") {
		return ""
	}
	return fmt.Sprintf("unknown keyword %s%s", show(name), hint)
}

// whole reads a whole number that is not negative, also where it is written 2.0.
func whole(s string) (string, bool) {
	digits, zeros, _ := strings.Cut(s, ".")
	i, err := strconv.ParseInt(digits, 10, 32)
	return digits, err == nil && i >= 0 && strings.Trim(zeros, "0") == ""
}
