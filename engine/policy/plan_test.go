package policy_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/policy"
	"ismsproof/policies"
)

// plan returns the built-in rules, and the plan of them.
func plan(t testing.TB) (*policy.Set, *policy.Plan) {
	t.Helper()
	set, err := policy.Load(policies.FS, policy.Options{Proven: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := set.Plan()
	if err != nil {
		t.Fatal(err)
	}
	return set, p
}

// A set that was loaded by its plan is the set: its rules, what they read, and its
// plan.
func TestAPlanIsTheSet(t *testing.T) {
	want, p := plan(t)
	got, err := policy.Load(policies.FS, policy.Options{Plan: p})
	if err != nil {
		t.Fatal(err)
	}
	if !got.Planned() || want.Planned() {
		t.Fatalf("planned: got %v, want %v", got.Planned(), want.Planned())
	}
	if diff := cmp.Diff(want.Compiled(), got.Compiled()); diff != "" {
		t.Errorf("modules (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(want.Rules(), got.Rules()); diff != "" {
		t.Errorf("metadata (-want +got)\n%s", diff)
	}
	for _, r := range want.Rules() {
		if w, g := want.Footprint(r.ID), got.Footprint(r.ID); w != g {
			t.Errorf("%s reads %s, want %s", r.ID, g, w)
		}
		if diff := cmp.Diff(want.Reads(r.ID), got.Reads(r.ID)); diff != "" {
			t.Errorf("%s reads (-want +got)\n%s", r.ID, diff)
		}
	}
	again, err := got.Plan()
	if err != nil {
		t.Fatal(err)
	}
	if again.Modules != p.Modules {
		t.Error("the plan of the planned set is another")
	}
}

func TestPlansThatDoNotFitAreNotUsed(t *testing.T) {
	_, p := plan(t)
	other := *p
	other.Digest = "sha256:0"
	cut := *p
	cut.Modules = p.Modules[:len(p.Modules)-1]
	empty := *p
	empty.Modules = ""
	for name, p := range map[string]*policy.Plan{"of other files": &other, "cut": &cut, "empty": &empty, "none": {}} {
		got, err := policy.Load(policies.FS, policy.Options{Proven: true, Plan: p})
		if err != nil {
			t.Fatal(err)
		}
		if got.Planned() {
			t.Errorf("a plan %s is used", name)
		}
	}
	checked, err := policy.Load(policies.FS, policy.Options{Schemas: map[string]any{}, Plan: p})
	if err == nil && checked.Planned() {
		t.Error("rules that are to be checked are loaded by a plan")
	}
}

// Whatever the bytes of a plan are, reading them ends, and never with a panic.
func TestDamagedPlansEnd(t *testing.T) {
	_, p := plan(t)
	random := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		data := []byte(p.Modules)
		for range 1 + random.IntN(4) {
			data[random.IntN(len(data))] = byte(random.Uint32())
		}
		_ = policy.ReadPlan(string(data))
	}
	for range 200 {
		if policy.ReadPlan(p.Modules[:random.IntN(len(p.Modules))]) == nil {
			t.Fatal("a plan that was cut is read")
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	_, p := plan(b)
	for name, o := range map[string]policy.Options{"compiled": {Proven: true}, "planned": {Plan: p}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := policy.Load(policies.FS, o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
