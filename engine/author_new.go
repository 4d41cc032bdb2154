package engine

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"ismsproof/engine/schema"
)

// A NewRule is the files of a rule to begin with.
type NewRule struct {
	ID     string
	Root   string            // folder of the ISMS or of its configuration; the files stand below it
	Files  map[string]string // texts by path; a file that is there gets its text at the end
	Append string            // the file that may be there; ""  for none
	Hint   string            // what is left to do; "" for nothing
}

var newRuleID = regexp.MustCompile(`^(?:custom\.)?([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)$`)

// NewPolicy makes a rule about records of kind, with a test and examples that pass at
// once. The id is topic.name.
func (d *Definitions) NewPolicy(ctx context.Context, o Options, id, kind string) (*NewRule, error) {
	m := newRuleID.FindStringSubmatch(id)
	if m == nil || m[1] == "lib" {
		return nil, &UsageError{Message: fmt.Sprintf("%q is not the id of a rule", id), Hint: "write TOPIC.NAME in lowercase letters, digits and underscores, such as risk.owned"}
	}
	c, _, err := d.authored(ctx, o)
	if err != nil {
		return nil, err
	}
	out := &NewRule{ID: "custom." + m[1] + "." + m[2]}
	if _, taken := c.d.Rules.Rule(out.ID); taken {
		return nil, &UsageError{Message: fmt.Sprintf("there is a rule %q already", out.ID)}
	}
	k, ok := c.d.Schemas.Kind(kind)
	if !ok {
		var known []string
		for _, k := range c.d.Schemas.Kinds() {
			known = append(known, k.Name)
		}
		return nil, &UsageError{Message: fmt.Sprintf("there is no kind %q", kind), Hint: didYouMean(kind, known, "`ismsproof schema` lists all kinds")}
	}
	if out.Root, err = c.home(o); err != nil {
		return nil, err
	}
	folder := "rules"
	if len(c.rules) > 0 {
		folder = c.rules[0]
		if path.Ext(folder) == ".rego" {
			folder = path.Dir(folder)
		}
	} else {
		out.Hint = fmt.Sprintf("write `rules: [%s]` in %s, so that the rule judges", folder, c.file)
	}
	folder = path.Join(folder, m[1])
	t := &template{topic: m[1], name: m[2], kind: k, requirement: c.firstRequirement()}
	t.field = fieldToAsk(k)
	t.text = c.minimal(k, t.field)
	out.Append = path.Join(folder, examplesFile)
	out.Files = map[string]string{
		path.Join(folder, m[2]+".rego"):      t.rule(),
		path.Join(folder, m[2]+"_test.rego"): t.test(),
		out.Append:                           t.examples(),
	}
	return out, nil
}

// examplesFile is the name of a file with the examples of rules.
const examplesFile = "examples.yaml"

// home returns the folder that the names in the configuration are relative to.
func (c *config) home(o Options) (string, error) {
	if c.outside {
		return filepath.Dir(o.Config), nil
	}
	return findRoot(context.Background(), o.Path)
}

// firstRequirement is a requirement for a rule to begin with: of an own framework where
// there is one.
func (c *config) firstRequirement() string {
	for _, control := range c.d.Catalog.Controls() {
		if !strings.HasPrefix(control.ID, "A.") {
			return control.ID
		}
	}
	return "A.5.1"
}

// fieldToAsk picks a field that a rule can ask for: text where there is some.
func fieldToAsk(k *schema.Kind) string {
	var texts []string
	for _, f := range k.Fields() {
		if f.Type == "text" && !slices.Contains([]string{"id", "kind", "version"}, f.Name) && !strings.Contains(f.Name, ".") {
			texts = append(texts, f.Name)
		}
	}
	for _, name := range []string{"description", "title", "name", "summary", "reason"} {
		if slices.Contains(texts, name) {
			return name
		}
	}
	if len(texts) > 0 {
		return texts[0]
	}
	if len(k.Fields()) == 0 {
		return "description"
	}
	return "x-field"
}

// minimal returns a file with one record of the kind: without the field, and with it.
func (c *config) minimal(k *schema.Kind, field string) [2]string {
	id := "id"
	for _, own := range c.kinds {
		if own.name == k.Name && len(own.id) > 0 && !strings.ContainsAny(own.id[0], ".@") {
			id = own.id[0]
		}
	}
	head, indent := fmt.Sprintf("kind: %s\n", k.Name), ""
	if k.Within != "" {
		head = fmt.Sprintf("kind: %s\nid: example\n", k.Within)
		lists := c.listsDownTo(k)
		for i, list := range lists {
			head += fmt.Sprintf("%s%s:\n%s  - ", indent, list, indent)
			if i < len(lists)-1 {
				head += "id: EXAMPLE-0\n"
			}
			indent += "    "
		}
	}
	bare := head + fmt.Sprintf("%s: EXAMPLE-1\n", id)
	return [2]string{bare, bare + fmt.Sprintf("%s%s: Something to read\n", indent, field)}
}

// listsDownTo returns the fields that lead from a file to records of an inner kind.
func (c *config) listsDownTo(k *schema.Kind) []string {
	if len(k.Lists) == 0 {
		return nil
	}
	list := k.Lists[0]
	holds := func(k *schema.Kind) bool { return slices.Contains(k.Properties(), list) }
	if outer, ok := c.d.Schemas.Kind(k.Within); ok && holds(outer) {
		return []string{list}
	}
	for _, between := range c.d.Schemas.Kinds() {
		if between.Within == k.Within && between != k && holds(between) {
			return append(c.listsDownTo(between), list)
		}
	}
	return []string{list}
}

// template is a rule to begin with.
type template struct {
	topic, name, field, requirement string
	kind                            *schema.Kind
	text                            [2]string // a file without the field, and with it
}

// ref is how the field of the input is written in Rego.
func (t *template) ref() string {
	if regoName.MatchString(t.field) {
		return "input." + t.field
	}
	return fmt.Sprintf("input[%q]", t.field)
}

var regoName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func (t *template) rule() string {
	return fmt.Sprintf(`package custom.%s

# METADATA
# title: Every %s has %s
# description: |
#   Say here why it matters.
# schemas:
#   - input: schema.%s
# custom:
#   grade: minor
#   requirements: [%q]
#   remedy: Write the %s into %s.
%s contains finding if {
	not %s
	finding := {"at": [%q], "message": $"%s {input.id} has no %s"}
}
`, t.topic, t.words(), article(t.field), t.kind.Name, t.requirement, t.field, "`"+t.field+"`", t.name, t.ref(), t.field, t.words(), t.field)
}

// words is what the kind is called in a sentence.
func (t *template) words() string { return strings.ReplaceAll(t.kind.Name, "_", " ") }

func (t *template) test() string {
	return fmt.Sprintf(`package custom.%[1]s_test

import data.custom.%[1]s

test_%[2]s_finds_what_is_missing if {
	found := %[1]s.%[2]s with input as {"kind": %[3]q, "id": "EXAMPLE-1"}
	found == {{"at": [%[4]q], "message": "%[5]s EXAMPLE-1 has no %[4]s"}}
}

test_%[2]s_is_silent_where_it_is_there if {
	found := %[1]s.%[2]s with input as {"kind": %[3]q, "id": "EXAMPLE-1", %[4]q: "Something to read"}
	found == set()
}
`, t.topic, t.name, t.kind.Name, t.field, t.words())
}

func (t *template) examples() string {
	indented := func(text string) string {
		return "        " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n        ") + "\n"
	}
	return fmt.Sprintf(`custom.%s.%s:
  fires:
    - about: %s without %s
      text: |
%s  silent:
    - about: %s with %s
      text: |
%s`, t.topic, t.name, article(t.words()), article(t.field), indented(t.text[0]), article(t.words()), article(t.field), indented(t.text[1]))
}

// article puts "a" or "an" before a word.
func article(word string) string {
	if strings.ContainsRune("aeiou", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}
