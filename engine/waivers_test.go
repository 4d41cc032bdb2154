package engine

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
)

// goodWaiver is a waiver in force, whose finding is there.
const goodWaiver = `kind: exception
id: W-1
type: rule_waiver
rules: [doc.schema_valid]
ids: [R-1]
reason: The tool of the consultant writes it so until March.
risk: R-1
instead: Somebody looks at it by eye.
requested_by: dan
approved_by: eva
approved_on: 2026-10-30
from: 2026-11-01
until: 2027-03-31
`

// oddRisk is a risk with a finding of doc.schema_valid in line 4.
const oddRisk = "kind: risk\nid: R-1\ntitle: Laptop is stolen\ncolour: red\n"

// but returns text with a line that starts with a key replaced; "" takes it away.
func but(text string, lines ...string) string {
	for _, line := range lines {
		key, value, _ := strings.Cut(line, ":")
		var out []string
		found := false
		for old := range strings.Lines(text) {
			if strings.HasPrefix(old, key+":") {
				found = true
				if value == "" {
					continue
				}
				old = line + "\n"
			}
			out = append(out, old)
		}
		if !found {
			out = append(out, line+"\n")
		}
		text = strings.Join(out, "")
	}
	return text
}

// waiverSays is what a check says of waivers and of the finding in oddRisk.
func waiverSays(t *testing.T, d *Definitions, files map[string]string, rules ...string) []string {
	t.Helper()
	if rules == nil {
		rules = []string{"exc.malformed", "exc.ineffective", "exc.not_waivable", "exc.unused", "exc.comment", ruleSchema}
	}
	r := checkFiles(t, d, files, Options{Rules: rules})
	out := []string{}
	for _, f := range r.Findings {
		said := fmt.Sprintf("%s:%d %s", f.Path, f.Range.Start.Line, f.Rule.ID)
		if f.Status != isms.Open {
			said += fmt.Sprintf(" (%s %s)", f.Status, f.Waiver)
		}
		if f.Rule.Topic() == exceptionTopic {
			said += ": " + f.Message
		}
		out = append(out, said)
	}
	slices.Sort(out)
	return out
}

// A waiver that lacks something, or cannot take effect, waives nothing and says so at
// its line. One finding is told once.
func TestWaiversFailClosed(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	const open, waived = "risk.yaml:4 doc.schema_valid", "risk.yaml:4 doc.schema_valid (waived W-1)"
	malformed := func(line int, why string) string {
		return fmt.Sprintf("w.yaml:%d exc.malformed: waiver W-1 is not in force: %s", line, why)
	}
	ineffective := func(line int, why string) string {
		return fmt.Sprintf("w.yaml:%d exc.ineffective: waiver W-1 %s", line, why)
	}
	const unused = "w.yaml:1 exc.unused: waiver W-1 is in force and waives nothing"
	for name, c := range map[string]struct {
		lines []string // what is different in the waiver
		want  []string
	}{
		"nothing is wrong":             {nil, []string{waived}},
		"on its last day":              {[]string{"until: 2026-12-01"}, []string{waived}},
		"on its first day":             {[]string{"from: 2026-12-01"}, []string{waived}},
		"on the day it ended":          {[]string{"ended_on: 2026-12-01"}, []string{waived}},
		"on the day after":             {[]string{"until: 2026-11-30"}, []string{open}},
		"before it":                    {[]string{"from: 2026-12-02"}, []string{open}},
		"it has ended":                 {[]string{"ended_on: 2026-11-30"}, []string{open}},
		"no risk and nothing instead":  {[]string{"risk:", "instead:"}, []string{waived}}, // exc.complete
		"no reason":                    {[]string{"reason:"}, []string{open, malformed(1, "it does not say why")}},
		"a blank reason":               {[]string{`reason: " "`}, []string{open, malformed(1, "it does not say why")}},
		"nobody asked for it":          {[]string{"requested_by:"}, []string{open, malformed(1, "it does not say who asked for it")}},
		"nobody approved it":           {[]string{"approved_by:"}, []string{open, malformed(1, "it does not say who approved it")}},
		"no first day":                 {[]string{"from:"}, []string{open, malformed(1, "it does not say from when")}},
		"no end":                       {[]string{"until:"}, []string{open, malformed(1, "it does not say until when")}},
		"no rules":                     {[]string{"rules:"}, []string{open, malformed(1, "it does not say which rules it waives")}},
		"rules of no rule":             {[]string{"rules: []"}, []string{open, malformed(1, "it does not say which rules it waives")}},
		"nearly nothing":               {[]string{"reason:", "until:", "rules:"}, []string{open, malformed(1, "it does not say why, until when, which rules it waives")}},
		"it ends before it begins":     {[]string{"until: 2026-10-31"}, []string{open, malformed(13, "it ends on 2026-10-31, before its first day 2026-11-01")}},
		"an end that is no date":       {[]string{"until: forever"}, []string{open, "w.yaml:13 doc.schema_valid"}},
		"a day that was never":         {[]string{"from: 2026-02-30"}, []string{open, "w.yaml:12 doc.schema_valid"}},
		"ended on no date":             {[]string{"ended_on: soon"}, []string{open, "w.yaml:14 doc.schema_valid"}},
		"who asked for it approved it": {[]string{"approved_by: dan"}, []string{open}}, // exc.approved
		"of no type":                   {[]string{"type:"}, []string{open, "w.yaml:1 exc.malformed: exception W-1 names rules to waive and is not of type rule_waiver"}},
		"of another type":              {[]string{"type: policy"}, []string{open, "w.yaml:3 exc.malformed: exception W-1 names rules to waive and is not of type rule_waiver"}},
		"of a mistyped type":           {[]string{"type: rule-waiver"}, []string{open, "w.yaml:3 doc.schema_valid", "w.yaml:3 exc.malformed: exception W-1 names rules to waive and is not of type rule_waiver"}},

		"a rule that cannot be waived": {[]string{"rules: [doc.schema_valid, soa.complete]"}, []string{waived, "w.yaml:4 exc.not_waivable: waiver W-1 names soa.complete, which cannot be waived"}},
		"what cannot be read":          {[]string{"rules: [doc.readable]"}, []string{open, unused, "w.yaml:4 exc.not_waivable: waiver W-1 names doc.readable, which cannot be waived"}},
		"rules on waivers":             {[]string{"rules: [exc.expired]"}, []string{open, "w.yaml:4 exc.not_waivable: waiver W-1 names exc.expired, which cannot be waived"}},
		"a kind that does not exist":   {[]string{"kinds: [risks]"}, []string{open, unused, ineffective(14, `is for the kind "risks", which does not exist; did you mean "risk"?`), ineffective(5, `is for "R-1", but there is no such risks`)}},
		"an id that does not exist":    {[]string{"ids: [R-9]"}, []string{open, unused, ineffective(5, `is for "R-9", but there is no such record`)}},
		"an id of another kind":        {[]string{"kinds: [supplier]"}, []string{open, unused, ineffective(5, `is for "R-1", but there is no such supplier`)}},
		"a pattern that is none":       {[]string{`paths: ["risk.yaml["]`}, []string{open, unused, ineffective(14, `is for files that fit "risk.yaml[", which is no pattern`)}},
		"a rule for other kinds":       {[]string{"rules: [doc.schema_valid, sup.exit, risk.cia]", "kinds: [risk, asset]"}, []string{waived}},
		"a rule for no kind of these":  {[]string{"rules: [risk.cia]", "kinds: [exception]", "ids: [W-1]"}, []string{open, ineffective(4, "is for exception, and risk.cia judges none of them")}},
		"other requirements":           {[]string{"requirements: [6.1.2.c2]"}, []string{open, unused, ineffective(4, "is for requirements that doc.schema_valid is not about")}},
		"a major rule without ids":     {[]string{"rules: [risk.retain_allowed]", "ids:", "kinds: [risk]"}, []string{open, ineffective(4, "names no ids, and what risk.retain_allowed finds is or may become major, which is waived by id alone")}},
		"a rule that becomes major":    {[]string{"rules: [risk.owner]", "ids:", "kinds: [risk]"}, []string{open, ineffective(4, "names no ids, and what risk.owner finds is or may become major, which is waived by id alone")}},
		"approved when it was over":    {[]string{"approved_on: 2027-04-01"}, []string{waived, ineffective(11, "was approved on 2027-04-01, when it was over")}},
		"approved on its last day":     {[]string{"approved_on: 2027-03-31"}, []string{waived}},
		"for another file":             {[]string{"paths: [other.yaml]"}, []string{open, unused}},
	} {
		t.Run(name, func(t *testing.T) {
			got := waiverSays(t, d, map[string]string{"risk.yaml": oddRisk, "w.yaml": but(goodWaiver, c.lines...)})
			slices.Sort(c.want)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What is not known is no reproach: a waiver is unused only where everything that it
// may mean was looked at.
func TestAnUnusedWaiverIsToldWhereAllIsKnown(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	fits := "kind: risk\nid: R-1\ntitle: Laptop is stolen\n"
	for name, c := range map[string]struct {
		files map[string]string
		rules []string
		want  bool
	}{
		"its finding is gone":           {map[string]string{"risk.yaml": fits, "w.yaml": goodWaiver}, nil, true},
		"its finding is there":          {map[string]string{"risk.yaml": oddRisk, "w.yaml": goodWaiver}, nil, false},
		"its rule did not run":          {map[string]string{"risk.yaml": fits, "w.yaml": goodWaiver}, []string{"exc.unused"}, false},
		"its file cannot be read":       {map[string]string{"risk.yaml": "kind: risk\nid: [\n", "w.yaml": goodWaiver}, nil, false},
		"its finding will come":         {map[string]string{"risk.yaml": fits + "next_review: 2026-12-20\n", "w.yaml": but(goodWaiver, "rules: [risk.review_due]")}, []string{"exc.unused", "risk.review_due"}, false},
		"it waits for a record to go":   {map[string]string{"risk.yaml": fits, "w.yaml": but(goodWaiver, "rules: [doc.vanished]")}, []string{"exc.unused", "doc.vanished"}, false},
		"one of its rules waives":       {map[string]string{"risk.yaml": oddRisk, "w.yaml": but(goodWaiver, "rules: [doc.schema_valid, risk.owner]")}, []string{"exc.unused", "doc.schema_valid"}, false},
		"two waivers for one finding":   {map[string]string{"risk.yaml": oddRisk, "w.yaml": goodWaiver, "x.yaml": but(goodWaiver, "id: W-2")}, nil, false},
		"one is not in force":           {map[string]string{"risk.yaml": fits, "w.yaml": but(goodWaiver, "from: 2026-12-02")}, nil, false},
		"all rules of its requirements": {map[string]string{"risk.yaml": fits, "w.yaml": but(goodWaiver, "rules:", "requirements: [6.1.2.c2]")}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := slices.ContainsFunc(waiverSays(t, d, c.files, c.rules...), func(s string) bool { return strings.Contains(s, "exc.unused") })
			if got != c.want {
				t.Errorf("unused is told: %v, want %v", got, c.want)
			}
		})
	}
}

// A comment may point at a waiver that waives a finding at its line. It waives nothing
// by itself.
func TestComments(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	const open, waived = "risk.yaml:4 doc.schema_valid", "risk.yaml:4 doc.schema_valid (waived W-1)"
	policy := func(body string) string {
		return "---\nkind: policy\nid: P-1\ntitle: Access\n---\n\n" + body + "\n"
	}
	for name, c := range map[string]struct {
		risk, waiver string
		file         string // policy.md
		want         []string
	}{
		"at its line":            {risk: oddRisk[:len(oddRisk)-1] + " # ismsproof:waive W-1\n", waiver: goodWaiver, want: []string{waived}},
		"with a word more":       {risk: oddRisk[:len(oddRisk)-1] + " # ismsproof:waive W-1, until March\n", waiver: goodWaiver, want: []string{waived}},
		"above its line":         {risk: strings.Replace(oddRisk, "colour", "# ismsproof:waive W-1\n\n# the consultant likes it\ncolour", 1), waiver: goodWaiver, want: []string{"risk.yaml:7 doc.schema_valid (waived W-1)"}},
		"without a waiver":       {risk: oddRisk[:len(oddRisk)-1] + " # ismsproof:waive W-1\n", want: []string{open, `risk.yaml:4 exc.comment: there is no waiver "W-1"`}},
		"of another id":          {risk: oddRisk[:len(oddRisk)-1] + " # ismsproof:waive W-2\n", waiver: goodWaiver, want: []string{waived, `risk.yaml:4 exc.comment: there is no waiver "W-2"`}},
		"of no id":               {risk: oddRisk[:len(oddRisk)-1] + " # ismsproof:waive\n", waiver: goodWaiver, want: []string{waived, `risk.yaml:4 exc.comment: the comment names no waiver`}},
		"a rule for an id":       {risk: oddRisk[:len(oddRisk)-1] + " # ismsproof:waive doc.schema_valid\n", want: []string{open, `risk.yaml:4 exc.comment: there is no waiver "doc.schema_valid"`}},
		"another word":           {risk: oddRisk[:len(oddRisk)-1] + " # ismsproof:ignore\n", want: []string{open, `risk.yaml:4 exc.comment: a comment "ismsproof:ignore" means nothing: the one there is is "ismsproof:waive" with the id of a waiver`}},
		"at another line":        {risk: strings.Replace(oddRisk, "R-1\n", "R-1 # ismsproof:waive W-1\n", 1), waiver: goodWaiver, want: []string{waived, `risk.yaml:2 exc.comment: waiver "W-1" waives nothing at line 2`}},
		"of a waiver that ended": {risk: oddRisk[:len(oddRisk)-1] + " # ismsproof:waive W-1\n", waiver: but(goodWaiver, "until: 2026-11-30"), want: []string{open, `risk.yaml:4 exc.comment: waiver "W-1" is not in force at this time`}},
		"of half a waiver":       {risk: oddRisk[:len(oddRisk)-1] + " # ismsproof:waive W-1\n", waiver: but(goodWaiver, "approved_by: dan"), want: []string{open, `risk.yaml:4 exc.comment: exception "W-1" is no waiver that can be in force`}},
		"twice":                  {risk: "# ismsproof:waive W-2\n# ismsproof:waive W-2\n" + oddRisk, want: []string{`risk.yaml:1 exc.comment: there is no waiver "W-2"`, `risk.yaml:2 exc.comment: there is no waiver "W-2"`, "risk.yaml:6 doc.schema_valid"}},
		"in a text":              {risk: oddRisk + "scenario: \"no # ismsproof:waive W-2 here\"\n", want: []string{open}},
		"in a block of text":     {risk: oddRisk + "scenario: |\n  write\n  # ismsproof:waive W-2\n  there\n", want: []string{open}},
		"behind its header":      {risk: oddRisk + "scenario: | # ismsproof:waive W-2\n  text\n", want: []string{open, `risk.yaml:5 exc.comment: there is no waiver "W-2"`}},
		"joined to a word":       {risk: oddRisk + "scenario: x# ismsproof:waive W-2\n", want: []string{open}},
		"in Markdown":            {risk: oddRisk, file: policy("Text. <!-- ismsproof:waive W-2 -->"), want: []string{`policy.md:7 exc.comment: there is no waiver "W-2"`, open}},
		"in front matter":        {risk: oddRisk, file: strings.Replace(policy("Text."), "Access", "Access # ismsproof:waive W-2", 1), want: []string{`policy.md:4 exc.comment: there is no waiver "W-2"`, open}},
		"a heading":              {risk: oddRisk, file: policy("# ismsproof:waive W-2"), want: []string{open}},
		"in code":                {risk: oddRisk, file: policy("Write `<!-- ismsproof:waive W-2 -->`.\n\n```\n<!-- ismsproof:waive W-2 -->\n```"), want: []string{open}},
		"after code":             {risk: oddRisk, file: policy("~~~\n```\n~~~\n\n<!-- ismsproof:waive W-2 -->"), want: []string{`policy.md:11 exc.comment: there is no waiver "W-2"`, open}},
		"of what is not read":    {risk: oddRisk[:len(oddRisk)-1] + " # ismsproof:waive W-2\n", waiver: "kind: exception\nid: [\n", want: []string{open, "w.yaml:3 doc.readable"}},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"risk.yaml": c.risk}
			if c.waiver != "" {
				files["w.yaml"] = c.waiver
			}
			if c.file != "" {
				files["policy.md"] = c.file
			}
			slices.Sort(c.want)
			if diff := cmp.Diff(c.want, waiverSays(t, d, files)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A waiver that is allowed for longer than the maximum is in force up to it, and the
// rule on exceptions agrees which day that is.
func TestAWaiverIsInForceUpToTheMaximum(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ interval, from, last string }{
		{"", "2025-12-01", "2026-12-01"},
		{"P1Y", "2024-02-29", "2025-02-28"},
		{"P1M", "2026-01-31", "2026-02-28"},
		{"P3M", "2026-11-30", "2027-02-28"},
		{"P2Y", "2024-02-29", "2026-02-28"},
		{"P30D", "2026-02-15", "2026-03-17"},
		{"P2W", "2026-12-24", "2027-01-07"},
		{"P1M1W1DT48H", "2026-01-31", "2026-03-10"},
		{"PT36H", "2026-03-28", "2026-03-29"}, // over the night in which the clocks go forward
		{"a year", "2026-01-01", "2027-01-01"},
	} {
		t.Run(c.interval+" from "+c.from, func(t *testing.T) {
			organization := "kind: isms\nid: acme\ntimezone: Europe/Berlin\n"
			if c.interval != "" {
				organization += "intervals: {exception: " + c.interval + "}\n"
			}
			last, err := time.Parse(time.DateOnly, c.last)
			if err != nil {
				t.Fatal(err)
			}
			for shift, want := range []string{"waived", "open"} {
				day := last.AddDate(0, 0, shift).Format(time.DateOnly)
				files := map[string]string{"isms.yaml": organization, "risk.yaml": oddRisk, "w.yaml": but(goodWaiver, "from: "+c.from, "until: 2099-12-31")}
				got, told := "", false
				r := checkFiles(t, d, files, Options{Rules: []string{ruleSchema, "exc.max"}, AsOf: day})
				for _, f := range r.Findings {
					if f.ID == "R-1" {
						got = string(f.Status)
					}
					told = told || f.Rule.ID == "exc.max" && strings.HasSuffix(f.Message, "is until "+c.last)
				}
				if got != want {
					t.Errorf("on %s the finding is %s, want %s", day, got, want)
				}
				if !told && c.interval != "a year" {
					t.Errorf("exc.max does not tell that the longest is until %s: %v", c.last, r.Findings)
				}
			}
		})
	}
}
