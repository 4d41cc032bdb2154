package document

import (
	"bytes"
	"errors"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"ismsproof/engine/isms"
)

// A complaint is what the library says about broken YAML, and where. Lines and
// columns count from 0, lines as YAML counts them.
type complaint struct {
	text          string // without its position
	line, column  int    // of the problem
	contextLine   int    // of what was being read
	contextColumn int
	context       string // "while parsing a block mapping"; may be empty
}

// complain reads the library's complaint. Its error holds a line only, often
// that of the surrounding mapping, and one less than meant where its parser
// rather than its scanner complains; the exact place is in the decoder, which
// reflection may read. The tests hold this against a change of the library.
func complain(decoder *yaml.Decoder, cause error) complaint {
	c := complaint{text: strings.TrimPrefix(cause.Error(), "yaml: ")}
	if m := lineInError.FindStringSubmatch(c.text); m != nil {
		line, _ := strconv.Atoi(m[1])
		c.text = c.text[len(m[0]):]
		c.line = max(0, line-1)
	}
	c.contextLine = c.line
	outer := reflect.ValueOf(decoder).Elem().FieldByName("parser")
	if outer.Kind() != reflect.Pointer || outer.IsNil() {
		return c
	}
	inner := outer.Elem().FieldByName("parser")
	if inner.Kind() != reflect.Struct {
		return c
	}
	if strings.HasPrefix(c.text, "unknown anchor") {
		c.line, c.column = markOf(outer.Elem().FieldByName("event"), "start_mark", c.line)
		return c
	}
	c.line, c.column = markOf(inner, "problem_mark", c.line)
	c.contextLine, c.contextColumn = markOf(inner, "context_mark", c.line)
	if context := inner.FieldByName("context"); context.Kind() == reflect.String {
		c.context = context.String()
	}
	return c
}

var lineInError = regexp.MustCompile(`^line (\d+): `)

// markOf returns line and column of a mark of the library.
func markOf(of reflect.Value, name string, line int) (int, int) {
	if of.Kind() != reflect.Struct {
		return line, 0
	}
	mark := of.FieldByName(name)
	if mark.Kind() != reflect.Struct {
		return line, 0
	}
	l, c := mark.FieldByName("line"), mark.FieldByName("column")
	if !l.IsValid() || !c.IsValid() || !l.CanInt() || !c.CanInt() {
		return line, 0
	}
	return int(l.Int()), int(c.Int())
}

// An advice says a complaint of the library in words of the author's. In message
// and remedy, {c} is the character at the place, {line} the line of the context.
type advice struct {
	complaint string // how the library's text starts
	context   string // how its context starts, where that matters
	code      string // other than yaml.syntax
	atContext bool   // point at the context
	message   string
	remedy    string
}

var advices = []advice{
	{complaint: "mapping values are not allowed",
		message: "a \":\" stands where no key can be",
		remedy:  "Quote the value if the colon belongs to it; else indent the line like the keys around it."},
	{complaint: "did not find expected key",
		message: "the line fits neither the mapping of line {line} nor what surrounds it",
		remedy:  "Indent it like the other keys; close quotes and brackets above; end the key with \": \"."},
	{complaint: "did not find expected '-' indicator",
		message: "the line fits neither the list of line {line} nor what surrounds it",
		remedy:  "Start list items with \"- \", all indented alike."},
	{complaint: "did not find expected ',' or ']'", atContext: true,
		message: "the list that starts with \"[\" here is not continued with \",\" or closed with \"]\""},
	{complaint: "did not find expected ',' or '}'", atContext: true,
		message: "the mapping that starts with \"{\" here is not continued with \",\" or closed with \"}\""},
	{complaint: "did not find expected node content",
		message: "a value is missing before {c}",
		remedy:  "Close the brackets above, or quote the text."},
	{complaint: "could not find expected ':'", atContext: true,
		message: "this text stands where a key is due, and no \":\" follows it",
		remedy:  "Write \"key: value\", or indent the line so that it continues the value above."},
	{complaint: "found unexpected end of stream", atContext: true,
		message: "the quoted text that starts here is never closed"},
	{complaint: "found unexpected document indicator", atContext: true,
		message: "the quoted text that starts here is not closed before the next document"},
	{complaint: "found character that cannot start any token",
		message: "a value cannot start with {c}",
		remedy:  "Quote the value; indent with spaces, never tabs."},
	{complaint: "found a tab character",
		message: "a tab stands where spaces must indent",
		remedy:  "Indent with spaces."},
	{complaint: "block sequence entries are not allowed",
		message: "a list item \"-\" stands where no list can start",
		remedy:  "Put it on a line of its own, or quote the text if the dash belongs to it."},
	{complaint: "found unknown escape character", atContext: false,
		message: "a text in double quotes has an unknown escape",
		remedy:  "Write \"\\\\\" for a backslash, or use single quotes."},
	{complaint: "found invalid Unicode character escape code",
		message: "an escape names half of a surrogate pair or no character at all",
		remedy:  "Write the character itself."},
	{complaint: "did not find expected hexdecimal number",
		message: "an escape has too few hexadecimal digits",
		remedy:  "Write \"\\\\\" for a backslash, or use single quotes."},
	{complaint: "did not find expected alphabetic or numeric character", context: "while scanning an a",
		message: "a value that starts with \"*\" or \"&\" is an alias or anchor and needs a name",
		remedy:  "Quote the value if it is text."},
	{complaint: "did not find expected <document start>",
		message: "text stands where the document has ended",
		remedy:  "Indent it like the lines above, or start a new document with \"---\"."},
	{complaint: "did not find expected comment or line break",
		message: "text stands behind \"|\" or \">\" where its lines follow below",
		remedy:  "Start the text on the next line, or quote it if it begins with \"|\" or \">\"."},
	{complaint: "found undefined tag handle", code: "yaml.tag",
		message: "a tag uses a handle that is not defined",
		remedy:  "Remove the tag; quote the value if it is text."},
	{complaint: "did not find expected", context: "while scanning a tag", code: "yaml.tag",
		message: "a value that starts with \"!\" is a tag, and this one is not well formed",
		remedy:  "Quote the value if it is text."},
	{complaint: "did not find expected tag URI", code: "yaml.tag",
		message: "a value that starts with \"!\" is a tag, and this one is not well formed",
		remedy:  "Quote the value if it is text."},
	{complaint: "exceeded max depth", code: "yaml.depth",
		message: "lists and mappings are nested deeper than the limit of {depth}",
		remedy:  "Flatten the structure."},
	{complaint: "unknown anchor", code: "yaml.alias",
		message: "the alias {alias} names an anchor that this document does not define above",
		remedy:  "Quote the value if it is text."},
}

// longestKey is how many characters of one line the library looks at for a key.
const longestKey = 1024

// syntax says what is wrong with text that the library refuses.
func (s *stream) syntax(decoder *yaml.Decoder, cause error) *fault {
	if typed := new(yaml.TypeError); errors.As(cause, &typed) {
		panic(cause) // decoding into a node knows no types
	}
	c := complain(decoder, cause)
	a := advice{message: c.text}
	for _, known := range advices {
		if strings.HasPrefix(c.text, known.complaint) && strings.HasPrefix(c.context, known.context) {
			a = known
			break
		}
	}
	if strings.HasPrefix(c.text, "mapping values") && c.column >= longestKey {
		a = advice{code: "yaml.key-size", message: "the text before this \":\" is too long for a key",
			remedy: "Quote the value if the colon belongs to it; else shorten the key."}
	}
	offset := s.find(c.line+1, c.column+1)
	context := s.find(c.contextLine+1, c.contextColumn+1)
	contextAt := s.src.at(context)
	if a.atContext {
		offset = context
	}
	if marker := s.conflict(); marker >= 0 {
		a = advice{code: "yaml.merge-conflict", message: "a merge conflict was committed here instead of resolved",
			remedy: "Choose one of the two versions and delete the lines of \"<<<<<<<\", \"=======\" and \">>>>>>>\"."}
		offset = marker
	}
	at := s.src.at(offset)
	code := a.code
	if code == "" {
		code = "yaml.syntax"
	}
	message := strings.NewReplacer(
		"{c}", s.glyph(offset),
		"{line}", strconv.Itoa(contextAt.Line),
		"{depth}", strconv.Itoa(s.limits.Depth),
		"{alias}", clip("*"+aliasName(c.text)),
	).Replace(a.message)
	return s.fatal(code, isms.Range{Start: at, End: at}, "%s", message).remedy(a.remedy)
}

// conflict returns the offset of the first line that git writes above the two sides
// of a merge it could not resolve, or -1.
func (s *stream) conflict() int {
	marker := []byte("<<<<<<< ")
	for at := s.from; at < s.to; {
		if bytes.HasPrefix(s.src.data[at:s.to], marker) {
			return at
		}
		next := bytes.IndexByte(s.src.data[at:s.to], '\n')
		if next < 0 {
			break
		}
		at += next + 1
	}
	return -1
}

// glyph names the character at an offset.
func (s *stream) glyph(offset int) string {
	if offset >= s.to {
		return "the end of the text"
	}
	c, _ := utf8.DecodeRune(s.src.data[offset:])
	switch c {
	case '\t':
		return "a tab"
	case '\n', '\r':
		return "the end of the line"
	}
	return strconv.Quote(string(c))
}

func aliasName(text string) string {
	_, rest, _ := strings.Cut(text, "'")
	name, _, _ := strings.Cut(rest, "'")
	return name
}
