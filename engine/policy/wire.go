package policy

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// What parent and worker say to each other are frames: four bytes of length, one of
// type, and a payload.
const (
	frameHello    = 'H' // to the worker: a hello as JSON
	frameJudge    = 'J' // to the worker: point, rules, input
	frameAnswer   = 'A' // to the worker: what a read found
	frameTests    = 'T' // to the worker: run the tests
	frameReady    = 'R' // from the worker: a ready as JSON
	frameRead     = 'Q' // from the worker: a path to read
	frameJudged   = 'D' // from the worker: one judgement as JSON
	frameTested   = 'S' // from the worker: a TestReport as JSON
	frameExceeded = 'X' // from the worker, its last: it took more memory than its limit
)

// maxFrame is more than any frame can need, and less than hurts.
const maxFrame = 256 << 20

// writeFrame writes one frame in one write.
func writeFrame(w io.Writer, kind byte, payload []byte) error {
	if len(payload) > maxFrame {
		return fmt.Errorf("frame of %d bytes, more than %d", len(payload), maxFrame)
	}
	frame := make([]byte, 0, 5+len(payload))
	frame = binary.BigEndian.AppendUint32(frame, uint32(len(payload)))
	frame = append(append(frame, kind), payload...)
	_, err := w.Write(frame)
	return err
}

// readFrame reads one frame of at most limit bytes.
func readFrame(r io.Reader, limit int) (kind byte, payload []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	n := int(binary.BigEndian.Uint32(head[:4]))
	if n > limit {
		return 0, nil, fmt.Errorf("frame of %d bytes, more than %d", n, limit)
	}
	payload = make([]byte, n)
	_, err = io.ReadFull(r, payload)
	return head[4], payload, err
}

// Values travel as a byte of type and what belongs to it.
const (
	wireNone = iota // no value
	wireNull
	wireFalse
	wireTrue
	wireNumber
	wireString
	wireArray
	wireObject
)

func appendCount(b []byte, n int) []byte { return binary.AppendUvarint(b, uint64(n)) }

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// appendValue writes v, which is made of what JSON has; nil is no value. Numbers
// keep their digits.
func appendValue(b []byte, v ast.Value) ([]byte, error) {
	switch x := v.(type) {
	case nil:
		return append(b, wireNone), nil
	case ast.Null:
		return append(b, wireNull), nil
	case ast.Boolean:
		if x {
			return append(b, wireTrue), nil
		}
		return append(b, wireFalse), nil
	case ast.Number:
		return appendText(append(b, wireNumber), string(x)), nil
	case ast.String:
		return appendText(append(b, wireString), string(x)), nil
	case *ast.Array:
		b = binary.AppendUvarint(append(b, wireArray), uint64(x.Len()))
		for i := range x.Len() {
			var err error
			if b, err = appendValue(b, x.Elem(i).Value); err != nil {
				return nil, err
			}
		}
		return b, nil
	case ast.Object:
		b = binary.AppendUvarint(append(b, wireObject), uint64(x.Len()))
		for _, key := range x.Keys() {
			var err error
			if b, err = appendValue(b, key.Value); err != nil {
				return nil, err
			}
			if b, err = appendValue(b, x.Get(key).Value); err != nil {
				return nil, err
			}
		}
		return b, nil
	}
	return nil, fmt.Errorf("%s cannot be sent", ast.ValueName(v))
}

// wire reads what was written, from the front of its bytes.
type wire struct {
	rest []byte
	err  error
}

var errShort = errors.New("frame ends too soon")

func (w *wire) byte() byte {
	if w.err != nil || len(w.rest) == 0 {
		w.err = errShort
		return 0
	}
	c := w.rest[0]
	w.rest = w.rest[1:]
	return c
}

func (w *wire) uint() int {
	if w.err != nil {
		return 0
	}
	n, size := binary.Uvarint(w.rest)
	if size <= 0 || n > uint64(Forever) {
		w.err = errShort
		return 0
	}
	w.rest = w.rest[size:]
	return int(n)
}

func (w *wire) text() string {
	n := w.uint()
	if w.err != nil || n > len(w.rest) {
		w.err = errShort
		return ""
	}
	s := string(w.rest[:n])
	w.rest = w.rest[n:]
	return s
}

// count reads how many things follow, each of at least one byte.
func (w *wire) count() int {
	n := w.uint()
	if n > len(w.rest) {
		w.err = errShort
		return 0
	}
	return n
}

func (w *wire) texts() []string {
	out := make([]string, w.count())
	for i := range out {
		out[i] = w.text()
	}
	return out
}

func (w *wire) value() ast.Value {
	switch kind := w.byte(); kind {
	case wireNone:
		return nil
	case wireNull:
		return ast.NullValue
	case wireFalse, wireTrue:
		return ast.Boolean(kind == wireTrue)
	case wireNumber:
		return ast.Number(w.text())
	case wireString:
		return ast.String(w.text())
	case wireArray:
		terms := make([]*ast.Term, 0, w.count())
		for range cap(terms) {
			terms = append(terms, ast.NewTerm(w.value()))
		}
		return ast.NewArray(terms...)
	case wireObject:
		pairs := make([][2]*ast.Term, 0, w.count())
		for range cap(pairs) {
			pairs = append(pairs, [2]*ast.Term{ast.NewTerm(w.value()), ast.NewTerm(w.value())})
		}
		if w.err != nil {
			return nil
		}
		return ast.NewObject(pairs...)
	}
	w.err = cmpErr(w.err, errors.New("unknown type of value"))
	return nil
}

func cmpErr(errs ...error) error {
	if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
		return errs[i]
	}
	return nil
}

// answer is what one read found: the value (nil where nothing is there), until when
// it holds, and what the parent's recorder noted besides.
type answer struct {
	value  ast.Value
	next   int
	across bool
	doubt  string
	lacks  string
	refuse string // why the read is refused
}

func (a *answer) encode() ([]byte, error) {
	b, err := appendValue(nil, a.value)
	if err != nil {
		return nil, err
	}
	b = binary.AppendUvarint(b, uint64(a.next))
	if a.across {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	for _, s := range []string{a.doubt, a.lacks, a.refuse} {
		b = appendText(b, s)
	}
	return b, nil
}

func decodeAnswer(b []byte) (answer, error) {
	w := &wire{rest: b}
	a := answer{value: w.value(), next: w.uint(), across: w.byte() == 1, doubt: w.text(), lacks: w.text(), refuse: w.text()}
	return a, w.err
}
