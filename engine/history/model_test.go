package history_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"ismsproof/engine/history"
	"ismsproof/engine/isms"
)

// The model looks at every instant at which anything could change, and between any
// two of them, and asks of each fact alone whether it is the case there. It knows
// no pieces, no clipping and no sweeping.

var (
	ruleLone = &isms.Rule{ID: "risk.owner", Grade: isms.Minor}
	ruleMany = &isms.Rule{ID: "risk.cia", Grade: isms.Observation, Systemic: &isms.Systemic{Grade: isms.Major, Count: 2, Share: 0.3}}
)

// second is a time so many seconds after the start of all lines of the tests.
func second(n int) time.Time { return time.Unix(1_700_000_000+int64(n), 0).UTC() }

func moment(n int) *time.Time { t := second(n); return &t }

// a world is a line with all that is the case on it.
type world struct {
	line    *history.Line
	facts   []history.Fact
	waivers []history.Waiver
	census  history.Census
}

// randomWorld makes few commits in few seconds, so that everything meets everything.
func randomWorld(r *rand.Rand) *world {
	n := 1 + r.IntN(6)
	w := &world{line: &history.Line{}}
	at := 0
	for i := range n {
		at += r.IntN(3)
		w.line.Commits = append(w.line.Commits, isms.Commit{ID: fmt.Sprintf("c%d", i)})
		w.line.Times = append(w.line.Times, second(at))
	}
	w.line.End = second(at + r.IntN(4))
	stretch := func() (int, int) {
		from := r.IntN(n)
		return from, from + 1 + r.IntN(n-from)
	}
	for i := range r.IntN(8) {
		rule := ruleLone
		if r.IntN(2) == 0 {
			rule = ruleMany
		}
		f := isms.Finding{
			Rule: rule, Grade: isms.Grades[r.IntN(3)], Kind: "risk", ID: fmt.Sprint("R-", r.IntN(3)),
			Path: fmt.Sprint("risks-", r.IntN(2), ".yaml"), Range: isms.Range{Start: isms.Position{Line: 1 + r.IntN(2)}}, Message: fmt.Sprint("fact ", i),
		}
		if r.IntN(2) == 0 {
			f.Since = moment(r.IntN(at+4) - 1)
		}
		if r.IntN(3) == 0 {
			f.Until = moment(r.IntN(at+4) - 1)
		}
		from, to := stretch()
		w.facts = append(w.facts, history.Fact{Finding: f, From: from, To: to})
	}
	for i := range r.IntN(4) {
		from, to := stretch()
		since := r.IntN(at + 3)
		id := fmt.Sprint("R-", r.IntN(3))
		w.waivers = append(w.waivers, history.Waiver{
			ID: fmt.Sprint("W-", i), From: from, To: to, Since: second(since - 1), Until: second(since - 1 + r.IntN(at+4)),
			Means: func(f *isms.Finding) bool { return f.ID == id },
		})
	}
	subjects := 1 + r.IntN(8)
	w.census = func(_ *isms.Rule, point int) int { return subjects + point }
	return w
}

// sample is an instant: a commit's own, or one between two commits.
type sample struct {
	time   time.Time
	point  int
	commit bool
}

// samples returns every commit, and for each stretch between commits every time at
// which something begins or ends, and times before, between and after these.
func (w *world) samples() []sample {
	var bounds []time.Time
	for _, f := range w.facts {
		for _, t := range []*time.Time{f.Finding.Since, f.Finding.Until} {
			if t != nil {
				bounds = append(bounds, *t)
			}
		}
	}
	for _, x := range w.waivers {
		bounds = append(bounds, x.Since, x.Until)
	}
	for _, t := range slices.Clone(bounds) {
		bounds = append(bounds, t.Add(-time.Millisecond), t.Add(time.Millisecond))
	}
	bounds = append(bounds, w.line.End)
	slices.SortFunc(bounds, time.Time.Compare)
	var out []sample
	for k, t := range w.line.Times {
		out = append(out, sample{t, k, true})
		for _, b := range bounds {
			last := k+1 == len(w.line.Times)
			if b.After(t) && (last && !b.After(w.line.End) || !last && b.Before(w.line.Times[k+1])) && !b.Equal(out[len(out)-1].time) {
				out = append(out, sample{b, k, false})
			}
		}
	}
	return out
}

// covers says whether an instant lies in points and times.
func covers(s sample, from, to int, since, until *time.Time) bool {
	return from <= s.point && s.point < to && (since == nil || !s.time.Before(*since)) && (until == nil || s.time.Before(*until))
}

// waivedBy returns the waivers that cover a finding at an instant.
func (w *world) waivedBy(f *isms.Finding, s sample) (ids []string) {
	for _, x := range w.waivers {
		if x.Means(f) && covers(s, x.From, x.To, &x.Since, &x.Until) {
			ids = append(ids, x.ID)
		}
	}
	return ids
}

// state is what the model says of an instant: the fact that speaks for each finding
// that is open, and the findings there are at all.
func (w *world) state(s sample) (open map[string]*isms.Finding, whole map[string]bool) {
	open, whole = map[string]*isms.Finding{}, map[string]bool{}
	for i := range w.facts {
		f := &w.facts[i].Finding
		if !covers(s, w.facts[i].From, w.facts[i].To, f.Since, f.Until) {
			continue
		}
		key := f.Fingerprint()
		whole[key] = true
		if len(w.waivedBy(f, s)) > 0 {
			continue
		}
		if known := open[key]; known == nil || louder(f, known) {
			open[key] = f
		}
	}
	return open, whole
}

func louder(a, b *isms.Finding) bool {
	return cmp.Or(cmp.Compare(a.Grade.Rank(), b.Grade.Rank()), cmp.Compare(a.Path, b.Path),
		cmp.Compare(a.Range.Start.Line, b.Range.Start.Line), cmp.Compare(a.Message, b.Message)) < 0
}

// listed returns what is open at an instant, graded by how much there is.
func (w *world) listed(s sample) (out []isms.Finding, waived int) {
	open, whole := w.state(s)
	subjects := map[string]bool{}
	for i := range w.facts {
		if f := &w.facts[i].Finding; f.Rule == ruleMany && whole[f.Fingerprint()] {
			subjects[f.ID] = true
		}
	}
	much := ruleMany.Systemic
	raised := len(subjects) >= much.Count && float64(len(subjects)) > much.Share*float64(w.census(ruleMany, s.point))
	for _, key := range slices.Sorted(maps.Keys(open)) {
		f := *open[key]
		if f.Status = isms.Open; f.Rule == ruleMany && raised {
			f.Grade = much.Grade
		}
		out = append(out, f)
	}
	return out, len(whole) - len(open)
}

// causes returns what may be named as the cause of a change at an instant.
func (w *world) causes(key string, s, before sample) map[isms.Cause]bool {
	out := map[isms.Cause]bool{}
	for i := range w.facts {
		f := &w.facts[i]
		if f.Finding.Fingerprint() != key {
			continue
		}
		if s.commit && (f.From == s.point || f.To == s.point) {
			out[isms.Cause{Commit: w.line.Commits[s.point].ID}] = true
		}
		for _, t := range []*time.Time{f.Finding.Since, f.Finding.Until} {
			if t != nil && t.Equal(s.time) && before.time.Before(s.time) {
				out[isms.Cause{Lapse: true}] = true
			}
		}
		now, then := w.waivedBy(&f.Finding, s), w.waivedBy(&f.Finding, before)
		for _, id := range append(now, then...) {
			if slices.Contains(now, id) != slices.Contains(then, id) {
				out[isms.Cause{Waiver: id}] = true
				if s.commit {
					out[isms.Cause{Commit: w.line.Commits[s.point].ID}] = true
				}
			}
		}
	}
	return out
}

// modelSpan is a span of the model, with the causes that are right.
type modelSpan struct {
	key            string
	finding        *isms.Finding
	from, to       sample
	opened, closed map[isms.Cause]bool
	ended          bool
}

func (w *world) spans() (out []modelSpan) {
	open := map[string]*modelSpan{}
	before := sample{time: second(-1000), point: -1}
	for _, s := range w.samples() {
		now, _ := w.state(s)
		for key, span := range open {
			if now[key] == nil {
				span.to, span.closed, span.ended = s, w.causes(key, s, before), true
				out = append(out, *span)
				delete(open, key)
			}
		}
		for key, f := range now {
			if open[key] == nil {
				open[key] = &modelSpan{key: key, finding: f, from: s, opened: w.causes(key, s, before)}
			}
		}
		before = s
	}
	for _, span := range open {
		out = append(out, *span)
	}
	slices.SortFunc(out, func(a, b modelSpan) int {
		return cmp.Or(a.from.time.Compare(b.from.time), cmp.Compare(a.key, b.key), cmp.Compare(a.from.point, b.from.point))
	})
	return out
}

// step returns the step that tells of an instant.
func (s sample) step() int {
	if s.commit {
		return s.point
	}
	return s.point + 1
}

func TestLineEqualsModel(t *testing.T) {
	worlds := 15_000
	if testing.Short() {
		worlds = 3_000
	}
	spans := 0
	for seed := range worlds {
		w := randomWorld(rand.New(rand.NewPCG(uint64(seed), 11)))
		want := w.spans()
		spans += len(want)
		got := w.line.Spans(w.facts, w.waivers)
		if len(got) != len(want) {
			t.Fatalf("world %d: got %d spans, want %d", seed, len(got), len(want))
		}
		for i, g := range got {
			m := want[i]
			switch {
			case g.Finding.Fingerprint() != m.key, !g.From.Equal(m.from.time), (g.To != nil) != m.ended, m.ended && !g.To.Equal(m.to.time):
				t.Fatalf("world %d: span %d: got %v to %v, want %v to %v", seed, i, g.From, g.To, m.from, m.to)
			case g.Finding.Message != m.finding.Message || g.Finding.Grade != m.finding.Grade:
				t.Fatalf("world %d: span %d: got %q, want %q", seed, i, g.Finding.Message, m.finding.Message)
			case !m.opened[g.OpenedBy]:
				t.Fatalf("world %d: span %d: opened by %+v, want one of %v", seed, i, g.OpenedBy, m.opened)
			case m.ended && !m.closed[g.ClosedBy], !m.ended && g.ClosedBy != (isms.Cause{}):
				t.Fatalf("world %d: span %d: closed by %+v, want one of %v", seed, i, g.ClosedBy, m.closed)
			}
		}
		steps := w.line.Steps(w.facts, w.waivers, w.census, true)
		w.compareSteps(t, seed, steps, want)
		final, _ := w.listed(sample{w.line.End, len(steps) - 1, false})
		if diff := gocmp.Diff(byKey(final), byKey(w.line.Final(w.facts, w.waivers, w.census)), ruleByID); diff != "" {
			t.Fatalf("world %d: open at the end (-want +got):\n%s", seed, diff)
		}
	}
	if spans < worlds {
		t.Errorf("%d spans in %d worlds: too few to prove anything", spans, worlds)
	}
}

var ruleByID = gocmp.Comparer(func(a, b *isms.Rule) bool { return a.ID == b.ID })

// compareSteps holds steps against the model, and against themselves: what opened
// and closed explains how what is open changes.
func (w *world) compareSteps(t *testing.T, seed int, steps []isms.Step, spans []modelSpan) {
	t.Helper()
	opened, closed := make([][]string, len(steps)+1), make([][]string, len(steps)+1)
	for _, s := range spans {
		opened[s.from.step()] = append(opened[s.from.step()], s.key)
		if s.ended {
			closed[s.to.step()] = append(closed[s.to.step()], s.key)
		}
	}
	count := map[string]int{}
	for k, s := range steps {
		want, waived := w.listed(sample{w.line.Times[k], k, true})
		if diff := gocmp.Diff(byKey(want), byKey(s.Findings), ruleByID); diff != "" {
			t.Fatalf("world %d: findings at commit %d (-want +got):\n%s", seed, k, diff)
		}
		var tally isms.Tally
		for _, f := range want {
			tally.Add(f.Grade, 1)
		}
		if s.Open != tally || s.Waived != waived {
			t.Fatalf("world %d: commit %d: got %+v open, %d waived; want %+v, %d", seed, k, s.Open, s.Waived, tally, waived)
		}
		if diff := gocmp.Diff(sorted(opened[k]), keys(s.Opened)); diff != "" {
			t.Fatalf("world %d: opened by step %d (-want +got):\n%s", seed, k, diff)
		}
		if diff := gocmp.Diff(sorted(closed[k]), keys(s.Closed)); diff != "" {
			t.Fatalf("world %d: closed by step %d (-want +got):\n%s", seed, k, diff)
		}
		for _, key := range keys(s.Opened) {
			count[key]++
		}
		for _, key := range keys(s.Closed) {
			count[key]--
		}
		maps.DeleteFunc(count, func(_ string, n int) bool { return n == 0 })
		if diff := gocmp.Diff(keys(s.Findings), slices.AppendSeq([]string{}, maps.Keys(count)), sortedTexts); diff != "" {
			t.Fatalf("world %d: what opened and closed until commit %d does not explain what is open (-open +explained):\n%s", seed, k, diff)
		}
	}
}

var sortedTexts = gocmp.Transformer("sorted", func(list []string) string { return fmt.Sprint(sorted(list)) })

func keys(findings []isms.Finding) []string {
	out := []string{}
	for i := range findings {
		out = append(out, findings[i].Fingerprint())
	}
	return sorted(out)
}

func sorted(list []string) []string { return append([]string{}, slices.Sorted(slices.Values(list))...) }

func byKey(findings []isms.Finding) map[string]isms.Finding {
	out := map[string]isms.Finding{}
	for _, f := range findings {
		out[f.Fingerprint()] = f
	}
	return out
}
