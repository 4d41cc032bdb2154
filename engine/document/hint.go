package document

import (
	"bytes"
	"regexp"
	"slices"
)

// kindLine is a kind as YAML and JSON state it. It also finds what a later edit
// broke, so it asks for little: any indentation, any quotes.
var kindLine = regexp.MustCompile(`(?m)^[ \t{,-]*["']?kind["']?[ \t]*:[ \t]*["']?([a-z][a-z0-9_]{0,63})\b`)

// inlineKind is a kind inside JSON that stands on one line.
var inlineKind = regexp.MustCompile(`[{,]\s*"kind"\s*:\s*"([a-z][a-z0-9_]{0,63})"`)

// KindHint returns the first kind that a file seems to state, or "". It is for
// files that Parse cannot read, to tell what depends on them, and looks at text
// rather than structure.
func KindHint(data []byte) string {
	if all := KindHints(data); len(all) > 0 {
		return all[0]
	}
	return ""
}

// KindHints returns every kind that a file seems to state, each once: a file
// of several documents may hold several. What stands at the start of a line comes
// first, then what is indented, as in JSON, both in source order. Of a large file it
// reads the first 8 MiB.
func KindHints(data []byte) []string {
	data = data[:min(int64(len(data)), DefaultLimits.RegisterSize)]
	if bytes.IndexByte(data, 0) >= 0 { // UTF-16 or UTF-32, most likely
		data = bytes.TrimLeft(bytes.ReplaceAll(data, []byte{0}, nil), "\xff\xfe")
	}
	data = bytes.TrimPrefix(data, bom)
	type hit struct {
		order int
		kind  string
	}
	var hits []hit
	for _, pattern := range []*regexp.Regexp{kindLine, inlineKind} {
		for _, m := range pattern.FindAllSubmatchIndex(data, 4096) {
			order := m[2]
			if !bytes.HasPrefix(data[m[0]:], []byte("kind")) {
				order += len(data)
			}
			hits = append(hits, hit{order, string(data[m[2]:m[3]])})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.order - b.order })
	var kinds []string
	for _, h := range hits {
		if !slices.Contains(kinds, h.kind) && len(kinds) < 64 {
			kinds = append(kinds, h.kind)
		}
	}
	return kinds
}
