package identity_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/identity"
)

// messages are whole messages and the trailers they have, as "key=value".
var messages = map[string]struct {
	text string
	want []string
}{
	"none":                       {"Subject\n", nil},
	"empty":                      {"", nil},
	"usual":                      {"Subject\n\nReviewed-by: Ada <ada@acme.example>\nApproved-by: Bob <bob@acme.example>\n", []string{"Reviewed-by=Ada <ada@acme.example>", "Approved-by=Bob <bob@acme.example>"}},
	"no line break at the end":   {"Subject\n\nReviewed-by: Ada", []string{"Reviewed-by=Ada"}},
	"case is kept":               {"Subject\n\nreviewed-BY: Ada\n", []string{"reviewed-BY=Ada"}},
	"first paragraph":            {"Reviewed-by: Ada\n", nil},
	"first paragraph of two":     {"Reviewed-by: Ada\n\nwords\n", nil},
	"not the last paragraph":     {"Subject\n\nReviewed-by: Ada\n\nmore words\n", nil},
	"one line is none":           {"Subject\n\nReviewed-by: Ada\nwords\n", nil},
	"one line is none, signed":   {"Subject\n\nwords\nSigned-off-by: Ada\n", []string{"Signed-off-by=Ada"}},
	"signed, case differs":       {"Subject\n\nwords\nsigned-off-by: Ada\n", nil},
	"one in four":                {"Subject\n\na\nb\nc\nSigned-off-by: Ada\n", []string{"Signed-off-by=Ada"}},
	"one in five":                {"Subject\n\na\nb\nc\nd\nSigned-off-by: Ada\n", nil},
	"cherry picked":              {"Subject\n\nReviewed-by: Ada\n(cherry picked from commit 1234)\nwords\n", []string{"Reviewed-by=Ada"}},
	"folded":                     {"Subject\n\nReviewed-by: Ada\n  Lang\n\t<ada@acme.example>\n", []string{"Reviewed-by=Ada Lang <ada@acme.example>"}},
	"folded before any":          {"Subject\n\n  Lang\nReviewed-by: Ada\n", nil},
	"folded before git's own":    {"Subject\n\n  Lang\nSigned-off-by: Ada\n", []string{"Signed-off-by=Ada"}},
	"folded after none":          {"Subject\n\nwords\n and\nSigned-off-by: Ada\n", []string{"Signed-off-by=Ada"}},
	"blank before the colon":     {"Subject\n\nReviewed by : Ada\n", nil},
	"blanks before the colon":    {"Subject\n\nReviewed-by  \t: Ada\n", []string{"Reviewed-by=Ada"}},
	"no blank after the colon":   {"Subject\n\nReviewed-by:Ada\n", []string{"Reviewed-by=Ada"}},
	"nothing after the colon":    {"Subject\n\nReviewed-by:\n", []string{"Reviewed-by="}},
	"no key":                     {"Subject\n\n: Ada\n", nil},
	"other separators":           {"Subject\n\nBug #43\nReviewed-by=Ada\n", nil},
	"key with other letters":     {"Subject\n\nRévu-par: Ada\n", nil},
	"key with an underscore":     {"Subject\n\nReviewed_by: Ada\n", nil},
	"address with colons":        {"Subject\n\nLink: https://acme.example/a:b\n", []string{"Link=https://acme.example/a:b"}},
	"comment within":             {"Subject\n\nReviewed-by: Ada\n# Reviewed-by: Eve\nApproved-by: Bob\n", []string{"Reviewed-by=Ada", "Approved-by=Bob"}},
	"comment then fold":          {"Subject\n\nReviewed-by: Ada\n# x\n y\nApproved-by: Bob\n", nil},
	"comments after":             {"Subject\n\nReviewed-by: Ada\n\n# words\n# more\n", []string{"Reviewed-by=Ada"}},
	"comment first":              {"# Subject\n\nReviewed-by: Ada\n", []string{"Reviewed-by=Ada"}},
	"only a comment":             {"# Subject\n", nil},
	"empty lines after":          {"Subject\n\nReviewed-by: Ada\n\n\n \n", []string{"Reviewed-by=Ada"}},
	"conflicts after":            {"Subject\n\nReviewed-by: Ada\n\nConflicts:\n\ta.yaml\n\tb.yaml\n", []string{"Reviewed-by=Ada"}},
	"scissors":                   {"Subject\n\nReviewed-by: Ada\n# ------------------------ >8 ------------------------\ndiff\n\nReviewed-by: Eve\n", []string{"Reviewed-by=Ada"}},
	"three dashes are no end":    {"Subject\n\nwords\n---\n\nReviewed-by: Ada\n", []string{"Reviewed-by=Ada"}},
	"three dashes in the middle": {"Subject\n\nReviewed-by: Ada\n---\nwords\n", nil},
	"carriage returns":           {"Subject\r\n\r\nReviewed-by: Ada\r\nApproved-by: Bob\r\n", []string{"Reviewed-by=Ada", "Approved-by=Bob"}},
	"blank line of blanks":       {"Subject\n \t\nReviewed-by: Ada\n", []string{"Reviewed-by=Ada"}},
	"squashed":                   {"Subject\n\n* one\n\nReviewed-by: Ada\n\n* two\n", nil},
	"same twice":                 {"Subject\n\nReviewed-by: Ada\nReviewed-by: Ada\n", []string{"Reviewed-by=Ada", "Reviewed-by=Ada"}},
	"merge subject":              {"Merge branch 'x'\n\nCo-authored-by: Ada <a@x>\n", []string{"Co-authored-by=Ada <a@x>"}},
}

func TestTrailers(t *testing.T) {
	for name, c := range messages {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, x := range identity.Trailers(c.text) {
				got = append(got, x.Key+"="+x.Value)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTrailersEndAtNUL(t *testing.T) {
	if got := identity.Trailers("Subject\n\nwords\x00\n\nReviewed-by: Ada\n"); got != nil {
		t.Errorf("got %v, want none: git reads no further than the NUL", got)
	}
}

func TestCherryPicked(t *testing.T) {
	got := identity.CherryPicked("S\n\nReviewed-by: Ada\n(cherry picked from commit 12ab)\n(cherry picked from commit 34cd)\n")
	if diff := cmp.Diff([]string{"12ab", "34cd"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := identity.CherryPicked("S\n\n(cherry picked from commit 12ab)\n\nwords\n"); got != nil {
		t.Errorf("got %v from a paragraph that is not the last", got)
	}
}

// parsedByGit returns what git reads: one trailer per line.
func parsedByGit(t testing.TB, message string) string {
	t.Helper()
	cmd := exec.Command("git", "interpret-trailers", "--parse", "--no-divider")
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_COUNT=0")
	cmd.Dir = t.TempDir()
	cmd.Stdin = strings.NewReader(message)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimRight(out, "\n"))
}

// printed writes trailers as git does.
func printed(trailers []identity.Trailer) string {
	var b strings.Builder
	for _, x := range trailers {
		fmt.Fprintf(&b, "%s: %s\n", x.Key, x.Value)
	}
	return strings.TrimRight(b.String(), "\n")
}

func TestTrailersAsGitReadsThem(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	compare := func(message string) {
		t.Helper()
		if got, want := printed(identity.Trailers(message)), parsedByGit(t, message); got != want {
			t.Errorf("message %q: got\n%s\nwant\n%s", message, got, want)
		}
	}
	for _, c := range messages {
		compare(c.text)
	}
	pieces := []string{"Subject", "words and more", "Reviewed-by: Ada <a@x>", "approved-by : Bob", "Signed-off-by: Ada",
		"(cherry picked from commit 12)", "# note", "#", " folded", "\tfolded: too", "", "", "", " ", "\r", "Conflicts:", "\ta.yaml",
		"---", "-: x", ":", "A:", "a b: c", "Key:value\r", "# ------------------------ >8 ------------------------", "é: x", "K\x0b: v"}
	random := rand.New(rand.NewPCG(1, 2))
	for range 250 {
		var b strings.Builder
		for range random.IntN(12) {
			b.WriteString(pieces[random.IntN(len(pieces))])
			if random.IntN(12) > 0 {
				b.WriteByte('\n')
			}
		}
		compare(b.String())
	}
}

func FuzzTrailers(f *testing.F) {
	for _, c := range messages {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, message string) {
		for _, x := range identity.Trailers(message) {
			if x.Key == "" || strings.ContainsAny(x.Key+x.Value, "\n\x00") || x.Key != strings.TrimSpace(x.Key) {
				t.Errorf("trailer %q from %q", x, message)
			}
		}
	})
}

// TestLongMessagesEnd holds readers to work that grows with the message: with its
// square, either of these would take hours.
func TestLongMessagesEnd(t *testing.T) {
	message := "Subject\n\nReviewed-by: Ada\n" + strings.Repeat(" \n", 4<<20)
	if got := identity.Trailers(message + " x\n"); len(got) != 0 {
		t.Errorf("got %d trailers; lines of blanks end a paragraph", len(got))
	}
	message = "Subject\n\nReviewed-by: Ada\n" + strings.Repeat(" x\n", 4<<20)
	if got := identity.Trailers(message); len(got) != 1 || len(got[0].Value) != 3+2*4<<20 {
		t.Errorf("got %d trailers, want one of all lines", len(got))
	}
	c := commit("gpgsig x\n" + strings.Repeat(" \n", 6<<20))
	if got := identity.SignatureOf(c); got.Problem == "" {
		t.Errorf("got a signature of %d bytes without a problem", len(got.Text))
	}
}
