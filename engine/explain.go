package engine

import (
	"fmt"
	"slices"
	"strings"

	"ismsproof/engine/catalog"
	"ismsproof/engine/isms"
	"ismsproof/engine/schema"
	"ismsproof/schemas"
)

// An Explanation is what a rule, clause, control, kind or exit code is about, in
// plain words and ready to be laid out.
type Explanation struct {
	ID       string            `json:"id"`
	Heading  string            `json:"heading"` // after the id
	Text     []string          `json:"text"`    // paragraphs
	Fields   []ExplainedField  `json:"fields"`
	Examples []ExplainedSample `json:"examples,omitempty"`
	Notice   string            `json:"notice,omitempty"`
}

// An ExplainedField is a label and one or more texts.
type ExplainedField struct {
	Label string   `json:"label"`
	Texts []string `json:"texts"`
}

// Headings of examples.
const (
	DoesNotConform = "Does not conform"
	Conforms       = "Conforms"
)

// An ExplainedSample is an example under its heading.
type ExplainedSample struct {
	Heading string `json:"heading"`
	Example
}

// add adds a field unless it says nothing.
func (e *Explanation) add(label string, texts ...string) {
	texts = slices.DeleteFunc(texts, func(s string) bool { return s == "" })
	if len(texts) > 0 {
		e.Fields = append(e.Fields, ExplainedField{label, texts})
	}
}

// Explain explains id: a rule, clause, control, kind, register or exit code.
// An unknown id is a *UsageError that suggests a known one.
func (d *Definitions) Explain(id string) (*Explanation, error) {
	if r := d.Rule(id); r != nil {
		return d.explainRule(r)
	}
	if item, ok := d.Catalog.Requirement(id); ok {
		return d.explainRequirement(item), nil
	}
	if c := d.Catalog.Condition(id); c != nil {
		return d.explainCondition(c), nil
	}
	if k, ok := d.Schemas.Kind(id); ok {
		return d.explainKind(k), nil
	}
	if k, ok := d.Schemas.ByPlural(id); ok {
		return d.explainKind(k), nil
	}
	if texts, ok := exitCodes[id]; ok {
		return &Explanation{ID: id, Heading: "exit code", Text: texts}, nil
	}
	return nil, &UsageError{Message: fmt.Sprintf("there is no rule, clause, control, kind or exit code %q", id), Hint: d.suggest(id)}
}

// suggest says what an unknown id may have meant, or where to look.
func (d *Definitions) suggest(id string) string {
	if near := d.Catalog.Suggest(id); len(near) > 0 {
		return fmt.Sprintf("did you mean %q?", near[0])
	}
	var known []string
	for _, r := range d.All() {
		known = append(known, r.ID, r.Topic())
	}
	for _, k := range d.Schemas.Kinds() {
		known = append(known, k.Name)
	}
	if near := isms.Nearest(id, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "`ismsproof explain` lists all rules, `ismsproof controls` all requirements, `ismsproof schema` all kinds"
}

func (d *Definitions) explainRule(r *isms.Rule) (*Explanation, error) {
	e := &Explanation{ID: r.ID, Heading: r.Title, Text: paragraphs(r.Description)}
	e.add("grade", string(r.Grade))
	e.add("judges", subjectWords(r.Subject))
	reads := slices.DeleteFunc(d.Rules.Reads(r.ID), func(k string) bool { return k == r.Subject })
	e.add("reads", strings.Join(reads, ", "))
	var requirements []string
	for _, id := range r.Requirements {
		requirements = append(requirements, strings.TrimSpace(id+"  "+d.Catalog.Title(id)))
	}
	e.add("requires", requirements...)
	e.add("lapses", r.When)
	e.add("escalation", r.Escalation)
	if r.NotWaivable {
		e.add("waiver", "none: a waiver of this rule has no effect")
	}
	e.add("remedy", r.Remedy)
	examples, err := d.examplesOf(r)
	if err != nil {
		return nil, err
	}
	for _, x := range examples.Fires {
		e.Examples = append(e.Examples, ExplainedSample{DoesNotConform, x})
	}
	for _, x := range examples.Silent {
		e.Examples = append(e.Examples, ExplainedSample{Conforms, x})
	}
	return e, nil
}

func subjectWords(subject string) string {
	switch subject {
	case "engine":
		return "every file; a check of the engine itself"
	case "record":
		return "every record"
	case "isms":
		return "the ISMS as a whole"
	case subjectRevision:
		return "each record as a commit changes it; `history` and `check --base` judge it"
	case subjectCommit:
		return "each commit that changes a record; `history` and `check --base` judge it"
	}
	return "each " + strings.ReplaceAll(subject, "_", " ")
}

func (d *Definitions) explainRequirement(item catalog.Item) *Explanation {
	e := &Explanation{
		ID: item.ID, Heading: item.Title,
		Notice: "Ids and short titles only, the rest in our own words: the wording of ISO/IEC 27001:2022 has to be bought.",
	}
	if item.Framework != "" {
		e.Notice = ""
		e.add("framework", d.Catalog.Framework(item.Framework).Title)
	}
	if item.Clause != nil {
		d.explainClause(e, item.Clause)
	} else {
		explainControl(e, item.Control)
	}
	e.add("rules", d.rulesOn(item.ID, withoutRules(item))...)
	var mapped []string
	for _, m := range d.Catalog.Mappings() {
		targets, _ := m.Targets(item.ID)
		ids := make([]string, len(targets))
		for i, t := range targets {
			ids[i] = t.ID
		}
		if len(ids) > 0 {
			text := m.Name + ": " + strings.Join(ids, ", ")
			if m.Credit != "" {
				text += " (" + strings.TrimSuffix(m.Credit, ".") + ")"
			}
			mapped = append(mapped, text)
		}
	}
	e.add("supports", mapped...)
	return e
}

// withoutRules says why no rule names a requirement.
func withoutRules(item catalog.Item) string {
	switch c := item.Clause; {
	case c != nil && c.Checkable == catalog.Human:
		return "none: interview and observation alone show it"
	case c != nil && !c.Leaf:
		return "none: its items are judged one by one"
	}
	return "none reaches it yet"
}

// rulesOn names the rules that read a requirement, or says why there is none.
func (d *Definitions) rulesOn(id, none string) []string {
	var rules []string
	for _, r := range d.All() {
		if slices.Contains(r.Requirements, id) {
			rules = append(rules, fmt.Sprintf("%s (%s)  %s", r.ID, r.Grade, r.Title))
		}
	}
	if len(rules) == 0 {
		return []string{none}
	}
	return rules
}

func (d *Definitions) explainCondition(c *catalog.Condition) *Explanation {
	e := &Explanation{
		ID: c.ID, Heading: c.Title, Text: paragraphs(c.Text),
		Notice: "A condition of the certification scheme, in our own words: it tells readiness for a certificate, and is no requirement of ISO/IEC 27001:2022.",
	}
	e.add("set by", c.Source)
	e.add("auditor asks", c.Asked)
	e.add("rules", d.rulesOn(c.ID, "none reaches it yet")...)
	return e
}

func (d *Definitions) explainClause(e *Explanation, c *catalog.Clause) {
	e.Text = paragraphs(c.Requirement)
	audited := c // lettered items are audited together with their heading
	for audited.AuditorAsks == "" && audited.Parent != "" {
		item, _ := d.Catalog.Requirement(audited.Parent)
		audited = item.Clause
	}
	e.add("in writing", map[string]string{"document": "a document is demanded", "record": "a record is demanded"}[c.Documented])
	together := ""
	if audited != c && audited.AuditorAsks != "" {
		together = audited.ID
	}
	e.add("audited with", together)
	e.add("auditor asks", audited.AuditorAsks)
	e.add("major if", audited.TypicalMajor)
	e.add("minor if", audited.TypicalMinor)
	e.add("shown by", strings.Join(c.Kinds, ", "))
	e.add("judged by", map[catalog.Checkable]string{
		catalog.Full:    "records",
		catalog.Partial: "records for presence, dates and links; the substance is for an auditor",
		catalog.Human:   "interview and observation alone",
	}[c.Checkable])
	e.add("records show", audited.Machine)
	e.add("not shown", audited.Unseen)
	var below []string
	for _, child := range d.Catalog.Clauses() {
		if child.Parent == c.ID {
			below = append(below, child.ID)
		}
	}
	e.add("items", strings.Join(below, ", "))
}

func explainControl(e *Explanation, c *catalog.Control) {
	if c.Intent != "" {
		e.Text = paragraphs(c.Intent + ".")
	}
	e.add("theme", c.Theme)
	e.add("type", strings.Join(c.ControlType, ", "))
	e.add("properties", strings.Join(c.SecurityProperties, ", "))
	if c.WrittenFormDemanded {
		e.add("in writing", "the control itself asks for it")
	}
	e.add("shown by", strings.Join(c.Kinds, ", "))
	e.add("evidence", strings.Join(c.Evidence, "; "))
}

func (d *Definitions) explainKind(k *schema.Kind) *Explanation {
	e := &Explanation{ID: k.Name, Heading: k.Title, Text: paragraphs(k.Description)}
	switch {
	case k.Own:
		e.add("declared by", "the configuration")
		e.add("stands in", k.Within)
	case k.Inner:
		e.add("stands in", k.Within)
	case k.Plural != "":
		e.add("register", fmt.Sprintf("`kind: %s` with `items`, or one record per file as `kind: %s`", k.Plural, k.Name))
	default:
		e.add("file", fmt.Sprintf("one record per file, `kind: %s`", k.Name))
	}
	var fields, rules []string
	for _, f := range k.Fields() {
		fields = append(fields, strings.TrimRight(fmt.Sprintf("%s (%s)  %s", f.Name, f.Type, f.Description), " "))
	}
	for _, r := range d.All() {
		if r.Subject == k.Name || slices.Contains(d.Rules.Reads(r.ID), k.Name) {
			rules = append(rules, r.ID+"  "+r.Title)
		}
	}
	e.add("fields", fields...)
	e.add("rules", rules...)
	return e
}

// KindExample returns a file of records of a built-in kind that are well formed, "" where
// there is none.
func KindExample(kind string) string {
	text, err := schemas.FS.ReadFile(kind + "/valid.yaml")
	if err != nil {
		return ""
	}
	return string(text)
}

func paragraphs(text string) []string {
	var out []string
	for p := range strings.SplitSeq(text, "\n\n") {
		if words := strings.Join(strings.Fields(p), " "); words != "" {
			out = append(out, words)
		}
	}
	return out
}

// exitCodes says what each exit code means and what to do about it.
var exitCodes = map[string][]string{
	"0": {
		"No nonconformity was detected at or above --fail-on, and everything could be read and decided.",
		"It does not mean certified or compliant: the report says how many requirements no rule reads and how many only an interview can show.",
	},
	"1": {
		"At least one open finding is at or above --fail-on (default: minor).",
		"Each finding names its line and a remedy. What cannot be mended now is waived by an approved exception with an end date; a waiver never hides a finding.",
	},
	"2": {"The command or the configuration is wrong: an unknown flag, revision, rule or time zone. Nothing was judged."},
	"3": {
		"Something could not be read, decided or completed: an unreadable file, a rule that erred, a missing object, or nothing to check at all. Unknown is never green, so 3 wins over every other code.",
		"The report names each file and the reason. Mend the file, or fetch what a shallow or partial clone lacks.",
	},
	"4": {
		"Judged against a base, the change weakens what judges: rules, schemas, waivers or configuration. Each difference is listed as weakened.",
		"Nothing need be wrong with it: the owner of what it changes has to agree. 3 wins over 4, and 4 over 1.",
	},
	"130": {"The run was interrupted. No file was left half written."},
}
