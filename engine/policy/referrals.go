package policy

import (
	"slices"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
)

// referrals is who refers to one record over time. What is kept are the turns, not
// the lists: a record that everybody refers to has as many lists as turns, and few
// of them are ever asked for.
type referrals struct {
	turns []turn // by point

	mu   sync.Mutex
	done int               // turns that are in now
	now  map[Referrer]bool // who refers after them
	list ast.Value         // now as a list; nil where it is to be made
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
	if r.now == nil || after < r.done {
		r.done, r.now, r.list = 0, map[Referrer]bool{}, nil
	}
	if r.done < after {
		r.list = nil
	}
	for ; r.done < after; r.done++ {
		if t := &r.turns[r.done]; t.gone {
			delete(r.now, t.by)
		} else {
			r.now[t.by] = true
		}
	}
	if len(r.now) == 0 {
		return nil, next
	}
	if r.list == nil {
		terms := make([]*ast.Term, 0, len(r.now))
		for by := range r.now {
			terms = append(terms, ast.ObjectTerm(
				[2]*ast.Term{ast.StringTerm("kind"), ast.StringTerm(by.Kind)},
				[2]*ast.Term{ast.StringTerm("id"), ast.StringTerm(by.ID)},
				[2]*ast.Term{ast.StringTerm("field"), ast.StringTerm(by.Field)}))
		}
		slices.SortFunc(terms, func(a, b *ast.Term) int { return ast.Compare(a.Value, b.Value) })
		r.list = ast.NewArray(terms...)
	}
	return r.list, next
}
