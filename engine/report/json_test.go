package report_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

func compile(t *testing.T) *jsonschema.Schema {
	t.Helper()
	return compileSchema(t, report.Schema())
}

func compileSchema(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat = true
	c.AssertContent = true
	if err := c.AddResource("schema.json", bytes.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("schema.json")
}

// bytesPath is a path as git may hold it: bytes that are no UTF-8.
const bytesPath = "risk/\xfcber.yaml"

func withBytesPath() *isms.Report {
	r := sample()
	r.Findings[0].Path = bytesPath
	r.Undecided[0].Path = bytesPath
	return r
}

func TestReportsAreValidByTheirSchema(t *testing.T) {
	schema := compile(t)
	plain, _ := large(50)
	tests := map[string]*isms.Report{
		"sample": sample(), "quiet": quiet(), "path in bytes": withBytesPath(), "large": plain,
		"against a base": changed(),
	}
	for name, r := range tests {
		t.Run(name, func(t *testing.T) {
			var v any
			if err := json.Unmarshal([]byte(write(t, "json", r, report.Options{})), &v); err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(v); err != nil {
				t.Errorf("%#v", err)
			}
		})
	}
}

func TestEachLineIsValidByTheSchemaAndSaysWhatTheDocumentSays(t *testing.T) {
	schema := compile(t)
	for name, r := range map[string]*isms.Report{"sample": sample(), "quiet": quiet(), "path in bytes": withBytesPath(), "against a base": changed()} {
		t.Run(name, func(t *testing.T) {
			var whole map[string]any
			if err := json.Unmarshal([]byte(write(t, "json", r, report.Options{})), &whole); err != nil {
				t.Fatal(err)
			}
			got := map[string]any{"findings": []any{}, "not_assessable": []any{}, "requirements": []any{}}
			lists := map[string]string{"finding": "findings", "not_assessable": "not_assessable", "weakened": "weakened", "requirement": "requirements"}
			number := 0
			for line := range strings.Lines(write(t, "jsonl", r, report.Options{})) {
				var v map[string]any
				if err := json.Unmarshal([]byte(line), &v); err != nil {
					t.Fatalf("%v in %s", err, line)
				}
				if err := schema.Validate(v); err != nil {
					t.Errorf("%#v in %s", err, line)
				}
				word := v["type"].(string)
				if number++; (number == 1) != (word == "header") {
					t.Errorf("line %d is of type %q", number, word)
				}
				delete(v, "type")
				if word == "header" {
					for key, x := range v {
						got[key] = x
					}
					continue
				}
				list, _ := got[lists[word]].([]any)
				got[lists[word]] = append(list, v)
			}
			if diff := cmp.Diff(whole, got); diff != "" {
				t.Errorf("lines (-document +lines):\n%s", diff)
			}
		})
	}
}

func TestTheSchemaRefusesOtherShapes(t *testing.T) {
	schema := compile(t)
	tests := map[string]func(d map[string]any){
		"a field too many":  func(d map[string]any) { d["verdict"] = "green" },
		"a field too few":   func(d map[string]any) { delete(d, "as_of") },
		"findings are null": func(d map[string]any) { d["findings"] = nil },
		"unknown outcome":   func(d map[string]any) { d["outcome"] = "ok" },
		"a date for as_of":  func(d map[string]any) { d["as_of"] = "2026-11-23" },
		"unknown grade":     func(d map[string]any) { d["findings"].([]any)[0].(map[string]any)["grade"] = "fatal" },
		"unknown result":    func(d map[string]any) { d["requirements"].([]any)[0].(map[string]any)["result"] = "ok" },
		"unknown change":    func(d map[string]any) { d["findings"].([]any)[0].(map[string]any)["change"] = "moved" },
		"a short commit":    func(d map[string]any) { d["target"].(map[string]any)["commit"] = "9d1e" },
	}
	for name, spoil := range tests {
		t.Run(name, func(t *testing.T) {
			var d map[string]any
			if err := json.Unmarshal([]byte(write(t, "json", sample(), report.Options{})), &d); err != nil {
				t.Fatal(err)
			}
			spoil(d)
			if schema.Validate(d) == nil {
				t.Errorf("the schema accepts it")
			}
		})
	}
}

// decoded is the part of a report that the tests below look at.
type decoded struct {
	AsOf     string `json:"as_of"`
	Findings []struct {
		Key     string  `json:"key"`
		Path    string  `json:"path"`
		PathB64 []byte  `json:"path_b64"`
		Pointer string  `json:"pointer"`
		Since   *string `json:"since"`
		Until   *string `json:"until"`
	} `json:"findings"`
	NotAssessable []struct {
		Path    string `json:"path"`
		PathB64 []byte `json:"path_b64"`
	} `json:"not_assessable"`
}

func decode(t *testing.T, r *isms.Report) (d decoded) {
	t.Helper()
	if err := json.Unmarshal([]byte(write(t, "json", r, report.Options{})), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestJSONKeepsPathsThatAreNoText(t *testing.T) {
	d := decode(t, withBytesPath())
	found := 0
	for _, f := range d.Findings {
		if f.PathB64 != nil {
			found++
			if string(f.PathB64) != bytesPath || f.Path != `risk/\x{FC}ber.yaml` {
				t.Errorf("got path %q and bytes %q", f.Path, f.PathB64)
			}
		}
	}
	for _, u := range d.NotAssessable {
		if u.PathB64 != nil {
			found++
			if string(u.PathB64) != bytesPath {
				t.Errorf("got bytes %q, want %q", u.PathB64, bytesPath)
			}
		}
	}
	if found != 2 {
		t.Errorf("path_b64 stands %d times, want 2", found)
	}
}

func TestJSONSaysAllTimesInTheZoneOfTheJudgement(t *testing.T) {
	r := quiet()
	utc := time.Date(2026, 9, 1, 23, 30, 0, 0, time.UTC)
	r.Findings = []isms.Finding{{
		Rule: rules["risk.cia"], Grade: isms.Observation, Status: isms.Open, Path: "a.yaml",
		At: isms.Path{"a/b", "0", "c~d"}, Since: &utc,
	}}
	d := decode(t, r)
	if d.AsOf != "2026-11-23T00:00:00+01:00" {
		t.Errorf("got as_of %s", d.AsOf)
	}
	f := d.Findings[0]
	if f.Since == nil || *f.Since != "2026-09-02T00:30:00+01:00" || f.Until != nil {
		t.Errorf("got since %v and until %v", f.Since, f.Until)
	}
	if f.Pointer != "/a~1b/0/c~0d" {
		t.Errorf("got pointer %s", f.Pointer)
	}
	if f.Key != r.Findings[0].Fingerprint() {
		t.Errorf("got key %s, want the fingerprint %s", f.Key, r.Findings[0].Fingerprint())
	}
}

func TestJSONHasNoNullAndEndsWithALineFeed(t *testing.T) {
	r := quiet()
	r.Requirements = nil
	r.Findings = []isms.Finding{{Rule: &isms.Rule{ID: "custom.x"}, Grade: isms.Minor, Status: isms.Open}}
	for name, r := range map[string]*isms.Report{"bare": {}, "quiet": quiet(), "a rule without requirements": r} {
		out := write(t, "json", r, report.Options{})
		if strings.Contains(out, "null") || !strings.HasSuffix(out, "}\n") {
			t.Errorf("%s: got\n%s", name, out)
		}
	}
}

func TestTheSchemaCannotBeChangedByItsReaders(t *testing.T) {
	want := string(report.Schema())
	report.Schema()[0] = 'x'
	if diff := cmp.Diff(want, string(report.Schema())); diff != "" {
		t.Errorf("schema (-want +got):\n%s", diff)
	}
}
