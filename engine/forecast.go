package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ismsproof/engine/isms"
)

// Forecast says what will lapse in a tree by the end of the day until, if nobody
// does anything, and whose it is. Errors are as for [Definitions.Check].
func (d *Definitions) Forecast(ctx context.Context, o Options, until string) (*isms.Forecast, error) {
	tree, err := open(ctx, o)
	if err != nil {
		return nil, err
	}
	defer tree.repo.Close()
	j, err := d.judgeTree(ctx, tree, o)
	if err != nil {
		return nil, err
	}
	zone := j.walk.config.zone
	horizon, err := bound(until, zone, 1)
	if err != nil {
		return nil, err
	}
	if horizon == nil || !horizon.After(j.asOf) {
		return nil, &UsageError{Message: fmt.Sprintf("--until %q does not lie after %s", until, j.asOf.Format(time.DateOnly)), Hint: "name the day up to which to look ahead, such as 2027-06-30"}
	}
	r := j.walk.report(j.verdicts, 0, j.selected, j.walk.waivers(0, j.asOf), j.asOf, *horizon)
	f := &isms.Forecast{
		Tool: r.Tool, Target: tree.target, AsOf: j.asOf, Until: horizon.Add(-time.Second),
		Undecided: r.Undecided, Warnings: slices.Concat(tree.repo.Warnings(), j.tree.warnings),
	}
	for _, found := range r.Findings {
		if found.Status == isms.Upcoming {
			f.Items = append(f.Items, isms.Lapse{Finding: found, Owner: j.walk.owner(&found)})
		}
	}
	return f, nil
}

// owner returns who answers for the record of a finding: its own owner, else the
// owner of what holds it.
func (w *walk) owner(f *isms.Finding) string {
	key := entityKey{f.Entity, isms.Key{Kind: f.Kind, ID: f.ID}}
	for range 8 { // a record in a register in a document: nothing nests deeper
		claims := w.claims[key]
		if len(claims) == 0 {
			return ""
		}
		if owner := claims[0].input.Text("owner"); owner != "" || claims[0].parent == nil {
			return owner
		}
		key.Key = *claims[0].parent
	}
	return ""
}
