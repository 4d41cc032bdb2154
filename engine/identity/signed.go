package identity

import (
	"fmt"
	"strings"

	"ismsproof/engine/isms"
)

// maxSignature bounds the text of a signature, in bytes. Those of 16384-bit RSA keys
// with a certificate take less than a fifth of it.
const maxSignature = 64 << 10

// A Signature is the signature of a commit before anything is checked.
type Signature struct {
	Format  Format // Unsigned where there is none
	Text    string // as it stands in the header, without the blanks that continue it
	Payload string // the bytes that were signed
	Several bool   // there is more than one: Problem says where
	Problem string // one clause on why it cannot be checked; empty where it can
}

// SignatureOf takes the signature out of a commit. As in git, the header is gpgsig, in
// a repository with SHA-256 ids gpgsig-sha256, and what was signed is the commit
// without either. A commit that does not come from git has no signature.
func SignatureOf(c isms.Commit) Signature {
	own, other := "gpgsig", "gpgsig-sha256"
	if len(c.ID) == 64 {
		own, other = other, own
	}
	if !strings.Contains(c.Object, "gpgsig") {
		return Signature{}
	}
	h := takeHeaders(c.Object)
	s := Signature{Payload: h.rest, Text: strings.Join(h.values[own], "")}
	switch {
	case len(h.values) == 0:
		return Signature{}
	case h.odd != "":
		s.Format = Unknown
		s.Problem = fmt.Sprintf("the commit has a header %q, where gpgsig and gpgsig-sha256 are known", h.odd)
		return s
	case len(h.values[own]) > 1:
		s.Format, s.Several, s.Problem = format(s.Text), true, fmt.Sprintf("the commit has the header %q twice", own)
		return s
	case len(h.values[own]) == 0:
		s.Format = format(strings.Join(h.values[other], ""))
		s.Problem = fmt.Sprintf("the commit is signed in the header %q, which speaks of ids of another length than this repository has", other)
		return s
	}
	s.check()
	return s
}

// headers are the signature headers of a commit.
type headers struct {
	values map[string][]string
	rest   string // the commit without them
	odd    string // one that git would skip though it does not know it
}

func takeHeaders(object string) headers {
	h := headers{values: map[string][]string{}}
	var rest, value strings.Builder
	inside := ""
	end := func() {
		if inside != "" {
			h.values[inside] = append(h.values[inside], value.String())
		}
		inside = ""
		value.Reset()
	}
	for text := object; text != ""; {
		line, tail := cutLine(text)
		if line == "\n" {
			rest.WriteString(text)
			break
		}
		text = tail
		if inside != "" && line[0] == ' ' {
			value.WriteString(line[1:])
			continue
		}
		end()
		if !strings.HasPrefix(line, "gpgsig") {
			rest.WriteString(line)
			continue
		}
		name, first, _ := strings.Cut(line, " ")
		if inside = strings.TrimSuffix(name, "\n"); inside != "gpgsig" && inside != "gpgsig-sha256" {
			h.odd = inside
		}
		value.WriteString(first)
	}
	end()
	h.rest = rest.String()
	return h
}

// The first lines of signatures, and what they begin.
var beginnings = map[string]Format{
	"-----BEGIN PGP SIGNATURE-----":  OpenPGP,
	"-----BEGIN PGP MESSAGE-----":    OpenPGP,
	"-----BEGIN SSH SIGNATURE-----":  SSH,
	"-----BEGIN SIGNED MESSAGE-----": X509,
}

const openPGPSignature = "PGP SIGNATURE"

func format(text string) Format {
	line, _, _ := strings.Cut(text, "\n")
	if f, ok := beginnings[strings.TrimRight(line, " \t\r")]; ok {
		return f
	}
	return Unknown
}

// check says what the text is and whether it is one whole signature.
func (s *Signature) check() {
	s.Format = format(s.Text)
	begins := strings.Count("\n"+s.Text, "\n-----BEGIN ")
	switch {
	case len(s.Text) > maxSignature:
		s.Problem = fmt.Sprintf("the signature has %d bytes, where %d are read at most", len(s.Text), maxSignature)
	case begins > 1:
		s.Several, s.Problem = true, fmt.Sprintf("the header holds %d signatures", begins)
	case s.Format == Unknown:
	case strings.HasPrefix(s.Text, "-----BEGIN PGP MESSAGE-----"):
		s.Problem = "the header holds an OpenPGP message, where a detached signature is due"
	case !strings.Contains(s.Text, "\n-----END "):
		s.Problem = "the signature is cut short: its last line is missing"
	}
}
