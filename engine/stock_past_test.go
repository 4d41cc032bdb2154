package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"

	"ismsproof/engine/benchmark"
	"ismsproof/engine/isms"
)

// What the walk says of a commit and of what it did to records is what a stock
// evaluation says, which compares the files of that commit with those of the one before.
func TestRevisionsEqualStock(t *testing.T) {
	if testing.Short() {
		t.Skip("the history is made and judged without -short")
	}
	dir := t.TempDir()
	if err := benchmark.Create(t.Context(), dir, benchmark.S); errors.Is(err, benchmark.ErrNoGit) {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
	d, s := both(t, tellRecord)
	h, _ := walkHistory(t, d, dir)
	if err := h.recount(t.Context()); err != nil {
		t.Fatal(err)
	}
	v, err := h.walk.judge(t.Context(), len(h.commits), judgesPast, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	last, found := len(h.commits)-1, 0
	tip := s.kinds.load(archive(t, dir, h.commits[last].ID), nil)
	for i := range 16 {
		point := 1 + i*(last-1)/15
		before := s.kinds.load(archive(t, dir, h.commits[point-1].ID), tip.org)
		after := s.kinds.load(archive(t, dir, h.commits[point].ID), tip.org)
		want := s.past(t, h, point, before, after, tip.org)
		var got []string
		for _, f := range v.facts {
			if f.from == point && h.walk.past.did(point, f) {
				got = append(got, fmt.Sprintf("%s %s/%s %s", f.Rule.ID, f.Kind, f.ID, f.Message))
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("commit %d (-stock +engine):\n%s", point, diff)
		}
		found += len(got)
	}
	if found == 0 {
		t.Error("nothing was found, so nothing was compared")
	}
}

// did says whether a fact is about what the commit of a point did; another only goes on
// there, at another place.
func (d *deeds) did(point int, f *fact) bool {
	return f.Kind == subjectCommit || slices.ContainsFunc(d.revisions[point], func(r *revision) bool {
		return r.subject.Kind == f.Kind && r.subject.ID == f.ID
	})
}

// past says what every rule about the past says of one commit, whose records changed
// from one tree to another. Who stands behind it, and whether a text changed, it takes
// from the engine.
func (s *stock) past(t *testing.T, h *historian, point int, before, after *stockTree, org map[string]any) []string {
	t.Helper()
	data := map[string]any{"isms": after.isms, "refs": after.refs, "org": org, "catalog": s.kinds.catalog}
	if err := storage.WriteOne(context.Background(), s.store, storage.ReplaceOp, storage.RootPath, data); err != nil {
		t.Fatal(err)
	}
	account, commit := h.walk.past.account(point), h.commits[point]
	content, renames := map[isms.Key]bool{}, map[isms.Key]string{}
	for _, r := range h.walk.past.revisions[point] {
		renames[r.subject.Key] = r.was
		if r.before != nil && r.after != nil {
			content[r.subject.Key] = r.before.input.ContentDigest() != r.after.input.ContentDigest()
		}
	}
	was, is := before.first(), after.first()
	keys := maps.Clone(was)
	maps.Copy(keys, is)
	var out []string
	for key := range keys {
		if reflect.DeepEqual(was[key], is[key]) {
			continue
		}
		input := map[string]any{"kind": key.Kind, "id": key.ID, "changed": []any{}, "content": content[key], "commit": account.Brief(commit)}
		if id := renames[key]; id != "" {
			input["was"] = id
		}
		if was[key] != nil {
			input["before"] = was[key]
		}
		if is[key] != nil {
			input["after"] = is[key]
		}
		if was[key] != nil && is[key] != nil {
			input["changed"] = differing(was[key], is[key])
		}
		out = append(out, s.ask(t, subjectRevision, key, input)...)
	}
	input := account.Input(commit, h.walk.past.previous(point), h.walk.past.changes(point), h.walk.past.defined(point))
	if len(input["changes"].([]any)) > 0 {
		out = append(out, s.ask(t, subjectCommit, isms.Key{Kind: subjectCommit, ID: commit.ID}, input)...)
	}
	slices.Sort(out)
	return out
}

// ask asks the rules that judge a subject.
func (s *stock) ask(t *testing.T, subject string, about isms.Key, input map[string]any) []string {
	t.Helper()
	var out []string
	for _, rule := range s.rules {
		if rule.subject != subject {
			continue
		}
		results, err := rule.query.Eval(context.Background(), rego.EvalParsedInput(toRego(t, input)))
		if err != nil {
			t.Fatalf("%s of %s: %v", rule.id, about, err)
		}
		for _, found := range results[0].Expressions[0].Value.([]any) {
			out = append(out, fmt.Sprintf("%s %s %s", rule.id, about, found.(map[string]any)["message"]))
		}
	}
	return out
}

// first returns the records of a tree by key; of several that claim one id the first.
func (t *stockTree) first() map[isms.Key]map[string]any {
	out := map[isms.Key]map[string]any{}
	for _, r := range t.records {
		key := isms.Key{Kind: r.kind, ID: r.id}
		if _, taken := out[key]; !taken {
			out[key] = r.input
		}
	}
	return out
}

// differing lists the keys at the top that differ, sorted.
func differing(a, b map[string]any) []any {
	keys := maps.Clone(a)
	maps.Copy(keys, b)
	out := []any{}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		x, inA := a[key]
		y, inB := b[key]
		if inA != inB || !reflect.DeepEqual(x, y) {
			out = append(out, key)
		}
	}
	return out
}
