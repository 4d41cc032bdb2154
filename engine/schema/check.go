package schema

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"ismsproof/engine/isms"
)

// The engine's own rules that this package finds breaches of.
const (
	ruleValid   = "doc.schema_valid"
	ruleUnknown = "doc.unknown_kind"
	ruleLossy   = "doc.id_lossy"
)

// maxProblems is how many problems of one artifact are told.
const maxProblems = 500

// Check judges an artifact against the schema of its kind: an empty result means
// that it is well formed. Problems stand in the order of the file, one per cause.
// The result depends on the artifact and the schemas alone.
//
// Problem.Rule is "doc.unknown_kind" where the kind is missing or unknown, else
// "doc.schema_valid". A problem is Fatal where the schema itself gave out, so that
// nobody knows whether the artifact is valid.
func (s *Set) Check(a *isms.Artifact) []isms.Problem {
	if k, ok := s.byName[a.Kind]; ok && !k.Inner && k.Name != Register {
		if k.own != nil {
			return s.checkOwn(a, k)
		}
		root := withoutBody(a)
		return finish(a, k.problems(root, root, nil, k.Name))
	}
	k, ok := s.plurals[a.Kind]
	if !ok {
		return []isms.Problem{s.unknownKind(a)}
	}
	root := withoutBody(a)
	head := *root
	head.Fields = slices.Clone(root.Fields)
	items := head.Get("items")
	if items != nil && items.Type == isms.List {
		items.Items = nil // judged one by one below
	}
	found := s.byName[Register].problems(&head, root, nil, fmt.Sprintf("register %q", a.Kind))
	if items := root.Get("items"); items != nil && items.Type == isms.List {
		if k.own != nil {
			w := ownWalk{collector: collector{set: s, artifact: a}, root: root, judge: true}
			w.elements(k, nil, items, isms.Path{"items"}, `"items"`)
			return finish(a, append(found, w.problems...))
		}
		for i := range items.Items {
			found = append(found, k.problems(&items.Items[i], root, isms.Path{"items", fmt.Sprint(i)}, k.Name)...)
		}
	}
	return finish(a, found)
}

// Check judges a value by itself as a record of the kind, wherever it comes from. Paths
// and files of the problems are those inside the value.
func (k *Kind) Check(v *isms.Value) []isms.Problem {
	return finish(&isms.Artifact{}, k.problems(v, v, nil, k.Name))
}

// Verify compiles the schema of every kind, which Check does only for kinds with a
// record that the quick judgement does not pass. Load and With refuse what the library
// would refuse, so an error is a fault of this package; tests hold it. The error names
// the kinds.
func (s *Set) Verify() error {
	var errs []error
	for _, k := range s.kinds {
		if _, err := k.compiled(); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// withoutBody returns the root of the artifact without the facts about its text
// that reading Markdown added: nobody wrote them.
func withoutBody(a *isms.Artifact) *isms.Value {
	if !isMarkdown(a.Path) || a.Root.Get("body") == nil {
		return &a.Root
	}
	root := a.Root
	root.Fields = slices.DeleteFunc(slices.Clone(root.Fields), func(f isms.Field) bool {
		return f.Key == "body" && f.Value.Field("sha256") != nil
	})
	return &root
}

func isMarkdown(file string) bool {
	ext := strings.ToLower(path.Ext(file))
	return ext == ".md" || ext == ".markdown"
}

func (s *Set) unknownKind(a *isms.Artifact) isms.Problem {
	p := isms.Problem{Rule: ruleUnknown, Code: "kind.unknown", Path: a.Path, Doc: a.Document, At: isms.Path{"kind"}, Range: a.Root.Range}
	if at := a.Root.Field("kind"); at != nil {
		p.Range = at.Value.Range
		if at.Value.Type == isms.List || at.Value.Type == isms.Map {
			p.Range = at.KeyRange
		}
	} else if a.Root.Type == isms.Map {
		p.Range, _ = a.Root.Locate(nil)
	}
	names := s.fileKinds()
	k, known := s.byName[a.Kind]
	switch {
	case a.Kind == "":
		p.Code = "kind.missing"
		p.Message = "no kind is stated, so nobody knows what this is a record of"
		if meant(&a.Root) {
			p.Code = "kind.unknown"
			p.Message += ", though it looks like one"
		}
		if word, why, ok := confusableKey(&a.Root, []string{"kind"}); ok {
			p.Message = fmt.Sprintf("key %q looks like %q but has %s", word, "kind", why)
		}
		if at := a.Root.Field("kind"); at != nil {
			p.Message = fmt.Sprintf("the kind is %s, not the name of a kind", describe(&at.Value))
		}
	case known && k.Inner:
		p.Message = fmt.Sprintf("kind %q has no file of its own: its records stand in %q of a %s", a.Kind, k.Lists[0], k.Within)
	case known: // register
		p.Message = fmt.Sprintf("kind %q is not a kind of file; a register states what it holds, such as %q", a.Kind, "risks")
	default:
		hint := didYouMean(a.Kind, names)
		if hint == "" {
			hint = "; known kinds are " + strings.Join(names, ", ")
		}
		p.Message = fmt.Sprintf("unknown kind %s%s", show(a.Kind), hint)
		if word, why, ok := confusable(a.Kind, names); ok {
			p.Message = fmt.Sprintf("kind %s looks like %q but has %s", show(a.Kind), word, why)
		}
	}
	p.Message = clip(p.Message)
	return p
}

// meant says whether a value without a kind was most likely meant as a record or a
// register: it has an id, or items, or is a list of such things.
func meant(v *isms.Value) bool {
	if v.Type == isms.List {
		return slices.ContainsFunc(v.Items, func(x isms.Value) bool { return x.Get("kind") != nil || meant(&x) && x.Type == isms.Map })
	}
	return v.Get("id") != nil || v.Get("items") != nil
}

// confusableKey finds a key of the map v that looks like one of names.
func confusableKey(v *isms.Value, names []string) (key, why string, ok bool) {
	for i := range v.Fields {
		if _, why, ok := confusable(v.Fields[i].Key, names); ok {
			return v.Fields[i].Key, why, true
		}
	}
	return "", "", false
}

// fileKinds lists what `kind:` may say, sorted: kinds with files of their own and
// registers.
func (s *Set) fileKinds() []string {
	names := slices.Collect(maps.Keys(s.plurals))
	for _, k := range s.kinds {
		if !k.Inner && k.Name != Register {
			names = append(names, k.Name)
		}
	}
	slices.Sort(names)
	return names
}

// problems judges v, which stands at base inside root, as a record of the kind.
func (k *Kind) problems(v, root *isms.Value, base isms.Path, label string) []isms.Problem {
	n := k.node()
	if k.fam.count && !n.fits(v) {
		return k.tooMuch(root, base, label)
	}
	if n.judge(v) == yes {
		return nil
	}
	if k.own != nil && !n.fits(v) {
		return k.tooMuch(root, base, label)
	}
	compiled, err := k.compiled()
	if err == nil {
		err = validate(compiled, v)
	}
	var invalid *jsonschema.ValidationError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &invalid):
		e := explainer{kind: k, value: v, root: root, base: base, label: label}
		return e.explain(invalid)
	}
	at, _ := root.Locate(base)
	return []isms.Problem{{Rule: ruleValid, Code: "schema.broken", Range: at, At: base, Fatal: true,
		Message: clip(fmt.Sprintf("%s cannot be judged: %v", label, err))}}
}

// tooMuch says that nobody knows whether a value is valid.
func (k *Kind) tooMuch(root *isms.Value, base isms.Path, label string) []isms.Problem {
	at, _ := root.Locate(base)
	return []isms.Problem{{Rule: ruleValid, Code: "schema.cost", Range: at, At: base, Fatal: true,
		Message: fmt.Sprintf("%s cannot be judged: its schema %s would take more than %d steps for this value", label, k.fam.file, maxSteps),
		Remedy:  "Give the alternatives of the schema a field by which they differ, or divide the record."}}
}

// validate turns a panic of the library, which knows a few for odd values, into an
// error.
func validate(s *jsonschema.Schema, v *isms.Value) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("evaluate schema: %v", r)
		}
	}()
	return s.Validate(v.Plain())
}

// compile compiles the schema of the kind. Nothing is ever loaded: what a schema
// may refer to is in its own file.
func (k *Kind) compile() (s *jsonschema.Schema, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("compile schema of kind %q: %v", k.Name, r)
		}
	}()
	data, err := json.Marshal(map[string]any{"$schema": draft, "$defs": k.fam.defs})
	if err != nil {
		return nil, fmt.Errorf("write schema of kind %q: %w", k.Name, err)
	}
	c := jsonschema.NewCompiler()
	c.Draft = jsonschema.Draft2020
	c.AssertFormat = true
	c.LoadURL = func(url string) (io.ReadCloser, error) {
		return nil, fmt.Errorf("a schema may not load %q", url)
	}
	for name, check := range formats {
		c.Formats[name] = func(v any) bool {
			s, isText := v.(string)
			return !isText || check(s) == ""
		}
	}
	url := "mem:///" + k.Name
	if err := c.AddResource(url, bytes.NewReader(data)); err != nil {
		return nil, fmt.Errorf("compile schema of kind %q: %w", k.Name, err)
	}
	s, err = c.Compile(url + "#" + k.root)
	if err != nil {
		return nil, fmt.Errorf("compile schema of kind %q: %w", k.Name, err)
	}
	return s, nil
}

// finish sorts the problems by place and says how many are too many to tell.
func finish(a *isms.Artifact, found []isms.Problem) []isms.Problem {
	slices.SortStableFunc(found, func(x, y isms.Problem) int {
		return cmp.Or(
			cmp.Compare(x.Range.Start.Line, y.Range.Start.Line),
			cmp.Compare(x.Range.Start.Column, y.Range.Start.Column),
			cmp.Compare(x.Code, y.Code),
			cmp.Compare(x.Message, y.Message))
	})
	for i := range found {
		found[i].Path, found[i].Doc = a.Path, a.Document
	}
	if more := len(found) - maxProblems; more > 0 {
		found = found[:maxProblems]
		last := found[len(found)-1]
		last.Code = "schema.more"
		last.Message = fmt.Sprintf("%d more places of this file are not well formed", more+1)
		found[len(found)-1] = last
	}
	return found
}
