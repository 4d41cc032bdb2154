package source

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// An ignoreRule is one line of a .gitignore. Rules are matched by ourselves, not by
// go-git, whose matcher hides files that git lists (`a/**` hides a, `[!x]` and `!`
// mean something else there).
type ignoreRule struct {
	dir     string // of the file that has the line: "" or ending in '/'
	match   *regexp.Regexp
	base    bool // matched against the name alone
	dirOnly bool
	keep    bool // "!": not ignored after all
}

// parseIgnore reads the lines of an ignore file that lies in dir.
func parseIgnore(text, dir string) []ignoreRule {
	var rules []ignoreRule
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		line = trimIgnore(strings.TrimRight(line, "\r\n"))
		if line == "" || line[0] == '#' {
			continue
		}
		rule := ignoreRule{dir: dir}
		if line[0] == '!' {
			rule.keep, line = true, line[1:]
		}
		if strings.HasSuffix(line, "/") {
			rule.dirOnly, line = true, line[:len(line)-1]
		}
		rule.base = !strings.Contains(line, "/")
		pattern, ok := globPattern(bytewise(strings.TrimPrefix(line, "/")))
		if !ok {
			continue // as in git, a glob that does not end matches nothing
		}
		re, err := regexp.Compile(pattern)
		if err != nil {
			continue
		}
		rule.match = re
		rules = append(rules, rule)
	}
	return rules
}

// bytewise makes each byte a character of its own: to git, `?` is one byte.
func bytewise(s string) string {
	if strings.IndexFunc(s, func(c rune) bool { return c >= utf8.RuneSelf }) < 0 {
		return s
	}
	out := make([]rune, len(s))
	for i := range len(s) {
		out[i] = rune(s[i])
	}
	return string(out)
}

// trimIgnore drops spaces at the end that no backslash protects.
func trimIgnore(line string) string {
	for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
		line = line[:len(line)-1]
	}
	return line
}

// ignored decides whether a file or folder is ignored: the last rule that matches
// it says. The folder it lies in is not ignored itself.
func ignored(rules []ignoreRule, path string, isDir bool) bool {
	name := path[strings.LastIndexByte(path, '/')+1:]
	for i := len(rules) - 1; i >= 0; i-- {
		r := &rules[i]
		if r.dirOnly && !isDir {
			continue
		}
		text, ok := strings.CutPrefix(path, r.dir)
		if !ok {
			continue
		}
		if r.base {
			text = name
		}
		if r.match.MatchString(bytewise(text)) {
			return !r.keep
		}
	}
	return false
}

// globPattern turns a glob of gitignore into a regular expression. It is not ok if a
// bracket or a backslash is left open.
func globPattern(glob string) (string, bool) {
	var b strings.Builder
	b.WriteString(`(?s)\A`)
	for i := 0; i < len(glob); {
		switch c := glob[i]; c {
		case '*':
			n := len(glob[i:]) - len(strings.TrimLeft(glob[i:], "*"))
			before := i == 0 || glob[i-1] == '/'
			after := i+n == len(glob) || glob[i+n] == '/'
			switch {
			case n == 2 && before && after && i+n == len(glob):
				b.WriteString(".+")
			case n == 2 && before && after:
				b.WriteString("(?:.*/)?")
				n++ // the slash
			default:
				b.WriteString("[^/]*")
			}
			i += n
		case '?':
			b.WriteString("[^/]")
			i++
		case '[':
			class, n, ok := globClass(glob[i:])
			if !ok {
				return "", false
			}
			b.WriteString(class)
			i += n
		case '\\':
			if i+1 == len(glob) {
				return "", false
			}
			b.WriteString(regexp.QuoteMeta(glob[i+1 : i+2]))
			i += 2
		default:
			n := strings.IndexAny(glob[i+1:], `*?[\`) + 1
			if n == 0 {
				n = len(glob) - i
			}
			b.WriteString(regexp.QuoteMeta(glob[i : i+n]))
			i += n
		}
	}
	b.WriteString(`\z`)
	return b.String(), true
}

// globClass turns "[a-z]" at the start of glob into a class that never holds '/', and
// returns how long it is.
func globClass(glob string) (class string, length int, ok bool) {
	i, negated := 1, false
	if i < len(glob) && (glob[i] == '!' || glob[i] == '^') {
		negated = true
		i++
	}
	var b strings.Builder
	for first := true; ; first = false {
		if i >= len(glob) {
			return "", 0, false
		}
		c := glob[i]
		switch {
		case c == ']' && !first:
			if negated {
				return "[^/" + b.String() + "]", i + 1, true
			}
			return "[" + b.String() + "]", i + 1, true
		case c == '[' && strings.HasPrefix(glob[i:], "[:"):
			end := strings.Index(glob[i:], ":]")
			if end < 0 {
				return "", 0, false
			}
			b.WriteString(glob[i : i+end+2])
			i += end + 2
			continue
		case c == '\\':
			if i++; i >= len(glob) {
				return "", 0, false
			}
			c = glob[i]
			fmt.Fprintf(&b, `\x{%x}`, c)
		case c == '-' && !first && i+1 < len(glob) && glob[i+1] != ']':
			b.WriteByte('-')
		case c == '/':
		default:
			fmt.Fprintf(&b, `\x{%x}`, c)
		}
		i++
	}
}
