package engine

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
)

// head starts each configuration below; its keys begin in line 3.
const head = "kind: isms\nid: acme\n"

// shipped are the definitions of the binary, loaded once for many small trees.
var shipped = sync.OnceValues(Builtin)

// judged checks files in memory by the definitions of the binary.
func judged(t testing.TB, files map[string]string, o Options) (*isms.Report, error) {
	t.Helper()
	d, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	o.AsOf, o.Now = examplesAsOf, time.Unix(0, 0)
	result, err := d.checkTree(context.Background(), memory(files), o)
	if err != nil {
		return nil, err
	}
	return result.Report, nil
}

func mustJudge(t testing.TB, files map[string]string, o Options) *isms.Report {
	t.Helper()
	r, err := judged(t, files, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// toldOf returns the open findings of a report by engine checks and own rules: "path:line
// rule message".
func toldOf(r *isms.Report) []string {
	out := []string{}
	for _, f := range r.Findings {
		if f.Status == isms.Open && (f.Rule.Subject == "engine" || f.Rule.Custom) && f.Rule.ID != ruleNoConfig {
			out = append(out, f.Path+":"+itoa(f.Range.Start.Line)+" "+f.Rule.ID+" "+f.Message)
		}
	}
	return out
}

// A configuration that cannot be understood is refused with its line, and where
// something like it would be understood, with that.
func TestConfigurationsThatAreRefused(t *testing.T) {
	for name, test := range map[string]struct {
		config string
		want   string // begins the message
		hint   string // is part of the hint or of the message
	}{
		"unknown key":                   {"kidns: {}\n", `isms.yaml:3: unknown key "kidns"`, `did you mean "kinds"?`},
		"unknown key of a binding":      {"paths:\n  - {match: \"a/*.yml\", knd: risk}\n", "isms.yaml:4: ", `"knd"`},
		"unknown key of a kind":         {"kinds:\n  thing:\n    shema: a.json\n", "isms.yaml:5: ", `did you mean "schema"`},
		"unknown key of limits":         {"limits:\n  depht: 3\n", "isms.yaml:4: ", `did you mean "depth"`},
		"paths is no list":              {"paths: a.yml\n", "isms.yaml:3: ", "paths"},
		"a binding without kind":        {"paths:\n  - match: \"a/*.yml\"\n", "isms.yaml:4: ", `"kind"`},
		"a binding without match":       {"paths:\n  - kind: risk\n", "isms.yaml:4: ", "glob"},
		"a glob that is none":           {"paths:\n  - {match: \"a/[b-.yml\", kind: risk}\n", `isms.yaml:4: paths[0]: "a/[b-.yml" is not a glob`, ""},
		"an exclusion that is no glob":  {"paths:\n  - match: \"a/*.yml\"\n    kind: risk\n    exclude: [\"{a\"]\n", `isms.yaml:4: paths[0]: "{a" is not a glob`, ""},
		"an unknown kind":               {"paths:\n  - match: \"a/*.yml\"\n    kind: riks\n", `isms.yaml:5: unknown kind "riks"`, `did you mean "risk"?`},
		"an inner kind":                 {"paths:\n  - {match: \"a/*.yml\", kind: soa_control}\n", `isms.yaml:4: kind "soa_control" has no files of its own`, `"soa"`},
		"a register as a kind":          {"paths:\n  - {match: \"a/*.yml\", kind: register}\n", `isms.yaml:4: unknown kind "register"`, ""},
		"a dead binding":                {"paths:\n  - {match: \"b/*.yml\", kind: risk}\n", `isms.yaml:4: "b/*.yml" matches no file`, ""},
		"a dead binding, other ending":  {"paths:\n  - {match: \"a/*.yaml\", kind: risk}\n", `isms.yaml:4: "a/*.yaml" matches no file`, `did you mean "a/*.yml"?`},
		"a dead binding, other folder":  {"paths:\n  - {match: \"polices/*.md\", kind: policy}\n", `isms.yaml:4: "polices/*.md" matches no file`, `did you mean "policies/*.md"?`},
		"a dead binding, not deep":      {"paths:\n  - {match: \"deep/*.yml\", kind: risk}\n", `isms.yaml:4: "deep/*.yml" matches no file`, `did you mean "deep/**/*.yml"?`},
		"a binding of pictures":         {"paths:\n  - {match: \"*.png\", kind: risk}\n", `isms.yaml:4: "*.png" matches no file that can hold records`, ""},
		"a dead exclusion":              {"paths:\n  - match: \"a/*.yml\"\n    kind: risk\n    exclude: [\"a/no.yml\"]\n", `isms.yaml:6: "a/no.yml" excludes no file`, ""},
		"a dead ignore":                 {"ignore: [\"vendor/**\"]\n", `isms.yaml:3: "vendor/**" matches no file`, ""},
		"a kind inside that is unknown": {"kinds:\n  thing:\n    items: {parts: prat}\n  part: {}\n", `isms.yaml:5: unknown kind "prat"`, `did you mean "part"`},
		"a kind that is built in":       {"kinds:\n  risk: {id: id}\n", `isms.yaml:4: "risk" is a built-in kind`, ""},
		"a name that is no kind":        {"kinds:\n  Thing: {id: id}\n", "isms.yaml:4: ", "Thing"},
		"a schema that is not there":    {"kinds:\n  thing:\n    schema: schemas/thign.json\n", `isms.yaml:5: there is no file "schemas/thign.json"`, `did you mean "schemas/thing.json"?`},
		"a schema outside":              {"kinds:\n  thing:\n    schema: ../thing.json\n", "isms.yaml:5: ", "../thing.json"},
		"an id that is no path":         {"kinds:\n  thing: {id: \"a..b\"}\n", "isms.yaml:4: ", "a..b"},
		"an id that is a number":        {"kinds:\n  thing: {id: 3}\n", "isms.yaml:4: ", "3"},
		"an empty list of ids":          {"kinds:\n  thing: {id: []}\n", "isms.yaml:4: ", "id"},
		"an alias of no kind":           {"aliases:\n  polizy: {a: id}\n", `isms.yaml:4: unknown kind "polizy"`, `did you mean "policy"?`},
		"an alias of no field":          {"aliases:\n  policy: {a: ownr}\n", `isms.yaml:4: kind "policy" has no field "ownr"`, `did you mean "owner"?`},
		"an alias of an inner kind":     {"aliases:\n  soa_control: {a: owner}\n", `isms.yaml:4: unknown kind "soa_control"`, ""},
		"builtin is text":               {"builtin: \"no\"\n", "isms.yaml:3: ", "no"},
		"a limit that is raised":        {"limits: {size: 2097152}\n", "isms.yaml:3: limits.size 2097152 is above 1048576", "--config"},
		"a limit without bound":         {"limits:\n  depth: 100000\n", "isms.yaml:4: limits.depth 100000 is above 256", ""},
		"a limit beyond all numbers":    {"limits:\n  nodes: 99999999999999999999\n", "isms.yaml:4: limits.nodes", "is above"},
		"a limit of nothing":            {"limits: {size: 0}\n", "isms.yaml:3: ", "0"},
		"a framework that is not there": {"frameworks: [house.yaml]\n", `isms.yaml:3: there is no file "house.yaml"`, ""},
		"a framework without titles":    {"frameworks: [frameworks/untitled.yaml]\n", `frameworks/untitled.yaml:2: "H.1" has no title`, ""},
		"a framework that takes an id":  {"frameworks: [frameworks/taken.yaml]\n", `frameworks/taken.yaml:2: "A.5.1" is the id of a requirement of the standard already`, ""},
		"a framework with a typo":       {"frameworks: [frameworks/typo.yaml]\n", `frameworks/typo.yaml:2: unknown key "tilte"; did you mean "title"?`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := judged(t, map[string]string{
				"isms.yaml": head + test.config, "a/b.yml": "kind: risk\nid: R-1\n", "policies/p.md": "---\nkind: policy\nid: p\n---\n", "deep/er/x.yml": "kind: risk\nid: R-2\n",
				"logo.png": "x", "schemas/thing.json": "{}", "frameworks/untitled.yaml": "controls:\n  - {id: H.1}\n",
				"frameworks/taken.yaml": "controls:\n  - {id: A.5.1, title: Taken}\n", "frameworks/typo.yaml": "controls:\n  - {id: H.1, tilte: Typo}\n",
			}, Options{})
			if err == nil {
				t.Fatal("nothing is refused")
			}
			code, hint := Failure(err)
			if code != ExitUsage || !strings.HasPrefix(err.Error(), test.want) || !strings.Contains(err.Error()+hint, test.hint) {
				t.Errorf("exit code %d: %v (%s)\nwant 2: %s… %s", code, err, hint, test.want, test.hint)
			}
		})
	}
}

// Where two bindings disagree the first counts, and the report says so once.
func TestOverlappingBindings(t *testing.T) {
	files := map[string]string{
		"isms.yaml": head + "paths:\n  - {match: \"a/*.yml\", kind: risk}\n  - {match: \"**/*.yml\", kind: asset}\n  - {match: \"a/*\", kind: risk}\n",
		"a/1.yml":   "id: R-1\n", "a/2.yml": "id: R-2\n", "b/3.yml": "id: A-3\n",
	}
	r := mustJudge(t, files, Options{})
	want := []string{`isms.yaml:4: "a/*.yml" (risk) and "**/*.yml" (asset) of line 5 both match "a/1.yml" and 1 more; the first counts`}
	if diff := cmp.Diff(want, r.Warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	var records []string
	for _, f := range r.Findings {
		if f.Kind == "risk" {
			records = append(records, f.Kind+"/"+f.ID)
		}
	}
	slices.Sort(records)
	if diff := cmp.Diff([]string{"risk/R-1", "risk/R-2"}, slices.Compact(records)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

// Fields that files call otherwise are judged as ours and shown as theirs.
func TestAliases(t *testing.T) {
	files := map[string]string{
		"isms.yaml": head + "aliases:\n  policy: {document_id: id, meta.approved_date: approved_on, meta.by: approved_by}\n  risk: {holder: owner, \"number\": id}\n",
		"p.md":      "---\nkind: policy\ndocument_id: access\ntitle: Access\nmeta:\n  approved_date: 2026-13-01\n  by: ann\n---\n# Access\n",
		"r.yaml":    "kind: risks\nid: risks\nitems:\n  - number: R-1\n    holder: 7\n  - id: R-2\n    owner: 8\n",
		"r3.yaml":   "kind: risk\nid: R-3\nowner: ann\nholder: bob\n",
	}
	r := mustJudge(t, files, Options{Rules: []string{"doc.schema_valid"}})
	var got []string
	for _, f := range r.Findings {
		got = append(got, f.Path+":"+itoa(f.Range.Start.Line)+" "+f.Kind+"/"+f.ID+" "+f.At.Pointer())
	}
	want := []string{
		"p.md:6 policy/access /meta/approved_date", "r.yaml:5 risk/R-1 /items/0/holder", "r.yaml:7 risk/R-2 /items/1/owner", "r3.yaml:4 risk/R-3 /holder",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// A configuration in the tree lowers limits, one outside of it raises them too.
func TestLimits(t *testing.T) {
	long := "kind: risk\nid: R-1\ntitle: " + strings.Repeat("a", 300<<10) + "\n"
	files := map[string]string{"isms.yaml": head + "limits: {size: 200}\n", "r.yaml": "kind: risk\nid: R-1\nnote: " + strings.Repeat("b", 200) + "\n"}
	r := mustJudge(t, files, Options{Rules: []string{"doc.readable"}})
	if len(r.Findings) != 1 || !strings.Contains(r.Findings[0].Message, "200") {
		t.Errorf("lowered: findings %v", toldOf(r))
	}
	if r = mustJudge(t, map[string]string{"r.yaml": long}, Options{Rules: []string{"doc.readable"}}); len(r.Findings) != 1 {
		t.Errorf("standard: findings %v", toldOf(r))
	}
	outside := filepath.Join(t.TempDir(), "auditor.yaml")
	write(t, outside, "limits: {scalar: 1000000}\n")
	if r = mustJudge(t, map[string]string{"r.yaml": long}, Options{Config: outside, Rules: []string{"doc.readable"}}); len(r.Findings) != 0 {
		t.Errorf("raised: findings %v", toldOf(r))
	}
}

func write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A configuration outside judges in the place of isms.yaml, which is a record then.
func TestConfigurationOutside(t *testing.T) {
	dir := t.TempDir()
	outside := filepath.Join(dir, "auditor.yaml")
	write(t, outside, "kind: isms\ntimezone: Europe/Berlin\nfail_on: major\nintervals: {policy: P1Y}\npaths:\n  - {match: \"c/*.yml\", kind: part}\nkinds:\n  part: {schema: schemas/part.json}\n")
	write(t, filepath.Join(dir, "schemas", "part.json"), `{"type": "object", "required": ["id", "name"]}`)
	files := map[string]string{"isms.yaml": head + "timezone: Asia/Tokyo\nfail_on: none\nkidns: {}\n", "c/a.yml": "id: A\n"}
	r := mustJudge(t, files, Options{Config: outside})
	if r.FailOn != isms.Major || r.AsOf.Location().String() != "Europe/Berlin" {
		t.Errorf("judged with %s in %s", r.FailOn, r.AsOf.Location())
	}
	got := toldOf(r)
	if len(got) != 2 || !strings.HasPrefix(got[0], "c/a.yml:1 doc.schema_valid") || !strings.HasPrefix(got[1], "isms.yaml:5 doc.schema_valid") {
		t.Errorf("findings %q", got)
	}
	before := r.Tool
	write(t, filepath.Join(dir, "schemas", "part.json"), `{"type": "object", "required": ["id"]}`)
	r = mustJudge(t, files, Options{Config: outside})
	if r.Tool.Config == before.Config || r.Tool.Rules == before.Rules {
		t.Errorf("another schema leaves the digests as they are: %v", r.Tool)
	}
	delete(files, "isms.yaml")
	for _, f := range mustJudge(t, files, Options{Config: outside}).Findings {
		if f.Rule.ID == ruleNoConfig {
			t.Error("the missing isms.yaml is a finding though another configuration stands for it")
		}
	}
}

func TestConfigurationsOutsideThatAreRefused(t *testing.T) {
	dir := t.TempDir()
	for name, test := range map[string]struct{ text, want string }{
		"no mapping":  {"- a\n", "a configuration is one mapping"},
		"two":         {"fail_on: major\n---\nfail_on: minor\n", "a configuration is one mapping"},
		"unreadable":  {"a: 1\na: 2\n", ":2: the key"},
		"other kind":  {"kind: risk\n", `:1: kind "risk" is no configuration`},
		"unknown key": {"fail_onn: major\n", `:1: unknown key "fail_onn"`},
		"not there":   {"", "there is no file"},
		"dead":        {"ignore: [\"nothing/**\"]\n", `:1: "nothing/**" matches no file`},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(dir, name+".yaml")
			if test.text != "" {
				write(t, file, test.text)
			}
			_, err := judged(t, map[string]string{"r.yaml": "kind: risk\nid: R-1\n"}, Options{Config: file})
			if err == nil {
				t.Fatal("nothing is refused")
			}
			if code, _ := Failure(err); code != ExitUsage || !strings.Contains(err.Error(), test.want) {
				t.Errorf("exit code %d: %v, want %s", code, err, test.want)
			}
		})
	}
}
