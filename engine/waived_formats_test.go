package engine

import (
	"bytes"
	"strings"
	"testing"

	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

// marksLines are the formats that mark lines of a change: what is waived stands there
// as little as what stood before.
var marksLines = map[string]bool{"github": true, "gitlab": true, "rdjson": true}

// A waived finding stays in the report with the id of its waiver, and fails nothing.
func TestWhatIsWaivedStaysListed(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	waiver := but(goodWaiver, "id: W-4711")
	r := checkFiles(t, d, map[string]string{"risk.yaml": oddRisk, "w.yaml": waiver}, Options{Rules: []string{ruleSchema}})
	if r.Counts.Waived != 1 || r.Counts.Minor != 0 || ExitCode(r) != 0 || r.Outcome != isms.OutcomeConform {
		t.Errorf("counts %+v, outcome %s, exit code %d", r.Counts, r.Outcome, ExitCode(r))
	}
	for _, f := range report.Formats {
		var out bytes.Buffer
		if err := f.Write(&out, r, report.Options{}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), "W-4711"); got == marksLines[f.Name] {
			t.Errorf("%s names the waiver: %v, want %v\n%s", f.Name, got, !marksLines[f.Name], out.String())
		}
	}
}
