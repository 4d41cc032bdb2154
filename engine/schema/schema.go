// Package schema knows the kinds of records: their fields, which fields name other
// records, which lists hold records of their own, and whether a record is well formed.
//
// Kinds come from folders <kind>/schema.json (JSON Schema, draft 2020-12) and take
// the fields of their class from header.json. A schema is data that somebody else
// may have written: it is linted and its cost bounded before it is compiled, and
// nothing it says makes this package open a file or a connection.
//
// The package is the only door to the JSON Schema library.
package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// Register is the kind of the records that registers give for themselves.
const Register = "register"

// The classes of kinds.
const (
	Document = "document" // a controlled document, with the full header
	Event    = "record"   // a dated record of something that happened
	Item     = "item"     // a thing that lives in a register
)

var (
	classes  = []string{Document, Event, Item}
	kindName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// pseudo are the names that "x-ref" may use besides kinds: a requirement of the
// catalogue, a rule, and any kind at all.
var pseudo = []string{"*", "requirement", "rule"}

// A Kind is a type of record.
type Kind struct {
	Name        string   // singular, snake_case
	Plural      string   // the kind of its register file; "" where it has none
	Class       string   // Document, Event or Item
	Title       string   // what people call it
	Description string   // what it is for, in a sentence
	Inner       bool     // its records stand in lists inside records of another kind
	Within      string   // the kind whose schema declares an inner kind; else ""
	Lists       []string // of an inner kind: the fields of its parent that hold it, dotted
	Own         bool     // declared by an organization; it may stand in files and inside others

	doc  map[string]any // its schema with the header merged in, without $defs
	root string         // pointer to doc in the family's schema
	fam  *family
	own  *own // of an organization's own kind; else nil

	compiled func() (*jsonschema.Schema, error)
}

// node returns the schema of the kind in its quick form.
func (k *Kind) node() *node { return k.fam.nodes()[k.root] }

// A family is one schema file: a kind and the inner kinds it declares.
type family struct {
	file  string
	defs  map[string]any // all schemas of the file, references rewritten to #/$defs/<name>
	count bool           // steps must be counted before a value is judged
	nodes func() map[string]*node
	whole func() map[string]any // {"$defs": defs}, for pointers
}

// A Set is the kinds a run knows. It is immutable and safe for concurrent use.
type Set struct {
	kinds   []*Kind // by name
	byName  map[string]*Kind
	plurals map[string]*Kind
	digest  string
}

// Load reads header.json and every <kind>/schema.json of fsys. The error names the
// file and the reason of every fault, as [*Error] values joined.
func Load(fsys fs.FS) (*Set, error) {
	head, err := fs.ReadFile(fsys, "header.json")
	if err != nil {
		return nil, fmt.Errorf("read header.json: %w", err)
	}
	headers, err := loadHeader(head)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(fsys, "*/schema.json")
	if err != nil {
		return nil, fmt.Errorf("list schemas: %w", err)
	}
	if len(names) == 0 {
		return nil, errors.New("no schema in the form <kind>/schema.json")
	}
	slices.Sort(names)
	sum := sha256.New()
	addDigest(sum.Write, "header.json", head)
	s := &Set{byName: map[string]*Kind{}, plurals: map[string]*Kind{}}
	var faults []error
	parsed := make([]source, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		addDigest(sum.Write, name, data)
		wg.Go(func() { parsed[i] = read(name, data) })
	}
	wg.Wait()
	for _, src := range parsed {
		if err := s.add(src, headers); err != nil {
			faults = append(faults, err)
		}
	}
	if err := s.addRegister(headers); err != nil {
		faults = append(faults, err)
	}
	if len(faults) == 0 {
		faults = s.link()
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	s.digest = "sha256:" + hex.EncodeToString(sum.Sum(nil))
	return s, nil
}

// addDigest writes a file so that no two sets of files give the same bytes.
func addDigest(write func([]byte) (int, error), name string, data []byte) {
	write(fmt.Appendf(nil, "%d %s %d\n", len(name), name, len(data)))
	write(data)
}

// A source is one schema file, parsed and linted.
type source struct {
	file string
	root any
	err  error
}

func read(file string, data []byte) source {
	root, err := parse(file, data)
	if err == nil {
		err = lint(file, root)
	}
	return source{file, root, err}
}

// add takes up one schema file: a kind and the inner kinds it declares.
func (s *Set) add(src source, headers map[string]map[string]any) error {
	file, name := src.file, path.Dir(src.file)
	fault := func(format string, args ...any) error {
		return &Error{File: file, Code: "schema.lint", Reason: fmt.Sprintf(format, args...)}
	}
	if !kindName.MatchString(name) || slices.Contains(pseudo, name) {
		return fault("%q cannot be the name of a kind: lower case letters, digits and _, and not a name with a meaning of its own", name)
	}
	if src.err != nil {
		return src.err
	}
	root, ok := src.root.(map[string]any)
	if !ok {
		return fault("the schema of a kind is a mapping")
	}
	class, _ := root["x-class"].(string)
	if class == "" {
		return fault("no \"x-class\"; classes are document, record and item")
	}
	defs, _ := root["$defs"].(map[string]any)
	if _, clash := defs[name]; clash {
		return fault("the definition %q has the name of the kind itself", name)
	}
	all := map[string]any{}
	maps.Copy(all, defs)
	for _, key := range []string{"$defs", "$schema", "$id"} {
		delete(root, key)
	}
	all[name] = root
	fam := newFamily(file, name, all)
	inner := innerKinds(all)
	for _, def := range slices.Sorted(maps.Keys(inner)) {
		if _, ok := all[def].(map[string]any); !ok {
			return fault("%q holds records of kind %q, which $defs does not describe", inner[def][0], def)
		}
	}
	for _, def := range slices.Sorted(maps.Keys(all)) {
		lists, isInner := inner[def]
		if !isInner && def != name {
			continue
		}
		k := newKind(def, all[def].(map[string]any), fam)
		if def != name {
			k.Inner, k.Within, k.Lists = true, name, lists
		}
		if err := mergeHeader(k.doc, headers[k.Class]); err != nil {
			return fault("kind %q: %v", def, err)
		}
		if k.Class == "" {
			k.Class = Item
		}
		if err := s.register(k, fault); err != nil {
			return err
		}
	}
	for _, m := range all {
		closeObjects(m)
	}
	return nil
}

// newKind takes what the schema m itself says about a kind. Its class is empty where
// the schema names none, as inner kinds may: they then take no header.
func newKind(name string, m map[string]any, fam *family) *Kind {
	k := &Kind{Name: name, doc: m, root: "/$defs/" + escapePointer(name), fam: fam}
	k.Class, _ = m["x-class"].(string)
	k.Title, _ = m["title"].(string)
	k.Description, _ = m["description"].(string)
	k.Plural, _ = m["x-plural"].(string)
	if k.Title == "" {
		k.Title = name
	}
	k.compiled = sync.OnceValues(k.compile)
	return k
}

func (s *Set) register(k *Kind, fault func(string, ...any) error) error {
	if !kindName.MatchString(k.Name) {
		return fault("%q cannot be the name of a kind", k.Name)
	}
	if other, taken := s.byName[k.Name]; taken {
		return fault("the kind %q stands in %s already", k.Name, other.fam.file)
	}
	if other, taken := s.plurals[k.Name]; taken {
		return fault("%q is the plural of kind %q already", k.Name, other.Name)
	}
	if k.Plural != "" {
		if k.Inner {
			return fault("the inner kind %q cannot have a register file of its own", k.Name)
		}
		if other, taken := s.plurals[k.Plural]; taken {
			return fault("%q is the plural of kind %q already", k.Plural, other.Name)
		}
		if _, taken := s.byName[k.Plural]; taken || k.Plural == Register {
			return fault("the plural %q is the name of a kind", k.Plural)
		}
		s.plurals[k.Plural] = k
	}
	s.byName[k.Name] = k
	s.kinds = append(s.kinds, k)
	slices.SortFunc(s.kinds, byKindName)
	return nil
}

// addRegister completes the kind of register files, or makes it where no schema
// describes it: the header of a document and a list of items, which are judged by
// their own kind.
func (s *Set) addRegister(headers map[string]map[string]any) error {
	if _, described := s.byName[Register]; !described {
		const plain = `{"title": "Register", "description": "a file that holds many records of one kind", "x-class": "document"}`
		if err := s.add(read("register/schema.json", []byte(plain)), headers); err != nil {
			return err
		}
	}
	k := s.byName[Register]
	if k.Plural != "" || k.Class != Document {
		return &Error{File: k.fam.file, Code: "schema.lint", Reason: "registers are documents and have no plural"}
	}
	props := k.doc["properties"].(map[string]any)
	delete(props, "of") // never written, so never judged
	props["items"] = map[string]any{"type": "array", "description": "the records"}
	return nil
}

// link checks what kinds say about each other. A reference to a kind that the set
// lacks is allowed, because an organization may leave kinds out; what can be no kind,
// or is the plural or another spelling of one, is not.
func (s *Set) link() []error {
	var faults []error
	names := slices.Sorted(maps.Keys(s.byName))
	for _, k := range s.kinds {
		if k.Inner {
			continue // part of another kind's file
		}
		eachSchema(map[string]any{"$defs": k.fam.defs}, func(m map[string]any) {
			refs, _ := asTexts(m["x-ref"])
			for _, to := range refs {
				if s.byName[to] != nil || slices.Contains(pseudo, to) {
					continue
				}
				hint := ""
				if k, ok := s.plurals[to]; ok {
					hint = fmt.Sprintf("; did you mean %q?", k.Name)
				} else if i := slices.IndexFunc(names, func(name string) bool { return fold(name) == fold(to) }); i >= 0 {
					hint = fmt.Sprintf("; did you mean %q?", names[i])
				}
				if hint != "" || !kindName.MatchString(to) {
					faults = append(faults, &Error{File: k.fam.file, Code: "schema.lint",
						Reason: fmt.Sprintf("an \"x-ref\" names the unknown kind %q%s", to, hint)})
				}
			}
		})
	}
	slices.SortFunc(faults, func(a, b error) int { return compareText(a.Error(), b.Error()) })
	return slices.CompactFunc(faults, func(a, b error) bool { return a.Error() == b.Error() })
}

// Kinds returns all kinds by name, inner kinds and "register" included.
func (s *Set) Kinds() []*Kind { return slices.Clone(s.kinds) }

// Kind returns the kind called name.
func (s *Set) Kind(name string) (*Kind, bool) {
	k, ok := s.byName[name]
	return k, ok
}

// ByPlural returns the kind of the records that a register of the kind plural holds.
func (s *Set) ByPlural(plural string) (*Kind, bool) {
	k, ok := s.plurals[plural]
	return k, ok
}

// Digest names the schemas by their content: "sha256:" and 64 hex digits. Equal
// digests mean equal judgements of equal records.
func (s *Set) Digest() string { return s.digest }

// Properties returns the names of the fields of the kind, sorted.
func (k *Kind) Properties() []string {
	return slices.Sorted(maps.Keys(k.properties()))
}

// properties returns the schemas of the fields by name. A schema of an organization may
// name them behind references and in alternatives.
func (k *Kind) properties() map[string]any {
	props, _ := k.doc["properties"].(map[string]any)
	if k.own == nil {
		return props
	}
	all := map[string]any{}
	for _, n := range slices.Backward(k.node().flat) {
		props, _ := n.raw["properties"].(map[string]any)
		maps.Copy(all, props)
	}
	return all
}

func byKindName(a, b *Kind) int { return compareText(a.Name, b.Name) }
