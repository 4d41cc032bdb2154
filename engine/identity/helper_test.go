package identity_test

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"ismsproof/engine/identity"
	"ismsproof/engine/isms"
)

const (
	commitID = "2222222222222222222222222222222222222222"
	payload  = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor Ada <ada@acme.example> 1700000000 +0100\n" +
		"committer Ada <ada@acme.example> 1700000000 +0100\n\nSubject\n"
)

// day reads a date as the instant at which it begins in UTC.
func day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t
}

// header writes a signature as a header of a commit.
func header(name, signature string) string {
	return name + " " + strings.ReplaceAll(strings.TrimSuffix(signature, "\n"), "\n", "\n ") + "\n"
}

// commit returns the commit that payload is with headers before its message.
func commit(headers ...string) isms.Commit {
	head, message, _ := strings.Cut(payload, "\n\n")
	return isms.Commit{ID: commitID, Object: head + "\n" + strings.Join(headers, "") + "\n" + message}
}

// signedBy returns the signature of payload with that text.
func signedBy(signature string) identity.Signature {
	return identity.SignatureOf(commit(header("gpgsig", signature)))
}

// armor writes data as OpenSSH does.
func armor(data []byte) string {
	text := base64.StdEncoding.EncodeToString(data)
	var b strings.Builder
	b.WriteString("-----BEGIN SSH SIGNATURE-----\n")
	for len(text) > 70 {
		b.WriteString(text[:70] + "\n")
		text = text[70:]
	}
	b.WriteString(text + "\n-----END SSH SIGNATURE-----\n")
	return b.String()
}

// A sshForm says how an SSH signature is made; zero fields are as git makes them.
type sshForm struct {
	signer    ssh.Signer
	as        ssh.PublicKey // instead of the signer's key
	namespace string
	digest    string
	algorithm string
	text      string
}

// sshSign signs payload, as PROTOCOL.sshsig says.
func sshSign(t testing.TB, f sshForm) string {
	t.Helper()
	or := func(a, b string) string {
		if a == "" {
			return b
		}
		return a
	}
	f.namespace, f.digest, f.text = or(f.namespace, "git"), or(f.digest, "sha512"), or(f.text, payload)
	key := f.signer.PublicKey()
	if f.as != nil {
		key = f.as
	}
	var sum []byte
	switch f.digest {
	case "sha256":
		d := sha256.Sum256([]byte(f.text))
		sum = d[:]
	case "sha512":
		d := sha512.Sum512([]byte(f.text))
		sum = d[:]
	default:
		h := crypto.SHA1.New()
		h.Write([]byte(f.text))
		sum = h.Sum(nil)
	}
	type inner struct{ Namespace, Reserved, Digest, Sum string }
	message := append([]byte("SSHSIG"), ssh.Marshal(inner{f.namespace, "", f.digest, string(sum)})...)
	signature, err := f.signer.(ssh.AlgorithmSigner).SignWithAlgorithm(rand.Reader, message, f.algorithm)
	if err != nil {
		t.Fatal(err)
	}
	data := append([]byte("SSHSIG"), binary.BigEndian.AppendUint32(nil, 1)...)
	type outer struct{ Key, Namespace, Reserved, Digest, Signature string }
	return armor(append(data, ssh.Marshal(outer{string(key.Marshal()), f.namespace, "", f.digest, string(ssh.Marshal(signature))})...))
}

// line writes a key as authorized_keys and allowed_signers have it.
func line(key ssh.PublicKey) string { return string(bytes.TrimSpace(ssh.MarshalAuthorizedKey(key))) }

// need skips the test where a program is not installed.
func need(t testing.TB, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skip(p + " is not installed")
		}
	}
}

// put writes a file and returns its path.
func put(t testing.TB, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// try runs a program and returns what it writes and whether it succeeded.
func try(dir string, env []string, stdin string, program string, args ...string) (string, bool) {
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(stdin)
	cmd.Env = append(append(os.Environ(), "TZ=UTC", "LC_ALL=C"), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

// A securityKey signs as a FIDO key does, with flags that say whether it was touched.
type securityKey struct {
	public  ssh.PublicKey
	private ed25519.PrivateKey
	flags   byte
}

func newSecurityKey(t testing.TB, flags byte) *securityKey {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.ParsePublicKey(ssh.Marshal(struct{ Type, Key, Application string }{"sk-ssh-ed25519@openssh.com", string(public), "ssh:"}))
	if err != nil {
		t.Fatal(err)
	}
	return &securityKey{key, private, flags}
}

func (k *securityKey) PublicKey() ssh.PublicKey { return k.public }

func (k *securityKey) Sign(r io.Reader, data []byte) (*ssh.Signature, error) {
	return k.SignWithAlgorithm(r, data, "")
}

func (k *securityKey) SignWithAlgorithm(_ io.Reader, data []byte, _ string) (*ssh.Signature, error) {
	application, message := sha256.Sum256([]byte("ssh:")), sha256.Sum256(data)
	rest := []byte{k.flags, 0, 0, 0, 9}
	text := append(append(application[:], rest...), message[:]...)
	return &ssh.Signature{Format: k.public.Type(), Blob: ed25519.Sign(k.private, text), Rest: rest}, nil
}
