package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"ismsproof/engine/catalog"
	"ismsproof/engine/history"
	"ismsproof/engine/isms"
	"ismsproof/engine/schema"
)

// Areas of a readiness, in the order in which they are told.
const (
	areaDocumented = "documented information"
	areaOperation  = "operation"
	areaAudit      = "internal audit"
	areaReview     = "management review"
	areaOpen       = "nonconformities"
	areaScheme     = "certification scheme"
)

// defaultOperating is how long an ISMS has run before stage 2, where the contract with
// the certification body does not say: the practice of the bodies, no clause.
const defaultOperating = "P3M"

// Readiness says what stands between the ISMS of the last commit and a stage 2 audit:
// what the standard wants in writing, how long operation is borne out by records and by
// the commits that brought them, audit and review, open majors, and the conditions of
// the certification scheme. Of the options Path, Config, Range (the commit), AsOf, Jobs,
// Now and Progress count. AsOf is today where it is "". Errors are as for
// [Definitions.History].
func (d *Definitions) Readiness(ctx context.Context, o HistoryOptions) (*isms.Readiness, error) {
	o.NoCache, o.RulesAt, o.All = true, "", false
	h, err := d.origin().openHistory(ctx, o)
	if err != nil {
		return nil, err
	}
	defer h.repo.Close()
	if h.d == nil {
		h.d = d
	}
	for _, stage := range []func(context.Context) error{h.log, h.tipConfig, h.compare, h.configure, h.read} {
		if err := stage(ctx); err != nil {
			return nil, err
		}
	}
	h.along()
	checked, err := d.Check(ctx, Options{Path: o.Path, Rev: h.tip, Config: o.Config, AsOf: o.AsOf, Now: o.Now, Jobs: o.Jobs})
	if err != nil {
		return nil, err
	}
	r := &readiness{walk: h.walk, commits: h.commits, times: history.Monotonic(h.commits), report: checked.Report, asOf: checked.Report.AsOf}
	r.out = &isms.Readiness{
		Tool: checked.Report.Tool, Target: checked.Report.Target, AsOf: r.asOf,
		Warnings: slices.Concat(h.warnings, checked.Report.Warnings),
	}
	r.tell()
	return r.out, nil
}

// readiness is one run of Readiness.
type readiness struct {
	walk    *walk
	commits []isms.Commit
	times   []time.Time // of the commits
	report  *isms.Report
	asOf    time.Time
	out     *isms.Readiness
}

func (r *readiness) tell() {
	certificate := r.certification()
	for _, item := range r.walk.d.Catalog.Documented() {
		r.documented(item)
	}
	from := r.operation(certificate)
	r.audit()
	r.review()
	r.open()
	for _, line := range r.out.Lines {
		switch line.State {
		case isms.NotMet:
			r.out.Open++
		case isms.NotDecided:
			r.out.Unknown++
		}
	}
	r.earliest(from)
}

// today is the day as of which is judged.
func (r *readiness) today() string { return r.asOf.Format(time.DateOnly) }

func (r *readiness) add(line isms.ReadinessLine, proof []isms.Proof) {
	const shown = 2
	line.Proof, line.More = proof[:min(shown, len(proof))], max(0, len(proof)-shown)
	if line.State == isms.NotMet && r.unreadable() {
		line.State, line.Why = isms.NotDecided, line.Why+"; a file that cannot be read may hold it"
	}
	r.out.Lines = append(r.out.Lines, line)
}

// unreadable reports whether some file of the tree cannot be read, so that nobody knows
// what is missing.
func (r *readiness) unreadable() bool {
	return slices.ContainsFunc(r.report.Findings, func(f isms.Finding) bool { return f.Rule.ID == ruleReadable && f.Status != isms.Upcoming })
}

// certification reads the way to the certificate, nil where there is none.
func (r *readiness) certification() *record {
	all := r.now("certification")
	if len(all) == 0 {
		return nil
	}
	c := all[0].now()
	r.out.Body = c.input.Part("certification_body").Text("name")
	stage2 := c.input.Part("stage2")
	r.out.Stage2 = stage2.Text("planned_on")
	if held := stage2.Text("held_on"); held != "" && held <= r.today() {
		r.out.Stage2, r.out.Held = held, true
	}
	return c
}

// now returns the records of a kind that there are at the end of the line and that
// count: no drafts, nothing retired or void. Those without an id are left out.
func (r *readiness) now(kind string) []*subject {
	k, known := r.walk.d.Schemas.Kind(kind)
	var out []*subject
	for _, s := range r.walk.subjects {
		if c := s.now(); known && !s.whole && s.twin == 0 && s.Kind == kind && c != nil && counts(k.Class, c.input.Text("status")) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, bySubject)
	return out
}

// counts says whether a record with a status shows anything.
func counts(class, status string) bool {
	if class == schema.Document {
		return status == "approved"
	}
	return !slices.Contains([]string{"draft", "void", "retired", "dropped", "cancelled", "ended", "candidate"}, status)
}

// since returns the point from which the record says what it says now, wherever it
// stands.
func (s *subject) since() int {
	i := len(s.versions) - 1
	for ; i > 0 && s.versions[i-1].record != nil && s.versions[i-1].record.input.Same(s.now().input); i-- {
	}
	return s.versions[i].from
}

// proof says where a record stands and which commit made it what it is.
func (r *readiness) proof(s *subject, day string, point int) isms.Proof {
	f := findingAt(s.now(), &isms.Rule{}, nil)
	return isms.Proof{
		Kind: s.Kind, ID: s.ID, Path: f.Path, Line: f.Range.Start.Line, Day: day,
		Commit: r.commits[point].ID, At: r.times[point].In(r.asOf.Location()),
	}
}

// documented tells of one item that the standard wants in writing.
func (r *readiness) documented(item catalog.Documented) {
	about, _ := r.walk.d.Catalog.Requirement(item.Clause)
	line := isms.ReadinessLine{Area: areaDocumented, Requirement: item.Clause, What: about.Title}
	var proof []isms.Proof
	var lacks []string
	for _, kind := range item.Kinds {
		n := len(proof)
		for _, s := range r.now(kind) {
			if item.Fits(kind, s.now().input.Holds) {
				proof = append(proof, r.proof(s, "", s.since()))
			}
		}
		if n == len(proof) {
			lacks = append(lacks, strings.ReplaceAll(kind, "_", " "))
		}
	}
	slices.SortStableFunc(proof, func(a, b isms.Proof) int { return b.At.Compare(a.At) })
	switch {
	case len(lacks) == 0, len(proof) > 0 && !item.Each:
		line.State = isms.Met
	default:
		line.State, line.Why = isms.NotMet, "there is no "+strings.Join(lacks, ", no ")+" that counts"
		if item.Note != "" {
			line.Why += " (" + item.Note + ")"
		}
	}
	r.add(line, proof)
}

// audit tells of the newest internal audit that is finished.
func (r *readiness) audit() {
	line := isms.ReadinessLine{Area: areaAudit, Requirement: "9.2.1", What: "an internal audit is finished"}
	held := r.dated("audit", "completed_on", func(s *subject) bool { return s.now().input.Text("type") == "internal" })
	if line.State = isms.Met; len(held) == 0 {
		line.State, line.Why = isms.NotMet, "no internal audit is finished"
	}
	r.add(line, held)
}

// review tells of the newest management review.
func (r *readiness) review() {
	line := isms.ReadinessLine{Area: areaReview, Requirement: "9.3.1", What: "top management has reviewed the ISMS"}
	held := r.dated("management_review", "held_on", func(*subject) bool { return true })
	if line.State = isms.Met; len(held) == 0 {
		line.State, line.Why = isms.NotMet, "no management review was held"
	}
	r.add(line, held)
}

// dated returns the records of a kind with a day that is not to come, newest first.
func (r *readiness) dated(kind, field string, fits func(*subject) bool) []isms.Proof {
	var out []isms.Proof
	for _, s := range r.now(kind) {
		if day := dayOf(s.now().input.Text(field)); day != "" && day <= r.today() && fits(s) {
			out = append(out, r.proof(s, day, s.since()))
		}
	}
	slices.SortStableFunc(out, func(a, b isms.Proof) int { return strings.Compare(b.Day, a.Day) })
	return out
}

// open tells of open majors, of what could not be decided, and of the conditions of the
// certification scheme.
func (r *readiness) open() {
	majors, scheme := 0, 0
	for i := range r.report.Findings {
		f := &r.report.Findings[i]
		condition := slices.IndexFunc(f.Rule.Requirements, func(id string) bool { return r.walk.d.Catalog.Condition(id) != nil })
		switch {
		case f.Status != isms.Open:
		case condition >= 0:
			scheme++
			r.add(isms.ReadinessLine{Area: areaScheme, Requirement: f.Rule.Requirements[condition], What: f.Rule.Title, State: isms.NotMet, Why: f.Message}, r.behind(f))
		case f.Grade == isms.Major:
			majors++
			r.add(isms.ReadinessLine{Area: areaOpen, Requirement: first(f.Rule.Requirements), What: f.Rule.Title, State: isms.NotMet, Why: f.Message}, r.behind(f))
		}
	}
	if majors == 0 {
		r.add(isms.ReadinessLine{Area: areaOpen, What: "no major nonconformity is detected", State: isms.Met}, nil)
	}
	if n := len(r.report.Undecided); n > 0 {
		r.out.Lines = append(r.out.Lines, isms.ReadinessLine{
			Area: areaOpen, What: "everything can be decided", State: isms.NotDecided,
			Why: fmt.Sprintf("%d judgements are not decided; `ismsproof check` names them", n),
		})
	}
	if scheme == 0 {
		r.add(isms.ReadinessLine{Area: areaScheme, What: "no condition of the scheme is seen to fail", State: isms.Met}, nil)
	}
}

// behind is the record of a finding, with the commit that made it what it is.
func (r *readiness) behind(f *isms.Finding) []isms.Proof {
	s := r.walk.subjects[subjectKey{entityKey: entityKey{f.Entity, isms.Key{Kind: f.Kind, ID: f.ID}}}]
	if s == nil || s.now() == nil {
		return nil
	}
	p := r.proof(s, "", s.since())
	p.Path, p.Line = f.Path, f.Range.Start.Line
	return []isms.Proof{p}
}

// earliest names the earliest day that can be defended.
func (r *readiness) earliest(from *time.Time) {
	if from == nil {
		r.out.Why = "operation is not borne out by records, so no day can be named"
		return
	}
	if y, m, d := r.asOf.Date(); from.Before(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)) {
		*from = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	day := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, r.asOf.Location())
	r.out.Earliest = &day
	if r.out.Stage2 != "" && !r.out.Held && r.out.Stage2 < from.Format(time.DateOnly) {
		r.out.Why = fmt.Sprintf("stage 2 is planned for %s, which is too early", r.out.Stage2)
	}
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// dayOf is the date part of a date or instant, "" where it is neither.
func dayOf(text string) string {
	if len(text) < len(time.DateOnly) {
		return ""
	}
	day := text[:len(time.DateOnly)]
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return ""
	}
	return day
}
