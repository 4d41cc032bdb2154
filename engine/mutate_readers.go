package engine

import (
	"slices"
	"strings"

	"ismsproof/engine/isms"
	"ismsproof/engine/policy"
)

// schemaRules are the checks of form: they notice without reading any field in particular.
var schemaRules = []string{ruleReadable, ruleSchema, ruleKind, ruleUnique, ruleLossy, ruleLinks, ruleSymlink, ruleNoConfig}

// wholeRecord is the field of a mutant that drops a record.
const wholeRecord = ""

// readers finds which rules say that they read a field.
type readers struct {
	rules  []*isms.Rule
	claims map[string]policy.Claim
	org    map[string][]string // of a kind inside the isms record, the fields there that hold it
	known  map[[2]string][]*isms.Rule
	acts   map[[2]string]bool // rule and kind: a rule about any record judges records of the kind
}

func (d *Definitions) readers() *readers {
	r := &readers{rules: d.Rules.Rules(), claims: map[string]policy.Claim{}, org: map[string][]string{}, known: map[[2]string][]*isms.Rule{}, acts: map[[2]string]bool{}}
	for _, rule := range r.rules {
		r.claims[rule.ID], _ = d.Rules.Claims(rule.ID)
	}
	for _, k := range d.Schemas.Kinds() {
		if k.Within == "isms" {
			r.org[k.Name] = k.Lists
		}
	}
	return r
}

// act notes which rules about any record judge records of which kinds: they read fields
// of every record, to find out that they are not about it. One judges a kind where it
// notices a mutant of a field that it reads.
func (r *readers) act(mutants []*mutant) {
	for _, x := range mutants {
		for _, id := range x.noticed {
			c := r.claims[id]
			if slices.Contains(c.Fields, x.Top()) || slices.Contains(c.Records["*"], x.Top()) {
				r.acts[[2]string{id, x.Record.Kind}] = true
			}
		}
	}
}

// judging is of without the rules about any record that do not judge the kind.
func (r *readers) judging(kind, field string) []*isms.Rule {
	return slices.DeleteFunc(slices.Clone(r.of(kind, field)), func(rule *isms.Rule) bool {
		c := r.claims[rule.ID]
		particular := rule.Subject == kind || len(c.Records[kind]) > 0 || kind == "isms" || len(r.org[kind]) > 0
		return !particular && !r.acts[[2]string{rule.ID, kind}]
	})
}

// of returns the rules that read a field of records of a kind, and name what is inside it; of the whole
// record, those that look for records of the kind from elsewhere.
func (r *readers) of(kind, field string) []*isms.Rule {
	key := [2]string{kind, field}
	if found, ok := r.known[key]; ok {
		return found
	}
	steps := strings.Split(field, ".")
	field = steps[0]
	found := []*isms.Rule{}
	for _, rule := range r.rules {
		c := r.claims[rule.ID]
		if slices.ContainsFunc(steps[1:], func(step string) bool { return !c.Names(step) }) {
			continue
		}
		about := rule.Subject == kind || rule.Subject == "record"
		switch {
		case field == wholeRecord && len(c.Records[kind]) > 0,
			field != wholeRecord && about && slices.Contains(c.Fields, field),
			slices.Contains(c.Records[kind], field),
			slices.Contains(c.Records["*"], field),
			kind == "isms" && slices.Contains(c.Org, field),
			slices.ContainsFunc(r.org[kind], func(list string) bool { return slices.Contains(c.Org, list) }):
			found = append(found, rule)
		}
	}
	r.known[key] = found
	return found
}
