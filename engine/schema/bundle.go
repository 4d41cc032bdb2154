package schema

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"ismsproof/engine/isms"
)

// Limits of the schemas of an organization, which may be published ones of any size.
const (
	maxFiles      = 100
	maxOwnSchemas = 40_000
)

// A schemaFile is one file of schemas as it was read.
type schemaFile struct {
	path  string
	root  isms.Value
	draft dialect
	home  *resource
}

// A resource is a schema with an address of its own: a file, or a schema inside one
// that has an "$id". References are relative to it.
type resource struct {
	file    *schemaFile
	base    *url.URL
	root    *isms.Value
	anchors map[string]*isms.Value
	dynamic map[string]*isms.Value // anchors that a schema around it may replace
}

// recursive is the name under which "$recursiveAnchor" stands among the dynamic
// anchors. No anchor can have it.
const recursive = "\x00"

// A bundle collects the files of one kind's schema. Nothing is found elsewhere than in
// the folder of the first file.
type bundle struct {
	kind   string
	folder string
	read   func(path string) (isms.Value, error)
	files  map[string]*schemaFile
	ids    map[string]*resource      // by address, without fragment
	homes  map[*isms.Value]*resource // by root
	seen   map[*isms.Value]bool      // schemas that have been searched for addresses
	faults []*Error
	full   bool // no further fault is kept
}

func (b *bundle) fault(f *schemaFile, at isms.Range, code, format string, args ...any) {
	if len(b.faults) >= 50 {
		b.full = true
		return
	}
	b.faults = append(b.faults, &Error{File: f.path, Line: at.Start.Line, Kind: b.kind, Code: code, Reason: clip(fmt.Sprintf(format, args...))})
}

// load reads a file of the folder, once. Where it names no draft, it is of the draft
// of the file that led to it.
func (b *bundle) load(name string, draft dialect) (*schemaFile, error) {
	if f, known := b.files[name]; known {
		return f, nil
	}
	if len(b.files) >= maxFiles {
		return nil, &Error{File: name, Kind: b.kind, Code: "schema.cost", Reason: fmt.Sprintf("the schema is made of more than %d files", maxFiles)}
	}
	root, err := b.read(name)
	if err != nil {
		var told *Error
		if errors.As(err, &told) {
			if told.Kind == "" {
				told.Kind = b.kind
			}
			return nil, told
		}
		return nil, &Error{File: name, Kind: b.kind, Code: "schema.read", Reason: clip(err.Error())}
	}
	f := &schemaFile{path: name, root: root, draft: draft}
	b.files[name] = f
	if s := f.root.Field("$schema"); s != nil {
		d, known := dialectOf(s.Value.Text)
		if s.Value.Type != isms.String || !known {
			b.fault(f, s.KeyRange, "schema.ref", "unknown draft %s; drafts are http://json-schema.org/draft-04/schema#, the same with 06 and 07, https://json-schema.org/draft/2019-09/schema and %s",
				describe(&s.Value), draft20URL)
		} else {
			f.draft = d
		}
	}
	f.home = &resource{file: f, root: &f.root, base: &url.URL{Scheme: "local", Path: "/" + name}}
	b.ids[address(f.home.base)] = f.home
	b.homes[f.home.root] = f.home
	b.index(f.home.root, f.home, 0)
	return f, nil
}

const draft20URL = draft

// address is a URL as resources are known by.
func address(u *url.URL) string {
	plain := *u
	plain.Fragment, plain.RawFragment = "", ""
	return plain.String()
}

// index finds the addresses and anchors of the schema v and of those inside it.
func (b *bundle) index(v *isms.Value, r *resource, depth int) {
	if v.Type != isms.Map || b.seen[v] || depth > maxNesting {
		return
	}
	b.seen[v] = true
	f := r.file
	old := f.draft <= draft07
	if !old || v.Get("$ref") == nil || v == r.root {
		r = b.addresses(v, r)
	}
	for i := range v.Fields {
		key, value := v.Fields[i].Key, &v.Fields[i].Value
		switch words[key].shape {
		case one, many:
			b.index(value, r, depth+1)
			for i := range value.List() {
				b.index(&value.Items[i], r, depth+1)
			}
		case named, patterned, needs:
			for i := range value.Fields {
				b.index(&value.Fields[i].Value, r, depth+1)
			}
		}
	}
}

// addresses reads the addresses of the schema v, and returns the resource that it is
// part of.
func (b *bundle) addresses(v *isms.Value, r *resource) *resource {
	f := r.file
	key := "$id"
	if f.draft == draft04 {
		key = "id"
	}
	if id := v.Field(key); id != nil && id.Value.Type == isms.String {
		r = b.identify(v, r, id)
	}
	anchor := func(key string, dynamic bool) {
		a := v.Field(key)
		if a == nil || a.Value.Type != isms.String {
			return
		}
		b.anchor(v, r, a, a.Value.Text)
		if dynamic {
			r.dynamic = put(r.dynamic, a.Value.Text, v)
		}
	}
	if f.draft >= draft19 {
		anchor("$anchor", false)
	}
	if f.draft == draft20 {
		anchor("$dynamicAnchor", true)
	}
	if a := v.Get("$recursiveAnchor"); f.draft == draft19 && a != nil && a.Text == "true" && v == r.root {
		r.dynamic = put(r.dynamic, recursive, v)
	}
	return r
}

func put(m map[string]*isms.Value, key string, v *isms.Value) map[string]*isms.Value {
	if m == nil {
		m = map[string]*isms.Value{}
	}
	m[key] = v
	return m
}

func (b *bundle) anchor(v *isms.Value, r *resource, at *isms.Field, name string) {
	if other, taken := r.anchors[name]; taken && other != v {
		b.fault(r.file, at.KeyRange, "schema.lint", "the anchor %s stands twice", show(name))
	}
	r.anchors = put(r.anchors, name, v)
}

// identify reads the "$id" of the schema v.
func (b *bundle) identify(v *isms.Value, r *resource, id *isms.Field) *resource {
	u, err := url.Parse(id.Value.Text)
	if err != nil {
		b.fault(r.file, id.KeyRange, "schema.lint", "%s is no address", show(id.Value.Text))
		return r
	}
	name := u.Fragment
	u.Fragment = ""
	if name != "" && r.file.draft >= draft19 {
		b.fault(r.file, id.KeyRange, "schema.lint", "an address has no fragment; write \"$anchor\": %s", show(name))
		return r
	}
	if *u != (url.URL{}) {
		own := &resource{file: r.file, base: r.base.ResolveReference(u), root: v}
		if other, taken := b.ids[address(own.base)]; taken && other.root != v {
			b.fault(r.file, id.KeyRange, "schema.lint", "the address %s stands twice", show(id.Value.Text))
			return r
		}
		if v == r.root { // the file has this address besides its own
			r.base = own.base
			own = r
		}
		b.ids[address(own.base)] = own
		b.homes[v] = own
		r = own
	}
	if name != "" {
		b.anchor(v, r, id, name)
	}
	return r
}

// follow finds what the reference ref in the resource r leads to, and the resource
// that this is part of. anchor is its fragment where that is a name.
func (b *bundle) follow(ref string, r *resource, at isms.Range) (v *isms.Value, home *resource, anchor string, ok bool) {
	fail := func(format string, args ...any) (*isms.Value, *resource, string, bool) {
		b.fault(r.file, at, "schema.ref", format, args...)
		return nil, nil, "", false
	}
	u, err := url.Parse(ref)
	if err != nil || strings.ContainsFunc(ref, func(c rune) bool { return c <= ' ' || c == '\\' || c == 0x7f }) {
		return fail("%s is no reference", show(ref))
	}
	fragment := u.Fragment
	u.Fragment, u.RawFragment = "", ""
	home = r
	if *u != (url.URL{}) {
		var why string
		if home, why = b.resource(u, r); home == nil {
			if why == "" { // told where the file is wrong
				return nil, nil, "", false
			}
			return fail("%s %s", show(ref), why)
		}
	}
	switch {
	case fragment == "":
		return home.root, home, "", true
	case fragment[0] != '/':
		if v = home.anchors[fragment]; v == nil {
			return fail("%s leads nowhere: no anchor %s", show(ref), show(fragment))
		}
		return v, home, fragment, true
	}
	v = home.root
	for step := range strings.SplitSeq(fragment[1:], "/") {
		if v = stepInto(v, unescapePointer(step)); v == nil {
			return fail("%s leads nowhere: there is no %s", show(ref), show(unescapePointer(step)))
		}
		if other := b.homes[v]; other != nil {
			home = other
		}
	}
	b.index(v, home, 0)
	return v, home, "", true
}

// resource returns what a reference u in r names, read where it is a file, or why there
// is none: the end of a sentence, "" where a fault of the file is told.
func (b *bundle) resource(u *url.URL, r *resource) (home *resource, why string) {
	full := r.base.ResolveReference(u)
	if known := b.ids[address(full)]; known != nil {
		return known, ""
	}
	name, why := b.local(u, full, r)
	if why != "" {
		return nil, why
	}
	f, err := b.load(name, r.file.draft)
	if err != nil && path.Ext(name) == "" { // addresses often lack the ending
		if again, err2 := b.load(name+".json", r.file.draft); err2 == nil {
			f, err = again, nil
		}
	}
	var told *Error
	switch {
	case err == nil:
		if home = b.ids[address(full)]; home == nil {
			home = f.home
		}
		return home, ""
	case errors.As(err, &told) && told.Line > 0:
		b.faults = append(b.faults, told)
		return nil, ""
	case told != nil:
		return nil, "cannot be read: " + told.Reason
	}
	return nil, "cannot be read: " + err.Error()
}

func stepInto(v *isms.Value, step string) *isms.Value {
	if v.Type != isms.List {
		return v.Get(step)
	}
	i, err := strconv.Atoi(step)
	if err != nil || i < 0 || i >= len(v.Items) || strconv.Itoa(i) != step {
		return nil
	}
	return &v.Items[i]
}

// local returns the file that a reference u, full of which is its address, names, or
// the end of the sentence why it names none. Only what lies in the folder of the
// schema is ever named.
func (b *bundle) local(u, full *url.URL, r *resource) (name, why string) {
	const out = "leads out of the folder of the schema; a reference stays in its file or names a file beside it"
	home := r.file.home.base
	switch {
	case full.Scheme == "local" && u.Scheme == "" && u.Host == "" && !strings.HasPrefix(u.Path, "/"):
		// Not full.Path: the way up ends at its root, silently.
		name = path.Join(path.Dir(strings.TrimPrefix(r.base.Path, "/")), u.Path)
	case full.Scheme == home.Scheme && full.Host == home.Host && home.Scheme != "local" && home.Scheme != "file" && full.Opaque == "":
		below, ok := strings.CutPrefix(full.Path, strings.TrimSuffix(path.Dir(home.Path), "/")+"/")
		if !ok {
			return "", out
		}
		name = path.Join(path.Dir(r.file.path), below)
	default:
		return "", out + "; nothing is fetched"
	}
	below, inside := name, b.folder == "."
	if !inside {
		below, inside = strings.CutPrefix(name, b.folder+"/")
	}
	if u.RawQuery != "" || full.User != nil || !inside || name == ".." || strings.HasPrefix(name, "../") || path.IsAbs(name) ||
		strings.ContainsFunc(name, func(c rune) bool { return c < ' ' || c == '%' || c == '\\' || c == 0x7f }) {
		return "", out
	}
	if slices.ContainsFunc(strings.Split(below, "/"), func(step string) bool { return strings.HasPrefix(step, ".") }) {
		return "", "names a hidden file"
	}
	return name, ""
}
