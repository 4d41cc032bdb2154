package policy

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	opametrics "github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// A hello is the first that a worker hears: the rules it is to evaluate, and its
// bounds.
type hello struct {
	Modules  map[string]string // path -> text: own rules and the helpers they import
	Check    *against          // nil: the modules were checked before
	Deadline time.Duration     // of one evaluation
	Memory   uint64            // bytes
}

// against is what own rules are held against.
type against struct {
	Schemas map[string]any // by kind; null: nothing is known of its fields
}

// A ready is the answer to a hello.
type ready struct {
	Errors   OwnErrors
	Warnings []Warning
	Reads    map[string][]string // by rule id

	Footprints map[string]Footprint
}

// judged is one judgement and, where it was asked for, how it came about.
type judged struct {
	Judgement
	Cut   bool   `json:",omitempty"` // it took too long or too much
	Stops []Stop `json:",omitempty"`
}

// Serve is the worker: it evaluates own rules for the process at the other end of the
// pipes until that process closes them. It bounds the memory of the whole process and
// takes files from it: call it in a process that does nothing else. It returns the
// exit code.
func Serve(r io.Reader, w io.Writer) int {
	frames := make(chan frame)
	gone := make(chan int, 2)
	go func() {
		in := bufio.NewReaderSize(r, 1<<16)
		for {
			kind, payload, err := readFrame(in, maxFrame)
			if err != nil {
				gone <- 0
				return
			}
			frames <- frame{kind, payload}
		}
	}()
	s := &session{w: w, frames: frames, gone: gone, cache: map[string]cached{}}
	go func() { gone <- s.loop() }()
	return <-gone
}

type frame struct {
	kind    byte
	payload []byte
}

// session is one worker at work. One thing at a time is asked of it.
type session struct {
	w        io.Writer
	frames   chan frame
	gone     chan int
	hello    hello
	compiler *ast.Compiler
	set      *Set // of the compiler's rules
	results  results
	cache    map[string]cached
	held     int // bytes of answers in cache
	run      int // that the cache belongs to

	cancel atomic.Pointer[watch]

	mu   sync.Mutex // writing
	over bool       // the last word was said
}

// watch is the cancellation of one evaluation, and why it was pulled.
type watch struct {
	stop       topdown.Cancel
	late, full atomic.Bool
}

// cached is what a read found from one point on.
type cached struct {
	from int
	answer
}

// loop does what the parent asks until something breaks.
func (s *session) loop() int {
	for f := range s.frames {
		var err error
		switch f.kind {
		case frameHello:
			err = s.start(f.payload)
		case frameJudge:
			err = s.judge(f.payload)
		case frameTests:
			err = s.test()
		default:
			err = fmt.Errorf("frame of unknown type %q", f.kind)
		}
		if err != nil {
			return 1
		}
	}
	return 0
}

// start compiles the rules and says what is wrong with them.
func (s *session) start(payload []byte) error {
	if err := json.Unmarshal(payload, &s.hello); err != nil {
		return err
	}
	confine(s.hello.Memory + s.hello.Memory/2 + 192<<20)
	debug.SetGCPercent(400) // until the limit is near
	debug.SetMemoryLimit(int64(s.hello.Memory))
	debug.SetMaxStack(int(min(s.hello.Memory/2, 256<<20)))
	go s.guard()
	return s.send(frameReady, s.compile())
}

// guard watches what the process takes. Past its limit the evaluation is cancelled;
// where that does not help, the worker says so and ends.
func (s *session) guard() {
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	for range time.Tick(5 * time.Millisecond) {
		metrics.Read(sample)
		used := sample[0].Value.Uint64() - sample[1].Value.Uint64()
		if used < s.hello.Memory+s.hello.Memory/16 {
			continue
		}
		if w := s.cancel.Load(); w != nil {
			w.full.Store(true)
			w.stop.Cancel()
		}
		if used > s.hello.Memory+s.hello.Memory/3 {
			_ = s.write(frameExceeded, nil) // the parent may be gone
			s.gone <- 3
			return
		}
	}
}

func (s *session) send(kind byte, v any) error {
	payload, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return s.write(kind, payload)
}

// write writes a frame, unless the last one was written.
func (s *session) write(kind byte, payload []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return errors.New("the last word was said")
	}
	s.over = kind == frameExceeded
	return writeFrame(s.w, kind, payload)
}

// judge evaluates rules for one subject, one after the other, and says each result
// as soon as it is there.
func (s *session) judge(payload []byte) error {
	in := &wire{rest: payload}
	run, point, explain := in.uint(), in.uint(), in.byte() == 1
	rules := in.texts()
	input := in.value()
	if in.err != nil {
		return in.err
	}
	if run != s.run {
		s.run, s.cache, s.held = run, map[string]cached{}, 0
	}
	if s.set == nil {
		s.set, s.results = &Set{compiler: s.compiler}, results{pure: map[application]*ast.Term{}}
	}
	for _, id := range rules {
		j, err := s.evaluate(id, input, point, explain)
		if err == nil {
			err = s.send(frameJudged, j)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// evaluate evaluates one rule. An error means that the parent is gone.
func (s *session) evaluate(id string, input ast.Value, point int, explain bool) (out judged, err error) {
	store := &remote{session: s, point: point, next: Forever}
	w := &watch{stop: topdown.NewCancel()}
	s.cancel.Store(w)
	defer s.cancel.Store(nil)
	timer := time.AfterFunc(s.hello.Deadline, func() { w.late.Store(true); w.stop.Cancel() })
	defer timer.Stop()
	ref := refOf(id)
	query := topdown.NewQuery(ast.NewBody(ast.Equality.Expr(ast.VarTerm("found"), ast.NewTerm(ref)))).
		WithCompiler(s.compiler).WithStore(store).WithTransaction(transaction{}).
		WithInput(ast.NewTerm(input)).WithCancel(w.stop).WithMetrics(opametrics.NoOp()).
		WithTime(time.Unix(0, 0)).WithStrictBuiltinErrors(true)
	var trace *stops
	if explain {
		trace = newStops(s.compiler, ref)
		query = query.WithQueryTracer(trace)
	}
	defer func() {
		if p := recover(); p != nil {
			out = judged{Judgement: Judgement{Unknown: fmt.Sprintf("rule panicked: %v", p)}}
		}
		out.Next, out.Across = store.next, store.across
		if w.full.Load() {
			s.cache, s.held = map[string]cached{}, 0
			debug.FreeOSMemory()
		}
		if err == nil {
			err = store.broken
		}
	}()
	found, sure := ast.Value(nil), false
	if !explain {
		found, sure = s.quick(ref, input, store, w)
	}
	var failed error
	if !sure {
		store.reset()
		failed = query.Iter(context.Background(), func(r topdown.QueryResult) error {
			found = r[ast.Var("found")].Value
			return nil
		})
	}
	switch {
	case w.full.Load():
		out.Unknown, out.Cut = fullReason(s.hello.Memory), true
	case failed != nil && topdown.IsCancel(failed):
		out.Unknown, out.Cut = lateReason(s.hello.Deadline), true
	case store.lacks != "":
		out.Unknown = store.lacks
	case failed != nil:
		out.Unknown = reason(failed)
	case store.doubt != "":
		out.Unknown = fmt.Sprintf("depends on %q, which could not be read", store.doubt)
	default:
		out.Judgement = decodeOwn(found)
	}
	if trace != nil {
		out.Stops = trace.list()
	}
	return out, nil
}

// quick evaluates a rule with its compiled form; sure says whether that was sure of
// all it did.
func (s *session) quick(ref ast.Ref, input ast.Value, store *remote, w *watch) (found ast.Value, sure bool) {
	d, documents := s.set.program().document(ref)
	if d == nil || d.form != isSet {
		return nil, false
	}
	defer func() {
		if recover() != nil {
			found, sure = nil, false
		}
	}()
	m := &machine{store: store, input: ast.NewTerm(input), cancel: w.stop, results: s.results.begin(documents)}
	t, err := m.call(d, nil)
	if err != nil || store.lacks != "" || store.broken != nil {
		return nil, false
	}
	return t.Value, true
}

// refOf returns the path of the rule id.
func refOf(id string) ast.Ref {
	ref := ast.Ref{ast.DefaultRootDocument}
	for part := range strings.SplitSeq(id, ".") {
		ref = append(ref, ast.StringTerm(part))
	}
	return ref
}

// remote is the store of an evaluation in a worker: the parent answers. What it said
// is kept for as long as it holds.
type remote struct {
	storage.TriggersNotSupported
	storage.PolicyNotSupported
	storage.WritesNotSupported

	session *session
	point   int
	next    int
	across  bool
	doubt   string
	lacks   string
	broken  error // the parent is gone
}

// reset forgets what was read.
func (r *remote) reset() {
	*r = remote{session: r.session, point: r.point, next: Forever, broken: r.broken}
}

// read implements base.
func (r *remote) read(path []string) (ast.Value, error) {
	v, err := r.Read(context.Background(), nil, path)
	if err != nil {
		return nil, err
	}
	return v.(ast.Value), nil
}

// maxCached bounds what a worker keeps of the answers it got, in bytes as sent.
const maxCached = 16 << 20

// Read implements storage.Store.
func (r *remote) Read(_ context.Context, _ storage.Transaction, path storage.Path) (any, error) {
	s := r.session
	key := strings.Join(path, "\x00")
	c, known := s.cache[key]
	if !known || r.point < c.from || r.point >= c.next {
		var question []byte
		question = appendCount(question, len(path))
		for _, step := range path {
			question = appendText(question, step)
		}
		question = appendCount(question, r.point)
		if r.broken = s.write(frameRead, question); r.broken != nil {
			return nil, r.broken
		}
		f := <-s.frames
		var a answer
		if a, r.broken = decodeAnswer(f.payload); r.broken != nil {
			return nil, r.broken
		}
		if s.held += len(f.payload); s.held > maxCached {
			s.cache, s.held = map[string]cached{}, len(f.payload)
		}
		c = cached{r.point, a}
		s.cache[key] = c
	}
	r.next, r.across = min(r.next, c.next), r.across || c.across
	if r.doubt == "" {
		r.doubt = c.doubt
	}
	if r.lacks == "" {
		r.lacks = c.lacks
	}
	switch {
	case c.refuse != "":
		return nil, errors.New(c.refuse)
	case c.value == nil:
		return nil, errNotFound
	}
	return c.value, nil
}

// NewTransaction implements storage.Store.
func (r *remote) NewTransaction(context.Context, ...storage.TransactionParams) (storage.Transaction, error) {
	return transaction{}, nil
}

// Commit implements storage.Store.
func (r *remote) Commit(context.Context, storage.Transaction) error { return nil }

// Truncate implements storage.Store.
func (r *remote) Truncate(context.Context, storage.Transaction, storage.TransactionParams, storage.Iterator) error {
	return errors.New("rules cannot write")
}

// Abort implements storage.Store.
func (r *remote) Abort(context.Context, storage.Transaction) {}
