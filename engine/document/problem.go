package document

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"ismsproof/engine/isms"
)

// The engine's own rules that this package reports under.
const (
	ruleReadable = "doc.readable"
	ruleSchema   = "doc.schema_valid"
)

// A fault is a problem that makes the file unreadable.
type fault struct{ isms.Problem }

// Error returns the message, so that a fault can travel as an error.
func (f *fault) Error() string { return f.Message }

// remedy sets what to do and returns f.
func (f *fault) remedy(text string) *fault {
	f.Remedy = text
	return f
}

// fatal makes a fault. The zero range stands for the start of the file.
func (r *reader) fatal(code string, at isms.Range, message string, args ...any) *fault {
	if at.Start.Line == 0 {
		at.Start = isms.Position{Line: 1, Column: 1}
		if r.src != nil {
			at.Start = r.src.at(r.src.start)
		}
		at.End = at.Start
	}
	return &fault{isms.Problem{
		Rule: ruleReadable, Code: code, Range: at, Fatal: true, Message: fmt.Sprintf(message, args...),
	}}
}

// fatalAt makes a fault at a byte offset.
func (r *reader) fatalAt(code string, offset int, message string, args ...any) *fault {
	p := r.src.at(offset)
	return r.fatal(code, isms.Range{Start: p, End: p}, message, args...)
}

// warn notes a problem that leaves the file readable.
func (r *reader) warn(code string, at isms.Range, remedy, message string, args ...any) {
	if len(r.problems) >= maxProblems {
		r.dropped++
		return
	}
	r.problems = append(r.problems, isms.Problem{
		Rule: ruleSchema, Code: code, Range: at, Message: fmt.Sprintf(message, args...), Remedy: remedy,
	})
}

func tooLarge(limit int64, size int) *fault {
	at := isms.Position{Line: 1, Column: 1}
	return (&fault{isms.Problem{
		Rule: ruleReadable, Code: "yaml.size", Fatal: true, Range: isms.Range{Start: at, End: at},
		Message: fmt.Sprintf("the file has %d bytes, more than the limit of %d", size, limit),
	}}).remedy("Split the file, or keep what is large outside the ISMS and link to it.")
}

// clip quotes text for a message and cuts what is long.
func clip(text string) string {
	const most = 60
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "…"
	}
	return strconv.Quote(text)
}

// spend counts one node as written with n bytes of text.
func (r *reader) spend(at isms.Range, n int) *fault {
	r.nodes++
	if r.nodes > r.limits.Nodes {
		return r.fatal("yaml.nodes", at, "the file has more than %d keys and values", r.limits.Nodes).
			remedy("Split the file.")
	}
	return r.expand(at, 1, int64(n))
}

// expand counts nodes and bytes as they are after aliases are replaced.
func (r *reader) expand(at isms.Range, nodes int, n int64) *fault {
	r.expanded += nodes
	r.bytes += n
	if r.expanded > r.limits.ExpandedNodes {
		return r.fatal("yaml.expanded-nodes", at, "aliases replaced, the file has more than %d keys and values", r.limits.ExpandedNodes).
			remedy("Use fewer aliases.")
	}
	if r.bytes > r.limits.ExpandedBytes {
		return r.fatal("yaml.expanded-bytes", at, "aliases replaced, the file has more than %d bytes of text", r.limits.ExpandedBytes).
			remedy("Use fewer aliases, or alias smaller values.")
	}
	return nil
}

// deep refuses a list or mapping at a depth beyond the limit.
func (r *reader) deep(at isms.Range, depth int) *fault {
	if depth <= r.limits.Depth {
		return nil
	}
	return r.fatal("yaml.depth", at, "lists and mappings are nested deeper than the limit of %d", r.limits.Depth).
		remedy("Flatten the structure.")
}

// checkKey refuses keys that are too long or that do not show what they are.
func (r *reader) checkKey(key string, at isms.Range) *fault {
	if len(key) > r.limits.Key {
		return r.fatal("yaml.key-size", at, "a key has %d bytes, more than the limit of %d", len(key), r.limits.Key).
			remedy("Keep keys short and put the text into the value.")
	}
	for _, c := range key {
		if c != ' ' && (c < ' ' || c > '~') && unicode.In(c, unicode.C, unicode.Z) {
			return r.fatal("text.control", at, "key %s holds the invisible character U+%04X", clip(key), c).
				remedy("Type the key again without it.")
		}
	}
	return nil
}

// checkText refuses scalars that are too long and warns of characters that
// change how a terminal or an editor shows the text around them.
func (r *reader) checkText(text string, at isms.Range) *fault {
	if len(text) > r.limits.Scalar {
		return r.fatal("yaml.scalar-size", at, "a value has %d bytes, more than the limit of %d", len(text), r.limits.Scalar).
			remedy("Put long text into a Markdown document.")
	}
	if c, found := deceptive(text); found {
		r.warn("text.control", at, "Remove the character, or write its name instead.",
			"the text holds %s, which changes how the text around it is shown", runeName(c))
	}
	return nil
}

// deceptive returns the first control or bidirectional character of a text.
// Tabs and line feeds are neither.
func deceptive(text string) (rune, bool) {
	for i := 0; i < len(text); i++ {
		if c := text[i]; c >= utf8.RuneSelf || c < ' ' && c != '\t' && c != '\n' || c == 0x7f {
			j := strings.IndexFunc(text[i:], isDeceptive)
			if j < 0 {
				return 0, false
			}
			c, _ := utf8.DecodeRuneInString(text[i+j:])
			return c, true
		}
	}
	return 0, false
}

func isDeceptive(c rune) bool {
	switch {
	case c == '\t' || c == '\n':
		return false
	case c < ' ' || c >= 0x7f && c <= 0x9f:
		return true
	}
	return c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069
}

func runeName(c rune) string {
	switch {
	case c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069:
		return fmt.Sprintf("the bidirectional control U+%04X", c)
	case c == '\r':
		return "a carriage return"
	}
	return fmt.Sprintf("the control character U+%04X", c)
}
