package report_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// ready is a readiness with something of everything, in which text stands wherever a
// repository may have written.
func ready(text string) *isms.Readiness {
	day := time.Date(2027, 1, 9, 0, 0, 0, 0, time.UTC)
	return &isms.Readiness{
		Tool: sample().Tool, Target: isms.Target{State: isms.StateCommit, Commit: hex40(7), Tree: hex40(8)}, AsOf: at("2026-11-23 00:00"),
		Body: "Beispiel " + text, Stage2: "2026-12-01", Open: 1, Unknown: 1, Earliest: &day, Why: "stage 2 is planned for 2026-12-01, which is too early",
		Warnings: []string{"a warning about " + text},
		Lines: []isms.ReadinessLine{
			{Area: "documented information", Requirement: "4.3", What: "Scope of the ISMS", State: isms.Met, More: 2, Proof: []isms.Proof{
				{Kind: "scope", ID: "scope" + text, Path: "context/" + text + ".yaml", Line: 3, Day: "2026-02-01", Commit: hex40(1), At: at("2026-02-02 12:00")},
			}},
			{Area: "nonconformities", Requirement: "6.1.3.d", What: "Every control has a line", State: isms.NotMet, Why: "93 controls have no line in " + text},
			{Area: "nonconformities", What: "everything can be decided", State: isms.NotDecided, Why: "3 judgements are not decided"},
		},
	}
}

func TestReadinessIsValidByItsSchema(t *testing.T) {
	schema := compileHistory(t)
	nothing := &isms.Readiness{Tool: sample().Tool, Target: isms.Target{State: isms.StateCommit, Commit: hex40(7)}, AsOf: at("2026-11-23 00:00")}
	for name, r := range map[string]*isms.Readiness{"everything": ready(""), "nothing": nothing} {
		var object any
		if err := json.Unmarshal([]byte(printed(t, report.ReadinessFormats, "json", r, report.Options{})), &object); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(object); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReadinessIsHarmless(t *testing.T) {
	for name, attack := range payloads(t) {
		for _, f := range report.ReadinessFormats {
			out := printed(t, report.ReadinessFormats, f.Name, ready(attack), report.Options{})
			if found := innocent(out); found != "" {
				t.Errorf("%s in %s: %s", name, f.Name, found)
			}
		}
	}
}

func TestReadinessSaysWhenAndWhatFirst(t *testing.T) {
	unfolded := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	text := unfolded(printed(t, report.ReadinessFormats, "text", ready(""), report.Options{}))
	for _, want := range []string{
		"met 4.3 Scope of the ISMS scope/scope of 2026-02-01, context/.yaml:3:1, commit 402d1bb1 of 2026-02-02", "and 2 more",
		"open 6.1.3.d Every control has a line: 93 controls", "unknown everything can be decided",
		"undecided: 1 line is unknown; earliest defensible date for stage 2: 2027-01-09, once 1 open line is closed; stage 2 is planned for 2026-12-01, which is too early",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	none := printed(t, report.ReadinessFormats, "text", &isms.Readiness{AsOf: at("2026-11-23 00:00"), Why: "operation is not borne out"}, report.Options{})
	if !strings.Contains(none, "no earliest day can be named; operation is not borne out") {
		t.Errorf("it says\n%s", none)
	}
}
