package schema

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

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
