package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What follows reads an ISMS as DESIGN describes it, without one line of the
// engine: files by a YAML library, kinds and references straight from the JSON of
// the schemas. It knows no positions, no limits and no history. What it makes is
// the data that a stock Rego engine evaluates the rules on.

// stockTree is an ISMS as rules see it.
type stockTree struct {
	records []stockRecord // all claims to all ids, in the order of the files
	unread  []string      // files that could not be read
	isms    map[string]any
	refs    map[string]any
	org     map[string]any // the isms record
	config  stockConfig
}

// stockRecord is one record as rules see it, and where it stands.
type stockRecord struct {
	kind, id string
	path     []any // inside its document
	input    map[string]any
	def      []stockSchema // what describes it
}

// stockSchema is a part of a schema file, with the root that its $ref start from.
type stockSchema struct{ node, root map[string]any }

// stockKinds is what the schemas say: the describing schemas of each kind and the
// kind of each plural.
type stockKinds struct {
	defs      map[string][]stockSchema
	plurals   map[string]string
	catalog   map[string]any
	outsiders map[string]map[string]bool // ids by pseudo-kind
}

func loadStockKinds(t testing.TB) *stockKinds {
	t.Helper()
	k := &stockKinds{defs: map[string][]stockSchema{}, plurals: map[string]string{}}
	header := readJSON(t, "../schemas/header.json")
	files, err := filepath.Glob("../schemas/*/schema.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no schemas: %v", err)
	}
	for _, file := range files {
		root := readJSON(t, file)
		name := filepath.Base(filepath.Dir(file))
		class, _ := root["x-class"].(string)
		k.defs[name] = []stockSchema{{root, root}, {header[class].(map[string]any), header}}
		if plural, ok := root["x-plural"].(string); ok {
			k.plurals[plural] = name
		}
		eachMap(root, func(m map[string]any) {
			if inner, ok := m["x-records"].(string); ok {
				def := root["$defs"].(map[string]any)[inner].(map[string]any)
				k.defs[inner] = []stockSchema{{def, root}}
			}
		})
	}
	k.readCatalog(t)
	return k
}

func (k *stockKinds) readCatalog(t testing.TB) {
	t.Helper()
	k.catalog = map[string]any{}
	k.outsiders = map[string]map[string]bool{pseudoRequirement: {}, pseudoRule: {}}
	for group, file := range map[string]string{"clauses": "clauses.yaml", "controls": "annex_a.yaml"} {
		docs, err := readYAML(readText(t, "../controls/iso27001_2022/"+file))
		if err != nil {
			t.Fatal(err)
		}
		items := map[string]any{}
		for _, item := range docs[0].(map[string]any)[group].([]any) {
			id := item.(map[string]any)["id"].(string)
			items[id] = item
			k.outsiders[pseudoRequirement][id] = true
		}
		k.catalog[group] = items
	}
	docs, err := readYAML(readText(t, "../policies/doc/engine.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for id := range docs[0].(map[string]any) {
		k.outsiders[pseudoRule][id] = true
	}
}

func readText(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func readJSON(t testing.TB, name string) map[string]any {
	t.Helper()
	var root map[string]any
	if err := json.Unmarshal(readText(t, name), &root); err != nil {
		t.Fatal(err)
	}
	return root
}

// eachMap calls do for every mapping in v.
func eachMap(v any, do func(map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		do(v)
		for _, inner := range v {
			eachMap(inner, do)
		}
	case []any:
		for _, inner := range v {
			eachMap(inner, do)
		}
	}
}

// deref follows $ref.
func (s stockSchema) deref() stockSchema {
	for {
		ref, ok := s.node["$ref"].(string)
		if !ok {
			return s
		}
		at := s.root
		for _, step := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
			at = at[step].(map[string]any)
		}
		s.node = at
	}
}

// field returns what describes the field of a mapping that defs describe; the first
// that names it has the word.
func field(defs []stockSchema, key string) (stockSchema, bool) {
	for _, def := range defs {
		properties, _ := def.node["properties"].(map[string]any)
		if node, ok := properties[key].(map[string]any); ok {
			return stockSchema{node, def.root}.deref(), true
		}
	}
	for _, def := range defs {
		patterns, _ := def.node["patternProperties"].(map[string]any)
		for pattern, node := range patterns {
			if node, ok := node.(map[string]any); ok && regexp.MustCompile(pattern).MatchString(key) {
				return stockSchema{node, def.root}.deref(), true
			}
		}
	}
	return stockSchema{}, false
}

// visit calls do for every described value inside v, depth first in sorted order,
// and goes into it where do returns true.
func visit(defs []stockSchema, v any, at []any, do func(s stockSchema, v any, at []any) bool) {
	into := func(s stockSchema, v any, step any) {
		at := append(slices.Clone(at), step)
		if do(s, v, at) {
			visit([]stockSchema{s}, v, at, do)
		}
	}
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if s, ok := field(defs, key); ok {
				into(s, v[key], key)
			}
		}
	case []any:
		for _, def := range defs {
			if items, ok := def.node["items"].(map[string]any); ok {
				for i := range v {
					into(stockSchema{items, def.root}.deref(), v[i], i)
				}
			}
		}
	}
}

// load makes a tree of files, path to content. Configuration is the isms record org
// or, where that is nil, the file isms.yaml of the tree.
func (k *stockKinds) load(files map[string][]byte, org map[string]any) *stockTree {
	t := &stockTree{}
	if text, ok := files["isms.yaml"]; ok && org == nil {
		if docs, err := readYAML(text); err == nil && len(docs) > 0 {
			org, _ = docs[0].(map[string]any)
		}
	}
	c := stockConfig{org}
	t.config = c
	for _, name := range slices.Sorted(maps.Keys(files)) {
		ext := strings.ToLower(path.Ext(name))
		markdown := ext == ".md" || ext == ".markdown"
		if c.ignored(name) || !markdown && !slices.Contains([]string{".yaml", ".yml", ".json"}, ext) {
			continue
		}
		read := readYAML
		if markdown {
			read = readMarkdown
		}
		docs, err := read(files[name])
		if err != nil {
			t.unread = append(t.unread, name)
			continue
		}
		for _, doc := range docs {
			root, ok := doc.(map[string]any)
			if !ok {
				continue
			}
			kind, _ := root["kind"].(string)
			if kind == "" {
				kind = c.kindOf(name)
			}
			if markdown {
				k.lift(root, kind, c)
			}
			k.artifact(t, kind, root)
		}
	}
	k.collect(t)
	return t
}

// artifact adds the records of one document of a kind.
func (k *stockKinds) artifact(t *stockTree, kind string, root map[string]any) {
	if defs, ok := k.defs[kind]; ok && kind != "register" && len(defs) == 2 {
		k.record(t, kind, root, nil, nil)
		return
	}
	of, ok := k.plurals[kind]
	if !ok {
		return
	}
	id, _ := root["id"].(string)
	if id != "" {
		head := maps.Clone(root)
		delete(head, "items")
		head["of"] = of
		t.add("register", id, head, nil, nil, k.defs["register"])
	}
	items, _ := root["items"].([]any)
	for i, item := range items {
		k.record(t, of, item, map[string]any{"kind": "register", "id": id}, []any{"items", i})
	}
}

// record adds a record and the records of its lists.
func (k *stockKinds) record(t *stockTree, kind string, v any, parent map[string]any, at []any) {
	value, ok := v.(map[string]any)
	if !ok {
		return
	}
	id, _ := value["id"].(string)
	if id != "" {
		t.add(kind, id, value, parent, at, k.defs[kind])
	}
	visit(k.defs[kind], value, at, func(s stockSchema, v any, at []any) bool {
		inner, ok := s.node["x-records"].(string)
		if list, isList := v.([]any); ok && isList {
			for i, item := range list {
				k.record(t, inner, item, map[string]any{"kind": kind, "id": id}, append(slices.Clone(at), i))
			}
		}
		return !ok
	})
}

func (t *stockTree) add(kind, id string, value, parent map[string]any, at []any, def []stockSchema) {
	input := maps.Clone(value)
	delete(input, "parent")
	input["kind"], input["id"] = kind, id
	if parent != nil {
		input["parent"] = parent
	}
	t.records = append(t.records, stockRecord{kind, id, at, input, def})
}

// collect makes data.isms, data.refs and data.org of the records.
func (k *stockKinds) collect(t *stockTree) {
	t.isms, t.refs = map[string]any{}, map[string]any{}
	t.org = map[string]any{"kind": "isms", "id": "isms"}
	configured := false
	for _, r := range t.records {
		if r.kind == "isms" && !configured {
			t.org, configured = r.input, true
		}
		if all := under(t.isms, r.kind); all[r.id] == nil {
			all[r.id] = r.input
		}
	}
	for _, r := range t.records {
		visit(r.def, r.input, nil, func(s stockSchema, v any, at []any) bool {
			text, isText := v.(string)
			if wanted := textsOf(s.node["x-ref"]); isText && len(wanted) > 0 {
				if kind, id, ok := k.resolve(t, wanted, text); ok {
					all := under(t.refs, kind)
					list, _ := all[id].([]any)
					from := map[string]any{"kind": r.kind, "id": r.id, "field": fieldOf(at)}
					if !slices.ContainsFunc(list, func(x any) bool { return fmt.Sprint(x) == fmt.Sprint(from) }) {
						all[id] = append(list, from)
					}
				}
			}
			_, inner := s.node["x-records"]
			return !inner
		})
	}
}

// under returns the mapping that m holds under key.
func under(m map[string]any, key string) map[string]any {
	if m[key] == nil {
		m[key] = map[string]any{}
	}
	return m[key].(map[string]any)
}

// textsOf reads a text or a list of texts.
func textsOf(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, x.(string))
		}
		return out
	}
	return nil
}

// fieldOf joins the keys of a path.
func fieldOf(at []any) string {
	var keys []string
	for _, step := range at {
		if key, ok := step.(string); ok {
			keys = append(keys, key)
		}
	}
	return strings.Join(keys, ".")
}

// resolve finds the first of the wanted kinds that has the id.
func (k *stockKinds) resolve(t *stockTree, wanted []string, text string) (kind, id string, ok bool) {
	id = text
	if kind, rest, named := strings.Cut(text, "/"); named && (wanted[0] == "*" && k.defs[kind] != nil || slices.Contains(wanted, kind)) {
		wanted, id = []string{kind}, rest
	}
	if wanted[0] == "*" {
		wanted = slices.Sorted(maps.Keys(k.defs))
	}
	for _, kind := range wanted {
		if all, _ := t.isms[kind].(map[string]any); all[id] != nil || k.outsiders[kind][id] {
			return kind, id, true
		}
	}
	return "", "", false
}
