package policy

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// unify says that term may be v.
func (s *scope) unify(term *ast.Term, v value) {
	switch x := term.Value.(type) {
	case ast.Var:
		s.bind(x, v)
	case *ast.Array:
		for i := range x.Len() {
			s.unify(x.Elem(i), s.index(v, value{{form: isConstant, is: ast.InternedTerm(i).Value}}))
		}
		s.escape(v)
	case ast.Object:
		x.Foreach(func(key, part *ast.Term) { s.unify(part, s.index(v, s.term(key))) })
		s.escape(v)
	default:
		s.escape(v)
		s.escape(s.term(term))
	}
}

func (s *scope) bind(x ast.Var, v value) {
	joined := s.vars[x].and(v)
	if len(joined) != len(s.vars[x]) {
		s.vars[x], s.changed = joined, true
	}
}

// term follows a term and returns what it may be.
func (s *scope) term(t *ast.Term) value {
	switch x := t.Value.(type) {
	case ast.Var:
		if x == ast.InputRootDocument.Value {
			return value{{form: isRecord}}
		}
		if v := s.vars[x]; len(v) > 0 || !s.marking {
			return v
		}
		s.read.all() // nothing that is understood gives it a value
		return anything
	case ast.Ref:
		return s.ref(x)
	case *ast.ArrayComprehension:
		s.body(x.Body)
		return value{{form: isContainer, key: anything, elem: s.term(x.Term)}}
	case *ast.SetComprehension:
		s.body(x.Body)
		return s.set(s.term(x.Term))
	case *ast.ObjectComprehension:
		s.body(x.Body)
		return value{{form: isContainer, key: s.term(x.Key), elem: s.term(x.Value)}}
	case *ast.Array, ast.Set, ast.Object:
		if literal(t) {
			return value{{form: isConstant, is: t.Value}}
		}
		return s.composite(t.Value)
	case ast.Null, ast.Boolean, ast.Number, ast.String:
		return value{{form: isConstant, is: t.Value}}
	}
	s.read.all()
	return anything
}

// composite returns what a list, set or object with variables in it may hold.
func (s *scope) composite(v ast.Value) value {
	held := atom{form: isContainer}
	switch x := v.(type) {
	case *ast.Array:
		held.key = anything
		x.Foreach(func(t *ast.Term) { held.elem = held.elem.and(s.term(t)) })
	case ast.Set:
		x.Foreach(func(t *ast.Term) { held.elem = held.elem.and(s.term(t)) })
		return s.set(held.elem)
	case ast.Object:
		x.Foreach(func(k, t *ast.Term) {
			held.key, held.elem = held.key.and(s.term(k)), held.elem.and(s.term(t))
		})
	}
	return value{held}
}

// literal says whether a term is a value as it stands.
func literal(t *ast.Term) bool {
	plain := true
	ast.WalkTerms(t, func(t *ast.Term) bool {
		switch t.Value.(type) {
		case ast.Null, ast.Boolean, ast.Number, ast.String, *ast.Array, ast.Set, ast.Object:
		default:
			plain = false
		}
		return !plain
	})
	return plain
}

// ref follows a reference.
func (s *scope) ref(r ast.Ref) value {
	head, ok := r[0].Value.(ast.Var)
	switch {
	case !ok:
		return s.steps(s.term(r[0]), r[1:])
	case head != ast.DefaultRootDocument.Value:
		return s.steps(s.term(r[0]), r[1:])
	case len(r) == 1:
		s.read.all()
		return anything
	}
	root, _ := r[1].Value.(ast.String)
	switch root {
	case "isms":
		if len(r) == 2 {
			s.read.all()
			return anything
		}
		kind, plain := r[2].Value.(ast.String)
		if !plain {
			s.escape(s.term(r[2]))
			kind = anyKind
		}
		return s.steps(value{{form: isCollection, kind: string(kind)}}, r[3:])
	case "refs", "org", "catalog":
		return s.steps(anything, r[2:])
	case "history":
		s.read.history = true
		return s.steps(anything, r[2:])
	}
	return s.document(r, nil, s)
}

// steps follows path into v.
func (s *scope) steps(v value, path []*ast.Term) value {
	for _, step := range path {
		var key value
		switch x := step.Value.(type) {
		case ast.Var:
			if x != ast.InputRootDocument.Value && s.found(x, v) {
				s.bind(x, s.keys(v))
			}
			key = s.term(step)
		default:
			if pattern(step) {
				s.unify(step, s.keys(v))
			}
			key = s.term(step)
		}
		if _, isVar := step.Value.(ast.Var); !isVar || step.Equal(ast.InputRootDocument) {
			s.escape(key)
		}
		v = s.index(v, key)
	}
	return v
}

// found says whether x takes its values from the keys of v, as far as is known. Where
// it is given a value elsewhere too, that place says as well what it may be, and more
// exactly than the unknown fields of a record.
func (s *scope) found(x ast.Var, v value) bool {
	fields := slices.ContainsFunc(v, func(a atom) bool { return a.form == isRecord })
	return s.sources.of(x) == 0 && (!fields || s.sources.asked[s.sources.root(x)] == 1)
}

// keys returns what iterating over v gives as keys.
func (s *scope) keys(v value) value {
	var out value
	for _, a := range v {
		switch a.form {
		case isContainer:
			out = out.and(a.key)
		case isConstant:
			out = out.and(parts(a.is, true))
		default:
			out = out.and(anything)
		}
	}
	return out
}

// index returns what stands in v under key; a nil key is any.
func (s *scope) index(v, key value) value {
	var out value
	for _, a := range v {
		switch a.form {
		case isRecord:
			s.field(a, key)
			out = out.and(anything)
		case isCollection:
			out = out.and(value{{form: isRecord, kind: a.kind}})
		case isContainer:
			out = out.and(a.elem)
		case isConstant:
			out = out.and(s.part(a.is, key))
		default:
			out = out.and(anything)
		}
	}
	return out
}

// part returns what stands in a constant under key.
func (s *scope) part(v ast.Value, key value) value {
	var out value
	for _, k := range key {
		if k.form != isConstant {
			return parts(v, false)
		}
		if found, err := v.Find(ast.Ref{ast.NewTerm(k.is)}); err == nil {
			out = out.and(value{{form: isConstant, is: found}})
		}
	}
	if len(key) == 0 {
		return parts(v, false)
	}
	if len(out) == 0 {
		return anything // nothing stands there: whoever asks for it gets no value at all
	}
	return out
}

// parts returns all keys or elements of a constant.
func parts(v ast.Value, keys bool) value {
	var out value
	add := func(t *ast.Term) { out = out.and(value{{form: isConstant, is: t.Value}}) }
	switch x := v.(type) {
	case *ast.Array:
		if keys {
			return anything
		}
		x.Foreach(add)
	case ast.Set:
		x.Foreach(add)
	case ast.Object:
		x.Foreach(func(k, e *ast.Term) {
			if keys {
				add(k)
			} else {
				add(e)
			}
		})
	}
	return out
}
