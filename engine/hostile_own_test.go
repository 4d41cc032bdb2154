package engine

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ismsproof/engine/isms"
)

// hostileFiles returns the files of a folder of the hostile corpus.
func hostileFiles(t *testing.T, folder, pattern string) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "..", "shared", "hostile", folder, pattern))
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Skip("there is no folder ../shared/hostile beside the checkout")
	}
	out := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(name)] = string(text)
	}
	return out
}

// harmless are the hostile schemas that say nothing wrong: what they judge is decided.
var harmless = []string{"pattern-redos.json", "format-date-2020.json", "uri-javascript.json", "huge-number.json", "id-hijack-metaschema.json"}

// A schema that somebody else wrote is refused with its file, or judges: nothing else,
// and never for long.
func TestHostileSchemasOfOwnKinds(t *testing.T) {
	for name, text := range hostileFiles(t, "schema", "*.json") {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{
				"isms.yaml": head + "builtin: false\npaths: [{match: \"*.yml\", kind: thing}]\nkinds: {thing: {id: \"@path\", schema: schemas/s.json}}\n",
				"a.yml":     "date: not-a-date\ntext: " + strings.Repeat("a", 10_000) + "\n", "schemas/s.json": text,
			}
			start := time.Now()
			r, err := judged(t, files, Options{})
			if took := time.Since(start); took > time.Minute {
				t.Errorf("took %v", took)
			}
			if err == nil {
				if !slices.Contains(harmless, name) {
					t.Errorf("is not refused: %q", toldOf(r))
				}
				return
			}
			code, _ := Failure(err)
			if code != ExitUsage || !strings.HasPrefix(err.Error(), "schemas/s.json") || strings.Contains(err.Error(), "root:") {
				t.Errorf("exit code %d: %v", code, err)
			}
			if slices.Contains(harmless, name) {
				t.Errorf("is refused: %v", err)
			}
		})
	}
}

// No rule of the corpus gets in through a configuration.
func TestHostileRulesAreRefused(t *testing.T) {
	for name, text := range hostileFiles(t, "rego", "*.rego") {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, err := judged(t, having(house, "rules/bad.rego", text), Options{})
			if took := time.Since(start); took > time.Minute {
				t.Errorf("took %v", took)
			}
			if err == nil {
				t.Fatal("is not refused")
			}
			if code, _ := Failure(err); code != ExitUsage || !strings.HasPrefix(err.Error(), "rules/bad.rego") {
				t.Errorf("exit code %d: %v", code, err)
			}
		})
	}
}

// A rule that errs, never ends or floods is undecided for its subjects; the others, our
// own above all, stand.
func TestHostileRulesAreCutOff(t *testing.T) {
	for name, body := range map[string]string{
		"cross product":   `some a in numbers.range(1, 1000000); some b in numbers.range(1, 1000000); a * b == -1; finding := {"at": [], "message": input.id}`,
		"doubling":        `s := concat("", [x | some i in numbers.range(1, 100000000); x := sprintf("%d", [i])]); finding := {"at": [], "message": s}`,
		"flood":           `some i in numbers.range(1, 20000); finding := {"at": [], "message": sprintf("%d", [i]), "key": sprintf("%d", [i])}`,
		"error":           `x := time.parse_rfc3339_ns(input.number); finding := {"at": [], "message": sprintf("%d", [x])}`,
		"division":        `x := 1 / (count(input) - count(input)); finding := {"at": [], "message": sprintf("%d", [x])}`,
		"an odd date":     `finding := {"at": [], "message": "x", "since": input.number}`,
		"a message of 1M": `finding := {"at": ["owner"], "message": concat("", [x | some _ in numbers.range(1, 1000000); x := "y"])}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule := strings.Replace(ownRule, "not data.isms.house_person[input.owner]\n\tfinding := {\"at\": [\"owner\"], \"message\": $\"control {input.id} has no owner\"}", body, 1)
			rule = strings.ReplaceAll(rule, "package custom.house", "package custom.bad")
			if strings.Contains(rule, "has no owner\"}") {
				t.Fatal("the body of the rule was not replaced")
			}
			start := time.Now()
			r := mustJudge(t, having(house, "rules/bad.rego", rule), Options{})
			if took := time.Since(start); took > time.Minute {
				t.Errorf("took %v", took)
			}
			if !slices.Contains(toldOf(r), "controls/b.yml:2 custom.house.owned control B-1 has no owner") {
				t.Errorf("the findings of another rule are gone: %q", toldOf(r))
			}
			cut := slices.ContainsFunc(r.Undecided, func(u isms.Undecided) bool { return u.Rule.ID == "custom.bad.owned" })
			if name == "a message of 1M" { // said, but no longer than anybody reads
				for _, f := range r.Findings {
					if len(f.Message) > 4<<10 {
						t.Errorf("a message of %d bytes", len(f.Message))
					}
				}
				return
			}
			if !cut || r.Outcome != isms.OutcomeUndecided {
				t.Errorf("outcome %s, undecided %v", r.Outcome, r.Undecided)
			}
		})
	}
}
