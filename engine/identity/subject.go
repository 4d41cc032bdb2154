package identity

import (
	_ "embed" // the schemas
	"time"

	"ismsproof/engine/isms"
)

// CommitSchema is the JSON Schema of what a rule about commits gets as input:
// see [Account.Input]. It holds nothing that OPA's type checker misreads.
//
//go:embed commit.schema.json
var CommitSchema []byte

// RevisionSchema is the JSON Schema of what a rule about revisions gets as input: see
// [Revision].
//
//go:embed revision.schema.json
var RevisionSchema []byte

// A Change is what a commit does to one record, compared with its first parent.
type Change struct {
	Kind, ID string
	Path     string // of the file: after the change, or before it where the record is removed
	Change   string // "added", "changed" or "removed"
	// Fields are the keys at its top that differ: of isms records and exceptions that were
	// changed, which decide how others are judged.
	Fields []string
}

// Input returns what a rule about commits gets as input: id, parents, author,
// committer, signature, message, trailers, approvals, changes, definitions and the commit before,
// nil where there is none. Definitions are files of own rules, schemas and frameworks that
// the commit adds, changes or removes. What is not known is absent and never null: a date that
// cannot be read, the person of an address that is nobody's. Lists are there even where
// they are empty.
func (a *Account) Input(c isms.Commit, previous *isms.Commit, changes []Change, definitions []string) map[string]any {
	list := make([]any, len(changes))
	for i, x := range changes {
		entry := map[string]any{"kind": x.Kind, "id": x.ID, "path": x.Path, "change": x.Change}
		if len(x.Fields) > 0 {
			entry["fields"] = texts(x.Fields)
		}
		list[i] = entry
	}
	m := a.Brief(c)
	m["changes"], m["definitions"] = list, texts(definitions)
	if previous != nil {
		before := map[string]any{"id": previous.ID}
		if when := previous.Committer.When; !when.IsZero() {
			before["when"] = when.Format(time.RFC3339)
		}
		m["previous"] = before
	}
	return m
}

// Brief returns the same without changes, as it is part of the input of a rule about
// revisions.
func (a *Account) Brief(c isms.Commit) map[string]any {
	trailers := make([]any, len(a.Trailers))
	for i, t := range a.Trailers {
		m := map[string]any{"key": lowerASCII(t.Key), "value": t.Value}
		bind(m, a.Named[i])
		trailers[i] = m
	}
	approvals := make([]any, len(a.Approvals))
	for i, x := range a.Approvals {
		m := map[string]any{"source": string(x.Source), "strength": string(x.Strength), "reason": x.Reason}
		bind(m, x.By)
		put(m, "trailer", lowerASCII(x.Key))
		approvals[i] = m
	}
	authors := a.Authors()
	return map[string]any{
		"id": c.ID, "parents": texts(c.Parents), "message": c.Message,
		"author": person(c.Author, a.Author), "committer": person(c.Committer, a.Committer), "authors": texts(authors),
		"signature": a.signature(), "trailers": trailers, "approvals": approvals,
	}
}

func (a *Account) signature() map[string]any {
	r := a.Signature
	m := map[string]any{"status": string(r.Status), "reason": r.Reason, "names": texts(r.Names)}
	put(m, "format", string(r.Format))
	put(m, "key", r.Key)
	put(m, "primary", r.Primary)
	put(m, "hash", r.Hash)
	if !r.Made.IsZero() {
		m["made"] = r.Made.Format(time.RFC3339)
	}
	bind(m, a.Signer)
	return m
}

// Revision returns what a rule about revisions gets as input: one record as one commit
// changed it. before and after are the record as rules see it; nil where it is not
// there. changed are the keys at its top that differ between the two, and content says
// whether any of these is more than its control. commit is what [Account.Brief]
// returns, in any form.
func Revision(kind, id string, before, after any, changed []string, content bool, commit any) map[string]any {
	m := map[string]any{"kind": kind, "id": id, "changed": texts(changed), "content": content, "commit": commit}
	if before != nil {
		m["before"] = before
	}
	if after != nil {
		m["after"] = after
	}
	return m
}

// person writes an author or committer.
func person(s isms.Signature, b Binding) map[string]any {
	m := map[string]any{"name": s.Name, "email": s.Email}
	if !s.When.IsZero() {
		m["when"] = s.When.Format(time.RFC3339)
	}
	bind(m, b)
	return m
}

// bind adds the person, and that it is a service, or the persons it may be.
func bind(m map[string]any, b Binding) {
	put(m, "person", b.Person)
	if b.Service {
		m["service"] = true
	}
	if len(b.Several) > 0 {
		m["persons"] = texts(b.Several)
	}
}

// put adds a text that is not empty.
func put(m map[string]any, key, text string) {
	if text != "" {
		m[key] = text
	}
}

func texts(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}
