package engine

import (
	"ismsproof/controls"
	"ismsproof/engine/policy"
	"ismsproof/engine/stored"
	"ismsproof/policies"
	"ismsproof/schemas"
)

// Builtin loads the definitions that the binary carries. Its rules are compiled once:
// what the compiler made of them is kept in the user's cache folder, sealed as
// everything that is stored, for this very binary.
func Builtin() (*Definitions, error) {
	s, o := planStore(), policy.Options{Proven: true}
	var plan policy.Plan
	if data := s.read("plan", tool()); data != nil && stored.Decode(data, &plan) == nil {
		o.Plan = &plan
	}
	d, err := load(schemas.FS, controls.FS, policies.FS, o)
	if err == nil && (o.Plan == nil || plan.Digest != d.Rules.Digest()) {
		keepPlan(s, d.Rules)
	}
	return d, err
}

// planStore returns the store of plans, which belong to no repository.
func planStore() store {
	user, key := userStore()
	return store{[]string{user}, key}
}

// keepPlan keeps the plan of rules. That it could not be kept is no error: the next
// run takes longer.
func keepPlan(s store, rules *policy.Set) {
	plan, err := rules.Plan()
	if err != nil {
		return
	}
	if data, err := stored.Encode(plan); err == nil {
		s.write("plan", tool(), data)
	}
}
