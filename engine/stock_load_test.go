package engine

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
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

// readYAML decodes all documents of a YAML or JSON file. Texts stay as they are
// typed: a date is text, and only what JSON takes for a number is one.
func readYAML(text []byte) ([]any, error) {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var docs []any
	for {
		var node yaml.Node
		err := dec.Decode(&node)
		if errors.Is(err, io.EOF) {
			return docs, nil
		}
		if err != nil {
			return nil, err
		}
		v, err := plainNode(&node, 0)
		if err != nil {
			return nil, err
		}
		docs = append(docs, v)
	}
}

func plainNode(n *yaml.Node, depth int) (any, error) {
	if depth > 64 {
		return nil, errors.New("too deep, or an alias of itself")
	}
	switch n.Kind {
	case yaml.DocumentNode:
		return plainNode(n.Content[0], depth+1)
	case yaml.AliasNode:
		return plainNode(n.Alias, depth+1)
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range n.Content {
			v, err := plainNode(item, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			key := n.Content[i]
			if _, twice := m[key.Value]; twice || key.ShortTag() != "!!str" {
				return nil, fmt.Errorf("line %d: key %q", key.Line, key.Value)
			}
			v, err := plainNode(n.Content[i+1], depth+1)
			if err != nil {
				return nil, err
			}
			m[key.Value] = v
		}
		return m, nil
	}
	switch tag := n.ShortTag(); {
	case tag == "!!null":
		return nil, nil
	case tag == "!!bool":
		return strings.EqualFold(n.Value, "true"), nil
	case (tag == "!!int" || tag == "!!float") && json.Valid([]byte(n.Value)):
		return json.Number(n.Value), nil
	}
	return n.Value, nil
}

var (
	comment  = regexp.MustCompile(`(?s)<!--.*?-->`)
	codeSpan = regexp.MustCompile("`[^`\n]*`")
	atx      = regexp.MustCompile(`^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$`)
	fence    = regexp.MustCompile("^\\s*(```|~~~)")
	hole     = regexp.MustCompile(`\b(?:TODO|TBD|TBC|FIXME|XXX+)\b|(?i:\blorem ipsum\b)|\{\{[^{}\n]*\}\}` +
		`|(?i:[<\[](?:insert|enter|your|fill in|replace|describe|specify|name of|date of|company|organi[sz]ation)(?:[ _-][^<>\[\]\n]*)?[>\]])`)
)

// readMarkdown reads the front matter of a Markdown file and, of its body, what
// rules look at: placeholders and sections.
func readMarkdown(text []byte) ([]any, error) {
	front, body, ok := strings.Cut(strings.TrimPrefix(string(text), "---\n"), "\n---\n")
	if !strings.HasPrefix(string(text), "---\n") {
		return nil, nil
	}
	if !ok {
		if front, ok = strings.CutSuffix(front, "\n---"); !ok {
			return nil, errors.New("front matter without an end")
		}
	}
	docs, err := readYAML([]byte(front))
	if err != nil || len(docs) != 1 {
		return nil, fmt.Errorf("front matter: %w", err)
	}
	root, ok := docs[0].(map[string]any)
	if !ok {
		return nil, errors.New("front matter is no mapping")
	}
	root["body"] = stockBody(body)
	return docs, nil
}

func stockBody(text string) map[string]any {
	sum := sha256.Sum256([]byte(text))
	clean := comment.ReplaceAllStringFunc(text, func(c string) string {
		return regexp.MustCompile(`[^\n]`).ReplaceAllString(c, " ")
	})
	holes, headings := []any{}, []any{}
	type section struct {
		level int
		lines []string
	}
	sections := map[string]*section{}
	var open []*section
	fenced := false
	for _, line := range strings.Split(clean, "\n") {
		code := fenced || fence.MatchString(line)
		if fence.MatchString(line) {
			fenced = !fenced
		}
		if !code {
			for _, m := range hole.FindAllString(codeSpan.ReplaceAllString(line, ""), -1) {
				holes = append(holes, map[string]any{"text": m})
			}
		}
		if m := atx.FindStringSubmatch(line); m != nil && !code {
			level, title := len(m[1]), strings.NewReplacer("*", "", "`", "").Replace(m[2])
			headings = append(headings, map[string]any{"level": json.Number(strconv.Itoa(level)), "text": title})
			open = slices.DeleteFunc(open, func(s *section) bool { return s.level >= level })
			name := title
			for n := 2; sections[name] != nil; n++ {
				name = fmt.Sprintf("%s (%d)", title, n)
			}
			sections[name] = &section{level: level}
			for _, s := range open {
				s.lines = append(s.lines, line)
			}
			open = append(open, sections[name])
			continue
		}
		for _, s := range open {
			s.lines = append(s.lines, line)
		}
	}
	named := map[string]any{}
	for name, s := range sections {
		named[name] = strings.TrimSpace(strings.Join(s.lines, "\n"))
	}
	return map[string]any{"sha256": fmt.Sprintf("%x", sum), "headings": headings, "sections": named, "placeholders": holes}
}

// lift gives a Markdown document the fields that stand in it as sections.
func (k *stockKinds) lift(root map[string]any, kind string, c stockConfig) {
	body, ok := root["body"].(map[string]any)
	defs := k.defs[kind]
	if !ok || len(defs) != 2 {
		return
	}
	named, _ := c.org["headings"].(map[string]any)
	for heading, text := range body["sections"].(map[string]any) {
		name := strings.Join(regexp.MustCompile(`[\pL\pN]+`).FindAllString(strings.ToLower(heading), -1), "_")
		for other, field := range named {
			if strings.EqualFold(other, heading) {
				name = field.(string)
			}
		}
		steps := strings.Split(name, ".")
		var s stockSchema
		known, within := true, defs
		for _, step := range steps {
			if s, known = field(within, step); !known {
				break
			}
			within = []stockSchema{s}
		}
		if known && s.node["type"] == "string" && text != "" {
			putAt(root, steps, text)
		}
	}
}

// putAt sets the field that steps lead to unless something stands there, or on the
// way there, already.
func putAt(m map[string]any, steps []string, v any) {
	for ; len(steps) > 1; steps = steps[1:] {
		if m[steps[0]] == nil {
			m[steps[0]] = map[string]any{}
		}
		inner, ok := m[steps[0]].(map[string]any)
		if !ok {
			return
		}
		m = inner
	}
	if _, taken := m[steps[0]]; !taken {
		m[steps[0]] = v
	}
}

// stockConfig is the isms record as configuration.
type stockConfig struct{ org map[string]any }

func (c stockConfig) ignored(name string) bool {
	if strings.HasPrefix(name, ".") || strings.Contains(name, "/.") {
		return true
	}
	return slices.ContainsFunc(textsOf(c.org["ignore"]), func(glob string) bool { return globMatches(glob, name) })
}

func (c stockConfig) kindOf(name string) string {
	bindings, _ := c.org["paths"].([]any)
	for _, b := range bindings {
		b := b.(map[string]any)
		excluded := slices.ContainsFunc(textsOf(b["exclude"]), func(glob string) bool { return globMatches(glob, name) })
		if globMatches(b["match"].(string), name) && !excluded {
			return b["kind"].(string)
		}
	}
	if name == "isms.yaml" {
		return "isms"
	}
	return ""
}

func globMatches(glob, name string) bool {
	pattern := strings.NewReplacer(`\*\*/`, `(?:.*/)?`, `\*\*`, `.*`, `\*`, `[^/]*`, `\?`, `[^/]`, `\{`, `(?:`, `\}`, `)`, `,`, `|`).
		Replace(regexp.QuoteMeta(glob))
	return regexp.MustCompile(`^(?:` + pattern + `)$`).MatchString(name)
}
