package policy_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/policy"
	"ismsproof/policies"
)

// What is left out for rules that were checked before changes nothing about them.
func TestProvenRulesAreCompiledAlike(t *testing.T) {
	checked, err := policy.Load(policies.FS, policy.Options{})
	if err != nil {
		t.Fatal(err)
	}
	proven, err := policy.Load(policies.FS, policy.Options{Proven: true})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(checked.Compiled(), proven.Compiled()); diff != "" {
		t.Errorf("(-checked +proven)\n%s", diff)
	}
	if diff := cmp.Diff(checked.Rules(), proven.Rules()); diff != "" {
		t.Errorf("metadata (-checked +proven)\n%s", diff)
	}
}
