package engine

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ismsproof/engine/isms"
)

// Secrets in files under control are looked for by their form alone: each form below is
// one that an issuer gives to its secrets so that they are recognised. Nothing is guessed
// from how random a text looks. No output ever holds a secret: not the finding, not the
// line that is shown beside it, and not what another rule says of the field.

// secretForm is a form that secrets of one issuer have.
type secretForm struct {
	code  string   // last part of the code of a problem
	name  string   // in messages, with its article
	marks []string // every secret of the form holds one of these: most files hold none
	// The secret itself is the first group. What stands before and after it is no part of
	// a longer word.
	pattern *regexp.Regexp
	real    func(secret []byte) bool // nil: the pattern is enough
	hidden  int                      // group that is not to be shown
}

const (
	wordStart = `(?:^|[^A-Za-z0-9_-])`
	wordEnd   = `(?:[^A-Za-z0-9_-]|$)`
)

var secretForms = []secretForm{
	{
		code: "private-key", name: "a private key", marks: []string{"PRIVATE KEY"}, hidden: 2,
		// With at least 32 letters of the key: the first line alone is what documents write about.
		pattern: regexp.MustCompile(`(-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\\[nr]|\s|(?:Proc-Type|DEK-Info|Version|Comment|Hash)\b[^\n]{0,200}\n)*([A-Za-z0-9+/=]{32,}(?:\\[nr]|[A-Za-z0-9+/=\s])*))`),
	},
	{
		code: "aws-access-key", name: "an AWS access key id", marks: []string{"AKIA", "ASIA"}, hidden: 1,
		pattern: regexp.MustCompile(wordStart + `((?:AKIA|ASIA)[A-Z2-7]{16})` + wordEnd),
		real:    func(s []byte) bool { return !bytes.HasSuffix(s, []byte("EXAMPLE")) },
	},
	{
		code: "github-token", name: "a GitHub token", marks: []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_"}, hidden: 1,
		pattern: regexp.MustCompile(wordStart + `(gh[opusr]_[A-Za-z0-9]{36})` + wordEnd),
	},
	{
		code: "github-token", name: "a GitHub token", marks: []string{"github_pat_"}, hidden: 1,
		pattern: regexp.MustCompile(wordStart + `(github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})` + wordEnd),
	},
	{
		code: "slack-token", name: "a Slack token", marks: []string{"xox"}, hidden: 1,
		pattern: regexp.MustCompile(wordStart + `(xox[abeoprs]-[0-9]{8,}-[A-Za-z0-9-]{16,200})` + wordEnd),
	},
	{
		code: "google-key", name: "a Google API key", marks: []string{"AIza"}, hidden: 1,
		pattern: regexp.MustCompile(wordStart + `(AIza[A-Za-z0-9_-]{35})` + wordEnd),
	},
	{
		code: "jwt", name: "a signed JSON web token", marks: []string{"eyJ"}, hidden: 1,
		pattern: regexp.MustCompile(`(?:^|[^A-Za-z0-9_.-])(eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,})(?:[^A-Za-z0-9_.-]|\.?$|\.[^A-Za-z0-9_-])`),
		real:    namesAlgorithm,
	},
}

// namesAlgorithm says whether a text is a JSON web token: its first part names how it
// was signed.
func namesAlgorithm(token []byte) bool {
	head, _, _ := bytes.Cut(token, []byte("."))
	text, err := base64.RawURLEncoding.DecodeString(string(head))
	var header struct {
		Algorithm string `json:"alg"`
	}
	return err == nil && json.Unmarshal(text, &header) == nil && header.Algorithm != "" && !strings.EqualFold(header.Algorithm, "none")
}

// secret is one place where a secret stands.
type secret struct {
	form         *secretForm
	from, to     int // of the secret
	hides, until int // what is not to be shown
}

// findSecrets returns the secrets in a text, in their order.
func findSecrets(text []byte) []secret {
	var out []secret
	for i := range secretForms {
		form := &secretForms[i]
		if !slices.ContainsFunc(form.marks, func(mark string) bool { return bytes.Contains(text, []byte(mark)) }) {
			continue
		}
		for start := 0; start < len(text); {
			m := form.pattern.FindSubmatchIndex(text[start:])
			if m == nil {
				break
			}
			s := secret{form, start + m[2], start + m[3], start + m[2*form.hidden], start + m[2*form.hidden+1]}
			start = s.to // and not after what follows it, which may be what the next one needs before it
			if !placeholder(text[s.hides:s.until]) && (form.real == nil || form.real(text[s.from:s.to])) {
				out = append(out, s)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b secret) int { return a.from - b.from })
	return out
}

// placeholder says whether a text stands for a secret and is none: it repeats one letter
// eight times, as nobody's secret does.
func placeholder(s []byte) bool {
	run := 1
	for i := 1; i < len(s); i++ {
		if s[i] != s[i-1] {
			run = 0
		}
		if run++; run >= 8 {
			return true
		}
	}
	return false
}

// shownOfSecret is how many letters of a secret are shown: they name its form.
const shownOfSecret = 4

// secretProblems tells the secrets in a file. Documents are what was read of it.
func secretProblems(path string, data []byte, documents []isms.Value) []isms.Problem {
	found := findSecrets(data)
	if len(found) == 0 {
		return nil
	}
	var out []isms.Problem
	seen := map[string]int{}
	for _, s := range found {
		p := isms.Problem{Rule: ruleSecret, Path: path, Range: isms.Range{Start: positionAt(data, s.from), End: positionAt(data, s.to)}}
		p.Message = fmt.Sprintf("the file holds what has the form of %s", s.form.name)
		if s.hides == s.from {
			p.Message += fmt.Sprintf(" (%q and %d more letters)", data[s.from:s.from+shownOfSecret], s.to-s.from-shownOfSecret)
		}
		for i := range documents {
			r, at := documents[i].Range, pathAt(&documents[i], s.from)
			if at != nil || r.Start.Offset <= s.from && s.from < r.End.Offset { // a Markdown body stands after the root
				p.Doc, p.At = i, at
			}
			if isMarkdown(path) && len(p.At) > 1 && p.At[0] == "body" {
				p.At = p.At[:1] // its parts all lie in the same text
			}
		}
		place := fmt.Sprint(p.Doc, s.form.code, p.At)
		p.Code = twinMark("secret."+s.form.code, seen[place])
		seen[place]++
		out = append(out, p)
	}
	return out
}

// positionAt is where an offset of a text lies.
func positionAt(text []byte, offset int) isms.Position {
	start := bytes.LastIndexByte(text[:offset], '\n') + 1
	return isms.Position{Line: bytes.Count(text[:start], []byte("\n")) + 1, Column: utf8.RuneCount(text[start:offset]) + 1, Offset: offset}
}

// pathAt returns the path of the innermost value that holds an offset.
func pathAt(v *isms.Value, offset int) isms.Path {
	holds := func(r isms.Range) bool { return r.Start.Offset <= offset && offset < r.End.Offset }
	for i := range v.Items {
		if x := &v.Items[i]; holds(x.Range) {
			return append(isms.Path{strconv.Itoa(i)}, pathAt(x, offset)...)
		}
	}
	for i := range v.Fields {
		if f := &v.Fields[i]; holds(f.KeyRange) || holds(f.Value.Range) {
			return append(isms.Path{f.Key}, pathAt(&f.Value, offset)...)
		}
	}
	return nil
}

// masked returns a text without the secrets in it: behind the letters that name its form,
// a star stands for each letter. Lines and columns stay as they are.
func masked(text []byte) []byte {
	found := findSecrets(text)
	if len(found) == 0 {
		return text
	}
	out := slices.Clone(text)
	for _, s := range found {
		from := s.hides
		if s.hides == s.from {
			from += shownOfSecret
		}
		for i := from; i < s.until; i++ {
			if out[i] > ' ' {
				out[i] = '*'
			}
		}
	}
	return out
}

// maskedText is masked for a text of a report.
func maskedText(text string) string {
	for i := range secretForms {
		for _, mark := range secretForms[i].marks {
			if strings.Contains(text, mark) {
				return string(masked([]byte(text)))
			}
		}
	}
	return text
}
