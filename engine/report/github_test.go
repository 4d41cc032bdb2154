package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// A command is a line of a log as the runner of GitHub Actions reads it.
type command struct {
	name       string
	properties map[string]string
	message    string
}

// commands reads a log as the runner does: a line is a command if it starts with
// "::" after blanks; name and properties end at the next "::", the properties are
// parted at commas, each at its first equals sign, and escapes are read back.
func commands(log string) (all []command, rest []string) {
	data := strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%")
	property := strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%")
	for line := range strings.Lines(log) {
		line = strings.TrimSuffix(line, "\n")
		trimmed := strings.TrimSpace(line)
		head, message, ok := strings.Cut(strings.TrimPrefix(trimmed, "::"), "::")
		if !strings.HasPrefix(trimmed, "::") || !ok {
			rest = append(rest, line)
			continue
		}
		name, list, _ := strings.Cut(head, " ")
		c := command{name, map[string]string{}, data.Replace(message)}
		for p := range strings.SplitSeq(list, ",") {
			if key, value, ok := strings.Cut(p, "="); ok {
				c.properties[strings.TrimSpace(key)] = property.Replace(value)
			}
		}
		all = append(all, c)
	}
	return all, rest
}

// crowd is a report with n findings of each grade, the last of each on a line of
// the change.
func crowd(n int) *isms.Report {
	r := changed()
	r.Weakened = nil
	rule := *rules["risk.owner"]
	rule.Remedy = ""
	r.Findings = nil
	for _, g := range isms.Grades {
		for i := range n {
			r.Findings = append(r.Findings, isms.Finding{
				Rule: &rule, Grade: g, Status: isms.Open, Kind: "risk", ID: fmt.Sprintf("%s-%d", g, i), Path: "risks.yaml",
				Range:   isms.Range{Start: isms.Position{Line: i + 1, Column: 1}},
				Message: fmt.Sprintf("%s %d", g, i), Change: isms.New, Touched: i == n-1,
			})
		}
	}
	return r
}

func TestGitHubGetsNoMoreThanItShows(t *testing.T) {
	tests := map[string]struct {
		report *isms.Report
		want   map[string]int
		last   string
	}{
		"few":         {crowd(5), map[string]int{"error": 5, "warning": 5, "notice": 10}, "opportunity 3"},
		"all notices": {crowd(6), map[string]int{"error": 6, "warning": 6, "notice": 10}, "3 more are not shown here"},
		"many":        {crowd(125), map[string]int{"error": 10, "warning": 10, "notice": 10}, "471 more are not shown here"},
		"none":        {quiet(), map[string]int{}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			all, rest := commands(write(t, "github", test.report, report.Options{}))
			got := map[string]int{}
			for _, c := range all {
				got[c.name]++
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("annotations (-want +got):\n%s", diff)
			}
			if len(rest) != 1 {
				t.Errorf("log %q, want the verdict alone", rest)
			}
			if len(all) > 0 && !strings.HasPrefix(all[len(all)-1].message, test.last) {
				t.Errorf("the last one says %q", all[len(all)-1].message)
			}
		})
	}
}

func TestGitHubShowsTheWorstAndChangedLinesFirst(t *testing.T) {
	all, _ := commands(write(t, "github", crowd(125), report.Options{}))
	var got []string
	for _, i := range []int{0, 1, 10, 11, 20, 21} {
		got = append(got, all[i].message)
	}
	want := []string{"major 124", "major 0", "minor 124", "minor 0", "observation 124", "observation 0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestGitHubShowsWhatTheChangeBrings(t *testing.T) {
	all, _ := commands(write(t, "github", changed(), report.Options{}))
	var got []string
	for _, c := range all {
		got = append(got, c.name+" "+c.properties["file"]+" "+c.properties["title"])
	}
	want := []string{
		"error isms/exceptions.yaml weakened: waiver.added", "error isms/rules/laptops.rego weakened: rule.removed",
		"error isms/isms.yaml major isms.scope_present", "warning isms/risk/risks.yaml minor risk.owner",
		"notice isms/exceptions.yaml waiver.added", "notice isms/risk/risks.yaml observation risk.cia", "notice isms/risk/risks.yaml observation risk.cia",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("annotations (-want +got):\n%s", diff)
	}
	r := changed()
	r.FailAll = true
	if all, _ := commands(write(t, "github", r, report.Options{})); len(all) != len(want)+2 {
		t.Errorf("%d annotations where all findings count, want %d", len(all), len(want)+2)
	}
}

func TestGitHubReadsBackWhatWasWritten(t *testing.T) {
	r := quiet()
	path, text := "50%, a:b%2C/risks.yaml", "100%0A of 3:2, a=b ::error::x"
	r.Findings = []isms.Finding{{
		Rule: &isms.Rule{ID: "custom.a,b:c=d%3A"}, Grade: isms.Minor, Status: isms.Open, Path: path, Message: text,
		Range: isms.Range{Start: isms.Position{Line: 7, Column: 3}},
	}}
	all, _ := commands(write(t, "github", r, report.Options{}))
	want := []command{{"warning", map[string]string{"file": path, "line": "7", "col": "3", "title": "minor custom.a,b:c=d%3A"}, text}}
	if diff := cmp.Diff(want, all, cmp.AllowUnexported(command{})); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}

func TestGitHubIsHarmless(t *testing.T) {
	for name, s := range payloads(t) {
		t.Run(name, func(t *testing.T) {
			r, opts := infected(s)
			out := write(t, "github", r, opts)
			all, rest := commands(out)
			if len(all) != 7 || len(rest) != 1 || strings.Count(out, "\n") != 8 {
				t.Fatalf("%d commands and %q", len(all), rest)
			}
			for _, c := range all {
				if !slices.Contains([]string{"error", "warning", "notice"}, c.name) {
					t.Errorf("command %q", c.name)
				}
				for key, value := range c.properties {
					if !slices.Contains([]string{"file", "line", "col", "title"}, key) {
						t.Errorf("property %q", key)
					}
					if fault := innocent(value); fault != "" && key != "file" {
						t.Errorf("%s %s", key, fault)
					}
				}
				if fault := innocent(c.message); fault != "" {
					t.Errorf("message %s", fault)
				}
			}
			for line := range strings.Lines(out) {
				if anywhere.MatchString(line) {
					t.Errorf("a command in %s", line)
				}
			}
		})
	}
}
