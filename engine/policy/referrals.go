package policy

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
)

// referrals is who refers to one record over time. What is kept are the turns, not
// the lists: a record that everybody refers to has as many lists as turns, and few
// of them are ever asked for.
type referrals struct {
	turns []turn // by point

	mu    sync.Mutex
	done  int                    // turns that are in now
	now   []Referrer             // who refers after them, as the list has it
	terms map[Referrer]*ast.Term // as rules see them
	list  ast.Value              // now as a list; nil where it is to be made
}

// byTerm orders referrers as their terms are ordered: by the values of the keys, in the
// order of these.
func byTerm(a, b Referrer) int {
	return cmp.Or(strings.Compare(a.Field, b.Field), strings.Compare(a.ID, b.ID), strings.Compare(a.Kind, b.Kind))
}

// turn is one referrer that comes or goes at a point.
type turn struct {
	point int
	by    Referrer
	gone  bool
}

// read returns the list of who refers at point, nil where nobody does, and the next
// point at which it changes.
func (r *referrals) read(point int) (ast.Value, int) {
	after, _ := slices.BinarySearchFunc(r.turns, point+1, func(t turn, p int) int { return t.point - p })
	next := Forever
	if after < len(r.turns) {
		next = r.turns[after].point
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.terms == nil || after < r.done {
		r.done, r.now, r.list = 0, nil, nil
		if r.terms == nil {
			r.terms = map[Referrer]*ast.Term{}
		}
	}
	if r.done < after {
		r.list = nil
	}
	for ; r.done < after; r.done++ {
		t := &r.turns[r.done]
		i, there := slices.BinarySearchFunc(r.now, t.by, byTerm)
		switch {
		case t.gone && there:
			r.now = slices.Delete(r.now, i, i+1)
		case !t.gone && !there:
			r.now = slices.Insert(r.now, i, t.by)
		}
	}
	if len(r.now) == 0 {
		return nil, next
	}
	if r.list == nil {
		terms := make([]*ast.Term, len(r.now))
		for i, by := range r.now {
			terms[i] = r.term(by)
		}
		r.list = ast.NewArray(terms...)
	}
	return r.list, next
}

// term returns a referrer as rules see it.
func (r *referrals) term(by Referrer) *ast.Term {
	t := r.terms[by]
	if t == nil {
		t = ast.ObjectTerm(
			[2]*ast.Term{ast.InternedTerm("kind"), ast.StringTerm(by.Kind)},
			[2]*ast.Term{ast.InternedTerm("id"), ast.StringTerm(by.ID)},
			[2]*ast.Term{ast.InternedTerm("field"), ast.StringTerm(by.Field)})
		r.terms[by] = t
	}
	return t
}
