package schema_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
	"ismsproof/engine/schema"
)

// folder reads schema files out of a table, as an engine reads them out of a tree.
func folder(files map[string]string) func(string) (isms.Value, error) {
	return func(path string) (isms.Value, error) {
		text, ok := files[path]
		if !ok {
			return isms.Value{}, fmt.Errorf("no file %q", path)
		}
		limits := document.DefaultLimits
		limits.Depth = 512
		file := document.Parse(path, []byte(text), limits)
		for _, p := range file.Problems {
			return isms.Value{}, &schema.Error{File: path, Line: p.Range.Start.Line, Code: "schema.read", Reason: p.Message}
		}
		if len(file.Documents) != 1 {
			return isms.Value{}, fmt.Errorf("%d documents", len(file.Documents))
		}
		return file.Documents[0], nil
	}
}

// with returns the built-in kinds of the tests and some of an organization.
func with(t testing.TB, files map[string]string, kinds ...schema.OwnKind) *schema.Set {
	t.Helper()
	set, err := load(t, map[string]string{"risk": `{"x-class":"item","x-plural":"risks"}`}).With(kinds, folder(files))
	if err != nil {
		t.Fatalf("with: %v", err)
	}
	if err := set.Verify(); err != nil {
		t.Fatalf("verify: %v", err)
	}
	return set
}

// bound returns the documents of a file that its path binds to a kind.
func bound(t testing.TB, kind, name, text string) []*isms.Artifact {
	t.Helper()
	list := artifacts(t, name, text)
	for _, a := range list {
		a.Kind = kind
	}
	return list
}

// listed shows records as "kind/id path <parent", one a line.
func listed(records []*isms.Record) string {
	var b strings.Builder
	for _, r := range records {
		fmt.Fprintf(&b, "%s %s", r.Key(), r.Path.Pointer())
		if r.Parent != nil {
			fmt.Fprintf(&b, " <%s", r.Parent)
		}
		b.WriteByte('\n')
	}
	return strings.TrimSpace(b.String())
}

// placed shows problems as "line: code: message", one a line.
func placed(problems []isms.Problem) string {
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&b, "%d: %s: %s\n", p.Range.Start.Line, p.Code, p.Message)
	}
	return strings.TrimSpace(b.String())
}

func TestOwnRecords(t *testing.T) {
	items := func(pairs ...string) map[string]string {
		m := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i]] = pairs[i+1]
		}
		return m
	}
	control := schema.OwnKind{Name: "control"}
	tests := map[string]struct {
		kinds    []schema.OwnKind
		text     string
		records  string
		problems string
	}{
		"id":        {[]schema.OwnKind{{Name: "policy"}}, "id: P-1\nany: {thing: [1, 2]}\n", "policy/P-1 ", ""},
		"nested id": {[]schema.OwnKind{{Name: "policy", ID: []string{"meta.uid"}}}, "meta: {uid: P-1}\n", "policy/P-1 ", ""},
		"path":      {[]schema.OwnKind{{Name: "policy", ID: []string{"@path"}}}, "x: 1\n", "policy/dir/f.yml ", ""},
		"name":      {[]schema.OwnKind{{Name: "policy", ID: []string{"@name"}}}, "x: 1\n", "policy/f ", ""},
		"folder":    {[]schema.OwnKind{{Name: "policy", ID: []string{"@folder", "@name"}}}, "x: 1\n", "policy/dir/f ", ""},
		"parent": {[]schema.OwnKind{{Name: "policy", ID: []string{"@name"}, Items: map[string]string{"parts": "part"}}, {Name: "part", ID: []string{"@parent", "n"}}},
			"parts: [{n: 1}, {n: 2}]\n", "policy/f \npart/f/1 /parts/0 <policy/f\npart/f/2 /parts/1 <policy/f", ""},
		"no parent": {[]schema.OwnKind{{Name: "policy", ID: []string{"@parent"}}}, "x: 1\n", "", "1: id.missing: policy takes its id from the record it stands in, but stands in none"},
		"joined":    {[]schema.OwnKind{{Name: "policy", ID: []string{"@path", "std", "meta.key"}}}, "std: NIST\nmeta: {key: AC-2}\n", "policy/dir/f.yml/NIST/AC-2 ", ""},
		"numbers keep their digits": {[]schema.OwnKind{{Name: "policy", ID: []string{"section", "n"}}}, "section: 1.10\nn: 7\n", "policy/1.10/7 ",
			`1: id.lossy: 1.10 is a number here, but ids of policy are text: quote it as "1.10"`},
		"large number": {[]schema.OwnKind{{Name: "policy"}}, "id: 9007199254740993\n", "policy/9007199254740993 ",
			`1: id.lossy: 9007199254740993 is a number here, but ids of policy are text: quote it as "9007199254740993"`},
		"no id":          {[]schema.OwnKind{{Name: "policy"}}, "title: x\n", "", `1: id.missing: policy has no "id", which is its id`},
		"nested gone":    {[]schema.OwnKind{{Name: "policy", ID: []string{"meta.uid"}}}, "a: 1\nmeta:\n  x: 1\n", "", `2: id.missing: policy has no "meta.uid", which is its id`},
		"empty id":       {[]schema.OwnKind{{Name: "policy"}}, "x: 1\nid: ' '\n", "", `2: id.missing: the id of a policy is text, but "id" is empty here`},
		"null id":        {[]schema.OwnKind{{Name: "policy"}}, "x: 1\nid:\n", "", `2: id.missing: the id of a policy is text, but "id" is empty here`},
		"true id":        {[]schema.OwnKind{{Name: "policy"}}, "x: 1\nid: true\n", "", `2: id.missing: the id of a policy is text, but "id" is a truth value here`},
		"list id":        {[]schema.OwnKind{{Name: "policy"}}, "x: 1\nid: [a]\n", "", `2: id.missing: the id of a policy is text, but "id" is a list here`},
		"file is a list": {[]schema.OwnKind{{Name: "policy"}}, "- id: a\n", "", `1: schema.type: the file is a list, but a policy is a mapping`},

		"list inside": {[]schema.OwnKind{{Name: "policy", Items: items("controls", "control")}, control}, "id: P\ncontrols:\n- id: a\n- id: b\n",
			"policy/P \ncontrol/a /controls/0 <policy/P\ncontrol/b /controls/1 <policy/P", ""},
		"mapping inside": {[]schema.OwnKind{{Name: "policy", Items: items("controls", "control")}, control}, "id: P\ncontrols:\n  AC-1: {x: 1}\n  AC-2:\n",
			"policy/P \ncontrol/AC-1 /controls/AC-1 <policy/P\ncontrol/AC-2 /controls/AC-2 <policy/P", ""},
		"every key": {[]schema.OwnKind{{Name: "policy", Items: items("families.*.controls", "control")}, control},
			"id: P\nfamilies:\n  ac: {controls: [{id: a}]}\n  au: {controls: {b: {}}}\n  x: {}\n",
			"policy/P \ncontrol/a /families/ac/controls/0 <policy/P\ncontrol/b /families/au/controls/b <policy/P", ""},
		"through lists": {[]schema.OwnKind{{Name: "policy", Items: items("groups.controls", "control")}, control},
			"id: P\ngroups:\n- controls: [{id: a}]\n- controls: [{id: b}]\n",
			"policy/P \ncontrol/a /groups/0/controls/0 <policy/P\ncontrol/b /groups/1/controls/0 <policy/P", ""},
		"every element": {[]schema.OwnKind{{Name: "policy", Items: items("groups.*.controls", "control")}, control},
			"id: P\ngroups:\n- controls: [{id: a}]\n", "policy/P \ncontrol/a /groups/0/controls/0 <policy/P", ""},
		"recursion by kind": {[]schema.OwnKind{{Name: "policy", Items: items("controls", "control")}, {Name: "control", Items: items("controls", "control")}},
			"id: P\ncontrols:\n- id: a\n  controls:\n  - {id: a1, controls: [{id: a2}]}\n- id: b\n",
			"policy/P \ncontrol/a /controls/0 <policy/P\ncontrol/a1 /controls/0/controls/0 <control/a\ncontrol/a2 /controls/0/controls/0/controls/0 <control/a1\ncontrol/b /controls/1 <policy/P", ""},
		"in the order of the file": {[]schema.OwnKind{{Name: "policy", Items: items("b", "control", "a", "part")}, control, {Name: "part"}},
			"id: P\nb: [{id: 1b}]\na: [{id: 1a}]\n", "policy/P \ncontrol/1b /b/0 <policy/P\npart/1a /a/0 <policy/P", ""},
		"built-in inside": {[]schema.OwnKind{{Name: "policy", Items: items("risks", "risk")}}, "id: P\nrisks:\n- {id: R-1, colour: red}\n",
			"policy/P \nrisk/R-1 /risks/0 <policy/P", `3: schema.unknown-key: unknown key "colour" in risk; known keys not used here are "kind", "owner"`},
		"elements without id": {[]schema.OwnKind{{Name: "policy", Items: items("controls", "control")}, control}, "id: P\ncontrols:\n- id: a\n- title: b\n- text\n- [c]\n",
			"policy/P \ncontrol/a /controls/0 <policy/P", `4: id.missing: control has no "id", which is its id
5: schema.type: "text" is text here, but a control is a mapping
6: schema.type: a list stands here, but a control is a mapping`},
		"values of a mapping": {[]schema.OwnKind{{Name: "policy", Items: items("controls", "control")}, control}, "id: P\ncontrols:\n  a: text\n  '': {}\n",
			"policy/P ", `3: schema.type: "text" is text here, but a control is a mapping
4: id.missing: an empty key cannot be the id of a control`},
		"no register": {[]schema.OwnKind{{Name: "policy", Items: items("controls", "control")}, control}, "id: P\ncontrols: none\n",
			"policy/P ", `2: schema.type: "none" is text here, but "controls" holds records of kind "control": a list or a mapping`},
		"empty register": {[]schema.OwnKind{{Name: "policy", Items: items("controls", "control")}, control}, "id: P\ncontrols:\n", "policy/P ", ""},
		"parent without id": {[]schema.OwnKind{{Name: "policy", Items: items("controls", "control")}, control}, "controls: [{id: a}]\n",
			"control/a /controls/0 <policy/", `1: id.missing: policy has no "id", which is its id`},

		"bare list":           {[]schema.OwnKind{{Name: "controls_file", Items: items(".", "control")}, control}, "- id: a\n- id: b\n", "control/a /0\ncontrol/b /1", ""},
		"bare list of itself": {[]schema.OwnKind{{Name: "control", Items: items(".", "control", "parts", "part")}, {Name: "part"}}, "- id: a\n  parts: [{id: p}]\n", "control/a /0\npart/p /0/parts/0 <control/a", ""},
		"bare mapping":        {[]schema.OwnKind{{Name: "controls_file", Items: items(".", "control")}, control}, "kind: controls_file\nAC-1: {x: 1}\nAC-2: {}\n", "control/AC-1 /AC-1\ncontrol/AC-2 /AC-2", ""},
		"bare text":           {[]schema.OwnKind{{Name: "controls_file", Items: items(".", "control")}, control}, "- a\n", "", `1: schema.type: "a" is text here, but a control is a mapping`},
		"bare list without ids": {[]schema.OwnKind{{Name: "controls_file", Items: items(".", "control")}, control}, "- x: 1\n- id: 2\n", "control/2 /1",
			`1: id.missing: control has no "id", which is its id`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			set := with(t, nil, tt.kinds...)
			a := bound(t, tt.kinds[0].Name, "dir/f.yml", tt.text)[0]
			if diff := cmp.Diff(strings.TrimSpace(tt.records), listed(set.Records(a))); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.problems, placed(set.Check(a))); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOwnRegister(t *testing.T) {
	set := with(t, nil, schema.OwnKind{Name: "vendor", Plural: "vendors", ID: []string{"code"}})
	a := artifacts(t, "v.yaml", "kind: vendors\nid: v\nitems:\n- code: A\n- name: B\n")[0]
	if diff := cmp.Diff("register/v \nvendor/A /items/0 <register/v", listed(set.Records(a))); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(`5: id.missing: vendor has no "code", which is its id`, placed(set.Check(a))); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestOwnSeveralDocuments(t *testing.T) {
	set := with(t, nil, schema.OwnKind{Name: "policy"})
	var got []string
	for _, a := range bound(t, "policy", "p.yaml", "id: a\n---\nid: b\n---\ntitle: c\n") {
		got = append(got, listed(set.Records(a)), placed(set.Check(a)))
	}
	want := []string{"policy/a", "", "policy/b", "", "", `5: id.missing: policy has no "id", which is its id`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOwnMarkdown(t *testing.T) {
	set := with(t, nil, schema.OwnKind{Name: "paper", ID: []string{"doc.no"}})
	a := bound(t, "paper", "p.md", "---\ndoc: {no: P-7}\n---\n# Heading\n\ntext\n")[0]
	if diff := cmp.Diff("paper/P-7", listed(set.Records(a))); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if got := placed(set.Check(a)); got != "" {
		t.Errorf("problems: %s", got)
	}
}

func TestOwnKindsRefused(t *testing.T) {
	tests := map[string]struct {
		kinds []schema.OwnKind
		want  string
	}{
		"form":               {[]schema.OwnKind{{Name: "CAC"}}, `"CAC" cannot be the name of a kind`},
		"empty":              {[]schema.OwnKind{{}}, `"" cannot be the name of a kind`},
		"built-in":           {[]schema.OwnKind{{Name: "risk"}}, `"risk" is a built-in kind`},
		"built-in plural":    {[]schema.OwnKind{{Name: "risks"}}, `"risks" is the plural of kind "risk" already`},
		"plural is a kind":   {[]schema.OwnKind{{Name: "a", Plural: "risk"}}, `"risk" is a built-in kind`},
		"plural is a plural": {[]schema.OwnKind{{Name: "a", Plural: "risks"}}, `"risks" is the plural of kind "risk" already`},
		"plural is the name": {[]schema.OwnKind{{Name: "a", Plural: "a"}}, `the plural of "a" is the name of the kind itself`},
		"twice":              {[]schema.OwnKind{{Name: "a"}, {Name: "a"}}, `the kind "a" is declared already`},
		"pseudo-kind":        {[]schema.OwnKind{{Name: "requirement"}}, `has a meaning of its own`},
		"register":           {[]schema.OwnKind{{Name: "register"}}, `has a meaning of its own`},
		"any record":         {[]schema.OwnKind{{Name: "record"}}, `has a meaning of its own`},
		"unknown inner kind": {[]schema.OwnKind{{Name: "a", Items: map[string]string{"x": "contorl"}}, {Name: "control"}}, `its records at "x" are of the unknown kind "contorl"; did you mean "control"?`},
		"id with @":          {[]schema.OwnKind{{Name: "a", ID: []string{"@file"}}}, `the id part "@file" is neither`},
		"id with holes":      {[]schema.OwnKind{{Name: "a", ID: []string{"a..b"}}}, `the id part "a..b" is neither`},
		"id of no parts":     {[]schema.OwnKind{{Name: "a", ID: []string{}}}, `names nothing`},
		"place with holes":   {[]schema.OwnKind{{Name: "a", Items: map[string]string{"x.": "a"}}}, `the place "x." of its records`},
		"beside the top":     {[]schema.OwnKind{{Name: "a", Items: map[string]string{".": "b", "x": "b"}}, {Name: "b"}}, `makes the whole file a register`},
	}
	base := load(t, map[string]string{"risk": `{"x-class":"item","x-plural":"risks"}`})
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := base.With(tt.kinds, folder(nil))
			var e *schema.Error
			if !errors.As(err, &e) || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want %q in an *Error", err, tt.want)
			}
			if e.Kind != tt.kinds[0].Name {
				t.Errorf("got kind %q, want %q", e.Kind, tt.kinds[0].Name)
			}
		})
	}
}

func TestOnly(t *testing.T) {
	full := builtin(t)
	set, err := full.Only("isms").With([]schema.OwnKind{{Name: "risk", Plural: "risks"}}, folder(nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Verify(); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, k := range set.Kinds() {
		names = append(names, k.Name)
	}
	if diff := cmp.Diff("classification entity isms process register retention_class risk", strings.Join(names, " ")); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
	if _, known := full.Kind("supplier"); !known {
		t.Error("the set itself has lost kinds")
	}
	if k, _ := set.Kind("risk"); !k.Own || k.Inner {
		t.Errorf("risk: got %+v", k)
	}
	if set.Digest() == full.Digest() || full.Only("isms").Digest() == full.Digest() || full.Only("isms").Digest() == full.Only("risk").Digest() {
		t.Error("different sets have one digest")
	}
	set.RuleSchemas()
	if _, err := set.Published(schema.Any); err != nil {
		t.Error(err)
	}
}

func TestHolds(t *testing.T) {
	set := with(t, nil,
		schema.OwnKind{Name: "catalog", Items: map[string]string{"groups": "grp"}},
		schema.OwnKind{Name: "grp", Items: map[string]string{"groups": "grp", "controls": "control"}},
		schema.OwnKind{Name: "control"},
		schema.OwnKind{Name: "file", Items: map[string]string{".": "control"}})
	for kind, want := range map[string]string{"catalog": "control grp", "grp": "control grp", "control": "", "file": "control", "risk": "", "nothing": ""} {
		if got := strings.Join(set.Holds(kind), " "); got != want {
			t.Errorf("Holds(%q) = %q, want %q", kind, got, want)
		}
	}
	if got := strings.Join(builtin(t).Holds("context"), " "); got != "issue opportunity party party_requirement" {
		t.Errorf("Holds(context) = %q", got)
	}
}

// What an organization declares is part of the digest, in any order.
func TestOwnDigest(t *testing.T) {
	a, b := schema.OwnKind{Name: "a"}, schema.OwnKind{Name: "b"}
	if with(t, nil, a, b).Digest() != with(t, nil, b, a).Digest() {
		t.Error("the order of kinds changes the digest")
	}
	seen := map[string]bool{}
	for _, kinds := range [][]schema.OwnKind{{}, {a}, {b}, {{Name: "a", Plural: "as"}}, {{Name: "a", ID: []string{"x"}}}, {{Name: "a", Items: map[string]string{"x": "a"}}}} {
		seen[with(t, nil, kinds...).Digest()] = true
	}
	if len(seen) != 6 {
		t.Errorf("got %d digests of 6 declarations", len(seen))
	}
}
