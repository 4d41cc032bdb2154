package identity_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
)

const (
	pgpText  = "-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"
	sshText  = "-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n"
	x509Text = "-----BEGIN SIGNED MESSAGE-----\nMIIE\n-----END SIGNED MESSAGE-----\n"
)

func TestSignatureOf(t *testing.T) {
	for name, c := range map[string]struct {
		headers []string
		want    identity.Signature // without Text and Payload
		status  identity.Status    // with empty roots
	}{
		"none":                {nil, identity.Signature{}, identity.None},
		"OpenPGP":             {[]string{header("gpgsig", pgpText)}, identity.Signature{Format: identity.OpenPGP}, identity.NotVerified},
		"SSH":                 {[]string{header("gpgsig", sshText)}, identity.Signature{Format: identity.SSH}, identity.NotVerified},
		"X.509":               {[]string{header("gpgsig", x509Text)}, identity.Signature{Format: identity.X509}, identity.NotVerified},
		"unknown":             {[]string{"gpgsig words\n more\n"}, identity.Signature{Format: identity.Unknown}, identity.NotVerified},
		"empty":               {[]string{"gpgsig \n"}, identity.Signature{Format: identity.Unknown}, identity.NotVerified},
		"empty, no blank":     {[]string{"gpgsig\n"}, identity.Signature{Format: identity.Unknown}, identity.NotVerified},
		"carriage returns":    {[]string{header("gpgsig", strings.ReplaceAll(sshText, "\n", "\r\n"))}, identity.Signature{Format: identity.SSH}, identity.NotVerified},
		"for both ids":        {[]string{header("gpgsig-sha256", pgpText), header("gpgsig", sshText)}, identity.Signature{Format: identity.SSH}, identity.NotVerified},
		"for the other ids":   {[]string{header("gpgsig-sha256", pgpText)}, identity.Signature{Format: identity.OpenPGP, Problem: `the commit is signed in the header "gpgsig-sha256", which speaks of ids of another length than this repository has`}, identity.Bad},
		"two headers":         {[]string{header("gpgsig", pgpText), header("gpgsig", sshText)}, identity.Signature{Format: identity.OpenPGP, Several: true, Problem: `the commit has the header "gpgsig" twice`}, identity.Ambiguous},
		"two in one header":   {[]string{header("gpgsig", sshText+pgpText)}, identity.Signature{Format: identity.SSH, Several: true, Problem: "the header holds 2 signatures"}, identity.Ambiguous},
		"unknown header":      {[]string{header("gpgsig-sha512", pgpText)}, identity.Signature{Format: identity.Unknown, Problem: `the commit has a header "gpgsig-sha512", where gpgsig and gpgsig-sha256 are known`}, identity.Bad},
		"cut short":           {[]string{header("gpgsig", "-----BEGIN PGP SIGNATURE-----\n\niQ==\n")}, identity.Signature{Format: identity.OpenPGP, Problem: "the signature is cut short: its last line is missing"}, identity.Bad},
		"a message":           {[]string{header("gpgsig", strings.ReplaceAll(pgpText, "SIGNATURE", "MESSAGE"))}, identity.Signature{Format: identity.OpenPGP, Problem: "the header holds an OpenPGP message, where a detached signature is due"}, identity.Bad},
		"too long":            {[]string{header("gpgsig", sshText+strings.Repeat("A", 1<<16))}, identity.Signature{Format: identity.SSH, Problem: "the signature has 65604 bytes, where 65536 are read at most"}, identity.Bad},
		"in a merged tag":     {[]string{"mergetag object 1\n gpgsig x\n"}, identity.Signature{}, identity.None},
		"after other headers": {[]string{"encoding UTF-8\n", header("gpgsig", sshText), "x y\n"}, identity.Signature{Format: identity.SSH}, identity.NotVerified},
	} {
		t.Run(name, func(t *testing.T) {
			got := identity.SignatureOf(commit(c.headers...))
			if r := (identity.Roots{}).Verify(got, day("2026-06-01")); r.Status != c.status || r.Reason == "" {
				t.Errorf("got %s because %q, want %s", r.Status, r.Reason, c.status)
			}
			if got.Format != identity.Unsigned && strings.Contains(got.Payload, "\ngpgsig") {
				t.Errorf("what is signed holds the signature:\n%s", got.Payload)
			}
			if c.want.Format == identity.Unsigned && got.Text != "" {
				t.Errorf("got %q where there is no signature", got.Text)
			}
			got.Text, got.Payload = "", ""
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatIsSigned(t *testing.T) {
	got := identity.SignatureOf(commit(header("gpgsig-sha256", pgpText), header("gpgsig", sshText)))
	want := identity.Signature{Format: identity.SSH, Text: sshText, Payload: payload}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	long := commit(header("gpgsig-sha256", pgpText), header("gpgsig", sshText))
	long.ID = strings.Repeat("2", 64)
	if got := identity.SignatureOf(long); got.Text != pgpText || got.Payload != payload {
		t.Errorf("got %q over %q in a repository with ids of SHA-256, want the other header", got.Text, got.Payload)
	}
	message := isms.Commit{ID: commitID, Object: strings.Replace(payload, "Subject", "gpgsig x", 1)}
	if got := identity.SignatureOf(message); got.Format != identity.Unsigned {
		t.Errorf("got a signature %+v from the message", got)
	}
}
