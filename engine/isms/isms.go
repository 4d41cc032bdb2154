// Package isms holds the nouns of ismsproof: what an information security
// management system in a git repository consists of, and what is found about it.
//
// The package does no I/O and imports the standard library alone. The verbs live
// in its siblings: source reads git, document reads YAML, schema and policy
// judge, catalog maps to the standard, report writes. They know these nouns and
// not each other; package engine wires them.
package isms

import "time"

// A Mode is what an entry of a tree is.
type Mode uint8

// The modes of git's trees.
const (
	File Mode = iota
	Executable
	Symlink
	Submodule
)

// An Entry is one file of a tree.
type Entry struct {
	Path string // relative to the root of the ISMS, separated by '/', bytes as git has them
	Mode Mode
	Blob string // git's blob id in hex; for a file of the work tree the id it would get
	Size int64  // bytes; -1 where not known before reading
}

// A Problem is something about an artifact that cannot be read or trusted as it
// stands. It becomes a finding of the engine's own rule named by Rule.
type Problem struct {
	Rule    string // engine rule, e.g. "doc.readable"
	Code    string // stable name of the cause, e.g. "yaml.duplicate-key", "git.missing-object"
	Path    string
	Doc     int // index of the document in the file, where there is one
	Range   Range
	At      Path   // inside the document, where there is one
	Message string // one lowercase clause, value included, no full stop
	Remedy  string // what to do; empty: the remedy of the rule
	Fatal   bool   // the artifact could not be read: what depends on it is not assessable
}

// An Artifact is one document of a file under control.
type Artifact struct {
	Entry
	Document int    // index of the document in its file, from 0
	Kind     string // as the file states it or as its path binds it; may be unknown
	Root     Value
}

// A Record is one thing of a kind, with an id.
type Record struct {
	Entity   string // organizational unit; "" for the hub or where there is only one
	Kind     string
	ID       string
	Parent   *Key      // the register or document that holds it; nil for an artifact's own record
	Artifact *Artifact // where it stands; nil for a record the engine supplies by default
	Path     Path      // from the artifact's root to Value
	Value    *Value
}

// A Key names a record within one entity.
type Key struct{ Kind, ID string }

// Key returns the kind and id of the record.
func (r *Record) Key() Key { return Key{r.Kind, r.ID} }

// String returns "kind/id".
func (k Key) String() string { return k.Kind + "/" + k.ID }

// A Reference is one field that names another record.
type Reference struct {
	From    *Record
	Path    Path     // of the referring value inside the record
	Field   string   // Path without list indexes, joined by ".": "controls", "treatment.owner"
	Kinds   []string // the kinds it may name, in order of preference; "*" for any
	ID      string   // the id as written
	Target  Key      // what it resolves to; zero where it dangles
	Dangles bool
}

// A Commit is one commit of git.
type Commit struct {
	ID        string // hex
	Tree      string // hex
	Parents   []string
	Author    Signature
	Committer Signature
	Message   string
	Object    string // the commit as git stores it, signature headers included; empty where it does not come from git
}

// A Signature is who and when, as a commit claims it.
type Signature struct {
	Name, Email string
	When        time.Time // the zero time where Raw cannot be read
	Raw         string    // the header as written
}

// State says what is judged.
type State string

// The states of a target.
const (
	StateCommit   State = "commit"
	StateIndex    State = "index"
	StateWorktree State = "worktree"
)

// A Target is what a report is about.
type Target struct {
	State  State
	Commit string // hex; empty unless State is StateCommit
	Tree   string // hex; empty where no commit is judged
	Base   string // hex of the merge base; empty without a base
	Prefix string // path of the ISMS inside its repository, without a slash at either end; "" at its top
}
