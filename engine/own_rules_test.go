package engine

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
)

// ownRule is a rule of the house: each control names who answers for it, and who that
// is exists.
const ownRule = `package custom.house

# METADATA
# title: Every control of the house has an owner
# description: What nobody answers for is not done.
# schemas:
#   - input: schema.house_control
# custom:
#   grade: minor
#   requirements: ["H.1"]
#   remedy: Name the owner.
owned contains finding if {
	not data.isms.house_person[input.owner]
	finding := {"at": ["owner"], "message": $"control {input.id} has no owner"}
}
`

// house is an organization that is judged by its own kinds and rules alone.
var house = map[string]string{
	"isms.yaml": head + `builtin: false
rules: [rules/]
frameworks: [house.yaml]
paths:
  - {match: "controls/*.yml", kind: house_control}
  - {match: "people/*.yml", kind: house_person}
kinds:
  house_control: {id: number, schema: schemas/control.json}
  house_person: {id: name}
`,
	"house.yaml":           "title: Rules of the house\ncontrols:\n  - {id: H.1, title: Everything has an owner}\n",
	"rules/house.rego":     ownRule,
	"schemas/control.json": `{"type": "object", "properties": {"number": {"type": "string"}, "owner": {"type": "string"}}}`,
	"people/ann.yml":       "name: ann\n",
	"controls/a.yml":       "number: A-1\nowner: ann\n",
	"controls/b.yml":       "number: B-1\nowner: bob\n",
}

// having returns files with some changed; "" takes one away.
func having(files map[string]string, changes ...string) map[string]string {
	out := maps.Clone(files)
	for i := 0; i+1 < len(changes); i += 2 {
		if out[changes[i]] = changes[i+1]; changes[i+1] == "" {
			delete(out, changes[i])
		}
	}
	return out
}

func TestOwnRules(t *testing.T) {
	r := mustJudge(t, house, Options{})
	if diff := cmp.Diff([]string{"controls/b.yml:2 custom.house.owned control B-1 has no owner"}, toldOf(r)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	for _, row := range r.Requirements {
		if row.ID == "H.1" && (row.Result != isms.HasFinding || row.Rules != 1) {
			t.Errorf("H.1 is %s by %d rules", row.Result, row.Rules)
		}
	}
	if r = mustJudge(t, house, Options{Rules: []string{"doc"}}); len(toldOf(r)) != 0 {
		t.Errorf("rules that were not selected found %q", toldOf(r))
	}
	other := mustJudge(t, having(house, "rules/house.rego", strings.ReplaceAll(ownRule, "minor", "major")), Options{})
	if other.Tool.Config == r.Tool.Config || other.Tool.Rules == r.Tool.Rules {
		t.Error("another rule leaves the digests as they are")
	}
}

// What cannot be read may be what a rule looks for: then nobody knows.
func TestOwnRulesDoNotAccuseWhatNobodyCouldRead(t *testing.T) {
	r := mustJudge(t, having(house, "people/bob.yml", "name: bob\nname: bob\n"), Options{})
	if diff := cmp.Diff([]string{`people/bob.yml:2 doc.readable the key "name" is given twice, in line 1 and in line 2`}, toldOf(r)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	found := false
	for _, u := range r.Undecided {
		found = found || u.Rule.ID == "custom.house.owned" && u.ID == "B-1" && strings.Contains(u.Reason, "people/bob.yml")
		if u.ID == "A-1" {
			t.Errorf("A-1, whose owner is known, is undecided: %s", u.Reason)
		}
	}
	if !found || r.Outcome != isms.OutcomeUndecided {
		t.Errorf("outcome %s, undecided %v", r.Outcome, r.Undecided)
	}
	// A control that cannot be read puts nothing else in doubt: no rule looks for controls.
	r = mustJudge(t, having(house, "controls/c.yml", "number: C\nnumber: C\n"), Options{})
	if len(r.Undecided) != 1 || r.Undecided[0].Rule.ID != ruleReadable {
		t.Errorf("undecided %v", r.Undecided)
	}
}

func TestOwnRulesThatAreRefused(t *testing.T) {
	for name, test := range map[string]struct {
		changes []string
		want    string
		hint    string
	}{
		"no such folder":      {[]string{"rules/house.rego", ""}, `isms.yaml:4: "rules/" holds no rules`, ""},
		"a typo in a field":   {[]string{"rules/house.rego", strings.ReplaceAll(ownRule, "not data.isms.house_person[input.owner]", "not input.ownr")}, "rules/house.rego:13: ", `did you mean "owner"?`},
		"no such kind":        {[]string{"rules/house.rego", strings.ReplaceAll(ownRule, "data.isms.house_person", "data.isms.house_persn")}, "rules/house.rego:13: ", `did you mean "house_person"?`},
		"no such requirement": {[]string{"house.yaml", "controls:\n  - {id: H.2, title: Other}\n"}, "rules/house.rego:", "H.1"},
		"a built-in package":  {[]string{"rules/house.rego", strings.ReplaceAll(ownRule, "package custom.house", "package rules.risk")}, "rules/house.rego:1: ", "rego.package"},
		"the network":         {[]string{"rules/house.rego", strings.ReplaceAll(ownRule, "not data.isms.house_person[input.owner]", `http.send({"url": input.owner}).ok`)}, "rules/house.rego:13: ", "rego.capability"},
		"no Rego":             {[]string{"rules/house.rego", "this is no rule\n"}, "rules/house.rego:1: ", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := judged(t, having(house, test.changes...), Options{})
			if err == nil {
				t.Fatal("nothing is refused")
			}
			code, hint := Failure(err)
			if code != ExitUsage || !strings.HasPrefix(err.Error(), test.want) || !strings.Contains(err.Error()+" "+hint, test.hint) {
				t.Errorf("exit code %d: %v (%s)\nwant 2: %s… %s", code, err, hint, test.want, test.hint)
			}
		})
	}
}

// houseVariants are texts that the files of the house may hold: records move between
// files and forms, ids are taken twice, what is named comes and goes, files break.
var houseVariants = map[string][]string{
	"controls/a.yml": {"", "number: A-1\nowner: ann\n", "kind: Control\nnumber: A-1\nowner: bob\nchecks: {leavers: {by: ann}, joiners: {by: eve}}\n", "number: A-1\nnumber: A-2\n", "number: 1.10\n"},
	"controls/b.yml": {"", "number: B-1\nowner: bob\n---\nnumber: A-1\nowner: ann\n", "number: B-1\nowner: 7\nchecks:\n  - {id: leavers, by: bob}\n", "owner: ann\n"},
	"controls/c.yml": {"", "kind: house_person\nname: bob\n", "number: C-1\nchecks: [{id: leavers}, {by: ann}, 3]\n"},
	"people/ann.yml": {"", "name: ann\n", "name: eve\nboss: ann\n", "name: {\n"},
	"people/bob.yml": {"", "name: bob\nboss: ann\n", "- name: bob\n"},
	"people/all.yml": {"", "kind: house_people\nstaff:\n  - {name: ann}\n  - {name: bob, boss: eve}\n", "kind: house_people\nstaff: {}\n", "kind: house_people\nstaff: [\n"},
	"ann.yaml":       {"", "kind: person\nid: ann\nname: Ann\nstart: 2024-01-01\n"},
	"r1.yaml":        {"", "kind: risk\nid: R-1\ntitle: One\nowner: ann\n"},
}

// houseOf is the house with inner records and references, judged beside the built-in
// rules or by itself.
func houseOf(builtin string) map[string]string {
	people := `"house_person"`
	if builtin == "true" {
		people = `["house_person", "person"]`
	}
	return having(house,
		"isms.yaml", head+"builtin: "+builtin+`
rules: [rules/]
frameworks: [house.yaml]
paths:
  - {match: "controls/*.yml", kind: house_control}
  - {match: "people/*.yml", kind: house_person}
kinds:
  house_control: {id: number, schema: schemas/control.json, items: {checks: house_check}}
  house_check: {id: ["@parent", id], schema: schemas/check.json}
  house_person: {id: name, schema: schemas/person.json}
  house_people: {id: "@path", items: {staff: house_person}}
`,
		"schemas/control.json", `{"type": "object", "properties": {"number": {"type": "string"}, "owner": {"type": "string", "x-ref": "house_person"}}}`,
		"schemas/check.json", `{"type": "object", "properties": {"by": {"type": "string", "x-ref": `+people+`}}}`,
		"schemas/person.json", `{"type": "object", "properties": {"boss": {"type": "string", "x-ref": "house_person"}}}`,
		"rules/more.rego", `package custom.more

# METADATA
# title: No two checks of the house have the same person
# description: One person may be ill.
# schemas:
#   - input: schema.house_check
# custom:
#   grade: observation
#   requirements: ["H.1"]
#   remedy: Ask somebody else.
apart contains finding if {
	some id, other in data.isms.house_check
	id != input.id
	other.by == input.by
	finding := {"at": ["by"], "message": $"{input.by} does {id} too"}
}

# METADATA
# title: Everybody does something
# description: Who is named nowhere has left.
# schemas:
#   - input: schema.house_person
# custom:
#   grade: minor
#   requirements: ["H.1"]
#   remedy: Take the person out.
named contains finding if {
	not data.refs.house_person[input.id]
	finding := {"at": [], "message": $"{input.id} is named nowhere", "since": "2026-03-01"}
}
`)
}

// settled returns the configuration of files and what judges by it.
func settled(t *testing.T, files map[string]string) *config {
	t.Helper()
	d, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	tree := memory(files)
	entries, _, err := tree.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c, err := d.readConfig(t.Context(), tree.Read, entries, "", "")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// What holds of the built-in kinds and rules holds of own ones: what the walk over a
// line says of a point is what a fresh check of that tree says.
func TestWalkEqualsFreshChecksOfOwnKinds(t *testing.T) {
	for builtin, sequences := range map[string]int{"true": 60, "false": 120} {
		t.Run("builtin "+builtin, func(t *testing.T) {
			if testing.Short() {
				sequences /= 4
			}
			files := houseOf(builtin)
			c := settled(t, files)
			walkEqualsFresh(t, c.d, c, houseVariants, sequences)
		})
	}
}
