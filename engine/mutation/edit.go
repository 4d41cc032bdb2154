package mutation

import (
	"bytes"
	"encoding/json"

	"ismsproof/engine/isms"
)

// dropField returns ways to take the field i out of a mapping.
func dropField(data []byte, m *isms.Value, i int) []Edit {
	f := &m.Fields[i]
	from, to := f.KeyRange.Start.Offset, max(f.Value.Range.End.Offset, f.KeyRange.End.Offset)
	if !within(m, from, to) {
		return nil // a merge brought it in, or an alias stands for it
	}
	next := -1
	if i+1 < len(m.Fields) {
		if next = m.Fields[i+1].KeyRange.Start.Offset; next < to {
			next = -1
		}
	}
	before := -1
	if i > 0 {
		before = max(m.Fields[i-1].Value.Range.End.Offset, m.Fields[i-1].KeyRange.End.Offset)
	}
	return drop(data, from, to, before, next, data[m.Range.Start.Offset] == '{', "{}")
}

// dropItem returns ways to take the element i out of a list.
func dropItem(data []byte, l *isms.Value, i int) []Edit {
	v := &l.Items[i]
	from, to := v.Range.Start.Offset, v.Range.End.Offset
	if !within(l, from, to) {
		return nil
	}
	flow := data[l.Range.Start.Offset] == '['
	if !flow {
		dash := bytes.LastIndexByte(data[:from], '-')
		if dash < 0 || len(bytes.Trim(data[dash+1:from], " \t\r\n")) > 0 {
			return nil
		}
		from = dash
	}
	next, before := -1, -1
	if i+1 < len(l.Items) && flow {
		next = l.Items[i+1].Range.Start.Offset
	}
	if i > 0 {
		before = l.Items[i-1].Range.End.Offset
	}
	if len(l.Items) == 1 {
		return []Edit{{l.Range.Start.Offset, l.Range.End.Offset, "[]"}}
	}
	return drop(data, from, to, before, next, flow, "[]")
}

func within(v *isms.Value, from, to int) bool {
	return from >= v.Range.Start.Offset && to <= v.Range.End.Offset && from < to
}

// drop returns ways to take out the bytes from up to to, an entry of a collection. The
// entry before it ends at before and the one after it starts at next, -1 for none.
func drop(data []byte, from, to, before, next int, flow bool, empty string) []Edit {
	var out []Edit
	if !flow {
		start := bytes.LastIndexByte(data[:from], '\n') + 1
		if len(bytes.Trim(data[start:from], " ")) == 0 {
			end := len(data)
			if n := bytes.IndexByte(data[to:], '\n'); n >= 0 {
				end = to + n + 1
			}
			out = append(out, Edit{start, end, ""})
		}
	}
	if next >= 0 {
		out = append(out, Edit{from, next, ""})
	}
	if before >= 0 {
		out = append(out, Edit{before, to, ""})
	}
	if before < 0 && next < 0 {
		text := empty
		if flow {
			text = ""
		}
		out = append(out, Edit{from, to, text})
	}
	return out
}

// replace returns ways to write another text or number in the place of a scalar.
func replace(data []byte, v *isms.Value, to *isms.Value) []Edit {
	from, end := v.Range.Start.Offset, v.Range.End.Offset
	if from >= end {
		return nil
	}
	quoted, err := json.Marshal(to.Text)
	if err != nil {
		return nil
	}
	plain, asText := Edit{from, end, to.Text}, Edit{from, end, string(quoted)}
	switch {
	case to.Type != isms.String:
		return []Edit{plain}
	case data[from] == '"' || to.Text == "":
		return []Edit{asText}
	}
	return []Edit{plain, asText}
}
