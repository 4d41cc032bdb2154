package benchmark

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
)

// Write writes a history as a stream for git fast-import: one branch, main. The
// stream is a function of size and seed alone. The error is that of w.
func Write(w io.Writer, size Size, seed uint64) error {
	out := bufio.NewWriterSize(w, 1<<16)
	fmt.Fprint(out, "feature done\n")
	world := begin(size, seed)
	var content bytes.Buffer
	for commit := range size.Commits {
		if commit > 0 {
			world.step(commit)
		}
		world.write(out, &content, commit)
	}
	fmt.Fprint(out, "done\n")
	return out.Flush()
}

// write writes the commit that was made last.
func (w *world) write(out *bufio.Writer, content *bytes.Buffer, commit int) {
	author := pick(&w.random, w.byKind["person"][:6])
	who := fmt.Sprintf("%s <%s@acme.example> %d +0100", author.str("name"), author.id, w.now.Unix())
	message := w.message(commit)
	fmt.Fprintf(out, "commit refs/heads/main\nauthor %s\ncommitter %s\ndata %d\n%s\n", who, who, len(message), message)
	for _, m := range w.moved {
		fmt.Fprintf(out, "R %s %s\n", m[0], m[1])
	}
	for _, path := range w.deleted {
		fmt.Fprintf(out, "D %s\n", path)
	}
	for _, r := range w.dirty {
		content.Reset()
		r.render(content)
		fmt.Fprintf(out, "M 100644 inline %s\ndata %d\n", r.path, content.Len())
		out.Write(content.Bytes())
		out.WriteByte('\n')
	}
	out.WriteByte('\n')
}

// message says what a commit did: one line, and a line for each record where there
// are several.
func (w *world) message(commit int) string {
	switch {
	case commit == 0:
		return "Begin the management system\n"
	case len(w.did) == 1:
		return w.did[0] + "\n"
	}
	return w.did[0] + " and others\n\n" + strings.Join(w.did, "\n") + "\n"
}
