package document

import (
	"gopkg.in/yaml.v3"

	"ismsproof/engine/isms"
)

// A merge is the value of a key "<<" and where among the fields it stands.
type merge struct {
	before int
	value  isms.Value
}

func (c *converter) mapping(n *yaml.Node, depth int) (isms.Value, weight, *fault) {
	v, err := c.collection(n, depth, isms.Map, "!!map")
	w := weight{nodes: 1}
	if err != nil {
		return v, w, err
	}
	block := n.Style&yaml.FlowStyle == 0
	var merges []merge
	seen := newKeys(len(n.Content) / 2)
	v.Fields = make([]isms.Field, 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		f, err := c.field(key, value, depth, &w)
		if err != nil {
			return v, w, err
		}
		if i == 0 && block && !c.starts(v.Range, '?') {
			v.Range.Start = f.KeyRange.Start
		}
		v.Range.End = later(later(v.Range.End, f.KeyRange.End), f.Value.Range.End)
		if first, twice := seen.add(f.Key, f.KeyRange); twice {
			return v, w, c.twice(f.Key, first, f.KeyRange)
		}
		if key.Tag == "!!merge" {
			merges = append(merges, merge{len(v.Fields), f.Value})
			continue
		}
		v.Fields = append(v.Fields, f)
	}
	w.height++
	if !block && c.starts(v.Range, '{') {
		v.Range.End = c.src.at(c.flowEnd(max(v.Range.End.Offset, v.Range.Start.Offset+1), '}'))
	}
	if len(merges) > 0 {
		v.Fields, err = c.merged(v.Fields, merges)
	}
	return v, w, err
}

// starts reports whether the source has the byte b where a range starts.
func (c *converter) starts(at isms.Range, b byte) bool {
	return at.Start.Offset < c.to && c.src.data[at.Start.Offset] == b
}

// field converts one key and its value.
func (c *converter) field(key, value *yaml.Node, depth int, w *weight) (isms.Field, *fault) {
	at, err := c.key(key)
	if err != nil {
		return isms.Field{}, err
	}
	w.add(weight{nodes: 1, bytes: int64(len(key.Value))})
	v, inner, err := c.value(value, depth+1)
	if err != nil {
		return isms.Field{}, err
	}
	w.add(inner)
	return isms.Field{Key: key.Value, KeyRange: at, Value: v}, nil
}

// key checks that a key is text, and returns where it stands.
func (c *converter) key(n *yaml.Node) (isms.Range, *fault) {
	if n.Kind != yaml.ScalarNode {
		start := c.at(n)
		what := map[yaml.Kind]string{yaml.AliasNode: "an alias", yaml.SequenceNode: "a list", yaml.MappingNode: "a mapping"}[n.Kind]
		return isms.Range{}, c.fatalAt("yaml.key-type", start, "a key is %s where text is due", what).remedy("Write the key as text.")
	}
	at, err := c.extent(n)
	if err != nil {
		return at, err
	}
	if n.Anchor != "" {
		c.rename(n)
		c.anchors[n] = &anchored{isms.Value{Type: isms.String, Text: n.Value, Range: at}, weight{nodes: 1, bytes: int64(len(n.Value))}, true}
	}
	if err := c.spend(at, len(n.Value)); err != nil {
		return at, err
	}
	if n.Style&yaml.TaggedStyle != 0 {
		if n.Tag != "!!str" && (n.Tag != "!!merge" || n.Value != "<<") {
			return at, c.wrongTag(n, c.at(n), n.Tag)
		}
	} else if what := otherKey(n); what != "" {
		return at, c.fatal("yaml.key-type", at, "the key %s reads as %s where text is due", clip(n.Value), what).
			remedy("Quote the key.")
	}
	return at, c.checkKey(n.Value, at)
}

// otherKey says what an untagged key is for readers that do not take it as text,
// and "" for text.
func otherKey(n *yaml.Node) string {
	if n.Style != 0 || n.Tag == "!!merge" {
		return ""
	}
	switch read(n.Value) {
	case asNull:
		return "null"
	case asBool:
		return "true or false"
	case asNumber, asOdd:
		return "a number"
	}
	switch n.Tag {
	case "!!str":
		return ""
	case "!!timestamp":
		return "a date"
	}
	return "no text"
}

func (r *reader) twice(key string, first, second isms.Range) *fault {
	return r.fatal("yaml.duplicate-key", second, "the key %s is given twice, in line %d and in line %d",
		clip(key), first.Start.Line, second.Start.Line).remedy("Remove one of the two, or rename it.")
}

// merged inserts the fields of merges where their "<<" stands. A key of the
// mapping itself wins; among merges the first wins.
func (c *converter) merged(own []isms.Field, merges []merge) ([]isms.Field, *fault) {
	taken := make(map[string]bool, len(own))
	for i := range own {
		taken[own[i].Key] = true
	}
	var all []isms.Field
	next := 0
	for _, m := range merges {
		all = append(all, own[next:m.before]...)
		next = m.before
		sources := []isms.Value{m.value}
		if m.value.Type == isms.List {
			sources = m.value.Items
		}
		for _, s := range sources {
			if s.Type != isms.Map {
				return nil, c.fatal("yaml.merge", m.value.Range, "\"<<\" merges %s where a mapping is due", s.Type).
					remedy("Name an anchor of a mapping, or a list of such.")
			}
			for _, f := range s.Fields {
				if !taken[f.Key] {
					taken[f.Key] = true
					all = append(all, f)
				}
			}
		}
	}
	return append(all, own[next:]...), nil
}

// keys finds the keys that a mapping holds twice. Small mappings, which are
// nearly all, need no hash table.
type keys struct {
	list  []named
	index map[string]int
}

type named struct {
	key string
	at  isms.Range
}

func newKeys(n int) *keys {
	k := &keys{list: make([]named, 0, n)}
	if n > 12 {
		k.index = make(map[string]int, n)
	}
	return k
}

// add notes a key and returns where it was before, if it was.
func (k *keys) add(key string, at isms.Range) (isms.Range, bool) {
	if k.index != nil {
		if i, ok := k.index[key]; ok {
			return k.list[i].at, true
		}
		k.index[key] = len(k.list)
	} else {
		for i := range k.list {
			if k.list[i].key == key {
				return k.list[i].at, true
			}
		}
		if len(k.list) == 64 { // a mapping whose size was not known before
			k.index = make(map[string]int)
			for i := range k.list {
				k.index[k.list[i].key] = i
			}
			k.index[key] = len(k.list)
		}
	}
	k.list = append(k.list, named{key, at})
	return isms.Range{}, false
}
