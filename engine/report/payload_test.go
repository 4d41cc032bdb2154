package report_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// attacks are texts that a pull request may carry. What each must not do in an
// output is in innocent.
var attacks = map[string]string{
	"command of a runner":           "x\n::error file=a.yaml,line=1::pwned",
	"command at the start":          "::error::pwned",
	"command after blanks":          "   ::stop-commands::tok",
	"command after other blanks":    "\u00a0\u3000\u2003::error::pwned",
	"command after words to wrap":   strings.Repeat("word ", 15) + "::error::pwned " + strings.Repeat(" ::warning::x", 40),
	"command in a word to cut":      strings.Repeat("x", 200) + strings.Repeat("::error::", 30),
	"older command":                 "y ##[error]pwned",
	"older command twice":           "####[error]##[group]",
	"command of another runner":     "##vso[task.setvariable variable=x]y ##VSO[task.complete]",
	"command of a third runner":     "##teamcity[buildProblem]",
	"percent codes":                 "100%0A::error::x",
	"properties":                    "a.yaml,line=1,title=x",
	"carriage return":               "FAIL\rPASS",
	"cursor":                        "\x1b[2K\x1b[1A\x1b[32mPASS\x1b[0m",
	"link":                          "\x1b]8;;http://evil\x07click\x1b]8;;\x07",
	"clipboard":                     "\x1b]52;c;cm0gLXJm\x07",
	"C1":                            "\u009b31m\u0085\u0090",
	"reordered":                     "admin\u202etxt.lmay \u2066x\u2069 \u200f",
	"zero width":                    "A.5.\u200b1 \u2060 \ufeff \u200d",
	"fillers":                       "\u3164\uffa0\u115f\u1160\u034f\u00ad",
	"tags":                          "a\U000e0041\U000e0100",
	"separators":                    "a\u2028::error::b\u2029##[error]",
	"hidden inside a command":       "##\u200b[error] #\u200b#[error]",
	"controls":                      "\v\x00\ufffe\x7f",
	"tab":                           "\t=1\t::error::x",
	"bytes that are no letters":     "a\xff\xfe\x9b31m\xc0\xaf",
	"half of a pair":                "\xed\xa0\x80",
	"page":                          "<script>alert(1)</script> </script><!--",
	"long":                          strings.Repeat("x", 3000),
	"long with commands and colour": strings.Repeat("\x1b[31m##[error]", 300),
}

// innocent returns what is wrong with an output that people or runners read, or "".
func innocent(out string) string {
	if !utf8.ValidString(out) {
		return "holds bytes that are no UTF-8"
	}
	for _, r := range out {
		if r != '\n' && (unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) || strings.ContainsRune("\u034f\u115f\u1160\u3164\uffa0\ufffe\U000e0100", r)) {
			return "holds " + string(rune('U')) + "+" + strings.ToUpper(itox(r))
		}
	}
	for line := range strings.Lines(out) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") {
			return "has a line that starts a command: " + line
		}
		if anywhere.MatchString(line) {
			return "has a command in a line: " + line
		}
	}
	return ""
}

var anywhere = regexp.MustCompile(`(?i)##[a-z]*\[`)

func itox(r rune) string {
	const digits = "0123456789abcdef"
	s := ""
	for ; r > 0; r >>= 4 {
		s = string(digits[r&15]) + s
	}
	return s
}

// infected is a report in which every text that a repository can choose is s.
func infected(s string) (*isms.Report, report.Options) {
	rule := &isms.Rule{ID: "custom." + s, Title: s, Grade: isms.Minor, Requirements: []string{s}, Remedy: s}
	data := s + "\n" + s + ": " + s + "\n" + s
	at := isms.Range{
		Start: isms.Position{Line: 2, Column: 1, Offset: len(s) + 1},
		End:   isms.Position{Line: 2, Column: 2, Offset: len(s) + 1 + len(s)},
	}
	r := quiet()
	r.Tool.Version = s
	r.Counts.Minor = 1
	r.Findings = []isms.Finding{
		{Rule: rule, Grade: isms.Minor, Status: isms.Open, Entity: s, Kind: s, ID: s, Path: s, Range: at, At: isms.Path{s}, Locus: s, Message: s},
		{Rule: rule, Grade: isms.Minor, Status: isms.Waived, Kind: s, ID: s, Path: s, Message: s, Waiver: s},
		{Rule: rule, Grade: isms.Minor, Status: isms.Upcoming, Kind: s, ID: s, Path: s, Message: s, Since: day("2026-12-01")},
	}
	r.Undecided = []isms.Undecided{{Rule: rule, Kind: s, ID: s, Path: s, Range: at, Reason: s + " "}, {Rule: rules["risk.owner"], Path: s, Range: at, Reason: s}}
	for i, change := range []isms.Change{isms.New, isms.Fixed, isms.Unchanged, isms.Weakened} {
		r.Findings = append(r.Findings, isms.Finding{
			Rule: rule, Grade: isms.Grades[i], Status: isms.Open, Kind: s, ID: s, Path: s, Range: at, Locus: s, Message: s, Change: change, Touched: i > 1,
		})
	}
	r.Target = isms.Target{State: isms.StateCommit, Commit: s, Tree: s, Base: s, Prefix: s}
	r.Weakened = []isms.Weakening{{What: s, Rule: s, Path: s, Range: at, Message: s}, {What: s, Path: s, Message: s, Idle: true}}
	r.Requirements = []isms.Requirement{{ID: s, Title: s, Result: isms.HasFinding}}
	r.Warnings = []string{s}
	return r, report.Options{Source: func(string) []byte { return []byte(data) }}
}

func payloads(t *testing.T) map[string]string {
	all := map[string]string{}
	for name, s := range attacks {
		all[name] = s
	}
	path := filepath.Join("..", "..", "..", "shared", "hostile", "output", "payloads.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Logf("without the further payloads of %s", path)
		return all
	}
	var more map[string]string
	if err := json.Unmarshal(data, &more); err != nil {
		t.Fatal(err)
	}
	for name, s := range more {
		all["shared "+name] = s
	}
	return all
}

var ours = regexp.MustCompile("\x1b\\[([0-9];)?[0-9]{1,2}m")

func TestNoTextOfARepositoryReachesThroughAnOutput(t *testing.T) {
	for name, s := range payloads(t) {
		t.Run(name, func(t *testing.T) {
			for _, width := range []int{20, 40, 80, 200} {
				r, opts := infected(s)
				opts.Width = width
				for _, format := range []string{"text", "compact"} {
					if fault := innocent(write(t, format, r, opts)); fault != "" {
						t.Errorf("%s at %d columns %s", format, width, fault)
					}
				}
				opts.Color = true
				if fault := innocent(ours.ReplaceAllString(write(t, "text", r, opts), "")); fault != "" {
					t.Errorf("coloured text at %d columns %s", width, fault)
				}
			}
		})
	}
}

func TestJSONIsHarmlessAndLosesNothing(t *testing.T) {
	for name, s := range payloads(t) {
		t.Run(name, func(t *testing.T) {
			r, opts := infected(s)
			out := write(t, "json", r, opts)
			if fault := innocent(out); fault != "" {
				t.Errorf("json %s", fault)
			}
			var got struct {
				Findings []struct{ Rule, ID, Message, Path, PathB64 string }
			}
			if err := json.Unmarshal([]byte(out), &got); err != nil {
				t.Fatal(err)
			}
			if !utf8.ValidString(s) {
				return
			}
			for _, f := range got.Findings {
				if f.Message != s || f.ID != s || f.Path != s || f.Rule != "custom."+s {
					t.Errorf("text is read back as %q, want %q", f.Message, s)
				}
			}
		})
	}
}

func TestADifferentTextStaysDifferent(t *testing.T) {
	seen := map[string]string{}
	for name, s := range attacks {
		r, opts := infected(s)
		out := write(t, "compact", r, opts)
		if other, same := seen[out]; same {
			t.Errorf("%s and %s read the same", name, other)
		}
		seen[out] = name
	}
}

func TestEscapesAreVisible(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"plain":            {"risk R-1 has no owner", "risk R-1 has no owner"},
		"letters":          {"Prüfung der Größe 資産", "Prüfung der Größe 資産"},
		"marks":            {"e\u0301 ☺️", "e\u0301 ☺️"},
		"escape":           {"\x1b[31m", `\u{1B}[31m`},
		"carriage return":  {"FAIL\rPASS", `FAIL\u{D}PASS`},
		"reordered":        {"a\u202eb", `a\u{202E}b`},
		"no letters":       {"a\xffb", `a\x{FF}b`},
		"older command":    {"x ##[error]", `x ##\u{5B}error]`},
		"command":          {"##vso[x]", `##vso\u{5B}x]`},
		"a heading":        {"## [link](x) #1", "## [link](x) #1"},
		"line feed":        {"a\nb", `a\u{A}b`},
		"a tag in letters": {"A\U000e0041", `A\u{E0041}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := quiet()
			r.Findings = []isms.Finding{{Rule: rules["risk.cia"], Grade: isms.Minor, Path: "a.yaml", Message: test.text}}
			got := write(t, "compact", r, report.Options{})
			if want := "a.yaml:1:1: minor risk.cia " + test.want + "\n"; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestALineNeverStartsACommand(t *testing.T) {
	r := quiet()
	r.Findings = []isms.Finding{{Rule: rules["risk.cia"], Grade: isms.Minor, Path: "  ::error file=x::y", Message: "m"}}
	want := `  \u{3A}:error file=x::y:1:1: minor risk.cia m` + "\n"
	if got := write(t, "compact", r, report.Options{}); got != want {
		t.Errorf("got  %swant %s", got, want)
	}
}

func FuzzOutputs(f *testing.F) {
	for _, s := range attacks {
		f.Add(s, uint8(40))
	}
	f.Fuzz(func(t *testing.T, s string, width uint8) {
		r, opts := infected(s)
		opts.Width = int(width)
		for _, format := range report.Formats {
			out := write(t, format.Name, r, opts)
			if format.Name == "github" {
				all, rest := commands(out)
				if len(all) != 7 || len(rest) != 1 {
					t.Errorf("%d commands and %q", len(all), rest)
				}
				continue
			}
			fault := innocent(out)
			if format.Name == "markdown" && fault == "" {
				fault = markdownFault(out)
			}
			if fault != "" {
				t.Errorf("%s %s", format.Name, fault)
			}
		}
	})
}
