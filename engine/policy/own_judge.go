package policy

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Bounds of what own rules may do before they are given up.
const (
	maxCuts     = 3        // subjects for which a rule took too long or too much
	maxOwnText  = 4 << 20  // bytes of all findings of one rule for one subject
	maxRuleText = 16 << 20 // bytes of all findings of one rule
	maxKey      = 1 << 10  // bytes of a key, and of a step of a path
)

// decodeOwn turns what an own rule returned into findings, none of which is larger
// than anybody would read.
func decodeOwn(found ast.Value) Judgement {
	j := (&Evaluator{}).decode(&Rule{}, found)
	total := 0
	for _, f := range j.Findings {
		for _, step := range append(f.At[:len(f.At):len(f.At)], f.Key) {
			if len(step) > maxKey {
				return Judgement{Unknown: fmt.Sprintf("rule returned an unknown shape: a key or path with %d bytes in one step", len(step))}
			}
		}
		if total += textOf(f); total > maxOwnText {
			return Judgement{Unknown: fmt.Sprintf("rule returned more than %d bytes of findings for one record", maxOwnText)}
		}
	}
	return j
}

// textOf returns about how many bytes a finding takes.
func textOf(f Finding) int {
	n := 64 + len(f.Message) + len(f.Key)
	for _, step := range f.At {
		n += len(step)
	}
	return n
}

// pool holds the workers that evaluate own rules on one line. They are started when
// they are needed.
type pool struct {
	own   *ownRules
	line  *Line
	run   int
	slots chan *worker // one for each worker there may be; nil: not started

	mu       sync.Mutex
	spent    time.Duration
	cuts     map[string]int
	findings map[string]int
	text     map[string]int
	gaveUp   map[string]string // why, by rule id
	all      string            // why no own rule is evaluated any more; "" where they are
}

var runs atomic.Int64 // numbers lines, so that no worker answers of one what it read of another

func newPool(own *ownRules, line *Line) *pool {
	p := &pool{
		own: own, line: line, run: int(runs.Add(1)), slots: make(chan *worker, max(1, runtime.GOMAXPROCS(0))),
		cuts: map[string]int{}, findings: map[string]int{}, text: map[string]int{}, gaveUp: map[string]string{},
	}
	for range cap(p.slots) {
		p.slots <- nil
	}
	return p
}

// close ends the workers, but for one that is kept for the next line. Nothing may be
// under way.
func (p *pool) close() {
	for range cap(p.slots) {
		if w := <-p.slots; w != nil && !p.own.spare.give(w) {
			w.stop()
		}
	}
}

// A Session judges one subject by own rules. It is for one goroutine.
type Session struct {
	pool           *pool
	findings, text map[string]int // most that each rule said at one point
}

// Session returns a session for a subject.
func (e *Evaluator) Session() *Session {
	return &Session{pool: e.pool, findings: map[string]int{}, text: map[string]int{}}
}

// Judge evaluates own rules for the subject in at point: one judgement for each.
func (s *Session) Judge(ctx context.Context, rules []*Rule, in Input, point int) []Judgement {
	out := make([]Judgement, len(rules))
	s.pool.judge(ctx, rules, in, point, false, nil, func(i int, j judged) { out[i] = j.Judgement })
	for i, r := range rules {
		s.count(r.ID, out[i].Findings)
	}
	return out
}

// count counts what a rule says, so that a flood ends.
func (s *Session) count(id string, findings []Finding) {
	n, text := len(findings), 0
	for _, f := range findings {
		text += textOf(f)
	}
	p := s.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	if n > s.findings[id] {
		p.findings[id] += n - s.findings[id]
		s.findings[id] = n
	}
	if text > s.text[id] {
		p.text[id] += text - s.text[id]
		s.text[id] = text
	}
	switch {
	case p.findings[id] > p.own.limits.Findings:
		p.gaveUp[id] = fmt.Sprintf("found more than %d times: given up", p.own.limits.Findings)
	case p.text[id] > maxRuleText:
		p.gaveUp[id] = fmt.Sprintf("said more than %d bytes: given up", maxRuleText)
	}
}

// GivenUp returns the own rules that were given up since the evaluator was made, and
// why: none of their judgements may be used, since which of them were reached depends
// on the order of work.
func (e *Evaluator) GivenUp() map[string]string {
	if e.pool == nil {
		return nil
	}
	e.pool.mu.Lock()
	defer e.pool.mu.Unlock()
	out := maps.Clone(e.pool.gaveUp)
	if e.pool.all != "" {
		for id := range e.pool.own.reads {
			out[id] = cmp.Or(out[id], e.pool.all)
		}
	}
	return out
}

// judge evaluates rules, in order, and says each result.
func (p *pool) judge(ctx context.Context, rules []*Rule, in Input, point int, explain bool, tell func([]string, answer), each func(int, judged)) {
	var left []int
	for i, r := range rules {
		if why := p.refused(r.ID); why != "" {
			each(i, judged{Judgement: Judgement{Unknown: why, Next: Forever}})
			continue
		}
		left = append(left, i)
	}
	for len(left) > 0 {
		w, err := p.take(ctx)
		if err != nil {
			for _, i := range left {
				each(i, judged{Judgement: Judgement{Unknown: err.Error(), Next: Forever}})
			}
			return
		}
		pending := make([]*Rule, len(left))
		for n, i := range left {
			pending[n] = rules[i]
		}
		next := Forever
		read := func(path []string, at int) answer {
			a := p.read(path, at)
			next = min(next, a.next)
			if tell != nil {
				tell(path, a)
			}
			return a
		}
		done := 0
		started := time.Now()
		request, err := judgeRequest(pending, in.value, p.run, point, explain)
		if err == nil {
			err = w.exchange(ctx, request, len(pending), p.own.limits.Evaluation, read, func(j judged) {
				r := pending[done]
				for n := range j.Findings {
					j.Findings[n].Grade = cmp.Or(j.Findings[n].Grade, r.Grade)
				}
				if j.Cut {
					p.cut(r.ID, j.Unknown)
				}
				j.Next = max(j.Next, point+1)
				each(left[done], j)
				done++
				next = Forever
			})
		}
		p.spend(time.Since(started))
		if err == nil {
			p.slots <- w
			return
		}
		why := p.fate(w, err)
		p.slots <- nil
		if ctx.Err() != nil {
			why = "evaluation was interrupted"
		} else if done < len(pending) {
			p.cut(pending[done].ID, why)
		}
		if done == len(pending) {
			return
		}
		each(left[done], judged{Judgement: Judgement{Unknown: why, Next: next, Across: true}, Cut: true})
		left = left[done+1:]
	}
}

// take returns a worker, started where there is none yet.
func (p *pool) take(ctx context.Context) (*worker, error) {
	var w *worker
	select {
	case w = <-p.slots:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if w == nil {
		w = p.own.spare.take()
	}
	if w != nil {
		return w, nil
	}
	w, _, err := startWorker(ctx, p.own.command, p.own.hello)
	if err != nil {
		p.slots <- nil
		return nil, err
	}
	return w, nil
}

// read answers what a worker reads, as the recorder of an evaluation here would.
func (p *pool) read(path []string, point int) answer {
	r := &recorder{line: p.line, point: point, next: Forever}
	v, err := r.Read(context.Background(), transaction{}, path)
	a := answer{next: r.next, across: r.across, doubt: r.doubt, lacks: r.lacks}
	switch {
	case err == nil:
		a.value, _ = v.(ast.Value)
	case err != errNotFound:
		a.refuse = err.Error()
	}
	return a
}

// fate says why a worker is gone.
func (p *pool) fate(w *worker, err error) string {
	switch {
	case w.killed.Load():
		w.stop()
		return lateReason(p.own.limits.Evaluation)
	case err == errExceeded:
		w.stop()
		return fullReason(p.own.limits.Memory)
	}
	why := w.lastWords(err, p.own.limits.Memory)
	if why == fullReason(p.own.limits.Memory) {
		return why
	}
	return "the process that evaluates own rules ended: " + why
}

// refused says why a rule is not evaluated any more; "" where it is.
func (p *pool) refused(id string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return cmp.Or(p.gaveUp[id], p.all)
}

// cut counts what took too long or too much.
func (p *pool) cut(id, why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cuts[id]++; p.cuts[id] >= maxCuts && p.gaveUp[id] == "" {
		p.gaveUp[id] = fmt.Sprintf("%s for %d subjects: given up", why, maxCuts)
	}
}

// spend counts the time of own rules.
func (p *pool) spend(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.spent += d; p.spent > p.own.limits.Total && p.all == "" {
		p.all = fmt.Sprintf("own rules took more than %s in all", short(p.own.limits.Total))
	}
}
