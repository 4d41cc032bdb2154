package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"ismsproof/engine"
	"ismsproof/engine/report"
)

// held is the rate in percent below which a requirement must not fall: what is measured
// less one mutant in twenty, so that a rule more or a record more breaks nothing.
func held(d engine.Detection) int {
	return max(0, 100*(d.Rules+d.Schema-(d.Mutants+19)/20)/max(1, d.Mutants))
}

// assurancePage lays an assurance out as Markdown.
type assurancePage struct {
	strings.Builder
	*engine.Assurance
}

func writeAssurancePage(w io.Writer, a *engine.Assurance, _ report.Options) error {
	p := &assurancePage{Assurance: a}
	p.head()
	p.requirements()
	p.kinds()
	p.missed()
	p.vacuity()
	_, err := io.WriteString(w, p.String())
	return err
}

func (p *assurancePage) say(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// row writes a row of a table; cells are escaped by who knows what they hold.
func (p *assurancePage) row(cells ...string) {
	fmt.Fprintf(p, "| %s |\n", strings.Join(cells, " | "))
}

func (p *assurancePage) table(columns ...string) {
	p.say("")
	p.row(columns...)
	p.row(slices.Repeat([]string{"---"}, len(columns))...)
}

// counts are the cells of a detection.
func counts(d engine.Detection) []string {
	return []string{fmt.Sprint(d.Mutants), fmt.Sprint(d.Rules), fmt.Sprint(d.Schema), fmt.Sprint(d.Missed), percent(d)}
}

// cell is a word of the repository in code: Markdown means nothing in it.
func cell(s string) string {
	if s = strings.NewReplacer("|", "¦", "`", "'").Replace(report.Clean(briefly(s))); s == "" {
		return ""
	}
	return "`" + s + "`"
}

func (p *assurancePage) head() {
	p.say("# How much the rules notice")
	p.say("")
	p.say("A rule that never finds anything looks like a rule that everybody keeps. So the records of an ISMS that")
	p.say("conforms are spoiled one at a time, and each time all rules judge the whole again. A mutant is *noticed* where")
	p.say("something is found that the ISMS as it is does not have. What nobody notices is listed below: it is what you")
	p.say("could get wrong without this tool saying a word.")
	p.say("")
	p.say("This page is written by `ismsproof policy mutate examples/acme --as-of %s -o markdown=docs/assurance.md`", p.AsOf)
	p.say("from %d records, as of %s, with seed %d and at most %d mutants of a field by one operator.", p.Records, p.AsOf, p.Seed, p.Each)
	p.table("what was spoiled", "number", "noticed by rules", "by the schema alone", "not noticed", "noticed")
	for _, line := range []struct {
		what string
		engine.Detection
	}{
		{"**fields that rules read, noticed where a mutant of it is: the detection rate**", p.Fields},
		{"mutants of these fields", p.Read},
		{"mutants of these fields that conform all the same, not counted above", p.Harmless},
		{"mutants of fields that no rule reads", p.Unread},
		{"whole records dropped", p.Dropped},
	} {
		p.row(append([]string{line.what}, counts(line.Detection)...)...)
	}
	p.say("")
	p.say("## How to read it")
	p.say("")
	p.say("- *Fields that rules read* are known without running anything: the rules are followed from the record to the")
	p.say("  fields they ask for; what is inside a field counts where the rule names it. A rule about any record counts for")
	p.say("  the kinds where some mutant shows that it judges them.")
	p.say("- *By the schema alone*: a missing field that every record of the kind needs, a word that is not allowed, a")
	p.say("  reference to something that is not there. No rule of a requirement said anything.")
	p.say("- *Conforms all the same*: mutations that make another ISMS which is as good, such as somebody who joined two")
	p.say("  years earlier. They were looked at one by one, stand in the list at the end with the reason, and are left out of")
	p.say("  the rate only where indeed nothing notices them.")
	p.say("- A *dropped record* leaves no trace in a tree unless something referred to it. Between two commits `doc.vanished`")
	p.say("  and `doc.record_kept` tell it; this page is about single trees.")
	p.say("- Rules about what commits did cannot be fired by a single tree; they have examples of their own.")
	p.say("- The rate says how well the rules look at records that are there. It says nothing about what is not written down.")
	p.table("operator", "mutants", "noticed by rules", "by the schema alone", "not noticed", "noticed")
	for _, o := range p.ByOperator {
		p.row(append([]string{o.Operator}, counts(o.Detection)...)...)
	}
}

func (p *assurancePage) requirements() {
	p.say("")
	p.say("## By requirement")
	p.say("")
	p.say("Of each requirement, the fields that its rules read, those of which a mutant is noticed, and all mutants of them.")
	p.say("*By its own rules* are the mutants that a rule of this very requirement noticed, and not only another one. The last")
	p.say("rate must not fall below *held at*: a test compares.")
	p.table("requirement", "", "fields", "noticed", "mutants", "by its own rules", "by other rules", "by the schema alone", "not noticed", "noticed", "held at")
	for _, r := range p.Requirements {
		p.row(r.ID, r.Title, fmt.Sprint(r.Fields.Mutants), percent(r.Fields), fmt.Sprint(r.Mutants), fmt.Sprint(r.Own), fmt.Sprint(r.Rules-r.Own), fmt.Sprint(r.Schema), fmt.Sprint(r.Missed),
			percent(r.Detection), fmt.Sprintf("%d %%", held(r.Detection)))
	}
}

func (p *assurancePage) kinds() {
	p.say("")
	p.say("## By kind of record")
	p.table("kind", "mutants of fields that rules read", "noticed by rules", "by the schema alone", "not noticed", "noticed", "mutants of other fields", "noticed")
	for _, k := range p.ByKind {
		p.row(slices.Concat([]string{cell(k.Kind)}, counts(k.Read), []string{fmt.Sprint(k.Unread.Mutants), percent(k.Unread)})...)
	}
}

func (p *assurancePage) missed() {
	p.say("")
	p.say("## What nobody notices")
	p.say("")
	p.say("Mutants of fields that rules read, and of whole records, by kind. The example is one of them.")
	p.table("kind", "field", "operator", "not noticed", "of", "example", "before", "after", "read by")
	for _, m := range p.Missed {
		rules := make([]string, 0, 4)
		for _, id := range m.Rules[:min(3, len(m.Rules))] {
			rules = append(rules, cell(id))
		}
		if more := len(m.Rules) - len(rules); more > 0 {
			rules = append(rules, fmt.Sprintf("%d more", more))
		}
		p.row(cell(m.Kind), cmp.Or(cell(m.Field), "the record"), m.Operator, fmt.Sprint(m.Missed), fmt.Sprint(m.Mutants), cell(m.ID), cell(m.Was), cell(m.Becomes), strings.Join(rules, ", "))
	}
	p.say("")
	p.say("## What conforms all the same")
	p.table("kind", "field", "operators", "why it is no fault")
	for _, h := range engine.Harmless {
		operators := make([]string, len(h.Operators))
		for i, op := range h.Operators {
			operators[i] = string(op)
		}
		p.row(cell(h.Kind), codes(h.Fields), strings.Join(operators, ", "), h.Why)
	}
}

func (p *assurancePage) vacuity() {
	p.say("")
	p.say("## Rules that no mutant fires")
	p.say("")
	p.say("Of %d rules, %d are fired by their examples alone, because the example company does nothing that they are about or", p.Rules, len(p.Silent))
	p.say("because it takes more than one fault; %d take more than one tree. A rule that nothing fires is an error.", len(p.Exempt))
	p.say("")
	if len(p.Silent) > 0 {
		p.say("By examples alone: %s.", codes(p.Silent))
	}
	p.table("rule", "why no single tree fires it")
	for _, x := range p.Exempt {
		p.row(cell(x.Rule), x.Why)
	}
	for _, id := range p.Vacuous {
		p.say("")
		p.say("**Nothing fires %s.**", cell(id))
	}
}

func codes(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = cell(w)
	}
	return strings.Join(out, ", ")
}
