package engine

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/isms"
)

// letters is n letters that repeat no letter at once.
func letters(n int) string { return strings.Repeat("aB3dE5gH", n/8+1)[:n] }

func capitals(n int) string { return strings.Repeat("J5QWEBX7", n/8+1)[:n] }

// webToken is a JSON web token with a header.
func webToken(header string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(header)) + ".eyJ" + letters(20) + "." + letters(43)
}

const keyHead = "-----BEGIN RSA PRIVATE" + " KEY-----"

var secretTexts = map[string]struct {
	text string
	want []string // code and what is to be hidden
}{
	"nothing":                {text: "kind: risk\nid: R-1\n"},
	"an AWS key":             {"note: AKIA" + capitals(16) + "\n", []string{"aws-access-key AKIA" + capitals(16)}},
	"two at once":            {"AKIA" + capitals(16) + " ASIA" + capitals(16), []string{"aws-access-key AKIA" + capitals(16), "aws-access-key ASIA" + capitals(16)}},
	"the AWS example":        {text: "note: AKIAIOSFODNN7EXAMPLE\n"},
	"too short":              {text: "note: AKIA" + capitals(15) + "\n"},
	"too long":               {text: "note: AKIA" + capitals(17) + "\n"},
	"part of a word":         {text: "note: xAKIA" + capitals(16) + "\n"},
	"a placeholder":          {text: "note: ghp_" + strings.Repeat("x", 36) + "\n"},
	"a GitHub token":         {"t: 'ghp_" + letters(36) + "'", []string{"github-token ghp_" + letters(36)}},
	"a fine GitHub token":    {"t: github_pat_" + letters(22) + "_" + letters(59), []string{"github-token github_pat_" + letters(22) + "_" + letters(59)}},
	"a Slack token":          {"t: xoxb-123456789012-" + letters(24), []string{"slack-token xoxb-123456789012-" + letters(24)}},
	"a Slack word":           {text: "t: xoxb-tokens-are-secret-and-long-enough"},
	"a Google key":           {"t: AIza" + letters(35) + "\n", []string{"google-key AIza" + letters(35)}},
	"a web token":            {"t: " + webToken(`{"alg":"HS256"}`) + ".", []string{"jwt " + webToken(`{"alg":"HS256"}`)}},
	"an unsigned web token":  {text: "t: " + webToken(`{"alg":"none"}`)},
	"no web token":           {text: "t: " + webToken(`{"also":"HS256"}`)},
	"a private key":          {"k: |\n  " + keyHead + "\n  Proc-Type: 4,ENCRYPTED\n\n  " + letters(64) + "\n  " + letters(40) + "\n  -----END", []string{"private-key " + letters(64) + "\n  " + letters(40) + "\n  "}},
	"a private key, escaped": {`k: "` + keyHead + `\n` + letters(64) + `\n-----END"`, []string{"private-key " + letters(64) + `\n`}},
	"words on private keys":  {text: "A file that begins with " + keyHead + "\nis a private key and belongs nowhere.\n"},
	"a public key":           {text: "-----BEGIN PUBLIC" + " KEY-----\n" + letters(64)},
	"a digest":               {text: "sha256: " + strings.Repeat("9f86d081884c7d65", 4)},
}

func TestSecretsHaveForms(t *testing.T) {
	for name, c := range secretTexts {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, s := range findSecrets([]byte(c.text)) {
				got = append(got, s.form.code+" "+c.text[s.hides:s.until])
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("secrets (-want +got):\n%s", diff)
			}
		})
	}
}

// What is masked has the lines and columns that it had, and no secret any more.
func TestMaskedTextHoldsNoSecret(t *testing.T) {
	for name, c := range secretTexts {
		t.Run(name, func(t *testing.T) {
			got := string(masked([]byte(c.text)))
			if len(got) != len(c.text) || strings.Count(got, "\n") != strings.Count(c.text, "\n") {
				t.Errorf("got %q, want a text of the shape of %q", got, c.text)
			}
			if len(c.want) == 0 && got != c.text {
				t.Errorf("got %q, want %q as it is", got, c.text)
			}
			for _, w := range c.want {
				_, hidden, _ := strings.Cut(w, " ")
				if tail := strings.TrimSpace(hidden[4:]); strings.Contains(got, tail[:12]) || maskedText(c.text) != got {
					t.Errorf("got %q, which shows %q", got, tail)
				}
			}
			if again := findSecrets([]byte(got)); len(again) > 0 {
				t.Errorf("a secret is left in %q", got)
			}
		})
	}
}

// A secret is found on its line, in the record that holds it, even where the file cannot
// be read; and no message shows it, whatever rule speaks.
func TestSecretsAreFindings(t *testing.T) {
	key := "AKIA" + capitals(16)
	d, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	c, err := configure(nil)
	if err != nil {
		t.Fatal(err)
	}
	c.d = d
	for name, x := range map[string]struct {
		path, text string
		want       []string
	}{
		"in a field of an item": {"risks.yaml", "kind: risks\nid: risks\nitems:\n  - id: R-1\n    title: the key " + key + " leaks\n", []string{"5:20 hist.no_secret secret.aws-access-key 0 [items 0 title]"}},
		"twice in one field":    {"risks.yaml", "kind: risk\nid: R-1\ntitle: " + key + " " + key + "\n", []string{"3:8 hist.no_secret secret.aws-access-key 0 [title]", "3:29 hist.no_secret secret.aws-access-key#2 0 [title]"}},
		"in a comment":          {"risk.yaml", "kind: risk\nid: R-1 # " + key + "\n", []string{"2:11 hist.no_secret secret.aws-access-key 0 []"}},
		"in a second document":  {"risk.yaml", "kind: risk\nid: R-1\n---\nkind: risk\nid: R-2\ntitle: " + key + "\n", []string{"6:8 hist.no_secret secret.aws-access-key 1 [title]"}},
		"in Markdown":           {"p.md", "---\nkind: policy\nid: p\n---\n# Scope\n\nUse " + key + ".\n", []string{"7:5 hist.no_secret secret.aws-access-key 0 [body]"}},
		"in a broken file":      {"risk.yaml", "kind: [\ntitle: " + key + "\n", []string{"2:8 hist.no_secret secret.aws-access-key 0 []"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := d.parse(isms.Entry{Path: x.path, Mode: isms.File}, []byte(x.text), c)
			var got []string
			for _, p := range f.problems {
				if strings.Contains(p.Message, key[5:]) {
					t.Logf("%s says %q before it is masked", p.Rule, p.Message)
				}
				if p.Rule == ruleSecret {
					got = append(got, fmt.Sprintf("%d:%d %s %s %d %v", p.Range.Start.Line, p.Range.Start.Column, p.Rule, p.Code, p.Doc, p.At))
					if want := `the file holds what has the form of an AWS access key id ("AKIA" and 16 more letters)`; p.Message != want {
						t.Errorf("got message %q, want %q", p.Message, want)
					}
				}
			}
			if diff := cmp.Diff(x.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}
