package report_test

import (
	"encoding/json"
	"strings"
	"testing"

	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

type gitlabIssue struct {
	Description, Fingerprint, Severity string
	Check                              string `json:"check_name"`
	Location                           struct {
		Path  string
		Lines struct{ Begin int }
	}
}

func gitlabOf(t *testing.T, r *isms.Report) (issues []gitlabIssue) {
	t.Helper()
	if err := json.Unmarshal([]byte(write(t, "gitlab", r, report.Options{})), &issues); err != nil {
		t.Fatal(err)
	}
	return issues
}

func TestGitLabIsValidAndTellsItsEntriesApart(t *testing.T) {
	for name, r := range reports(t) {
		seen := map[string]bool{}
		for _, x := range gitlabOf(t, r) {
			if seen[x.Fingerprint] || x.Fingerprint == "" {
				t.Errorf("%s: fingerprint %q is taken", name, x.Fingerprint)
			}
			seen[x.Fingerprint] = true
			if strings.HasPrefix(x.Location.Path, "/") || strings.HasPrefix(x.Location.Path, "./") || x.Location.Lines.Begin < 1 || x.Description == "" {
				t.Errorf("%s: %+v", name, x)
			}
		}
	}
	schema := official(t, "gitlab/codequality.derived.schema.json")
	for name, r := range reports(t) {
		var v any
		if err := json.Unmarshal([]byte(write(t, "gitlab", r, report.Options{})), &v); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%s: %#v", name, err)
		}
	}
}

// GitLab compares two reports by fingerprint: what has moved is the same.
func TestGitLabFingerprintsOutliveMoves(t *testing.T) {
	moved := sample()
	for i := range moved.Findings {
		moved.Findings[i].Path = "z/" + moved.Findings[i].Path
	}
	want := map[string]bool{}
	for _, x := range gitlabOf(t, sample()) {
		want[x.Fingerprint] = true
	}
	for _, x := range gitlabOf(t, moved) {
		if !want[x.Fingerprint] {
			t.Errorf("%q has become another", x.Description)
		}
	}
}

func TestGitLabListsAllThatStands(t *testing.T) {
	bySeverity := map[string]int{}
	for _, x := range gitlabOf(t, changed()) {
		bySeverity[x.Severity]++
	}
	if bySeverity["blocker"] != 2 || bySeverity["critical"] != 2 || bySeverity["major"] != 2 || bySeverity["minor"] != 2 {
		t.Errorf("entries by severity: %v", bySeverity)
	}
}

func TestGitLabIsHarmless(t *testing.T) {
	for name, s := range payloads(t) {
		t.Run(name, func(t *testing.T) {
			r, opts := infected(s)
			if fault := innocent(write(t, "gitlab", r, opts)); fault != "" {
				t.Errorf("gitlab %s", fault)
			}
			issues := gitlabOf(t, r)
			if len(issues) != 8 {
				t.Errorf("%d entries, want 8", len(issues))
			}
			for _, x := range issues {
				for _, text := range []string{x.Description, x.Check} {
					if fault := innocent(text); fault != "" || strings.Contains(text, "](") {
						t.Errorf("%q is shown: %s", text, fault)
					}
				}
			}
		})
	}
}

type rdDiagnostic struct {
	Message, Severity string
	Location          struct {
		Path  string
		Range struct {
			Start, End struct{ Line, Column int }
		}
	}
	Code struct{ Value string }
}

func rdjsonOf(t *testing.T, r *isms.Report, opts report.Options) []rdDiagnostic {
	t.Helper()
	var got struct{ Diagnostics []rdDiagnostic }
	if err := json.Unmarshal([]byte(write(t, "rdjson", r, opts)), &got); err != nil {
		t.Fatal(err)
	}
	return got.Diagnostics
}

func TestRDJSONIsValidByTheSchemaOfReviewdog(t *testing.T) {
	schema := official(t, "reviewdog/rdf-DiagnosticResult.json")
	for name, r := range reports(t) {
		var v any
		if err := json.Unmarshal([]byte(write(t, "rdjson", r, report.Options{Source: source})), &v); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%s: %#v", name, err)
		}
	}
}

// The columns of each diagnostic cut out of its line, in bytes, what it is about.
func TestRDJSONColumnsAreBytes(t *testing.T) {
	text := "# 資\n- {id: \"😀é\", title: \"aéb\", owner: x}\r\n"
	r := quiet()
	words := []string{"\"😀é\"", "\"aéb\"", "owner"}
	for _, word := range words {
		at := strings.Index(text, word)
		r.Findings = append(r.Findings, isms.Finding{
			Rule: rules["risk.cia"], Grade: isms.Minor, Status: isms.Open, Path: "a.yaml", Message: word,
			Range: isms.Range{Start: position(text, at), End: position(text, at+len(word))},
		})
	}
	got := rdjsonOf(t, r, report.Options{Source: func(string) []byte { return []byte(text) }})
	if len(got) != len(words) {
		t.Fatalf("%d diagnostics", len(got))
	}
	for i, d := range got {
		line := strings.Split(text, "\n")[d.Location.Range.Start.Line-1]
		if word := line[d.Location.Range.Start.Column-1 : d.Location.Range.End.Column-1]; word != words[i] {
			t.Errorf("columns hold %q, want %q", word, words[i])
		}
	}
}

func TestRDJSONBringsWhatTheChangeBrings(t *testing.T) {
	if got := rdjsonOf(t, changed(), report.Options{}); len(got) != 7 {
		t.Errorf("%d diagnostics, want the 3 differences and the 4 findings that are new or weakened", len(got))
	}
}

func TestRDJSONIsHarmless(t *testing.T) {
	for name, s := range payloads(t) {
		t.Run(name, func(t *testing.T) {
			r, opts := infected(s)
			if fault := innocent(write(t, "rdjson", r, opts)); fault != "" {
				t.Errorf("rdjson %s", fault)
			}
			got := rdjsonOf(t, r, opts)
			if len(got) != 7 {
				t.Errorf("%d diagnostics, want 7", len(got))
			}
			for _, d := range got {
				for _, text := range []string{d.Message, d.Code.Value} {
					if fault := active(text); fault != "" {
						t.Errorf("%q holds %s", text, fault)
					}
				}
			}
		})
	}
}
