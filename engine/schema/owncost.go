package schema

import (
	"maps"
	"slices"
	"strings"

	"ismsproof/engine/isms"
)

// Limits of what judging by a schema of an organization may take.
const (
	maxInPlace = 2_000     // schemas that judge one value, every $ref followed
	maxFlat    = 2_000_000 // the same, for all schemas together
	maxSteps   = 5_000_000 // schemas met for all values of one record
	muchWork   = 200       // schemas met on one way into a value, from where on steps are counted
)

// cost refuses schemas that would be evaluated without end, or in a time that grows
// exponentially with the schema. It reports whether the work that a value makes must
// be counted before it is judged: alternatives that lead back to their schema may or
// may not double it with each level of the value.
func (t *translation) cost() (counted bool) {
	g := graph{root: map[string]any{"$defs": t.defs}, edges: map[string][]edge{}, index: map[string]int{}, low: map[string]int{}, onStack: map[string]bool{}, part: map[string]int{}}
	for _, name := range slices.Sorted(maps.Keys(t.defs)) {
		g.visit("/$defs/" + escapePointer(name))
	}
	refuse := func(at, code, reason string) {
		if from, ok := t.locate(at); ok {
			t.fault(from.file, from.at, code, "%s", reason)
		}
	}
	if at, ok := g.endless(); ok {
		refuse(at, "schema.cycle", "the schema refers to itself for the same value, without end")
		return false
	}
	if at, ok := g.doubling(); ok {
		refuse(at, "schema.cost", "the schema refers to itself on more than one way for the same part of a value")
		return false
	}
	if at, ok := g.crowded(); ok {
		refuse(at, "schema.cost", "following every reference, too many schemas judge one value")
		return false
	}
	worst, at := g.chains()
	if worst > maxExpansions {
		refuse(at, "schema.cost", "following every reference, too many schemas are met on one way into a value")
	}
	_, branches := g.branching()
	return branches || worst > muchWork
}

// doubling finds a schema that is met again, for one part of its value, on two ways
// neither of which is an alternative: each level of a value doubles the work.
func (g *graph) doubling() (string, bool) {
	for _, at := range slices.Sorted(maps.Keys(g.edges)) {
		if len(g.parts[g.part[at]]) == 1 && !slices.ContainsFunc(g.edges[at], func(e edge) bool { return e.to == at }) {
			continue
		}
		met := map[string]bool{}
		twice := false
		var gather func(from string, budget int)
		gather = func(from string, budget int) {
			for _, e := range g.edges[from] {
				switch {
				case twice || budget == 0:
					return
				case e.group == "" && e.sure:
					gather(e.to, budget-1)
				case e.group != "" && g.part[e.to] == g.part[at]:
					key := e.group + e.to[strings.LastIndexByte(e.to, '/'):]
					twice = twice || met[key]
					met[key] = true
				}
			}
		}
		gather(at, maxDepth)
		if twice {
			return at, true
		}
	}
	return "", false
}

// crowded finds a schema with too many schemas for the same value.
func (g *graph) crowded() (string, bool) {
	size := map[string]int{}
	var count func(at string) int
	count = func(at string) int {
		if n, known := size[at]; known {
			return n
		}
		n := 1
		for _, e := range g.edges[at] {
			if e.group == "" {
				n = min(n+count(e.to), maxInPlace+1)
			}
		}
		size[at] = n
		return n
	}
	sum := 0
	for _, at := range slices.Sorted(maps.Keys(g.edges)) {
		n := count(at)
		if sum += n; n > maxInPlace || sum > maxFlat {
			return at, true
		}
	}
	return "", false
}

// chains returns how many schemas are met at most on one way from a value to a value
// deep inside it, a recursive part counting once per entry, and where.
func (g *graph) chains() (worst int, where string) {
	cost := make([]int, len(g.parts))
	for i, members := range g.parts { // parts that are led to come first
		sum := 0
		for _, at := range members {
			groups := map[string]int{}
			sum++
			for _, e := range g.edges[at] {
				if g.part[e.to] == i {
					continue
				}
				if c := cost[g.part[e.to]]; e.group == "" {
					sum += c
				} else {
					groups[e.group] = max(groups[e.group], c)
				}
			}
			for _, c := range groups {
				sum += c
			}
			sum = min(sum, maxExpansions+1)
		}
		cost[i] = sum
		if sum > worst {
			worst, where = sum, members[0]
		}
	}
	return worst, where
}

// A meter counts down the steps that judging takes at most.
type meter struct{ left int }

// fits reports whether judging v by n takes no more steps than are allowed, without
// judging. It takes a fraction of their time.
func (n *node) fits(v *isms.Value) bool {
	m := meter{maxSteps}
	m.count(n, v)
	return m.left > 0
}

func (m *meter) count(n *node, v *isms.Value) {
	if m.left--; m.left <= 0 || n == nil || n.always != 0 {
		return
	}
	m.left -= len(n.enum) / 16
	if n.pattern != nil && v.Type == isms.String {
		m.left -= len(v.Text) * len(n.pattern.String()) / 256
	}
	for _, s := range []*node{n.ref, n.not, n.cond, n.then, n.alt} {
		if s != nil {
			m.count(s, v)
		}
	}
	for _, list := range [][]*node{n.all, n.any, n.one, n.depends} {
		for _, s := range list {
			m.count(s, v)
		}
	}
	switch v.Type {
	case isms.List:
		m.list(n, v)
	case isms.Map:
		m.fields(n, v)
	}
}

func (m *meter) list(n *node, v *isms.Value) {
	if n.unique {
		m.left -= len(v.Items) * len(v.Items) / 16
	}
	for i := range v.Items {
		if m.left <= 0 {
			return
		}
		if i < len(n.prefix) {
			m.count(n.prefix[i], &v.Items[i])
		} else {
			m.count(n.items, &v.Items[i])
		}
		for _, s := range n.elements {
			m.count(s, &v.Items[i])
		}
	}
}

func (m *meter) fields(n *node, v *isms.Value) {
	for i := range v.Fields {
		if m.left <= 0 {
			return
		}
		f := &v.Fields[i]
		if n.names != nil {
			m.count(n.names, &isms.Value{Type: isms.String, Text: f.Key})
		}
		p, known := n.props[f.Key]
		if known {
			m.count(p, &f.Value)
		}
		for j := range n.patterns {
			m.left -= len(f.Key) / 16
			if n.patterns[j].matches(f.Key) {
				known = true
				m.count(n.patterns[j].n, &f.Value)
			}
		}
		if !known {
			m.count(n.rest, &f.Value)
		}
		m.count(n.others, &f.Value)
	}
}
