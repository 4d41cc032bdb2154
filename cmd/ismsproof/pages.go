package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"ismsproof/engine"
	"ismsproof/engine/report"
)

// ownPages returns a page for each of an organization's own rules, by file name.
func ownPages(ctx context.Context, d *engine.Definitions, o engine.Options) (map[string]string, error) {
	explained, err := d.RulePages(ctx, o)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, e := range explained {
		var b strings.Builder
		fmt.Fprintf(&b, "# %s\n\n%s\n", e.ID, e.Heading)
		for _, p := range e.Text {
			fmt.Fprintf(&b, "\n%s\n", p)
		}
		if len(e.Fields) > 0 {
			b.WriteByte('\n')
		}
		for _, f := range e.Fields {
			fmt.Fprintf(&b, "- **%s**: %s\n", f.Label, strings.Join(f.Texts, "; "))
		}
		for _, x := range e.Examples {
			exampleSection(&b, x)
		}
		out[e.ID+".md"] = b.String()
	}
	return out, nil
}

// A book is the pages about what is built in. Every page lies in one of its folders, so
// that a link from any page to another begins with "../".
type book struct {
	d     *engine.Definitions
	pages map[string]string // by path
}

// builtinPages returns the pages about rules, kinds and requirements by path.
func builtinPages(ctx context.Context, d *engine.Definitions) (map[string]string, error) {
	b := &book{d, map[string]string{}}
	for _, write := range []func(context.Context) error{b.rules, b.kinds, b.requirements} {
		if err := write(ctx); err != nil {
			return nil, err
		}
	}
	return b.pages, nil
}

// rules writes a page for each rule and the index of them by topic.
func (b *book) rules(ctx context.Context) error {
	topics := map[string][]string{}
	all := b.d.All()
	for _, r := range all {
		if r.Retired {
			continue
		}
		page, err := b.rule(ctx, r.ID)
		if err != nil {
			return err
		}
		b.pages["rules/"+r.ID+".md"] = page
		topics[r.Topic()] = append(topics[r.Topic()], fmt.Sprintf("| [%s](%[1]s.md) | %s | %s |\n", r.ID, r.Grade, prose(r.Title)))
	}
	var p strings.Builder
	fmt.Fprintf(&p, "# Rules\n\nWhat ismsproof judges: %d rules. `ismsproof explain ID` shows each of these pages on a terminal. A grade is what is\nindicated; only an auditor grades.\n", len(all))
	for _, topic := range slices.Sorted(maps.Keys(topics)) {
		fmt.Fprintf(&p, "\n## %s\n\n| rule | grade | what conforms |\n| --- | --- | --- |\n%s", topic, strings.Join(topics[topic], ""))
	}
	b.pages["rules/README.md"] = p.String()
	return nil
}

func (b *book) rule(ctx context.Context, id string) (string, error) {
	e, err := b.d.Explain(id)
	if err != nil {
		return "", err
	}
	var p strings.Builder
	b.head(&p, e)
	shown := false
	for _, x := range e.Examples {
		exampleSection(&p, x)
		if shown || x.Heading != engine.DoesNotConform {
			continue
		}
		shown = true
		printed, err := b.printed(ctx, id, x.Example)
		if err != nil {
			return "", err
		}
		command := fmt.Sprintf("ismsproof check --rules %s --as-of 2026-12-01", id)
		if x.OfCommits() {
			fmt.Fprintf(&p, "\nAfter the last commit this stands open:\n%s", fenced("text", printed))
		} else {
			fmt.Fprintf(&p, "\n`%s` prints:\n%s", command, fenced("text", printed))
		}
	}
	return p.String(), nil
}

// printed is what a check of the example by its rule alone prints.
func (b *book) printed(ctx context.Context, id string, x engine.Example) (string, error) {
	result, err := b.d.JudgeExample(ctx, id, x)
	if err != nil {
		return "", err
	}
	name := "text"
	if x.OfCommits() {
		name = "compact"
	}
	format, err := report.Lookup(name)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = format.Write(&out, result.Report, report.Options{Source: result.Source})
	return out.String(), err
}

// head writes what an explanation says before its examples.
func (b *book) head(p *strings.Builder, e *engine.Explanation) {
	fmt.Fprintf(p, "# %s: %s\n", e.ID, prose(e.Heading))
	for _, text := range e.Text {
		fmt.Fprintf(p, "\n%s\n", prose(text))
	}
	b.fields(p, e)
}

// fields writes the fields of an explanation as a list.
func (b *book) fields(p *strings.Builder, e *engine.Explanation) {
	if len(e.Fields) > 0 {
		p.WriteByte('\n')
	}
	for _, f := range e.Fields {
		if len(f.Texts) == 1 {
			fmt.Fprintf(p, "- **%s**: %s\n", f.Label, b.linked(f.Label, f.Texts[0]))
			continue
		}
		fmt.Fprintf(p, "- **%s**:\n", f.Label)
		for _, text := range f.Texts {
			fmt.Fprintf(p, "  - %s\n", b.linked(f.Label, text))
		}
	}
}

// linked writes a text of a field, with links where it names a rule, kind or requirement.
func (b *book) linked(label, text string) string {
	switch label {
	case "requires", "rules":
		id, rest, _ := strings.Cut(text, " ")
		return b.link(id) + prose(strings.TrimRight(" "+strings.TrimSpace(rest), " "))
	case "reads", "shown by", "items", "shows", "audited with":
		names := strings.Split(text, ", ")
		for i, name := range names {
			names[i] = b.link(name)
		}
		return strings.Join(names, ", ")
	case "judges":
		kind := strings.ReplaceAll(strings.TrimPrefix(text, "each "), " ", "_")
		if _, ok := b.d.Schemas.Kind(kind); ok {
			return "each " + b.link(kind)
		}
	case "stands in":
		return b.link(text)
	}
	return prose(text)
}

// link writes an id as a link to its page, where it has one.
func (b *book) link(id string) string {
	if b.d.Rule(id) != nil {
		return fmt.Sprintf("[%s](../rules/%[1]s.md)", id)
	}
	if _, ok := b.d.Schemas.Kind(id); ok {
		return fmt.Sprintf("[%s](../kinds/%[1]s.md)", id)
	}
	if _, ok := b.d.Catalog.Requirement(id); ok {
		return fmt.Sprintf("[%s](../requirements/%s.md#%[1]s)", id, chapter(id))
	}
	if b.d.Catalog.Condition(id) != nil {
		return fmt.Sprintf("[%s](../requirements/scheme.md#%[1]s)", id)
	}
	return prose(id)
}

// kinds writes a page for each kind and the index of them.
func (b *book) kinds(context.Context) error {
	var index strings.Builder
	index.WriteString("# Kinds\n\nWhat kinds of record there are. `ismsproof schema KIND` prints the JSON Schema of one, for editors too.\n\n| kind | what it is |\n| --- | --- |\n")
	for _, k := range b.d.Schemas.Kinds() {
		e, err := b.d.Explain(k.Name)
		if err != nil {
			return err
		}
		fmt.Fprintf(&index, "| [%s](%[1]s.md) | %s |\n", k.Name, prose(k.Description))
		var p strings.Builder
		fields := slices.IndexFunc(e.Fields, func(f engine.ExplainedField) bool { return f.Label == "fields" })
		rest := slices.Clone(e.Fields)
		if fields >= 0 {
			rest = slices.Delete(rest, fields, fields+1)
		}
		rest = append(rest, b.shown(k.Name)...)
		b.head(&p, &engine.Explanation{ID: e.ID, Heading: e.Heading, Text: e.Text, Fields: rest})
		if fields >= 0 {
			p.WriteString("\n## Fields\n\n| field | value | meaning |\n| --- | --- | --- |\n")
			for _, f := range k.Fields() {
				fmt.Fprintf(&p, "| `%s` | %s | %s |\n", f.Name, b.typed(f.Type), prose(f.Description))
			}
		}
		if example := engine.KindExample(k.Name); example != "" {
			fmt.Fprintf(&p, "\n## Example\n%s", fenced("yaml", example))
		}
		b.pages["kinds/"+k.Name+".md"] = p.String()
	}
	b.pages["kinds/README.md"] = index.String()
	return nil
}

// shown lists the requirements that records of a kind show.
func (b *book) shown(kind string) []engine.ExplainedField {
	var ids []string
	for _, c := range b.d.Catalog.Clauses() {
		if slices.Contains(c.Kinds, kind) {
			ids = append(ids, c.ID)
		}
	}
	for _, c := range b.d.Catalog.Controls() {
		if slices.Contains(c.Kinds, kind) {
			ids = append(ids, c.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return []engine.ExplainedField{{Label: "shows", Texts: []string{strings.Join(ids, ", ")}}}
}

var ofKinds = regexp.MustCompile(`id of [a-z_]+(?: or [a-z_]+)*`)

// typed writes the type of a field, with links to the kinds that it names.
func (b *book) typed(text string) string {
	return ofKinds.ReplaceAllStringFunc(prose(text), func(found string) string {
		words := strings.Fields(found)
		for i, word := range words {
			if _, ok := b.d.Schemas.Kind(word); ok {
				words[i] = b.link(word)
			}
		}
		return strings.Join(words, " ")
	})
}

// requirements writes a page for each clause of two numbers and each theme of Annex A.
func (b *book) requirements(context.Context) error {
	var items []item
	for _, c := range b.d.Catalog.Clauses() {
		missing := "none yet"
		if !c.Leaf {
			missing = ""
		}
		if c.Checkable == "human" {
			missing = "interview"
		}
		items = append(items, item{c.ID, c.Title, missing})
	}
	for _, c := range b.d.Catalog.Controls() {
		items = append(items, item{c.ID, c.Title, "none yet"})
	}
	written := map[string]*strings.Builder{}
	var index strings.Builder
	index.WriteString("# Requirements\n\nThe items of clauses 4 to 10 and the controls of Annex A of ISO/IEC 27001:2022, each with the rules that reach it. Ids and\nshort titles are the standard's, the rest is in our own words: its wording has to be bought.\n\n| item | title | rules |\n| --- | --- | --- |\n")
	for _, item := range items {
		e, err := b.d.Explain(item.id)
		if err != nil {
			return err
		}
		name := chapter(item.id)
		p := written[name]
		if p == nil {
			p = &strings.Builder{}
			written[name] = p
			fmt.Fprintf(p, "# %s\n\nIds and short titles only, the rest in our own words: the wording of ISO/IEC 27001:2022 has to be bought.\n", b.chapterTitle(name))
		}
		fmt.Fprintf(p, "\n<a id=\"%s\"></a>\n## %[1]s %s\n", item.id, prose(item.title))
		for _, text := range e.Text {
			fmt.Fprintf(p, "\n%s\n", prose(text))
		}
		together := slices.ContainsFunc(e.Fields, func(f engine.ExplainedField) bool { return f.Label == "audited with" })
		e.Fields = slices.DeleteFunc(e.Fields, func(f engine.ExplainedField) bool { return together && slices.Contains(ofHeading, f.Label) })
		b.fields(p, e)
		fmt.Fprintf(&index, "| %s | %s | %s |\n", b.link(item.id), prose(item.title), b.reached(item.id, item.missing))
	}
	for name, p := range written {
		b.pages["requirements/"+name+".md"] = p.String()
	}
	if err := b.conditions(&index); err != nil {
		return err
	}
	b.pages["requirements/README.md"] = index.String()
	return nil
}

// conditions writes the page about the certification scheme, and its part of the index.
func (b *book) conditions(index *strings.Builder) error {
	index.WriteString("\n## Readiness for certification\n\nConditions of the certification scheme are no requirements of the standard: an organization conforms without a certificate.\n\n| condition | title | rules |\n| --- | --- | --- |\n")
	var p strings.Builder
	p.WriteString("# Readiness for certification\n\nConditions of the certification scheme, in our own words. They are no requirements of ISO/IEC 27001, and what is found of\nthem is no nonconformity with it.\n")
	for _, c := range b.d.Catalog.Conditions() {
		e, err := b.d.Explain(c.ID)
		if err != nil {
			return err
		}
		fmt.Fprintf(&p, "\n<a id=\"%s\"></a>\n## %[1]s %s\n", c.ID, prose(c.Title))
		for _, text := range e.Text {
			fmt.Fprintf(&p, "\n%s\n", prose(text))
		}
		b.fields(&p, e)
		fmt.Fprintf(index, "| %s | %s | %s |\n", b.link(c.ID), prose(c.Title), b.reached(c.ID, "none yet"))
	}
	b.pages["requirements/scheme.md"] = p.String()
	return nil
}

// ofHeading are the fields that an item audited with its heading has from there: on a
// page they stand once.
var ofHeading = []string{"auditor asks", "major if", "minor if", "records show", "not shown"}

// An item is a requirement in the index.
type item struct {
	id, title string
	missing   string // what to say where no rule reaches it
}

// reached says how many rules reach a requirement, or what it means that none does.
func (b *book) reached(id, missing string) string {
	n := 0
	for _, r := range b.d.All() {
		if slices.Contains(r.Requirements, id) {
			n++
		}
	}
	if n > 0 {
		return fmt.Sprint(n)
	}
	return missing
}

// chapter is the name of the page on which a requirement stands: "9.2" or "A.5"; of the
// heading of a whole clause, the clause.
func chapter(id string) string {
	parts := strings.SplitN(id, ".", 3)
	return strings.Join(parts[:min(2, len(parts))], ".")
}

func (b *book) chapterTitle(name string) string {
	if item, ok := b.d.Catalog.Requirement(name); ok {
		return cmp.Or(name+" "+item.Title, name)
	}
	return map[string]string{
		"A.5": "Annex A.5 Organizational controls", "A.6": "Annex A.6 People controls",
		"A.7": "Annex A.7 Physical controls", "A.8": "Annex A.8 Technological controls",
	}[name]
}

// prose escapes what Markdown would read as markup in a plain text, besides code in
// backticks.
func prose(text string) string {
	parts := strings.Split(text, "`")
	for i := range parts {
		if i%2 == 0 {
			parts[i] = strings.NewReplacer("<", "&lt;", "*", `\*`, "|", `\|`).Replace(parts[i])
		} else {
			parts[i] = strings.ReplaceAll(parts[i], "|", `\|`)
		}
	}
	return strings.Join(parts, "`")
}
