package policy

import (
	"context"
	"errors"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
)

// recorder is the store that one evaluation reads through. It answers with what
// was valid at point, lowers next to the first later point at which an answer
// changes, and notes which unreadable file puts an answer in doubt.
//
// Only four answers are in doubt because of a file that could not be read: that
// a record is absent, the history of such a record, a whole collection, and who
// refers to a record. A record that was read is known.
type recorder struct {
	storage.TriggersNotSupported
	storage.PolicyNotSupported
	storage.WritesNotSupported

	line  *Line
	rule  *Rule // that reads; nil where its fields are not known
	set   *Set
	point int
	next  int
	doubt string
	lacks string // why the line has no history, where it was asked for

	across bool // records were read, or who refers to them
}

type transaction struct{}

func (transaction) ID() uint64 { return 1 }

var errNotFound = &storage.Error{Code: storage.NotFoundErr}

// Read implements storage.Store.
func (r *recorder) Read(_ context.Context, _ storage.Transaction, path storage.Path) (any, error) {
	v, err := r.read(path)
	if err != nil {
		return nil, err
	}
	return v, nil
}

// read reads what stands under path; the error is errNotFound where nothing does.
func (r *recorder) read(path []string) (ast.Value, error) {
	if len(path) == 0 {
		return nil, errors.New("a rule may not read all of data")
	}
	var v ast.Value
	var err error
	next := Forever
	switch path[0] {
	case "isms":
		r.across = true
		v, next, err = r.records(path)
	case "refs":
		r.across = true
		v, next, err = r.referrers(path)
	case "history":
		r.across = true
		v, next, err = r.history(path)
	case "org":
		v, next = r.line.org.read(r.point, path[1:])
	case "catalog":
		v = find(r.line.catalog, path[1:])
	default:
		return nil, errNotFound
	}
	if err != nil {
		return nil, err
	}
	r.next = min(r.next, next)
	if v == nil {
		return nil, errNotFound
	}
	return v, nil
}

// records reads data.isms: a collection, a record, or a field of one. All of it is
// refused: a rule that reads everything would be asked again at every change.
func (r *recorder) records(path []string) (ast.Value, int, error) {
	if len(path) == 1 {
		return nil, 0, errors.New("a rule may not read all kinds at once: name one, as in data.isms.risk")
	}
	c := r.line.records[path[1]]
	if len(path) == 2 {
		r.question("isms", path[1])
		if c == nil {
			return ast.NewObject(), Forever, nil
		}
		v, next := c.all(r.point)
		return v, r.unlike(c, path[1], next), nil
	}
	if c == nil {
		r.question("isms", path[1])
		return nil, Forever, nil
	}
	t := c.ids[path[2]]
	v, next := t.read(r.point, path[3:])
	if i := t.at(r.point); i < 0 || t[i].value == nil {
		r.question("isms", path[1])
	}
	r.certain(t, path[1])
	return v, next, nil
}

// unlike moves next, where a collection that was read changes, past the points at which
// nothing changes that the rule reads of its records.
func (r *recorder) unlike(c *collection, kind string, next int) int {
	if next >= r.next || r.rule == nil {
		return next
	}
	f := r.set.footprints().of[r.rule]
	if f == nil {
		return next
	}
	var reads []*fields
	for _, name := range []string{kind, anyKind} {
		if read := f.records[name]; read != nil {
			if read.whole {
				return next
			}
			reads = append(reads, read)
		}
	}
	return c.unlike(next, reads...)
}

// field reads what stands under path in a record, nil where nothing does: what read
// does for data.isms[kind][id] and a path of terms.
func (r *recorder) field(kind, id string, path []*ast.Term) *ast.Term {
	r.across = true
	var t timeline
	if c := r.line.records[kind]; c != nil {
		t = c.ids[id]
	}
	i := t.at(r.point)
	if i < 0 || t[i].value == nil {
		r.question("isms", kind)
	}
	r.certain(t, kind)
	var now *ast.Term
	if i >= 0 {
		now = below(t[i].value, path)
	}
	for _, later := range t[i+1:] {
		if later.from >= r.next {
			break // what was read changes before
		}
		if then := below(later.value, path); now != then && (now == nil || then == nil || !same(now.Value, then.Value)) {
			r.next = later.from
			break
		}
	}
	return now
}

// certain lowers next to where a record of kind begins or ceases to be, if files could
// not be read that may hold one: a field that is absent either way is known to be in
// the one case and in doubt in the other.
func (r *recorder) certain(t timeline, kind string) {
	if !slices.ContainsFunc(r.line.unknown, func(b blank) bool { return b.concerns("isms", kind) }) {
		return
	}
	i := t.at(r.point)
	there := i >= 0 && t[i].value != nil
	for _, later := range t[i+1:] {
		if (later.value != nil) != there {
			r.next = min(r.next, later.from)
			return
		}
	}
}

// below returns what stands under path in v, nil where nothing does.
func below(v ast.Value, path []*ast.Term) *ast.Term {
	var t *ast.Term
	for _, step := range path {
		if t = index(v, step); t == nil {
			return nil
		}
		v = t.Value
	}
	return t
}

// referrers reads data.refs: who refers to a record, or a part of that list.
func (r *recorder) referrers(path []string) (ast.Value, int, error) {
	if len(path) < 3 {
		return nil, 0, errors.New("a rule may not read all references at once: name a kind and an id, as in data.refs.asset[input.id]")
	}
	r.question("refs", path[1])
	referrals := r.line.refs[path[1]][path[2]]
	if referrals == nil {
		return nil, Forever, nil
	}
	v, next := referrals.read(r.point)
	if v != nil {
		v = find(v, path[3:])
	}
	return v, next, nil
}

// question notes an answer that an unreadable file may put in doubt.
func (r *recorder) question(root, kind string) {
	path, next := r.line.doubt(r.point, root, kind)
	r.next = min(r.next, next)
	if r.doubt == "" {
		r.doubt = path
	}
}

// NewTransaction implements storage.Store.
func (r *recorder) NewTransaction(context.Context, ...storage.TransactionParams) (storage.Transaction, error) {
	return transaction{}, nil
}

// Commit implements storage.Store.
func (r *recorder) Commit(context.Context, storage.Transaction) error { return nil }

// Truncate implements storage.Store.
func (r *recorder) Truncate(context.Context, storage.Transaction, storage.TransactionParams, storage.Iterator) error {
	return errors.New("rules cannot write")
}

// Abort implements storage.Store.
func (r *recorder) Abort(context.Context, storage.Transaction) {}
