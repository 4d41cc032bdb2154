package mutation

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"ismsproof/engine/isms"
)

// scalar spoils one text, number or truth value.
func (s *spoiler) scalar(v *isms.Value, at isms.Path, field *isms.Field) {
	inside := at[len(s.Record.Path):]
	to := func(op Operator, value *isms.Value) {
		if value != nil && (value.Type != v.Type || value.Text != v.Text) {
			s.mutant(op, at, v, value, replace(s.Data, v, value))
		}
	}
	here := func(r isms.Reference) bool { return slices.Equal(r.Path, inside) }
	ref := slices.IndexFunc(s.References, here)
	choice := slices.IndexFunc(s.Choices, func(c Choice) bool { return slices.Equal(c.Path, inside) })
	switch {
	case v.Type == isms.Bool:
		to(ChangeChoice, &isms.Value{Type: isms.Bool, Text: strconv.FormatBool(v.Text != "true")})
	case v.Type == isms.Number:
		to(LowerNumber, lower(v.Text))
		to(RaiseNumber, raise(v.Text))
	case v.Type != isms.String || v.Text == "":
	case ref >= 0:
		to(BreakReference, text(v.Text+"-gone"))
		if field != nil && approves(field.Key) {
			to(SwapPerson, s.another(&s.References[ref], s.random(SwapPerson, at)))
		}
	case slices.ContainsFunc(s.Paths, here):
		to(BreakReference, text("gone/"+v.Text))
	case choice >= 0:
		to(ChangeChoice, other(s.Choices[choice].Values, v.Text, s.random(ChangeChoice, at)))
	default:
		if when, ok := date(v.Text); ok {
			to(ShiftEarlier, shift(v.Text, when, -1, s.random(ShiftEarlier, at)))
			to(ShiftLater, shift(v.Text, when, +1, s.random(ShiftLater, at)))
			return
		}
		to(EmptyText, text(""))
	}
}

func text(s string) *isms.Value { return &isms.Value{Type: isms.String, Text: s} }

// other returns a word of the choice that is not the one that stands there.
func other(words []string, now string, random *rand.Rand) *isms.Value {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == now })
	if len(words) == 0 {
		return nil
	}
	return text(words[random.IntN(len(words))])
}

// date reads a text that begins with a day.
func date(s string) (time.Time, bool) {
	if len(s) < len(time.DateOnly) || len(s) > len(time.DateOnly) && s[len(time.DateOnly)] != 'T' {
		return time.Time{}, false
	}
	t, err := time.Parse(time.DateOnly, s[:len(time.DateOnly)])
	return t, err == nil
}

// shift moves a date by two to six years.
func shift(s string, when time.Time, sign int, random *rand.Rand) *isms.Value {
	years := sign * (2 + random.IntN(5))
	if when.Month() == time.February && when.Day() == 29 {
		when = when.AddDate(0, 0, -1)
	}
	return text(when.AddDate(years, 0, 0).Format(time.DateOnly) + s[len(time.DateOnly):])
}

// lower and raise move a number: to about half, and to about double.
func lower(s string) *isms.Value {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return nil
		}
		return number(strconv.FormatFloat(f/2, 'f', -1, 64))
	}
	if n <= 0 {
		return number(strconv.FormatInt(n-1, 10))
	}
	return number(strconv.FormatInt(n/2, 10))
}

func raise(s string) *isms.Value {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return nil
		}
		return number(strconv.FormatFloat(2*f+1, 'f', -1, 64))
	}
	return number(strconv.FormatInt(2*max(n, 0)+1, 10))
}

func number(s string) *isms.Value { return &isms.Value{Type: isms.Number, Text: s} }

// approves says whether a field names who answers for a decision or a check, so that it
// matters who it is.
func approves(key string) bool {
	return strings.HasSuffix(key, "_by") || slices.Contains([]string{"by", "auditor", "auditors", "lead", "lead_auditor", "reviewer", "reviewers", "approver", "approvers"}, key)
}

// another returns somebody else for a field that names a person or role: whoever else
// the record names, so that one person does what two should, or else anybody.
func (s *spoiler) another(ref *isms.Reference, random *rand.Rand) *isms.Value {
	if !slices.Contains(ref.Kinds, "person") && !slices.Contains(ref.Kinds, "role") {
		return nil
	}
	for _, wanted := range []string{"author", "requested_by", "raised_by", "owner"} {
		for i := range s.References {
			o := &s.References[i]
			if o.Field == wanted && o.ID != ref.ID && slices.ContainsFunc(o.Kinds, func(k string) bool { return slices.Contains(ref.Kinds, k) }) {
				return text(o.ID)
			}
		}
	}
	ids := s.people(ref.Kinds[0])
	for range 8 {
		if len(ids) == 0 {
			return nil
		}
		if id := ids[random.IntN(len(ids))]; id != ref.ID {
			return text(id)
		}
	}
	return nil
}

// body spoils the text below the front matter: it is gone, a section of it is empty, a
// link leads nowhere.
func (s *spoiler) body(v *isms.Value) {
	loose := func(op Operator, at isms.Path, v *isms.Value, e Edit) {
		if e.From >= e.To || len(strings.TrimSpace(string(s.Data[e.From:e.To]))) == 0 {
			return
		}
		m := s.mutant(op, append(isms.Path{"body"}, at...), v, nil, []Edit{e})
		m.Field, m.loose, m.Was, m.Becomes = "body", true, "", e.Text
		m.Path = isms.Path{"body", "\x00"} // a path that leads nowhere: only the body differs
	}
	loose(EmptyText, nil, v, Edit{v.Range.Start.Offset, v.Range.End.Offset, "\n"})
	if sections := v.Get("sections"); sections != nil {
		for i := range sections.Fields {
			f := &sections.Fields[i]
			loose(EmptyText, isms.Path{"sections", f.Key}, &f.Value, Edit{f.Value.Range.Start.Offset, f.Value.Range.End.Offset, "\n\n"})
		}
	}
	links := v.Get("links").List()
	for i := range links {
		from, to := links[i].Range.Start.Offset, links[i].Range.End.Offset
		here := func(r isms.Reference) bool {
			return slices.Equal(r.Path, isms.Path{"body", "links", strconv.Itoa(i)})
		}
		n := strings.Index(string(s.Data[from:to]), links[i].Text)
		if n < 0 || !slices.ContainsFunc(s.Paths, here) {
			continue
		}
		loose(BreakReference, isms.Path{"links", strconv.Itoa(i)}, &links[i], Edit{from + n, from + n + len(links[i].Text), "gone/" + links[i].Text})
	}
}
