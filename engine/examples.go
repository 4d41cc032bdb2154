package engine

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
	"ismsproof/policies"
)

// An Example is a file as a user writes it, that makes a rule fire or not; of a rule
// about what commits do, a sequence of commits.
type Example struct {
	About string `json:"about"` // one clause
	Path  string `json:"path"`  // name of the file; "" of a sequence of commits
	Text  string `json:"text"`  // of the file, or the commits in words with what each writes

	history []exampleCommit
}

// exampleCommit is one commit of an example. All are on one line.
type exampleCommit struct {
	isms.Commit
	files  []isms.Field // path to text; "" where the file is removed
	signed bool
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
		if commits := x.Get("history").List(); len(commits) > 0 {
			e.history = exampleHistory(commits)
			e.Text = tellCommits(e.history)
			out = append(out, e)
			continue
		}
		if e.Path == "" {
			e.Path = "records.yaml"
		}
		e.Path = path.Clean(e.Path)
		out = append(out, e)
	}
	return out
}

// exampleObject writes a commit as git would, over a tree that is made up too. What is
// signed is this text without the signature.
func exampleObject(c *isms.Commit, signature string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "tree %040d\n", 0)
	for _, parent := range c.Parents {
		fmt.Fprintf(&b, "parent %s\n", parent)
	}
	when := fmt.Sprintf("%d %s", c.Committer.When.Unix(), c.Committer.When.Format("-0700"))
	fmt.Fprintf(&b, "author %s <%s> %s\ncommitter %s <%s> %s\n", c.Author.Name, c.Author.Email, when, c.Committer.Name, c.Committer.Email, when)
	if signature = strings.TrimSpace(signature); signature != "" {
		fmt.Fprintf(&b, "gpgsig %s\n", strings.ReplaceAll(signature, "\n", "\n "))
	}
	fmt.Fprintf(&b, "\n%s", c.Message)
	return b.String()
}

// exampleHistory reads a list of {commit: {author, on, message, signature}, files: {path:
// text}}; each commit writes whole files. Ids are made up.
func exampleHistory(list []isms.Value) []exampleCommit {
	var out []exampleCommit
	for i := range list {
		said := list[i].Get("commit")
		when, _ := time.Parse(time.RFC3339, said.Str("on")) // a test says where it is none
		name, address, _ := identity.ParseAddress(said.Str("author"))
		by := isms.Signature{Name: name, Email: address, When: when}
		c := exampleCommit{Commit: isms.Commit{ID: fmt.Sprintf("%040x", i+1), Author: by, Committer: by, Message: said.Str("message")}}
		if i > 0 {
			c.Parents = []string{out[i-1].ID}
		}
		if signature := said.Str("signature"); signature != "" {
			c.signed = true
			c.Object = exampleObject(&c.Commit, signature)
		}
		if files := list[i].Get("files"); files != nil {
			c.files = files.Fields
		}
		out = append(out, c)
	}
	return out
}

// tellCommits writes the commits of an example for a reader.
func tellCommits(commits []exampleCommit) string {
	var b strings.Builder
	for _, c := range commits {
		subject, rest, _ := strings.Cut(strings.TrimSpace(c.Message), "\n")
		what := "commit"
		if c.signed {
			what = "signed commit"
		}
		fmt.Fprintf(&b, "# %s of %s by %s <%s>: %s\n", what, c.Committer.When.Format(time.DateOnly), c.Author.Name, c.Author.Email, subject)
		for line := range strings.Lines(strings.TrimSpace(rest)) {
			fmt.Fprintf(&b, "#   %s\n", strings.TrimSpace(line))
		}
		for _, f := range c.files {
			if f.Value.Text == "" {
				fmt.Fprintf(&b, "# removes %s\n", f.Key)
				continue
			}
			fmt.Fprintf(&b, "# %s\n%s", f.Key, f.Value.Text)
		}
	}
	return b.String()
}
