package schema

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"ismsproof/engine/isms"
)

// An ownWalk goes through a file of an organization's own kind. Records wants what has
// an id, Check what is wrong.
type ownWalk struct {
	collector
	root     *isms.Value
	judge    bool
	problems []isms.Problem
}

// ownRecords returns the records of a file of a kind of the organization's own.
func (s *Set) ownRecords(a *isms.Artifact, k *Kind) []*isms.Record {
	w := ownWalk{collector: collector{set: s, artifact: a}, root: withoutBody(a)}
	w.file(k)
	return w.records
}

// checkOwn judges such a file.
func (s *Set) checkOwn(a *isms.Artifact, k *Kind) []isms.Problem {
	w := ownWalk{collector: collector{set: s, artifact: a}, root: withoutBody(a), judge: true}
	w.file(k)
	return finish(a, w.problems)
}

func (w *ownWalk) file(k *Kind) {
	switch top := k.own.top; {
	case top == "":
		w.record(k, nil, &w.artifact.Root, nil, "")
	case top != k.Name && k.own.schema:
		w.schema(k, w.root, nil)
		fallthrough
	default:
		w.elements(w.set.byName[top], nil, w.unnamed(), nil, "the file")
	}
}

// unnamed is the root without the field that states the kind of the file: it is no
// record of a mapping of records.
func (w *ownWalk) unnamed() *isms.Value {
	if w.root.Str("kind") != w.artifact.Kind || w.artifact.Kind == "" {
		return w.root
	}
	root := *w.root
	root.Fields = slices.DeleteFunc(slices.Clone(root.Fields), func(f isms.Field) bool { return f.Key == "kind" })
	return &root
}

// record takes up v, which stands at the path and should be a record of k. key is its
// id where it stands in a mapping.
func (w *ownWalk) record(k *Kind, parent *isms.Key, v *isms.Value, path isms.Path, key string) {
	if k.own == nil {
		if w.judge {
			w.problems = append(w.problems, k.problems(v, w.root, path, k.Name)...)
		} else {
			w.collector.record(k, parent, v, path)
		}
		return
	}
	if v.Type != isms.Map {
		if len(path) > 0 {
			w.wrongType(k, v, path)
		} else {
			w.wrongFile(k, v)
		}
		return
	}
	w.schema(k, v, path)
	self := isms.Key{Kind: k.Name, ID: key}
	if key == "" {
		self.ID = w.id(k, parent, v, path)
	}
	if self.ID != "" && !w.judge {
		w.add(&isms.Record{Kind: k.Name, ID: self.ID, Parent: parent, Path: path, Value: v})
	}
	for _, r := range k.registers(v) {
		w.elements(w.set.byName[r.kind], &self, r.v, slices.Concat(path, r.path), show(strings.Join(r.path, ".")))
	}
}

// schema judges v as a record of k.
func (w *ownWalk) schema(k *Kind, v *isms.Value, path isms.Path) {
	if !w.judge || !k.own.schema {
		return
	}
	if len(path) == 0 {
		v = w.plainFile(k)
	}
	found := k.problems(v, w.root, path, k.Name)
	w.problems = append(w.problems, slices.DeleteFunc(found, func(p isms.Problem) bool { // its parent's schema said so
		return slices.ContainsFunc(w.problems, func(q isms.Problem) bool { return q.Code == p.Code && q.Range == p.Range })
	})...)
}

// plainFile is the file as somebody wrote it who knew its schema only: without the
// key that states its kind to this tool, unless the schema knows that key.
func (w *ownWalk) plainFile(k *Kind) *isms.Value {
	for _, n := range k.node().flat {
		if n.props["kind"] != nil {
			return w.root
		}
	}
	return w.unnamed()
}

// elements takes up the records of v, a list or a mapping that holds records of k.
func (w *ownWalk) elements(k *Kind, parent *isms.Key, v *isms.Value, path isms.Path, what string) {
	at := func(step string) isms.Path { return append(path[:len(path):len(path)], step) }
	switch v.Type {
	case isms.List:
		for i := range v.Items {
			w.record(k, parent, &v.Items[i], at(strconv.Itoa(i)), "")
		}
	case isms.Map:
		for i := range v.Fields {
			f := &v.Fields[i]
			record := &f.Value
			if record.Type == isms.Null { // a key alone says that the thing exists
				record = &isms.Value{Type: isms.Map, Range: f.KeyRange}
			}
			if f.Key == "" {
				w.problem("id.missing", f.KeyRange, at(f.Key), "an empty key cannot be the id of a "+k.Name, "")
				continue
			}
			w.record(k, parent, record, at(f.Key), f.Key)
		}
	case isms.Null: // nothing stands there
	default:
		where, _ := w.root.Locate(path)
		w.problem("schema.type", where, path, fmt.Sprintf("%s is %s here, but %s holds records of kind %q: a list or a mapping", describe(v), typeWord(v), what, k.Name), "")
	}
}

// around returns a part of an id that no field holds; ok is false for any other.
func (w *ownWalk) around(part string, parent *isms.Key) (text string, ok bool) {
	file := w.artifact.Path
	switch part {
	case AtPath:
		return file, true
	case AtName:
		return strings.TrimSuffix(path.Base(file), path.Ext(file)), true
	case AtFolder:
		return path.Base(path.Dir(file)), true
	case AtParent:
		if parent != nil {
			text = parent.ID
		}
		return text, true
	}
	return "", false
}

// id returns the id of the record v, "" where it has none.
func (w *ownWalk) id(k *Kind, parent *isms.Key, v *isms.Value, path isms.Path) string {
	parts := make([]string, len(k.own.ids))
	for i, steps := range k.own.ids {
		if text, ok := w.around(steps[0], parent); ok {
			parts[i] = text
			continue
		}
		here := slices.Concat(path, steps)
		where, at := v.Locate(isms.Path(steps))
		if _, found := follow(v, steps); !found {
			where, _ = w.root.Locate(here)
			w.replace(here)
			w.problem("id.missing", where, here, fmt.Sprintf("%s has no %s, which is its id", k.Name, show(strings.Join(steps, "."))),
				fmt.Sprintf("Write the id, or say under `kinds` of the configuration where the id of a %s stands; \"@path\" takes the path of its file.", k.Name))
			return ""
		}
		if at.Range != (isms.Range{}) {
			where = at.Range
		}
		switch {
		case at.Type == isms.String && strings.TrimSpace(at.Text) != "":
		case at.Type == isms.Number:
			if !exact(at.Text) {
				w.lossy(k, at, where, here)
			}
		default:
			is := typeWord(at)
			if at.Type == isms.Null || at.Type == isms.String {
				is = "empty"
			}
			w.replace(here)
			w.problem("id.missing", where, here, fmt.Sprintf("the id of a %s is text, but %s is %s here", k.Name, show(strings.Join(steps, ".")), is), "")
			return ""
		}
		parts[i] = at.Text
	}
	id := strings.Join(parts, "/")
	if id == "" { // of AtParent alone, outside of any record
		w.problem("id.missing", v.Range, path, fmt.Sprintf("%s takes its id from the record it stands in, but stands in none", k.Name), "")
	}
	return id
}

// replace takes back what a schema said about the place of an id that is told already.
func (w *ownWalk) replace(at isms.Path) {
	w.problems = slices.DeleteFunc(w.problems, func(p isms.Problem) bool {
		return slices.Equal(p.At, at) && (p.Code == "schema.type" || p.Code == "schema.required")
	})
}

// follow returns the value under the keys.
func follow(v *isms.Value, keys []string) (*isms.Value, bool) {
	for _, key := range keys {
		if v = v.Get(key); v == nil {
			return nil, false
		}
	}
	return v, true
}

// exact reports whether every reader of YAML takes a number for the same digits: a
// whole number that is not too large.
func exact(number string) bool {
	digits := strings.TrimPrefix(number, "-")
	return len(digits) <= 15 && digits != "" && strings.Trim(digits, "0123456789") == "" && (digits[0] != '0' || number == "0")
}

// lossy tells an id whose digits other readers lose.
func (w *ownWalk) lossy(k *Kind, v *isms.Value, where isms.Range, path isms.Path) {
	w.replace(path)
	w.problem("id.lossy", where, path, fmt.Sprintf("%s is a number here, but ids of %s are text: quote it as %s", cut(v.Text, maxShown), k.Name, show(v.Text)),
		"Quote the id: other readers of YAML write this number with other digits.")
}

func (w *ownWalk) problem(code string, where isms.Range, at isms.Path, message, remedy string) {
	rule := ruleValid
	if code == "id.lossy" {
		rule = ruleLossy
	}
	if w.judge {
		w.problems = append(w.problems, isms.Problem{Rule: rule, Code: code, Range: where, At: at, Message: clip(message), Remedy: remedy})
	}
}

// wrongType tells an element that is no mapping.
func (w *ownWalk) wrongType(k *Kind, v *isms.Value, path isms.Path) {
	where, _ := w.root.Locate(path)
	if v.Range != (isms.Range{}) && v.Type != isms.List {
		where = v.Range
	}
	verb := "is " + typeWord(v) + " here"
	if v.Type == isms.List {
		verb = "stands here"
	}
	w.problem("schema.type", where, path, fmt.Sprintf("%s %s, but a %s is a mapping", describe(v), verb, k.Name), "")
}

// wrongFile tells a file that is no mapping.
func (w *ownWalk) wrongFile(k *Kind, v *isms.Value) {
	w.problem("schema.type", v.Range, nil, fmt.Sprintf("the file is %s, but a %s is a mapping", v.Type, k.Name),
		fmt.Sprintf("Where a whole file is a register, declare a kind for it with `items: {%q: %s}`.", Top, k.Name))
}

// found is a list or mapping that holds records.
type found struct {
	kind string
	v    *isms.Value
	path isms.Path
}

// registers finds what holds records in v, a record of k, in the order of the file.
func (k *Kind) registers(v *isms.Value) []found {
	var out []found
	if len(k.own.places) > 0 {
		out = places(out, k.own.places, v, nil)
	}
	if k.node().holds&records == 0 {
		return out
	}
	walk(records, []*node{k.node()}, v, nil, func(at visit) bool {
		inner := at.records()
		if inner == nil {
			return true
		}
		if !slices.ContainsFunc(out, func(f found) bool { return f.v == at.v }) {
			out = append(out, found{inner.records, at.v, slices.Clone(at.path)})
		}
		return false
	})
	slices.SortStableFunc(out, func(a, b found) int { return a.v.Range.Start.Offset - b.v.Range.Start.Offset })
	return out
}

// records returns the kinds that "x-records" of the schema names.
func (k *Kind) records() []string {
	var names []string
	for _, n := range k.fam.nodes() {
		if n.records != "" && !slices.Contains(names, n.records) {
			names = append(names, n.records)
		}
	}
	slices.Sort(names)
	return names
}

// places appends to out what the places lead to below v. The steps of each place begin
// at v.
func places(out []found, at []place, v *isms.Value, path isms.Path) []found {
	below := func(step string, every bool) []place { // every: an element of a list
		var next []place
		for _, p := range at {
			switch {
			case len(p.steps) == 0:
			case p.steps[0] == "*", !every && p.steps[0] == step:
				next = append(next, place{p.steps[1:], p.kind})
			case every:
				next = append(next, p)
			}
		}
		return next
	}
	for _, p := range at {
		if len(p.steps) == 0 {
			out = append(out, found{p.kind, v, path})
		}
	}
	inside := func(step string, every bool, v *isms.Value) {
		if next := below(step, every); len(next) > 0 {
			out = places(out, next, v, append(path[:len(path):len(path)], step))
		}
	}
	switch v.Type {
	case isms.Map:
		for i := range v.Fields {
			inside(v.Fields[i].Key, false, &v.Fields[i].Value)
		}
	case isms.List:
		for i := range v.Items {
			inside(strconv.Itoa(i), true, &v.Items[i])
		}
	}
	return out
}

// Innermost gives references found in records of an organization's own kinds to the
// innermost of the records of their file that they stand in: the schema of a file
// describes also what the configuration declares as records inside it. What such a
// record's own schema found at the same place is told once.
func (s *Set) Innermost(refs []isms.Reference, records []*isms.Record) []isms.Reference {
	isOwn := func(ref isms.Reference) bool {
		k := s.byName[ref.From.Kind]
		return k != nil && k.own != nil
	}
	if !slices.ContainsFunc(refs, isOwn) {
		return refs
	}
	at := make(map[string]*isms.Record, len(records))
	for _, r := range records {
		at[r.Path.Pointer()] = r
	}
	told := map[string]int{} // index in out, by place
	out := make([]isms.Reference, 0, len(refs))
	for _, ref := range refs {
		if !isOwn(ref) {
			out = append(out, ref)
			continue
		}
		full := slices.Concat(ref.From.Path, ref.Path)
		for n := len(full) - 1; n > len(ref.From.Path); n-- {
			if r := at[full[:n].Pointer()]; r != nil {
				ref.From, ref.Path = r, full[n:]
				ref.Field = fieldName(r.Value, ref.Path)
				break
			}
		}
		place := full.Pointer() + " " + ref.ID
		if i, known := told[place]; known {
			out[i].Kinds = union(out[i].Kinds, ref.Kinds)
			continue
		}
		told[place] = len(out)
		out = append(out, ref)
	}
	return out
}
