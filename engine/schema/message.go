package schema

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"ismsproof/engine/isms"
)

// tell writes the problems of one cause.
func (e *explainer) tell(c *cause) []isms.Problem {
	one := func(code, message string) []isms.Problem {
		return []isms.Problem{{Rule: ruleValid, Code: code, Range: e.place(c.at, c.v), At: e.full(c.at), Message: clip(message)}}
	}
	if c.told != "" {
		return one("schema.required", c.told)
	}
	switch c.keyword {
	case "type":
		return one("schema.type", e.typeMessage(c))
	case "enum", "const":
		return one("schema.enum", e.enumMessage(c))
	case "format":
		name, _ := c.n.raw["format"].(string)
		code := "schema.format"
		if name == "date" || name == "date-time" {
			code = "date.invalid"
		}
		return one(code, show(c.v.Text)+" "+formats[name](c.v.Text))
	case "pattern":
		return one(e.patternMessage(c))
	case "required":
		return e.missing(c)
	case "dependentRequired":
		return one("schema.required", e.dependentMessage(c))
	case "additionalProperties":
		return e.unknownKeys(c)
	case "unevaluatedProperties":
		return e.unknownKey(c)
	case "uniqueItems":
		return e.twice(c)
	}
	return one(e.otherMessage(c))
}

var typeWords = map[string]string{
	"array": "a list", "boolean": "true or false", "integer": "a whole number", "null": "nothing",
	"number": "a number", "object": "a mapping", "string": "text",
}

func (e *explainer) typeMessage(c *cause) string {
	words := make([]string, len(c.wants))
	for i, w := range c.wants {
		words[i] = typeWords[w]
	}
	want := strings.Join(words, " or ")
	what, plural := e.field(c)
	verb := "takes"
	if plural {
		verb = "take"
	}
	v := c.v
	scalar := v.Type == isms.Number || v.Type == isms.Bool
	switch {
	case v.Type == isms.Null:
		return fmt.Sprintf("%s %s %s, but has no value here", what, verb, want)
	case scalar && slices.Contains(c.wants, "string") && !slices.ContainsFunc(c.wants, func(w string) bool { return w != "string" && w != "null" && w != "object" }):
		is := "is"
		if plural {
			is = "are"
		}
		text := v.Text
		if slices.Contains(c.n.flatRefs(), "requirement") && annexNumber.MatchString(text) {
			text = "A." + text // an id of Annex A that lost its letter too
		}
		return fmt.Sprintf("%s is %s here, but %s %s text: quote it as %s", cut(v.Text, maxShown), typeWord(v), what, is, show(text))
	case v.Type == isms.Number && slices.Equal(c.wants, []string{"integer"}):
		return fmt.Sprintf("%s is not a whole number, but %s %s one", cut(v.Text, maxShown), what, verb)
	}
	hint := ""
	switch {
	case v.Type == isms.String && slices.Equal(c.wants, []string{"boolean"}):
		hint = truthHint(v.Text)
	case v.Type == isms.String && len(c.wants) == 1 && (want == "a number" || want == "a whole number") && json.Valid([]byte(v.Text)):
		hint = ": write " + cut(v.Text, maxShown) + " without quotes"
	case slices.Equal(c.wants, []string{"array"}) && v.Type == isms.String && len(v.Text) < 60 && !strings.Contains(v.Text, "\n"):
		hint = ": write [" + show(v.Text) + "]"
	}
	subject := describe(v) + " is " + typeWord(v) + " here"
	if v.Type == isms.List || v.Type == isms.Map {
		subject = describe(v) + " stands here"
	}
	return fmt.Sprintf("%s, but %s %s %s%s", subject, what, verb, want, hint)
}

func truthHint(s string) string {
	switch strings.ToLower(s) {
	case "yes", "y", "on", "true":
		return ": write true"
	case "no", "n", "off", "false":
		return ": write false"
	}
	return ""
}

func typeWord(v *isms.Value) string {
	if v.Type == isms.Bool {
		return "a truth value"
	}
	return v.Type.String()
}

// describe shows a value: scalars as they were written.
func describe(v *isms.Value) string {
	switch v.Type {
	case isms.String:
		return show(v.Text)
	case isms.Number, isms.Bool:
		return cut(v.Text, maxShown)
	case isms.Null:
		return "nothing"
	}
	return v.Type.String()
}

// field names what the value of c is, and whether the name is a plural:
// `"version"`, `ids of controls`, `the file`.
func (e *explainer) field(c *cause) (string, bool) {
	if refs := c.n.flatRefs(); refs != nil {
		return idsOf(refs), true
	}
	name, inList := "", false
	for i := len(c.at) - 1; i >= 0 && name == ""; i-- {
		if _, err := strconv.Atoi(c.at[i]); err == nil {
			inList = true
			continue
		}
		name = c.at[i]
	}
	switch {
	case name == "" && len(c.at) == 0:
		return "a " + e.label, false
	case name == "id" && !inList:
		return "ids", true
	case inList:
		return "each of " + show(name), false
	}
	return show(name), false
}

// annexNumber is a control of Annex A without its letter.
var annexNumber = regexp.MustCompile(`^[5-8]\.[0-9]+$`)

// flatRefs returns the kinds that a value may name by all schemas that judge it.
func (n *node) flatRefs() []string {
	for _, each := range n.flat {
		if len(each.refs) > 0 {
			return each.refs
		}
	}
	return nil
}

func idsOf(refs []string) string {
	name := refs[0]
	if name == "requirement" && len(refs) > 1 {
		name = refs[1]
	}
	if name == "*" {
		return "ids"
	}
	return strings.ReplaceAll(name, "_", " ") + " ids"
}

func (e *explainer) enumMessage(c *cause) string {
	list := c.n.enum
	if c.keyword == "const" {
		list = []any{c.n.raw["const"]}
	} else if all, ok := c.n.raw["enum"].([]any); ok {
		list = all
	}
	words := make([]string, 0, len(list))
	var b strings.Builder
	for i, item := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		if s, ok := item.(string); ok {
			words = append(words, s)
			b.WriteString(show(s))
		} else {
			data, _ := json.Marshal(item)
			b.WriteString(cut(string(data), maxShown))
		}
		if b.Len() > maxMessage {
			break
		}
	}
	hint := ""
	if c.v.Type == isms.String {
		hint = didYouMean(c.v.Text, words)
		if word, why, ok := confusable(c.v.Text, words); ok {
			hint = fmt.Sprintf("; it looks like %q but has %s", word, why)
		}
	} else if len(words) == len(list) && (c.v.Type == isms.Number || c.v.Type == isms.Bool) && slices.Contains(words, c.v.Text) {
		hint = ": quote it as " + show(c.v.Text)
	}
	only := "one of "
	if len(list) == 1 {
		only = ""
	}
	return fmt.Sprintf("%s is not %s%s%s", describe(c.v), only, b.String(), hint)
}

func (e *explainer) patternMessage(c *cause) (code, message string) {
	expr, _ := c.n.raw["pattern"].(string)
	text := c.v.Text
	if expr == idForm && len(c.at) > 0 && c.at[len(c.at)-1] == "id" {
		const form = `ids are letters, digits, ".", "_" and "-", and begin with a letter or a digit`
		if text == "" {
			return "id.form", "the id is empty; " + form
		}
		return "id.form", fmt.Sprintf("id %s has %s; %s", show(text), oddInID(text), form)
	}
	message = fmt.Sprintf("%s does not have the form %s", show(text), cut(expr, 400))
	if examples, ok := c.n.raw["examples"].([]any); ok && len(examples) > 0 {
		if s, ok := examples[0].(string); ok {
			message = fmt.Sprintf("%s does not have the form of %s (%s)", show(text), show(s), cut(expr, 400))
		}
	}
	return "schema.pattern", message
}

// oddInID names the first character that an id may not have.
func oddInID(id string) string {
	for i, r := range []rune(id) {
		if idPattern.MatchString("a"+string(r)) && (i > 0 || idPattern.MatchString(string(r))) {
			continue
		}
		if r == ' ' {
			return fmt.Sprintf("a space at position %d", i+1)
		}
		if r > ' ' && r < 0x7f {
			return fmt.Sprintf("%q at position %d", string(r), i+1)
		}
		return fmt.Sprintf("U+%04X at position %d", r, i+1)
	}
	return "a form of its own"
}

func (e *explainer) missing(c *cause) []isms.Problem {
	var out []isms.Problem
	owner := e.owner(c.at)
	for _, name := range c.n.required {
		if c.v.Field(name) == nil {
			out = append(out, isms.Problem{Rule: ruleValid, Code: "schema.required", Range: e.place(c.at, nil), At: e.full(c.at, name),
				Message: clip(fmt.Sprintf("%s has no %q%s", owner, name, e.condition(c.n)))})
		}
	}
	return out
}

func (e *explainer) dependentMessage(c *cause) string {
	for _, name := range slices.Sorted(maps.Keys(c.n.needs)) {
		if c.v.Field(name) == nil {
			continue
		}
		for _, other := range c.n.needs[name] {
			if c.v.Field(other) == nil {
				return fmt.Sprintf("%s has %q but no %q", e.owner(c.at), name, other)
			}
		}
	}
	return e.owner(c.at) + " lacks a field that another one needs"
}

// unknownKeys tells every key of the value that its schema does not name.
func (e *explainer) unknownKeys(c *cause) []isms.Problem {
	var out []isms.Problem
	for i := range c.v.Fields {
		f := &c.v.Fields[i]
		if _, known := c.n.props[f.Key]; known || slices.ContainsFunc(c.n.patterns, func(p patternNode) bool { return p.matches(f.Key) }) {
			continue
		}
		out = append(out, e.unknown(c.at, f, c.v, c.n))
	}
	return out
}

// unknownKey tells the key that c stands at.
func (e *explainer) unknownKey(c *cause) []isms.Problem {
	if len(c.at) == 0 {
		return nil
	}
	parent := c.at[:len(c.at)-1]
	_, v := e.value.Locate(parent)
	f := v.Field(c.at[len(c.at)-1])
	above := e.kind.fam.nodes()[c.n.at[:strings.LastIndexByte(c.n.at, '/')]]
	if f == nil || above == nil {
		return nil
	}
	return []isms.Problem{e.unknown(parent, f, v, above)}
}

// unknown tells that the schema n of the map v at the path knows no field f.
func (e *explainer) unknown(at isms.Path, f *isms.Field, v *isms.Value, n *node) isms.Problem {
	owner := e.owner(at)
	var names []string
	for _, m := range n.flat {
		for name := range m.props {
			if v.Field(name) == nil {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	hint := didYouMean(f.Key, names)
	if hint == "" && 0 < len(names) && len(names) <= 8 {
		hint = "; known keys not used here are " + showAll(slices.Compact(names))
	}
	p := isms.Problem{Rule: ruleValid, Code: "schema.unknown-key", Range: f.KeyRange, At: e.full(at, f.Key),
		Message: fmt.Sprintf("unknown key %s in %s%s", show(f.Key), owner, hint)}
	for _, known := range [][]string{names, slices.Sorted(maps.Keys(n.props))} {
		if word, why, ok := confusable(f.Key, known); ok {
			p.Code = "key.confusable"
			p.Message = fmt.Sprintf("key %s looks like %q but has %s, in %s", showSeen(f.Key), word, why, owner)
			break
		}
	}
	p.Message = clip(p.Message)
	return p
}

// showSeen quotes text as a reader sees it, where nothing in it is invisible.
func showSeen(s string) string { return strconv.Quote(cut(s, maxShown)) }

func (e *explainer) twice(c *cause) []isms.Problem {
	seen := map[string]bool{}
	for i := range c.v.Items {
		data, _ := json.Marshal(c.v.Items[i].Plain())
		if seen[string(data)] {
			at := append(slices.Clone(c.at), strconv.Itoa(i))
			what, _ := e.field(&cause{at: c.at, n: c.n})
			return []isms.Problem{{Rule: ruleValid, Code: "schema.unique", Range: e.place(at, &c.v.Items[i]), At: e.full(at),
				Message: clip(fmt.Sprintf("%s stands twice in %s", describe(&c.v.Items[i]), what))}}
		}
		seen[string(data)] = true
	}
	return []isms.Problem{{Rule: ruleValid, Code: "schema.unique", Range: e.place(c.at, c.v), At: e.full(c.at), Message: "two elements of the list are equal"}}
}

// otherMessage covers the limits of sizes and numbers, and what has no words of its own.
func (e *explainer) otherMessage(c *cause) (code, message string) {
	what, _ := e.field(&cause{at: c.at, n: &node{}}) // by name, not by what its ids name
	limit := func() string {
		n, _ := c.n.raw[c.keyword].(json.Number)
		return string(n)
	}
	bounds := map[string]string{
		"minLength": "at least %s characters", "maxLength": "at most %s characters",
		"minItems": "at least %s elements", "maxItems": "at most %s elements",
		"minProperties": "at least %s fields", "maxProperties": "at most %s fields",
		"minimum": "at least %s", "maximum": "at most %s", "exclusiveMinimum": "more than %s", "exclusiveMaximum": "less than %s",
		"multipleOf": "multiples of %s",
	}
	if form, ok := bounds[c.keyword]; ok {
		bound := fmt.Sprintf(form, limit())
		switch c.keyword + " " + limit() {
		case "minLength 1":
			return "schema.limit", fmt.Sprintf("%s is empty", what)
		case "minItems 1":
			return "schema.limit", fmt.Sprintf("%s is an empty list", what)
		}
		if c.keyword == "minProperties" && limit() == "1" {
			return "schema.limit", fmt.Sprintf("%s is an empty mapping", what)
		}
		if c.keyword == "multipleOf" {
			return "schema.limit", fmt.Sprintf("%s is no multiple of %s, as %s is", c.v.Text, limit(), what)
		}
		if c.v.Type == isms.Number {
			return "schema.limit", fmt.Sprintf("%s is out of range: %s is %s", c.v.Text, what, bound)
		}
		return "schema.limit", fmt.Sprintf("%s takes %s", what, bound)
	}
	return e.formMessage(c, what)
}
