package policy_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// In whatever order points are asked for, the referrers are those of that point, in the
// order in which OPA sorts them.
func TestReferrersAreSortedAtEveryPoint(t *testing.T) {
	set, err := policy.Load(rule(`r contains {"at": [], "message": json.marshal(data.refs.thing["1"])}`), policy.Options{})
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	line := newLine(t)
	const points = 60
	want := make([]string, points)
	now := map[policy.Referrer]bool{}
	for point := range points {
		by := policy.Referrer{
			Kind: []string{"risk", "asset"}[random.IntN(2)], ID: fmt.Sprint(random.IntN(4)), Field: []string{"controls", "b", "ab"}[random.IntN(3)],
		}
		line.Refer(point, isms.Key{Kind: "thing", ID: "1"}, by, now[by])
		if now[by] {
			delete(now, by)
		} else {
			now[by] = true
		}
		terms := ast.NewSet()
		for by := range now {
			terms.Add(ast.MustParseTerm(fmt.Sprintf(`{"kind": %q, "id": %q, "field": %q}`, by.Kind, by.ID, by.Field)))
		}
		if terms.Len() > 0 {
			text, err := ast.JSON(terms)
			if err != nil {
				t.Fatal(err)
			}
			want[point] = fmt.Sprint(text)
		}
	}
	eval, stop := set.Evaluator(context.Background(), line)
	defer stop()
	for range 300 {
		point := random.IntN(points)
		j := eval.Judge(context.Background(), set.ForKind("thing")[0], policy.InputOf(ast.MustParseTerm(`{"id": "1"}`).Value), point)
		got := ""
		if len(j.Findings) > 0 {
			text, err := ast.JSON(ast.MustParseTerm(j.Findings[0].Message).Value)
			if err != nil {
				t.Fatal(err)
			}
			got = fmt.Sprint(text)
		}
		if diff := cmp.Diff(want[point], got); diff != "" {
			t.Fatalf("referrers at point %d (-want +got):\n%s", point, diff)
		}
	}
}
