package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"ismsproof/engine/document"
	"ismsproof/engine/isms"
)

// waiverFacts says what is wrong with waivers along a line that ends before end: that
// they are not in force, and that they never can have an effect. All of it is told by
// the waiver itself, the configuration and the definitions, but whether ids name
// anything.
func (w *walk) waiverFacts(end int) []*fact {
	var out []*fact
	var wanted []idsWanted
	for s, v := range w.exceptions(end) {
		x := &waiverJudge{walk: w, subject: s, exceptionStretch: v}
		if x.text("type") != "rule_waiver" {
			if len(x.texts("rules")) > 0 {
				x.tell(ruleMalformed, isms.Path{"type"}, "exception %s names rules to waive and is not of type rule_waiver", s.ID)
			}
		} else {
			x.malformed()
			x.notWaivable()
			x.selectors()
			x.late()
			wanted = append(wanted, x.ids()...)
		}
		out = append(out, x.facts...)
	}
	return append(out, w.missing(wanted, end)...)
}

// waiverJudge judges one waiver.
type waiverJudge struct {
	*walk
	*subject
	exceptionStretch
	facts []*fact
}

func (x *waiverJudge) text(key string) string    { return x.record.input.Text(key) }
func (x *waiverJudge) texts(key string) []string { return x.record.input.Texts(key) }

// judging returns the definitions that judge the stretch.
func (x *waiverJudge) judging() *Definitions {
	if x.configs != nil {
		return x.configs[x.from].d
	}
	return x.d
}

// tell adds a finding at a path of the waiver.
func (x *waiverJudge) tell(rule string, at isms.Path, format string, args ...any) *fact {
	f := findingAt(x.record, x.judging().Checks[rule], at)
	f.Message = fmt.Sprintf(format, args...)
	f.Locus = twinMark(f.Locus, x.twin)
	told := &fact{Finding: f, from: x.from, to: x.to}
	x.facts = append(x.facts, told)
	return told
}

// malformed tells why the waiver is none. That one person asked for it and approved it
// is exc.approved's, and a date that is no date the schema's.
func (x *waiverJudge) malformed() {
	if words := lacks(x.record); len(words) > 0 {
		x.tell(ruleMalformed, nil, "waiver %s is not in force: it does not say %s", x.ID, strings.Join(words, ", "))
	}
	zone := x.configAt(x.from).zone
	from, errFrom := lastDay(x.text("from"), zone)
	until, errUntil := lastDay(x.text("until"), zone)
	if errFrom == nil && errUntil == nil && from != nil && until != nil && until.Before(*from) {
		x.tell(ruleMalformed, isms.Path{"until"}, "waiver %s is not in force: it ends on %s, before its first day %s", x.ID, x.text("until"), x.text("from"))
	}
}

// notWaivable tells the rules that no waiver waives.
func (x *waiverJudge) notWaivable() {
	for i, id := range x.texts("rules") {
		if r := x.judging().Rule(id); r != nil && r.NotWaivable {
			x.tell(ruleNotWaivable, isms.Path{"rules", fmt.Sprint(i)}, "waiver %s names %s, which cannot be waived", x.ID, id)
		}
	}
}

// selectors tells what can never fit a finding. Rules and requirements that nobody
// knows are dangling references.
func (x *waiverJudge) selectors() {
	kinds := x.texts("kinds")
	var known []string
	for _, k := range x.judging().Schemas.Kinds() {
		known = append(known, k.Name)
	}
	for i, kind := range kinds {
		if !slices.Contains(known, kind) {
			hint := ""
			if near := isms.Nearest(kind, known); near != "" {
				hint = fmt.Sprintf("; did you mean %q?", near)
			}
			x.tell(ruleIneffective, isms.Path{"kinds", fmt.Sprint(i)}, "waiver %s is for the kind %q, which does not exist%s", x.ID, kind, hint)
		}
	}
	for i, glob := range x.texts("paths") {
		if !doublestar.ValidatePattern(glob) {
			x.tell(ruleIneffective, isms.Path{"paths", fmt.Sprint(i)}, "waiver %s is for files that fit %q, which is no pattern", x.ID, glob)
		}
	}
	for i, id := range x.texts("rules") {
		rule := x.judging().Rule(id)
		if rule == nil || rule.NotWaivable {
			continue
		}
		at := isms.Path{"rules", fmt.Sprint(i)}
		switch {
		case !(&Waiver{Requirements: x.texts("requirements")}).names(rule):
			x.tell(ruleIneffective, at, "waiver %s is for requirements that %s is not about", x.ID, id)
		case len(kinds) > 0 && !slices.ContainsFunc(kinds, func(kind string) bool { return judges(rule, kind) }):
			x.tell(ruleIneffective, at, "waiver %s is for %s, and %s judges none of them", x.ID, strings.Join(kinds, ", "), id)
		case len(x.texts("ids")) == 0 && gravest(rule, rule.Grade) == isms.Major:
			x.tell(ruleIneffective, at, "waiver %s names no ids, and what %s finds is or may become major, which is waived by id alone", x.ID, id)
		}
	}
}

// judges says whether a rule may find something in records of a kind.
func judges(r *isms.Rule, kind string) bool {
	return r.Subject == kind || r.Subject == "record" || r.Subject == "engine" || r.Subject == "revision" || r.Subject == "commit"
}

// late tells a waiver that was over when it was approved.
func (x *waiverJudge) late() {
	zone := x.configAt(x.from).zone
	until, errUntil := lastDay(x.text("until"), zone)
	on, errOn := lastDay(x.text("approved_on"), zone)
	if errUntil == nil && errOn == nil && until != nil && on != nil && until.Before(*on) {
		x.tell(ruleIneffective, isms.Path{"approved_on"}, "waiver %s was approved on %s, when it was over", x.ID, x.text("approved_on"))
	}
}

// idsWanted is a fact that holds wherever no record has an id.
type idsWanted struct {
	*fact
	id    string
	kinds []string
}

// ids returns what is to be told where an id names no record. The names of files are
// ids of findings too, and a record that is waived to vanish is gone.
func (x *waiverJudge) ids() []idsWanted {
	if slices.Contains(x.texts("rules"), ruleVanished) {
		return nil
	}
	var out []idsWanted
	for i, id := range x.texts("ids") {
		if document.Readable(id) {
			continue
		}
		kinds := x.texts("kinds")
		f := x.tell(ruleIneffective, isms.Path{"ids", fmt.Sprint(i)}, "waiver %s is for %q, but there is no such %s", x.ID, id, orList(kindWords(append(kinds, "*")[:max(1, len(kinds))])))
		x.facts = x.facts[:len(x.facts)-1]
		out = append(out, idsWanted{f, id, kinds})
	}
	return out
}

// missing returns of facts about ids what holds while no record has the id, and no file
// is unreadable that may hold it.
func (w *walk) missing(wanted []idsWanted, end int) []*fact {
	if len(wanted) == 0 {
		return nil
	}
	subjects := map[string][]*subject{}
	for _, x := range wanted {
		subjects[x.id] = nil
	}
	for _, s := range w.subjects {
		if list, asked := subjects[s.ID]; asked && !s.whole {
			subjects[s.ID] = append(list, s)
		}
	}
	var out []*fact
	for _, x := range wanted {
		there := make([]bool, x.to-x.from)
		mark := func(from, to int) {
			for point := max(from, x.from); point < min(to, x.to); point++ {
				there[point-x.from] = true
			}
		}
		for _, s := range subjects[x.id] {
			for i, v := range s.versions {
				to := end
				if i+1 < len(s.versions) {
					to = s.versions[i+1].from
				}
				if v.record != nil && (len(x.kinds) == 0 || slices.Contains(x.kinds, s.Kind)) {
					mark(v.from, to)
				}
			}
		}
		for _, b := range w.blind {
			if b.Kind == "" {
				mark(b.from, b.to)
			}
		}
		for i := 0; i < len(there); i++ {
			if there[i] {
				continue
			}
			from := i
			for i < len(there) && !there[i] {
				i++
			}
			part := *x.fact
			part.from, part.to = x.from+from, x.from+i
			out = append(out, &part)
		}
	}
	return out
}

// idle tells the waivers in force at a point, as of an instant, that waive nothing
// there. Where a rule that one names did not run, or could not be decided, nobody knows.
func (w *walk) idle(point int, r *isms.Report, selected func(*isms.Rule) bool) []isms.Finding {
	var out []isms.Finding
	for _, x := range w.inForce(point, r.AsOf) {
		if slices.ContainsFunc(r.Findings, func(f isms.Finding) bool { return x.means(&f) }) || !w.decided(&x.Waiver, r, selected) {
			continue
		}
		f := findingAt(x.record, w.d.Checks[ruleUnused], nil)
		f.Status = isms.Open
		f.Message = fmt.Sprintf("waiver %s is in force and waives nothing", x.ID)
		out = append(out, f)
	}
	return out
}

// decided says whether everything that a waiver may mean was looked at and decided.
func (w *walk) decided(x *Waiver, r *isms.Report, selected func(*isms.Rule) bool) bool {
	if slices.Contains(x.Rules, ruleVanished) {
		return false // it takes two trees to find
	}
	for _, rule := range w.d.all {
		if (len(x.Rules) == 0 || slices.Contains(x.Rules, rule.ID)) && x.names(rule) && !selected(rule) {
			return false
		}
	}
	return !slices.ContainsFunc(r.Undecided, func(u isms.Undecided) bool {
		return u.Rule == nil || u.Kind == "" || len(x.Rules) == 0 || slices.Contains(x.Rules, u.Rule.ID)
	})
}
