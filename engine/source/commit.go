package source

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"ismsproof/engine/isms"
)

// ruleCommit is the rule of the problems of commits. They concern no file: their
// Path is empty and their Message names the commit.
const ruleCommit = "doc.commit"

// Commit returns the commit called id, and what is odd about it.
//
// Problems have the codes commit.header (Fatal: which tree, parents or authors it
// has can be read in two ways), commit.duplicate-parent, commit.identity,
// commit.date, commit.encoding and commit.message. A signature with a commit.identity problem has neither Name nor
// Email, one with an unreadable date a zero When; Raw is always as written.
func (r *Repo) Commit(ctx context.Context, id string) (isms.Commit, []isms.Problem, error) {
	data, err := r.ReadCommit(ctx, id)
	if err != nil {
		return isms.Commit{}, nil, err
	}
	p := commitParser{id: strings.ToLower(id), idLen: r.IDLen()}
	return p.parse(string(data))
}

// A commitParser reads one commit as git does: tree, parents, author, committer,
// in this order, then other headers, an empty line, the message.
type commitParser struct {
	id       string
	idLen    int
	commit   isms.Commit
	problems []isms.Problem
	encoding string
	raw      map[string]string // first "author" and "committer"
}

func (p *commitParser) problem(code, format string, args ...any) {
	p.problems = append(p.problems, isms.Problem{
		Rule: ruleCommit, Code: code, Fatal: code == "commit.header",
		Message: fmt.Sprintf("commit %s ", p.id) + fmt.Sprintf(format, args...),
	})
}

func (p *commitParser) parse(text string) (isms.Commit, []isms.Problem, error) {
	// The message shares the bytes of the whole object, so that keeping them costs nothing.
	p.commit.ID, p.commit.Object, p.raw = p.id, text, map[string]string{}
	head, message, ok := strings.Cut(text, "\n\n")
	if !ok {
		head = strings.TrimSuffix(text, "\n")
		if rest, empty := strings.CutPrefix(text, "\n"); empty {
			head, message = "", rest
		}
	}
	lines := strings.Split(head, "\n")
	tree, ok := strings.CutPrefix(lines[0], "tree ")
	if !ok || !isHex(tree) || len(tree) != p.idLen {
		return isms.Commit{}, nil, integrity(p.id, "commit %s does not start with its tree", p.id)
	}
	p.commit.Tree = strings.ToLower(tree)
	lines = lines[1:]
	for len(lines) > 0 && strings.HasPrefix(lines[0], "parent ") {
		if err := p.parent(lines[0][len("parent "):]); err != nil {
			return isms.Commit{}, nil, err
		}
		lines = lines[1:]
	}
	for _, line := range lines {
		p.header(line)
	}
	p.commit.Author = p.signature("author")
	p.commit.Committer = p.signature("committer")
	if strings.Contains(message, "\x00") {
		p.problem("commit.message", "has a NUL byte in its message")
	}
	p.commit.Message = p.decode("message", message)
	return p.commit, p.problems, nil
}

func (p *commitParser) parent(id string) error {
	if !isHex(id) || len(id) != p.idLen {
		return integrity(p.id, "commit %s has the parent %q, which is no id", p.id, clip(id))
	}
	id = strings.ToLower(id)
	for _, known := range p.commit.Parents {
		if known == id {
			p.problem("commit.duplicate-parent", "names the parent %s twice", id)
		}
	}
	p.commit.Parents = append(p.commit.Parents, id)
	return nil
}

// header reads one of the lines after the parents.
func (p *commitParser) header(line string) {
	key, value, _ := strings.Cut(line, " ")
	switch key {
	case "tree", "parent":
		p.problem("commit.header", "has a line %q out of place", clip(line))
	case "author", "committer":
		if _, twice := p.raw[key]; twice {
			p.problem("commit.identity", "names two of the kind %q", key)
			p.raw[key+" twice"] = value
			return
		}
		p.raw[key] = value
		if _, early := p.raw["committer"]; early && key == "author" {
			p.problem("commit.identity", "names its committer before its author")
		}
	case "encoding":
		p.encoding = strings.ToLower(strings.TrimSpace(value))
	}
}

// decode returns text as UTF-8: from Latin-1 where the commit says so; bytes that
// are not text are written as \xNN.
func (p *commitParser) decode(what, text string) string {
	switch p.encoding {
	case "iso-8859-1", "iso8859-1", "latin1", "latin-1":
		out := make([]rune, 0, len(text))
		for i := range len(text) {
			out = append(out, rune(text[i]))
		}
		return string(out)
	case "", "utf-8", "utf8":
	default:
		p.problem("commit.encoding", "has its %s in %q, where UTF-8 and Latin-1 are known", what, clip(p.encoding))
	}
	if utf8.ValidString(text) {
		return text
	}
	if p.encoding == "" || strings.HasPrefix(p.encoding, "utf") {
		p.problem("commit.encoding", "has a %s that is not UTF-8", what)
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		c, n := utf8.DecodeRuneInString(text[i:])
		if c == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, `\x%02x`, text[i])
		} else {
			b.WriteRune(c)
		}
		i += n
	}
	return b.String()
}
