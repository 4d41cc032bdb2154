package schema_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/engine/schema"
)

// linked is a set whose kinds refer to each other in every way there is.
func linked(t testing.TB) *schema.Set {
	return load(t, map[string]string{
		"role":   `{"x-class":"item","x-plural":"roles"}`,
		"person": `{"x-class":"item","x-plural":"people"}`,
		"risk": `{"x-class":"item","x-plural":"risks","properties":{
			"controls":{"type":"array","items":{"type":"string","x-ref":["requirement","control"]}},
			"links":{"type":"array","items":{"type":"string","x-ref":"*"}},
			"file":{"type":"string","x-path":true},
			"files":{"type":"array","items":{"type":"string","x-path":true}},
			"treatment":{"type":"object","properties":{"owner":{"type":"string","x-ref":"person"}}},
			"steps":{"type":"array","items":{"type":"object","properties":{"by":{"type":"string","x-ref":["role","person"]}}}},
			"tolerance":{"type":"object","propertyNames":{"x-ref":"risk_level"},"additionalProperties":{"type":"integer"}},
			"limits":{"type":"object","additionalProperties":{"type":"string","x-ref":"role"}},
			"who":{"anyOf":[{"type":"string","x-ref":"person"},{"type":"string","x-ref":"supplier"}]},
			"score":{"$ref":"#/$defs/score"}},
			"$defs":{"score":{"type":"object","properties":{"level":{"type":"string","x-ref":"risk_level"}}}}}`,
		"context": `{"x-class":"document","properties":{
			"issues":{"type":"array","x-records":"issue","items":{"$ref":"#/$defs/issue"}},
			"sites":{"type":"object","properties":{"parties":{"type":"array","x-records":"party","items":{"$ref":"#/$defs/party"}}}}},
			"$defs":{
				"issue":{"properties":{"leads_to":{"type":"array","items":{"type":"string","x-ref":"risk"}}}},
				"party":{"properties":{"contact":{"type":"string","x-ref":"person"},
					"requirements":{"type":"array","x-records":"party_requirement","items":{"$ref":"#/$defs/party_requirement"}}}},
				"party_requirement":{"properties":{"met_by":{"type":"string","x-ref":"risk"}}}}}`,
	})
}

func describe(r *isms.Record) string {
	parent := "-"
	if r.Parent != nil {
		parent = r.Parent.String()
	}
	return fmt.Sprintf("%s in %s at %q", r.Key(), parent, r.Path.Pointer())
}

func TestRecords(t *testing.T) {
	set := linked(t)
	tests := map[string]struct {
		text string
		want []string
	}{
		"one":              {"kind: risk\nid: R-1\n", []string{`risk/R-1 in - at ""`}},
		"register":         {"kind: risks\nid: r\nitems:\n- id: R-1\n- id: R-2\n", []string{`register/r in - at ""`, `risk/R-1 in register/r at "/items/0"`, `risk/R-2 in register/r at "/items/1"`}},
		"register, no id":  {"kind: risks\nitems:\n- id: R-1\n", []string{`risk/R-1 in register/ at "/items/0"`}},
		"item without id":  {"kind: risks\nid: r\nitems:\n- title: a\n- id: R-2\n", []string{`register/r in - at ""`, `risk/R-2 in register/r at "/items/1"`}},
		"id as a number":   {"kind: risk\nid: 5.10\n", nil},
		"empty id":         {"kind: risk\nid: ''\n", nil},
		"badly formed id":  {"kind: risk\nid: R 1\n", []string{`risk/R 1 in - at ""`}},
		"invalid":          {"kind: risk\nid: R-1\nonwer: [7]\n", []string{`risk/R-1 in - at ""`}},
		"unknown kind":     {"kind: rsik\nid: R-1\n", nil},
		"inner kind alone": {"kind: issue\nid: i\n", nil},
		"items is text":    {"kind: risks\nid: r\nitems: none\n", []string{`register/r in - at ""`}},
		"item is text":     {"kind: risks\nid: r\nitems: [none, {id: R-1}]\n", []string{`register/r in - at ""`, `risk/R-1 in register/r at "/items/1"`}},
		"root is a list":   {"- id: R-1\n", nil},
		"inner": {"kind: context\nid: c\nissues:\n- id: i\nsites:\n  parties:\n  - id: p\n    requirements: [{id: q}, {id: s}]\n  - requirements: [{id: o}]\n", []string{
			`context/c in - at ""`, `issue/i in context/c at "/issues/0"`, `party/p in context/c at "/sites/parties/0"`,
			`party_requirement/q in party/p at "/sites/parties/0/requirements/0"`, `party_requirement/s in party/p at "/sites/parties/0/requirements/1"`,
			`party_requirement/o in party/ at "/sites/parties/1/requirements/0"`}},
		"inner list is text": {"kind: context\nid: c\nissues: none\n", []string{`context/c in - at ""`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := artifacts(t, "a.yaml", tt.text)[0]
			var got []string
			for _, r := range set.Records(a) {
				got = append(got, describe(r))
				if r.Artifact != a {
					t.Errorf("%s does not know its artifact", r.Key())
				}
				if _, v := a.Root.Locate(r.Path); r.Kind != schema.Register && v != r.Value {
					t.Errorf("the path of %s does not lead to its value", r.Key())
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
		})
	}
}

// Every record that Records leaves out for want of an id is a problem of Check.
func TestNoIDIsAProblem(t *testing.T) {
	set := linked(t)
	for _, text := range []string{"kind: risk\n", "kind: risk\nid: 7\n", "kind: risk\nid: ''\n", "kind: risk\nid:\n", "kind: risk\nid: [a]\n",
		"kind: risks\nid: r\nitems: [{}]\n", "kind: risks\nid: r\nitems: [7]\n", "kind: risks\nitems: []\n", "kind: context\nid: c\nissues: [{}]\n"} {
		if len(set.Check(artifacts(t, "a.yaml", text)[0])) == 0 {
			t.Errorf("no problem in %q", text)
		}
	}
}

func TestRegisterHeader(t *testing.T) {
	set := linked(t)
	a := artifacts(t, "a.yaml", "id: r\nof: supplier\nkind: risks\nstatus: draft\nitems: [{id: a}]\nowner: cto\n")[0]
	r := set.Records(a)[0]
	var got []string
	for _, f := range r.Value.Fields {
		got = append(got, f.Key+"="+f.Value.Text)
	}
	if diff := cmp.Diff([]string{"id=r", "kind=register", "status=draft", "owner=cto", "of=risk"}, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if a.Root.Get("items") == nil || a.Root.Str("kind") != "risks" {
		t.Error("the artifact itself was changed")
	}
	if refs := set.References(r); len(refs) != 1 || refs[0].Field != "owner" {
		t.Errorf("got references %v", refs)
	}
}

func TestReferences(t *testing.T) {
	set := linked(t)
	tests := map[string]struct {
		text string
		want []string // field at pointer: kinds id
	}{
		"none":           {"x-a: b", nil},
		"header":         {"owner: cto", []string{`owner at /owner: role|person "cto"`}},
		"list":           {"controls: [A.5.1, c-1]", []string{`controls at /controls/0: requirement|control "A.5.1"`, `controls at /controls/1: requirement|control "c-1"`}},
		"nested":         {"treatment: {owner: a}", []string{`treatment.owner at /treatment/owner: person "a"`}},
		"list of maps":   {"steps: [{}, {by: a}]", []string{`steps.by at /steps/1/by: role|person "a"`}},
		"by $ref":        {"score: {level: high}", []string{`score.level at /score/level: risk_level "high"`}},
		"keys":           {"tolerance: {high: 3}", []string{`tolerance.high at /tolerance/high: risk_level "high"`}},
		"free keys":      {"limits: {a: cto}", []string{`limits.a at /limits/a: role "cto"`}},
		"any kind":       {"links: [a]", []string{`links at /links/0: * "a"`}},
		"kind named":     {"links: [risk/R-1]", []string{`links at /links/0: risk "R-1"`}},
		"register named": {"links: [register/r]", []string{`links at /links/0: register "r"`}},
		"kind unknown":   {"links: [rsik/R-1]", []string{`links at /links/0: * "rsik/R-1"`}},
		"one of two":     {"owner: person/a", []string{`owner at /owner: person "a"`}},
		"other kind":     {"owner: risk/a", []string{`owner at /owner: role|person "risk/a"`}},
		"alternatives":   {"who: a", []string{`who at /who: person|supplier "a"`}},
		"empty":          {"owner: ''", []string{`owner at /owner: role|person ""`}},
		"not text":       {"owner: 7\ncontrols: {a: b}\ntreatment: x", nil},
		"paths":          {"file: a.pdf", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := set.Records(artifacts(t, "a.yaml", "kind: risk\nid: R-1\n"+tt.text+"\n")[0])[0]
			var got []string
			for _, ref := range set.References(r) {
				if ref.From != r || ref.Dangles || ref.Target != (isms.Key{}) {
					t.Errorf("got from %v, dangles %v, target %v", ref.From, ref.Dangles, ref.Target)
				}
				got = append(got, fmt.Sprintf("%s at %s: %s %q", ref.Field, ref.Path.Pointer(), strings.Join(ref.Kinds, "|"), ref.ID))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("references (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReferencesOfInnerRecordsAreTheirOwn(t *testing.T) {
	set := linked(t)
	a := artifacts(t, "a.yaml", "kind: context\nid: c\nowner: cto\nissues: [{id: i, leads_to: [R-1]}]\nsites: {parties: [{id: p, contact: x, requirements: [{id: q, met_by: R-2}]}]}\n")[0]
	var got []string
	for _, r := range set.Records(a) {
		for _, ref := range set.References(r) {
			got = append(got, fmt.Sprintf("%s %s %s", r.Key(), ref.Field, ref.ID))
		}
	}
	want := []string{"context/c owner cto", "issue/i leads_to R-1", "party/p contact x", "party_requirement/q met_by R-2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("references (-want +got):\n%s", diff)
	}
}

func TestPaths(t *testing.T) {
	set := linked(t)
	r := set.Records(artifacts(t, "a.yaml", "kind: risk\nid: R-1\nowner: x\nfile: a.pdf\nfiles: [b/c.pdf, d.pdf]\n")[0])[0]
	var got []string
	for _, p := range set.Paths(r) {
		got = append(got, p.Field+" "+p.Path.Pointer()+" "+p.ID)
	}
	want := []string{"file /file a.pdf", "files /files/0 b/c.pdf", "files /files/1 d.pdf"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
}

func TestMayRefer(t *testing.T) {
	set := linked(t)
	tests := map[string][]string{
		"risk":              {"*", "control", "person", "requirement", "risk_level", "role", "supplier"},
		"context":           {"person", "role"},
		"issue":             {"risk"},
		"party":             {"person"},
		"party_requirement": {"risk"},
		"nothing":           nil,
	}
	for kind, want := range tests {
		if diff := cmp.Diff(want, set.MayRefer(kind)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
	}
}

// What References finds lies within what MayRefer promises: an unreadable file of
// a kind must never be thought irrelevant.
func TestMayReferCoversReferences(t *testing.T) {
	set := builtin(t)
	refs := 0
	for _, name := range folders(t) {
		file := strings.TrimSuffix(name, "schema.json") + "valid.yaml"
		for _, a := range artifacts(t, file, fixture(t, file)) {
			for _, r := range set.Records(a) {
				may := set.MayRefer(r.Kind)
				for _, ref := range set.References(r) {
					refs++
					for _, k := range ref.Kinds {
						if !slices.Contains(may, k) && !slices.Contains(may, "*") {
							t.Errorf("%s refers to %s by %q, which MayRefer leaves out", r.Key(), k, ref.Field)
						}
					}
				}
			}
		}
	}
	if refs < 100 {
		t.Errorf("the fixtures hold %d references only", refs)
	}
}

func TestLift(t *testing.T) {
	set := load(t, map[string]string{
		"policy": `{"x-class":"document","properties":{"title":{"type":"string"},"scope":{"type":"string"},"exceptions_process":{"type":"string"},
			"audience":{"type":"array","items":{"type":"string"}},
			"intent":{"type":"object","properties":{"what":{"type":"string"},"why":{"type":"string"}}}}}`,
	})
	headings := map[string]string{"Geltungsbereich": "scope", "Zweck": "intent.why", "Nirgends": "intent.whence", "Falsch": "nowhere"}
	tests := map[string]struct {
		front, text string
		want        string // field: text at the line of its heading or key
	}{
		"same words":      {"", "# Scope\n\nAll.\n", `scope: "All." at 5`},
		"other words":     {"", "# Exceptions process\n\nAsk.\n", `exceptions_process: "Ask." at 5`},
		"numbered":        {"", "# 4.2 Exceptions-Process:\n\nAsk.\n", `exceptions_process: "Ask." at 5`},
		"by the map":      {"", "# GELTUNGSBEREICH\n\nAlles.\n", `scope: "Alles." at 5`},
		"nested":          {"", "# Zweck\n\nDarum.\n", `intent.why: "Darum." at 5`},
		"nested, beside":  {"intent: {what: x}\n", "# Zweck\n\nDarum.\n", `intent.what: "x" at 4; intent.why: "Darum." at 6`},
		"front matter":    {"scope: Mine\n", "# Scope\n\nAll.\n", `scope: "Mine" at 4`},
		"front, nested":   {"intent: {why: x}\n", "# Zweck\n\nDarum.\n", `intent.why: "x" at 4`},
		"not a mapping":   {"intent: x\n", "# Zweck\n\nDarum.\n", `intent: "x" at 4`},
		"no text field":   {"", "# Audience\n\nAll.\n", ""},
		"no field":        {"", "# Weather\n\nSunny.\n\n# Nirgends\n\nx\n\n# Falsch\n\ny\n", ""},
		"nothing written": {"", "# Scope\n", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := artifacts(t, "p.md", "---\nkind: policy\nid: p\n"+tt.front+"---\n"+tt.text)[0]
			before := fmt.Sprint(a.Root)
			shared := *a
			set.Lift(a, headings)
			var got []string
			for _, name := range []string{"scope", "exceptions_process", "audience", "nowhere"} {
				if v := a.Root.Get(name); v != nil {
					got = append(got, fmt.Sprintf("%s: %q at %d", name, v.Text, v.Range.Start.Line))
				}
			}
			if v := a.Root.Get("intent"); v != nil {
				if v.Type == isms.String {
					got = append(got, fmt.Sprintf("intent: %q at %d", v.Text, v.Range.Start.Line))
				}
				for _, f := range v.Fields {
					got = append(got, fmt.Sprintf("intent.%s: %q at %d", f.Key, f.Value.Text, f.Value.Range.Start.Line))
				}
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "; ")); diff != "" {
				t.Errorf("fields (-want +got):\n%s", diff)
			}
			if fmt.Sprint(shared.Root) != before {
				t.Error("a value that others may share was changed")
			}
			if problems := set.Check(a); strings.Contains(tt.want, "intent: ") != (len(problems) > 0) {
				t.Errorf("problems: %q", told(problems))
			}
		})
	}
}
