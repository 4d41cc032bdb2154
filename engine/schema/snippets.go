package schema

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
)

// snippets are the records to start from that a kind gives to editors, apart by
// where they fit: a file of one record names its kind, an item of a register does
// not.
type snippets struct{ file, item []any }

func snippetsOf(k *Kind) snippets {
	var out snippets
	list, _ := k.doc["defaultSnippets"].([]any)
	for _, s := range list {
		m, _ := s.(map[string]any)
		body, ok := m["body"].(map[string]any)
		if !ok {
			continue
		}
		m = maps.Clone(m)
		m["body"] = inOrder(body)
		if body["kind"] != nil {
			out.file = append(out.file, m)
		} else {
			out.item = append(out.item, m)
		}
	}
	return out
}

// entries is a mapping that is written in the order of its entries, where editors
// insert it as it stands.
type entries []entry

type entry struct {
	key   string
	value any
	stop  int
}

// MarshalJSON writes an object.
func (e entries) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, f := range e {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := enc.Encode(f.key); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := enc.Encode(f.value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

const noStop = 1 << 30

// inOrder puts `kind` and `id` first, then what the writer fills in, in the order of
// the tab stops, then what is given.
func inOrder(v any) any {
	ordered, _ := order(v)
	return ordered
}

var tabStop = regexp.MustCompile(`\$\{?(\d+)`)

// order returns the ordered value and its first tab stop.
func order(v any) (any, int) {
	first := noStop
	switch v := v.(type) {
	case string:
		if m := tabStop.FindStringSubmatch(v); m != nil {
			if n, err := strconv.Atoi(m[1]); err == nil && n > 0 {
				first = n
			}
		}
	case []any:
		out := make([]any, len(v))
		for i := range v {
			var stop int
			out[i], stop = order(v[i])
			first = min(first, stop)
		}
		return out, first
	case map[string]any:
		out := make(entries, 0, len(v))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			value, stop := order(v[key])
			first = min(first, stop)
			switch key {
			case "kind":
				stop = -1
			case "id":
				stop = 0
			}
			out = append(out, entry{key, value, stop})
		}
		slices.SortStableFunc(out, func(a, b entry) int { return a.stop - b.stop })
		return out, first
	}
	return v, first
}

// editorForms are the formats that editors do not know, as patterns, each with what
// to write instead. They hold for every text that the format accepts.
var editorForms = map[string]struct{ pattern, message string }{
	"duration": {durationForm.String(), "a duration such as P1Y, P6M, P2W, P30D or PT72H (ISO 8601)"},
	"semver":   {semverForm.String(), "a version of three numbers such as 1.4.0"},
	"sha256":   {sha256Form.String(), "a SHA-256 digest of 64 lower case hex digits"},
}

// forEditors gives a pattern to each text of a format that editors do not know, and
// orders the snippets of fields. It changes v.
func forEditors(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			forEditors(e)
		}
	case map[string]any:
		if name, ok := v["format"].(string); ok && v["pattern"] == nil {
			if form, ok := editorForms[name]; ok {
				v["pattern"], v["patternErrorMessage"] = form.pattern, form.message
			}
		}
		if list, ok := v["defaultSnippets"].([]any); ok {
			for _, s := range list {
				if m, ok := s.(map[string]any); ok && m["body"] != nil {
					m["body"] = inOrder(m["body"])
				}
			}
		}
		for _, e := range v {
			forEditors(e)
		}
	}
}
