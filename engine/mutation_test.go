package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
)

// Whatever field of the examples changes, is lost or is added, what the walk over the
// versions says of each is what a fresh check of it by OPA alone says. A rule is not asked again
// while only fields change that it does not read: here each rule meets changes of all
// fields of what it looks at.
//
// ISMSPROOF_SEQUENCES sets how many sequences of changes are tried.
func TestMutatedExamplesEqualFreshChecks(t *testing.T) {
	sequences := triedSequences(400, 60)
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	c, err := configure(nil)
	if err != nil {
		t.Fatal(err)
	}
	roots := exampleRoots(t)
	known := map[string][]isms.Value{} // what stands under a key anywhere
	for _, documents := range roots {
		for i := range documents {
			gather(&documents[i], known)
		}
	}
	names := slices.Sorted(maps.Keys(roots))
	told := 0
	for seed := range sequences {
		random := rand.New(rand.NewPCG(uint64(seed), 11))
		name := names[seed%len(names)]
		told += compareMutations(t, d, c, name, roots[name], known, random)
	}
	if told < sequences {
		t.Errorf("%d findings in %d sequences", told, sequences)
	}
}

// exampleRoots returns the documents of the examples that can be read.
func exampleRoots(t *testing.T) map[string][]isms.Value {
	t.Helper()
	roots := map[string][]isms.Value{}
	for name, e := range exampleTexts(t) {
		f := document.Parse(e.Path, []byte(e.Text), document.DefaultLimits)
		if len(f.Problems) == 0 && len(f.Documents) > 0 {
			roots[name] = f.Documents
		}
	}
	return roots
}

// gather collects what stands under each key.
func gather(v *isms.Value, known map[string][]isms.Value) {
	for i := range v.Fields {
		f := &v.Fields[i]
		known[f.Key] = append(known[f.Key], f.Value)
		gather(&f.Value, known)
	}
	for i := range v.Items {
		gather(&v.Items[i], known)
	}
}

// compareMutations judges versions of the documents in a row and each by itself, and
// returns how many findings there were.
func compareMutations(t *testing.T, d *Definitions, c *config, name string, documents []isms.Value, known map[string][]isms.Value, random *rand.Rand) int {
	t.Helper()
	const points = 5
	all := func(*isms.Rule) bool { return true }
	shared := &treeWalker{d: d, c: c, files: map[string]*file{}, last: map[string]*file{}}
	alone := &treeWalker{d: d, c: c, files: map[string]*file{}}
	now := make([]isms.Value, len(documents))
	for i := range documents {
		now[i] = clone(&documents[i])
	}
	versions := make([]map[string]string, points)
	for point := range versions {
		versions[point] = map[string]string{}
		for i := range now {
			versions[point][fmt.Sprintf("f%d.yaml", i)] = flow(t, &now[i])
		}
		for range 1 + random.IntN(2) {
			mutate(&now[random.IntN(len(now))], known, random)
		}
	}
	changed := func(w *treeWalker, before, after map[string]string) change {
		c := change{files: map[string]*file{}}
		for path, text := range after {
			if before[path] != text {
				c.files[path] = w.file(path, text)
			}
			if before[path] == "" {
				c.added = append(c.added, path)
			}
		}
		return c
	}
	line := d.newWalk(c)
	line.line.Trim(d.Rules)
	before := map[string]string{}
	for point, after := range versions {
		line.step(point, changed(shared, before, after))
		before = after
	}
	org := line.org().input
	line.line.SetOrg(0, org)
	line.finish(points)
	judged, err := line.judge(context.Background(), points, all, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for point, tree := range versions {
		once := d.newWalk(c)
		once.step(0, changed(alone, nil, tree))
		once.plain = true
		once.line.SetOrg(0, org)
		once.finish(1)
		fresh, err := once.judge(context.Background(), 1, all, 2, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := told(once, fresh, 0)
		n += len(want)
		if diff := cmp.Diff(want, told(line, judged, point)); diff != "" {
			t.Fatalf("example %s, point %d of %q (-fresh +line):\n%s", name, point, versions, diff)
		}
	}
	return n
}

// mutate changes one field somewhere in v: it is lost, or it is what stands under its
// key elsewhere.
func mutate(v *isms.Value, known map[string][]isms.Value, random *rand.Rand) {
	for depth := 0; ; depth++ {
		if v.Type == isms.List && len(v.Items) > 0 {
			v = &v.Items[random.IntN(len(v.Items))]
			continue
		}
		if len(v.Fields) == 0 {
			return
		}
		i := random.IntN(len(v.Fields))
		f := &v.Fields[i]
		if nested := f.Value.Type == isms.Map || f.Value.Type == isms.List; nested && random.IntN(4) > 0 {
			v = &f.Value
			continue
		}
		switch random.IntN(4) {
		case 0:
			v.Fields = slices.Delete(v.Fields, i, i+1)
		case 1: // a field of any name, where it is not there
			keys := slices.Sorted(maps.Keys(known))
			key := keys[random.IntN(len(keys))]
			if v.Get(key) == nil {
				v.Fields = append(v.Fields, isms.Field{Key: key, Value: clone(&known[key][random.IntN(len(known[key]))])})
			}
		default:
			if others := known[f.Key]; len(others) > 0 {
				f.Value = clone(&others[random.IntN(len(others))])
			}
		}
		return
	}
}

func clone(v *isms.Value) isms.Value {
	out := *v
	out.Items, out.Fields = slices.Clone(v.Items), slices.Clone(v.Fields)
	for i := range out.Items {
		out.Items[i] = clone(&v.Items[i])
	}
	for i := range out.Fields {
		out.Fields[i].Value = clone(&v.Fields[i].Value)
	}
	return out
}

// flow writes a value as JSON, which YAML reads alike.
func flow(t *testing.T, v *isms.Value) string {
	t.Helper()
	quoted := func(s string) string {
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	switch v.Type {
	case isms.Map:
		s := "{"
		for i := range v.Fields {
			if i > 0 {
				s += ", "
			}
			s += quoted(v.Fields[i].Key) + ": " + flow(t, &v.Fields[i].Value)
		}
		return s + "}"
	case isms.List:
		s := "["
		for i := range v.Items {
			if i > 0 {
				s += ", "
			}
			s += flow(t, &v.Items[i])
		}
		return s + "]"
	case isms.String:
		return quoted(v.Text)
	case isms.Null:
		return "null"
	}
	return v.Text
}
