// Package benchmark makes the histories on which the speed of the engine is
// measured.
//
// A history is that of one invented company: its risks, assets, suppliers,
// controls, evidence and the documents around them, changed by people over years.
// Records are reviewed, mostly in time; somebody forgets a field and puts it back;
// evidence comes in every quarter and is deleted years later; people leave. So
// findings open and close by commits and by dates, for a few percent of the records
// at a time. All records are well formed by the schemas of this repository.
//
// A history is a pure function of its size and seed: the same ones give the same
// commit ids on every machine. It is linear, and every file in it is YAML or
// Markdown as a careful person writes it; docs/performance.md says what that leaves
// out.
package benchmark

import (
	"fmt"
	"time"
)

// Seed is the seed of the histories that are measured and published.
const Seed uint64 = 1

// A Size says how long and how large a history is. Its zero value is none: take one
// of S, M and L.
type Size struct {
	Name    string
	Commits int
	Files   int       // at the last commit
	Start   time.Time // of the first commit
	End     time.Time // all commits lie before it

	initial int            // percent of the final records that the first commit holds
	counts  map[string]int // records at the last commit by kind; evidence is what remains of Files
}

// The sizes that are measured: a first year, three years of a company that grows,
// ten years of a large one.
var (
	S = Size{
		Name: "S", Commits: 200, Files: 150, Start: date(2025, 12), End: date(2026, 12), initial: 75,
		counts: map[string]int{
			"policy": 8, "procedure": 6, "person": 16, "risk": 16, "asset": 14, "supplier": 6, "treatment": 10,
			"control": 12, "obligation": 6, "incident": 4, "corrective_action": 4, "change": 4, "risk_assessment": 2,
		},
	}
	M = Size{
		Name: "M", Commits: 2000, Files: 600, Start: date(2023, 12), End: date(2026, 12), initial: 40,
		counts: map[string]int{
			"policy": 14, "procedure": 14, "person": 50, "risk": 60, "asset": 80, "supplier": 30, "treatment": 40,
			"control": 24, "obligation": 14, "incident": 25, "corrective_action": 25, "change": 25, "risk_assessment": 4,
		},
	}
	L = Size{
		Name: "L", Commits: 20000, Files: 3000, Start: date(2016, 12), End: date(2026, 12), initial: 12,
		counts: map[string]int{
			"policy": 24, "procedure": 40, "person": 220, "risk": 220, "asset": 320, "supplier": 120, "treatment": 160,
			"control": 60, "obligation": 40, "incident": 170, "corrective_action": 170, "change": 170, "risk_assessment": 11,
		},
	}
)

// Sizes holds the sizes from small to large.
var Sizes = []Size{S, M, L}

// ParseSize returns the size of a name.
func ParseSize(name string) (Size, error) {
	for _, s := range Sizes {
		if s.Name == name {
			return s, nil
		}
	}
	return Size{}, fmt.Errorf("size %q is not one of S, M, L", name)
}

func date(year int, month time.Month) time.Time {
	return time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
}
