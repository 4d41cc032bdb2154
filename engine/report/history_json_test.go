package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"ismsproof/engine/isms"
	"ismsproof/engine/report"
)

func compileHistory(t *testing.T) *jsonschema.Schema {
	t.Helper()
	return compileSchema(t, report.HistorySchema())
}

// lines returns the objects of a history in jsonl.
func lines(t *testing.T, v *isms.Timeline) []map[string]any {
	t.Helper()
	out := history(t, "jsonl", v, report.Options{})
	if !strings.HasSuffix(out, "}\n") {
		t.Errorf("the last line does not end")
	}
	var all []map[string]any
	for line := range strings.Lines(out) {
		var object map[string]any
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		all = append(all, object)
	}
	return all
}

// histories are the shapes that a history has.
func histories() map[string]*isms.Timeline {
	inBytes := chronicle()
	inBytes.Steps[0].Opened[0].Path, inBytes.Spans[0].Finding.Path = bytesPath, bytesPath
	return map[string]*isms.Timeline{
		"something of everything": chronicle(), "nothing found": calm(), "graph": graph(), "full": fullHistory(),
		"long": long(30), "path in bytes": inBytes,
		"no commit": {Tool: sample().Tool, RulesAt: "tip", AsOf: at("2026-11-23 00:00"), Outcome: isms.OutcomeUndecided},
	}
}

func TestHistoriesAreValidByTheirSchema(t *testing.T) {
	schema := compileHistory(t)
	for name, line := range histories() {
		t.Run(name, func(t *testing.T) {
			var types []string
			for i, object := range lines(t, line) {
				if err := schema.Validate(object); err != nil {
					t.Errorf("line %d: %#v", i+1, err)
				}
				types = append(types, fmt.Sprint(object["type"]))
			}
			want := []string{"header"}
			for range line.Steps {
				want = append(want, "commit")
			}
			for range line.Spans {
				want = append(want, "span")
			}
			if diff := cmp.Diff(want, types); diff != "" {
				t.Errorf("types of the lines (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDocumentsOfTimeAreValidByTheirSchema(t *testing.T) {
	schema := compileHistory(t)
	unknown := forecast()
	unknown.Items, unknown.Undecided = nil, sample().Undecided
	documents := map[string]string{
		"forecast":         printed(t, report.ForecastFormats, "json", forecast(), report.Options{}),
		"unknown forecast": printed(t, report.ForecastFormats, "json", unknown, report.Options{}),
		"blame":            printed(t, report.BlameFormats, "json", blame(), report.Options{}),
		"empty blame":      printed(t, report.BlameFormats, "json", &isms.Blame{AsOf: at("2026-11-23 00:00")}, report.Options{}),
	}
	for name, line := range histories() {
		documents["history: "+name] = history(t, "json", line, report.Options{})
	}
	for name, document := range documents {
		t.Run(name, func(t *testing.T) {
			var v any
			if err := json.Unmarshal([]byte(document), &v); err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(v); err != nil {
				t.Errorf("%#v", err)
			}
			if strings.Contains(document, "null") {
				t.Errorf("there is a null in\n%s", document)
			}
		})
	}
}

func TestTheSchemaOfHistoriesRefusesOtherShapes(t *testing.T) {
	schema := compileHistory(t)
	const header, commit, open, closed = 0, 1, -1, 24
	tests := map[string]struct {
		line  int
		spoil func(d map[string]any)
	}{
		"no type":                      {header, func(d map[string]any) { delete(d, "type") }},
		"another ruler":                {header, func(d map[string]any) { d["rules_at"] = "head" }},
		"no outcome":                   {header, func(d map[string]any) { delete(d, "outcome") }},
		"a field too many":             {commit, func(d map[string]any) { d["verdict"] = "green" }},
		"opened are null":              {commit, func(d map[string]any) { d["opened"] = nil }},
		"closed are findings":          {commit, func(d map[string]any) { d["closed"] = d["opened"] }},
		"a short commit":               {commit, func(d map[string]any) { d["commit"] = "3f2c1ab0" }},
		"no undecided":                 {commit, func(d map[string]any) { delete(d, "not_assessable") }},
		"a date for a time":            {commit, func(d map[string]any) { d["time"] = "2026-01-12" }},
		"no cause":                     {open, func(d map[string]any) { d["opened_by"] = map[string]any{} }},
		"two causes":                   {open, func(d map[string]any) { d["opened_by"].(map[string]any)["lapse"] = true }},
		"an end without a cause":       {open, func(d map[string]any) { d["to"] = d["from"] }},
		"a cause of no end":            {closed, func(d map[string]any) { delete(d, "to") }},
		"a lapse that was none":        {closed, func(d map[string]any) { d["closed_by"] = map[string]any{"lapse": false} }},
		"behind what is not a commit":  {closed, func(d map[string]any) { d["closed_by"] = map[string]any{"behind": hex40(3)} }},
		"a commit that is also a span": {commit, func(d map[string]any) { d["type"] = "span" }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			all := lines(t, chronicle())
			d := all[(test.line+len(all))%len(all)]
			if err := schema.Validate(d); err != nil {
				t.Fatalf("before: %#v", err)
			}
			test.spoil(d)
			if schema.Validate(d) == nil {
				t.Errorf("the schema accepts it")
			}
		})
	}
}

func TestSchemasSayTheSameOfTheSameThings(t *testing.T) {
	type schema struct {
		Defs map[string]any `json:"$defs"`
	}
	var reports, histories schema
	if err := json.Unmarshal(report.Schema(), &reports); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(report.HistorySchema(), &histories); err != nil {
		t.Fatal(err)
	}
	both := 0
	for name, want := range reports.Defs {
		got, known := histories.Defs[name]
		if !known {
			continue
		}
		both++
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("definition %q differs between the schemas (-report +history):\n%s", name, diff)
		}
	}
	if both < 13 {
		t.Errorf("the schemas share %d definitions, want 13", both)
	}
	want := string(report.HistorySchema())
	report.HistorySchema()[0] = 'x'
	if string(report.HistorySchema()) != want {
		t.Errorf("a reader can change the schema")
	}
}

func TestHistorySaysAllTimesInItsZone(t *testing.T) {
	line := chronicle()
	for i := range line.Steps {
		line.Steps[i].Time = line.Steps[i].Time.UTC()
	}
	for i := range line.Spans {
		s := &line.Spans[i]
		s.From = s.From.In(time.FixedZone("", -5*3600))
		if s.To != nil {
			end := s.To.UTC()
			s.To = &end
		}
	}
	for _, f := range report.HistoryFormats {
		want, got := history(t, f.Name, chronicle(), report.Options{}), history(t, f.Name, line, report.Options{})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s depends on the zones of times (-want +got):\n%s", f.Name, diff)
		}
	}
}

func TestFullHistoriesAloneListAllFindings(t *testing.T) {
	for i, object := range lines(t, fullHistory()) {
		if _, has := object["findings"]; has != (object["type"] == "commit") {
			t.Errorf("line %d, a %s: findings stand there: %t", i+1, object["type"], has)
		}
	}
	for i, object := range lines(t, chronicle()) {
		if _, has := object["findings"]; has {
			t.Errorf("line %d lists all findings unasked", i+1)
		}
	}
}

func TestHistoryInJSONLosesNothing(t *testing.T) {
	for name, s := range payloads(t) {
		if !utf8.ValidString(s) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			line := calm()
			line.Steps[0].Commit.Author.Name = s
			line.Steps[0].Opened = []isms.Finding{{Rule: rules["risk.cia"], Message: s}}
			got := lines(t, line)[1]
			if author := got["author"].(map[string]any)["name"]; author != s {
				t.Errorf("author is read back as %q, want %q", author, s)
			}
			if message := got["opened"].([]any)[0].(map[string]any)["message"]; message != s {
				t.Errorf("message is read back as %q, want %q", message, s)
			}
		})
	}
}

// A tally counts what is written at once.
type tally struct{ writes, largest int }

func (c *tally) Write(p []byte) (int, error) {
	c.writes++
	c.largest = max(c.largest, len(p))
	return len(p), nil
}

func TestLinesAreWrittenAsTheyAre(t *testing.T) {
	f, err := report.LookupHistory("jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var c tally
	if err := f.Write(&c, long(2000), report.Options{}); err != nil {
		t.Fatal(err)
	}
	if c.writes < 10 || c.largest > 1<<20 {
		t.Errorf("got %d writes, the largest of %d bytes", c.writes, c.largest)
	}
	var whole bytes.Buffer
	if err := f.Write(&whole, long(2000), report.Options{}); err != nil {
		t.Fatal(err)
	}
	for room := 0; room < whole.Len(); room += whole.Len() / 7 {
		if err := f.Write(&small{room}, long(2000), report.Options{}); err == nil {
			t.Errorf("no error where there is room for %d of %d bytes", room, whole.Len())
		}
	}
}

// small is a disk with room for some bytes.
type small struct{ room int }

func (s *small) Write(p []byte) (int, error) {
	if len(p) > s.room {
		return s.room, io.ErrShortWrite
	}
	s.room -= len(p)
	return len(p), nil
}
