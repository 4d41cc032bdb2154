package schema

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

// condition says when a schema of others applies that stands under "then" or "else",
// where its condition compares fields with values.
func (e *explainer) condition(n *node) string {
	at, isThen := strings.CutSuffix(n.at, "/then")
	word := ", which it needs where "
	if !isThen {
		if at, isThen = strings.CutSuffix(n.at, "/else"); !isThen {
			return ""
		}
		word = ", which it needs unless "
	}
	above := e.kind.fam.nodes()[at]
	if e.kind.own == nil || above == nil || above.cond == nil || len(above.cond.props) == 0 {
		return ""
	}
	var words []string
	for _, name := range slices.Sorted(maps.Keys(above.cond.props)) {
		p := above.cond.props[name]
		if !p.hasEnum || len(p.enum) > 4 {
			return ""
		}
		words = append(words, fmt.Sprintf("%q is %s", name, formOf(p)))
	}
	return word + strings.Join(words, " and ")
}

// formOf says in a few words what a schema wants, "" where that takes more.
func formOf(n *node) string {
	if n.ref != nil && len(n.raw) == 1 {
		n = n.ref
	}
	switch {
	case n.hasEnum && len(n.enum) <= 8:
		words := make([]string, len(n.enum))
		for i, e := range n.enum {
			data, _ := json.Marshal(e)
			words[i] = cut(string(data), maxShown)
		}
		return strings.Join(words, " or ")
	case n.raw["pattern"] != nil && n.pattern != nil:
		return "text of the form " + cut(n.pattern.String(), maxShown)
	case len(n.required) > 0:
		return "a mapping with " + showAll(n.required)
	}
	if title, ok := n.raw["title"].(string); ok && title != "" {
		return show(title)
	}
	if types, ok := asTexts(n.raw["type"]); ok {
		words := make([]string, len(types))
		for i, t := range types {
			words[i] = typeWords[t]
		}
		return strings.Join(words, " or ")
	}
	return ""
}

// formMessage covers keywords that hold schemas.
func (e *explainer) formMessage(c *cause, what string) (code, message string) {
	switch c.keyword {
	case "false":
		if n := len(c.at); n > 0 {
			if _, holder := e.value.Locate(c.at[:n-1]); holder.Type == isms.List {
				return "schema.form", fmt.Sprintf("%s is one element more than %s takes", describe(c.v), strings.TrimPrefix(what, "each of "))
			}
		}
		return "schema.unknown-key", fmt.Sprintf("%s is not allowed here", what)
	case "not":
		if form := formOf(c.n.not); form != "" {
			return "schema.form", fmt.Sprintf("%s is not allowed: %s takes anything but %s", describe(c.v), what, form)
		}
		return "schema.form", fmt.Sprintf("%s has a form that is not allowed", what)
	case "minContains", "contains", "maxContains":
		for _, s := range c.n.elements {
			if form := formOf(s); form != "" && c.keyword != "maxContains" && c.n.raw["minContains"] == nil && strings.HasSuffix(s.at, "/contains") {
				return "schema.form", fmt.Sprintf("%s lacks an element that it needs: %s", what, form)
			}
		}
		return "schema.form", fmt.Sprintf("%s lacks an element that it needs, or has too many of them", what)
	case "oneOf":
		var forms []string
		for _, s := range c.n.one {
			form := formOf(s)
			if form == "" {
				forms = nil
				break
			}
			forms = append(forms, form)
		}
		if len(forms) == 0 || len(forms) > 8 {
			return "schema.form", fmt.Sprintf("%s has the form of more than one alternative", what)
		}
		return "schema.form", fmt.Sprintf("%s has the form of more than one alternative: exactly one is due of %s", what, strings.Join(forms, "; "))
	}
	return "schema.form", fmt.Sprintf("%s does not have an allowed form", what)
}
