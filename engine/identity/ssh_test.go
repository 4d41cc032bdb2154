package identity_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/ssh"

	"ismsproof/engine/identity"
)

// sshKeys are made once for a test.
type sshKeys struct {
	ada, eve, ca, rsa, small, ecdsa ssh.Signer
}

func newSSHKeys(t testing.TB) sshKeys {
	t.Helper()
	signer := func(key any, err error) ssh.Signer {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		s, err := ssh.NewSignerFromKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	ed := func() ssh.Signer {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return signer(key, err)
	}
	ofRSA := func(bits int) ssh.Signer {
		key, err := rsa.GenerateKey(rand.Reader, bits)
		return signer(key, err)
	}
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	return sshKeys{ada: ed(), eve: ed(), ca: ed(), rsa: ofRSA(2048), small: ofRSA(1024), ecdsa: signer(p256, err)}
}

// certify lets ca certify the key of holder.
func certify(t testing.TB, ca, holder ssh.Signer, change func(*ssh.Certificate)) *ssh.Certificate {
	t.Helper()
	c := &ssh.Certificate{Key: holder.PublicKey(), CertType: ssh.UserCert, KeyId: "ada", ValidPrincipals: []string{"ada@acme.example"},
		ValidAfter: uint64(day("2026-01-01").Unix()), ValidBefore: uint64(day("2027-01-01").Unix())}
	if change != nil {
		change(c)
	}
	if err := c.SignCert(rand.Reader, ca); err != nil {
		t.Fatal(err)
	}
	return c
}

// A sshCase is a signature, the file it is checked against, and what comes out.
type sshCase struct {
	form     sshForm
	signers  string // %ada, %eve and %ca stand for keys
	at       string // default 2026-06-01T12:00:00Z
	want     identity.Status
	names    string // joined by commas
	stricter bool   // than ssh-keygen, which takes it
}

func sshCases(t testing.TB, k sshKeys) map[string]sshCase {
	plain := sshForm{signer: k.ada}
	cert := func(change func(*ssh.Certificate)) sshForm {
		return sshForm{signer: k.ada, as: certify(t, k.ca, k.ada, change)}
	}
	forged := certify(t, k.ca, k.ada, nil)
	forged.ValidPrincipals, forged.Serial = []string{"ada@acme.example"}, 7 // after it was signed
	touched, alone := newSecurityKey(t, 1), newSecurityKey(t, 0)
	const both = "ada@acme.example"
	return map[string]sshCase{
		"listed":                   {plain, "ada@acme.example %ada", "", identity.Good, both, false},
		"sha256":                   {sshForm{signer: k.ada, digest: "sha256"}, "ada@acme.example %ada", "", identity.Good, both, false},
		"sha1":                     {sshForm{signer: k.ada, digest: "sha1"}, "ada@acme.example %ada", "", identity.Bad, "", false},
		"not listed":               {plain, "eve@acme.example %eve", "", identity.UnknownKey, "", false},
		"nobody listed":            {plain, "", "", identity.UnknownKey, "", false},
		"other namespace":          {sshForm{signer: k.ada, namespace: "file"}, "ada@acme.example %ada", "", identity.Bad, "", false},
		"tampered":                 {sshForm{signer: k.ada, text: payload + "!"}, "ada@acme.example %ada", "", identity.Bad, "", false},
		"key of another":           {sshForm{signer: k.eve, as: k.ada.PublicKey()}, "ada@acme.example %ada", "", identity.Bad, "", false},
		"comments and blanks":      {plain, "# people\n\n  ada@acme.example\t%ada  Ada's laptop\r\n", "", identity.Good, both, false},
		"two addresses":            {plain, "ada@acme.example,lang@acme.example %ada", "", identity.Good, "ada@acme.example,lang@acme.example", false},
		"quoted principals":        {plain, `"ada@acme.example" %ada`, "", identity.Good, both, false},
		"pattern":                  {plain, "*@acme.example %ada", "", identity.Good, "", false},
		"pattern and address":      {plain, "*@acme.example,ada@acme.example %ada", "", identity.Good, both, false},
		"negated":                  {plain, "!ada@acme.example,*@acme.example,bob@acme.example %ada", "", identity.Good, "bob@acme.example", false},
		"negated away":             {plain, "!ada@acme.example,ada@acme.example %ada", "", identity.Good, "", true},
		"only negated":             {plain, "!eve@acme.example %ada", "", identity.UnknownKey, "", false},
		"namespace allowed":        {plain, `ada@acme.example namespaces="file,git" %ada`, "", identity.Good, both, false},
		"namespace pattern":        {plain, `ada@acme.example namespaces="g?t" %ada`, "", identity.Good, both, false},
		"namespace refused":        {plain, `ada@acme.example namespaces="file" %ada`, "", identity.UnknownKey, "", false},
		"namespace negated":        {plain, `ada@acme.example namespaces="!git,*" %ada`, "", identity.UnknownKey, "", false},
		"namespace without quotes": {plain, `ada@acme.example namespaces=git %ada`, "", identity.UnknownKey, "", false},
		"option in other case":     {plain, `ada@acme.example NameSpaces="git" %ada`, "", identity.Good, both, false},
		"option unknown":           {plain, `ada@acme.example trusted %ada`, "", identity.UnknownKey, "", false},
		"option twice":             {plain, `ada@acme.example namespaces="git",namespaces="git" %ada`, "", identity.UnknownKey, "", false},
		"comma at the end":         {plain, `ada@acme.example namespaces="git", %ada`, "", identity.UnknownKey, "", false},
		"valid":                    {plain, `ada@acme.example valid-after="20260101",valid-before="20270101" %ada`, "", identity.Good, both, false},
		"too early":                {plain, `ada@acme.example valid-after="20260602" %ada`, "", identity.UnknownKey, "", false},
		"too late":                 {plain, `ada@acme.example valid-before="20260601" %ada`, "", identity.Expired, both, false},
		"the last second":          {plain, `ada@acme.example valid-before="20260601120000Z" %ada`, "", identity.Good, both, false},
		"a second late":            {plain, `ada@acme.example valid-before="20260601115959Z" %ada`, "", identity.Expired, both, false},
		"the first second":         {plain, `ada@acme.example valid-after="20260601120000Z" %ada`, "", identity.Good, both, false},
		"a second early":           {plain, `ada@acme.example valid-after="20260601120001Z" %ada`, "", identity.UnknownKey, "", false},
		"to the minute":            {plain, `ada@acme.example valid-before="202606011159Z" %ada`, "", identity.Expired, both, false},
		"no such day":              {plain, `ada@acme.example valid-before="20261301" %ada`, "", identity.UnknownKey, "", false},
		"no such day in June":      {plain, `ada@acme.example valid-before="20260631" %ada`, "", identity.UnknownKey, "", true},
		"empty option":             {plain, `ada@acme.example ,namespaces="git" %ada`, "", identity.UnknownKey, "", true},
		"ends before it starts":    {plain, `ada@acme.example valid-after="20260101",valid-before="20250101" %ada`, "", identity.UnknownKey, "", false},
		"expired and listed again": {plain, "ada@acme.example valid-before=\"20260101\" %ada\nlang@acme.example %ada\n", "", identity.Good, "lang@acme.example", false},
		"after a broken line":      {plain, "ada@acme.example ssh-ed25519 AAAA\nada@acme.example %ada\n", "", identity.Good, both, false},
		"type is another":          {plain, "ada@acme.example " + strings.Replace(line(k.ada.PublicKey()), "ssh-ed25519", "ssh-rsa", 1), "", identity.UnknownKey, "", false},
		"listed as authority":      {plain, "ada@acme.example cert-authority %ada", "", identity.UnknownKey, "", false},
		"certificate":              {cert(nil), "*@acme.example cert-authority %ca", "", identity.Good, both, false},
		"certificate, by address":  {cert(nil), "ada@acme.example cert-authority %ca", "", identity.Good, both, false},
		"certificate of another":   {sshForm{signer: k.ada, as: certify(t, k.eve, k.ada, nil)}, "ada@acme.example cert-authority %ca", "", identity.UnknownKey, "", false},
		"certificate expired":      {cert(nil), "ada@acme.example cert-authority %ca", "2027-01-01T00:00:00Z", identity.Expired, both, false},
		"certificate's last":       {cert(nil), "ada@acme.example cert-authority %ca", "2026-12-31T23:59:59Z", identity.Good, both, false},
		"certificate not yet":      {cert(nil), "ada@acme.example cert-authority %ca", "2025-12-31T23:59:59Z", identity.UnknownKey, "", false},
		"certificate of a host":    {cert(func(c *ssh.Certificate) { c.CertType = ssh.HostCert }), "ada@acme.example cert-authority %ca", "", identity.UnknownKey, "", false},
		"certificate for nobody":   {cert(func(c *ssh.Certificate) { c.ValidPrincipals = nil }), "ada@acme.example cert-authority %ca", "", identity.UnknownKey, "", false},
		"certificate for others":   {cert(nil), "bob@acme.example cert-authority %ca", "", identity.UnknownKey, "", false},
		"certificate for too many": {cert(func(c *ssh.Certificate) { c.ValidPrincipals = make([]string, 257) }), "ada@acme.example cert-authority %ca", "", identity.UnknownKey, "", false},
		"security key":             {sshForm{signer: touched}, "ada@acme.example " + line(touched.PublicKey()), "", identity.Good, both, false},
		"security key, untouched":  {sshForm{signer: alone}, "ada@acme.example " + line(alone.PublicKey()), "", identity.Bad, "", true},
		"certificate forged":       {sshForm{signer: k.ada, as: forged}, "ada@acme.example cert-authority %ca", "", identity.UnknownKey, "", false},
		"certificate, odd option": {cert(func(c *ssh.Certificate) { c.CriticalOptions = map[string]string{"x@y": ""} }),
			"ada@acme.example cert-authority %ca", "", identity.UnknownKey, "", true},
		"certificate, its CA no authority": {cert(nil), "ada@acme.example %ca", "", identity.UnknownKey, "", false},
		"certificate, only its key listed": {cert(nil), "ada@acme.example %ada", "", identity.UnknownKey, "", false},
		"RSA":                              {sshForm{signer: k.rsa, algorithm: "rsa-sha2-512"}, "ada@acme.example %rsa", "", identity.Good, both, false},
		"RSA, SHA-256":                     {sshForm{signer: k.rsa, algorithm: "rsa-sha2-256"}, "ada@acme.example %rsa", "", identity.Good, both, false},
		"RSA, SHA-1":                       {sshForm{signer: k.rsa, algorithm: "ssh-rsa"}, "ada@acme.example %rsa", "", identity.Bad, "", false},
		"RSA, too small":                   {sshForm{signer: k.small, algorithm: "rsa-sha2-512"}, "ada@acme.example %small", "", identity.Bad, "", true},
		"ECDSA":                            {sshForm{signer: k.ecdsa}, "ada@acme.example %ecdsa", "", identity.Good, both, false},
	}
}

// file fills keys in for their names.
func (k sshKeys) file(text string) string {
	return strings.NewReplacer("%ada", line(k.ada.PublicKey()), "%eve", line(k.eve.PublicKey()), "%ca", line(k.ca.PublicKey()),
		"%rsa", line(k.rsa.PublicKey()), "%small", line(k.small.PublicKey()), "%ecdsa", line(k.ecdsa.PublicKey())).Replace(text)
}

func (c sshCase) time(t testing.TB) time.Time {
	if c.at == "" {
		return day("2026-06-01").Add(12 * time.Hour)
	}
	at, err := time.Parse(time.RFC3339, c.at)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestSSHSignatures(t *testing.T) {
	k := newSSHKeys(t)
	for name, c := range sshCases(t, k) {
		t.Run(name, func(t *testing.T) {
			signers, problems := identity.ReadAllowedSigners([]byte(k.file(c.signers)), time.UTC)
			r := identity.Roots{Signers: signers}.Verify(signedBy(sshSign(t, c.form)), c.time(t))
			if r.Status != c.want || strings.Join(r.Names, ",") != c.names {
				t.Errorf("got %s for %q because %s (file: %v), want %s for %q", r.Status, r.Names, r.Reason, problems, c.want, c.names)
			}
			if want := ssh.FingerprintSHA256(c.form.signer.PublicKey()); r.Key != want && c.form.as == nil {
				t.Errorf("got key %s, want %s", r.Key, want)
			}
			if r.Reason == "" || r.Format != identity.SSH {
				t.Errorf("result %+v says too little", r)
			}
		})
	}
}

// TestSSHSignaturesAsGitChecksThem asks ssh-keygen the way git does: who the key may
// be, and then for each whether the signature is good.
func TestSSHSignaturesAsGitChecksThem(t *testing.T) {
	need(t, "ssh-keygen")
	k := newSSHKeys(t)
	for name, c := range sshCases(t, k) {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			signers := put(t, dir, "signers", k.file(c.signers))
			signature := put(t, dir, "signature", sshSign(t, c.form))
			when := "-Overify-time=" + c.time(t).Format("20060102150405")
			out, ok := try(dir, nil, "", "ssh-keygen", "-Y", "find-principals", "-f", signers, "-s", signature, when)
			good := false
			for name := range strings.SplitSeq(out, "\n") {
				if name = strings.TrimSpace(name); ok && name != "" {
					_, verified := try(dir, nil, payload, "ssh-keygen", "-Y", "verify", "-n", "git", "-f", signers, "-I", name, "-s", signature, when)
					good = good || verified
				}
			}
			if want := c.want == identity.Good; good != want && !c.stricter {
				t.Errorf("ssh-keygen says %v, we say %s:\n%s", good, c.want, out)
			} else if good == want && c.stricter {
				t.Errorf("ssh-keygen agrees, where it is said to differ")
			}
		})
	}
}

// TestSignersAsSSHReadsThem holds random lines against ssh-keygen.
func TestSignersAsSSHReadsThem(t *testing.T) {
	need(t, "ssh-keygen")
	k, dir := newSSHKeys(t), t.TempDir()
	text := sshSign(t, sshForm{signer: k.ada})
	signature, at := put(t, dir, "signature", text), day("2026-06-01").Add(12*time.Hour)
	principals := []string{"ada@acme.example", "*@acme.example", "!ada@acme.example", "!*@beta.example", "ada@acme.example,bob@acme.example", `"ada@acme.example"`, "a?a@*", "#ada@acme.example", ""}
	options := []string{`namespaces="git"`, `namespaces="file,g*"`, `namespaces="!git"`, `NAMESPACES="git"`, `namespaces=""`, `namespaces="a\"b,git"`, `namespaces=git`, `namespaces`,
		`valid-after="20260601"`, `valid-after="202606011201Z"`, `valid-before="20260601120000"`, `valid-before="2026060112"`, `valid-before="20260630"`, `valid-after="19700101Z"`, `valid-before="99991231"`,
		"cert-authority", "no-cert-authority", "words", `"`}
	blanks := []string{" ", "\t", "  "}
	tails := []string{"", " comment", "\r", ` "quoted`, "\tx y"}
	random := mathrand.New(mathrand.NewPCG(3, 4))
	pick := func(from []string) string { return from[random.IntN(len(from))] }
	allowed := 0
	for range 150 {
		var b strings.Builder
		b.WriteString(pick(principals))
		for range random.IntN(5) % 3 % 2 {
			b.WriteString(pick(blanks) + pick(options))
			for random.IntN(3) == 0 {
				b.WriteString("," + pick(options))
			}
		}
		b.WriteString(pick(blanks) + line(k.ada.PublicKey()) + pick(tails) + "\n")
		file := put(t, dir, "signers", b.String())
		_, want := try(dir, nil, payload, "ssh-keygen", "-Y", "verify", "-n", "git", "-f", file, "-I", "ada@acme.example", "-s", signature,
			"-Overify-time="+at.Format("20060102150405"))
		if want {
			allowed++
		}
		signers, problems := identity.ReadAllowedSigners([]byte(b.String()), time.UTC)
		r := identity.Roots{Signers: signers}.Verify(signedBy(text), at)
		// ssh-keygen is asked about one principal; a line for others is good to us too.
		if got := r.Status == identity.Good; want && !got || got && !want && slices.Contains(r.Names, "ada@acme.example") {
			t.Errorf("%q: ssh-keygen says %v, we say %s because %s (%v)", b.String(), want, r.Status, r.Reason, problems)
		}
	}
	if allowed < 10 {
		t.Errorf("ssh-keygen allows %d of the lines, which is too few to tell", allowed)
	}
}

func TestTimesOfSignersNeedAZone(t *testing.T) {
	k := newSSHKeys(t)
	s := signedBy(sshSign(t, sshForm{signer: k.ada}))
	file := []byte(k.file(`ada@acme.example valid-before="20260601" %ada`))
	for zone, want := range map[*time.Location]identity.Status{
		time.UTC: identity.Expired, time.FixedZone("west", -5*3600): identity.Good,
	} {
		signers, err := identity.ReadAllowedSigners(file, zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := (identity.Roots{Signers: signers}).Verify(s, day("2026-06-01").Add(3*time.Hour)); got.Status != want {
			t.Errorf("%v: got %s because %s, want %s", zone, got.Status, got.Reason, want)
		}
	}
}

func TestRevokedSSHKeys(t *testing.T) {
	k := newSSHKeys(t)
	signers, err := identity.ReadAllowedSigners([]byte(k.file("ada@acme.example %ada\nada@acme.example cert-authority %ca\n")), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	plain := sshForm{signer: k.ada}
	certified := sshForm{signer: k.ada, as: certify(t, k.ca, k.ada, nil)}
	for name, c := range map[string]struct {
		form     sshForm
		revoked  string
		want     identity.Status
		readable bool
	}{
		"none":                    {plain, "# none\n", identity.Good, true},
		"another":                 {plain, "%eve\n", identity.Good, true},
		"the key":                 {plain, "%ada laptop was stolen\n", identity.Revoked, true},
		"the key of certificate":  {certified, "%ada\n", identity.Revoked, true},
		"the authority":           {certified, "%ca\n", identity.Revoked, true},
		"a line cannot be read":   {plain, "%eve\nssh-ed25519 AAAA\n", identity.NotVerified, false},
		"a binary list":           {plain, "SSHKRL\n\x00", identity.NotVerified, false},
		"authority, other's key":  {plain, "%ca\n", identity.Good, true},
		"unreadable after a hit":  {plain, "%ada\nwords\n", identity.NotVerified, false},
		"certificate, not listed": {certified, "%eve\n", identity.Good, true},
	} {
		t.Run(name, func(t *testing.T) {
			revoked, err := identity.ReadRevokedKeys([]byte(k.file(c.revoked)))
			if (err == nil) != c.readable {
				t.Errorf("got error %v, want readable %v", err, c.readable)
			}
			r := identity.Roots{Signers: signers, Revoked: revoked}.Verify(signedBy(sshSign(t, c.form)), day("2026-06-01"))
			if r.Status != c.want {
				t.Errorf("got %s because %s, want %s", r.Status, r.Reason, c.want)
			}
		})
	}
}

func TestBrokenLinesOfSignersAreNamed(t *testing.T) {
	k := newSSHKeys(t)
	for text, want := range map[string]string{
		"ada@acme.example":                           `line 1 of the allowed signers has no key`,
		"# x\nada@acme.example words":                `line 2 of the allowed signers has "words" where the type of a key is due`,
		"ada@acme.example ssh-ed25519 !":             `line 1 of the allowed signers has a key of type "ssh-ed25519" that is not base64`,
		"ada@acme.example ssh-ed25519 AAAA":          `line 1 of the allowed signers has a key of type "ssh-ed25519" that cannot be read`,
		`ada@acme.example valid-after="soon" %ada`:   `line 1 of the allowed signers has the time "soon", where YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS is due, perhaps with a Z`,
		`ada@acme.example valid-until="2026" %ada`:   `line 1 of the allowed signers has the option "valid-until", where cert-authority, namespaces, valid-after and valid-before are known`,
		`ada@acme.example namespaces="git"x %ada`:    `line 1 of the allowed signers has "x" after the option "namespaces", where a comma and an option may follow`,
		`ada@acme.example cert-authority=yes %ada`:   `line 1 of the allowed signers has a value for the option "cert-authority", which takes none`,
		`ada@acme.example valid-after=20260101 %ada`: `line 1 of the allowed signers has no value in quotes for the option "valid-after"`,
	} {
		_, err := identity.ReadAllowedSigners([]byte(k.file(text)), time.UTC)
		if diff := cmp.Diff(want, fmt.Sprint(err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}
