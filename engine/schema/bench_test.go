package schema_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"ismsproof/engine/isms"
	"ismsproof/engine/schema"
	"ismsproof/schemas"
)

// register makes a register of n risks as a repository holds it.
func register(t testing.TB, n int, owner string) *isms.Artifact {
	var b strings.Builder
	b.WriteString("kind: risks\nid: risk-register\ntitle: Risks\nversion: 1.0.0\nstatus: approved\nitems:\n")
	for i := range n {
		fmt.Fprintf(&b, `  - id: R-%03d
    title: Customer data leaks
    scenario: A storage bucket is made public by mistake
    cia: [c, i]
    assets: [customer-db]
    %s: cto
    current: {likelihood: 3, impact: 4, level: high}
    residual: {likelihood: 2, impact: 3, level: medium}
    option: modify
    controls: [A.5.23, A.8.9]
    scored_on: 2026-02-10
    next_review: 2027-02-10
`, i, owner)
	}
	return artifacts(t, "risks.yaml", b.String())[0]
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := schema.Load(schemas.FS); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRuleSchemas(b *testing.B) {
	for b.Loop() {
		builtin(b).RuleSchemas()
	}
}

func BenchmarkCheckValid(b *testing.B) {
	set, a := builtin(b), register(b, 150, "owner")
	for b.Loop() {
		if got := told(set.Check(a)); len(got) > 0 {
			b.Fatal(got)
		}
	}
}

func BenchmarkCheckInvalid(b *testing.B) {
	set, a := builtin(b), register(b, 150, "onwer")
	for b.Loop() {
		if got := len(set.Check(a)); got != 150 {
			b.Fatal(got)
		}
	}
}

func BenchmarkRecords(b *testing.B) {
	set, a := builtin(b), register(b, 150, "owner")
	for b.Loop() {
		if got := len(set.Records(a)); got != 151 {
			b.Fatal(got)
		}
	}
}

func BenchmarkReferences(b *testing.B) {
	set, a := builtin(b), register(b, 150, "owner")
	records := set.Records(a)
	for b.Loop() {
		found := 0
		for _, r := range records {
			found += len(set.References(r))
		}
		if found == 0 {
			b.Fatal("no references")
		}
	}
}

// Many goroutines share one set.
func TestConcurrentUse(t *testing.T) {
	set := builtin(t)
	good, bad := register(t, 3, "owner"), register(t, 3, "onwer")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got := len(set.Check(bad)); got != 3 {
				t.Errorf("got %d problems, want 3", got)
			}
			for _, r := range set.Records(good) {
				set.References(r)
				set.MayRefer(r.Kind)
			}
			if _, err := set.Published(schema.Any); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
