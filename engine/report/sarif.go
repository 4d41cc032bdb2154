package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"ismsproof/engine/isms"
)

// What GitHub takes in: a file with more results is refused as a whole, longer
// texts are cut, and so are further tags.
const (
	sarifResults = 25000
	sarifText    = 1024
	sarifTags    = 10
)

// sarifLevels are the levels by grade. There is no security-severity: a nonconformity
// has no score of a vulnerability, and one rule has findings of several grades.
var sarifLevels = map[isms.Grade]string{isms.Major: "error", isms.Minor: "warning", isms.Observation: "note", isms.Opportunity: "note"}

// baselineStates are the states by change. A finding that is fixed has none here:
// GitHub takes every result for an alert, whatever its state, and closes what is no
// longer there.
var baselineStates = map[isms.Change]string{isms.New: "new", isms.Unchanged: "unchanged", isms.Weakened: "updated"}

// writeSARIF writes SARIF 2.1.0 for code scanning: a result for each finding that
// stands or is waived, with a fingerprint that outlives every move of lines. What
// could not be decided is a notification of an execution that was not successful.
func writeSARIF(w io.Writer, r *isms.Report, opts Options) error {
	s := &sarif{report: r, ruler: ruler{source: opts.Source, unit: utf16Units}, rules: map[string]int{}, seen: ordinal{}}
	return encode(w, s.log())
}

// A sarif makes the document of one report.
type sarif struct {
	report *isms.Report
	ruler  ruler
	rules  map[string]int // index by id
	taxa   taxonomies
	seen   ordinal
}

func (s *sarif) log() sarifLog {
	r := s.report
	shown, left := s.shown()
	rules := s.cited(shown)
	s.taxa = newTaxonomies(slices.Concat(r.Requirements, r.Readiness), rules)
	run := sarifRun{
		Tool:              sarifTool{sarifDriver{Name: clean(r.Tool.Name), Version: clean(r.Tool.Version), Rules: []sarifRule{}, Taxonomies: s.taxa.references()}},
		Invocations:       []sarifInvocation{},
		AutomationDetails: sarifAutomation{category(r.Target.Prefix)},
		Bases:             map[string]sarifBase{sourceRoot: {message("the root of the repository")}},
		ColumnKind:        "utf16CodeUnits",
		NewlineSequences:  []string{"\r\n", "\n", "\r"},
		Taxonomies:        s.taxa.components,
		Results:           make([]sarifResult, len(shown)),
		Properties: sarifRunProperties{
			AsOf: r.AsOf.Format(time.RFC3339), Outcome: r.Outcome, Target: newTarget(r.Target), Counts: newCounts(&r.Counts),
			Rules: r.Tool.Rules, Catalog: r.Tool.Catalog, Config: r.Tool.Config, Fixed: fixed(r.Findings),
		},
	}
	for i, rule := range rules {
		s.rules[rule.ID] = i
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, s.rule(rule))
	}
	for i, f := range shown {
		run.Results[i] = s.result(f)
	}
	run.Invocations = append(run.Invocations, s.invocation(left))
	return sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0", Runs: []sarifRun{run},
	}
}

// category names the analysis, so that GitHub tells apart several ISMS of one
// repository.
func category(prefix string) string {
	if prefix == "" {
		return "ismsproof/"
	}
	return "ismsproof/" + uri(rooted("", prefix)) + "/"
}

// fixed returns the keys of what is fixed.
func fixed(findings []isms.Finding) (keys []string) {
	for i := range findings {
		if findings[i].Change == isms.Fixed {
			keys = append(keys, findings[i].Fingerprint())
		}
	}
	return keys
}

// shown returns the findings to write, in the order of the report, and how many
// are left out because there are more than GitHub takes: the least grave.
func (s *sarif) shown() (shown []*isms.Finding, left int) {
	for i := range s.report.Findings {
		if f := &s.report.Findings[i]; f.Status != isms.Upcoming && f.Change != isms.Fixed {
			shown = append(shown, f)
		}
	}
	if left = len(shown) - sarifResults; left <= 0 {
		return shown, 0
	}
	worst := slices.Clone(shown)
	worstFirst(worst)
	keep := make(map[*isms.Finding]bool, sarifResults)
	for _, f := range worst[:sarifResults] {
		keep[f] = true
	}
	return slices.DeleteFunc(shown, func(f *isms.Finding) bool { return !keep[f] }), left
}

// cited returns each rule that the document names, ordered by id.
func (s *sarif) cited(shown []*isms.Finding) []*isms.Rule {
	byID := map[string]*isms.Rule{}
	for _, f := range shown {
		byID[f.Rule.ID] = f.Rule
	}
	for _, u := range s.report.Undecided {
		if u.Rule != nil {
			byID[u.Rule.ID] = u.Rule
		}
	}
	rules := make([]*isms.Rule, 0, len(byID))
	for _, rule := range byID {
		rules = append(rules, rule)
	}
	slices.SortFunc(rules, func(a, b *isms.Rule) int { return strings.Compare(a.ID, b.ID) })
	return rules
}

func (s *sarif) rule(rule *isms.Rule) sarifRule {
	id := plain(rule.ID)
	title := cut(flat(rule.Title), sarifText)
	if title == "" {
		title = id
	}
	about := cut(flat(rule.Description), sarifText)
	if about == "" {
		about = title
	}
	return sarifRule{
		ID: id, Short: message(title), Full: message(about), Help: s.help(rule),
		Default:       sarifConfiguration{sarifLevels[rule.Grade]},
		Relationships: s.taxa.relationships(rule.Requirements),
		Properties:    sarifRuleProperties{Tags: tags(rule), Grade: rule.Grade},
	}
}

// help returns what GitHub shows beside an alert: why, how to mend it, and what
// it is about.
func (s *sarif) help(rule *isms.Rule) sarifHelp {
	var text, markdown []string
	add := func(label, words string) {
		if words == "" {
			return
		}
		if label == "" {
			text, markdown = append(text, flat(words)), append(markdown, mdText(words))
			return
		}
		text, markdown = append(text, label+": "+flat(words)), append(markdown, "**"+label+":** "+mdText(words))
	}
	add("", rule.Description)
	add("Fix", rule.Remedy)
	var requires []string
	for _, id := range rule.Requirements {
		requires = append(requires, strings.TrimSpace(id+" "+s.taxa.titles[id]))
	}
	add("Requires", strings.Join(requires, "; "))
	text = append(text, "Help: ismsproof explain "+plain(rule.ID))
	markdown = append(markdown, "**Help:** "+mdCode("ismsproof explain "+rule.ID))
	return sarifHelp{strings.Join(text, "\n"), strings.Join(markdown, "\n\n")}
}

// tags returns the words by which GitHub filters alerts: the topic and the
// requirements.
func tags(rule *isms.Rule) []string {
	all := []string{plain(rule.Topic())}
	for _, id := range rule.Requirements {
		if id = plain(id); !slices.Contains(all, id) && len(all) < sarifTags {
			all = append(all, id)
		}
	}
	return all
}

func (s *sarif) result(f *isms.Finding) sarifResult {
	key := f.Fingerprint()
	out := sarifResult{
		RuleID: plain(f.Rule.ID), RuleIndex: s.rules[f.Rule.ID], Level: sarifLevels[f.Grade], Message: message(plain(f.Message)),
		Locations:     []sarifLocation{s.location(f.Path, f.Range)},
		Fingerprints:  map[string]string{"primaryLocationLineHash": fmt.Sprintf("%s:%d", key, s.seen.next(key))},
		BaselineState: baselineStates[f.Change],
		Properties: sarifResultProperties{
			Grade: f.Grade, Entity: brief(f.Entity), Kind: brief(f.Kind), ID: brief(f.ID), Pointer: brief(f.At.Pointer()),
			Since: stamp(f.Since, s.report.AsOf.Location()), Until: stamp(f.Until, s.report.AsOf.Location()), Remedy: plain(f.Mend()),
		},
	}
	if out.Level == "" {
		out.Level = "error"
	}
	if f.Status == isms.Waived {
		// GitHub reads no suppressions: at least the alert must not fail a check.
		out.Level = "note"
		out.Suppressions = []sarifSuppression{{"external", "accepted", plain("waived by " + f.Waiver)}}
	}
	return out
}

func (s *sarif) location(path string, at isms.Range) sarifLocation {
	place := s.ruler.measure(path, at)
	return sarifLocation{sarifPhysical{
		sarifArtifact{uri(rooted(s.report.Target.Prefix, path)), sourceRoot},
		sarifRegion{place.line, place.from, place.line, place.to},
	}}
}

// invocation says whether everything could be decided, and what not.
func (s *sarif) invocation(left int) sarifInvocation {
	r := s.report
	out := sarifInvocation{Successful: true, Notifications: []sarifNotification{}}
	note := func(level, text string) {
		out.Notifications = append(out.Notifications, sarifNotification{Level: level, Message: message(text)})
	}
	undecided := r.Outcome != isms.OutcomeConform && r.Outcome != isms.OutcomeFindings || r.Counts.NotAssessable > 0
	if undecided || len(r.Undecided) > 0 {
		out.Successful = false
		note("error", verdict(r))
	}
	for _, u := range r.Undecided {
		n := sarifNotification{Level: "error", Message: message("not assessable: " + plain(u.Reason))}
		if u.Path != "" {
			n.Locations = []sarifLocation{s.location(u.Path, u.Range)}
		}
		if u.Rule != nil {
			n.Rule = &sarifReference{ID: plain(u.Rule.ID), Index: s.rules[u.Rule.ID]}
		}
		out.Notifications = append(out.Notifications, n)
	}
	if left > 0 {
		note("warning", fmt.Sprintf("%d findings, the least grave, are left out: GitHub refuses files with more than %d results", left, sarifResults))
	}
	for _, text := range r.Warnings {
		note("warning", plain(text))
	}
	for i := range r.Weakened {
		w := &r.Weakened[i]
		n := sarifNotification{
			Level: "error", Message: message("weakened: " + plain(w.Message)), Locations: []sarifLocation{s.location(w.Path, w.Range)},
		}
		if w.Idle {
			n.Level, n.Message = "note", message(plain(w.Message))
		}
		out.Configuration = append(out.Configuration, n)
	}
	return out
}
