package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"ismsproof/engine/isms"
)

// weaken lists what the change itself does to those who judge: rules, schemas,
// waivers and configuration that let findings disappear or make them less grave. None
// of it has had any effect on the report: what was agreed judges.
func (g *gate) weaken(ctx context.Context, r *isms.Report, v *verdicts) error {
	mine := g.agreed
	if g.options.Config == "" {
		var err error
		if mine, err = g.d.readConfig(ctx, g.target.Read, g.tree.entries, "", g.target.root); err != nil {
			return err
		}
	}
	start := g.start(ctx)
	var after, before *isms.Report
	switch untouched := start != nil && mine.judgesLike(start); {
	case untouched || mine.judgesLike(g.agreed):
		after = g.walk.report(v, pointTarget, g.selected, g.merged(r.AsOf), r.AsOf, r.AsOf)
	default:
		r.Weakened = differences(g.agreed, mine)
		var err error
		if after, err = g.judgedBy(ctx, mine, r.AsOf); err != nil {
			return err
		}
		if start == nil || start.judgesLike(g.agreed) {
			break
		}
		// The base agreed on something since: what the change left as it found it is
		// no work of the change, and stays when both are merged.
		r.Weakened = shared(r.Weakened, differences(start, mine))
		if before, err = g.judgedBy(ctx, start, r.AsOf); err != nil {
			return err
		}
	}
	r.Weakened = slices.Concat(r.Weakened, g.keyChanges(mine), g.anchorChanges(), g.waiverChanges(r))
	silenced(r, after, before)
	return nil
}

// judgedBy judges the target as a configuration would have it alone.
func (g *gate) judgedBy(ctx context.Context, c *config, asOf time.Time) (*isms.Report, error) {
	o, left := g.options, c.d.words()
	o.Rules = slices.DeleteFunc(slices.Clone(o.Rules), func(word string) bool { return !left[word] })
	if len(g.options.Rules) > 0 && len(o.Rules) == 0 {
		o.Rules = []string{ruleReadable} // none of the rules asked for is left
	}
	read, err := c.readEntries(ctx, g.target.Read, g.tree.entries, o.jobs())
	if err != nil {
		return nil, err
	}
	j, err := c.judgeRead(ctx, read, o, g.target.name)
	if err != nil {
		return nil, err
	}
	return j.walk.report(j.verdicts, 0, j.selected, j.walk.waivers(0, asOf), asOf, asOf), nil
}

// shared returns the weakenings of a that stand in b too: of the same thing at the same
// place. What was there before may differ, and so may the words.
func shared(a, b []isms.Weakening) []isms.Weakening {
	return slices.DeleteFunc(a, func(x isms.Weakening) bool {
		return !slices.ContainsFunc(b, func(y isms.Weakening) bool {
			return x.What == y.What && x.Rule == y.Rule && x.Path == y.Path && x.Range == y.Range
		})
	})
}

// judgesLike says whether two configurations and all they name are the same.
func (c *config) judgesLike(o *config) bool { return c.d.Digest == o.d.Digest && c.sum == o.sum }

// start is what the merge base said; nil where the ISMS is born with the change, or
// nobody can tell.
func (g *gate) start(ctx context.Context) *config {
	if g.began == nil || g.options.Config != "" {
		return nil
	}
	start, err := g.began(ctx)
	if err != nil {
		return nil
	}
	return start
}

// silenced marks the findings that the change would make disappear or less grave by
// its own rules, and tells those that no difference accounts for. Before, where not nil,
// is the same tree judged by what the merge base said: what is silent there too was never
// the work of the change.
func silenced(r, after, before *isms.Report) {
	found, silent := openGrades(after), map[string][]int(nil)
	if before != nil {
		silent = openGrades(before)
	}
	explained := len(r.Weakened) > 0
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Status != isms.Open || judgesPast(f.Rule) || slices.Contains(besideTree, f.Rule.ID) {
			continue // what the commits of the change did, or what stands around the tree, is not judged by the change
		}
		was := silent == nil || take(silent, f)
		if take(found, f) || !was {
			continue
		}
		if f.Change == isms.Unchanged {
			f.Change = isms.Weakened
		}
		if !explained {
			r.Weakened = append(r.Weakened, isms.Weakening{
				What: "finding.silenced", Rule: f.Rule.ID, Path: f.Path, Range: f.Range,
				Message: fmt.Sprintf("by what this change says, %s would no longer find: %s", f.Rule.ID, f.Message),
			})
		}
	}
}

// besideTree are the checks that look at the repository around a tree.
var besideTree = []string{ruleRewrite, ruleTagged, ruleOwners}

// openGrades returns the ranks of the grades of open findings by fingerprint.
func openGrades(r *isms.Report) map[string][]int {
	out := map[string][]int{}
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Status == isms.Open {
			out[f.Fingerprint()] = append(out[f.Fingerprint()], f.Grade.Rank())
		}
	}
	return out
}

// take takes a finding that is at least as grave out of those that are left, and says
// whether there was one.
func take(left map[string][]int, f *isms.Finding) bool {
	ranks := left[f.Fingerprint()]
	n := slices.IndexFunc(ranks, func(rank int) bool { return rank <= f.Grade.Rank() })
	if n >= 0 {
		left[f.Fingerprint()] = slices.Delete(ranks, n, n+1)
	}
	return n >= 0
}

// waiverChanges lists waivers that the change adds, makes longer or makes wider. A
// waiver for what the change itself does wrong is shown and weakens nothing: the
// finding fails the change as long as the waiver is not agreed.
func (g *gate) waiverChanges(r *isms.Report) []isms.Weakening {
	agreed := map[string]Waiver{}
	for _, x := range g.walk.waiversAt(pointBase) {
		agreed[x.ID] = x.Waiver
	}
	var out []isms.Weakening
	for _, x := range g.waiversOfChange() {
		old, stood := agreed[x.ID]
		weakening := isms.Weakening{What: "waiver.added", Path: x.record.file, Range: x.record.places.Locate(nil)}
		switch {
		case !stood:
			weakening.Message = fmt.Sprintf("waiver %s is added", x.ID)
		case x.Until.After(old.Until) || x.From.Before(old.From):
			weakening.What, weakening.Message = "waiver.extended", fmt.Sprintf("waiver %s is extended", x.ID)
			weakening.Range = x.record.places.Locate(isms.Path{"until"})
		case wider(old.Rules, x.Rules) || wider(old.Kinds, x.Kinds) || wider(old.IDs, x.IDs) || wider(old.Paths, x.Paths) || wider(old.Requirements, x.Requirements):
			weakening.What, weakening.Message = "waiver.widened", fmt.Sprintf("waiver %s is widened", x.ID)
		default:
			continue
		}
		weakening.Message += "; it is in force once the base has it"
		weakening.Idle = slices.ContainsFunc(r.Findings, func(f isms.Finding) bool {
			return f.Change == isms.New && r.Fails(&f) && x.means(&f)
		})
		out = append(out, weakening)
	}
	return out
}

// waiversOfChange returns the waivers of the target that the merge base has not or has
// otherwise: what became of the others since is the business of the base.
func (g *gate) waiversOfChange() []recordedWaiver {
	began := map[string]bool{}
	for _, x := range g.walk.waiversAt(pointFrom) {
		began[fingerprintOf(x.Waiver)] = true
	}
	return slices.DeleteFunc(g.walk.waiversAt(pointTarget), func(x recordedWaiver) bool { return began[fingerprintOf(x.Waiver)] })
}

// merged returns the waivers in force once the change is merged.
func (g *gate) merged(asOf time.Time) waiverSet {
	set := g.walk.waivers(pointBase, asOf)
	for _, x := range g.waiversOfChange() {
		if !x.From.After(asOf) && x.Until.After(asOf) {
			set = append(set, x.Waiver)
		}
	}
	return set
}

// wider says whether a selector lets through what it did not before; an empty one
// lets everything through.
func wider(before, after []string) bool {
	if len(before) == 0 {
		return false
	}
	return len(after) == 0 || slices.ContainsFunc(after, func(x string) bool { return !slices.Contains(before, x) })
}

// differences lists where the configuration after judges less than the one before.
func differences(before, after *config) []isms.Weakening {
	x := &comparison{before: before, after: after}
	x.rules()
	x.files()
	x.keys()
	x.paths()
	x.settings()
	x.git()
	x.record()
	slices.SortStableFunc(x.found, func(a, b isms.Weakening) int {
		return strings.Compare(a.Path+" "+a.What, b.Path+" "+b.What)
	})
	return x.found
}

// comparison is two configurations side by side.
type comparison struct {
	before, after *config
	found         []isms.Weakening
}

// tell adds a difference at a key of the configuration.
func (x *comparison) tell(what string, at isms.Path, format string, args ...any) {
	place := firstLine
	if x.after.record != nil {
		place, _ = x.after.record.Locate(at)
	}
	x.found = append(x.found, isms.Weakening{What: what, Path: configFile, Range: place, Message: fmt.Sprintf(format, args...)})
}

// rules compares which rules judge, and how gravely.
func (x *comparison) rules() {
	for _, old := range x.before.d.All() {
		now := x.after.d.Rule(old.ID)
		switch {
		case now == nil:
			x.found = append(x.found, isms.Weakening{
				What: "rule.removed", Rule: old.ID, Path: x.home(old), Range: firstLine,
				Message: fmt.Sprintf("rule %s judges no more", old.ID),
			})
		case now.Grade.Rank() > old.Grade.Rank():
			x.found = append(x.found, isms.Weakening{
				What: "grade.lowered", Rule: old.ID, Path: x.home(now), Range: isms.Range{Start: isms.Position{Line: now.Line, Column: 1}, End: isms.Position{Line: now.Line, Column: 1}},
				Message: fmt.Sprintf("the grade of rule %s goes from %s to %s", old.ID, old.Grade, now.Grade),
			})
		}
	}
}

// home is the file that a rule stands in; of a built-in rule the configuration that
// leaves it out.
func (x *comparison) home(r *isms.Rule) string {
	if _, own := x.before.made[r.Path]; own {
		return r.Path
	}
	return configFile
}

// files compares the files that definitions are made of. What a change to a rule or a
// schema means cannot be told from its text, so every change needs the owner.
func (x *comparison) files() {
	for _, name := range slices.Sorted(maps.Keys(x.before.made)) {
		if name == x.before.signers || name == x.before.keyring {
			continue // what these say is compared key by key
		}
		now, stands := x.after.made[name]
		what := x.before.use(name)
		switch {
		case !stands:
			x.found = append(x.found, isms.Weakening{What: what + ".removed", Path: name, Range: firstLine, Message: fmt.Sprintf("the %s file %q is used no more", what, name)})
		case now != x.before.made[name]:
			x.found = append(x.found, isms.Weakening{What: what + ".changed", Path: name, Range: firstLine, Message: fmt.Sprintf("the %s file %q is changed", what, name)})
		}
	}
}

// use says what the configuration takes from a file.
func (c *config) use(name string) string {
	switch {
	case slices.Contains(c.frameworks, name):
		return "framework"
	case path.Ext(name) == ".rego":
		return "rules"
	}
	return "schema"
}

// paths compares which files are judged, and as what.
func (x *comparison) paths() {
	for _, old := range x.before.bindings {
		i := slices.IndexFunc(x.after.bindings, func(b binding) bool { return b.match == old.match && b.kind == old.kind })
		if i < 0 {
			x.tell("binding.removed", isms.Path{"paths"}, "files that match %q are no more bound to %s", old.match, old.kind)
			continue
		}
		for _, glob := range x.after.bindings[i].exclude {
			if !slices.Contains(old.exclude, glob) {
				x.tell("binding.narrowed", isms.Path{"paths", fmt.Sprint(i)}, "files that match %q are left out of %q", glob, old.match)
			}
		}
	}
	for i, b := range x.after.bindings {
		earlier := slices.IndexFunc(x.before.bindings, func(old binding) bool { return old.match == b.match && old.kind == b.kind })
		if earlier < 0 && i < len(x.before.bindings) {
			x.tell("binding.precedes", isms.Path{"paths", fmt.Sprint(i)}, "files that match %q are bound to %s before any later binding", b.match, b.kind)
		}
	}
	for i, glob := range x.after.ignore {
		if !slices.Contains(x.before.ignore, glob) {
			x.tell("ignore.added", isms.Path{"ignore", fmt.Sprint(i)}, "files that match %q are ignored", glob)
		}
	}
}

// settings compares what the configuration says besides.
func (x *comparison) settings() {
	before, after := x.before, x.after
	if before.failOn != "" && (after.failOn == "" || after.failOn.Rank() < before.failOn.Rank()) {
		now := string(after.failOn)
		if now == "" {
			now = "none"
		}
		x.tell("fail_on.relaxed", isms.Path{"fail_on"}, "fail_on goes from %s to %s", before.failOn, now)
	}
	if before.record != nil && before.zone.String() != after.zone.String() {
		x.tell("timezone.changed", isms.Path{"timezone"}, "days begin by the clock of %s instead of %s", after.zone, before.zone)
	}
	if before.builtin && !after.builtin {
		x.tell("builtin.removed", isms.Path{"builtin"}, "the built-in rules judge no more")
	}
	for _, k := range before.kinds {
		i := slices.IndexFunc(after.kinds, func(b ownKind) bool { return b.name == k.name })
		switch {
		case i < 0:
			x.tell("kind.removed", isms.Path{"kinds"}, "kind %s is described no more", k.name)
		case fmt.Sprint(k) != fmt.Sprint(after.kinds[i]):
			x.tell("kind.changed", isms.Path{"kinds", k.name}, "the description of kind %s is changed", k.name)
		}
	}
	if fmt.Sprint(before.aliases) != fmt.Sprint(after.aliases) {
		x.tell("aliases.changed", isms.Path{"aliases"}, "fields are read under other names")
	}
	if !maps.Equal(before.headings, after.headings) {
		x.tell("headings.changed", isms.Path{"headings"}, "sections are read under other names")
	}
}

// record compares what the isms record sets for the rules that read it.
func (x *comparison) record() {
	x.measures("intervals", "interval", "longer", func(text string) float64 { return days(text) })
	x.measures("targets", "target", "lower", func(text string) float64 {
		n, _ := strconv.ParseFloat(text, 64)
		return -n
	})
	now := map[string]string{}
	for _, class := range x.after.record.Get("retention").List() {
		now[class.Str("id")] = class.Str("period")
	}
	for _, class := range x.before.record.Get("retention").List() {
		id, period := class.Str("id"), class.Str("period")
		switch after, stands := now[id]; {
		case !stands:
			x.tell("retention.removed", isms.Path{"retention"}, "the retention class %s is gone", id)
		case days(after) < days(period):
			x.tell("retention.shortened", isms.Path{"retention"}, "the retention of class %s goes from %s to %s", id, period, after)
		}
	}
	for _, key := range []string{"approval_matrix", "small_organization", "workdays", "holidays", "standard", "amendment"} {
		if before, after := plain(x.before.record, key), plain(x.after.record, key); before != after && !(before == "null" && key == "approval_matrix") {
			x.tell(key+".changed", isms.Path{key}, "%s is changed, by which rules judge", key)
		}
	}
}

// measures compares a mapping of names to measures; rank grows as a measure grows
// milder.
func (x *comparison) measures(key, what, milder string, rank func(string) float64) {
	before := x.before.record.Get(key)
	if before == nil {
		return
	}
	for _, old := range before.Fields {
		switch now := x.after.record.Get(key).Get(old.Key); {
		case now == nil:
			x.tell(what+".removed", isms.Path{key}, "the %s %s is no more set, where it was %s", what, old.Key, old.Value.Text)
		case rank(now.Text) > rank(old.Value.Text):
			x.tell(what+"."+milder, isms.Path{key, old.Key}, "the %s %s goes from %s to %s", what, old.Key, old.Value.Text, now.Text)
		}
	}
}

// plain writes a part of the isms record so that equal parts are equal texts.
func plain(v *isms.Value, key string) string {
	if v = v.Get(key); v == nil {
		return "null"
	}
	text, err := json.Marshal(v.Plain())
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// days is about how long an ISO 8601 duration is; what cannot be read is no time at
// all.
func days(duration string) float64 {
	units := map[byte]float64{'Y': 365.2425, 'M': 30.436875, 'W': 7, 'D': 1}
	total, number := 0.0, ""
	for i := range len(duration) {
		switch c := duration[i]; {
		case c == 'T':
			units = map[byte]float64{'H': 1.0 / 24, 'M': 1.0 / 1440, 'S': 1.0 / 86400}
		case '0' <= c && c <= '9':
			number += string(c)
		case units[c] > 0:
			n, _ := strconv.ParseFloat(number, 64)
			total, number = total+n*units[c], ""
		}
	}
	return total
}
