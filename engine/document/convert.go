package document

import (
	"strings"

	"gopkg.in/yaml.v3"

	"ismsproof/engine/isms"
)

// A converter turns the node tree of one document into a value.
type converter struct {
	*stream
	anchors map[*yaml.Node]*anchored
	named   map[string]isms.Position
}

// A weight is what a value holds once its aliases are replaced.
type weight struct {
	nodes, aliases, height int
	bytes                  int64
}

func (w *weight) add(inner weight) {
	w.nodes += inner.nodes
	w.aliases += inner.aliases
	w.bytes += inner.bytes
	w.height = max(w.height, inner.height)
}

// An anchored value can be aliased once it is done.
type anchored struct {
	value  isms.Value
	weight weight
	done   bool
}

// value converts a node at a depth, counted from 1.
func (c *converter) value(n *yaml.Node, depth int) (isms.Value, weight, *fault) {
	if n.Kind == yaml.AliasNode {
		return c.alias(n, depth)
	}
	var memo *anchored
	if n.Anchor != "" {
		memo = &anchored{}
		c.anchors[n] = memo
		c.rename(n)
	}
	var v isms.Value
	var w weight
	var err *fault
	switch n.Kind {
	case yaml.MappingNode:
		v, w, err = c.mapping(n, depth)
	case yaml.SequenceNode:
		v, w, err = c.sequence(n, depth)
	default:
		v, w, err = c.scalarNode(n)
	}
	if memo != nil {
		*memo = anchored{v, w, true}
	}
	return v, w, err
}

// rename warns of an anchor whose name is taken: the later one wins silently.
func (c *converter) rename(n *yaml.Node) {
	at := c.src.at(c.at(n))
	if first, taken := c.named[n.Anchor]; taken {
		c.warn("yaml.anchor", isms.Range{Start: at, End: at}, "Give each anchor a name of its own.",
			"the anchor %s was given in line %d already, and aliases below mean this one", clip("&"+n.Anchor), first.Line)
	}
	c.named[n.Anchor] = at
}

// alias returns the value of an anchor at the place of the alias.
func (c *converter) alias(n *yaml.Node, depth int) (isms.Value, weight, *fault) {
	start := c.at(n)
	at := c.src.span(start, c.aliasEnd(start, n.Value))
	name := clip("*" + n.Value)
	target := c.anchors[n.Alias]
	if target == nil {
		return isms.Value{}, weight{}, c.fatal("yaml.alias", at, "the alias %s names an anchor that this document does not define above", name).
			remedy("Quote the value if it is text.")
	}
	if !target.done {
		return isms.Value{}, weight{}, c.fatal("yaml.alias-cycle", at, "the alias %s stands inside its own anchor", name).
			remedy("Write the value out.")
	}
	if c.aliases++; c.aliases > c.limits.Aliases {
		return isms.Value{}, weight{}, c.fatal("yaml.alias-budget", at, "the file has more than %d aliases", c.limits.Aliases).
			remedy("Write the values out, or use references by id.")
	}
	w := target.weight
	if w.height > 0 {
		if err := c.deep(at, depth+w.height-1); err != nil {
			return isms.Value{}, weight{}, err
		}
	}
	if err := c.expand(at, w.nodes, w.bytes); err != nil {
		if w.aliases > 0 {
			err.Code = "yaml.alias-budget"
			err.Message = "aliases of aliases multiply: " + err.Message
		}
		return isms.Value{}, weight{}, err
	}
	w.aliases++
	v := target.value
	v.Range = at
	return v, w, nil
}

func (c *converter) sequence(n *yaml.Node, depth int) (isms.Value, weight, *fault) {
	v, err := c.collection(n, depth, isms.List, "!!seq")
	w := weight{nodes: 1}
	if err != nil {
		return v, w, err
	}
	v.Items = make([]isms.Value, 0, len(n.Content))
	for _, child := range n.Content {
		item, inner, err := c.value(child, depth+1)
		if err != nil {
			return v, w, err
		}
		v.Items = append(v.Items, item)
		w.add(inner)
		v.Range.End = later(v.Range.End, item.Range.End)
	}
	w.height++
	if n.Style&yaml.FlowStyle != 0 {
		v.Range.End = c.src.at(c.flowEnd(max(v.Range.End.Offset, v.Range.Start.Offset+1), ']'))
	}
	return v, w, nil
}

// collection counts a list or mapping and returns it empty, at its first byte.
func (c *converter) collection(n *yaml.Node, depth int, t isms.Type, tag string) (isms.Value, *fault) {
	start := c.at(n)
	v := isms.Value{Type: t}
	if n.Style&yaml.FlowStyle != 0 || t == isms.List || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		_, content, bang := c.properties(start)
		if bang {
			return v, c.wrongTag(n, start, "!")
		}
		if n.Tag != tag {
			return v, c.wrongTag(n, start, n.Tag)
		}
		start = content
	}
	at := c.src.at(start)
	v.Range = isms.Range{Start: at, End: at}
	if err := c.deep(v.Range, depth); err != nil {
		return v, err
	}
	return v, c.spend(v.Range, 0)
}

func (c *converter) wrongTag(n *yaml.Node, start int, tag string) *fault {
	end, _, _ := c.properties(start)
	at := c.src.span(start, end)
	switch tag {
	case "!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq", "!!merge":
		text := ""
		if n.Kind == yaml.ScalarNode {
			text = " " + clip(n.Value)
		}
		return c.fatal("yaml.tag", at, "the tag %s does not fit the value%s", clip(tag), text).remedy("Remove the tag.")
	}
	return c.fatal("yaml.tag", at, "the tag %s is not supported", clip(tag)).
		remedy("Remove the tag; quote the value if it is text.")
}

func later(a, b isms.Position) isms.Position {
	if b.Offset > a.Offset {
		return b
	}
	return a
}

// scalarNode converts a scalar by its style and tag.
func (c *converter) scalarNode(n *yaml.Node) (isms.Value, weight, *fault) {
	at, err := c.extent(n)
	w := weight{nodes: 1, bytes: int64(len(n.Value))}
	if err == nil {
		err = c.spend(at, len(n.Value))
	}
	if err == nil {
		err = c.checkText(n.Value, at)
	}
	v := isms.Value{Type: isms.String, Text: n.Value, Range: at}
	switch {
	case err != nil:
		return v, w, err
	case n.Style&yaml.TaggedStyle != 0:
		v, err = c.tagged(n, at)
	case n.Style == 0:
		v = c.scalar(n.Value, at)
	}
	return v, w, err
}

// extent returns the range of a scalar without its anchor and tag.
func (c *converter) extent(n *yaml.Node) (isms.Range, *fault) {
	start := c.at(n)
	end, content, bang := c.properties(start)
	if bang {
		return isms.Range{}, c.wrongTag(n, start, "!")
	}
	plain := n.Style&^yaml.TaggedStyle == 0
	if plain && n.Value == "" {
		return c.src.span(start, end), nil // nothing is written but the properties
	}
	at := c.src.span(content, c.scalarEnd(content, n))
	if !plain && len(c.src.breaks) > 0 && n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 {
		c.quoted = append(c.quoted, at)
	}
	return at, nil
}

// tagged converts a scalar with a tag of the core schema that fits it.
func (c *converter) tagged(n *yaml.Node, at isms.Range) (isms.Value, *fault) {
	v := isms.Value{Type: isms.String, Text: n.Value, Range: at}
	fits := false
	switch kind := read(n.Value); n.Tag {
	case "!!str":
		fits = true
	case "!!int":
		v.Type, fits = isms.Number, kind == asNumber && !strings.ContainsAny(n.Value, ".eE")
	case "!!float":
		v.Type, fits = isms.Number, kind == asNumber
	case "!!bool":
		v.Type, v.Text, fits = isms.Bool, strings.ToLower(n.Value), kind == asBool
	case "!!null":
		v.Type, v.Text, fits = isms.Null, "", kind == asNull
	}
	if !fits {
		return v, c.wrongTag(n, c.at(n), n.Tag)
	}
	return v, nil
}
