package main

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFormatTakesRatiosWithinPairs(t *testing.T) {
	pairs := []pair{
		{ours: cost{200 * time.Millisecond, 40e6}, theirs: cost{wall: 100 * time.Millisecond}},
		{ours: cost{900 * time.Millisecond, 50e6}, theirs: cost{wall: 300 * time.Millisecond}},
		{ours: cost{400 * time.Millisecond, 30e6}, theirs: cost{wall: 400 * time.Millisecond}},
	}
	got := format("S", row{what: "all", against: "git"}, pairs)

	const want = "| S | all | 400 (200-900) | git | 300 (100-400) | 2.00 (1.00-3.00) | 50 |\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("row (-want +got):\n%s", diff)
	}
}

func TestMedianOfAnEvenNumberLiesBetween(t *testing.T) {
	if got := median([]float64{1, 2, 4, 9}); got != 3 {
		t.Errorf("median = %v, want 3", got)
	}
}

func TestBlobsAreListedOnceAndDeletionsNever(t *testing.T) {
	a, b, none := strings.Repeat("a", 40), strings.Repeat("b", 40), strings.Repeat("0", 40)
	log := "c0\n\n:100644 100644 " + b + " " + a + " M\tx\n:100644 000000 " + b + " " + none + " D\ty\n" +
		"c1\n\n:000000 100644 " + none + " " + a + " A\tz\n:000000 100644 " + none + " " + b + " A\ty\n"

	if got, want := blobsOf(log), a+"\n"+b+"\n"; got != want {
		t.Errorf("blobs %q, want %q", got, want)
	}
}

func TestOnlyFindingsMayFail(t *testing.T) {
	if _, err := os.Stat("/bin/sh"); err != nil {
		t.Skip("there is no shell")
	}
	exits := func(code string) process { return process{args: []string{"/bin/sh", "-c", "exit " + code}} }
	findings := exits("1")
	findings.found = true
	undecided := exits("3")
	undecided.found = true

	if _, err := spend(context.Background(), exits("0"), findings); err != nil {
		t.Errorf("findings are an error: %v", err)
	}
	for name, p := range map[string]process{"a failure": exits("1"), "an undecided run": undecided} {
		if _, err := spend(context.Background(), p); err == nil {
			t.Errorf("%s is no error", name)
		}
	}
}

func TestRunRefuses(t *testing.T) {
	cases := map[string]struct {
		args []string
		want string
	}{
		"no pairs":       {[]string{"-rounds", "0"}, "-rounds 0 is not 1 or more"},
		"unknown size":   {[]string{"-ismsproof", os.Args[0], "XL"}, `size "XL" is not one of S, M, L`},
		"missing binary": {[]string{"-ismsproof", "no-such-binary"}, "no-such-binary"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := run(t.Context(), io.Discard, c.args)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}
