package report

import (
	"strings"
	"unicode"
)

// Text in Markdown. GitHub, GitLab and others make more of it than Markdown says:
// they link names, numbers of issues, commits and addresses, notify people, and
// let HTML through. Inside of code they do nothing of that. So a word of a
// repository stands as it is where it is made of letters, digits and quiet
// punctuation, and in code otherwise.

// mdText returns an untrusted text for one line of Markdown, a cell of a table too.
// What it holds in backticks is code, as it was meant.
func mdText(s string) string {
	s = mdQuiet(brief(oneLine(s)))
	var m mdLine
	parts := strings.Split(s, "`")
	for i, part := range parts {
		if i%2 == 1 && (part == "" || strings.TrimSpace(part) != part || len(parts)%2 == 0) {
			m.words(s) // these backticks are none of a pair: they are letters
			return m.end()
		}
	}
	for i, part := range parts {
		if i%2 == 0 {
			m.words(part)
		} else {
			m.flush()
			m.add(mdCode(part))
		}
	}
	return m.end()
}

// mdQuiet writes what must not stand even in code as escapes: a bar ends a cell, and
// a comment could be taken for the mark by which a report is found again.
func mdQuiet(s string) string { return mdEscapes.Replace(s) }

var mdEscapes = strings.NewReplacer("|", `\u{7C}`, "<!--", `<\u{21}--`)

// mdCode returns a text as code. It may be any.
func mdCode(s string) string {
	s = mdQuiet(clean(s))
	if s == "" {
		return ""
	}
	longest, run := 0, 0
	for i := range len(s) {
		if s[i] != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	// A blank at both ends is taken away; without one a backtick would join the fence.
	if s[0] == '`' || s[len(s)-1] == '`' || s[0] == ' ' && s[len(s)-1] == ' ' {
		s = " " + s + " "
	}
	return fence + s + fence
}

// An mdLine puts a line together and keeps codes apart.
type mdLine struct {
	b    strings.Builder
	code []string // words that wait for their end, to be one code
}

// words adds a text word by word.
func (m *mdLine) words(s string) {
	for i, word := range strings.Split(s, " ") {
		if i > 0 && len(m.code) == 0 {
			m.b.WriteByte(' ')
		}
		switch {
		case word == "" && len(m.code) > 0:
			m.flush()
			m.b.WriteByte(' ')
		case word == "":
		case mdInnocent(word) && (m.b.Len() > 0 || !mdBegins(word)):
			if len(m.code) > 0 {
				m.flush()
				m.b.WriteByte(' ')
			}
			m.add(word)
		default:
			m.code = append(m.code, word)
		}
	}
	m.flush()
}

func (m *mdLine) flush() {
	if len(m.code) > 0 {
		m.add(mdCode(strings.Join(m.code, " ")))
		m.code = m.code[:0]
	}
}

// add writes a piece, apart from a code before it: two fences must not touch.
func (m *mdLine) add(s string) {
	if s == "" {
		return
	}
	if before := m.b.String(); s[0] == '`' && strings.HasSuffix(before, "`") {
		m.b.WriteByte(' ')
	}
	m.b.WriteString(s)
}

func (m *mdLine) end() string { return strings.TrimSpace(m.b.String()) }

// mdBegins says whether a word begins a list or rules a line off where it is the first
// of a paragraph.
func mdBegins(word string) bool {
	rest := strings.TrimLeft(word, "0123456789")
	return strings.Trim(word, "-") == "" || rest != word && (rest == "." || rest == ")")
}

// mdInnocent says whether a word has no meaning but its own: no markup, no address,
// nobody's name, no number of an issue, no id of a commit.
func mdInnocent(word string) bool {
	hex, dash := 0, false
	for i, r := range word {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'f', r >= 'A' && r <= 'F':
			if hex++; hex >= 7 {
				return false
			}
			continue
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		case r == '-':
			dash = true
		case r == ':':
			if i != len(word)-1 {
				return false
			}
		case !strings.ContainsRune(`.,;'"()/%?“”„‘’–—…`, r):
			return false
		}
		hex = 0
	}
	if !dash && !strings.Contains(word, ".") {
		return true
	}
	lower := strings.ToLower(word)
	for _, name := range []string{"www.", "gh-", "cve-", "ghsa-"} { // what GitHub links
		if strings.Contains(lower, name) {
			return false
		}
	}
	return true
}
