package engine

import (
	"os"
	"path/filepath"
	"testing"

	"ismsproof/controls"
	"ismsproof/engine/policy"
	"ismsproof/engine/stored"
	"ismsproof/policies"
	"ismsproof/schemas"
)

// compiledAndPlanned loads the definitions of the binary without a plan, and with one.
func compiledAndPlanned(t *testing.T) (compiled, planned *Definitions) {
	t.Helper()
	cache := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(name, cache)
	}
	compiled, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var plan policy.Plan
	if err := stored.Decode(planStore().read("plan", tool()), &plan); err != nil {
		t.Fatalf("the plan that was kept: %v", err)
	}
	if planned, err = load(schemas.FS, controls.FS, policies.FS, policy.Options{Proven: true, Plan: &plan}); err != nil {
		t.Fatal(err)
	}
	if planned.Digest != compiled.Digest || len(planned.All()) != len(compiled.All()) {
		t.Fatalf("planned %s with %d rules, want %s with %d", planned.Digest, len(planned.All()), compiled.Digest, len(compiled.All()))
	}
	return compiled, planned
}

// Whether rules were compiled or are loaded by their plan, they find the same along
// the whole story of the example company.
func TestPlannedRulesFindTheSame(t *testing.T) {
	compiled, planned := compiledAndPlanned(t)
	dir, line := storyRepository(t)
	o := HistoryOptions{Path: dir, NoCache: true}
	if testing.Short() {
		o.Range = line[len(line)/3]
	}
	want, got := jsonl(t, compiled, o), jsonl(t, planned, o)
	if got != want {
		t.Error("the history differs")
	}
	report := func(d *Definitions) string {
		result, err := d.Check(t.Context(), Options{Path: "../examples/acme", AsOf: "2027-06-01"})
		if err != nil {
			t.Fatal(err)
		}
		data, err := stored.Encode(result.Report)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if report(planned) != report(compiled) {
		t.Error("the report of the example differs")
	}
}

// A plan that was changed is compiled anew.
func TestADamagedPlanIsNotUsed(t *testing.T) {
	cache := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(name, cache)
	}
	want, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(planStore().folders[0], "plan-*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("there is %v, %v", files, err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(files[0], data, 0o600); err != nil {
		t.Fatal(err)
	}
	if planStore().read("plan", tool()) != nil {
		t.Error("a plan that was changed is read")
	}
	got, err := Builtin()
	if err != nil || got.Digest != want.Digest || len(got.All()) != len(want.All()) {
		t.Errorf("got %v", err)
	}
	if planStore().read("plan", tool()) == nil {
		t.Error("the plan is not kept anew")
	}
}
