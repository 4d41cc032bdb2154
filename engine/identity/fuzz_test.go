package identity_test

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"golang.org/x/crypto/ssh"

	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
)

// fuzzed are keys that count, and signatures that do.
func fuzzed(f *testing.F) (roots identity.Roots, pgp [][]byte, ssh []string) {
	ada, k := newPGP(f, 0, nil), newSSHKeys(f)
	ring, err := identity.ReadKeyring([]byte(public(f, ada)))
	if err != nil {
		f.Fatal(err)
	}
	signers, err := identity.ReadAllowedSigners([]byte(k.file("ada@acme.example %ada\n* cert-authority %ca\n")), time.UTC)
	if err != nil {
		f.Fatal(err)
	}
	return identity.Roots{Keyring: ring, Signers: signers}, [][]byte{
			pgpSign(f, pgpForm{key: ada.PrivateKey, date: "2025-03-01"}),
			pgpSign(f, pgpForm{key: ada.PrivateKey, date: "2025-03-01", lasts: 9, kind: packet.SigTypeText}),
		}, []string{
			sshSign(f, sshForm{signer: k.ada}),
			sshSign(f, sshForm{signer: k.rsa, algorithm: "rsa-sha2-512"}),
			sshSign(f, sshForm{signer: k.ada, as: certify(f, k.ca, k.ada, nil)}),
		}
}

// hold checks what holds for the signature of any commit: no check panics, and none
// calls another text signed.
func hold(t *testing.T, roots identity.Roots, object string) {
	s := identity.SignatureOf(isms.Commit{ID: commitID, Object: object})
	r := roots.Verify(s, day("2026-06-01"))
	if r.Status == identity.Good && s.Payload != payload {
		t.Errorf("%q is said to be signed by %s", s.Payload, r.Signer())
	}
	if r.Status == "" || r.Reason == "" || (r.Status == identity.None) != (s.Format == identity.Unsigned) {
		t.Errorf("result %+v for %+v", r, s)
	}
	if strings.Contains(r.Reason, "cannot be read") {
		t.Errorf("a panic was caught: %s", r.Reason)
	}
	if r.Status != identity.Good && r.Status != identity.Expired && r.Status != identity.Revoked && r.Names != nil {
		t.Errorf("%s names %q", r.Status, r.Names)
	}
}

func FuzzCommit(f *testing.F) {
	roots, pgp, ssh := fuzzed(f)
	for _, text := range append(ssh, pgpArmor(f, "PGP SIGNATURE", pgp[0]), pgpText, sshText, x509Text, "") {
		f.Add(commit(header("gpgsig", text)).Object)
	}
	f.Fuzz(func(t *testing.T, object string) { hold(t, roots, object) })
}

// FuzzSignature changes signatures beneath their armor.
func FuzzSignature(f *testing.F) {
	roots, pgp, ssh := fuzzed(f)
	for _, data := range pgp {
		f.Add(true, data)
	}
	for _, text := range ssh {
		lines := strings.Split(strings.TrimSpace(text), "\n")
		data, err := base64.StdEncoding.DecodeString(strings.Join(lines[1:len(lines)-1], ""))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(false, data)
	}
	f.Fuzz(func(t *testing.T, openPGP bool, data []byte) {
		text := armor(data)
		if openPGP {
			text = pgpArmor(t, "PGP SIGNATURE", data)
		}
		hold(t, roots, commit(header("gpgsig", text)).Object)
	})
}

func FuzzKeyring(f *testing.F) {
	ada := newPGP(f, 0, nil)
	f.Add([]byte(public(f, ada)))
	var binary bytes.Buffer
	if err := ada.Serialize(&binary); err != nil {
		f.Fatal(err)
	}
	f.Add(binary.Bytes())
	for _, block := range []string{pgpText, "\x99\x00\x01\x04", "\xc6\xff\xff\xff\xff\xff"} {
		f.Add([]byte(block))
	}
	signature := signedBy(pgpArmor(f, "PGP SIGNATURE", pgpSign(f, pgpForm{key: ada.PrivateKey, date: "2025-03-01"})))
	f.Fuzz(func(t *testing.T, data []byte) {
		ring, err := identity.ReadKeyring(data)
		if ring == nil {
			t.Fatal("no keyring")
		}
		if err != nil && strings.Contains(err.Error(), "malformed and cannot be read") {
			t.Errorf("a panic was caught: %v", err)
		}
		identity.Roots{Keyring: ring}.Verify(signature, day("2026-06-01"))
	})
}

func FuzzAllowedSigners(f *testing.F) {
	k := newSSHKeys(f)
	for _, c := range sshCases(f, k) {
		f.Add(k.file(c.signers))
	}
	s := signedBy(sshSign(f, sshForm{signer: k.ada}))
	key := line(k.ada.PublicKey())
	f.Fuzz(func(t *testing.T, text string) {
		signers, _ := identity.ReadAllowedSigners([]byte(text), time.UTC)
		revoked, _ := identity.ReadRevokedKeys([]byte(text))
		r := identity.Roots{Signers: signers}.Verify(s, day("2026-06-01"))
		if r.Status == identity.Good && !strings.Contains(strings.Join(strings.Fields(text), " "), strings.TrimRight(strings.Fields(key)[1], "=")) {
			t.Errorf("a key counts that the file does not hold: %q", text)
		}
		if slices.ContainsFunc(r.Names, func(n string) bool { return strings.ContainsAny(n, "*?!") }) {
			t.Errorf("patterns among the names %q", r.Names)
		}
		identity.Roots{Signers: signers, Revoked: revoked}.Verify(s, day("2026-06-01"))
	})
}

// A security key signs with flags of its own; its signatures must at least be read.
func TestSecurityKeysAreKnown(t *testing.T) {
	const key = "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIJFhuaIYbxsJO8H8OHyRyxDH1sc3y0WV8nrxZ7pC5HRxAAAABHNzaDo="
	if _, _, _, _, err := ssh.ParseAuthorizedKey([]byte(key)); err != nil {
		t.Fatal(err)
	}
	if _, err := identity.ReadAllowedSigners([]byte("ada@acme.example "+key), time.UTC); err != nil {
		t.Error(err)
	}
}
