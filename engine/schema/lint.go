package schema

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// draft is the only dialect that schemas may be written in.
const draft = "https://json-schema.org/draft/2020-12/schema"

// A shape says what the value of a keyword holds.
type shape uint8

const (
	note      shape = iota // an annotation: anything, read by people and editors
	one                    // a schema
	many                   // a list of schemas
	named                  // a mapping of names to schemas
	patterned              // a mapping of regular expressions to schemas
	text                   // a string
	texts                  // a string or a list of strings
	number                 // a number
	count                  // a whole number that is not negative
	truth                  // true or false
	anything               // any value or list of values, part of the judgement
	needs                  // a mapping of names to lists of names
)

// keywords is the closed vocabulary of schemas. What stands elsewhere in the
// specification is left out where it cannot be bounded or checked ($dynamicRef,
// $anchor, contentSchema), so that no keyword is silently without effect.
var keywords = map[string]shape{
	"$schema": text, "$id": text, "$ref": text, "$comment": note, "$defs": named,
	"type": texts, "enum": anything, "const": anything, "format": text, "pattern": text,
	"minLength": count, "maxLength": count,
	"minimum": number, "maximum": number, "exclusiveMinimum": number, "exclusiveMaximum": number, "multipleOf": number,
	"properties": named, "patternProperties": patterned, "additionalProperties": one, "propertyNames": one,
	"unevaluatedProperties": one, "required": texts, "dependentRequired": needs, "dependentSchemas": named,
	"minProperties": count, "maxProperties": count,
	"items": one, "prefixItems": many, "contains": one, "minContains": count, "maxContains": count,
	"minItems": count, "maxItems": count, "uniqueItems": truth, "unevaluatedItems": one,
	"allOf": many, "anyOf": many, "oneOf": many, "not": one, "if": one, "then": one, "else": one,
	"title": note, "description": note, "markdownDescription": note, "default": note, "examples": note,
	"deprecated": note, "deprecationMessage": note, "readOnly": note, "writeOnly": note,
	"defaultSnippets": note, "enumDescriptions": note, "markdownEnumDescriptions": note,
	"x-class": text, "x-plural": text, "x-ref": texts, "x-records": text, "x-path": truth,
}

var jsonTypes = []string{"array", "boolean", "integer", "null", "number", "object", "string"}

// Lint reports what is wrong with a schema file before anything compiles it:
// keywords and formats nobody knows, references that lead out of the file, cycles,
// and schemas whose evaluation could take for ever. The error, if any, joins one
// [*Error] per fault in the order of their places.
func Lint(file string, data []byte) error {
	root, err := parse(file, data)
	if err != nil {
		return err
	}
	return lint(file, root)
}

func lint(file string, root any) error {
	l := linter{file: file, root: root}
	l.schema("", root, 1)
	if len(l.faults) == 0 && l.refs { // without references a schema is a tree, and bounded
		l.cost()
	}
	slices.SortStableFunc(l.faults, func(a, b *Error) int { return cmp.Compare(a.Pointer, b.Pointer) })
	errs := make([]error, len(l.faults))
	for i, f := range l.faults {
		errs[i] = f
	}
	return errors.Join(errs...)
}

type linter struct {
	file   string
	root   any
	count  int
	refs   bool
	faults []*Error
}

func (l *linter) fault(at, code, format string, args ...any) {
	if len(l.faults) < 50 {
		l.faults = append(l.faults, &Error{File: l.file, Code: code, Pointer: at, Reason: clip(fmt.Sprintf(format, args...))})
	}
}

func (l *linter) schema(at string, v any, depth int) {
	if l.count++; l.count > maxSubschemas || depth > maxDepth {
		if l.count == maxSubschemas+1 || depth == maxDepth+1 {
			l.fault(at, "schema.cost", "more than %d schemas, or more than %d inside one another", maxSubschemas, maxDepth)
		}
		return
	}
	m, ok := v.(map[string]any)
	if !ok {
		if _, ok := v.(bool); !ok {
			l.fault(at, "schema.lint", "a schema is a mapping, true or false")
		}
		return
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		kind, known := keywords[key]
		if !known {
			l.fault(at, "schema.lint", "unknown keyword %q%s", key, didYouMean(key, slices.Sorted(maps.Keys(keywords))))
			continue
		}
		l.keyword(at+"/"+escapePointer(key), at == "", key, kind, m[key], depth)
	}
}

func (l *linter) keyword(at string, top bool, key string, kind shape, v any, depth int) {
	switch kind {
	case one:
		l.schema(at, v, depth+1)
	case many:
		list, ok := v.([]any)
		if !ok || len(list) == 0 {
			l.fault(at, "schema.lint", "%q takes a list of at least one schema", key)
		}
		for i, s := range list {
			l.schema(at+"/"+strconv.Itoa(i), s, depth+1)
		}
	case named, patterned:
		m, ok := v.(map[string]any)
		if !ok {
			l.fault(at, "schema.lint", "%q takes a mapping of schemas", key)
		}
		for _, name := range slices.Sorted(maps.Keys(m)) {
			if kind == patterned {
				l.pattern(at, name)
			}
			l.schema(at+"/"+escapePointer(name), m[name], depth+1)
		}
	default:
		l.plain(at, top, key, kind, v)
	}
}

// plain checks a keyword that holds no schema.
func (l *linter) plain(at string, top bool, key string, kind shape, v any) {
	switch kind {
	case text:
		s, ok := v.(string)
		if !ok {
			l.fault(at, "schema.lint", "%q takes text", key)
			return
		}
		l.text(at, top, key, s)
	case texts:
		words, ok := asTexts(v)
		if !ok {
			l.fault(at, "schema.lint", "%q takes text or a list of texts", key)
		}
		for _, w := range words {
			if key == "type" && !slices.Contains(jsonTypes, w) {
				l.fault(at, "schema.lint", "unknown type %q%s", w, didYouMean(w, jsonTypes))
			}
		}
		if _, single := v.(string); key == "required" && single {
			l.fault(at, "schema.lint", "%q takes a list of texts", key)
		}
	case truth:
		if _, ok := v.(bool); !ok {
			l.fault(at, "schema.lint", "%q takes true or false", key)
		}
	case number, count:
		if !isNumber(v, kind == count) {
			l.fault(at, "schema.lint", "%q takes a number that fits it", key)
		}
	case anything:
		if list, ok := v.([]any); key == "enum" && (!ok || len(list) == 0) {
			l.fault(at, "schema.lint", "%q takes a list of at least one value", key)
		}
	case needs:
		m, ok := v.(map[string]any)
		for _, names := range m {
			if _, listed := names.([]any); !listed {
				ok = false
			}
			if _, all := asTexts(names); !all {
				ok = false
			}
		}
		if !ok {
			l.fault(at, "schema.lint", "%q takes a mapping of names to lists of names", key)
		}
	}
}

func (l *linter) text(at string, top bool, key, s string) {
	switch key {
	case "$schema":
		if !top || strings.TrimSuffix(s, "#") != draft {
			l.fault(at, "schema.ref", "the dialect is %s, at the top of the file, and no other", draft)
		}
	case "$id":
		if !top {
			l.fault(at, "schema.ref", "an \"$id\" inside a schema would change what its references mean")
		}
	case "$ref":
		l.ref(at, s)
	case "format":
		if _, ok := formats[s]; !ok {
			names := slices.Sorted(maps.Keys(formats))
			l.fault(at, "schema.lint", "unknown format %q%s; known formats are %s", s, didYouMean(s, names), strings.Join(names, ", "))
		}
	case "pattern":
		l.pattern(at, s)
	case "x-class":
		if !slices.Contains(classes, s) {
			l.fault(at, "schema.lint", "unknown class %q; classes are %s", s, strings.Join(classes, ", "))
		}
	case "x-plural", "x-records":
		if !kindName.MatchString(s) {
			l.fault(at, "schema.lint", "%q is not the name of a kind: lower case letters, digits and _", s)
		}
	}
}

// ref never repeats what lies behind a reference, only the reference itself.
func (l *linter) ref(at, ref string) {
	l.refs = true
	if ref != "#" && !strings.HasPrefix(ref, "#/") {
		l.fault(at, "schema.ref", "%q leads out of the file; a reference begins with #/ and stays inside", ref)
		return
	}
	if i := strings.IndexFunc(ref, func(r rune) bool { return r >= 0x7f || r <= ' ' || strings.ContainsRune(`%"<>\^{|}?[]`+"`", r) }); i >= 0 {
		l.fault(at, "schema.ref", "%q needs escapes, which readers of schemas take differently; rename what it leads to", ref)
		return
	}
	target, ok := resolve(l.root, ref[1:])
	if !ok {
		l.fault(at, "schema.ref", "%q leads nowhere", ref)
		return
	}
	if !schemaPlace(ref[1:]) {
		l.fault(at, "schema.ref", "%q does not lead to a schema", ref)
	}
	switch target.(type) {
	case map[string]any, bool:
	default:
		l.fault(at, "schema.ref", "%q does not lead to a schema", ref)
	}
}

// schemaPlace reports whether a pointer runs through keywords that hold schemas,
// so that what it leads to has been linted.
func schemaPlace(pointer string) bool {
	if pointer == "" {
		return true
	}
	steps := strings.Split(pointer[1:], "/")
	for i := 0; i < len(steps); i++ {
		kind, ok := keywords[unescapePointer(steps[i])]
		if !ok {
			return false
		}
		switch kind {
		case one:
		case many, named, patterned:
			if i++; i == len(steps) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func (l *linter) pattern(at, expr string) {
	if _, err := regexp.Compile(expr); err != nil {
		reason := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
		l.fault(at, "schema.lint", "%q is not a pattern of RE2, which has no look-around and no back-references: %s", expr, reason)
	}
}

func asTexts(v any) ([]string, bool) {
	switch v := v.(type) {
	case string:
		return []string{v}, true
	case []any:
		words := make([]string, 0, len(v))
		for _, item := range v {
			s, ok := item.(string)
			if !ok {
				return nil, false
			}
			words = append(words, s)
		}
		return words, true
	}
	return nil, false
}
