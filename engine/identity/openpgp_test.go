package identity_test

import (
	"bytes"
	"crypto"
	_ "crypto/sha1"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	pgparmor "github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"ismsproof/engine/identity"
)

// at makes a configuration of a day.
func at(date string) *packet.Config {
	return &packet.Config{Time: func() time.Time { return day(date) }, Algorithm: packet.PubKeyAlgoEdDSA, DefaultHash: crypto.SHA256}
}

// newPGP makes a key of Ada's in 2024, which expires after so many days; 0 for never.
func newPGP(t testing.TB, days int, change func(*packet.Config)) *openpgp.Entity {
	t.Helper()
	c := at("2024-01-01")
	c.KeyLifetimeSecs = uint32(days) * 86400
	if change != nil {
		change(c)
	}
	e, err := openpgp.NewEntity("Ada Lang", "", "ada@acme.example", c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// public writes the public half of keys, armored.
func public(t testing.TB, entities ...*openpgp.Entity) string {
	t.Helper()
	var out bytes.Buffer
	for _, e := range entities {
		if err := e.Serialize(&out); err != nil {
			t.Fatal(err)
		}
	}
	return pgpArmor(t, "PGP PUBLIC KEY BLOCK", out.Bytes())
}

// pgpArmor writes data as OpenPGP does.
func pgpArmor(t testing.TB, kind string, data []byte) string {
	t.Helper()
	var out bytes.Buffer
	w, err := pgparmor.Encode(&out, kind, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String() + "\n"
}

// A pgpForm says how an OpenPGP signature is made; zero fields are as git makes them.
type pgpForm struct {
	key   *packet.PrivateKey
	date  string
	hash  crypto.Hash
	kind  packet.SignatureType
	lasts uint32 // seconds
	text  string
}

// pgpSign signs without the library's doubts about keys and digests.
func pgpSign(t testing.TB, f pgpForm) []byte {
	t.Helper()
	if f.hash == 0 {
		f.hash = crypto.SHA256
	}
	if f.text == "" {
		f.text = payload
	}
	sig := &packet.Signature{Version: 4, SigType: f.kind, PubKeyAlgo: f.key.PubKeyAlgo, Hash: f.hash,
		CreationTime: day(f.date), IssuerKeyId: &f.key.KeyId}
	if f.lasts > 0 {
		sig.SigLifetimeSecs = &f.lasts
	}
	c, plain := at(f.date), false
	c.NonDeterministicSignaturesViaNotation = &plain
	digest := f.hash.New()
	digest.Write([]byte(f.text))
	var out bytes.Buffer
	if err := errors.Join(sig.Sign(digest, f.key, c), sig.Serialize(&out)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A pgpCase is a signature, the keyring it is checked against, and what comes out.
type pgpCase struct {
	signature, keyring string
	at                 string // default 2026-06-01
	want               identity.Status
	gpg                string // the word of gpg at that time; empty where it is the usual one
	subkey             bool   // the signature is by a subkey
}

// words are what gpg says for a status.
var words = map[identity.Status]string{identity.Good: "GOODSIG", identity.Bad: "BADSIG", identity.UnknownKey: "NO_PUBKEY",
	identity.Expired: "EXPKEYSIG", identity.Revoked: "REVKEYSIG"}

func pgpCases(t testing.TB) map[string]pgpCase {
	t.Helper()
	ada, eve, brief := newPGP(t, 0, nil), newPGP(t, 0, nil), newPGP(t, 365, nil)
	ofRSA := newPGP(t, 0, func(c *packet.Config) { c.Algorithm, c.RSABits = packet.PubKeyAlgoRSA, 2048 })
	form := func(f pgpForm) string { return pgpArmor(t, "PGP SIGNATURE", pgpSign(t, f)) }
	sign := func(e *openpgp.Entity, date string) string { return form(pgpForm{key: e.PrivateKey, date: date}) }
	revoked := func(reason packet.ReasonForRevocation, date string) (signature, keyring string) {
		e := newPGP(t, 0, nil)
		signature = sign(e, "2025-03-01")
		if err := e.RevokeKey(reason, "", at(date)); err != nil {
			t.Fatal(err)
		}
		return signature, public(t, e)
	}
	sub := newPGP(t, 0, nil)
	old := public(t, sub)
	c := at("2024-02-01")
	c.KeyLifetimeSecs = 2 * 365 * 86400
	if err := sub.AddSigningSubkey(c); err != nil {
		t.Fatal(err)
	}
	signing := sub.Subkeys[len(sub.Subkeys)-1].PrivateKey
	bySub, withSub := form(pgpForm{key: signing, date: "2025-03-01"}), public(t, sub)
	if err := sub.RevokeSubkey(&sub.Subkeys[len(sub.Subkeys)-1], packet.KeyCompromised, "", at("2026-01-01")); err != nil {
		t.Fatal(err)
	}
	withoutSub := public(t, sub)
	hash := func(h crypto.Hash) string { return form(pgpForm{key: ofRSA.PrivateKey, date: "2025-03-01", hash: h}) }
	lasting := form(pgpForm{key: ada.PrivateKey, date: "2025-03-01", lasts: 86400})
	stolen, stolenRing := revoked(packet.KeyCompromised, "2025-06-01")
	unsaid, unsaidRing := revoked(packet.NoReason, "2025-06-01")
	retired, retiredRing := revoked(packet.KeyRetired, "2025-06-01")
	return map[string]pgpCase{
		"in the ring":              {sign(ada, "2025-03-01"), public(t, eve, ada), "", identity.Good, "", false},
		"in a second block":        {sign(ada, "2025-03-01"), public(t, eve) + "words\n" + public(t, ada), "", identity.Good, "", false},
		"RSA":                      {sign(ofRSA, "2025-03-01"), public(t, ofRSA), "", identity.Good, "", false},
		"not in the ring":          {sign(ada, "2025-03-01"), public(t, eve), "", identity.UnknownKey, "", false},
		"tampered":                 {form(pgpForm{key: ada.PrivateKey, date: "2025-03-01", text: payload + "!"}), public(t, ada), "", identity.Bad, "", false},
		"SHA-1":                    {hash(crypto.SHA1), public(t, ofRSA), "", identity.Bad, "GOODSIG", false},
		"SHA-224":                  {hash(crypto.SHA224), public(t, ofRSA), "", identity.Bad, "GOODSIG", false},
		"SHA-512":                  {hash(crypto.SHA512), public(t, ofRSA), "", identity.Good, "", false},
		"before it expires":        {sign(brief, "2024-03-01"), public(t, brief), "2024-12-30", identity.Good, "", false},
		"on its last second":       {sign(brief, "2024-03-01"), public(t, brief), "2024-12-31", identity.Expired, "", false},
		"signed when expired":      {sign(brief, "2025-03-01"), public(t, brief), "2025-04-01", identity.Expired, "", false},
		"backdated, so it says":    {sign(brief, "2024-03-01"), public(t, brief), "", identity.Expired, "", false},
		"claims a later time":      {sign(brief, "2025-03-01"), public(t, brief), "2024-06-01", identity.Expired, "GOODSIG", false},
		"older than its key":       {sign(ada, "2023-03-01"), public(t, ada), "", identity.Bad, "ERRSIG", false},
		"stolen, signed before":    {stolen, stolenRing, "", identity.Revoked, "", false},
		"stolen, judged before":    {stolen, stolenRing, "2025-04-01", identity.Revoked, "", false},
		"no reason, signed before": {unsaid, unsaidRing, "2025-04-01", identity.Revoked, "", false},
		"retired, judged before":   {retired, retiredRing, "2025-04-01", identity.Good, "REVKEYSIG", false},
		"retired, judged after":    {retired, retiredRing, "2025-07-01", identity.Revoked, "", false},
		"by a subkey":              {bySub, withSub, "2025-04-01", identity.Good, "", true},
		"by an expired subkey":     {bySub, withSub, "2026-06-01", identity.Expired, "", true},
		"by a stolen subkey":       {bySub, withoutSub, "2025-04-01", identity.Revoked, "", true},
		"subkey, older ring":       {bySub, old, "", identity.UnknownKey, "", true},
		"two copies, newer has it": {bySub, old + withSub, "2025-04-01", identity.Good, "", true},
		"two copies, one revoked":  {bySub, withSub + withoutSub, "2025-04-01", identity.Revoked, "", true},
		"signature expired":        {lasting, public(t, ada), "", identity.Expired, "EXPSIG", false},
		"signature still lasts":    {lasting, public(t, ada), "2025-03-01", identity.Good, "", false},
	}
}

func TestOpenPGPSignatures(t *testing.T) {
	for name, c := range pgpCases(t) {
		t.Run(name, func(t *testing.T) {
			ring, err := identity.ReadKeyring([]byte(c.keyring))
			if err != nil {
				t.Fatal(err)
			}
			r := identity.Roots{Keyring: ring}.Verify(signedBy(c.signature), c.time())
			if r.Status != c.want || r.Reason == "" || r.Format != identity.OpenPGP {
				t.Errorf("got %s because %s, want %s", r.Status, r.Reason, c.want)
			}
			wantNames := r.Status == identity.Good || r.Status == identity.Expired || r.Status == identity.Revoked
			if wantNames != (r.Signer() == "ada@acme.example") {
				t.Errorf("got signer %q for %s", r.Signer(), r.Status)
			}
			if wantNames && (len(r.Key) != 40 || c.subkey != (len(r.Primary) == 40)) {
				t.Errorf("got key %q of %q", r.Key, r.Primary)
			}
		})
	}
}

func (c pgpCase) time() time.Time {
	if c.at == "" {
		return day("2026-06-01")
	}
	return day(c.at)
}

// TestOpenPGPSignaturesAsGPGChecksThem asks gpg with its clock set.
func TestOpenPGPSignaturesAsGPGChecksThem(t *testing.T) {
	need(t, "gpg")
	for name, c := range pgpCases(t) {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			ring, signature := put(t, home, "ring.asc", c.keyring), put(t, home, "x.asc", c.signature)
			clock := "--faked-system-time=" + c.time().Add(time.Second).Format("20060102T150405") + "!"
			gpg := func(args ...string) string {
				out, _ := try(home, nil, payload, "gpg", append([]string{"--homedir", home, "--batch", "--no-autostart", "--status-fd", "1", clock}, args...)...)
				return out
			}
			gpg("--import", ring)
			want := c.gpg
			if want == "" {
				want = words[c.want]
			}
			if out := gpg("--verify", signature, "-"); !strings.Contains(out, "[GNUPG:] "+want+" ") {
				t.Errorf("gpg does not say %s where we say %s:\n%s", want, c.want, out)
			}
		})
	}
}

func TestOddOpenPGPSignatures(t *testing.T) {
	ada, eve := newPGP(t, 0, nil), newPGP(t, 0, nil)
	ring, err := identity.ReadKeyring([]byte(public(t, ada, eve)))
	if err != nil {
		t.Fatal(err)
	}
	good := pgpSign(t, pgpForm{key: ada.PrivateKey, date: "2025-03-01"})
	other := pgpSign(t, pgpForm{key: eve.PrivateKey, date: "2025-03-01"})
	version6 := append([]byte{}, good...)
	version6[2] = 6
	var key bytes.Buffer
	if err := ada.Serialize(&key); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data []byte
		want identity.Status
	}{
		"good":                {good, identity.Good},
		"two signers":         {append(append([]byte{}, good...), other...), identity.Ambiguous},
		"same twice":          {append(append([]byte{}, good...), good...), identity.Ambiguous},
		"over text":           {pgpSign(t, pgpForm{key: ada.PrivateKey, date: "2025-03-01", kind: packet.SigTypeText}), identity.NotVerified},
		"over a key":          {pgpSign(t, pgpForm{key: ada.PrivateKey, date: "2025-03-01", kind: packet.SigTypeGenericCert}), identity.Bad},
		"version 6":           {version6, identity.NotVerified},
		"cut short":           {good[:len(good)-3], identity.Bad},
		"a key":               {key.Bytes(), identity.Bad},
		"empty":               {nil, identity.Bad},
		"empty packet":        {[]byte{0xc2, 0}, identity.Bad},
		"length in parts":     {[]byte{0xc2, 0xe1, 0, 0}, identity.Bad},
		"allocates 4 GB":      {[]byte{0xc2, 12, 6, 0, 22, 8, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}, identity.NotVerified},
		"empty subpacket":     {[]byte{0xc2, 10, 4, 0, 22, 8, 0, 2, 1, 4, 0, 0}, identity.Bad},
		"signature in itself": {[]byte{0xc2, 16, 4, 0, 22, 8, 0, 8, 7, 32, 6, 0, 22, 8, 0xff, 0xff, 0, 0}, identity.Bad},
	} {
		t.Run(name, func(t *testing.T) {
			text := pgpArmor(t, "PGP SIGNATURE", c.data)
			r := identity.Roots{Keyring: ring}.Verify(signedBy(text), day("2026-06-01"))
			if r.Status != c.want {
				t.Errorf("got %s because %s, want %s", r.Status, r.Reason, c.want)
			}
		})
	}
}

func TestKeyringSaysWhatItLeavesOut(t *testing.T) {
	ada, eve := newPGP(t, 0, nil), newPGP(t, 0, nil)
	signature := pgpArmor(t, "PGP SIGNATURE", pgpSign(t, pgpForm{key: ada.PrivateKey, date: "2025-03-01"}))
	var whole bytes.Buffer
	if err := eve.Serialize(&whole); err != nil {
		t.Fatal(err)
	}
	whole.Bytes()[whole.Len()-1] ^= 1
	damaged := pgpArmor(t, "PGP PUBLIC KEY BLOCK", whole.Bytes())
	var secret bytes.Buffer
	if err := ada.SerializePrivate(&secret, at("2024-01-01")); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text, says string
		want       identity.Status
	}{
		"whole":          {public(t, ada), "", identity.Good},
		"empty":          {"", "there is no OpenPGP key in the keyring", identity.UnknownKey},
		"words":          {"kbx", "there is no OpenPGP key in the keyring", identity.UnknownKey},
		"one is damaged": {damaged + public(t, ada), "is left out", identity.Good},
		"secret keys":    {secret.String(), "something other than public keys", identity.UnknownKey},
		"block cut":      {public(t, ada) + "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nxx", "has no end", identity.Good},
		"binary, cut":    {"\x99\x01", "cut short", identity.UnknownKey},
	} {
		t.Run(name, func(t *testing.T) {
			ring, err := identity.ReadKeyring([]byte(c.text))
			if says := fmt.Sprint(err); err == nil && c.says != "" || err != nil && (c.says == "" || !strings.Contains(says, c.says)) {
				t.Errorf("got %v, want %q", err, c.says)
			}
			if r := (identity.Roots{Keyring: ring}).Verify(signedBy(signature), day("2026-06-01")); r.Status != c.want {
				t.Errorf("got %s because %s, want %s", r.Status, r.Reason, c.want)
			}
		})
	}
}
