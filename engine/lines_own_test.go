package engine_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ismsproof/engine"
	"ismsproof/engine/isms"
)

// The configurations of the house: how it is judged changes with its commits.
const (
	houseKinds = "paths:\n  - {match: \"controls/*.yml\", kind: house_control}\nkinds:\n  house_control: {id: number, schema: schemas/control.json, items: {checks: house_check}}\n  house_check: {id: [\"@parent\", id]}\n  house_person: {id: name}\n"
	houseOwned = "kind: isms\nid: acme\nbuiltin: false\nrules: [rules/]\nframeworks: [house.yaml]\n" + houseKinds
	houseFree  = "kind: isms\nid: acme\nbuiltin: false\n" + houseKinds
	housePlain = "kind: isms\nid: acme\nrules: [rules/house.rego]\npaths:\n  - {match: \"controls/*.yml\", kind: house_control}\nkinds: {house_control: {id: \"@path\"}, house_person: {id: name}}\n"
)

// houseRule is a rule of the house of some grade, on a condition.
func houseRule(grade, condition string) string {
	return `package custom.house

# METADATA
# title: Every control of the house has an owner
# description: What nobody answers for is not done.
# schemas:
#   - input: schema.house_control
# custom:
#   grade: ` + grade + `
#   requirements: ["A.5.2"]
#   remedy: Name the owner.
owned contains finding if {
	` + condition + `
	finding := {"at": ["owner"], "message": "no owner", "since": "2026-01-03"}
}
`
}

var houseStart = map[string]string{
	"isms.yaml":            houseOwned,
	"house.yaml":           "controls: [{id: H.1, title: Everything has an owner}]\n",
	"rules/house.rego":     houseRule("minor", "not input.owner"),
	"schemas/control.json": `{"type": "object", "properties": {"number": {"type": "string"}, "owner": {"type": "string"}, "checks": {}}}`,
	"controls/z.yml":       "number: Z\n",
}

var houseChoices = map[string][]string{
	"isms.yaml": {houseOwned, houseOwned, houseFree, housePlain, houseOwned + "timezone: Pacific/Kiritimati\n"},
	"rules/house.rego": {
		houseRule("minor", "not input.owner"), houseRule("major", "not input.owner"), houseRule("minor", "not data.isms.house_person[input.owner]"),
		houseRule("minor", "count(data.isms.house_control) > 2"), houseRule("minor", `data.catalog.frameworks.house.controls["H.1"].title != "Nobody owns"`),
	},
	"house.yaml": {
		"controls: [{id: H.1, title: Everything has an owner}]\n", "controls: [{id: H.1, title: Nobody owns}]\n", "controls: [{id: H.1, title: Everything has an owner}, {id: H.2, title: More}]\n",
	},
	"schemas/control.json": {
		`{"type": "object", "properties": {"number": {"type": "string"}, "owner": {"type": "string", "x-ref": "house_person"}, "checks": {}}}`,
		`{"type": "object", "required": ["owner"]}`,
	},
	"controls/a.yml":  {"", "number: A\nowner: ann\n", "number: A\nowner: 3\nchecks: {one: {}, two: {}}\n", "number: A\nnumber: B\n"},
	"controls/b.yml":  {"", "number: B\n---\nnumber: A\n", "number: B\nowner: bob\nchecks: [{id: one}, {id: one}]\n"},
	"people.yaml":     {"", "kind: house_person\nname: ann\n", "kind: house_person\nname: ann\n---\nkind: house_person\nname: bob\n", "kind: house_person\n- broken"},
	"rules/other.yml": {"", "kind: house_person\nname: bob\n"}, // a record, though it lies with the rules
}

// By the definitions of each commit, what a history says of it is what a check says.
func TestHistoryOfOwnKindsEqualsChecks(t *testing.T) {
	pasts, commits := 6, 9
	if testing.Short() {
		pasts, commits = 2, 7
	}
	d, err := definitions()
	if err != nil {
		t.Fatal(err)
	}
	for seed := range pasts {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			equalsChecks(t, d, randomPastOf(t, rand.New(rand.NewPCG(uint64(seed), 23)), commits, houseStart, houseChoices))
		})
	}
}

// The rules, kinds and schemas of the tip judge every commit, or each commit's own, or
// those of a configuration outside, which leaves nothing in the repository.
func TestWhoseRulesJudge(t *testing.T) {
	p := newPast(t)
	atOnce := func(rule string) string { return strings.ReplaceAll(rule, `, "since": "2026-01-03"`, "") }
	start := with(houseStart, "rules/house.rego", atOnce(houseStart["rules/house.rego"]))
	p.commit("a", day(0), with(start, "controls/z.yml", "number: Z\nowner: ann\n"))
	p.commit("b", day(1), start, "a")
	p.commit("c", day(2), with(start, "rules/house.rego", atOnce(houseRule("major", "count(data.isms.house_control) > 0"))), "b")
	outside := filepath.Join(t.TempDir(), "auditor.yaml")
	rule := strings.ReplaceAll(atOnce(houseRule("opportunity", "input.number")), "custom.house", "custom.audit")
	for name, text := range map[string]string{outside: strings.ReplaceAll(houseOwned, "frameworks: [house.yaml]\n", ""), filepath.Join(filepath.Dir(outside), "rules", "a.rego"): rule, filepath.Join(filepath.Dir(outside), "schemas", "control.json"): "{}"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		o    engine.HistoryOptions
		want [3][]string // what is open at each commit
	}{
		"tip":     {engine.HistoryOptions{}, [3][]string{{"custom.house.owned major"}, {"custom.house.owned major"}, {"custom.house.owned major"}}},
		"commit":  {engine.HistoryOptions{RulesAt: "commit"}, [3][]string{{}, {"custom.house.owned minor"}, {"custom.house.owned major"}}},
		"outside": {engine.HistoryOptions{Config: outside}, [3][]string{{"custom.audit.owned opportunity"}, {"custom.audit.owned opportunity"}, {"custom.audit.owned opportunity"}}},
	} {
		t.Run(name, func(t *testing.T) {
			for i, commit := range []string{"a", "b", "c"} {
				test.o.Full, test.o.Rules, test.o.Range = true, []string{}, p.ids[commit]
				if name == "tip" {
					test.o.Range = p.ids["c"]
				}
				line := p.mustHistory(test.o)
				got := []string{}
				last := line.Steps[min(i, len(line.Steps)-1)]
				for _, f := range last.Findings {
					if f.Rule.Custom {
						got = append(got, f.Rule.ID+" "+string(f.Grade))
					}
				}
				if !slices.Equal(got, test.want[i]) {
					t.Errorf("commit %s: %q, want %q", commit, got, test.want[i])
				}
			}
		})
	}
	if _, err := p.history(engine.HistoryOptions{Config: outside, RulesAt: "commit"}); err == nil {
		t.Error("a configuration outside is taken for that of each commit")
	}
}

// What judges is part of what is stored: other rules, schemas or configurations make
// another history, and a configuration outside leaves the repository as it is.
func TestStoredHistoriesOfOwnRules(t *testing.T) {
	d, err := definitions()
	if err != nil {
		t.Fatal(err)
	}
	p := newPast(t)
	p.commit("a", day(0), houseStart)
	outside := filepath.Join(t.TempDir(), "auditor.yaml")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(outside, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	open := func(o engine.HistoryOptions) (isms.Tally, string) {
		o.Path, o.AsOf = p.dir, "2100-01-01"
		line, err := d.History(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		return line.Open, line.Tool.Config
	}
	before, sum := open(engine.HistoryOptions{})
	if again, same := open(engine.HistoryOptions{}); again != before || same != sum {
		t.Errorf("stored: %v %s, found: %v %s", again, same, before, sum)
	}
	for name, change := range map[string][]string{
		"rule":   {"rules/house.rego", houseRule("major", "not input.owner")},
		"schema": {"schemas/control.json", `{"type": "object", "required": ["owner"]}`},
		"none":   {"isms.yaml", houseFree},
	} {
		p.commit(name, day(1), with(houseStart, change...), "a")
		now, other := open(engine.HistoryOptions{Range: p.ids[name]})
		if now == before || other == sum {
			t.Errorf("another %s: open %v as before, configuration %s", name, now, other)
		}
		fresh, _ := open(engine.HistoryOptions{Range: p.ids[name], NoCache: true})
		if fresh != now {
			t.Errorf("another %s: open %v, found anew %v", name, now, fresh)
		}
	}
	list := func() []string {
		files, err := filepath.Glob(filepath.Join(p.dir, ".git", "ismsproof", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	kept := list()
	write("builtin: false\npaths: [{match: \"controls/*.yml\", kind: thing}]\nkinds: {thing: {id: nothing}}\n")
	first, _ := open(engine.HistoryOptions{Config: outside})
	write("builtin: false\npaths: [{match: \"controls/*.yml\", kind: thing}]\nkinds: {thing: {id: number}}\n")
	second, _ := open(engine.HistoryOptions{Config: outside})
	if first.Total() != second.Total()+1 {
		t.Errorf("open by one configuration %v, by another %v", first, second)
	}
	if now := list(); !slices.Equal(kept, now) {
		t.Errorf("a configuration outside leaves %v in the repository, where %v was", now, kept)
	}
}
