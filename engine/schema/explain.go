package schema

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"ismsproof/engine/isms"
)

// An explainer turns the library's tree of errors about one value into problems.
type explainer struct {
	kind  *Kind
	value *isms.Value // what was judged
	root  *isms.Value // of the artifact
	base  isms.Path   // from root to value
	label string      // what messages call the value
}

// A cause is one reason why a value is not valid.
type cause struct {
	at      isms.Path // inside the judged value
	keyword string
	n       *node       // the schema that the keyword stands in
	v       *isms.Value // the value at the path
	wants   []string    // of "type": the types allowed
	told    string      // the message, where it is known already
}

// rank orders keywords that object to one scalar: only the first is told.
func (c *cause) rank() int {
	switch c.keyword {
	case "type":
		return 0
	case "enum", "const":
		return 1
	case "format":
		return 2
	case "pattern":
		return 3
	}
	return 4
}

func (e *explainer) explain(err *jsonschema.ValidationError) []isms.Problem {
	causes := e.causes(err)
	slices.SortStableFunc(causes, func(a, b cause) int {
		if d := compareText(a.at.Pointer(), b.at.Pointer()); d != 0 {
			return d
		}
		if d := a.rank() - b.rank(); d != 0 {
			return d
		}
		if d := compareText(a.keyword, b.keyword); d != 0 {
			return d
		}
		return compareText(a.n.at, b.n.at)
	})
	var out []isms.Problem
	told := map[string]bool{}
	for i := range causes {
		c := &causes[i]
		key := c.at.Pointer()
		if c.v.Type == isms.List || c.v.Type == isms.Map {
			key += " " + c.keyword
		}
		mute := told[key] && c.keyword != "required" && c.keyword != "additionalProperties"
		told[key] = true
		if mute {
			continue
		}
		for _, p := range e.tell(c) {
			if e.kind.own != nil && p.Remedy == "" {
				p.Remedy = e.remedy(c.n, p)
			}
			if id := p.Code + " " + p.Message + " " + key; !told[id] {
				told[id] = true
				out = append(out, p)
			}
		}
	}
	return e.mergeMisspelt(out)
}

// causes flattens the tree.
func (e *explainer) causes(err *jsonschema.ValidationError) []cause {
	if len(err.Causes) == 0 || strings.HasSuffix(err.KeywordLocation, "/minContains") {
		return []cause{e.leaf(err)}
	}
	if strings.HasSuffix(err.KeywordLocation, "/anyOf") || strings.HasSuffix(err.KeywordLocation, "/oneOf") {
		return e.branch(err)
	}
	var out []cause
	for _, c := range err.Causes {
		out = append(out, e.causes(c)...)
	}
	return out
}

func (e *explainer) leaf(err *jsonschema.ValidationError) cause {
	c := cause{at: splitPointer(err.InstanceLocation)}
	_, c.v = e.value.Locate(c.at)
	if len(c.at) > 0 && aboutKey(err.KeywordLocation) {
		key := c.at[len(c.at)-1]
		c.at = c.at[:len(c.at)-1]
		_, holder := e.value.Locate(c.at)
		c.v = &isms.Value{Type: isms.String, Text: key}
		if f := holder.Field(key); f != nil {
			c.v.Range = f.KeyRange
		}
	}
	_, place, _ := strings.Cut(err.AbsoluteKeywordLocation, "#")
	steps := splitPointer(place)
	nodes := e.kind.fam.nodes()
	for cut := len(steps); cut > 0; cut-- { // a keyword may have more steps: dependentRequired/a/0
		n, ok := nodes[isms.Path(steps[:cut]).Pointer()]
		if ok && cut == len(steps) && steps[cut-1] == "additionalProperties" && n.always < 0 {
			continue // to the library this is no schema but a keyword of the one above
		}
		if ok {
			c.n = n
			if cut < len(steps) {
				c.keyword = steps[cut]
			} else { // the schema false
				c.keyword = "false"
				switch last := steps[cut-1]; {
				case last == "unevaluatedProperties":
					c.keyword = last
				case n.always == 0: // the keyword holds a schema, which says too little
					if above := nodes[isms.Path(steps[:cut-1]).Pointer()]; above != nil {
						c.n, c.keyword = above, last
					}
				}
			}
			break
		}
	}
	if c.n == nil {
		c.n = e.kind.node()
	}
	if c.keyword == "type" {
		c.wants, _ = asTexts(c.n.raw["type"])
	}
	return c
}

// aboutKey reports whether a keyword judged the key of a field, not its value.
func aboutKey(place string) bool {
	steps := strings.Split(place, "/")
	i := len(steps) - 1
	for ; i > 0 && steps[i] != "propertyNames"; i-- {
	}
	return i > 0 && keywords[steps[i-1]] != named && keywords[steps[i-1]] != patterned
}

// lacking says what a value lacks where each alternative wants a field that it has
// not, and nothing else.
func (e *explainer) lacking(at isms.Path, alternatives [][]cause) (cause, bool) {
	var words []string
	for _, found := range alternatives {
		var names []string
		for _, c := range found {
			if c.keyword != "required" || !slices.Equal(c.at, at) {
				return cause{}, false
			}
			for _, name := range c.n.required {
				if c.v.Field(name) == nil {
					names = append(names, show(name))
				}
			}
		}
		words = append(words, strings.Join(names, " and "))
	}
	if len(words) < 2 {
		return cause{}, false
	}
	c := alternatives[0][0]
	c.keyword, c.told = "anyOf", fmt.Sprintf("%s has neither %s", e.owner(at), strings.Join(words, " nor "))
	return c, true
}

// branch chooses the alternative that the writer most likely meant: one that allows
// the type of the value, then the one that fails deepest, then the one with the
// fewest faults. Where no alternative allows the type, all their types are told.
func (e *explainer) branch(err *jsonschema.ValidationError) []cause {
	at := splitPointer(err.InstanceLocation)
	var best []cause
	var wants []string
	score := -1
	alternatives := make([][]cause, len(err.Causes))
	for i, c := range err.Causes {
		alternatives[i] = e.causes(c)
	}
	if c, ok := e.lacking(at, alternatives); ok {
		return []cause{c}
	}
	for _, found := range alternatives {
		mismatch := slices.IndexFunc(found, func(f cause) bool { return f.keyword == "type" && slices.Equal(f.at, at) })
		if mismatch >= 0 {
			wants = append(wants, found[mismatch].wants...)
			continue
		}
		deepest := 0
		for _, f := range found {
			deepest = max(deepest, len(f.at))
		}
		if s := deepest*1000 + max(0, 999-len(found)); s > score {
			best, score = found, s
		}
	}
	if best != nil {
		return best
	}
	own := e.leaf(&jsonschema.ValidationError{InstanceLocation: err.InstanceLocation, AbsoluteKeywordLocation: err.AbsoluteKeywordLocation})
	if len(wants) > 0 {
		slices.Sort(wants)
		own.keyword, own.wants = "type", slices.Compact(wants)
	}
	return []cause{own}
}

// splitPointer reads a pointer as the library writes it: escaped twice.
func splitPointer(p string) isms.Path {
	if p == "" {
		return nil
	}
	steps := strings.Split(strings.TrimPrefix(p, "/"), "/")
	for i, s := range steps {
		if plain, err := url.PathUnescape(s); err == nil {
			s = plain
		}
		steps[i] = unescapePointer(s)
	}
	return steps
}

// full returns the path from the root of the artifact.
func (e *explainer) full(at isms.Path, more ...string) isms.Path {
	return slices.Concat(e.base, at, more)
}

// place returns where a reader should look for the value of c.
func (e *explainer) place(at isms.Path, v *isms.Value) isms.Range {
	key, _ := e.root.Locate(e.full(at))
	if v != nil && v.Type != isms.List && v.Type != isms.Map && v.Type != isms.Null && v.Range != (isms.Range{}) {
		return v.Range
	}
	return key
}

// owner names the record or part of a record at the path: `risk`, or
// `"acceptance" of risk`.
func (e *explainer) owner(at isms.Path) string {
	label, fields := e.label, []string(nil)
	here := []*node{e.kind.node()}
	v := e.value
	for _, step := range at {
		var next []*node
		inner := ""
		for _, n := range here {
			if v != nil && v.Type == isms.List {
				for _, m := range n.flat {
					if m.records != "" {
						inner = m.records
					}
				}
				next = n.element(next, 0, 0)
			} else {
				next = n.field(next, step, 0)
			}
		}
		switch {
		case inner != "":
			label, fields = inner, nil
		case v != nil && v.Type == isms.Map:
			fields = append(fields, step)
		}
		if v != nil {
			_, v = v.Locate(isms.Path{step})
		}
		here = next
	}
	if len(fields) == 0 {
		return label
	}
	return show(strings.Join(fields, ".")) + " of " + label
}

// mergeMisspelt drops "has no owner" where an unknown key is most likely meant to be
// that very owner: the cause is one.
func (e *explainer) mergeMisspelt(found []isms.Problem) []isms.Problem {
	return slices.DeleteFunc(found, func(p isms.Problem) bool {
		if p.Code != "schema.required" {
			return false
		}
		owner, missing, _ := strings.Cut(p.Message, " has no ")
		return slices.ContainsFunc(found, func(q isms.Problem) bool {
			switch q.Code {
			case "schema.unknown-key":
				return strings.HasSuffix(q.Message, " in "+owner+"; did you mean "+missing+"?")
			case "key.confusable":
				return strings.Contains(q.Message, " looks like "+missing+" but has ") && strings.HasSuffix(q.Message, " in "+owner)
			}
			return false
		})
	})
}

// remedy is the way out of what a schema of others refuses: what it says about the
// value, or where it stands.
func (e *explainer) remedy(n *node, p isms.Problem) string {
	if p.Code == "schema.required" && len(p.At) > 0 {
		for _, m := range n.flat {
			if field := m.props[p.At[len(p.At)-1]]; field != nil {
				n = field
				break
			}
		}
	}
	if p.Code == "schema.unknown-key" || p.Code == "key.confusable" {
		return fmt.Sprintf("Correct the key, or allow it in %s.", e.kind.fam.file)
	}
	for _, m := range n.flat {
		for _, key := range []string{"description", "title"} {
			if text, _ := m.raw[key].(string); strings.TrimSpace(text) != "" && !n.own() {
				return "The schema says: " + cut(strings.Join(strings.Fields(text), " "), 300)
			}
		}
	}
	return fmt.Sprintf("Write the value as %s wants it.", e.kind.fam.file)
}

// own reports whether the schema is that of a whole record or part of it: what it
// says of itself explains no value.
func (n *node) own() bool { return strings.Count(n.at, "/") == 2 && n.types == 1<<isms.Map }
