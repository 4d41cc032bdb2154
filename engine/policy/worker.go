package policy

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
)

const (
	compileDeadline = 10 * time.Second       // for a worker to get ready
	killAfter       = 500 * time.Millisecond // past a deadline, a worker that did not cancel itself is ended
	maxReply        = 64 << 20               // bytes of one frame from a worker
)

// worker is a process that evaluates own rules, as its parent sees it. It is used by
// one goroutine at a time.
type worker struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	stderr *tail
	killed atomic.Bool // by the clock
	end    sync.Once
}

// startWorker starts a worker and has it compile the rules. The process gets no
// environment, no files but its pipes, and the root folder to work in.
func startWorker(ctx context.Context, command []string, h hello) (*worker, *ready, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	w := &worker{cmd: exec.Command(command[0], command[1:]...), stderr: &tail{}}
	w.cmd.Env, w.cmd.Dir, w.cmd.Stderr = []string{}, "/", w.stderr
	var err error
	if w.in, err = w.cmd.StdinPipe(); err != nil {
		return nil, nil, err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	w.out = bufio.NewReaderSize(out, 1<<16)
	keepFiles()
	if err := w.cmd.Start(); err != nil {
		return nil, nil, fmt.Errorf("the process that evaluates own rules does not start: %w", err)
	}
	text, err := json.Marshal(h)
	if err != nil {
		w.stop()
		return nil, nil, err
	}
	_, stop := w.clock(ctx, compileDeadline)
	defer stop()
	var r ready
	if err = writeFrame(w.in, frameHello, text); err == nil {
		var kind byte
		var payload []byte
		if kind, payload, err = readFrame(w.out, maxReply); err == nil {
			switch kind {
			case frameReady:
				if err = json.Unmarshal(payload, &r); err == nil {
					return w, &r, nil
				}
			case frameExceeded:
				err = OwnErrors{{Code: "rego.limits", Message: "to compile the rules " + fullReason(h.Memory)}}
			}
		}
	}
	w.stop()
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	if w.killed.Load() {
		return nil, nil, OwnErrors{{Code: "rego.limits", Message: fmt.Sprintf("the rules were not compiled after %s: they are too deep or too many", compileDeadline)}}
	}
	if errs, ok := errors.AsType[OwnErrors](err); ok {
		return nil, nil, errs
	}
	return nil, nil, fmt.Errorf("the process that compiles own rules ended: %s", w.lastWords(err, h.Memory))
}

// clock ends the worker after a while, and when ctx ends, until it is stopped.
func (w *worker) clock(ctx context.Context, after time.Duration) (c *time.Timer, stop func()) {
	c = time.AfterFunc(after, func() { w.killed.Store(true); w.kill() })
	cancelled := context.AfterFunc(ctx, w.kill)
	return c, func() { c.Stop(); cancelled() }
}

// kill ends the process; what is under way with it errs.
func (w *worker) kill() { _ = w.cmd.Process.Kill() } // it may be gone

// stop ends the process and waits until it is gone.
func (w *worker) stop() {
	w.end.Do(func() {
		w.kill()
		_ = w.in.Close()
		_ = w.cmd.Wait() // it was killed
	})
}

// lastWords says why a worker is gone.
func (w *worker) lastWords(err error, memory uint64) string {
	w.stop()
	text := w.stderr.String()
	switch {
	case strings.Contains(text, "out of memory") || strings.Contains(text, "cannot allocate memory"):
		return fullReason(memory)
	case strings.Contains(text, "stack overflow") || strings.Contains(text, "goroutine stack exceeds"):
		return "recursed too deep"
	case text != "":
		return firstLine(text)
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return err.Error()
	}
	return "without a word"
}

func lateReason(deadline time.Duration) string {
	return fmt.Sprintf("cut off after %s", short(deadline))
}

func fullReason(memory uint64) string {
	return fmt.Sprintf("took more than %d MiB of memory", memory>>20)
}

// short writes a duration as people do.
func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	for _, unit := range []string{"ms", "µs", "ns", "s", "m", "h"} {
		if n, ok := strings.CutSuffix(text, unit); ok && strings.Trim(n, "0123456789.") == "" {
			return n + " " + unit
		}
	}
	return text
}

// exchange sends a frame and answers what the worker reads, until it has given n
// judgements. The clock runs for each anew.
func (w *worker) exchange(ctx context.Context, request []byte, n int, deadline time.Duration, read func(path []string, point int) answer, each func(judged)) error {
	clock, stop := w.clock(ctx, deadline+killAfter)
	defer stop()
	if err := writeFrame(w.in, frameJudge, request); err != nil {
		return err
	}
	for n > 0 {
		kind, payload, err := readFrame(w.out, maxReply)
		if err != nil {
			return err
		}
		switch kind {
		case frameRead:
			q := &wire{rest: payload}
			path, point := q.texts(), q.uint()
			if q.err != nil {
				return q.err
			}
			found := read(path, point)
			text, err := found.encode()
			if err == nil {
				err = writeFrame(w.in, frameAnswer, text)
			}
			if err != nil {
				return err
			}
		case frameJudged:
			clock.Reset(deadline + killAfter)
			var j judged
			dec := json.NewDecoder(bytes.NewReader(payload))
			dec.DisallowUnknownFields()
			if err := dec.Decode(&j); err != nil {
				return err
			}
			each(j)
			n--
		case frameExceeded:
			return errExceeded
		default:
			return fmt.Errorf("frame of unknown type %q", kind)
		}
	}
	return nil
}

var errExceeded = errors.New("took too much memory")

// judgeRequest asks for judgements. The run numbers the line that is read.
func judgeRequest(rules []*Rule, input ast.Value, run, point int, explain bool) ([]byte, error) {
	b := appendCount(appendCount(nil, run), point)
	if explain {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	b = appendCount(b, len(rules))
	for _, r := range rules {
		b = appendText(b, r.ID)
	}
	return appendValue(b, input)
}

// tail keeps the first of what a worker writes to its standard error.
type tail struct {
	mu   sync.Mutex
	text []byte
}

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	const kept = 8 << 10
	t.text = append(t.text, p[:min(len(p), kept-len(t.text))]...)
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}

// spare keeps one idle worker for whoever evaluates next. It ends with what owns it.
type spare struct {
	mu sync.Mutex
	w  *worker
}

// keep keeps w until it is taken or owner is no longer used.
func keep(owner *ownRules, w *worker) *spare {
	s := &spare{w: w}
	runtime.AddCleanup(owner, func(s *spare) {
		if w := s.take(); w != nil {
			w.stop()
		}
	}, s)
	return s
}

// take returns the worker, nil where it was taken.
func (s *spare) take() *worker {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.w
	s.w = nil
	return w
}

// give keeps w where none is kept.
func (s *spare) give(w *worker) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.w != nil {
		return false
	}
	s.w = w
	return true
}
