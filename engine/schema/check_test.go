package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/engine/schema"
)

// small is a set with one field of every sort.
func small(t testing.TB) *schema.Set {
	return load(t, map[string]string{
		"risk": `{"x-class":"item","x-plural":"risks","properties":{
			"level":{"enum":["low","medium","high"]},
			"method":{"const":"matrix"},
			"one_of_two":{"type":["string","array"],"items":{"type":"string"}},
			"control":{"type":"string","x-ref":["requirement","control"]},
			"controls":{"type":"array","uniqueItems":true,"items":{"type":"string","x-ref":["requirement","control"]}},
			"found_on":{"type":"string","format":"date"},
			"found_at":{"type":"string","format":"date-time"},
			"interval":{"type":"string","format":"duration"},
			"zone":{"type":"string","format":"timezone"},
			"version":{"type":"string","format":"semver"},
			"digest":{"type":"string","format":"sha256"},
			"link":{"type":"string","format":"uri"},
			"mail":{"type":"string","format":"email"},
			"climate":{"type":"boolean"},
			"score":{"type":"integer","minimum":1,"maximum":5},
			"weight":{"type":"number"},
			"name":{"type":"string","minLength":1,"maxLength":10},
			"code":{"type":"string","pattern":"^[A-Z]{3}$","examples":["ABC"]},
			"plain":{"type":"string","pattern":"^[0-9]+$"},
			"tags":{"type":"array","minItems":1,"maxItems":2,"items":{"type":"string"}},
			"acceptance":{"type":"object","required":["by"],"properties":{"by":{"type":"string","x-ref":"person"},"on":{"type":"string","format":"date"}}},
			"steps":{"type":"array","items":{"type":"object","required":["text"],"properties":{"text":{"type":"string"}}}},
			"limits":{"type":"object","additionalProperties":{"type":"string","format":"duration"}},
			"when":{"anyOf":[{"type":"string","format":"date"},{"type":"object","required":["on"],"properties":{"on":{"type":"string","format":"date"}}}]},
			"exactly":{"oneOf":[{"type":"string"},{"type":"number"}]},
			"reason":{"type":"string"}
		},
		"dependentRequired":{"method":["level"]},
		"if":{"properties":{"level":{"const":"high"}},"required":["level"]},"then":{"required":["reason"]}}`,
		"soa": `{"x-class":"document","properties":{"controls":{"type":"array","x-records":"soa_control","items":{"$ref":"#/$defs/soa_control"}}},
			"$defs":{"soa_control":{"required":["id"],"properties":{"applicable":{"type":"boolean"},"detail":{"type":"object","properties":{"how":{"type":"string"}}}}}}}`,
	})
}

// told lists problems as "line:column code message".
func told(problems []isms.Problem) []string {
	out := []string{}
	for _, p := range problems {
		out = append(out, fmt.Sprintf("%d:%d %s %s", p.Range.Start.Line, p.Range.Start.Column, p.Code, p.Message))
	}
	return out
}

func TestMessages(t *testing.T) {
	set := small(t)
	const idRule = `; ids are letters, digits, ".", "_" and "-", and begin with a letter or a digit`
	digest := strings.Repeat("0a", 32)
	tests := map[string]struct {
		line string // the third line of a risk, after kind and id
		want string // "" for none; several divided by " | "
	}{
		"nothing wrong":      {"level: low", ""},
		"enum":               {"level: hgih", `3:8 schema.enum "hgih" is not one of "low", "medium", "high"; did you mean "high"?`},
		"enum, other case":   {"level: High", `3:8 schema.enum "High" is not one of "low", "medium", "high"; did you mean "high"?`},
		"enum, far away":     {"level: purple", `3:8 schema.enum "purple" is not one of "low", "medium", "high"`},
		"enum, number":       {"level: 3", `3:8 schema.enum 3 is not one of "low", "medium", "high"`},
		"enum, look-alike":   {"level: lоw", `3:8 schema.enum "lоw" is not one of "low", "medium", "high"; it looks like "low" but has U+043E at position 2`},
		"const":              {"level: low\nmethod: list", `4:9 schema.enum "list" is not "matrix"`},
		"number for text":    {"control: 5.10", `3:10 schema.type 5.10 is a number here, but control ids are text: quote it as "A.5.10"`},
		"number in a list":   {"controls: [A.5.1, 5.10]", `3:19 schema.type 5.10 is a number here, but control ids are text: quote it as "A.5.10"`},
		"version as number":  {"version: 1.10", `3:10 schema.type 1.10 is a number here, but "version" is text: quote it as "1.10"`},
		"truth for text":     {"name: true", `3:7 schema.type true is a truth value here, but "name" is text: quote it as "true"`},
		"text for truth":     {"climate: yes", `3:10 schema.type "yes" is text here, but "climate" takes true or false: write true`},
		"no for truth":       {"climate: no", `3:10 schema.type "no" is text here, but "climate" takes true or false: write false`},
		"text for a number":  {`score: "3"`, `3:8 schema.type "3" is text here, but "score" takes a whole number: write 3 without quotes`},
		"word for a number":  {"score: three", `3:8 schema.type "three" is text here, but "score" takes a whole number`},
		"fraction":           {"score: 2.5", `3:8 schema.type 2.5 is not a whole number, but "score" takes one`},
		"nothing for text":   {"name:", `3:1 schema.type "name" takes text, but has no value here`},
		"text for a list":    {"tags: a", `3:7 schema.type "a" is text here, but "tags" takes a list: write ["a"]`},
		"list for text":      {"name: [a]", `3:1 schema.type a list stands here, but "name" takes text`},
		"map for a list":     {"tags: {a: b}", `3:1 schema.type a mapping stands here, but "tags" takes a list`},
		"two types":          {"one_of_two: {a: b}", `3:1 schema.type a mapping stands here, but "one_of_two" takes text or a list`},
		"too small":          {"score: 0", `3:8 schema.limit 0 is out of range: "score" is at least 1`},
		"too large":          {"score: 6", `3:8 schema.limit 6 is out of range: "score" is at most 5`},
		"empty text":         {`name: ""`, `3:7 schema.limit "name" is empty`},
		"long text":          {"name: abcdefghijklm", `3:7 schema.limit "name" takes at most 10 characters`},
		"empty list":         {"tags: []", `3:1 schema.limit "tags" is an empty list`},
		"long list":          {"tags: [a, b, c]", `3:1 schema.limit "tags" takes at most 2 elements`},
		"twice":              {"controls: [A.5.1, A.5.2, A.5.1]", `3:26 schema.unique "A.5.1" stands twice in "controls"`},
		"pattern, example":   {"code: ab", `3:7 schema.pattern "ab" does not have the form of "ABC" (^[A-Z]{3}$)`},
		"pattern":            {"plain: ab", `3:8 schema.pattern "ab" does not have the form ^[0-9]+$`},
		"leap day":           {"found_on: 2024-02-29", ""},
		"quoted day":         {`found_on: "2024-01-01"`, ""},
		"no leap day":        {"found_on: 2023-02-29", `3:11 date.invalid "2023-02-29" is not a date of the calendar`},
		"short date":         {"found_on: 2024-1-1", `3:11 date.invalid "2024-1-1" is not a date of the form YYYY-MM-DD; did you mean "2024-01-01"?`},
		"German date":        {"found_on: 01.02.2024", `3:11 date.invalid "01.02.2024" is not a date of the form YYYY-MM-DD`},
		"date for a time":    {"found_at: 2024-01-01", `3:11 date.invalid "2024-01-01" is a date where a time is due; the form is 2026-01-31T09:30:00Z (RFC 3339, with a time zone)`},
		"time of no day":     {"found_at: 2024-01-01T25:00:00Z", `3:11 date.invalid "2024-01-01T25:00:00Z" is not a time: "25:00:00Z" is not a time of a day`},
		"time without zone":  {"found_at: 2024-01-01T05:00:00", `3:11 date.invalid "2024-01-01T05:00:00" is not a time of the form 2026-01-31T09:30:00Z (RFC 3339, with a time zone)`},
		"duration in words":  {"interval: 1 year", `3:11 schema.format "1 year" is not a duration such as P1Y, P6M, P2W, P30D or PT72H (ISO 8601)`},
		"zone":               {"zone: Berlin", `3:7 schema.format "Berlin" is not a time zone such as Europe/Berlin or UTC`},
		"zone of the tool":   {"zone: Local", `3:7 schema.format "Local" is not a time zone such as Europe/Berlin or UTC`},
		"two numbers":        {`version: "1.4"`, `3:10 schema.format "1.4" is not a version of three numbers such as 1.4.0; did you mean "1.4.0"?`},
		"digest":             {"digest: sha256:" + digest, `3:9 schema.format "sha256:` + digest + `" is not a SHA-256 digest as it is written here: 64 lower case hex digits and nothing else`},
		"script as a link":   {"link: javascript:alert(1)", `3:7 schema.format "javascript:alert(1)" is not a URL to link to: the scheme "javascript" runs code`},
		"mail":               {"mail: nobody", `3:7 schema.format "nobody" is not an e-mail address such as name@example.org`},
		"unknown key":        {"onwer: cto", `3:1 schema.unknown-key unknown key "onwer" in risk; did you mean "owner"?`},
		"unknown, no guess":  {"likelihood: 1", `3:1 schema.unknown-key unknown key "likelihood" in risk`},
		"look-alike":         {"оwner: cto", `3:1 key.confusable key "оwner" looks like "owner" but has U+043E at position 1, in risk`},
		"look-alike twice":   {"owner: cto\nоwner: ceo", `4:1 key.confusable key "оwner" looks like "owner" but has U+043E at position 1, in risk`},
		"full width":         {"ｏwner: cto", `3:1 key.confusable key "ｏwner" looks like "owner" but has U+FF4F at position 1, in risk`},
		"own field":          {"x-team: [a, {b: c}]", ""},
		"own field deep":     {"acceptance: {by: a, x-note: b}", ""},
		"key in a part":      {"acceptance: {by: a, onn: 2024-01-01}", `3:21 schema.unknown-key unknown key "onn" in "acceptance" of risk; did you mean "on"?`},
		"key without guess":  {"acceptance: {by: a, zzzz: 1}", `3:21 schema.unknown-key unknown key "zzzz" in "acceptance" of risk; known keys not used here are "on"`},
		"missing in a part":  {"acceptance: {on: 2024-01-01}", `3:1 schema.required "acceptance" of risk has no "by"`},
		"missing, misspelt":  {"acceptance: {bby: a}", `3:14 schema.unknown-key unknown key "bby" in "acceptance" of risk; did you mean "by"?`},
		"missing in a list":  {"steps: [{text: a}, {}]", `3:20 schema.required "steps" of risk has no "text"`},
		"value of free keys": {"limits: {a: P1Y, b: long}", `3:21 schema.format "long" is not a duration such as P1Y, P6M, P2W, P30D or PT72H (ISO 8601)`},
		"any: first":         {"when: 2024-01-01", ""},
		"any: by type":       {"when: {on: 2024-13-01}", `3:12 date.invalid "2024-13-01" is not a date of the calendar`},
		"any: no type":       {"when: 7", `3:7 schema.type 7 is a number here, but "when" is text: quote it as "7"`},
		"one: no type":       {"exactly: [a]", `3:1 schema.type a list stands here, but "exactly" takes a number or text`},
		"needs another":      {"method: matrix", `1:1 schema.required risk has "method" but no "level"`},
		"condition":          {"level: high", `1:1 schema.required risk has no "reason"`},
		"two causes":         {"level: x\nscore: x", `3:8 schema.enum "x" is not one of "low", "medium", "high" | 4:8 schema.type "x" is text here, but "score" takes a whole number`},
		"id with a space":    {"x-a: 1\n---\nkind: risk\nid: R 1", `6:5 id.form id "R 1" has a space at position 2` + idRule},
		"id with a dash":     {"x-a: 1\n---\nkind: risk\nid: -R", `6:5 id.form id "-R" has "-" at position 1` + idRule},
		"id as a number":     {"x-a: 1\n---\nkind: risk\nid: 5.10", `6:5 schema.type 5.10 is a number here, but ids are text: quote it as "5.10"`},
		"id is empty":        {"x-a: 1\n---\nkind: risk\nid: ''", `6:5 id.form the id is empty` + idRule},
		"no id":              {"x-a: 1\n---\nkind: risk\nlevel: low", `5:1 schema.required risk has no "id"`},
		"inner record":       {"x-a: 1\n---\nkind: soa\nid: soa\ncontrols:\n- id: A.5.1\n- applicable: maybe", `9:3 schema.required soa_control has no "id" | 9:15 schema.type "maybe" is text here, but "applicable" takes true or false`},
		"deep in a record":   {"x-a: 1\n---\nkind: soa\nid: soa\ncontrols:\n- id: A.5.1\n  detail: {hwo: x}", `9:12 schema.unknown-key unknown key "hwo" in "detail" of soa_control; did you mean "how"?`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := []string{}
			for _, a := range artifacts(t, "risk.yaml", "kind: risk\nid: R-1\n"+tt.line+"\n") {
				for _, p := range set.Check(a) {
					if p.Rule != "doc.schema_valid" || p.Path != "risk.yaml" || p.Doc != a.Document || p.Fatal {
						t.Errorf("got rule %q, path %q, document %d, fatal %v", p.Rule, p.Path, p.Doc, p.Fatal)
					}
					got = append(got, told([]isms.Problem{p})...)
				}
			}
			want := []string{}
			if tt.want != "" {
				want = strings.Split(tt.want, " | ")
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestProblemsNameTheirPlace(t *testing.T) {
	set := small(t)
	a := artifacts(t, "r.yaml", "kind: risks\nid: r\nitems:\n- id: R-1\n- id: R-2\n  acceptance: {onn: 1}\n  controls: [1]\n")[0]
	var got []string
	for _, p := range set.Check(a) {
		got = append(got, p.At.Pointer())
	}
	want := []string{"/items/1/acceptance/by", "/items/1/acceptance/onn", "/items/1/controls/0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
}

func TestKindProblems(t *testing.T) {
	set := small(t)
	tests := map[string]struct {
		text string
		want string
	}{
		"none":         {"id: R-1\n", `1:1 kind.unknown no kind is stated, so nobody knows what this is a record of, though it looks like one`},
		"a number":     {"kind: 5\n", `1:7 kind.missing the kind is 5, not the name of a kind`},
		"misspelt":     {"id: a\nkind: rsik\n", `2:7 kind.unknown unknown kind "rsik"; did you mean "risk"?`},
		"look-alike":   {"kind: rіsk\n", `1:7 kind.unknown kind "rіsk" looks like "risk" but has U+0456 at position 2`},
		"key":          {"kіnd: risk\n", `1:1 kind.missing key "kіnd" looks like "kind" but has U+0456 at position 2`},
		"inner":        {"kind: soa_control\n", `1:7 kind.unknown kind "soa_control" has no file of its own: its records stand in "controls" of a soa`},
		"register":     {"kind: register\n", `1:7 kind.unknown kind "register" is not a kind of file; a register states what it holds, such as "risks"`},
		"list of them": {"- kind: risk\n", `1:1 kind.unknown no kind is stated, so nobody knows what this is a record of, though it looks like one`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			problems := set.Check(artifacts(t, "a.yaml", tt.text)[0])
			if diff := cmp.Diff([]string{tt.want}, told(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			for _, p := range problems {
				if p.Rule != "doc.unknown_kind" {
					t.Errorf("got rule %q", p.Rule)
				}
			}
		})
	}
}

func TestRegisterProblems(t *testing.T) {
	set := small(t)
	tests := map[string]struct {
		text string
		want []string
	}{
		"good":             {"kind: risks\nid: r\nstatus: approved\nitems: [{id: a}]\n", []string{}},
		"header":           {"kind: risks\nid: r\nstatus: open\nlevel: low\nitems: []\n", []string{`3:9 schema.enum "open" is not one of "draft", "approved"`, `4:1 schema.unknown-key unknown key "level" in register "risks"; known keys not used here are "owner", "version"`}},
		"no id":            {"kind: risks\nitems: []\n", []string{`1:1 schema.required register "risks" has no "id"`}},
		"items is a map":   {"kind: risks\nid: r\nitems: {R-1: {}}\n", []string{`3:1 schema.type a mapping stands here, but "items" takes a list`}},
		"item is text":     {"kind: risks\nid: r\nitems: [R-1]\n", []string{`3:9 schema.type "R-1" is text here, but a risk takes a mapping`}},
		"of is not theirs": {"kind: risks\nid: r\nof: supplier\nitems: []\n", []string{`3:1 schema.unknown-key unknown key "of" in register "risks"; known keys not used here are "owner", "status", "version"`}},
		"item": {"kind: risks\nid: r\nitems:\n- level: low\n- {id: a, onwer: b}\n", []string{
			`4:3 schema.required risk has no "id"`, `5:11 schema.unknown-key unknown key "onwer" in risk; did you mean "owner"?`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := told(set.Check(artifacts(t, "a.yaml", tt.text)[0]))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// Reading a file refuses such keys already; a schema must not take them for known
// ones in values that come from elsewhere.
func TestInvisibleCharactersInKeys(t *testing.T) {
	set := small(t)
	tests := map[string]string{
		"ow\u200bner": `key "ow\u200bner" looks like "owner" but has U+200B at position 3, in risk`,
		"owner\u00a0": `key "owner\u00a0" looks like "owner" but has U+00A0 at position 6, in risk`,
		"\ufeffowner": `key "\ufeffowner" looks like "owner" but has U+FEFF at position 1, in risk`,
		"ow\u0301ner": "key \"ow\u0301ner\" looks like \"owner\" but has U+0301 at position 3, in risk",
	}
	for key, want := range tests {
		root := isms.Value{Type: isms.Map, Fields: []isms.Field{
			{Key: "id", Value: isms.Value{Type: isms.String, Text: "R-1"}},
			{Key: key, Value: isms.Value{Type: isms.String, Text: "cto"}},
		}}
		problems := set.Check(&isms.Artifact{Kind: "risk", Root: root})
		if len(problems) != 1 || problems[0].Code != "key.confusable" || problems[0].Message != want {
			t.Errorf("key %q: got %q, want %q", key, told(problems), want)
		}
	}
}

func TestMarkdownBodyIsNotJudged(t *testing.T) {
	set := small(t)
	md := "---\nkind: risk\nid: R-1\n---\n# Text\n\nWords.\n"
	if got := told(set.Check(artifacts(t, "r.md", md)[0])); len(got) != 0 {
		t.Errorf("got %q for a good file", got)
	}
	forged := "kind: risk\nid: R-1\nbody: {sha256: x, sections: {}}\n"
	if got := told(set.Check(artifacts(t, "r.yaml", forged)[0])); len(got) != 1 {
		t.Errorf("got %q for a body in YAML, want one unknown key", got)
	}
}

func TestLongMessages(t *testing.T) {
	words := make([]string, 5000)
	for i := range words {
		words[i] = fmt.Sprintf(`"word-%05d-of-many"`, i)
	}
	set := load(t, map[string]string{"risk": `{"x-class":"item","properties":{"w":{"enum":[` + strings.Join(words, ",") + `]},"t":{"type":"integer"}}}`})
	a := artifacts(t, "r.yaml", "kind: risk\nid: a\nw: other\nt: "+strings.Repeat("é", 5000)+"\n")[0]
	for _, p := range set.Check(a) {
		if len(p.Message) > 4096 {
			t.Errorf("the message has %d bytes", len(p.Message))
		}
		if p.Code == "schema.enum" && !strings.HasSuffix(p.Message, "…") {
			t.Errorf("the cut is not marked: %q", p.Message[len(p.Message)-20:])
		}
		if strings.ContainsRune(p.Message, '\uFFFD') {
			t.Errorf("a character is cut in two: %q", p.Message)
		}
	}
}

func TestManyProblemsAreCounted(t *testing.T) {
	set := small(t)
	items := strings.Repeat("- {level: x}\n", 700) // two problems each
	problems := set.Check(artifacts(t, "r.yaml", "kind: risks\nid: r\nitems:\n"+items)[0])
	if len(problems) != 500 {
		t.Fatalf("got %d problems, want 500", len(problems))
	}
	last := problems[499]
	if want := "901 more places of this file are not well formed"; last.Message != want || last.Code != "schema.more" {
		t.Errorf("got %q, want %q", last.Message, want)
	}
}
