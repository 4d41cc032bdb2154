package schema

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"ismsproof/engine/isms"
)

// A node is one schema in a form that is quick to walk together with a value.
// Nodes of recursive schemas form cycles; walks end because values do.
type node struct {
	at     string // JSON pointer in the family's schema
	raw    map[string]any
	always int8 // +1: the schema true, -1: the schema false, 0: a mapping

	types     uint8 // one bit per isms.Type; 0: any
	integer   bool  // numbers must be whole
	enum      []any
	hasEnum   bool
	format    func(string) string
	pattern   *regexp.Regexp
	minLength int // -1 where absent, as for the others
	maxLength int
	minItems  int
	maxItems  int
	minFields int
	maxFields int
	unique    bool
	minimum   *int64
	maximum   *int64

	props    map[string]*node
	patterns []patternNode
	rest     *node // additionalProperties
	names    *node // propertyNames
	required []string
	needs    map[string][]string // dependentRequired
	prefix   []*node
	items    *node

	ref             *node
	all, any, one   []*node
	not             *node
	cond, then, alt *node // if, then, else
	unsure          bool  // has a keyword that the quick judgement does not know

	refs    []string // x-ref
	path    bool     // x-path
	records string   // x-records

	flat  []*node // every schema that says something about the same value, itself first
	holds int8    // whether references, paths or records lie below: +1 yes, -1 no, 0 unknown
}

type patternNode struct {
	re *regexp.Regexp
	n  *node
}

// quick are the keywords that the quick judgement knows or that judge nothing.
var quick = map[string]bool{
	"type": true, "enum": true, "const": true, "format": true, "pattern": true, "minLength": true, "maxLength": true,
	"minItems": true, "maxItems": true, "minProperties": true, "maxProperties": true, "uniqueItems": true,
	"minimum": true, "maximum": true, "properties": true, "patternProperties": true, "additionalProperties": true,
	"propertyNames": true, "required": true, "dependentRequired": true, "prefixItems": true, "items": true,
	"$ref": true, "allOf": true, "anyOf": true, "oneOf": true, "not": true, "if": true, "then": true, "else": true, "$defs": true,
}

// compileNodes makes a node of every schema in whole, by pointer.
func compileNodes(whole map[string]any) map[string]*node {
	c := nodeCompiler{whole: whole, nodes: map[string]*node{}}
	defs := whole["$defs"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(defs)) {
		c.node("/$defs/" + escapePointer(name))
	}
	for _, n := range c.nodes {
		n.flat = flatten(n, nil)
	}
	for _, n := range c.nodes {
		n.holds = -1
	}
	for changed := true; changed; { // the least fixed point, as cycles need
		changed = false
		for _, n := range c.nodes {
			if n.holds < 0 && n.holdsBelow() {
				n.holds, changed = 1, true
			}
		}
	}
	return c.nodes
}

type nodeCompiler struct {
	whole map[string]any
	nodes map[string]*node
}

func (c *nodeCompiler) node(at string) *node {
	if n, ok := c.nodes[at]; ok {
		return n
	}
	n := &node{at: at, minLength: -1, maxLength: -1, minItems: -1, maxItems: -1, minFields: -1, maxFields: -1}
	c.nodes[at] = n
	v, _ := resolve(c.whole, at)
	m, ok := v.(map[string]any)
	if !ok {
		n.always = 1
		if b, _ := v.(bool); !b {
			n.always = -1
		}
		return n
	}
	n.raw = m
	n.scalars(m)
	c.children(n, m)
	for key := range m {
		if keywords[key] != note && !quick[key] && key[0] != 'x' {
			n.unsure = true
		}
	}
	return n
}

var typeNames = map[string]isms.Type{
	"array": isms.List, "boolean": isms.Bool, "integer": isms.Number, "null": isms.Null,
	"number": isms.Number, "object": isms.Map, "string": isms.String,
}

// scalars reads the keywords that hold no schema.
func (n *node) scalars(m map[string]any) {
	if names, ok := asTexts(m["type"]); ok {
		for _, name := range names {
			n.types |= 1 << typeNames[name]
		}
		n.integer = slices.Contains(names, "integer") && !slices.Contains(names, "number")
	}
	if list, ok := m["enum"].([]any); ok {
		n.enum, n.hasEnum = list, true
	}
	if c, ok := m["const"]; ok {
		if n.hasEnum {
			n.unsure = true
		}
		n.enum, n.hasEnum = []any{c}, true
	}
	if name, ok := m["format"].(string); ok {
		n.format = formats[name]
	}
	if expr, ok := m["pattern"].(string); ok {
		n.pattern = regexp.MustCompile(expr) // lint compiled it once
	}
	for key, field := range map[string]*int{"minLength": &n.minLength, "maxLength": &n.maxLength, "minItems": &n.minItems,
		"maxItems": &n.maxItems, "minProperties": &n.minFields, "maxProperties": &n.maxFields} {
		if v, ok := m[key].(json.Number); ok {
			*field, _ = strconv.Atoi(string(v))
		}
	}
	for key, field := range map[string]**int64{"minimum": &n.minimum, "maximum": &n.maximum} {
		if v, ok := m[key].(json.Number); ok {
			i, err := strconv.ParseInt(string(v), 10, 64)
			if err != nil {
				n.unsure = true
			}
			*field = &i
		}
	}
	n.unique, _ = m["uniqueItems"].(bool)
	if list, ok := m["required"].([]any); ok {
		n.required, _ = asTexts(list)
	}
	if deps, ok := m["dependentRequired"].(map[string]any); ok {
		n.needs = map[string][]string{}
		for name, list := range deps {
			n.needs[name], _ = asTexts(list)
		}
	}
	n.refs, _ = asTexts(m["x-ref"])
	n.path, _ = m["x-path"].(bool)
	n.records, _ = m["x-records"].(string)
}

// children reads the keywords that hold schemas.
func (c *nodeCompiler) children(n *node, m map[string]any) {
	single := func(key string) *node {
		if _, ok := m[key]; !ok {
			return nil
		}
		return c.node(n.at + "/" + key)
	}
	list := func(key string) []*node {
		items, _ := m[key].([]any)
		out := make([]*node, len(items))
		for i := range items {
			out[i] = c.node(n.at + "/" + key + "/" + strconv.Itoa(i))
		}
		return out
	}
	if props, ok := m["properties"].(map[string]any); ok {
		n.props = make(map[string]*node, len(props))
		for name := range props {
			n.props[name] = c.node(n.at + "/properties/" + escapePointer(name))
		}
	}
	if patterns, ok := m["patternProperties"].(map[string]any); ok {
		for _, expr := range slices.Sorted(maps.Keys(patterns)) {
			n.patterns = append(n.patterns, patternNode{regexp.MustCompile(expr), c.node(n.at + "/patternProperties/" + escapePointer(expr))})
		}
	}
	if ref, ok := m["$ref"].(string); ok {
		n.ref = c.node(ref[1:])
	}
	n.rest, n.names, n.items = single("additionalProperties"), single("propertyNames"), single("items")
	n.not, n.cond, n.then, n.alt = single("not"), single("if"), single("then"), single("else")
	n.prefix, n.all, n.any, n.one = list("prefixItems"), list("allOf"), list("anyOf"), list("oneOf")
	for _, key := range []string{"contains", "unevaluatedItems", "unevaluatedProperties"} {
		single(key)
	}
	if deps, ok := m["dependentSchemas"].(map[string]any); ok {
		for name := range deps {
			c.node(n.at + "/dependentSchemas/" + escapePointer(name))
		}
	}
}

// flatten lists the schemas that describe the same value as n. A negated schema and
// a condition describe what a value is not or may not be, so they are left out.
func flatten(n *node, seen []*node) []*node {
	if slices.Contains(seen, n) {
		return seen
	}
	seen = append(seen, n)
	next := slices.Concat([]*node{n.ref, n.then, n.alt}, n.all, n.any, n.one)
	for _, m := range next {
		if m != nil {
			seen = flatten(m, seen)
		}
	}
	return seen
}

func (n *node) holdsBelow() bool {
	for _, m := range n.flat {
		if len(m.refs) > 0 || m.path || m.records != "" || m.holds > 0 {
			return true
		}
		for _, p := range m.props {
			if p.holds > 0 {
				return true
			}
		}
		for _, p := range m.patterns {
			if p.n.holds > 0 {
				return true
			}
		}
		for _, p := range append([]*node{m.rest, m.names, m.items}, m.prefix...) {
			if p != nil && p.holds > 0 {
				return true
			}
		}
	}
	return false
}

// field calls do for every schema that describes the value under key.
func (n *node) field(key string, do func(*node)) {
	for _, m := range n.flat {
		known := false
		if p, ok := m.props[key]; ok {
			known = true
			do(p)
		}
		for _, p := range m.patterns {
			if p.re.MatchString(key) {
				known = true
				do(p.n)
			}
		}
		if !known && m.rest != nil {
			do(m.rest)
		}
	}
}

// element calls do for every schema that describes the element i of a list.
func (n *node) element(i int, do func(*node)) {
	for _, m := range n.flat {
		if i < len(m.prefix) {
			do(m.prefix[i])
		} else if m.items != nil {
			do(m.items)
		}
	}
}
