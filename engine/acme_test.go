package engine

import (
	"context"
	"testing"
	"time"

	"ismsproof/engine/isms"
)

// The example company conforms: nothing at or above minor, nothing undecided.
func TestAcmeConforms(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	result, err := d.Check(context.Background(), Options{Path: "../examples/acme", AsOf: examplesAsOf, Now: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	r := result.Report
	for _, f := range r.Findings {
		if f.Status == isms.Open && f.Grade.Rank() <= isms.Minor.Rank() {
			t.Errorf("%s:%d: %s %s: %s", f.Path, f.Range.Start.Line, f.Grade, f.Rule.ID, f.Message)
		}
	}
	for _, u := range r.Undecided {
		t.Errorf("%s:%d: %s undecided: %s", u.Path, u.Range.Start.Line, u.Rule.ID, u.Reason)
	}
	if r.Counts.Records < 200 {
		t.Errorf("%d records, want at least 200", r.Counts.Records)
	}
}

func BenchmarkCheckAcme(b *testing.B) {
	for b.Loop() {
		d, err := Builtin()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := d.Check(context.Background(), Options{Path: "../examples/acme", AsOf: examplesAsOf, Now: time.Unix(0, 0)}); err != nil {
			b.Fatal(err)
		}
	}
}
