package engine

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"ismsproof/engine/isms"
	"ismsproof/engine/mutation"
)

// An Assurance tells how much of what was spoiled in an ISMS its rules notice.
type Assurance struct {
	Schema  string   `json:"schema"` // AssuranceSchema
	AsOf    string   `json:"as_of"`
	Seed    uint64   `json:"seed"`
	Each    int      `json:"each"`
	Sample  int      `json:"sample"`
	Kinds   []string `json:"kinds,omitempty"` // asked for; none: all
	Records int      `json:"records"`
	Mutants int      `json:"mutants"`
	Unmade  int      `json:"unmade"` // that no edit gives exactly

	Fields   Detection `json:"fields"`   // fields that some rule reads, each noticed where a mutant of it is: the detection rate
	Read     Detection `json:"read"`     // the mutants of these fields
	Unread   Detection `json:"unread"`   // of fields that no rule reads
	Dropped  Detection `json:"dropped"`  // whole records
	Harmless Detection `json:"harmless"` // mutants that conform as the original does: see Harmless

	Requirements []RequirementDetection `json:"requirements"`
	ByKind       []KindDetection        `json:"kinds_of_record"`
	ByOperator   []OperatorDetection    `json:"operators"`
	Missed       []MissedMutants        `json:"missed"`

	Rules   int             `json:"rules"`
	Silent  []string        `json:"silent"`  // rules that an example fires and no mutant
	Vacuous []string        `json:"vacuous"` // rules that no example and no mutant fires
	Exempt  []ExemptFromAll `json:"exempt"`  // rules that no single tree can fire
}

// AssuranceSchema names the form of an assurance in JSON: a file of it that lies among
// records is none.
const AssuranceSchema = "ismsproof/assurance/v1"

// A Detection counts mutants by who noticed them.
type Detection struct {
	Mutants int `json:"mutants"`
	Rules   int `json:"by_rules"`  // a rule found something
	Schema  int `json:"by_schema"` // no rule did, and the schema or a broken reference told
	Missed  int `json:"missed"`    // nobody did
}

// Rate is the share of mutants that were noticed, from 0 to 1; 1 of none.
func (d Detection) Rate() float64 {
	if d.Mutants == 0 {
		return 1
	}
	return float64(d.Rules+d.Schema) / float64(d.Mutants)
}

// RequirementDetection is about the fields that the rules of one requirement read.
type RequirementDetection struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"`
	Detection           // mutants
	Own       int       `json:"by_own_rules"` // of those by rules, the ones that a rule of this requirement noticed
	Fields    Detection `json:"fields"`       // as in Assurance
	fields    map[[2]string]*[2]bool
}

// KindDetection is about the records of one kind.
type KindDetection struct {
	Kind   string    `json:"kind"`
	Read   Detection `json:"read"`
	Unread Detection `json:"unread"`
}

// OperatorDetection is about one operator, on fields that rules read or whole records.
type OperatorDetection struct {
	Operator string `json:"operator"`
	Detection
}

// MissedMutants are mutants of one field by one operator of which some are not noticed.
type MissedMutants struct {
	Kind     string   `json:"kind"`
	Field    string   `json:"field"` // "" for a whole record
	Operator string   `json:"operator"`
	Missed   int      `json:"missed"`
	Mutants  int      `json:"mutants"`
	Rules    []string `json:"rules"` // that read the field
	ID       string   `json:"id"`    // of one record where it was missed
	Path     string   `json:"path"`
	Line     int      `json:"line"`
	Was      string   `json:"was,omitempty"`
	Becomes  string   `json:"becomes,omitempty"`
}

// ExemptFromAll is a rule that no single tree can fire, and why.
type ExemptFromAll struct {
	Rule string `json:"rule"`
	Why  string `json:"why"`
}

// assurance counts what was noticed.
func (m *mutator) assurance(ctx context.Context) (*Assurance, error) {
	d := m.c.d
	a := &Assurance{
		Schema: AssuranceSchema, AsOf: m.asOf.Format(time.DateOnly), Seed: m.options.Seed, Each: m.options.Each, Sample: m.options.Sample, Kinds: m.options.Kinds,
		Mutants: len(m.mutants), Unmade: len(m.unmade), Rules: len(d.all),
	}
	for _, ids := range m.people {
		a.Records += len(ids)
	}
	m.readers.act(m.mutants)
	t := &assuranceTally{readers: m.readers, fields: map[[2]string]*[2]bool{}, requirements: map[string]*RequirementDetection{}, kinds: map[string]*KindDetection{}, operators: map[mutation.Operator]*Detection{}, missed: map[stratum]*MissedMutants{}}
	for _, op := range mutation.Operators {
		t.operators[op] = &Detection{}
	}
	for _, x := range m.mutants {
		t.count(a, x)
	}
	a.Requirements = t.byRequirement(d)
	for _, kind := range slices.Sorted(maps.Keys(t.kinds)) {
		a.ByKind = append(a.ByKind, *t.kinds[kind])
	}
	for _, op := range mutation.Operators {
		if n := t.operators[op]; n.Mutants > 0 {
			a.ByOperator = append(a.ByOperator, OperatorDetection{string(op), *n})
		}
	}
	a.Missed = t.strata()
	a.Fields = countFields(t.fields)
	return a, m.vacuity(ctx, a)
}

// stratum is all mutants of a field by an operator.
type stratum struct {
	kind, field string
	operator    mutation.Operator
}

type assuranceTally struct {
	*readers
	requirements map[string]*RequirementDetection
	kinds        map[string]*KindDetection
	operators    map[mutation.Operator]*Detection
	missed       map[stratum]*MissedMutants
	fields       map[[2]string]*[2]bool // by kind and name: whether rules, and the schema, noticed a mutant of it
}

// noticedBy says who noticed a mutant.
func (x *mutant) noticedBy() (rules, schema bool) {
	for _, id := range x.noticed {
		if slices.Contains(schemaRules, id) {
			schema = true
		} else {
			rules = true
		}
	}
	return rules, schema || x.refused
}

// add counts one mutant.
func (d *Detection) add(rules, schema bool) {
	d.Mutants++
	switch {
	case rules:
		d.Rules++
	case schema:
		d.Schema++
	default:
		d.Missed++
	}
}

func (t *assuranceTally) count(a *Assurance, x *mutant) {
	rules, schema := x.noticedBy()
	kind := x.Record.Kind
	by := t.judging(kind, x.Field)
	k := t.kinds[kind]
	if k == nil {
		k = &KindDetection{Kind: kind}
		t.kinds[kind] = k
	}
	op := t.operators[x.Operator]
	switch {
	case x.Operator == mutation.DropRecord:
		a.Dropped.add(rules, schema)
		op.add(rules, schema)
	case len(by) == 0:
		a.Unread.add(rules, schema)
		k.Unread.add(rules, schema)
		return
	case harmlessAs(x) != nil && !rules:
		a.Harmless.add(rules, schema)
		return
	default:
		noteField(t.fields, x, rules, schema)
		a.Read.add(rules, schema)
		k.Read.add(rules, schema)
		op.add(rules, schema)
		t.require(by, x, rules, schema)
	}
	t.miss(x, by, !rules && !schema)
}

// require counts a mutant for each requirement whose rules read its field.
func (t *assuranceTally) require(by []*isms.Rule, x *mutant, rules, schema bool) {
	own := map[string]bool{}
	for _, rule := range by {
		for _, id := range rule.Requirements {
			own[id] = own[id] || slices.Contains(x.noticed, rule.ID)
		}
	}
	for id, noticed := range own {
		r := t.requirements[id]
		if r == nil {
			r = &RequirementDetection{ID: id, fields: map[[2]string]*[2]bool{}}
			t.requirements[id] = r
		}
		r.add(rules, schema)
		noteField(r.fields, x, rules, schema)
		if noticed {
			r.Own++
		}
	}
}

// noteField notes who noticed a mutant of a field.
func noteField(fields map[[2]string]*[2]bool, x *mutant, rules, schema bool) {
	key := [2]string{x.Record.Kind, x.Field}
	if fields[key] == nil {
		fields[key] = &[2]bool{}
	}
	fields[key][0], fields[key][1] = fields[key][0] || rules, fields[key][1] || schema
}

func countFields(fields map[[2]string]*[2]bool) (d Detection) {
	for _, noticed := range fields {
		d.add(noticed[0], noticed[1])
	}
	return d
}

// miss notes a mutant of a stratum of which some are missed.
func (t *assuranceTally) miss(x *mutant, by []*isms.Rule, missed bool) {
	key := stratum{x.Record.Kind, x.Field, x.Operator}
	s := t.missed[key]
	if s == nil {
		s = &MissedMutants{Kind: key.kind, Field: key.field, Operator: string(key.operator)}
		for _, rule := range by {
			s.Rules = append(s.Rules, rule.ID)
		}
		t.missed[key] = s
	}
	s.Mutants++
	if !missed {
		return
	}
	if s.Missed++; s.Missed == 1 {
		s.ID, s.Path, s.Line, s.Was, s.Becomes = x.Record.ID, x.File, x.Line, x.Was, x.Becomes
	}
}

// strata returns what was missed, by kind, field and operator.
func (t *assuranceTally) strata() []MissedMutants {
	out := []MissedMutants{}
	for _, s := range t.missed {
		if s.Missed > 0 {
			out = append(out, *s)
		}
	}
	slices.SortFunc(out, func(a, b MissedMutants) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Field, b.Field), strings.Compare(a.Operator, b.Operator))
	})
	return out
}

// byRequirement returns the requirements in the order of the catalogue, then those that
// it does not hold.
func (t *assuranceTally) byRequirement(d *Definitions) []RequirementDetection {
	out := []RequirementDetection{}
	add := func(id, title string) {
		if r := t.requirements[id]; r != nil {
			r.Title, r.Fields = title, countFields(r.fields)
			out = append(out, *r)
			delete(t.requirements, id)
		}
	}
	for _, clause := range d.Catalog.Clauses() {
		add(clause.ID, clause.Title)
	}
	for _, control := range d.Catalog.Controls() {
		add(control.ID, control.Title)
	}
	for _, id := range slices.Sorted(maps.Keys(t.requirements)) {
		add(id, "")
	}
	return out
}
