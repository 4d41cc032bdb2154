package engine

import (
	"fmt"
	"io/fs"
	"path"

	"ismsproof/engine/isms"
	"ismsproof/policies"
)

// An Example is a file as a user writes it, that makes a rule fire or not.
type Example struct {
	About string `json:"about"` // one clause
	Path  string `json:"path"`  // name of the file
	Text  string `json:"text"`
}

// Examples are the examples of one rule; each rule has at least one of both.
type Examples struct {
	Fires, Silent []Example
}

// examplesAsOf is the date as of which examples are judged.
const examplesAsOf = "2026-12-01"

// RuleExamples returns the examples of the built-in rules by rule id.
func RuleExamples() (map[string]Examples, error) {
	out := map[string]Examples{}
	names, err := fs.Glob(policies.FS, "*/examples.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := fs.ReadFile(policies.FS, name)
		if err != nil {
			return nil, err
		}
		if err := addExamples(out, name, text); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// addExamples adds the examples of one file.
func addExamples(out map[string]Examples, name string, text []byte) error {
	root, err := decode(name, text)
	if err != nil {
		return err
	}
	if root.Type != isms.Map {
		return fmt.Errorf("%s: examples are a mapping of ids of rules", name)
	}
	for i := range root.Fields {
		f := &root.Fields[i]
		for j := range f.Value.Fields {
			if key := &f.Value.Fields[j]; key.Key != "fires" && key.Key != "silent" {
				return fmt.Errorf("%s:%d: rule %s has %q where fires and silent are due", name, key.KeyRange.Start.Line, f.Key, key.Key)
			}
		}
		if _, twice := out[f.Key]; twice {
			return fmt.Errorf("%s:%d: rule %s has examples twice", name, f.KeyRange.Start.Line, f.Key)
		}
		out[f.Key] = Examples{Fires: examplesOf(f.Value.Get("fires")), Silent: examplesOf(f.Value.Get("silent"))}
	}
	return nil
}

// examplesOf returns the examples of a rule, built-in or own.
func (d *Definitions) examplesOf(r *isms.Rule) (Examples, error) {
	if !r.Custom {
		all, err := RuleExamples()
		return all[r.ID], err
	}
	all, err := d.ownExamples()
	return all[r.ID], err
}

func examplesOf(v *isms.Value) []Example {
	var out []Example
	for _, x := range v.List() {
		e := Example{About: x.Str("about"), Path: x.Str("path"), Text: x.Str("text")}
		if e.Path == "" {
			e.Path = "records.yaml"
		}
		e.Path = path.Clean(e.Path)
		out = append(out, e)
	}
	return out
}
