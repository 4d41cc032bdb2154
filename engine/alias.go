package engine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ismsproof/engine/isms"
	"ismsproof/engine/schema"
)

// alias is another name that the files of an organization use for a field.
type alias struct{ theirs, ours isms.Path }

// readAliases reads which fields have other names.
func (s *settings) readAliases(c *config) error {
	kinds := s.root.Get("aliases")
	if kinds == nil {
		return nil
	}
	c.aliases = map[string][]alias{}
	for _, k := range kinds.Fields {
		for _, f := range k.Value.Fields {
			c.aliases[k.Key] = append(c.aliases[k.Key], alias{strings.Split(f.Key, "."), strings.Split(f.Value.Text, ".")})
		}
	}
	return nil
}

// checkAliases refuses aliases of kinds and fields that there are not.
func (s *settings) checkAliases(kind string, aliases []alias, files []string, set *schema.Set) error {
	k, ok := set.Kind(kind)
	if !ok || !slices.Contains(files, kind) {
		return s.bad(isms.Path{"aliases", kind}, didYouMean(kind, files, "name a kind of file: `ismsproof schema` lists them"), "unknown kind %q", kind)
	}
	properties := k.Properties()
	for _, a := range aliases {
		if len(properties) == 0 || slices.Contains(properties, a.ours[0]) || strings.HasPrefix(a.ours[0], "x-") {
			continue
		}
		return s.bad(isms.Path{"aliases", kind, strings.Join(a.theirs, ".")},
			didYouMean(a.ours[0], properties, fmt.Sprintf("`ismsproof explain %s` lists its fields", kind)), "kind %q has no field %q", kind, strings.Join(a.ours, "."))
	}
	return nil
}

// renamed are the aliases that an artifact uses: "" for those of its own record, else
// by the path to the item of a register.
type renamed map[string][]alias

// rename gives the fields of an artifact the names that schemas and rules know. They
// keep the places where they were written.
func (c *config) rename(a *isms.Artifact, set *schema.Set) renamed {
	if len(c.aliases) == 0 {
		return nil
	}
	used := renamed{}
	take := func(v *isms.Value, kind, at string) {
		for _, x := range c.aliases[kind] {
			if x.apply(v) {
				used[at] = append(used[at], x)
			}
		}
	}
	k, register := set.ByPlural(a.Kind)
	if !register {
		take(&a.Root, a.Kind, "")
		return used
	}
	i := slices.IndexFunc(a.Root.Fields, func(f isms.Field) bool { return f.Key == "items" && f.Value.Type == isms.List })
	if i < 0 || len(c.aliases[k.Name]) == 0 {
		return nil
	}
	a.Root.Fields = slices.Clone(a.Root.Fields) // an anchor may share them
	items := &a.Root.Fields[i].Value
	items.Items = slices.Clone(items.Items)
	for j := range items.Items {
		take(&items.Items[j], k.Name, isms.Path{"items", strconv.Itoa(j)}.Pointer())
	}
	return used
}

// written returns a path inside an artifact as the organization wrote it.
func (r renamed) written(at isms.Path) isms.Path {
	for _, n := range []int{0, 2} { // the artifact itself, an item of a register
		if n > len(at) {
			break
		}
		for _, a := range r[at[:n].Pointer()] {
			if rest := at[n:]; len(rest) >= len(a.ours) && slices.Equal(rest[:len(a.ours)], a.ours) {
				return slices.Concat(at[:n], a.theirs, rest[len(a.ours):])
			}
		}
	}
	return at
}

// apply moves the field from their place to ours, unless something stands there or in
// the way.
func (a alias) apply(v *isms.Value) bool {
	if !free(v, a.ours) {
		return false
	}
	f, rest, ok := without(*v, a.theirs)
	if ok {
		*v = with(rest, a.ours, f)
	}
	return ok
}

// free says whether a field can be put at path.
func free(v *isms.Value, path isms.Path) bool {
	for _, step := range path {
		if v == nil {
			return true
		}
		if v.Type != isms.Map {
			return false
		}
		v = v.Get(step)
	}
	return v == nil
}

// without takes the field at path out of a copy of v. Mappings that it leaves empty go
// with it.
func without(v isms.Value, path isms.Path) (taken isms.Field, rest isms.Value, ok bool) {
	i := slices.IndexFunc(v.Fields, func(f isms.Field) bool { return f.Key == path[0] })
	if v.Type != isms.Map || i < 0 {
		return taken, v, false
	}
	rest = v
	rest.Fields = slices.Clone(v.Fields)
	if len(path) == 1 {
		taken = rest.Fields[i]
		rest.Fields = slices.Delete(rest.Fields, i, i+1)
		return taken, rest, true
	}
	taken, inner, ok := without(v.Fields[i].Value, path[1:])
	if !ok {
		return taken, v, false
	}
	if rest.Fields[i].Value = inner; len(inner.Fields) == 0 {
		rest.Fields = slices.Delete(rest.Fields, i, i+1)
	}
	return taken, rest, true
}

// with puts a field at path into a copy of v, where that is free.
func with(v isms.Value, path isms.Path, f isms.Field) isms.Value {
	v.Fields = slices.Clone(v.Fields)
	if len(path) == 1 {
		f.Key = path[0]
		v.Fields = append(v.Fields, f)
		return v
	}
	i := slices.IndexFunc(v.Fields, func(x isms.Field) bool { return x.Key == path[0] })
	if i < 0 {
		i = len(v.Fields)
		v.Fields = append(v.Fields, isms.Field{Key: path[0], KeyRange: f.KeyRange, Value: isms.Value{Type: isms.Map, Range: f.Value.Range}})
	}
	v.Fields[i].Value = with(v.Fields[i].Value, path[1:], f)
	return v
}
