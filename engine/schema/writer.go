package schema

import (
	"encoding/json"
	"strconv"

	"ismsproof/engine/isms"
)

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
	out, size, err := re2(expr)
	if err != nil {
		w.fault(at, "schema.lint", "%v", err)
		return "", false
	}
	if w.t.states += size; w.t.states > maxPatterns {
		w.fault(at, "schema.cost", "the patterns of the schema become machines of more than %d states", maxPatterns)
		return "", false
	}
	w.t.exprs[expr] = out
	return out, true
}
