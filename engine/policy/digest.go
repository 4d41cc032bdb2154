package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/open-policy-agent/opa/v1/ast"
)

// controlKeys are about the control of a record: they change when it is reviewed or
// approved, and what was approved stays the same.
var controlKeys = []string{"status", "version", "approved_by", "approved_on", "reviewed", "next_review", "changes"}

// ContentDigest returns "sha256:…" over the content of a record: all of it but the
// keys at its top that control it (status, version, approved_by, approved_on,
// reviewed, next_review, changes) and the register it is filed in. The order of keys
// does not count; a number counts as written.
//
// Of a Markdown body, headings, links and the text of sections count, with every run of
// blanks as one; comments do not. Text outside all sections is not at hand: where a
// body has such text, it counts byte by byte, so that no change of it is missed. The
// zero Input has the digest "".
func (i Input) ContentDigest() string {
	digest, _ := i.contentDigest()
	return digest
}

// ThingDigest returns the same over the content without its id, and what it is part of: two
// records of one kind that have it in common are one thing under two ids. It is "" where
// a record says nothing besides.
func (i Input) ThingDigest() string {
	digest, fields := i.contentDigest("id", "kind", "parent")
	if fields == 0 {
		return ""
	}
	return digest
}

// contentDigest leaves some keys out besides, and says how many there are.
func (i Input) contentDigest(without ...string) (digest string, fields int) {
	object, ok := i.value.(ast.Object)
	if !ok {
		return "", 0
	}
	var b strings.Builder
	b.WriteByte('{')
	for _, key := range object.Keys() { // sorted
		name, _ := key.Value.(ast.String)
		v := object.Get(key).Value
		switch {
		case slices.Contains(controlKeys, string(name)), slices.Contains(without, string(name)):
			continue
		case name == "parent" && find(v, []string{"kind"}) == ast.String("register"):
			continue
		case name == "body":
			v = content(v)
		}
		fields++
		canonical(&b, key.Value)
		b.WriteByte(':')
		canonical(&b, v)
		b.WriteByte(',')
	}
	b.WriteByte('}')
	sum := sha256.Sum256([]byte(b.String()))
	return "sha256:" + hex.EncodeToString(sum[:]), fields
}

// canonical writes v so that two values are written alike where they are alike.
func canonical(b *strings.Builder, v ast.Value) {
	switch x := v.(type) {
	case ast.Null:
		b.WriteString("null")
	case ast.Boolean:
		fmt.Fprint(b, bool(x))
	case ast.Number:
		b.WriteString(string(x))
	case ast.String:
		text, _ := json.Marshal(string(x)) // text always can be written
		b.Write(text)
	case *ast.Array:
		b.WriteByte('[')
		for i := range x.Len() {
			canonical(b, x.Elem(i).Value)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case ast.Object:
		b.WriteByte('{')
		for _, key := range x.Keys() { // sorted
			canonical(b, key.Value)
			b.WriteByte(':')
			canonical(b, x.Get(key).Value)
			b.WriteByte(',')
		}
		b.WriteByte('}')
	}
}

// content returns what counts of a Markdown body.
func content(body ast.Value) ast.Value {
	sections, ok := find(body, []string{"sections"}).(ast.Object)
	if !ok {
		return body // a field of the organization's own that is called like it
	}
	pairs := [][2]*ast.Term{}
	for _, title := range sections.Keys() {
		text, _ := sections.Get(title).Value.(ast.String)
		pairs = append(pairs, [2]*ast.Term{title, ast.StringTerm(strings.Join(strings.Fields(string(text)), " "))})
	}
	out := [][2]*ast.Term{pair("sections", ast.NewObject(pairs...))}
	for _, key := range []string{"headings", "links"} { // a heading is told without the targets of its links
		if v := find(body, []string{key}); v != nil {
			out = append(out, pair(key, v))
		}
	}
	if n, _ := find(body, []string{"words"}).(ast.Number); string(n) != fmt.Sprint(wordsBelow(find(body, []string{"headings"}), sections)) {
		if sum := find(body, []string{"sha256"}); sum != nil {
			out = append(out, pair("sha256", sum))
		}
	}
	return ast.NewObject(out...)
}

// wordsBelow counts the words of the outermost headings and of their sections, which
// hold all others. It never counts more than there are.
func wordsBelow(headings ast.Value, sections ast.Object) int {
	list, _ := headings.(*ast.Array)
	if list == nil {
		return 0
	}
	n, outermost := 0, 7
	taken := map[string]bool{}
	for i := range list.Len() {
		text, _ := find(list.Elem(i).Value, []string{"text"}).(ast.String)
		level, _ := find(list.Elem(i).Value, []string{"level"}).(ast.Number)
		l, _ := level.Int()
		if l <= outermost && !taken[string(text)] { // the section of a title used before has another name
			below, _ := find(sections, []string{string(text)}).(ast.String)
			n += words(string(text)) + words(string(below))
		}
		outermost, taken[string(text)] = min(outermost, l), true
	}
	return n
}

// words counts words as a body counts its own: what stands between blanks and holds
// a letter or digit.
func words(text string) int {
	n := 0
	for _, word := range strings.Fields(text) {
		if strings.ContainsFunc(word, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) {
			n++
		}
	}
	return n
}
