package identity_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
)

// A gitRepo is a repository whose commits git signs.
type gitRepo struct {
	t   *testing.T
	dir string
	env []string
}

func newGitRepo(t *testing.T, args ...string) *gitRepo {
	t.Helper()
	g := &gitRepo{t, t.TempDir(), []string{"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull, "GNUPGHOME=" + t.TempDir(),
		"GIT_AUTHOR_DATE=1750000000 +0200", "GIT_COMMITTER_DATE=1750000000 +0200"}}
	g.git(append([]string{"init", "-q"}, args...)...)
	g.git("config", "user.name", "Ada Lang")
	g.git("config", "user.email", "ada@acme.example")
	return g
}

func (g *gitRepo) git(args ...string) string {
	g.t.Helper()
	out, ok := try(g.dir, g.env, "", "git", args...)
	if !ok {
		g.t.Fatalf("git %s: %s", strings.Join(args, " "), out)
	}
	return strings.TrimSpace(out)
}

// commit makes a signed commit and returns it as git stores it.
func (g *gitRepo) commit(args ...string) isms.Commit {
	g.t.Helper()
	g.git(append([]string{"commit", "-q", "--allow-empty", "-m", "Subject", "-m", "Reviewed-by: Bob <bob@acme.example>"}, args...)...)
	return g.read("HEAD")
}

func (g *gitRepo) read(revision string) isms.Commit {
	g.t.Helper()
	object, ok := try(g.dir, g.env, "", "git", "cat-file", "commit", revision)
	if !ok {
		g.t.Fatal(object)
	}
	return isms.Commit{ID: g.git("rev-parse", revision), Object: object}
}

// tamper stores the commit with another message and returns it.
func (g *gitRepo) tamper(c isms.Commit) isms.Commit {
	g.t.Helper()
	id, ok := try(g.dir, g.env, strings.Replace(c.Object, "Subject", "Other subject", 1), "git", "hash-object", "-t", "commit", "-w", "--stdin")
	if !ok {
		g.t.Fatal(id)
	}
	return g.read(strings.TrimSpace(id))
}

func (g *gitRepo) verifies(c isms.Commit) bool {
	_, ok := try(g.dir, g.env, "", "git", "verify-commit", c.ID)
	return ok
}

// agrees holds our verdicts on a commit, and on the same with another message, against
// git's.
func (g *gitRepo) agrees(c isms.Commit, roots identity.Roots) {
	g.t.Helper()
	for _, x := range []struct {
		commit isms.Commit
		want   identity.Status
	}{{c, identity.Good}, {g.tamper(c), identity.Bad}} {
		r := roots.Verify(identity.SignatureOf(x.commit), time.Unix(1750000000, 0))
		if git := g.verifies(x.commit); r.Status != x.want || git != (x.want == identity.Good) {
			g.t.Errorf("got %s because %s, want %s; git says %v", r.Status, r.Reason, x.want, git)
		}
		if got := r.Signer(); x.want == identity.Good && got != "ada@acme.example" {
			g.t.Errorf("got signer %q", got)
		}
	}
	key := g.git("log", "-1", "--format=%GF", c.ID)
	if r := roots.Verify(identity.SignatureOf(c), time.Unix(1750000000, 0)); r.Key != key {
		g.t.Errorf("got key %q, git prints %q", r.Key, key)
	}
}

func TestCommitsThatGitSignsWithSSH(t *testing.T) {
	need(t, "git", "ssh-keygen")
	for name, format := range map[string]string{"SHA-1": "sha1", "SHA-256": "sha256"} {
		t.Run(name, func(t *testing.T) {
			g := newGitRepo(t, "--object-format="+format)
			key := filepath.Join(t.TempDir(), "key")
			if out, ok := try(g.dir, nil, "", "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key); !ok {
				t.Fatal(out)
			}
			public, err := os.ReadFile(key + ".pub")
			if err != nil {
				t.Fatal(err)
			}
			file := fmt.Sprintf("ada@acme.example namespaces=\"git\" %s", public)
			g.git("config", "gpg.format", "ssh")
			g.git("config", "user.signingkey", key)
			g.git("config", "gpg.ssh.allowedSignersFile", put(t, t.TempDir(), "signers", file))
			signers, err := identity.ReadAllowedSigners([]byte(file), time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			g.agrees(g.commit("-S"), identity.Roots{Signers: signers})
			if got := identity.SignatureOf(g.commit("--no-gpg-sign")); got.Format != identity.Unsigned {
				t.Errorf("got %+v of a commit that is not signed", got)
			}
		})
	}
}

func TestCommitsThatGitSignsWithGPG(t *testing.T) {
	need(t, "git", "gpg")
	g := newGitRepo(t)
	const clock = "--faked-system-time=20250101T000000"
	if out, ok := try(g.dir, g.env, "", "gpg", "--batch", clock, "--passphrase", "", "--quick-gen-key", "Ada Lang <ada@acme.example>", "ed25519", "sign", "never"); !ok {
		t.Skip("gpg makes no key here: " + out)
	}
	t.Cleanup(func() { try(g.dir, g.env, "", "gpgconf", "--kill", "gpg-agent") })
	g.git("config", "user.signingkey", "ada@acme.example")
	public, ok := try(g.dir, g.env, "", "gpg", "--armor", "--export")
	if !ok {
		t.Fatal(public)
	}
	ring, err := identity.ReadKeyring([]byte(public))
	if err != nil {
		t.Fatal(err)
	}
	g.agrees(g.commit("-S"), identity.Roots{Keyring: ring})
	file := filepath.Join(t.TempDir(), "ring.gpg")
	if out, ok := try(g.dir, g.env, "", "gpg", "--output", file, "--export"); !ok {
		t.Fatal(out)
	}
	binary, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if ring, err = identity.ReadKeyring(binary); err != nil {
		t.Fatal(err)
	}
	g.agrees(g.commit("-S"), identity.Roots{Keyring: ring})
	t.Run("revoked by a certificate of its own", func(t *testing.T) {
		fingerprint := strings.Fields(g.git("log", "-1", "--format=%GP"))[0]
		revocation, err := os.ReadFile(filepath.Join(strings.TrimPrefix(g.env[2], "GNUPGHOME="), "openpgp-revocs.d", fingerprint+".rev"))
		if err != nil {
			t.Skip("gpg kept no revocation")
		}
		text := strings.Replace(string(revocation), ":-----BEGIN", "-----BEGIN", 1)
		ring, err := identity.ReadKeyring([]byte(public + text))
		if err != nil {
			t.Fatal(err)
		}
		if r := (identity.Roots{Keyring: ring}).Verify(identity.SignatureOf(g.read("HEAD")), day("2030-01-01")); r.Status != identity.Revoked {
			t.Errorf("got %s because %s, want revoked", r.Status, r.Reason)
		}
	})
}

// TestRootsAreShared checks from many goroutines at once; the race detector looks on.
func TestRootsAreShared(t *testing.T) {
	k, ada := newSSHKeys(t), newPGP(t, 0, nil)
	signers, err := identity.ReadAllowedSigners([]byte(k.file("ada@acme.example %ada\nada@acme.example cert-authority %ca\n")), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := identity.ReadKeyring([]byte(public(t, ada)))
	if err != nil {
		t.Fatal(err)
	}
	people := identity.NewPeople(persons, time.UTC)
	roots := identity.Roots{Keyring: ring, Signers: signers}
	signatures := []identity.Signature{
		signedBy(sshSign(t, sshForm{signer: k.ada})),
		signedBy(sshSign(t, sshForm{signer: k.ada, as: certify(t, k.ca, k.ada, nil)})),
		signedBy(pgpArmor(t, "PGP SIGNATURE", pgpSign(t, pgpForm{key: ada.PrivateKey, date: "2025-03-01"}))),
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, s := range signatures {
				r := roots.Verify(s, day("2026-06-01"))
				if who := people.BySignature(r, day("2026-06-01")); who.Person != "a.lang" {
					t.Errorf("got %+v of %+v", who, r)
				}
			}
		})
	}
	all.Wait()
}
