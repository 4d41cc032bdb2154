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
	enumTexts map[string]bool // the texts of a long enum
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
	cond, then, alt *node   // if, then, else
	unsure          bool    // has a keyword that the quick judgement does not know
	depends         []*node // dependentSchemas
	elements        []*node // contains and unevaluatedItems
	others          *node   // unevaluatedProperties

	refs    []string // x-ref
	path    bool     // x-path
	records string   // x-records

	flat  []*node // every schema that says something about the same value, itself first
	holds mark    // what lies at or below the value
}

// mark says what a schema marks, so that walks skip what holds nothing of it.
type mark uint8

const (
	fields  mark = 1 << iota // references and paths
	records                  // lists of records
)

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
	c := nodeCompiler{whole: whole, nodes: map[string]*node{}, exprs: map[string]*regexp.Regexp{extension: extensionPattern, idForm: idPattern}}
	defs := whole["$defs"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(defs)) {
		at := "/$defs/" + escapePointer(name)
		c.node(at, defs[name])
	}
	for _, n := range c.order {
		n.flat = flatten(n, nil)
	}
	// Children mostly come after their parents, so backwards one round is nearly
	// enough; cycles and references may need more.
	for changed := true; changed; {
		changed = false
		for _, n := range slices.Backward(c.order) {
			if below := n.below(); below != n.holds {
				n.holds, changed = below, true
			}
		}
	}
	return c.nodes
}

type nodeCompiler struct {
	whole map[string]any
	nodes map[string]*node
	order []*node
	exprs map[string]*regexp.Regexp
}

// pattern compiles an expression once; lint has made sure that it compiles.
func (c *nodeCompiler) pattern(expr string) *regexp.Regexp {
	re, ok := c.exprs[expr]
	if !ok {
		re = regexp.MustCompile(expr)
		c.exprs[expr] = re
	}
	return re
}

// node returns the node of the schema v at the pointer.
func (c *nodeCompiler) node(at string, v any) *node {
	if n, ok := c.nodes[at]; ok {
		return n
	}
	n := &node{at: at, minLength: -1, maxLength: -1, minItems: -1, maxItems: -1, minFields: -1, maxFields: -1}
	c.nodes[at] = n
	c.order = append(c.order, n)
	m, ok := v.(map[string]any)
	if !ok {
		n.always = 1
		if b, _ := v.(bool); !b {
			n.always = -1
		}
		return n
	}
	n.raw = m
	c.scalars(n, m)
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
func (c *nodeCompiler) scalars(n *node, m map[string]any) {
	if names, ok := asTexts(m["type"]); ok {
		for _, name := range names {
			n.types |= 1 << typeNames[name]
		}
		n.integer = slices.Contains(names, "integer") && !slices.Contains(names, "number")
	}
	if list, ok := m["enum"].([]any); ok {
		n.enum, n.hasEnum = list, true
		if len(list) > 16 {
			n.enumTexts = make(map[string]bool, len(list))
			for _, e := range list {
				if s, ok := e.(string); ok {
					n.enumTexts[s] = true
				}
			}
		}
	}
	if only, ok := m["const"]; ok {
		if n.hasEnum {
			n.unsure = true
		}
		n.enum, n.hasEnum, n.enumTexts = []any{only}, true, nil
	}
	if name, ok := m["format"].(string); ok {
		n.format = formats[name]
	}
	if expr, ok := m["pattern"].(string); ok {
		n.pattern = c.pattern(expr)
	}
	length := func(key string, field *int) {
		if v, ok := m[key].(json.Number); ok {
			*field, _ = strconv.Atoi(string(v))
		}
	}
	length("minLength", &n.minLength)
	length("maxLength", &n.maxLength)
	length("minItems", &n.minItems)
	length("maxItems", &n.maxItems)
	length("minProperties", &n.minFields)
	length("maxProperties", &n.maxFields)
	bound := func(key string) *int64 {
		v, ok := m[key].(json.Number)
		if !ok {
			return nil
		}
		i, err := strconv.ParseInt(string(v), 10, 64)
		n.unsure = n.unsure || err != nil
		return &i
	}
	n.minimum, n.maximum = bound("minimum"), bound("maximum")
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
		v, ok := m[key]
		if !ok {
			return nil
		}
		return c.node(n.at+"/"+key, v)
	}
	list := func(key string) []*node {
		items, _ := m[key].([]any)
		if len(items) == 0 {
			return nil
		}
		out := make([]*node, len(items))
		for i := range items {
			out[i] = c.node(n.at+"/"+key+"/"+strconv.Itoa(i), items[i])
		}
		return out
	}
	if props, ok := m["properties"].(map[string]any); ok {
		n.props = make(map[string]*node, len(props))
		for name := range props {
			n.props[name] = c.node(n.at+"/properties/"+escapePointer(name), props[name])
		}
	}
	if patterns, ok := m["patternProperties"].(map[string]any); ok {
		for _, expr := range slices.Sorted(maps.Keys(patterns)) {
			n.patterns = append(n.patterns, patternNode{c.pattern(expr), c.node(n.at+"/patternProperties/"+escapePointer(expr), patterns[expr])})
		}
	}
	if ref, ok := m["$ref"].(string); ok {
		target, _ := resolve(c.whole, ref[1:])
		n.ref = c.node(ref[1:], target)
	}
	n.rest, n.names, n.items = single("additionalProperties"), single("propertyNames"), single("items")
	n.not, n.cond, n.then, n.alt = single("not"), single("if"), single("then"), single("else")
	n.prefix, n.all, n.any, n.one = list("prefixItems"), list("allOf"), list("anyOf"), list("oneOf")
	for _, key := range []string{"contains", "unevaluatedItems"} {
		if s := single(key); s != nil {
			n.elements = append(n.elements, s)
		}
	}
	n.others = single("unevaluatedProperties")
	if deps, ok := m["dependentSchemas"].(map[string]any); ok {
		for _, name := range slices.Sorted(maps.Keys(deps)) {
			n.depends = append(n.depends, c.node(n.at+"/dependentSchemas/"+escapePointer(name), deps[name]))
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
	for _, m := range []*node{n.ref, n.then, n.alt} {
		if m != nil {
			seen = flatten(m, seen)
		}
	}
	for _, list := range [][]*node{n.all, n.any, n.one, n.depends} {
		for _, m := range list {
			seen = flatten(m, seen)
		}
	}
	return seen
}

// below collects what lies at the value of n or inside it.
func (n *node) below() mark {
	found := n.holds
	for _, m := range n.flat {
		found |= m.holds
		if len(m.refs) > 0 || m.path {
			found |= fields
		}
		if m.records != "" {
			found |= records
		}
		for _, p := range m.props {
			found |= p.holds
		}
		for _, p := range m.patterns {
			found |= p.n.holds
		}
		for _, p := range m.prefix {
			found |= p.holds
		}
		for _, p := range []*node{m.rest, m.names, m.items} {
			if p != nil {
				found |= p.holds
			}
		}
	}
	return found
}

// field appends to dst the schemas that describe the value under key, as far as
// they hold any of want; want 0 means all.
func (n *node) field(dst []*node, key string, want mark) []*node {
	add := func(m *node) {
		if (want == 0 || m.holds&want != 0) && !slices.Contains(dst, m) {
			dst = append(dst, m)
		}
	}
	for _, m := range n.flat {
		p, known := m.props[key]
		if known {
			add(p)
		}
		for i := range m.patterns {
			if m.patterns[i].matches(key) {
				known = true
				add(m.patterns[i].n)
			}
		}
		if !known && m.rest != nil {
			add(m.rest)
		}
	}
	return dst
}

// element appends to dst the schemas that describe the element i of a list.
func (n *node) element(dst []*node, i int, want mark) []*node {
	for _, m := range n.flat {
		p := m.items
		if i < len(m.prefix) {
			p = m.prefix[i]
		}
		if p != nil && (want == 0 || p.holds&want != 0) && !slices.Contains(dst, p) {
			dst = append(dst, p)
		}
	}
	return dst
}
