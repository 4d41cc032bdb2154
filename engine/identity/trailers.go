package identity

import "strings"

// A Trailer is one line "Key: value" at the end of a commit message.
type Trailer struct {
	Key   string // as written; compare with [Trailer.Is]
	Value string // on one line, trimmed; may be empty
}

// Is reports whether the trailer has the key, which git compares without regard to
// the case of ASCII letters.
func (t Trailer) Is(key string) bool { return lowerASCII(t.Key) == lowerASCII(key) }

// Trailers returns the trailers of a commit message as git interpret-trailers
// --parse --no-divider reads them with its default configuration: those of the last
// paragraph, unless it is the first, if all its lines are trailers, or one is made by
// git and no more than three in four are none. Lines that go on with a blank are
// joined by one.
func Trailers(message string) []Trailer {
	var trailers []Trailer
	for _, line := range block(message) {
		if line[0] == comment {
			continue
		}
		at := separator(line)
		if at < 1 {
			continue
		}
		key := trim(line[:at])
		trailers = append(trailers, Trailer{key, unfold(trim(line[at+1:]))})
	}
	return trailers
}

// CherryPicked returns the ids of the commits that the last paragraph of a message
// names as cherry picked. Trailers above such a line speak of that commit's content.
func CherryPicked(message string) []string {
	var ids []string
	for _, line := range block(message) {
		if rest, ok := strings.CutPrefix(line, picked); ok {
			if id, _, ok := strings.Cut(rest, ")"); ok {
				ids = append(ids, trim(id))
			}
		}
	}
	return ids
}

const (
	comment = '#'
	picked  = "(cherry picked from commit "
	signed  = "Signed-off-by: "
	scissor = "# ------------------------ >8 ------------------------\n"
)

// block returns the lines of the paragraph of trailers, each with those that continue
// it; none is empty.
func block(message string) []string {
	// To git a message is a C string.
	message, _, _ = strings.Cut(message, "\x00")
	message = message[:end(message)]
	var lines []string
	from, continues := start(message), false
	for at := from; at < len(message); {
		line, _ := cutLine(message[at:])
		if continues && blank(line[0]) {
			lines[len(lines)-1] = message[from : at+len(line)] // they stand one after the other
		} else {
			from, continues = at, separator(line) >= 1
			lines = append(lines, line)
		}
		at += len(line)
	}
	return lines
}

// end returns where the message ends for trailers: before the comments, empty lines
// and lists of conflicts at its end, and before the line under which git commit -v
// shows a difference.
func end(message string) int {
	limit := len(message)
	if strings.HasPrefix(message, scissor) {
		limit = 0
	} else if i := strings.Index(message, "\n"+scissor); i >= 0 {
		limit = i + 1
	}
	// As in git, 0 stands for none: a comment in the very first line is not seen.
	first, conflicts := 0, false
	for at := 0; at < limit; {
		line, _ := cutLine(message[at:])
		switch {
		case line[0] == comment || line[0] == '\n':
			if first == 0 {
				first = at
			}
		case strings.HasPrefix(line, "Conflicts:\n"):
			conflicts = true
			if first == 0 {
				first = at
			}
		case conflicts && line[0] == '\t':
		default:
			if first != 0 {
				first, conflicts = 0, false
			}
		}
		at += len(line)
	}
	if first != 0 {
		return first
	}
	return limit
}

// start returns where the paragraph of trailers begins; len(message) if there is none.
func start(message string) int {
	title := 0
	for title < len(message) {
		line, _ := cutLine(message[title:])
		if line[0] != comment && isBlank(line) {
			break
		}
		title += len(line)
	}
	// Lines are counted from the end until the paragraph begins.
	var c counted
	for at := lastLine(message, len(message)); at >= title; at = lastLine(message, at) {
		line, _ := cutLine(message[at:])
		switch {
		case line[0] == comment:
			c.others += c.perhaps
			c.perhaps = 0
		case isBlank(line):
			if !c.begun {
				continue
			}
			if c.trailers() {
				return at + len(line)
			}
			return len(message)
		default:
			c.line(line)
		}
	}
	return len(message)
}

// counted is what the lines of a paragraph are, from its end.
type counted struct {
	begun, own    bool // own: one is made by git
	named, others int
	perhaps       int // lines that begin with a blank: they continue a trailer, or none
}

func (c *counted) line(line string) {
	c.begun = true
	switch {
	case strings.HasPrefix(line, signed) || strings.HasPrefix(line, picked):
		c.own = true
		c.named++
		c.perhaps = 0
	case !blank(line[0]) && separator(line) >= 1:
		c.named++
		c.perhaps = 0
	case blank(line[0]):
		c.perhaps++
	default:
		c.others += 1 + c.perhaps
		c.perhaps = 0
	}
}

func (c *counted) trailers() bool {
	others := c.others + c.perhaps
	return c.own && c.named*3 >= others || c.named > 0 && others == 0
}

// cutLine splits text, which is not empty, after its first line.
func cutLine(text string) (line, rest string) {
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		return text[:i+1], text[i+1:]
	}
	return text, ""
}

// lastLine returns where the last line of text[:end] begins; -1 if there is none.
func lastLine(text string, end int) int {
	if end == 0 {
		return -1
	}
	return strings.LastIndexByte(text[:end-1], '\n') + 1
}

// separator returns where the colon after the key stands in a line; -1 without one.
func separator(line string) int {
	gap := false
	for i := range len(line) {
		switch c := line[i]; {
		case c == ':':
			return i
		case !gap && (c == '-' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'):
		case i > 0 && (c == ' ' || c == '\t'):
			gap = true
		default:
			return -1
		}
	}
	return -1
}

// unfold joins the lines of a value by one blank each.
func unfold(value string) string {
	if !strings.Contains(value, "\n") {
		return value
	}
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		if value[i] != '\n' {
			b.WriteByte(value[i])
			continue
		}
		for i+1 < len(value) && blank(value[i+1]) {
			i++
		}
		b.WriteByte(' ')
	}
	return trim(b.String())
}

// blanks are what git takes for white space, whatever the locale.
const blanks = " \t\n\r"

func blank(c byte) bool        { return strings.IndexByte(blanks, c) >= 0 }
func isBlank(line string) bool { return trim(line) == "" }
func trim(text string) string  { return strings.Trim(text, blanks) }

// lowerASCII folds ASCII letters alone: to fold others lets one address pass for
// another.
func lowerASCII(text string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + ('a' - 'A')
		}
		return r
	}, text)
}
