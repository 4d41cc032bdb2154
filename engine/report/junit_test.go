package report_test

import (
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

type junitSuites struct {
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string    `xml:"name,attr"`
	Class   string    `xml:"classname,attr"`
	Failure *junitWhy `xml:"failure"`
	Error   *junitWhy `xml:"error"`
	Skipped *junitWhy `xml:"skipped"`
}

type junitWhy struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// verdict is what became of a case.
func (c *junitCase) verdict() string {
	switch {
	case c.Failure != nil:
		return "failure"
	case c.Error != nil:
		return "error"
	case c.Skipped != nil:
		return "skipped"
	}
	return "passed"
}

func junitOf(t *testing.T, r *isms.Report) junitSuites {
	t.Helper()
	var got junitSuites
	if err := xml.Unmarshal([]byte(write(t, "junit", r, report.Options{})), &got); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestJUnitCountsWhatItHolds(t *testing.T) {
	for name, r := range reports(t) {
		t.Run(name, func(t *testing.T) {
			got := junitOf(t, r)
			all := map[string]int{}
			seen := map[string]bool{}
			for _, s := range got.Suites {
				in := map[string]int{}
				for _, c := range s.Cases {
					in[c.verdict()]++
					all[c.verdict()]++
					if id := c.Class + "\n" + c.Name; seen[id] || c.Name == "" {
						t.Errorf("case %q is there twice", id)
					} else {
						seen[id] = true
					}
				}
				if s.Tests != len(s.Cases) || s.Failures != in["failure"] || s.Errors != in["error"] || s.Skipped != in["skipped"] {
					t.Errorf("suite %q counts %d %d %d %d, and holds %v", s.Name, s.Tests, s.Failures, s.Errors, s.Skipped, in)
				}
			}
			if got.Tests < 1 || got.Tests != all["failure"]+all["error"]+all["skipped"]+all["passed"] || got.Failures != all["failure"] || got.Errors != all["error"] {
				t.Errorf("counts %d %d %d, and holds %v", got.Tests, got.Failures, got.Errors, all)
			}
		})
	}
}

// A test fails exactly where the check does.
func TestJUnitFailsWhereTheCheckFails(t *testing.T) {
	lenient := sample()
	lenient.FailOn = isms.Major
	never := sample()
	never.FailOn = ""
	counted := quiet()
	counted.Counts.NotAssessable = 2
	all := changed()
	all.FailAll = true
	tests := map[string]struct {
		report *isms.Report
		want   map[string]int
	}{
		"sample":              {sample(), map[string]int{"failure": 5, "error": 4, "skipped": 3}},
		"majors alone":        {lenient, map[string]int{"failure": 2, "error": 4, "skipped": 6}},
		"nothing":             {never, map[string]int{"error": 4, "skipped": 8}},
		"quiet":               {quiet(), map[string]int{"passed": 1}},
		"against a base":      {changed(), map[string]int{"failure": 4, "skipped": 6, "passed": 2}},
		"against a base, all": {all, map[string]int{"failure": 6, "skipped": 4, "passed": 2}},
		"undecided":           {counted, map[string]int{"error": 1}},
		"empty":               {&isms.Report{}, map[string]int{"error": 1}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := map[string]int{}
			for _, s := range junitOf(t, test.report).Suites {
				for _, c := range s.Cases {
					got[c.verdict()]++
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("cases (-want +got):\n%s", diff)
			}
		})
	}
}

func TestJUnitIsValidByTheSchemaOfJenkins(t *testing.T) {
	schema := filepath.Join("..", "..", "..", "shared", "formats", "junit", "junit-10.xsd")
	if _, err := os.Stat(schema); err != nil {
		t.Skip("there is no ../shared/formats/junit beside the checkout")
	}
	program, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed")
	}
	for name, r := range reports(t) {
		cmd := exec.CommandContext(t.Context(), program, "--noout", "--nonet", "--schema", schema, "-")
		cmd.Stdin = strings.NewReader(write(t, "junit", r, report.Options{}))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %s", name, out)
		}
	}
}

func TestJUnitIsHarmless(t *testing.T) {
	for name, s := range payloads(t) {
		t.Run(name, func(t *testing.T) {
			r, opts := infected(s)
			if fault := innocent(write(t, "junit", r, opts)); fault != "" {
				t.Errorf("junit %s", fault)
			}
			cases := 0
			for _, suite := range junitOf(t, r).Suites {
				texts := []string{suite.Name}
				for _, c := range suite.Cases {
					cases++
					texts = append(texts, c.Name, c.Class)
					for _, why := range []*junitWhy{c.Failure, c.Error, c.Skipped} {
						if why != nil {
							texts = append(texts, why.Type, why.Message, why.Text)
						}
					}
				}
				for _, text := range texts {
					if fault := innocent(text); fault != "" || strings.ContainsRune(text, '\ufffd') && !strings.ContainsRune(s, '\ufffd') {
						t.Errorf("%q is shown: %s", text, fault)
					}
				}
			}
			if cases != 11 {
				t.Errorf("%d cases, want 11", cases)
			}
		})
	}
}
