package identity_test

import (
	"testing"
	"time"

	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
)

// BenchmarkUnsigned looks for a signature where there is none, which most histories
// have at most commits.
func BenchmarkUnsigned(b *testing.B) {
	c := isms.Commit{ID: commitID, Object: payload}
	for b.Loop() {
		if identity.SignatureOf(c).Format != identity.Unsigned {
			b.Fatal("signed")
		}
	}
}

func benchmarkVerify(b *testing.B, roots identity.Roots, signature string) {
	c, at := commit(header("gpgsig", signature)), day("2026-06-01")
	for b.Loop() {
		if r := roots.Verify(identity.SignatureOf(c), at); r.Status != identity.Good {
			b.Fatal(r.Reason)
		}
	}
}

func BenchmarkVerifySSH(b *testing.B) {
	k := newSSHKeys(b)
	signers, err := identity.ReadAllowedSigners([]byte(k.file("eve@acme.example %eve\nada@acme.example %ada\n")), time.UTC)
	if err != nil {
		b.Fatal(err)
	}
	benchmarkVerify(b, identity.Roots{Signers: signers}, sshSign(b, sshForm{signer: k.ada}))
}

func BenchmarkVerifyOpenPGP(b *testing.B) {
	ada := newPGP(b, 0, nil)
	ring, err := identity.ReadKeyring([]byte(public(b, newPGP(b, 0, nil), ada)))
	if err != nil {
		b.Fatal(err)
	}
	signature := pgpSign(b, pgpForm{key: ada.PrivateKey, date: "2025-03-01"})
	benchmarkVerify(b, identity.Roots{Keyring: ring}, pgpArmor(b, "PGP SIGNATURE", signature))
}

func BenchmarkTrailers(b *testing.B) {
	for b.Loop() {
		if len(identity.Trailers("Subject\n\nWords about it.\n\nReviewed-by: Ada <ada@acme.example>\nSigned-off-by: Bob <bob@acme.example>\n")) != 2 {
			b.Fatal("not two")
		}
	}
}
