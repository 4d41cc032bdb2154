package isms

import (
	"slices"
	"strconv"
)

// Places is where the parts of a value stand, without the value: all that is needed
// to point at a line, in a fraction of the memory. It is immutable.
type Places struct {
	nodes []placeNode // in the order of the value: a node, then all that is inside it
	at    [][6]int32  // where each stands: line, column and offset of start and end
}

// placeNode is a value: the root, the value of a field, or an element of a list.
type placeNode struct {
	key  string // of a field; "" for an element and the root
	list bool
	size int32 // of the node and all inside it, in nodes
}

// NewPlaces returns the places of v. What is alike in the places of another version
// of it, nil for none, is shared.
func NewPlaces(v *Value, like *Places) *Places {
	n := v.count()
	p := &Places{nodes: make([]placeNode, 0, n), at: make([][6]int32, 0, n)}
	p.add("", v.firstKey(), v)
	switch {
	case like == nil || !slices.Equal(p.nodes, like.nodes):
	case slices.Equal(p.at, like.at):
		return like
	default:
		p.nodes = like.nodes
	}
	return p
}

// count returns how many values v is made of.
func (v *Value) count() int {
	n := 1
	for i := range v.Items {
		n += v.Items[i].count()
	}
	for i := range v.Fields {
		n += v.Fields[i].Value.count()
	}
	return n
}

func (p *Places) add(key string, at Range, v *Value) {
	i := len(p.nodes)
	s, e := at.Start, at.End
	p.nodes = append(p.nodes, placeNode{key: key, list: v.Type == List})
	p.at = append(p.at, [6]int32{
		int32(s.Line), int32(s.Column), int32(s.Offset), int32(e.Line), int32(e.Column), int32(e.Offset),
	})
	for j := range v.Items {
		p.add("", v.Items[j].firstKey(), &v.Items[j])
	}
	for j := range v.Fields {
		f := &v.Fields[j]
		p.add(f.Key, f.KeyRange, &f.Value)
	}
	p.nodes[i].size = int32(len(p.nodes) - i)
}

// Locate is [Value.Locate] without the value.
func (p *Places) Locate(path Path) Range {
	i := 0
	for _, step := range path {
		j := p.inside(i, step)
		if j < 0 {
			break
		}
		i = j
	}
	at := &p.at[i]
	return Range{
		Start: Position{Line: int(at[0]), Column: int(at[1]), Offset: int(at[2])},
		End:   Position{Line: int(at[3]), Column: int(at[4]), Offset: int(at[5])},
	}
}

// inside returns the index of the field or element that a step leads to, or -1.
func (p *Places) inside(i int, step string) int {
	list := p.nodes[i].list
	wanted, err := strconv.Atoi(step)
	if list && err != nil {
		return -1
	}
	end := i + int(p.nodes[i].size)
	for j, n := i+1, 0; j < end; j, n = j+int(p.nodes[j].size), n+1 {
		if list && n == wanted || !list && p.nodes[j].key == step {
			return j
		}
	}
	return -1
}
