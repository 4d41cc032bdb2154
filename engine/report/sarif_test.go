package report_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// official compiles the schema that the makers of a format publish, of the folder
// beside the checkout.
func official(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "formats", filepath.FromSlash(name))
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("there is no %s beside the checkout", "../shared/formats/"+name)
	}
	defer f.Close()
	c := jsonschema.NewCompiler()
	c.AssertFormat = true
	if err := c.AddResource("schema.json", f); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("schema.json")
}

// reports are what every format is held against.
func reports(t *testing.T) map[string]*isms.Report {
	t.Helper()
	many, _ := large(300)
	bare := quiet()
	bare.Findings = []isms.Finding{{Rule: &isms.Rule{ID: "custom.x"}, Grade: isms.Minor, Status: isms.Open}}
	twice := quiet()
	rule := &isms.Rule{ID: "custom.y", Requirements: []string{"4.3", "4.3"}}
	twice.Findings = []isms.Finding{{Rule: rule, Grade: isms.Minor}, {Rule: rule, Grade: isms.Minor}}
	all := map[string]*isms.Report{
		"everything twice": twice,
		"sample":           sample(), "against a base": changed(), "quiet": quiet(), "path in bytes": withBytesPath(), "many": many, "bare": bare, "empty": {},
	}
	for name, s := range attacks {
		all["with "+name], _ = infected(s)
	}
	return all
}

// sarifLog is the part of SARIF that tests look at.
type sarifLog struct {
	Runs []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool struct {
		Driver struct {
			Name  string
			Rules []struct {
				ID                                string
				ShortDescription, FullDescription struct{ Text string }
				Help                              struct{ Text, Markdown string }
				DefaultConfiguration              struct{ Level string }
				Relationships                     []struct {
					Target sarifReference
					Kinds  []string
				}
				Properties struct{ Tags []string }
			}
		}
	}
	Invocations []struct {
		ExecutionSuccessful            bool
		ToolExecutionNotifications     []sarifNotification
		ToolConfigurationNotifications []sarifNotification
	}
	AutomationDetails struct{ ID string }
	ColumnKind        string
	Taxonomies        []struct {
		Name string
		Taxa []struct{ ID string }
	}
	Results []struct {
		RuleID              string
		RuleIndex           int
		Level               string
		Message             struct{ Text string }
		Locations           []sarifLocation
		PartialFingerprints map[string]string
		BaselineState       string
		Suppressions        []struct{ Kind, Status, Justification string }
		Properties          struct{ Pointer string }
	}
	Properties struct{ Fixed []string }
}

type sarifReference struct {
	ID            string
	Index         int
	ToolComponent struct {
		Name  string
		Index int
	}
}

type sarifNotification struct {
	Level          string
	Message        struct{ Text string }
	Locations      []sarifLocation
	AssociatedRule *sarifReference
}

type sarifLocation struct {
	PhysicalLocation struct {
		ArtifactLocation struct{ URI, URIBaseID string }
		Region           struct{ StartLine, StartColumn, EndLine, EndColumn int }
	}
}

func sarifOf(t *testing.T, r *isms.Report, opts report.Options) sarifRun {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal([]byte(write(t, "sarif", r, opts)), &log); err != nil {
		t.Fatal(err)
	}
	if len(log.Runs) != 1 {
		t.Fatalf("%d runs, want 1", len(log.Runs))
	}
	return log.Runs[0]
}

func TestSARIFIsValidByTheOfficialSchema(t *testing.T) {
	schema := official(t, "sarif/sarif-schema-2.1.0.json")
	for name, r := range reports(t) {
		var v any
		if err := json.Unmarshal([]byte(write(t, "sarif", r, report.Options{Source: source})), &v); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%s: %#v", name, err)
		}
	}
}

// What GitHub demands of a file, and what its viewers make of references.
func TestSARIFIsTakenInByGitHub(t *testing.T) {
	for name, r := range reports(t) {
		t.Run(name, func(t *testing.T) {
			run := sarifOf(t, r, report.Options{Source: source})
			rules := map[string]bool{}
			for _, rule := range run.Tool.Driver.Rules {
				if rules[rule.ID] || rule.ID == "" {
					t.Errorf("rule id %q is taken", rule.ID)
				}
				rules[rule.ID] = true
				for what, text := range map[string]string{
					"short description": rule.ShortDescription.Text, "full description": rule.FullDescription.Text,
				} {
					if n := len([]rune(text)); n == 0 || n > 1024 {
						t.Errorf("%s of %q has %d characters", what, rule.ID, n)
					}
				}
				if rule.Help.Text == "" || rule.Help.Markdown == "" || len(rule.Properties.Tags) > 10 {
					t.Errorf("rule %q has help %q and tags %q", rule.ID, rule.Help, rule.Properties.Tags)
				}
				for _, x := range rule.Relationships {
					taxonomy := run.Taxonomies[x.Target.ToolComponent.Index]
					if got := taxonomy.Taxa[x.Target.Index].ID; got != x.Target.ID || taxonomy.Name != x.Target.ToolComponent.Name {
						t.Errorf("rule %q refers to %q, where %q stands", rule.ID, x.Target.ID, got)
					}
				}
			}
			fingerprints := map[string]bool{}
			for _, x := range run.Results {
				if got := run.Tool.Driver.Rules[x.RuleIndex].ID; got != x.RuleID {
					t.Errorf("a result of %q names rule %q", x.RuleID, got)
				}
				print := x.PartialFingerprints["primaryLocationLineHash"]
				if print == "" || fingerprints[print] {
					t.Errorf("fingerprint %q is taken", print)
				}
				fingerprints[print] = true
				if len(x.Locations) != 1 {
					t.Fatalf("a result has %d locations", len(x.Locations))
				}
				checkLocation(t, x.Locations[0])
			}
			if !strings.HasSuffix(run.AutomationDetails.ID, "/") {
				t.Errorf("category %q does not end with a slash", run.AutomationDetails.ID)
			}
		})
	}
}

func checkLocation(t *testing.T, l sarifLocation) {
	t.Helper()
	where := l.PhysicalLocation
	u, err := url.Parse(where.ArtifactLocation.URI)
	if err != nil || u.IsAbs() || u.Host != "" || u.RawQuery != "" || u.Fragment != "" || strings.HasPrefix(u.Path, "/") {
		t.Errorf("%q is no relative path: %v", where.ArtifactLocation.URI, err)
	}
	for step := range strings.SplitSeq(where.ArtifactLocation.URI, "/") {
		if step == "" || step == "." || step == ".." {
			t.Errorf("%q leads elsewhere", where.ArtifactLocation.URI)
		}
	}
	if g := where.Region; where.ArtifactLocation.URIBaseID != "%SRCROOT%" || g.StartLine < 1 || g.EndLine != g.StartLine || g.EndColumn < g.StartColumn {
		t.Errorf("region %+v", g)
	}
}

func TestSARIFKeepsTheBytesOfAPath(t *testing.T) {
	r := withBytesPath()
	r.Target.Prefix = "our isms#1"
	for _, x := range sarifOf(t, r, report.Options{}).Results {
		if x.RuleID != "isms.scope_present" {
			continue
		}
		if got, want := x.Locations[0].PhysicalLocation.ArtifactLocation.URI, "our%20isms%231/risk/%FCber.yaml"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// The columns of each result cut out of its line, in UTF-16, what the finding is about.
func TestSARIFColumnsAreUTF16(t *testing.T) {
	text := "# 資\n- {id: \"😀é\", title: \"a\U0001F1E9\U0001F1EAb\", owner: x}\r\n\t- \xff id: y\n"
	repository := func(string) []byte { return []byte(text) }
	r := quiet()
	words := []string{"\"😀é\"", "\"a\U0001F1E9\U0001F1EAb\"", "owner", "id: y"}
	for _, word := range words {
		at := strings.Index(text, word)
		r.Findings = append(r.Findings, isms.Finding{
			Rule: rules["risk.cia"], Grade: isms.Minor, Status: isms.Open, Path: "a.yaml", Message: word, Locus: word,
			Range: isms.Range{Start: position(text, at), End: position(text, at+len(word))},
		})
	}
	run := sarifOf(t, r, report.Options{Source: repository})
	if run.ColumnKind != "utf16CodeUnits" || len(run.Results) != len(words) {
		t.Fatalf("%d results in %q", len(run.Results), run.ColumnKind)
	}
	lines := strings.Split(text, "\n")
	for _, x := range run.Results {
		g := x.Locations[0].PhysicalLocation.Region
		line := utf16.Encode([]rune(lines[g.StartLine-1]))
		if got := string(utf16.Decode(line[g.StartColumn-1 : g.EndColumn-1])); got != x.Message.Text {
			t.Errorf("columns %d to %d hold %q, want %q", g.StartColumn, g.EndColumn, got, x.Message.Text)
		}
	}
}

// Fingerprints outlive what moves, and only that.
func TestSARIFFingerprintsAreThoseOfFindings(t *testing.T) {
	prints := func(r *isms.Report) map[string]string {
		out := map[string]string{}
		for _, x := range sarifOf(t, r, report.Options{}).Results {
			out[x.PartialFingerprints["primaryLocationLineHash"]] = x.RuleID
		}
		return out
	}
	want := prints(sample())
	moved := sample()
	for i := range moved.Findings {
		f := &moved.Findings[i]
		f.Path, f.Range, f.Message = "elsewhere/"+f.Path, isms.Range{Start: isms.Position{Line: 100 - i, Column: 3}}, "in other words"
	}
	if diff := cmp.Diff(want, prints(moved)); diff != "" {
		t.Errorf("after a move (-want +got):\n%s", diff)
	}
	other := sample()
	for i := range other.Findings {
		other.Findings[i].ID += "-x"
	}
	for print := range prints(other) {
		if want[print] != "" {
			t.Errorf("the finding of another record has fingerprint %q too", print)
		}
	}
	twice := quiet()
	twice.Findings = []isms.Finding{sample().Findings[2], sample().Findings[2]}
	if n := len(prints(twice)); n != 2 {
		t.Errorf("two findings have %d fingerprints", n)
	}
}

func TestSARIFSaysWhatBecameOfAFinding(t *testing.T) {
	run := sarifOf(t, changed(), report.Options{Source: source})
	states := map[string]int{}
	for _, x := range run.Results {
		states[x.BaselineState]++
		if waived := len(x.Suppressions) > 0; waived != (x.BaselineState == "") || waived && x.Level != "note" {
			t.Errorf("a result of %q in state %q has suppressions %q and level %q", x.RuleID, x.BaselineState, x.Suppressions, x.Level)
		}
	}
	if diff := cmp.Diff(map[string]int{"new": 3, "unchanged": 2, "updated": 1, "": 1}, states); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	if len(run.Properties.Fixed) != 1 {
		t.Errorf("fixed: %q", run.Properties.Fixed)
	}
	if n := run.Invocations[0]; !n.ExecutionSuccessful || len(n.ToolConfigurationNotifications) != 3 {
		t.Errorf("invocation %+v", n)
	}
}

func TestSARIFIsNotSuccessfulWhereSomethingIsUndecided(t *testing.T) {
	counted := quiet()
	counted.Counts.NotAssessable = 1
	for name, r := range map[string]*isms.Report{"listed": sample(), "counted": counted, "an outcome nobody knows": {Counts: isms.Counts{Rules: 1, Artifacts: 1}}} {
		n := sarifOf(t, r, report.Options{Source: source}).Invocations[0]
		if n.ExecutionSuccessful || len(n.ToolExecutionNotifications) == 0 || !strings.HasPrefix(n.ToolExecutionNotifications[0].Message.Text, "undecided: ") {
			t.Errorf("%s: %+v", name, n)
		}
	}
	if n := sarifOf(t, quiet(), report.Options{}).Invocations[0]; !n.ExecutionSuccessful || len(n.ToolExecutionNotifications) != 0 {
		t.Errorf("a quiet run has invocation %+v", n)
	}
}

// More than GitHub takes is cut at the least grave, and it is said.
func TestSARIFStaysWithinTheLimitOfGitHub(t *testing.T) {
	r := quiet()
	for i := range 25010 {
		f := isms.Finding{Rule: rules["risk.owner"], Grade: isms.Minor, Status: isms.Open, Kind: "risk", ID: fmt.Sprint(i), Path: "a.yaml", Message: "m"}
		if i%5000 == 0 {
			f.Grade = isms.Opportunity
		}
		r.Findings = append(r.Findings, f)
	}
	run := sarifOf(t, r, report.Options{})
	if len(run.Results) != 25000 {
		t.Fatalf("%d results", len(run.Results))
	}
	for _, x := range run.Results {
		if x.Level == "note" {
			t.Fatal("a less grave finding has taken the place of a graver one")
		}
	}
	if n := run.Invocations[0].ToolExecutionNotifications; len(n) != 1 || !strings.HasPrefix(n[0].Message.Text, "10 findings, the least grave, are left out") {
		t.Errorf("notifications %+v", n)
	}
}

func TestSARIFIsHarmless(t *testing.T) {
	for name, s := range payloads(t) {
		t.Run(name, func(t *testing.T) {
			r, opts := infected(s)
			out := write(t, "sarif", r, opts)
			if fault := innocent(out); fault != "" {
				t.Errorf("sarif %s", fault)
			}
			run := sarifOf(t, r, opts)
			texts := []string{run.AutomationDetails.ID}
			for _, x := range run.Results {
				texts = append(texts, x.Message.Text, x.RuleID)
				checkLocation(t, x.Locations[0])
				for _, why := range x.Suppressions {
					texts = append(texts, why.Justification)
				}
			}
			for _, x := range run.Tool.Driver.Rules {
				texts = append(texts, x.ID, x.ShortDescription.Text, x.FullDescription.Text, x.Help.Text)
				if fault := active(x.Help.Markdown); fault != "" {
					t.Errorf("help holds %s", fault)
				}
			}
			for _, n := range append(run.Invocations[0].ToolExecutionNotifications, run.Invocations[0].ToolConfigurationNotifications...) {
				texts = append(texts, n.Message.Text)
			}
			for _, text := range texts {
				if fault := innocent(text); fault != "" || strings.Contains(text, "](") {
					t.Errorf("%q is shown: %s", text, fault)
				}
			}
		})
	}
}
