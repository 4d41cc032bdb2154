package schema

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ismsproof/engine/isms"
)

// A verdict of the quick judgement. Only yes is final: for no and for unsure the
// library judges and explains. The quick judgement exists because most values of
// a history are valid, and saying so needs neither copies nor a compiled schema.
type verdict uint8

const (
	no verdict = iota
	unsure
	yes
)

func say(ok bool) verdict {
	if ok {
		return yes
	}
	return no
}

// judge decides whether v is valid against n.
func (n *node) judge(v *isms.Value) verdict {
	switch n.always {
	case 1:
		return yes
	case -1:
		return no
	}
	if n.unsure {
		return unsure
	}
	if n.types != 0 && n.types&(1<<v.Type) == 0 {
		return no
	}
	worst := n.judgeEnum(v)
	and := func(w verdict) bool { // false: the verdict is no, whatever follows
		worst = min(worst, w)
		return worst != no
	}
	if worst == no {
		return no
	}
	switch v.Type {
	case isms.String:
		and(n.judgeText(v.Text))
	case isms.Number:
		and(n.judgeNumber(v.Text))
	case isms.List:
		and(n.judgeList(v))
	case isms.Map:
		and(n.judgeMap(v))
	}
	if worst == no {
		return no
	}
	and(n.judgeInPlace(v))
	return worst
}

func (n *node) judgeEnum(v *isms.Value) verdict {
	if !n.hasEnum || v.Type == isms.String && n.enumTexts[v.Text] {
		return yes
	}
	for _, e := range n.enum {
		switch e := e.(type) {
		case string:
			if v.Type == isms.String && v.Text == e {
				return yes
			}
		case bool:
			if v.Type == isms.Bool && v.Text == strconv.FormatBool(e) {
				return yes
			}
		case nil:
			if v.Type == isms.Null {
				return yes
			}
		case json.Number:
			if v.Type == isms.Number {
				if v.Text == string(e) {
					return yes
				}
				return unsure // 1 and 1.0
			}
		default:
			return unsure
		}
	}
	return no
}

func (n *node) judgeText(s string) verdict {
	if n.minLength >= 0 || n.maxLength >= 0 {
		length := utf8.RuneCountInString(s)
		if length < n.minLength || n.maxLength >= 0 && length > n.maxLength {
			return no
		}
	}
	if n.pattern != nil && !n.pattern.MatchString(s) {
		return no
	}
	return say(n.format == nil || n.format(s) == "")
}

func (n *node) judgeNumber(s string) verdict {
	if !n.integer && n.minimum == nil && n.maximum == nil {
		return yes
	}
	i, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return unsure
	}
	return say((n.minimum == nil || i >= *n.minimum) && (n.maximum == nil || i <= *n.maximum))
}

func (n *node) judgeList(v *isms.Value) verdict {
	if len(v.Items) < n.minItems || n.maxItems >= 0 && len(v.Items) > n.maxItems {
		return no
	}
	worst := yes
	if n.unique && len(v.Items) > 1 {
		worst = unique(v.Items)
	}
	for i := range v.Items {
		switch {
		case worst == no:
			return no
		case i < len(n.prefix):
			worst = min(worst, n.prefix[i].judge(&v.Items[i]))
		case n.items != nil:
			worst = min(worst, n.items.judge(&v.Items[i]))
		}
	}
	return worst
}

// unique compares elements; numbers that are no plain whole ones are left to the
// library, and so is the answer no.
func unique(items []isms.Value) verdict {
	seen := make(map[string]bool, len(items))
	var form []byte
	for i := range items {
		var plain bool
		if form, plain = appendForm(form[:0], &items[i]); !plain || seen[string(form)] {
			return unsure
		}
		seen[string(form)] = true
	}
	return yes
}

// appendForm appends v in a form that equal values share and others do not. It
// reports whether the form is exact.
func appendForm(b []byte, v *isms.Value) ([]byte, bool) {
	b = append(b, '0'+byte(v.Type))
	switch v.Type {
	case isms.Bool:
		return append(b, v.Text...), true
	case isms.String:
		return strconv.AppendQuote(b, v.Text), true
	case isms.Number:
		return append(append(b, v.Text...), ' '), exact(v.Text)
	case isms.List:
		plain := true
		for i := range v.Items {
			var ok bool
			b, ok = appendForm(b, &v.Items[i])
			plain = plain && ok
		}
		return append(b, ']'), plain
	case isms.Map:
		order := make([]int, len(v.Fields))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(i, j int) int { return strings.Compare(v.Fields[i].Key, v.Fields[j].Key) })
		plain := true
		for _, i := range order {
			var ok bool
			b = strconv.AppendQuote(b, v.Fields[i].Key)
			b, ok = appendForm(b, &v.Fields[i].Value)
			plain = plain && ok
		}
		return append(b, '}'), plain
	}
	return b, true
}

func (n *node) judgeMap(v *isms.Value) verdict {
	if len(v.Fields) < n.minFields || n.maxFields >= 0 && len(v.Fields) > n.maxFields {
		return no
	}
	for _, name := range n.required {
		if v.Field(name) == nil {
			return no
		}
	}
	for name, others := range n.needs {
		if v.Field(name) != nil && slices.ContainsFunc(others, func(o string) bool { return v.Field(o) == nil }) {
			return no
		}
	}
	worst := yes
	for i := range v.Fields {
		if worst = min(worst, n.judgeField(&v.Fields[i])); worst == no {
			return no
		}
	}
	return worst
}

func (n *node) judgeField(f *isms.Field) verdict {
	worst, known := yes, false
	if n.names != nil {
		worst = n.names.judge(&isms.Value{Type: isms.String, Text: f.Key})
	}
	if p, ok := n.props[f.Key]; ok {
		known = true
		worst = min(worst, p.judge(&f.Value))
	}
	for _, p := range n.patterns {
		if p.matches(f.Key) {
			known = true
			worst = min(worst, p.n.judge(&f.Value))
		}
	}
	if !known && n.rest != nil {
		worst = min(worst, n.rest.judge(&f.Value))
	}
	return worst
}

// matches spares the regular expression of the organization's own fields.
func (p *patternNode) matches(key string) bool {
	if p.re == extensionPattern {
		return strings.HasPrefix(key, "x-")
	}
	return p.re.MatchString(key)
}

// judgeInPlace judges what other schemas say about the same value.
func (n *node) judgeInPlace(v *isms.Value) verdict {
	worst := yes
	if n.ref != nil {
		worst = min(worst, n.ref.judge(v))
	}
	for _, s := range n.all {
		worst = min(worst, s.judge(v))
	}
	if len(n.any) > 0 {
		best := no
		for _, s := range n.any {
			best = max(best, s.judge(v))
		}
		worst = min(worst, best)
	}
	if len(n.one) > 0 {
		worst = min(worst, n.judgeOne(v))
	}
	if n.not != nil {
		worst = min(worst, yes-n.not.judge(v)) // yes and no swap, unsure stays
	}
	if n.cond != nil && (n.then != nil || n.alt != nil) {
		switch n.cond.judge(v) {
		case yes:
			if n.then != nil {
				worst = min(worst, n.then.judge(v))
			}
		case no:
			if n.alt != nil {
				worst = min(worst, n.alt.judge(v))
			}
		case unsure:
			worst = min(worst, unsure)
		}
	}
	return worst
}

func (n *node) judgeOne(v *isms.Value) verdict {
	hits := 0
	for _, s := range n.one {
		switch s.judge(v) {
		case yes:
			hits++
		case unsure:
			return unsure
		}
	}
	return say(hits == 1)
}
