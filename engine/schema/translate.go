package schema

import (
	"encoding/json"
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
	defs  map[string]any
	from  map[string]origin // by pointer: where a schema was written
	names map[target]string // of the definitions
	queue []job
	count int
	exprs map[string]string // patterns as RE2 writes them
	inner []innerList       // what "x-records" declares
	refs  []kindRef         // what "x-ref" names
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
	in := &scope{key: s.key + " " + address(r.base), to: maps.Clone(s.to), home: maps.Clone(s.home)}
	if in.to == nil {
		in.to, in.home = map[string]*isms.Value{}, map[string]*resource{}
	}
	for name, v := range r.dynamic {
		if in.to[name] == nil {
			in.to[name], in.home[name] = v, r
		}
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

// A writer writes one schema.
type writer struct {
	t     *translation
	at    string
	v     *isms.Value
	home  *resource
	scope *scope
	depth int
	out   map[string]any
	also  []any // schemas for the same value that need a place of their own
}

func (w *writer) fault(at isms.Range, code, format string, args ...any) {
	w.t.fault(w.home.file, at, code, format, args...)
}

func (w *writer) draft() dialect { return w.home.file.draft }

// sub writes a schema inside this one at the place, which begins with "/".
func (w *writer) sub(place string, v *isms.Value) any {
	return w.t.schema(w.at+place, v, w.home, w.scope, w.depth+1)
}

func (w *writer) finish() {
	if len(w.also) == 0 {
		return
	}
	list, _ := w.out["allOf"].([]any)
	for _, s := range w.also {
		at := w.at + "/allOf/" + strconv.Itoa(len(list))
		eachPlace(at, s, func(place string) { w.t.from[place] = origin{w.home.file, w.v.Range} })
		list = append(list, s)
	}
	w.out["allOf"] = list
}

// eachPlace calls do with the pointer of v and of the negations inside it.
func eachPlace(at string, v any, do func(string)) {
	do(at)
	if m, ok := v.(map[string]any); ok && m["not"] != nil {
		eachPlace(at+"/not", m["not"], do)
	}
}

// field writes one keyword.
func (w *writer) field(f *isms.Field) {
	key := f.Key
	word, known := words[key]
	if why := strange(key, w.draft()); why != "" {
		if !(w.draft() <= draft07 && word.shape == text && (key == "$id" || key == "id")) { // the other draft's address: harmless, and widespread
			w.fault(f.KeyRange, "schema.lint", "%s", why)
		}
		return
	}
	if !known {
		return // somebody's annotation
	}
	switch word.shape {
	case one:
		w.one(f)
	case many:
		w.many(f, key)
	case named, patterned:
		w.named(f, word.shape)
	case text:
		if f.Value.Type != isms.String {
			w.fault(f.KeyRange, "schema.lint", "%q takes text, not %s", key, describe(&f.Value))
			return
		}
		w.text(f)
	case texts:
		w.texts(f)
	case number, count:
		w.number(f, word.shape == count)
	case truth:
		if f.Value.Type != isms.Bool {
			w.fault(f.KeyRange, "schema.lint", "%q takes true or false, not %s", key, describe(&f.Value))
			return
		}
		if key != "$recursiveAnchor" {
			w.out[key] = f.Value.Text == "true"
		}
	case anything:
		w.values(f)
	case needs:
		w.needs(f)
	case note:
		w.note(f)
	}
}

// one writes a keyword that holds a schema; "items" and "additionalItems" changed
// their meaning with 2020-12.
func (w *writer) one(f *isms.Field) {
	key, v := f.Key, &f.Value
	switch {
	case key == "items" && v.Type == isms.List && w.draft() == draft20:
		w.fault(f.KeyRange, "schema.lint", `a list of schemas is "prefixItems" in 2020-12, and "items" is what follows`)
	case key == "items" && v.Type == isms.List:
		if len(v.Items) > 0 {
			w.many(f, "prefixItems")
		}
		if rest := w.v.Get("additionalItems"); rest != nil {
			w.out["items"] = w.limb("items", rest)
		}
	case key == "additionalItems": // with "items", or without effect
	case key == "contains" && w.draft() == draft19 && w.v.Get("unevaluatedItems") != nil:
		// Since 2020-12 what is contained counts as evaluated. Inside "not" it does not.
		inner := map[string]any{"contains": w.t.schema(w.at+"/allOf/"+strconv.Itoa(w.listed("allOf"))+"/not/not/contains", v, w.home, w.scope, w.depth+3)}
		for _, limit := range []string{"minContains", "maxContains"} {
			if n := w.v.Get(limit); n != nil && n.Type == isms.Number {
				inner[limit] = json.Number(n.Text)
			}
		}
		w.also = append(w.also, map[string]any{"not": map[string]any{"not": inner}})
	case key == "items" || key == "additionalProperties":
		w.out[key] = w.limb(key, v)
	default:
		w.out[key] = w.sub("/"+key, v)
	}
}

// listed returns how many schemas will stand in a list before what is added to it.
func (w *writer) listed(key string) int { return len(w.v.Get(key).List()) + len(w.also) }

// limb writes what may be true or false in any draft.
func (w *writer) limb(key string, v *isms.Value) any {
	if v.Type == isms.Bool {
		w.t.from[w.at+"/"+key] = origin{w.home.file, v.Range}
		return v.Text == "true"
	}
	return w.sub("/"+key, v)
}

func (w *writer) many(f *isms.Field, key string) {
	if f.Value.Type != isms.List || len(f.Value.Items) == 0 {
		w.fault(f.KeyRange, "schema.lint", "%q takes a list of at least one schema, not %s", f.Key, describe(&f.Value))
		return
	}
	list := make([]any, len(f.Value.Items))
	for i := range f.Value.Items {
		list[i] = w.sub("/"+key+"/"+strconv.Itoa(i), &f.Value.Items[i])
	}
	w.out[key] = list
}

func (w *writer) named(f *isms.Field, s shape) {
	if f.Value.Type != isms.Map {
		w.fault(f.KeyRange, "schema.lint", "%q takes a mapping of schemas, not %s", f.Key, describe(&f.Value))
		return
	}
	if f.Key == "definitions" || f.Key == "$defs" {
		return // written where something refers to them
	}
	m, _ := w.out[f.Key].(map[string]any) // "dependencies" may have written some
	if m == nil {
		m = make(map[string]any, len(f.Value.Fields))
	}
	for i := range f.Value.Fields {
		p := &f.Value.Fields[i]
		name := p.Key
		if s == patterned {
			expr, ok := w.pattern(p.KeyRange, name)
			if !ok {
				continue
			}
			name = expr
		}
		m[name] = w.sub("/"+f.Key+"/"+escapePointer(name), &p.Value)
	}
	w.out[f.Key] = m
}

// pattern returns an expression as RE2 writes it.
func (w *writer) pattern(at isms.Range, expr string) (string, bool) {
	if out, known := w.t.exprs[expr]; known {
		return out, true
	}
	out, err := re2(expr)
	if err != nil {
		w.fault(at, "schema.lint", "%v", err)
		return "", false
	}
	w.t.exprs[expr] = out
	return out, true
}

func (w *writer) text(f *isms.Field) {
	key, s := f.Key, f.Value.Text
	switch key {
	case "$ref", "$dynamicRef", "$recursiveRef":
		if key == "$recursiveRef" && s != "#" {
			w.fault(f.KeyRange, "schema.ref", "%q is always \"#\", not %s", key, show(s))
			return
		}
		name, ok := w.t.refer(key, f, w.home, w.scope)
		if !ok {
			return
		}
		if to := "#/$defs/" + escapePointer(name); w.out["$ref"] == nil {
			w.out["$ref"] = to
		} else {
			w.also = append(w.also, map[string]any{"$ref": to})
		}
	case "$schema":
		if d, known := dialectOf(s); w.v != &w.home.file.root && (!known || d != w.draft()) {
			w.fault(f.KeyRange, "schema.ref", "a schema inside another is of the same draft, %s, not %s", dialectNames[w.draft()], show(s))
		}
	case "format":
		w.format(f, s)
	case "pattern":
		if expr, ok := w.pattern(f.KeyRange, s); ok {
			w.out[key] = expr
		}
	case "x-records":
		if !kindName.MatchString(s) {
			w.fault(f.KeyRange, "schema.lint", "%s is not the name of a kind: lower case letters, digits and _", show(s))
			return
		}
		w.out[key] = s
		w.t.inner = append(w.t.inner, innerList{s, w.at[strings.LastIndexByte(w.at, '/')+1:], origin{w.home.file, f.KeyRange}})
		for _, defs := range []string{"$defs", "definitions"} {
			if def := w.home.root.Get(defs).Get(s); def != nil && w.t.defs[s] == nil {
				w.t.define(job{target: target{v: def}, name: s, home: w.home, scope: w.scope})
			}
		}
	}
}

// format keeps a format that judges here, and passes over what published schemas name
// besides.
func (w *writer) format(f *isms.Field, name string) {
	if _, judged := formats[name]; judged {
		w.out["format"] = name
		return
	}
	if slices.Contains(looseFormats, name) {
		return
	}
	names := slices.Sorted(maps.Keys(formats))
	if hint := didYouMean(name, names); hint != "" {
		w.fault(f.KeyRange, "schema.lint", "unknown format %s%s; known formats are %s", show(name), hint, strings.Join(names, ", "))
	}
}

func (w *writer) texts(f *isms.Field) {
	key, v := f.Key, &f.Value
	list := v.List()
	if v.Type == isms.String && key != "required" {
		list = []isms.Value{*v}
	}
	all := make([]string, 0, len(list))
	for i := range list {
		if list[i].Type != isms.String {
			w.fault(f.KeyRange, "schema.lint", "%q takes texts, not %s", key, describe(&list[i]))
			return
		}
		if !slices.Contains(all, list[i].Text) {
			all = append(all, list[i].Text)
		}
	}
	switch {
	case key == "required" && v.Type == isms.Bool:
		w.fault(f.KeyRange, "schema.lint", "%q takes a list of texts since draft-04, and stands in the schema of the mapping", key)
		return
	case len(all) == 0 && (v.Type != isms.List || key != "required"):
		w.fault(f.KeyRange, "schema.lint", "%q takes a list of texts, not %s", key, describe(v))
		return
	}
	for _, word := range all {
		if key == "type" && !slices.Contains(jsonTypes, word) {
			w.fault(f.KeyRange, "schema.lint", "unknown type %s%s; types are %s", show(word), didYouMean(word, jsonTypes), strings.Join(jsonTypes, ", "))
			return
		}
	}
	out := make([]any, len(all))
	for i := range all {
		out[i] = all[i]
	}
	w.out[key] = out
	if key == "type" && len(out) == 1 {
		w.out[key] = out[0]
	}
	if key == "x-ref" {
		w.t.refs = append(w.t.refs, kindRef{all, origin{w.home.file, f.KeyRange}})
	}
}

func (w *writer) number(f *isms.Field, isCount bool) {
	key, v := f.Key, &f.Value
	if w.draft() == draft04 && strings.HasPrefix(key, "exclusive") {
		w.exclusive(f)
		return
	}
	n := json.Number(v.Text)
	if v.Type != isms.Number || !plainNumber(v.Text) {
		w.fault(f.KeyRange, "schema.lint", "%q takes a number, not %s", key, describe(v))
		return
	}
	if isCount {
		digits, ok := whole(v.Text)
		if !ok {
			w.fault(f.KeyRange, "schema.lint", "%q takes a whole number from 0, not %s", key, describe(v))
			return
		}
		n = json.Number(digits)
	}
	if at, err := n.Float64(); key == "multipleOf" && (err != nil || at <= 0) {
		w.fault(f.KeyRange, "schema.lint", "%q takes a number above 0, not %s", key, describe(v))
		return
	}
	if w.out[key] == nil { // draft-04 may have written it
		w.out[key] = n
	}
	if strings.HasSuffix(key, "Contains") && w.draft() == draft19 && w.v.Get("unevaluatedItems") != nil {
		delete(w.out, key) // it stands with "contains"
	}
	if bound := map[string]string{"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}[key]; bound != "" && w.draft() == draft04 {
		if x := w.v.Get(bound); x != nil && x.Text == "true" && x.Type == isms.Bool {
			delete(w.out, key)
			w.out[bound] = n
		}
	}
}

// exclusive checks the truth value by which draft-04 excludes a bound; the bound
// itself is written with "minimum" or "maximum".
func (w *writer) exclusive(f *isms.Field) {
	bound := strings.ToLower(strings.TrimPrefix(f.Key, "exclusive"))
	switch {
	case f.Value.Type != isms.Bool:
		w.fault(f.KeyRange, "schema.lint", "%q takes true or false in draft-04, not %s", f.Key, describe(&f.Value))
	case w.v.Get(bound) == nil:
		w.fault(f.KeyRange, "schema.lint", "%q says how to read %q, which is missing", f.Key, bound)
	}
}

func (w *writer) values(f *isms.Field) {
	key, v := f.Key, &f.Value
	if key == "enum" && (v.Type != isms.List || len(v.Items) == 0) {
		w.fault(f.KeyRange, "schema.lint", "%q takes a list of at least one value, not %s", key, describe(v))
		return
	}
	w.out[key] = v.Plain()
}

// needs writes what a field needs besides: other fields, or to fit a schema.
func (w *writer) needs(f *isms.Field) {
	key := f.Key
	if f.Value.Type != isms.Map {
		w.fault(f.KeyRange, "schema.lint", "%q takes a mapping, not %s", key, describe(&f.Value))
		return
	}
	fields, _ := w.out["dependentRequired"].(map[string]any)
	schemas, _ := w.out["dependentSchemas"].(map[string]any)
	for i := range f.Value.Fields {
		p := &f.Value.Fields[i]
		if p.Value.Type != isms.List {
			if key == "dependentRequired" {
				w.fault(p.KeyRange, "schema.lint", "%q takes lists of names, not %s", key, describe(&p.Value))
				continue
			}
			if schemas == nil {
				schemas = map[string]any{}
			}
			schemas[p.Key] = w.sub("/dependentSchemas/"+escapePointer(p.Key), &p.Value)
			continue
		}
		var names []any
		for _, item := range p.Value.Items {
			if item.Type != isms.String {
				w.fault(p.KeyRange, "schema.lint", "%q takes names, not %s", key, describe(&item))
				continue
			}
			if !slices.Contains(names, any(item.Text)) {
				names = append(names, item.Text)
			}
		}
		if fields == nil {
			fields = map[string]any{}
		}
		if len(names) > 0 {
			fields[p.Key] = names
		}
	}
	if fields != nil {
		w.out["dependentRequired"] = fields
	}
	if schemas != nil {
		w.out["dependentSchemas"] = schemas
	}
}

// vocabularies are those whose keywords are known here.
var vocabularies = regexp.MustCompile(`^https://json-schema\.org/draft/20(19-09|20-12)/vocab/(core|applicator|unevaluated|validation|meta-data|format|format-annotation|format-assertion|content)$`)

// note keeps the annotations that readers see.
func (w *writer) note(f *isms.Field) {
	switch {
	case f.Key == "$vocabulary":
		for _, v := range f.Value.Fields {
			if v.Value.Text != "false" && !vocabularies.MatchString(v.Key) {
				w.fault(v.KeyRange, "schema.ref", "unknown vocabulary %s", show(v.Key))
			}
		}
	case slices.Contains(kept, f.Key) && f.Value.Type == isms.String:
		w.out[f.Key] = f.Value.Text
	case f.Key == "examples" && f.Value.Type == isms.List:
		w.out[f.Key] = f.Value.Plain()
	}
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
