package engine

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
	"ismsproof/engine/source"
)

// mutatorOf returns a mutator of files that has proposed and written its mutants.
func mutatorOf(t *testing.T, files map[string]string, o MutateOptions) *mutator {
	t.Helper()
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	o.AsOf, o.Now = examplesAsOf, time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	tree := &target{Tree: source.Memory(files), name: "the example", target: isms.Target{State: isms.StateWorktree}}
	c, read, err := d.readTree(t.Context(), tree, "", 2)
	if err != nil {
		t.Fatal(err)
	}
	asOf, err := instant(o.Options, c.zone)
	if err != nil {
		t.Fatal(err)
	}
	m := &mutator{d: d, c: c, tree: tree, read: read, asOf: asOf, options: o}
	if err := m.propose(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := m.write(t.Context()); err != nil {
		t.Fatal(err)
	}
	return m
}

// acmeFiles returns the files of the example company.
func acmeFiles(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	root := os.DirFS("../examples/acme")
	err := fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(root, name)
		files[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// What a walk along a line of mutants says of each is what fresh checks of the tree as
// it is and of the spoiled one say.
//
// ISMSPROOF_SEQUENCES sets how many mutants are tried.
func TestMutantsEqualFreshChecks(t *testing.T) {
	files := acmeFiles(t)
	m := mutatorOf(t, files, MutateOptions{Seed: 7, Each: 1, Sample: triedSequences(40, 10)})
	if err := m.judge(t.Context()); err != nil {
		t.Fatal(err)
	}
	said := func(files map[string]string) []isms.Finding {
		tree := &target{Tree: source.Memory(files), name: "the mutant", target: isms.Target{State: isms.StateWorktree}}
		j, err := m.d.judgeTree(t.Context(), tree, Options{AsOf: examplesAsOf})
		if err != nil {
			t.Fatal(err)
		}
		r := j.walk.report(j.verdicts, 0, j.selected, j.walk.waivers(0, j.asOf), j.asOf, j.asOf)
		return slices.DeleteFunc(r.Findings, func(f isms.Finding) bool { return f.Status == isms.Upcoming || f.Rule.ID == ruleComment })
	}
	known := signatures(said(files))
	noticed := 0
	for _, x := range m.mutants {
		if x.refused {
			continue
		}
		was := files[x.File]
		if files[x.File] = string(x.edit.Apply([]byte(was))); x.Gone {
			delete(files, x.File)
		}
		want := news(known, said(files))
		if diff := cmp.Diff(want, x.noticed); diff != "" {
			t.Errorf("%s of %s %s in %s (-fresh +line):\n%s", x.Operator, x.Record, x.Field, x.File, diff)
		}
		if files[x.File] = was; len(want) > 0 {
			noticed++
		}
	}
	if noticed == 0 || noticed == len(m.mutants) {
		t.Errorf("%d of %d mutants are noticed: nothing is compared", noticed, len(m.mutants))
	}
}

const toSpoil = `kind: risks
id: risks
title: Risks # of the year
items:
  - id: R-1 # the first
    title: "One"
    owner: ann

    # about the score
    current: {likelihood: 2, impact: 1, level: low}
    next_review: 2028-02-29
    controls:
      - A.5.1
      - A.5.2
    acceptance: {by: bob, on: 2026-01-05}
  - {id: R-2, title: Two, state: open, scenario: >-
      x}
  - id: R-3
    scenario: |
      Long text
      of two lines
    owner: bob
---
kind: people
id: people
items:
- {id: ann, name: Ann, start: 2024-01-01}
- id: bob
  name: Bob
`

// Each fault is written as it is to be, and the rest of the file stays byte for byte.
func TestMutantsChangeOnePlace(t *testing.T) {
	files := map[string]string{"isms.yaml": "kind: isms\nid: acme\n", "all.yaml": strings.Replace(toSpoil, ", scenario: >-\n      x}", "}", 1)}
	text := files["all.yaml"]
	m := mutatorOf(t, files, MutateOptions{Seed: 1})
	got := map[string]string{}
	for _, x := range m.mutants {
		if x.File == "all.yaml" {
			got[fmt.Sprintf("%s: %s %s", x.Operator, x.Record, x.Field)] += string(x.edit.Apply([]byte(text))) + "\x00"
		}
	}
	for name, c := range map[string]struct{ from, to string }{
		"drop field: risk/R-1 title":                {"    title: \"One\"\n", ""},
		"drop field: risk/R-1 owner":                {"    owner: ann\n", ""},
		"drop field: risk/R-1 current":              {"    current: {likelihood: 2, impact: 1, level: low}\n", ""},
		"drop field: risk/R-1 current.impact":       {"impact: 1, ", ""},
		"drop field: risk/R-1 current.level":        {", level: low", ""},
		"drop field: risk/R-1 controls":             {"    controls:\n      - A.5.1\n      - A.5.2\n", ""},
		"drop field: risk/R-3 scenario":             {"    scenario: |\n      Long text\n      of two lines\n", ""},
		"empty text: risk/R-3 scenario":             {"|\n      Long text\n      of two lines", `""`},
		"empty text: risk/R-1 title":                {`"One"`, `""`},
		"break reference: risk/R-1 owner":           {"ann\n\n", "ann-gone\n\n"},
		"lower number: risk/R-1 current.likelihood": {"likelihood: 2", "likelihood: 1"},
		"raise number: risk/R-1 current.likelihood": {"likelihood: 2", "likelihood: 5"},
		"swap person: risk/R-1 acceptance.by":       {"by: bob", "by: ann"},
		"drop record: risk/R-2 ":                    {"  - {id: R-2, title: Two, state: open}\n", ""},
		"drop record: person/ann ":                  {"- {id: ann, name: Ann, start: 2024-01-01}\n", ""},
		"drop record: person/bob ":                  {"- id: bob\n  name: Bob\n", ""},
		"drop field: register/risks title":          {"title: Risks # of the year\n", ""},
		"drop field: person/bob name":               {"  name: Bob\n", ""},
		"drop record: risk/R-1 ":                    {text[strings.Index(text, "  - id: R-1"):strings.Index(text, "  - {id: R-2")], ""},
		"drop field: person/ann start":              {", start: 2024-01-01", ""},
		"break reference: risk/R-1 acceptance.by":   {"by: bob", "by: bob-gone"},
		"drop field: risk/R-1 acceptance":           {"    acceptance: {by: bob, on: 2026-01-05}\n", ""},
		"drop field: risk/R-1 acceptance.by":        {"by: bob, ", ""},
		"break reference: risk/R-1 controls":        {"A.5.1\n", "A.5.1-gone\n"},
		"drop field: risk/R-2 state":                {", state: open", ""},
	} {
		want := strings.Replace(text, c.from, c.to, 1)
		if want == text {
			t.Fatalf("%s: the file has no %q", name, c.from)
		}
		if !slices.Contains(strings.Split(got[name], "\x00"), want) {
			t.Errorf("%s: want\n%s\ngot\n%s", name, want, got[name])
		}
	}
	for name := range got {
		if strings.HasSuffix(name, " id") || strings.HasSuffix(name, " kind") || strings.HasSuffix(name, " of") {
			t.Errorf("%s: who the record is must not be spoiled", name)
		}
	}
	for _, x := range m.unmade {
		t.Errorf("%s of %s %s is not made", x.Operator, x.Record, x.Field)
	}
}

// A date keeps its day and moves by two to six years, also from a leap day.
func TestMutantsShiftDates(t *testing.T) {
	m := mutatorOf(t, map[string]string{"isms.yaml": "kind: isms\nid: acme\n", "r.yaml": "kind: risk\nid: R-1\nnext_review: 2028-02-29\n"}, MutateOptions{Seed: 3})
	var got []string
	for _, x := range m.mutants {
		if x.Field == "next_review" && x.Becomes != "" {
			got = append(got, x.Becomes)
		}
	}
	if len(got) != 2 {
		t.Fatalf("shifted to %q, want one date earlier and one later", got)
	}
	for i, bounds := range [][2]string{{"2022-02-28", "2026-02-28"}, {"2030-02-28", "2034-02-28"}} {
		if got[i] < bounds[0] || got[i] > bounds[1] || !strings.HasSuffix(got[i], "-02-28") {
			t.Errorf("shifted to %s, want a 28 February from %s to %s", got[i], bounds[0], bounds[1])
		}
	}
}

// The same seed gives the same mutants, whatever other records there are; another seed
// gives others.
func TestMutantsDependOnTheSeed(t *testing.T) {
	files := map[string]string{"isms.yaml": "kind: isms\nid: acme\n"}
	for i := range 30 {
		files[fmt.Sprintf("r%d.yaml", i)] = fmt.Sprintf("kind: risk\nid: R-%d\ntitle: Risk\nnext_review: 2027-01-31\nstate: open\n", i)
	}
	take := func(seed uint64) []string {
		var out []string
		for _, x := range mutatorOf(t, files, MutateOptions{Seed: seed, Each: 3}).mutants {
			out = append(out, fmt.Sprint(x.Operator, x.Record, x.Field, x.Becomes))
		}
		return out
	}
	first := take(1)
	if diff := cmp.Diff(first, take(1)); diff != "" {
		t.Errorf("two runs with one seed differ:\n%s", diff)
	}
	if slices.Equal(first, take(2)) {
		t.Error("another seed gives the same mutants")
	}
	files["s.yaml"] = "kind: supplier\nid: hoster\nname: Hoster\n"
	kept := slices.DeleteFunc(take(1), func(s string) bool { return strings.Contains(s, "supplier") })
	if diff := cmp.Diff(first, kept); diff != "" {
		t.Errorf("a record more changes the mutants of others:\n%s", diff)
	}
}

// What configures is not spoiled: a configuration that is refused is no finding. The rest
// of its record is, and rules judge by what it says then.
func TestMutantsOfTheConfiguration(t *testing.T) {
	m := mutatorOf(t, map[string]string{
		"isms.yaml": "kind: isms\nid: acme\ntimezone: Europe/Berlin\nfail_on: minor\nlimits: {depth: 20}\nretention:\n  - {id: short, period: P1Y, kinds: [evidence]}\nintervals: {evidence: P3M}\n",
	}, MutateOptions{Seed: 1})
	fields := map[string]bool{}
	for _, x := range m.mutants {
		if x.Record.Kind == "isms" {
			fields[x.Top()] = true
		}
	}
	for _, key := range configKeys {
		if fields[key] {
			t.Errorf("%s is spoiled", key)
		}
	}
	for _, key := range []string{"retention", "intervals"} {
		if !fields[key] {
			t.Errorf("%s is not spoiled", key)
		}
	}
}

// Nothing to spoil is said, and so is a kind that nobody knows.
func TestMutateRefuses(t *testing.T) {
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		kinds []string
		want  string
	}{
		"unknown kind": {[]string{"riks"}, `there is no kind "riks"`},
		"no record":    {[]string{"supplier"}, "there is nothing to spoil: the example holds no record of the kinds asked for"},
	} {
		tree := &target{Tree: source.Memory(map[string]string{"isms.yaml": "kind: isms\nid: acme\n"}), name: "the example"}
		_, err := d.mutateTree(context.Background(), tree, MutateOptions{Options: Options{AsOf: examplesAsOf}, Kinds: c.kinds})
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}
