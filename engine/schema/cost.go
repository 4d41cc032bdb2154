package schema

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// isNumber reports whether v is a JSON number; whole ones also fit in 31 bits
// and are not negative.
func isNumber(v any, whole bool) bool {
	n, ok := v.(json.Number)
	if !ok || !whole {
		return ok
	}
	i, err := strconv.ParseInt(string(n), 10, 32)
	return err == nil && i >= 0
}

// An edge leads from one schema to another that is evaluated with it.
type edge struct {
	to    string // JSON pointer
	group string // "" for the same value; otherwise the way to a part of the value
	sure  bool   // whatever the value is
}

// edges lists what is evaluated when the schema m at the pointer is.
// Schemas of one group can never meet the same part of a value.
func edges(at string, m map[string]any) []edge {
	var out []edge
	add := func(group, to string) { out = append(out, edge{to: to, group: group}) }
	surely := func(to string) { out = append(out, edge{to: to, sure: true}) }
	for _, key := range slices.Sorted(maps.Keys(m)) {
		place := at + "/" + escapePointer(key)
		switch key {
		case "$ref":
			surely(m[key].(string)[1:])
		case "not", "if", "then", "else":
			add("", place)
		case "additionalProperties":
			add("properties", place)
		case "items":
			add("items", place)
		case "propertyNames", "unevaluatedProperties", "contains", "unevaluatedItems":
			add(key, place)
		case "allOf":
			for i := range m[key].([]any) {
				surely(place + "/" + strconv.Itoa(i))
			}
		case "anyOf", "oneOf", "prefixItems":
			group := ""
			if key == "prefixItems" {
				group = "items"
			}
			for i := range m[key].([]any) {
				add(group, place+"/"+strconv.Itoa(i))
			}
		case "properties", "patternProperties", "dependentSchemas":
			for _, name := range slices.Sorted(maps.Keys(m[key].(map[string]any))) {
				group := map[string]string{"properties": "properties", "patternProperties": "pattern " + name}[key]
				add(group, place+"/"+escapePointer(name))
			}
		}
	}
	return out
}

// cost refuses schemas that would be evaluated without end, or in a time that
// grows exponentially with the schema or with the depth of the value.
func (l *linter) cost() {
	g := graph{root: l.root, edges: map[string][]edge{}, index: map[string]int{}, low: map[string]int{}, onStack: map[string]bool{}, part: map[string]int{}}
	g.visit("")
	for name := range l.defs() {
		g.visit(name)
	}
	if at, ok := g.endless(); ok {
		l.fault(at, "schema.cycle", "the schema refers to itself for the same value, without end")
		return
	}
	if at, ok := g.branching(); ok {
		l.fault(at, "schema.cost", "the schema refers to itself on more than one way for the same part of a value")
		return
	}
	if n := g.expansions(); n > maxExpansions {
		l.fault("", "schema.cost", "following every reference meets more than %d schemas", maxExpansions)
	}
}

// defs yields the pointers of the definitions, used or not: kinds that stand
// inside other kinds are reached by name.
func (l *linter) defs() func(func(string) bool) {
	return func(yield func(string) bool) {
		m, _ := l.root.(map[string]any)
		defs, _ := m["$defs"].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(defs)) {
			if !yield("/$defs/" + escapePointer(name)) {
				return
			}
		}
	}
}

// graph finds the strongly connected parts of a schema (Tarjan). Parts are
// numbered so that a part only leads to parts of lower or equal number.
type graph struct {
	root    any
	edges   map[string][]edge
	index   map[string]int
	low     map[string]int
	onStack map[string]bool
	stack   []string
	part    map[string]int
	parts   [][]string
}

func (g *graph) visit(at string) {
	if _, seen := g.index[at]; seen {
		return
	}
	g.index[at] = len(g.index)
	g.low[at] = g.index[at]
	g.stack = append(g.stack, at)
	g.onStack[at] = true
	if v, ok := resolve(g.root, at); ok {
		if m, ok := v.(map[string]any); ok {
			g.edges[at] = edges(at, m)
		}
	}
	for _, e := range g.edges[at] {
		if _, seen := g.index[e.to]; !seen {
			g.visit(e.to)
			g.low[at] = min(g.low[at], g.low[e.to])
		} else if g.onStack[e.to] {
			g.low[at] = min(g.low[at], g.index[e.to])
		}
	}
	if g.low[at] != g.index[at] {
		return
	}
	cut := slices.Index(g.stack, at)
	members := slices.Clone(g.stack[cut:])
	for _, m := range members {
		g.onStack[m] = false
		g.part[m] = len(g.parts)
	}
	g.stack = g.stack[:cut]
	g.parts = append(g.parts, members)
}

// endless finds a schema that is reached again from itself for the same value.
func (g *graph) endless() (string, bool) {
	state := map[string]int{} // 1: being followed, 2: done
	var follow func(at string) (string, bool)
	follow = func(at string) (string, bool) {
		switch state[at] {
		case 1:
			return at, true
		case 2:
			return "", false
		}
		state[at] = 1
		for _, e := range g.edges[at] {
			if e.group == "" {
				if at, bad := follow(e.to); bad {
					return at, true
				}
			}
		}
		state[at] = 2
		return "", false
	}
	for _, at := range slices.Sorted(maps.Keys(g.edges)) {
		if at, bad := follow(at); bad {
			return at, true
		}
	}
	return "", false
}

// branching finds a recursive schema that meets one part of a value on two ways:
// each level of the value would double the work.
func (g *graph) branching() (string, bool) {
	for _, at := range slices.Sorted(maps.Keys(g.edges)) {
		objects, lists := map[string]bool{}, map[string]bool{}
		inPlace := 0
		for _, e := range g.edges[at] {
			if g.part[e.to] != g.part[at] {
				continue
			}
			switch {
			case e.group == "":
				inPlace++
			case e.group == "items" || e.group == "contains" || e.group == "unevaluatedItems":
				lists[e.group] = true
			default:
				objects[e.group] = true
			}
		}
		if inPlace+len(objects) > 1 || inPlace+len(lists) > 1 {
			return at, true
		}
	}
	return "", false
}

// expansions counts the schemas met from the roots when every reference is
// followed once per way that leads to it, a recursive part counting once per
// entry. It stops counting shortly after maxExpansions.
func (g *graph) expansions() int {
	cost := make([]int, len(g.parts))
	for i, members := range g.parts { // parts that are led to come first
		sum := 0
		for _, at := range members {
			sum++
			for _, e := range g.edges[at] {
				if g.part[e.to] != i {
					sum += cost[g.part[e.to]]
				}
			}
			if sum > maxExpansions {
				sum = maxExpansions + 1
				break
			}
		}
		cost[i] = sum
	}
	worst := 0
	for at, i := range g.part {
		if at == "" || strings.HasPrefix(at, "/$defs/") {
			worst = max(worst, cost[i])
		}
	}
	return worst
}
