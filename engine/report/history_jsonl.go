package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"ismsproof/engine/isms"
)

// writeHistoryLines writes a line for the run, one for each commit, oldest first,
// and one for each span, by [HistorySchema]. It holds one line at a time.
func writeHistoryLines(w io.Writer, t *isms.Timeline, _ Options) error {
	lines := newLines(w)
	zone := t.AsOf.Location()
	header := newHeader(t)
	header.Type = "header"
	if err := lines.write(header); err != nil {
		return err
	}
	for i := range t.Steps {
		if err := lines.write(newCommit(&t.Steps[i], zone)); err != nil {
			return err
		}
	}
	for i := range t.Spans {
		if err := lines.write(newSpan(&t.Spans[i], zone)); err != nil {
			return err
		}
	}
	return lines.out.Flush()
}

// jsonLines writes one JSON value to a line, escaped as by encode.
type jsonLines struct {
	out *bufio.Writer
	buf bytes.Buffer
	enc *json.Encoder
}

func newLines(w io.Writer) *jsonLines {
	l := &jsonLines{out: bufio.NewWriterSize(w, 64<<10)}
	l.enc = json.NewEncoder(&l.buf)
	l.enc.SetEscapeHTML(true)
	return l
}

func (l *jsonLines) write(v any) error {
	l.buf.Reset()
	if err := l.enc.Encode(v); err != nil {
		return fmt.Errorf("write json: %w", err)
	}
	_, err := l.out.Write(inert(l.buf.Bytes()))
	return err
}
