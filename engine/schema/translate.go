package schema

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"ismsproof/engine/isms"
)

// A translation writes a bundle of any draft as definitions of draft 2020-12, so that
// everything else knows one language only. Each schema that something refers to
// becomes a definition; a reference that depends on the way by which it was reached
// ($dynamicRef) becomes one definition per way, which is exact because every way begins
// at the same schema.
type translation struct {
	bundle
	defs   map[string]any
	from   map[string]origin // by pointer: where a schema was written
	names  map[target]string // of the definitions
	queue  []job
	count  int
	exprs  map[string]string // patterns as RE2 writes them
	states int               // of the machines that they become
	inner  []innerList       // what "x-records" declares
	refs   []kindRef         // what "x-ref" names
}

type origin struct {
	file *schemaFile
	at   isms.Range
}

type target struct {
	v     *isms.Value
	scope string
}

type job struct {
	target
	name  string
	home  *resource
	scope *scope
}

type innerList struct {
	kind, field string
	origin
}

type kindRef struct {
	kinds []string
	origin
}

// A scope says what dynamic anchors lead to: what the first resource on the way said.
type scope struct {
	key  string
	to   map[string]*isms.Value
	home map[string]*resource
}

// enter returns the scope inside the resource r.
func (s *scope) enter(r *resource) *scope {
	fresh := 0
	for name := range r.dynamic {
		if s.to[name] == nil {
			fresh++
		}
	}
	if fresh == 0 {
		return s
	}
	in := &scope{to: maps.Clone(s.to), home: maps.Clone(s.home)}
	if in.to == nil {
		in.to, in.home = map[string]*isms.Value{}, map[string]*resource{}
	}
	for name, v := range r.dynamic {
		if in.to[name] == nil {
			in.to[name], in.home[name] = v, r
		}
	}
	for _, name := range slices.Sorted(maps.Keys(in.to)) { // however they were reached
		in.key += fmt.Sprintf("%q %q ", name, address(in.home[name].base))
	}
	return in
}

// translate reads a schema, "file" or "file#/place", and all it refers to.
func translate(kind, ref string, read func(string) (isms.Value, error)) (*translation, error) {
	file, fragment, _ := strings.Cut(ref, "#")
	file = path.Clean(file)
	t := &translation{
		bundle: bundle{kind: kind, folder: path.Dir(file), read: read, files: map[string]*schemaFile{}, ids: map[string]*resource{},
			homes: map[*isms.Value]*resource{}, seen: map[*isms.Value]bool{}},
		defs: map[string]any{}, from: map[string]origin{}, names: map[target]string{}, exprs: map[string]string{},
	}
	main, err := t.load(file, draft20)
	if err != nil {
		return nil, err
	}
	v, home := &main.root, main.home
	if fragment != "" {
		if v, home, _, _ = t.follow("#"+fragment, main.home, main.root.Range); v == nil {
			return t, nil
		}
	}
	t.define(job{target: target{v: v}, name: kind, home: home, scope: (&scope{}).enter(home)})
	for len(t.queue) > 0 && !t.full {
		next := t.queue[0]
		t.queue = t.queue[1:]
		at := "/$defs/" + escapePointer(next.name)
		s := t.schema(at, next.v, next.home, next.scope, 1)
		if b, ok := s.(bool); ok { // a definition is a mapping
			s = map[string]any{}
			if !b {
				s = map[string]any{"not": map[string]any{}}
				t.from[at+"/not"] = t.from[at]
			}
		}
		t.defs[next.name] = s
	}
	return t, nil
}

// define makes a definition of a schema, once, and returns its name.
func (t *translation) define(j job) string {
	j.target.scope = j.scope.key
	if name, known := t.names[j.target]; known {
		return name
	}
	name := j.name
	for n := 2; ; n++ {
		if _, taken := t.defs[name]; !taken {
			break
		}
		name = j.name + "-" + strconv.Itoa(n)
	}
	j.name, t.names[j.target] = name, name
	t.defs[name] = nil
	t.queue = append(t.queue, j)
	return name
}

var oddInName = regexp.MustCompile(`[^A-Za-z0-9_.-]+`)

// refer returns the translation of a reference.
func (t *translation) refer(key string, f *isms.Field, r *resource, in *scope) (string, bool) {
	ref := f.Value.Text
	v, home, anchor, ok := t.follow(ref, r, f.KeyRange)
	if !ok {
		return "", false
	}
	switch {
	case key == "$dynamicRef" && anchor != "" && home.dynamic[anchor] == v && in.to[anchor] != nil:
		v, home = in.to[anchor], in.home[anchor]
	case key == "$recursiveRef" && home.dynamic[recursive] != nil && in.to[recursive] != nil:
		v, home = in.to[recursive], in.home[recursive]
	}
	_, fragment, _ := strings.Cut(ref, "#")
	name := fragment[strings.LastIndexByte(fragment, '/')+1:]
	if name == "" {
		name = path.Base(home.base.Path)
	}
	if name = oddInName.ReplaceAllString(name, "_"); len(name) > 64 || strings.Trim(name, "./") == "" {
		name = "part"
	}
	return t.define(job{target: target{v: v}, name: name, home: home, scope: in.enter(home)}), true
}

// schema writes the schema v.
func (t *translation) schema(at string, v *isms.Value, r *resource, in *scope, depth int) any {
	if own := t.homes[v]; own != nil && own != r {
		r, in = own, in.enter(own)
	}
	f := r.file
	where := v.Range
	if t.count++; t.count > maxOwnSchemas || depth > maxDepth {
		if t.count == maxOwnSchemas+1 || depth == maxDepth+1 {
			t.fault(f, where, "schema.cost", "more than %d schemas, or more than %d inside one another", maxOwnSchemas, maxDepth)
		}
		t.full = t.full || t.count > maxOwnSchemas
		return true
	}
	t.from[at] = origin{f, where}
	switch {
	case v.Type == isms.Bool && f.draft > draft04:
		return v.Text == "true"
	case v.Type != isms.Map && f.draft == draft04:
		t.fault(f, where, "schema.lint", "a schema of draft-04 is a mapping, not %s", describe(v))
		return true
	case v.Type != isms.Map:
		t.fault(f, where, "schema.lint", "a schema is a mapping, true or false, not %s", describe(v))
		return true
	}
	w := &writer{t: t, at: at, v: v, home: r, scope: in, depth: depth, out: map[string]any{}}
	alone := f.draft <= draft07 && v.Get("$ref") != nil // what stands beside is passed over
	for i := range v.Fields {
		field := &v.Fields[i]
		if alone && field.Key != "$ref" && !slices.Contains(kept, field.Key) && !strings.HasPrefix(field.Key, "x-") {
			continue
		}
		w.field(field)
	}
	w.finish()
	return w.out
}

// locate returns where the schema at the pointer, or the nearest one around it, was
// written.
func (t *translation) locate(pointer string) (origin, bool) {
	for at := pointer; at != ""; at = at[:strings.LastIndexByte(at, '/')] {
		if from, ok := t.from[at]; ok {
			return from, true
		}
	}
	return origin{}, false
}

// err joins the faults in the order of files and lines.
func (t *translation) err() []error {
	slices.SortStableFunc(t.faults, func(a, b *Error) int {
		if d := strings.Compare(a.File, b.File); d != 0 {
			return d
		}
		return a.Line - b.Line
	})
	var errs []error
	for i, f := range t.faults {
		if i == 0 || fmt.Sprint(f) != fmt.Sprint(t.faults[i-1]) {
			errs = append(errs, f)
		}
	}
	return errs
}
