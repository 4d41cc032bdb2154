package report_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/width"

	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// framed returns the text report of one finding at a range of a file.
func framed(t *testing.T, data string, at isms.Range, columns int) string {
	t.Helper()
	r := quiet()
	r.Findings = []isms.Finding{{Rule: rules["risk.cia"], Grade: isms.Minor, Status: isms.Open, Path: "a.yaml", Range: at, Message: "m"}}
	r.Counts.Minor = 1
	return write(t, "text", r, report.Options{Width: columns, Source: func(string) []byte { return []byte(data) }})
}

// wide returns the columns that a terminal gives to r.
func wide(r rune) int {
	switch k := width.LookupRune(r).Kind(); {
	case unicode.Is(unicode.Mn, r):
		return 0
	case k == width.EastAsianWide, k == width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// underlined returns the text above the carets, cut out by columns as a terminal
// would show them.
func underlined(t *testing.T, out string) string {
	t.Helper()
	lines := strings.Split(out, "\n")
	for i, line := range lines {
		if !strings.HasSuffix(line, "^") {
			continue
		}
		from, to := strings.IndexByte(line, '^'), len(line)
		col, cut := 0, ""
		for _, r := range lines[i-1] {
			wide := wide(r)
			if col >= from && col < to || wide == 0 && col > from && col <= to {
				cut += string(r)
			}
			col += wide
		}
		return cut
	}
	t.Fatalf("no underline in\n%s", out)
	return ""
}

func TestTheUnderlineStandsBelowTheText(t *testing.T) {
	tests := map[string]struct{ data, text, want string }{
		"first line":        {"owner: x\n", "owner", "owner"},
		"without line feed": {"owner: x", "x", "x"},
		"tabs":              {"a:\n\t\tb\t: owner\n", "owner", "owner"},
		"a tab itself":      {"a:\tb\n", "\tb", "  b"},
		"wide":              {"title: 資産台帳 owner\n", "owner", "owner"},
		"wide itself":       {"title: 資産台帳 owner\n", "産台", "産台"},
		"marks":             {"title: e\u0301e\u0301 owner\n", "owner", "owner"},
		"marks itself":      {"title: e\u0301e\u0301 owner\n", "e\u0301e\u0301", "e\u0301e\u0301"},
		"emoji":             {"title: 🔐🔐 owner\n", "owner", "owner"},
		"hidden":            {"title: \u202e\x1b[31m owner\n", "owner", "owner"},
		"hidden itself":     {"title: \u202eowner\n", "\u202eowner", `\u{202E}owner`},
		"command":           {"title: ##[error] owner\n", "owner", "owner"},
		"no letters":        {"title: \xff\xfe owner\n", "owner", "owner"},
		"byte order mark":   {"\ufeffowner: x\n", "owner", "owner"},
		"CR LF":             {"a: b\r\nowner: x\r\n", "owner", "owner"},
		"CR":                {"a: b\rowner: x\r", "owner", "owner"},
		"blank line before": {"\n\n\nowner: x\n", "owner", "owner"},
		"several lines":     {"a: |\n  one\n  two\n", "one\n  two", "one"},
		"up to a line feed": {"a: one\nb: two\n", "one\n", "one"},
		"blanks at the end": {"a: one   \nb: two\n", "one   \nb", "one"},
		"end of a long":     {"a: " + strings.Repeat("x", 500) + " owner\n", "owner", "owner"},
		"middle of a long":  {"a: " + strings.Repeat("資", 500) + " owner " + strings.Repeat("y", 500) + "\n", "owner", "owner"},
		"in a megabyte":     {"a: " + strings.Repeat("é", 500000) + " owner " + strings.Repeat("y", 500000) + "\n", "owner", "owner"},
		"start of a long":   {"owner: " + strings.Repeat("y", 10000) + "\n", "owner", "owner"},
		"marks before":      {"a: " + strings.Repeat("e\u0301", 300) + " owner\n", "owner", "owner"},
	}
	for name, test := range tests {
		for _, columns := range []int{40, 80, 200} {
			t.Run(fmt.Sprintf("%s at %d", name, columns), func(t *testing.T) {
				at := strings.Index(test.data, test.text)
				place := isms.Range{Start: position(test.data, at), End: position(test.data, at+len(test.text))}
				out := framed(t, test.data, place, columns)
				if got := underlined(t, out); got != test.want {
					t.Errorf("got %q underlined, want %q, in\n%s", got, test.want, out)
				}
				// The same place without offsets, as a rule's own file gives it.
				if strings.Contains(test.data, "\r") && !strings.Contains(test.data, "\n") {
					return // position counts lines by line feeds
				}
				place.Start.Offset, place.End.Offset = 0, 0
				if got := underlined(t, framed(t, test.data, place, columns)); got != test.want {
					t.Errorf("by columns: got %q underlined, want %q", got, test.want)
				}
			})
		}
	}
}

func TestAPlaceThatTheFileLacksHasNoFrame(t *testing.T) {
	tests := map[string]struct {
		data string
		at   isms.Position
		want string
	}{
		"no place":           {"a: b\n", isms.Position{}, "  --> a.yaml\n   = expects"},
		"file is empty":      {"", isms.Position{Line: 1, Column: 1}, "  --> a.yaml:1:1\n   = expects"},
		"line is too far":    {"a: b\n", isms.Position{Line: 9, Column: 1}, "  --> a.yaml:9:1\n   = expects"},
		"offset too far":     {"a: b\n", isms.Position{Line: 1, Column: 9, Offset: 99}, "  --> a.yaml:1:9\n   = expects"},
		"column too far":     {"a: b\n", isms.Position{Line: 1, Column: 99}, " 1 | a: b\n   |     ^\n"},
		"end of the file":    {"a: b\n", isms.Position{Line: 2, Column: 1, Offset: 5}, " 1 | a: b\n 2 |\n   | ^\n"},
		"numbers of a fault": {"a: b\u0085c: d\n", isms.Position{Line: 2, Column: 1, Offset: 6}, " 2 | a: b\\u{85}c: d\n   |           ^\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			out := framed(t, test.data, isms.Range{Start: test.at}, 80)
			if !strings.Contains(out, test.want) {
				t.Errorf("got\n%s\nwant in it\n%s", out, test.want)
			}
		})
	}
}

func TestTextFitsItsWidth(t *testing.T) {
	for _, columns := range []int{40, 80, 200} {
		r := sample()
		for i := range r.Findings {
			r.Findings[i].Message += strings.Repeat(" 資産台帳", 20) + strings.Repeat("x", 150)
		}
		for line := range strings.Lines(write(t, "text", r, report.Options{Width: columns, Source: source})) {
			line = strings.TrimRight(line, "\n")
			n := 0
			for _, r := range line {
				n += wide(r)
			}
			whole := strings.Contains(line, "-->") || strings.Contains(line, "ismsproof explain") || strings.HasPrefix(line, "  major[") || strings.HasPrefix(line, "  minor[")
			if n > columns && !whole {
				t.Errorf("%d columns, want at most %d: %s", n, columns, line)
			}
		}
	}
}

func TestColourAddsNothingButColour(t *testing.T) {
	plain := write(t, "text", sample(), report.Options{Source: source})
	colored := write(t, "text", sample(), report.Options{Source: source, Color: true})
	if colored == plain {
		t.Errorf("there is no colour")
	}
	// A painted line may end in blanks that a plain one does not have.
	if got := ours.ReplaceAllString(colored, ""); got != plain {
		t.Errorf("got without colours\n%s\nwant\n%s", got, plain)
	}
}

func TestVerdict(t *testing.T) {
	open := func(g isms.Grade) []isms.Finding {
		return []isms.Finding{{Rule: rules["risk.cia"], Grade: g, Status: isms.Open, Path: "a.yaml"}}
	}
	tests := map[string]struct {
		change func(*isms.Report)
		want   string
	}{
		"nothing found":            {func(r *isms.Report) {}, "\nno nonconformity detected by 5 rules\n"},
		"an observation":           {func(r *isms.Report) { r.Findings, r.Outcome = open(isms.Observation), isms.OutcomeFindings }, "\nno nonconformity detected by 5 rules\n"},
		"a minor":                  {func(r *isms.Report) { r.Findings, r.Outcome = open(isms.Minor), isms.OutcomeFindings }, "\n1 nonconformity detected by 5 rules\n"},
		"a major nobody counted":   {func(r *isms.Report) { r.Findings = open(isms.Major) }, "\n1 nonconformity detected by 5 rules\n"},
		"an unknown grade":         {func(r *isms.Report) { r.Findings = open("grave") }, "\n1 nonconformity detected by 5 rules\n"},
		"counted but not listed":   {func(r *isms.Report) { r.Counts.Major = 2 }, "\n2 nonconformities detected by 5 rules\n"},
		"undecided":                {func(r *isms.Report) { r.Undecided = []isms.Undecided{{Reason: "x"}} }, "\nundecided: 1 check could not be completed\n"},
		"undecided in counts":      {func(r *isms.Report) { r.Counts.NotAssessable = 2 }, "\nundecided: 2 checks could not be completed\n"},
		"undecided by its outcome": {func(r *isms.Report) { r.Outcome = isms.OutcomeUndecided }, "\nundecided: the check is incomplete\n"},
		"no outcome":               {func(r *isms.Report) { r.Outcome = "" }, "\nundecided: the check is incomplete\n"},
		"no rules":                 {func(r *isms.Report) { r.Counts.Rules = 0 }, "\nundecided: there was nothing to check\n"},
		"no artifacts":             {func(r *isms.Report) { r.Counts.Artifacts = 0 }, "\nundecided: there was nothing to check\n"},
		"both": {func(r *isms.Report) {
			r.Findings, r.Undecided = open(isms.Minor), []isms.Undecided{{Reason: "x"}}
		}, "\nundecided: 1 check could not be completed; 1 nonconformity detected by 5 rules\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := quiet()
			test.change(r)
			out := write(t, "text", r, report.Options{})
			if !strings.Contains(out, test.want) {
				t.Errorf("got\n%s\nwant in it%s", out, test.want)
			}
			if !strings.HasPrefix(test.want, "\nno ") && strings.Contains(out, "no nonconformity") {
				t.Errorf("false green:\n%s", out)
			}
			for _, word := range []string{"compliant", "compliance", "certified"} {
				if strings.Contains(strings.ToLower(out), word) {
					t.Errorf("the report says %q", word)
				}
			}
		})
	}
}

func TestTextShowsTheLinesOfAPlaceOnce(t *testing.T) {
	out := write(t, "text", sample(), report.Options{Source: source})
	if got := strings.Count(out, "id: R-017"); got != 1 {
		t.Errorf("the line of two findings stands %d times, want 1", got)
	}
	if !strings.Contains(out, "risk/risks.yaml:5:5 (shown above)") {
		t.Errorf("the second finding does not point up")
	}
	if got := strings.Count(out, "risk R-019 has no owner"); got != 1 || !strings.Contains(out, "(2 times)") {
		t.Errorf("two findings that read the same stand %d times, want 1 with their number", got)
	}
}

func TestTextCutsWhatNobodyReads(t *testing.T) {
	r := quiet()
	r.Findings = []isms.Finding{{Rule: rules["risk.cia"], Grade: isms.Minor, Path: "a.yaml", Message: strings.Repeat("ä", 1<<20)}}
	for _, format := range []string{"text", "compact"} {
		if out := write(t, format, r, report.Options{}); len(out) > 8000 || !strings.Contains(out, "more bytes)") {
			t.Errorf("%s: a message of a megabyte gives %d bytes", format, len(out))
		}
	}
}
