package engine

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"ismsproof/engine/report"
)

// exampleTexts returns the examples of all rules by name.
func exampleTexts(t testing.TB) map[string]Example {
	t.Helper()
	rules, err := RuleExamples()
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]Example{}
	for id, x := range rules {
		for i, e := range slices.Concat(x.Fires, x.Silent) {
			if e.history == nil { // commits are no text of one file
				texts[fmt.Sprintf("%s-%d", id, i+1)] = e
			}
		}
	}
	if len(texts) == 0 {
		t.Fatal("there are no examples")
	}
	return texts
}

// Of every example the engine says what a stock evaluation says, which comes to the
// same with OPA's index of rules and without it: releases of OPA have disagreed with
// themselves here.
func TestExamplesEqualStockWithAndWithoutIndexing(t *testing.T) {
	d, s := both(t, tellAll(t)...)
	texts := exampleTexts(t)
	lines := 0
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		e := texts[name]
		t.Run(name, func(t *testing.T) {
			if strings.Contains(e.Text, "\nkinds:") {
				t.Skip("own kinds are nothing that a stock evaluation knows")
			}
			v := engineWalk(t, d, memory(map[string]string{e.Path: e.Text}), 2)
			lines += s.compare(t, s.kinds.load(map[string][]byte{e.Path: []byte(e.Text)}, nil), nil, v, 0)
		})
	}
	if lines < len(texts) {
		t.Errorf("%d findings in %d examples", lines, len(texts))
	}
}

// Every example gives the same report, byte for byte, on one processor and on two,
// with rules compiled again, however often it is judged.
func TestExamplesAreJudgedAlikeAgainAndAgain(t *testing.T) {
	repetitions := 10 // on each number of processors
	if testing.Short() {
		repetitions = 1
	}
	json, err := report.Lookup("json")
	if err != nil {
		t.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	texts := exampleTexts(t)
	first := map[string][]byte{}
	for _, processors := range []int{1, 2} {
		runtime.GOMAXPROCS(processors)
		d, err := Builtin()
		if err != nil {
			t.Fatal(err)
		}
		for range repetitions {
			for name, e := range texts {
				o := Options{AsOf: examplesAsOf, Now: time.Unix(0, 0), Jobs: processors}
				result, err := d.checkTree(context.Background(), memory(map[string]string{e.Path: e.Text}), o)
				if err != nil {
					t.Fatal(err)
				}
				var text bytes.Buffer
				if err := json.Write(&text, result.Report, report.Options{}); err != nil {
					t.Fatal(err)
				}
				if first[name] == nil {
					first[name] = text.Bytes()
				}
				if !bytes.Equal(first[name], text.Bytes()) {
					t.Fatalf("%s: the report on %d processors differs from the first:\n%s\n%s", name, processors, first[name], text.Bytes())
				}
			}
		}
	}
}
