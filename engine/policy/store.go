package policy

import (
	"context"
	"errors"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
)

// recorder is the store that one evaluation reads through. It answers with what
// was valid at point, lowers next to the first later point at which an answer
// changes, and notes which unreadable file puts an answer in doubt.
//
// Only three answers are in doubt because of a file that could not be read: that
// a record is absent, a whole collection, and who refers to a record. A record
// that was read is known.
type recorder struct {
	storage.TriggersNotSupported
	storage.PolicyNotSupported
	storage.WritesNotSupported

	line  *Line
	point int
	next  int
	doubt string

	across bool // records were read, or who refers to them
}

type transaction struct{}

func (transaction) ID() uint64 { return 1 }

var errNotFound = &storage.Error{Code: storage.NotFoundErr}

// Read implements storage.Store.
func (r *recorder) Read(_ context.Context, _ storage.Transaction, path storage.Path) (any, error) {
	if len(path) == 0 {
		return nil, errors.New("a rule may not read all of data")
	}
	var v ast.Value
	next := Forever
	switch path[0] {
	case "isms", "refs":
		r.across = true
		v, next = r.group(path)
	case "org":
		v, next = r.line.org.read(r.point, path[1:])
	case "catalog":
		v = find(r.line.catalog, path[1:])
	default:
		return nil, errNotFound
	}
	r.next = min(r.next, next)
	if v == nil {
		return nil, errNotFound
	}
	return v, nil
}

// group reads data.isms and data.refs: all of it, a collection, a record, or a
// field of one.
func (r *recorder) group(path []string) (ast.Value, int) {
	g := r.line.data[path[0]]
	if len(path) == 1 {
		r.question(path[0], "")
		next := Forever
		var pairs [][2]*ast.Term
		for kind, c := range g.kinds {
			v, n := c.all(r.point)
			next = min(next, n)
			pairs = append(pairs, [2]*ast.Term{ast.StringTerm(kind), ast.NewTerm(v)})
		}
		return ast.NewObject(pairs...), next
	}
	c := g.kinds[path[1]]
	if len(path) == 2 {
		r.question(path[0], path[1])
		if c == nil {
			return ast.NewObject(), Forever
		}
		return c.all(r.point)
	}
	if path[0] == "refs" {
		r.question("refs", path[1])
	}
	if c == nil {
		r.question(path[0], path[1])
		return nil, Forever
	}
	t := c.ids[path[2]]
	v, next := t.read(r.point, path[3:])
	if i := t.at(r.point); i < 0 || t[i].value == nil {
		r.question(path[0], path[1])
	}
	return v, next
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
